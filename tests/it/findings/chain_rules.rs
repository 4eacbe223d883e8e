//! A factor of the chain rule that is missing, entries that are exchanged, θ for its gradient, a flat cost.

use super::{check, drawn, kinds, near, noise, soft_maximum, sole, spoiled, twins};
use crate::told::holds;
use grad_check::FindingKind::{
    ChainRule, ConstantFactor, FlatCost, Permuted, RowOrColumn, SignFlipped, ThetaReturned,
};
use grad_check::{GradCheck, Report, Verdict};
use ndarray::{Array1, Array2, Axis};

/// x is the logarithm of rates, or the rates themselves.
fn of_rates(x: &Array1<f64>, by: fn(f64) -> f64) -> (f64, Array1<f64>) {
    let (cost, gradient) = soft_maximum(&x.mapv(f64::exp));
    (cost, gradient * x.mapv(by))
}

#[test]
fn a_gradient_by_the_exponential_or_by_the_logarithm_of_theta_is_told() {
    let x = drawn("x", 5) * 0.5;
    let right = |x: &Array1<f64>| of_rates(x, f64::exp);
    let report = twins(&["x"], &x, right, |x| of_rates(x, |_| 1.0));
    let finding = sole(&report, ChainRule);
    let message = "x: numeric = exp θ × analytic, component by component";
    assert_eq!(finding.message(), message);
    assert_eq!(finding.points_tried(), Some(3));
    let positive = drawn("x", 5).mapv(|x: f64| 0.5 + x.abs());
    let report = twins(&["x"], &positive, soft_maximum, |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient * x)
    });
    let message = "x: numeric = 1/θ × analytic, component by component";
    assert_eq!(sole(&report, ChainRule).message(), message);
    let softplus = |x: f64| (1.0 + x.exp()).ln();
    let report = twins(
        &["x"],
        &x,
        |x| {
            let (cost, gradient) = soft_maximum(&x.mapv(softplus));
            (cost, gradient * x.mapv(|x| 1.0 / (1.0 + (-x).exp())))
        },
        |x| soft_maximum(&x.mapv(softplus)),
    );
    let message = "x: numeric = 1/(1 + exp(−θ)) × analytic, component by component";
    assert_eq!(sole(&report, ChainRule).message(), message);
    // Some other function of θ isn't told.
    let report = twins(&["x"], &positive, soft_maximum, |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient * x.mapv(|x| x.powf(0.9)))
    });
    assert!(!kinds(&report).contains(&ChainRule), "{report}");
}

type Scaled = (Array2<f64>, Array1<f64>);

/// y = γ (d · w), half the sum of squares; the gradient of w with γ^power.
fn scaled((w, gamma): &Scaled, power: i32) -> (f64, Scaled) {
    let (d, t): (Array2<f64>, Array2<f64>) = (drawn("d", (6, 5)), drawn("t", (6, 3)));
    let z = d.dot(w);
    let e = &z * gamma - &t;
    let of_z = &e * &gamma.mapv(|g| g.powi(power));
    let cost = 0.5 * e.mapv(|e| e * e).sum();
    (cost, (d.t().dot(&of_z), (&e * &z).sum_axis(Axis(0))))
}

#[test]
fn a_factor_of_a_single_number_explains_the_one_component() {
    let normal = |&(mu, log_sigma): &(f64, f64)| {
        let samples = [0.3, -1.2, 0.7, 2.2];
        let scores = samples.map(|x: f64| (x - mu) * (-log_sigma).exp());
        let cost = scores.iter().map(|z| z * z / 2.0 + log_sigma).sum::<f64>();
        let of_scale = scores.iter().map(|z| 1.0 - z * z).sum::<f64>();
        (cost, (-scores.iter().sum::<f64>(), of_scale))
    };
    let check = GradCheck::new("normal").arguments(["mu", "log_sigma"]);
    let report = check.run(&(-0.4, 0.6), normal).to_string();
    assert!(
        report.contains("mu: numeric = exp(−log_sigma) × analytic"),
        "{report}"
    );
    let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("it explains the one component, and holds elsewhere"),
        "{report}"
    );
}

