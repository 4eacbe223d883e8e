//! Layers with a backward closure: correct twins pass, broken ones are named by parameter or by law.

// Every way to write and to take an argument is shown, also those that clippy would have otherwise.
#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]
#![allow(clippy::type_complexity, clippy::unnecessary_wraps)]

use crate::told::holds;
use grad_check::{GradCheck, Report, Verdict, grad_check};
use ndarray::{Array1, Array2, ArrayView2, Axis};
use std::cell::Cell;

/// A dense layer: y = tanh(x·wᵀ + b), a sample a row.
#[grad_check(pullback, eps = 1e-6, at(w = randn((2, 3)), b = randn(2)), given(x = randn((4, 3))))]
fn dense(
    w: &Array2<f64>,
    b: &Array1<f64>,
    x: ArrayView2<'_, f64>,
) -> (
    Array2<f64>,
    impl Fn(&Array2<f64>) -> (Array2<f64>, Array1<f64>),
) {
    let y = (x.dot(&w.t()) + b).mapv(f64::tanh);
    let x = x.to_owned();
    let slopes = y.mapv(|y| 1.0 - y * y);
    let backward = move |u: &Array2<f64>| {
        let dz = u * &slopes;
        (dz.t().dot(&x), dz.sum_axis(Axis(0)))
    };
    (y, backward)
}

#[grad_check(pullback, at(x = vec![0.3, -0.7, 1.1]))]
fn by_slice(x: &[f64]) -> (Vec<f64>, impl Fn(&[f64]) -> Vec<f64>) {
    let slopes: Vec<f64> = x.iter().map(|x| x.cos()).collect();
    let y = x.iter().map(|x| x.sin()).collect();
    (y, move |u: &[f64]| {
        u.iter().zip(&slopes).map(|(u, s)| u * s).collect()
    })
}

