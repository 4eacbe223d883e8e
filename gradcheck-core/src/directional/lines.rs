//! Errors on one line of a block: a component of it, all of it, a run of neighbours, or here and there.

use super::Region;
use super::line_decoding::Subregion;
use super::localise::{FEW, Guilty, OF_UNKNOWN, some_of};
use crate::report::{ErrorExtent, Problem};
use std::ops::Range;

/// Components by which a run along a line is found.
const ALONG_LINE: usize = 8;

impl Guilty<'_, '_, '_> {
    /// Whether the error lies on a single line or component.
    pub(super) fn simple(&mut self, site: &mut Subregion) -> Result<bool, Problem> {
        let mut found = site.clone();
        let mut lines = Vec::new();
        for axis in site.part.region.long_axes() {
            let line = found.line(self.checker, axis)?;
            if lines.is_empty() {
                // What was read of the whole is of use later.
                *site = found.clone();
            }
            if let Some(line) = line {
                found = found.all_in(found.within(axis, line..line + 1));
                lines.push((axis, line));
            }
        }
        if self.is_single(&found)? {
            return Ok(true);
        }
        for &(axis, line) in &lines {
            if self.is_on_line(site, axis, line)? {
                return Ok(true);
            }
        }
        // The first line may have been there by chance, and have hidden another.
        let Some(&(by_chance, _)) = lines.first() else {
            return Ok(false);
        };
        for axis in site.part.region.long_axes() {
            let known = |&(of, _): &(usize, usize)| of == axis;
            if axis == by_chance || lines.iter().any(known) {
                continue;
            }
            if let Some(line) = site.line(self.checker, axis)? {
                if self.is_on_line(site, axis, line)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether all of the error lies on a line; then it is looked into.
    fn is_on_line(&mut self, site: &Subregion, axis: usize, line: usize) -> Result<bool, Problem> {
        let on_line = site.read(self.checker, site.within(axis, line..line + 1))?;
        if !on_line.reading.is(&site.reading) {
            return Ok(false);
        }
        self.on_line(&on_line, axis, line)?;
        Ok(true)
    }

    /// The same where other lines of a block that is mostly right are wrong too: a few components, likely.
    pub(super) fn is_on_this(
        &mut self,
        site: &Subregion,
        on_line: Subregion,
        axis: usize,
        line: usize,
    ) -> Result<bool, Problem> {
        let verified = site.read(self.checker, on_line.part.clone())?;
        if !verified.reading.is(&site.reading) {
            return Ok(false);
        }
        let on_line = on_line.reads(verified.reading);
        let free = on_line.part.region.long_axes();
        match free.first() {
            Some(&free)
                if on_line.part.region.count() > FEW && self.is_mostly_right(&on_line)? =>
            {
                self.scattered(on_line, free, 0)?;
            }
            _ => self.on_line(&on_line, axis, line)?,
        }
        Ok(true)
    }

    /// An error that lies on one line.
    pub(super) fn on_line(
        &mut self,
        site: &Subregion,
        axis: usize,
        line: usize,
    ) -> Result<(), Problem> {
        if site.part.region.count() <= FEW {
            let mut offsets = Vec::new();
            let start = self.block.start;
            site.part
                .region
                .runs(false, &|_, _| 1.0, &mut |places: Range<usize>, _| {
                    offsets.extend(places.map(|place| place - start));
                });
            self.measure(&offsets)?;
            if offsets.iter().all(|&offset| self.is_wrong(offset)) {
                self.spread(ErrorExtent {
                    line: Some((axis, line)),
                    ..site.spread()
                });
            }
            return Ok(());
        }
        if self.by_law(site, Some((axis, line)))? {
            return Ok(());
        }
        match site.part.region.long_axes().first() {
            Some(&free) if self.is_mostly_right(site)? => {
                self.scattered(site.clone(), free, 0)?;
                Ok(())
            }
            Some(&free) => {
                let before = (self.components.len(), self.confirmed, self.extents.len());
                self.along(site, free)?;
                let measured = self.components.len() - before.0;
                let wrong = self.confirmed - before.1;
                let is_run = self.extents.len() > before.2;
                if measured > 0 && (is_run || 2 * wrong >= measured) {
                    self.spread(ErrorExtent {
                        line: Some((axis, line)),
                        ..site.spread()
                    });
                }
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// An error that is spread along one axis: all of it, a run of neighbours, or here and there.
    pub(super) fn along(&mut self, site: &Subregion, axis: usize) -> Result<(), Problem> {
        let range = site.part.region.along(axis);
        let last = range.len() - 1;
        let offset = |at: usize| {
            let single = site.part.region.within(axis, at..at + 1);
            single.single_offset()
        };
        let marks: Vec<usize> = (0..ALONG_LINE)
            .map(|i| range.start + i * last / (ALONG_LINE - 1))
            .collect();
        let offsets: Option<Vec<usize>> = marks.iter().map(|&at| offset(at)).collect();
        let Some(offsets) = offsets else {
            // More than one axis is left.
            let sample = some_of(self.checker, &site.part.region, OF_UNKNOWN);
            return self.measure(&sample);
        };
        self.measure(&offsets)?;
        let wrong: Vec<bool> = offsets.iter().map(|&o| self.is_wrong(o)).collect();
        let (Some(first), Some(end)) = (
            wrong.iter().position(|&w| w),
            wrong.iter().rposition(|&w| w),
        ) else {
            return if self.told_apart(site, &[axis])? {
                Ok(())
            } else {
                self.sample(site)
            };
        };
        if wrong[first..=end].iter().all(|&w| w) && end - first + 1 < wrong.len() {
            let from = match first.checked_sub(1) {
                Some(before) => self.edge(site, axis, marks[before], marks[first])?,
                None => marks[first],
            };
            let to = match marks.get(end + 1) {
                Some(&after) => self.edge(site, axis, after, marks[end])?,
                None => marks[end],
            };
            let part = site.within(axis, from..to + 1);
            let run = site.read(self.checker, part)?;
            if run.reading.is(&site.reading) {
                self.spread(ErrorExtent {
                    run: Some((axis, from, to)),
                    ..site.spread()
                });
                return Ok(());
            }
        }
        let is_rare = 2 * wrong.iter().filter(|&&w| w).count() < wrong.len();
        if is_rare && self.told_apart(site, &[axis])? {
            return Ok(());
        }
        if site.part.region == Region::of(self.block) {
            self.spread(site.spread());
        }
        let sample = some_of(self.checker, &site.part.region, OF_UNKNOWN - ALONG_LINE);
        self.measure(&sample)
    }

    /// The last wrong index between a right and a wrong one.
    fn edge(
        &mut self,
        site: &Subregion,
        axis: usize,
        right: usize,
        wrong: usize,
    ) -> Result<usize, Problem> {
        let (mut right, mut wrong) = (right, wrong);
        while right.abs_diff(wrong) > 1 {
            let middle = usize::midpoint(right, wrong);
            let single = site.part.region.within(axis, middle..middle + 1);
            let Some(offset) = single.single_offset() else {
                break;
            };
            self.measure(&[offset])?;
            if self.is_wrong(offset) {
                wrong = middle;
            } else {
                right = middle;
            }
        }
        Ok(wrong)
    }
}
