//! Tuple structs and enums: the fields of the active variant.

use super::structs::{Layer, layer};
use super::{assert_round_trip, blocks};
use crate::told::holds;
use grad_check::{GradCheck, Params, Rng, Verdict};
use std::marker::PhantomData;

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
