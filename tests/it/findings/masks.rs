//! The slope of an activation that is missing, inverted, or that of another layer.

use super::{check, kinds, silent, sole, twins};
use crate::network::Activation::{self, Elu, Leaky, Relu, Tanh};
use crate::network::{Layers, Mistake, NAMES, network, point};
use crate::told::holds;
use grad_check::FindingKind::{Mask, WrongFromLayer};
use grad_check::{GradCheck, Report};

const POINTS: [&str; 3] = ["one", "two", "three"];

fn found(name: &str, activation: Activation, mistake: Mistake) -> Report {
    let right = move |p: &Layers| network(p, activation, Mistake::None);
    twins(&NAMES, &point(name, 0.3), right, move |p| {
        network(p, activation, mistake)
    })
}

/// The mask of a layer, between its weights and those behind it.
fn assert_mask(report: &Report, layer: usize, what: &str) {
    let finding = sole(report, Mask);
    let (own, behind) = (format!("W{layer}"), format!("W{}", layer + 1));
    let between = format!("the mask of the activation between {own} and {behind} is {what}");
    assert!(finding.message().starts_with(&between), "{report}");
    assert_eq!(finding.blocks(), &["W1", "b1", "W2", "b2"][..2 * layer]);
    assert_eq!((finding.value(), finding.mend()), (None, None));
    assert_eq!(finding.explained(), finding.components().len());
    let of = [15 + 5, 15 + 5 + 25 + 5][layer - 1];
    assert_eq!(finding.of(), of);
}

#[test]
fn a_missing_mask_is_found_between_its_layers() {
    for name in POINTS {
        for layer in [1, 2] {
            assert_mask(
                &found(name, Relu, Mistake::NoSlope(layer)),
                layer,
                "missing",
            );
            assert_mask(
                &found(name, Leaky, Mistake::NoSlope(layer)),
                layer,
                "missing",
            );
        }
    }
}

#[test]
fn an_inverted_mask_is_found_between_its_layers() {
    for name in POINTS {
        for layer in [1, 2] {
            assert_mask(
                &found(name, Relu, Mistake::InvertedMask(layer)),
                layer,
                "inverted",
            );
            assert_mask(
                &found(name, Leaky, Mistake::InvertedMask(layer)),
                layer,
                "inverted",
            );
        }
    }
}

fn assert_mask_of_the_other(name: &str, layer: usize) {
    for activation in [Relu, Leaky] {
        let report = found(name, activation, Mistake::MaskOfTheOther(layer));
        assert_mask(&report, layer, "that of another layer");
    }
}

#[test]
fn the_mask_of_another_layer_is_found_between_its_layers() {
    for (name, layer) in [
        ("one", 2),
        ("two", 1),
        ("two", 2),
        ("three", 1),
        ("three", 2),
    ] {
        assert_mask_of_the_other(name, layer);
    }
}

#[test]
fn the_mask_of_another_layer_is_told_from_a_smooth_slope() {
    assert_mask_of_the_other("one", 1);
}

#[test]
fn units_that_are_scaled_one_by_one_have_no_wrong_mask() {
    for activation in [Relu, Leaky, Tanh] {
        for layer in [1, 2] {
            let report = found("one", activation, Mistake::UnitsScaled(layer));
            sole(&report, WrongFromLayer);
        }
    }
}

#[test]
fn the_missing_slope_of_a_tanh_is_no_mask() {
    for name in POINTS {
        for layer in [1, 2] {
            let report = found(name, Tanh, Mistake::NoSlope(layer));
            let finding = sole(&report, WrongFromLayer);
            let slope = "the slope of the activation";
            holds(&finding.evidence(), slope);
        }
    }
}

/// Where no unit is active, the slope of an ELU is neither zero nor a constant.
#[test]
fn a_wrong_slope_of_inactive_units_is_no_missing_mask() {
    for name in POINTS {
        for layer in [1, 2] {
            for mistake in [
                Mistake::NoSlope(layer),
                Mistake::NoInactiveSlope(layer),
                Mistake::SlopeOfOutput(layer),
            ] {
                sole(&found(name, Elu, mistake), WrongFromLayer);
            }
            // Here there is too much of a mask.
            let report = found(name, Leaky, Mistake::NoInactiveSlope(layer));
            sole(&report, WrongFromLayer);
        }
    }
}

#[test]
fn masks_that_are_all_right_are_not_spoken_of() {
    for name in POINTS {
        for activation in [Relu, Leaky, Elu, Tanh] {
            silent(&check(&NAMES, &point(name, 0.3), |p| {
                network(p, activation, Mistake::None)
            }));
        }
    }
}

/// All units are active: without the mask the gradient is the same.
#[test]
fn a_missing_mask_that_makes_no_difference_is_no_finding() {
    let mut active = point("one", 0.3);
    (active.1, active.3) = (&active.1 + 20.0, &active.3 + 200.0);
    silent(&check(&NAMES, &active, |p| {
        network(p, Relu, Mistake::NoSlope(1))
    }));
}

/// A mistake in the biases of the layer as well: the step into it isn't all that is wrong.
#[test]
fn a_mask_is_not_blamed_for_a_layer_of_which_one_block_is_right() {
    let report = twins(
        &NAMES,
        &point("one", 0.3),
        |p| network(p, Relu, Mistake::None),
        |p| {
            let (cost, mut g) = network(p, Relu, Mistake::NoSlope(1));
            g.1 = network(p, Relu, Mistake::None).1.1;
            (cost, g)
        },
    );
    assert!(!kinds(&report).contains(&Mask), "{report}");
}

#[test]
fn a_faulty_step_before_a_relu_is_no_mask() {
    for name in ["one", "two", "three"] {
        let point = point(name, 0.3);
        let report = twins(
            &NAMES,
            &point,
            |p| network(p, Relu, Mistake::None),
            |p| network(p, Relu, Mistake::UnitsScaled(2)),
        );
        sole(&report, WrongFromLayer);
    }
}

#[test]
fn where_no_bias_can_be_raised_dead_units_tell_of_a_missing_mask() {
    let mut point = point("dead", 0.3);
    point.1[0] = -20.0;
    let check = GradCheck::new("f")
        .arguments(NAMES)
        .only(["W1", "W2", "W3"]);
    let of = |mistake| check.run(&point, move |p: &Layers| network(p, Relu, mistake));
    silent(&of(Mistake::None));
    let report = of(Mistake::NoSlope(1));
    let finding = sole(&report, Mask);
    holds(&finding.evidence(), "2 of the 5 units of W1 are dead");
}
