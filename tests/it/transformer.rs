//! A transformer of two blocks (Vaswani et al. 2017, layers normalised before they are entered as in
//! Xiong et al. 2020): each layer returns its outputs and its backward pass, written by hand, and the
//! whole is their composition. Each mistake is made in either block.

use crate::real;

use grad_check::{GradCheck, Params, Rng, Sample, grad_check};
use ndarray::{Array1, Array2, Axis};
use real::assert_located;

const TOKENS: usize = 3;
const WIDTH: usize = 4;
const HIDDEN: usize = 4;
/// Keeps a layer norm away from a division by zero.
const SMALL: f64 = 1e-5;

/// A token a row.
type Matrix = Array2<f64>;

#[derive(Clone, Params)]
struct Transformer {
    blocks: Vec<Block>,
}

#[derive(Clone, Params)]
struct Block {
    attention: Attention,
    mlp: Mlp,
}

#[derive(Clone, Params)]
struct Attention {
    norm: Norm,
    query: Matrix,
    key: Matrix,
    value: Matrix,
    output: Matrix,
}

#[derive(Clone, Params)]
struct Mlp {
    norm: Norm,
    up: Dense,
    down: Dense,
}

#[derive(Clone, Params)]
struct Norm {
    gain: Array1<f64>,
    bias: Array1<f64>,
}

#[derive(Clone, Params)]
struct Dense {
    weight: Matrix,
    bias: Array1<f64>,
}

