//! The network that every system is asked about: what problem.py makes, number for number.

use grad_check::Params;
use ndarray::{Array1, Array2, Axis};

pub(crate) const SIZES: [usize; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];
pub(crate) const BATCH: usize = 8;
pub(crate) const OUTPUTS: usize = 4;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Case {
    Correct,
    /// An entry of W2's gradient is off by a thousandth of the gradient's norm.
    OneEntry,
    /// A row of W2's gradient is doubled.
    OneRow,
    /// b1's gradient has the wrong sign.
    FlippedBias,
}

impl Case {
    pub(crate) const ALL: [Self; 4] = [
        Self::Correct,
        Self::OneEntry,
        Self::OneRow,
        Self::FlippedBias,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::OneEntry => "one entry",
            Self::OneRow => "one row",
            Self::FlippedBias => "flipped bias",
        }
    }
}

#[derive(Clone, Params)]
#[allow(non_snake_case)] // W1: the names that a report shows
pub(crate) struct Mlp {
    W1: Array2<f64>,
    b1: Array1<f64>,
    W2: Array2<f64>,
    b2: Array1<f64>,
    W3: Array2<f64>,
    b3: Array1<f64>,
}

pub(crate) struct Problem {
    pub(crate) point: Mlp,
    pub(crate) parameters: usize,
    /// The width of the input and of the hidden layers.
    pub(crate) width: usize,
    x: Array2<f64>,
    y: Array2<f64>,
}

/// splitmix64 with seed 0, in [-1, 1).
struct SplitMix(u64);

impl SplitMix {
    fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = self.0;
        let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let z = z ^ (z >> 31);
        (z >> 11) as f64 * 2.0_f64.powi(-52) - 1.0
    }

    fn matrix(&mut self, rows: usize, columns: usize, scale: f64) -> Array2<f64> {
        Array2::from_shape_simple_fn((rows, columns), || self.draw() * scale)
    }

    fn bias(&mut self, length: usize) -> Array1<f64> {
        Array1::from_shape_simple_fn(length, || self.draw() * 0.1)
    }
}

impl Problem {
    /// Widths (h, h, h, 4) for about `size` weights.
    pub(crate) fn new(size: usize) -> Self {
        let count = |h: usize| 2 * (h + 1) * (h + 2);
        let h = (1..2000)
            .min_by_key(|&h| count(h).abs_diff(size))
            .unwrap_or(1);
        let mut draws = SplitMix(0);
        let scale = 1.0 / (h as f64).sqrt();
        Self {
            point: Mlp {
                W1: draws.matrix(h, h, scale),
                b1: draws.bias(h),
                W2: draws.matrix(h, h, scale),
                b2: draws.bias(h),
                W3: draws.matrix(h, OUTPUTS, scale),
                b3: draws.bias(OUTPUTS),
            },
            parameters: count(h),
            width: h,
            x: draws.matrix(BATCH, h, 1.0),
            y: draws.matrix(BATCH, OUTPUTS, 1.0),
        }
    }

    /// The mean of the squares and its gradient by hand, with the mistake of the case in it.
    pub(crate) fn evaluate(&self, p: &Mlp, case: Case) -> (f64, Mlp) {
        let a1 = (self.x.dot(&p.W1) + &p.b1).mapv_into(f64::tanh);
        let a2 = (a1.dot(&p.W2) + &p.b2).mapv_into(f64::tanh);
        let e = a2.dot(&p.W3) + &p.b3 - &self.y;
        let count = (BATCH * OUTPUTS) as f64;
        let cost = e.iter().map(|e| e * e).sum::<f64>() / count;
        let d3 = e * (2.0 / count);
        let d2 = d3.dot(&p.W3.t()) * a2.mapv(|a| 1.0 - a * a);
        let d1 = d2.dot(&p.W2.t()) * a1.mapv(|a| 1.0 - a * a);
        let mut gradient = Mlp {
            W1: self.x.t().dot(&d1),
            b1: d1.sum_axis(Axis(0)),
            W2: a1.t().dot(&d2),
            b2: d2.sum_axis(Axis(0)),
            W3: a2.t().dot(&d3),
            b3: d3.sum_axis(Axis(0)),
        };
        let (row, column) = (self.width / 2, self.width / 3);
        match case {
            Case::Correct => {}
            Case::OneEntry => {
                let norm = gradient.W2.iter().map(|g| g * g).sum::<f64>().sqrt();
                gradient.W2[[row, column]] += 1e-3 * norm;
            }
            Case::OneRow => gradient.W2.row_mut(row).mapv_inplace(|g| 2.0 * g),
            Case::FlippedBias => gradient.b1.mapv_inplace(|g| -g),
        }
        (cost, gradient)
    }
}