#[test]
fn a_scale_that_is_forgotten_or_once_too_many_is_named() {
    let gamma = drawn("gamma", 3).mapv(|g: f64| 1.2 + 0.3 * g);
    let point = (drawn("w", (5, 3)), gamma);
    let names = ["w", "gamma"];
    let report = twins(&names, &point, |p| scaled(p, 1), |p| scaled(p, 0));
    let finding = sole(&report, ChainRule);
    assert_eq!(
        finding.message(),
        "w: numeric = gamma[j] × analytic: gamma is forgotten"
    );
    let report = twins(&names, &point, |p| scaled(p, 1), |p| scaled(p, 2));
    let finding = sole(&report, ChainRule);
    assert_eq!(
        finding.message(),
        "w: numeric = 1/gamma[j] × analytic: gamma is once too many, or a division by it forgotten"
    );
    // The same numbers, which are constants of the code's and no parameter's.
    let constants = point.1.clone();
    let report = twins(
        &names,
        &point,
        |p| scaled(p, 1),
        |p| {
            let (cost, (w, gamma)) = scaled(p, 1);
            (cost, (w / &constants, gamma))
        },
    );
    assert!(!kinds(&report).contains(&ChainRule), "{report}");
}

#[test]
fn a_gradient_that_is_another_times_a_parameter_is_not_called_that_of_another_block() {
    let t = drawn("t", 3);
    let function = |forgets: bool| {
        let t = t.clone();
        move |(x, gamma, beta): &(Array1<f64>, f64, Array1<f64>)| {
            let e = *gamma * x + beta - &t;
            let of_x = if forgets { e.clone() } else { *gamma * &e };
            (0.5 * e.dot(&e), (of_x, e.dot(x), e))
        }
    };
    let point = (drawn("x", 3), 1.3, drawn("beta", 3));
    let report = twins(
        &["x", "gamma", "beta"],
        &point,
        function(false),
        function(true),
    );
    let finding = sole(&report, ChainRule);
    assert_eq!(
        finding.message(),
        "x: numeric = gamma × analytic: gamma is forgotten"
    );
}

#[test]
fn two_entries_that_are_exchanged_are_named_and_two_others_are_not() {
    let report = spoiled(&drawn("x", 7), |g| g.swap(2, 5));
    let finding = sole(&report, Permuted);
    assert_eq!(finding.message(), "x[2] and x[5] are exchanged");
    let mend = "exchanging x[2] and x[5] in the gradient of x makes the check pass";
    assert_eq!(
        (finding.mend(), finding.points_tried()),
        (Some(mend), Some(3))
    );
    let report = spoiled(&drawn("x", 7), |g| {
        g.swap(2, 5);
        g[5] *= 1.01;
    });
    assert!(!kinds(&report).contains(&Permuted), "{report}");
}

#[test]
fn theta_in_place_of_its_gradient_is_told() {
    let of = |sign: f64| {
        twins(&["x"], &drawn("x", 4), soft_maximum, move |x| {
            (soft_maximum(x).0, sign * x)
        })
    };
    assert_eq!(
        sole(&of(1.0), ThetaReturned).message(),
        "x: the gradient is θ itself"
    );
    assert_eq!(
        sole(&of(-1.0), ThetaReturned).message(),
        "x: the gradient is −θ itself"
    );
    assert!(!kinds(&of(1.001)).contains(&ThetaReturned));
}

#[test]
fn a_cost_that_is_flat_where_the_gradient_isnt_zero_is_told() {
    let clamped = |mask: bool| {
        move |x: &[f64; 6]| {
            let t = x.map(|x| x.clamp(0.0, 2.0));
            let slope = |i: usize| {
                let is_out = t[i] != x[i];
                if mask && is_out {
                    0.0
                } else {
                    1.5 * (1.5 * t[i]).cos()
                }
            };
            let cost = t.iter().map(|t| (1.5 * t).sin()).sum::<f64>();
            (cost, [0, 1, 2, 3, 4, 5].map(slope))
        }
    };
    let point = [-0.6, 0.2, 1.1, 1.7, 2.4, 3.1];
    let report = twins(&["x"], &point, clamped(true), clamped(false));
    let finding = sole(&report, FlatCost);
    holds(&finding.message(), "doesn't depend on x[0], x[4], x[5]");
    assert_eq!(finding.points_tried(), Some(1), "{report}");
}

