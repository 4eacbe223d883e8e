//! Checks that write: one of every kind that looks different.

use crate::course;
use grad_check::{GradCheck, Rng};

#[test]
#[ignore = "writes a page"]
fn network_with_mistakes() {
    let exercise = course::exercise();
    GradCheck::new("network_with_mistakes")
        .eps(1e-7)
        .test("course::network_with_mistakes_grad_check")
        .run(&exercise.parameters, |p| {
            course::network_with_mistakes(p, &exercise.x, &exercise.y)
        })
        .assert();
}

#[test]
#[ignore = "writes a page"]
fn network() {
    let exercise = course::exercise();
    GradCheck::new("network")
        .eps(1e-7)
        .self_test()
        .test("course::network_grad_check")
        .run(&exercise.parameters, |p| {
            course::network(p, &exercise.x, &exercise.y)
        })
        .assert();
}

#[test]
#[ignore = "writes a page"]
fn solver() {
    let hash = |x: f64| Rng::new(x.to_bits()).unit();
    GradCheck::new("solver")
        .eps(1e-6)
        .arguments(["x"])
        .test("course::solver_grad_check")
        .run(&[0.7, 0.3], |x: &[f64; 2]| {
            (
                x[0].exp() + x[1].sin() + 1e-4 * hash(x[0]),
                [x[0].exp(), x[1].cos()],
            )
        })
        .assert();
}

/// The digits that are left of a large constant: nothing but rounding.
#[test]
#[ignore = "writes a page"]
fn offset() {
    GradCheck::new("offset")
        .test("course::offset_grad_check")
        .run(&0.7, |x: &f64| (1e13 + x.exp(), x.exp()))
        .assert();
}

/// 101 × 100 weights, of which a row is wrong and a column dead.
#[test]
#[ignore = "writes a page"]
fn large() {
    const COLUMNS: usize = 100;
    let w: Vec<Vec<f64>> = (0..101u32)
        .map(|i| {
            (0..100u32)
                .map(|j| (f64::from(i) / 9.0).sin() * (f64::from(j) / 14.0).cos() + 0.01)
                .collect()
        })
        .collect();
    let w = array(&w);
    GradCheck::new("large")
        .arguments(["w"])
        .test("course::large_grad_check")
        .budget(usize::MAX)
        .run(&w, |w| {
            let is_dead = |at: usize| at % COLUMNS == 70;
            let counts = |at: usize, x: f64| if is_dead(at) { 0.0 } else { x };
            let cost = w
                .iter()
                .enumerate()
                .map(|(i, x)| counts(i, x * x * x))
                .sum::<f64>();
            let mut gradient = w.clone();
            for (i, x) in gradient.iter_mut().enumerate() {
                let slip = if i / COLUMNS == 40 { 1.5 } else { 1.0 };
                *x = counts(i, slip * 3.0 * *x * *x);
            }
            (cost, gradient)
        })
        .assert();
}

fn array(rows: &[Vec<f64>]) -> ndarray::Array2<f64> {
    ndarray::Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}

/// Kernels of four dimensions, a vector, and a name that a file can't have.
#[test]
#[ignore = "writes a page"]
fn kernels() {
    let kernels: ndarray::Array4<f64> = grad_check::randn((4, 3, 3, 3));
    let bias: [f64; 40] = std::array::from_fn(|i| f64::from(u8::try_from(i).unwrap()) / 10.0 - 1.0);
    GradCheck::new("kernels </script> & \"ö\"")
        .arguments(["k", "b"])
        .point("a/b:c?")
        .run(&(kernels, bias), |(k, b)| {
            let cost = k.iter().map(|x: &f64| x.powi(4)).sum::<f64>()
                + b.iter().map(|x| x * x).sum::<f64>();
            (cost, (k.mapv(|x| 4.0 * x.powi(3)), b.map(|x| -2.0 * x)))
        })
        .assert();
}

mod alike {
    use super::GradCheck;

    /// A helper of several tests: same name, same line.
    fn check(slip: f64) {
        GradCheck::new("square")
            .run(&3.0, |x| (x * x, slip * 2.0 * x))
            .assert();
    }

    #[test]
    #[ignore = "writes a page"]
    fn first() {
        check(1.0);
    }

    #[test]
    #[ignore = "writes a page"]
    fn second() {
        check(1.0);
        check(1.0);
        check(0.5);
    }
}
