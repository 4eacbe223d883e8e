//! Wrong from the input up to a layer, and right behind it.

use super::{drawn, honest, kinds, silent, soft_maximum, sole, twins};
use crate::network::Activation::Tanh;
use crate::network::{Layers, Mistake, NAMES, network, point};
use crate::told::holds;
use grad_check::FindingKind::{Mask, WrongFromLayer};
use grad_check::{Finding, GradCheck, Params, Report};
use ndarray::{Array1, Array2, Axis};

fn spoiled(names: &[&str], spoil: impl Fn(&mut Layers)) -> Report {
    let right = |p: &Layers| network(p, Tanh, Mistake::None);
    twins(names, &point("layers", 0.3), right, |p| {
        let (cost, mut gradient) = right(p);
        spoil(&mut gradient);
        (cost, gradient)
    })
}

fn step(names: &[&str], layer: usize) -> Report {
    let right = |p: &Layers| network(p, Tanh, Mistake::None);
    twins(names, &point("layers", 0.3), right, |p| {
        network(p, Tanh, Mistake::UnitsScaled(layer))
    })
}

/// Each row by a factor of its own.
fn by_rows(g: &mut Array2<f64>) {
    for (i, mut row) in g.rows_mut().into_iter().enumerate() {
        row *= 1.3 + 0.4 * (i as f64).powi(2);
    }
}

#[test]
fn the_faulty_step_is_named_by_the_layers_on_both_sides() {
    let report = step(&NAMES, 1);
    let finding = sole(&report, WrongFromLayer);
    let message = "wrong from the input up to W1, right from W2 on: the mistake is in the backward step from W2 to W1 (the weights of W2, or the slope of the activation before it)";
    assert_eq!(finding.message(), message);
    assert_eq!(finding.blocks(), ["W1", "b1"]);
    assert_eq!((finding.explained(), finding.of()), (20, 20));
    assert_eq!(
        (finding.value(), finding.mend(), finding.residual()),
        (None, None, None)
    );
    let report = step(&NAMES, 2);
    let finding = sole(&report, WrongFromLayer);
    let message = "wrong from the input up to W2, right from W3 on";
    assert!(finding.message().starts_with(message), "{report}");
    assert_eq!(finding.blocks(), ["W1", "b1", "W2", "b2"]);
    assert_eq!((finding.explained(), finding.of()), (50, 50));
}

#[test]
fn names_without_numbers_tell_their_layers_by_their_stems() {
    let names = ["w", "b", "w_mid", "b_mid", "w_out", "b_out"];
    let report = step(&names, 1);
    let finding = sole(&report, WrongFromLayer);
    let message = "wrong from the input up to w, right from w_mid on";
    assert!(finding.message().starts_with(message), "{report}");
    let report = step(&names, 2);
    let finding = sole(&report, WrongFromLayer);
    let message = "wrong from the input up to w_mid, right from w_out on";
    assert!(finding.message().starts_with(message), "{report}");
    assert_eq!(finding.blocks(), ["w", "b", "w_mid", "b_mid"]);
}

#[derive(Debug, Clone, Params)]
struct Layer {
    weight: Array2<f64>,
    bias: Array1<f64>,
}

#[derive(Debug, Clone, Params)]
struct Stack {
    layers: Vec<Layer>,
}

fn stacked((w1, b1, w2, b2, w3, b3): Layers) -> Stack {
    let pairs = [(w1, b1), (w2, b2), (w3, b3)];
    let layers = pairs.map(|(weight, bias)| Layer { weight, bias });
    Stack {
        layers: layers.into(),
    }
}

fn unstacked(stack: &Stack) -> Layers {
    let [one, two, three] = stack.layers.clone().try_into().expect("three layers");
    (
        one.weight,
        one.bias,
        two.weight,
        two.bias,
        three.weight,
        three.bias,
    )
}

/// No matrix product joins these: a single number behind, and vectors.
#[test]
fn numbers_and_vectors_are_no_layers() {
    for (names, columns) in [
        (["texture", "shift", "brightness"], 3),
        (["u", "v", "w"], 1),
    ] {
        let right = move |p: &(Array2<f64>, Array1<f64>, Array1<f64>)| {
            let (cost, a) = soft_maximum(&p.0);
            let (other, b) = soft_maximum(&p.1);
            let (third, c) = soft_maximum(&p.2);
            (cost * third + other, (a * third, b, c * cost))
        };
        let last = if columns == 1 { 4 } else { 1 };
        let point = (drawn("a", (4, columns)), drawn("b", 4), drawn("c", last));
        let report = twins(&names, &point, right, |p| {
            let (cost, mut g) = right(p);
            by_rows(&mut g.0);
            g.1 *= &Array1::from(vec![1.3, 1.7, 2.9, 4.9]);
            (cost, g)
        });
        assert!(!kinds(&report).contains(&WrongFromLayer), "{report}");
    }
}

