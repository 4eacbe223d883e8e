//! What people read: the printed report of every kind of outcome, whole.

mod conditions;
mod gradients;
mod matrices;

use expect_test::Expect;
use grad_check::Report;

/// The report, with line numbers of this file taken out.
fn assert_printed(report: &Report, expected: &Expect) {
    let mut printed = String::new();
    for line in report.to_string().lines() {
        let line = if line.starts_with("  at tests/") {
            "  at tests/reports.rs:LINE"
        } else {
            line
        };
        printed += line;
        printed.push('\n');
    }
    expected.assert_eq(&printed);
}
