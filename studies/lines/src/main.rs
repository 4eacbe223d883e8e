//! Is the line that is wrong found? Functions as people write them, each once right and once for each mistake that is
//! marked in it: `in_sight` and `held_out`, which rules were made after, `first_contact`, which was written when the rules
//! stood, `third`, written later, after which steps came to be compared, `fourth` to `tenth`, each counted once, on first
//! contact, before anything was made after it.
//!
//! `./run` tests them all, with `LINES=1` so that the attributes have the option `lines`, and runs this on the reports.
//!
//! `build.rs` says how a mistake is marked.

#[cfg(test)]
#[allow(warnings)]
mod corpus {
    include!(concat!(env!("OUT_DIR"), "/corpus.rs"));
}
mod reports;
mod truth;

use reports::{Lines, Outcome};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fmt, fs};
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

    println!("{:<10} {:<24} {}", "folder", "function", Row::HEADING);
    let mut totals: BTreeMap<&str, Row> = BTreeMap::new();
    for ((folder, function), row) in &table {
        println!("{folder:<10} {function:<24} {row}");
        totals.entry(folder).or_default().add(row);
    }
    println!();
    for (folder, row) in &totals {
        println!("{folder:<10} {:<24} {row}", "all");
        complaints.extend(row.misses(folder));
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
    /// The mistakes by how well the line was found, in the order of `Row::PLACES`.
    found: [usize; Row::PLACES.len()],
    /// How often the copies were called.
    evaluations: u64,
}

impl Row {
    const HEADING: &str =
        "cases expected | exact likely   two three between none wrong likely | calls";
    /// The line itself, called wrong or probably wrong; one of two; one of three; between two; not followed; another one,
    /// called so or probably so.
    const PLACES: [&str; 8] = [
        "exact",
        "likely",
        "two",
        "three",
        "between",
        "none",
        "wrong",
        "likely another",
    ];
    /// Of a hundred mistakes, those that are to be found exactly or as one of two, and of a thousand, those that may
    /// be called by a wrong line: more is aimed at in sight than elsewhere.
    const TARGETS: [(&str, usize, usize); 11] = [
        ("in_sight", 80, 5),
        ("held_out", 70, 20),
        ("first_contact", 70, 20),
        ("third", 70, 20),
        ("fourth", 70, 20),
        ("fifth", 70, 20),
        ("sixth", 70, 20),
        ("seventh", 70, 20),
        ("eighth", 70, 20),
        ("ninth", 70, 20),
        ("tenth", 70, 20),
    ];

    /// A case whose verdict is what it should be.
    fn count(&mut self, case: &Case, outcome: &Outcome) {
        self.expected += 1;
        let (Some(mistake), Some(lines)) = (&case.mistake, &outcome.lines) else {
            return;
        };
        let place = place(u64::try_from(mistake.line).unwrap_or_default(), lines);
        self.found[place] += 1;
        self.evaluations += lines.evaluations;
        if place >= 6 || env::var_os("SHOW").is_some() {
            println!(
                "{case}: {} {:?}, {}",
                Row::PLACES[place],
                lines.marked,
                mistake.text
            );
        }
    }

    fn add(&mut self, other: &Row) {
        self.cases += other.cases;
        self.expected += other.expected;
        self.evaluations += other.evaluations;
        self.found
            .iter_mut()
            .zip(other.found)
            .for_each(|(sum, found)| *sum += found);
    }

    /// What isn't reached of the targets, where lines were asked for.
    fn misses(&self, folder: &str) -> Vec<String> {
        let mistakes: usize = self.found.iter().sum();
        let [exact, likely, two, .., wrong, _] = self.found;
        let near = exact + likely + two;
        let of_folder = Row::TARGETS
            .iter()
            .filter(|(of, ..)| *of == folder && mistakes > 0);
        let missed = of_folder.filter(|(_, wanted, allowed)| {
            near * 100 < wanted * mistakes || wrong * 1000 > allowed * mistakes
        });
        missed
            .map(|(_, wanted, allowed)| format!("{folder}: of {mistakes} mistakes {near} are near ({wanted} % wanted), {wrong} wrong ({allowed} in a thousand allowed)"))
            .collect()
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [exact, likely, two, three, between, none, wrong, another] = self.found;
        let mistakes = self.found.iter().sum::<usize>().max(1) as u64;
        write!(
            f,
            "{:>5} {:>8} | {exact:>5} {likely:>6} {two:>5} {three:>5} {between:>7} {none:>4} {wrong:>5} {another:>6} | {:>5}",
            self.cases,
            self.expected,
            self.evaluations / mistakes
        )
    }
}

/// How well a line was found. A statement of several lines is as many claims.
fn place(line: u64, lines: &Lines) -> usize {
    let is_marked = lines.marked.iter().any(|marked| marked.contains(&line));
    let first = lines.marked.iter().map(|marked| *marked.start()).min();
    let last = lines.marked.iter().map(|marked| *marked.end()).max();
    let is_within = first <= Some(line) && Some(line) <= last;
    let count = lines
        .marked
        .iter()
        .map(|marked| marked.clone().count())
        .sum();
    match (lines.certainty.as_str(), count) {
        ("unknown", _) => 5,
        ("between", _) if is_within => 4,
        ("wrong", 1) if is_marked => 0,
        ("likely", 1) if is_marked => 1,
        (_, 2) if is_marked => 2,
        (_, 3) if is_marked => 3,
        (_, 4..) if is_marked => 4,
        // Two or three lines and a range are claims as well; what is only probable is counted apart.
        ("likely", _) => 7,
        _ => 6,
    }
}
