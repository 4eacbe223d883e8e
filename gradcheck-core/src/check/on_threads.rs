//! The check of a cost with its gradient, on several threads.

use super::GradCheck;
use crate::evaluate::{
    Answer, Called, CostAlone, CostOutcome, Evaluator, LayoutHint, Outcome, Parallel,
};
use crate::parameters::{Flattened, Params};
use crate::report::Report;
use std::thread::available_parallelism;

impl GradCheck {
    /// As [`run`](Self::run), on several threads: worth it where one evaluation takes a tenth of a
    /// millisecond or more.
    ///
    /// The verdicts and their numbers are those of `run`, whatever the number of threads. There may be more
    /// evaluations, some of which were made in advance and not needed; how many is the same for any number
    /// of threads, too. Each thread has parameters of its own, and the function is shared by all.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let cube = |x: &[f64; 3]| (x.iter().map(|x| x * x * x).sum::<f64>(), x.map(|x| 3.0 * x * x));
    /// let report = |threads| GradCheck::new("cube").threads(threads).run_on_threads(&[1.0, 2.0, 3.0], cube);
    /// assert_eq!(report(1).to_json(), report(2).to_json());
    /// report(2).assert();
    /// ```
    pub fn run_on_threads<P, O>(&self, point: &P, function: impl Fn(&P) -> O + Sync) -> Report
    where
        P: Params + Send,
        O: Outcome,
    {
        let read = |p: &P, expected: &LayoutHint| function(p).answer_as(expected);
        self.on_threads(point, &read, None)
    }

    /// As [`run_with_cost`](Self::run_with_cost), on several threads.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let check = GradCheck::new("square").threads(2);
    /// let report = check.run_on_threads_with_cost(&3.0, |x| (x * x, 2.0 * x), |x| x * x);
    /// report.assert();
    /// assert_eq!(report.evaluations().full, 5);
    /// ```
    pub fn run_on_threads_with_cost<P, O, C>(
        &self,
        point: &P,
        function: impl Fn(&P) -> O + Sync,
        cost: impl Fn(&P) -> C + Sync,
    ) -> Report
    where
        P: Params + Send,
        O: Outcome,
        C: CostOutcome,
    {
        let read = |p: &P, expected: &LayoutHint| function(p).answer_as(expected);
        self.on_threads(point, &read, Some(&|p| cost(p).cost()))
    }

    /// The same with a function that reads its outcome out itself, while what it borrows still lives.
    #[doc(hidden)]
    pub fn run_read_on_threads<P: Params + Send>(
        &self,
        point: &P,
        function: impl Fn(&P, &LayoutHint) -> Result<Answer, String> + Sync,
    ) -> Report {
        self.on_threads(point, &function, None)
    }

    /// The same with a function of the cost alone.
    #[doc(hidden)]
    pub fn run_read_on_threads_with_cost<P: Params + Send, C: CostOutcome>(
        &self,
        point: &P,
        function: impl Fn(&P, &LayoutHint) -> Result<Answer, String> + Sync,
        cost: impl Fn(&P) -> C + Sync,
    ) -> Report {
        self.on_threads(point, &function, Some(&|p| cost(p).cost()))
    }

    fn on_threads<P: Params + Send>(
        &self,
        point: &P,
        function: &(dyn Fn(&P, &LayoutHint) -> Result<Answer, String> + Sync),
        cost: Option<&(dyn Fn(&P) -> CostAlone + Sync)>,
    ) -> Report {
        let flat = Flattened::of(point).under(&self.names);
        let screen = cost.is_some();
        let function = |p: &P, hint: &LayoutHint| function(p, hint).map(|a| self.signed(a));
        let mut called = Called::new(point, &flat, &function, cost);
        let written = called.written_back(flat.values());
        let evaluator = Evaluator::new(called, self.names.clone(), &flat);
        let here = || available_parallelism().map_or(1, usize::from);
        let mut model = Parallel::new(evaluator, self.threads.unwrap_or_else(here));
        let selected = self.validated(written.as_deref(), &flat);
        self.report_on(&mut model, &flat, selected, screen)
    }
}
