//! A long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000)
//! unrolled over five steps, its backward pass through time written by hand, and what goes wrong there.

use crate::real;

use grad_check::{GradCheck, Report, Rng, Verdict, grad_check};
use ndarray::{Array1, Array2, Array3, Axis, concatenate};
use real::assert_located;

const STEPS: usize = 5;
const BATCH: usize = 3;
const INPUTS: usize = 2;
const HIDDEN: usize = 3;

/// wx, wh, b, and the initial states h0 and c0; the columns of the first three are the gates i, f, g, o.
type Parameters = (
    Array2<f64>,
    Array2<f64>,
    Array1<f64>,
    Array2<f64>,
    Array2<f64>,
);

#[derive(Clone, Copy, PartialEq)]
enum Mistake {
    None,
    ForgetGateAsTanh,
    LossOfLastStepOnly,
    BiasOfFirstSampleOnly,
    CandidateWithoutTanh,
    StateAfterForStateBefore,
}

/// What the backward pass needs of a step.
struct Step {
    h_before: Array2<f64>,
    c_before: Array2<f64>,
    gates: [Array2<f64>; 4],
    tanh_c: Array2<f64>,
    h: Array2<f64>,
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// Half the squared distance of the outputs from y, both steps × batch × hidden, and its gradient.
fn lstm_with(
    (wx, wh, b, h0, c0): &Parameters,
    (x, y): (&Array3<f64>, &Array3<f64>),
    mistake: Mistake,
) -> (f64, Parameters) {
    let mut steps: Vec<Step> = Vec::new();
    let (mut h, mut c, mut cost) = (h0.clone(), c0.clone(), 0.0);
    for (x, y) in x.outer_iter().zip(y.outer_iter()) {
        let z = x.dot(wx) + h.dot(wh) + b;
        let gates = [0, 1, 2, 3].map(|k| {
            let z = z.slice_axis(Axis(1), (k * HIDDEN..(k + 1) * HIDDEN).into());
            z.mapv(if k == 2 { f64::tanh } else { sigmoid })
        });
        let [i, f, g, o] = &gates;
        let (h_before, c_before) = (h, c);
        c = f * &c_before + i * g;
        let tanh_c = c.mapv(f64::tanh);
        h = o * &tanh_c;
        cost += (&h - &y).mapv(|apart| apart * apart).sum() / 2.0;
        steps.push(Step {
            h_before,
            c_before,
            gates,
            tanh_c,
            h: h.clone(),
        });
    }

    let (mut d_wx, mut d_wh, mut d_b) = (wx * 0.0, wh * 0.0, b * 0.0);
    let (mut d_h, mut d_c) = (h0 * 0.0, c0 * 0.0);
    for (t, step) in steps.iter().enumerate().rev() {
        let [i, f, g, o] = &step.gates;
        if mistake != Mistake::LossOfLastStepOnly || t == steps.len() - 1 {
            d_h += &(&step.h - &y.index_axis(Axis(0), t));
        }
        let of_sigmoid = |s: &Array2<f64>| s.mapv(|s| s * (1.0 - s));
        let of_tanh = |t: &Array2<f64>| t.mapv(|t| 1.0 - t * t);
        d_c += &(&d_h * o * of_tanh(&step.tanh_c));
        let slope_f = match mistake {
            Mistake::ForgetGateAsTanh => of_tanh(f),
            _ => of_sigmoid(f),
        };
        let slope_g = match mistake {
            Mistake::CandidateWithoutTanh => g.mapv(|_| 1.0),
            _ => of_tanh(g),
        };
        let d_z = concatenate![
            Axis(1),
            &d_c * g * of_sigmoid(i),
            &d_c * &step.c_before * slope_f,
            &d_c * i * slope_g,
            &d_h * &step.tanh_c * of_sigmoid(o)
        ];
        let state = match mistake {
            Mistake::StateAfterForStateBefore => &step.h,
            _ => &step.h_before,
        };
        d_wx += &x.index_axis(Axis(0), t).t().dot(&d_z);
        d_wh += &state.t().dot(&d_z);
        d_b += &match mistake {
            Mistake::BiasOfFirstSampleOnly => d_z.row(0).to_owned(),
            _ => d_z.sum_axis(Axis(0)),
        };
        d_h = d_z.dot(&wh.t());
        d_c *= f;
    }
    (cost, (d_wx, d_wh, d_b, d_h, d_c))
}

#[grad_check(
    eps = 1e-6,
    at(
        wx = randn((INPUTS, 4 * HIDDEN)), wh = randn((HIDDEN, 4 * HIDDEN)), b = randn(4 * HIDDEN),
        h0 = randn((BATCH, HIDDEN)), c0 = randn((BATCH, HIDDEN))
    ),
    given(x = randn((STEPS, BATCH, INPUTS)), y = randn((STEPS, BATCH, HIDDEN)))
)]
fn lstm(
    wx: &Array2<f64>,
    wh: &Array2<f64>,
    b: &Array1<f64>,
    h0: &Array2<f64>,
    c0: &Array2<f64>,
    x: &Array3<f64>,
    y: &Array3<f64>,
) -> (f64, Parameters) {
    let parameters = (wx.clone(), wh.clone(), b.clone(), h0.clone(), c0.clone());
    lstm_with(&parameters, (x, y), Mistake::None)
}

fn check(mistake: Mistake, steps: usize) -> Report {
    let mut rng = Rng::new(1);
    let point: Parameters = (
        rng.randn((INPUTS, 4 * HIDDEN)),
        rng.randn((HIDDEN, 4 * HIDDEN)),
        rng.randn(4 * HIDDEN),
        rng.randn((BATCH, HIDDEN)),
        rng.randn((BATCH, HIDDEN)),
    );
    let (x, y) = (
        rng.randn((steps, BATCH, INPUTS)),
        rng.randn((steps, BATCH, HIDDEN)),
    );
    let check = GradCheck::new("lstm").arguments(["wx", "wh", "b", "h0", "c0"]);
    check.run(&point, |p| lstm_with(p, (&x, &y), mistake))
}

#[test]
fn a_right_pass_takes_two_evaluations_a_component_and_five() {
    let report = check(Mistake::None, STEPS);
    report.assert();
    let components: usize = report.blocks().iter().map(|b| b.components().len()).sum();
    assert_eq!(report.evaluations().full, 2 * components + 5);
}

#[test]
fn mistakes_in_one_gradient_are_located_there() {
    assert_located(&check(Mistake::BiasOfFirstSampleOnly, STEPS), &["b"]);
    assert_located(&check(Mistake::StateAfterForStateBefore, STEPS), &["wh"]);
}

#[test]
fn mistakes_on_the_way_back_spoil_all_that_is_passed_on() {
    for mistake in [
        Mistake::ForgetGateAsTanh,
        Mistake::CandidateWithoutTanh,
        Mistake::LossOfLastStepOnly,
    ] {
        assert_located(&check(mistake, STEPS), &["wx", "wh", "b", "h0", "c0"]);
    }
}

#[test]
fn after_a_single_step_a_mistake_of_a_gate_is_located_in_its_columns() {
    for (mistake, gate) in [
        (Mistake::ForgetGateAsTanh, 1),
        (Mistake::CandidateWithoutTanh, 2),
    ] {
        let report = check(mistake, 1);
        assert_located(&report, &["wx", "wh", "b", "h0"]);
        for block in &report.blocks()[..3] {
            for component in block.components() {
                let column = component.index().last().copied().unwrap_or_default();
                let of_gate = column / HIDDEN == gate;
                assert_eq!(component.verdict() == Verdict::Fail, of_gate, "{report}");
            }
        }
    }
}
