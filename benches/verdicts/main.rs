//! The verdict benchmark: right gradients and planted mistakes, judged by our check and by the rules
//! of other tools.
//!
//! `cargo bench --bench verdicts` prints the tables. Behind `--`:
//!
//! - `--wrong` names every verdict of ours that is wrong or undecided as well;
//! - `--report NAME` prints our report of every case in sight whose name contains NAME;
//! - `--ablation` counts what goes wrong when one rule is left out;
//! - `--census` counts functions, kinds and cases;
//! - `--verify` compares each gradient that is said to be right with derivatives of the cost alone.
//!
//! The rules were made while looking at some draws and seeds. The others are held out: their
//! verdicts are counted only, and any that has been looked at belongs to the cases in sight.

mod cases;
mod check;
mod draw;
mod functions;
mod linear;
mod mistakes;
mod ours;
mod problem;
mod random;
mod rules;
mod table;
mod tally;
mod units;

use ours::Run;
use std::ops::Range;

/// Draws of the named functions, and seeds of random ones.
type Draws = (Range<usize>, Range<u64>);
const IN_SIGHT: [Draws; 2] = [(0..4, 7000..7120), (10..14, 9000..9120)];
const HELD_OUT: [Draws; 1] = [(20..26, 11_000..11_240)];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let asked = |option: &str| arguments.iter().position(|argument| argument == option);
    let in_sight = cases::drawn(&IN_SIGHT);
    if asked("--verify").is_some() {
        return check::verify();
    }
    if asked("--census").is_some() {
        return println!("{}", cases::census(&in_sight));
    }
    if asked("--ablation").is_some() {
        return table::ablation(&in_sight);
    }
    if let Some(name) = asked("--report").and_then(|at| arguments.get(at + 1)) {
        for case in in_sight.iter().filter(|case| case.name().contains(name)) {
            let report = ours::report(case, &Run::default());
            println!("{}\n{report}\n", case.name());
        }
        return;
    }
    table::beside_rivals("in sight", &in_sight, asked("--wrong").is_some());
    table::other_ways(&in_sight);
    let held_out = cases::drawn(&HELD_OUT);
    table::beside_rivals("held out", &held_out, false);
    table::other_ways(&held_out);
}
