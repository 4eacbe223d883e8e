//! Perturbation on the left, Exp(δ) · R, for code that writes its derivatives so:
//! `#[params(with = grad_check::nalgebra::left)]`.
//!
//! ```
//! use grad_check::{Flatten, Flattened, GradCheck, Params, Restore, nalgebra::left};
//! use nalgebra::{Rotation2, UnitQuaternion, Vector3};
//!
//! #[derive(Clone)]
//! struct Attitude(UnitQuaternion<f64>);
//! impl Flatten for Attitude {
//!     fn flatten(&self, into: &mut Flattened) {
//!         left::flatten(&self.0, into);
//!     }
//! }
//! impl Params for Attitude {
//!     fn restore(&mut self, from: &mut Restore<'_>) {
//!         left::restore(&mut self.0, from);
//!     }
//! }
//!
//! // ∂(a · R v)/∂δ = R v × a, if δ turns on the left.
//! let (a, v) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(0.3, -0.5, 0.2));
//! let point = Attitude(UnitQuaternion::from_euler_angles(0.3, 0.2, -0.7));
//! let height = |r: &Attitude| (a.dot(&(r.0 * v)), (r.0 * v).cross(&a));
//! GradCheck::new("height").run(&point, height).assert();
//! ```

use crate::parameters::{Flattened, Restore};

/// A rotation or an isometry that is perturbed on the left, globally: Exp(δ) · R.
pub trait Left: Clone {
    /// Its tangent space as a block.
    #[doc(hidden)]
    fn flatten(&self, into: &mut Flattened);
    /// Move it.
    #[doc(hidden)]
    fn restore(&mut self, from: &mut Restore<'_>);
}

/// Append the tangent space at this point.
///
/// ```
/// use grad_check::{Flattened, nalgebra::left};
/// let mut flat = Flattened::default();
/// left::flatten(&nalgebra::Rotation3::<f64>::identity(), &mut flat);
/// assert_eq!(flat.values(), [0.0; 3]);
/// ```
pub fn flatten<M: Left>(value: &M, into: &mut Flattened) {
    value.flatten(into);
}

/// Move the point by the next numbers, on the left.
///
/// ```
/// use grad_check::{Restore, nalgebra::left};
/// let mut turned = nalgebra::Rotation2::new(0.5);
/// left::restore(&mut turned, &mut Restore::new(&[0.25]));
/// assert_eq!(turned.angle(), 0.75);
/// ```
pub fn restore<M: Left>(value: &mut M, from: &mut Restore<'_>) {
    value.restore(from);
}
