//! From a failed report to the lines in it.

use super::blocks::{Target, attribute};
use super::flow::Flow;
use super::meaning::{By, Meaning, Measured};
use super::recorder::Recorder;
use super::runs::{Runs, dot};
use super::search::{Recorded, Repair, Search, copied, nothing};
use super::source::{SiteKind, Source};
use crate::evaluate::{Objective, Signs, nearby};
use crate::parameters::Flattened;
use crate::points::{Rng, mix};
use crate::precision::Precision;
use crate::report::{BlockLine, Certainty, Lines, MarkedLine, Report, RightValue};
use crate::wording::{four_digits, listed};
use std::collections::BTreeSet;

/// Statements that are named one by one.
const NAMED: usize = 3;
/// Statements that are looked for, one after the other.
const MISTAKES: usize = 3;

/// The test point, and where the copy reports.
pub(crate) struct Point<'a> {
    pub(crate) flat: &'a Flattened,
    pub(crate) recorder: &'a Recorder,
    pub(crate) source: &'static Source,
    /// How many calls of the copy there may be.
    pub(crate) limit: usize,
}

/// Statements of which one is wrong.
struct Accused {
    statements: BTreeSet<usize>,
    repair: Option<Repair>,
    /// Whether the repair holds at a second point too.
    at_second: bool,
    /// The wrong blocks that it explains.
    explains: Vec<String>,
}

/// Follow the wrong blocks of a report to their lines; the calls that it took.
pub(crate) fn follow(model: &mut dyn Objective, point: &Point<'_>, report: &mut Report) {
    let mut runs = Runs {
        model,
        recorder: point.recorder,
        source: point.source,
        theta: point.flat.values().to_vec(),
        way: None,
        made: 0,
        limit: point.limit,
        precision: Precision::F64,
    };
    runs.precision = report.precision;
    let lines = trace(&mut runs, point, report);
    report.evaluations.experiments += runs.made;
    report.lines = lines;
}

fn trace(runs: &mut Runs<'_>, point: &Point<'_>, report: &Report) -> Option<Lines> {
    let source = point.source;
    let (evaluation, tracks) = runs.record(nothing())?;
    let flow = Flow::new(source, &tracks, evaluation.cost);
    let mut targets = Target::all(report, point.flat.blocks());
    attribute(&mut targets, source, &tracks, &flow, &evaluation.gradient);
    let measured = Measured::new(source, &tracks, &flow);
    let mut search = Search {
        source,
        runs,
        flow,
        targets,
        measured,
        forward: tracks.clone(),
        is_complete: true,
        right_terms: BTreeSet::new(),
        pinned: BTreeSet::new(),
        overwriting: BTreeSet::new(),
    };
    let meanings = search.recognise(&tracks);
    let mut first = Recorded { tracks, meanings };
    search.split_into_terms(&first, &evaluation.gradient);
    let accused = accuse(&mut search, &mut first, point);
    Some(lines(&search, &first, &accused, report))
}

