//! How many evaluations a check may take.

use super::GradCheck;
use crate::evaluate::Allowance;
use crate::judge::screening_takes;
use crate::parameters::Block;
use crate::precision::Precision;
use crate::report::Evaluations;

/// Evaluations of a sweep besides those of its components: at the point, before and after, and what is found
/// out once for all; where the differences at the user's step are half of a sweep, with a step sequence that confirms
/// what is wrong.
const BESIDES: usize = 10;
const BESIDES_AT_EPS: usize = 64;
/// Rounding to f32 asks for larger steps, and more of them, beside these.
const SINGLE: usize = 2;
const BESIDES_SINGLE: usize = SINGLE * BESIDES;
/// For each evaluation of the budget, so many entries of a matrix are measured one by one at most.
const ENTRIES_PER_EVALUATION: usize = 100;
/// The fewest that a few directions can do with.
const DIRECTIONS: usize = 20;
/// The last of them asks whether the function still gives the answer that it gave at first.
const LAST: usize = 1;

impl GradCheck {
    /// Whether these blocks are too many components to be measured one by one.
    pub(super) fn is_large(&self, blocks: &[&Block]) -> bool {
        components(blocks) > self.budget / 2 || self.tuning.always_probe
    }

    /// Whether these columns, or all entries of so many rows, are too many to be measured one by one: an evaluation
    /// serves all rows, and the report keeps every entry.
    pub(super) fn is_large_matrix(&self, rows: usize, columns: &[&Block]) -> bool {
        let most = ENTRIES_PER_EVALUATION.saturating_mul(self.budget);
        self.is_large(columns) || rows.saturating_mul(components(columns)) > most
    }

    /// The evaluations that a check of these blocks, component by component, may take: its budget, or what it
    /// takes to look at each of them once, if that is more. What a cost function screens comes on top, so that
    /// it leaves as much for the annotated one.
    pub(super) fn for_components(
        &self,
        blocks: &[&Block],
        precision: Precision,
        screen: bool,
    ) -> usize {
        let components = components(blocks);
        let first_look = screening_takes(self.eps.is_some(), false);
        let sweep = components * first_look;
        let bound = self.budget.max(match precision {
            Precision::F64 if self.eps.is_some() => sweep + BESIDES_AT_EPS,
            Precision::F64 => sweep + BESIDES,
            Precision::F32 => SINGLE * sweep + BESIDES_SINGLE,
        });
        let screened = screening_takes(self.eps.is_some(), screen) - first_look;
        let compared = usize::from(screen); // with the annotated function's cost, once
        bound.saturating_add(components * screened + compared)
    }

    /// The evaluations that a check along directions may take.
    pub(super) fn for_directions(&self) -> usize {
        self.budget.max(DIRECTIONS)
    }
}

fn components(blocks: &[&Block]) -> usize {
    blocks.iter().map(|block| block.shape().count()).sum()
}

/// Allow so many evaluations in all, of which some have been made.
pub(super) fn allow(allowance: &mut Allowance, all: usize, made: Evaluations) {
    allowance.limit(all.saturating_sub(made.total()), LAST);
}
