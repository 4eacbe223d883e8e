//! Checks of derived parameters, end to end: for each shape of type a right gradient, and a twin with a
//! mistake that is located at the path where it is.

use grad_check::{Flatten, Params, grad_check};
use std::collections::BTreeMap;

mod tuple_structs {
    use super::*;

    #[derive(Clone, Params)]
    struct Line(f64, #[params(rename = "ends")] [f64; 2]);

    fn length(line: &Line, factor: f64) -> (f64, Line) {
        let Line(scale, [a, b]) = line;
        let apart = a - b;
        let gradient = Line(
            apart * apart,
            [2.0 * scale * apart, -factor * scale * apart],
        );
        (scale * apart * apart, gradient)
    }

    #[grad_check(at = Line(1.5, [0.3, -0.4]))]
    fn right(line: &Line) -> (f64, Line) {
        length(line, 2.0)
    }

    #[grad_check(at = Line(1.5, [0.3, -0.4]), only = ["ends"])]
    #[should_panic(expected = "ends is wrong (only ends[1] of 2 components)")]
    fn factor_missing(line: &Line) -> (f64, Line) {
        length(line, 1.0)
    }

    #[derive(Clone, Copy, Params)]
    struct Weight(f32);

    #[grad_check(at = [0.5, -1.0, 2.0].map(Weight).to_vec())]
    fn newtypes(weights: &[Weight]) -> (f32, Vec<Weight>) {
        let cost = weights.iter().map(|Weight(w)| w * w).sum();
        (
            cost,
            weights.iter().map(|Weight(w)| Weight(2.0 * w)).collect(),
        )
    }

    #[grad_check(at = [0.5, -1.0, 2.0].map(Weight).to_vec())]
    #[should_panic(expected = "weights is wrong (analytic = 0.5000 × numeric in all 3 components)")]
    fn newtypes_halved(weights: &[Weight]) -> (f32, Vec<Weight>) {
        (newtypes(weights).0, weights.to_vec())
    }
}

mod enums {
    use super::*;

    /// A layer with one input and one output.
    #[derive(Clone, Params)]
    enum Layer {
        Dense { weight: f64, bias: f64 },
        Leaky(f64),
        Negate,
    }

    impl Layer {
        fn forward(&self, x: f64) -> f64 {
            match self {
                Self::Dense { weight, bias } => weight * x + bias,
                Self::Leaky(slope) if x < 0.0 => slope * x,
                Self::Leaky(_) => x,
                Self::Negate => -x,
            }
        }

        /// The gradient, and what goes on to the input.
        fn backward(&self, x: f64, dy: f64) -> (Self, f64) {
            match self {
                Self::Dense { weight, .. } => {
                    let gradient = Self::Dense {
                        weight: x * dy,
                        bias: dy,
                    };
                    (gradient, weight * dy)
                }
                Self::Leaky(slope) if x < 0.0 => (Self::Leaky(x * dy), slope * dy),
                Self::Leaky(_) => (Self::Leaky(0.0), dy),
                Self::Negate => (Self::Negate, -dy),
            }
        }
    }

    fn layers() -> Vec<Layer> {
        let dense = |weight, bias| Layer::Dense { weight, bias };
        vec![
            dense(0.7, 0.2),
            Layer::Negate,
            Layer::Leaky(0.3),
            dense(-1.1, 0.5),
        ]
    }

    fn network(layers: &[Layer]) -> (f64, Vec<Layer>) {
        let mut inputs = vec![0.9];
        for layer in layers {
            inputs.push(layer.forward(inputs[inputs.len() - 1]));
        }
        let mut slope = inputs[layers.len()];
        let mut gradient = Vec::new();
        for (layer, &x) in layers.iter().zip(&inputs).rev() {
            let (of_layer, onward) = layer.backward(x, slope);
            gradient.insert(0, of_layer);
            slope = onward;
        }
        (inputs[layers.len()].powi(2) / 2.0, gradient)
    }

    #[grad_check(at = layers())]
    fn right(layers: &[Layer]) -> (f64, Vec<Layer>) {
        network(layers)
    }

