//! Who may ask for how many evaluations, while components are judged one after another.
//!
//! Enough is held back for the first look at every component that is still to come. What is left over is
//! for the step sequences: each block may take half of it, and at least one step sequence as long as there is one, so that
//! the first suspicious components of every block are told; what a block leaves goes to those after it.

use super::Judge;
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
        }
    }

    /// The next block begins.
    pub(crate) fn next_block(&mut self, allowance: &Allowance) {
        let needed = self.kept + self.screening * self.components;
        let spare = allowance.left().saturating_sub(needed);
        let share = (spare / self.blocks.clamp(1, MOST)).max(LADDER).min(spare);
        self.others = spare - share;
        self.blocks = self.blocks.saturating_sub(1);
    }

    /// The next component begins.
    pub(crate) fn next(&mut self, allowance: &mut Allowance) {
        self.components = self.components.saturating_sub(1);
        allowance.keep(self.kept + self.others + self.screening * self.components);
    }

    /// There is none left.
    pub(crate) fn end(&self, allowance: &mut Allowance) {
        allowance.keep(self.kept);
    }
}
