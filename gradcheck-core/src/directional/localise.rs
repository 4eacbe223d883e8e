//! What is wrong in a block that a direction has found wrong: by single components, lines or runs of them,
//! or all over.
//!
//! Whatever is called wrong in the end has been measured by itself, as every component of a small problem
//! is. Directions only tell where to look, and that nothing else is left.

use super::block_state::BlockState;
use super::line_decoding::Subregion;
use super::locate::farther;
use super::scales::Scaled;
use super::scan::Seen;
use super::{Direction, DirectionalChecker, Reading, Region};
use crate::order::sort;
use crate::parameters::Block;
use crate::precision::Precision;
use crate::report::{Component, ErrorExtent, ErrorModel, Problem, Reason, Verdict};
use std::collections::BTreeMap;

/// A block of no more components is measured whole.
pub(super) const FEW: usize = 8;
/// Components measured where one law explains all of a region…
const OF_LAW: usize = 5;
const CHOICE: usize = 4;
/// …and where none does.
pub(super) const OF_UNKNOWN: usize = 24;

/// Find out what is wrong in a block, of which a direction that fails has read this.
pub(super) fn examine(
    checker: &mut DirectionalChecker<'_>,
    scaled: Scaled<'_>,
    (direction, judged): &Seen,
    reading: Reading,
    known: &mut BlockState<'_>,
) -> Result<(), Problem> {
    let mut guilty = Guilty {
        checker,
        block: scaled.block,
        at: scaled.at,
        components: BTreeMap::new(),
        confirmed: 0,
        problems: Vec::new(),
        extents: Vec::new(),
        readings: Vec::new(),
        unfinished: false,
        untried: None,
        is_across: false,
    };
    let mut site = None;
    match guilty.search(scaled, (direction, judged.h), reading, &mut site) {
        Err(Problem::BudgetSpent) => guilty.unfinished = true,
        searched => searched?,
    }
    let count = scaled.block.shape().count();
    let is_found = guilty.confirmed > 0 || guilty.components.len() == count;
    let Guilty {
        components,
        problems,
        extents,
        mut readings,
        unfinished,
        ..
    } = guilty;
    readings.extend(site.as_ref().map(|site| site.reading));
    let scale = site.as_ref().map(|site| site.part.scale.abs());
    known.components.extend(components.into_values());
    known.problems.extend(problems);
    known.extents.extend(extents);
    known.unfinished |= unfinished;
    if unfinished && !is_found {
        known.doubt(Reason::BudgetSpent);
        return Ok(());
    }
    known.examined(&readings, scale);
    if let Some(site) = site.filter(|_| !is_found) {
        // A suspicion was enough to look; now the block is judged as a component would be. In f32 the suspicion of
        // an independent direction is as much as there is to be had.
        let direction = Direction::over(checker.key(), site.part.clone());
        let name = format!("{} along a random direction", scaled.block.path());
        let judged = match checker.base.precision {
            Precision::F64 => checker.judge(&direction, &name)?,
            Precision::F32 => checker.quick_screen(&direction, &name)?,
        };
        known.without_culprit(&judged, site.part.scale.abs());
    }
    Ok(())
}

/// Offsets of components of a region, spread over it at random: all, if there are no more.
pub(super) fn some_of(
    checker: &mut DirectionalChecker<'_>,
    region: &Region,
    wanted: usize,
) -> Vec<usize> {
    let mut offsets: Vec<usize> = (0..wanted)
        .map(|_| region.offset_at(|| checker.unit()))
        .collect();
    sort(&mut offsets);
    offsets.dedup();
    offsets
}

/// A block under examination.
pub(super) struct Guilty<'p, 'a, 'b> {
    pub(super) checker: &'p mut DirectionalChecker<'a>,
    pub(super) block: &'b Block,
    pub(super) at: usize,
    /// What has been measured by itself.
    pub(super) components: BTreeMap<usize, Component>,
    /// Components that the step sequence has called wrong.
    pub(super) confirmed: usize,
    problems: Vec<Problem>,
    pub(super) extents: Vec<ErrorExtent>,
    /// What the whole block reads, besides what it read first.
    readings: Vec<Reading>,
    /// Whether the budget ended the search.
    unfinished: bool,
    /// The region in which errors are told apart along an axis, until the lines across it have been tried.
    pub(super) untried: Option<(usize, Subregion)>,
    /// Whether the lines across hold all of them.
    pub(super) is_across: bool,
}

