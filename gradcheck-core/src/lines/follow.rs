//! From a failed report to the lines in it.

use super::able::able;
use super::blocks::{Target, attribute};
use super::exchanged::exchanged;
use super::flow::Flow;
use super::meaning::{Meaning, Measured};
use super::recorder::Recorder;
use super::regions::Regions;
use super::repair::{Repair, nothing};
use super::runs::{Runs, dot};
use super::search::{Recorded, Search};
use super::source::Source;
use super::suspects::copied;
use super::words::lines;
use crate::evaluate::{Objective, Signs, nearby};
use crate::order::sort_by_key;
use crate::parameters::Flattened;
use crate::points::{Rng, mix};
use crate::precision::Precision;
use crate::report::{Lines, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Statements that are named one by one.
pub(super) const NAMED: usize = 3;
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
pub(super) struct Accused {
    pub(super) statements: BTreeSet<usize>,
    pub(super) repair: Option<Repair>,
    /// Whether the repair holds at a second point too.
    pub(super) at_second: bool,
    /// The wrong blocks that it explains.
    pub(super) explains: Vec<String>,
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
    let flow = Flow::new(source, &tracks, report.context.sign() * evaluation.cost);
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
        gradient: evaluation.gradient.clone(),
        seen_in_right: BTreeMap::new(),
        abilities: BTreeMap::new(),
    };
    let meanings = search.recognise(&tracks);
    let first = Recorded { tracks, meanings };
    let by_steps = by_steps(&mut search, &first);
    search.tell_apart(&first);
    let exchanged = exchanged(&search, &first);
    search.look_at_influence(&first);
    let accused = if let Some(exchanged) = exchanged {
        vec![exchanged]
    } else {
        let accused = accuse(&mut search, &first, point);
        able(&mut search, &first, accused, by_steps)
    };
    Some(lines(&search, &first, &accused, report))
}

/// The statements at which all steps that are wrong may be wrong; none where the steps tell nothing.
fn by_steps(search: &mut Search<'_, '_>, first: &Recorded) -> Option<BTreeSet<usize>> {
    // Of numbers with so few digits too little is seen.
    if search.runs.precision == Precision::F32 {
        return None;
    }
    let uses = search.uses(first);
    for in_part in [true, false] {
        let known = search.known(first, &uses, in_part);
        let steps = search.steps(first, &uses, &known)?;
        let common = Regions::new(search, first, &uses, &known, &steps).common(search)?;
        if !common.is_empty() {
            return Some(common);
        }
    }
    None
}

