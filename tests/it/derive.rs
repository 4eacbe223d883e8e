//! `#[derive(Params)]` on every shape of type: the paths that it gives, and checks that go by them.

#![allow(clippy::trivially_copy_pass_by_ref, clippy::unnecessary_wraps)]
// A module of `with` takes the field as it is.
#![allow(clippy::ref_option)]

use crate::told::holds;
use grad_check::{
    Flatten, Flattened, GradCheck, Params, Restore, Rng, Sample, Verdict, grad_check,
};
use ndarray::{Array1, Array2, ArrayView2, array};
use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

/// "path shape" of every block.
fn blocks<T: Flatten>(value: &T) -> Vec<String> {
    let flat = Flattened::of(value);
    let blocks = flat.blocks().iter();
    blocks
        .map(|b| format!("{} {}", b.path(), b.shape()))
        .collect()
}

/// Everything read is written back in the same order, and nothing else is touched.
fn assert_round_trip<T: Params + PartialEq + std::fmt::Debug>(value: &T) {
    let flat = Flattened::of(value);
    let doubled: Vec<f64> = flat.values().iter().map(|x| 2.0 * x + 1.0).collect();
    let mut moved = value.clone();
    let mut from = Restore::new(&doubled);
    moved.restore(&mut from);
    assert_eq!(from.remaining(), 0);
    assert_eq!(Flattened::of(&moved).values(), doubled);
    moved.restore(&mut Restore::new(flat.values()));
    assert_eq!(&moved, value);
}

