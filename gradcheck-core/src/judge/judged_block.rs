//! The components of a block that have been judged, with what their verdicts rest on.

use super::Tolerances;
use super::decision::Decision;
use crate::order::sort_by_key;
use crate::parameters::Block;
use crate::report::{Component, Problem, Reason, Verdict};

/// The components of a block, with what their verdicts rest on.
pub(crate) struct JudgedBlock<'a> {
    pub(crate) block: &'a Block,
    /// Which components were judged.
    pub(super) offsets: Vec<usize>,
    pub(crate) tolerances: Tolerances,
    pub(crate) components: Vec<Component>,
    pub(crate) decisions: Vec<Option<Decision>>,
    pub(crate) problems: Vec<Problem>,
    /// The error of a single component that directions over the block might not have noticed, if they passed it.
    pub(crate) unseen: Option<f64>,
    /// The roughness of the cost on small scales, where a component has shown it.
    pub(super) rough: f64,
}

impl<'a> JudgedBlock<'a> {
    pub(crate) fn new(block: &'a Block, tolerances: &Tolerances) -> Self {
        Self {
            block,
            offsets: Vec::new(),
            tolerances: *tolerances,
            components: Vec::new(),
            decisions: Vec::new(),
            problems: Vec::new(),
            unseen: None,
            rough: 0.0,
        }
    }

    /// Make room for so many components.
    pub(super) fn reserve(&mut self, count: usize) {
        self.offsets.reserve_exact(count);
        self.components.reserve_exact(count);
        self.decisions.reserve_exact(count);
    }

    /// The component of θ that was judged in this place.
    pub(super) fn component(&self, at: usize) -> usize {
        self.block.start + self.offsets[at]
    }

    /// Put the components into the order of their places, whatever the order they were judged in.
    pub(crate) fn in_order(&mut self) {
        let components = std::mem::take(&mut self.components).into_iter();
        let decisions = std::mem::take(&mut self.decisions).into_iter();
        let mut judged: Vec<_> = self
            .offsets
            .drain(..)
            .zip(components.zip(decisions))
            .collect();
        sort_by_key(&mut judged, |&(offset, _)| offset);
        for (offset, (component, decision)) in judged {
            self.offsets.push(offset);
            self.components.push(component);
            self.decisions.push(decision);
        }
    }

    /// Whether a component passed that its error bar alone would not have let pass.
    pub(super) fn leans_on_tolerance(&self) -> bool {
        self.decisions.iter().flatten().any(|s| self.leans(s))
    }

    fn leans(&self, decision: &Decision) -> bool {
        let has_passed = decision.verdict == Verdict::Pass && decision.kink.is_none();
        has_passed && self.tolerances.leans_on_tolerance(&decision.measurement)
    }

    /// The noise that those would have been judged by can't be measured any more.
    pub(super) fn spent(&mut self) {
        for at in 0..self.decisions.len() {
            if self.decisions[at].as_ref().is_some_and(|s| self.leans(s)) {
                let verdict = Verdict::Undecided(Reason::BudgetSpent);
                self.components[at].verdict = verdict;
                self.decisions[at]
                    .iter_mut()
                    .for_each(|s| s.verdict = verdict);
            }
        }
    }
}
