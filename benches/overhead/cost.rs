//! A cost of parameters of any shape that takes a given time.

use grad_check::Params;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Parameters whose numbers can be visited.
pub(crate) trait Shape: Params {
    fn each(&mut self, visit: &mut dyn FnMut(&mut f64));
}

impl Shape for f64 {
    fn each(&mut self, visit: &mut dyn FnMut(&mut f64)) {
        visit(self);
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut f64)) {
        self.iter_mut().for_each(|part| part.each(visit));
    }
}

impl<T: Shape, const N: usize> Shape for [T; N] {
    fn each(&mut self, visit: &mut dyn FnMut(&mut f64)) {
        self.iter_mut().for_each(|part| part.each(visit));
    }
}

impl<T: Shape> Shape for BTreeMap<String, T> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut f64)) {
        self.values_mut().for_each(|part| part.each(visit));
    }
}

/// A layer in a struct, and a network of them in another.
#[derive(Clone, Params)]
pub(crate) struct Layer {
    weight: Vec<f64>,
    bias: f64,
}

#[derive(Clone, Params)]
pub(crate) struct Network {
    first: Layer,
    layers: Vec<Layer>,
}

impl Shape for Layer {
    fn each(&mut self, visit: &mut dyn FnMut(&mut f64)) {
        self.weight.each(visit);
        visit(&mut self.bias);
    }
}

impl Shape for Network {
    fn each(&mut self, visit: &mut dyn FnMut(&mut f64)) {
        self.first.each(visit);
        self.layers.each(visit);
    }
}

/// A network of so many parameters, five in a layer.
pub(crate) fn network(parameters: usize) -> Network {
    let layer = || Layer {
        weight: vec![0.0; 4],
        bias: 0.0,
    };
    let layers = vec![layer(); parameters / 5 - 1];
    Network {
        first: layer(),
        layers,
    }
}

/// Σ sin over all parameters at several frequencies, with its gradient.
#[derive(Debug)]
pub(crate) struct Cost {
    frequencies: Vec<f64>,
}

impl Cost {
    /// One that takes about this time at this point, or as little as it can.
    pub(crate) fn that_takes(time: Duration, point: &impl Shape) -> Self {
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
    fn takes(&self, point: &impl Shape) -> Duration {
        let call = |_| {
            let start = Instant::now();
            black_box(self.of(black_box(point)));
            start.elapsed()
        };
        (0..500).map(call).min().unwrap_or_default()
    }

    /// Cost and gradient. A parameter's slope doesn't vanish: the angles stay below a right one.
    pub(crate) fn of<P: Shape>(&self, point: &P) -> (f64, P) {
        let mut cost = 0.0;
        let mut gradient = point.clone();
        gradient.each(&mut |t| *t = self.slope(*t, &mut cost));
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
