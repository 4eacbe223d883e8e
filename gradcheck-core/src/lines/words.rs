//! What was found, in words, beside the lines of the source.

use super::follow::{Accused, NAMED};
use super::meaning::Meaning;
use super::repair::Repair;
use super::search::{Recorded, Search};
use super::source::{SiteKind, Source};
use crate::order::sort;
use crate::report::{BlockLine, Certainty, Lines, MarkedLine, Report, RightValue};
use crate::wording::{four_digits, listed};
use std::collections::BTreeSet;

/// All of it in words.
pub(super) fn lines(
    search: &Search<'_, '_>,
    first: &Recorded,
    accused: &[Accused],
    report: &Report,
) -> Lines {
    let source = search.source;
    let reader = SourceReader::new(source);
    let certain = search.certain(first);
    let mut marked = Vec::new();
    let mut certainty = Certainty::Unknown;
    let count: BTreeSet<usize> = accused
        .iter()
        .flat_map(|accused| accused.statements.iter().copied())
        .collect();
    // Two mistakes at once are less likely than one that wasn't followed.
    if accused.len() == 1 && count.len() == 1 {
        // Without a repair that was tried, what it is made of may be what is wrong.
        let is_tried = accused
            .iter()
            .all(|accused| accused.repair.is_some() && accused.at_second);
        certainty = if is_tried {
            Certainty::Wrong
        } else {
            Certainty::Likely
        };
    } else if !accused.is_empty() {
        certainty = if count.len() <= NAMED {
            Certainty::OneOf
        } else {
            Certainty::Between
        };
    }
    for accused in accused {
        let statements: Vec<usize> = accused.statements.iter().copied().collect();
        let shown: Vec<usize> = match statements.as_slice() {
            [first, .., last] if certainty == Certainty::Between => vec![*first, *last],
            few => few.to_vec(),
        };
        for statement in shown {
            let sign = report.context.sign();
            let mut note = note(search, first, accused, (statement, sign));
            if let Some(helper) = helper(source, statement) {
                note = format!(
                    "{note}; {helper} is seen as one value: check it by itself, with `pullback`"
                );
            }
            marked.push(reader.mark(search, statement, note));
        }
    }
    let mut right = Vec::new();
    for (site, _) in certain.iter().enumerate().filter(|(_, certain)| **certain) {
        let written = &source.sites[site];
        if count.contains(&written.statement) {
            continue;
        }
        let is_of_value = matches!(written.kind, SiteKind::Defined | SiteKind::Changed);
        if is_of_value && !search.flow.is_forward[site] && !written.name.is_empty() {
            right.push((source.line(written.statement), written.name));
        }
    }
    sort(&mut right);
    right.dedup();
    let right = right.into_iter().map(|(line, name)| RightValue {
        name: name.to_owned(),
        line,
    });
    let computed = search
        .targets
        .iter()
        .filter(|target| target.is_wrong)
        .filter_map(|target| {
            let sink = target.sinks.iter().next()?;
            let site = origin(search, first, *sink);
            let cause = report
                .findings
                .iter()
                .find(|finding| finding.blocks.contains(&target.path));
            let note = match cause {
                Some(cause) => format!("{}: {}", target.path, cause.message),
                None => target.path.clone(),
            };
            let line = reader.mark(search, source.statement(site), note);
            Some(BlockLine {
                block: target.path.clone(),
                line,
            })
        });
    Lines {
        certainty,
        marked,
        right: right.collect(),
        computed: computed.collect(),
        evaluations: search.runs.made,
    }
}

/// The computation that a returned value is a copy of.
fn origin(search: &Search<'_, '_>, first: &Recorded, mut site: usize) -> usize {
    for _ in 0..8 {
        if !search.source.sites[site].is_trivial {
            return site;
        }
        let reads = first.tracks[site].reads.iter();
        let same = reads.copied().filter(|&read| {
            first.tracks[read].values().last() == first.tracks[site].values().last()
        });
        match same.max_by_key(|&read| first.tracks[read].last) {
            Some(read) if read != site => site = read,
            _ => return site,
        }
    }
    site
}

/// A function of the user's that a statement calls, but for methods, constructors and closures that it has itself.
fn helper(source: &Source, statement: usize) -> Option<&'static str> {
    const WORDS: [&str; 9] = [
        "if", "in", "for", "let", "match", "while", "return", "move", "mut",
    ];
    let text = source.statements.get(statement)?.text;
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices('(').find_map(|(at, _)| {
        let before = text[..at].trim_end();
        let mut backwards = before.char_indices().rev();
        let start = backwards
            .find(|(_, c)| !is_part(*c))
            .map_or(0, |(i, c)| i + c.len_utf8());
        let (lead, name) = before.split_at(start);
        let is_method = lead.trim_end().ends_with(['.', ':', '!']);
        let is_own = source.sites.iter().any(|site| site.name == name);
        let is_name = name.starts_with(|c: char| c.is_lowercase() || c == '_');
        (is_name && !is_method && !is_own && !WORDS.contains(&name)).then_some(name)
    })
}