    #[grad_check(at = layers())]
    #[should_panic(expected = "layers[2] is wrong (analytic = −numeric)")]
    fn sign_of_a_tuple_variant(layers: &[Layer]) -> (f64, Vec<Layer>) {
        let (cost, mut gradient) = network(layers);
        if let Layer::Leaky(slope) = &mut gradient[2] {
            *slope = -*slope;
        }
        (cost, gradient)
    }

    #[grad_check(at = layers(), only = ["layers[*].bias"])]
    #[should_panic(expected = "layers[3].bias is wrong (analytic = 2.000 × numeric)")]
    fn bias_of_a_named_variant(layers: &[Layer]) -> (f64, Vec<Layer>) {
        let (cost, mut gradient) = network(layers);
        if let Layer::Dense { bias, .. } = &mut gradient[3] {
            *bias *= 2.0;
        }
        (cost, gradient)
    }
}

mod maps {
    use super::*;

    #[derive(Clone, Params)]
    struct Model {
        heads: BTreeMap<String, [f64; 2]>,
        scale: f64,
    }

    fn model() -> Model {
        let heads = [("left", [0.5, 1.0]), ("right", [-0.3, 0.8])];
        Model {
            heads: heads.map(|(name, w)| (name.to_owned(), w)).into(),
            scale: 1.5,
        }
    }

    fn products(model: &Model) -> (f64, Model) {
        let products = model.heads.values().map(|[a, b]| a * b);
        let sum: f64 = products.sum();
        let mut gradient = model.clone();
        for [a, b] in gradient.heads.values_mut() {
            (*a, *b) = (model.scale * *b, model.scale * *a);
        }
        gradient.scale = sum;
        (model.scale * sum, gradient)
    }

    #[grad_check(at = model())]
    fn right(model: &Model) -> (f64, Model) {
        products(model)
    }

    #[grad_check(at = model(), only = ["heads.right"])]
    #[should_panic(expected = "heads.right is wrong")]
    fn entries_exchanged(model: &Model) -> (f64, Model) {
        let (cost, mut gradient) = products(model);
        if let Some(head) = gradient.heads.get_mut("right") {
            head.reverse();
        }
        (cost, gradient)
    }
}

mod generics {
    use super::*;
    use std::ops::{Add, Mul};

    trait Number: Copy + Add<Output = Self> + Mul<Output = Self> {}
    impl Number for f64 {}

    #[derive(Clone, Params)]
    struct Layer<F, const N: usize> {
        weights: [F; N],
        bias: F,
    }

    fn layer() -> Layer<f64, 2> {
        Layer {
            weights: [0.5, -1.5],
            bias: 0.25,
        }
    }

    #[grad_check(at = layer(), types(F = f64))]
    fn right<F: Number>(layer: &Layer<F, 2>) -> (F, Layer<F, 2>) {
        let ([a, b], bias) = (layer.weights, layer.bias);
        let gradient = Layer {
            weights: [b * bias, a * bias],
            bias: a * b,
        };
        (a * b * bias, gradient)
    }

    #[grad_check(at = layer(), types(F = f64))]
    #[should_panic(expected = "bias is wrong (analytic = 2.000 × numeric)")]
    fn doubled<F: Number>(layer: &Layer<F, 2>) -> (F, Layer<F, 2>) {
        let (cost, mut gradient) = right(layer);
        gradient.bias = gradient.bias + gradient.bias;
        (cost, gradient)
    }
}

mod recursive_types {
    use super::*;

    #[derive(Clone, Params)]
    struct Tree<T> {
        value: T,
        children: Vec<Self>,
    }

    fn tree() -> Tree<f64> {
        let leaf = |value| Tree {
            value,
            children: Vec::new(),
        };
        let branch = Tree {
            value: 0.7,
            children: vec![leaf(-0.4), leaf(1.2)],
        };
        Tree {
            value: 1.1,
            children: vec![leaf(0.6), branch],
        }
    }

    /// The sum over all nodes of their squares' halves, and its gradient.
    fn squares(tree: &Tree<f64>) -> (f64, Tree<f64>) {
        let below = tree.children.iter().map(squares);
        let (costs, children): (Vec<f64>, Vec<_>) = below.unzip();
        let gradient = Tree {
            value: tree.value,
            children,
        };
        (
            tree.value.powi(2) / 2.0 + costs.iter().sum::<f64>(),
            gradient,
        )
    }

