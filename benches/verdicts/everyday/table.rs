//! The tables by family.

use super::{Family, named};
use crate::cases::Case;
use crate::ours::{self, Run};
use crate::problem::Problem;
use crate::tally::Tally;
use crate::{rules, table, targets};

/// What to draw and what to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Study<'a> {
    /// Part of the families' names.
    pub(crate) family: &'a str,
    pub(crate) large: bool,
    /// How many tenths of the usual members.
    pub(crate) tenths: u64,
    pub(crate) rivals: bool,
    /// Name what is wrong or undecided.
    pub(crate) wrong: bool,
}

/// Sets of members: the first seed of each.
const SETS: [(&str, u64); 2] = [("in sight", 0), ("held out", 1_000_000)];
/// Larger members are judged by our check alone.
const RIVALS_COMPONENTS: usize = 60;

/// Members of each family that `--verify` looks at.
const VERIFIED: u64 = 6;
/// Larger members are the same code as smaller ones.
const VERIFIED_COMPONENTS: usize = 1000;

const HEADER: &str = "                                   | right gradients                | mistakes                         | of a tenth of the block   | above the | evaluations
                                   | cases   pass  undecided   FAIL | cases  found  undecided  passes  | cases    found    passes  | promise   | a component";

impl Study<'_> {
    fn families(&self) -> Vec<&'static Family> {
        named(self.family, self.large)
    }

    fn cases(&self, family: &Family, first_seed: u64) -> Vec<Case> {
        let members = (family.members * self.tenths).div_ceil(10);
        family.cases(first_seed..first_seed + members)
    }

    /// The cases of all families in sight.
    pub(crate) fn in_sight(&self) -> Vec<Case> {
        let families = self.families().into_iter();
        families
            .flat_map(|family| self.cases(family, SETS[0].1))
            .collect()
    }

    /// Prints both sets; the targets that were missed.
    pub(crate) fn judge(&self) -> Vec<String> {
        let mut missed = Vec::new();
        for (set, first_seed) in SETS {
            println!("\neveryday families, {set}\n{HEADER}");
            let wrong = self.wrong && first_seed == 0;
            let mut medians: Vec<(&str, f64)> = Vec::new();
            for family in self.families() {
                let cases = self.cases(family, first_seed);
                let tally = table::ours(&cases, &Run::default(), wrong);
                let median = tally.right_evaluations();
                let twin = medians.iter().find(|(name, _)| family.twin == Some(name));
                let times = twin.map(|(_, of_twin)| median / of_twin);
                medians.push((family.name, median));
                println!("{}", line(family.name, &tally, times));
                let of_family = targets::missed_by(family, &tally, times);
                missed.extend(of_family.iter().map(|what| format!("{set}: {what}")));
            }
            if self.rivals {
                self.beside_rivals(first_seed);
            }
        }
        missed
    }

    /// What the rules of other tools make of the members that are f64 throughout and not too large for them.
    fn beside_rivals(&self, first_seed: u64) {
        let names: Vec<String> = rules::ALL
            .iter()
            .map(|rule| format!("{:21}", rule.name))
            .collect();
        println!(
            "\nright gradients called wrong % / mistakes of a tenth passed %, up to {RIVALS_COMPONENTS} components"
        );
        println!("{:34} | {}", "", names.join(" | "));
        for family in self.families() {
            let mut cases = self.cases(family, first_seed);
            cases.retain(|case| is_for_rivals(&case.problem));
            if cases.is_empty() {
                continue;
            }
            let of_rule = |rule: &rules::Rule| {
                let mut tally = Tally::default();
                for case in &cases {
                    let outcome = (rule.judge)(&|p| case.evaluate(p), &case.problem.theta);
                    tally.count(case, outcome.passed, outcome.evaluations);
                }
                // Where nothing shows at the point, mistakes have no size there.
                let (passed, mistakes) = if family.no_pass {
                    (tally.false_passes, tally.mistakes)
                } else {
                    (tally.tenths_passed, tally.tenths)
                };
                let alarms = percent(tally.false_alarms, tally.right);
                let passes = percent(passed, mistakes);
                format!("{alarms:>9} / {passes:<9}")
            };
            let columns: Vec<String> = rules::ALL.iter().map(of_rule).collect();
            println!("{:34} | {}", family.name, columns.join(" | "));
        }
    }

    /// Prints our reports of the cases in sight whose names contain this.
    pub(crate) fn reports(&self, name: &str) {
        for family in self.families() {
            let cases = self.cases(family, SETS[0].1);
            for case in cases.iter().filter(|case| case.name().contains(name)) {
                println!("{}\n{}\n", case.name(), ours::report(case, &Run::default()));
            }
        }
    }

    /// Some members of each family, to be verified.
    pub(crate) fn members(&self) -> Vec<Problem> {
        let families = self.families().into_iter();
        families
            .flat_map(|family| (0..family.members.min(VERIFIED)).map(family.draw))
            .filter(|problem| !is_hessian(problem) && problem.components() <= VERIFIED_COMPONENTS)
            .collect()
    }
}

fn is_for_rivals(problem: &Problem) -> bool {
    let plain = !problem.traits.single && problem.own_check.is_none();
    plain && problem.components() <= RIVALS_COMPONENTS
}

/// The block of a Hessian isn't the gradient of a cost; `manifolds::apart` verifies it.
fn is_hessian(problem: &Problem) -> bool {
    problem.name.starts_with("Hessian")
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        "-".to_owned()
    } else {
        format!("{:.1}", 100.0 * part as f64 / whole as f64)
    }
}

fn line(name: &str, tally: &Tally, times_double: Option<f64>) -> String {
    let right = tally.right - tally.right_undecided - tally.false_alarms;
    let found = tally.mistakes - tally.mistakes_undecided - tally.false_passes;
    let (median, most) = tally.evaluations();
    let times = times_double.map_or(String::new(), |times| {
        format!(", right ones {times:.2} times f64's")
    });
    let over = match tally.over_budget {
        0 => String::new(),
        over => format!(", {over} above the budget"),
    };
    format!(
        "{name:34} | {:5} {right:6} {:10} {:6} | {:5} {found:6} {:10} {:7}  | {:5} {:8} {:9}  | {:9} | {median:.2}, at most {most:.0}{times}{over}",
        tally.right,
        tally.right_undecided,
        tally.false_alarms,
        tally.mistakes,
        tally.mistakes_undecided,
        tally.false_passes,
        tally.tenths,
        tally.tenths_found,
        tally.tenths_passed,
        tally.overpromised,
    )
}
