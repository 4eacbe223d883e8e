//! What is wrong in a block that a direction has found wrong: by single components, lines or runs of them,
//! or all over.
//!
//! Whatever is called wrong in the end has been measured by itself, as every component of a small problem
//! is. Directions only tell where to look, and that nothing else is left.

use super::blocks::{Known, Spread};
use super::decode::Site;
use super::law::Law;
use super::locate::farther;
use super::scan::Scaled;
use super::{Direction, Part, Prober, Reading, Region};
use crate::{Block, Component, Problem, Verdict};
use std::collections::BTreeMap;
use std::ops::Range;

/// A block of no more components is measured whole.
const FEW: usize = 8;
/// Components measured where one law explains all of a region…
const OF_LAW: usize = 5;
const CHOICE: usize = 4;
/// …and where none does.
const OF_UNKNOWN: usize = 24;
/// Components by which a run along a line is found.
const ALONG_LINE: usize = 8;
/// Components that one direction moves to tell whether most of a region is right.
const SPARSE: usize = 16;
/// A region is split no deeper, and before anything has been found by that, only so deep.
const DEEPEST: usize = 40;
const DEEP: usize = 9;

/// Find out what is wrong in a block, of which a direction has read this, at this step.
pub(super) fn examine(
    prober: &mut Prober<'_>,
    scaled: Scaled<'_>,
    direction: &Direction,
    reading: Reading,
    h: f64,
    budget: usize,
    known: &mut Known<'_>,
) -> Result<(), Problem> {
    let mut guilty = Guilty {
        prober,
        block: scaled.block,
        at: scaled.at,
        budget,
        components: BTreeMap::new(),
        confirmed: 0,
        problems: Vec::new(),
        spreads: Vec::new(),
        readings: Vec::new(),
        unfinished: false,
    };
    let count = scaled.block.shape().count();
    let own = direction.weighted(|at| f64::from(at == scaled.at));
    let site = match own.parts.as_slice() {
        [part] if part.region == Region::of(scaled.block) => Some(Site::new(
            direction.key,
            part.clone(),
            reading,
            farther(h, direction.count(), count),
        )),
        _ => None,
    };
    let mut site = match site {
        _ if count <= FEW => {
            guilty.measure(&(0..count).collect::<Vec<_>>())?;
            None
        }
        Some(site) => Some(site),
        // Components that were sampled: the whole block may read nothing.
        None => {
            let offsets = own.parts.iter().filter_map(|p| p.region.single_offset());
            let offsets: Vec<usize> = offsets.collect();
            let whole = Part::of(scaled.at, Region::of(scaled.block), scaled.scale);
            let key = guilty.prober.key();
            let whole = Direction::over(key, whole);
            let h = farther(h, direction.count(), count);
            let reading = guilty.prober.read(&whole, h)?;
            let tolerance = guilty.prober.tolerance(reading.terms);
            if reading.is_nothing(0.0, tolerance) {
                guilty.measure(&offsets)?;
                None
            } else {
                let part = whole.parts.into_iter().next();
                part.map(|part| Site::new(key, part, reading, h))
            }
        }
    };
    if let Some(site) = &mut site {
        guilty.block(site)?;
    }
    let is_found = guilty.confirmed > 0 || guilty.components.len() == count;
    let Guilty {
        components,
        problems,
        spreads,
        mut readings,
        unfinished,
        ..
    } = guilty;
    readings.extend(site.as_ref().map(|site| site.reading));
    let scale = site.as_ref().map(|site| site.part.scale.abs());
    known.examined(&readings, scale);
    known.components.extend(components.into_values());
    known.problems.extend(problems);
    known.spreads.extend(spreads);
    known.unfinished |= unfinished;
    if let Some(site) = site.filter(|_| !is_found) {
        // A suspicion was enough to look; now the block is judged as a component would be.
        let key = prober.key();
        let name = format!("{} along a random direction", scaled.block.path());
        let judged = prober.judge(&Direction::over(key, site.part.clone()), &name)?;
        known.without_culprit(&judged, site.part.scale.abs());
    }
    Ok(())
}

/// Offsets of components of a block, spread over it at random: all, if there are no more.
pub(super) fn some_offsets(prober: &mut Prober<'_>, block: &Block, wanted: usize) -> Vec<usize> {
    some_of(prober, &Region::of(block), wanted)
}

fn some_of(prober: &mut Prober<'_>, region: &Region, wanted: usize) -> Vec<usize> {
    let mut offsets: Vec<usize> = (0..wanted)
        .map(|_| region.offset_at(|| prober.unit()))
        .collect();
    offsets.sort_unstable();
    offsets.dedup();
    offsets
}

/// A block under examination.
struct Guilty<'p, 'a, 'b> {
    prober: &'p mut Prober<'a>,
    block: &'b Block,
    at: usize,
    budget: usize,
    /// What has been measured by itself.
    components: BTreeMap<usize, Component>,
    /// Components that the ladder has called wrong.
    confirmed: usize,
    problems: Vec<Problem>,
    spreads: Vec<Spread>,
    /// What the whole block reads, besides what it read first.
    readings: Vec<Reading>,
    /// Whether the budget ended the search.
    unfinished: bool,
}

