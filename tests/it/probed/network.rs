//! A network of three layers whose backward pass has a mistake.

use super::{says, sole, twins};
use crate::network::Activation::{self, Relu, Tanh};
use crate::network::{Layers, Mistake, NAMES, network, point_of};
use crate::told::holds;
use grad_check::FindingKind;

fn mistaken(activation: Activation, mistake: Mistake) -> grad_check::Report {
    let right = |p: &Layers| network(p, activation, Mistake::None);
    twins(&NAMES, &point_of([15, 24, 4], "large", 0.3), right, |p| {
        network(p, activation, mistake)
    })
}

#[test]
fn wrong_from_the_input_up_to_a_layer() {
    let report = mistaken(Tanh, Mistake::UnitsScaled(1));
    let finding = sole(&report, FindingKind::WrongFromLayer);
    assert_eq!(finding.blocks(), ["W1", "b1"]);
    says(&report, "the mistake is in the backward step from W2 to W1");
}

#[test]
fn a_matrix_for_its_transpose_in_the_backward_step() {
    let report = mistaken(Tanh, Mistake::Untransposed);
    sole(&report, FindingKind::WrongFromLayer);
    says(
        &report,
        "W2 stands for its transpose in the backward step from W2 to W1",
    );
}

#[test]
fn a_missing_mask_is_named() {
    let report = mistaken(Relu, Mistake::NoSlope(1));
    sole(&report, FindingKind::Mask);
    says(
        &report,
        "the mask of the activation between W1 and W2 is missing",
    );
}

#[test]
fn a_bias_of_one_sample_is_named() {
    let report = mistaken(Tanh, Mistake::BiasOfOneSample(2));
    let finding = sole(&report, FindingKind::BiasNotSummed);
    assert_eq!(finding.blocks(), ["b2"]);
    holds(&finding.evidence(), "components measured");
}
