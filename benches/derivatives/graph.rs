//! Random smooth functions of a few parameters with a few outputs.

use super::jet::{Float, Jet};
use grad_check::Rng;

/// A function as a list of operations, each on earlier results.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    pub(crate) parameters: usize,
    operations: Vec<Operation>,
    outputs: Vec<usize>,
}

/// An operation on the results at these positions.
#[derive(Debug, Clone, Copy)]
enum Operation {
    Plus(usize, usize),
    Times(usize, usize),
    Scale(usize, f64),
    Sine(usize),
    Tanh(usize),
    /// exp(x/4)
    Exp(usize),
    /// ln(1 + x²)
    Log(usize),
    /// √(1 + x²)
    Root(usize),
    /// 1/(1 + x²)
    Bell(usize),
}

impl Graph {
    /// Two to five parameters, one to five outputs.
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        let parameters = 2 + below(rng, 4);
        let count = parameters + 4 + below(rng, 8);
        let mut operations = Vec::new();
        for at in parameters..count {
            let (a, b) = (below(rng, at), below(rng, at));
            operations.push(match below(rng, 10) {
                0 => Operation::Plus(a, b),
                1 | 2 => Operation::Times(a, b),
                3 => Operation::Scale(a, 4.0 * rng.unit() - 2.0),
                4 => Operation::Sine(a),
                5 => Operation::Tanh(a),
                6 => Operation::Exp(a),
                7 => Operation::Log(a),
                8 => Operation::Root(a),
                _ => Operation::Bell(a),
            });
        }
        let outputs = (0..=below(rng, 5)).map(|_| parameters + below(rng, count - parameters));
        Self {
            parameters,
            outputs: outputs.collect(),
            operations,
        }
    }

    /// All outputs, with their derivatives.
    pub(crate) fn jets<F: Float>(&self, point: &[F]) -> Vec<Jet<F>> {
        let parameters = point.iter().enumerate();
        let mut jets: Vec<Jet<F>> = parameters
            .map(|(i, &x)| Jet::parameter(x, i, self.parameters))
            .collect();
        for operation in &self.operations {
            jets.push(operation.apply(&jets));
        }
        self.outputs.iter().map(|&at| jets[at].clone()).collect()
    }
}

impl Operation {
    fn apply<F: Float>(self, jets: &[Jet<F>]) -> Jet<F> {
        let (one, two) = (F::of(1.0), F::of(2.0));
        match self {
            Self::Plus(a, b) => jets[a].plus(&jets[b]),
            Self::Times(a, b) => jets[a].times(&jets[b]),
            Self::Scale(a, by) => {
                let by = F::of(by);
                jets[a].map(by * jets[a].value, by, F::of(0.0))
            }
            Self::Sine(a) => {
                let (sine, cosine) = jets[a].value.sin_cos();
                jets[a].map(sine, cosine, -sine)
            }
            Self::Tanh(a) => {
                let y = jets[a].value.tanh();
                let slope = one - y * y;
                jets[a].map(y, slope, -two * y * slope)
            }
            Self::Exp(a) => {
                let rate = F::of(0.25);
                let y = (rate * jets[a].value).exp();
                jets[a].map(y, rate * y, rate * rate * y)
            }
            Self::Log(a) => {
                let x = jets[a].value;
                let d = one + x * x;
                jets[a].map((x * x).ln_1p(), two * x / d, two * (one - x * x) / (d * d))
            }
            Self::Root(a) => {
                let x = jets[a].value;
                let r = (one + x * x).sqrt();
                jets[a].map(r, x / r, one / (r * r * r))
            }
            Self::Bell(a) => {
                let x = jets[a].value;
                let d = one + x * x;
                let third = F::of(3.0) * x * x - one;
                jets[a].map(one / d, -two * x / (d * d), two * third / (d * d * d))
            }
        }
    }
}

/// A number below `count`.
pub(crate) fn below(rng: &mut Rng, count: usize) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // below `count`
    let drawn = (rng.unit() * count as f64) as usize;
    drawn.min(count.saturating_sub(1))
}
