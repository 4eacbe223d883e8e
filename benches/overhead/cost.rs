//! A cost of any number of parameters that takes a given time.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Σ sin over all parameters at several frequencies, with its gradient.
#[derive(Debug)]
pub(crate) struct Cost {
    frequencies: Vec<f64>,
}

impl Cost {
    /// One that takes about this time at this point, or as little as it can.
    pub(crate) fn that_takes(time: Duration, point: &[Vec<f64>]) -> Self {
        let mut count = 1;
        loop {
            let frequency = |i| 0.5 + i as f64 / count as f64;
            let frequencies = (0..count).map(frequency).collect();
            let cost = Self { frequencies };
            let found = cost.takes(point);
            if 3 * found > 2 * time {
                return cost;
            }
            let share = time.as_secs_f64() / found.as_secs_f64();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // a small positive number
            let scaled = (count as f64 * share.min(100.0)) as usize;
            count = scaled.max(count + 1);
        }
    }

    /// The shortest of several calls.
    fn takes(&self, point: &[Vec<f64>]) -> Duration {
        let call = |_| {
            let start = Instant::now();
            black_box(self.of(black_box(point)));
            start.elapsed()
        };
        (0..500).map(call).min().unwrap_or_default()
    }

    /// Cost and gradient. A parameter's slope doesn't vanish: the angles stay below a right one.
    pub(crate) fn of(&self, point: &[Vec<f64>]) -> (f64, Vec<Vec<f64>>) {
        let mut cost = 0.0;
        let gradient = point
            .iter()
            .map(|block| block.iter().map(|t| self.slope(*t, &mut cost)).collect());
        let gradient = gradient.collect();
        (cost, gradient)
    }

    fn slope(&self, t: f64, cost: &mut f64) -> f64 {
        let mut slope = 0.0;
        for frequency in &self.frequencies {
            // sin x ≈ x − x³/6 + x⁵/120, and its derivative: arithmetic as a network's, without a call.
            let (x, square) = (frequency * t, (frequency * t) * (frequency * t));
            *cost += x * (1.0 - square * (1.0 / 6.0 - square / 120.0));
            slope += frequency * (1.0 - square * (0.5 - square / 24.0));
        }
        slope
    }
}
