//! Matrices of the corpus's networks and regressions: row-major vectors, and loops that can be read.

/// A matrix in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) data: Vec<f64>,
}

impl Matrix {
    pub(crate) fn new(rows: usize, columns: usize, data: Vec<f64>) -> Self {
        assert_eq!(data.len(), rows * columns);
        Self {
            rows,
            columns,
            data,
        }
    }

    pub(crate) fn from_fn(
        rows: usize,
        columns: usize,
        mut entry: impl FnMut(usize, usize) -> f64,
    ) -> Self {
        let data = (0..rows * columns).map(|k| entry(k / columns, k % columns));
        Self::new(rows, columns, data.collect())
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.data[row * self.columns + column]
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.data[row * self.columns..][..self.columns]
    }

    pub(crate) fn t(&self) -> Self {
        Self::from_fn(self.columns, self.rows, |i, j| self.at(j, i))
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        assert_eq!(self.columns, other.rows);
        Self::from_fn(self.rows, other.columns, |i, j| {
            (0..self.columns)
                .map(|k| self.at(i, k) * other.at(k, j))
                .sum()
        })
    }

    pub(crate) fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self::new(
            self.rows,
            self.columns,
            self.data.iter().copied().map(f).collect(),
        )
    }

    pub(crate) fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let pairs = self.data.iter().zip(&other.data);
        Self::new(
            self.rows,
            self.columns,
            pairs.map(|(&a, &b)| f(a, b)).collect(),
        )
    }

    /// The sums of its columns.
    pub(crate) fn column_sums(&self) -> Vec<f64> {
        (0..self.columns)
            .map(|j| (0..self.rows).map(|i| self.at(i, j)).sum())
            .collect()
    }

    pub(crate) fn sum(&self) -> f64 {
        self.data.iter().sum()
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// W x, with W of as many columns as x has numbers.
pub(crate) fn times(w: &[f64], x: &[f64]) -> Vec<f64> {
    w.chunks(x.len()).map(|row| dot(row, x)).collect()
}

/// Wᵀ d, with W of as many rows as d has numbers.
pub(crate) fn times_transposed(w: &[f64], d: &[f64]) -> Vec<f64> {
    let columns = w.len() / d.len();
    let mut out = vec![0.0; columns];
    for (row, &d) in w.chunks(columns).zip(d) {
        add(&mut out, d, row);
    }
    out
}

/// to += factor · x
pub(crate) fn add(to: &mut [f64], factor: f64, x: &[f64]) {
    to.iter_mut().zip(x).for_each(|(to, x)| *to += factor * x);
}

/// W += factor · d xᵀ
pub(crate) fn add_outer(w: &mut [f64], factor: f64, d: &[f64], x: &[f64]) {
    for (row, &d) in w.chunks_mut(x.len()).zip(d) {
        add(row, factor * d, x);
    }
}

pub(crate) fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

pub(crate) fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Zeros in the shape of the blocks.
pub(crate) fn zeros(blocks: &[Vec<f64>]) -> Vec<Vec<f64>> {
    blocks.iter().map(|block| vec![0.0; block.len()]).collect()
}

/// Softmax, and the logarithm of the sum of exponentials.
pub(crate) fn softmax(z: &[f64]) -> (Vec<f64>, f64) {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = z.iter().map(|z| (z - largest).exp()).sum();
    let p = z.iter().map(|z| (z - largest).exp() / total).collect();
    (p, largest + total.ln())
}

pub(crate) fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// ln(1 + eᶻ), without overflow.
pub(crate) fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}
