//! A failed check is followed to the lines of the function.

use super::GradCheck;
use crate::evaluate::{Answer, Called, Evaluator, Functions, LayoutHint};
use crate::lines::{Point, Recorder, Source, follow};
use crate::parameters::{Flattened, Params};
use crate::report::{Report, Verdict};

impl GradCheck {
    /// What a generated test begins with, in one call: the names of the function, of the test and of the arguments that
    /// are differentiated. Behind the path of the test and a space may stand what cargo is told to run it.
    #[doc(hidden)]
    #[track_caller]
    pub fn of_test(name: &str, test: &str, arguments: &[&str], seed: u64) -> Self {
        let arguments = arguments.iter().copied();
        let (test, cargo) = test.split_once(' ').unwrap_or((test, ""));
        let mut check = Self::new(name).test(test).arguments(arguments).seed(seed);
        cargo.clone_into(&mut check.context.cargo);
        check
    }

    /// The function is one whose lines can be asked for.
    #[doc(hidden)]
    pub fn has_lines(mut self) -> Self {
        self.context.has_lines = true;
        self
    }

    /// Follow a wrong gradient to the line, by a copy of the function that reports its values.
    #[doc(hidden)]
    pub fn follow<P: Params>(
        &self,
        mut report: Report,
        point: &P,
        source: &'static Source,
        mut copy: impl FnMut(&P, Recorder) -> Result<Answer, String>,
    ) -> Report {
        if report.verdict != Verdict::Fail {
            return report;
        }
        let recorder = Recorder::default();
        // Forces are the gradient of minus the energy.
        let sign = self.context.sign();
        let mut function = |p: &P, _: &LayoutHint| {
            copy(p, recorder.clone()).map(|answer| Answer {
                cost: sign * answer.cost,
                ..answer
            })
        };
        self.follow_by(&mut report, point, (source, &recorder), &mut function);
        report
    }

    fn follow_by<P: Params>(
        &self,
        report: &mut Report,
        point: &P,
        (source, recorder): (&'static Source, &Recorder),
        function: &mut dyn FnMut(&P, &LayoutHint) -> Result<Answer, String>,
    ) {
        let flat = Flattened::of(point).under(&self.names);
        let mut called = Called::new(point, &flat, function, None::<fn(&P) -> _>);
        let called: &mut dyn Functions = &mut called;
        let mut model = Evaluator::new(called, self.names.clone(), &flat);
        let point = Point {
            flat: &flat,
            recorder,
            source,
            limit: self.budget,
        };
        follow(&mut model, &point, report);
    }
}
