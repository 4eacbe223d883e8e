//! What fits at the test point alone is not stated: decoys that look like a cause, and aren't.

use super::{check, drawn, kinds, sole, twins};
use crate::told::holds;
use grad_check::FindingKind::{
    AdditiveConstant, BiasRegularised, ConstantFactor, L1Missing, L2Factor, L2Missing, OtherFrame,
    Permuted, Precision, Radial, SingleComponent, Unexplained,
};
use grad_check::{FindingKind, GradCheck, Report, Rng};
use ndarray::{Array1, Array2};

const PENALTIES: [FindingKind; 5] = [
    L2Missing,
    L2Factor,
    L1Missing,
    BiasRegularised,
    ConstantFactor,
];

#[track_caller]
fn none_of(report: &Report, decoys: &[FindingKind]) {
    let stated = kinds(report);
    assert!(!stated.iter().any(|k| decoys.contains(k)), "{report}");
}

fn length(x: &Array1<f64>) -> f64 {
    x.dot(x).sqrt()
}

#[test]
fn a_mend_that_is_stated_was_made_at_three_points() {
    let report = check(&["x"], &drawn("x", 5), |x| {
        let (cost, gradient) = super::soft_maximum(x);
        (cost, -gradient)
    });
    assert_eq!(report.findings()[0].points_tried(), Some(3));
    let printed = report
        .to_string()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(printed.contains("makes the check pass (tried: passes here and at 2 other points)"));
}

#[test]
fn where_the_function_fails_elsewhere_the_mend_is_of_the_test_point() {
    let point = drawn("x", 5);
    let home = point.clone();
    let report = GradCheck::new("f")
        .arguments(["x"])
        .run(&point, |x: &Array1<f64>| {
            if (x - &home).iter().any(|apart| apart.abs() > 0.07) {
                return Err("outside of the domain");
            }
            let (cost, gradient) = super::soft_maximum(x);
            Ok((cost, -gradient))
        });
    let finding = sole(&report, FindingKind::SignFlipped);
    assert!(
        finding.points_tried().is_none_or(|points| points < 3),
        "{report}"
    );
}

/// The gradient of f(|x|) is along x, as that of a penalty is.
#[test]
fn a_radial_function_is_no_penalty() {
    type Function = fn(f64) -> (f64, f64);
    let wrong: [(Function, Function); 3] = [
        (
            |r| (-1.0 / r, 1.0 / r.powi(3)),
            |r| (-1.0 / r, 1.0 / r.powi(2)),
        ),
        (|r| (0.7 * r, 0.7 / r), |r| (0.7 * r, 0.7)),
        (|r| (r.ln(), 1.0 / (r * r)), |r| (r.ln(), 1.0 / r)),
    ];
    for (right, wrong) in wrong {
        let of = |f: Function| {
            move |x: &Array1<f64>| {
                let (cost, slope) = f(length(x));
                (cost, slope * x)
            }
        };
        let report = twins(&["x"], &drawn("x", 4), of(right), of(wrong));
        let finding = sole(&report, Radial);
        holds(&finding.evidence(), "at 3 points");
        none_of(&report, &PENALTIES);
    }
}

#[test]
fn a_projection_that_is_left_out_is_no_penalty() {
    let d = drawn("d", 4);
    let function = |share: f64| {
        let d = d.clone();
        move |v: &Array1<f64>| {
            let (r, along) = (length(v), d.dot(v));
            (along / r, &d / r - share * along / r.powi(3) * v)
        }
    };
    let report = twins(&["v"], &drawn("v", 4), function(1.0), function(0.0));
    sole(&report, Radial);
    // A penalty beside it is one.
    let with_penalty = |k: f64| {
        let function = function(1.0);
        move |v: &Array1<f64>| {
            let (cost, gradient) = function(v);
            (cost + 0.2 * v.dot(v), gradient + k * v)
        }
    };
    let report = twins(&["v"], &drawn("v", 4), with_penalty(0.4), with_penalty(0.0));
    assert!(kinds(&report).contains(&L2Missing), "{report}");
}

#[test]
fn the_second_term_of_a_norm_is_no_penalty() {
    let (w, t) = (drawn("w", 5), drawn("t", 5));
    let function = |share: f64| {
        let (w, t) = (w.clone(), t.clone());
        move |x: &Array1<f64>| {
            let r = (x.dot(x) / 5.0).sqrt();
            let e = &w * x / r - &t;
            let own = &w * &e / r;
            let back = own.dot(x) / (5.0 * r * r);
            (0.5 * e.dot(&e), own - share * back * x)
        }
    };
    let report = twins(&["x"], &drawn("x", 5), function(1.0), function(0.0));
    none_of(&report, &PENALTIES);
    sole(&report, Radial);
}

