//! One linear layer under a classification loss.

use crate::draw::{labels, normals, rows};
use crate::linear::{
    add, add_outer, difference, dot, sigmoid, softmax, softplus, sum, times, zeros,
};
use crate::problem::Problem;
use grad_check::Rng;

/// Binary logistic regression with weight decay.
fn logistic(lambda: f64) -> Problem {
    let rng = &mut Rng::new(101);
    let (x, labels) = (rows(rng, 8, 5, 1.0), labels(rng, 8, 2));
    let theta = vec![normals(rng, 5, 0.5), vec![0.2]];
    Problem::smooth("logistic_regression_l2", theta, move |p| {
        let share = 1.0 / x.len() as f64;
        let mut grads = zeros(p);
        let mut cost = lambda / 2.0 * dot(&p[0], &p[0]);
        add(&mut grads[0], lambda, &p[0]);
        for (x, label) in x.iter().zip(&labels) {
            let z = dot(&p[0], x) + p[1][0];
            let y = label[1];
            cost += share * (softplus(z) - y * z);
            let d = share * (sigmoid(z) - y);
            add(&mut grads[0], d, x);
            grads[1][0] += d;
        }
        (cost, grads)
    })
}

fn softmax_regression() -> Problem {
    let rng = &mut Rng::new(102);
    let (x, y) = (rows(rng, 9, 4, 1.0), labels(rng, 9, 3));
    let theta = vec![normals(rng, 12, 0.4), normals(rng, 3, 0.1)];
    Problem::smooth("softmax_regression", theta, move |p| {
        let share = 1.0 / x.len() as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in x.iter().zip(&y) {
            let z = sum(&times(&p[0], x), &p[1]);
            let (probabilities, log_sum) = softmax(&z);
            cost += share * (log_sum - dot(&z, y));
            let d = difference(&probabilities, y);
            add_outer(&mut grads[0], share, &d, x);
            add(&mut grads[1], share, &d);
        }
        (cost, grads)
    })
    .shaped(&[(3, 4), (3, 1)])
}

/// Ordered classes: P(y ≤ k) = σ(cₖ − wᵀx), the cuts kept apart by exponentials.
fn ordinal() -> Problem {
    let rng = &mut Rng::new(103);
    let (x, y) = (rows(rng, 8, 3, 1.0), labels(rng, 8, 3));
    let theta = vec![normals(rng, 3, 0.5), vec![-0.4, 0.1]];
    Problem::smooth("ordinal_regression", theta, move |p| {
        let gap = p[1][1].exp();
        let cuts = [p[1][0], p[1][0] + gap];
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in x.iter().zip(&y) {
            let z = dot(&p[0], x);
            let s = cuts.map(|cut| sigmoid(cut - z));
            let slope = s.map(|s| s * (1.0 - s));
            // The likelihood of the class, and its slopes in the two cuts.
            let (likelihood, a, b) = if y[0] == 1.0 {
                (s[0], slope[0], 0.0)
            } else if y[1] == 1.0 {
                (s[1] - s[0], -slope[0], slope[1])
            } else {
                (1.0 - s[1], 0.0, -slope[1])
            };
            cost -= likelihood.ln();
            add(&mut grads[0], (a + b) / likelihood, x);
            grads[1][0] -= (a + b) / likelihood;
            grads[1][1] -= b * gap / likelihood;
        }
        (cost, grads)
    })
}

/// Radial basis functions: centres, log widths and weights.
fn radial_basis() -> Problem {
    let rng = &mut Rng::new(104);
    let (x, y) = (rows(rng, 7, 2, 1.0), normals(rng, 7, 1.0));
    let theta = vec![
        normals(rng, 6, 1.0),
        normals(rng, 3, 0.3),
        normals(rng, 3, 1.0),
    ];
    Problem::smooth("radial_basis_network", theta, move |p| {
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in x.iter().zip(&y) {
            let apart: Vec<Vec<f64>> = p[0].chunks(2).map(|c| difference(x, c)).collect();
            let squares: Vec<f64> = apart.iter().map(|a| dot(a, a)).collect();
            let precisions: Vec<f64> = p[1].iter().map(|l| (-2.0 * l).exp()).collect();
            let bells = squares.iter().zip(&precisions);
            let bells: Vec<f64> = bells.map(|(s, q)| (-s * q / 2.0).exp()).collect();
            let error = dot(&p[2], &bells) - y;
            cost += error * error / 2.0;
            add(&mut grads[2], error, &bells);
            for k in 0..3 {
                let d = error * p[2][k] * bells[k];
                add(
                    &mut grads[0][2 * k..2 * k + 2],
                    d * precisions[k],
                    &apart[k],
                );
                grads[1][k] += d * squares[k] * precisions[k];
            }
        }
        (cost, grads)
    })
    .shaped(&[(3, 2), (3, 1), (3, 1)])
}

pub(crate) fn all() -> Vec<Problem> {
    vec![
        logistic(0.1),
        softmax_regression(),
        ordinal(),
        radial_basis(),
    ]
}
