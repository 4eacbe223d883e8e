//! analytic = c · numeric: a sign, a constant, zero; in a block, in a part of it, in all blocks.

use super::{check, drawn, kinds, near, silent, soft_maximum, sole, spoiled, twins};
use grad_check::FindingKind::{
    ConstantFactor, SignFlipped, SingleComponent, Unexplained, ZeroOrDetached,
};
use grad_check::{GradCheck, Report, Verdict, randn};
use ndarray::Array1;

fn x() -> Array1<f64> {
    drawn("x", 5)
}

/// Each component of the gradient times a number of its own.
fn times(factors: [f64; 5]) -> Report {
    spoiled(&x(), |g| *g *= &Array1::from(factors.to_vec()))
}

#[test]
fn a_flipped_sign_is_named() {
    let report = times([-1.0; 5]);
    let finding = sole(&report, SignFlipped);
    assert_eq!(
        finding.message(),
        "analytic = −numeric in all 5 components of x"
    );
    assert_eq!(finding.blocks(), ["x"]);
    near(finding.value(), -1.0);
    assert_eq!((finding.explained(), finding.of()), (5, 5));
    assert!(finding.residual().unwrap() <= 1.0);
    let mend = "multiplying the gradient of x by −1 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
    assert_eq!(
        finding.components(),
        ["x[0]", "x[1]", "x[2]", "x[3]", "x[4]"]
    );
}

#[test]
fn a_sign_that_is_flipped_in_all_but_one_component_is_not_that_of_the_block() {
    let report = times([-1.0, -1.0, 1.0, -1.0, -1.0]);
    let finding = sole(&report, SignFlipped);
    let message =
        "x: analytic = −numeric in 4 of 5 components: x[0], x[1], x[3], …; the others are right";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (4, 4));
    assert_eq!(finding.components(), ["x[0]", "x[1]", "x[3]", "x[4]"]);
}

#[test]
fn a_factor_beside_minus_one_is_no_flipped_sign() {
    let report = times([-1.001; 5]);
    let finding = sole(&report, ConstantFactor);
    near(finding.value(), -1.001);
    assert!(finding.message().contains("−1.001") || finding.message().contains("-1.001"));
}

#[test]
fn a_constant_factor_is_named_with_its_value_and_its_mend() {
    let factors = [
        (2.0, "0.5"),
        (0.5, "2"),
        (3.0, "1/3"),
        (1.0 / 3.0, "3"),
        (10.0, "0.1"),
        (0.25, "4"),
        (-2.0, "−0.5"),
        (1.25, "0.8"),
        (1.001, "0.999000999"),
    ];
    for (factor, inverse) in factors {
        let report = times([factor; 5]);
        let finding = sole(&report, ConstantFactor);
        near(finding.value(), factor);
        let mend = format!("multiplying the gradient of x by {inverse} makes the check pass");
        assert_eq!(finding.mend(), Some(mend.as_str()));
        assert!(
            finding
                .message()
                .ends_with("× numeric in all 5 components of x")
        );
        assert_eq!((finding.explained(), finding.of()), (5, 5));
    }
}

#[test]
fn factors_that_differ_from_component_to_component_are_none() {
    let report = times([2.0, 2.1, 1.9, 2.05, 1.95]);
    assert_eq!(sole(&report, Unexplained).value(), None);
    let report = times([2.0, 1.7, 3.0, 0.6, 1.3]);
    let finding = sole(&report, Unexplained);
    let message = "no pattern fits x: all 5 components, by no constant factor";
    assert_eq!(finding.message(), message);
}

#[test]
fn a_few_usual_factors_in_one_vector_are_told_each_with_its_components() {
    let of = |factors: [f64; 5]| {
        let report = times(factors);
        let finding = sole(&report, ConstantFactor);
        assert!(finding.points_tried() != Some(0), "{report}");
        (
            finding.message().to_owned(),
            finding.mend().map(str::to_owned),
        )
    };
    // The one that has another factor is wrong as well.
    let (message, mend) = of([2.0, 2.0, 3.0, 2.0, 2.0]);
    let two = "analytic = 2.000 × numeric in x[0], x[1], x[3] and 1 more";
    assert_eq!(
        message,
        format!("{two}; analytic = 3.000 × numeric in x[2]")
    );
    let mend = mend.unwrap_or_default();
    assert!(
        mend.starts_with("multiplying the gradient of x[0], x[1], x[3] and 1 more by 0.5")
            && mend.ends_with("; multiplying the gradient of x[2] by 1/3 makes the check pass"),
        "{mend}"
    );
    let (message, mend) = of([0.01, 1.0, 0.01, -1.0 / 365.25, 1.0]);
    let first = "analytic = 0.01000 × numeric in x[0] and x[2]";
    assert_eq!(
        message,
        format!("{first}; analytic = -0.002738 × numeric in x[3]")
    );
    assert!(mend.is_some_and(|mend| mend.contains("by −365.25 makes")));
    // What no usual factor explains is said, and no mend makes the check pass.
    let (message, mend) = of([0.5, 1.0, 0.5, 1.37, 1.0]);
    let first = "analytic = 0.5000 × numeric in x[0] and x[2]";
    assert_eq!(message, format!("{first}; no pattern fits x[3]"));
    assert_eq!(mend, None);
    // More of that than of what is explained explains nothing.
    let report = times([0.5, 1.4, 0.5, 1.37, 1.43]);
    assert_eq!(sole(&report, Unexplained).value(), None);
}