#[derive(Debug, Clone, Params)]
struct Linear {
    weight: Array2<f64>,
    bias: Array1<f64>,
}

/// Two heads on the same input, side by side; or the second behind the first.
#[derive(Debug, Clone, Params)]
struct Heads {
    mean: Linear,
    spread: Linear,
}

fn heads(p: &Heads, is_chain: bool, scales: &Array1<f64>) -> (f64, Heads) {
    let x: Array1<f64> = drawn("x", 4);
    let Heads { mean, spread } = p;
    let z = mean.weight.dot(&x) + &mean.bias;
    let input = if is_chain {
        z.mapv(f64::sin)
    } else {
        x.clone()
    };
    let s = spread.weight.dot(&input) + &spread.bias;
    let (own, other) = (soft_maximum(&z), soft_maximum(&s));
    let ds = &other.1 * if is_chain { 1.0 } else { own.0 };
    let dz = if is_chain {
        spread.weight.t().dot(&ds) * z.mapv(f64::cos)
    } else {
        &own.1 * other.0
    };
    let cost = if is_chain { other.0 } else { own.0 * other.0 };
    let dz = dz * scales;
    let outer = |d: &Array1<f64>, x: &Array1<f64>| {
        Array2::from_shape_fn((d.len(), x.len()), |(i, j)| d[i] * x[j])
    };
    let gradient = Heads {
        mean: Linear {
            weight: outer(&dz, &x),
            bias: dz,
        },
        spread: Linear {
            weight: outer(&ds, &input),
            bias: ds,
        },
    };
    (cost, gradient)
}

#[test]
fn layers_side_by_side_have_no_step_between_them() {
    let linear = |name: &str| Linear {
        weight: drawn(&format!("{name} weight"), (4, 4)),
        bias: drawn(&format!("{name} bias"), 4),
    };
    let point = Heads {
        mean: linear("mean"),
        spread: linear("spread"),
    };
    for is_chain in [true, false] {
        let check = GradCheck::new("f").arguments(["p"]);
        let of = |scales: Array1<f64>| check.run(&point, move |p| heads(p, is_chain, &scales));
        silent(&of(Array1::ones(4)));
        let report = of(Array1::from(vec![1.3, 1.7, 2.9, 4.9]));
        let is_step = kinds(&report).contains(&WrongFromLayer);
        assert_eq!(is_step, is_chain, "{report}");
    }
}

#[test]
fn layers_of_a_list_are_named_with_their_index() {
    let function = |mistake: Mistake| {
        move |stack: &Stack| {
            let (cost, gradient) = network(&unstacked(stack), Tanh, mistake);
            (cost, stacked(gradient))
        }
    };
    let point = stacked(point("layers", 0.3));
    let check = GradCheck::new("f").arguments(["net"]);
    silent(&check.run(&point, function(Mistake::None)));
    let report = check.run(&point, function(Mistake::UnitsScaled(1)));
    honest(&report);
    let finding = sole(&report, WrongFromLayer);
    for layer in ["layers[0].weight", "layers[1].weight"] {
        holds(&finding.message(), layer);
    }
    assert!(!finding.message().contains("layers[2]"), "{report}");
}

#[test]
fn a_wrong_layer_with_a_right_one_before_it_is_no_faulty_step() {
    let report = spoiled(&NAMES, |g| {
        by_rows(&mut g.2);
        g.3 *= &Array1::from(vec![1.3, 1.7, 2.9, 4.9, 7.7]);
    });
    assert!(!kinds(&report).contains(&WrongFromLayer), "{report}");
    let named: Vec<_> = report.findings().iter().flat_map(Finding::blocks).collect();
    assert_eq!(named, ["W2", "b2"], "{report}");
}

#[test]
fn a_layer_of_which_one_block_is_right_had_the_right_step_into_it() {
    let report = spoiled(&NAMES, |g| {
        by_rows(&mut g.0);
        by_rows(&mut g.2);
        g.1 *= &Array1::from(vec![1.3, 1.7, 2.9, 4.9, 7.7]);
    });
    let found = kinds(&report);
    assert!(!found.contains(&WrongFromLayer), "{report}");
    assert!(!found.contains(&Mask), "{report}");
}

