//! nalgebra's types as parameters, with the feature `nalgebra`.
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

pub use crate::parameters::{Left, left};