#[test]
fn rows_with_factors_of_their_own_are_told_and_other_numbers_are_not() {
    let by = [1.0, 1.0, 0.5, 3.0, 1.0, 1.0 / 3.0];
    let spoil = |g: &mut Array2<f64>, by: &[f64; 6]| {
        g.axis_iter_mut(Axis(0))
            .zip(by)
            .for_each(|(mut row, by)| row *= *by);
    };
    let report = spoiled(&drawn("x", (6, 4)), |g| spoil(g, &by));
    let finding = sole(&report, RowOrColumn);
    let message = "x: analytic = numeric × a factor of each row: 0.5000 in row 2, 3.000 in row 3, 0.3333 in row 5";
    assert_eq!(finding.message(), message);
    let noise = noise(6);
    let by = [0, 1, 2, 3, 4, 5].map(|i| noise[i]);
    let report = spoiled(&drawn("x", (6, 4)), |g| spoil(g, &by));
    assert!(
        !report.findings()[0].message().contains("factor of each"),
        "{report}"
    );
}

/// A check whose gradient is so many times the right one.
fn times(factor: f64) -> Report {
    let report = GradCheck::new("f")
        .arguments(["x"])
        .run(&drawn("x", 4), |x: &Array1<f64>| {
            let (cost, gradient) = soft_maximum(x);
            (cost, factor * gradient)
        });
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    report
}

#[test]
fn constants_with_a_name_are_named() {
    use std::f64::consts::{LN_10, PI};
    for (factor, name) in [
        (180.0 / PI, "180/π"),
        (PI / 180.0, "π/180"),
        (2.0 * PI, "2π"),
        (LN_10 / 10.0, "ln 10/10"),
        ((2.0 / PI).sqrt(), "√(2/π)"),
        (-1.0 / (2.0 * PI).sqrt(), "−1/√2π"),
    ] {
        let report = times(factor);
        let finding = sole(&report, ConstantFactor);
        let evidence = finding.evidence();
        assert!(evidence.contains(&format!("; it is {name}")), "{report}");
        near(finding.value(), factor);
    }
    let report = times(57.3);
    assert!(!report.findings()[0].evidence().contains('π'), "{report}");
    sole(&times(-1.0), SignFlipped);
}

#[test]
fn a_factor_that_is_a_number_given_is_named_by_it() {
    let with = |number: f64| {
        let check = GradCheck::new("f").arguments(["x"]);
        check
            .given_number("temperature", number)
            .run(&drawn("x", 4), |x: &Array1<f64>| {
                let (cost, gradient) = soft_maximum(x);
                (cost, gradient / 0.37)
            })
    };
    let evidence = |report: &Report| report.findings()[0].evidence().to_owned();
    assert!(evidence(&with(0.37)).contains("it is 1/temperature"));
    assert!(!evidence(&with(0.38)).contains("temperature"));
    let right = check(&["x"], &drawn("x", 4), soft_maximum);
    assert_eq!(right.verdict(), Verdict::Pass);
}

/// Points around centres, each with a scale of its own: the gradient of the centres with so many powers of the scales.
fn centred((mu, scale): &Scaled, power: f64) -> (f64, Scaled) {
    let t: Array2<f64> = drawn("t", (3, 2));
    let apart = mu - &t;
    let precision = scale.mapv(|s| (-2.0 * s).exp()).insert_axis(Axis(1));
    let squares = (&apart * &apart).sum_axis(Axis(1));
    let of_scale = -2.0 * &squares * precision.column(0);
    let by = scale.mapv(|s| (power * s).exp()).insert_axis(Axis(1));
    let cost = 0.5 * (&squares * &precision.column(0)).sum();
    (cost, (apart * by, 0.5 * of_scale))
}

