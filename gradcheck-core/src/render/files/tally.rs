//! How many checks came to what.

use std::fmt;

/// How many reports there are of each verdict; what [`merge_reports`](crate::merge_reports) returns.
///
/// ```
/// use grad_check::Tally;
/// let tally = Tally { failed: 1, undecided: 0, passed: 11 };
/// assert_eq!(tally.to_string(), "12 checks: 1 failed, 0 undecided, 11 passed");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks that failed.
    pub failed: usize,
    /// Checks that were undecided.
    pub undecided: usize,
    /// Checks that passed.
    pub passed: usize,
}

impl Tally {
    /// All of them.
    ///
    /// ```
    /// let tally = grad_check::Tally { failed: 1, undecided: 2, passed: 3 };
    /// assert_eq!(tally.checks(), 6);
    /// ```
    pub fn checks(&self) -> usize {
        self.failed + self.undecided + self.passed
    }

    /// Of the words of the verdicts.
    pub(super) fn of<'a>(verdicts: impl Iterator<Item = &'a str>) -> Self {
        let mut tally = Self::default();
        for verdict in verdicts {
            match verdict {
                "fail" => tally.failed += 1,
                "undecided" => tally.undecided += 1,
                _ => tally.passed += 1,
            }
        }
        tally
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checks = self.checks();
        let plural = if checks == 1 { "" } else { "s" };
        write!(
            f,
            "{checks} check{plural}: {} failed, {} undecided, {} passed",
            self.failed, self.undecided, self.passed
        )
    }
}
