//! Norms that neither overflow nor vanish.

use std::ops::Range;

/// The root mean square.
pub(crate) fn rms(numbers: &[f64]) -> f64 {
    let count = numbers.len().max(1) as f64;
    norm(numbers.iter().copied()) / count.sqrt()
}

/// The Euclidean norm, scaled so that no square overflows or vanishes; NaN if a number is.
pub(crate) fn norm(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let squares = in_lanes(numbers.clone());
    if SAFE.contains(&squares) {
        return squares.sqrt();
    }
    if numbers.clone().any(f64::is_nan) {
        return f64::NAN;
    }
    let largest = numbers
        .clone()
        .fold(0.0, |largest: f64, x| largest.max(x.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * numbers.map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}

/// The sum of the squares, in several sums side by side.
fn in_lanes(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut lanes = [0.0; LANES];
    numbers
        .enumerate()
        .for_each(|(i, x)| lanes[i % LANES] += x * x);
    lanes.iter().sum()
}

/// No addition waits for the one before.
const LANES: usize = 8;
/// Sums of squares in which none has overflown, and none that matters has vanished.
const SAFE: Range<f64> = 1e-200..1e300;

#[cfg(test)]
mod tests {
    use super::{norm, rms};

    #[test]
    fn norms_of_tiny_and_huge_numbers_neither_vanish_nor_overflow() {
        for size in [1e-200, 1.0, 1e200] {
            assert!((norm([3.0 * size, 4.0 * size].into_iter()) / size - 5.0).abs() < 1e-15);
        }
        assert!((rms(&[1e-200, -1e-200]) / 1e-200 - 1.0).abs() < 1e-15);
        assert_eq!(norm([].into_iter()), 0.0);
        assert!(norm([0.0, f64::NAN].into_iter()).is_nan());
    }
}
