//! `#[derive(Params)]` on every shape of type: the paths that it gives, and checks that go by them.

#![allow(clippy::trivially_copy_pass_by_ref, clippy::unnecessary_wraps)]
// A module of `with` takes the field as it is.
#![allow(clippy::ref_option)]

mod enums;
mod fields;
mod generics;
mod structs;

use grad_check::{Flatten, Flattened, Params, Restore};

/// "path shape" of every block.
fn blocks<T: Flatten>(value: &T) -> Vec<String> {
    let flat = Flattened::of(value);
    let blocks = flat.blocks().iter();
    blocks
        .map(|b| format!("{} {}", b.path(), b.shape()))
        .collect()
}

/// Everything read is written back in the same order, and nothing else is touched.
fn assert_round_trip<T: Params + PartialEq + std::fmt::Debug>(value: &T) {
    let flat = Flattened::of(value);
    let doubled: Vec<f64> = flat.values().iter().map(|x| 2.0 * x + 1.0).collect();
    let mut moved = value.clone();
    let mut from = Restore::new(&doubled);
    moved.restore(&mut from);
    assert_eq!(from.remaining(), 0);
    assert_eq!(Flattened::of(&moved).values(), doubled);
    moved.restore(&mut Restore::new(flat.values()));
    assert_eq!(&moved, value);
}
