//! Points where the gradient vanishes, exactly or but for roundoff.

use crate::draw::{normals, rows};
use crate::functions::physics::rosenbrock;
use crate::linear::{add, dot, zeros};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

/// Slopes are of order one at a distance of one from these points. An error of this size is nothing
/// beside them, and beside the roundoff of the terms that they are the sums of.
const UNSEEN: f64 = 1e-10;

/// A quadratic bowl about (1.5, −0.5, 2, 0.25), with coupled neighbours.
fn bowl(p: &Blocks) -> (f64, Blocks) {
    let centre = [1.5, -0.5, 2.0, 0.25];
    let u: Vec<f64> = p[0].iter().zip(&centre).map(|(x, c)| x - c).collect();
    let (mut cost, mut grads) = (1.0 + dot(&u, &u), zeros(p));
    add(&mut grads[0], 2.0, &u);
    for k in 0..3 {
        cost += 0.5 * u[k] * u[k + 1];
        grads[0][k] += 0.5 * u[k + 1];
        grads[0][k + 1] += 0.5 * u[k];
    }
    (cost, grads)
}

/// Least squares.
fn squares(p: &Blocks, x: &[Vec<f64>], y: &[f64]) -> (f64, Blocks) {
    let (mut cost, mut grads) = (0.0, zeros(p));
    for (x, y) in x.iter().zip(y) {
        let error = dot(x, &p[0]) - y;
        cost += error * error / 2.0;
        add(&mut grads[0], error, x);
    }
    (cost, grads)
}

/// Least squares at the optimum that gradient descent finds: the gradient is all roundoff.
fn at_optimum() -> Problem {
    let rng = &mut Rng::new(4201);
    let (x, y) = (rows(rng, 12, 4, 1.0), normals(rng, 12, 1.0));
    let mut theta = vec![vec![0.0; 4]];
    for _ in 0..20_000 {
        let (_, grads) = squares(&theta, &x, &y);
        add(&mut theta[0], -0.02, &grads[0]);
    }
    Problem::smooth("least_squares_at_its_optimum", theta, move |p| {
        squares(p, &x, &y)
    })
    .rounded_to(UNSEEN)
}

/// A saddle: the curvatures have both signs.
fn saddle(p: &Blocks) -> (f64, Blocks) {
    let (x, y) = (p[0][0], p[0][1]);
    (x * x - y * y + x * y, vec![vec![2.0 * x + y, x - 2.0 * y]])
}

/// A quartic whose slope vanishes to third order.
fn flat(p: &Blocks) -> (f64, Blocks) {
    let u: Vec<f64> = p[0].iter().map(|x| x - 0.75).collect();
    let cost = u.iter().map(|u| u.powi(4)).sum::<f64>() + p[1][0].exp();
    (
        cost,
        vec![
            u.iter().map(|u| 4.0 * u.powi(3)).collect(),
            vec![p[1][0].exp()],
        ],
    )
}

pub(crate) fn all() -> Vec<Problem> {
    let least = vec![vec![1.5, -0.5, 2.0, 0.25]];
    let near = vec![vec![1.5 + 1e-8, -0.5, 2.0 - 3e-8, 0.25 + 2e-8]];
    let flattest = vec![vec![0.75, 0.75, 0.75], vec![0.1]];
    vec![
        Problem::smooth("bowl_at_its_minimum", least, bowl).rounded_to(UNSEEN),
        Problem::smooth("bowl_1e-8_from_its_minimum", near, bowl).rounded_to(UNSEEN),
        Problem::smooth(
            "rosenbrock_at_its_minimum",
            vec![vec![1.0, 1.0]],
            rosenbrock,
        )
        .rounded_to(UNSEEN),
        Problem::smooth("saddle_at_the_origin", vec![vec![0.0, 0.0]], saddle).rounded_to(UNSEEN),
        Problem::smooth("flat_quartic_at_its_minimum", flattest, flat).rounded_to(UNSEEN),
        at_optimum(),
    ]
}
