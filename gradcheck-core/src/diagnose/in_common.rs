//! What several failing blocks have in common that no hypothesis explains one by one.

use super::laboratory::Laboratory;
use super::probed::words;
use super::view::View;
use super::{another_cost, precision, step};
use crate::report::{BlockReport, Finding, FindingKind};
use crate::wording::listed;

/// What all failing blocks have in common, of which some are explained by nothing else.
pub(super) fn in_common(
    open: &[&View<'_>],
    blocks: &[BlockReport],
    views: &[View<'_>],
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    if open.is_empty() {
        return Vec::new();
    }
    if let Some(precision) = precision::precision(open, laboratory.plain()) {
        return vec![precision];
    }
    let another = laboratory
        .plain()
        .and_then(|laboratory| another_cost::another_cost(open, views, blocks, laboratory));
    let paths: Vec<&str> = open.iter().map(|view| view.path()).collect();
    let found = another.or_else(|| step::faulty_step(blocks, &paths, laboratory.plain()));
    found.into_iter().collect()
}

/// Blocks that no pattern fits, as one finding.
pub(super) fn merged(findings: Vec<Finding>, blocks: &[BlockReport]) -> Vec<Finding> {
    let own = |finding: &Finding| -> Vec<&BlockReport> {
        let own = blocks.iter().filter(|b| finding.blocks.contains(&b.path));
        own.collect()
    };
    // Of a sample more is said than how many of it are wrong.
    let is_counted = |finding: &Finding| {
        let is_all = finding.of > 0 && finding.explained == finding.of;
        is_all || own(finding).iter().all(|block| block.is_measured_whole())
    };
    let is_open = |f: &Finding| f.kind == FindingKind::Unexplained && is_counted(f);
    let (open, mut others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_open);
    let (Some(first), true) = (open.first(), open.len() > 1) else {
        others.extend(open);
        return others;
    };
    let paths: Vec<String> = open.iter().flat_map(|f| f.blocks.clone()).collect();
    let wrong: usize = open.iter().map(|f| f.explained).sum();
    let of: usize = open.iter().map(|f| f.of).sum();
    let components = words::noun(&open.iter().flat_map(own).collect::<Vec<_>>());
    let count = match (wrong == of, of) {
        (true, 2) => "both".to_owned(),
        (true, of) => format!("all {of}"),
        (false, of) => format!("{wrong} of {of}"),
    };
    let is_same = open.iter().all(|f| f.of == 1 && f.short == first.short);
    let short = match is_same {
        true => first.short.clone(),
        false if wrong == of => format!("{count} {components}, by no constant factor"),
        false => format!("{count} {components}"),
    };
    let message = format!("no pattern fits {}: {short}", listed(&paths));
    let finding = Finding::of_blocks(FindingKind::Unexplained, paths, short)
        .in_words(message)
        .because(format!(
            "{count} disagree beyond tolerance and error bar, at several steps"
        ))
        .counting(wrong, of);
    others.push(finding);
    others
}

/// What is said of several blocks in the same words, said once.
pub(super) fn said_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut said: Vec<Finding> = Vec::new();
    for finding in findings {
        let same = said.iter_mut().find(|other| is_same(other, &finding));
        match same {
            Some(other) => together(other, &finding),
            None => said.push(finding),
        }
    }
    said
}

/// What a finding says of its blocks, with θ in the place of their names.
#[derive(PartialEq)]
struct Said {
    kind: FindingKind,
    /// Its message, from behind the names on.
    message: String,
    mend: String,
}

impl Said {
    fn by(finding: &Finding) -> Option<Self> {
        let names = listed(&finding.blocks);
        let message = finding.message.strip_prefix(&names)?;
        let of_several = message.strip_prefix(" are ");
        let of_one = of_several.map(|are| format!(" is {}", are.replace(" their ", " its ")));
        let message = of_one.unwrap_or_else(|| message.to_owned());
        let is_about = message.starts_with(": ") || message.starts_with(" is ");
        is_about.then(|| Self {
            kind: finding.kind,
            message: with_theta(&message, &names),
            mend: with_theta(finding.mend.as_deref().unwrap_or_default(), &names),
        })
    }
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    Said::by(one).is_some_and(|said| Some(said) == Said::by(other))
}

/// Say of both what is said of each.
fn together(one: &mut Finding, other: &Finding) {
    let Some(said) = Said::by(one) else {
        return;
    };
    let names = listed(&one.blocks);
    let likewise = "; likewise of the others";
    if !one.evidence.ends_with(likewise) {
        one.evidence = format!("of {names}: {}{likewise}", one.evidence);
    }
    one.short = with_theta(&one.short, &names);
    one.blocks.extend(other.blocks.iter().cloned());
    let all = listed(&one.blocks);
    let message = said
        .message
        .strip_prefix(" is ")
        .map(|is| format!(" are {}", is.replace(" its ", " their ")));
    one.message = format!("{all}{}", message.unwrap_or(said.message));
    let mend = said
        .mend
        .replacen("gradient of θ ", &format!("gradient of {all} "), 1);
    one.mend = one.mend.is_some().then_some(mend);
    (one.explained, one.of) = (one.explained + other.explained, one.of + other.of);
    one.tried = one.tried.min(other.tried);
    let residuals = one.residual.into_iter().chain(other.residual);
    one.residual = residuals.reduce(f64::max);
}

/// A text with θ for each mention of a name.
fn with_theta(text: &str, name: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || "_[".contains(c);
    let mut written = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, behind) = rest.split_at(at);
        let behind = behind.strip_prefix(name).unwrap_or_default();
        let starts =
            !before.ends_with(is_part) && (!before.is_empty() || !written.ends_with(is_part));
        written.push_str(before);
        written.push_str(if starts && !behind.starts_with(is_part) {
            "θ"
        } else {
            name
        });
        rest = behind;
    }
    written + rest
}

#[cfg(test)]
mod tests {
    use super::with_theta;

    #[test]
    fn a_name_is_known_as_a_whole_word() {
        assert_eq!(
            with_theta(": numeric = exp a × analytic", "a"),
            ": numeric = exp θ × analytic"
        );
        assert_eq!(
            with_theta("gradient of w[1] by w[1][2] and w[10]", "w[1]"),
            "gradient of θ by w[1][2] and w[10]"
        );
        assert_eq!(with_theta("aa a", "a"), "aa θ");
    }
}
