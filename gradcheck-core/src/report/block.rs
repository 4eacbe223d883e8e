//! One parameter block: its components, and what they came to together.

use super::{Comparison, Component, Probed, Reason, Verdict};
use crate::norm::{norm, norm_of_each};
use crate::shape::Shape;

/// A relative error ‖g − ĝ‖₂ / (‖g‖₂ + ‖ĝ‖₂), by the best measurement and at the user's `eps`.
///
/// ```
/// use grad_check::GradCheck;
/// let report = GradCheck::new("cube").eps(1e-2).run(&1.0, |t| (t * t * t, 3.0 * t * t));
/// let error = report.whole();
/// assert!(error.best <= error.bar);
/// assert!((error.at_eps.unwrap_or(0.0) - 1e-4 / 6.0001).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RelativeError {
    /// By the best measurement of each component; NaN where a component could not be measured.
    pub best: f64,
    /// The error bar of `best`.
    pub bar: f64,
    /// By the plain central difference at the user's `eps`, as the practice counts it.
    pub at_eps: Option<f64>,
}

impl RelativeError {
    /// Of what is zero but for rounding, with this bar, beside a gradient of this size.
    pub(crate) fn of_zero(bar: f64, of_whole: f64) -> Self {
        Self {
            best: 0.0,
            bar: bar / (2.0 * of_whole),
            at_eps: None,
        }
    }

    pub(crate) fn of<'a>(components: &(impl Iterator<Item = &'a Component> + Clone)) -> Self {
        let size = |number: fn(&Component) -> f64| norm_of_each(components.clone().map(number));
        let (analytic, bars) = (size(|c| c.analytic), size(|c| c.bar));
        let sizes = analytic + size(|c| c.numeric);
        let at_eps = |c: &Component| c.at_eps.unwrap_or(f64::NAN);
        let measured = components.clone().all(|c| c.at_eps.is_some());
        let apart = |number: fn(&Component) -> f64| {
            let pairs = components.clone().map(|c| c.analytic - number(c));
            (
                norm(pairs),
                analytic + norm_of_each(components.clone().map(number)),
            )
        };
        Self {
            best: relative(apart(|c| c.numeric)),
            bar: if bars == 0.0 { 0.0 } else { bars / sizes },
            at_eps: measured.then(|| relative(apart(at_eps))),
        }
    }
}

/// One parameter block as the report holds it.
///
/// ```
/// use grad_check::{GradCheck, Verdict};
/// let report = GradCheck::new("sum").run(&(1.0, [2.0, 3.0]), |(a, b)| (a + b[0] * b[1], (1.0, [b[1], b[0]])));
/// let b = &report.blocks()[1];
/// assert_eq!(b.path(), "theta.1");
/// assert_eq!(b.verdict(), Verdict::Pass);
/// assert!(b.relative_error() < 1e-10 && b.would_notice() < 1e-6);
/// assert_eq!(b.components().len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BlockReport {
    pub(crate) path: String,
    /// The path of its parameters, whatever the row of a matrix that it is part of.
    pub(crate) parameter: String,
    pub(crate) shape: Shape,
    /// Whether it is a vector in a tangent space.
    pub(crate) is_tangent: bool,
    pub(crate) error: RelativeError,
    pub(crate) would_notice: f64,
    pub(crate) would_notice_beside: f64,
    /// For a block that is zero but for rounding: the size of the whole gradient's entries. Else zero.
    pub(crate) zero_scale: f64,
    pub(crate) verdict: Verdict,
    /// Whether it is zero on both sides at the point, and was compared beside it.
    pub(crate) is_compared_beside: bool,
    pub(crate) components: Vec<Component>,
    /// How it was checked, if not every component was.
    pub(crate) probed: Option<Probed>,
}

impl BlockReport {
    /// Its name: `layers[1].weight`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether it is part of a matrix, and not a gradient.
    pub(crate) fn is_of_matrix(&self) -> bool {
        self.path != self.parameter
    }

    /// Its dimensions.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Right, wrong or undecided.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// ‖g − ĝ‖₂ / (‖g‖₂ + ‖ĝ‖₂) by the best measurement; NaN where a component could not be measured.
    pub fn relative_error(&self) -> f64 {
        self.error.best
    }

