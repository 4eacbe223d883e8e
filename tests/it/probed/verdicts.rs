//! What a large check may call right, wrong or undecided, what it promises, and what it costs.

use super::{drawn, says, waves};
use crate::told::holds;
use grad_check::{
    Component, Finding, FindingKind, GradCheck, PlantedMistake, Problem, Reason, Report, Rng,
    Verdict,
};
use ndarray::{Array1, Array2};
use std::cell::Cell;

fn pass(report: &Report) {
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
}

#[test]
fn a_right_gradient_passes_in_eleven_evaluations_and_says_what_it_would_have_noticed() {
    let x = drawn("x", (40, 50));
    let report = GradCheck::new("f").arguments(["x"]).run(&x, waves);
    pass(&report);
    assert!(report.evaluations().full <= 11, "{report}");
    assert!(report.blocks()[0].would_notice() < 1e-7, "{report}");
}

#[test]
fn an_error_of_three_times_the_promise_is_noticed_at_any_place() {
    let x = drawn("x", (30, 40));
    let right = GradCheck::new("f").run(&x, waves);
    let (_, gradient) = waves(&x);
    let norm = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
    let off = 3.0 * right.blocks()[0].would_notice() * norm;
    let mut rng = Rng::new(1);
    for _ in 0..20 {
        let at = usize::try_from(rng.bits() % 1200).unwrap();
        let report = GradCheck::new("f").run(&x, |x| {
            let (cost, mut gradient) = waves(x);
            gradient
                .iter_mut()
                .nth(at)
                .into_iter()
                .for_each(|g| *g += off);
            (cost, gradient)
        });
        assert_eq!(report.verdict(), Verdict::Fail, "{at}: {report}");
        let wrong: Vec<_> = report.blocks()[0]
            .wrong()
            .map(|c| c.index().to_vec())
            .collect();
        assert_eq!(wrong, [[at / 40, at % 40]]);
    }
}

#[test]
fn equal_and_opposite_errors_do_not_cancel() {
    let x = drawn("x", (30, 40));
    for seed in 0..20 {
        let report = GradCheck::new("f").seed(seed).run(&x, |x| {
            let (cost, mut gradient) = waves(x);
            gradient.swap([3, 4], [20, 7]);
            (cost, gradient)
        });
        let wrong: Vec<_> = report.blocks()[0]
            .wrong()
            .map(|c| c.index().to_vec())
            .collect();
        assert_eq!(wrong, [[3, 4], [20, 7]], "{report}");
    }
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let x = drawn("x", (30, 40));
    let report = |seed| GradCheck::new("f").seed(seed).run(&x, waves).to_json();
    assert_eq!(report(3), report(3));
    assert_ne!(report(3), report(4));
}

#[test]
fn an_error_within_the_tolerance_everywhere_is_none() {
    let x = drawn("x", (30, 40));
    let report = GradCheck::new("f").run(&x, |x| {
        let (cost, gradient) = waves(x);
        // Each component is off by less than 1e-7 of itself, as of a gradient that is computed otherwise.
        let mut rng = Rng::new(5);
        let off = gradient.mapv(|g| g * (1.0 + 6e-8 * (2.0 * rng.unit() - 1.0)));
        (cost, off)
    });
    pass(&report);
    assert!(report.blocks()[0].would_notice() < 1e-5, "{report}");
}

#[test]
fn a_relu_network_passes_and_its_mistake_is_found() {
    let (w, v) = (drawn("w", (40, 30)), drawn("v", (30, 2)));
    let x: Array2<f64> = drawn("inputs", (16, 40));
    let network = |mistake: f64| {
        let x = x.clone();
        move |(w, v): &(Array2<f64>, Array2<f64>)| {
            let z = x.dot(w);
            let a = z.mapv(|z| z.max(0.0));
            let y = a.dot(v);
            let cost = 0.5 * y.mapv(|y| y * y).sum();
            let mut dz = y.dot(&v.t());
            dz.zip_mut_with(&z, |d, &z| *d *= if z > 0.0 { 1.0 } else { mistake });
            (cost, (x.t().dot(&dz), a.t().dot(&y)))
        }
    };
    let check = GradCheck::new("relu").arguments(["w", "v"]);
    pass(&check.run(&(w.clone(), v.clone()), network(0.0)));
    let report = check.run(&(w, v), network(1.0));
    assert_eq!(report.verdict(), Verdict::Fail);
    assert_eq!(report.blocks()[0].verdict(), Verdict::Fail);
    assert_eq!(report.blocks()[1].verdict(), Verdict::Pass);
}

