//! The sums along a direction, over runs of neighbouring components.
//!
//! Several are kept side by side, so that no addition waits for the one before: four times as fast as one by one.

use std::slice::ChunksExact;

/// Terms of a short sum.
const SHORT: usize = 64;
/// Sums that are kept side by side, as many as there are registers for if three kinds are kept at once.
const LANES: usize = 4;

/// A sum of many terms: of short sums, so that rounding grows with the logarithm of their number at most.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// Add a short sum, of which no digit is lost (Kahan 1965).
    pub(super) fn add(&mut self, short: f64) {
        let term = short - self.lost;
        let total = self.total + term;
        self.lost = (total - self.total) - term;
        self.total = total;
    }

    pub(super) fn total(self) -> f64 {
        self.total
    }
}

/// Sums side by side.
#[derive(Clone, Copy)]
struct Lanes([f64; LANES]);

impl Lanes {
    const ZERO: Self = Self([0.0; LANES]);

    /// Add numbers of which each goes to the lane of its place.
    fn add(&mut self, numbers: &[f64]) {
        let (groups, rest) = grouped(numbers);
        for group in groups {
            // Unrolled by hand, for builds that aren't optimised.
            if let &[a, b, c, d] = group {
                let [p, q, r, s] = self.0;
                self.0 = [p + a, q + b, r + c, s + d];
            }
        }
        let pairs = self.0.iter_mut().zip(rest);
        pairs.for_each(|(sum, number)| *sum += number);
    }

    /// The same of their squares.
    fn add_squares(&mut self, numbers: &[f64]) {
        let (groups, rest) = grouped(numbers);
        for group in groups {
            if let &[a, b, c, d] = group {
                let [p, q, r, s] = self.0;
                self.0 = [p + a * a, q + b * b, r + c * c, s + d * d];
            }
        }
        let pairs = self.0.iter_mut().zip(rest);
        pairs.for_each(|(sum, number)| *sum += number * number);
    }

    /// The sum of all of these.
    fn of(numbers: &[f64]) -> f64 {
        let mut lanes = Self::ZERO;
        lanes.add(numbers);
        lanes.total()
    }

    /// The sum of all of their squares.
    fn of_squares(numbers: &[f64]) -> f64 {
        let mut lanes = Self::ZERO;
        lanes.add_squares(numbers);
        lanes.total()
    }

    fn total(self) -> f64 {
        let [a, b, c, d] = self.0;
        (a + c) + (b + d)
    }
}

/// Numbers in groups as wide as the lanes, and what is left.
fn grouped(numbers: &[f64]) -> (ChunksExact<'_, f64>, &[f64]) {
    let groups = numbers.chunks_exact(LANES);
    let rest = groups.remainder();
    (groups, rest)
}

/// Add up the terms of a slope, and their squares.
#[allow(clippy::needless_range_loop)] // zipped slices are slow in builds that aren't optimised
pub(super) fn slope(scale: f64, gradient: &[f64], weights: &[f64], sums: [&mut Sum; 2]) {
    let [slope, squares] = sums;
    // Terms first, sums then: each of the loops is made for several numbers at once.
    let mut terms = [0.0; SHORT];
    for (g, weights) in gradient.chunks(SHORT).zip(weights.chunks(SHORT)) {
        let terms = &mut terms[..g.len().min(weights.len())];
        for i in 0..terms.len() {
            terms[i] = g[i] * (scale * weights[i]);
        }
        slope.add(Lanes::of(terms));
        squares.add(Lanes::of_squares(terms));
    }
}

/// The largest quotient of two numbers, whatever their signs.
pub(super) fn largest_quotient(of: &[f64], by: &[f64]) -> f64 {
    let mut lanes = [0.0f64; LANES];
    let larger = |largest: f64, of: f64, by: f64| {
        let quotient = of.abs() / by.abs();
        if quotient > largest {
            quotient
        } else {
            largest
        }
    };
    let ((of, of_left), (by, by_left)) = (grouped(of), grouped(by));
    for (of, by) in of.zip(by) {
        for lane in 0..LANES {
            lanes[lane] = larger(lanes[lane], of[lane], by[lane]);
        }
    }
    let left = of_left.iter().zip(by_left);
    let first = left.fold(0.0, |largest, (of, by)| larger(largest, *of, *by));
    lanes.into_iter().fold(first, f64::max)
}

