//! The first line of a report: what came of the check, and why.

use super::caveats::{caveats, is_mixed_at_eps, would_notice};
use super::text::effort;
use crate::diagnose::of_problem;
use crate::report::{Finding, FindingKind, Problem, Reason, Report, Verdict};
use crate::wording::{error, setting};

/// Blocks, and causes, that the first line names.
const BLOCKS: usize = 3;

/// The whole story in one line.
pub(crate) fn headline(report: &Report) -> String {
    let (check, title) = (report.kind.title(), report.context.title());
    match report.verdict {
        Verdict::Pass => format!("{check} passed: {title}: {}", passed(report)),
        Verdict::Fail => format!("{check} failed: {title}: {}", failed(report)),
        Verdict::Undecided(reason) => {
            format!("{check} undecided: {title}: {}", undecided(report, reason))
        }
    }
}

fn passed(report: &Report) -> String {
    let at_eps = match (report.eps, report.whole.at_eps) {
        (Some(eps), Some(at_eps)) => {
            let mut blocks = report.blocks.iter();
            let is_mixed = blocks.any(|block| is_mixed_at_eps(block, report.tol));
            let mark = if is_mixed { ", over a kink" } else { "" };
            format!(" ({} at eps {}{mark})", error(at_eps), setting(eps))
        }
        _ => String::new(),
    };
    let effort = effort(report);
    let mut clauses = vec![if report.accepts_constant() {
        format!("nothing compared, {effort}")
    } else {
        format!(
            "relative error {}{at_eps}, {}, {effort}",
            error(report.whole.best),
            would_notice(report)
        )
    }];
    clauses.extend(caveats(report));
    clauses.join("; ")
}

fn failed(report: &Report) -> String {
    let says_more = |p: &&Problem| {
        p.reason() == Reason::ConstantCost || p.is_broken_law() || of_problem(p).is_some()
    };
    let telling = report.problems.iter().find(says_more);
    let first = || {
        report
            .problems
            .first()
            .filter(|_| report.findings.is_empty())
    };
    if let Some(problem) = telling.or_else(first) {
        return problem.to_string();
    }
    let findings = &report.findings;
    if let Some(whole) = findings
        .iter()
        .find(|f| f.kind() == FindingKind::WholeCostScaled)
    {
        return format!("every block is wrong ({})", whole.short);
    }
    match by_blocks(findings).as_slice() {
        [(blocks, causes)] => format!("{} wrong ({causes})", with_verb(blocks)),
        several => {
            let names: Vec<String> = several
                .iter()
                .flat_map(|(b, _)| b.iter().cloned())
                .collect();
            format!("{} wrong ({})", with_verb(&names), causes(several))
        }
    }
}

/// Findings of the same blocks are alternatives, and told as one.
fn by_blocks(findings: &[Finding]) -> Vec<(Vec<String>, String)> {
    let mut told: Vec<(Vec<String>, String)> = Vec::new();
    for finding in findings {
        match told
            .iter_mut()
            .find(|(blocks, _)| *blocks == finding.blocks)
        {
            Some((_, causes)) => *causes = format!("{causes}, or {}", finding.short),
            None => told.push((finding.blocks.clone(), finding.short.clone())),
        }
    }
    told
}

/// "W2 is", "W2 and b1 are", "a, b, c and 2 more are".
fn with_verb(names: &[String]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", named(names))
}

/// "W2 and b1", "a, b, c and 2 more".
fn named<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let mut names: Vec<String> = names.into_iter().cloned().collect();
    if names.len() > BLOCKS {
        let more = names.len() - BLOCKS;
        names.truncate(BLOCKS);
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} and {last}", rest.join(", "))
        }
        _ => names.concat(),
    }
}

/// What is wrong with each of the first few.
fn causes(told: &[(Vec<String>, String)]) -> String {
    let cause = |(blocks, causes): &(Vec<String>, String)| format!("{}: {causes}", named(blocks));
    let mut causes: Vec<String> = told.iter().take(BLOCKS).map(cause).collect();
    if let Some(more @ 1..) = told.len().checked_sub(BLOCKS) {
        causes.push(format!("and {more} more"));
    }
    causes.join("; ")
}

fn undecided(report: &Report, reason: Reason) -> String {
    let is_counted =
        |verdict: Verdict| matches!(verdict, Verdict::Undecided(_)) && !report.accepts(verdict);
    let problem = report.problems.iter().find(|p| is_counted(p.verdict()));
    if let Some(problem) = problem {
        return problem.to_string();
    }
    let blocks = report.blocks.iter();
    let blocks = blocks.filter(|block| is_counted(block.verdict));
    match named(blocks.map(|block| &block.path)).as_str() {
        "" => reason.to_string(),
        blocks => format!("{blocks}: {reason}"),
    }
}
