//! A block as numbers side by side, and how well a guess explains them.

use super::probed::Reach;
use crate::norm::norm;
use crate::order::sort_by;
use crate::report::{BlockReport, Component, Fit, Verdict};
use std::collections::BTreeMap;

/// A guess may miss an analytic derivative by so many error bars of the numeric one…
const BARS: f64 = 4.0;
/// …and by this share of it, the roundoff of the user's own code, as long as that is no more than
/// this share of the disagreement that is to be explained.
const SHARE: f64 = 1e-5;
const OF_DISAGREEMENT: f64 = 0.01;
/// A bar of this share of a disagreement tells what explains it.
const TELLS: f64 = 0.1;
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
    /// Where the components that were measured stand in the block: all of them, or those of a sample.
    pub(super) offsets: Vec<usize>,
    /// What they stand for.
    pub(super) reach: Reach,
    bars: Vec<f64>,
    largest_disagreement: f64,
    size: f64,
}

/// What an analytic derivative may be: a value made of numeric ones, their error bar, and the size of the
/// block that they are of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Guess {
    pub(super) value: f64,
    pub(super) bar: f64,
    pub(super) size: f64,
}

impl Guess {
    /// So many times the same.
    pub(super) fn times(self, factor: f64) -> Self {
        Self {
            value: factor * self.value,
            bar: factor.abs().max(1.0) * self.bar,
            size: self.size,
        }
    }

