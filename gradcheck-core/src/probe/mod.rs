//! Large problems: directions in place of components.
//!
//! A `direction` moves all components of a `region` at once, and `along` it the cost is one of a single
//! number, which the judge judges as it judges a component: the same error bars, steps and doubts. `prober`
//! does that, and takes single readings. `scan` passes blocks by a few directions over all of them; what
//! fails is found: which blocks in `locate`, and what in a `guilty` one: on which `lines`, or in a `scatter` of
//! components, by the ratio of
//! two readings (a position), by random splits, or by a sample where most of it is wrong. `blocks` sums up
//! what is known of each block, and `plant` tests it on request. In f32, `blocks_first` puts directions before the ladders of a small problem. `together` judges a block of one so,
//! and `displaced` looks at blocks once more, beside the point.

mod along;
mod blocks;
mod blocks_first;
mod decode;
mod direction;
mod displaced;
mod guilty;
mod law;
mod lines;
mod locate;
mod plant;
mod prober;
mod region;
mod scan;
mod scatter;
mod together;

pub(crate) use blocks_first::judge_blocks_first;
pub(crate) use direction::{Direction, Part};
pub(crate) use displaced::{Seen, Suspect, beside};
pub(crate) use prober::{Judged, Prober, Reading};
pub(crate) use region::Region;
pub(crate) use scan::probe;
use together::{TAKES, Told};
