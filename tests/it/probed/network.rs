//! A network of three layers whose backward pass has a mistake.

use super::{drawn, says, sole, twins};
use grad_check::FindingKind;
use ndarray::{Array1, Array2, Axis};

const SAMPLES: usize = 6;
const UNITS: usize = 24;

type Layers = (
    Array2<f64>,
    Array1<f64>,
    Array2<f64>,
    Array1<f64>,
    Array2<f64>,
    Array1<f64>,
);
const NAMES: [&str; 6] = ["W1", "b1", "W2", "b2", "W3", "b3"];

#[derive(Clone, Copy, PartialEq)]
enum Mistake {
    None,
    /// The slope of the first hidden layer's activation is left out.
    NoSlope,
    /// W2 for its transpose in the backward step.
    Untransposed,
    /// The slope of the first hidden layer's activation is another one.
    Garbled,
    /// b2 is that of the last sample.
    OneSample,
}

fn parameters() -> Layers {
    let scale = |n: usize| 1.0 / (n as f64).sqrt();
    (
        drawn("W1", (15, UNITS)) * scale(15),
        drawn("b1", UNITS) * 0.3,
        drawn("W2", (UNITS, UNITS)) * scale(UNITS),
        drawn("b2", UNITS) * 0.3,
        drawn("W3", (UNITS, 4)) * scale(UNITS),
        drawn("b3", 4) * 0.3,
    )
}

fn network((w1, b1, w2, b2, w3, b3): &Layers, relu: bool, mistake: Mistake) -> (f64, Layers) {
    let of = |z: f64| if relu { z.max(0.0) } else { z.tanh() };
    let slope = |z: f64| {
        if relu {
            f64::from(u8::from(z > 0.0))
        } else {
            1.0 - z.tanh() * z.tanh()
        }
    };
    let (x, y) = (
        drawn("inputs", (SAMPLES, 15)),
        drawn("targets", (SAMPLES, 4)),
    );
    let z1 = x.dot(w1) + b1;
    let a1 = z1.mapv(of);
    let z2 = a1.dot(w2) + b2;
    let a2 = z2.mapv(of);
    let d3 = (a2.dot(w3) + b3 - y) / SAMPLES as f64;
    let cost = d3.mapv(|e| e * e).sum() * SAMPLES as f64 / 2.0;
    let d2 = d3.dot(&w3.t()) * z2.mapv(slope);
    let back = match mistake {
        Mistake::Untransposed => d2.dot(w2),
        _ => d2.dot(&w2.t()),
    };
    let d1 = match mistake {
        Mistake::NoSlope => back,
        Mistake::Garbled => back * z1.mapv(slope) * a1.mapv(|a| 1.0 + 0.3 * a),
        _ => back * z1.mapv(slope),
    };
    let mut db2 = d2.sum_axis(Axis(0));
    if mistake == Mistake::OneSample {
        db2 = d2.row(SAMPLES - 1).to_owned();
    }
    let gradient = (
        x.t().dot(&d1),
        d1.sum_axis(Axis(0)),
        a1.t().dot(&d2),
        db2,
        a2.t().dot(&d3),
        d3.sum_axis(Axis(0)),
    );
    (cost, gradient)
}

fn mistaken(relu: bool, mistake: Mistake) -> grad_check::Report {
    twins(
        &NAMES,
        &parameters(),
        |p| network(p, relu, Mistake::None),
        |p| network(p, relu, mistake),
    )
}

#[test]
fn wrong_from_the_input_up_to_a_layer() {
    let report = mistaken(false, Mistake::Garbled);
    let finding = sole(&report, FindingKind::WrongFromLayer);
    assert_eq!(finding.blocks(), ["W1", "b1"]);
    says(&report, "the mistake is in the backward step from W2 to W1");
}

#[test]
fn a_matrix_for_its_transpose_in_the_backward_step() {
    let report = mistaken(false, Mistake::Untransposed);
    sole(&report, FindingKind::WrongFromLayer);
    says(
        &report,
        "W2 stands for its transpose in the backward step from W2 to W1",
    );
}

#[test]
fn a_missing_mask_is_named() {
    let report = mistaken(true, Mistake::NoSlope);
    sole(&report, FindingKind::Mask);
    says(
        &report,
        "the mask of the activation between W1 and W2 is missing",
    );
}

#[test]
fn a_bias_of_one_sample_is_named() {
    let report = mistaken(false, Mistake::OneSample);
    let finding = sole(&report, FindingKind::BiasNotSummed);
    assert_eq!(finding.blocks(), ["b2"]);
    assert!(
        finding.evidence().contains("components measured"),
        "{report}"
    );
}
