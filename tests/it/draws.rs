//! Many points of one check: `draws`, and `coverage` of what was verified.

use grad_check::{GradCheck, Problem, Reason, Verdict, grad_check};
use std::collections::BTreeMap;

#[grad_check(draws = 5)]
fn right(x: [f64; 2]) -> (f64, [f64; 2]) {
    (x[0] * x[1].sin(), [x[1].sin(), x[0] * x[1].cos()])
}

/// Right where x[0] is positive.
fn wrong_on_one_side(x: [f64; 2]) -> (f64, [f64; 2]) {
    let slope = if x[0] > 0.0 { 2.0 * x[0] } else { x[0] };
    (x[0] * x[0] + x[1], [slope, 1.0])
}

mod of_one_side {
    use super::*;

    #[grad_check(draws = 6, seed = 3)]
    #[should_panic(expected = "\nverdicts by seed\n  seed")]
    fn table(x: [f64; 2]) -> (f64, [f64; 2]) {
        wrong_on_one_side(x)
    }

    #[grad_check(draws = 6, seed = 3)]
    #[should_panic(expected = "-- --exact\n\nverdicts by seed")]
    fn behind_the_report(x: [f64; 2]) -> (f64, [f64; 2]) {
        wrong_on_one_side(x)
    }

    #[grad_check(draws = 6, seed = 3)]
    #[should_panic(expected = "GRAD_CHECK_SEED=4 cargo ")]
    fn repeated_by_a_line(x: [f64; 2]) -> (f64, [f64; 2]) {
        wrong_on_one_side(x)
    }

    /// Of the one seed that passes, nothing is known of the others.
    #[grad_check(seed = 3)]
    fn at_one_point(x: [f64; 2]) -> (f64, [f64; 2]) {
        wrong_on_one_side(x)
    }
}

/// A hinge, which is flat at some of the seeds; its gradient there is `flat`.
fn hinge(w: &[f64], flat: f64) -> (f64, Vec<f64>) {
    let margin = 1.0 - (2.0 * w[0] - w[1]);
    if margin > 0.0 {
        (margin, vec![-2.0, 1.0])
    } else {
        (0.0, vec![flat, 0.0])
    }
}

mod where_it_is_flat {
    use super::*;

    #[grad_check(at(w = randn(2)), draws = 10)]
    fn others_tell(w: &[f64]) -> (f64, Vec<f64>) {
        hinge(w, 0.0)
    }

    #[grad_check(at(w = randn(2)), draws = 10)]
    #[should_panic(expected = "FAIL")]
    fn a_gradient_that_is_not_zero_fails(w: &[f64]) -> (f64, Vec<f64>) {
        hinge(w, 1e-3)
    }

    #[grad_check(at(w = randn(2)), draws = 10)]
    #[should_panic(expected = "0 to 9  0               not compared: zero on both sides there")]
    fn at_all_seeds_nothing_is_known(w: &[f64]) -> (f64, Vec<f64>) {
        (0.0 * w[0], vec![0.0; 2])
    }

    #[grad_check(at(w = randn(2)), seed = 0)]
    #[should_panic(expected = "move the test point with `at` or `seed` to where it varies")]
    fn alone(w: &[f64]) -> (f64, Vec<f64>) {
        hinge(w, 0.0)
    }
}

/// Data may be drawn, and parameters not.
#[grad_check(draws = 3, at(w = [0.5, -0.2]), given(x = randn(2).to_vec()))]
fn drawn_data(w: [f64; 2], x: &[f64]) -> (f64, [f64; 2]) {
    (w[0] * x[0] + w[1] * x[1], [x[0], x[1]])
}

#[grad_check(draws = 2 + 1, points(near(x = uniform(2)), far(x = randn(2) * 10.0)))]
fn at_several_points(x: &ndarray::Array1<f64>) -> (f64, ndarray::Array1<f64>) {
    (x.dot(x) / 2.0, x.clone())
}

/// √x has a derivative for positive x alone, and the range of the data is no point.
#[grad_check(draws = 20, at(x = 0.1..5.0), given(scale = 2.0..3.0f32, rows = 0..2))]
fn from_ranges(x: f64, scale: f32, rows: std::ops::Range<usize>) -> (f64, f64) {
    assert!((0.1..5.0).contains(&x) && (2.0..3.0).contains(&scale) && rows.len() == 2);
    (
        f64::from(scale) * x.sqrt(),
        f64::from(scale) / (2.0 * x.sqrt()),
    )
}

#[grad_check(draws = 3, at = start())]
#[should_panic(expected = "`draws` asks for 3 points, but nothing is drawn")]
fn a_point_that_is_never_drawn(x: [f64; 2]) -> (f64, [f64; 2]) {
    right(x)
}

fn start() -> [f64; 2] {
    [0.3, 0.4]
}

const NONE: usize = 0;

