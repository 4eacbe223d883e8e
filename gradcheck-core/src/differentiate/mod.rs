//! Numeric derivatives along one component of θ, each with an error bar.
//!
//! A [`Pair`] of evaluations at θ ± δ gives two costs and, since the annotated function returns its
//! gradient too, two analytic slopes. From it come the plain central difference that everybody
//! counts ([`Pair::difference`]) and the gradient-assisted residual ([`Measurement::assisted`]), in
//! which the truncation error of the difference is cancelled by the function's own slopes, so that
//! the step can be large, where roundoff is harmless. [`Measurement::from_costs`] does without the
//! slopes where only a cost function is called.
//!
//! All of a measurement is in units of the derivative: it has been divided by the displacement that
//! the machine really made.

mod base;
mod costs;
mod measurement;
mod pair;
mod residual;
mod step;

pub(crate) use base::Base;
pub(crate) use measurement::Measurement;
pub(crate) use pair::{CostPair, Pair};
pub(crate) use step::Step;