#[test]
fn layers_that_each_have_a_factor_are_explained_by_it() {
    let report = spoiled(&NAMES, |g| {
        g.0 *= 2.0;
        g.1 *= 3.0;
    });
    assert!(!kinds(&report).contains(&WrongFromLayer), "{report}");
    assert_eq!(report.findings().len(), 2);
}

#[test]
fn one_component_of_the_first_layer_is_no_faulty_step() {
    let report = spoiled(&NAMES, |g| g.0[[2, 1]] *= 1.5);
    sole(&report, grad_check::FindingKind::SingleComponent);
    let report = spoiled(&NAMES, |g| {
        g.0[[2, 1]] *= 1.5;
        g.0[[3, 0]] *= 0.7;
    });
    sole(&report, grad_check::FindingKind::Unexplained);
}

#[test]
fn all_layers_wrong_leave_no_step_to_blame() {
    let report = spoiled(&NAMES, |g| {
        by_rows(&mut g.0);
        by_rows(&mut g.2);
        by_rows(&mut g.4);
        for b in [&mut g.1, &mut g.3, &mut g.5] {
            b.iter_mut()
                .enumerate()
                .for_each(|(i, g)| *g *= 1.2 + 0.9 * i as f64);
        }
    });
    let found = kinds(&report);
    assert!(!found.contains(&WrongFromLayer), "{report}");
    assert!(!found.contains(&Mask), "{report}");
}

#[test]
fn a_faulty_step_is_found_beside_a_factor_that_explains_another_layer() {
    let report = twins(
        &NAMES,
        &point("layers", 0.3),
        |p| network(p, Tanh, Mistake::None),
        |p| {
            let (cost, mut g) = network(p, Tanh, Mistake::UnitsScaled(1));
            g.4 *= 2.0;
            (cost, g)
        },
    );
    let mut found = kinds(&report);
    found.sort_by_key(|kind| kind.name());
    let expected = [grad_check::FindingKind::ConstantFactor, WrongFromLayer];
    assert_eq!(found, expected, "{report}");
}

/// Two heads of one input: their distance from a normal distribution, as of a variational network.
fn two_heads((mu, spread): &(Array2<f64>, Array2<f64>)) -> (f64, (Array2<f64>, Array2<f64>)) {
    let x: Array2<f64> = drawn("x", (6, 4));
    let (m, s) = (x.dot(mu), x.dot(spread));
    let both = (&m * &s).mapv(f64::sin);
    let slope = (&m * &s).mapv(f64::cos);
    let cost = 0.5 * (&m * &m + s.mapv(f64::exp) - &s).sum() + both.sum();
    let of_m = &m + &(&slope * &s);
    let of_s = 0.5 * (s.mapv(f64::exp) - 1.0) + &slope * &m;
    (cost, (x.t().dot(&of_m), x.t().dot(&of_s)))
}

#[test]
fn a_layer_beside_is_not_said_to_be_behind() {
    let point = (drawn("mu", (4, 2)) * 0.5, drawn("spread", (4, 2)) * 0.5);
    let report = twins(&["w_mu", "w_spread"], &point, two_heads, |p| {
        let (cost, (mut mu, spread)) = two_heads(p);
        by_rows(&mut mu);
        mu.column_mut(1).mapv_inplace(|g| 1.7 * g);
        (cost, (mu, spread))
    });
    assert!(!kinds(&report).contains(&WrongFromLayer), "{report}");
}

/// A list of kernels with a bias, and the weights behind.
type Filters = (Vec<Array2<f64>>, Array1<f64>, Array1<f64>);

fn filters((kernels, bias, out): &Filters) -> (f64, Filters) {
    let x: [Array2<f64>; 2] = ["x", "y"].map(|name| drawn(name, (7, 3)));
    let z = x[0].dot(&kernels[0]) + x[1].dot(&kernels[1]) + bias;
    let a = z.mapv(f64::tanh);
    let e = a.dot(out) - 0.3;
    let rows = e.view().insert_axis(Axis(1));
    let dz = (&rows * out) * a.mapv(|a| 1.0 - a * a);
    let kernels = x.iter().map(|x| x.t().dot(&dz)).collect();
    let of_bias = dz.sum_axis(Axis(0));
    (0.5 * e.dot(&e), (kernels, of_bias, a.t().dot(&e)))
}

#[test]
fn a_right_bias_says_that_the_step_to_its_layer_is_right() {
    let point = (
        vec![drawn("k", (3, 2)), drawn("l", (3, 2))],
        drawn("bias", 2),
        drawn("out", 2),
    );
    let names = ["kernels", "bias", "out"];
    let report = twins(&names, &point, filters, |p| {
        let (cost, (mut kernels, bias, out)) = filters(p);
        for kernel in &mut kernels {
            by_rows(kernel);
            kernel.column_mut(1).mapv_inplace(|g| 1.7 * g);
        }
        (cost, (kernels, bias, out))
    });
    assert!(!kinds(&report).contains(&WrongFromLayer), "{report}");
}

