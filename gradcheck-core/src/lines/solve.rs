//! Values that are no derivatives of the cost, such as the size of a force or a mean: is there any value that makes the
//! blocks right? Few numbers that explain many components are to blame; if there is none, they aren't.

use super::recorder::Change;
use super::runs::{Changes, dot};
use super::search::{Recorded, Search};
use super::source::SiteKind;
use std::collections::BTreeSet;

/// Numbers of a value that is looked at in this way.
const LARGEST: usize = 24;
/// Wrong components for each number of a value that explains them: fewer could be made right by chance, or in a part of
/// their space that all statements behind the value share.
const TELLING: usize = 2;

/// What was found of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Solved {
    /// With other numbers every block is right.
    Right,
    /// With the same numbers times one factor.
    Scaled,
    /// With no numbers.
    Never,
}

impl Search<'_, '_> {
    /// What is found of the value of a site, if it can tell.
    pub(super) fn solve(&mut self, first: &Recorded, site: usize) -> Option<Solved> {
        let track = &first.tracks[site];
        let is_value = matches!(
            self.source.sites[site].kind,
            SiteKind::Defined | SiteKind::Changed
        );
        let count = track.numbers.len();
        if !is_value || !track.is_whole() || !track.is_movable || count > LARGEST {
            return None;
        }
        let errors: Vec<(usize, f64)> = self
            .targets
            .iter()
            .flat_map(|target| target.errors(&self.gradient))
            .collect();
        let at = |gradient: &[f64]| -> Vec<f64> {
            errors
                .iter()
                .map(|&(i, _)| gradient.get(i).copied().unwrap_or(f64::NAN))
                .collect()
        };
        let home = at(&self.gradient);
        let size = track
            .numbers
            .iter()
            .fold(0.0, |size: f64, x| size.max(x.abs()));
        let step = if size > 0.0 { size } else { 1.0 };
        let added = |numbers: Vec<f64>| -> Changes {
            let change = Change {
                is_added: true,
                first: 0,
                numbers,
            };
            [(site, change)].into()
        };
        let mut columns = Vec::new();
        for k in 0..count {
            let mut by = vec![0.0; count];
            by[k] = step;
            let moved = at(&self.runs.evaluate(added(by))?.gradient);
            let change = moved.iter().zip(&home).map(|(a, b)| (a - b) / step);
            columns.push(change.collect::<Vec<f64>>());
        }
        let wanted: Vec<f64> = errors.iter().map(|(_, error)| *error).collect();
        let (by, rank) = least_squares(&columns, &wanted)?;
        let is_independent = rank
            == columns
                .iter()
                .filter(|c| c.iter().any(|x| *x != 0.0))
                .count();
        let solved = self.runs.evaluate(added(by.clone()))?.gradient;
        let wrong: BTreeSet<usize> = (0..self.targets.len())
            .filter(|&k| self.targets[k].is_wrong)
            .collect();
        let (mended, broken) = self.effect(&solved);
        if !broken && mended.is_superset(&wrong) {
            if rank * TELLING > self.count_wrong(&wrong) || !is_independent {
                return None;
            }
            let numbers = &first.tracks[site].numbers;
            let factor = dot(&by, numbers) / dot(numbers, numbers);
            let is_scaled = by
                .iter()
                .zip(numbers)
                .all(|(by, x)| (by - factor * x).abs() <= 1e-4 * (factor * x).abs());
            return Some(if is_scaled {
                Solved::Scaled
            } else {
                Solved::Right
            });
        }
        // Only what the gradient is linear in can be told to be right whatever it is.
        let expected = (0..errors.len()).map(|i| {
            let moved: f64 = columns
                .iter()
                .zip(&by)
                .map(|(column, by)| column[i] * by)
                .sum();
            home[i] + moved
        });
        let largest = home.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
        let is_linear = expected
            .zip(at(&solved))
            .all(|(expected, solved)| (expected - solved).abs() <= 1e-7 * largest);
        is_linear.then_some(Solved::Never)
    }
}

/// The combination of columns that is nearest to a vector, by the modified method of Gram (1883) and Schmidt (1907), and
/// how many of the columns are independent.
fn least_squares(columns: &[Vec<f64>], wanted: &[f64]) -> Option<(Vec<f64>, usize)> {
    let count = columns.len();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    // Each basis vector as a combination of the columns.
    let mut combinations: Vec<Vec<f64>> = Vec::new();
    for (k, column) in columns.iter().enumerate() {
        let before = dot(column, column).sqrt();
        let mut rest = column.clone();
        let mut combination = vec![0.0; count];
        combination[k] = 1.0;
        for _ in 0..2 {
            for (vector, of) in basis.iter().zip(&combinations) {
                let along = dot(vector, &rest);
                rest.iter_mut()
                    .zip(vector)
                    .for_each(|(r, v)| *r -= along * v);
                combination
                    .iter_mut()
                    .zip(of)
                    .for_each(|(c, o)| *c -= along * o);
            }
        }
        let size = dot(&rest, &rest).sqrt();
        if size.is_nan() {
            return None;
        }
        if size > 1e-8 * before {
            rest.iter_mut().for_each(|r| *r /= size);
            combination.iter_mut().for_each(|c| *c /= size);
            basis.push(rest);
            combinations.push(combination);
        }
    }
    let mut solution = vec![0.0; count];
    for (vector, of) in basis.iter().zip(&combinations) {
        let along = dot(vector, wanted);
        solution
            .iter_mut()
            .zip(of)
            .for_each(|(s, o)| *s += along * o);
    }
    Some((solution, basis.len()))
}

#[cfg(test)]
mod tests {
    use super::least_squares;

    #[test]
    fn a_combination_is_found() {
        let columns = [
            vec![1.0, 2.0, 0.0],
            vec![0.0, 1.0, 1.0],
            vec![1.0, 3.0, 1.0],
        ];
        let (solution, rank) = least_squares(&columns, &[2.0, 3.0, -1.0]).expect("numbers");
        assert_eq!(rank, 2);
        for (i, wanted) in [2.0, 3.0, -1.0].into_iter().enumerate() {
            let sum: f64 = columns.iter().zip(&solution).map(|(c, s)| c[i] * s).sum();
            assert!((sum - wanted).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_no_combination_is_approached() {
        let (solution, rank) = least_squares(&[vec![1.0, 1.0]], &[1.0, 0.0]).expect("numbers");
        assert_eq!(rank, 1);
        assert!((solution[0] - 0.5).abs() < 1e-15);
    }
}
