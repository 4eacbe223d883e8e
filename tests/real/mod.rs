//! What the tests of real models share.

use grad_check::{BlockReport, Report, Verdict};

/// The mistake is located: these blocks fail, and all others pass.
#[track_caller]
pub(crate) fn assert_located(report: &Report, expected: &[&str]) {
    for block in report.blocks() {
        let verdict = if expected.contains(&block.path()) {
            Verdict::Fail
        } else {
            Verdict::Pass
        };
        assert_eq!(block.verdict(), verdict, "{}: {report}", block.path());
    }
    let paths: Vec<&str> = report.blocks().iter().map(BlockReport::path).collect();
    assert!(
        expected.iter().all(|path| paths.contains(path)),
        "{paths:?}"
    );
}