    #[grad_check(at = tree())]
    fn right(tree: &Tree<f64>) -> (f64, Tree<f64>) {
        squares(tree)
    }

    #[grad_check(at = tree())]
    #[should_panic(expected = "children[1].children[0].value is wrong")]
    fn a_leaf_is_dropped(tree: &Tree<f64>) -> (f64, Tree<f64>) {
        let (cost, mut gradient) = squares(tree);
        gradient.children[1].children[0].value = 0.0;
        (cost, gradient)
    }
}

mod attributes {
    use super::*;

    #[derive(Clone, Params)]
    struct Layer {
        #[params(rename = "W1")]
        weight: [f64; 2],
        #[params(skip)]
        inputs: Vec<f64>,
    }

    /// The course's names for gradients, in a type that is read only.
    #[derive(Flatten)]
    #[allow(non_snake_case)]
    struct Gradients<'a> {
        dW1: &'a [f64],
    }

    fn layer() -> Layer {
        Layer {
            weight: [0.4, -0.9],
            inputs: vec![1.5, 2.5],
        }
    }

    fn half_square(layer: &Layer) -> (f64, Vec<f64>) {
        let ([a, b], inputs) = (layer.weight, layer.inputs.as_slice());
        let output = a * inputs[0] + b * inputs[1];
        let gradient = inputs.iter().map(|x| output * x).collect();
        (output * output / 2.0, gradient)
    }

    #[test]
    fn a_skipped_field_is_the_same_at_every_evaluation() {
        let report = grad_check::GradCheck::new("layer").run(&layer(), |layer: &Layer| {
            assert_eq!(layer.inputs, [1.5, 2.5]);
            let (cost, gradient) = half_square(layer);
            grad_check::Outcome::answer((cost, Gradients { dW1: &gradient }))
        });
        report.assert();
        assert_eq!(report.blocks().len(), 1);
    }

    #[grad_check(at = layer(), only = ["W1"])]
    #[should_panic(expected = "W1 is wrong (only W1[0] of 2 components)")]
    fn a_mistake_has_the_new_name(layer: &Layer) -> (f64, Layer) {
        let (cost, gradient) = half_square(layer);
        let weight = [0.0, gradient[1]];
        (
            cost,
            Layer {
                weight,
                inputs: Vec::new(),
            },
        )
    }
}

mod of_one_parameter {
    use super::*;

    #[derive(Clone, Params)]
    struct State {
        temperature: f64,
        #[params(skip)]
        substance: &'static str,
    }

    #[derive(Clone, Params)]
    struct Weights {
        w: Vec<f64>,
    }

    fn state() -> State {
        State {
            temperature: 350.0,
            substance: "N2",
        }
    }

    fn pressure(state: &State, factor: f64) -> (f64, f64) {
        assert_eq!(state.substance, "N2");
        let below = 233.4 + state.temperature;
        let pressure = (8.07 - 1730.0 / below).exp();
        (pressure, factor * pressure * 1730.0 / below.powi(2))
    }

    #[grad_check(at = state())]
    fn a_bare_gradient(state: &State) -> (f64, f64) {
        pressure(state, 1.0)
    }

    #[should_panic(expected = "temperature is wrong (analytic = 2.000 × numeric)")]
    #[grad_check(at = state())]
    fn a_bare_gradient_with_a_factor(state: &State) -> (f64, f64) {
        pressure(state, 2.0)
    }

    #[grad_check(at(s = state(), w = Weights { w: vec![0.2, 0.3] }))]
    fn beside_another(s: &State, w: &Weights) -> (f64, f64, Vec<f64>) {
        let (cost, slope) = pressure(s, 1.0);
        let square = w.w.iter().map(|w| w * w).sum::<f64>();
        let gradient = w.w.iter().map(|w| 2.0 * w * cost).collect();
        (cost * square, slope * square, gradient)
    }

    #[should_panic(expected = "w is wrong")]
    #[grad_check(at = Weights { w: vec![0.2, 0.3] })]
    fn of_several_numbers(w: &Weights) -> (f64, [f64; 2]) {
        (w.w.iter().map(|w| w * w).sum(), [0.4, 0.3])
    }
}