#[grad_check(pullback, at(x = randn((2, 2))))]
fn by_view(x: &Array2<f64>) -> (Array2<f64>, impl Fn(ArrayView2<'_, f64>) -> Array2<f64>) {
    let slopes = x.mapv(f64::cos);
    (x.mapv(f64::sin), move |u: ArrayView2<'_, f64>| &slopes * &u)
}

#[grad_check(pullback)]
fn by_value(x: [f64; 2]) -> (f64, impl Fn(f64) -> [f64; 2]) {
    (x[0] * x[1], move |u: f64| [u * x[1], u * x[0]])
}

#[grad_check(pullback)]
fn boxed_or_a_failure(x: [f64; 2]) -> Result<(f64, Box<dyn Fn(&f64) -> [f64; 2]>), String> {
    Ok((x[0] * x[1], Box::new(move |u: &f64| [u * x[1], u * x[0]])))
}

#[grad_check(pullback)]
fn borrowing(x: &[f64; 2]) -> (f64, impl Fn(&f64) -> [f64; 2]) {
    (x[0] * x[1], move |u: &f64| [u * x[1], u * x[0]])
}

#[grad_check(pullback)]
fn single_precision(x: [f32; 3]) -> ([f32; 3], impl Fn(&[f32; 3]) -> [f32; 3]) {
    (x.map(f32::tanh), move |u: &[f32; 3]| {
        std::array::from_fn(|i| u[i] * (1.0 - x[i].tanh().powi(2)))
    })
}

fn softmax(z: &[f64; 3]) -> [f64; 3] {
    let e = z.map(f64::exp);
    let sum: f64 = e.iter().sum();
    e.map(|e| e / sum)
}

const LOGITS: [f64; 3] = [0.3, -0.7, 1.1];

fn check<B: FnMut(&[f64; 3]) -> [f64; 3]>(backward: impl Fn([f64; 3]) -> B) -> Report {
    GradCheck::new("softmax")
        .arguments(["z"])
        .run_pullback(&LOGITS, |z: &[f64; 3]| {
            let p = softmax(z);
            (p, backward(p))
        })
}

fn right(p: &[f64; 3], u: &[f64; 3]) -> [f64; 3] {
    let mean: f64 = p.iter().zip(u).map(|(p, u)| p * u).sum();
    std::array::from_fn(|i| p[i] * (u[i] - mean))
}

#[test]
fn two_cotangents_share_their_evaluations_and_are_printed_short() {
    let report = check(|p| move |u: &[f64; 3]| right(&p, u));
    report.assert();
    assert_eq!(report.evaluations().full, 2 * 3 + 7);
    assert_eq!(report.blocks().len(), 1);
}

#[test]
fn a_mistake_that_a_sum_of_the_outputs_hides_is_noticed() {
    // For u = 1 the right gradient is zero, and so is this one.
    let report = check(|p| move |u: &[f64; 3]| right(&p, u).map(|g| 2.0 * g));
    assert_eq!(report.blocks()[0].verdict(), Verdict::Fail);
    assert_eq!(
        report.findings()[0].message(),
        "analytic = 2.000 × numeric in all 3 components of z"
    );
}

#[test]
fn a_backward_that_adds_something_of_its_own_is_named() {
    let report = check(|p| move |u: &[f64; 3]| right(&p, u).map(|g| g + 0.01));
    holds(&report, "`backward` of zero is not zero: z[0] is 0.01");
}

#[test]
fn a_backward_that_adds_to_earlier_calls_is_named() {
    let report = check(|p| {
        let sum = Cell::new([0.0; 3]);
        move |u: &[f64; 3]| {
            let (g, before) = (right(&p, u), sum.get());
            sum.set(std::array::from_fn(|i| before[i] + g[i]));
            sum.get()
        }
    });
    holds(
        &report,
        "`backward` gives two results for the same argument",
    );
}

#[test]
fn a_backward_that_is_not_linear_is_named() {
    // Clipped, as some clip gradients where they should clip updates.
    let report = check(|p| move |u: &[f64; 3]| right(&p, u).map(|g| g.clamp(-0.05, 0.05)));
    holds(&report, "`backward` isn't linear");
}

#[test]
fn cotangents_have_no_zero_and_no_equal_entries() {
    let seen = std::cell::RefCell::new(Vec::new());
    let _ = GradCheck::new("f").run_pullback(&[0.5f64; 40], |x: &[f64; 40]| {
        let seen = &seen;
        (x.map(|x| x - 0.5), move |u: &[f64; 40]| {
            seen.borrow_mut().push(*u);
            *u
        })
    });
    let seen = seen.into_inner();
    for u in &seen[..2] {
        let mut sizes = u.map(f64::abs);
        sizes.sort_by(f64::total_cmp);
        assert!(sizes[0] >= 0.5 && sizes[39] <= 1.5);
        assert!(sizes.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(u.iter().any(|u| *u < 0.0) && u.iter().any(|u| *u > 0.0));
    }
}

#[test]
fn the_report_names_the_parameter_and_the_cotangent() {
    let report = check(|p| {
        move |u: &[f64; 3]| {
            let mut g = right(&p, u);
            g[1] = 0.0;
            g
        }
    });
    let printed = report.to_string();
    assert!(
        printed
            .starts_with("pullback check failed: softmax: z is wrong (only z[1] of 3 components)"),
        "{printed}"
    );
    holds(&printed, "cotangent [");
}

/// A backward function of its own takes the cotangent in any form.
mod forms {
    use super::*;
    use ndarray::{ArrayBase, ArrayView1, Data, Dimension};

    #[grad_check(pullback = number_back)]
    fn number(x: f64) -> f64 {
        x.exp()
    }

    fn number_back(x: f64, dy: f64) -> f64 {
        dy * x.exp()
    }

    #[grad_check(pullback = slice_back, at = vec![0.3, -0.7])]
    fn slice(x: &[f64]) -> Vec<f64> {
        x.iter().map(|x| x.sin()).collect()
    }

    fn slice_back(x: &[f64], dy: &[f64]) -> Vec<f64> {
        x.iter().zip(dy).map(|(x, dy)| dy * x.cos()).collect()
    }

    #[grad_check(pullback = view_back, at = randn(3))]
    #[should_panic(expected = "x is wrong (analytic = −numeric")]
    fn view(x: &Array1<f64>) -> Result<Array1<f64>, String> {
        Ok(x.mapv(f64::sin))
    }

    fn view_back(x: &Array1<f64>, dy: ArrayView1<'_, f64>) -> Array1<f64> {
        -(&dy * &x.mapv(f64::cos))
    }

    #[grad_check(pullback = any_back, at = randn((2, 3)))]
    fn any(x: &Array2<f64>) -> Array2<f64> {
        x.mapv(f64::sin)
    }

    fn any_back<S: Data<Elem = f64>, D: Dimension>(
        x: &ArrayBase<S, D>,
        dy: &ArrayBase<S, D>,
    ) -> ndarray::Array<f64, D> {
        &x.mapv(f64::cos) * dy
    }
}

/// Of arguments that all have one shape, nothing but the numbers tell the order.
mod cotangent_first {
    use super::*;

    const SAYS: &str = "pullback check failed: %: `backward` takes the cotangent first";

    #[grad_check(pullback = slope_times, at(x = randn(4)))]
    #[should_panic(expected = "such as `pullback = |x, u| backward(u,")]
    fn tanh(x: &Array1<f64>) -> Array1<f64> {
        x.mapv(f64::tanh)
    }

    #[grad_check(pullback = |x, dy| slope_times(dy, x), at(x = randn(4)))]
    fn tanh_in_order(x: &Array1<f64>) -> Array1<f64> {
        x.mapv(f64::tanh)
    }

    fn slope_times(dy: &Array1<f64>, x: &Array1<f64>) -> Array1<f64> {
        dy * &x.mapv(|x| 1.0 - x.tanh().powi(2))
    }

    #[grad_check(pullback = of_product, at(x = randn((3, 3)), w = randn((3, 3))))]
    #[should_panic(expected = "such as `pullback = |x, w, u| backward(u,")]
    fn product(x: &Array2<f64>, w: &Array2<f64>) -> Array2<f64> {
        x.dot(&w.t())
    }

    fn of_product(
        dy: &Array2<f64>,
        x: &Array2<f64>,
        w: &Array2<f64>,
    ) -> (Array2<f64>, Array2<f64>) {
        (dy.dot(w), dy.t().dot(x))
    }

    /// One that is wrong in either order, and one that is in the right order and wrong.
    #[test]
    fn it_is_said_of_what_is_right_in_that_order_alone() {
        let report = |backward: fn(&[f64; 3], &[f64; 3]) -> [f64; 3]| {
            let check = GradCheck::new("f").arguments(["x"]);
            check.run_pullback(&[0.3, -0.7, 1.1], |x: &[f64; 3]| {
                let x = *x;
                (x.map(f64::sin), move |u: &[f64; 3]| backward(&x, u))
            })
        };
        let times = |a: &[f64; 3], b: &[f64; 3]| std::array::from_fn(|i| a[i] * b[i].cos());
        let first = report(times);
        assert!(
            first.to_string().starts_with(&SAYS.replace('%', "f")),
            "{first}"
        );
        assert_eq!(first.problems().len(), 1, "{first}");
        report(|x, u| std::array::from_fn(|i| u[i] * x[i].cos())).assert();
        for wrong in [
            report(|u, x| std::array::from_fn(|i| u[i] * x[i].sin())),
            report(|x, u| std::array::from_fn(|i| u[i] * x[i].sin())),
        ] {
            assert_eq!(wrong.verdict(), Verdict::Fail);
            assert!(
                !wrong.to_string().contains("takes the cotangent first"),
                "{wrong}"
            );
        }
    }
}