/// The statements that are to blame, each with what it explains.
fn accuse(search: &mut Search<'_, '_>, first: &mut Recorded, point: &Point<'_>) -> Vec<Accused> {
    let wrong: BTreeSet<usize> = (0..search.targets.len())
        .filter(|&k| search.targets[k].is_wrong && !search.targets[k].sinks.is_empty())
        .collect();
    if wrong.is_empty() {
        return Vec::new();
    }
    if std::env::var("LINES_DEBUG").is_ok() {
        let accepted = search.accepted(first, None);
        for (site, track) in first.tracks.iter().enumerate() {
            let w = &search.source.sites[site];
            if track.passed > 0 {
                eprintln!(
                    "{site:3} l{} {:?} {} {} len {:?} reads {:?} {:?} {}",
                    search.source.line(w.statement),
                    w.kind,
                    w.name,
                    if search.flow.is_forward[site] {
                        "FWD"
                    } else if search.flow.is_copy[site] {
                        "COPY"
                    } else {
                        ""
                    },
                    track.lengths,
                    track.reads,
                    first.meanings[site].map(|m| match m {
                        Meaning::Derivative {
                            of,
                            factor,
                            alignment,
                        } => format!(
                            "{factor:.4}*dJ/d{} (l{}) {alignment:?}",
                            search.source.sites[of].name,
                            search.source.line(search.source.statement(of))
                        ),
                        m => format!("{m:?}"),
                    }),
                    if accepted[site] { "OK" } else { "" }
                );
            }
        }
        for t in &search.targets {
            eprintln!("{} wrong {} sinks {:?}", t.path, t.is_wrong, t.sinks);
        }
    }
    let repairs = search.repairs(first, &wrong, &nothing());
    let accused = explained(search, first, &repairs, &wrong, point);
    let open: BTreeSet<usize> = accused
        .iter()
        .filter(|a| a.statements.len() > 1 || a.repair.is_none())
        .flat_map(|a| a.statements.iter().copied())
        .collect();
    if open.is_empty() {
        return accused;
    }
    // What is a part of a derivative, by one of several ways, takes more to recognise.
    let targets = wrong.iter().map(|&k| &search.targets[k]);
    let blocks: Vec<By> = targets
        .filter_map(|target| target.by(search.source))
        .collect();
    search.part(first, &open, &blocks);
    first.meanings = search.recognise(&first.tracks);
    explained(search, first, &repairs, &wrong, point)
}

fn explained(
    search: &mut Search<'_, '_>,
    first: &Recorded,
    repairs: &[Repair],
    wrong: &BTreeSet<usize>,
    point: &Point<'_>,
) -> Vec<Accused> {
    let is_whole = search
        .targets
        .iter()
        .all(|target| !target.is_wrong || !target.sinks.is_empty());
    let mut best: Vec<Tried> = Vec::new();
    for repair in repairs {
        let Some(tried) = tried(search, first, repair.clone()) else {
            continue;
        };
        if std::env::var("LINES_DEBUG").is_ok() {
            eprintln!(
                "repair l{} {} as {:?}: {} {:?}",
                search
                    .source
                    .line(search.source.statement(tried.repair.site)),
                search.source.sites[tried.repair.site].name,
                tried.repair.meaning,
                tried.recognised,
                tried
                    .statements
                    .iter()
                    .map(|s| search.source.line(*s))
                    .collect::<Vec<_>>()
            );
        }
        let mut tried = tried;
        let scaled =
            first.meanings[tried.repair.site].and_then(Meaning::of) == tried.repair.meaning.of();
        if tried.repair.is_fitted && scaled {
            // A factor may be wrong anywhere between the value and the blocks.
            let sets = blamed_by_block(search, first, wrong);
            let common = sets
                .into_iter()
                .map(|(set, _)| set)
                .reduce(|all, set| &all & &set);
            tried.statements.extend(common.unwrap_or_default());
        }
        let known = best.first().map_or(0, |best| best.recognised);
        if tried.recognised > known {
            best.clear();
        }
        if tried.recognised >= known {
            best.push(tried);
        }
    }
    if !best.is_empty() {
        let explains = wrong
            .iter()
            .map(|&k| search.targets[k].path.clone())
            .collect();
        return vec![of_repairs(search, &best, explains, is_whole, point)];
    }
    // No single value explains all: each block by itself, together where they have statements in common.
    let mut sets = blamed_by_block(search, first, wrong);
    let mut groups: Vec<Accused> = Vec::new();
    sets.sort_by_key(|(set, _)| set.len());
    for (set, k) in sets {
        let path = search.targets[k].path.clone();
        let together = groups
            .iter_mut()
            .find(|group| !group.statements.is_disjoint(&set));
        if let Some(group) = together {
            group.statements.retain(|statement| set.contains(statement));
            group.explains.push(path);
        } else {
            groups.push(Accused {
                statements: set,
                repair: None,
                at_second: false,
                explains: vec![path],
            });
        }
    }
    groups.truncate(MISTAKES);
    groups
}

