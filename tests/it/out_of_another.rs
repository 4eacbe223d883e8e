//! Buffers of a function that only another one names: `gradient = path` that writes, a cost that is written, one buffer
//! for several numbers; and values whose making may fail.

// Every form of a function is shown.
#![allow(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref
)]

use grad_check::grad_check;
use ndarray::Array1;

#[grad_check(gradient = quartic_slopes, out, at = vec![0.5, -1.2, 0.8])]
fn quartic(x: &[f64]) -> f64 {
    x.iter().map(|x| x.powi(4)).sum()
}

fn quartic_slopes(x: &[f64], slopes: &mut [f64]) {
    for (slope, x) in slopes.iter_mut().zip(x) {
        *slope = 4.0 * x.powi(3);
    }
}

#[should_panic(expected = "only x[2] of 3 components")]
#[grad_check(gradient = wrong_slopes, out, at = vec![0.5, -1.2, 0.8])]
fn quartic_with_a_mistake(x: &[f64]) -> f64 {
    quartic(x)
}

fn wrong_slopes(x: &[f64], slopes: &mut [f64]) {
    quartic_slopes(x, slopes);
    slopes[2] *= 2.0;
}

#[should_panic(expected = "slopes_but_one[1] was not written")]
#[grad_check(gradient = slopes_but_one, out, at = vec![0.5, -1.2, 0.8])]
fn quartic_with_a_gap(x: &[f64]) -> f64 {
    quartic(x)
}

fn slopes_but_one(x: &[f64], slopes: &mut [f64]) -> Result<(), String> {
    let [first, _, third] = slopes else {
        return Err("three".to_owned());
    };
    (*first, *third) = (4.0 * x[0].powi(3), 4.0 * x[2].powi(3));
    Ok(())
}

#[should_panic(expected = "no slopes today")]
#[grad_check(gradient = failing, out, at = vec![0.5, -1.2, 0.8])]
fn quartic_that_fails(x: &[f64]) -> f64 {
    quartic(x)
}

fn failing(_: &[f64], _: &mut [f64]) -> Result<(), String> {
    Err("no slopes today".to_owned())
}

#[grad_check(gradient = of_both, out, at(w = vec![0.5, -1.2], b = Array1::from_vec(vec![0.3])), given(x = [1.0, 2.0]))]
fn line(w: &[f64], b: &Array1<f64>, x: &[f64; 2]) -> f64 {
    (w[0] * x[0] + w[1] * x[1] + b[0]).exp()
}

fn of_both(w: &[f64], b: &Array1<f64>, x: &[f64; 2], dw: &mut [f64], db: &mut Array1<f64>) {
    let y = line(w, b, x);
    (dw[0], dw[1], db[0]) = (y * x[0], y * x[1], y);
}

#[grad_check(gradient = of_numbers, out)]
fn product(x: f64, y: f64) -> f64 {
    x * x * y
}

fn of_numbers(x: f64, y: f64, slopes: &mut [f64]) {
    slopes.copy_from_slice(&[2.0 * x * y, x * x]);
}

trait Objective {
    fn value(&self, x: &[f64]) -> f64;
    fn gradient(&self, x: &[f64], g: &mut [f64]);
}

struct Sphere(f64);

#[grad_check(on = Sphere(1.5), crate = ::grad_check)]
impl Objective for Sphere {
    #[grad_check(gradient = gradient, at = vec![0.3, -0.2, 0.9])]
    fn value(&self, x: &[f64]) -> f64 {
        self.0 * x.iter().map(|x| x * x).sum::<f64>()
    }
    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        for (g, x) in g.iter_mut().zip(x) {
            *g = 2.0 * self.0 * x;
        }
    }
}

struct Potential;

#[grad_check(on = Potential)]
impl Potential {
    // The buffer stands first.
    #[should_panic(expected = "analytic = 0.5000 × numeric")]
    #[grad_check(gradient = slope, at = [0.3, -0.2])]
    fn energy(&self, x: &[f64; 2]) -> f64 {
        x[0] * x[0] + x[1] * x[1]
    }
    fn slope(&self, slope: Option<&mut [f64; 2]>, x: &[f64; 2]) {
        if let Some(slope) = slope {
            *slope = *x;
        }
    }
}

#[grad_check(out(grad))]
fn one_for_both(x: f64, y: f64, grad: &mut [f64; 2]) -> f64 {
    *grad = [2.0 * x * y, x * x];
    x * x * y
}

#[should_panic(expected = "y is wrong")]
#[grad_check(out(grad))]
fn one_for_both_exchanged(x: f64, y: f64, grad: &mut [f64]) -> f64 {
    grad.copy_from_slice(&[2.0 * x * y, x]);
    x * x * y
}