impl Guilty<'_, '_, '_> {
    /// Look for what is wrong, in the whole block unless its components are few.
    fn search(
        &mut self,
        scaled: Scaled<'_>,
        (direction, h): (&Direction, f64),
        reading: Reading,
        site: &mut Option<Subregion>,
    ) -> Result<(), Problem> {
        let count = scaled.block.shape().count();
        if count <= FEW {
            return self.measure(&(0..count).collect::<Vec<_>>());
        }
        let own = direction.weighted(&|at| f64::from(at == scaled.at));
        let h = farther(h, direction.count(), count);
        *site = own
            .parts
            .into_iter()
            .next()
            .map(|part| Subregion::new(part, reading, h));
        match site {
            Some(site) => self.block(site),
            None => Ok(()),
        }
    }

    /// Measure components by themselves, those that haven't been.
    pub(super) fn measure(&mut self, offsets: &[usize]) -> Result<(), Problem> {
        for &offset in offsets {
            if self.components.contains_key(&offset) {
                continue;
            }
            let judged = self
                .checker
                .components(self.block, &[offset], self.confirmed)?;
            self.problems.extend(judged.problems);
            for component in judged.components {
                if component.verdict == Verdict::Undecided(Reason::BudgetSpent) {
                    return Err(Problem::BudgetSpent);
                }
                self.confirmed += usize::from(component.verdict == Verdict::Fail);
                self.components.insert(offset, component);
            }
        }
        Ok(())
    }

    pub(super) fn is_wrong(&self, offset: usize) -> bool {
        let component = self.components.get(&offset);
        component.is_some_and(|c| c.verdict == Verdict::Fail)
    }

    /// What a component that has been measured adds to the reading of a site.
    pub(super) fn part_of(&self, site: &Subregion, offset: usize) -> Option<Reading> {
        let component = self.components.get(&offset)?;
        let weight = Direction::weight(site.part.key, self.block.start + offset);
        let d = site.part.scale * weight;
        Some(Reading {
            apart: d * (component.numeric - component.analytic),
            bar: (d * component.bar).abs(),
            slope: d * component.analytic,
            terms: site.reading.terms,
        })
    }

    /// The whole block.
    fn block(&mut self, site: &mut Subregion) -> Result<(), Problem> {
        if self.by_law(site, None)? || self.simple(site)? {
            return Ok(());
        }
        let long: Vec<usize> = site.part.region.long_axes();
        if let [axis] = long.as_slice() {
            return self.along(site, *axis);
        }
        if self.is_mostly_right(site)? && self.told_apart(site, &long)? {
            return Ok(());
        }
        self.sample(site)
    }

    /// A few components that stand for all of a region.
    pub(super) fn sample(&mut self, site: &Subregion) -> Result<(), Problem> {
        let sample = some_of(self.checker, &site.part.region, OF_UNKNOWN);
        self.spread(site.spread());
        self.measure(&sample)
    }

    pub(super) fn spread(&mut self, spread: ErrorExtent) {
        self.extents.push(spread);
    }

    /// Whether one law holds all over a region; then a few of its components stand for all.
    pub(super) fn by_law(
        &mut self,
        site: &Subregion,
        of: Option<(usize, usize)>,
    ) -> Result<bool, Problem> {
        let key = self.checker.key();
        let second = Direction::over(key, site.part.clone());
        let again = self.checker.read(&second, site.h)?;
        if of.is_none() {
            self.readings.push(again);
        }
        let first = Direction::over(site.part.key, site.part.clone());
        let theta = self.checker.base.theta;
        let readings = [(&first, &site.reading), (&second, &again)];
        let Some((law, constant)) = ErrorModel::of(theta, readings) else {
            return Ok(false);
        };
        let sample = self.clear_ones(&site.part.region, OF_LAW);
        self.measure(&sample)?;
        if !sample.iter().any(|&offset| self.is_wrong(offset)) {
            // Two readings that are barely known may agree by chance.
            return Ok(false);
        }
        self.spread(ErrorExtent {
            law: Some((law, constant)),
            line: of,
            ..site.spread()
        });
        Ok(true)
    }

    /// Offsets of components spread over a region, of several the one with the largest gradient: small ones
    /// are hard to tell from right.
    fn clear_ones(&mut self, region: &Region, wanted: usize) -> Vec<usize> {
        let gradient = &self.checker.base.evaluation.gradient;
        let start = self.block.start;
        let among = some_of(self.checker, region, wanted * CHOICE);
        let size = |offset: &&usize| gradient[start + **offset].abs();
        let groups = among.chunks(among.len().div_ceil(wanted).max(1));
        let largest =
            groups.filter_map(|group| group.iter().max_by(|a, b| size(a).total_cmp(&size(b))));
        largest.copied().collect()
    }
}
