//! nalgebra 0.35.

#[path = "manifolds.rs"]
mod manifolds;
#[path = "matrices.rs"]
mod matrices;
#[path = "sample.rs"]
mod sample;
#[path = "views.rs"]
mod views;

use ::nalgebra;