#[test]
fn numbers_of_f32_pass_and_a_flipped_sign_is_found() {
    let x: Array1<f32> = Rng::new(11).stream("x").randn(900);
    let sines = |sign: f32| {
        move |x: &Array1<f32>| {
            let mut gradient = x.mapv(f32::cos);
            gradient[700] *= sign;
            (x.mapv(f32::sin).sum(), gradient)
        }
    };
    let check = GradCheck::new("f").arguments(["x"]);
    pass(&check.run(&x, sines(1.0)));
    let report = check.run(&x, sines(-1.0));
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    assert_eq!(report.findings()[0].components(), ["x[700]"]);
}

/// Sines of 900 numbers of f32, and ten more: where several of these move at once, the cost jumps about as well.
/// `mistake` goes into the gradient of the ten.
fn jumpy_along_directions(mistake: impl Fn(&mut Array1<f32>)) -> Report {
    let x: Array1<f32> = Rng::new(11).stream("x").randn(900);
    let b = Array1::<f32>::zeros(10);
    let slopes: Array1<f32> = Rng::new(11).stream("slopes").randn(10);
    let function = |(x, b): &(Array1<f32>, Array1<f32>)| {
        let product: f32 = b.iter().take(5).product();
        let jumps = if (1e30 * product).sin() > 0.0 {
            0.3
        } else {
            0.0
        };
        let mut of_b = slopes.clone();
        mistake(&mut of_b);
        (
            0.01 * x.mapv(f32::sin).sum() + b.dot(&slopes) + jumps,
            (x.mapv(|x| 0.01 * x.cos()), of_b),
        )
    };
    let check = GradCheck::new("f").arguments(["x", "b"]);
    check.run(&(x, b), function)
}

#[test]
fn a_small_block_of_f32_that_directions_leave_open_is_measured() {
    let report = jumpy_along_directions(|_| {});
    pass(&report);
    assert_eq!(report.blocks()[1].components().len(), 10, "{report}");
}

#[test]
fn a_mistake_in_a_block_that_directions_leave_open_is_found() {
    let report = jumpy_along_directions(|g| g[7] *= -1.0);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let wrong: Vec<&str> = report.blocks()[1].wrong().map(Component::path).collect();
    assert_eq!(wrong, ["b[7]"], "{report}");
}

#[test]
fn dropout_is_named_and_the_gradient_not_blamed() {
    let x: Array1<f64> = drawn("x", 900);
    let rng = Cell::new(Rng::new(3));
    let report = GradCheck::new("f").run(&x, |x| {
        let mut own = rng.get();
        let mask = x.mapv(|_| if own.unit() < 0.5 { 2.0 } else { 0.0 });
        rng.set(own);
        ((&mask * &x.mapv(|x| x * x)).sum(), 2.0 * &mask * x)
    });
    let verdict = Verdict::Undecided(Reason::Nondeterministic);
    assert_eq!(report.verdict(), verdict, "{report}");
    assert_eq!(report.findings()[0].kind(), FindingKind::Nondeterministic);
    assert!(report.evaluations().full < 30, "{report}");
}

#[test]
fn a_block_that_the_cost_ignores_is_not_passed() {
    let point = (drawn("a", 700), drawn("b", 800));
    let report = GradCheck::new("f").arguments(["a", "b"]).run(
        &point,
        |(a, b): &(Array1<f64>, Array1<f64>)| {
            let zeros = Array1::<f64>::zeros(b.len());
            (a.mapv(f64::sin).sum(), (a.mapv(f64::cos), zeros))
        },
    );
    let nothing = Verdict::Undecided(Reason::NothingCompared);
    assert_eq!(report.blocks()[0].verdict(), Verdict::Pass);
    assert_eq!(report.blocks()[1].verdict(), nothing, "{report}");
}

