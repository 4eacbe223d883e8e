//! An outcome is a struct that names one cost, and gradients.

use grad_check::Outcome;

#[derive(Outcome)]
struct WithoutACost {
    value: f64,
    #[outcome(gradient)]
    gradient: f64,
}

#[derive(Outcome)]
struct WithoutAGradient(#[outcome(cost)] f64, f64);

#[derive(Outcome)]
struct OfTwoCosts {
    #[outcome(cost)]
    value: f64,
    #[outcome(cost)]
    other: f64,
    #[outcome(gradient)]
    gradient: f64,
}

#[derive(Outcome)]
struct OfBothRoles {
    #[outcome(cost)]
    #[outcome(gradient)]
    value: f64,
}

#[derive(Outcome)]
struct Misspelt {
    #[outcome(costs)]
    value: f64,
    #[outcome(gradients)]
    gradient: f64,
    #[outcome(jacobian)]
    jacobian: f64,
    #[outcome]
    empty: f64,
    #[outcome(cost = 1)]
    valued: f64,
    #[outcome(crate = grad_check)]
    placed: f64,
}

#[derive(Outcome)]
#[outcome(cost)]
struct OnTheType(f64);

#[derive(Outcome)]
enum Choice {
    One(f64),
}

#[derive(Outcome)]
struct OfOtherTypes {
    #[outcome(cost)]
    value: String,
    #[outcome(gradient)]
    gradient: String,
}

fn main() {}
