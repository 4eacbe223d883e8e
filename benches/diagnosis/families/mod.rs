//! The families of models: each draws shapes, data, activations and a test point.

mod factors;
mod images;
mod networks;
mod recurrent;
mod regressions;
mod sequences;

use crate::model::Model;
use grad_check::Rng;

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
