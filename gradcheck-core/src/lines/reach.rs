//! Which components of the gradient a value reaches: those that change with it.

use super::recorder::Change;
use super::runs::{drawn, scale};
use super::search::{Recorded, Search};
use crate::norm::largest;
use crate::points::{Rng, mix};

impl Search<'_, '_> {
    /// Of elements with the same numbers find the one that becomes a block.
    pub(super) fn tell_apart(&mut self, first: &Recorded) {
        for k in 0..self.targets.len() {
            let alike = self.targets[k].alike.clone();
            if alike.len() < 2 {
                continue;
            }
            let places: Vec<usize> = self.targets[k].range.clone().collect();
            let is_of_block = |&site: &usize| self.reaches(first, site, &places) == Some(true);
            if let Some(site) = alike.into_iter().find(is_of_block) {
                self.targets[k].sinks = [site].into();
            }
        }
    }

    /// Whether some of these components change with a value; none if it can't be changed. By a drawn change, since what
    /// brings nothing may be zero by mistake.
    pub(super) fn reaches(
        &mut self,
        first: &Recorded,
        site: usize,
        places: &[usize],
    ) -> Option<bool> {
        let numbers = &first.tracks[site].numbers;
        let size = scale(numbers);
        let mut rng = Rng::new(mix((7 << 60) + site as u64));
        let by = numbers.iter().map(|_| size * drawn(&mut rng)).collect();
        let moved = self.moved_by(first, site, by)?;
        let largest = largest(&moved);
        Some(places.iter().any(|&i| moved[i].abs() > 1e-12 * largest))
    }

    /// What the gradient changes by if a value does by these numbers.
    pub(super) fn moved_by(
        &mut self,
        first: &Recorded,
        site: usize,
        numbers: Vec<f64>,
    ) -> Option<Vec<f64>> {
        let track = &first.tracks[site];
        if !track.is_whole() || !track.is_movable {
            return None;
        }
        let change = Change {
            is_added: true,
            first: 0,
            numbers,
        };
        let moved = self.runs.evaluate([(site, change)].into())?.gradient;
        let pairs = moved.iter().zip(&self.gradient);
        Some(pairs.map(|(a, b)| a - b).collect())
    }
}
