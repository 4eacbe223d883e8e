//! Counting verdicts.

use crate::cases::Case;
use crate::ours::Promise;

/// Mistakes of this size are large.
const LARGE: f64 = 1e-3;
/// Of the norm of a block, but for the rounding of a tenth itself.
const TENTH: f64 = 0.0999;
/// The evaluations that a check may take by default, if a sweep over all components doesn't take more.
const BUDGET: usize = 1000;
/// Where the cost has no noise of its own, no mistake of this size may pass.
const MUST_BE_SEEN: f64 = 1e-5;

/// How one judge did.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) right: usize,
    pub(crate) false_alarms: usize,
    pub(crate) right_undecided: usize,
    /// Right gradients of smooth costs that no constant hides, and how many of them are undecided.
    pub(crate) smooth: usize,
    pub(crate) smooth_undecided: usize,
    pub(crate) mistakes: usize,
    pub(crate) false_passes: usize,
    pub(crate) large_false_passes: usize,
    /// False passes of mistakes that must be seen, under a cost without noise and without a constant.
    pub(crate) clean_false_passes: usize,
    pub(crate) mistakes_undecided: usize,
    /// Mistakes of a tenth of their block, those of them that were found, and those that passed.
    pub(crate) tenths: usize,
    pub(crate) tenths_found: usize,
    pub(crate) tenths_passed: usize,
    /// Checks that took more than the budget and more than a sweep.
    pub(crate) over_budget: usize,
    /// False passes of mistakes larger than what the judge said it would notice.
    pub(crate) overpromised: usize,
    /// Evaluations a component.
    evaluations: Vec<f64>,
    /// Of the right gradients.
    right_evaluations: Vec<f64>,
}

impl Tally {
    /// Counts a verdict; true if it is wrong.
    pub(crate) fn count(&mut self, case: &Case, passed: Option<bool>, evaluations: usize) -> bool {
        let components = case.problem.components() as f64;
        self.evaluations.push(evaluations as f64 / components);
        let traits = case.problem.traits;
        let sweep = (2 * case.problem.components() + 10) * if traits.single { 2 } else { 1 };
        self.over_budget += usize::from(evaluations > sweep.max(BUDGET));
        let undecided = usize::from(passed.is_none());
        if case.mistake.is_none() {
            let smooth = usize::from(traits.smooth && !traits.offset);
            self.right += 1;
            self.right_evaluations.push(evaluations as f64 / components);
            self.false_alarms += usize::from(passed == Some(false));
            self.right_undecided += undecided;
            self.smooth += smooth;
            self.smooth_undecided += smooth * undecided;
            return passed == Some(false);
        }
        self.mistakes += 1;
        self.mistakes_undecided += undecided;
        let missed = passed == Some(true);
        let tenth = usize::from(case.size() >= TENTH);
        self.tenths += tenth;
        self.tenths_found += tenth * usize::from(passed == Some(false));
        self.tenths_passed += tenth * usize::from(missed);
        let clean = !(traits.noisy || traits.offset);
        self.false_passes += usize::from(missed);
        self.large_false_passes += usize::from(missed && case.size() >= LARGE);
        self.clean_false_passes += usize::from(missed && clean && case.size() >= MUST_BE_SEEN);
        missed
    }

    /// Counts a false pass against what its report said it would notice; true if that was too much.
    pub(crate) fn hold_to_promise(&mut self, case: &Case, promises: &[Promise]) -> bool {
        let sizes = case.sizes().into_iter().zip(case.sizes_of_whole());
        let breaks = |((size, size_of_whole), promise): ((f64, f64), &Promise)| {
            let size = if promise.of_whole {
                size_of_whole
            } else {
                size
            };
            size > promise.would_notice
        };
        let broken = case.mistake.is_some() && sizes.zip(promises).any(breaks);
        self.overpromised += usize::from(broken);
        broken
    }

    /// The median and the largest of evaluations a component.
    pub(crate) fn evaluations(&self) -> (f64, f64) {
        let most = self.evaluations.iter().copied().fold(0.0, f64::max);
        (median(&self.evaluations), most)
    }

    /// The median of evaluations a component of the right gradients.
    pub(crate) fn right_evaluations(&self) -> f64 {
        median(&self.right_evaluations)
    }
}

fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}
