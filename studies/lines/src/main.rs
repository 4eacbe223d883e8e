//! Is the line that is wrong found? Functions as people write them, each once right and once for each mistake that is
//! marked in it: `in_sight`, which rules may be made after, and `held_out`, which is only counted.
//!
//! From this folder (with `LINES=1` before each, the attributes have the option `lines`):
//!
//! ```sh
//! export GRAD_CHECK_REPORT=json GRAD_CHECK_DIR=$PWD/target/reports
//! rm -rf "$GRAD_CHECK_DIR"; cargo test --no-fail-fast -- -q   # fails: so do the wrong functions, as they should
//! cargo run -- "$GRAD_CHECK_DIR"                              # every right one passes, every wrong one fails
//! ```
//!
//! `build.rs` says how a mistake is marked.

#[cfg(test)]
#[allow(warnings)]
mod corpus {
    include!(concat!(env!("OUT_DIR"), "/corpus.rs"));
}
mod reports;
mod truth;

use reports::Outcome;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};
use truth::Case;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = env::args()
        .nth(1)
        .ok_or("which folder are the reports in?")?;
    let outcomes = reports::read(Path::new(&folder))?;
    let cases = truth::read(&fs::read_to_string(env!("LINES_TRUTH"))?)?;

    let mut table: BTreeMap<(&str, &str), Row> = BTreeMap::new();
    let mut complaints = Vec::new();
    for case in &cases {
        let row = table.entry((&case.folder, &case.function)).or_default();
        row.cases += 1;
        match outcomes.get(&(case.function.clone(), case.number)) {
            Some(outcome) if outcome.verdict == case.verdict() => row.count(case, outcome),
            Some(outcome) => complaints.push(format!("{case}: {}", outcome.headline)),
            None => complaints.push(format!("{case}: no report")),
        }
    }

    println!(
        "{:<10} {:<24} {:>5} {:>11}",
        "folder", "function", "cases", "as expected"
    );
    let mut totals: BTreeMap<&str, Row> = BTreeMap::new();
    for ((folder, function), row) in &table {
        println!(
            "{folder:<10} {function:<24} {:>5} {:>11}",
            row.cases, row.expected
        );
        totals.entry(folder).or_default().add(row);
    }
    println!();
    for (folder, row) in &totals {
        println!(
            "{folder:<10} {:<24} {:>5} {:>11}",
            "all", row.cases, row.expected
        );
    }
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    Ok(if complaints.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is counted of a function, or of a folder.
#[derive(Default)]
struct Row {
    /// The right function and its mistakes.
    cases: usize,
    /// Those with the verdict that they should have.
    expected: usize,
}

impl Row {
    /// A case whose verdict is what it should be.
    fn count(&mut self, _case: &Case, _outcome: &Outcome) {
        self.expected += 1;
        // Here `outcome.lines` is compared with `case.mistake`, once reports have lines.
    }

    fn add(&mut self, other: &Row) {
        self.cases += other.cases;
        self.expected += other.expected;
    }
}
