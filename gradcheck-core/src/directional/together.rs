//! Components of a block that can't be told one by one, judged together along directions.
//!
//! The roundoff of the cost is the same however many components are moved, while their slopes add up: in f32 a
//! direction over a block tells what most of its components can't tell by themselves.

use super::scales::own_scale;
use super::weights::SMALLEST;
use super::{Direction, DirectionalChecker, Part, Region};
use crate::differentiate::mixes_units;
use crate::judge::zero_block;
use crate::norm::norm_of;
use crate::parameters::Block;
use crate::report::{Problem, Verdict};

/// Evaluations that judging a block along directions takes.
pub(crate) const TAKES: usize = 20;
/// Directions that have to pass, each with signs of its own.
const DIRECTIONS: usize = 3;
/// So many may tell too little, as where a kink lies beside the point along them, and so many more for each that passes.
const MISSED: usize = 2;
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

impl DirectionalChecker<'_> {
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
        // A direction moves all of a block by the same.
        if mixes_units(&self.base.theta[block.range()]) {
            return Ok(Told::Nothing);
        }
        self.sizes = vec![size];
        let scale = own_scale(&self.base, block);
        let name = format!("{} along a random direction", block.path());
        let largest = norm_of(&self.base.evaluation.gradient[block.range()]) * scale;
        let (mut unseen, mut alike) = (0.0f64, f64::INFINITY);
        let (mut passed, mut missed) = (0, 0);
        while passed < DIRECTIONS {
            let drawn = |key| Direction::over(key, Part::of(0, Region::of(block), scale));
            let mut direction = drawn(self.key());
            for _ in 0..REDRAWS {
                if self.slope(&direction).0.abs() >= TELLING * largest {
                    break;
                }
                direction = drawn(self.key());
            }
            let judged = self.quick_screen(&direction, &name)?;
            let own = (judged.noticeable + 2.0 * judged.reading.apart.abs()) / (SMALLEST * scale);
            if judged.verdict == Verdict::Fail {
                return Ok(Told::Suspicion);
            }
            if judged.verdict == Verdict::Pass && own <= self.must_notice * size {
                unseen = unseen.max(own);
                alike = alike.min(SMALLEST * scale * own / self.slope(&direction).0.abs());
                passed += 1;
                continue;
            }
            missed += 1;
            if missed > MISSED * (1 + passed) || judged.contradicts() {
                return Ok(Told::Nothing);
            }
        }
        let is_zero = zero_block(&self.base, block).is_some();
        // An error that all components share goes by the slope that random signs have left.
        let unseen = if is_zero {
            unseen
        } else {
            unseen.max(alike * size)
        };
        if unseen > self.must_notice * size {
            return Ok(Told::Nothing);
        }
        Ok(Told::Right(unseen))
    }
}