    /// The relative error with its bar, and at the user's `eps`.
    pub fn error(&self) -> RelativeError {
        self.error
    }

    /// The smallest error, relative to the block's norm, that would not have passed: tolerance and
    /// twice the error bar of every component, one and a half times over, since a slope that is wrong
    /// at θ alone has two thirds of the weight in Simpson's rule.
    ///
    /// Of a block that was probed along directions it is the error of a single component; in f32 that of any, even one
    /// all over the block, but for one in a thousand.
    ///
    /// At a stationary point, where the norm is all but zero, it is large, and the verdict goes by
    /// [`would_notice_beside`](Self::would_notice_beside). NaN where all of the block was undecided and accepted by `allow`.
    pub fn would_notice(&self) -> f64 {
        self.would_notice
    }

    /// The same relative to the slopes of the block at the point and beside it.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("bowl").run(&0.0, |x: &f64| (1.0 + x * x, 2.0 * x));
    /// report.assert();
    /// assert!(report.blocks()[0].would_notice() > 1e3);
    /// assert!(report.blocks()[0].would_notice_beside() < 1e-6);
    /// ```
    pub fn would_notice_beside(&self) -> f64 {
        self.would_notice_beside
    }

    /// Whether the block's gradient vanishes at the point, so that nothing of its own size could be
    /// noticed.
    pub(crate) fn is_stationary(&self) -> bool {
        self.verdict == Verdict::Pass && self.would_notice > STATIONARY * self.would_notice_beside
    }

    /// How it was checked in a large problem: along directions. `None` where every component was measured.
    pub fn probed(&self) -> Option<&Probed> {
        self.probed.as_ref()
    }

    /// Its components, row by row; of a block that was probed, those that were measured by themselves.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Whether every component was measured by itself.
    pub(crate) fn is_measured_whole(&self) -> bool {
        self.components.len() == self.shape.count()
    }

    /// Whether all that was seen of it is that cost and gradient ignore it.
    pub(crate) fn is_constant(&self) -> bool {
        let is_flat = |c: &Component| c.verdict == Verdict::Pass && c.is_flat();
        let is_open = match self.verdict {
            Verdict::Undecided(reason) => reason != Reason::NothingCompared,
            Verdict::Pass => false,
            Verdict::Fail => true,
        };
        !is_open && !self.is_compared() && self.components.iter().all(is_flat)
    }

    /// Whether anything of it was compared.
    pub(crate) fn is_compared(&self) -> bool {
        self.is_compared_beside
            || self.probed.as_ref().is_some_and(|p| p.is_verified)
            || self.components.iter().any(|c| !c.is_flat())
    }

    /// How many components pass that were not verified by themselves: cost and gradient both ignore them here,
    /// both derivatives are zero but for rounding, or the block decided where its component's bar was too wide.
    pub fn not_verified(&self) -> usize {
        self.components
            .iter()
            .filter(|c| !c.is_verified() && c.verdict == Verdict::Pass)
            .count()
    }

    /// Whether all of it is zero but for rounding, as that of a bias before a batch norm: then
    /// [`would_notice`](Self::would_notice) is a share of the whole gradient, of entries as large as their root mean
    /// square.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// // The bias is subtracted again.
    /// let report = GradCheck::new("centred").run(&(2.0, 0.1), |(w, b): &(f64, f64)| {
    ///     let y = (w + b) - b;
    ///     (y * y, (2.0 * y, 0.0))
    /// });
    /// assert!(report.blocks()[1].is_zero() && !report.blocks()[0].is_zero());
    /// ```
    pub fn is_zero(&self) -> bool {
        self.zero_scale > 0.0
    }

    /// Rounding shows that it is computed with, and that both derivatives are zero but for it.
    pub(crate) fn is_zero_but_for_rounding(&mut self) {
        for component in &mut self.components {
            component.comparison = Comparison::Zero;
        }
        self.verdict = Verdict::Pass;
    }

    /// It is zero on both sides, and right beside the point, where it isn't.
    pub(crate) fn passes_beside(&mut self) {
        self.is_compared_beside = true;
        self.verdict = Verdict::Pass;
    }

