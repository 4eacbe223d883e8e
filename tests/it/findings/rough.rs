//! Costs that say one thing at small steps and another at large ones.

use super::{kinds, sole};
use crate::told::holds;
use grad_check::FindingKind::RoughCost;
use grad_check::{GradCheck, Report, Rng, Verdict};

/// A share of a thousand draws, or the smooth function that it estimates, beside a square.
fn counted(is_counted: bool, factor: f64) -> Report {
    let function = |x: &f64| {
        let s = 1.0 / (1.0 + (-x).exp());
        let share = (s * 1000.0 + 0.3).floor() / 1000.0;
        let cost = if is_counted { share } else { s } + 0.1 * x * x;
        (cost, factor * (s * (1.0 - s) + 0.2 * x))
    };
    GradCheck::new("counted")
        .arguments(["x"])
        .run(&0.47, function)
}

#[test]
fn stairs_that_deny_a_gradient_which_large_steps_confirm_are_named_with_both_ranges() {
    let report = counted(true, 1.0);
    assert!(
        matches!(report.verdict(), Verdict::Undecided(_)),
        "{report}"
    );
    let finding = sole(&report, RoughCost);
    let words = "larger ones don't: the cost is rough on that scale";
    holds(&finding.message(), words);
    // The stairs' own derivative, 0.2 x, is all that small steps see.
    holds(&finding.evidence(), "x is off by -0.2367 at steps of");
    for smooth in [counted(false, 1.0), counted(false, 0.5)] {
        assert!(!kinds(&smooth).contains(&RoughCost), "{smooth}");
    }
}

#[test]
fn a_ripple_that_only_the_smallest_steps_see_is_named_as_narrower_than_the_others() {
    let words = "smaller ones don't: the cost has features that are narrower than these";
    let mut named = 0;
    for seed in 0..300 {
        let mut rng = Rng::new(seed);
        let frequency = std::f64::consts::TAU / 10f64.powf(-9.0 + 5.0 * rng.unit());
        let (height, phase) = (10f64.powf(-2.0 * rng.unit()), 6.0 * rng.unit());
        let function = |x: &f64| {
            let angle = frequency * x + phase;
            let cost = x * x + height * angle.sin() / frequency;
            (cost, 2.0 * x + height * angle.cos())
        };
        let check = GradCheck::new("ripple").arguments(["x"]);
        let report = check.run(&rng.normal(), function);
        let rough = report.findings().iter().find(|f| f.kind() == RoughCost);
        named += usize::from(rough.is_some_and(|f| f.message().contains(words)));
        let undecided = matches!(report.verdict(), Verdict::Undecided(_));
        assert!(undecided || rough.is_none(), "{report}");
    }
    assert!(named > 3, "{named}");
}

/// Truncation brings what large steps say near a gradient that is wrong: the last pair's alone.
#[test]
fn truncation_at_large_steps_is_no_scale() {
    let squares = [1.46, 1.62, 1.25, 2.66, 2.64, 2.66];
    let function = |sigma: &f64, is_right: bool| {
        let (mut cost, mut gradient) = (0.0, 0.0);
        for square in squares {
            let s6 = (sigma * sigma / square).powi(3);
            cost += 2.8 * (s6 * s6 - s6);
            let own = 6.0 * 2.8 * s6 * (2.0 * s6 - 1.0) / sigma;
            gradient = if is_right { gradient + own } else { own };
        }
        (cost, gradient)
    };
    for sigma in [1.0, 1.05, 1.1] {
        let check = GradCheck::new("pairs").arguments(["sigma"]);
        let wrong = check.run(&sigma, |s: &f64| function(s, false));
        assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
        assert!(!kinds(&wrong).contains(&RoughCost), "{wrong}");
    }
}
