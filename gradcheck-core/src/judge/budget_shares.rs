//! Who may ask for how many evaluations, while components are judged one after another.
//!
//! Enough is held back for the first look at every component that is still to come. What is left over is
//! for the step sequences: each block may take half of it, and at least one step sequence as long as there is one, so that
//! the first suspicious components of every block are told; what a block leaves goes to those after it.

use super::judge::{Judge, ThroughF32};
use super::screening::screening_takes;
use crate::evaluate::Allowance;
use crate::parameters::Block;

/// Evaluations that a step sequence takes, with what it needs to know of the noise.
const LADDER: usize = 48;

/// A block may take one part in so many of what is left over, however many come after it.
const MOST: usize = 2;

/// Whose turn it is, among rows that are known together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    /// Rows that are still to be judged, this one included.
    pub(crate) left: usize,
    /// Whether one has been, so that most first looks are known.
    pub(crate) are_known: bool,
}

impl Default for Turn {
    fn default() -> Self {
        Self {
            left: 1,
            are_known: false,
        }
    }
}

/// What is to be shared with whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BudgetShares {
    /// What was held back before.
    kept: usize,
    /// What a first look takes, and the components that are still to have one.
    screening: usize,
    components: usize,
    /// Blocks that haven't begun, in this row and those to come.
    blocks: usize,
    /// What others have a share in.
    others: usize,
    /// Whether the first step sequence may tell that all is to be judged again, so that it has its share in any case,
    may_end: bool,
    /// …of what the components to come hold back.
    lent: usize,
    /// What was left over at first.
    untouched: Option<usize>,
}

impl BudgetShares {
    /// For all components of these blocks.
    pub(crate) fn new(judge: &mut Judge<'_>, blocks: &[&Block]) -> Self {
        let screening = if judge.turn.are_known {
            0
        } else {
            screening_takes(judge.eps.is_some(), judge.screen)
        };
        Self {
            kept: judge.model.allowance().kept(),
            screening,
            components: blocks.iter().map(|block| block.shape.count()).sum(),
            blocks: blocks.len() * judge.turn.left,
            others: 0,
            may_end: judge.through_f32 == ThroughF32::JudgedAgain,
            lent: 0,
            untouched: None,
        }
    }

    /// For so many blocks whose first looks have been had.
    pub(crate) fn of_blocks(judge: &mut Judge<'_>, blocks: usize) -> Self {
        Self {
            kept: judge.model.allowance().kept(),
            screening: 0,
            components: 0,
            blocks,
            others: 0,
            may_end: false,
            lent: 0,
            untouched: None,
        }
    }

    /// The next block begins.
    pub(crate) fn next_block(&mut self, allowance: &Allowance) {
        let needed = self.kept + self.screening * self.components;
        let spare = allowance.left().saturating_sub(needed);
        let share = (spare / self.blocks.clamp(1, MOST)).max(LADDER);
        self.others = spare.saturating_sub(share);
        // As long as nothing has been spent on step sequences.
        let untouched = *self.untouched.get_or_insert(spare);
        if self.may_end && spare >= untouched / 2 {
            self.lent = share.saturating_sub(spare);
        }
        self.blocks = self.blocks.saturating_sub(1);
    }

    /// The next component begins.
    pub(crate) fn next(&mut self, allowance: &mut Allowance) {
        self.components = self.components.saturating_sub(1);
        let to_come = (self.screening * self.components).saturating_sub(self.lent);
        allowance.keep(self.kept + self.others + to_come);
    }

    /// There is none left.
    pub(crate) fn end(&self, allowance: &mut Allowance) {
        allowance.keep(self.kept);
    }
}
