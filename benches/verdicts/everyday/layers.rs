//! Layers of networks in any arithmetic: affine maps, normalisations, activations, losses, each with its
//! backward pass. A batch is row-major, a row for each sample.

use super::arithmetic::{Real, add, dot, of, sum};

/// X Wᵀ + b.
pub(super) fn affine<T: Real>(x: &[T], w: &[T], b: &[T]) -> Vec<T> {
    let inputs = w.len() / b.len();
    let rows = x.chunks(inputs);
    rows.flat_map(|x| w.chunks(inputs).zip(b).map(move |(w, b)| dot(w, x) + *b))
        .collect()
}

/// The gradients of W and b from that of the outputs.
pub(super) fn affine_gradients<T: Real>(x: &[T], d: &[T], outputs: usize) -> (Vec<T>, Vec<T>) {
    let inputs = x.len() * outputs / d.len();
    let (mut w, mut b) = (vec![T::zero(); outputs * inputs], vec![T::zero(); outputs]);
    for (x, d) in x.chunks(inputs).zip(d.chunks(outputs)) {
        for (w, &d) in w.chunks_mut(inputs).zip(d) {
            add(w, d, x);
        }
        add(&mut b, T::one(), d);
    }
    (w, b)
}

/// The gradient of the inputs: D W.
pub(super) fn affine_inputs<T: Real>(w: &[T], d: &[T], outputs: usize) -> Vec<T> {
    let inputs = w.len() / outputs;
    let mut x = vec![T::zero(); d.len() / outputs * inputs];
    for (x, d) in x.chunks_mut(inputs).zip(d.chunks(outputs)) {
        for (w, &d) in w.chunks(inputs).zip(d) {
            add(x, d, w);
        }
    }
    x
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Norm {
    /// Of each unit over the batch.
    Batch,
    /// Of each sample over its units.
    Layer,
}

/// What the backward pass of a normalisation needs.
pub(super) struct Normalised<T> {
    /// Of mean zero and variance one.
    x: Vec<T>,
    /// 1/σ of each group.
    inverse: Vec<T>,
}

impl Norm {
    const EPSILON: f64 = 1e-5;

    /// The places of each group that has a mean and a variance of its own.
    fn groups(self, count: usize, units: usize) -> Vec<Vec<usize>> {
        match self {
            Self::Batch => (0..units)
                .map(|unit| (unit..count).step_by(units).collect())
                .collect(),
            Self::Layer => (0..count / units)
                .map(|sample| (sample * units..(sample + 1) * units).collect())
                .collect(),
        }
    }

    pub(super) fn forward<T: Real>(self, z: &[T], units: usize) -> Normalised<T> {
        let mut normalised = Normalised {
            x: z.to_vec(),
            inverse: Vec::new(),
        };
        for group in self.groups(z.len(), units) {
            let count = of(group.len() as f64);
            let mean = sum(group.iter().map(|&k| z[k])) / count;
            let variance = sum(group.iter().map(|&k| (z[k] - mean) * (z[k] - mean))) / count;
            let inverse = T::one() / (variance + of(Self::EPSILON)).sqrt();
            for &k in &group {
                normalised.x[k] = (z[k] - mean) * inverse;
            }
            normalised.inverse.push(inverse);
        }
        normalised
    }

    /// The gradient of what was normalised.
    pub(super) fn backward<T: Real>(
        self,
        of_x: &[T],
        kept: &Normalised<T>,
        units: usize,
    ) -> Vec<T> {
        let mut of_z = of_x.to_vec();
        for (group, &inverse) in self.groups(of_x.len(), units).iter().zip(&kept.inverse) {
            let count = of(group.len() as f64);
            let mean = sum(group.iter().map(|&k| of_x[k])) / count;
            let along = sum(group.iter().map(|&k| of_x[k] * kept.x[k])) / count;
            for &k in group {
                of_z[k] = inverse * (of_x[k] - mean - kept.x[k] * along);
            }
        }
        of_z
    }
}

impl<T: Real> Normalised<T> {
    /// γ x + β.
    pub(super) fn scaled(&self, gamma: &[T], beta: &[T]) -> Vec<T> {
        let row = |row: &[T]| {
            let terms = row.iter().zip(gamma.iter().zip(beta));
            terms.map(|(x, (g, b))| *g * *x + *b).collect::<Vec<T>>()
        };
        self.x.chunks(gamma.len()).flat_map(row).collect()
    }

    /// The gradients of γ, β and x from that of γ x + β.
    pub(super) fn scaled_gradients(&self, d: &[T], gamma: &[T]) -> [Vec<T>; 3] {
        let units = gamma.len();
        let (mut of_gamma, mut of_beta) = (vec![T::zero(); units], vec![T::zero(); units]);
        let mut of_x = d.to_vec();
        for (k, x) in of_x.iter_mut().enumerate() {
            of_gamma[k % units] += d[k] * self.x[k];
            of_beta[k % units] += d[k];
            *x = d[k] * gamma[k % units];
        }
        [of_gamma, of_beta, of_x]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    Relu,
    Leaky,
    Tanh,
    Sigmoid,
}

impl Activation {
    pub(super) const ALL: [Self; 4] = [Self::Relu, Self::Leaky, Self::Tanh, Self::Sigmoid];
    const LEAK: f64 = 0.01;

    pub(super) fn value<T: Real>(self, z: T) -> T {
        match self {
            Self::Relu => z.max(T::zero()),
            Self::Leaky => z.max(of::<T>(Self::LEAK) * z),
            Self::Tanh => z.tanh(),
            Self::Sigmoid => sigmoid(z),
        }
    }

    pub(super) fn slope<T: Real>(self, z: T) -> T {
        match self {
            Self::Relu | Self::Leaky if z > T::zero() => T::one(),
            Self::Relu => T::zero(),
            Self::Leaky => of(Self::LEAK),
            Self::Tanh => T::one() - z.tanh() * z.tanh(),
            Self::Sigmoid => sigmoid(z) * (T::one() - sigmoid(z)),
        }
    }

    /// The variance of the weights that He or Glorot start from.
    pub(super) fn variance(self, inputs: usize, outputs: usize) -> f64 {
        match self {
            Self::Relu | Self::Leaky => 2.0 / inputs as f64,
            Self::Tanh | Self::Sigmoid => 2.0 / (inputs + outputs) as f64,
        }
    }
}

pub(super) fn sigmoid<T: Real>(z: T) -> T {
    T::one() / (T::one() + (-z).exp())
}

/// Softmax, and the logarithm of the sum of exponentials.
pub(super) fn softmax<T: Real>(z: &[T]) -> (Vec<T>, T) {
    let largest = z.iter().fold(z[0], |most, z| most.max(*z));
    let e: Vec<T> = z.iter().map(|z| (*z - largest).exp()).collect();
    let total = sum(e.iter().copied());
    (e.iter().map(|e| *e / total).collect(), largest + total.ln())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    Squares,
    CrossEntropy,
}

impl Loss {
    /// The mean over the batch, and the gradient of the outputs.
    pub(super) fn of<T: Real>(self, outputs: &[T], targets: &[T], units: usize) -> (T, Vec<T>) {
        let batch = of((outputs.len() / units) as f64);
        match self {
            Self::Squares => {
                let apart = outputs.iter().zip(targets).map(|(z, t)| *z - *t);
                let apart: Vec<T> = apart.collect();
                let cost = dot(&apart, &apart) / (batch + batch);
                (cost, apart.into_iter().map(|d| d / batch).collect())
            }
            Self::CrossEntropy => {
                let (mut cost, mut d) = (T::zero(), Vec::new());
                for (z, t) in outputs.chunks(units).zip(targets.chunks(units)) {
                    let (p, log_sum) = softmax(z);
                    cost += log_sum - dot(z, t);
                    d.extend(p.iter().zip(t).map(|(p, t)| (*p - *t) / batch));
                }
                (cost / batch, d)
            }
        }
    }
}
