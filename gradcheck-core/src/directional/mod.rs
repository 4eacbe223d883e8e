//! Directions in place of components, where components are too many or tell too little by themselves.
//!
//! A direction moves all components of a region at once, and along it the cost is one of a single
//! number, which is judged as a component is: the same error bars, steps and doubts.
//!
//! | file | what |
//! |---|---|
//! | `direction`, `region`, `weights`, `sums`, `displaced` | what is moved, and by how much, and the slope along it |
//! | `objective` | the cost along a direction |
//! | `checker`, `straight`, `reading` | judges a direction as a parameter of its own, or takes a single reading of it |
//! | `scales` | how far each block moves |
//! | `scan` | passes blocks by a few directions over all of them |
//! | `locate` | which blocks fail |
//! | `localise`, `lines`, `line_decoding`, `group_testing`, `error_model` | what is wrong in one of them: on which lines, by the ratio of two readings; in which components, by random splits; by which law, where most of it is wrong |
//! | `block_state`, `promise` | what is known of a block, and what would have been noticed |
//! | `together`, `blocks_first` | a block of a small problem, after or (in f32) before its components are measured at more steps |
//! | `nearby_point` | blocks once more, beside the point |
//! | `self_test` | a direction put to the test |

mod block_state;
mod blocks_first;
mod checker;
mod direction;
mod displaced;
mod error_model;
mod group_testing;
mod line_decoding;
mod lines;
mod localise;
mod locate;
mod nearby_point;
mod objective;
mod promise;
mod reading;
mod region;
mod scales;
mod scan;
mod self_test;
mod straight;
mod sums;
mod together;
mod weights;

pub(crate) use blocks_first::judge_blocks_first;
pub(crate) use checker::{DirectionalChecker, Judged, Sharing};
pub(crate) use direction::{Direction, Part};
pub(crate) use nearby_point::{Alone, Seen, Suspect, alone, beside};
pub(crate) use reading::Reading;
pub(crate) use region::Region;
pub(crate) use scan::probe;
use together::{TAKES, Told};
