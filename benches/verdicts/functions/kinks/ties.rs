//! Maxima with a tie, and a norm at its tip.

use crate::linear::{dot, zeros};
use crate::problem::{Blocks, Problem, Traits};

/// Of two that tie, which the gradient goes to.
#[derive(Debug, Clone, Copy)]
enum Winner {
    First,
    Last,
    Both,
}

/// The shares of the gradient of max(x).
fn shares(x: &[f64], winner: Winner) -> Vec<f64> {
    let most = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let tied: Vec<usize> = (0..x.len()).filter(|&i| x[i] == most).collect();
    let takes = |i: usize| match winner {
        Winner::First => f64::from(u8::from(i == tied[0])),
        Winner::Last => f64::from(u8::from(i == tied[tied.len() - 1])),
        Winner::Both if tied.contains(&i) => 1.0 / tied.len() as f64,
        Winner::Both => 0.0,
    };
    (0..x.len()).map(takes).collect()
}

/// max(x) + ½‖x − c‖² + sin(y·x) with a tie of the first and the third.
fn maximum(name: &str, winner: Winner) -> Problem {
    let c = [0.3, -0.2, 0.5, 0.9];
    let theta = vec![vec![1.25, 0.5, 1.25, -0.25], vec![0.4, -0.3, 0.7, 0.1]];
    let right = move |p: &Blocks| {
        let (x, y) = (&p[0], &p[1]);
        let most = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let angle = dot(x, y);
        let apart: Vec<f64> = x.iter().zip(&c).map(|(x, c)| x - c).collect();
        let cost = most + dot(&apart, &apart) / 2.0 + angle.sin();
        let share = shares(x, winner);
        let d_x = (0..4).map(|i| share[i] + apart[i] + y[i] * angle.cos());
        (
            cost,
            vec![d_x.collect(), x.iter().map(|x| x * angle.cos()).collect()],
        )
    };
    let share = shares(&theta[0], winner);
    Problem::new(name, Traits::KINK, theta, right).within(move |grads| {
        let mut intervals = points(grads);
        for i in [0, 2] {
            let smooth = grads[0][i] - share[i];
            intervals[0][i] = (smooth, smooth + 1.0);
        }
        intervals
    })
}

/// Each component its own interval.
fn points(grads: &Blocks) -> Vec<Vec<(f64, f64)>> {
    let block = |block: &Vec<f64>| block.iter().map(|&g| (g, g)).collect();
    grads.iter().map(block).collect()
}

/// A signal pooled in pairs, tanh of each maximum times a weight, against a target; one pair ties.
fn max_pool(name: &str, winner: Winner) -> Problem {
    let signal = vec![0.2, -0.5, 0.75, 0.75, -0.3, -0.9, 1.1, 0.4];
    let theta = vec![signal, vec![0.8, -0.6, 1.2, 0.5]];
    let right = move |p: &Blocks| {
        let pooled: Vec<f64> = p[0]
            .chunks(2)
            .map(|pair| pair[0].max(pair[1]).tanh())
            .collect();
        let error = dot(&pooled, &p[1]) - 1.0;
        let mut grads = zeros(p);
        for (k, pair) in p[0].chunks(2).enumerate() {
            let share = shares(pair, winner);
            let slope = error * p[1][k] * (1.0 - pooled[k] * pooled[k]);
            grads[0][2 * k] = slope * share[0];
            grads[0][2 * k + 1] = slope * share[1];
            grads[1][k] = error * pooled[k];
        }
        (error * error / 2.0, grads)
    };
    Problem::new(name, Traits::KINK, theta, right)
        .shaped(&[(4, 2), (4, 1)])
        .within(|grads| {
            let mut intervals = points(grads);
            let whole = grads[0][2] + grads[0][3];
            intervals[0][2] = (whole.min(0.0), whole.max(0.0));
            intervals[0][3] = intervals[0][2];
            intervals
        })
}

/// ‖x‖ at the origin, whose subgradients are the unit ball, and a smooth function of y.
fn norm_at_origin() -> Problem {
    let theta = vec![vec![0.0; 3], vec![0.4, 1.1]];
    let right = |p: &Blocks| {
        let (x, y) = (&p[0], &p[1]);
        let norm = dot(x, x).sqrt();
        let cost = norm + (y[0] * y[1]).sin() + y[0] * x[1];
        let unit = |x: f64| if norm == 0.0 { 0.0 } else { x / norm };
        let d_x = vec![unit(x[0]), unit(x[1]) + y[0], unit(x[2])];
        let cosine = (y[0] * y[1]).cos();
        (cost, vec![d_x, vec![y[1] * cosine + x[1], y[0] * cosine]])
    };
    Problem::new("norm_at_the_origin", Traits::KINK, theta, right).within(|grads| {
        let mut intervals = points(grads);
        intervals[0] = grads[0].iter().map(|g| (g - 1.0, g + 1.0)).collect();
        intervals
    })
}

pub(crate) fn all() -> Vec<Problem> {
    vec![
        maximum("max_tie_first_wins", Winner::First),
        maximum("max_tie_last_wins", Winner::Last),
        maximum("max_tie_shared", Winner::Both),
        max_pool("max_pool_tie_first_wins", Winner::First),
        max_pool("max_pool_tie_last_wins", Winner::Last),
        norm_at_origin(),
    ]
}
