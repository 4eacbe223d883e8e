//! A point a little off θ, in a drawn direction.

use crate::norm::largest;
use crate::parameters::Block;
use crate::points::Rng;

/// How far it is, as shares of each component's scale.
const NEAREST: f64 = 0.005;
const FARTHEST: f64 = 0.01;

/// Where components move to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signs {
    Even,
    /// Three of four away from zero, so that norms and sums of many move as well.
    Outward,
}

/// θ with every component of these blocks moved by half a percent to one percent of its scale, times `reach`,
/// whose sign turns the direction round. A component that is zero moves on the scale of its block, or of
/// one where that is zero too.
pub(crate) fn nearby<'b>(
    blocks: impl IntoIterator<Item = &'b Block>,
    theta: &[f64],
    reach: f64,
    signs: Signs,
    mut rng: Rng,
) -> Vec<f64> {
    let mut moved = theta.to_vec();
    for block in blocks {
        let largest = largest(&theta[block.range()]);
        let of_zero = if largest == 0.0 { 1.0 } else { largest };
        for t in &mut moved[block.range()] {
            let share = NEAREST + (FARTHEST - NEAREST) * rng.unit();
            let scale = if *t == 0.0 { of_zero } else { t.abs() };
            let drawn = rng.bits();
            let sign = match signs {
                Signs::Even => turned(1.0, drawn % 2 == 1),
                Signs::Outward => turned(1f64.copysign(*t), drawn % 4 == 0),
            };
            *t = block.precision.round(*t + reach * sign * share * scale);
        }
    }
    moved
}

/// A number with its sign turned, without a branch that none could foresee.
fn turned(number: f64, is_turned: bool) -> f64 {
    f64::from_bits(number.to_bits() ^ u64::from(is_turned) << 63)
}
