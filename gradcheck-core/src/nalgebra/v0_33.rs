//! nalgebra 0.33.

#[path = "manifolds.rs"]
mod manifolds;
#[path = "matrices.rs"]
mod matrices;
#[path = "sample.rs"]
mod sample;
#[path = "views.rs"]
mod views;

use nalgebra_0_33 as nalgebra;
