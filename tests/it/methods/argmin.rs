//! The traits of argmin, implemented and annotated in place.

use argmin::core::{CostFunction, Error, Gradient, Hessian, Jacobian, Operator};
use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2};

struct Ridge {
    x: Array2<f64>,
    y: Array1<f64>,
    lambda: f64,
}

impl Ridge {
    fn example() -> Self {
        Self {
            x: randn((8, 3)),
            y: randn(8),
            lambda: 0.3,
        }
    }
}

#[grad_check(on = Self::example())]
impl CostFunction for Ridge {
    type Param = Array1<f64>;
    type Output = f64;

    #[grad_check(gradient = Self::gradient, at = randn(3))]
    fn cost(&self, w: &Self::Param) -> Result<Self::Output, Error> {
        let r = self.x.dot(w) - &self.y;
        Ok(0.5 * r.dot(&r) + 0.5 * self.lambda * w.dot(w))
    }
}

impl Gradient for Ridge {
    type Param = Array1<f64>;
    type Gradient = Array1<f64>;

    fn gradient(&self, w: &Self::Param) -> Result<Self::Gradient, Error> {
        let r = self.x.dot(w) - &self.y;
        Ok(self.x.t().dot(&r) + self.lambda * w)
    }
}

/// The residuals are what a least-squares solver asks for.
#[grad_check(on = Ridge::example())]
impl Operator for Ridge {
    type Param = Vec<f64>;
    type Output = Array1<f64>;

    #[grad_check(jacobian = <Ridge as Jacobian>::jacobian, at = randn(3).to_vec())]
    fn apply(&self, w: &Self::Param) -> Result<Self::Output, Error> {
        Ok(self.x.dot(&Array1::from(w.clone())) - &self.y)
    }
}

impl Jacobian for Ridge {
    type Param = Vec<f64>;
    type Jacobian = Array2<f64>;

    fn jacobian(&self, _: &Self::Param) -> Result<Self::Jacobian, Error> {
        Ok(self.x.clone())
    }
}

struct Rosenbrock;

impl CostFunction for Rosenbrock {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, p: &Self::Param) -> Result<Self::Output, Error> {
        Ok((1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2))
    }
}

/// The check may stand at the derivative as well: of it the Hessian is the Jacobian.
#[grad_check(on = Rosenbrock)]
impl Gradient for Rosenbrock {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    #[grad_check(jacobian = Self::hessian, at = vec![-1.2, 1.0])]
    fn gradient(&self, p: &Self::Param) -> Result<Self::Gradient, Error> {
        let inner = p[1] - p[0] * p[0];
        Ok(vec![
            -2.0 * (1.0 - p[0]) - 400.0 * p[0] * inner,
            200.0 * inner,
        ])
    }
}

impl Hessian for Rosenbrock {
    type Param = Vec<f64>;
    type Hessian = Vec<Vec<f64>>;

    fn hessian(&self, p: &Self::Param) -> Result<Self::Hessian, Error> {
        let mixed = -400.0 * p[0];
        Ok(vec![
            vec![2.0 + 1200.0 * p[0] * p[0] - 400.0 * p[1], mixed],
            vec![mixed, 200.0],
        ])
    }
}

struct Forgetful(Ridge);

#[grad_check(on = Forgetful(Ridge::example()))]
impl CostFunction for Forgetful {
    type Param = Array1<f64>;
    type Output = f64;

    #[grad_check(gradient = <Self as Gradient>::gradient, at = randn(3))]
    #[should_panic(expected = "Forgetful::cost: w is wrong")]
    fn cost(&self, w: &Self::Param) -> Result<Self::Output, Error> {
        self.0.cost(w)
    }
}

impl Gradient for Forgetful {
    type Param = Array1<f64>;
    type Gradient = Array1<f64>;

    fn gradient(&self, w: &Self::Param) -> Result<Self::Gradient, Error> {
        Ok(self.0.gradient(w)? - self.0.lambda * w)
    }
}
