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
        let bad = tally.count(case, judged.passed, judged.evaluations);
        let broken = bad && tally.hold_to_promise(case, &judged.would_notice);
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

#[allow(clippy::too_many_lines)] // a list
fn without_one() -> Vec<(&'static str, Tuning)> {
    let all = Tuning::default();
    vec![
        ("nothing left out", all),
        (
            "noise measurement",
            Tuning {
                measure_noise: false,
                ..all
            },
        ),
        (
            "even residual",
            Tuning {
                quiet_share: f64::INFINITY,
                ..all
            },
        ),
        (
            "roughness in the bar",
            Tuning {
                roughness: 0.0,
                ..all
            },
        ),
        (
            "3rd order in accusing",
            Tuning {
                rejecting_truncation: 0.0,
                ..all
            },
        ),
        (
            "second confirming step",
            Tuning {
                confirmations: 1,
                ..all
            },
        ),
        (
            "confirming steps far apart",
            Tuning {
                confirming_span_f64: 1.0,
                confirming_span_f32: 1.0,
                ..all
            },
        ),
        (
            "consistent regime",
            Tuning {
                prefix_bars: f64::INFINITY,
                ..all
            },
        ),
        (
            "kinks and jumps",
            Tuning {
                find_kinks: false,
                ..all
            },
        ),
        (
            "looking beside",
            Tuning {
                look_beside: false,
                ..all
            },
        ),
        (
            "right by chance",
            Tuning {
                find_chance: false,
                ..all
            },
        ),
        (
            "seeing oscillations",
            Tuning {
                see_oscillations: false,
                ..all
            },
        ),
        (
            "coarse rounding",
            Tuning {
                find_quantisation: false,
                ..all
            },
        ),
        (
            "steps on θ's scale",
            Tuning {
                own_scale: false,
                ..all
            },
        ),
        (
            "stationary points",
            Tuning {
                find_stationary: false,
                ..all
            },
        ),
        ("retuning", Tuning { retunes: 0, ..all }),
        (
            "Simpson's rule",
            Tuning {
                simpson: false,
                ..all
            },
        ),
        (
            "filling gaps",
            Tuning {
                fill_gaps: false,
                ..all
            },
        ),
        (
            "reuse in wrong blocks",
            Tuning {
                reuse_confirmed: false,
                ..all
            },
        ),
        (
            "scales of the cost",
            Tuning {
                scan_scales: false,
                ..all
            },
        ),
        (
            "beside the point",
            Tuning {
                displace: false,
                ..all
            },
        ),
        (
            "roundoff x 4",
            Tuning {
                cost_roundoffs: 32.0,
                ..all
            },
        ),
        (
            "roundoff / 4",
            Tuning {
                cost_roundoffs: 2.0,
                ..all
            },
        ),
        (
            "truncation share x 4",
            Tuning {
                remaining_truncation: 0.4,
                ..all
            },
        ),
        (
            "truncation share / 4",
            Tuning {
                remaining_truncation: 0.025,
                ..all
            },
        ),
        (
            "10 rungs for 16",
            Tuning {
                most_steps: 10,
                ..all
            },
        ),
        (
            "24 rungs for 16",
            Tuning {
                most_steps: 24,
                ..all
            },
        ),
    ]
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
