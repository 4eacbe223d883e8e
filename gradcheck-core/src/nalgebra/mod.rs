//! nalgebra's types as parameters: those of 0.35 and 0.34 with the feature `nalgebra`, of one version alone with
//! `nalgebra-0-35`, `nalgebra-0-34` or `nalgebra-0-33`.
//!
//! Vectors, matrices, points, translations and quaternions are their numbers. Rotations and isometries
//! (`UnitComplex`, `Rotation2`, `UnitQuaternion`, `Rotation3`, `Isometry2`, `Isometry3` and those over
//! rotation matrices) are moved in their tangent space: a step goes through the exponential, on the right,
//! R · Exp(δ), and for an isometry T · Exp(ρ, ω), translation first. The gradient with respect to one is a
//! vector of 1, 3 or 6 numbers: a `Vector3`, or an array.
//!
//! ```
//! use grad_check::GradCheck;
//! use nalgebra::{UnitQuaternion, Vector3};
//!
//! // ∂(a · R v)/∂δ = v × Rᵀa.
//! let (a, v) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(0.3, -0.5, 0.2));
//! let height = |r: &UnitQuaternion<f64>| (a.dot(&(r * v)), v.cross(&(r.inverse() * a)));
//! GradCheck::new("height").run(&UnitQuaternion::from_euler_angles(0.3, 0.2, -0.7), height).assert();
//! ```
//!
//! Code that perturbs on the left uses [`left`].

// The same sources, over each version.
#![allow(clippy::duplicate_mod)]

pub mod left;
#[cfg(feature = "nalgebra-0-33")]
mod v0_33;
#[cfg(feature = "nalgebra-0-34")]
mod v0_34;
#[cfg(feature = "nalgebra-0-35")]
mod v0_35;

pub use left::Left;
