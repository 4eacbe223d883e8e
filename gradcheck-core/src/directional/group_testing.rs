//! Errors here and there in a region that is mostly right.

use super::line_decoding::Subregion;
use super::localise::{Guilty, some_of};
use super::{Direction, Part, Region};
use crate::order::sort;
use crate::report::Problem;

/// Components that one direction moves to tell whether most of a region is right.
const SPARSE: usize = 16;
/// A region is split no deeper, and before anything has been found by that, only so deep.
const DEEPEST: usize = 40;
const DEEP: usize = 9;

impl Guilty<'_, '_, '_> {
    /// Whether a few components, all together, read nothing.
    pub(super) fn is_mostly_right(&mut self, site: &Subregion) -> Result<bool, Problem> {
        let offsets = some_of(self.checker, &site.part.region, SPARSE);
        let count = site.part.region.count() as f64;
        let scale = site.part.scale * (count / offsets.len() as f64).sqrt().sqrt();
        let key = self.checker.key();
        let single = |&offset: &usize| Part {
            key,
            ..Part::of(self.at, Region::single(self.block, offset), scale)
        };
        let few = Direction {
            parts: offsets.iter().map(single).collect(),
        };
        let reading = self.checker.read(&few, site.h)?;
        Ok(reading.is_nothing(0.0, self.checker.tolerance(reading.terms)))
    }

    /// Whether errors here and there are told apart along one of these axes.
    pub(super) fn told_apart(&mut self, site: &Subregion, axes: &[usize]) -> Result<bool, Problem> {
        for &axis in axes {
            if axes.len() > 1 {
                self.untried = Some((axis, site.clone()));
            }
            if self.scattered(site.clone(), axis, 0)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Errors here and there, told apart by random halves of the lines along an axis; false if that
    /// doesn't come to an end.
    pub(super) fn scattered(
        &mut self,
        mut site: Subregion,
        axis: usize,
        depth: usize,
    ) -> Result<bool, Problem> {
        let tolerance = self.checker.tolerance(site.reading.terms);
        if self.is_across || site.reading.is_nothing(0.0, tolerance) {
            return Ok(true);
        }
        // A single component is as deep as its axis has halves.
        let halves = site.part.region.along(axis).len().ilog2() as usize + 1;
        let deepest = match self.confirmed {
            0 => DEEP.max(halves),
            _ => DEEPEST,
        };
        if depth > deepest {
            return Ok(false);
        }
        if let Some(line) = site.line(self.checker, axis)? {
            let mut on_line = site.all_in(site.within(axis, line..line + 1));
            let is_single = on_line.part.region.single_offset().is_some();
            let is_found = if is_single {
                self.is_single(&on_line)?
            } else {
                self.simple(&mut on_line)? || self.is_on_this(&site, on_line, axis, line)?
            };
            if is_found {
                self.try_across(axis)?;
                return Ok(true);
            }
        }
        let key = self.checker.key();
        let half = |side| Part {
            region: site.part.region.half(axis, key, side),
            ..site.part.clone()
        };
        let mut one = site.read(self.checker, half(true))?;
        let size = site.reading.apart;
        // A split that parts nothing is no step down; the budget ends a row of them.
        if one.reading.is_nothing(size, tolerance) {
            return self.scattered(site.all_in(half(false)), axis, depth);
        }
        if site.reading.less(&one.reading).is_nothing(size, tolerance) {
            return self.scattered(site.all_in(half(true)), axis, depth);
        }
        one.ramp(self.checker, axis)?;
        let other = site.rest(half(false), &one);
        let done = self.scattered(one, axis, depth + 1)?;
        Ok(self.scattered(other, axis, depth + 1)? && done)
    }

    /// Whether the error of a site that has shrunk to one component is that of the component.
    pub(super) fn is_single(&mut self, site: &Subregion) -> Result<bool, Problem> {
        let Some(offset) = site.part.region.single_offset() else {
            return Ok(false);
        };
        self.measure(&[offset])?;
        let own = self.part_of(site, offset);
        Ok(own.is_some_and(|own| own.is(&site.reading)))
    }

    /// Once something has been found on one line: do the lines across it, at the same places, hold all that
    /// is wrong? Several columns would be told apart row by row for ever.
    fn try_across(&mut self, axis: usize) -> Result<(), Problem> {
        let Some((_, whole)) = self.untried.take_if(|(of, _)| *of == axis) else {
            return Ok(());
        };
        let long = whole.part.region.long_axes();
        let Some(across) = long.into_iter().find(|&other| other != axis) else {
            return Ok(());
        };
        let wrong = self.components.values().filter(|c| c.is_wrong());
        let mut lines: Vec<usize> = wrong.filter_map(|c| c.index.get(across).copied()).collect();
        sort(&mut lines);
        lines.dedup();
        let parts = lines.iter().map(|&at| whole.within(across, at..at + 1));
        let direction = Direction {
            parts: parts.collect(),
        };
        let reading = self.checker.read(&direction, whole.h)?;
        if !reading.is(&whole.reading) {
            return Ok(());
        }
        self.is_across = true;
        for at in lines {
            let on_line = whole.read(self.checker, whole.within(across, at..at + 1))?;
            if !on_line.reading.is_nothing(whole.reading.apart, 0.0) {
                self.on_line(&on_line, across, at)?;
            }
        }
        Ok(())
    }
}
