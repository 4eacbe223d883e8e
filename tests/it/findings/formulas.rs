//! A handful of parameters, each with a formula of its own: a factor that is a parameter, a linear term, lists of
//! lists, and what looks like them at the test point.

use super::{check, kinds, silent, sole, twins};
use crate::told::holds;
use grad_check::FindingKind::{
    AnotherCost, BiasNotSummed, ChainRule, L1Missing, LinearTerm, QuadraticTerm, Reversed,
    SingleComponent, Transposed, WholeCostScaled,
};
use grad_check::Report;

const TIMES: [f64; 5] = [0.3, 0.7, 1.1, 1.6, 2.2];
const SEEN: [f64; 5] = [0.9, 0.4, -0.3, -0.7, 0.2];

/// A decaying oscillation: amplitude, logarithm of the rate, frequency.
fn ringdown(p: &[f64; 3], change: impl Fn(&mut [f64; 3], f64)) -> (f64, [f64; 3]) {
    let [a, log_rate, omega] = *p;
    let rate = log_rate.exp();
    let (mut cost, mut gradient) = (0.0, [0.0; 3]);
    for (t, y) in TIMES.iter().zip(SEEN) {
        let (sin, cos) = (omega * t).sin_cos();
        let e = (-rate * t).exp();
        let r = a * e * sin - y;
        cost += r * r;
        let mut own = [e * sin, -a * t * e * sin * rate, a * e * t * cos];
        change(&mut own, *t);
        gradient
            .iter_mut()
            .zip(own)
            .for_each(|(g, own)| *g += 2.0 * r * own);
    }
    (cost, gradient)
}

const P: [f64; 3] = [1.3, -0.4, 2.1];

fn of(change: impl Fn(&mut [f64; 3], f64)) -> Report {
    twins(
        &["p"],
        &P,
        |p| ringdown(p, |_, _| ()),
        |p| ringdown(p, &change),
    )
}

#[test]
fn a_factor_that_is_a_parameter_is_told_of_one_component() {
    let [amplitude, rate] = [P[0], P[1].exp()];
    for (report, words) in [
        (
            twins(
                &["p"],
                &P,
                |p| ringdown(p, |_, _| ()),
                |p| ringdown(p, |own, _| own[0] *= p[0]),
            ),
            "p: numeric = 1/p[0] × analytic in p[0] of 3 components",
        ),
        (
            twins(
                &["p"],
                &P,
                |p| ringdown(p, |_, _| ()),
                |p| ringdown(p, |own, _| own[1] /= p[1].exp()),
            ),
            "p: numeric = exp p[1] × analytic in p[1] of 3 components",
        ),
        (
            twins(
                &["p"],
                &P,
                |p| ringdown(p, |_, _| ()),
                |p| ringdown(p, |own, _| own[2] /= p[0]),
            ),
            "p: numeric = p[0] × analytic in p[2] of 3 components",
        ),
    ] {
        let finding = sole(&report, ChainRule);
        assert_eq!(finding.message(), words);
        assert_eq!(finding.points_tried(), Some(3));
    }
    // The same numbers, which are no parameters: elsewhere they are others.
    for factor in [amplitude, rate, 1.0 / amplitude] {
        let report = of(|own, _| own[2] *= factor);
        let finding = sole(&report, SingleComponent);
        assert_eq!(finding.message(), "p is wrong: only p[2] of 3 components");
    }
    // A factor that depends on the data is none either.
    sole(&of(|own, t| own[2] /= t), SingleComponent);
}

#[test]
fn a_usual_factor_of_one_component_is_told_with_its_place() {
    let finding = |factor: f64| {
        let report = of(|own, _| own[1] *= factor);
        let finding = sole(&report, SingleComponent);
        (
            finding.message().to_owned(),
            finding.mend().map(str::to_owned),
        )
    };
    assert_eq!(
        finding(-1.0),
        (
            "p is wrong: only p[1] of 3 components, analytic = −numeric there".to_owned(),
            Some("multiplying the gradient of p[1] by −1 makes the check pass".to_owned())
        )
    );
    let (message, mend) = finding(1.37);
    assert_eq!(message, "p is wrong: only p[1] of 3 components");
    assert_eq!(mend, None);
}

/// A softmax regression of two weights each for three classes, the labels counted so many times, in rows or not.
fn softmax(w: &[[f64; 2]; 3], labels: f64, slope: f64) -> (f64, [[f64; 2]; 3]) {
    let samples = [
        ([0.3, -1.2], 0),
        ([1.1, 0.4], 2),
        ([-0.6, 0.9], 1),
        ([0.5, 0.7], 2),
    ];
    let (mut cost, mut gradient) = (0.0, [[0.0; 2]; 3]);
    for (x, label) in samples {
        let scores = w.map(|w| w[0] * x[0] + w[1] * x[1]);
        let sum: f64 = scores.iter().map(|s| s.exp()).sum();
        cost += sum.ln() - scores[label];
        for (class, own) in gradient.iter_mut().enumerate() {
            let p = (slope * scores[class].exp() / sum) - if class == label { labels } else { 0.0 };
            own.iter_mut().zip(x).for_each(|(g, x)| *g += p * x);
        }
    }
    (cost, gradient)
}

