//! What large checks of right functions take as they grow: evaluations, our own work beside the time in the user's
//! function, and the peak of memory beside θ, or the matrix, that the function returns.
//!
//! All three are held to their limits. Time is that of the processor, which others who use the machine disturb less.

use allocation_counter::measure;
use cpu_time::ThreadTime;
use grad_check::{Flatten, GradCheck, Params, Real, Report, Verdict};
use ndarray::{Array1, Array2};
use std::cell::Cell;

/// Evaluations, own work over the function's and peak of memory, and how often the check is made to see what it costs.
#[derive(Clone, Copy)]
struct Limits {
    evaluations: usize,
    own: f64,
    memory: f64,
    rounds: usize,
}

/// All rows; whether one of them misses a limit.
pub(crate) fn fails() -> bool {
    println!(
        "\n| right function | evaluations | at most | own work / function | at most | memory | at most |"
    );
    println!("|---|---|---|---|---|---|---|");
    let limits = |evaluations, own, memory, rounds| Limits {
        evaluations,
        own,
        memory,
        rounds,
    };
    let numbers = |n: usize| {
        (0..n)
            .map(|i| 0.3 + (i % 89) as f64 / 89.0)
            .collect::<Vec<f64>>()
    };
    let halves = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>() / 2.0;
    let one = |n: usize| {
        row(
            &format!("one block of {n:.0e}"),
            limits(40, 8.0, 10.0, 3),
            n,
            &numbers(n),
            |x| (halves(x), x.clone()),
        )
    };
    let mut failed = one(1_000_000) | one(10_000_000);
    let blocks = |count: usize, each: usize| {
        (0..count)
            .map(|i| numbers(each + i % 2))
            .collect::<Vec<_>>()
    };
    let all = |x: &Vec<Vec<f64>>| (x.iter().map(|x| halves(x)).sum::<f64>(), x.clone());
    failed |= row(
        "400 blocks of 100",
        limits(110, 8.0, 12.0, 5),
        40_200,
        &blocks(400, 100),
        all,
    );
    failed |= row(
        "5,000 blocks of 1 and 2",
        limits(1_000, 10.0, 180.0, 3),
        7_500,
        &blocks(5_000, 1),
        all,
    );
    let nested = vec![vec![blocks(4, 100); 5]; 6];
    failed |= row(
        "nested 5 deep, 120 blocks",
        limits(85, 10.0, 12.0, 5),
        12_060,
        &nested,
        |x| {
            let cost = x.iter().flatten().flatten().map(|x| halves(x)).sum::<f64>();
            (cost, x.clone())
        },
    );
    let singles: Vec<f32> = (0..100_000).map(|i| 0.3 + (i % 89) as f32 / 89.0).collect();
    failed |= row(
        "f32, one block of 1e5",
        limits(16, 16.0, 10.0, 5),
        100_000,
        &singles,
        |x| {
            let cost = x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / 2.0;
            #[allow(clippy::cast_possible_truncation)] // a cost of f32
            (cost as f32, x.clone())
        },
    );
    failed |= jacobian((1_000, 600), &limits(16, 10.0, 6.0, 1));
    failed |= jacobian((3_000, 200), &limits(16, 10.0, 6.0, 1));
    failed |= jacobian((10_000, 1_000), &limits(16, 10.0, 6.0, 1));
    failed |= hessian(600, &limits(20, 10.0, 9.0, 1));
    failed | hessian(1_000, &limits(20, 10.0, 9.0, 1))
}

fn row<P: Params, G: Flatten, C: Real>(
    name: &str,
    limits: Limits,
    parameters: usize,
    point: &P,
    function: impl Fn(&P) -> (C, G),
) -> bool {
    told(name, &limits, parameters, |inside| {
        GradCheck::new("growth").run(point, |p| timed(inside, || function(p)))
    })
}

fn weights(rows: usize, columns: usize) -> Array2<f64> {
    let entry = |(i, j)| ((i * 7 + j * 13) % 17) as f64 / 17.0 - 0.4;
    Array2::from_shape_fn((rows, columns), entry) / (columns as f64).sqrt()
}

fn point(n: usize) -> Array1<f64> {
    Array1::from_shape_fn(n, |j| 0.3 + ((j * 5) % 11) as f64 / 11.0)
}

/// sin(W x).
fn jacobian((m, n): (usize, usize), limits: &Limits) -> bool {
    let w = weights(m, n);
    told(&format!("Jacobian, {m} × {n}"), limits, m * n, |inside| {
        GradCheck::new("growth").run_jacobian(&point(n), |x: &Array1<f64>| {
            timed(inside, || {
                let z = w.dot(x);
                let slopes = z.mapv(f64::cos).insert_axis(ndarray::Axis(1));
                (z.mapv(f64::sin), &w * &slopes)
            })
        })
    })
}

/// Σ cos(W x).
fn hessian(n: usize, limits: &Limits) -> bool {
    let w = weights(50, n);
    told(&format!("Hessian, {n} × {n}"), limits, n * n, |inside| {
        GradCheck::new("growth").run_hessian(&point(n), |x: &Array1<f64>| {
            timed(inside, || {
                let z = w.dot(x);
                let bends = z.mapv(|z| -z.cos()).insert_axis(ndarray::Axis(1));
                let gradient = -w.t().dot(&z.mapv(f64::sin));
                (z.mapv(f64::cos).sum(), gradient, w.t().dot(&(&w * &bends)))
            })
        })
    })
}

/// What a call returns, its time added to that of others.
fn timed<T>(inside: &Cell<f64>, call: impl FnOnce() -> T) -> T {
    let start = ThreadTime::now();
    let returned = call();
    inside.set(inside.get() + start.elapsed().as_secs_f64());
    returned
}

/// A row of the table; whether it misses a limit.
fn told(name: &str, limits: &Limits, numbers: usize, check: impl Fn(&Cell<f64>) -> Report) -> bool {
    let inside = Cell::new(0.0);
    let mut ratios = Vec::new();
    for _ in 0..limits.rounds {
        inside.set(0.0);
        let start = ThreadTime::now();
        let _ = check(&inside).verdict();
        ratios.push(start.elapsed().as_secs_f64() / inside.get() - 1.0);
    }
    ratios.sort_by(f64::total_cmp);
    let (mut verdict, mut evaluations) = (Verdict::Pass, 0);
    let memory = measure(|| {
        let report = check(&inside);
        (verdict, evaluations) = (report.verdict(), report.evaluations().full);
    });
    let memory = memory.bytes_max as f64 / (8 * numbers) as f64;
    let own = ratios[ratios.len() / 2];
    let mut failed = evaluations > limits.evaluations || memory > limits.memory;
    failed |= own > limits.own || verdict != Verdict::Pass;
    println!(
        "| {name} | {evaluations} | {} | {own:.1} | {} | {memory:.1} | {} |{}",
        limits.evaluations,
        limits.own,
        limits.memory,
        if verdict == Verdict::Pass {
            String::new()
        } else {
            format!(" {verdict}")
        }
    );
    failed
}