#[derive(Debug, Clone, PartialEq, Params)]
struct Layer {
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

fn layer(outputs: usize, inputs: usize, rng: &mut Rng) -> Layer {
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

#[derive(Debug, Clone, PartialEq, Params)]
struct Pair(f64, #[params(rename = "second")] [f64; 2]);

#[derive(Debug, Clone, Copy, PartialEq, Params)]
struct Weight(f64);

#[derive(Debug, Clone, PartialEq, Params)]
struct Nothing;

#[test]
fn tuple_structs_have_positions_and_a_single_field_stands_for_the_whole() {
    let pair = Pair(1.0, [2.0, 3.0]);
    assert_eq!(blocks(&pair), ["0 scalar", "second 2"]);
    assert_round_trip(&pair);
    // A run of them is one block, as one of plain numbers is.
    assert_eq!(blocks(&vec![Weight(1.0), Weight(2.0)]), [" 2"]);
    assert_round_trip(&vec![Weight(1.0), Weight(2.0)]);
    assert!(blocks(&Nothing).is_empty());
    assert!(blocks(&((), PhantomData::<String>, Nothing)).is_empty());
}

#[derive(Debug, Clone, PartialEq, Params)]
enum Activation {
    Relu,
    Leaky(f64),
    Swish {
        beta: f64,
        offset: f64,
    },
    #[params(skip)]
    Named(String),
}

#[derive(Debug, Clone, PartialEq, Params)]
enum AnyLayer {
    Dense(Layer),
    Scale { by: f64, then: Activation },
}

/// The only variant there is, with the only field.
#[derive(Debug, Clone, PartialEq, Params)]
enum Single {
    Gain(f64),
}

#[derive(Debug, Clone, PartialEq, Params)]
enum Never {}

#[test]
fn an_enum_of_one_newtype_is_transparent_as_a_struct_is() {
    let gains = vec![Single::Gain(1.0), Single::Gain(2.0)];
    assert_eq!(blocks(&gains), [" 2"]);
    assert_round_trip(&gains);
    assert_round_trip(&Vec::<Never>::new());
}

#[test]
fn enums_have_the_fields_of_their_active_variant() {
    assert!(blocks(&Activation::Relu).is_empty());
    assert!(blocks(&Activation::Named("gelu".to_owned())).is_empty());
    assert_eq!(blocks(&Activation::Leaky(0.1)), [" scalar"]);
    let layers = vec![
        AnyLayer::Dense(layer(1, 2, &mut Rng::new(0))),
        AnyLayer::Scale {
            by: 2.0,
            then: Activation::Swish {
                beta: 1.0,
                offset: 0.5,
            },
        },
        AnyLayer::Scale {
            by: 0.3,
            then: Activation::Leaky(0.1),
        },
    ];
    assert_eq!(
        blocks(&layers),
        [
            "[0].weight 1×2",
            "[0].bias 1",
            "[1].by scalar",
            "[1].then.beta scalar",
            "[1].then.offset scalar",
            "[2].by scalar",
            "[2].then scalar"
        ]
    );
    assert_round_trip(&layers);
}

#[test]
fn a_mistake_in_a_variant_is_located_and_another_variant_is_no_gradient() {
    let point = AnyLayer::Scale {
        by: 2.0,
        then: Activation::Leaky(0.1),
    };
    let with = |gradient: fn(f64, f64) -> AnyLayer| {
        GradCheck::new("enum")
            .arguments(["layer"])
            .run(&point, move |layer: &AnyLayer| match layer {
                AnyLayer::Scale {
                    by,
                    then: Activation::Leaky(slope),
                } => (by * by * slope, gradient(*by, *slope)),
                _ => unreachable!(),
            })
    };
    with(|by, slope| AnyLayer::Scale {
        by: 2.0 * by * slope,
        then: Activation::Leaky(by * by),
    })
    .assert();
    let report = with(|by, slope| AnyLayer::Scale {
        by: 2.0 * by * slope,
        then: Activation::Leaky(by * slope),
    });
    assert_eq!(report.blocks()[1].path(), "then");
    assert_eq!(report.blocks()[1].verdict(), Verdict::Fail);
    let report = with(|by, slope| AnyLayer::Scale {
        by: 2.0 * by * slope,
        then: Activation::Relu,
    });
    holds(&report, "the gradient has no part for `then`");
}

#[derive(Debug, Clone, PartialEq, Params)]
struct Generic<F, T, const N: usize>
where
    F: Copy,
{
    table: [[F; N]; 2],
    nested: Option<Box<[F; 2]>>,
    of_type: PhantomData<T>,
}

#[derive(Debug, Clone, PartialEq, Params)]
struct Node<T> {
    value: T,
    next: Option<Box<Node<T>>>,
}

/// A tree whose labels are no parameters, and so need not be any.
#[derive(Debug, Clone, PartialEq, Params)]
struct Tree<T, L> {
    #[params(skip)]
    label: L,
    children: Vec<(T, Self)>,
}

/// Swaps its arguments at each level, so that both must be parameters.
#[derive(Debug, Clone, PartialEq, Params)]
struct Alternating<A, B> {
    first: A,
    second: B,
    next: Option<Box<Alternating<B, A>>>,
}

mod of_the_same_name {
    use super::*;

    mod inner {
        use super::*;

        #[derive(Debug, Clone, PartialEq, Params)]
        pub(super) struct Dense<F> {
            pub(super) weight: Array1<F>,
        }
    }

    #[derive(Debug, Clone, PartialEq, Params)]
    struct Dense<F> {
        base: inner::Dense<F>,
    }

    #[test]
    fn a_type_of_the_same_name_in_another_module_is_another_type() {
        let base = inner::Dense {
            weight: array![1.0, 2.0],
        };
        let dense = Dense { base };
        assert_eq!(blocks(&dense), ["base.weight 2"]);
        assert_round_trip(&dense);
    }
}

/// Two generic types that hold each other: one field goes by a module, which asks for nothing.
#[derive(Debug, Clone, PartialEq, Params)]
struct Sum<T> {
    constant: T,
    #[params(with = product)]
    product: Option<Box<Product<T>>>,
}

#[derive(Debug, Clone, PartialEq, Params)]
struct Product<T> {
    factor: T,
    sum: Sum<T>,
}

mod product {
    use super::*;

    pub(super) fn flatten<T: Flatten>(value: &Option<Box<Product<T>>>, into: &mut Flattened) {
        value.flatten(into);
    }

    pub(super) fn restore<T: Params>(value: &mut Option<Box<Product<T>>>, from: &mut Restore<'_>) {
        value.restore(from);
    }
}

#[test]
fn recursive_types_ask_of_their_parameters_no_more_than_they_use() {
    let leaf = Tree {
        label: "leaf",
        children: Vec::new(),
    };
    let tree = Tree {
        label: "root",
        children: vec![([1.0, 2.0], leaf)],
    };
    assert_eq!(blocks(&tree), ["children[0].0 2"]);
    assert_round_trip(&tree);

    let inner = Alternating {
        first: [2.0],
        second: 3.0,
        next: None,
    };
    let outer = Alternating {
        first: 1.0,
        second: [4.0],
        next: Some(Box::new(inner)),
    };
    assert_eq!(
        blocks(&outer),
        [
            "first scalar",
            "second 1",
            "next.first 1",
            "next.second scalar"
        ]
    );
    assert_round_trip(&outer);

    let innermost = Sum {
        constant: 3.0,
        product: None,
    };
    let sum = Sum {
        constant: 1.0,
        product: Some(Box::new(Product {
            factor: 2.0,
            sum: innermost,
        })),
    };
    assert_eq!(
        blocks(&sum),
        [
            "constant scalar",
            "product.factor scalar",
            "product.sum.constant scalar"
        ]
    );
    assert_round_trip(&sum);
}

#[test]
fn generic_and_recursive_types() {
    let generic = Generic::<f32, u8, 3> {
        table: [[1.0; 3]; 2],
        nested: Some(Box::new([4.0, 5.0])),
        of_type: PhantomData,
    };
    assert_eq!(blocks(&generic), ["table 2×3", "nested 2"]);
    assert_round_trip(&generic);
    let list = Node {
        value: [1.0, 2.0],
        next: Some(Box::new(Node {
            value: [3.0, 4.0],
            next: None,
        })),
    };
    assert_eq!(blocks(&list), ["value 2", "next.value 2"]);
    assert_round_trip(&list);
}

#[grad_check(at = Node { value: 0.3, next: None }, types(T = f64))]
fn a_generic_argument<T: Copy + Into<f64> + From<f64>>(node: &Node<T>) -> (f64, Node<T>) {
    let x: f64 = node.value.into();
    let gradient = Node {
        value: T::from(x.cos()),
        next: None,
    };
    (x.sin(), gradient)
}

#[derive(Debug, Clone, PartialEq, Params)]
struct Maps {
    sorted: BTreeMap<String, Layer>,
    hashed: HashMap<&'static str, f64>,
}

#[test]
fn maps_inside_of_structs_have_their_keys_in_the_path() {
    let maps = Maps {
        sorted: [("enc".to_owned(), layer(1, 1, &mut Rng::new(0)))].into(),
        hashed: [("b", 1.0), ("a", 2.0)].into(),
    };
    assert_eq!(
        blocks(&maps),
        [
            "sorted.enc.weight 1×1",
            "sorted.enc.bias 1",
            "hashed.a scalar",
            "hashed.b scalar"
        ]
    );
    assert_round_trip(&maps);
}

/// Stands for a type of another crate, which can't implement our traits.
#[derive(Debug, Clone, PartialEq)]
struct Angle {
    degrees: f64,
}

/// How an angle is read and written, in radians.
mod angle {
    use super::Angle;
    use grad_check::{Flattened, Restore};

    pub(crate) fn flatten(value: &Angle, into: &mut Flattened) {
        into.block(&[], [value.degrees.to_radians()]);
    }

    pub(crate) fn restore(value: &mut Angle, from: &mut Restore<'_>) {
        let mut radians = 0.0f64;
        from.number(&mut radians);
        value.degrees = radians.to_degrees();
    }
}

#[derive(Debug, Clone, Params)]
struct Arm {
    #[params(with = "angle", rename = "shoulder")]
    first: Angle,
    #[params(with = self::angle)]
    elbow: Angle,
    lengths: [f64; 2],
}

/// Where the hand is, sideways, and how that depends on angles in radians.
fn reach(arm: &Arm) -> (f64, (f64, f64, [f64; 2])) {
    let a = arm.first.degrees.to_radians();
    let b = a + arm.elbow.degrees.to_radians();
    let [l, m] = arm.lengths;
    let elbow = -m * b.sin();
    (
        l * a.cos() + m * b.cos(),
        (elbow - l * a.sin(), elbow, [a.cos(), b.cos()]),
    )
}

#[derive(Flatten)]
struct ArmGradient {
    shoulder: f64,
    elbow: f64,
    lengths: [f64; 2],
}

#[test]
fn foreign_types_join_through_a_module() {
    let arm = Arm {
        first: Angle { degrees: 30.0 },
        elbow: Angle { degrees: -75.0 },
        lengths: [0.4, 0.3],
    };
    assert_eq!(
        blocks(&arm),
        ["shoulder scalar", "elbow scalar", "lengths 2"]
    );
    let check = |factor: f64| {
        GradCheck::new("reach").run(&arm, |arm: &Arm| {
            let (cost, (shoulder, elbow, lengths)) = reach(arm);
            let elbow = factor * elbow;
            (
                cost,
                ArmGradient {
                    shoulder,
                    elbow,
                    lengths,
                },
            )
        })
    };
    check(1.0).assert();
    // As if the angle were in degrees.
    let report = check(1f64.to_radians());
    let wrong = report
        .blocks()
        .iter()
        .filter(|b| b.verdict() == Verdict::Fail);
    assert_eq!(
        wrong.map(grad_check::BlockReport::path).collect::<Vec<_>>(),
        ["elbow"]
    );
}

mod renamed {
    use grad_check as checker;

    #[derive(Clone, checker::Params)]
    #[params(crate = checker)]
    struct Scale {
        r#type: f64,
    }

    #[test]
    fn another_name_of_the_crate_and_a_raw_field() {
        let flat = checker::Flattened::of(&Scale { r#type: 1.0 });
        assert_eq!(flat.blocks()[0].path().to_string(), "type");
    }
}

mod names_of_the_users_own {
    use super::{assert_round_trip, blocks};
    use grad_check as checker;

    // What the derive needs, it doesn't find by these names.
    #[derive(Debug, Clone, PartialEq, checker::Params)]
    struct Params {
        into: f64,
        from: f64,
        part0: f64,
        #[cfg(any())]
        gone: Vec,
        #[cfg_attr(all(), params(rename = "seen"))]
        hidden: f64,
    }

    #[derive(Debug, Clone, PartialEq, checker::Params)]
    enum Option {
        #[cfg(any())]
        Gone(Vec),
        Some(Params),
    }

    macro_rules! layer {
        ($name:ident { $($field:ident: $ty:ty),* }) => {
            #[derive(Debug, Clone, PartialEq, checker::Params)]
            struct $name<T> {
                $($field: $ty,)*
                #[params(rename = "bias")]
                part0: T,
            }
        };
    }
    layer!(Made { into: T, hidden: std::option::Option<Params> });

    #[test]
    fn do_not_get_in_the_way() {
        let params = Params {
            into: 1.0,
            from: 2.0,
            part0: 3.0,
            hidden: 4.0,
        };
        let paths = ["into scalar", "from scalar", "part0 scalar", "seen scalar"];
        assert_eq!(blocks(&params), paths);
        assert_eq!(blocks(&Option::Some(params.clone())), paths);
        let made = Made {
            into: [5.0],
            hidden: Some(params),
            part0: [6.0],
        };
        let made_paths = ["into 1", "hidden.into scalar", "hidden.from scalar"];
        assert_eq!(blocks(&made)[..3], made_paths);
        assert_eq!(blocks(&made).last().unwrap(), "bias 1");
        assert_round_trip(&made);
    }
}
