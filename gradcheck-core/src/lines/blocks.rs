//! The blocks of the gradient: what was measured of each, and the values of the function that become it.

use super::flow::{Flow, bits};
use super::source::{SiteKind, Source};
use super::trace::Track;
use crate::norm::norm;
use crate::order::sort_by_key;
use crate::parameters::Block;
use crate::precision::Precision;
use crate::report::{Report, Verdict};
use std::collections::BTreeSet;

/// A block that is known to be right or wrong.
pub(super) struct Target {
    pub(super) path: String,
    pub(super) is_wrong: bool,
    /// The components that were measured, by their place in θ, with their derivatives and error bars.
    at: Vec<usize>,
    numeric: Vec<f64>,
    bars: Vec<f64>,
    verdicts: Vec<Verdict>,
    /// The places of all of it.
    pub(super) range: std::ops::Range<usize>,
    /// The sites that it comes from.
    pub(super) sinks: BTreeSet<usize>,
    /// The same of its right components, where those of the wrong ones are others.
    pub(super) right_sinks: BTreeSet<usize>,
    /// Where it is handed out as it is.
    pub(super) handed: Option<usize>,
    /// Elements that have the same numbers, of which one becomes it.
    pub(super) alike: Vec<usize>,
}

impl Target {
    /// Every block that passed or failed.
    pub(super) fn all(report: &Report, blocks: &[Block]) -> Vec<Self> {
        let mut targets = Vec::new();
        let sign = report.context.sign();
        for judged in report.blocks() {
            let block = blocks
                .iter()
                .find(|block| block.path().to_string() == judged.path());
            let (Some(block), false) = (block, matches!(judged.verdict(), Verdict::Undecided(_)))
            else {
                continue;
            };
            let measured = judged
                .components()
                .iter()
                .filter(|c| c.numeric().is_finite() && c.bar().is_finite());
            let measured: Vec<_> = measured.collect();
            let is_wrong = judged.verdict() == Verdict::Fail;
            targets.push(Self {
                path: judged.path().to_owned(),
                is_wrong,
                at: measured
                    .iter()
                    .map(|c| block.range().start + place(c.index(), block.shape().lengths()))
                    .collect(),
                numeric: measured.iter().map(|c| sign * c.numeric()).collect(),
                bars: measured.iter().map(|c| c.bar()).collect(),
                verdicts: measured.iter().map(|c| c.verdict()).collect(),
                range: block.range(),
                sinks: BTreeSet::new(),
                right_sinks: BTreeSet::new(),
                handed: None,
                alike: Vec::new(),
            });
        }
        targets
    }

    /// The places of its wrong components in θ.
    pub(super) fn wrong_places(&self) -> impl Iterator<Item = usize> {
        self.places(Verdict::Fail)
    }

    /// The places of its right components.
    pub(super) fn right_places(&self) -> impl Iterator<Item = usize> {
        self.places(Verdict::Pass)
    }

    fn places(&self, verdict: Verdict) -> impl Iterator<Item = usize> {
        let judged = self.at.iter().zip(&self.verdicts);
        judged
            .filter(move |(_, is)| **is == verdict)
            .map(|(i, _)| *i)
    }

    /// Whether these numbers are what it should be.
    pub(super) fn is_made_right_by(&self, value: &[f64], precision: Precision) -> bool {
        let mut gradient = vec![0.0; self.range.end];
        let is_of_size = value.len() == self.range.len();
        if let Some(mine) = gradient.get_mut(self.range.clone()).filter(|_| is_of_size) {
            mine.copy_from_slice(value);
        }
        let is_telling = self.numeric.iter().any(|x| *x != 0.0);
        is_of_size && is_telling && self.is_right(&gradient, precision)
    }

    /// Whether this gradient is right here, as far as it was measured.
    pub(super) fn is_right(&self, gradient: &[f64], precision: Precision) -> bool {
        let near = match precision {
            Precision::F64 => 1e-5,
            Precision::F32 => 2e-2,
        };
        let at = |i: &usize| gradient.get(*i).copied().unwrap_or(f64::NAN);
        let apart = norm(
            self.at
                .iter()
                .zip(&self.numeric)
                .map(|(i, numeric)| at(i) - numeric),
        );
        let sizes = norm(self.at.iter().map(at)) + norm(self.numeric.iter().copied());
        apart <= near * sizes + 3.0 * norm(self.bars.iter().copied())
    }

