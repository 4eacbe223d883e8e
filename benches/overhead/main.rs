//! What the check itself costs: the processor time of a whole check less that of the user's function in it, as a share of
//! the latter, and the allocations of an evaluation; and what a second thread gains.
//!
//! `cargo bench --bench overhead` prints the tables. Each row is the median of checks that alternate with the
//! function alone, called as often as the check called it. `-- --strict` ends with an error where a target is missed,
//! on a machine that nobody else uses.

mod cost;
mod memory;
mod threads;

use cost::{Cost, Shape, network};
use cpu_time::ThreadTime;
use grad_check::{GradCheck, Report, Verdict};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

/// A check and the function alone take turns so often.
const ROUNDS: usize = 41;
/// The same for a function that is dear.
const ROUNDS_IF_DEAR: usize = 7;
/// Own work as a share of a function of ten microseconds.
const AT_MOST: f64 = 0.05;

fn main() {
    let is_strict = std::env::args().any(|argument| argument == "--strict");
    println!(
        "{:24} {:>11} {:>11} {:>9} {:>12} {:>10}",
        "function", "evaluations", "one call", "overhead", "allocations", "of its own"
    );
    let (cheap, dear) = (Duration::from_micros(10), Duration::from_millis(1));
    let mut shares = Vec::new();
    for count in [10, 100, 500] {
        shares.extend([
            row(
                &format!("{count}, one vector"),
                &numbers(vec![0.0; count]),
                cheap,
                ROUNDS,
            ),
            row(
                &format!("{count}, two vectors"),
                &numbers(two_blocks(count)),
                cheap,
                ROUNDS,
            ),
            row(
                &format!("{count}, structs"),
                &numbers(network(count)),
                cheap,
                ROUNDS,
            ),
            row(
                &format!("{count}, a map"),
                &numbers(map(count)),
                cheap,
                ROUNDS,
            ),
        ]);
    }
    shares.extend([
        row("10, arrays", &numbers([[0.0; 5]; 2]), cheap, ROUNDS),
        row("100, arrays", &numbers([[0.0; 10]; 10]), cheap, ROUNDS),
        row("500, arrays", &numbers([[0.0; 50]; 10]), cheap, ROUNDS),
    ]);
    row(
        "1000 in two vectors",
        &numbers(two_blocks(1000)),
        cheap,
        ROUNDS,
    );
    row("100, dear", &numbers(two_blocks(100)), dear, ROUNDS_IF_DEAR);
    memory::print();
    let speed_ups = threads::print();
    let is_slow = shares.iter().any(|share| *share > AT_MOST);
    let is_alone = speed_ups.iter().any(|times| *times < threads::AT_LEAST);
    if is_strict && (is_slow || is_alone) {
        std::process::exit(1);
    }
}

/// A weight and a bias, a tenth of all.
fn two_blocks(parameters: usize) -> Vec<Vec<f64>> {
    let bias = parameters / 10;
    vec![vec![0.0; parameters - bias], vec![0.0; bias]]
}

/// Vectors of five by name.
fn map(parameters: usize) -> BTreeMap<String, Vec<f64>> {
    let names = (0..parameters / 5).map(|i| format!("w{i:03}"));
    names.map(|name| (name, vec![0.0; 5])).collect()
}

/// The same parameters with numbers that differ.
fn numbers<P: Shape>(mut point: P) -> P {
    let mut count = 0;
    point.each(&mut |number| {
        *number = 0.3 + f64::from(count % 89) / 89.0;
        count += 1;
    });
    point
}

/// One row of the table; the share of own work.
fn row<P: Shape>(name: &str, point: &P, about: Duration, rounds: usize) -> f64 {
    let cost = Cost::that_takes(about, point);
    let (mut overheads, mut calls) = (Vec::new(), Vec::new());
    let mut evaluations = 0;
    for _ in 0..rounds {
        let start = ThreadTime::now();
        let report = check(point, |point| cost.of(point));
        let whole = start.elapsed().as_secs_f64();
        assert_eq!(report.verdict(), Verdict::Pass);
        evaluations = report.evaluations().full;
        let start = ThreadTime::now();
        for _ in 0..evaluations {
            black_box(cost.of(black_box(point)));
        }
        let alone = start.elapsed().as_secs_f64();
        overheads.push((whole - alone) / alone);
        calls.push(alone / evaluations as f64);
    }
    let (all, own) = memory::allocations(point, &cost);
    let share = median(overheads);
    println!(
        "{name:24} {evaluations:>11} {:>8.1} µs {:>7.1} % {all:>12.1} {own:>10.1}",
        1e6 * median(calls),
        100.0 * share,
    );
    share
}

/// The check that is measured.
fn check<P: grad_check::Params, G: grad_check::Flatten>(
    point: &P,
    function: impl FnMut(&P) -> (f64, G),
) -> Report {
    GradCheck::new("overhead").run(point, function)
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}
