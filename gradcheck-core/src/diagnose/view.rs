//! A block as numbers side by side, and how well a guess explains them.

use crate::BlockReport;
use crate::judge::Component;
use crate::norm::norm;

/// A guess may miss an analytic derivative by so many error bars of the numeric one…
const BARS: f64 = 4.0;
/// …and by this share of it, the roundoff of the user's own code, as long as that is no more than
/// this share of the disagreement that is to be explained.
const SHARE: f64 = 1e-5;
const OF_DISAGREEMENT: f64 = 0.01;
/// Components that vanish but for cancelling terms carry roundoff on the scale of their block.
const OF_BLOCK: f64 = 1e-9;

/// A block's derivatives, component by component.
pub(super) struct View<'a> {
    pub(super) block: &'a BlockReport,
    pub(super) analytic: Vec<f64>,
    pub(super) numeric: Vec<f64>,
    pub(super) theta: Vec<f64>,
    /// The components that are wrong.
    pub(super) wrong: Vec<usize>,
    bars: Vec<f64>,
    largest_disagreement: f64,
    size: f64,
}

/// How well a guess explains a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    /// The largest residual, as a share of what the error bars allow.
    pub(super) residual: f64,
    /// Wrong components that it explains, and components that it was held against.
    pub(super) explained: usize,
    pub(super) of: usize,
}

impl<'a> View<'a> {
    pub(super) fn of(block: &'a BlockReport) -> Self {
        let components = &block.components;
        let all = |number: fn(&Component) -> f64| components.iter().map(number).collect::<Vec<_>>();
        let (analytic, numeric) = (all(|c| c.analytic), all(|c| c.numeric));
        let wrong = (0..components.len()).filter(|&i| components[i].is_wrong());
        let wrong: Vec<usize> = wrong.collect();
        let apart = wrong.iter().map(|&i| (analytic[i] - numeric[i]).abs());
        let largest_disagreement = apart.fold(0.0, f64::max);
        let finite = numeric.iter().copied().filter(|x| x.is_finite());
        let size = norm(finite.collect::<Vec<_>>().into_iter()) / (numeric.len() as f64).sqrt();
        Self {
            block,
            theta: all(|c| c.theta),
            bars: all(|c| c.bar),
            analytic,
            numeric,
            wrong,
            largest_disagreement,
            size,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.analytic.len()
    }

    pub(super) fn path(&self) -> &str {
        &self.block.path
    }

    /// Its dimensions.
    pub(super) fn lengths(&self) -> &[usize] {
        self.block.shape.lengths()
    }

    /// Whether component `i` has a numeric derivative that its error bar doesn't swallow.
    pub(super) fn is_telling(&self, i: usize) -> bool {
        self.numeric[i].abs() > BARS * self.bars[i]
    }

    /// Whether component `i` could be measured at all.
    pub(super) fn is_measured(&self, i: usize) -> bool {
        self.numeric[i].is_finite() && self.bars[i].is_finite()
    }

    /// Analytic less numeric derivative.
    pub(super) fn disagreement(&self, i: usize) -> f64 {
        self.analytic[i] - self.numeric[i]
    }

    /// Whether `guess` is the analytic derivative of every component among `among` that could be measured.
    /// `gain` says how often the error bar of a numeric derivative goes into the guess.
    pub(super) fn fits_among(
        &self,
        among: impl Iterator<Item = usize>,
        gain: f64,
        guess: impl Fn(usize) -> f64,
    ) -> Option<Fit> {
        let mut fit = Fit {
            residual: 0.0,
            explained: 0,
            of: 0,
        };
        let is_wrong = self.is_wrong_by_component();
        for i in among.filter(|&i| self.is_measured(i)) {
            let residual = (self.analytic[i] - guess(i)).abs() / self.allowance(i, gain, guess(i));
            // A guess that is NaN fits nothing.
            if residual.is_nan() || residual > 1.0 {
                return None;
            }
            fit.residual = fit.residual.max(residual);
            fit.of += 1;
            fit.explained += usize::from(is_wrong[i]);
        }
        (fit.explained > 0).then_some(fit)
    }

    /// The same of every component.
    pub(super) fn fits(&self, gain: f64, guess: impl Fn(usize) -> f64) -> Option<Fit> {
        self.fits_among(0..self.len(), gain, guess)
    }

    /// Whether two derivatives of this block are the same within what is known of them.
    pub(super) fn is_near(&self, i: usize, analytic: f64, numeric: f64) -> bool {
        (analytic - numeric).abs() <= self.allowance(i, 1.0, numeric)
    }

    fn allowance(&self, i: usize, gain: f64, guess: f64) -> f64 {
        let size = f64::midpoint(self.analytic[i].abs(), guess.abs());
        let roundoff = (SHARE * size).min(OF_DISAGREEMENT * self.largest_disagreement);
        BARS * gain.abs().max(1.0) * self.bars[i] + roundoff + OF_BLOCK * self.size
    }

    fn is_wrong_by_component(&self) -> Vec<bool> {
        let components = self.block.components.iter();
        components.map(Component::is_wrong).collect()
    }
}

/// The middle one of some numbers, if there are any.
pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}
