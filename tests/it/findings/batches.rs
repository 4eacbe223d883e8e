//! Sums over the batch: of a bias, and of everything.

use super::{check, drawn, kinds, near, silent, soft_maximum, sole, twins};
use crate::network::Activation::{Relu, Tanh};
use crate::network::{Layers, Mistake, NAMES, SAMPLES, network, point};
use crate::told::holds;
use grad_check::FindingKind::{
    AnotherCost, BiasNotSummed, ConstantFactor, SingleComponent, Unexplained, WrongFromLayer,
};
use grad_check::{GradCheck, Report};
use ndarray::{Array1, Array2, Axis, Slice};

fn found(names: &[&str], wrong: impl Fn(&Layers) -> (f64, Layers)) -> Report {
    let right = |p: &Layers| network(p, Tanh, Mistake::None);
    twins(names, &point("batch", 0.3), right, wrong)
}

fn with(mistake: Mistake) -> Report {
    found(&NAMES, move |p| network(p, Tanh, mistake))
}

#[test]
fn a_bias_of_one_sample_or_without_one_is_not_summed() {
    for layer in 1..=3 {
        let (bias, units) = (format!("b{layer}"), [5, 5, 2][layer - 1]);
        for mistake in [
            Mistake::BiasOfOneSample(layer),
            Mistake::BiasWithoutOneSample(layer),
        ] {
            let report = with(mistake);
            let finding = sole(&report, BiasNotSummed);
            let message = format!("{bias} isn't the sum over the batch");
            assert_eq!(finding.message(), message);
            assert_eq!(finding.blocks(), [bias.as_str()]);
            assert_eq!((finding.explained(), finding.of()), (units, units));
            assert_eq!((finding.value(), finding.mend()), (None, None));
            let weights = format!("W{layer} of the same layer is right");
            holds(&finding.evidence(), &weights);
        }
    }
}

#[test]
fn a_bias_that_is_summed_over_the_units_as_well_is_told() {
    let report = found(&NAMES, |p| {
        let (cost, mut g) = network(p, Tanh, Mistake::None);
        let sum = g.3.sum();
        g.3.fill(sum);
        (cost, g)
    });
    let finding = sole(&report, BiasNotSummed);
    let words = "b2 is summed over the units as well as over the batch";
    holds(&finding.message(), words);
}

#[test]
fn a_bias_that_is_a_mean_is_off_by_the_size_of_the_batch() {
    let check = GradCheck::new("f")
        .arguments(NAMES)
        .given("x", &[4, SAMPLES]);
    let point = point("batch", 0.3);
    silent(&check.run(&point, |p| network(p, Tanh, Mistake::None)));
    let report = check.run(&point, |p| network(p, Tanh, Mistake::MeanBias(2)));
    let finding = sole(&report, ConstantFactor);
    near(finding.value(), 1.0 / 7.0);
    let meaning = "it is 1/7, and 7 is the number of columns of x (4×7)";
    holds(&finding.evidence(), meaning);
    let mend = "multiplying the gradient of b2 by 7 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
}

#[test]
fn a_bias_whose_weights_are_wrong_as_well_is_not_said_to_be_unsummed() {
    let report = found(&NAMES, |p| {
        let (cost, mut g) = network(p, Tanh, Mistake::BiasOfOneSample(2));
        g.2.row_mut(1)
            .iter_mut()
            .enumerate()
            .for_each(|(i, g)| *g *= 1.5 + i as f64);
        (cost, g)
    });
    assert!(!kinds(&report).contains(&BiasNotSummed), "{report}");
}

#[test]
fn one_wrong_number_of_a_bias_is_one_wrong_number() {
    let report = found(&NAMES, |p| {
        let (cost, mut g) = network(p, Tanh, Mistake::None);
        g.3[2] *= 1.4;
        (cost, g)
    });
    assert_eq!(sole(&report, SingleComponent).components(), ["b2[2]"]);
}

#[test]
fn a_vector_that_is_no_bias_is_not_called_one() {
    let names = ["W1", "b1", "W2", "v2", "W3", "b3"];
    let report = found(&names, |p| network(p, Tanh, Mistake::BiasOfOneSample(2)));
    assert!(!kinds(&report).contains(&BiasNotSummed), "{report}");
}

#[test]
fn a_gradient_of_the_first_samples_is_that_of_another_cost() {
    for kept in [2, 6] {
        let report = with(Mistake::FirstSamples(kept));
        let finding = sole(&report, AnotherCost);
        let message =
            "the gradient is that of another cost: samples or terms differ, or a slope is wrong";
        assert_eq!(finding.message(), message);
        assert_eq!(finding.blocks(), NAMES);
        assert_eq!((finding.explained(), finding.of()), (62, 62));
        assert_eq!((finding.value(), finding.mend()), (None, None));
    }
    let report = twins(
        &NAMES,
        &point("two", 0.3),
        |p| network(p, Relu, Mistake::None),
        |p| network(p, Relu, Mistake::FirstSamples(4)),
    );
    sole(&report, AnotherCost);
}

#[test]
fn samples_that_are_alike_make_a_factor() {
    let function = |x: f64| {
        move |w: &[f64; 2]| {
            let cost = (w[0] * w[1]).sin();
            let slope = x * (w[0] * w[1]).cos();
            (cost, [slope * w[1], slope * w[0]])
        }
    };
    let report = twins(&["w"], &[0.4, 1.3], function(1.0), function(5.0 / 7.0));
    near(sole(&report, ConstantFactor).value(), 5.0 / 7.0);
}

#[test]
fn a_faulty_step_is_not_another_cost() {
    for layer in [1, 2] {
        sole(&with(Mistake::UnitsScaled(layer)), WrongFromLayer);
        let found = kinds(&with(Mistake::NoSlope(layer)));
        assert!(!found.contains(&AnotherCost), "{found:?}");
    }
}

