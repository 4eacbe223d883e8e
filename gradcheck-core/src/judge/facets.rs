//! The gradients around a point at which several kinks meet.
//!
//! There the slopes along one axis are those of two facets of the cost, and a right gradient may be that of a
//! third: all units of a layer off, at weights and biases of zero. What the gradient takes at points all
//! around tells whether the one at the point is beyond all of them (Clarke 1975 takes their convex hull).

use super::Judge;
use crate::Rng;

/// How far around, relative to max(1, |θ|).
const AROUND: f64 = 1e-6;
/// Points in drawn directions, and most of those along axes.
const DRAWN: usize = 16;
const ALONG_AXES: usize = 64;
const OFF_AXIS: f64 = 1e-3;

/// The smallest and the largest derivative of each component around the point.
#[derive(Debug, Clone)]
pub(super) struct Facets {
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Judge<'_> {
    /// Whether the gradient at the point lies between those around it, in this component.
    pub(super) fn is_within_facets(&mut self, component: usize, tolerance: f64) -> bool {
        let facets = match self.facets.take() {
            Some(facets) => facets,
            None => self.around(),
        };
        let analytic = self.base.evaluation.gradient[component];
        let is_within = facets.low[component] - tolerance <= analytic
            && analytic <= facets.high[component] + tolerance;
        self.facets = Some(facets);
        is_within
    }

    fn around(&mut self) -> Facets {
        let count = self.base.theta.len();
        let mut facets = Facets {
            low: vec![f64::INFINITY; count],
            high: vec![f64::NEG_INFINITY; count],
        };
        let mut rng = Rng::new(0).stream("facets");
        let mut drawn = || -> Vec<f64> { (0..count).map(|_| rng.normal()).collect() };
        let mut directions: Vec<Vec<f64>> = (0..DRAWN).map(|_| drawn()).collect();
        let axes = (0..count).flat_map(|axis| [(axis, 1.0), (axis, -1.0)]);
        directions.extend(axes.take(ALONG_AXES).map(|(axis, sign): (usize, f64)| {
            // A little off the axis, or the other components would stay at their kinks.
            let mut direction: Vec<f64> = drawn().iter().map(|d| OFF_AXIS * d).collect();
            direction[axis] = sign;
            direction
        }));
        for direction in directions {
            let along = self.base.theta.iter().zip(&direction);
            let theta: Vec<f64> = along
                .map(|(t, d)| t + AROUND * t.abs().max(1.0) * d)
                .collect();
            let Ok(evaluation) = self.model.evaluate(&theta) else {
                continue;
            };
            for (i, g) in evaluation.gradient.into_iter().enumerate() {
                facets.low[i] = facets.low[i].min(g);
                facets.high[i] = facets.high[i].max(g);
            }
        }
        facets
    }
}
