//! Mistakes that people make in matrices of derivatives, planted.

use super::graph::below;
use super::jet::Float;
use grad_check::Rng;

/// A kind of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    EntrySign,
    EntryZero,
    EntryByAHundredth,
    RowTwice,
    ColumnSign,
    RowsExchanged,
}

/// Factors and exchanges that were planted, by entry.
#[derive(Debug, Clone)]
pub(crate) struct Planted {
    factors: Vec<(usize, usize, f64)>,
    exchanged: Option<(usize, usize)>,
    /// The largest share of its row that an entry changes by, or of the last digit of the output that the row is the
    /// gradient of, if that is larger; for a backward closure, which adds rows up, of the matrix.
    pub(crate) size: f64,
    /// The entries that are wrong by more than they could be right.
    pub(crate) entries: Vec<(usize, usize)>,
}

impl Mistake {
    pub(crate) const ALL: [Self; 6] = [
        Self::EntrySign,
        Self::EntryZero,
        Self::EntryByAHundredth,
        Self::RowTwice,
        Self::ColumnSign,
        Self::RowsExchanged,
    ];

    /// The mistake in a matrix, the last digits of whose outputs are these; `None` where it would change nothing.
    pub(crate) fn in_matrix<F: Float>(
        self,
        matrix: &[Vec<F>],
        digits: &[f64],
        adds_up: bool,
        rng: &mut Rng,
    ) -> Option<Planted> {
        let (rows, columns) = (matrix.len(), matrix.first()?.len());
        let (i, j) = (below(rng, rows), below(rng, columns));
        let (factors, exchanged) = match self {
            Self::EntrySign => (vec![(i, j, -1.0)], None),
            Self::EntryZero => (vec![(i, j, 0.0)], None),
            Self::EntryByAHundredth => (vec![(i, j, 1.01)], None),
            Self::RowTwice => ((0..columns).map(|j| (i, j, 2.0)).collect(), None),
            Self::ColumnSign => ((0..rows).map(|i| (i, j, -1.0)).collect(), None),
            Self::RowsExchanged => (Vec::new(), Some((i, below(rng, rows)))),
        };
        let mut planted = Planted {
            factors,
            exchanged,
            size: 0.0,
            entries: Vec::new(),
        };
        let mut wrong = matrix.to_vec();
        planted.apply(&mut wrong);
        let norm = |row: &[F]| row.iter().map(|x| x.get().powi(2)).sum::<f64>().sqrt();
        let whole = norm(&matrix.concat());
        for (i, (right, wrong)) in matrix.iter().zip(&wrong).enumerate() {
            let digit = digits.get(i).copied().unwrap_or(0.0);
            let norm = if adds_up {
                whole
            } else {
                norm(right).max(digit)
            };
            for (j, (right, wrong)) in right.iter().zip(wrong).enumerate() {
                let apart = (right.get() - wrong.get()).abs();
                if apart > 0.0 {
                    planted.entries.push((i, j));
                    planted.size = planted.size.max(apart / norm);
                }
            }
        }
        (planted.size > 0.0).then_some(planted)
    }
}

impl Planted {
    /// Make the mistake.
    pub(crate) fn apply<F: Float>(&self, matrix: &mut [Vec<F>]) {
        for &(i, j, factor) in &self.factors {
            matrix[i][j] = F::of(factor) * matrix[i][j];
        }
        if let Some((a, b)) = self.exchanged {
            matrix.swap(a, b);
        }
    }
}
