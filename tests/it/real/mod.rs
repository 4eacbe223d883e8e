//! What the tests of real models share.

use grad_check::{BlockReport, Report, Verdict};

/// The mistake is located: the blocks at these paths and below them fail, and all others pass.
#[track_caller]
pub(crate) fn assert_located(report: &Report, expected: &[&str]) {
    let is_at = |path: &str, expected: &str| {
        let below = path.strip_prefix(expected);
        below.is_some_and(|below| below.is_empty() || below.starts_with(['.', '[']))
    };
    for block in report.blocks() {
        let touched = expected.iter().any(|e| is_at(block.path(), e));
        let verdict = if touched {
            Verdict::Fail
        } else {
            Verdict::Pass
        };
        assert_eq!(block.verdict(), verdict, "{}: {report}", block.path());
    }
    let paths = report.blocks().iter().map(BlockReport::path);
    let is_named = |e: &&str| paths.clone().any(|path| is_at(path, e));
    let unknown: Vec<_> = expected.iter().filter(|e| !is_named(e)).collect();
    assert!(unknown.is_empty(), "no blocks {unknown:?}");
}
