//! Options and test points that can't be used, before anything is run.

use super::GradCheck;
use crate::evaluate::Evaluation;
use crate::judge::{default_must_notice, default_tol};
use crate::parameters::{Block, Flattened, select};
use crate::precision::Precision;
use crate::report::{Place, Problem, Report};

impl GradCheck {
    /// The report before anything is run.
    pub(super) fn report(&self) -> Report {
        let precision = Precision::F64;
        let tol = default_tol(precision);
        let mut report = Report::new(self.context.clone(), tol, default_must_notice(precision));
        report.eps = self.eps;
        report.allowed.clone_from(&self.allowed);
        report
    }

    /// Whether options and point can be used, and which blocks are to be checked: `written` is what θ became in the
    /// parameters.
    pub(super) fn validated(
        &self,
        written: Option<&[f64]>,
        flat: &Flattened,
    ) -> Result<Vec<bool>, Problem> {
        self.usable(flat)?;
        if !written.is_some_and(|written| is_same(flat.values(), written)) {
            return Err(Problem::RestoreMismatch);
        }
        select(flat.blocks(), &self.only)
    }

    fn usable(&self, flat: &Flattened) -> Result<(), Problem> {
        let is_positive = |x: f64| x.is_finite() && x > 0.0;
        if let Some(eps) = self.eps.filter(|&eps| !is_positive(eps)) {
            return Err(Problem::InvalidEps(eps));
        }
        if let Some(tol) = self.tol.filter(|&tol| !is_positive(tol) || tol >= 1.0) {
            return Err(Problem::InvalidTol(tol));
        }
        // An infinite demand is one that everything meets.
        if let Some(size) = self
            .must_notice
            .filter(|&size| size.is_nan() || size <= 0.0)
        {
            return Err(Problem::InvalidMustNotice(size));
        }
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        if let Some(share) = self.coverage.filter(|&share| !is_share(share)) {
            return Err(Problem::InvalidCoverage(share));
        }
        if self.threads == Some(0) {
            return Err(Problem::InvalidThreads);
        }
        flat.fits()?;
        self.names.fit(flat)?;
        if flat.values().is_empty() {
            return Err(Problem::NoParameters);
        }
        match not_finite(flat.blocks(), flat.values()) {
            None => Ok(()),
            Some((component, at)) => Err(Problem::NonFiniteParameter {
                component,
                value: flat.values()[at],
            }),
        }
    }

    /// What the precision of the function's answers leaves to be chosen.
    pub(super) fn settle_precision(&self, precision: Precision, report: &mut Report) {
        report.precision = precision;
        report.tol = self.tol.unwrap_or_else(|| default_tol(precision));
        let must_notice = self.must_notice;
        report.must_notice = must_notice.unwrap_or_else(|| default_must_notice(precision));
    }
}

/// The blocks to be checked; the others are put down as held fixed, or as empty.
pub(super) fn chosen<'a>(
    flat: &'a Flattened,
    selected: &[bool],
    report: &mut Report,
) -> Result<Vec<&'a Block>, Problem> {
    let blocks = flat.blocks().iter().zip(selected);
    let (chosen, fixed): (Vec<_>, Vec<_>) = blocks.partition(|&(_, &selected)| selected);
    let fixed = fixed.iter().map(|(block, _)| block.path.to_string());
    report.unchecked.extend(fixed);
    let chosen = chosen.into_iter().map(|(block, _)| block);
    let (empty, chosen): (Vec<_>, Vec<_>) = chosen.partition(|block| block.shape.count() == 0);
    let empty = empty.iter().map(|block| block.path.to_string());
    report.empty.extend(empty);
    if chosen.is_empty() {
        return Err(Problem::NoParameters);
    }
    Ok(chosen)
}

/// An answer at θ, if its gradient is finite.
pub(super) fn finite(
    blocks: &[Block],
    theta: &[f64],
    evaluation: Evaluation,
    place: Place,
) -> Result<Evaluation, Problem> {
    match not_finite(blocks, &evaluation.gradient) {
        None => Ok(evaluation),
        Some((component, at)) => Err(Problem::NonFiniteGradient {
            component,
            theta: theta[at],
            value: evaluation.gradient[at],
            place,
        }),
    }
}

/// The first component that is NaN or infinite.
fn not_finite(blocks: &[Block], values: &[f64]) -> Option<(String, usize)> {
    // Looking for one that is takes longer than seeing that none is.
    let is_finite = values
        .iter()
        .fold(true, |all, value| all & value.is_finite());
    let mut values = values.iter().filter(|_| !is_finite);
    let at = values.position(|value| !value.is_finite())?;
    let block = blocks.iter().find(|block| block.range().contains(&at))?;
    Some((block.component(at - block.start), at))
}

/// Whether numbers came back where they were; a unit may be converted on the way, and rounds.
fn is_same(before: &[f64], after: &[f64]) -> bool {
    let same = |(a, b): (&f64, &f64)| (a - b).abs() <= CONVERTED * a.abs().max(b.abs());
    before.len() == after.len() && before.iter().zip(after).all(same)
}

/// What a conversion and back may change, relative: half of the digits of an f32.
const CONVERTED: f64 = 1e-4;
