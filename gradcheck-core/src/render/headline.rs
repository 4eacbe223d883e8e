//! The first line of a report: what came of the check, and why.

use super::caveats::{caveats, is_mixed_at_eps, would_notice};
use super::text::effort;
use super::width::columns;
use crate::diagnose::of_problem;
use crate::report::{Finding, FindingKind, Problem, Reason, Report, Verdict};
use crate::wording::{error, setting};

/// Blocks, and causes, that the first line names.
const BLOCKS: usize = 3;

/// A first line that tells what is wrong, and why, is no longer than this, if the names in it allow.
const COLUMNS: usize = 120;

/// The whole story in one line.
pub(crate) fn headline(report: &Report) -> String {
    let (check, title) = (report.kind.title(), report.context.title());
    match report.verdict {
        Verdict::Pass => format!("{check} passed: {title}: {}", passed(report)),
        Verdict::Fail => {
            let before = format!("{check} failed: {title}: ");
            let problem = telling(report).map(|problem| problem_within(&before, problem));
            problem.unwrap_or_else(|| shortest_needed(&before, &failed(&report.findings)))
        }
        Verdict::Undecided(reason) => {
            let before = format!("{check} undecided: {title}: ");
            let problem = in_the_way(report).map(|problem| problem_within(&before, problem));
            problem.unwrap_or_else(|| before + &undecided(report, reason))
        }
    }
}

/// A problem up to the last clause that fits behind what comes before it, or as many words as fit of its first one. All
/// of it stands below then.
fn problem_within(before: &str, problem: &Problem) -> String {
    let room = COLUMNS.saturating_sub(columns(before));
    let whole = problem.to_string();
    let ends = whole.char_indices().filter(|(at, _)| {
        let rest = &whole[*at..];
        rest.starts_with("; ") || rest.starts_with(": ")
    });
    let clauses: Vec<&str> = ends.map(|(at, _)| &whole[..at]).chain([&*whole]).collect();
    let fits = |text: &&&str| columns(text) <= room;
    let told = clauses.iter().rev().find(fits).map(ToString::to_string);
    let told = told.or_else(|| clipped(clauses.first()?, " …", room));
    format!("{before}{}", told.unwrap_or(whole))
}

/// The first of several forms that fits behind what comes before it. If that is the last, which has no cause, or none
/// fits, then as many words as fit of the one before it.
fn shortest_needed(before: &str, forms: &[String]) -> String {
    let room = COLUMNS.saturating_sub(columns(before));
    let [with_cause @ .., bare] = forms else {
        return before.to_owned();
    };
    let whole = with_cause.iter().find(|form| columns(form) <= room);
    // It has to be a good deal more than the bare one.
    let is_more = |clipped: &String| columns(clipped) >= columns(bare) + MORE;
    let clipped = || clipped(with_cause.last()?, CLIPPED, room).filter(is_more);
    let form = whole.cloned().or_else(clipped);
    format!("{before}{}", form.as_ref().unwrap_or(bare))
}

/// The words of a text that fit, with what says that there were more.
fn clipped(text: &str, and_more: &str, room: usize) -> Option<String> {
    let ends = text.match_indices(' ').map(|(end, _)| &text[..end]);
    let fits = |words: &&str| columns(words) + columns(and_more) <= room;
    let words = ends.take_while(fits).last()?;
    Some(format!("{words}{and_more}"))
}

/// How a cause ends that is cut off, and columns of it that are worth it.
const CLIPPED: &str = " …)";
const MORE: usize = 27;

/// What clauses begin with that a first line can do without, the most dispensable first, behind what is kept.
const CLAUSES: [(&str, &str); 9] = [
    ("", ", or "),
    ("", ", as "),
    ("", " in all "),
    ("", " in both "),
    ("", "; "),
    ("", ", and "),
    (" components", ": "),
    ("", ", "),
    ("", ": "),
];

/// A text up to a clause, none of whose names is taken apart.
fn before<'a>(text: &'a str, (kept, clause): (&str, &str)) -> Option<&'a str> {
    let is_closed = |text: &&str| text.matches('[').count() == text.matches(']').count();
    let ends = text.match_indices(clause).map(|(at, _)| &text[..at]);
    ends.into_iter()
        .find(|text| is_closed(text) && text.ends_with(kept))
}

