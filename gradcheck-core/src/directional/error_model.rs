//! What two readings of a region have in common: a mistake that is the same everywhere in it.
//!
//! A gradient that is `c` times the right one is so along every direction; a term in θ that is missing reads
//! as its sum along each. Two independent directions that imply the same constant are no chance.

use super::{Direction, Reading};
use crate::report::ErrorModel;

/// Constants that two directions imply are the same within this share, besides their bars.
const SAME: f64 = 1e-4;
/// A constant must be known at least so well.
const KNOWN: f64 = 0.05;
const BARS: f64 = 3.0;

impl ErrorModel {
    /// The law that both readings follow, with its constant: the error over what it is proportional to.
    pub(super) fn of(theta: &[f64], readings: [(&Direction, &Reading); 2]) -> Option<(Self, f64)> {
        // A gradient of zero is zero times any: the error is infinitely many times it.
        let is_zero = |r: &Reading| r.terms == 0.0 && r.apart.abs() > BARS * r.bar;
        if readings.iter().all(|(_, reading)| is_zero(reading)) {
            return Some((Self::Factor, f64::INFINITY));
        }
        let laws = [Self::Factor, Self::Theta, Self::Sign];
        laws.into_iter().find_map(|law| {
            let constants =
                readings.map(|(direction, reading)| law.constant(theta, direction, reading));
            let [(a, a_bar), (b, b_bar)] = constants;
            let is_known = a.is_finite()
                && b.is_finite()
                && a_bar <= KNOWN * a.abs()
                && b_bar <= KNOWN * b.abs();
            let is_same = (a - b).abs() <= BARS * (a_bar + b_bar) + SAME * a.abs();
            (is_known && is_same).then_some((law, f64::midpoint(a, b)))
        })
    }

    fn constant(self, theta: &[f64], direction: &Direction, reading: &Reading) -> (f64, f64) {
        let along = match self {
            Self::Factor => reading.slope,
            Self::Theta => direction.slope(theta).0,
            Self::Sign => {
                let mut sum = 0.0;
                direction.runs(&mut |run| {
                    for (theta, weight) in theta[run.places.clone()].iter().zip(run.weights) {
                        let d = run.scale * weight;
                        sum += if *theta == 0.0 {
                            0.0
                        } else {
                            d * theta.signum()
                        };
                    }
                });
                sum
            }
        };
        (reading.apart / along, reading.bar / along.abs())
    }
}
