//! Costs at the end of a simulation, with the adjoint run backward; an action; a projection.

use crate::draw::{normals, rows};
use crate::linear::{difference, dot, zeros};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

const STEPS: usize = 12;
const STEP: f64 = 0.1;

/// Leapfrog steps of an oscillator with stiffness k and quartic term q, from (x, v), to a target.
fn leapfrog(p: &Blocks) -> (f64, Blocks) {
    let (stiffness, quartic) = (p[1][0], p[1][1]);
    let force = |x: f64| -stiffness * x - quartic * x.powi(3);
    let (mut x, mut v) = (p[0][0], p[0][1]);
    let mut visited = vec![x];
    for _ in 0..STEPS {
        v += STEP / 2.0 * force(x);
        x += STEP * v;
        v += STEP / 2.0 * force(x);
        visited.push(x);
    }
    let (apart_x, apart_v) = (x - 0.3, v + 0.2);
    let cost = 0.5 * (apart_x * apart_x + apart_v * apart_v);
    let (mut d_x, mut d_v, mut d_parameters) = (apart_x, apart_v, vec![0.0, 0.0]);
    // The way back through v += half · force(x).
    let mut kick = |x: f64, d_x: &mut f64, d_v: f64| {
        *d_x += STEP / 2.0 * d_v * (-stiffness - 3.0 * quartic * x * x);
        d_parameters[0] -= STEP / 2.0 * d_v * x;
        d_parameters[1] -= STEP / 2.0 * d_v * x.powi(3);
    };
    for step in (0..STEPS).rev() {
        kick(visited[step + 1], &mut d_x, d_v);
        d_v += STEP * d_x;
        kick(visited[step], &mut d_x, d_v);
    }
    (cost, vec![vec![d_x, d_v], d_parameters])
}

/// The action of a discrete path in the plane around a unit mass at the origin, ends fixed.
fn kepler_action(p: &Blocks) -> (f64, Blocks) {
    let (first, last) = (vec![1.0, 0.0], vec![-0.2, 1.1]);
    let inner: Vec<&[f64]> = p[0].chunks(2).collect();
    let count = inner.len();
    let place = |i: usize| match i {
        0 => first.as_slice(),
        i if i <= count => inner[i - 1],
        _ => last.as_slice(),
    };
    let tick = 0.3;
    let (mut cost, mut grads) = (0.0, zeros(p));
    for i in 0..=count {
        let apart = difference(place(i + 1), place(i));
        cost += dot(&apart, &apart) / (2.0 * tick);
        for axis in 0..2 {
            if i < count {
                grads[0][2 * i + axis] += apart[axis] / tick;
            }
            if i > 0 {
                grads[0][2 * i - 2 + axis] -= apart[axis] / tick;
            }
        }
    }
    for (i, place) in inner.iter().enumerate() {
        let radius = dot(place, place).sqrt();
        cost += tick / radius;
        for axis in 0..2 {
            grads[0][2 * i + axis] -= tick * place[axis] / radius.powi(3);
        }
    }
    (cost, grads)
}

/// Reprojection error of a pinhole camera: three translations, one yaw, focal length and centre.
fn reprojection() -> Problem {
    let rng = &mut Rng::new(2401);
    let (points, seen) = (rows(rng, 6, 3, 1.0), rows(rng, 6, 2, 0.5));
    let theta = vec![vec![0.1, -0.2, 5.0], vec![0.3], vec![1.2, 0.05, -0.03]];
    Problem::smooth("pinhole_reprojection", theta, move |p| {
        let (sine, cosine) = p[1][0].sin_cos();
        let focal = p[2][0];
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (w, seen) in points.iter().zip(&seen) {
            let x = cosine * w[0] + sine * w[2] + p[0][0];
            let y = w[1] + p[0][1];
            let z = -sine * w[0] + cosine * w[2] + p[0][2];
            let u = focal * x / z + p[2][1] - seen[0];
            let v = focal * y / z + p[2][2] - seen[1];
            cost += 0.5 * (u * u + v * v);
            let (d_x, d_y) = (u * focal / z, v * focal / z);
            let d_z = -(u * focal * x + v * focal * y) / (z * z);
            grads[0][0] += d_x;
            grads[0][1] += d_y;
            grads[0][2] += d_z;
            grads[1][0] += d_x * (-sine * w[0] + cosine * w[2]);
            grads[1][0] += d_z * (-cosine * w[0] - sine * w[2]);
            grads[2][0] += u * x / z + v * y / z;
            grads[2][1] += u;
            grads[2][2] += v;
        }
        (cost, grads)
    })
}

pub(crate) fn all() -> Vec<Problem> {
    let start = vec![vec![0.9, -0.4], vec![1.7, 0.6]];
    let path = normals(&mut Rng::new(2402), 8, 0.1);
    let path = path.iter().enumerate().map(|(k, x)| {
        let angle = 0.35 * (k / 2 + 1) as f64;
        x + if k % 2 == 0 { angle.cos() } else { angle.sin() }
    });
    vec![
        Problem::smooth("leapfrog_adjoint", start, leapfrog),
        Problem::smooth("kepler_action", vec![path.collect()], kepler_action).shaped(&[(4, 2)]),
        reprojection(),
    ]
}
