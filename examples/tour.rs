//! A tour in two checks: one that passes, and the diagnosis of a backward pass with two mistakes.
//!
//! ```text
//! cargo run --example tour
//! ```

#[allow(dead_code)]
mod course;

use grad_check::GradCheck;

fn main() {
    let exercise = course::exercise();
    let check = |name, network: fn(&_, &_, &_) -> _| {
        let run = |p: &course::Parameters| network(p, &exercise.x, &exercise.y);
        GradCheck::new(name)
            .eps(1e-7)
            .run(&exercise.parameters, run)
    };

    println!("A three-layer network whose backward pass is right:\n");
    println!("{}\n", check("network", course::network));

    println!("The same with two mistakes, as `cargo test` would print it:\n");
    println!(
        "{}",
        check("network_with_mistakes", course::network_with_mistakes)
    );
}
