//! How many evaluations a check may still ask for.
//!
//! Whoever calls the user's functions takes them from here, so that nobody else has to count: what is
//! beyond the allowance is refused, a failure like any other.

use super::Failure;

/// Evaluations that may still be asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    left: usize,
    /// Of these, what is held back for later.
    kept: usize,
    refused: bool,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            left: usize::MAX,
            kept: 0,
            refused: false,
        }
    }
}

impl Allowance {
    /// So many from now on, of which so many are kept for the end.
    pub(crate) fn limit(&mut self, left: usize, kept: usize) {
        (self.left, self.kept) = (left, kept);
    }

    /// Hold so many back from now on.
    pub(crate) fn keep(&mut self, kept: usize) {
        self.kept = kept;
    }

    pub(crate) fn kept(&self) -> usize {
        self.kept
    }

    /// How many are left, those included that are held back.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// One evaluation.
    pub(crate) fn take(&mut self) -> Result<(), Failure> {
        if self.left <= self.kept {
            self.refused = true;
            return Err(Failure::BudgetSpent);
        }
        self.left -= 1;
        Ok(())
    }

    /// Whether any has been refused since this was last asked.
    pub(crate) fn was_refused(&mut self) -> bool {
        std::mem::take(&mut self.refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_back_is_given_later() {
        let mut allowance = Allowance::default();
        allowance.limit(3, 2);
        assert!(allowance.take().is_ok() && !allowance.was_refused());
        assert_eq!(allowance.take(), Err(Failure::BudgetSpent));
        assert!(allowance.was_refused() && !allowance.was_refused());
        allowance.keep(0);
        assert!(allowance.take().is_ok() && allowance.take().is_ok());
        assert!(allowance.take().is_err());
    }
}
