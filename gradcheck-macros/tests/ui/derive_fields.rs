use grad_check::{Flatten, Params};

#[derive(Clone, Params)]
struct Layer {
    weight: Vec<f64>,
    units: usize,
    name: String,
}

#[derive(Params)]
struct NoClone {
    weight: f64,
}

#[derive(Flatten)]
struct Gradient {
    weight: std::num::Wrapping<f64>,
}

fn main() {}