    /// The measured derivatives less those of this gradient, and a place for each.
    pub(super) fn errors<'a>(
        &'a self,
        gradient: &'a [f64],
    ) -> impl Iterator<Item = (usize, f64)> + 'a {
        self.at
            .iter()
            .zip(&self.numeric)
            .map(|(&i, numeric)| (i, numeric - gradient.get(i).copied().unwrap_or(f64::NAN)))
    }

    /// Find the values that become this block, by their bits.
    fn find(
        &mut self,
        source: &Source,
        tracks: &[Track],
        flow: &Flow,
        gradient: &[f64],
        taken: &mut BTreeSet<(usize, usize)>,
    ) {
        let Some(mine) = gradient.get(self.range.clone()) else {
            return;
        };
        let backward: Vec<usize> = (0..tracks.len())
            .filter(|&site| !flow.is_forward[site] && tracks[site].is_whole())
            .collect();
        let kind = |site: usize| source.sites[site].kind;
        let is_telling = |&site: &usize| {
            // A value that is computed in each turn of a loop may be the last of several that were meant to be added.
            let is_whole = matches!(
                kind(site),
                SiteKind::Returned | SiteKind::Element | SiteKind::Joined
            );
            is_whole || tracks[site].passed == 1
        };
        let mut all: Vec<usize> = backward.into_iter().filter(is_telling).collect();
        sort_by_key(&mut all, |&site| match kind(site) {
            SiteKind::Returned => (0, std::cmp::Reverse(usize::MAX - site)),
            SiteKind::Element => (1, std::cmp::Reverse(tracks[site].last)),
            _ => (2, std::cmp::Reverse(tracks[site].last)),
        });
        let telling = mine.iter().any(|x| *x != 0.0);
        let wanted = bits(mine);
        for &site in all.iter().filter(|_| telling) {
            let occurrence = tracks[site]
                .values()
                .position(|value| bits(value) == wanted);
            let Some(occurrence) = occurrence else {
                continue;
            };
            if kind(site) != SiteKind::Returned || taken.insert((site, occurrence)) {
                self.sinks.insert(site);
                let is_alike = |&other: &usize| {
                    kind(other) == SiteKind::Element
                        && tracks[other].values().any(|value| bits(value) == wanted)
                };
                if kind(site) == SiteKind::Element {
                    self.alike = all.iter().copied().filter(is_alike).collect();
                }
                return;
            }
        }
        self.by_component(source, tracks, &all, gradient);
        if !self.sinks.is_empty() {
            return;
        }
        let within = |site: &usize| {
            tracks[*site].values().any(|value| {
                value.len() > mine.len()
                    && value.windows(mine.len()).any(|part| bits(part) == wanted)
            })
        };
        self.sinks
            .extend(all.iter().copied().filter(|_| telling).find(within));
    }

    /// The elements that become its components, if each wrong one is found.
    fn by_component(
        &mut self,
        source: &Source,
        tracks: &[Track],
        sites: &[usize],
        gradient: &[f64],
    ) {
        let element = |x: f64| {
            sites.iter().copied().find(|&site| {
                let is_element = matches!(
                    source.sites[site].kind,
                    SiteKind::Element | SiteKind::Returned
                );
                is_element
                    && x != 0.0
                    && tracks[site]
                        .values()
                        .any(|value| value.len() == 1 && value[0].to_bits() == x.to_bits())
            })
        };
        let (mut wrong, mut right) = (BTreeSet::new(), BTreeSet::new());
        for (&i, &verdict) in self.at.iter().zip(&self.verdicts) {
            let is_wrong = verdict == Verdict::Fail;
            match (gradient.get(i).and_then(|&x| element(x)), is_wrong) {
                (Some(site), true) => drop(wrong.insert(site)),
                (Some(site), false) => drop(right.insert(site)),
                (None, true) => return,
                (None, false) => {}
            }
        }
        right.retain(|site| !wrong.contains(site));
        (self.sinks, self.right_sinks) = (wrong, right);
    }
}

/// Find where each block comes from.
pub(super) fn attribute(
    targets: &mut [Target],
    source: &Source,
    tracks: &[Track],
    flow: &Flow,
    gradient: &[f64],
) {
    let mut taken = BTreeSet::new();
    for target in targets {
        target.find(source, tracks, flow, gradient, &mut taken);
        target.handed = target.sinks.iter().copied().find(|&sink| {
            source.sites[sink].is_trivial && source.sites[sink].kind == SiteKind::Returned
        });
    }
}

/// The place of an index in an array of these lengths, row by row.
fn place(index: &[usize], lengths: &[usize]) -> usize {
    index
        .iter()
        .zip(lengths)
        .fold(0, |place, (i, length)| place * length + i)
}
