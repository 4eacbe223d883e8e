//! One check at many points, drawn from consecutive seeds: `draws = 20` in the attribute, or `GRAD_CHECK_DRAWS` and
//! `GRAD_CHECK_SEED` in the environment.
//!
//! A seed in the environment alone is checked alone, so that it repeats one of many.

mod environment;
mod seeds;

use crate::points::has_drawn;
use crate::report::{Problem, Report};
use environment::Environment;
use seeds::Seeds;

/// The seeds of a check, and what came of each.
///
/// ```
/// use grad_check::__private::{Draws, points};
/// use grad_check::GradCheck;
///
/// let mut draws = Draws::new(0).draws(3);
/// while let Some(seed) = draws.next_seed() {
///     let x: f64 = points::sample(seed, "x");
///     draws.took(GradCheck::new("square").seed(seed).run(&x, |x| (x * x, 2.0 * x)));
/// }
/// draws.assert();
/// ```
#[derive(Debug)]
#[must_use = "points that nobody asserts check nothing"]
pub struct Draws {
    /// The seed that the code says.
    own: u64,
    first: u64,
    /// How many points the attribute asks for.
    asked: Option<usize>,
    /// How many there are to be.
    wanted: usize,
    begun: usize,
    problem: Option<Problem>,
    seeds: Seeds,
    /// The report to be shown, of the seeds at which something was compared.
    shown: Option<Report>,
    /// The first report of a seed at which cost and gradient are flat.
    flat: Option<Report>,
}

impl Draws {
    /// One point of this seed, unless the environment says otherwise.
    pub fn new(seed: u64) -> Self {
        Self::within(seed, None, Environment::read())
    }

    /// As many points, unless the environment says otherwise.
    pub fn draws(self, points: usize) -> Self {
        Self::within(self.own, Some(points), Environment::read())
    }

    fn within(own: u64, asked: Option<usize>, environment: Result<Environment, Problem>) -> Self {
        let (environment, mut problem) = match environment {
            Ok(environment) => (environment, None),
            Err(problem) => (Environment::default(), Some(problem)),
        };
        if asked == Some(0) {
            problem = problem.or(Some(Problem::InvalidDraws));
        }
        let wanted = match (environment.draws, environment.seed) {
            (Some(draws), _) => draws,
            (None, Some(_)) => 1,
            (None, None) => asked.unwrap_or(1).max(1),
        };
        Self {
            own,
            first: environment.seed.unwrap_or(own),
            asked,
            wanted: if problem.is_some() { 1 } else { wanted },
            begun: 0,
            problem,
            seeds: Seeds::default(),
            shown: None,
            flat: None,
        }
    }

    /// The seed of the next point, if there is one.
    pub fn next_seed(&mut self) -> Option<u64> {
        let seed = self.first.wrapping_add(self.begun as u64);
        (self.begun < self.wanted).then(|| {
            self.begun += 1;
            has_drawn();
            seed
        })
    }

    /// What came of the point of the last seed.
    pub fn took(&mut self, mut report: Report) {
        let seed = self.first.wrapping_add(self.begun as u64).wrapping_sub(1);
        if self.wanted > 1 && !has_drawn() {
            let asked = self.asked.filter(|&points| points > 1);
            self.problem = asked.map(|draws| Problem::NothingDrawn { draws });
            self.wanted = 1;
        }
        if let Some(problem) = self.problem.take() {
            report.verdict = report.verdict.worse(problem.verdict());
            report.problems.insert(0, problem);
        }
        // With `draws` a seed of its own is needed to come back to one of the points.
        let is_alone = self.wanted == 1 && self.asked.is_none_or(|points| points <= 1);
        report.context.is_seed_foreign = seed != self.own || !is_alone;
        self.seeds.add(seed, &report);
        if report.verdict.is_flat() {
            self.flat.get_or_insert(report);
        } else if self
            .shown
            .as_ref()
            .is_none_or(|shown| says_more(&report, shown))
        {
            self.shown = Some(report);
        }
    }

