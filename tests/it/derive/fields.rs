//! Fields of maps, of foreign types, and under other names.

use super::structs::{Layer, layer};
use super::{assert_round_trip, blocks};
use grad_check::{Flatten, GradCheck, Params, Rng, Verdict};
use std::collections::{BTreeMap, HashMap};

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
