//! The classical functions with curved valleys.

use crate::draw::normals;
use crate::linear::zeros;
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

/// Rosenbrock's function in any dimension.
pub(crate) fn rosenbrock(p: &Blocks) -> (f64, Blocks) {
    let (mut cost, mut grads) = (0.0, zeros(p));
    for (i, pair) in p[0].windows(2).enumerate() {
        let (a, b) = (1.0 - pair[0], pair[1] - pair[0] * pair[0]);
        cost += a * a + 100.0 * b * b;
        grads[0][i] += -2.0 * a - 400.0 * pair[0] * b;
        grads[0][i + 1] += 200.0 * b;
    }
    (cost, grads)
}

fn himmelblau(p: &Blocks) -> (f64, Blocks) {
    let (x, y) = (p[0][0], p[0][1]);
    let (a, b) = (x * x + y - 11.0, x + y * y - 7.0);
    let grads = vec![4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b];
    (a * a + b * b, vec![grads])
}

fn beale(p: &Blocks) -> (f64, Blocks) {
    let (x, y) = (p[0][0], p[0][1]);
    let (mut cost, mut dx, mut dy) = (0.0, 0.0, 0.0);
    for (power, constant) in [(1, 1.5), (2, 2.25), (3, 2.625)] {
        let r = constant - x + x * y.powi(power);
        cost += r * r;
        dx += 2.0 * r * (y.powi(power) - 1.0);
        dy += 2.0 * r * x * f64::from(power) * y.powi(power - 1);
    }
    (cost, vec![vec![dx, dy]])
}

/// Powell's singular function of four variables.
fn powell(p: &Blocks) -> (f64, Blocks) {
    let [a, b, c, d] = [p[0][0], p[0][1], p[0][2], p[0][3]];
    let (r, s, t, u) = (a + 10.0 * b, c - d, b - 2.0 * c, a - d);
    let cost = r * r + 5.0 * s * s + t.powi(4) + 10.0 * u.powi(4);
    let (t3, u3) = (4.0 * t.powi(3), 40.0 * u.powi(3));
    let grads = vec![
        2.0 * r + u3,
        20.0 * r + t3,
        10.0 * s - 2.0 * t3,
        -10.0 * s - u3,
    ];
    (cost, vec![grads])
}

/// Sums of products that couple each variable to all before it (Dixon and Price 1989).
fn dixon_price(p: &Blocks) -> (f64, Blocks) {
    let x = &p[0];
    let (mut cost, mut grads) = ((x[0] - 1.0).powi(2), zeros(p));
    grads[0][0] = 2.0 * (x[0] - 1.0);
    for i in 1..x.len() {
        let weight = (i + 1) as f64;
        let r = 2.0 * x[i] * x[i] - x[i - 1];
        cost += weight * r * r;
        grads[0][i] += 8.0 * weight * r * x[i];
        grads[0][i - 1] -= 2.0 * weight * r;
    }
    (cost, grads)
}

pub(crate) fn all() -> Vec<Problem> {
    let rng = &mut Rng::new(2001);
    vec![
        Problem::smooth("rosenbrock_8", vec![normals(rng, 8, 0.8)], rosenbrock),
        Problem::smooth("himmelblau", vec![vec![1.3, -0.7]], himmelblau),
        Problem::smooth("beale", vec![vec![1.2, 0.6]], beale),
        Problem::smooth("powell_singular", vec![vec![3.0, -1.0, 0.5, 1.0]], powell),
        Problem::smooth("dixon_price", vec![normals(rng, 10, 0.7)], dixon_price),
    ]
}
