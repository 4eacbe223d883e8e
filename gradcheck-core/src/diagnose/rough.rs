//! Costs that say one thing on one range of steps, and another on the next: stairs, ripples, an inner solver that
//! stops early. Which of the two ranges is to be believed nobody can tell from costs; both are named.

use crate::order::sort_by;
use crate::report::{
    BlockReport, Component, Finding, FindingKind, Reason, StepKind, StepRecord, Verdict,
};
use crate::wording::four_digits;

/// Steps say the same within this share.
const ALIKE: f64 = 0.1;
/// A range that denies the gradient holds so many of them,
const STEPS: usize = 3;
/// and reaches over this factor.
const SPAN: f64 = 100.0;
/// A step that leaves at most this share of what others say doesn't deny the gradient as they do.
const LESS: f64 = 0.5;

/// Steps that deny a gradient alike, and others that are as well resolved and don't.
struct Ranges {
    off_by: f64,
    denying: (f64, f64),
    others_off_by: f64,
    others: (f64, f64),
}

/// What is to be said of an undecided block, by the component that shows it best.
pub(super) fn rough(block: &BlockReport) -> Option<Finding> {
    let is_open = |c: &&Component| {
        matches!(
            c.verdict,
            Verdict::Undecided(Reason::Unsettled | Reason::Noise | Reason::SinglePrecision)
        )
    };
    let open = block.components.iter().filter(is_open);
    let told = open.filter_map(|c| Some((c, ranges(c)?)));
    let share = |(c, ranges): &(&Component, Ranges)| {
        let size = c.analytic.abs() + (c.analytic + ranges.off_by).abs();
        ranges.off_by.abs() / size
    };
    let (component, ranges) = told.max_by(|a, b| share(a).total_cmp(&share(b)))?;
    let are_larger = ranges.others.0 > ranges.denying.1;
    let [which, what] = if are_larger {
        ["larger", "the cost is rough on that scale"]
    } else {
        [
            "smaller",
            "the cost has features that are narrower than these",
        ]
    };
    let denying = range(ranges.denying);
    let short = format!("steps of {denying} deny the gradient, {which} ones don't: {what}");
    let path = &block.path;
    let [off_by, others_off_by] = [ranges.off_by, ranges.others_off_by].map(four_digits);
    Some(
        Finding::new(FindingKind::RoughCost, path, short)
            .because(format!(
                "{} is off by {off_by} at steps of {denying}, and by {others_off_by} at {}",
                component.path,
                range(ranges.others)
            ))
            .with_value(ranges.denying.1),
    )
}

/// Both ranges along a component, if there are two.
fn ranges(component: &Component) -> Option<Ranges> {
    let is_at_point = |r: &&StepRecord| {
        let look = matches!(
            r.kind,
            StepKind::Screening | StepKind::Retuned | StepKind::Sequence
        );
        look && r.disagreement.is_finite()
    };
    let mut steps: Vec<&StepRecord> = component.steps.iter().filter(is_at_point).collect();
    sort_by(&mut steps, |a, b| a.step.total_cmp(&b.step));
    let alike_to = |r: &StepRecord| -> Vec<&StepRecord> {
        let is_alike = |other: &&&StepRecord| {
            (other.disagreement - r.disagreement).abs() <= ALIKE * r.disagreement.abs()
        };
        steps.iter().filter(is_alike).copied().collect()
    };
    let denying = steps.iter().map(|r| alike_to(r)).max_by_key(Vec::len)?;
    let (first, last) = (denying.first()?, denying.last()?);
    let off_by = last.disagreement;
    if denying.len() < STEPS || last.step < SPAN * first.step || off_by == 0.0 {
        return None;
    }
    let says_less = |r: &&&StepRecord| {
        // The bar of noise that was made of what these steps say is theirs, not of the larger ones.
        r.disagreement.abs() <= LESS * off_by.abs()
    };
    let above = steps
        .iter()
        .filter(|r| r.step > last.step)
        .filter(says_less);
    let below = steps.iter().filter(|r| r.step < first.step);
    let below = below
        .filter(says_less)
        .filter(|r| r.bar <= LESS * off_by.abs());
    let mut others: Vec<&&StepRecord> = above.collect();
    if others.is_empty() {
        others = below.collect();
    }
    let least = others
        .iter()
        .min_by(|a, b| a.disagreement.abs().total_cmp(&b.disagreement.abs()))?;
    Some(Ranges {
        off_by,
        denying: (first.step, last.step),
        others_off_by: least.disagreement,
        others: (others.first()?.step, others.last()?.step),
    })
}

/// A range of steps, or one step.
fn range((from, to): (f64, f64)) -> String {
    if from == to {
        format!("{from:.0e}")
    } else {
        format!("{from:.0e} to {to:.0e}")
    }
}