/// What is said of an accused statement.
fn note(
    search: &Search<'_, '_>,
    first: &Recorded,
    accused: &Accused,
    (statement, sign): (usize, f64),
) -> String {
    let name = |site: usize| {
        let written = &search.source.sites[site];
        if written.name.is_empty() {
            format!(
                "the value on line {}",
                search.source.line(written.statement)
            )
        } else {
            written.name.to_owned()
        }
    };
    let explained = listed(&accused.explains);
    let verb = match accused.explains.len() {
        1 => "is",
        _ => "are",
    };
    match &accused.repair {
        Some(Repair {
            site,
            meaning: Meaning::Derivative { of, factor, .. },
            ..
        }) if search.source.statement(*site) == statement => {
            let was = first.meanings[*site].and_then(|meaning| {
                (meaning.of() == Some(*of))
                    .then(|| meaning.factor())
                    .flatten()
            });
            let times = |factor: f64| {
                let factor = sign * factor;
                if factor == 1.0 {
                    String::new()
                } else if factor == -1.0 {
                    "−".to_owned()
                } else {
                    format!("{} × ", four_digits(factor))
                }
            };
            let factor = times(*factor);
            let is = was.map_or_else(String::new, |was| {
                format!("{}∂cost/∂{}, ", times(was), name(*of))
            });
            let tried = if accused.at_second {
                " (tried: here and at a second point)"
            } else {
                " (tried)"
            };
            format!(
                "{is}should be {factor}∂cost/∂{}; with it {explained} {verb} right{tried}",
                name(*of)
            )
        }
        Some(Repair {
            site,
            meaning: Meaning::Local { index, .. },
            ..
        }) if search.source.statement(*site) == statement => {
            let local = &search.measured.locals[*index];
            format!(
                "should be ∂{}/∂{}; with it {explained} {verb} right (tried)",
                name(local.of),
                name(local.by)
            )
        }
        Some(Repair {
            site,
            meaning: Meaning::Same { of },
            ..
        }) if search.source.statement(*site) == statement => {
            format!(
                "should be {}, as on line {}; with it {explained} {verb} right (tried)",
                name(*of),
                search.source.line(search.source.statement(*of))
            )
        }
        _ if accused.statements.len() == 1 => {
            format!("{explained} {verb} wrong, and what it is made of seems right")
        }
        _ => format!("{explained} may come from this"),
    }
}

/// The lines of the source, as they are in the file.
struct SourceReader {
    text: Option<String>,
}

impl SourceReader {
    fn new(source: &Source) -> Self {
        // The compiler names a file from the workspace's root, and tests run in the package's folder.
        let folders = std::env::current_dir().ok();
        let folders = folders.iter().flat_map(|folder| folder.ancestors());
        let read =
            |folder: &std::path::Path| std::fs::read_to_string(folder.join(source.file)).ok();
        Self {
            text: folders.take(6).find_map(read),
        }
    }

    fn mark(&self, search: &Search<'_, '_>, statement: usize, note: String) -> MarkedLine {
        let source = search.source;
        let line = source.line(statement);
        let site = source
            .sites
            .iter()
            .find(|site| site.statement == statement && !site.name.is_empty());
        let text = self
            .text
            .as_deref()
            .and_then(|text| text.lines().nth((line as usize).checked_sub(1)?));
        let name = site.map_or("", |site| site.name);
        let tokens = source
            .statements
            .get(statement)
            .map_or("", |statement| statement.text);
        let text = text
            .filter(|text| !text.trim().is_empty())
            .unwrap_or(tokens)
            .to_owned();
        let (column, width) = if let Some(at) = word(&text, name) {
            (text[..at].chars().count(), name.chars().count())
        } else {
            let before = text.chars().count() - text.trim_start().chars().count();
            (before, text.trim().chars().count().max(1))
        };
        MarkedLine {
            file: source.file.to_owned(),
            line,
            last: source.last_line(statement),
            column: u32::try_from(column + 1).unwrap_or(1),
            width,
            text,
            note,
        }
    }
}

/// Where a name stands by itself in a text.
fn word(text: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).map(|(at, _)| at).find(|&at| {
        let before = text[..at].chars().next_back();
        let behind = text[at + name.len()..].chars().next();
        !before.is_some_and(is_part) && !behind.is_some_and(is_part)
    })
}