/// A logistic regression, its loss summed over some samples, and its gradient over others.
fn regression(w: &Array1<f64>, kept: usize) -> (f64, Array1<f64>) {
    let x: Array2<f64> = drawn("x", (9, w.len()));
    let z = x.dot(w);
    let mut slopes = z.mapv(|z| 1.0 / (1.0 + (-z).exp()));
    slopes
        .slice_axis_mut(Axis(0), Slice::from(kept..))
        .fill(0.0);
    (z.mapv(|z| z.exp().ln_1p()).sum(), x.t().dot(&slopes))
}

#[test]
fn a_single_block_of_some_samples_is_told_as_well() {
    let w = drawn("w", 4);
    let report = twins(&["w"], &w, |w| regression(w, 9), |w| regression(w, 5));
    let finding = sole(&report, AnotherCost);
    assert_eq!((finding.blocks(), finding.of()), (&["w".to_owned()][..], 4));
    silent(&check(&["w"], &w, |w| regression(w, 9)));
}

/// What is wrong depends on the bias alone, or is a factor, though one that changes: all samples are there.
#[test]
fn a_penalty_on_a_bias_and_a_factor_that_changes_are_no_sum_over_the_batch() {
    let squares = found(&NAMES, |p| {
        let (cost, mut g) = network(p, Tanh, Mistake::None);
        g.3 += &p.3.mapv(|b| b + b * b);
        (cost, g)
    });
    assert!(!kinds(&squares).contains(&BiasNotSummed), "{squares}");
    let right = |p: &(Array2<f64>, Array1<f64>, f64)| {
        let (w, b, log_t) = p;
        let z = (w.dot(&drawn("x", (4, SAMPLES))) + b.clone().insert_axis(Axis(1))) / log_t.exp();
        let (cost, dz) = soft_maximum(&z);
        let dw = dz.dot(&drawn::<_>("x", (4, SAMPLES)).t()) / log_t.exp();
        let db = dz.sum_axis(Axis(1)) / log_t.exp();
        let dt = -(&dz * &z).sum();
        (cost, (dw, db, dt))
    };
    let point = (drawn("w", (3, 4)), drawn("b", 3), 0.2);
    let report = twins(&["w", "b", "log_t"], &point, right, |p| {
        let (cost, mut g) = right(p);
        g.1 *= p.2.exp();
        (cost, g)
    });
    assert!(!kinds(&report).contains(&BiasNotSummed), "{report}");
}

#[test]
fn biases_of_several_layers_are_found_one_by_one() {
    let report = found(&NAMES, |p| {
        let of_layer = |layer| network(p, Tanh, Mistake::BiasOfOneSample(layer)).1;
        let (cost, mut g) = network(p, Tanh, Mistake::None);
        (g.1, g.3, g.5) = (of_layer(1).1, of_layer(2).3, of_layer(3).5);
        (cost, g)
    });
    assert_eq!(kinds(&report), [BiasNotSummed; 3], "{report}");
}

#[test]
fn a_single_number_called_b_is_not_said_to_be_unsummed_for_its_ratio() {
    let function = |slip: f64| {
        move |(w, b): &(Array1<f64>, f64)| {
            let (cost, gradient) = soft_maximum(w);
            (cost + b.sin(), (gradient, (1.0 + slip) * b.cos()))
        }
    };
    let report = twins(
        &["w", "b"],
        &(drawn("w", 4), 0.7),
        function(0.0),
        function(0.37),
    );
    sole(&report, Unexplained);
}

#[test]
fn a_bias_of_which_some_units_are_right_to_the_last_digit_is_summed() {
    let report = found(&NAMES, |p| {
        let (cost, mut g) = network(p, Tanh, Mistake::None);
        g.3 *= &Array1::from(vec![1.3, 1.0, 0.6, 1.0, 2.7]);
        (cost, g)
    });
    sole(&report, Unexplained);
}

#[test]
fn a_bias_of_one_sample_is_told_beside_weights_of_another_cause() {
    let report = found(&NAMES, |p| {
        let (cost, mut g) = network(p, Tanh, Mistake::BiasOfOneSample(2));
        g.2 *= 2.0;
        (cost, g)
    });
    assert_eq!(kinds(&report), [ConstantFactor, BiasNotSummed], "{report}");
    // So it is where the cause has its place.
    let report = found(&NAMES, |p| {
        let (cost, mut g) = network(p, Tanh, Mistake::BiasOfOneSample(2));
        g.2.row_mut(1).mapv_inplace(|g| 1.5 * g);
        (cost, g)
    });
    assert!(kinds(&report).contains(&BiasNotSummed), "{report}");
}

#[test]
fn weights_of_the_same_width_stand_for_a_layer_that_no_name_tells() {
    type Line = (Array2<f64>, Array1<f64>);
    let line = |(w, offset): &Line, of_one: bool| {
        let x: Array2<f64> = drawn("x", (6, 4));
        let e = (x.dot(w) + offset).mapv(f64::exp);
        let sums = e.sum_axis(Axis(1)).insert_axis(Axis(1));
        let dz = &e / &sums;
        let of_offset = if of_one {
            dz.row(0).to_owned()
        } else {
            dz.sum_axis(Axis(0))
        };
        (sums.mapv(f64::ln).sum(), (x.t().dot(&dz), of_offset))
    };
    let point = (drawn("w", (4, 3)), drawn("offset", 3));
    let names = ["theta", "offset"];
    let report = twins(&names, &point, |p| line(p, false), |p| line(p, true));
    sole(&report, BiasNotSummed);
}
