//! Structs, in part or as a whole: the paths of their fields.

use super::{assert_round_trip, blocks};
use grad_check::{Flatten, GradCheck, Params, Rng, Sample, Verdict, grad_check};
use ndarray::{Array1, Array2, ArrayView2, array};

#[derive(Debug, Clone, PartialEq, Params)]
pub(super) struct Layer {
    weight: Array2<f64>,
    bias: Array1<f64>,
    #[params(skip)]
    name: &'static str,
}

#[derive(Debug, Clone, PartialEq, Params)]
struct Mlp {
    layers: Vec<Layer>,
    temperature: f64,
}

pub(super) fn layer(outputs: usize, inputs: usize, rng: &mut Rng) -> Layer {
    Layer {
        weight: rng.randn((outputs, inputs)),
        bias: rng.randn(outputs),
        name: "dense",
    }
}

impl Sample for Mlp {
    fn sample(rng: &mut Rng) -> Self {
        Self {
            layers: vec![layer(3, 2, rng), layer(2, 3, rng)],
            temperature: 1.3,
        }
    }
}

impl Mlp {
    fn sample() -> Self {
        <Self as Sample>::sample(&mut Rng::new(0))
    }
}

/// A cost over all layers, and its gradient: tanh layers, half the squared output over a temperature.
fn network(p: &Mlp) -> (f64, Mlp) {
    let mut inputs = vec![array![0.7, -1.2]];
    for layer in &p.layers {
        let z = layer.weight.dot(inputs.last().unwrap()) + &layer.bias;
        inputs.push(z.mapv(f64::tanh));
    }
    let out = inputs.pop().unwrap();
    let half = out.dot(&out) / 2.0;
    let mut gradient = p.clone();
    gradient.temperature = -half / (p.temperature * p.temperature);
    let mut slopes = &out.mapv(|y| 1.0 - y * y) * &out / p.temperature;
    for (i, layer) in p.layers.iter().enumerate().rev() {
        let input = &inputs[i];
        gradient.layers[i].weight =
            Array2::from_shape_fn(layer.weight.dim(), |(r, c)| slopes[r] * input[c]);
        gradient.layers[i].bias.clone_from(&slopes);
        slopes = layer.weight.t().dot(&slopes) * input.mapv(|y| 1.0 - y * y);
    }
    (half / p.temperature, gradient)
}

#[grad_check(eps = 1e-6)]
fn all_layers(p: &Mlp) -> (f64, Mlp) {
    network(p)
}

#[grad_check(at = Mlp::sample(), only = ["layers[1]", "temperature"])]
fn one_layer_on_its_own(p: &Mlp) -> (f64, Mlp) {
    let (cost, mut gradient) = network(p);
    gradient.layers[0].weight.fill(0.0); // held fixed, and so not compared
    (cost, gradient)
}

#[grad_check(at = Mlp::sample(), only = ["layers[*].bias"])]
#[should_panic(expected = "layers[0].bias is wrong (analytic = 0.5000 × numeric)")]
fn the_biases_of_all_layers(p: &Mlp) -> (f64, Mlp) {
    let (cost, mut gradient) = network(p);
    gradient.layers[0].weight.fill(0.0);
    gradient.layers[0].bias *= 0.5;
    (cost, gradient)
}

#[grad_check(at = Mlp::sample(), only = ["layers[2]"])]
#[should_panic(expected = "`only` names `layers[2]`, which is no parameter")]
fn a_layer_that_is_not_there(p: &Mlp) -> (f64, Mlp) {
    network(p)
}

#[grad_check(at = Mlp::sample())]
#[should_panic(
    expected = "layers[1].weight is wrong (only layers[1].weight[1, 0] of 6 components)"
)]
fn a_single_entry(p: &Mlp) -> (f64, Mlp) {
    let (cost, mut gradient) = network(p);
    gradient.layers[1].weight[[1, 0]] *= -1.0;
    (cost, gradient)
}

/// A gradient of another type, with the same paths, which borrows.
#[derive(Flatten)]
struct Gradients<'a> {
    layers: Vec<LayerGradient<'a>>,
    temperature: &'a f64,
}

#[derive(Flatten)]
struct LayerGradient<'a> {
    weight: ArrayView2<'a, f64>,
    #[params(rename = "dbias")]
    db: &'a [f64],
}

#[test]
fn a_gradient_may_be_of_another_type_with_the_same_paths() {
    let check = |factor: f64| {
        GradCheck::new("network").run(&Mlp::sample(), |p: &Mlp| {
            let (cost, mut gradient) = network(p);
            gradient.layers[1].bias *= factor;
            let layers = gradient.layers.iter().map(|layer| LayerGradient {
                weight: layer.weight.view(),
                db: layer.bias.as_slice().unwrap(),
            });
            let gradients = Gradients {
                layers: layers.collect(),
                temperature: &gradient.temperature,
            };
            grad_check::Outcome::answer((cost, gradients))
        })
    };
    check(1.0).assert();
    let report = check(2.0);
    let wrong = report
        .blocks()
        .iter()
        .filter(|b| b.verdict() == Verdict::Fail);
    assert_eq!(
        wrong.map(grad_check::BlockReport::path).collect::<Vec<_>>(),
        ["layers[1].bias"]
    );
}

#[test]
fn structs_have_their_fields_as_paths() {
    let mlp = Mlp::sample();
    assert_eq!(
        blocks(&mlp),
        [
            "layers[0].weight 3×2",
            "layers[0].bias 3",
            "layers[1].weight 2×3",
            "layers[1].bias 2",
            "temperature scalar"
        ]
    );
    assert_round_trip(&mlp);
}

/// A backward pass that returns a tuple for each layer, in the order of the layer's fields.
mod tuples_for_structs {
    use super::*;

    #[derive(Clone, Params)]
    struct Line {
        w: [f64; 2],
        b: f64,
    }

    fn lines() -> Vec<Line> {
        let line = |b: f64| Line { w: [0.3, -b], b };
        vec![line(0.2), line(1.4)]
    }

    fn product(lines: &[Line]) -> f64 {
        lines.iter().map(|l| l.w[0] * l.w[1] * l.b).product()
    }

    #[grad_check(at = lines())]
    fn in_order(lines: &[Line]) -> (f64, Vec<([f64; 2], f64)>) {
        let all = product(lines);
        let of = |l: &Line| ([all / l.w[0], all / l.w[1]], all / l.b);
        (all, lines.iter().map(of).collect())
    }

    #[grad_check(at = lines())]
    #[should_panic(expected = "the gradient has no part for")]
    fn turned(lines: &[Line]) -> (f64, Vec<(f64, [f64; 2])>) {
        let (all, gradient) = in_order(lines);
        (all, gradient.into_iter().map(|(w, b)| (b, w)).collect())
    }
}
