//! Large problems, probed along random directions: each mistake is named as it is in a small one, on its right
//! twin nothing is said, and no sample is taken for the whole.

mod laws;
mod layouts;
mod located;
mod network;
mod patterns;
mod printed;
mod verdicts;
mod zero_blocks;

use crate::told::{drawn, honest, silent, sole};
use grad_check::{Finding, Flatten, GradCheck, Params, Report, Verdict};
use ndarray::{Array, Dimension};

/// Σ cᵢ sin(xᵢ + s), s the mean of x: each derivative is a number that no other is.
fn waves<D: Dimension>(x: &Array<f64, D>) -> (f64, Array<f64, D>) {
    let heights = drawn("heights", x.raw_dim()).mapv(|c: f64| c + c.signum());
    let shift = x.sum() / x.len() as f64;
    let cost = (&heights * &x.mapv(|x| (x + shift).sin())).sum();
    let slopes = &heights * &x.mapv(|x| (x + shift).cos());
    let mean = slopes.sum() / x.len() as f64;
    (cost, slopes + mean)
}

/// The report of a check, which is probed, and says nothing that it can't know.
fn check<P: Params, G: Flatten>(
    names: &[&str],
    point: &P,
    function: impl Fn(&P) -> (f64, G),
) -> Report {
    let check = GradCheck::new("f").arguments(names.iter().copied());
    let report = check.run(point, function);
    assert!(report.evaluations().full < 1000, "{report}");
    assert!(report.blocks().iter().all(|b| b.probed().is_some()));
    honest(&report);
    report
}

/// The right twin passes without a word; the report of the wrong one, which fails.
fn twins<P: Params, G: Flatten>(
    names: &[&str],
    point: &P,
    right: impl Fn(&P) -> (f64, G),
    wrong: impl Fn(&P) -> (f64, G),
) -> Report {
    let passes = check(names, point, right);
    silent(&passes);
    let report = check(names, point, wrong);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    report
}

/// Waves over x, whose gradient is spoiled.
fn spoiled<D: Dimension>(x: &Array<f64, D>, spoil: impl Fn(&mut Array<f64, D>)) -> Report
where
    Array<f64, D>: Params,
{
    twins(&["x"], x, waves, |x| {
        let (cost, mut gradient) = waves(x);
        spoil(&mut gradient);
        (cost, gradient)
    })
}

/// The first line says this, or the cause that it shortens.
#[track_caller]
fn says(report: &Report, what: &str) {
    let printed = report.to_string();
    let headline = printed.lines().next().unwrap_or_default();
    let mut causes = report.findings().iter().map(Finding::message);
    let is_said = headline.contains(what) || causes.any(|cause| cause.contains(what));
    assert!(is_said, "{report}");
}
