//! From measurements to verdicts: per component, per block, and for the whole.
//!
//! A component is *right* when the disagreement is within the tolerance and the error bar is small
//! enough to tell; it is *wrong* when several steps agree on a disagreement beyond tolerance and
//! bar; else it is *undecided*. What a first step can't certify is measured again at the step that
//! resolves best, and what is suspicious there is put before further witnesses.
//!
//! Rooms: [`criteria`](self) says what is close enough, `appraise` reads one measurement, `settle`
//! drives one component from first step to verdict, `witness` weighs several steps against each
//! other, `block` sums up.

mod appraise;
mod block;
mod component;
mod criteria;
mod settle;
mod witness;

pub use block::{BlockReport, Error};
pub(crate) use block::{overall, summarise};
pub use component::Component;
pub(crate) use criteria::{Criteria, default_tol};
pub(crate) use settle::Judge;