#[test]
fn a_gradient_that_forgets_a_block_fails() {
    let point = (drawn("a", 700), drawn("b", 800));
    let report = GradCheck::new("f").arguments(["a", "b"]).run(
        &point,
        |(a, b): &(Array1<f64>, Array1<f64>)| {
            let cost = a.mapv(f64::sin).sum() + b.mapv(f64::exp).sum();
            (cost, (a.mapv(f64::cos), Array1::<f64>::zeros(b.len())))
        },
    );
    let kinds: Vec<_> = report.findings().iter().map(Finding::kind).collect();
    assert_eq!(kinds, [FindingKind::ZeroOrDetached], "{report}");
}

#[test]
fn a_kink_at_the_point_is_undecided() {
    let report = GradCheck::new("l1").run(&vec![0.0; 700], |x: &Vec<f64>| {
        let cost = x.iter().map(|x| x.abs()).sum::<f64>();
        let sign = |x: &f64| if *x == 0.0 { 0.3 } else { x.signum() };
        (1.0 + cost, x.iter().map(sign).collect::<Vec<f64>>())
    });
    assert_eq!(
        report.verdict(),
        Verdict::Undecided(Reason::Kink),
        "{report}"
    );
}

#[test]
fn a_constant_cost_is_said_aloud() {
    let report = GradCheck::new("f").run(&vec![0.5; 700], |_: &Vec<f64>| (3.0, vec![0.0; 700]));
    assert_ne!(report.verdict(), Verdict::Pass, "{report}");
    let is_constant = |p: &Problem| matches!(p, Problem::ConstantCost { .. });
    assert!(report.problems().iter().any(is_constant), "{report}");
}

#[test]
fn the_cost_alone_is_called_where_that_is_enough() {
    let x = drawn("x", (30, 40));
    let report = GradCheck::new("f").run_with_cost(&x, waves, |x| waves(x).0);
    pass(&report);
    assert_eq!(report.evaluations().full, 5, "{report}");
    assert!(report.evaluations().cost_only <= 16, "{report}");
    let report = GradCheck::new("f").run_with_cost(
        &x,
        |x| {
            let (cost, mut gradient) = waves(x);
            gradient[[7, 7]] *= -1.0;
            (cost, gradient)
        },
        |x| waves(x).0,
    );
    assert_eq!(report.findings()[0].components().len(), 1, "{report}");
}

#[test]
fn the_budget_chooses_and_is_kept() {
    let x = drawn("x", (30, 40));
    let check = GradCheck::new("f").arguments(["x"]);
    let every = check.clone().budget(2400).run(&x, waves);
    assert_eq!(every.blocks()[0].components().len(), 1200);
    assert!(every.blocks()[0].probed().is_none());
    // Every third entry is wrong, by no law.
    let scattered = |x: &Array2<f64>| {
        let (cost, mut gradient) = waves(x);
        let mut rng = Rng::new(9);
        for g in &mut gradient {
            if rng.unit() < 0.03 {
                *g += rng.normal();
            }
        }
        (cost, gradient)
    };
    let report = check.budget(200).run(&x, scattered);
    assert_eq!(report.verdict(), Verdict::Fail);
    assert!(report.evaluations().full < 300, "{report}");
    holds(&report, "budget");
}

#[test]
fn planted_mistakes_are_noticed_in_a_large_problem_too() {
    let x = drawn("x", (30, 40));
    let report = GradCheck::new("f").self_test().run(&x, waves);
    pass(&report);
    assert_eq!(report.planted().len(), 4, "{report}");
    assert!(report.planted().iter().all(PlantedMistake::is_noticed));
}