    /// Panic with the report of the first seed that fails, or else of the first that is undecided, and the verdicts by
    /// seed. If all pass, the largest error is printed. A seed at which cost and gradient are flat, as behind `ReLU` or
    /// a clamp, is undecided only where the others are: these show that the cost depends on the parameters.
    ///
    /// # Panics
    /// If a verdict is fail or undecided.
    #[track_caller]
    pub fn assert(self) {
        if let Some(report) = self.shown.or(self.flat) {
            let by_seed = (self.wanted > 1).then(|| self.seeds.table());
            report.assert_with(by_seed.as_deref());
        }
    }
}

/// Whether a report is to be shown in place of an earlier one.
fn says_more(report: &Report, shown: &Report) -> bool {
    let (new, old) = (report.verdict.rank(), shown.verdict.rank());
    new > old || new == 0 && old == 0 && report.whole.best > shown.whole.best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GradCheck;
    use crate::points::sample;

    fn environment(draws: Option<usize>, seed: Option<u64>) -> Environment {
        Environment { draws, seed }
    }

    fn seeds(mut draws: Draws) -> Vec<u64> {
        let mut seeds = Vec::new();
        while let Some(seed) = draws.next_seed() {
            seeds.push(seed);
            let x: f64 = sample(seed, "x");
            draws.took(GradCheck::new("f").seed(seed).run(&x, |x| (x * x, 2.0 * x)));
        }
        seeds
    }

    #[test]
    fn the_environment_goes_before_the_attribute_and_a_seed_alone_is_one_point() {
        let of = |asked, draws, seed| seeds(Draws::within(3, asked, Ok(environment(draws, seed))));
        assert_eq!(of(None, None, None), [3]);
        assert_eq!(of(Some(3), None, None), [3, 4, 5]);
        assert_eq!(of(Some(3), Some(2), None), [3, 4]);
        assert_eq!(of(Some(3), None, Some(7)), [7]);
        assert_eq!(of(None, Some(2), Some(u64::MAX)), [u64::MAX, 0]);
    }

    #[test]
    fn what_is_not_drawn_is_one_point_and_a_problem_if_the_attribute_asks_for_more() {
        let run = |mut draws: Draws| {
            let mut points = 0;
            while let Some(seed) = draws.next_seed() {
                points += 1;
                draws.took(
                    GradCheck::new("f")
                        .seed(seed)
                        .run(&0.5, |x| (x * x, 2.0 * x)),
                );
            }
            (points, draws.shown.map(|report| report.problems))
        };
        let nothing_drawn = Problem::NothingDrawn { draws: 20 };
        let asked = Draws::within(0, Some(20), Ok(environment(None, None)));
        assert_eq!(run(asked), (1, Some(vec![nothing_drawn])));
        let from_outside = Draws::within(0, None, Ok(environment(Some(20), None)));
        assert_eq!(run(from_outside), (1, Some(Vec::new())));
    }

    #[test]
    fn no_number_and_no_point_are_problems() {
        let problem = |mut draws: Draws| {
            let seed = draws.next_seed().unwrap_or_default();
            draws.took(
                GradCheck::new("f")
                    .seed(seed)
                    .run(&0.5, |x| (x * x, 2.0 * x)),
            );
            assert_eq!(draws.next_seed(), None);
            draws.shown.map(|report| report.problems)
        };
        let none = Draws::within(0, Some(0), Ok(environment(None, None)));
        assert_eq!(problem(none), Some(vec![Problem::InvalidDraws]));
        let no_number = Environment::of(None, Some("seven"));
        let no_number = Draws::within(0, None, no_number);
        let said = problem(no_number).map(|problems| problems[0].to_string());
        let expected =
            "GRAD_CHECK_SEED is `seven` in the environment: it must be a whole number, such as 7";
        assert_eq!(said.as_deref(), Some(expected));
    }
}
