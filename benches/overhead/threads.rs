//! How much sooner a check on two threads ends than the same on one. The function waits in place of computing, so that
//! the figure doesn't hang on who else uses the machine.

use grad_check::{GradCheck, Report};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Components that are checked.
const PARAMETERS: usize = 40;
/// Two checks take turns so often.
const ROUNDS: usize = 3;
/// Sooner by this factor.
pub(crate) const AT_LEAST: f64 = 1.8;

/// A row for each time that a call takes; the speed-ups.
pub(crate) fn print() -> Vec<f64> {
    println!(
        "\n{:36} {:>11} {:>10}",
        "on two threads", "evaluations", "speed-up"
    );
    let mut all = Vec::new();
    for (milliseconds, rounds) in [(1, ROUNDS), (10, ROUNDS), (100, 1)] {
        let time = Duration::from_millis(milliseconds);
        let smooth = move |x: &[f64; PARAMETERS]| {
            sleep(time);
            (x.iter().map(|x| x.sin()).sum::<f64>(), x.map(f64::cos))
        };
        // Rounded to seven digits: the noise has to be measured, and each component at more steps.
        let noisy = move |x: &[f64; PARAMETERS]| {
            let (cost, gradient) = smooth(x);
            ((cost * 1e7).round() / 1e7, gradient)
        };
        let point = std::array::from_fn(|i| 0.2 + 0.03 * i as f64);
        all.push(row(&format!("{milliseconds} ms"), rounds, |threads| {
            let check = GradCheck::new("threads").threads(threads);
            check.run_on_threads(&point, smooth)
        }));
        all.push(row(
            &format!("{milliseconds} ms, noisy"),
            rounds,
            |threads| {
                let check = GradCheck::new("threads").threads(threads);
                check.run_on_threads(&point, noisy)
            },
        ));
        let many = vec![0.3; 1000];
        all.push(row(
            &format!("{milliseconds} ms, along directions"),
            rounds,
            |threads| {
                let check = GradCheck::new("threads").threads(threads);
                check.run_on_threads(&many, move |x: &Vec<f64>| {
                    sleep(time);
                    let slopes: Vec<f64> = x.iter().map(|x| x.cos()).collect();
                    (x.iter().map(|x| x.sin()).sum::<f64>(), slopes)
                })
            },
        ));
    }
    all
}

/// One row: the median of the ratios of checks that take turns.
fn row(name: &str, rounds: usize, check: impl Fn(usize) -> Report) -> f64 {
    let timed = |threads| {
        let start = Instant::now();
        let report = check(threads);
        (start.elapsed().as_secs_f64(), report)
    };
    let mut ratios = Vec::new();
    let mut evaluations = 0;
    for _ in 0..rounds {
        let (one, alone) = timed(1);
        let (two, report) = timed(2);
        assert_eq!(alone.to_json(), report.to_json());
        evaluations = report.evaluations().full;
        ratios.push(one / two);
    }
    let speed_up = crate::median(ratios);
    println!("{name:36} {evaluations:>11} {speed_up:>9.2} ×");
    speed_up
}
