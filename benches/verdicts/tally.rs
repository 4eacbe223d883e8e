//! Counting verdicts.

use crate::cases::Case;

/// Mistakes of this size are large.
const LARGE: f64 = 1e-3;
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
    /// False passes of mistakes larger than what the judge said it would notice.
    pub(crate) overpromised: usize,
    /// Evaluations a component.
    evaluations: Vec<f64>,
}

impl Tally {
    /// Counts a verdict; true if it is wrong.
    pub(crate) fn count(&mut self, case: &Case, passed: Option<bool>, evaluations: usize) -> bool {
        let components = case.problem.components() as f64;
        self.evaluations.push(evaluations as f64 / components);
        let traits = case.problem.traits;
        let undecided = usize::from(passed.is_none());
        if case.mistake.is_none() {
            let smooth = usize::from(traits.smooth && !traits.offset);
            self.right += 1;
            self.false_alarms += usize::from(passed == Some(false));
            self.right_undecided += undecided;
            self.smooth += smooth;
            self.smooth_undecided += smooth * undecided;
            return passed == Some(false);
        }
        self.mistakes += 1;
        self.mistakes_undecided += undecided;
        let missed = passed == Some(true);
        let clean = !(traits.noisy || traits.offset);
        self.false_passes += usize::from(missed);
        self.large_false_passes += usize::from(missed && case.size() >= LARGE);
        self.clean_false_passes += usize::from(missed && clean && case.size() >= MUST_BE_SEEN);
        missed
    }

    /// Counts a false pass against what its report said it would notice; true if that was too much.
    pub(crate) fn hold_to_promise(&mut self, case: &Case, would_notice: &[f64]) -> bool {
        let mut promises = case.sizes().into_iter().zip(would_notice);
        let broken = case.mistake.is_some() && promises.any(|(size, notice)| size > *notice);
        self.overpromised += usize::from(broken);
        broken
    }

    /// The median and the largest of evaluations a component.
    pub(crate) fn evaluations(&self) -> (f64, f64) {
        let mut sorted = self.evaluations.clone();
        sorted.sort_by(f64::total_cmp);
        let q: Vec<String> = (1..20).map(|k| format!("{:.2}", sorted[sorted.len() * k / 20])).collect();
        eprintln!("quantiles below 3.3: {:.4}", sorted.iter().filter(|e| **e <= 3.3).count() as f64 / sorted.len() as f64); eprintln!("quantiles {}", q.join(" "));
        let middle = sorted.get(sorted.len() / 2).copied();
        (middle.unwrap_or(0.0), sorted.last().copied().unwrap_or(0.0))
    }
}
