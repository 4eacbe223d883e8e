//! The signs and magnitudes of a direction, made once and walked many times.

use super::Region;
use crate::points::mix;
use std::cell::RefCell;
use std::hint::black_box;
use std::ops::Range;
use std::sync::Arc;

/// The smallest magnitude of a component, which a single error is weighted with at the least.
pub(crate) const SMALLEST: f64 = 0.5;
/// The root of the mean square of a magnitude.
pub(crate) const RMS: f64 = 1.040_833;

/// Bits of a key that signs don't hang on.
const ROW_BITS: u32 = 8;
/// The bits of 1.0.
const ONE: u64 = 1.0f64.to_bits();
/// Neighbouring places become numbers far apart (Steele, Lea and Flood 2014).
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
/// So few are made anew each time, where nothing has to be kept.
const FEW: usize = 32;

/// Sign and magnitude of the component at this place in θ.
pub(super) fn weight(key: u64, place: usize) -> f64 {
    signed(key, hashed(place))
}

fn signed(key: u64, place: u64) -> f64 {
    let is_turned = mix(key >> ROW_BITS ^ place) & 1;
    f64::from_bits(magnitude(key, place).to_bits() ^ is_turned << 63)
}

/// 52 bits of a number in [1, 2), of which a half is taken.
fn magnitude(key: u64, place: u64) -> f64 {
    f64::from_bits(mix(key ^ place) >> 12 | ONE) - (1.0 - SMALLEST)
}

fn hashed(place: usize) -> u64 {
    (place as u64).wrapping_mul(ODD)
}

/// The key of a direction with the same signs and other magnitudes: one of several rows.
pub(super) fn same_signs(key: u64, row: usize) -> u64 {
    key ^ row as u64
}

/// The weights of a region, in the order in which it is walked, once they have been asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights(RefCell<Option<Kept>>);

#[derive(Debug, Clone)]
struct Kept {
    key: u64,
    region: Region,
    weights: Arc<Vec<f64>>,
}

/// What is kept of a direction is none of what it is.
impl PartialEq for Weights {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Weights {
    /// Nothing kept any longer.
    pub(super) fn forget(&mut self) {
        self.0.take();
    }

    /// The weights of a region by this key, to be used for a while.
    pub(super) fn lasting(&self, key: u64, region: &Region) -> Lasting {
        match region.one_run() {
            Some(places) if places.len() <= FEW => Lasting::Few(key),
            _ => Lasting::Kept(self.kept(key, region)),
        }
    }

    fn kept(&self, key: u64, region: &Region) -> Arc<Vec<f64>> {
        let kept = match self.0.take() {
            Some(kept) if kept.key == key && kept.region == *region => kept,
            kept => made(key, region, kept),
        };
        let weights = Arc::clone(&kept.weights);
        *self.0.borrow_mut() = Some(kept);
        weights
    }

    /// The weights of a region by this key, handed to `use_them`.
    pub(super) fn of<T>(&self, key: u64, region: &Region, use_them: impl FnOnce(&[f64]) -> T) -> T {
        if let Some(places) = region.one_run().filter(|places| places.len() <= FEW) {
            let mut few = [0.0; FEW];
            let few = &mut few[..places.len()];
            fill(few, key, places);
            return use_them(few);
        }
        use_them(&self.kept(key, region))
    }
}

/// Weights of neighbours.
#[derive(Debug)]
pub(super) enum Lasting {
    Kept(Arc<Vec<f64>>),
    /// So few that they are made anew each time, by this key.
    Few(u64),
}

impl Lasting {
    /// Hand over those from a place on, which is so far within the run, as many as there are numbers to be written.
    pub(super) fn hand(
        &self,
        (place, within): (usize, usize),
        into: &mut [f64],
        use_them: impl FnOnce(&mut [f64], &[f64]),
    ) {
        match self {
            Self::Kept(weights) => {
                let weights = &weights[within..within + into.len()];
                use_them(into, weights);
            }
            Self::Few(key) => {
                let mut few = [0.0; FEW];
                let few = &mut few[..into.len()];
                fill(few, *key, place..place + into.len());
                use_them(into, few);
            }
        }
    }
}

/// The weights of a region, written over those that nobody else uses.
fn made(key: u64, region: &Region, kept: Option<Kept>) -> Kept {
    let mut kept = kept.unwrap_or_else(|| Kept {
        key: !key,
        region: region.clone(),
        weights: Arc::default(),
    });
    let has_signs = kept.key >> ROW_BITS == key >> ROW_BITS && kept.region == *region;
    if kept.region != *region {
        kept.region = region.clone();
    }
    kept.key = key;
    match Arc::get_mut(&mut kept.weights) {
        Some(weights) if has_signs => write(weights, region, &mut |weights, places| {
            each(weights, places, |to, place| {
                *to = magnitude(key, place).copysign(*to);
            });
        }),
        Some(weights) => write(weights, region, &mut |weights, places| {
            fill(weights, key, places);
        }),
        None => {
            let mut weights = Vec::new();
            write(&mut weights, region, &mut |weights, places| {
                fill(weights, key, places);
            });
            kept.weights = Arc::new(weights);
        }
    }
    kept
}

/// Write the weights of a region, run by run.
fn write(weights: &mut Vec<f64>, region: &Region, run: &mut dyn FnMut(&mut [f64], Range<usize>)) {
    if weights.is_empty() {
        *weights = vec![0.0; region.count()];
    }
    let mut end = 0;
    region.runs(false, &|_, _| 1.0, &mut |places: Range<usize>, _| {
        let start = end;
        end += places.len();
        if weights.len() < end {
            weights.resize(end, 0.0);
        }
        run(&mut weights[start..end], places);
    });
    weights.truncate(end);
}

fn fill(weights: &mut [f64], key: u64, places: Range<usize>) {
    each(weights, places, |to, place| *to = signed(key, place));
}

/// What is written at each place, which comes hashed.
fn each(weights: &mut [f64], places: Range<usize>, write: impl Fn(&mut f64, u64)) {
    let mut place = hashed(places.start);
    for to in weights {
        // Vector units would take half as long again, for products of 64 bits.
        write(to, black_box(place));
        place = place.wrapping_add(ODD);
    }
}

#[cfg(test)]
mod tests {
    use super::{Region, SMALLEST, Weights, same_signs, weight};
    use crate::parameters::Flattened;

    /// What a region's weights are, whatever was kept before.
    #[test]
    fn weights_that_are_written_over_are_those_of_their_key_and_place() {
        let flat = Flattened::of(&(vec![0.0; 7], [[0.0; 50]; 4]));
        let [_, matrix] = flat.blocks() else {
            panic!("two blocks")
        };
        let whole = Region::of(matrix);
        let columns = whole.within(1, 10..40);
        let kept = Weights::default();
        for region in [&whole, &columns, &whole, &columns.half(0, 3, true)] {
            for key in [5, same_signs(5, 1), same_signs(5, 3), 1 << 40, 5] {
                let mut places = Vec::new();
                region.runs(false, &|_, _| 1.0, &mut |run, _| places.extend(run));
                let expected: Vec<f64> = places.iter().map(|&at| weight(key, at)).collect();
                kept.of(key, region, |weights| assert_eq!(weights, expected));
            }
        }
    }

    #[test]
    fn rows_share_signs_and_no_magnitude() {
        for place in 0..100 {
            let (one, other) = (weight(77, place), weight(same_signs(77, 2), place));
            assert_eq!(one.signum(), other.signum());
            assert_ne!(one, other);
            assert!((SMALLEST..SMALLEST + 1.0).contains(&one.abs()));
        }
    }
}
