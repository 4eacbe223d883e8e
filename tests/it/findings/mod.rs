//! What the diagnosis claims, and what it must not claim: each kind of finding on a mistake, on its correct twin,
//! and on something similar that isn't it.

mod batches;
mod blocks;
mod chain_rules;
mod conditions;
mod exchanges;
mod factors;
mod formulas;
mod honest;
mod kinks;
mod layers;
mod layouts;
mod masks;
mod permutations;
mod places;
mod precision;
mod properties;
mod regularisation;
mod regularised;
mod rough;
mod several;
mod side_by_side;
mod terms;
mod triangles;
mod tried;

use crate::told::{drawn, honest, kinds, silent, sole};
use grad_check::{FindingKind, Flatten, GradCheck, Params, Report, Verdict};
use ndarray::{Array, Array1, Axis, Dimension, Slice};

/// Errors of no pattern, in proportion to what they spoil.
fn noise(n: usize) -> Array1<f64> {
    drawn("noise", n).mapv(|e: f64| 1.0 + 0.3 * (e + e.signum()))
}

/// ln Σ exp(cᵢ xᵢ): each derivative is a number that no other is, and depends on all of x.
fn soft_maximum<D: Dimension>(x: &Array<f64, D>) -> (f64, Array<f64, D>) {
    let rates = drawn("rates", x.raw_dim()).mapv(|c: f64| c + c.signum());
    let powers = (x * &rates).mapv(f64::exp);
    let sum = powers.sum();
    (sum.ln(), powers * rates / sum)
}

/// The report of a check, without `eps` and with it: both must say the same, and nothing that is no finding's
/// to say.
fn check<P: Params, G: Flatten>(
    names: &[&str],
    point: &P,
    function: impl Fn(&P) -> (f64, G),
) -> Report {
    let check = GradCheck::new("f").arguments(names.iter().copied());
    let [report, with_eps] =
        [check.clone(), check.eps(1e-7)].map(|check| check.run(point, &function));
    assert_eq!(told(&report), told(&with_eps), "{report}\n{with_eps}");
    honest(&report);
    report
}

fn told(report: &Report) -> Vec<(FindingKind, &str, &[String])> {
    let findings = report.findings().iter();
    findings
        .map(|f| (f.kind(), f.message(), f.blocks()))
        .collect()
}

/// The right twin passes without a word; the report of the wrong one, which fails.
fn twins<P: Params, G: Flatten>(
    names: &[&str],
    point: &P,
    right: impl Fn(&P) -> (f64, G),
    wrong: impl Fn(&P) -> (f64, G),
) -> Report {
    silent(&check(names, point, right));
    let report = check(names, point, wrong);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    assert!(!report.findings().is_empty(), "{report}");
    report
}

/// A soft maximum over x, whose gradient is spoiled.
fn spoiled<D: Dimension>(x: &Array<f64, D>, spoil: impl Fn(&mut Array<f64, D>)) -> Report
where
    Array<f64, D>: Params,
{
    twins(&["x"], x, soft_maximum, |x| {
        let (cost, mut gradient) = soft_maximum(x);
        spoil(&mut gradient);
        (cost, gradient)
    })
}

fn part(numbers: &Array1<f64>, from: usize, to: usize) -> Array1<f64> {
    numbers
        .slice_axis(Axis(0), Slice::from(from..to))
        .to_owned()
}

/// Whether a number is this one, to six digits.
#[track_caller]
fn near(number: Option<f64>, expected: f64) {
    let number = number.expect("a constant");
    let apart = (number - expected).abs();
    assert!(
        apart <= 1e-6 * expected.abs().max(1.0),
        "{number} is not {expected}"
    );
}
