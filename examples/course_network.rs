//! The network of the course with the attribute on it: what one writes in one's own code.
//!
//! ```text
//! cargo test --example course_network
//! ```
//!
//! Change a line of the backward pass in `examples/course/mod.rs` and run it again.

#[allow(dead_code)]
mod course;

use course::{Gradients, Parameters, exercise};
use grad_check::grad_check;
use ndarray::Array2;

#[grad_check(
    eps = 1e-7,
    at(parameters = exercise().parameters),
    given(x = exercise().x, y = exercise().y)
)]
fn network(parameters: &Parameters, x: &Array2<f64>, y: &Array2<f64>) -> (f64, Gradients) {
    course::network(parameters, x, y)
}

// The second layer on its own.
#[grad_check(
    only = ["W2", "b2"],
    at(parameters = exercise().parameters),
    given(x = exercise().x, y = exercise().y)
)]
fn second_layer(parameters: &Parameters, x: &Array2<f64>, y: &Array2<f64>) -> (f64, Gradients) {
    course::network(parameters, x, y)
}

#[grad_check(
    eps = 1e-7,
    at(parameters = exercise().parameters),
    given(x = exercise().x, y = exercise().y)
)]
#[should_panic(expected = "W2 and b1 are wrong (W2: analytic = 2.000 × numeric")]
fn with_mistakes(parameters: &Parameters, x: &Array2<f64>, y: &Array2<f64>) -> (f64, Gradients) {
    course::network_with_mistakes(parameters, x, y)
}

fn main() {
    let course::Exercise {
        parameters, x, y, ..
    } = exercise();
    for (name, cost) in [
        ("network", network(&parameters, &x, &y).0),
        ("second_layer", second_layer(&parameters, &x, &y).0),
        ("with_mistakes", with_mistakes(&parameters, &x, &y).0),
    ] {
        println!("{name}: cost {cost}");
    }
}