#[test]
fn a_factor_of_some_components_needs_to_be_usual_or_to_be_met_three_times() {
    let finding = sole(&times([1.0, 2.0, 1.0, 2.0, 1.0]), ConstantFactor).clone();
    let message =
        "x: analytic = 2.000 × numeric in 2 of 5 components: x[1], x[3]; the others are right";
    assert_eq!(finding.message(), message);
    let report = times([1.0, 1.37, 1.0, 1.37, 1.0]);
    let message = "no pattern fits x: 2 of 5 components: x[1], x[3]";
    assert_eq!(sole(&report, Unexplained).message(), message);
    let report = times([1.37, 1.37, 1.0, 1.37, 1.0]);
    near(sole(&report, ConstantFactor).value(), 1.37);
    let report = times([1.0, 1.0, 2.0, 1.0, 1.0]);
    assert_eq!(sole(&report, SingleComponent).components(), ["x[2]"]);
}

#[test]
fn a_factor_of_one_but_for_the_last_digits_is_none() {
    silent(&check(&["x"], &x(), |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient * 1.000_000_1)
    }));
    let report = GradCheck::new("f").tol(1e-9).run(&x(), |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient * 1.000_000_1)
    });
    assert!(!kinds(&report).contains(&ConstantFactor), "{report}");
}

#[test]
fn a_gradient_of_zero_is_named_and_has_no_mend() {
    let report = times([0.0; 5]);
    let finding = sole(&report, ZeroOrDetached);
    let message = "analytic = 0 where numeric isn't in all 5 components of x";
    assert_eq!((finding.message(), finding.mend()), (message, None));
    near(finding.value(), 0.0);
    let finding = sole(&times([0.0, 1.0, 0.0, 1.0, 1.0]), ZeroOrDetached).clone();
    assert!(
        finding
            .message()
            .contains("in 2 of 5 components: x[0], x[2]")
    );
}

#[test]
fn a_gradient_of_zero_where_the_cost_is_flat_is_no_mistake() {
    let report = check(&["w", "dead"], &(0.7, [1.0, 2.0]), |&(w, _)| {
        (f64::exp(w), (f64::exp(w), [0.0, 0.0]))
    });
    assert_ne!(report.verdict(), Verdict::Fail, "{report}");
    assert!(!kinds(&report).contains(&ZeroOrDetached), "{report}");
}

#[test]
fn zeros_on_both_sides_are_told_apart_from_what_fits() {
    let function = |factor: f64| {
        move |x: &[f64; 4]| {
            let cost = x[0].exp() * x[1] + x[2].sin();
            let slopes = [x[0].exp() * x[1], x[0].exp(), x[2].cos(), 0.0];
            (cost, slopes.map(|slope| factor * slope))
        }
    };
    let report = twins(&["x"], &[0.3, 0.7, 1.1, 5.0], function(1.0), function(3.0));
    let finding = sole(&report, ConstantFactor);
    let zeros = "; 1 more is zero on both sides";
    assert!(finding.evidence().contains(zeros), "{}", finding.evidence());
    assert_eq!((finding.explained(), finding.of()), (3, 4));
}

#[test]
fn a_factor_beside_a_usual_one_is_a_factor() {
    for factor in [2.000_05, -1.000_05, 0.500_02, 0.333_32] {
        near(sole(&times([factor; 5]), ConstantFactor).value(), factor);
    }
}

#[test]
fn a_mend_makes_the_check_pass() {
    for factor in [1.234_567, 0.3333, 1.999_995, -1.000_005, 1.000_05] {
        let report = times([factor; 5]);
        let mend = report.findings()[0].mend().expect("a mend");
        let (_, by) = mend.split_once(" by ").expect("a factor");
        let (by, _) = by.split_once(" makes the check pass").expect("a promise");
        let by = by.replace('−', "-");
        let by = match by.strip_prefix("1/") {
            Some(inverse) => 1.0 / inverse.parse::<f64>().expect("a number"),
            None => by.parse().expect("a number"),
        };
        silent(&check(&["x"], &x(), |x| {
            let (cost, gradient) = soft_maximum(x);
            (cost, gradient * factor * by)
        }));
    }
}

/// The bars of f32 are wide: a usual number within them is meant, and no digits of the ratio that was met.
#[test]
fn a_usual_factor_is_told_in_f32() {
    let batch = |mean: f32| {
        move |b: &Array1<f32>| {
            let (mut cost, mut gradient) = (0.0, Array1::<f32>::zeros(20));
            for (s, k) in (0..16).flat_map(|s| (0..20).map(move |k| (s, k))) {
                let rate = (1.0 + (s * k) as f32).sin() * 0.5;
                let y = (b[k] * rate).tanh();
                let e = y - (s as f32).cos();
                cost += e * e / 16.0;
                gradient[k] += 2.0 * e / 16.0 * (1.0 - y * y) * rate / mean;
            }
            (f64::from(cost), gradient)
        }
    };
    let b: Array1<f32> = randn(20);
    let report = twins(&["b"], &b, batch(1.0), batch(16.0));
    near(sole(&report, ConstantFactor).value(), 1.0 / 16.0);
    let mend = "multiplying the gradient of b by 16 makes the check pass";
    assert_eq!(sole(&report, ConstantFactor).mend(), Some(mend));
    // One beside it stays what it is.
    let report = twins(&["b"], &b, batch(1.0), batch(16.3));
    let value = sole(&report, ConstantFactor).value();
    assert!(
        value.is_some_and(|c| (c * 16.3 - 1.0).abs() < 1e-3),
        "{report}"
    );
}