const W: [[f64; 2]; 3] = [[0.4, -0.7], [0.2, 0.9], [-0.5, 0.3]];

#[test]
fn labels_that_are_lost_are_a_linear_term() {
    let right = |w: &[[f64; 2]; 3]| softmax(w, 1.0, 1.0);
    for labels in [0.0, -1.0, 2.0] {
        let report = twins(&["w"], &W, right, |w| softmax(w, labels, 1.0));
        let finding = sole(&report, LinearTerm);
        let message = "w: off by the same numbers at 3 points in all 6 components";
        assert_eq!(finding.message(), message);
        assert_eq!(finding.points_tried(), Some(3));
    }
    // What is off changes with w: the gradient is that of another cost.
    let report = twins(&["w"], &W, right, |w| softmax(w, 1.0, 0.5));
    sole(&report, AnotherCost);
}

#[test]
fn a_load_on_the_wrong_axis_is_no_l1_term() {
    let energy = |of: [f64; 4]| {
        move |x: &[f64; 4]| {
            let weight = [0.0, 0.5, 0.0, 0.5];
            let inner: f64 = x.iter().map(|x| (x * x).cosh()).product::<f64>().ln();
            let load: f64 = weight.iter().zip(x).map(|(w, x)| w * x).sum();
            let mut gradient = [0.0; 4];
            for (i, g) in gradient.iter_mut().enumerate() {
                *g = 2.0 * x[i] * (x[i] * x[i]).tanh() + of[i];
            }
            (inner + load, gradient)
        }
    };
    let x = [0.9, -0.4, 1.8, -0.7];
    let report = twins(
        &["x"],
        &x,
        energy([0.0, 0.5, 0.0, 0.5]),
        energy([0.5, 0.0, 0.5, 0.0]),
    );
    assert!(!kinds(&report).contains(&L1Missing), "{report}");
    sole(&report, LinearTerm);
    let sign = |x: &[f64; 4]| {
        let (cost, gradient) = energy([0.0, 0.5, 0.0, 0.5])(x);
        let mut pairs = gradient.into_iter().zip(x);
        (
            cost,
            [(); 4].map(|()| pairs.next().map_or(0.0, |(g, x)| g + 0.5 * x.signum())),
        )
    };
    let report = twins(&["x"], &x, energy([0.0, 0.5, 0.0, 0.5]), sign);
    sole(&report, L1Missing);
}

/// A soft maximum with a prior around a guess, of which the gradient has so much; the first component has none.
fn prior(w: &[f64; 4], of: impl Fn(usize, f64) -> f64) -> (f64, [f64; 4]) {
    const GUESS: [f64; 4] = [0.0, 0.1, 0.2, -0.3];
    let powers = w.map(|w| (1.3 * w).exp());
    let sum: f64 = powers.iter().sum();
    let mut cost = sum.ln();
    let mut gradient = powers.map(|p| 1.3 * p / sum);
    for k in 1..4 {
        cost += 0.35 * (w[k] - GUESS[k]).powi(2);
    }
    for (k, g) in gradient.iter_mut().enumerate() {
        *g += of(k, w[k] - GUESS[k]);
    }
    (cost, gradient)
}

#[test]
fn a_prior_and_a_penalty_on_some_components_are_quadratic_terms() {
    let w = [0.4, -0.6, 0.9, 0.5];
    let right = |k: usize, d: f64| if k > 0 { 0.7 * d } else { 0.0 };
    let of =
        |wrong: fn(usize, f64) -> f64| twins(&["w"], &w, |w| prior(w, right), |w| prior(w, wrong));
    let missing = of(|_, _| 0.0);
    let finding = sole(&missing, QuadraticTerm);
    assert!(
        finding
            .message()
            .starts_with("w: analytic = numeric − 0.7 (θ − c) in 3 of 4"),
        "{missing}"
    );
    holds(&finding.evidence(), "c = 0.1, 0.2, -0.3");
    sole(&of(|k, d| if k > 0 { 1.4 * d } else { 0.0 }), QuadraticTerm);
    // On the intercept, where the cost has none.
    let report = of(|k, d| if k > 0 { 0.7 * d } else { 0.25 * d });
    let message = "w is wrong: only w[0] of 4 components, analytic = numeric + 0.25 θ there";
    assert_eq!(sole(&report, SingleComponent).message(), message);
    // Of another power, and of the wrong centre.
    let cubic = of(|k, d| if k > 0 { 0.7 * d * d * d } else { 0.0 });
    assert!(!kinds(&cubic).contains(&QuadraticTerm), "{cubic}");
    sole(
        &of(|k, d| if k > 0 { 0.7 * d + 0.1 * k as f64 } else { 0.0 }),
        LinearTerm,
    );
}