impl Guilty<'_, '_, '_> {
    /// Measure components by themselves, those that haven't been.
    fn measure(&mut self, offsets: &[usize]) -> Result<(), Problem> {
        for &offset in offsets {
            if self.components.contains_key(&offset) {
                continue;
            }
            let judged = self
                .prober
                .components(self.block, &[offset], self.confirmed)?;
            self.problems.extend(judged.problems);
            for component in judged.components {
                self.confirmed += usize::from(component.verdict == Verdict::Fail);
                self.components.insert(offset, component);
            }
        }
        Ok(())
    }

    fn is_wrong(&self, offset: usize) -> bool {
        let component = self.components.get(&offset);
        component.is_some_and(|c| c.verdict == Verdict::Fail)
    }

    /// What a component that has been measured adds to the reading of a site.
    fn part_of(&self, site: &Site, offset: usize) -> Option<Reading> {
        let component = self.components.get(&offset)?;
        let weight = Direction::weight(site.key, self.block.start + offset);
        let d = site.part.scale * weight;
        Some(Reading {
            apart: d * (component.numeric - component.analytic),
            bar: (d * component.bar).abs(),
            slope: d * component.analytic,
            terms: site.reading.terms,
        })
    }

    fn is_spent(&mut self) -> bool {
        self.unfinished |= self.prober.spent() >= self.budget;
        self.unfinished
    }

    /// The whole block.
    fn block(&mut self, site: &mut Site) -> Result<(), Problem> {
        if self.by_law(site, None)? || self.simple(site)? {
            return Ok(());
        }
        let long: Vec<usize> = site.part.region.long_axes();
        if let [axis] = long.as_slice() {
            return self.along(site, *axis);
        }
        if self.is_mostly_right(site)? {
            for axis in long {
                if self.scattered(site.clone(), axis, 0)? {
                    break;
                }
            }
            return Ok(());
        }
        let sample = some_of(self.prober, &site.part.region, OF_UNKNOWN);
        self.spread(Spread::sample(site));
        self.measure(&sample)
    }

    fn spread(&mut self, spread: Spread) {
        self.spreads.push(spread);
    }

    /// Whether one law holds all over a region; then a few of its components stand for all.
    fn by_law(&mut self, site: &Site, of: Option<(usize, usize)>) -> Result<bool, Problem> {
        let key = self.prober.key();
        let second = Direction::over(key, site.part.clone());
        let again = self.prober.read(&second, site.h)?;
        if of.is_none() {
            self.readings.push(again);
        }
        let first = Direction::over(site.key, site.part.clone());
        let theta = self.prober.base.theta;
        let readings = [(&first, &site.reading), (&second, &again)];
        let Some((law, constant)) = Law::of(theta, readings) else {
            return Ok(false);
        };
        let sample = self.clear_ones(&site.part.region, OF_LAW);
        self.measure(&sample)?;
        if !sample.iter().any(|&offset| self.is_wrong(offset)) {
            // Two readings that are barely known may agree by chance.
            return Ok(false);
        }
        self.spread(Spread {
            law: Some((law, constant)),
            line: of,
            ..Spread::sample(site)
        });
        Ok(true)
    }

    /// Offsets of components spread over a region, of several the one with the largest gradient: small ones
    /// are hard to tell from right.
    fn clear_ones(&mut self, region: &Region, wanted: usize) -> Vec<usize> {
        let gradient = &self.prober.base.evaluation.gradient;
        let start = self.block.start;
        let among = some_of(self.prober, region, wanted * CHOICE);
        let size = |offset: &&usize| gradient[start + **offset].abs();
        let groups = among.chunks(among.len().div_ceil(wanted).max(1));
        let largest =
            groups.filter_map(|group| group.iter().max_by(|a, b| size(a).total_cmp(&size(b))));
        largest.copied().collect()
    }

    /// Whether the error lies on a single line or component.
    fn simple(&mut self, site: &mut Site) -> Result<bool, Problem> {
        let mut found = site.clone();
        let mut lines = Vec::new();
        for axis in site.part.region.long_axes() {
            let line = found.line(self.prober, axis)?;
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
            if let Some(line) = site.line(self.prober, axis)? {
                if self.is_on_line(site, axis, line)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether all of the error lies on a line; then it is looked into.
    fn is_on_line(&mut self, site: &Site, axis: usize, line: usize) -> Result<bool, Problem> {
        let on_line = site.read(self.prober, site.within(axis, line..line + 1))?;
        if !on_line.reading.is(&site.reading) {
            return Ok(false);
        }
        self.on_line(&on_line, axis, line)?;
        Ok(true)
    }

    /// The same where other lines of a block that is mostly right are wrong too: a few components, likely.
    fn is_on_this(
        &mut self,
        site: &Site,
        on_line: Site,
        axis: usize,
        line: usize,
    ) -> Result<bool, Problem> {
        let verified = site.read(self.prober, on_line.part.clone())?;
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
    fn on_line(&mut self, site: &Site, axis: usize, line: usize) -> Result<(), Problem> {
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
                self.spread(Spread {
                    line: Some((axis, line)),
                    ..Spread::sample(site)
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
                let before = self.components.len();
                self.along(site, free)?;
                if self.components.len() > before {
                    self.spread(Spread {
                        line: Some((axis, line)),
                        ..Spread::sample(site)
                    });
                }
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// An error that is spread along one axis: all of it, a run of neighbours, or here and there.
    fn along(&mut self, site: &Site, axis: usize) -> Result<(), Problem> {
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
            let sample = some_of(self.prober, &site.part.region, OF_UNKNOWN);
            return self.measure(&sample);
        };
        self.measure(&offsets)?;
        let wrong: Vec<bool> = offsets.iter().map(|&o| self.is_wrong(o)).collect();
        let (Some(first), Some(end)) = (
            wrong.iter().position(|&w| w),
            wrong.iter().rposition(|&w| w),
        ) else {
            self.scattered(site.clone(), axis, 0)?;
            return Ok(());
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
            let run = site.read(self.prober, part)?;
            if run.reading.is(&site.reading) {
                self.spread(Spread {
                    run: Some((axis, from, to)),
                    ..Spread::sample(site)
                });
                return Ok(());
            }
        }
        if site.part.region == Region::of(self.block) {
            self.spread(Spread::sample(site));
        }
        let sample = some_of(self.prober, &site.part.region, OF_UNKNOWN - ALONG_LINE);
        self.measure(&sample)
    }

    /// The last wrong index between a right and a wrong one.
    fn edge(
        &mut self,
        site: &Site,
        axis: usize,
        right: usize,
        wrong: usize,
    ) -> Result<usize, Problem> {
        let (mut right, mut wrong) = (right, wrong);
        while right.abs_diff(wrong) > 1 && !self.is_spent() {
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

    /// Whether a few components, all together, read nothing.
    fn is_mostly_right(&mut self, site: &Site) -> Result<bool, Problem> {
        let offsets = some_of(self.prober, &site.part.region, SPARSE);
        let count = site.part.region.count() as f64;
        let scale = site.part.scale * (count / offsets.len() as f64).sqrt().sqrt();
        let single = |&offset: &usize| Part::of(self.at, Region::single(self.block, offset), scale);
        let few = Direction {
            key: self.prober.key(),
            parts: offsets.iter().map(single).collect(),
        };
        let reading = self.prober.read(&few, site.h)?;
        Ok(reading.is_nothing(0.0, self.prober.tolerance(reading.terms)))
    }

    /// Errors here and there, told apart by random halves of the lines along an axis; false if that
    /// doesn't come to an end.
    fn scattered(&mut self, mut site: Site, axis: usize, depth: usize) -> Result<bool, Problem> {
        let tolerance = self.prober.tolerance(site.reading.terms);
        if site.reading.is_nothing(0.0, tolerance) || self.is_spent() {
            return Ok(true);
        }
        let has_found = !self.components.is_empty();
        if depth > if has_found { DEEPEST } else { DEEP } {
            return Ok(false);
        }
        if let Some(line) = site.line(self.prober, axis)? {
            let mut on_line = site.all_in(site.within(axis, line..line + 1));
            let is_single = on_line.part.region.single_offset().is_some();
            let is_found = if is_single {
                self.is_single(&on_line)?
            } else {
                self.simple(&mut on_line)? || self.is_on_this(&site, on_line, axis, line)?
            };
            if is_found {
                return Ok(true);
            }
        }
        let key = self.prober.key();
        let half = |side| Part {
            region: site.part.region.half(axis, key, side),
            ..site.part.clone()
        };
        let mut one = site.read(self.prober, half(true))?;
        let size = site.reading.apart;
        // A split that parts nothing is no step down; the budget ends a row of them.
        if one.reading.is_nothing(size, tolerance) {
            return self.scattered(site.all_in(half(false)), axis, depth);
        }
        if site.reading.less(&one.reading).is_nothing(size, tolerance) {
            return self.scattered(site.all_in(half(true)), axis, depth);
        }
        one.ramp(self.prober, axis)?;
        let other = site.rest(half(false), &one);
        let done = self.scattered(one, axis, depth + 1)?;
        Ok(self.scattered(other, axis, depth + 1)? && done)
    }

    /// Whether the error of a site that has shrunk to one component is that of the component.
    fn is_single(&mut self, site: &Site) -> Result<bool, Problem> {
        let Some(offset) = site.part.region.single_offset() else {
            return Ok(false);
        };
        self.measure(&[offset])?;
        let own = self.part_of(site, offset);
        Ok(own.is_some_and(|own| own.is(&site.reading)))
    }
}