    pub(super) fn plus(self, value: f64) -> Self {
        Self {
            value: self.value + value,
            ..self
        }
    }
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
        let size = norm(finite) / (numeric.len().max(1) as f64).sqrt();
        let offsets = if block.is_measured_whole() {
            (0..components.len()).collect()
        } else {
            let offset = |c: &Component| block.shape.offset(&c.index);
            components.iter().map(offset).collect()
        };
        Self {
            block,
            offsets,
            reach: Reach::of(block),
            theta: all(|c| c.theta),
            bars: all(|c| c.bar),
            analytic,
            numeric,
            wrong,
            largest_disagreement,
            size,
        }
    }

    /// How many components were measured by themselves.
    pub(super) fn len(&self) -> usize {
        self.analytic.len()
    }

    pub(super) fn path(&self) -> &str {
        &self.block.path
    }

    /// Whether the block is wrong: by a component, or along a direction.
    pub(super) fn fails(&self) -> bool {
        self.block.fails()
    }

    /// Whether every component was measured by itself.
    pub(super) fn is_whole(&self) -> bool {
        self.reach == Reach::Whole
    }

    /// Whether all components that are not wrong pass: of what is undecided nothing is known.
    pub(super) fn others_pass(&self) -> bool {
        let is_told = |c: &Component| c.is_wrong() || c.verdict == Verdict::Pass;
        self.block.components.iter().all(is_told)
    }

    /// How many components the numbers speak of: those measured, or all, where directions have told that
    /// the others are right.
    pub(super) fn speaks_of(&self) -> usize {
        match self.reach {
            Reach::Located => self.block.shape.count(),
            Reach::Whole | Reach::Sample(_) => self.len(),
        }
    }

    /// Its dimensions.
    pub(super) fn lengths(&self) -> &[usize] {
        self.block.shape.lengths()
    }

    /// Its gradient, or that of a part of it, in words; a derivative of outputs goes by its name.
    pub(super) fn gradient(&self, of: &str) -> String {
        if self.block.is_of_matrix() {
            of.to_owned()
        } else {
            format!("the gradient of {of}")
        }
    }

    /// Whether every component of a plain parameter was measured.
    pub(super) fn is_plain(&self) -> bool {
        self.is_whole() && !self.block.is_of_matrix() && !self.block.is_tangent
    }

    /// Whether it has rows and columns.
    pub(super) fn is_matrix(&self) -> bool {
        self.lengths().iter().filter(|&&n| n > 1).count() > 1
    }

    /// Whether component `i` was compared by itself.
    pub(super) fn is_verified(&self, i: usize) -> bool {
        self.block.components[i].is_verified()
    }

    /// What its lines along an axis are called.
    pub(super) fn line(&self, axis: usize) -> &'static str {
        line(self.lengths().len(), axis)
    }

    /// The lines along an axis that components were measured on, each by its index, with those components.
    pub(super) fn lines(&self, axis: usize) -> Vec<(usize, Vec<usize>)> {
        let mut lines: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, &offset) in self.offsets.iter().enumerate() {
            let line = self.block.shape.index(offset)[axis];
            lines.entry(line).or_default().push(i);
        }
        lines.into_iter().collect()
    }

    /// Whether component `i` has a numeric derivative that its error bar doesn't swallow.
    pub(super) fn is_telling(&self, i: usize) -> bool {
        self.numeric[i].abs() > BARS * self.bars[i]
    }

    /// The relative error bar of the better half of some components: how well a ratio of them is known.
    pub(super) fn known_within(&self, among: &[usize]) -> f64 {
        let telling = among.iter().filter(|&&i| self.is_telling(i));
        let bars = telling.map(|&i| BARS * self.bars[i] / self.numeric[i].abs());
        median(bars.collect()).unwrap_or(f64::INFINITY)
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
    pub(super) fn fits_among(
        &self,
        among: &mut dyn Iterator<Item = usize>,
        guess: &dyn Fn(usize) -> Guess,
    ) -> Option<Fit> {
        let mut fit = Fit {
            residual: 0.0,
            explained: 0,
            of: 0,
        };
        for i in among.filter(|&i| self.is_measured(i)) {
            let residual = self.residual(self.analytic[i], guess(i))?;
            fit.residual = fit.residual.max(residual);
            fit.of += 1;
            fit.explained += usize::from(self.block.components[i].is_wrong());
        }
        (fit.explained > 0).then_some(fit)
    }

    /// The same of every component.
    pub(super) fn fits(&self, guess: impl Fn(usize) -> Guess) -> Option<Fit> {
        self.fits_among(&mut (0..self.len()), &guess)
    }

    /// The numeric derivative of component `i` as a guess.
    pub(super) fn measured(&self, i: usize) -> Guess {
        Guess {
            value: self.numeric[i],
            bar: self.bars[i],
            size: self.size,
        }
    }

    /// Whether an analytic derivative of this block is the numeric one of component `i`, as far as is known.
    pub(super) fn is_near(&self, analytic: f64, i: usize) -> bool {
        (analytic - self.numeric[i]).abs() <= self.allowance(self.measured(i))
    }

    /// How far an analytic derivative is from a guess, as a share of what is allowed, if that is enough.
    pub(super) fn residual(&self, analytic: f64, guess: Guess) -> Option<f64> {
        let residual = (analytic - guess.value).abs() / self.allowance(guess);
        // A guess that is NaN fits nothing.
        (residual <= 1.0).then_some(residual)
    }

    /// Whether the bar of component `i` is small beside what is to be explained there.
    pub(super) fn tells(&self, i: usize) -> bool {
        BARS * self.bars[i] <= TELLS * self.disagreement(i).abs()
    }

    /// Whether most of what is wrong is known well enough to tell what explains it.
    pub(super) fn is_telling_by_itself(&self) -> bool {
        let telling = self.wrong.iter().filter(|&&i| self.tells(i)).count();
        2 * telling >= self.wrong.len()
    }

    /// How far from a guess an analytic derivative may be.
    pub(super) fn allowance(&self, guess: Guess) -> f64 {
        let roundoff = (SHARE * guess.value.abs()).min(OF_DISAGREEMENT * self.largest_disagreement);
        BARS * guess.bar + roundoff + OF_BLOCK * self.size.max(guess.size)
    }
}

/// What lines along an axis of so many are called.
pub(super) fn line(axes: usize, axis: usize) -> &'static str {
    match (axes, axis) {
        (2, 0) => "row",
        (2, _) => "column",
        _ => "slice",
    }
}

/// The middle one of some numbers, if there are any.
pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    sort_by(&mut numbers, f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}