#[test]
fn a_backward_closure_of_many_parameters_is_probed() {
    let w: Array2<f64> = drawn("w", (30, 40));
    let x: Array2<f64> = drawn("inputs", (8, 30));
    let layer = |flipped: f64| {
        let x = x.clone();
        move |w: &Array2<f64>| {
            let y = x.dot(w).mapv(f64::tanh);
            let x = x.clone();
            let outputs = y.clone();
            let backward = move |cotangent: &Array2<f64>| {
                let mut gradient = x.t().dot(&(cotangent * &y.mapv(|y| 1.0 - y * y)));
                gradient[[3, 5]] *= flipped;
                gradient
            };
            (outputs, backward)
        }
    };
    let check = GradCheck::new("layer").arguments(["w"]);
    let report = check.run_pullback(&w, layer(1.0));
    pass(&report);
    assert!(report.evaluations().full < 40, "{report}");
    let report = check.run_pullback(&w, layer(-1.0));
    assert_eq!(report.verdict(), Verdict::Fail);
    let wrong: Vec<_> = report.blocks()[0]
        .wrong()
        .map(|c| c.path().to_owned())
        .collect();
    assert_eq!(wrong, ["w[3, 5]"], "{report}");
}

/// The report of sines over 700 numbers, whose answer is spoiled where x[3] has moved.
fn spoiled_where_moved(spoil: impl Fn(&mut (f64, Vec<f64>))) -> Report {
    GradCheck::new("f")
        .arguments(["x"])
        .run(&vec![0.5; 700], |x: &Vec<f64>| {
            let mut answer = (
                x.iter().map(|x| x.sin()).sum::<f64>(),
                x.iter().map(|x| x.cos()).collect(),
            );
            if x[3] != 0.5 {
                spoil(&mut answer);
            }
            answer
        })
}

#[test]
fn what_keeps_a_direction_from_being_measured_is_said() {
    let report = spoiled_where_moved(|answer| answer.0 = f64::NAN);
    assert_eq!(
        report.verdict(),
        Verdict::Undecided(Reason::NonFinite),
        "{report}"
    );
    says(
        &report,
        "the cost is NaN with x along a random direction moved to",
    );
    let report = spoiled_where_moved(|answer| answer.1[5] = f64::NAN);
    assert_eq!(
        report.verdict(),
        Verdict::Undecided(Reason::NonFinite),
        "{report}"
    );
    says(&report, "the gradient of x[5]");
    let report = spoiled_where_moved(|_| panic!("too far"));
    assert_eq!(
        report.verdict(),
        Verdict::Undecided(Reason::FunctionFailed),
        "{report}"
    );
    says(&report, "too far");
    let report = spoiled_where_moved(|answer| {
        answer.1.pop();
    });
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    says(&report, "other parts or shapes");
}

/// Weights and biases of two layers.
type Network = (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);

#[test]
fn a_layer_at_zero_is_undecided_and_not_wrong() {
    let point = (
        Array2::<f64>::zeros((40, 20)),
        Array1::<f64>::zeros(20),
        drawn("v", (20, 3)),
        drawn("c", 3),
    );
    let x: Array2<f64> = drawn("inputs", (16, 40));
    let y: Array2<f64> = drawn("outputs", (16, 3));
    let network = |(w, b, v, c): &Network| {
        let z = x.dot(w) + b;
        let a = z.mapv(|z| z.max(0.0));
        let error = a.dot(v) + c - &y;
        let mut dz = error.dot(&v.t());
        dz.zip_mut_with(&z, |d, &z| *d *= if z > 0.0 { 1.0 } else { 0.0 });
        let sums = |d: &Array2<f64>| d.sum_axis(ndarray::Axis(0));
        let gradient = (x.t().dot(&dz), sums(&dz), a.t().dot(&error), sums(&error));
        (0.5 * error.mapv(|e| e * e).sum(), gradient)
    };
    for budget in [1000, 5000] {
        let check = GradCheck::new("relu").arguments(["w", "b", "v", "c"]);
        let report = check.budget(budget).run(&point, network);
        assert!(
            matches!(report.verdict(), Verdict::Undecided(_)),
            "{report}"
        );
        let is_kink = |f: &Finding| f.kind() == FindingKind::Kink;
        assert!(report.findings().iter().all(is_kink), "{report}");
    }
}

