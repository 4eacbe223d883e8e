use grad_check::{Flatten, Params};

mod half {
    pub fn flatten(value: &u8, into: &mut grad_check::Flattened) {
        into.block(&[], [f64::from(*value)]);
    }
}

#[derive(Clone, Params)]
struct NoSuchModule {
    #[params(with = angle)]
    a: u8,
    #[params(with = "angle")]
    b: u8,
}

#[derive(Clone, Params)]
struct NoRestore {
    #[params(with = half)]
    a: u8,
    #[params(with = "half", rename = "c")]
    b: u8,
}

// A gradient is only read.
#[derive(Flatten)]
struct Gradient {
    #[params(with = half)]
    a: u8,
}

#[derive(Clone, Params)]
#[params(crate = nowhere)]
struct NoSuchCrate {
    a: f64,
}

// `Params` implements `Flatten` already.
#[derive(Clone, Params, Flatten)]
struct Both {
    a: f64,
}

fn main() {}
