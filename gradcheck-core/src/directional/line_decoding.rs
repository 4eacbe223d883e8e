//! On which line along an axis an error lies: the ratio of two readings is a position.
//!
//! Read once with weights d, and once with the same weights times a ramp from −1 to 1 along the axis: if
//! the error lies on one line, the ratio is the place of that line on the ramp, and falls on the grid of
//! its indices. If it is no integer, the error isn't that simple.

use super::locate::farther;
use super::{Direction, DirectionalChecker, Part, Reading};
use crate::report::{ErrorExtent, Problem};
use std::ops::Range;

/// A position is known if its bar is no larger.
const KNOWN: f64 = 0.1;
/// A position is an integer if it is as near to one.
const ON_GRID: f64 = 0.02;
/// Lines within so many bars of a position may hold the error.
const BARS: f64 = 4.0;
/// Positions are read again at most so often, on the lines that are left.
const READ_AGAIN: usize = 4;

/// A part of a block in a direction of its own, what it reads, and the step.
#[derive(Debug, Clone)]
pub(super) struct Subregion {
    pub(super) part: Part,
    pub(super) reading: Reading,
    pub(super) h: f64,
    /// What it reads with a ramp along an axis, as far as that is known.
    ramps: Vec<(usize, Reading)>,
}

impl Subregion {
    pub(super) fn new(part: Part, reading: Reading, h: f64) -> Self {
        let ramps = Vec::new();
        Self {
            part,
            reading,
            h,
            ramps,
        }
    }

    /// The reading with a ramp along an axis.
    pub(super) fn ramp(
        &mut self,
        checker: &mut DirectionalChecker<'_>,
        axis: usize,
    ) -> Result<Reading, Problem> {
        if let Some((_, known)) = self.ramps.iter().find(|(known, _)| *known == axis) {
            return Ok(*known);
        }
        let ramp = Part {
            ramp: Some(axis),
            ..self.part.clone()
        };
        let ramp = checker.read(&Direction::over(self.part.key, ramp), self.h)?;
        self.ramps.push((axis, ramp));
        Ok(ramp)
    }

    /// All of it as a region that is wrong.
    pub(super) fn spread(&self) -> ErrorExtent {
        ErrorExtent {
            law: None,
            line: None,
            run: None,
            count: self.part.region.count(),
        }
    }

    /// A part of it, with what that reads.
    pub(super) fn read(
        &self,
        checker: &mut DirectionalChecker<'_>,
        part: Part,
    ) -> Result<Self, Problem> {
        let h = farther(self.h, self.part.region.count(), part.region.count());
        let reading = checker.read(&Direction::over(self.part.key, part.clone()), h)?;
        Ok(Self::new(part, reading, h))
    }

    pub(super) fn within(&self, axis: usize, range: Range<usize>) -> Part {
        Part {
            region: self.part.region.within(axis, range),
            ..self.part.clone()
        }
    }

    /// What is left of it in this part, once what another part reads is taken off. Ramps add up as well,
    /// as long as both run over the same lines.
    pub(super) fn rest(&self, part: Part, taken: &Self) -> Self {
        let of_taken = |axis: usize| taken.ramps.iter().find(|(known, _)| *known == axis);
        let left = |&(axis, ramp): &(usize, Reading)| {
            of_taken(axis).map(|(_, taken)| (axis, ramp.less(taken)))
        };
        let is_half = part.region.is_as_wide_as(&self.part.region);
        let ramps = self.ramps.iter().filter(|_| is_half).filter_map(left);
        Self {
            ramps: ramps.collect(),
            ..Self::new(part, self.reading.less(&taken.reading), self.h)
        }
    }

    /// The same with another reading.
    pub(super) fn reads(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }

    /// The same error in a part that holds all of it.
    pub(super) fn all_in(&self, part: Part) -> Self {
        let is_half = part.region.is_as_wide_as(&self.part.region);
        let h = farther(self.h, self.part.region.count(), part.region.count());
        Self {
            ramps: self.ramps.iter().filter(|_| is_half).copied().collect(),
            ..Self::new(part, self.reading, h)
        }
    }

    /// The only line along an axis that the error can lie on, if it lies on one.
    pub(super) fn line(
        &mut self,
        checker: &mut DirectionalChecker<'_>,
        axis: usize,
    ) -> Result<Option<usize>, Problem> {
        if self.part.region.along(axis).len() > 1 {
            self.ramp(checker, axis)?;
        }
        let mut site = self.clone();
        for _ in 0..READ_AGAIN {
            let range = site.part.region.along(axis);
            if range.len() <= 1 {
                return Ok(Some(range.start));
            }
            let ramp = site.ramp(checker, axis)?;
            let (apart, bar) = (site.reading.apart, site.reading.bar);
            let ratio = ramp.apart / apart;
            let half = (range.len() - 1) as f64 / 2.0;
            let within = half * (ramp.bar + ratio.abs() * bar) / apart.abs();
            let position = half * (ratio + 1.0);
            if within <= KNOWN {
                let nearest = position.round();
                let on_grid = (position - nearest).abs() <= (BARS * within).max(ON_GRID);
                let is_inside = nearest >= 0.0 && nearest <= 2.0 * half;
                // Within the range, and so a small number.
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let line = range.start + nearest.max(0.0) as usize;
                return Ok((on_grid && is_inside).then_some(line));
            }
            let Some(narrower) = narrower(&range, position, BARS * within) else {
                return Ok(None);
            };
            // No narrower than a half: which of them is it?
            let halve = 2 * narrower.len() > range.len();
            let middle = range.start + range.len() / 2;
            let first = if halve { range.start..middle } else { narrower };
            let part = site.within(axis, first);
            let found = site.read(checker, part)?;
            if found.reading.is(&site.reading) {
                site = found;
            } else if halve && found.reading.is_nothing(apart, 0.0) {
                let other = site.within(axis, middle..range.end);
                site = site.rest(other, &found);
            } else {
                return Ok(None);
            }
        }
        Ok(None)
    }
}

/// The lines within a distance of a position.
fn narrower(range: &Range<usize>, position: f64, within: f64) -> Option<Range<usize>> {
    let (low, high) = ((position - within).floor(), (position + within).ceil());
    let last = (range.len() - 1) as f64;
    if low.is_nan() || high < 0.0 || low > last {
        return None;
    }
    // Both lie between zero and the last line.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let (low, high) = (low.max(0.0) as usize, high.min(last) as usize);
    Some(range.start + low..range.start + high + 1)
}