/// For each of these blocks the statements that may be to blame for it.
fn blamed_by_block(
    search: &Search<'_, '_>,
    first: &Recorded,
    wrong: &BTreeSet<usize>,
) -> Vec<(BTreeSet<usize>, usize)> {
    let accepted = search.accepted(first, None);
    let blamed = wrong.iter().map(|&k| {
        let sinks = &search.targets[k].sinks;
        let mut blamed: BTreeSet<usize> = sinks
            .iter()
            .flat_map(|&sink| search.blamed(first, sink, &accepted))
            .collect();
        if blamed.is_empty() {
            blamed.extend(
                sinks
                    .iter()
                    .map(|&sink| search.source.statement(copied(first, sink, &accepted))),
            );
        }
        (blamed, k)
    });
    blamed.collect()
}

/// A repair, and what is known with it.
struct Tried {
    repair: Repair,
    statements: BTreeSet<usize>,
    /// How many derivatives are recognised with it.
    recognised: usize,
    /// Whether the statement computes something else of right values.
    is_another: bool,
}

/// What a repair accuses: its statement, and those that it is made of and nothing is known of.
fn tried(search: &mut Search<'_, '_>, first: &Recorded, repair: Repair) -> Option<Tried> {
    let (_, tracks) = search.runs.record(repair.changes.clone())?;
    let meanings = search.recognise(&tracks);
    let mended = Recorded { tracks, meanings };
    let mut accepted = search.accepted(&mended, Some(&repair));
    let recognised = mended.recognised(&accepted, &repair);
    let before = search.accepted(first, None);
    accepted
        .iter_mut()
        .zip(before)
        .for_each(|(now, before)| *now |= before);
    accepted[repair.site] = false;
    let mut statements = search.blamed(&mended, repair.site, &accepted);
    statements.insert(search.source.statement(repair.site));
    let is_another = search.computes_another(&mended.tracks, &repair);
    Some(Tried {
        repair,
        statements,
        recognised,
        is_another,
    })
}

/// What repairs accuse that explain equally much.
fn of_repairs(
    search: &mut Search<'_, '_>,
    best: &[Tried],
    explains: Vec<String>,
    is_whole: bool,
    point: &Point<'_>,
) -> Accused {
    let statements = best
        .iter()
        .flat_map(|tried| tried.statements.iter().copied())
        .collect();
    let mut accused = Accused {
        statements,
        repair: None,
        at_second: false,
        explains,
    };
    if let [tried] = best {
        if tried.is_another {
            accused.at_second = is_whole && holds_at_second_point(search, &tried.repair, point);
            accused.repair = Some(tried.repair.clone());
        }
    }
    accused
}

/// Whether the same repair makes the gradient right at another point.
fn holds_at_second_point(search: &mut Search<'_, '_>, repair: &Repair, point: &Point<'_>) -> bool {
    let Meaning::Derivative {
        of,
        alignment,
        factor,
    } = repair.meaning
    else {
        return false;
    };
    let home = search.runs.theta.clone();
    let rng = Rng::new(mix(0x2b));
    let theta = nearby(point.flat.blocks(), &home, 8.0, Signs::Even, rng);
    search.runs.theta.clone_from(&theta);
    let holds = (|| {
        let (_, tracks) = search.runs.record(nothing())?;
        let range = (alignment.partner, alignment.count);
        let gradient = search.runs.gradient(of, &tracks[of], range)?;
        let mut change = repair.changes.get(&repair.site)?.clone();
        let numbers = alignment.of_partner(&tracks[repair.site], &gradient);
        change.numbers = numbers.iter().map(|x| x * factor).collect();
        let mended = search
            .runs
            .evaluate([(repair.site, change)].into())?
            .gradient;
        let mut is_right = true;
        for k in 0..2 {
            let mut rng = Rng::new(mix(0x51 + k));
            let direction: Vec<f64> = theta.iter().map(|_| rng.unit() - 0.5).collect();
            let mut cost_at = |h: f64| {
                search.runs.theta = theta
                    .iter()
                    .zip(&direction)
                    .map(|(t, r)| t + h * r)
                    .collect();
                search
                    .runs
                    .evaluate(nothing())
                    .map(|evaluation| evaluation.cost)
            };
            let h = 1e-4;
            let coarse = (cost_at(h)? - cost_at(-h)?) / (2.0 * h);
            let fine = (cost_at(h / 2.0)? - cost_at(-h / 2.0)?) / h;
            let slope = (4.0 * fine - coarse) / 3.0;
            let told = dot(&mended, &direction);
            let size: f64 = mended
                .iter()
                .zip(&direction)
                .map(|(g, r)| (g * r).abs())
                .sum();
            is_right &= (told - slope).abs() <= 1e-5 * size + (coarse - fine).abs();
        }
        Some(is_right)
    })();
    search.runs.theta = home;
    holds.unwrap_or_default()
}

