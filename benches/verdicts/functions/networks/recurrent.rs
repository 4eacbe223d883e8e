//! Recurrent cells, unrolled, and backpropagation through time.

use crate::draw::{normals, rows};
use crate::linear::{
    add, add_outer, difference, dot, sigmoid, sum, times, times_transposed, zeros,
};
use crate::problem::Problem;
use grad_check::Rng;

const INPUTS: usize = 2;
const UNITS: usize = 3;
const STEPS: usize = 4;

/// h ← tanh(Wx x + Wh h + b), the last state times v against a target.
fn elman() -> Problem {
    let rng = &mut Rng::new(301);
    let sequences: Vec<_> = (0..3).map(|_| rows(rng, STEPS, INPUTS, 1.0)).collect();
    let targets = normals(rng, 3, 1.0);
    let theta = vec![
        normals(rng, UNITS * INPUTS, 0.7),
        normals(rng, UNITS * UNITS, 0.5),
        normals(rng, UNITS, 0.1),
        normals(rng, UNITS, 1.0),
    ];
    Problem::smooth("rnn_four_steps", theta, move |p| {
        let share = 1.0 / sequences.len() as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (sequence, target) in sequences.iter().zip(&targets) {
            let mut states = vec![vec![0.0; UNITS]];
            for x in sequence {
                let z = sum(&times(&p[0], x), &times(&p[1], &states[states.len() - 1]));
                states.push(sum(&z, &p[2]).iter().map(|z| z.tanh()).collect());
            }
            let error = dot(&p[3], &states[STEPS]) - target;
            cost += share * error * error / 2.0;
            add(&mut grads[3], share * error, &states[STEPS]);
            let mut d_h: Vec<f64> = p[3].iter().map(|v| share * error * v).collect();
            for step in (0..STEPS).rev() {
                let state = &states[step + 1];
                let d: Vec<f64> = d_h
                    .iter()
                    .zip(state)
                    .map(|(d, h)| d * (1.0 - h * h))
                    .collect();
                add_outer(&mut grads[0], 1.0, &d, &sequence[step]);
                add_outer(&mut grads[1], 1.0, &d, &states[step]);
                add(&mut grads[2], 1.0, &d);
                d_h = times_transposed(&p[1], &d);
            }
        }
        (cost, grads)
    })
    .shaped(&[(UNITS, INPUTS), (UNITS, UNITS), (UNITS, 1), (UNITS, 1)])
}

/// What one step of an LSTM keeps for the way back.
struct Step {
    h_before: Vec<f64>,
    c_before: Vec<f64>,
    /// Input, forget and output gate, and candidate, one after the other.
    gates: Vec<f64>,
    c: Vec<f64>,
    h: Vec<f64>,
}

fn forward(p: &[Vec<f64>], x: &[f64], h: &[f64], c: &[f64]) -> Step {
    let mut gates = sum(&sum(&times(&p[0], x), &times(&p[1], h)), &p[2]);
    gates[..3 * UNITS].iter_mut().for_each(|z| *z = sigmoid(*z));
    gates[3 * UNITS..].iter_mut().for_each(|z| *z = z.tanh());
    let gate = |which: usize, unit: usize| gates[which * UNITS + unit];
    let new_c: Vec<f64> = (0..UNITS)
        .map(|u| gate(1, u) * c[u] + gate(0, u) * gate(3, u))
        .collect();
    let new_h = (0..UNITS).map(|u| gate(2, u) * new_c[u].tanh()).collect();
    Step {
        h_before: h.to_vec(),
        c_before: c.to_vec(),
        gates,
        c: new_c,
        h: new_h,
    }
}

/// The slopes in the gates' pre-activations; turns the slopes in c into those in the c before.
fn backward(step: &Step, d_h: &[f64], d_c: &mut [f64]) -> Vec<f64> {
    let mut d = vec![0.0; 4 * UNITS];
    for (u, d_c) in d_c.iter_mut().enumerate() {
        let gate = |which: usize| step.gates[which * UNITS + u];
        let (input, forget, output, candidate) = (gate(0), gate(1), gate(2), gate(3));
        let t = step.c[u].tanh();
        *d_c += d_h[u] * output * (1.0 - t * t);
        d[u] = *d_c * candidate * input * (1.0 - input);
        d[UNITS + u] = *d_c * step.c_before[u] * forget * (1.0 - forget);
        d[2 * UNITS + u] = d_h[u] * t * output * (1.0 - output);
        d[3 * UNITS + u] = *d_c * input * (1.0 - candidate * candidate);
        *d_c *= forget;
    }
    d
}

/// Half the squared distance of every state from a target.
fn lstm() -> Problem {
    let rng = &mut Rng::new(302);
    let (sequence, targets) = (rows(rng, STEPS, INPUTS, 1.0), rows(rng, STEPS, UNITS, 0.5));
    let theta = vec![
        normals(rng, 4 * UNITS * INPUTS, 0.6),
        normals(rng, 4 * UNITS * UNITS, 0.5),
        normals(rng, 4 * UNITS, 0.2),
    ];
    Problem::smooth("lstm_four_steps", theta, move |p| {
        let mut steps: Vec<Step> = Vec::new();
        let start = vec![0.0; UNITS];
        for x in &sequence {
            let (h, c) = steps.last().map_or((&start, &start), |s| (&s.h, &s.c));
            steps.push(forward(p, x, h, c));
        }
        let (mut cost, mut grads) = (0.0, zeros(p));
        let (mut d_h, mut d_c) = (vec![0.0; UNITS], vec![0.0; UNITS]);
        for ((step, x), target) in steps.iter().zip(&sequence).zip(&targets).rev() {
            let error = difference(&step.h, target);
            cost += dot(&error, &error) / 2.0;
            let d = backward(step, &sum(&d_h, &error), &mut d_c);
            add_outer(&mut grads[0], 1.0, &d, x);
            add_outer(&mut grads[1], 1.0, &d, &step.h_before);
            add(&mut grads[2], 1.0, &d);
            d_h = times_transposed(&p[1], &d);
        }
        (cost, grads)
    })
    .shaped(&[(4 * UNITS, INPUTS), (4 * UNITS, UNITS), (4 * UNITS, 1)])
}

pub(crate) fn all() -> Vec<Problem> {
    vec![elman(), lstm()]
}
