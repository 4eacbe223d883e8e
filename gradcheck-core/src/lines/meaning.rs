//! What values are, as measured: a value of the backward pass that is a multiple of the cost's derivative with respect
//! to a value of the forward pass, or the derivative of one forward value with respect to another, entry by entry.

use super::flow::Flow;
use super::runs::{Moved, Runs, Slopes, dot};
use super::source::{SiteKind, Source};
use super::trace::{Alignment, Track};
use crate::order::sort_by_key;
use std::collections::HashMap;

/// What a value of the backward pass was recognised as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// `factor` × ∂cost/∂value.
    Derivative {
        of: usize,
        alignment: Alignment,
        factor: f64,
    },
    /// The derivative of one forward value with respect to another.
    Local { index: usize, alignment: Alignment },
    /// The forward value itself, computed once more.
    Same { of: usize },
}

impl Meaning {
    pub(super) fn factor(self) -> Option<f64> {
        match self {
            Self::Derivative { factor, .. } => Some(factor),
            Self::Local { .. } | Self::Same { .. } => None,
        }
    }

    /// Whether both are derivatives with respect to the same occurrences.
    pub(super) fn is_of_same(self, other: Self) -> bool {
        match (self, other) {
            (
                Self::Derivative { of, alignment, .. },
                Self::Derivative {
                    of: other,
                    alignment: theirs,
                    ..
                },
            ) => of == other && alignment == theirs,
            _ => false,
        }
    }

    pub(super) fn of(self) -> Option<usize> {
        match self {
            Self::Derivative { of, .. } => Some(of),
            Self::Local { .. } | Self::Same { .. } => None,
        }
    }
}

/// The derivative of a forward value with respect to another, entry by entry.
#[derive(Debug, Clone)]
pub(super) struct Local {
    pub(super) of: usize,
    pub(super) by: usize,
    /// In the form of a track, so that occurrences can be aligned.
    pub(super) track: Track,
}

type Range = (usize, usize);

/// Numbers of a value of which each derivative is measured where several parts of it are asked for.
const FEW: usize = 32;

/// All that has been measured of the forward pass.
#[derive(Default)]
pub(super) struct Measured {
    /// The sites of the forward pass that can be moved, the last one first.
    pub(super) forward: Vec<usize>,
    slopes: HashMap<(usize, Range), Option<Slopes>>,
    gradients: HashMap<(usize, Range), Option<Vec<f64>>>,
    pub(super) locals: Vec<Local>,
}

impl Measured {
    pub(super) fn new(source: &Source, tracks: &[Track], flow: &Flow) -> Self {
        let is_candidate = |&site: &usize| {
            let track = &tracks[site];
            let is_named = !matches!(
                source.sites[site].kind,
                SiteKind::Touched | SiteKind::Returned
            );
            // A number that is written there is nothing that a derivative is taken by.
            let is_made = !source.sites[site].reads.is_empty();
            flow.is_forward[site] && is_made && is_named && track.is_whole() && track.is_movable
        };
        let mut forward: Vec<usize> = (0..tracks.len()).filter(is_candidate).collect();
        // Those with a name first, of these the last one.
        sort_by_key(&mut forward, |&site| {
            (
                source.sites[site].name.is_empty(),
                std::cmp::Reverse(tracks[site].last),
            )
        });
        Self {
            forward,
            ..Self::default()
        }
    }

    fn slopes(
        &mut self,
        runs: &mut Runs<'_>,
        tracks: &[Track],
        site: usize,
        range: Range,
    ) -> Option<Slopes> {
        if let Some(known) = self.slopes.get(&(site, range)) {
            return known.clone();
        }
        let track = &tracks[site];
        let is_full = range == (0, track.lengths.len());
        // The quotients of the finer step, which comes last, by direction.
        let mut quotients: HashMap<usize, [Vec<f64>; 2]> = HashMap::new();
        let moved = Moved { site, track, range };
        if !is_full && track.numbers.len() <= FEW {
            let gradient = self.gradient(runs, tracks, site, range);
            let slopes = gradient.map(|gradient| Slopes::of(&moved, &gradient));
            self.slopes.insert((site, range), slopes.clone());
            return slopes;
        }
        let slopes = runs.slopes(&moved, &mut |k, above, below, by| {
            if !is_full {
                return;
            }
            for &other in &self.forward {
                let (above, below) = (&above[other], &below[other]);
                if other == site || above.lengths != track.lengths || below.lengths != track.lengths
                {
                    continue;
                }
                let quotient = above.numbers.iter().zip(&below.numbers).zip(by);
                let quotient = quotient.map(|((a, b), by)| (a - b) / by).collect();
                quotients.entry(other).or_default()[k] = quotient;
            }
        });
        if slopes.is_some() {
            let near = runs.nearness() * 100.0;
            for &other in &self.forward {
                let Some([one, two]) = quotients.get(&other) else {
                    continue;
                };
                let is_same = one.len() == two.len()
                    && one
                        .iter()
                        .zip(two)
                        .all(|(a, b)| (a - b).abs() <= near * (1.0 + a.abs()));
                let is_constant = one.windows(2).all(|pair| (pair[0] - pair[1]).abs() <= near);
                if is_same && !is_constant {
                    let numbers = one.iter().zip(two).map(|(a, b)| 0.5 * (a + b)).collect();
                    let track = Track {
                        numbers,
                        ..track.clone()
                    };
                    self.locals.push(Local {
                        of: other,
                        by: site,
                        track,
                    });
                }
            }
        }
        self.slopes.insert((site, range), slopes.clone());
        slopes
    }