/// A text, and what is left of it without its last clauses.
fn shorter(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    for end in CLAUSES {
        let shortest = forms.last().map_or("", String::as_str);
        if let Some(shorter) = before(shortest, end).map(str::to_owned) {
            forms.push(shorter);
        }
    }
    forms
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

/// The problem that says more than the findings, or the first one where there are none.
fn telling(report: &Report) -> Option<&Problem> {
    let says_more = |p: &&Problem| {
        p.reason() == Reason::ConstantCost || p.is_broken_law() || of_problem(p).is_some()
    };
    let mut problems = report.problems.iter();
    let first = report.problems.first();
    let first = first.filter(|_| report.findings.is_empty());
    problems.find(says_more).or(first)
}

/// What is wrong, the longest form first.
fn failed(findings: &[Finding]) -> Vec<String> {
    let because = |what: String, causes: Vec<String>| {
        let mut forms: Vec<String> = causes
            .iter()
            .map(|causes| format!("{what} wrong ({causes})"))
            .collect();
        forms.push(format!("{what} wrong"));
        forms
    };
    if let Some(whole) = findings
        .iter()
        .find(|f| f.kind() == FindingKind::WholeCostScaled)
    {
        return because("every block is".to_owned(), shorter(&whole.short));
    }
    match by_blocks(findings).as_slice() {
        [(blocks, causes)] => because(with_verb(blocks), shorter(causes)),
        several => {
            let names: Vec<String> = several
                .iter()
                .flat_map(|(b, _)| b.iter().cloned())
                .collect();
            let brief: Vec<_> = several
                .iter()
                .map(|(blocks, causes)| (blocks.clone(), brief(causes)))
                .collect();
            let mut forms = because(
                with_verb(&names),
                vec![causes(several), causes(&brief), first_cause(&brief)],
            );
            // What is left of the first cause says more than a list of names.
            let bare = forms.pop();
            let (blocks, cause) = &brief[0];
            let few = format!("{} and {} more are", names[0], names.len() - 1);
            for what in [with_verb(&names), few] {
                let shortest = shorter(cause).into_iter();
                let told = shortest.map(|cause| causes(&[(blocks.clone(), cause)]));
                forms.extend(told.map(|cause| format!("{what} wrong ({cause})")));
            }
            forms.extend(bare);
            forms
        }
    }
}

/// What is wrong with the first of them.
fn first_cause(told: &[(Vec<String>, String)]) -> String {
    let others = told.len().saturating_sub(1);
    let first = told
        .first()
        .map_or_else(String::new, |first| causes(std::slice::from_ref(first)));
    format!("{first}; and {others} more")
}

/// A cause without where it holds, and without alternatives.
fn brief(cause: &str) -> String {
    let ends = CLAUSES.iter().take(4);
    let brief = ends.fold(cause, |cause, &end| before(cause, end).unwrap_or(cause));
    brief.to_owned()
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

/// Whether it is undecided, and not accepted.
fn is_counted(report: &Report, verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Undecided(_)) && !report.accepts(verdict)
}

/// The problem that leaves a check undecided.
fn in_the_way(report: &Report) -> Option<&Problem> {
    let mut problems = report.problems.iter();
    problems.find(|p| is_counted(report, p.verdict()))
}

fn undecided(report: &Report, reason: Reason) -> String {
    let blocks = report.blocks.iter();
    let blocks = blocks.filter(|block| is_counted(report, block.verdict));
    match named(blocks.map(|block| &block.path)).as_str() {
        "" => reason.to_string(),
        blocks => format!("{blocks}: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_not_taken_apart_nor_told_in_part() {
        let text = "analytic = −numeric in 6 of 81 components: J[out[0], x[1]], J[out[2], x[1]], …";
        let short = "analytic = −numeric in 6 of 81 components".to_owned();
        assert_eq!(shorter(text), [text.to_owned(), short]);
    }

    #[test]
    fn a_cause_that_is_a_little_too_long_is_cut_between_words() {
        let before = "gradient check failed: fit: ";
        let bare = "w is wrong".to_owned();
        let cause = |words: usize| format!("w is wrong (a{})", " word".repeat(words));
        let told = |forms: &[String]| shortest_needed(before, forms);
        assert_eq!(
            told(&[cause(9), bare.clone()]),
            format!("{before}{}", cause(9))
        );
        let long = told(&[cause(30), cause(20), bare.clone()]);
        assert!(long.ends_with(" word word …)"), "{long}");
        assert!((COLUMNS - 5..=COLUMNS).contains(&columns(&long)), "{long}");
        // What is left of one that has no place at all says nothing.
        let names =
            "a_parameter_of_a_long_name, another_of_a_long_name, a_third_one and 2 more are wrong";
        let forms = [format!("{names} (it is too long)"), names.to_owned()];
        assert_eq!(told(&forms), format!("{before}{names}"));
        assert_eq!(told(&[bare]), format!("{before}w is wrong"));
    }
}
