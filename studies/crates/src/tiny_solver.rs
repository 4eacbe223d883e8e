//! tiny-solver 0.18.8: robust losses, (ρ, ρ′, ρ″) of the squared residual.

use grad_check::grad_check;
use tiny_solver::loss_functions::{ArctanLoss, CauchyLoss, HuberLoss, Loss};

#[grad_check(hessian, draws = 20, at = 0.0..4.0)]
fn huber(s: f64) -> (f64, f64, f64) {
    HuberLoss::new(1.2).evaluate(s).into()
}

#[grad_check(hessian, draws = 20, at = 0.0..4.0)]
fn cauchy(s: f64) -> (f64, f64, f64) {
    CauchyLoss::new(1.2).evaluate(s).into()
}

#[grad_check(hessian, draws = 20, at = 0.0..4.0)]
fn arctan(s: f64) -> (f64, f64, f64) {
    ArctanLoss::new(1.2).evaluate(s).into()
}
