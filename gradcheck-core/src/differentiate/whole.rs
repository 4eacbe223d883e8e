//! The scale of the whole gradient, on which blocks that are zero but for rounding are judged.
//!
//! A bias before a normalisation, a shift before a softmax: the derivative is zero, and what the backward pass
//! leaves of it is the rounding of terms as large as those elsewhere in the gradient.

use crate::norm::{largest, norm, norm_and_largest, rms};
use crate::parameters::Block;
use crate::precision::Precision;

/// Entries below this many roundoffs of the whole gradient's largest are what rounding leaves of zero: a sum
/// over a batch of terms that cancel.
const ROUNDINGS: f64 = 64.0;
/// Parameters of one block that differ by more than this factor are in different units.
pub(super) const SAME_UNITS: f64 = 1e6;

/// Sizes of a gradient, as it is and as what each component moves the cost by over its own size.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct WholeScale {
    largest: f64,
    rms: f64,
    largest_move: f64,
    rms_move: f64,
}

/// A block all of whose entries are zero but for rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ZeroBlock {
    /// The size that its entries are judged on.
    pub(crate) scale: f64,
    /// The unit roundoff of the arithmetic that they were computed in.
    pub(crate) unit_roundoff: f64,
}

impl WholeScale {
    /// Of a gradient at θ.
    pub(crate) fn of(theta: &[f64], blocks: &[Block], gradient: &[f64]) -> Self {
        let moves = |block: &Block| moves(&theta[block.range()], &gradient[block.range()]);
        let of_block = |block| norm_and_largest(moves(block));
        let (norms, largest_moves): (Vec<f64>, Vec<f64>) = blocks.iter().map(of_block).unzip();
        let count: usize = blocks.iter().map(|block| block.shape.count()).sum();
        Self {
            largest: largest(gradient),
            rms: rms(gradient),
            largest_move: largest_moves.into_iter().fold(0.0, f64::max),
            rms_move: norm(norms) / (count.max(1) as f64).sqrt(),
        }
    }

    /// The most that a component moves the cost by over the size of its block.
    pub(crate) fn largest_move(&self) -> f64 {
        self.largest_move
    }

    /// Whether a block is zero but for rounding, with these parameters and derivatives. Neither a small unit of
    /// its own nor a large one of others makes it so: it has to be both as a derivative and as what it moves.
    pub(crate) fn zero_block(
        &self,
        theta: &[f64],
        gradient: &[f64],
        precision: Precision,
    ) -> Option<ZeroBlock> {
        let own = largest(gradient);
        let is_zero = |precision: &Precision| {
            let rounding = ROUNDINGS * precision.unit_roundoff();
            let moved = || moves(theta, gradient).fold(0.0, f64::max);
            own <= rounding * self.largest && moved() <= rounding * self.largest_move
        };
        let coarser = arithmetic_of(gradient).coarser(precision);
        let computed_in = [precision, coarser].into_iter().find(is_zero)?;
        (self.largest > 0.0).then_some(ZeroBlock {
            scale: self.rms.min(self.rms_move / size_of(theta)),
            unit_roundoff: computed_in.unit_roundoff(),
        })
    }
}

/// What numbers have been computed in, as far as they show it: f64 code may call f32 code on its way.
fn arithmetic_of(numbers: &[f64]) -> Precision {
    let is_single = |&x: &f64| Precision::F32.round(x) == x;
    let nonzero = numbers.iter().filter(|&&x| x != 0.0);
    if nonzero.clone().next().is_some() && numbers.iter().all(is_single) {
        Precision::F32
    } else {
        Precision::F64
    }
}

/// What each component of a block moves the cost by over its size.
fn moves(theta: &[f64], gradient: &[f64]) -> impl Iterator<Item = f64> + Clone {
    let size = size_of(theta);
    let pairs = theta.iter().zip(gradient);
    pairs.map(move |(&theta, slope)| (slope * in_units_of(theta, size)).abs())
}

/// The size of a parameter beside others of this size: theirs, if it can be in the same units.
fn in_units_of(theta: f64, size: f64) -> f64 {
    if theta == 0.0 {
        size
    } else {
        size.min(SAME_UNITS * theta.abs())
    }
}

/// Whether these parameters can't all be in the same units: no single step moves all of them by as much.
pub(crate) fn mixes_units(theta: &[f64]) -> bool {
    let sizes = theta.iter().map(|t| t.abs()).filter(|&t| t > 0.0);
    SAME_UNITS * sizes.fold(f64::INFINITY, f64::min) < largest(theta)
}

/// The largest of a block's parameters; one where all are zero.
fn size_of(theta: &[f64]) -> f64 {
    match largest(theta) {
        0.0 => 1.0,
        size => size,
    }
}

#[cfg(test)]
mod tests {
    use super::WholeScale;
    use crate::parameters::Flattened;

    #[test]
    fn the_root_mean_square_of_equal_moves_is_each_of_them() {
        for count in [1, 4, 100] {
            let flat = Flattened::of(&vec![2.0; count]);
            let whole = WholeScale::of(flat.values(), flat.blocks(), &vec![3.0; count]);
            assert!((whole.rms_move - 6.0).abs() < 1e-12, "{whole:?}");
            assert_eq!(whole.largest_move(), 6.0);
            assert!((whole.rms - 3.0).abs() < 1e-12);
        }
    }
}
