//! Methods, checked where they stand: the attribute on the block, and on its functions.

mod argmin;
mod generics;
mod layers;
mod odd_blocks;
mod pairs;
mod receivers;
mod unchanged;