#[grad_check(draws = NONE)]
#[should_panic(expected = "`draws` is 0: it must be one point at least, such as 20")]
fn no_point_at_all(x: [f64; 2]) -> (f64, [f64; 2]) {
    right(x)
}

struct Ridge {
    target: f64,
}

#[grad_check]
impl Ridge {
    #[grad_check(draws = 3, on = Ridge { target: uniform(1)[0] }, at = 0.5)]
    fn cost(&mut self, w: f64) -> (f64, f64) {
        let apart = w - self.target;
        self.target = f64::NAN;
        (apart * apart, 2.0 * apart)
    }
}

/// A layer of four units, of which those below zero are dead.
fn relu(x: &[f64; 4]) -> (f64, [f64; 4]) {
    let slope = x.map(|x| if x > 0.0 { x } else { 0.0 });
    (slope.iter().map(|x| x * x).sum::<f64>() / 2.0, slope)
}

#[grad_check(at = [1.0, -2.0, -3.0, -4.0])]
fn quarter_without_a_demand(x: &[f64; 4]) -> (f64, [f64; 4]) {
    relu(x)
}

#[grad_check(at = [1.0, -2.0, -3.0, -4.0], coverage = 0.5)]
#[should_panic(
    expected = "1 of 4 components of x were verified, 25 %, and `coverage` asks for 50 %"
)]
fn quarter(x: &[f64; 4]) -> (f64, [f64; 4]) {
    relu(x)
}

#[grad_check(at = [1.0, 2.0, -3.0, -4.0], coverage = 0.5)]
fn half(x: &[f64; 4]) -> (f64, [f64; 4]) {
    relu(x)
}

#[test]
fn coverage_counts_each_block_by_itself() {
    let point = BTreeMap::from([("a", [1.0, 1.0, -1.0, 1.0]), ("b", [-1.0, 1.0, -1.0, 1.0])]);
    let cost = |maps: &BTreeMap<&'static str, [f64; 4]>| {
        let parts = maps.iter().map(|(name, x)| (*name, relu(x)));
        let parts: Vec<_> = parts.collect();
        let gradient: BTreeMap<&str, [f64; 4]> = parts.iter().map(|(n, (_, g))| (*n, *g)).collect();
        (
            parts.iter().map(|(_, (cost, _))| cost).sum::<f64>(),
            gradient,
        )
    };
    let report = GradCheck::new("f").coverage(0.75).run(&point, cost);
    let little = Verdict::Undecided(Reason::TooLittleVerified);
    assert_eq!(report.verdict(), little);
    assert_eq!(report.blocks()[0].verdict(), Verdict::Pass);
    assert_eq!(report.blocks()[1].verdict(), little);
    assert!(matches!(
        report.problems(),
        [Problem::TooLittleVerified { block, verified: 2, components: 4, .. }] if block == "b"
    ));
    GradCheck::new("f").coverage(0.5).run(&point, cost).assert();
}

#[test]
fn what_allow_accepts_is_not_verified() {
    // √|x| has no derivative at 0.
    let root = |x: &[f64; 2]| (x[0].abs().sqrt() + x[1] * x[1], [0.0, 2.0 * x[1]]);
    let check = GradCheck::new("root").allow([Reason::BarTooWide]);
    check.run(&[0.0, 3.0], root).assert();
    let report = check.clone().coverage(0.8).run(&[0.0, 3.0], root);
    assert_eq!(
        report.verdict(),
        Verdict::Undecided(Reason::TooLittleVerified)
    );
    check.coverage(0.5).run(&[0.0, 3.0], root).assert();
}

#[test]
fn a_wrong_block_fails_whatever_its_coverage() {
    let wrong = |x: &[f64; 4]| (relu(x).0, relu(x).1.map(|g| 2.0 * g));
    let report = GradCheck::new("f")
        .coverage(0.9)
        .run(&[1.0, -2.0, -3.0, 1.0], wrong);
    assert_eq!(report.verdict(), Verdict::Fail);
}

#[test]
fn zeros_of_a_jacobian_and_probed_blocks_are_covered() {
    let diagonal = |x: &[f64; 2]| (*x, [[1.0, 0.0], [0.0, 1.0]]);
    GradCheck::new("f")
        .coverage(1.0)
        .run_jacobian(&[0.3, 0.4], diagonal)
        .assert();
    let bowl = |x: &Vec<f64>| (x.iter().map(|x| x * x).sum::<f64>() / 2.0, x.clone());
    GradCheck::new("bowl")
        .coverage(1.0)
        .run(&vec![0.5; 2000], bowl)
        .assert();
}

#[test]
fn a_share_beyond_one_is_a_problem() {
    for share in [1.5, -0.1, f64::NAN] {
        let report = GradCheck::new("f")
            .coverage(share)
            .run(&0.5, |x| (x * x, 2.0 * x));
        assert!(matches!(report.problems(), [Problem::InvalidCoverage(_)]));
    }
}
