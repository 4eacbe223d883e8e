//! Large problems, probed along random directions: each mistake is named as it is in a small one, on its right
//! twin nothing is said, and no sample is taken for the whole.

mod laws;
mod layouts;
mod located;
mod network;
mod patterns;
mod printed;
mod verdicts;

use grad_check::{
    BlockReport, Finding, FindingKind, Flatten, GradCheck, Params, Report, Rng, Verdict,
};
use ndarray::{Array, Dimension, ShapeBuilder};

/// Numbers that a name determines.
fn drawn<Sh: ShapeBuilder>(name: &str, shape: Sh) -> Array<f64, Sh::Dim> {
    Rng::new(11).stream(name).randn(shape)
}

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

/// Every failing block is in a finding, no passing one is, and no more is explained than was measured.
fn honest(report: &Report) {
    for finding in report.findings() {
        let is_of = |b: &&BlockReport| finding.blocks().iter().any(|path| path == b.path());
        let blocks: Vec<_> = report.blocks().iter().filter(is_of).collect();
        assert_eq!(blocks.len(), finding.blocks().len(), "{report}");
        assert!(
            blocks.iter().all(|b| b.verdict() != Verdict::Pass),
            "{report}"
        );
        let wrong: usize = blocks.iter().map(|b| b.wrong().count()).sum();
        assert_eq!(finding.components().len(), wrong, "{report}");
        assert!(finding.explained() <= wrong, "{report}");
        assert!(finding.explained() <= finding.of(), "{report}");
        assert!(finding.residual().is_none_or(|r| r <= 1.0), "{report}");
        assert!(!finding.evidence().is_empty(), "{report}");
    }
    for block in report
        .blocks()
        .iter()
        .filter(|b| b.verdict() == Verdict::Fail)
    {
        let is_named = |f: &Finding| f.blocks().iter().any(|path| path == block.path());
        assert!(report.findings().iter().any(is_named), "{report}");
    }
}

/// The right twin passes without a word; the report of the wrong one, which fails.
fn twins<P: Params, G: Flatten>(
    names: &[&str],
    point: &P,
    right: impl Fn(&P) -> (f64, G),
    wrong: impl Fn(&P) -> (f64, G),
) -> Report {
    let passes = check(names, point, right);
    assert_eq!(passes.verdict(), Verdict::Pass, "{passes}");
    assert!(passes.findings().is_empty(), "{passes}");
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

/// The only finding, of this kind.
#[track_caller]
fn sole(report: &Report, kind: FindingKind) -> &Finding {
    let kinds: Vec<_> = report.findings().iter().map(Finding::kind).collect();
    assert_eq!(kinds, [kind], "{report}");
    &report.findings()[0]
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