#[test]
fn rows_whose_lengths_are_held_constant_are_no_penalty() {
    let t: Array2<f64> = drawn("t", (4, 3));
    let function = |share: f64, decay: f64| {
        let t = t.clone();
        move |x: &Array2<f64>| {
            let (mut cost, mut g) = (0.1 * (x * x).sum(), 0.2 * decay * x);
            for (i, row) in x.rows().into_iter().enumerate() {
                let u = &row / row.dot(&row).sqrt();
                let e = &u - &t.row(i);
                cost += e.dot(&e) / 2.0;
                let across = &e - share * e.dot(&u) * &u;
                g.row_mut(i).scaled_add(1.0 / row.dot(&row).sqrt(), &across);
            }
            (cost, g)
        }
    };
    let at = drawn("x", (4, 3));
    let report = twins(&["x"], &at, function(1.0, 1.0), function(0.0, 1.0));
    holds(&sole(&report, Radial).message(), "of its row");
    // A penalty is off along each row as well, and by one factor.
    let report = twins(&["x"], &at, function(1.0, 1.0), function(1.0, 0.0));
    assert_eq!(kinds(&report), [L2Missing], "{report}");
}

#[test]
fn a_factor_of_two_components_by_chance_is_none() {
    // At (1, 1) both are off by the same, and nowhere else.
    let function = |wrong: bool| {
        move |x: &[f64; 2]| {
            let cost = x[0].powi(4) + 2.0 * x[1].powi(4);
            let powers = if wrong {
                x.map(|x| x * x)
            } else {
                x.map(|x| x.powi(3))
            };
            (cost + x[0], [4.0 * powers[0] + 1.0, 8.0 * powers[1]])
        }
    };
    let report = check(&["x"], &[1.3, 0.8], function(true));
    none_of(&report, &[ConstantFactor]);
    let shifted = |slip: f64| {
        move |x: &[f64; 3]| {
            let cost = x.iter().map(|x| x.sin()).sum::<f64>();
            (cost, x.map(|x| (1.0 + slip * x.abs()) * x.cos()))
        }
    };
    let report = twins(&["x"], &[0.5, -0.5, 0.5], shifted(0.0), shifted(1.0));
    none_of(&report, &[ConstantFactor]);
}

#[test]
fn an_approximated_cost_and_a_small_entry_are_not_taken_for_f32() {
    // The five-term polynomial of the handbooks.
    let density = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let below = |x: f64| {
        let k = 1.0 / (1.0 + 0.231_641_9 * x.abs());
        let terms = [
            0.319_381_530,
            -0.356_563_782,
            1.781_477_937,
            -1.821_255_978,
            1.330_274_429,
        ];
        let tail = density(x) * terms.iter().rev().fold(0.0, |sum, t| k * (t + sum));
        if x > 0.0 { 1.0 - tail } else { tail }
    };
    let report = GradCheck::new("f").run(&[0.4, -0.9, 1.3], |x| {
        (x.iter().map(|x| below(*x)).sum::<f64>(), x.map(density))
    });
    none_of(&report, &[Precision]);
    for entry in [0.0, -3.0, -77.0] {
        let scales = |x: &[f64; 2]| (5e6 * x[0] * x[0] + 3.0 * x[1], [1e7 * x[0], entry]);
        let report = GradCheck::new("f").tol(1e-9).run(&[1.0, 0.5], scales);
        sole(&report, SingleComponent);
    }
    let row = |x: &[f64; 2]| ([x[0] + 8.27e-9 * x[1].sin()], [[1.0, 0.0]]);
    let report = GradCheck::new("f")
        .tol(1e-10)
        .run_jacobian(&[0.4, 0.7], row);
    none_of(&report, &[Precision]);
}

