//! The traits of argmin, annotated where they are implemented: `cargo test --example argmin` checks each derivative, and
//! `cargo run --example argmin` takes a few steps with them.

use argmin::core::{CostFunction, Error, Gradient, Hessian, Jacobian, Operator};
use ndarray::{Array1, Array2};

/// Least squares with a penalty: ½‖x·w − y‖² + ½λ‖w‖².
pub struct Ridge {
    x: Array2<f64>,
    y: Array1<f64>,
    lambda: f64,
}

impl Ridge {
    fn example() -> Self {
        Self {
            x: grad_check::randn((8, 3)),
            y: grad_check::randn(8),
            lambda: 0.3,
        }
    }
}

// The gradient stands in another trait: `Self::gradient` names it.
#[cfg_attr(test, grad_check::grad_check)]
impl CostFunction for Ridge {
    type Param = Array1<f64>;
    type Output = f64;

    #[cfg_attr(test, grad_check::grad_check(gradient = Self::gradient, on = Ridge::example(), at = randn(3)))]
    fn cost(&self, w: &Self::Param) -> Result<Self::Output, Error> {
        let r = self.x.dot(w) - &self.y;
        Ok(0.5 * r.dot(&r) + 0.5 * self.lambda * w.dot(w))
    }
}

// The Hessian is the Jacobian of the gradient.
#[cfg_attr(test, grad_check::grad_check)]
impl Gradient for Ridge {
    type Param = Array1<f64>;
    type Gradient = Array1<f64>;

    #[cfg_attr(test, grad_check::grad_check(jacobian = Self::hessian, on = Ridge::example(), at = randn(3)))]
    fn gradient(&self, w: &Self::Param) -> Result<Self::Gradient, Error> {
        let r = self.x.dot(w) - &self.y;
        Ok(self.x.t().dot(&r) + self.lambda * w)
    }
}

impl Hessian for Ridge {
    type Param = Array1<f64>;
    type Hessian = Array2<f64>;

    fn hessian(&self, w: &Self::Param) -> Result<Self::Hessian, Error> {
        Ok(self.x.t().dot(&self.x) + self.lambda * Array2::<f64>::eye(w.len()))
    }
}

/// A decay a·exp(−b·t), fitted to samples: the residuals, and their Jacobian.
pub struct Decay {
    t: Vec<f64>,
    y: Vec<f64>,
}

#[cfg_attr(test, grad_check::grad_check)]
impl Operator for Decay {
    type Param = [f64; 2];
    type Output = Vec<f64>;

    #[cfg_attr(test, grad_check::grad_check(
        jacobian = <Self as Jacobian>::jacobian, at = [1.5, 0.4],
        on = Decay { t: vec![0.0, 1.0, 2.5], y: vec![1.4, 0.9, 0.6] }))]
    fn apply(&self, &[a, b]: &Self::Param) -> Result<Self::Output, Error> {
        let residuals = self
            .t
            .iter()
            .zip(&self.y)
            .map(|(t, y)| a * (-b * t).exp() - y);
        Ok(residuals.collect())
    }
}

impl Jacobian for Decay {
    type Param = [f64; 2];
    type Jacobian = Vec<[f64; 2]>;

    fn jacobian(&self, &[a, b]: &Self::Param) -> Result<Self::Jacobian, Error> {
        let rows = self
            .t
            .iter()
            .map(|t| [(-b * t).exp(), -a * t * (-b * t).exp()]);
        Ok(rows.collect())
    }
}

fn main() -> Result<(), Error> {
    let ridge = Ridge::example();
    let mut w = Array1::zeros(3);
    for step in 0..5 {
        println!("step {step}: cost {:.6}", ridge.cost(&w)?);
        let gradient = ridge.gradient(&w)?;
        w.scaled_add(-0.05, &gradient);
    }
    Ok(())
}
