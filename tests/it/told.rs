//! What a report tells, and what holds for all that is told.

use grad_check::{BlockReport, Component, Finding, FindingKind, Report, Rng, Verdict};
use ndarray::{Array, ShapeBuilder};
use std::fmt::Display;

/// Numbers that a name determines.
pub(crate) fn drawn<Sh: ShapeBuilder>(name: &str, shape: Sh) -> Array<f64, Sh::Dim> {
    Rng::new(11).stream(name).randn(shape)
}

/// No block that passes is told of, and each that is wrong; the components of a finding are the wrong ones of its
/// blocks, and no more are explained than there are.
pub(crate) fn honest(report: &Report) {
    for finding in report.findings() {
        let is_of = |b: &&BlockReport| finding.blocks().iter().any(|path| path == b.path());
        let blocks: Vec<_> = report.blocks().iter().filter(is_of).collect();
        let passes = |b: &&BlockReport| b.verdict() == Verdict::Pass;
        assert!(!blocks.iter().any(passes), "{report}");
        assert_eq!(blocks.len(), finding.blocks().len(), "{report}");
        let wrong = blocks.iter().flat_map(|b| b.wrong()).map(Component::path);
        let wrong: Vec<&str> = wrong.collect();
        assert_eq!(finding.components(), wrong, "{report}");
        assert!(finding.explained() <= wrong.len(), "{report}");
        assert!(finding.explained() <= finding.of(), "{report}");
        assert!(finding.residual().is_none_or(|r| r <= 1.0), "{report}");
        assert!(!finding.evidence().is_empty(), "{report}");
        assert!(FindingKind::ALL.contains(&finding.kind()));
    }
    let is_wrong = |b: &&BlockReport| b.verdict() == Verdict::Fail || b.wrong().next().is_some();
    for block in report.blocks().iter().filter(is_wrong) {
        let named = |f: &Finding| f.blocks().iter().any(|path| path == block.path());
        let is_named = report.findings().iter().any(named);
        assert!(is_named, "{}: {report}", block.path());
    }
}

/// A text without its breaks of lines.
pub(crate) fn unwrapped(text: &impl Display) -> String {
    let text = text.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn silent(report: &Report) {
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(report.findings().is_empty(), "{report}");
}

/// The only finding, of this kind.
#[track_caller]
pub(crate) fn sole(report: &Report, kind: FindingKind) -> &Finding {
    assert_eq!(kinds(report), [kind], "{report}");
    &report.findings()[0]
}

pub(crate) fn kinds(report: &Report) -> Vec<FindingKind> {
    report.findings().iter().map(Finding::kind).collect()
}

/// A text, or what is printed of a report, holds this.
#[track_caller]
pub(crate) fn holds(text: &impl Display, part: &str) {
    let text = text.to_string();
    assert!(text.contains(part), "{part:?} is not in:\n{text}");
}
