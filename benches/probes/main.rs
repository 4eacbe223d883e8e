//! What a large check costs: evaluations of the user's function, for right gradients and planted mistakes.
//!
//! A range is of what finds the mistake; behind `+` is the most that trying its cause took besides.
//!
//! `cargo bench --bench probes` runs networks of 1e4, 1e5 and 1e6 parameters; sizes may be given instead. Then it shows
//! how checks of other shapes, of Jacobians and of Hessians grow, which `-- --growth` does alone.

mod growth;
mod mistakes;
mod network;

use grad_check::{BlockReport, GradCheck, Report, Verdict};
use mistakes::{MISTAKES, Mistake};
use network::Network;

const SEEDS: u64 = 5;
/// Experiments of the diagnosis that no check has to do without.
const LEAST_TRIED: usize = 60;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    let filter = arguments
        .iter()
        .find(|a| a.parse::<usize>().is_err() && !a.starts_with("--"));
    let is_whole = sizes.is_empty() && filter.is_none();
    if arguments.iter().any(|a| a == "--growth") {
        std::process::exit(i32::from(growth::fails()));
    }
    let sizes = if sizes.is_empty() {
        vec![10_000, 100_000, 1_000_000]
    } else {
        sizes
    };
    let mut failed = false;
    println!(
        "| mistake | at most | {} |",
        sizes
            .iter()
            .map(|n| format!("{n:.0e}"))
            .collect::<Vec<_>>()
            .join(" | ")
    );
    println!("|---|---|{}", "---|".repeat(sizes.len()));
    for mistake in MISTAKES
        .iter()
        .filter(|m| filter.is_none_or(|f| m.name.contains(f.as_str())))
    {
        let cells: Vec<String> = sizes
            .iter()
            .map(|&size| cell(mistake, size, &mut failed))
            .collect();
        let most = mistake
            .at_most
            .map_or("–".to_owned(), |most| most.to_string());
        println!("| {} | {most} | {} |", mistake.name, cells.join(" | "));
    }
    failed |= is_whole && growth::fails();
    if failed {
        std::process::exit(1);
    }
}

/// Evaluations over the seeds, and what went wrong.
fn cell(mistake: &Mistake, size: usize, failed: &mut bool) -> String {
    let (mut counts, mut tried) = (Vec::new(), Vec::new());
    let mut remarks = Vec::new();
    for seed in 0..SEEDS {
        let network = Network::new(size, seed);
        let point = network.parameters(seed);
        let right = || {
            let report = GradCheck::new("mlp")
                .seed(seed)
                .run(&point, |p| network.evaluate(p));
            let block = report.blocks().iter().find(|b| b.path() == "theta.1.0");
            block.map_or(f64::NAN, BlockReport::would_notice)
        };
        let expected = mistake.plan(&network, seed).held_to(right);
        let report = GradCheck::new("mlp").seed(seed).run(&point, |p| {
            let (cost, mut gradient) = network.evaluate(p);
            expected.apply(&mut gradient, p);
            (cost, gradient)
        });
        let made = report.evaluations();
        // What finds a mistake is held to its limit; what tries its cause, to as many again.
        let found = made.full - made.experiments;
        counts.push(found);
        tried.push(made.experiments);
        if made.experiments > found.max(LEAST_TRIED) {
            remarks.push(format!("seed {seed}: {} experiments", made.experiments));
        }
        if let Some(remark) = remark(mistake, &report, &expected.blocks) {
            remarks.push(format!("seed {seed}: {remark}"));
            if std::env::var("SHOW").is_ok() {
                println!("{report}");
            }
        }
    }
    let (low, high) = (counts.iter().min(), counts.iter().max());
    let (low, high) = (low.copied().unwrap_or(0), high.copied().unwrap_or(0));
    *failed |= mistake.at_most.is_some_and(|most| high > most) || !remarks.is_empty();
    let mut range = if low == high {
        low.to_string()
    } else {
        format!("{low} – {high}")
    };
    if let Some(most @ 1..) = tried.iter().max().copied() {
        range = format!("{range} + {most}");
    }
    if remarks.is_empty() {
        range
    } else {
        format!("{range} ({})", remarks.join("; "))
    }
}

/// What a report should have said and didn't.
fn remark(mistake: &Mistake, report: &Report, blocks: &[&str]) -> Option<String> {
    if blocks.is_empty() {
        let coarse = report.blocks().iter().find(|b| b.would_notice() > 1e-7);
        return match (report.verdict(), coarse) {
            (Verdict::Pass, None) => None,
            (Verdict::Pass, Some(b)) => Some(format!(
                "{} would notice {:.1e}",
                b.path(),
                b.would_notice()
            )),
            (verdict, _) => Some(verdict.to_string()),
        };
    }
    if report.verdict() != Verdict::Fail {
        return Some(report.verdict().to_string());
    }
    let failing = report
        .blocks()
        .iter()
        .filter(|b| b.verdict() == Verdict::Fail);
    let failing: Vec<&str> = failing.map(BlockReport::path).collect();
    if failing != blocks {
        return Some(format!("found in {}", failing.join(", ")));
    }
    let headline = report.to_string();
    let headline = headline.lines().next().unwrap_or_default();
    let is_named =
        mistake.says.is_empty() || mistake.says.iter().any(|says| headline.contains(says));
    (!is_named).then(|| format!("said: {headline}"))
}
