//! Forty-five more, written in other styles before anyone looked at what the diagnosis says of them: thirty mistakes,
//! five functions that are right and look odd, ten mistakes that look like another kind.

mod layers;
mod odd;
mod sciences;
mod statistics;

use super::{Contact, Named};
use crate::told::silent;
use grad_check::FindingKind::*;
use grad_check::{Finding, FindingKind, Report, Verdict};

const ALL: [Contact; 30] = [
    ("mixture", statistics::mixture, &[ChainRule], "sigma"),
    (
        "divergence",
        statistics::divergence,
        &[ConstantFactor],
        "log_var",
    ),
    (
        "length_scale",
        statistics::length_scale,
        &[ChainRule],
        "exp",
    ),
    ("transitions", statistics::transitions, &[Transposed], ""),
    ("deciles", statistics::deciles, &[ConstantFactor], "ln 10"),
    ("hinges", statistics::hinges, &[WholeCostScaled], "7"),
    ("barrier", statistics::barrier, &[AnotherCost], ""),
    (
        "last_observation",
        statistics::last_observation,
        &[AnotherCost],
        "",
    ),
    (
        "location_and_scale",
        statistics::location_and_scale,
        &[BlocksExchanged],
        "",
    ),
    ("decayed", layers::decayed, &[BiasRegularised], "lambda"),
    ("attention", layers::attention, &[ConstantFactor], "√3"),
    (
        "temperature",
        layers::temperature,
        &[SignFlipped],
        "temperature",
    ),
    ("unit_rows", layers::unit_rows, &[Radial], ""),
    ("late", layers::late, &[Shifted], ""),
    ("never_cleared", layers::never_cleared, &[StaleState], ""),
    ("padding", layers::padding, &[FlatCost], "words[0, 0]"),
    ("gain", layers::gain, &[], "gain"),
    ("product", layers::product, &[Transposed], "b"),
    ("gate", layers::gate, &[L2Factor], "decay"),
    (
        "two_of_them",
        layers::two_of_them,
        &[L2Factor, ConstantFactor],
        "lambda",
    ),
    ("adjoint", sciences::adjoint, &[], ""),
    ("beam", sciences::beam, &[Conjugated], ""),
    ("wirtinger", sciences::wirtinger, &[ConstantFactor], "0.5"),
    ("plate", sciences::plate, &[RowOrColumn], "columns 3 and 4"),
    ("pose", sciences::pose, &[OtherFrame], ""),
    ("attitude", sciences::attitude, &[SignFlipped], ""),
    ("arm", sciences::arm, &[Transposed], ""),
    ("packed", sciences::packed, &[Triangle], "diagonal"),
    ("gauss_newton", sciences::gauss_newton, &[], ""),
    ("hours", sciences::hours, &[ConstantFactor], "3600"),
];

const ODD: [fn() -> Report; 5] = [
    odd::saturated,
    odd::invariant,
    odd::bowl,
    odd::pooled,
    odd::lifted,
];

/// A function, right or wrong, and kinds that must not be stated.
type Alike = (fn(bool) -> Report, &'static [FindingKind]);

const ALIKE: [Alike; 10] = [
    (odd::power_of_length, &[ConstantFactor, L2Missing, L2Factor]),
    (odd::four_by_chance, &[ConstantFactor, WholeCostScaled]),
    (
        odd::alike_everywhere,
        &[AdditiveConstant, LinearTerm, L2Missing, L1Missing],
    ),
    (odd::crude_differences, &[Precision, ConstantFactor]),
    (odd::twins, &[BlocksExchanged, Permuted]),
    (odd::turned, &[OtherFrame, Permuted, SignFlipped]),
    (
        odd::momentum,
        &[ConstantFactor, AdditiveConstant, LinearTerm],
    ),
    (
        odd::held_statistics,
        &[
            Transposed,
            L2Missing,
            L2Factor,
            Radial,
            AnotherCost,
            Permuted,
        ],
    ),
    (
        odd::sum_of_weights,
        &[L2Missing, L1Missing, AdditiveConstant, LinearTerm],
    ),
    (odd::softmax_alone, &[Mask, ConstantFactor, AnotherCost]),
];

/// As of the others; the words may stand anywhere in the report.
fn judged(report: &Report, right: &[FindingKind], words: &str) -> Named {
    let kinds: Vec<FindingKind> = report.findings().iter().map(Finding::kind).collect();
    let is_place = |kind: &FindingKind| [Unexplained, SingleComponent, RowOrColumn].contains(kind);
    let is_first = kinds.first().is_some_and(|kind| right.contains(kind));
    let is_named = is_first && right.iter().all(|kind| kinds.contains(kind));
    let is_right = if right.is_empty() {
        kinds.iter().all(is_place)
    } else {
        is_named
    };
    match (
        is_right && report.to_string().contains(words),
        kinds.iter().all(is_place),
    ) {
        (true, _) => Named::Right,
        (false, true) => Named::Neutral,
        (false, false) => Named::False,
    }
}

fn said(report: &Report) -> Vec<String> {
    let findings = report.findings().iter();
    findings
        .map(|f| format!("{}: {} ({})", f.kind().name(), f.message(), f.evidence()))
        .collect()
}

#[test]
fn what_is_said_of_thirty_more() {
    let mut counts = [0; 3];
    let mut told: Vec<String> = Vec::new();
    for (name, of, right, words) in ALL {
        silent(&of(false));
        let report = of(true);
        assert_eq!(report.verdict(), Verdict::Fail, "{name}: {report}");
        let named = judged(&report, right, words);
        told.push(format!("{named:?} {name}: {:#?}", said(&report)));
        counts[named as usize] += 1;
    }
    // At first 26 were right, 3 neutral (a barrier of the wrong sign, rows whose lengths are held constant, seconds for
    // hours), and 1 false: the mistake of a gain was put in a step from its shift.
    let [right, neutral, falsely] = counts;
    assert!(
        right >= 29 && falsely == 0,
        "{right}, {neutral}, {falsely}\n{}",
        told.join("\n")
    );
}

#[test]
fn what_is_odd_and_right_passes() {
    ODD.iter().for_each(|of| silent(&of()));
}

#[test]
fn what_looks_like_another_kind() {
    let mut falsely = 0;
    let mut told: Vec<String> = Vec::new();
    for (of, kinds) in ALIKE {
        let report = super::wrong(of);
        let is_false = report
            .findings()
            .iter()
            .any(|f: &Finding| kinds.contains(&f.kind()));
        falsely += usize::from(is_false);
        told.push(format!(
            "{is_false} {}: {:#?}",
            report.name(),
            said(&report)
        ));
    }
    assert_eq!(falsely, 0, "{}", told.join("\n"));
}
