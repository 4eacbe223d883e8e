//! Sums of components: blocks, and the whole.

use crate::norm::{norm, norm_of};
use crate::parameters::Block;
use crate::report::{BlockReport, Comparison, Component, Reason, RelativeError, Verdict};

/// What the tolerance excuses, in units of `tol`: both derivatives, and a slope wrong at θ alone, which has two
/// thirds of the weight.
const EXCUSED: f64 = 3.0;

/// What a block has to meet besides its components' verdicts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AcceptanceLimits<'a> {
    /// The largest error that may go unnoticed, besides what the tolerance excuses.
    pub(crate) must_notice: f64,
    pub(crate) tol: f64,
    /// Conditions that leave a component undecided and are accepted.
    pub(crate) allowed: &'a [Reason],
    /// Why a bar is too wide, if one is.
    pub(crate) too_wide: Reason,
    /// Whether a block of zeros is right: a row of a matrix may have some.
    pub(crate) zeros_pass: bool,
}

impl AcceptanceLimits<'_> {
    pub(crate) fn bound(&self) -> f64 {
        self.must_notice + EXCUSED * self.tol
    }

    /// Whether a verdict is undecided for a reason that is accepted.
    pub(crate) fn accept(&self, verdict: Verdict) -> bool {
        matches!(verdict, Verdict::Undecided(reason) if self.allowed.contains(&reason))
    }
}

/// Sum up the components of a block.
pub(crate) fn summarise(
    block: &Block,
    limits: &AcceptanceLimits<'_>,
    mut components: Vec<Component>,
    zero_scale: f64,
) -> BlockReport {
    let of_whole = zero_scale * (components.len() as f64).sqrt();
    settle_together(limits, &mut components, of_whole);
    if zero_scale > 0.0 {
        zero_but_for_rounding(&mut components);
    }
    let counted = || components.iter().filter(|c| !limits.accept(c.verdict));
    let norm_by = |number: fn(&Component) -> f64| norm(counted().map(number));
    let noticeable = noticeable(limits, counted());
    let share_of = |scale: f64| {
        if noticeable == 0.0 {
            0.0
        } else {
            noticeable / scale.max(of_whole)
        }
    };
    let would_notice = share_of(norm_by(Component::size));
    let would_notice_beside = share_of(norm_by(|c| c.scale));
    let verdict = verdict(limits, &components, would_notice_beside);
    // Of what is accepted undecided any error might pass.
    let is_blind = counted().next().is_none() && !components.is_empty();
    let told = |share: f64| if is_blind { f64::NAN } else { share };
    let [would_notice, would_notice_beside] = [would_notice, would_notice_beside].map(told);
    let is_zero = of_whole > 0.0 && verdict != Verdict::Fail;
    BlockReport {
        path: block.path.text(),
        parameter: block.path.parameter(&[]),
        shape: block.shape.clone(),
        is_tangent: block.is_tangent,
        error: if is_zero {
            RelativeError::of_zero(norm(components.iter().map(|c| c.bar)), of_whole)
        } else {
            RelativeError::of(&components.iter())
        },
        would_notice,
        would_notice_beside,
        zero_scale,
        verdict,
        is_compared_beside: false,
        components,
        probed: None,
    }
}

/// Components that are undecided for nothing but the width of their bars pass with their block, if all bars together
/// hide no error that the block has to notice.
fn settle_together(limits: &AcceptanceLimits<'_>, components: &mut [Component], of_whole: f64) {
    let counted = || components.iter().filter(|c| !limits.accept(c.verdict));
    let is_undecided = |c: &Component| matches!(c.verdict, Verdict::Undecided(_));
    let decides = |c: &Component| c.is_open || c.verdict == Verdict::Pass;
    if !counted().any(is_undecided) || !counted().all(decides) {
        return;
    }
    let scale = norm(counted().map(|c| c.scale)).max(of_whole);
    if noticeable(limits, counted()) > limits.bound() * scale {
        return;
    }
    let open = components.iter_mut().filter(|c| c.is_open);
    for component in open.filter(|c| !limits.accept(c.verdict)) {
        component.verdict = Verdict::Pass;
        component.comparison = Comparison::Block;
    }
}

