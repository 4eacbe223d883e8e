//! Which blocks a failing direction owes its failure to.
//!
//! Every pair along a direction reads the sum of the errors in what it moves. The blocks weighted by their
//! position, from −1 to 1, against the plain sum: the ratio is the position of the one that is wrong. Where
//! it is several, they are told apart by halves.

use super::scales::Scaled;
use super::scan::Seen;
use super::{Direction, DirectionalChecker, Reading};
use crate::report::Problem;

/// A part of a direction may go farther than the whole: by the fourth root of how much smaller it is, and
/// at most by this factor.
const FARTHER: f64 = 16.0;
/// A ratio is a position if it is as near to one.
const ON_GRID: f64 = 0.05;
/// Fewer blocks than these are read one by one.
const FEW: usize = 3;

/// The step for a part of so many components, where one of so many was settled at `h`.
pub(super) fn farther(h: f64, whole: usize, part: usize) -> f64 {
    let ratio = whole as f64 / part.max(1) as f64;
    h * ratio.sqrt().sqrt().clamp(1.0, FARTHER)
}

/// The blocks in which the error along this direction lies, each with its part of the reading.
pub(super) fn blocks(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[Scaled<'_>],
    (direction, judged): &Seen,
) -> Result<Vec<(usize, Reading)>, Problem> {
    let places: Vec<usize> = blocks.iter().map(|scaled| scaled.at).collect();
    let mut search = Search {
        direction,
        h: judged.h,
        size: judged.reading.apart,
        tolerance: checker.tolerance(judged.reading.terms),
        found: Vec::new(),
    };
    match search.among(checker, &places, judged.reading) {
        // What has been found by then has been found.
        Err(Problem::BudgetSpent) | Ok(()) => Ok(search.found),
        Err(problem) => Err(problem),
    }
}

struct Search<'a> {
    direction: &'a Direction,
    h: f64,
    /// What the whole direction reads.
    size: f64,
    tolerance: f64,
    found: Vec<(usize, Reading)>,
}

impl Search<'_> {
    fn read(
        &self,
        checker: &mut DirectionalChecker<'_>,
        weight: impl Fn(usize) -> f64,
    ) -> Result<Reading, Problem> {
        let part = self.direction.weighted(&weight);
        let h = farther(self.h, self.direction.count(), part.count());
        checker.read(&part, h)
    }

    fn among(
        &mut self,
        checker: &mut DirectionalChecker<'_>,
        places: &[usize],
        reading: Reading,
    ) -> Result<(), Problem> {
        if reading.is_nothing(self.size, self.tolerance) {
            return Ok(());
        }
        if let [single] = places {
            self.found.push((*single, reading));
            return Ok(());
        }
        if places.len() > FEW {
            if let Some(at) = self.position(checker, places, &reading)? {
                let alone = self.read(checker, |place| f64::from(place == at))?;
                if alone.is(&reading) {
                    self.found.push((at, alone));
                    return Ok(());
                }
            }
        }
        let (left, right) = places.split_at(places.len() / 2);
        let of_left = self.read(checker, |place| f64::from(left.contains(&place)))?;
        self.among(checker, left, of_left)?;
        self.among(checker, right, reading.less(&of_left))
    }

    /// The block at the mean position of the error, if there is one.
    fn position(
        &self,
        checker: &mut DirectionalChecker<'_>,
        places: &[usize],
        reading: &Reading,
    ) -> Result<Option<usize>, Problem> {
        let last = (places.len() - 1) as f64;
        let weight = |place: usize| {
            let position = places.iter().position(|&p| p == place);
            position.map_or(0.0, |position| 1.0 + position as f64 / last)
        };
        let ramp = self.read(checker, weight)?;
        let position = (ramp.apart / reading.apart - 1.0) * last;
        let on_grid = (position - position.round()).abs() <= ON_GRID;
        // Positions below zero saturate to it, and are off the grid.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let at = position.round() as usize;
        Ok(places
            .get(at)
            .copied()
            .filter(|_| on_grid && position > -0.5))
    }
}
