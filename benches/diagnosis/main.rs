//! The diagnosis benchmark: mistakes planted in the backward passes of models, and how well the check names
//! them.
//!
//! `cargo bench --bench diagnosis` prints a table of kinds and one of what was stated in their place, and
//! fails if a target is missed. Behind `--`:
//!
//! - `--wrong` names every case whose first finding isn't of the planted kind, with its findings;
//! - `--report NAME` prints our report of every case in sight whose name contains NAME;
//! - `--kind KIND` leaves out all other kinds, `--tenth` most of the seeds;
//! - `--probe` probes every case along directions, as large problems are;
//! - `--census` counts the cases of each kind in each family.
//!
//! Every mend that is printed is made, and the check is run again. Decoys (`decoys.rs`) look like a cause at the test
//! point, and have another.
//!
//! Below the line of all others are counted the mistakes of no kind, of which `unexplained` should be stated,
//! and `two_mistakes`, of which each block's kind should.
//!
//! A case is drawn again if its mistake changes nothing, if a block that it hits has no gradient, or if the
//! numbers are those of a mistake of another kind (`fair.rs`); what the check answers plays no part in it.
//! The rules of the check were made while looking at some seeds. The others are held out: they are counted
//! only.

mod activation;
mod backward;
mod case;
mod decoys;
mod fair;
mod families;
mod fault;
mod graph;
mod judged;
mod loss;
mod mended;
mod mistakes;
mod model;
mod point;
mod table;
mod tally;

use case::Case;
use grad_check::{FindingKind, Report, Rng, Verdict};
use judged::{Naming, Stated};
use std::ops::Range;
use std::process::ExitCode;
use tally::Tally;

const IN_SIGHT: Range<u64> = 0..12;
const HELD_OUT: Range<u64> = 50_000..50_006;
/// A part of both, for a fast look.
const FEW_IN_SIGHT: Range<u64> = 0..2;
const FEW_HELD_OUT: Range<u64> = 50_000..50_001;
/// Decoys of each kind for each seed.
const DECOYS: u64 = 4;
/// Right gradients of each family for each seed.
const RIGHT: u64 = 10;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let asked = |option: &str| arguments.iter().any(|argument| argument == option);
    let named = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option);
        at.and_then(|at| arguments.get(at + 1)).map(String::as_str)
    };
    let kind = named("--kind");
    let (seeds, seeds_held_out) = if asked("--tenth") {
        (FEW_IN_SIGHT, FEW_HELD_OUT)
    } else {
        (IN_SIGHT, HELD_OUT)
    };
    let in_sight = case::drawn(seeds.clone(), kind);
    if asked("--census") {
        table::census(&in_sight);
    } else if let Some(name) = named("--report") {
        for case in in_sight.iter().filter(|case| case.name().contains(name)) {
            println!("{}\n{}\n", case.name(), report(case));
        }
    } else {
        let held_out = case::drawn(seeds_held_out.clone(), kind);
        let missed = [
            judged("in sight", &in_sight, seeds, asked("--wrong")),
            judged("held out", &held_out, seeds_held_out, false),
        ]
        .concat();
        missed.iter().for_each(|target| println!("MISSED {target}"));
        return ExitCode::from(u8::from(!missed.is_empty()));
    }
    ExitCode::SUCCESS
}

fn report(case: &Case) -> Report {
    judged::report(&case.model, Some(&case.planted), case.seed)
}

/// The tables of a set of cases, and the targets that were missed in it.
fn judged(title: &str, cases: &[Case], seeds: Range<u64>, show: bool) -> Vec<String> {
    let mut tally = Tally::default();
    let count = RIGHT * (seeds.end - seeds.start);
    for (seed, model) in case::right(seeds.start..seeds.start + count) {
        let report = judged::report(&model, None, seed);
        let is_alarm = report.verdict() != Verdict::Pass || !report.findings().is_empty();
        tally.right_gradients += 1;
        tally.alarms += usize::from(is_alarm);
        tally.took(evaluations(&report), model.components());
        if is_alarm && show {
            println!("{} {seed}, right\n{report}\n", model.family);
        }
    }
    for case in cases {
        let report = report(case);
        let stated = Stated::of(case, &report);
        tally.mends(mends(case, &report));
        tally.first_line(&report);
        tally.count(case, &stated);
        tally.case_took(case, evaluations(&report), report.evaluations().experiments);
        let is_named = stated.naming == Naming::Right && stated.names_blocks != Some(false);
        if show && !(is_named && stated.is_judged) {
            explain(case, &report, &stated);
        }
    }
    for decoy in &decoys::ALL {
        for seed in seeds.start..seeds.start + DECOYS * (seeds.end - seeds.start) {
            let report = (decoy.check)(&mut Rng::new(seed).stream(decoy.name));
            let kinds = report.findings().iter().map(grad_check::Finding::kind);
            let is_false = kinds.clone().any(|kind| decoy.false_kinds.contains(&kind));
            tally.decoy(decoy.name, is_false, kinds.map(FindingKind::name).next());
            if is_false && show {
                println!("decoy {} {seed}\n{report}\n", decoy.name);
            }
        }
    }
    table::print(title, &tally);
    let missed = tally.missed();
    missed
        .iter()
        .map(|target| format!("{title}: {target}"))
        .collect()
}

/// What came of the mends that are printed: those that passed, failed, and say too little to be made.
fn mends(case: &Case, report: &Report) -> [usize; 3] {
    let mut counts = [0; 3];
    for finding in report.findings().iter().filter(|f| f.mend().is_some()) {
        let Some(mend) = mended::mended(finding, &case.model) else {
            counts[2] += 1;
            continue;
        };
        let again = judged::with(&case.model, Some(&case.planted), case.seed, Some(&mend));
        let own = again.blocks().iter();
        let mut own = own.filter(|b| finding.blocks().iter().any(|path| path == b.path()));
        let fails = own.any(|block| block.verdict() == Verdict::Fail);
        counts[usize::from(fails)] += 1;
        // A mend that is printed and fails is a mistake of ours, and ends the run: it is shown wherever it is.
        if fails {
            let mend = finding.mend().unwrap_or_default();
            let name = case.name();
            println!(
                "{name}: the mend fails: {} ({mend})\n{again}",
                finding.message()
            );
        }
    }
    counts
}

fn evaluations(report: &Report) -> usize {
    report.evaluations().full + report.evaluations().cost_only
}

/// A case that isn't stated as it should be: its name and its first findings.
fn explain(case: &Case, report: &Report, stated: &Stated) {
    const SHOWN: usize = 4;
    println!("{} → {} ({})", case.name(), stated.first, report.verdict());
    for finding in report.findings().iter().take(SHOWN) {
        let kind = finding.kind().name();
        println!("    {kind}: {} ({})", finding.message(), finding.evidence());
    }
}
