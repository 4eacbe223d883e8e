//! What the check itself costs: the time of a whole check less that of the user's function in it, as a share of
//! the latter, and the allocations of an evaluation.
//!
//! `cargo bench --bench overhead` prints the table. Each row is the median of checks that alternate with the
//! function alone, called as often as the check called it.

mod cost;
mod memory;

use cost::Cost;
use grad_check::{GradCheck, Params, Report, Verdict};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A check and the function alone take turns so often.
const ROUNDS: usize = 41;
/// The same for a function that is dear.
const ROUNDS_IF_DEAR: usize = 7;

fn main() {
    println!(
        "{:24} {:>11} {:>11} {:>9} {:>12} {:>10}",
        "function", "evaluations", "one call", "overhead", "allocations", "of its own"
    );
    let (cheap, dear) = (Duration::from_micros(10), Duration::from_millis(1));
    row("100 in two blocks", &two_blocks(100), cheap, ROUNDS);
    row("1000 in two blocks", &two_blocks(1000), cheap, ROUNDS);
    row("100 in twenty blocks", &blocks(20, 5), cheap, ROUNDS);
    row("100, dear", &two_blocks(100), dear, ROUNDS_IF_DEAR);
    memory::print();
}

/// A weight and a bias, a tenth of all.
fn two_blocks(parameters: usize) -> Vec<Vec<f64>> {
    let bias = parameters / 10;
    vec![numbers(parameters - bias), numbers(bias)]
}

fn blocks(count: usize, each: usize) -> Vec<Vec<f64>> {
    (0..count).map(|_| numbers(each)).collect()
}

fn numbers(count: usize) -> Vec<f64> {
    let share = |i| (i as f64 + 0.5) / count as f64;
    (0..count).map(|i| 0.3 + share(i)).collect()
}

/// One row of the table.
fn row(name: &str, point: &Vec<Vec<f64>>, about: Duration, rounds: usize) {
    let cost = Cost::that_takes(about, point);
    let (mut overheads, mut calls) = (Vec::new(), Vec::new());
    let mut evaluations = 0;
    for _ in 0..rounds {
        let start = Instant::now();
        let report = check(point, |point| cost.of(point));
        let whole = start.elapsed().as_secs_f64();
        assert_eq!(report.verdict(), Verdict::Pass);
        evaluations = report.evaluations().full;
        let start = Instant::now();
        for _ in 0..evaluations {
            black_box(cost.of(black_box(point)));
        }
        let alone = start.elapsed().as_secs_f64();
        overheads.push((whole - alone) / alone);
        calls.push(alone / evaluations as f64);
    }
    let (all, own) = memory::allocations(point, &cost);
    println!(
        "{name:24} {evaluations:>11} {:>8.1} µs {:>7.1} % {all:>12.1} {own:>10.1}",
        1e6 * median(calls),
        100.0 * median(overheads),
    );
}

/// The check that is measured.
fn check<P: Params, G: grad_check::Flatten>(
    point: &P,
    function: impl FnMut(&P) -> (f64, G),
) -> Report {
    GradCheck::new("overhead").run(point, function)
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}