    /// Everything that a value may be, the simplest first.
    pub(super) fn recognise(
        &mut self,
        runs: &mut Runs<'_>,
        forward: &[Track],
        value: &Track,
    ) -> Vec<Meaning> {
        let mut found = Vec::new();
        if !value.is_whole() || value.is_zero() {
            return found;
        }
        let near = runs.nearness();
        for of in self.forward.clone() {
            let alignments = Alignment::of(value, &forward[of]);
            if !alignments.is_empty() {
                // What the forward values are to each other is seen with all occurrences.
                let _ = self.slopes(runs, forward, of, (0, forward[of].lengths.len()));
            }
            // All values but one, at the end of a loop, have to be it.
            let covers = |alignment: &Alignment| {
                alignment.is_flat || alignment.count + 1 >= value.lengths.len()
            };
            let mut alignments: Vec<Alignment> = alignments.into_iter().filter(covers).collect();
            if alignments.iter().all(|alignment| alignment.count == 1) {
                // Each state of a sum has the same derivative, and the last is the one that is used.
                alignments.reverse();
            }
            for alignment in alignments {
                let range = (alignment.partner, alignment.count);
                let Some(slopes) = self.slopes(runs, forward, of, range) else {
                    continue;
                };
                if let Some(factor) = factor(&alignment.to_partner(value), &slopes, near) {
                    found.push(Meaning::Derivative {
                        of,
                        alignment,
                        factor,
                    });
                    break;
                }
            }
        }
        // The reverse of a forward value is as likely a mistake as a derivative.
        let is_reversed = self.forward.iter().any(|&of| {
            let theirs = &forward[of];
            let is_near = |(a, b): (&f64, &f64)| (a + b).abs() <= 1e-9 * (a.abs() + b.abs());
            theirs.lengths == value.lengths
                && theirs.numbers.iter().zip(&value.numbers).all(is_near)
        });
        let locals = if is_reversed { &[][..] } else { &self.locals };
        for (index, local) in locals.iter().enumerate() {
            let is_it = |alignment: &Alignment| {
                let mine = alignment.to_partner(value);
                let theirs = local
                    .track
                    .numbers
                    .get(local.track.start(alignment.partner)..)
                    .unwrap_or_default();
                let is_near = |(a, b): (&f64, &f64)| {
                    (a - b).abs() <= near * 50.0 * (a.abs() + b.abs()) + near * 1e-2
                };
                mine.len() > 1 && theirs.len() >= mine.len() && mine.iter().zip(theirs).all(is_near)
            };
            if let Some(alignment) = Alignment::of(value, &local.track).into_iter().find(is_it) {
                found.push(Meaning::Local { index, alignment });
            }
        }
        for &of in &self.forward {
            let theirs = &forward[of];
            let is_near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * (a.abs() + b.abs());
            let is_telling = theirs.numbers.iter().any(|x| x.fract() != 0.0);
            if is_telling
                && theirs.lengths == value.lengths
                && theirs.numbers.iter().zip(&value.numbers).all(is_near)
            {
                found.push(Meaning::Same { of });
            }
        }
        found
    }

    /// The whole derivative of the cost with respect to these occurrences of a site.
    pub(super) fn gradient(
        &mut self,
        runs: &mut Runs<'_>,
        tracks: &[Track],
        site: usize,
        range: Range,
    ) -> Option<Vec<f64>> {
        const LARGEST: usize = 200;
        if let Some(known) = self.gradients.get(&(site, range)) {
            return known.clone();
        }
        let track = &tracks[site];
        let length: usize = track.lengths.get(range.0..range.0 + range.1)?.iter().sum();
        let all = (0, track.lengths.len());
        let gradient = if range != all && track.numbers.len() <= LARGEST {
            // What is known of all occurrences needs no calls.
            let all = self.gradient(runs, tracks, site, all);
            let start = track.start(range.0);
            all.and_then(|all| Some(all.get(start..start + length)?.to_vec()))
        } else if length > LARGEST {
            None
        } else {
            runs.gradient(site, track, range)
        };
        self.gradients.insert((site, range), gradient.clone());
        gradient
    }

    /// A value that was recognised tells the whole derivative.
    pub(super) fn knows(&mut self, value: &Track, meaning: Meaning) {
        if let Meaning::Derivative {
            of,
            alignment,
            factor,
        } = meaning
        {
            let numbers = alignment
                .to_partner(value)
                .iter()
                .map(|x| x / factor)
                .collect();
            self.gradients
                .insert((of, (alignment.partner, alignment.count)), Some(numbers));
        }
    }
}

/// What a value is times the measured derivative, if it is a multiple of it; a single number is only the derivative itself.
fn factor(value: &[f64], slopes: &Slopes, near: f64) -> Option<f64> {
    let seen = [
        dot(value, &slopes.directions[0]),
        dot(value, &slopes.directions[1]),
    ];
    let sizes = slopes
        .directions
        .each_ref()
        .map(|r| value.iter().zip(r).map(|(v, r)| (v * r).abs()).sum::<f64>());
    let is = |factor: f64| {
        (0..2).all(|k| {
            let bar = slopes.bars[k].min(1e-2 * slopes.along[k].abs());
            let allowed =
                near * (sizes[k] + (factor * slopes.along[k]).abs()) + factor.abs() * bar * 1e-1;
            (seen[k] - factor * slopes.along[k]).abs() <= allowed
        })
    };
    if slopes.along.iter().all(|along| *along == 0.0) {
        return None;
    }
    if is(1.0) {
        return Some(1.0);
    }
    let factor = dot(&seen, &slopes.along) / dot(&slopes.along, &slopes.along);
    let is_telling = value.len() > 1 && factor.is_finite() && factor.abs() > 1e-9;
    (is_telling && is(factor)).then_some(factor)
}
