//! The families of models: each draws shapes, data, activations and a test point.

mod factors;
mod images;
mod networks;
mod recurrent;
mod regressions;
mod sequences;

use crate::fair::norm;
use crate::fault::{Fault, Noise};
use crate::model::Model;
use grad_check::Rng;

/// A block whose gradient's norm is below this share of the whole is (nearly) zero.
pub(crate) const ZERO: f64 = 1e-6;

/// A model of a family of which no block's gradient is zero: piecewise linear units may all be off, and
/// there nothing can be compared.
pub(crate) fn alive((_, draw): &Family, rng: &mut Rng) -> Model {
    loop {
        let model = draw(rng);
        let theta = &model.point.arrays;
        let (_, gradient) = model.graph.evaluate(theta, &Fault::None, &mut Noise::None);
        let norms: Vec<f64> = gradient.iter().map(norm).collect();
        let whole = norms.iter().copied().fold(0.0, f64::hypot);
        if norms.iter().all(|&norm| norm > ZERO * whole) {
            return model;
        }
    }
}

/// Draws a model of a family.
pub(crate) type Family = (&'static str, fn(&mut Rng) -> Model);

/// All of them.
pub(crate) const ALL: [Family; 16] = [
    ("ridge", regressions::ridge),
    ("logistic_regression", regressions::logistic),
    ("softmax_regression", regressions::softmax),
    ("mlp_smooth", networks::smooth),
    ("mlp_piecewise", networks::piecewise),
    ("residual_network", networks::residual),
    ("batch_norm", networks::batch_norm),
    ("layer_norm", networks::layer_norm),
    ("convolution_1d", images::one_dimension),
    ("convolution_2d", images::two_dimensions),
    ("recurrent", recurrent::elman),
    ("lstm", recurrent::lstm),
    ("self_attention", sequences::attention),
    ("embedding", sequences::embedding),
    ("gaussian_process", factors::gaussian_process),
    ("matrix_factorisation", factors::matrix_factorisation),
];
