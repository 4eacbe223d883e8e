//! Functions that are written once and computed in f64 or f32.

use crate::problem::{Blocks, Problem, Traits};
use nalgebra::RealField;
use std::rc::Rc;

/// The arithmetic of f32 or f64.
pub(super) trait Real: RealField + Copy {}

impl<T: RealField + Copy> Real for T {}

/// A number in this arithmetic.
pub(super) fn of<T: Real>(x: f64) -> T {
    nalgebra::convert(x)
}

pub(super) fn all_of<T: Real>(numbers: &[f64]) -> Vec<T> {
    numbers.iter().map(|&x| of(x)).collect()
}

fn widened<T: Real>(x: T) -> f64 {
    nalgebra::try_convert(x).unwrap_or(f64::NAN)
}

/// The nearest f32 numbers.
pub(super) fn rounded(numbers: &[f64]) -> Vec<f64> {
    all_of::<f32>(numbers).into_iter().map(widened).collect()
}

pub(super) fn sum<T: Real>(numbers: impl Iterator<Item = T>) -> T {
    numbers.fold(T::zero(), |sum, x| sum + x)
}

pub(super) fn dot<T: Real>(a: &[T], b: &[T]) -> T {
    sum(a.iter().zip(b).map(|(a, b)| *a * *b))
}

/// to += factor · x
pub(super) fn add<T: Real>(to: &mut [T], factor: T, x: &[T]) {
    to.iter_mut().zip(x).for_each(|(to, x)| *to += factor * *x);
}

/// Cost and gradient, in any arithmetic.
pub(super) trait Written {
    fn at<T: Real>(&self, theta: &[Vec<T>]) -> (T, Vec<Vec<T>>);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    Double,
    Single,
}

/// The function in this precision. In f32 its gradient is what the f32 code computes.
pub(super) fn problem(
    name: &str,
    precision: Precision,
    theta: &Blocks,
    written: impl Written + 'static,
) -> Problem {
    let written = Rc::new(written);
    let in_double = |theta: Blocks| {
        let written = Rc::clone(&written);
        Problem::smooth(name, theta, move |p| written.at::<f64>(p))
    };
    match precision {
        Precision::Double => in_double(theta.clone()),
        Precision::Single => {
            let theta: Blocks = theta.iter().map(|block| rounded(block)).collect();
            let exact = in_double(theta.clone());
            let single = move |p: &Blocks| {
                let p: Vec<Vec<f32>> = p.iter().map(|block| all_of(block)).collect();
                let (cost, grads) = written.at(&p);
                let wide = |block: Vec<f32>| block.into_iter().map(widened).collect();
                (widened(cost), grads.into_iter().map(wide).collect())
            };
            Problem {
                exact: Some(Box::new(exact)),
                ..Problem::new(name, Traits::SINGLE, theta, single)
            }
        }
    }
}
