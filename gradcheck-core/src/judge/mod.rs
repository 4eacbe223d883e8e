//! From measurements to verdicts: per component, per block, and for the whole.
//!
//! A component is *right* when the disagreement is within the tolerance and the error bar is small
//! enough to tell; it is *wrong* when several steps agree on a disagreement beyond tolerance and
//! bar; else it is *undecided*. The screening measures each component at one step; the escalation measures again
//! what that left in doubt, at the step that resolves best, and confirms a suspicion by steps far apart.
//!
//! | file | what |
//! |---|---|
//! | `judge` | drives both stages over all components |
//! | `screening`, `escalation`, `last_resort` | the two stages, and what is left where they end; `quick_screen` is enough to suspect a direction |
//! | `tolerances`, `assess` | what is close enough, what is fine enough to tell; one measurement read by them |
//! | `confirming_steps`, `rejection`, `scales` | several steps weighed against each other: those that reject the gradient, on which range of steps they do |
//! | `kink`, `at_kink`, `subdifferential` | what doesn't fall with the step; what is right where kinks meet |
//! | `quantisation`, `f32_cost`, `stationary` | costs that hardly move, costs that see θ through f32, slopes that vanish |
//! | `nearby_point` | a point beside this one, where this one can't tell |
//! | `decision`, `block` | what a component, and a block, came to |
//! | `step_hint`, `step_log`, `prefetch`, `budget_shares` | where to begin, what was measured, what will be, and what it may cost |
//! | `symmetry` | a Hessian across its diagonal |
//! | `self_test` | the verdict put to the test |

mod assess;
mod at_kink;
mod block;
mod budget_shares;
mod confirming_steps;
mod decision;
mod escalation;
mod f32_cost;
#[allow(clippy::module_inception)] // the room that drives the others
mod judge;
mod judged_block;
mod kink;
mod last_resort;
mod nearby_point;
mod prefetch;
mod quantisation;
mod quick_screen;
mod rejection;
mod scales;
mod screening;
mod self_test;
mod stationary;
mod step_hint;
mod step_log;
mod subdifferential;
mod symmetry;
mod tolerances;

pub(crate) use block::{AcceptanceLimits, overall, summarise};
pub(crate) use budget_shares::{BudgetShares, Turn};
pub(crate) use decision::Decision;
pub(crate) use judge::{Judge, ThroughF32};
pub(crate) use judged_block::JudgedBlock;
pub(crate) use quick_screen::Effort;
pub(crate) use screening::{Screened, Screening, screening_takes};
pub(crate) use self_test::plant;
pub(crate) use step_log::StepLog;
pub(crate) use symmetry::asymmetry;
pub(crate) use tolerances::{Tolerances, default_must_notice, default_tol, zero_block};
