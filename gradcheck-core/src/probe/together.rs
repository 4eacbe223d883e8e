//! Components of a block that can't be told one by one, judged together along directions.
//!
//! The roundoff of the cost is the same however many components are moved, while their slopes add up: in f32 a
//! direction over a block tells what most of its components can't tell by themselves.

use super::direction::SMALLEST;
use super::scan::own_scale;
use super::{Direction, Part, Prober, Region};
use crate::norm::norm;
use crate::{Block, Problem, Verdict};

/// Directions that have to pass, each with signs of its own.
const DIRECTIONS: usize = 3;
/// One that all but misses the slope of the block tells little: another is drawn, at most so often.
const TELLING: f64 = 0.25;
const REDRAWS: usize = 8;

/// What directions over a block tell of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Told {
    /// One speaks of a mistake.
    Suspicion,
    Nothing,
    /// All pass, and would have noticed an error of a single component beyond this one.
    Right(f64),
}

impl Told {
    /// Blocks that speak of a mistake are looked at first, those that passed last.
    pub(crate) fn rank(&self) -> usize {
        match self {
            Self::Suspicion => 0,
            Self::Nothing => 1,
            Self::Right(_) => 2,
        }
    }
}

impl Prober<'_> {
    /// The smallest error of a single component of a block that one of several directions would have noticed, if
    /// all of them pass and would have noticed what is asked for; the block is judged on the scale of its `size`.
    pub(crate) fn together(&mut self, block: &Block, size: f64) -> Result<Option<f64>, Problem> {
        Ok(match self.told(block, size)? {
            Told::Right(unseen) => Some(unseen),
            Told::Suspicion | Told::Nothing => None,
        })
    }

    /// What these directions tell.
    pub(crate) fn told(&mut self, block: &Block, size: f64) -> Result<Told, Problem> {
        self.sizes = vec![size];
        let scale = own_scale(&self.base, block);
        let name = format!("{} along a random direction", block.path());
        let largest = norm(self.base.evaluation.gradient[block.range()].iter().copied()) * scale;
        let mut unseen = 0.0f64;
        for _ in 0..DIRECTIONS {
            let drawn = |key| Direction::over(key, Part::of(0, Region::of(block), scale));
            let mut direction = drawn(self.key());
            for _ in 0..REDRAWS {
                if self.slope(&direction).0.abs() >= TELLING * largest {
                    break;
                }
                direction = drawn(self.key());
            }
            let judged = self.glance(&direction, &name)?;
            let own = (judged.noticeable + 2.0 * judged.reading.apart.abs()) / (SMALLEST * scale);
            if judged.verdict == Verdict::Fail {
                return Ok(Told::Suspicion);
            }
            if judged.verdict != Verdict::Pass || own > self.must_notice * size {
                return Ok(Told::Nothing);
            }
            unseen = unseen.max(own);
        }
        Ok(Told::Right(unseen))
    }
}
