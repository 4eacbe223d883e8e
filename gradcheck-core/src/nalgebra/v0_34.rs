//! nalgebra 0.34.

#[path = "manifolds.rs"]
mod manifolds;
#[path = "matrices.rs"]
mod matrices;
#[path = "sample.rs"]
mod sample;
#[path = "views.rs"]
mod views;

use nalgebra_0_34 as nalgebra;