/// Weights, the scale of a norm over the batch, and the weights behind; the norm's deviation may be held constant.
fn normed((w, gamma, out): &Normed, is_constant: bool) -> (f64, Normed) {
    let x: Array2<f64> = drawn("x", (7, 4));
    let z = x.dot(w);
    let mean = |a: &Array2<f64>| a.mean_axis(Axis(0)).expect("a batch");
    let c = &z - &mean(&z);
    let size = mean(&(&c * &c)).mapv(|v| (v + 1e-3).sqrt());
    let h = &c / &size;
    let a = (&h * gamma).mapv(f64::tanh);
    let e = a.dot(out) - 0.3;
    let rows = e.view().insert_axis(Axis(1));
    let du = (&rows * out) * a.mapv(|a| 1.0 - a * a);
    let dh = &du * gamma;
    let dz = if is_constant {
        &dh / &size
    } else {
        (&dh - &mean(&dh) - &h * &mean(&(&dh * &h))) / &size
    };
    let of_gamma = (&du * &h).sum_axis(Axis(0));
    (0.5 * e.dot(&e), (x.t().dot(&dz), of_gamma, a.t().dot(&e)))
}

type Normed = (Array2<f64>, Array1<f64>, Array1<f64>);

type Embedded = (Array2<f64>, Array2<f64>, Array1<f64>);

/// Rows of a table times a square matrix, times a vector; on the way back something else stands for the matrix.
fn embedded(
    (table, w, out): &Embedded,
    back: impl Fn(&Array2<f64>) -> Array2<f64>,
) -> (f64, Embedded) {
    let h = table.dot(w).mapv(f64::tanh);
    let e = h.dot(out) - 0.3;
    let rows = e.view().insert_axis(Axis(1));
    let dz = (&rows * out) * h.mapv(|h| 1.0 - h * h);
    let gradient = (dz.dot(&back(w)), table.t().dot(&dz), h.t().dot(&e));
    (0.5 * e.dot(&e), gradient)
}

#[test]
fn a_matrix_for_its_transpose_is_told_without_names_of_layers() {
    let point = (drawn("table", (5, 3)), drawn("w", (3, 3)), drawn("out", 3));
    let right = |p: &Embedded| embedded(p, |w| w.t().to_owned());
    let report = twins(&["table", "w", "out"], &point, right, |p| {
        embedded(p, Array2::clone)
    });
    let message = "right only where w is symmetric: w stands for its transpose or the mean of both";
    assert_eq!(sole(&report, WrongFromLayer).message(), message);
    // Another matrix that is symmetric where w is.
    let report = twins(&["table", "w", "out"], &point, right, |p| {
        embedded(p, |w| w.t().mapv(|w| 1.1 * w))
    });
    assert!(!kinds(&report).contains(&WrongFromLayer), "{report}");
}

#[test]
fn a_matrix_that_is_taken_for_symmetric_is_not_said_to_be_transposed_for_sure() {
    let form = |(x, w): &(Array1<f64>, Array2<f64>), is_right: bool| {
        let both = if is_right { w + &w.t() } else { 2.0 * w };
        let of_w = Array2::from_shape_fn((4, 4), |(i, j)| x[i] * x[j]);
        (x.dot(&w.dot(x)), (both.dot(x), of_w))
    };
    let point = (drawn("x", 4), drawn("w", (4, 4)));
    let report = twins(&["x", "w"], &point, |p| form(p, true), |p| form(p, false));
    let text = report.to_string();
    let first = text.lines().next().unwrap_or_default();
    assert!(
        first.ends_with("its transpose or the mean of both)"),
        "{first}"
    );
    let message = "right only where w is symmetric: w stands for its transpose or the mean of both";
    assert_eq!(sole(&report, WrongFromLayer).message(), message);
}

#[test]
fn statistics_of_a_norm_that_are_held_constant_are_seen_before_its_scale() {
    let gamma = drawn("gamma", 3).mapv(|g: f64| 1.2 + 0.3 * g);
    let point = (drawn("w", (4, 3)), gamma, drawn("out", 3));
    let names = ["w1", "gamma", "w2"];
    let report = twins(&names, &point, |p| normed(p, false), |p| normed(p, true));
    let finding = sole(&report, WrongFromLayer);
    holds(&finding.message(), "the backward step from gamma to w1");
    holds(
        &finding.message(),
        "the mean and deviation of a norm depend on its input",
    );
}
