//! θ moved along a direction, computed as it is written into the parameters: it is stored nowhere else.

use super::Direction;
use super::weights::Lasting;
use crate::order::sort_by_key;
use crate::parameters::Numbers;
use crate::precision::Precision;
use std::ops::Range;

/// θ moved by `t` along a direction that moves neighbours together.
#[derive(Debug)]
pub(super) struct Displaced<'a> {
    theta: &'a [f64],
    t: f64,
    /// In the order of their places.
    runs: Vec<Run>,
}

/// Neighbours that are moved.
#[derive(Debug)]
struct Run {
    places: Range<usize>,
    weights: Lasting,
    scale: f64,
    precision: Precision,
}

impl<'a> Displaced<'a> {
    /// `None` where a part of the direction is no run of neighbours, or two of them meet.
    pub(super) fn along(direction: &Direction, theta: &'a [f64], t: f64) -> Option<Self> {
        let run = |part: &super::Part| {
            Some(Run {
                places: part.region.one_run().filter(|_| part.ramp.is_none())?,
                weights: part.weights(),
                scale: part.scale,
                precision: part.region.precision(),
            })
        };
        let runs: Option<Vec<Run>> = direction.parts.iter().map(run).collect();
        let mut runs = runs?;
        sort_by_key(&mut runs, |run| run.places.start);
        let mut pairs = runs.windows(2);
        let are_apart = pairs.all(|pair| pair[0].places.end <= pair[1].places.start);
        are_apart.then_some(Self { theta, t, runs })
    }
}

impl Numbers for Displaced<'_> {
    fn around(&self) -> &[f64] {
        self.theta
    }

    fn write(&self, places: Range<usize>, into: &mut [f64]) {
        let (mut left, mut at) = (into, places.start);
        let first = self.runs.partition_point(|run| run.places.end <= at);
        for run in self.runs.iter().skip(first) {
            let Range { start, end } = run.places;
            let between = start.clamp(at, places.end) - at;
            let (stay, rest) = left.split_at_mut(between);
            stay.copy_from_slice(&self.theta[at..at + between]);
            at += between;
            let (moved, rest) = rest.split_at_mut(end.min(places.end).saturating_sub(at));
            run.write(at - start.min(at), self, at, moved);
            at += moved.len();
            left = rest;
            if left.is_empty() {
                return;
            }
        }
        left.copy_from_slice(&self.theta[at..places.end]);
    }
}

impl Run {
    /// Write θ from a place on, which is so far within the run.
    fn write(&self, within: usize, of: &Displaced<'_>, at: usize, into: &mut [f64]) {
        let theta = &of.theta[at..at + into.len()];
        let (scale, t) = (self.scale, of.t);
        self.weights.hand((at, within), into, |into, weights| {
            let numbers = into.iter_mut().zip(theta.iter().zip(weights));
            match self.precision {
                Precision::F64 => {
                    numbers.for_each(|(to, (theta, w))| *to = theta + t * (scale * w));
                }
                single @ Precision::F32 => {
                    numbers
                        .for_each(|(to, (theta, w))| *to = single.round(theta + t * (scale * w)));
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Direction, Part, Region};
    use super::Displaced;
    use crate::parameters::{Flattened, Numbers};

    #[test]
    fn what_is_computed_is_what_moving_writes_in_whatever_pieces() {
        let value = (vec![0.5; 100], 1.5, [0.25f32; 40], vec![2.0; 7]);
        let flat = Flattened::of(&value);
        let part = |at: usize, scale| Part {
            key: 77 + at as u64,
            ..Part::of(at, Region::of(&flat.blocks()[at]), scale)
        };
        for parts in [
            vec![part(0, 0.3), part(1, 2.0), part(2, -0.5)],
            vec![part(3, 0.1), part(1, 1.0)],
            vec![],
        ] {
            let direction = Direction { parts };
            let expected = direction.moved(flat.values(), 0.125);
            let displaced = Displaced::along(&direction, flat.values(), 0.125);
            let Some(displaced) = displaced else {
                panic!("runs of neighbours")
            };
            for each in [1, 3, 64, 148] {
                let mut written = vec![0.0; 148];
                for (nth, into) in written.chunks_mut(each).enumerate() {
                    displaced.write(nth * each..nth * each + into.len(), into);
                }
                assert_eq!(written, expected);
            }
        }
    }

    #[test]
    fn what_is_not_a_run_of_neighbours_is_not_computed() {
        let flat = Flattened::of(&[[1.0; 5]; 4]);
        let region = Region::of(&flat.blocks()[0]);
        let of = |region: Region| Direction::over(7, Part::of(0, region, 1.0));
        let is_computed =
            |direction: &Direction| Displaced::along(direction, flat.values(), 0.5).is_some();
        assert!(is_computed(&of(region.within(0, 1..3))));
        assert!(!is_computed(&of(region.within(1, 1..3))));
        assert!(!is_computed(&of(region.half(0, 3, true))));
    }
}