/// A rectified network of f32 whose gradient is off by so much of its norm in a column of its first matrix, in signs
/// that hide from most directions.
fn off_in_a_column(seed: u64, size: f32) -> Report {
    let draw = |name: &str, shape| -> Array2<f32> { Rng::new(seed).stream(name).randn(shape) };
    let (w, v) = (draw("w", (24, 20)) * 0.3, draw("v", (20, 2)) * 0.3);
    let (x, y, signs) = (
        draw("x", (12, 24)),
        draw("y", (12, 2)),
        draw("signs", (24, 1)),
    );
    let network = |(w, v): &(Array2<f32>, Array2<f32>)| {
        let z = x.dot(w);
        let a = z.mapv(|z| z.max(0.0));
        let error = a.dot(v) - &y;
        let mut dz = error.dot(&v.t());
        dz.zip_mut_with(&z, |d, &z| *d *= if z > 0.0 { 1.0 } else { 0.0 });
        let mut dw = x.t().dot(&dz);
        let norms = [&dw, &signs].map(|of| of.mapv(|d| d * d).sum().sqrt());
        dw.column_mut(3)
            .scaled_add(size * norms[0] / norms[1], &signs.column(0));
        (0.5 * error.mapv(|e| e * e).sum(), (dw, a.t().dot(&error)))
    };
    GradCheck::new("net")
        .budget(500)
        .seed(seed)
        .run(&(w, v), network)
}

#[test]
fn no_error_all_over_a_column_of_f32_passes_above_what_is_promised() {
    let mut passed = 0;
    for seed in 0..60 {
        for size in [0.0, 0.02, 0.04, 0.08] {
            let report = off_in_a_column(seed, size);
            let block = &report.blocks()[0];
            if block.verdict() == Verdict::Pass {
                passed += usize::from(size == 0.0);
                let promised = block.would_notice();
                assert!(f64::from(size) <= promised, "seed {seed}, {size}: {report}");
            }
        }
    }
    assert!(passed >= 55, "{passed} of 60 right ones");
}

#[test]
#[allow(clippy::cast_possible_truncation)] // to f32
fn four_hundred_blocks_of_f32_pass_in_groups_and_one_that_is_wrong_is_found() {
    let point = vec![vec![0.5f32; 100]; 400];
    let sines = |wrong: usize| {
        GradCheck::new("f").run(&point, move |p: &Vec<Vec<f32>>| {
            let weight = |i: usize| 1.0 + (i % 7) as f64;
            let blocks = || p.iter().enumerate();
            let cost: f64 = blocks()
                .map(|(i, b)| {
                    b.iter()
                        .map(|x| weight(i) * f64::from(*x).sin())
                        .sum::<f64>()
                })
                .sum();
            let slope = |i: usize, x: f32| weight(i) * f64::from(x).cos();
            let sign = |i: usize| if i == wrong { -1.0 } else { 1.0 };
            let of = |(i, b): (usize, &Vec<f32>)| -> Vec<f32> {
                b.iter().map(|&x| (sign(i) * slope(i, x)) as f32).collect()
            };
            (cost as f32, blocks().map(of).collect::<Vec<_>>())
        })
    };
    let right = sines(usize::MAX);
    pass(&right);
    assert!(right.evaluations().full <= 1000, "{right}");
    assert_eq!(sines(123).blocks()[123].verdict(), Verdict::Fail);
}

#[test]
fn more_directions_tell_of_noisy_blocks_what_one_leaves_unseen() {
    let draw = |name: &str, of: usize| -> Array1<f64> { Rng::new(3).stream(name).randn(of) };
    let point = (draw("x", 3000), draw("y", 40));
    // Noise of 2e-6 that hangs on the last digits of the cost.
    let noise = |cost: f64| 4e-6 * (Rng::new(cost.to_bits()).unit() - 0.5);
    let sums = |factor: f64| {
        GradCheck::new("f").run(&point, |(x, y): &(Array1<f64>, Array1<f64>)| {
            let cost = x.mapv(f64::sin).sum() + y.mapv(f64::exp).sum();
            (
                cost + noise(cost),
                (x.mapv(f64::cos), factor * y.mapv(f64::exp)),
            )
        })
    };
    pass(&sums(1.0));
    assert_eq!(sums(1.01).verdict(), Verdict::Fail);
}
