//! Where nothing fits, nothing is claimed but how many of how many are wrong; and several mistakes are several.

use super::{check, drawn, honest, kinds, noise, part, soft_maximum, sole, spoiled, twins};
use grad_check::FindingKind::{
    AnotherCost, ConstantFactor, SignFlipped, SingleComponent, Unexplained, ZeroOrDetached,
};
use grad_check::{Component, Finding, GradCheck, Verdict};
use ndarray::{Array1, Array2};

#[test]
fn two_unrelated_errors_are_two_components_and_no_pattern() {
    let report = spoiled(&drawn("w", (5, 4)), |g| {
        g[[3, 1]] *= 1.2;
        g[[0, 2]] *= 0.7;
    });
    let finding = sole(&report, Unexplained);
    let message = "no pattern fits x: 2 of 20 components: x[0, 2], x[3, 1]";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (2, 20));
    // Their ratio is a usual one in both, by chance or not.
    let report = spoiled(&drawn("w", (5, 4)), |g| {
        g[[3, 1]] *= 2.0;
        g[[0, 2]] *= 2.0;
    });
    assert!(
        sole(&report, ConstantFactor)
            .message()
            .contains("2 of 20 components")
    );
}

#[test]
fn where_nothing_fits_it_is_said_how_many_of_how_many_are_wrong() {
    let report = spoiled(&drawn("x", 6), |g| *g *= &noise(6));
    let finding = sole(&report, Unexplained);
    let message = "no pattern fits x: all 6 components, by no constant factor";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (6, 6));
    assert!(
        finding.evidence().contains("6 of 6"),
        "{}",
        finding.evidence()
    );
}

#[test]
fn one_wrong_component_in_each_of_two_blocks_is_told_for_each() {
    let cost = |slip: f64| {
        move |(w, b): &(Array1<f64>, Array1<f64>)| {
            let joined: Array1<f64> = w.iter().chain(b).copied().collect();
            let (cost, g) = soft_maximum(&joined);
            let (mut dw, mut db) = (part(&g, 0, 6), part(&g, 6, 10));
            dw[1] *= 1.0 + slip;
            db[2] *= 1.0 - 2.0 * slip;
            (cost, (dw, db))
        }
    };
    let point = (drawn("w", 6), drawn("b", 4));
    let report = twins(&["w", "b"], &point, cost(0.0), cost(0.2));
    assert_eq!(kinds(&report), [SingleComponent; 2], "{report}");
}

/// A constant that is added to a component leaves the gradient that of some cost, and yet it is a slip in it.
#[test]
fn a_number_added_to_one_component_of_each_of_two_blocks_is_not_another_cost() {
    let cost = |slip: f64| {
        move |(w, b): &(Array1<f64>, Array1<f64>)| {
            let joined: Array1<f64> = w.iter().chain(b).copied().collect();
            let (cost, g) = soft_maximum(&joined);
            let (mut dw, mut db) = (part(&g, 0, 6), part(&g, 6, 10));
            dw[1] += slip;
            db[2] -= 2.0 * slip;
            (cost, (dw, db))
        }
    };
    let point = (drawn("w", 6), drawn("b", 4));
    let report = twins(&["w", "b"], &point, cost(0.0), cost(0.2));
    assert_eq!(kinds(&report), [SingleComponent; 2], "{report}");
}

#[test]
fn costs_that_are_sums_over_their_components_are_not_called_another_cost() {
    let function = |factors: [f64; 6]| {
        move |x: &[f64; 6]| {
            let cost = x.iter().map(|x| x.sin() + x.powi(3)).sum::<f64>();
            let mut gradient = x.map(|x| x.cos() + 3.0 * x * x);
            gradient.iter_mut().zip(factors).for_each(|(g, f)| *g *= f);
            (cost, gradient)
        }
    };
    let point = [0.3, -0.7, 1.1, 0.2, -1.4, 0.9];
    let factors = [1.1, 0.8, 1.7, 0.4, 2.2, 1.3];
    let report = twins(&["x"], &point, function([1.0; 6]), function(factors));
    sole(&report, Unexplained);
    for check in [GradCheck::new("f"), GradCheck::new("f").eps(1e-7)] {
        let report = check.run(&(point, point), |(a, b)| {
            let (one, other) = (function(factors)(a), function(factors)(b));
            (one.0 + other.0, (one.1, other.1))
        });
        honest(&report);
        assert!(!kinds(&report).contains(&AnotherCost), "{report}");
    }
}