/// A run of components, moved by `t` along a direction.
pub(super) struct Line<'a> {
    pub(super) theta: &'a [f64],
    pub(super) weights: &'a [f64],
    pub(super) scale: f64,
    pub(super) t: f64,
}

impl Line<'_> {
    /// Of a gradient there, in numbers rounded by `round`: add up the slope, and what the cost has gained because
    /// rounding moved θ off the line. The squares of the gradient.
    #[allow(clippy::needless_range_loop)] // as above
    pub(super) fn project(
        &self,
        gradient: &[f64],
        [slope, off]: [&mut Sum; 2],
        round: impl Fn(f64) -> f64,
    ) -> f64 {
        let mut squares = Lanes::ZERO;
        let (mut slopes, mut offs) = ([0.0; SHORT], [0.0; SHORT]);
        let short = self.theta.chunks(SHORT).zip(gradient.chunks(SHORT));
        for ((theta, g), weights) in short.zip(self.weights.chunks(SHORT)) {
            let count = theta.len().min(g.len()).min(weights.len());
            let (theta, g, weights) = (&theta[..count], &g[..count], &weights[..count]);
            let (slopes, offs) = (&mut slopes[..count], &mut offs[..count]);
            for i in 0..count {
                let d = self.scale * weights[i];
                let td = self.t * d;
                slopes[i] = g[i] * d;
                offs[i] = g[i] * (round(theta[i] + td) - theta[i] - td);
            }
            slope.add(Lanes::of(slopes));
            off.add(Lanes::of(offs));
            squares.add_squares(g);
        }
        squares.total()
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Sum, largest_quotient, slope};

    #[test]
    fn sums_in_lanes_are_those_of_all_terms_whatever_their_number() {
        for count in [0, 1, 3, 4, 5, 63, 64, 65, 1000] {
            let numbers = |k: f64| (0..count).map(move |i| (k * f64::from(i)).sin());
            let (theta, g): (Vec<f64>, Vec<f64>) = (numbers(1.1).collect(), numbers(2.3).collect());
            let weights: Vec<f64> = numbers(0.7).map(|w| w + 2.0).collect();
            let (scale, t) = (0.5, 0.25);
            let (mut along, mut squares) = (Sum::default(), Sum::default());
            slope(scale, &g, &weights, [&mut along, &mut squares]);
            let terms = || g.iter().zip(&weights).map(|(g, w)| g * scale * w);
            assert!((along.total() - terms().sum::<f64>()).abs() < 1e-12);
            assert!((squares.total() - terms().map(|x| x * x).sum::<f64>()).abs() < 1e-12);
            let line = Line {
                theta: &theta,
                weights: &weights,
                scale,
                t,
            };
            // Rounded to whole numbers, all move far off the line.
            let (mut along, mut off) = (Sum::default(), Sum::default());
            let of_gradient = line.project(&g, [&mut along, &mut off], f64::round);
            let gained = theta.iter().zip(&g).zip(&weights).map(|((theta, g), w)| {
                let to = theta + t * scale * w;
                g * (to.round() - to)
            });
            assert!((along.total() - terms().sum::<f64>()).abs() < 1e-12);
            assert!((off.total() - gained.sum::<f64>()).abs() < 1e-10);
            assert!((of_gradient - g.iter().map(|g| g * g).sum::<f64>()).abs() < 1e-12);
            let quotients = theta.iter().zip(&weights).map(|(t, w)| (t / w).abs());
            assert_eq!(
                largest_quotient(&theta, &weights),
                quotients.fold(0.0, f64::max)
            );
        }
    }
}
