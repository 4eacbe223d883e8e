//! Functions that are f32 throughout. Each is generic, so that its f64 twin can be verified.

use crate::draw::normals;
use crate::problem::{Blocks, Problem, Traits};
use grad_check::Rng;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// What the functions here need of a number.
trait Number:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Sum
    + 'static
{
    fn of(x: f64) -> Self;
    fn wide(self) -> f64;
    fn exp(self) -> Self;
    fn ln(self) -> Self;
    fn tanh(self) -> Self;
}

macro_rules! number {
    ($($float:ty),*) => {$(
        impl Number for $float {
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless)] // rounding is the point
            fn of(x: f64) -> Self { x as $float }
            #[allow(clippy::cast_lossless)] // f64 to itself
            fn wide(self) -> f64 { self as f64 }
            fn exp(self) -> Self { self.exp() }
            fn ln(self) -> Self { self.ln() }
            fn tanh(self) -> Self { self.tanh() }
        }
    )*};
}
number!(f32, f64);

type Function<N> = fn(&[Vec<N>]) -> (N, Vec<Vec<N>>);

/// The function as the corpus holds it: numbers of N in f64.
fn problem<N: Number>(
    name: &str,
    traits: Traits,
    theta: &Blocks,
    function: Function<N>,
) -> Problem {
    let narrow = |p: &Blocks| -> Vec<Vec<N>> {
        p.iter()
            .map(|block| block.iter().map(|&x| N::of(x)).collect())
            .collect()
    };
    let wide = |p: &[Vec<N>]| -> Blocks {
        p.iter()
            .map(|block| block.iter().map(|x| x.wide()).collect())
            .collect()
    };
    Problem::new(name, traits, wide(&narrow(theta)), move |p| {
        let (cost, grads) = function(&narrow(p));
        (cost.wide(), wide(&grads))
    })
}

fn rosenbrock<N: Number>(p: &[Vec<N>]) -> (N, Vec<Vec<N>>) {
    let (one, hundred) = (N::of(1.0), N::of(100.0));
    let (mut cost, mut grads) = (N::of(0.0), vec![N::of(0.0); p[0].len()]);
    for (i, pair) in p[0].windows(2).enumerate() {
        let (a, b) = (one - pair[0], pair[1] - pair[0] * pair[0]);
        cost = cost + a * a + hundred * b * b;
        grads[i] = grads[i] - N::of(2.0) * a - N::of(400.0) * pair[0] * b;
        grads[i + 1] = grads[i + 1] + N::of(200.0) * b;
    }
    (cost, vec![grads])
}

/// Six samples of three inputs, the same on every call.
fn data<N: Number>() -> (Vec<Vec<N>>, Vec<N>) {
    let rng = &mut Rng::new(6001);
    let of = |x: Vec<f64>| -> Vec<N> { x.into_iter().map(N::of).collect() };
    let x = (0..6).map(|_| of(normals(rng, 3, 1.0))).collect();
    (x, of(normals(rng, 6, 1.0)))
}

fn dot<N: Number>(a: &[N], b: &[N]) -> N {
    a.iter().zip(b).map(|(&a, &b)| a * b).sum()
}

fn logistic<N: Number>(p: &[Vec<N>]) -> (N, Vec<Vec<N>>) {
    let (one, (x, y)) = (N::of(1.0), data::<N>());
    let mut cost = N::of(0.0);
    let mut grads = vec![vec![N::of(0.0); 3], vec![N::of(0.0)]];
    for (x, y) in x.iter().zip(y) {
        let label = N::of(f64::from(u8::from(y.wide() > 0.0)));
        let z = dot(&p[0], x) + p[1][0];
        cost = cost + (one + z.exp()).ln() - label * z;
        let d = one / (one + (-z).exp()) - label;
        for (grad, &x) in grads[0].iter_mut().zip(x) {
            *grad = *grad + d * x;
        }
        grads[1][0] = grads[1][0] + d;
    }
    (cost, grads)
}

/// v · tanh(W x + b) against y, four hidden units.
fn network<N: Number>(p: &[Vec<N>]) -> (N, Vec<Vec<N>>) {
    let (one, (x, y)) = (N::of(1.0), data::<N>());
    let mut cost = N::of(0.0);
    let mut grads: Vec<Vec<N>> = p
        .iter()
        .map(|block| vec![N::of(0.0); block.len()])
        .collect();
    for (x, y) in x.iter().zip(y) {
        let rows = p[0].chunks(3).zip(&p[1]);
        let hidden: Vec<N> = rows.map(|(row, &b)| (dot(row, x) + b).tanh()).collect();
        let error = dot(&p[2], &hidden) - y;
        cost = cost + error * error / N::of(2.0);
        for (k, &h) in hidden.iter().enumerate() {
            grads[2][k] = grads[2][k] + error * h;
            let d = error * p[2][k] * (one - h * h);
            grads[1][k] = grads[1][k] + d;
            for (j, &x) in x.iter().enumerate() {
                grads[0][3 * k + j] = grads[0][3 * k + j] + d * x;
            }
        }
    }
    (cost, grads)
}

/// Means and log deviations of three columns.
fn gaussian<N: Number>(p: &[Vec<N>]) -> (N, Vec<Vec<N>>) {
    let mut cost = N::of(0.0);
    let mut grads = vec![vec![N::of(0.0); 3]; 2];
    for row in data::<N>().0 {
        for (k, x) in row.into_iter().enumerate() {
            let inverse = (-p[1][k]).exp();
            let u = (x - p[0][k]) * inverse;
            cost = cost + u * u / N::of(2.0) + p[1][k];
            grads[0][k] = grads[0][k] - u * inverse;
            grads[1][k] = grads[1][k] + N::of(1.0) - u * u;
        }
    }
    (cost, grads)
}

/// Every function in the precision N.
fn in_precision<N: Number>(traits: Traits) -> Vec<Problem> {
    let rng = &mut Rng::new(6002);
    let mut draw =
        |sizes: &[usize]| -> Blocks { sizes.iter().map(|&n| normals(rng, n, 0.6)).collect() };
    vec![
        problem::<N>("f32_rosenbrock", traits, &draw(&[4]), rosenbrock),
        problem::<N>("f32_logistic_regression", traits, &draw(&[3, 1]), logistic),
        problem::<N>("f32_network", traits, &draw(&[12, 4, 4]), network).shaped(&[
            (4, 3),
            (4, 1),
            (4, 1),
        ]),
        problem::<N>("f32_gaussian_likelihood", traits, &draw(&[3, 3]), gaussian),
    ]
}

pub(crate) fn all() -> Vec<Problem> {
    in_precision::<f32>(Traits::SINGLE)
}

/// The same in f64.
pub(crate) fn twins() -> Vec<Problem> {
    in_precision::<f64>(Traits::SMOOTH)
}