/// The labels are lost, or a term of each component by itself is wrong: what the gradient is off by couples nothing.
#[test]
fn what_couples_no_components_is_not_called_another_cost() {
    let x: Array2<f64> = drawn("x", (6, 4));
    let labels = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0];
    let function = |label: f64, penalty: fn(f64) -> f64| {
        let x = x.clone();
        move |w: &Array1<f64>| {
            let z = x.dot(w);
            let right = Array1::from(labels.to_vec());
            let cost = z.mapv(|z| z.exp().ln_1p()).sum() - right.dot(&z) + w.mapv(f64::cosh).sum();
            let slopes = z.mapv(|z| 1.0 / (1.0 + (-z).exp())) - &(label * &right);
            (cost, x.t().dot(&slopes) + w.mapv(penalty))
        }
    };
    let w = drawn("w", 4);
    for mistake in [function(0.0, f64::sinh), function(1.0, |w| w + w * w)] {
        let report = twins(&["w"], &w, function(1.0, f64::sinh), mistake);
        assert!(!kinds(&report).contains(&AnotherCost), "{report}");
    }
    let of_another = function(1.0, f64::sinh);
    let mistake = |w: &Array1<f64>| {
        let (cost, gradient) = of_another(w);
        (cost, gradient + x.t().dot(&x.dot(w).mapv(f64::tanh)))
    };
    let report = twins(&["w"], &w, function(1.0, f64::sinh), mistake);
    let evidence = sole(&report, AnotherCost).evidence();
    assert!(evidence.contains("here and at 2 other points"), "{report}");
}

/// w₀ and b₀ have terms of their own: whatever their slopes are, the gradient is that of some cost.
#[test]
fn wrong_components_that_nothing_else_depends_on_are_not_called_another_cost() {
    let function = |slip: f64| {
        move |(w, b): &(Array1<f64>, Array1<f64>)| {
            let joined: Array1<f64> = w.iter().skip(1).chain(b.iter().skip(1)).copied().collect();
            let (cost, g) = soft_maximum(&joined);
            let with = |first: f64, rest: Array1<f64>| {
                std::iter::once(first).chain(rest).collect::<Array1<f64>>()
            };
            let dw = with((1.0 + slip) * w[0].cos(), part(&g, 0, 5));
            let db = with((1.0 - 2.0 * slip) * b[0].cos(), part(&g, 5, 8));
            (cost + w[0].sin() + b[0].sin(), (dw, db))
        }
    };
    let point = (drawn("w", 6), drawn("b", 4));
    let report = twins(&["w", "b"], &point, function(0.0), function(0.2));
    assert_eq!(kinds(&report), [SingleComponent; 2], "{report}");
}

#[test]
fn mistakes_of_several_kinds_are_each_told_the_weakest_last() {
    let names = ["u", "v", "w"];
    let point = (drawn("u", 4), drawn("v", 5), drawn("w", 6));
    let right = |(u, v, w): &(Array1<f64>, Array1<f64>, Array1<f64>)| {
        let joined: Array1<f64> = u.iter().chain(v).chain(w).copied().collect();
        let (cost, g) = soft_maximum(&joined);
        (cost, (part(&g, 0, 4), part(&g, 4, 9), part(&g, 9, 15)))
    };
    let report = twins(&names, &point, right, |p| {
        let (cost, (mut u, v, mut w)) = right(p);
        u[1] *= 1.3;
        w.fill(0.0);
        (cost, (u, -v, w))
    });
    let expected = [SignFlipped, ZeroOrDetached, SingleComponent];
    assert_eq!(kinds(&report), expected, "{report}");
    let blocks: Vec<&String> = report.findings().iter().flat_map(Finding::blocks).collect();
    assert_eq!(blocks, ["v", "w", "u"]);
}

#[test]
fn a_gradient_where_the_cost_is_flat_is_unexplained() {
    let function = |slip: f64| {
        move |(a, _): &(Array1<f64>, [f64; 3])| {
            let (cost, gradient) = soft_maximum(a);
            (cost, (gradient, [0.3, -0.2, 0.9].map(|g| slip * g)))
        }
    };
    let point = (drawn("a", 4), [0.4, 0.1, -0.6]);
    let report = check(&["a", "idle"], &point, function(1.0));
    let finding = sole(&report, Unexplained);
    let message = "no pattern fits idle: all 3 components, by no constant factor";
    assert_eq!(finding.message(), message);
    assert_ne!(
        check(&["a", "idle"], &point, function(0.0)).verdict(),
        Verdict::Fail
    );
}

/// The cost jumps where the second component stands, which leaves that one undecided.
#[test]
fn one_component_is_only_wrong_where_all_others_pass() {
    let report = GradCheck::new("stair").run(&[0.7, 2.0], |p| {
        let [a, b]: [f64; 2] = *p;
        (a.sin() + b.floor(), [1.3 * a.cos(), 0.0])
    });
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let said = report.findings()[0].message();
    let is_undecided = |c: &Component| matches!(c.verdict(), Verdict::Undecided(_));
    let mut components = report.blocks()[0].components().iter();
    assert!(components.any(is_undecided), "{report}");
    assert_eq!(said, "theta is wrong: at least theta[0] of 2 components");
}