impl Sample for Transformer {
    fn sample(rng: &mut Rng) -> Self {
        let mut block = || {
            let mut matrix = |rows, columns| rng.randn::<f64, _>((rows, columns)) * 0.7;
            let (query, key) = (matrix(WIDTH, WIDTH), matrix(WIDTH, WIDTH));
            let (value, output) = (matrix(WIDTH, WIDTH), matrix(WIDTH, WIDTH));
            let (up, down) = (matrix(WIDTH, HIDDEN), matrix(HIDDEN, WIDTH));
            let mut norm = || Norm {
                gain: rng.randn::<f64, _>(WIDTH) * 0.2 + 1.0,
                bias: rng.randn(WIDTH),
            };
            let norms = (norm(), norm());
            let mut dense = |weight: Matrix| Dense {
                bias: rng.randn(weight.ncols()),
                weight,
            };
            Block {
                attention: Attention {
                    norm: norms.0,
                    query,
                    key,
                    value,
                    output,
                },
                mlp: Mlp {
                    norm: norms.1,
                    up: dense(up),
                    down: dense(down),
                },
            }
        };
        Self {
            blocks: vec![block(), block()],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    SoftmaxWithoutSubtraction,
    ScoresWithoutRoot,
    KeyAndQueryExchanged,
    ResidualDropped,
    NormWithoutMeans,
}

fn of_rows(x: &Matrix, f: impl Fn(f64) -> f64) -> Matrix {
    x.sum_axis(Axis(1)).mapv(f).insert_axis(Axis(1))
}

fn norm(
    p: &Norm,
    x: &Matrix,
    mistake: Option<Mistake>,
) -> (Matrix, impl Fn(&Matrix) -> (Norm, Matrix) + use<>) {
    let mean = |x: &Matrix| of_rows(x, |sum| sum / WIDTH as f64);
    let centred = x - &mean(x);
    let deviation = mean(&(&centred * &centred)).mapv(|variance| (variance + SMALL).sqrt());
    let normal = centred / &deviation;
    let outputs = &normal * &p.gain + &p.bias;
    let gain = p.gain.clone();
    let backward = move |u: &Matrix| {
        let d_normal = u * &gain;
        let d_x = match mistake {
            Some(Mistake::NormWithoutMeans) => d_normal / &deviation,
            _ => {
                (&d_normal - mean(&d_normal) - &normal * mean(&(&d_normal * &normal))) / &deviation
            }
        };
        let gradient = Norm {
            gain: (u * &normal).sum_axis(Axis(0)),
            bias: u.sum_axis(Axis(0)),
        };
        (gradient, d_x)
    };
    (outputs, backward)
}

fn softmax(scores: &Matrix) -> Matrix {
    let exponentials = scores.mapv(f64::exp);
    &exponentials / &of_rows(&exponentials, |sum| sum)
}

fn attention(
    p: &Attention,
    x: &Matrix,
    mistake: Option<Mistake>,
) -> (Matrix, impl Fn(&Matrix) -> (Attention, Matrix) + use<>) {
    let (inputs, norm_backward) = norm(&p.norm, x, None);
    let [q, k, v] = [&p.query, &p.key, &p.value].map(|w| inputs.dot(w));
    let root = (WIDTH as f64).sqrt();
    let weights = softmax(&(q.dot(&k.t()) / root));
    let mixed = weights.dot(&v);
    let outputs = x + &mixed.dot(&p.output);
    let p = p.clone();
    let backward = move |u: &Matrix| {
        let d_mixed = u.dot(&p.output.t());
        let d_v = weights.t().dot(&d_mixed);
        let d_weights = d_mixed.dot(&v.t());
        let d_scores = match mistake {
            Some(Mistake::SoftmaxWithoutSubtraction) => &weights * &d_weights,
            _ => &weights * (&d_weights - of_rows(&(&weights * &d_weights), |sum| sum)),
        };
        let d_scores = match mistake {
            Some(Mistake::ScoresWithoutRoot) => d_scores,
            _ => d_scores / root,
        };
        let (d_q, d_k) = (d_scores.dot(&k), d_scores.t().dot(&q));
        let d_inputs = d_q.dot(&p.query.t()) + d_k.dot(&p.key.t()) + d_v.dot(&p.value.t());
        let (norm, d_x) = norm_backward(&d_inputs);
        let [mut query, mut key, value] = [d_q, d_k, d_v].map(|d| inputs.t().dot(&d));
        if mistake == Some(Mistake::KeyAndQueryExchanged) {
            std::mem::swap(&mut query, &mut key);
        }
        let d_x = match mistake {
            Some(Mistake::ResidualDropped) => d_x,
            _ => d_x + u,
        };
        let output = mixed.t().dot(u);
        (
            Attention {
                norm,
                query,
                key,
                value,
                output,
            },
            d_x,
        )
    };
    (outputs, backward)
}

fn dense(p: &Dense, x: &Matrix) -> (Matrix, impl Fn(&Matrix) -> (Dense, Matrix) + use<>) {
    let outputs = x.dot(&p.weight) + &p.bias;
    let (weight, x) = (p.weight.clone(), x.clone());
    let backward = move |u: &Matrix| {
        let gradient = Dense {
            weight: x.t().dot(u),
            bias: u.sum_axis(Axis(0)),
        };
        (gradient, u.dot(&weight.t()))
    };
    (outputs, backward)
}

fn mlp(
    p: &Mlp,
    x: &Matrix,
    mistake: Option<Mistake>,
) -> (Matrix, impl Fn(&Matrix) -> (Mlp, Matrix) + use<>) {
    let (inputs, norm_backward) = norm(&p.norm, x, mistake);
    let (raised, up_backward) = dense(&p.up, &inputs);
    let active = raised.mapv(f64::tanh);
    let (lowered, down_backward) = dense(&p.down, &active);
    let backward = move |u: &Matrix| {
        let (down, d_active) = down_backward(u);
        let (up, d_inputs) = up_backward(&(d_active * active.mapv(|a| 1.0 - a * a)));
        let (norm, d_x) = norm_backward(&d_inputs);
        (Mlp { norm, up, down }, d_x + u)
    };
    (x + &lowered, backward)
}

/// The outputs for tokens x, and the backward pass, with a mistake in the block of this number, if any.
fn forward(
    p: &Transformer,
    x: &Matrix,
    mistake: Option<(usize, Mistake)>,
) -> (Matrix, impl Fn(&Matrix) -> (Transformer, Matrix) + use<>) {
    let mut x = x.clone();
    let mut layers = Vec::new();
    for (number, block) in p.blocks.iter().enumerate() {
        let mistake = mistake.and_then(|(at, mistake)| (at == number).then_some(mistake));
        let (attended, attention_backward) = attention(&block.attention, &x, mistake);
        let (outputs, mlp_backward) = mlp(&block.mlp, &attended, mistake);
        layers.push((attention_backward, mlp_backward));
        x = outputs;
    }
    let backward = move |u: &Matrix| {
        let mut u = u.clone();
        let mut blocks = Vec::new();
        for (attention_backward, mlp_backward) in layers.iter().rev() {
            let (mlp, d_attended) = mlp_backward(&u);
            let (attention, d_x) = attention_backward(&d_attended);
            blocks.insert(0, Block { attention, mlp });
            u = d_x;
        }
        (Transformer { blocks }, u)
    };
    (x, backward)
}

#[grad_check(pullback, seed = 3, at(x = randn((TOKENS, WIDTH))))]
fn transformer(p: &Transformer, x: &Matrix) -> (Matrix, impl Fn(&Matrix) -> (Transformer, Matrix)) {
    forward(p, x, None)
}

/// A mistake in the block of this number spoils these gradients and no others.
fn assert_spoils(number: usize, mistake: Mistake, expected: &[&str]) {
    let mut rng = Rng::new(4);
    let point: (Transformer, Matrix) = (Sample::sample(&mut rng), rng.randn((TOKENS, WIDTH)));
    let check = GradCheck::new("transformer").arguments(["p", "x"]);
    let report = check.run_pullback(&point, |(p, x)| forward(p, x, Some((number, mistake))));
    assert_located(&report, expected);
}

#[test]
fn a_softmax_derived_without_the_subtraction_spoils_what_makes_the_scores() {
    let expected = [
        "x",
        "p.blocks[0]",
        "p.blocks[1].attention.norm",
        "p.blocks[1].attention.query",
        "p.blocks[1].attention.key",
    ];
    assert_spoils(1, Mistake::SoftmaxWithoutSubtraction, &expected);
}

#[test]
fn scores_derived_without_the_root_spoil_what_makes_them() {
    let expected = [
        "x",
        "p.blocks[0].attention.norm",
        "p.blocks[0].attention.query",
        "p.blocks[0].attention.key",
    ];
    assert_spoils(0, Mistake::ScoresWithoutRoot, &expected);
}

#[test]
fn key_and_query_exchanged_are_located() {
    let expected = ["p.blocks[1].attention.query", "p.blocks[1].attention.key"];
    assert_spoils(1, Mistake::KeyAndQueryExchanged, &expected);
}

#[test]
fn a_residual_path_that_is_dropped_spoils_all_before_it() {
    assert_spoils(1, Mistake::ResidualDropped, &["x", "p.blocks[0]"]);
}

#[test]
fn a_norm_derived_without_its_means_spoils_all_before_it() {
    let expected = ["x", "p.blocks[0].attention"];
    assert_spoils(0, Mistake::NormWithoutMeans, &expected);
}