#[should_panic(expected = "grad[1] was not written")]
#[grad_check(out(grad))]
fn one_for_both_with_a_gap(x: f64, y: f64, grad: Option<&mut [f64]>) -> f64 {
    if let Some(grad) = grad {
        grad[0] = 2.0 * x * y;
    }
    x * x * y
}

#[grad_check(out(cost = value, df), at = vec![0.4, -0.9])]
fn fdf(x: &[f64], value: &mut f64, df: &mut [f64]) {
    *value = x.iter().map(|x| x.powi(3)).sum();
    for (d, x) in df.iter_mut().zip(x) {
        *d = 3.0 * x * x;
    }
}

#[should_panic(expected = "analytic = 2.000 × numeric")]
#[grad_check(out(cost = value, df), at = vec![0.4, -0.9])]
fn fdf_with_a_mistake(x: &[f64], value: &mut f64, df: &mut [f64]) -> Result<(), String> {
    fdf(x, value, df);
    df.iter_mut().for_each(|d| *d *= 2.0);
    Ok(())
}

#[should_panic(expected = "NaN")]
#[grad_check(out(cost = value, df), at = vec![0.4, -0.9])]
fn a_cost_that_is_not_written(x: &[f64], value: &mut f64, df: &mut [f64]) {
    let unwritten = *value;
    fdf(x, value, df);
    *value = unwritten;
}

struct Ridge {
    lambda: f64,
}

impl Ridge {
    fn new(lambda: f64) -> Result<Self, String> {
        if lambda < 0.0 {
            return Err(format!("{lambda} is negative"));
        }
        Ok(Ridge { lambda })
    }
}

#[grad_check(on = Ridge::new(0.3)?)]
impl Ridge {
    #[grad_check(at = "0.5".parse::<f64>()?)]
    fn penalty(&self, w: f64) -> (f64, f64) {
        (self.lambda * w * w, 2.0 * self.lambda * w)
    }

    #[should_panic(expected = "`on` can't be made: \"-1 is negative\"")]
    #[grad_check(on = Ridge::new(-1.0)?)]
    fn penalty_of_none(&self, w: f64) -> (f64, f64) {
        self.penalty(w)
    }

    #[grad_check(at = 0.5)]
    fn penalty_that_changes(&mut self, w: f64) -> (f64, f64) {
        self.penalty(w)
    }
}

/// What `compute` leaves in fields.
struct Evaluator {
    x: Vec<f64>,
    value: f64,
    slopes: Vec<f64>,
}

#[grad_check(on = Evaluator { x: vec![0.3, 0.8], value: 0.0, slopes: vec![0.0; 2] })]
impl Evaluator {
    #[grad_check(at(self.x), out(cost = self.value, self.slopes))]
    fn compute(&mut self) {
        self.value = self.x.iter().map(|x| x.exp()).sum();
        self.slopes = self.x.iter().map(|x| x.exp()).collect();
    }

    #[should_panic(expected = "only x[1] of 2 components")]
    #[grad_check(at(self.x), out(cost = self.value, self.slopes))]
    fn compute_with_a_mistake(&mut self) {
        self.compute();
        self.slopes[1] *= 3.0;
    }
}

struct Entry {
    f: fn(f64) -> f64,
    slope: fn(f64) -> f64,
}
const TABLE: [Entry; 2] = [
    Entry {
        f: f64::sin,
        slope: f64::cos,
    },
    Entry {
        f: f64::exp,
        slope: f64::exp,
    },
];

/// What is given may be a reference to what somebody else owns, and is no `Clone`.
#[grad_check(given(entry = &TABLE[0], twice = &(entry.f)(0.5)))]
fn called(x: f64, entry: &Entry, twice: &f64) -> (f64, f64) {
    (twice * (entry.f)(x), twice * (entry.slope)(x))
}

/// As interior point methods want it: all in buffers, and a `bool` that says whether it went well.
struct Programme;

#[grad_check(on = Programme)]
impl Programme {
    #[grad_check(gradient = objective_grad, out(cost = f), given(new_x = true), at(x = vec![1.0, 2.0, -0.5]))]
    fn objective(&self, x: &[f64], _new_x: bool, f: &mut f64) -> bool {
        *f = x[0] * x[1] + x[2].powi(2);
        true
    }

    fn objective_grad(&self, x: &[f64], _new_x: bool, grad_f: &mut [f64]) -> bool {
        grad_f.copy_from_slice(&[x[1], x[0], 2.0 * x[2]]);
        true
    }

    #[grad_check(gradient = half, out(cost = f), at(x = vec![1.0, 2.0, -0.5]))]
    #[should_panic(expected = "analytic = 0.5000 × numeric in all 3 components")]
    fn with_half(&self, x: &[f64], f: &mut f64) -> bool {
        self.objective(x, true, f)
    }

    fn half(&self, x: &[f64], grad_f: &mut [f64]) -> bool {
        grad_f.copy_from_slice(&[x[1] / 2.0, x[0] / 2.0, x[2]]);
        true
    }
}
