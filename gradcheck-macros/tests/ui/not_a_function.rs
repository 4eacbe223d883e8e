use grad_check::grad_check;

#[grad_check]
struct Parameters;

#[grad_check(eps = 1e-7)]
mod layers {}

fn main() {}
