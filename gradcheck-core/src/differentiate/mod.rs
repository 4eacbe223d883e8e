//! Numeric derivatives along one component of θ, each with an error bar.
//!
//! A [`Pair`] of evaluations at θ ± δ gives two costs and, since the annotated function returns its
//! gradient too, two analytic slopes. From it come the plain central difference that everybody
//! counts ([`Pair::difference`]) and the gradient-assisted residual ([`Measurement::assisted`]), in
//! which the truncation error of the difference is cancelled by the function's own slopes, so that
//! the step can be large, where roundoff is harmless. [`Measurement::from_costs`] does without the
//! slopes where only a cost function is called, [`Measurement::one_sided`] without one side.
//!
//! [`CostNoise`] puts an [`ErrorBar`] on each of them, [`Noise`] measures what it needs to know, and
//! a [`Ladder`] holds several measurements along one component at steps far apart.

mod bars;
mod base;
mod costs;
mod ladder;
mod measurement;
mod noise;
mod pair;
mod step;
mod whole;

pub(crate) use bars::{CostNoise, ErrorBar};
pub(crate) use base::Base;
#[cfg(test)]
pub(crate) use base::one_component;
pub(crate) use ladder::{Ladder, regime};
pub(crate) use measurement::Measurement;
pub(crate) use pair::{CostPair, Line, Pair, Sides};
pub(crate) use step::Step;
pub(crate) use whole::{WholeScale, ZeroBlock};