/// The error of all these components together that would have been noticed. Those that cost and gradient ignore are not
/// verified, and may be in another unit than the rest: a bar of theirs is none of the block's, unless noise hides what
/// the cost does.
fn noticeable<'a>(
    limits: &AcceptanceLimits<'_>,
    components: impl Iterator<Item = &'a Component>,
) -> f64 {
    let is_fine = limits.too_wide == Reason::BarTooWide;
    let is_ignored = |c: &Component| is_fine && c.is_flat() && c.verdict == Verdict::Pass;
    let compared = components.filter(|c| !is_ignored(c));
    norm(compared.map(|c| c.noticeable))
}

/// What passes in a block that is zero but for rounding was not verified on its own scale.
fn zero_but_for_rounding(components: &mut [Component]) {
    let passing = components.iter_mut().filter(|c| c.verdict == Verdict::Pass);
    passing
        .filter(|c| !c.is_flat())
        .for_each(|c| c.comparison = Comparison::Zero);
}

/// The error of all blocks together; of blocks that were probed, from what each of them is estimated at.
fn whole(blocks: &[BlockReport]) -> RelativeError {
    let sizes = blocks.iter().map(|block| Some(block.probed.as_ref()?.size));
    let Some(sizes) = sizes.collect::<Option<Vec<f64>>>() else {
        // What is zero but for rounding has no relative error.
        let is_zero = |b: &&BlockReport| b.is_zero() && b.verdict == Verdict::Pass;
        let told = blocks.iter().filter(|b| !is_zero(b));
        return RelativeError::of(&told.flat_map(|block| &block.components));
    };
    let part = |of: fn(&RelativeError) -> f64| {
        // Each block's share of both norms, which are about twice that of its gradient.
        let parts = blocks.iter().zip(&sizes);
        norm(parts.map(|(b, size)| of(&b.error) * size)) / norm_of(&sizes)
    };
    RelativeError {
        best: part(|error| error.best),
        bar: part(|error| error.bar),
        at_eps: None,
    }
}

/// The gravest verdict of the components. Agreement of nothing, or within too wide a bar, is none.
/// At a stationary point the gradient is all roundoff, and the slopes beside it set the scale.
fn verdict(limits: &AcceptanceLimits<'_>, components: &[Component], would_notice: f64) -> Verdict {
    let verdicts = || components.iter().map(Component::verdict);
    let accepted = verdicts().find(|&verdict| limits.accept(verdict));
    let counted = || verdicts().filter(|&verdict| !limits.accept(verdict));
    if let (None, Some(accepted)) = (counted().next(), accepted) {
        return accepted;
    }
    let worst = counted().fold(Verdict::Pass, Verdict::worse);
    let all_flat = components.iter().all(Component::is_flat);
    let nothing_compared = accepted.is_none() && all_flat && !limits.zeros_pass;
    match worst {
        Verdict::Pass if nothing_compared => Verdict::Undecided(Reason::NothingCompared),
        Verdict::Pass if would_notice.is_nan() || would_notice > limits.bound() => {
            Verdict::Undecided(limits.too_wide)
        }
        worst => worst,
    }
}

/// The error of all blocks together, and the gravest verdict.
pub(crate) fn overall(
    blocks: &[BlockReport],
    limits: &AcceptanceLimits<'_>,
) -> (RelativeError, Verdict) {
    let error = whole(blocks);
    let verdicts = blocks.iter().map(BlockReport::verdict);
    let counted = verdicts.filter(|&verdict| !limits.accept(verdict));
    let compared = |c: &Component| c.verdict == Verdict::Pass && !c.is_flat();
    let probed = |b: &BlockReport| {
        b.verdict == Verdict::Pass && b.probed.as_ref().is_some_and(|p| p.is_verified)
    };
    let any = blocks.iter().any(probed) || blocks.iter().flat_map(|b| &b.components).any(compared);
    match counted.fold(Verdict::Pass, Verdict::worse) {
        // Whatever is accepted, a check that compared nothing is not a pass.
        Verdict::Pass if !any => (error, Verdict::Undecided(Reason::NothingCompared)),
        verdict => (error, verdict),
    }
}