    /// Whether its components are undecided because their own measurements tell too little, and none says that it is
    /// wrong.
    pub(crate) fn is_unresolved(&self) -> bool {
        let tells_little = |reason: Reason| {
            matches!(
                reason,
                Reason::BarTooWide
                    | Reason::Noise
                    | Reason::SinglePrecision
                    | Reason::Unsettled
                    | Reason::Kink
                    | Reason::BudgetSpent
            )
        };
        let mut verdicts = self.components.iter().map(Component::verdict);
        matches!(self.verdict, Verdict::Undecided(reason) if tells_little(reason))
            && verdicts.all(|verdict| match verdict {
                Verdict::Pass => true,
                Verdict::Undecided(reason) => tells_little(reason),
                Verdict::Fail => false,
            })
    }

    /// The error, as a share of its norm, that its components speak of, if their bars don't explain it: whatever lets
    /// the block pass has to notice that.
    pub(crate) fn suspicion(&self, tol: f64) -> Option<f64> {
        let is_explained = self.error.best <= tol + self.error.bar;
        (!is_explained).then_some(2.0 * self.error.best)
    }

    /// The norm that its errors are judged on.
    pub(crate) fn size_judged(&self) -> f64 {
        let of_whole = self.zero_scale * (self.components.len() as f64).sqrt();
        norm(self.components.iter().map(|c| c.analytic)).max(of_whole)
    }

    /// The same, if nothing else speaks against it.
    pub(crate) fn passes_if_unresolved(&mut self, unseen: f64, tol: f64) {
        let wanted = self.suspicion(tol).unwrap_or(f64::INFINITY) * self.size_judged();
        if self.is_unresolved() && unseen <= wanted {
            self.passes_together(unseen);
        }
    }

    /// Its components were judged together, and an error of one of them up to this went unseen.
    pub(crate) fn passes_together(&mut self, unseen: f64) {
        let share = unseen / self.size_judged();
        (self.would_notice, self.would_notice_beside) = (share, share);
        for component in &mut self.components {
            if component.verdict != Verdict::Pass {
                component.verdict = Verdict::Pass;
                component.comparison = Comparison::Block;
            }
        }
        self.verdict = Verdict::Pass;
    }

    /// Leave all that was compared undecided, since it was compared with what is wrong.
    pub(crate) fn compared_with_nothing(&mut self) {
        let undecided = Verdict::Undecided(Reason::WrongGradient);
        let verified = self.components.iter_mut().filter(|c| !c.is_flat());
        verified.for_each(|c| c.verdict = undecided);
        self.verdict = undecided;
    }

    /// The components of several blocks as one of this name, to find what they have in common.
    pub(crate) fn union<'a>(name: &str, blocks: impl Iterator<Item = &'a Self>) -> Self {
        let mut components: Vec<Component> = Vec::new();
        for block in blocks {
            components.extend_from_slice(&block.components);
        }
        let verdicts = components.iter().map(Component::verdict);
        Self {
            path: name.to_owned(),
            parameter: String::new(),
            shape: Shape::new(&[components.len()]),
            is_tangent: false,
            error: RelativeError::of(&components.iter()),
            would_notice: f64::NAN,
            would_notice_beside: f64::NAN,
            zero_scale: 0.0,
            is_compared_beside: false,
            verdict: verdicts.fold(Verdict::Pass, Verdict::worse),
            components,
            probed: None,
        }
    }

    /// Whether it is wrong: by a component, or along a direction.
    pub(crate) fn fails(&self) -> bool {
        self.verdict == Verdict::Fail || self.wrong().next().is_some()
    }

    /// The components that are wrong.
    pub fn wrong(&self) -> impl Iterator<Item = &Component> + Clone {
        self.components.iter().filter(|c| c.is_wrong())
    }
}

/// Slopes beside a stationary point exceed the gradient there by this factor.
const STATIONARY: f64 = 1e3;

fn relative((apart, sizes): (f64, f64)) -> f64 {
    if apart == 0.0 { 0.0 } else { apart / sizes }
}