/// A kernel as lists of lists, over a picture.
fn filter(k: &[Vec<f64>], to: impl Fn(usize, usize) -> (usize, usize)) -> (f64, Vec<Vec<f64>>) {
    let picture = |i: usize, j: usize| ((5 * i + 3 * j) as f64 * 0.9).sin();
    let (mut cost, mut gradient) = (0.0, vec![vec![0.0; 3]; 3]);
    for (row, column) in (0..3).flat_map(|row| (0..3).map(move |column| (row, column))) {
        let taps = || (0..3).flat_map(|i| (0..3).map(move |j| (i, j)));
        let sum: f64 = taps()
            .map(|(i, j)| k[i][j] * picture(row + i, column + j))
            .sum();
        cost += sum.sin();
        for (i, j) in taps() {
            let (a, b) = to(i, j);
            gradient[a][b] += sum.cos() * picture(row + i, column + j);
        }
    }
    (cost, gradient)
}

#[test]
fn lists_of_lists_are_read_as_the_matrix_that_they_are() {
    let k = vec![
        vec![0.1, 0.5, -0.3],
        vec![0.7, -0.2, 0.4],
        vec![-0.6, 0.3, 0.2],
    ];
    let of = |to: fn(usize, usize) -> (usize, usize)| {
        let right = |k: &Vec<Vec<f64>>| filter(k, |i, j| (i, j));
        twins(&["k"], &k, right, |k: &Vec<Vec<f64>>| filter(k, to))
    };
    let transposed = of(|i, j| (j, i));
    let finding = sole(&transposed, Transposed);
    assert_eq!(finding.blocks(), ["k[0]", "k[1]", "k[2]"]);
    sole(&of(|i, j| (2 - i, 2 - j)), Reversed);
    // One row by itself is no matter of the matrix.
    let report = of(|i, j| if i == 1 { (i, (j + 1) % 3) } else { (i, j) });
    assert_eq!(kinds(&report).len(), 1, "{report}");
    assert_eq!(report.findings()[0].blocks(), ["k[1]"]);
}

#[test]
fn a_vector_called_beta_beside_another_vector_is_no_bias() {
    let function = |first: f64| {
        move |(beta, gamma): &([f64; 2], [f64; 2])| {
            let (mut cost, mut db, mut dg) = (0.0, [0.0; 2], [0.0; 2]);
            for (k, x) in [0.1, -0.8, 1.2, 0.5].into_iter().enumerate() {
                let (mu, nu) = ((beta[0] + beta[1] * x).exp(), gamma[0] + gamma[1] * x);
                cost += mu * nu.cosh();
                let slip = if k == 1 { first } else { 1.0 };
                let (by_mu, by_nu) = (slip * mu * nu.cosh(), mu * nu.sinh());
                db = [db[0] + by_mu, db[1] + by_mu * x];
                dg = [dg[0] + by_nu, dg[1] + by_nu * x];
            }
            (cost, (db, dg))
        }
    };
    let point = ([0.3, 0.5], [-0.7, 0.4]);
    let report = twins(&["beta", "gamma"], &point, function(1.0), function(0.3));
    assert!(!kinds(&report).contains(&BiasNotSummed), "{report}");
}

/// Near to zero the numeric derivative by a norm's argument has large bars.
#[test]
fn the_same_factor_in_all_blocks_is_that_of_the_whole() {
    let function = |factor: f64| {
        move |(w, b): &([f64; 3], f64)| {
            let length = w.iter().map(|w| w * w).sum::<f64>().sqrt();
            let z = (w[0] + 2.0 * w[1] - w[2]) / length + b;
            let slope = factor * z.cos();
            let along = (w[0] + 2.0 * w[1] - w[2]) / length.powi(3);
            let mut own = [1.0, 2.0, -1.0].into_iter().zip(w);
            let gradient =
                [(); 3].map(|()| own.next().map_or(0.0, |(c, w)| c / length - w * along));
            (z.sin(), (gradient.map(|g| slope * g), slope))
        }
    };
    let point = ([0.065, -0.035, 0.05], 0.3);
    let report = twins(&["w", "b"], &point, function(1.0), function(12.0));
    let finding = sole(&report, WholeCostScaled);
    assert!(
        finding.message().starts_with("analytic = 12.00 × numeric"),
        "{report}"
    );
    let report = twins(&["w", "b"], &point, function(1.0), function(12.0005));
    assert!(
        !report.findings()[0].message().contains("12.00 "),
        "{report}"
    );
}

#[test]
fn right_formulas_have_no_finding() {
    silent(&check(&["p"], &P, |p| ringdown(p, |_, _| ())));
    silent(&check(&["w"], &W, |w| softmax(w, 1.0, 1.0)));
}
