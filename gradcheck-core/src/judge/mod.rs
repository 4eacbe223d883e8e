//! From measurements to verdicts: per component, per block, and for the whole.
//!
//! A component is *right* when the disagreement is within the tolerance and the error bar is small
//! enough to tell; it is *wrong* when several steps agree on a disagreement beyond tolerance and
//! bar; else it is *undecided*. What a first step can't certify is measured again at the step that
//! resolves best, and what is suspicious there is put before further witnesses.
//!
//! Rooms: [`criteria`](self) says what is close enough, `appraise` reads one measurement. `first`
//! looks at every component once, `second` measures again what that left in doubt. There, `witness`
//! weighs several steps against each other and `accusation` those that blame the gradient, `quantum`
//! knows costs that hardly move, `single` those that see θ through f32, `kink` reads what doesn't fall with the step and
//! `subdifferential` what is right where several kinks meet, `stationary` judges
//! where slopes vanish, and `beside` looks where the point itself can't tell. `steps` learns where to
//! begin, `foresight` tells what will be asked there. `judge` drives the two stages, `shares` out the evaluations, a `glance` is enough to
//! suspect a direction, `block` sums up, `symmetry` looks across a
//! Hessian's diagonal, `history` keeps what was measured, a `reading` a step, and `plant` tests the result on request.

mod accusation;
mod appraise;
mod at_kink;
mod beside;
mod block;
mod criteria;
mod first;
mod foresight;
mod glance;
mod history;
#[allow(clippy::module_inception)] // the room that drives the others
mod judge;
mod kink;
mod plant;
mod quantum;
mod scales;
mod second;
mod settled;
mod shares;
mod single;
mod stationary;
mod steps;
mod subdifferential;
mod symmetry;
mod witness;

pub(crate) use block::{Demands, overall, summarise};
pub(crate) use criteria::{Criteria, default_must_notice, default_tol, zero_block};
pub(crate) use first::{First, State, first_look_takes};
pub(crate) use glance::Effort;
pub(crate) use history::History;
pub(crate) use judge::{Judge, JudgedBlock};
pub(crate) use plant::plant;
pub(crate) use settled::Settled;
pub(crate) use shares::{Shares, Turn};
pub(crate) use symmetry::asymmetry;