/// All of it in words.
fn lines(search: &Search<'_, '_>, first: &Recorded, accused: &[Accused], report: &Report) -> Lines {
    let source = search.source;
    let reader = SourceReader::new(source);
    let accepted = search.accepted(first, None);
    let mut marked = Vec::new();
    let mut certainty = Certainty::Unknown;
    let count: BTreeSet<usize> = accused
        .iter()
        .flat_map(|accused| accused.statements.iter().copied())
        .collect();
    // Two mistakes at once are less likely than one that wasn't followed.
    if accused.len() == 1 && count.len() == 1 {
        certainty = Certainty::Wrong;
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
            let note = note(search, first, accused, statement);
            marked.push(reader.mark(search, statement, note));
        }
    }
    let mut right = BTreeSet::new();
    for (site, _) in accepted
        .iter()
        .enumerate()
        .filter(|(_, accepted)| **accepted)
    {
        let written = &source.sites[site];
        let is_of_value = matches!(written.kind, SiteKind::Defined | SiteKind::Changed);
        if is_of_value && !search.flow.is_forward[site] && !written.name.is_empty() {
            right.insert((source.line(written.statement), written.name));
        }
    }
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

/// What is said of an accused statement.
fn note(search: &Search<'_, '_>, first: &Recorded, accused: &Accused, statement: usize) -> String {
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
            let factor = if *factor == 1.0 {
                String::new()
            } else {
                format!("{} × ", four_digits(*factor))
            };
            let is = was.map_or_else(String::new, |was| {
                format!("{} × ∂cost/∂{}, ", four_digits(was), name(*of))
            });
            let tried = if accused.at_second {
                " (tried: here and at a second point)"
            } else {
                " (tried)"
            };
            format!(
                "{is}should be {factor}∂cost/∂{}; with it {explained} {} right{tried}",
                name(*of),
                if accused.explains.len() == 1 {
                    "is"
                } else {
                    "are"
                }
            )
        }
        Some(Repair {
            site,
            meaning: Meaning::Local { index, .. },
            ..
        }) if search.source.statement(*site) == statement => {
            let local = &search.measured.locals[*index];
            format!(
                "should be ∂{}/∂{}; with it {explained} {} right (tried)",
                name(local.of),
                name(local.by),
                if accused.explains.len() == 1 {
                    "is"
                } else {
                    "are"
                }
            )
        }
        Some(Repair {
            site,
            meaning: Meaning::Same { of },
            ..
        }) if search.source.statement(*site) == statement => {
            let verb = if accused.explains.len() == 1 {
                "is"
            } else {
                "are"
            };
            format!(
                "should be {}, as on line {}; with it {explained} {verb} right (tried)",
                name(*of),
                search.source.line(search.source.statement(*of))
            )
        }
        _ if accused.statements.len() == 1 => format!(
            "{explained} {} wrong, and what it is made of is right",
            if accused.explains.len() == 1 {
                "is"
            } else {
                "are"
            }
        ),
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
        let is_same = text.is_some_and(|text| name.is_empty() || text.contains(name));
        let text = text.filter(|_| is_same).unwrap_or(tokens).to_owned();
        let (column, width) = if let Some(at) = word(&text, name) {
            (text[..at].chars().count(), name.chars().count())
        } else {
            let indent = text.chars().count() - text.trim_start().chars().count();
            (indent, text.trim().chars().count().max(1))
        };
        MarkedLine {
            file: source.file.to_owned(),
            line,
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