/// The statements that are to blame, each with what it explains.
fn accuse(search: &mut Search<'_, '_>, first: &Recorded, point: &Point<'_>) -> Vec<Accused> {
    let wrong: BTreeSet<usize> = (0..search.targets.len())
        .filter(|&k| search.targets[k].is_wrong && !search.targets[k].sinks.is_empty())
        .collect();
    if wrong.is_empty() {
        return Vec::new();
    }
    let repairs = search.repairs(first, &wrong, &nothing());
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
        let mut tried = tried;
        let is_of_same =
            first.meanings[tried.repair.site].and_then(Meaning::of) == tried.repair.meaning.of();
        let is_multiple = tried.repair.meaning.factor() != Some(1.0);
        if tried.repair.is_fitted && (is_of_same || is_multiple) {
            // A factor may be wrong anywhere on the way, until something else is added.
            let scaling = search.scaling(first, tried.repair.site);
            let sets = blamed_by_block(search, first, wrong);
            let common = sets
                .into_iter()
                .map(|(set, _)| set)
                .reduce(|all, set| &all & &set);
            let common = common.unwrap_or_default();
            tried.statements.extend(common.intersection(&scaling));
        }
        let known = best.first().map_or(0, |best| best.recognised);
        if tried.recognised > known {
            best.clear();
        }
        if tried.recognised >= known {
            best.push(tried);
        }
    }
    // A factor that was only made to fit says less than one that was to be expected.
    let is_expected =
        |tried: &Tried| !tried.repair.is_fitted || tried.repair.meaning.factor() == Some(1.0);
    if best.iter().any(is_expected) {
        best.retain(is_expected);
    }
    // A statement that another one needs to be explained as well goes before it, but for copies.
    let sets: Vec<BTreeSet<usize>> = best.iter().map(|tried| tried.statements.clone()).collect();
    best.retain(|tried| {
        let is_copy = search.source.sites[tried.repair.site].is_trivial;
        let is_contained = |set: &BTreeSet<usize>| {
            set.is_subset(&tried.statements) && set.len() < tried.statements.len()
        };
        is_copy || !sets.iter().any(is_contained)
    });
    // What looked right before is less likely than what didn't.
    let accepted = search.accepted(first, None);
    if best.iter().any(|tried| !accepted[tried.repair.site]) {
        best.retain(|tried| !accepted[tried.repair.site]);
    }
    // What another point disproves was no repair.
    if is_whole {
        for tried in best.iter_mut().take(NAMED).filter(|tried| tried.is_another) {
            tried.at_second = holds_at_second_point(search, &tried.repair, point);
        }
        best.retain(|tried| tried.at_second != Some(false));
    }
    if !best.is_empty() {
        let explains = wrong
            .iter()
            .map(|&k| search.targets[k].path.clone())
            .collect();
        return vec![of_repairs(search, &best, explains)];
    }
    // No single value explains all: each block by itself, together where they have statements in common.
    let mut sets = blamed_by_block(search, first, wrong);
    let mut groups: Vec<Accused> = Vec::new();
    sort_by_key(&mut sets, |(set, _)| set.len());
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
    let accepted = search.certain(first);
    let blamed = wrong.iter().map(|&k| {
        let mut blamed = BTreeSet::new();
        for &sink in &search.targets[k].sinks {
            let of_sink = search.blamed(first, sink, &accepted);
            // What only walks over values is no statement that computes one.
            let is_seen = |statement: &usize| {
                (0..first.tracks.len()).any(|site| {
                    search.source.statement(site) == *statement && first.tracks[site].is_whole()
                })
            };
            if !of_sink.iter().any(is_seen) {
                blamed.insert(search.source.statement(copied(first, sink, &accepted)));
            }
            blamed.extend(of_sink);
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
    /// Whether the repair holds at a second point too, if that was tried.
    at_second: Option<bool>,
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
        .zip(&before)
        .for_each(|(now, before)| *now |= before);
    accepted[repair.site] = false;
    let mut statements = search.blamed(&mended, repair.site, &accepted);
    statements.insert(search.source.statement(repair.site));
    if before[repair.site] {
        statements.extend(search.only_use(first, repair.site));
    }
    let is_another = search.computes_another(&mended.tracks, &repair);
    Some(Tried {
        repair,
        statements,
        recognised,
        is_another,
        at_second: None,
    })
}

/// What repairs accuse that explain equally much.
fn of_repairs(search: &Search<'_, '_>, best: &[Tried], explains: Vec<String>) -> Accused {
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
            // One number can be made right in many places.
            let wrong = search.targets.iter().filter(|target| target.is_wrong);
            let is_seen_twice = wrong.flat_map(Target::wrong_places).nth(1).is_some();
            accused.at_second = is_seen_twice && tried.at_second == Some(true);
            accused.repair = Some(tried.repair.clone());
        }
    }
    accused
}

/// Whether the same repair makes the gradient right at another point, if that can be told.
fn holds_at_second_point(
    search: &mut Search<'_, '_>,
    repair: &Repair,
    point: &Point<'_>,
) -> Option<bool> {
    let Meaning::Derivative {
        of,
        alignment,
        factor,
    } = repair.meaning
    else {
        return None;
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
    holds
}
