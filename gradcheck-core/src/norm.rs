//! Norms that neither overflow nor vanish.

use std::ops::Range;

/// The root mean square.
pub(crate) fn rms(numbers: &[f64]) -> f64 {
    let count = numbers.len().max(1) as f64;
    norm_of(numbers) / count.sqrt()
}

/// The largest magnitude; zero of no numbers.
pub(crate) fn largest(numbers: &[f64]) -> f64 {
    let larger = |largest: f64, x: f64| if x.abs() > largest { x.abs() } else { largest };
    let mut lanes = [0.0; LANES];
    let groups = numbers.chunks_exact(LANES);
    let rest = groups.remainder();
    for group in groups {
        for lane in 0..LANES {
            lanes[lane] = larger(lanes[lane], group[lane]);
        }
    }
    lanes.iter().chain(rest).fold(0.0, |l, x| larger(l, *x))
}

/// The Euclidean norm of numbers that come one by one.
pub(crate) fn norm(numbers: impl IntoIterator<Item = f64>) -> f64 {
    norm_and_largest(numbers).0
}

/// The same, and their largest magnitude.
pub(crate) fn norm_and_largest(numbers: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let mut all = Parts::default();
    // A loop is all that is compiled anew for each kind of iterator.
    for x in numbers {
        all.push(x);
    }
    all.norm()
}

/// Numbers of which no more than so many are kept: of others their norm, and the largest of them.
#[derive(Default)]
struct Parts {
    /// The first, which are often all.
    few: [f64; FEW],
    count: usize,
    last: Vec<f64>,
    norms: Vec<f64>,
    largest: f64,
}

/// Numbers that are kept without an allocation.
const FEW: usize = 16;
/// Numbers in a part.
const PART: usize = 4096;

impl Parts {
    fn push(&mut self, x: f64) {
        if let Some(place) = self.few.get_mut(self.count) {
            *place = x;
            self.count += 1;
            return;
        }
        if self.last.is_empty() && self.norms.is_empty() {
            self.last.extend(self.few);
        } else if self.last.len() == PART {
            self.end_part();
        }
        self.last.push(x);
    }

    fn end_part(&mut self) {
        self.norms.push(norm_of(&self.last));
        self.largest = self.largest.max(largest(&self.last));
        self.last.clear();
    }

    fn norm(mut self) -> (f64, f64) {
        if self.last.is_empty() && self.norms.is_empty() {
            let few = self.few.get(..self.count).unwrap_or_default();
            return (norm_of(few), largest(few));
        }
        if self.norms.is_empty() {
            return (norm_of(&self.last), largest(&self.last));
        }
        self.end_part();
        (norm_of(&self.norms), self.largest)
    }
}

/// [`norm_of`] of numbers that stand nowhere together, bit by bit.
pub(crate) fn norm_of_each(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let mut lanes = [0.0; LANES];
    let mut lane = 0;
    for x in numbers.clone() {
        lanes[lane] += x * x;
        lane = (lane + 1) % LANES;
    }
    let squares: f64 = lanes.iter().sum();
    if SAFE.contains(&squares) {
        return squares.sqrt();
    }
    norm_of(&numbers.collect::<Vec<_>>())
}

/// The Euclidean norm, scaled so that no square overflows or vanishes; NaN if a number is.
pub(crate) fn norm_of(numbers: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let groups = numbers.chunks_exact(LANES);
    let rest = groups.remainder();
    for group in groups {
        for lane in 0..LANES {
            lanes[lane] += group[lane] * group[lane];
        }
    }
    let pairs = lanes.iter_mut().zip(rest);
    pairs.for_each(|(lane, x)| *lane += x * x);
    let squares: f64 = lanes.iter().sum();
    // Unless it has overflown or vanished.
    if SAFE.contains(&squares) {
        return squares.sqrt();
    }
    if numbers.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let largest = largest(numbers);
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    let scaled = numbers.iter().map(|x| (x / largest).powi(2));
    largest * scaled.sum::<f64>().sqrt()
}

/// No addition waits for the one before.
const LANES: usize = 8;
/// Sums of squares in which none has overflown, and none that matters has vanished.
const SAFE: Range<f64> = 1e-200..1e300;

#[cfg(test)]
mod tests {
    use super::{largest, norm, norm_of, norm_of_each, rms};

    #[test]
    fn norms_of_tiny_and_huge_numbers_neither_vanish_nor_overflow() {
        for size in [1e-200, 1.0, 1e200] {
            assert!((norm([3.0 * size, 4.0 * size].into_iter()) / size - 5.0).abs() < 1e-15);
        }
        assert!((rms(&[1e-200, -1e-200]) / 1e-200 - 1.0).abs() < 1e-15);
        assert_eq!(norm([].into_iter()), 0.0);
        assert!(norm([0.0, f64::NAN].into_iter()).is_nan());
    }

    #[test]
    fn the_norm_of_many_numbers_is_that_of_its_parts() {
        for size in [1e-200, 1.0, 1e200] {
            let numbers: Vec<f64> = (0..100_000)
                .map(|i| size * (f64::from(i % 7) - 3.0))
                .collect();
            let by_one = norm(numbers.iter().copied());
            assert!((by_one / norm_of(&numbers) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn neighbouring_numbers_have_the_same_norm_bit_by_bit() {
        for count in [0, 1, 7, 8, 9, 100] {
            for size in [1e-200, 1.0, 1e200] {
                let numbers: Vec<f64> = (0..count).map(|i| size * (f64::from(i) - 5.3)).collect();
                assert_eq!(norm_of(&numbers), norm(numbers.iter().copied()));
                assert_eq!(norm_of(&numbers), norm_of_each(numbers.iter().copied()));
                let by_one = numbers.iter().fold(0.0, |l: f64, x| l.max(x.abs()));
                assert_eq!(largest(&numbers), by_one);
            }
        }
        assert_eq!(largest(&[1.0, f64::NAN, -3.0]), 3.0);
        assert!(norm_of(&[0.0, f64::NAN]).is_nan());
    }
}
