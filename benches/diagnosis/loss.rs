//! What a model is judged by: losses, penalties, the evidence of a Gaussian process.

use crate::activation::Activation;
use crate::graph::{Matrix, softmax};
use ndarray::Axis;
use std::rc::Rc;

/// A mean over samples, which are the rows.
#[derive(Debug, Clone)]
pub(crate) enum Loss {
    /// Half of the squared distance.
    Squares(Rc<Matrix>),
    /// Softmax and cross-entropy.
    CrossEntropy(Rc<Matrix>),
    /// Logistic regression with targets of 0 and 1.
    Logistic(Rc<Matrix>),
}

impl Loss {
    pub(crate) fn value(&self, z: &Matrix) -> f64 {
        let total = match self {
            Self::Squares(t) => (z - &**t).mapv_into(|d| d * d / 2.0).sum(),
            Self::CrossEntropy(t) => -(softmax(z).mapv_into(f64::ln) * &**t).sum(),
            Self::Logistic(t) => z.mapv(|z| Activation::Softplus.value(z)).sum() - (z * &**t).sum(),
        };
        total / z.nrows() as f64
    }

    /// With respect to z, each sample times its weight.
    pub(crate) fn slope(&self, z: &Matrix, weights: Option<&[f64]>) -> Matrix {
        let mut slope = match self {
            Self::Squares(t) => z - &**t,
            Self::CrossEntropy(t) => softmax(z) - &**t,
            Self::Logistic(t) => z.mapv(|z| Activation::Softplus.slope(z, 0.0)) - &**t,
        };
        slope /= z.nrows() as f64;
        if let Some(weights) = weights {
            let rows = slope.axis_iter_mut(Axis(0)).zip(weights);
            rows.for_each(|(mut row, &weight)| row *= weight);
        }
        slope
    }
}

/// λ/2 |W|², or λ |W|₁.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Penalty {
    pub(crate) lambda: f64,
    pub(crate) is_l1: bool,
}

impl Penalty {
    pub(crate) fn value(self, w: &Matrix) -> f64 {
        let total = if self.is_l1 {
            w.mapv(f64::abs).sum()
        } else {
            w.mapv(|w| w * w / 2.0).sum()
        };
        self.lambda * total
    }

    /// The slope, with this slope of |w| at w = 0.
    pub(crate) fn slope(self, w: &Matrix, at_kink: f64) -> Matrix {
        w.mapv(|w| match w {
            _ if !self.is_l1 => self.lambda * w,
            0.0 => self.lambda * at_kink,
            _ => self.lambda * w.signum(),
        })
    }
}

/// ½ yᵀK⁻¹y + ½ ln |K|, and its derivative with respect to K: the terms of ln |K| and of yᵀK⁻¹y, so many
/// times each.
pub(crate) fn evidence(covariance: &Matrix, y: &[f64], terms: [f64; 2]) -> (f64, Matrix) {
    let n = y.len();
    let mut k = Matrix::from_shape_fn((n, n), |(i, j)| covariance[[i * n + j, 0]]);
    let mut inverse = Matrix::eye(n);
    let mut log_determinant = 0.0;
    // Gauss and Jordan without pivots: a covariance is positive definite.
    for p in 0..n {
        let pivot = k[[p, p]];
        log_determinant += pivot.ln();
        k.row_mut(p).mapv_inplace(|x| x / pivot);
        inverse.row_mut(p).mapv_inplace(|x| x / pivot);
        let (row, row_of_inverse) = (k.row(p).to_owned(), inverse.row(p).to_owned());
        for i in (0..n).filter(|&i| i != p) {
            let factor = k[[i, p]];
            k.row_mut(i).scaled_add(-factor, &row);
            inverse.row_mut(i).scaled_add(-factor, &row_of_inverse);
        }
    }
    let y = Matrix::from_shape_fn((n, 1), |(i, _)| y[i]);
    let alpha = inverse.dot(&y);
    let value = f64::midpoint(y.t().dot(&alpha).sum(), log_determinant);
    let slope = (&inverse * terms[0] - &alpha.dot(&alpha.t()) * terms[1]) / 2.0;
    (
        value,
        Matrix::from_shape_fn((n * n, 1), |(i, _)| slope[[i / n, i % n]]),
    )
}
