//! A checked function may read another outcome out by itself: it gets the whole gradient, whatever the check
//! expects of the function's own.

use grad_check::{Flatten, Flattened, GradCheck, Outcome, Report, Verdict, grad_check};
use std::sync::Mutex;

const POINT: [f64; 3] = [0.3, -0.7, 1.1];

fn inner(x: [f64; 3]) -> (f64, [f64; 3]) {
    (x.iter().map(|v| v * v * v).sum(), x.map(|v| 3.0 * v * v))
}

fn cost(x: &[f64; 3]) -> f64 {
    inner(*x).0
}

/// What the inner function answers, times a factor; how long its gradient was is put down.
fn composed(x: &[f64; 3], factor: f64, lengths: &Mutex<Vec<usize>>) -> (f64, [f64; 3]) {
    let answer = inner(*x).answer().expect("no error");
    let gradient = answer.gradient.values();
    lengths.lock().expect("no panic").push(gradient.len());
    let number = |i: usize| gradient.get(i).map_or(f64::NAN, |g| factor * g);
    (answer.cost, [number(0), number(1), number(2)])
}

/// One way to run a check of a gradient that is right but for a factor.
type Run = fn(f64, &Mutex<Vec<usize>>) -> Report;

const RUNS: [Run; 6] = [
    |factor, lengths| check().run(&POINT, |x| composed(x, factor, lengths)),
    |factor, lengths| {
        let check = check().eps(1e-5);
        check.run(&POINT, |x| composed(x, factor, lengths))
    },
    |factor, lengths| check().run_with_cost(&POINT, |x| composed(x, factor, lengths), cost),
    |factor, lengths| {
        let function = |x: &[f64; 3]| composed(x, factor, lengths);
        check().threads(3).run_on_threads(&POINT, function)
    },
    |factor, lengths| {
        let check = check().eps(1e-5).threads(3);
        check.run_on_threads(&POINT, |x| composed(x, factor, lengths))
    },
    |factor, lengths| {
        let (check, function) = (check().threads(3), |x: &[f64; 3]| {
            composed(x, factor, lengths)
        });
        check.run_on_threads_with_cost(&POINT, function, cost)
    },
];

fn check() -> GradCheck {
    GradCheck::new("composed")
}

#[test]
fn the_whole_gradient_is_read_inside_of_a_check() {
    for (i, run) in RUNS.iter().enumerate() {
        let lengths = Mutex::default();
        let report = run(1.0, &lengths);
        assert_eq!(report.verdict(), Verdict::Pass, "run {i}: {report}");
        let lengths = lengths.into_inner().expect("no panic");
        assert!(lengths.iter().all(|&n| n == 3), "run {i}: {lengths:?}");
        // As many calls as of a function that reads nothing.
        assert_eq!(lengths.len(), report.evaluations().full, "run {i}");
    }
}

#[test]
fn a_mistake_in_what_was_read_inside_is_found() {
    for (i, run) in RUNS.iter().enumerate() {
        let report = run(1.01, &Mutex::default());
        assert_eq!(report.verdict(), Verdict::Fail, "run {i}: {report}");
    }
}

#[test]
fn reading_inside_takes_no_evaluation_more() {
    let plain = check().run(&POINT, |x| inner(*x));
    let reading = RUNS[0](1.0, &Mutex::default());
    assert_eq!(plain.evaluations(), reading.evaluations());
}

/// An outcome of the user's own, which knows of no expectation.
struct Own([f64; 3]);

impl Outcome for Own {
    fn answer(self) -> Result<grad_check::Answer, String> {
        inner(self.0).answer()
    }
}

#[test]
fn outcomes_that_are_read_whole_are_as_good() {
    let own = check().run(&POINT, |x| Own(*x));
    assert_eq!(own.verdict(), Verdict::Pass, "{own}");
    let read = check().run(&POINT, |x| inner(*x).answer());
    assert_eq!(read.verdict(), Verdict::Pass, "{read}");
    assert_eq!(own.evaluations(), read.evaluations());
}

/// A gradient that is made while it is read out.
#[test]
fn a_gradient_flattened_within_another_is_whole() {
    struct Read([f64; 3]);
    impl Flatten for Read {
        fn flatten(&self, into: &mut Flattened) {
            let answer = inner(self.0).answer().expect("no error");
            into.block(&[3], answer.gradient.values().to_vec());
        }
    }
    let report = check().run(&POINT, |x| (cost(x), Read(*x)));
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
}

fn through_the_attribute(x: [f64; 3], factor: f64) -> (f64, [f64; 3]) {
    composed(&x, factor, &Mutex::default())
}

fn cost_by_value(x: [f64; 3]) -> f64 {
    cost(&x)
}

#[grad_check]
fn right(x: [f64; 3]) -> (f64, [f64; 3]) {
    through_the_attribute(x, 1.0)
}

#[grad_check(cost = cost_by_value, eps = 1e-5)]
fn right_with_cost(x: [f64; 3]) -> (f64, [f64; 3]) {
    through_the_attribute(x, 1.0)
}

#[grad_check(threads = 3)]
fn right_on_threads(x: [f64; 3]) -> (f64, [f64; 3]) {
    through_the_attribute(x, 1.0)
}

#[grad_check(cost = cost_by_value)]
#[should_panic(expected = "gradient check failed: wrong_with_cost")]
fn wrong_with_cost(x: [f64; 3]) -> (f64, [f64; 3]) {
    through_the_attribute(x, 1.01)
}
