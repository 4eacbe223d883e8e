//! A long short-term memory over a short sequence, and its backward pass through time.

use super::Family;
use super::arithmetic::Precision::{Double, Single};
use super::arithmetic::{Precision, Real, Written, add, all_of, dot, of, problem, rounded, sum};
use super::layers::sigmoid;
use crate::draw::{below, normals};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "LSTM, f64", draw: |s| drawn(s, Double), ..Family::PLAIN },
    Family { name: "LSTM, f32", draw: |s| drawn(s, Single), twin: Some("LSTM, f64"), ..Family::PLAIN },
];

/// Blocks: W (gates × inputs), U (gates × units), b, v (of the output). Gates: input, forget, output, candidate.
struct Lstm {
    units: usize,
    /// A sequence.
    inputs: Vec<Vec<f64>>,
    targets: Vec<f64>,
}

impl Written for Lstm {
    fn at<T: Real>(&self, theta: &[Vec<T>]) -> (T, Vec<Vec<T>>) {
        let [w, u, b, v] = theta else {
            return (T::zero(), Vec::new());
        };
        let units = self.units;
        let (mut h, mut c) = (vec![vec![T::zero(); units]], vec![vec![T::zero(); units]]);
        let mut gates = Vec::new();
        let inputs: Vec<Vec<T>> = self.inputs.iter().map(|x| all_of(x)).collect();
        let count = of(inputs.len() as f64);
        let mut errors = Vec::new();
        for (t, x) in inputs.iter().enumerate() {
            let gate = |k: usize| {
                let z = dot(&w[k * x.len()..][..x.len()], x)
                    + dot(&u[k * units..][..units], &h[t])
                    + b[k];
                if k < 3 * units { sigmoid(z) } else { z.tanh() }
            };
            let g: Vec<T> = (0..4 * units).map(gate).collect();
            let cell = |k: usize| g[units + k] * c[t][k] + g[k] * g[3 * units + k];
            let cells: Vec<T> = (0..units).map(cell).collect();
            h.push(
                (0..units)
                    .map(|k| g[2 * units + k] * cells[k].tanh())
                    .collect(),
            );
            c.push(cells);
            gates.push(g);
            errors.push(dot(v, &h[t + 1]) - of(self.targets[t]));
        }
        let cost = sum(errors.iter().map(|e| *e * *e)) / (count + count);

        let mut grads: Vec<Vec<T>> = theta.iter().map(|p| vec![T::zero(); p.len()]).collect();
        let (mut of_h, mut of_c) = (vec![T::zero(); units], vec![T::zero(); units]);
        for (t, x) in inputs.iter().enumerate().rev() {
            let error = errors[t] / count;
            add(&mut grads[3], error, &h[t + 1]);
            add(&mut of_h, error, v);
            let g = &gates[t];
            let mut of_z = vec![T::zero(); 4 * units];
            for k in 0..units {
                let [i, f, o, n] = [0, 1, 2, 3].map(|gate| g[gate * units + k]);
                let squashed = c[t + 1][k].tanh();
                let one = T::one();
                of_c[k] += of_h[k] * o * (one - squashed * squashed);
                of_z[k] = of_c[k] * n * i * (one - i);
                of_z[units + k] = of_c[k] * c[t][k] * f * (one - f);
                of_z[2 * units + k] = of_h[k] * squashed * o * (one - o);
                of_z[3 * units + k] = of_c[k] * i * (one - n * n);
                of_c[k] *= f;
            }
            of_h = vec![T::zero(); units];
            for (k, &d) in of_z.iter().enumerate() {
                add(&mut grads[0][k * x.len()..][..x.len()], d, x);
                add(&mut grads[1][k * units..][..units], d, &h[t]);
                grads[2][k] += d;
                add(&mut of_h, d, &u[k * units..][..units]);
            }
        }
        (cost, grads)
    }
}

/// The same seed draws the same cell in both precisions.
fn drawn(seed: u64, precision: Precision) -> Problem {
    let rng = &mut Rng::new(seed).stream("lstm");
    let (units, inputs, length) = (1 + below(rng, 6), 1 + below(rng, 4), 2 + below(rng, 6));
    let lstm = Lstm {
        units,
        inputs: (0..length)
            .map(|_| rounded(&normals(rng, inputs, 1.0)))
            .collect(),
        targets: rounded(&normals(rng, length, 1.0)),
    };
    let scale = 1.0 / (units as f64).sqrt();
    let spread = [0.0, 0.2][below(rng, 2)];
    let theta: Blocks = vec![
        normals(rng, 4 * units * inputs, scale),
        normals(rng, 4 * units * units, scale),
        normals(rng, 4 * units, spread),
        normals(rng, units, 1.0),
    ];
    let shapes = [
        (4 * units, inputs),
        (4 * units, units),
        (4 * units, 1),
        (units, 1),
    ];
    let name = format!("LSTM {units} units {inputs} inputs {length} steps {seed}");
    problem(&name, precision, &theta, lstm).shaped(&shapes)
}
