//! Counting verdicts, and the table of them.

use crate::cases::Case;

/// Mistakes of this size are large.
const LARGE: f64 = 1e-3;

/// How one judge did.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    right: usize,
    false_alarms: usize,
    right_undecided: usize,
    mistakes: usize,
    false_passes: usize,
    large_false_passes: usize,
    mistakes_undecided: usize,
    /// False passes of mistakes larger than what the judge said it would notice.
    pub(crate) overpromised: usize,
    /// Evaluations a component on right gradients.
    evaluations: Vec<f64>,
}

impl Tally {
    pub(crate) const HEADER: [&str; 2] = [
        "                        | right gradients              | mistakes                             | evaluations",
        "                        |  cases    alarms undecided   |  cases   passes  >= 1e-3  undecided  | a component",
    ];

    /// Counts a verdict; true if it is wrong.
    pub(crate) fn count(&mut self, case: &Case, passed: Option<bool>, evaluations: usize) -> bool {
        if case.mistake.is_none() {
            self.right += 1;
            self.false_alarms += usize::from(passed == Some(false));
            self.right_undecided += usize::from(passed.is_none());
            let components = case.problem.components() as f64;
            self.evaluations.push(evaluations as f64 / components);
            return passed == Some(false);
        }
        self.mistakes += 1;
        self.mistakes_undecided += usize::from(passed.is_none());
        let missed = passed == Some(true);
        self.false_passes += usize::from(missed);
        self.large_false_passes += usize::from(missed && case.size() >= LARGE);
        missed
    }

    /// Its line of the table.
    pub(crate) fn line(&mut self, name: &str) -> String {
        self.evaluations.sort_by(f64::total_cmp);
        let middle = self.evaluations.get(self.evaluations.len() / 2);
        let (median, most) = (
            middle.unwrap_or(&0.0),
            self.evaluations.last().unwrap_or(&0.0),
        );
        format!(
            "{name:23} | {:6} {:9} {:9}   | {:6} {:8} {:8} {:10}  | {median:.1}, at most {most:.0}",
            self.right,
            self.false_alarms,
            self.right_undecided,
            self.mistakes,
            self.false_passes,
            self.large_false_passes,
            self.mistakes_undecided,
        )
    }
}
