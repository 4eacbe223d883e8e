//! Allocations of an evaluation, and the memory that a check of a million parameters needs at most.

use crate::check;
use crate::cost::{Cost, Shape};
use allocation_counter::measure;
use grad_check::{GradCheck, Verdict};
use std::hint::black_box;

/// Allocations of an evaluation within a check, the user's own among them, and without these.
pub(crate) fn allocations<P: Shape>(point: &P, cost: &Cost) -> (f64, f64) {
    let mut evaluations = 0;
    let whole = measure(|| {
        evaluations = check(point, |point| cost.of(point)).evaluations().full;
    });
    let alone = measure(|| {
        black_box(cost.of(black_box(point)));
    });
    let each = whole.count_total as f64 / evaluations as f64;
    (each, each - alone.count_total as f64)
}

const MANY: usize = 1_000_000;

/// The peak over the size of θ, with θ itself and the gradient that the function returns: of a check of ten
/// components among many, one by one, and of all of them, along directions.
pub(crate) fn print() {
    println!();
    for (what, only) in [("10 are checked", &["b"][..]), ("all are probed", &[])] {
        let (evaluations, peak) = peak(only);
        println!(
            "1,000,000 parameters, {what}: {evaluations} evaluations, at most {peak:.2} times θ"
        );
    }
}

fn peak(only: &[&str]) -> (usize, f64) {
    let mut evaluations = 0;
    let peak = measure(|| {
        let point = (vec![0.5; MANY], vec![0.7; 10]);
        let half_square = |(weight, bias): &(Vec<f64>, Vec<f64>)| {
            let all = weight.iter().chain(bias);
            let cost = all.map(|t| t * t).sum::<f64>() / 2.0;
            (cost, (weight.clone(), bias.clone()))
        };
        let check = GradCheck::new("many")
            .arguments(["w", "b"])
            .only(only.iter().copied());
        let report = check.run(&point, half_square);
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
        evaluations = report.evaluations().full;
    });
    let theta = 8.0 * (MANY + 10) as f64;
    (evaluations, peak.bytes_max as f64 / theta)
}
