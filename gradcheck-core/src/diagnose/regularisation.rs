//! Which side has how much of an L2 term.
//!
//! At the test point only the difference shows. With all other blocks at zero nothing but the term is left
//! in the gradient of most networks, and far out nothing but the term grows: there the gradient's own λ
//! can be read.

use super::laboratory::Laboratory;
use super::layers::is_bias;
use super::terms::{Extra, Term};
use super::view::{View, median};
use super::{Finding, FindingKind, four_digits};
use approx::relative_eq;

/// Blocks have the same λ within this relative distance.
const SAME_WITHIN: f64 = 1e-3;
/// The gradient's own λ is read if all components agree within this share of the larger λ.
const READ_WITHIN: f64 = 1e-3;
/// How far out.
const FAR: f64 = 1e5;

/// A finding for the blocks that lack, or have too much of, the same term.
pub(super) fn regularisation(
    found: &[(&View<'_>, Extra)],
    laboratory: Option<&mut Laboratory<'_>>,
) -> Vec<Finding> {
    let mut groups: Vec<Vec<(&View<'_>, Extra)>> = Vec::new();
    for &(view, extra) in found {
        let same = |group: &&mut Vec<(&View<'_>, Extra)>| {
            group.first().is_some_and(|(_, first)| {
                first.term == extra.term
                    && relative_eq!(first.k, extra.k, max_relative = SAME_WITHIN)
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push((view, extra)),
            None => groups.push(vec![(view, extra)]),
        }
    }
    let mut laboratory = laboratory;
    groups
        .iter()
        .filter_map(|group| of_group(group, laboratory.as_deref_mut()))
        .collect()
}

fn of_group(
    group: &[(&View<'_>, Extra)],
    laboratory: Option<&mut Laboratory<'_>>,
) -> Option<Finding> {
    let (view, extra) = *group.iter().max_by_key(|(view, _)| view.len())?;
    let mut finding = extra.finding(view);
    if extra.term == Term::L2 {
        let own = laboratory.and_then(|laboratory| own_lambda(laboratory, view, extra.k));
        let all_biases = group.iter().all(|(view, _)| is_bias(view.block));
        explain(&mut finding, extra.k, own, all_biases);
    }
    let paths: Vec<String> = group
        .iter()
        .map(|(view, _)| view.path().to_owned())
        .collect();
    let all = paths.join(", ");
    let components: usize = group.iter().map(|(view, _)| view.len()).sum();
    finding.message = format!("{all}: {}", finding.short);
    finding.short = format!("{} ({})", finding.short, extra.equation());
    finding.evidence = format!(
        "{} fits all {components} components, {}{}",
        extra.equation(),
        extra.evidence(),
        finding.evidence
    );
    finding.mend = Some(format!(
        "{} the gradient of {all} makes the check pass",
        extra.mend()
    ));
    finding.explained = group.iter().map(|(_, extra)| extra.fit.explained).sum();
    finding.of = components;
    finding.blocks = paths;
    Some(finding)
}

/// Kind, cause and further evidence, by what is known of the gradient's own λ.
fn explain(finding: &mut Finding, k: f64, own: Option<f64>, all_biases: bool) {
    let lambda = four_digits(k.abs());
    finding.evidence.clear();
    let read = |own: f64| {
        format!(
            "; with all else at zero, or far out, the gradient itself is {} θ",
            four_digits(own)
        )
    };
    (finding.kind, finding.short) = match own {
        Some(own) => {
            finding.evidence = read(own);
            let cost = own - k;
            if own == 0.0 {
                (
                    FindingKind::L2Missing,
                    format!("the L2 term of the cost is missing in the gradient, λ = {lambda}"),
                )
            } else if cost.abs() <= SAME_WITHIN * own.abs() {
                let kind = if all_biases {
                    FindingKind::BiasRegularised
                } else {
                    FindingKind::L2Missing
                };
                (
                    kind,
                    format!(
                        "the gradient has an L2 term λθ that the cost doesn't have, λ = {lambda}"
                    ),
                )
            } else {
                let ratio = own / cost;
                finding.value = Some(cost);
                (
                    FindingKind::L2Factor,
                    format!(
                        "the gradient has {} times the L2 term of the cost, whose λ is {}",
                        super::constants::written(ratio),
                        four_digits(cost)
                    ),
                )
            }
        }
        None if k < 0.0 => (
            FindingKind::L2Missing,
            format!(
                "the L2 term of the cost is missing in the gradient, λ = {lambda}, or it is halved, λ = {}",
                four_digits(2.0 * k.abs())
            ),
        ),
        None if all_biases => (
            FindingKind::BiasRegularised,
            format!(
                "the gradient of a bias has an L2 term λθ that the cost doesn't have, λ = {lambda}"
            ),
        ),
        None => (
            FindingKind::L2Factor,
            format!(
                "the gradient has {lambda} θ of an L2 term more than the cost: it is doubled, or the cost lacks it"
            ),
        ),
    };
}

/// λ of the gradient's own term, where it can be read.
fn own_lambda(laboratory: &mut Laboratory<'_>, view: &View<'_>, k: f64) -> Option<f64> {
    let range = laboratory.range(view.block)?;
    let alone = laboratory.gradient(view.block, |theta| {
        for (i, t) in theta.iter_mut().enumerate() {
            if !range.contains(&i) {
                *t = 0.0;
            }
        }
    });
    let read = |gradient: Vec<f64>, times: f64| {
        let ratios = gradient.iter().zip(&view.theta).filter(|(_, t)| **t != 0.0);
        let ratios: Vec<f64> = ratios.map(|(g, t)| g / (times * t)).collect();
        let own = median(ratios.clone())?;
        let within = READ_WITHIN * own.abs().max(k.abs());
        let agrees = ratios.len() > 1 && ratios.iter().all(|ratio| (ratio - own).abs() <= within);
        agrees.then(|| if own.abs() <= within { 0.0 } else { own })
    };
    let by_zero = alone.and_then(|gradient| read(gradient, 1.0));
    by_zero.or_else(|| {
        let far = laboratory.gradient(view.block, |theta| {
            theta[range.clone()].iter_mut().for_each(|t| *t *= FAR);
        });
        far.and_then(|gradient| read(gradient, FAR))
    })
}
