//! How what was seen of a value's use fits what was to be expected.

use super::uses::{Group, Tangent};
use std::collections::BTreeSet;

/// What was seen along the tangents of each group, with what was to be expected.
pub(super) struct Fits {
    /// By group; nothing where both are nothing.
    pairs: Vec<Vec<(f64, f64)>>,
    is_seen: Vec<bool>,
    /// Whether a group has more than one component.
    is_wide: Vec<bool>,
}

impl Fits {
    pub(super) fn new(
        groups: &[Group],
        tangents: &[Tangent],
        seen: &[Vec<f64>],
        wanted: &[Vec<f64>],
    ) -> Self {
        let size = |numbers: &[Vec<f64>]| {
            let all = numbers.iter().flatten();
            all.fold(0.0, |size: f64, x| size.max(x.abs()))
        };
        let (most_seen, most_wanted) = (size(seen), size(wanted));
        let mut pairs = vec![Vec::new(); groups.len()];
        for ((tangent, seen), wanted) in tangents.iter().zip(seen).zip(wanted) {
            pairs[tangent.group].extend(seen.iter().copied().zip(wanted.iter().copied()));
        }
        let is_seen =
            |pairs: &Vec<(f64, f64)>| pairs.iter().any(|(s, _)| s.abs() > 1e-9 * most_seen);
        let seen = pairs.iter().map(is_seen).collect::<Vec<_>>();
        for (pairs, is_seen) in pairs.iter_mut().zip(&seen) {
            if !is_seen && pairs.iter().all(|(_, w)| w.abs() <= 1e-7 * most_wanted) {
                pairs.clear();
            }
        }
        Self {
            pairs,
            is_seen: seen,
            is_wide: groups.iter().map(|group| group.places.len() > 1).collect(),
        }
    }

    /// The groups that change.
    pub(super) fn seen(&self) -> BTreeSet<usize> {
        (0..self.is_seen.len())
            .filter(|&group| self.is_seen[group])
            .collect()
    }

    /// Groups in which something changes or should.
    pub(super) fn open(&self) -> usize {
        self.pairs.iter().filter(|pairs| !pairs.is_empty()).count()
    }

    pub(super) fn tells(&self) -> bool {
        self.is_seen.contains(&true)
    }

    /// The groups in which the one isn't the other times this factor.
    pub(super) fn failing(&self, factor: f64) -> BTreeSet<usize> {
        let matches = |pairs: &[(f64, f64)]| {
            let apart: f64 = pairs.iter().map(|(s, w)| (s - factor * w).powi(2)).sum();
            let both: f64 = pairs
                .iter()
                .map(|(s, w)| s.powi(2) + (factor * w).powi(2))
                .sum();
            apart <= 1e-10 * both
        };
        (0..self.pairs.len())
            .filter(|&group| !matches(&self.pairs[group]))
            .collect()
    }

    /// The factors that some group fits by.
    pub(super) fn factors(&self, is_free: bool) -> Vec<f64> {
        let mut factors = vec![1.0];
        for (pairs, is_wide) in self.pairs.iter().zip(&self.is_wide) {
            let factor = pairs.iter().map(|(s, w)| s * w).sum::<f64>()
                / pairs.iter().map(|(_, w)| w * w).sum::<f64>();
            if is_free && *is_wide && factor.is_finite() && factor != 0.0 {
                factors.push(factor);
            }
        }
        factors
    }
}