/// Of 24 components that are measured of 600, any pattern has to hold all over the lines that it names.
#[test]
fn no_pattern_is_read_off_a_few_components_of_many() {
    let layer = |seed: u64, times: f32| {
        let drawn = |name: &str, shape| -> Array2<f32> { Rng::new(seed).stream(name).randn(shape) };
        let (x, y) = (drawn("x", (12, 30)), drawn("y", (12, 20)));
        let (w, other) = (drawn("w", (30, 20)), drawn("other", (30, 20)));
        let check = GradCheck::new("layer").arguments(["w"]);
        let norm = |a: &Array2<f32>| a.mapv(|a| a * a).sum().sqrt();
        let scale = times * norm(&x.t().dot(&(x.dot(&w) - &y))) / norm(&other);
        check.run(&w, |w: &Array2<f32>| {
            let e = x.dot(w) - &y;
            (e.mapv(|e| e * e).sum() / 2.0, &other * scale)
        })
    };
    for seed in [0, 1, 2, 3, 4, 5, 38] {
        for times in [0.1, 3.0, 50.0, 300.0] {
            let report = layer(seed, times);
            let found = kinds(&report);
            assert!(found.iter().all(|k| *k == Unexplained), "{seed}: {report}");
        }
    }
    for seed in 0..6 {
        let drawn = |name: &str| -> Array2<f64> { Rng::new(seed).stream(name).randn((30, 20)) };
        let (x, a, b) = (drawn("x"), drawn("a"), drawn("b"));
        let report = GradCheck::new("columns")
            .arguments(["x"])
            .run(&x, |x: &Array2<f64>| {
                let mut gradient = 2.0 * x * &a;
                for column in [0, 19] {
                    let off = 0.2 * &b.column(column);
                    let mut own = gradient.column_mut(column);
                    own += &off;
                }
                ((x * x * &a).sum(), gradient)
            });
        let words = report.findings()[0].message();
        assert!(
            words.contains("column") && !words.contains("factor"),
            "{report}"
        );
    }
}

#[test]
fn a_rotations_gradient_with_its_numbers_moved_is_in_no_other_frame() {
    use nalgebra::{UnitQuaternion, Vector3};
    type Moved = fn(&UnitQuaternion<f64>, Vector3<f64>) -> Vector3<f64>;
    let (a, b) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(-2.0, 1.0, 2.5));
    let at = UnitQuaternion::from_euler_angles(0.3, -0.4, 0.9);
    let run = |moved: Moved| {
        let check = GradCheck::new("align").arguments(["r"]);
        check.run(&at, |r: &UnitQuaternion<f64>| {
            let own = -a.cross(&(r.inverse() * b));
            (0.5 * (r * a - b).norm_squared(), moved(r, own))
        })
    };
    for moved in [
        (|_, g| Vector3::new(g.z, g.x, -g.y)) as Moved,
        |_, g| Vector3::new(-g.y, g.x, g.z),
        |_, g| Vector3::new(-g.y, g.z, g.x),
    ] {
        let report = run(moved);
        none_of(&report, &[OtherFrame]);
        assert_eq!(kinds(&report), [Permuted], "{report}");
    }
    for moved in [(|r, g| r * g) as Moved, |r, g| r.inverse() * g] {
        let report = run(moved);
        let finding = sole(&report, OtherFrame);
        assert_eq!(finding.points_tried(), Some(3), "{report}");
    }
    none_of(&run(|_, g| g), FindingKind::ALL);
}

#[test]
fn a_constant_that_isnt_one_elsewhere_is_not_stated() {
    // 0.3 |x|² is 0.3 everywhere on the unit sphere.
    let function = |slip: f64| {
        move |x: &Array1<f64>| {
            let (cost, gradient) = super::soft_maximum(x);
            (cost, gradient + slip * x.dot(x))
        }
    };
    let report = twins(&["x"], &drawn("x", 5), function(0.0), function(0.3));
    none_of(&report, &[AdditiveConstant]);
}

#[test]
fn what_is_zero_at_the_point_moves_in_a_trial_as_well() {
    // The first derivative is twice what it should be where x[1] is 0.8, and changes otherwise.
    let cost = |wrong: bool| {
        move |x: &Array1<f64>| {
            let cost = x[0] * x[1] * x[1] + x[1].powi(3) + x[2].exp();
            let by = if wrong { 2.0 } else { 1.0 };
            let first = if wrong {
                x[1] * x[1] + 0.64
            } else {
                x[1] * x[1]
            };
            let others = [2.0 * x[0] * x[1] + 3.0 * x[1] * x[1], x[2].exp()];
            (
                cost,
                ndarray::arr1(&[first, by * others[0], by * others[1]]),
            )
        }
    };
    let point = ndarray::arr1(&[0.0, 0.8, -1.1]);
    let report = twins(&["x"], &point, cost(false), cost(true));
    none_of(&report, &[ConstantFactor]);
}
