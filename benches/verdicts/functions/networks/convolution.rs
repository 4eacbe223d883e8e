//! A convolution in one dimension, and a network with residual connections.

use crate::draw::{normals, rows};
use crate::linear::{add, add_outer, difference, dot, sum, times, times_transposed, zeros};
use crate::problem::Problem;
use grad_check::Rng;

const LENGTH: usize = 9;
const WIDTH: usize = 3;
const CHANNELS: usize = 4;

/// Kernels over a signal, tanh, the mean over positions, a linear output.
fn conv1d() -> Problem {
    let rng = &mut Rng::new(201);
    let (signals, targets) = (rows(rng, 4, LENGTH, 1.0), normals(rng, 4, 1.0));
    let theta = vec![
        normals(rng, CHANNELS * WIDTH, 0.6),
        normals(rng, CHANNELS, 0.1),
        normals(rng, CHANNELS, 1.0),
    ];
    Problem::smooth("conv1d_mean_pool", theta, move |p| {
        let positions = LENGTH - WIDTH + 1;
        let share = 1.0 / signals.len() as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (signal, target) in signals.iter().zip(&targets) {
            let maps: Vec<Vec<f64>> = signal
                .windows(WIDTH)
                .map(|window| sum(&times(&p[0], window), &p[1]))
                .map(|z| z.iter().map(|z| z.tanh()).collect())
                .collect();
            let mut pooled = vec![0.0; CHANNELS];
            for map in &maps {
                add(&mut pooled, 1.0 / positions as f64, map);
            }
            let error = dot(&p[2], &pooled) - target;
            cost += share * error * error / 2.0;
            add(&mut grads[2], share * error, &pooled);
            for (window, map) in signal.windows(WIDTH).zip(&maps) {
                let slopes = map.iter().map(|a| 1.0 - a * a);
                let d: Vec<f64> = slopes
                    .zip(&p[2])
                    .map(|(slope, v)| error * v * slope / positions as f64)
                    .collect();
                add_outer(&mut grads[0], share, &d, window);
                add(&mut grads[1], share, &d);
            }
        }
        (cost, grads)
    })
    .shaped(&[(CHANNELS, WIDTH), (CHANNELS, 1), (CHANNELS, 1)])
}

/// Two residual layers h + tanh(W h + b), and half the squared distance to a target.
fn residual() -> Problem {
    let rng = &mut Rng::new(202);
    let (x, y) = (rows(rng, 5, 3, 1.0), rows(rng, 5, 3, 1.0));
    let theta = vec![
        normals(rng, 9, 0.6),
        normals(rng, 3, 0.1),
        normals(rng, 9, 0.6),
        normals(rng, 3, 0.1),
    ];
    Problem::smooth("residual_network", theta, move |p| {
        let share = 1.0 / x.len() as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in x.iter().zip(&y) {
            let layer = |h: &[f64], w: &[f64], b: &[f64]| -> Vec<f64> {
                sum(&times(w, h), b).iter().map(|z| z.tanh()).collect()
            };
            let t1 = layer(x, &p[0], &p[1]);
            let h1 = sum(x, &t1);
            let t2 = layer(&h1, &p[2], &p[3]);
            let error = difference(&sum(&h1, &t2), y);
            cost += share * dot(&error, &error) / 2.0;
            let through = |d: &[f64], t: &[f64]| -> Vec<f64> {
                d.iter().zip(t).map(|(d, t)| d * (1.0 - t * t)).collect()
            };
            let d2 = through(&error, &t2);
            add_outer(&mut grads[2], share, &d2, &h1);
            add(&mut grads[3], share, &d2);
            let d_h1 = sum(&error, &times_transposed(&p[2], &d2));
            let d1 = through(&d_h1, &t1);
            add_outer(&mut grads[0], share, &d1, x);
            add(&mut grads[1], share, &d1);
        }
        (cost, grads)
    })
    .shaped(&[(3, 3), (3, 1), (3, 3), (3, 1)])
}

pub(crate) fn all() -> Vec<Problem> {
    vec![conv1d(), residual()]
}
