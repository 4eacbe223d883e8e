//! Numeric derivatives along one component of θ, each with an error bar.
//!
//! A pair of evaluations at θ ± δ gives two costs and, since the annotated function returns its
//! gradient too, two analytic slopes. From it come the plain central difference that everybody
//! counts and the gradient-assisted residual, in which the truncation error of the difference is cancelled by the
//! function's own slopes, so that the step can be large, where roundoff is harmless.
//!
//! | file | what |
//! |---|---|
//! | `step` | steps that the machine really makes, and the one that is taken first |
//! | `base_point` | the point that derivatives are taken at, and the answer there |
//! | `pair` | evaluations on both sides of it, or on one where a domain ends |
//! | `measurement`, `costs` | the disagreement of numeric and analytic derivative, with slopes and without |
//! | `bars`, `noise` | the error bar of a measurement, and the noise of the cost that it needs to know |
//! | `f32_jumps` | whether that is the rounding of numbers in f32 on the way to the cost |
//! | `step_sequence` | measurements at steps far apart |
//! | `whole` | sizes of the whole gradient, and blocks that are zero but for rounding |

mod bars;
mod base_point;
mod costs;
mod f32_jumps;
mod measurement;
mod noise;
mod pair;
mod step;
mod step_sequence;
mod whole;

pub(crate) use bars::{BlockScale, CostNoise, ErrorBar};
pub(crate) use base_point::BasePoint;
#[cfg(test)]
pub(crate) use base_point::one_component;
pub(crate) use f32_jumps::jumps_as_f32;
pub(crate) use measurement::Measurement;
pub(crate) use pair::{CostPair, Pair, Sides, Stencil};
pub(crate) use step::Step;
pub(crate) use step_sequence::{StepSequence, regime};
pub(crate) use whole::{WholeScale, ZeroBlock, mixes_units};
