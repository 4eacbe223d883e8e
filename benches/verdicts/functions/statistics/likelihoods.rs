//! Likelihoods that aren't regressions.

use crate::draw::{normals, rows, uniforms};
use crate::linear::{add, dot, sigmoid, softplus, zeros};
use crate::problem::Problem;
use grad_check::Rng;

/// Means and log deviations of three columns of data.
fn gaussian() -> Problem {
    let rng = &mut Rng::new(1201);
    let data = rows(rng, 9, 3, 1.5);
    let theta = vec![normals(rng, 3, 0.5), normals(rng, 3, 0.3)];
    Problem::smooth("gaussian_likelihood", theta, move |p| {
        let (mut cost, mut grads) = (0.0, zeros(p));
        for row in &data {
            for (k, x) in row.iter().enumerate() {
                let u = (x - p[0][k]) * (-p[1][k]).exp();
                cost += u * u / 2.0 + p[1][k];
                grads[0][k] -= u * (-p[1][k]).exp();
                grads[1][k] += 1.0 - u * u;
            }
        }
        (cost, grads)
    })
}

/// Location and log scale of Student's t.
fn student() -> Problem {
    let rng = &mut Rng::new(1202);
    let data = normals(rng, 12, 2.0);
    Problem::smooth(
        "student_location_scale",
        vec![vec![0.3], vec![0.2]],
        move |p| {
            let (mut cost, mut grads) = (0.0, zeros(p));
            let (nu, scale) = (3.0, p[1][0].exp());
            for x in &data {
                let u = (x - p[0][0]) / scale;
                let of_square = 1.0 + u * u / nu;
                cost += 0.5 * (nu + 1.0) * of_square.ln() + p[1][0];
                let slope = (nu + 1.0) / nu * u / of_square;
                grads[0][0] -= slope / scale;
                grads[1][0] += 1.0 - slope * u;
            }
            (cost, grads)
        },
    )
}

/// Cox's partial likelihood, observations in order of time, some of them censored.
fn cox() -> Problem {
    let rng = &mut Rng::new(1203);
    let x = rows(rng, 8, 4, 1.0);
    let events = [true, true, false, true, false, true, true, false];
    Problem::smooth(
        "cox_partial_likelihood",
        vec![normals(rng, 4, 0.6)],
        move |p| {
            let risks: Vec<f64> = x.iter().map(|x| dot(x, &p[0]).exp()).collect();
            let (mut cost, mut grads) = (0.0, zeros(p));
            for i in (0..x.len()).filter(|&i| events[i]) {
                let at_risk: f64 = risks[i..].iter().sum();
                cost += at_risk.ln() - risks[i].ln();
                add(&mut grads[0], -1.0, &x[i]);
                for (x, risk) in x[i..].iter().zip(&risks[i..]) {
                    add(&mut grads[0], risk / at_risk, x);
                }
            }
            (cost, grads)
        },
    )
}

/// Strengths of six players from the games between them (Bradley and Terry 1952).
fn bradley_terry() -> Problem {
    let rng = &mut Rng::new(1204);
    let games = [
        (0, 1),
        (0, 2),
        (3, 1),
        (4, 0),
        (5, 2),
        (3, 5),
        (4, 3),
        (1, 5),
        (2, 4),
        (0, 5),
    ];
    Problem::smooth("bradley_terry", vec![normals(rng, 6, 0.8)], move |p| {
        let s = &p[0];
        let mut grads = zeros(p);
        let mut cost = 0.05 * dot(s, s);
        add(&mut grads[0], 0.1, s);
        for &(winner, loser) in &games {
            let behind = s[loser] - s[winner];
            cost += softplus(behind);
            grads[0][loser] += sigmoid(behind);
            grads[0][winner] -= sigmoid(behind);
        }
        (cost, grads)
    })
}

/// Times that follow Weibull's distribution: log scale and log shape.
fn weibull() -> Problem {
    let times = uniforms(&mut Rng::new(1205), 10, 0.3, 3.0);
    Problem::smooth("weibull", vec![vec![0.4, 0.3]], move |p| {
        let (scale, shape) = (p[0][0], p[0][1].exp());
        let (mut cost, mut grads) = (0.0, zeros(p));
        for t in &times {
            let u = t.ln() - scale;
            let hazard = (shape * u).exp();
            cost += hazard - shape * u - p[0][1] + t.ln();
            grads[0][0] += shape - shape * hazard;
            grads[0][1] += shape * u * (hazard - 1.0) - 1.0;
        }
        (cost, grads)
    })
}

pub(crate) fn all() -> Vec<Problem> {
    vec![gaussian(), student(), cox(), bradley_terry(), weibull()]
}