#[test]
fn a_variance_that_is_forgotten_is_the_square_of_a_scale() {
    let point = (drawn("mu", (3, 2)), drawn("scale", 3) * 0.4);
    let names = ["mu", "log_scale"];
    let forgotten = |power: f64| {
        let right = |p: &Scaled| centred(p, -2.0);
        twins(&names, &point, right, move |p| centred(p, power))
    };
    let told = |power: f64| sole(&forgotten(power), ChainRule).message().to_owned();
    assert_eq!(told(0.0), "mu: numeric = exp(−2 log_scale[i]) × analytic");
    assert_eq!(told(-1.0), "mu: numeric = exp(−log_scale[i]) × analytic");
    // No power that is written.
    let report = forgotten(-1.7);
    assert!(!kinds(&report).contains(&ChainRule), "{report}");
}

/// One number as it is, and two that are logarithms; one of them may lack its factor, and another its sign.
fn of_formulas(x: &Array1<f64>, wrong: &[usize], flipped: bool) -> (f64, Array1<f64>) {
    let is_log = |i: usize| i == 1 || i == 2;
    let of = Array1::from_shape_fn(5, |i| if is_log(i) { x[i].exp() } else { x[i] });
    let (cost, mut gradient) = soft_maximum(&of);
    for i in 0..5 {
        if is_log(i) && !wrong.contains(&i) {
            gradient[i] *= x[i].exp();
        }
    }
    if flipped {
        gradient[4] = -gradient[4];
    }
    (cost, gradient)
}

#[test]
fn a_part_of_a_vector_may_lack_a_factor() {
    let x = drawn("x", 5) * 0.5;
    let right = |x: &Array1<f64>| of_formulas(x, &[], false);
    let report = twins(&["x"], &x, right, |x| of_formulas(x, &[1, 2], false));
    let message = "x: numeric = exp θ × analytic in 2 of 5 components: x[1], x[2]";
    assert_eq!(sole(&report, ChainRule).message(), message);
}

#[test]
fn wrong_formulas_of_one_vector_are_told_one_by_one() {
    let x = drawn("x", 5) * 0.5;
    let right = |x: &Array1<f64>| of_formulas(x, &[], false);
    let report = twins(&["x"], &x, right, |x| of_formulas(x, &[1], true));
    let finding = sole(&report, ChainRule);
    holds(&finding.message(), "x[1]: numeric = exp x[1] × analytic");
    holds(&finding.message(), "; analytic = −numeric in x[4]");
    assert_eq!(finding.points_tried(), Some(3), "{report}");
    // Of one that nothing explains that is said, and nothing is promised.
    let report = twins(&["x"], &x, right, |x| {
        let (cost, mut gradient) = of_formulas(x, &[1], false);
        gradient[4] *= 1.37 + x[4] * x[0];
        (cost, gradient)
    });
    let finding = sole(&report, ChainRule);
    let message = "x[1]: numeric = exp x[1] × analytic; no pattern fits x[4]";
    assert_eq!((finding.message(), finding.mend()), (message, None));
    assert_eq!((finding.explained(), finding.of()), (1, 5));
    // Where nothing explains any of them there is no part.
    let report = twins(&["x"], &x, right, |x| {
        let (cost, mut gradient) = right(x);
        gradient[1] *= 1.13 + x[4];
        gradient[4] *= 1.37 + x[4] * x[0];
        (cost, gradient)
    });
    sole(&report, grad_check::FindingKind::Unexplained);
}

#[test]
fn a_factor_of_a_jacobian_that_is_a_parameter_is_named() {
    let right = |forgets: bool| {
        move |c: &[f64; 2]| {
            let rates = [0.7, -1.3, 2.1];
            let by = if forgets { 1.0 } else { c[0] };
            let row = |r: f64| [(r * c[1]).sin(), by * r * (r * c[1]).cos()];
            (rates.map(|r| c[0] * (r * c[1]).sin()), rates.map(row))
        }
    };
    let check = GradCheck::new("camera").arguments(["c"]);
    let report = check.run_jacobian(&[1.4, 0.3], right(false));
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let report = check.run_jacobian(&[1.4, 0.3], right(true));
    let finding = sole(&report, ChainRule);
    holds(
        &finding.message(),
        "numeric = c[0] × analytic in 3 of 6 components",
    );
    assert_eq!(finding.points_tried(), Some(3), "{report}");
}
