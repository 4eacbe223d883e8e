//! The verdict benchmark: right gradients and planted mistakes, judged by our check and by the rules
//! of other tools.
//!
//! `cargo bench --bench verdicts` prints the tables, and fails if a target is missed. Behind `--`:
//!
//! - `--wrong` names every verdict of ours that is wrong or undecided as well;
//! - `--report NAME` prints our report of every case in sight whose name contains NAME, with `cost = ..` if
//!   `--with-cost` is given;
//! - `--ours` prints our own verdicts alone, with the names of those that are wrong or undecided if `--wrong` is given;
//! - `--probe` probes every case along directions, as large problems are;
//! - `--other-ways` compares the verdicts with those that `cost = ..` and `eps` lead to;
//! - `--ablation` counts what goes wrong when one rule is left out, with `--everyday` in the everyday families, with
//!   `--rule NAME` for the rules whose names contain NAME;
//! - `--census` counts functions, kinds and cases;
//! - `--everyday` prints the tables of the everyday families alone, ours without those of other tools if `--ours`
//!   is given; with `--family NAME` those whose names contain NAME, and with `--report NAME` reports as above;
//! - `--tenth` draws about a tenth of the cases, always the same, and of each family's members;
//! - `--large` adds networks of up to 100,000 parameters, `--nightly` draws ten times as many members;
//! - `--verify` compares each gradient that is said to be right with derivatives of the cost alone, with
//!   `--everyday` in the everyday families only.
//!
//! The rules were made while looking at some draws and seeds. The others are held out: their
//! verdicts are counted only, and any that has been looked at belongs to the cases in sight.

mod cases;
mod check;
mod draw;
mod everyday;
mod functions;
mod linear;
mod mistakes;
mod ours;
mod problem;
mod random;
mod rules;
mod table;
mod tally;
mod targets;
mod units;

use cases::Case;
use everyday::table::Study;
use ours::Run;
use std::ops::Range;
use std::process::ExitCode;

const IN_SIGHT_TITLE: &str = "in sight";
/// Draws of the named functions, and seeds of random ones.
type Draws = (Range<usize>, Range<u64>);
const IN_SIGHT: [Draws; 2] = [(0..4, 7000..7300), (10..14, 9000..9300)];
const HELD_OUT: [Draws; 1] = [(30..36, 13_000..13_450)];
/// About a tenth of both, for a fast look.
const TENTH_IN_SIGHT: [Draws; 1] = [(2..3, 7120..7195)];
const TENTH_HELD_OUT: [Draws; 1] = [(30..31, 13_000..13_075)];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let asked = |option: &str| arguments.iter().any(|argument| argument == option);
    let named = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option);
        at.and_then(|at| arguments.get(at + 1))
    };
    let study = Study {
        family: named("--family").map_or("", String::as_str),
        large: asked("--large"),
        tenths: match (asked("--nightly"), asked("--tenth")) {
            (true, _) => 100,
            (false, true) => 1,
            (false, false) => 10,
        },
        rivals: !asked("--ours"),
        wrong: asked("--wrong"),
    };
    let rule = named("--rule").map_or("", String::as_str);
    if asked("--everyday") && !asked("--verify") {
        if asked("--ablation") {
            table::ablation(&study.in_sight(), rule);
            return ExitCode::SUCCESS;
        }
        if let Some(name) = named("--report") {
            study.reports(name);
            return ExitCode::SUCCESS;
        }
        return outcome(&study.judge());
    }
    let (in_sight, held_out): (&[Draws], &[Draws]) = if asked("--tenth") {
        (&TENTH_IN_SIGHT, &TENTH_HELD_OUT)
    } else {
        (&IN_SIGHT, &HELD_OUT)
    };
    let in_sight = cases::drawn(in_sight);
    if asked("--verify") {
        let mut problems = study.members();
        if !asked("--everyday") {
            problems.extend(check::corpus());
        }
        check::verify(&problems);
    } else if asked("--census") {
        println!("{}", cases::census(&in_sight));
    } else if asked("--ours") {
        table::alone(IN_SIGHT_TITLE, &in_sight, asked("--wrong"));
    } else if asked("--probe") {
        table::probed(IN_SIGHT_TITLE, &in_sight, asked("--wrong"));
        table::probed("held out", &cases::drawn(held_out), false);
    } else if asked("--other-ways") {
        table::other_ways(&in_sight);
    } else if asked("--ablation") {
        table::ablation(&in_sight, rule);
    } else if let Some(name) = named("--report") {
        for case in in_sight.iter().filter(|case| case.name().contains(name)) {
            let run = Run {
                with_cost: asked("--with-cost"),
                ..Run::default()
            };
            let report = ours::report(case, &run);
            println!("{}\n{report}\n", case.name());
        }
    } else {
        let missed = [
            judged(IN_SIGHT_TITLE, &in_sight, asked("--wrong")),
            judged("held out", &cases::drawn(held_out), false),
        ];
        return outcome(&missed.concat());
    }
    ExitCode::SUCCESS
}

/// Prints the targets that were missed, and fails if there are any.
fn outcome(missed: &[String]) -> ExitCode {
    missed.iter().for_each(|target| println!("MISSED {target}"));
    ExitCode::from(u8::from(!missed.is_empty()))
}

/// The tables of a set of cases, and the targets that were missed in it.
fn judged(title: &str, cases: &[Case], wrong: bool) -> Vec<String> {
    let tally = table::beside_rivals(title, cases, wrong);
    let mut missed = targets::missed(&tally);
    // The limit of f64 is in the held-out cases too: it is counted there, and named in EVIDENCE.md.
    if title == IN_SIGHT_TITLE && tally.clean_false_passes > 0 {
        missed.push("a mistake of 1e-5 passed under a cost without noise or constant".to_owned());
    }
    if table::other_ways(cases) > 0 {
        missed.push("`cost = ..` changes a verdict".to_owned());
    }
    missed
        .iter()
        .map(|target| format!("{title}: {target}"))
        .collect()
}
