//! The verdict benchmark: right gradients and planted mistakes, judged by our check and by the rules
//! of other tools.
//!
//! `cargo bench --bench verdicts` prints the table; `-- --wrong` names every wrong verdict as well,
//! `-- --census` counts functions, kinds and cases, and `-- --verify` compares each gradient that is
//! said to be right with derivatives of the cost alone. `-- --report NAME` prints our report of every
//! case whose name contains NAME.

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
mod tally;
mod units;

use cases::Case;
use tally::Tally;

fn main() {
    let asked = |option: &str| std::env::args().any(|argument| argument == option);
    if asked("--verify") {
        return check::verify();
    }
    if asked("--census") {
        return println!("{}", cases::census(&cases::named()));
    }
    let mut arguments = std::env::args().skip_while(|argument| argument != "--report");
    if let Some(name) = arguments.nth(1) {
        let all = cases::named().into_iter().chain(cases::random(0..20));
        for case in all.filter(|case| case.name().contains(&name)) {
            println!("{}\n{}\n", case.name(), ours::report(&case));
        }
        return;
    }
    let wrong = asked("--wrong");
    let (held_out, in_sight): (Vec<Case>, Vec<Case>) =
        cases::named().into_iter().partition(|case| case.held_out);
    table("named functions", &in_sight, wrong);
    table("named functions, held out", &held_out, wrong);
    table("random families, held out", &cases::random(0..20), wrong);
}

/// The table of one set of cases; with `wrong`, our verdicts that are wrong or undecided by name.
fn table(title: &str, cases: &[Case], wrong: bool) {
    println!("\n{title}");
    let mut ours = Tally::default();
    for case in cases {
        let judged = ours::judge(case);
        let bad = ours.count(case, judged.passed, judged.evaluations);
        let mut promises = case.sizes().into_iter().zip(&judged.would_notice);
        let broken = bad && case.mistake.is_some() && promises.any(|(size, notice)| size > *notice);
        ours.overpromised += usize::from(broken);
        if wrong && (bad || judged.passed.is_none()) {
            let what = match judged.passed {
                None => "undecided",
                Some(_) if broken => "wrong, and above what it said it would notice",
                Some(_) => "wrong",
            };
            println!("  {}, size {:.1e}: {what}", case.name(), case.size());
        }
    }
    println!(
        "{}\n{}\n{}",
        Tally::HEADER[0],
        Tally::HEADER[1],
        ours.line("grad_check")
    );
    for rule in rules::ALL {
        let mut tally = Tally::default();
        // f32 has defaults of its own in these tools.
        for case in cases.iter().filter(|case| !case.problem.traits.single) {
            let outcome = (rule.judge)(&|p| case.evaluate(p), &case.problem.theta);
            tally.count(case, outcome.passed, outcome.evaluations);
        }
        println!("{}", tally.line(rule.name));
    }
    println!(
        "false passes of grad_check above what it said it would notice: {}",
        ours.overpromised
    );
}
