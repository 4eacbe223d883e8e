//! Tables as they are printed.

use crate::cases::Case;
use crate::ours::{self, Run};
use crate::rules;
use crate::tally::Tally;
use grad_check::Tuning;

const HEADER: &str = "                        | right gradients            | mistakes                            | evaluations
                        | cases    alarms  undecided | cases  passes  >= 1e-3    undecided | a component";

/// Our verdicts on one set of cases; with `wrong`, those that are wrong or undecided by name.
pub(crate) fn ours(cases: &[Case], run: &Run, wrong: bool) -> Tally {
    let mut tally = Tally::default();
    for case in cases {
        let judged = ours::judge(case, run);
        let over_budget = tally.over_budget;
        let bad = tally.count(case, judged.passed, judged.evaluations);
        if wrong && tally.over_budget > over_budget {
            let evaluations = judged.evaluations;
            println!("  {}: {evaluations} evaluations", case.name());
        }
        let broken = bad && tally.hold_to_promise(case, &judged.promises);
        if wrong && (bad || judged.passed.is_none()) {
            let what = match judged.passed {
                None => "undecided",
                Some(_) if broken => "wrong, and above what it said it would notice",
                Some(_) => "wrong",
            };
            println!("  {}, size {:.1e}: {what}", case.name(), case.size());
        }
    }
    tally
}

/// Our check by itself.
pub(crate) fn alone(title: &str, cases: &[Case], wrong: bool) {
    let ours = ours(cases, &Run::default(), wrong);
    println!("\n{title}\n{HEADER}\n{}", line("grad_check", &ours));
    println!(
        "{} of {} smooth right gradients undecided; {} passed above what the report said it would notice",
        ours.smooth_undecided, ours.smooth, ours.overpromised
    );
}

/// Our check beside the rules of other tools, on the same cases; how ours did.
pub(crate) fn beside_rivals(title: &str, cases: &[Case], wrong: bool) -> Tally {
    println!("\n{title}");
    let ours = ours(cases, &Run::default(), wrong);
    println!("{HEADER}\n{}", line("grad_check", &ours));
    for rule in rules::ALL {
        let mut tally = Tally::default();
        // f32 has defaults of its own in these tools.
        for case in cases.iter().filter(|case| !case.problem.traits.single) {
            let outcome = (rule.judge)(&|p| case.evaluate(p), &case.problem.theta);
            tally.count(case, outcome.passed, outcome.evaluations);
        }
        println!("{}", line(rule.name, &tally));
    }
    println!(
        "grad_check: {} of {} smooth right gradients undecided (without a constant that hides them); \
         {} mistakes of 1e-5 or more passed under a cost without noise or constant; \
         {} passed above what the report said it would notice",
        ours.smooth_undecided, ours.smooth, ours.clean_false_passes, ours.overpromised
    );
    ours
}

/// The same cases probed along directions, as large problems are; how that did.
pub(crate) fn probed(title: &str, cases: &[Case], wrong: bool) -> Tally {
    let run = Run {
        tuning: Tuning {
            always_probe: true,
            ..Tuning::default()
        },
        ..Run::default()
    };
    println!("\n{title}, along directions");
    let ours = ours(cases, &run, wrong);
    println!("{HEADER}\n{}", line("grad_check", &ours));
    println!(
        "{} passed above what the report said it would notice",
        ours.overpromised
    );
    ours
}

/// The same cases with `cost = ..`, and with `eps`: how many verdicts does the cost function change?
pub(crate) fn other_ways(cases: &[Case]) -> usize {
    let ways = [
        (
            "with `cost = ..`",
            Run {
                with_cost: true,
                ..Run::default()
            },
        ),
        (
            "with `eps = 1e-7`",
            Run {
                eps: Some(1e-7),
                ..Run::default()
            },
        ),
    ];
    let mut changed = 0;
    for (name, run) in ways {
        let (mut differ, mut full, mut full_before) = (0, 0, 0);
        for case in cases {
            let (plain, other) = (ours::judge(case, &Run::default()), ours::judge(case, &run));
            if plain.passed != other.passed {
                println!(
                    "  {name}: {}, {}, {}",
                    case.name(),
                    plain.outcome(),
                    other.outcome()
                );
                differ += 1;
            }
            full += other.full;
            full_before += plain.full;
        }
        let tally = ours(cases, &run, false);
        println!(
            "\n{name}: {differ} of {} verdicts differ; {full} evaluations of the annotated function, {full_before} without",
            cases.len()
        );
        println!("{HEADER}\n{}", line("grad_check", &tally));
        changed += if run.with_cost { differ } else { 0 };
    }
    changed
}

/// One rule of the tuning left out at a time.
pub(crate) fn ablation(cases: &[Case], rule: &str) {
    println!("\none rule left out at a time\n{HEADER}");
    let rules = without_one();
    for (name, tuning) in rules.into_iter().filter(|(name, _)| name.contains(rule)) {
        let run = Run {
            tuning,
            ..Run::default()
        };
        println!("{}", line(name, &ours(cases, &run, false)));
    }
}

macro_rules! tunings {
    ($($name:literal: $($field:ident = $value:expr),*;)*) => {
        vec![$((
            $name,
            Tuning {
                $($field: $value,)*
                ..Tuning::default()
            },
        ),)*]
    };
}

fn without_one() -> Vec<(&'static str, Tuning)> {
    tunings! {
        "nothing left out":;
        "noise measurement": measure_noise = false;
        "even residual": quiet_share = f64::INFINITY;
        "roughness in the bar": roughness = 0.0;
        "3rd order in accusing": rejecting_truncation = 0.0;
        "second confirming step": confirmations = 1;
        "confirming steps far apart": confirming_span_f64 = 1.0, confirming_span_f32 = 1.0;
        "consistent regime": prefix_bars = f64::INFINITY;
        "kinks and jumps": find_kinks = false;
        "looking beside": look_beside = false;
        "right by chance": find_chance = false;
        "seeing oscillations": see_oscillations = false;
        "coarse rounding": find_quantisation = false;
        "steps on θ's scale": own_scale = false;
        "stationary points": find_stationary = false;
        "retuning": retunes = 0;
        "Simpson's rule": simpson = false;
        "filling gaps": fill_gaps = false;
        "reuse in wrong blocks": reuse_confirmed = false;
        "scales of the cost": scan_scales = false;
        "f32 foreseen": foresee_f32 = false;
        "beside the point": displace = false;
        "roundoff x 4": cost_roundoffs = 32.0;
        "roundoff / 4": cost_roundoffs = 2.0;
        "truncation share x 4": remaining_truncation = 0.4;
        "truncation share / 4": remaining_truncation = 0.025;
        "10 rungs for 16": most_steps = 10;
        "24 rungs for 16": most_steps = 24;
    }
}

fn line(name: &str, tally: &Tally) -> String {
    let (median, most) = tally.evaluations();
    format!(
        "{name:23} | {:5} {:9} {:10} | {:5} {:7} {:8} {:12} | {median:.2}, at most {most:.0}",
        tally.right,
        tally.false_alarms,
        tally.right_undecided,
        tally.mistakes,
        tally.false_passes,
        tally.large_false_passes,
        tally.mistakes_undecided,
    )
}
