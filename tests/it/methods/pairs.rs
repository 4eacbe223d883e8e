//! Cost and derivative as two functions of one block.

#![allow(clippy::unnecessary_wraps, clippy::unused_self)]
#![allow(clippy::needless_pass_by_value)] // every way to take an argument is shown

use grad_check::grad_check;

struct Quartic {
    scale: f64,
}

#[derive(Debug)]
struct Outside;

#[grad_check(on = Quartic { scale: 0.5 })]
impl Quartic {
    #[grad_check(gradient = gradient)]
    fn cost(&self, x: [f64; 2]) -> f64 {
        self.scale * x[0].powi(4) * x[1]
    }

    fn gradient(&self, x: [f64; 2]) -> [f64; 2] {
        [4.0 * x[0].powi(3) * x[1], x[0].powi(4)].map(|slope| self.scale * slope)
    }

    #[grad_check(gradient = unscaled)]
    #[should_panic(expected = "Quartic::wrong: x is wrong (analytic = 2.000 × numeric")]
    fn wrong(&self, x: [f64; 2]) -> f64 {
        self.cost(x)
    }

    fn unscaled(&self, x: [f64; 2]) -> [f64; 2] {
        self.gradient(x).map(|slope| slope / self.scale)
    }

    #[grad_check(gradient = fallible)]
    fn of_a_result(&self, x: [f64; 2]) -> f64 {
        self.cost(x)
    }

    fn fallible(&self, x: [f64; 2]) -> Result<[f64; 2], Outside> {
        if x[0].is_finite() {
            Ok(self.gradient(x))
        } else {
            Err(Outside)
        }
    }

    #[grad_check(gradient = fallible)]
    fn both_results(&self, x: [f64; 2]) -> Result<f64, Outside> {
        Ok(self.cost(x))
    }

    #[grad_check(gradient = always_fails)]
    #[should_panic(expected = "the function returned Err(Outside) at the test point")]
    fn fails(&self, x: [f64; 2]) -> Result<f64, Outside> {
        Ok(self.cost(x))
    }

    fn always_fails(&self, _: [f64; 2]) -> Result<[f64; 2], Outside> {
        Err(Outside)
    }

    /// The two may take the receiver in different forms, and one of them none.
    #[grad_check(gradient = caching_gradient)]
    fn of_another_form(&self, x: [f64; 2]) -> f64 {
        self.cost(x)
    }

    fn caching_gradient(&mut self, x: [f64; 2]) -> [f64; 2] {
        let gradient = self.gradient(x);
        self.scale = f64::NAN;
        gradient
    }

    #[grad_check(gradient = with_receiver)]
    fn without_receiver(x: f64) -> f64 {
        x * x
    }

    fn with_receiver(&self, x: f64) -> f64 {
        4.0 * self.scale * x
    }

    #[grad_check(jacobian = polar_jacobian)]
    fn polar(&self, p: [f64; 2]) -> [f64; 2] {
        let (sine, cosine) = p[1].sin_cos();
        [self.scale * p[0] * cosine, self.scale * p[0] * sine]
    }

    fn polar_jacobian(&self, p: [f64; 2]) -> Result<[[f64; 2]; 2], Outside> {
        let (sine, cosine) = p[1].sin_cos();
        let rows = [[cosine, -p[0] * sine], [sine, p[0] * cosine]];
        Ok(rows.map(|row| row.map(|entry| self.scale * entry)))
    }

    #[grad_check(hessian = curvature)]
    fn with_gradient(&self, x: [f64; 2]) -> (f64, [f64; 2]) {
        (self.cost(x), self.gradient(x))
    }

    fn curvature(&self, x: [f64; 2]) -> Result<[[f64; 2]; 2], Outside> {
        let mixed = 4.0 * x[0].powi(3);
        let rows = [[12.0 * x[0].powi(2) * x[1], mixed], [mixed, 0.0]];
        Ok(rows.map(|row| row.map(|entry| self.scale * entry)))
    }

    #[grad_check(hessian_product = curvature_times)]
    fn with_product(&self, x: [f64; 2]) -> (f64, [f64; 2]) {
        self.with_gradient(x)
    }

    fn curvature_times(&self, x: [f64; 2], v: [f64; 2]) -> [f64; 2] {
        let mixed = 4.0 * x[0].powi(3);
        [
            12.0 * x[0].powi(2) * x[1] * v[0] + mixed * v[1],
            mixed * v[0],
        ]
        .map(|entry| self.scale * entry)
    }

    /// The product may be of another type than the gradient, and the function return a `Result`.
    #[grad_check(hessian_product = curvature_in_a_vector)]
    fn with_product_in_a_vector(&self, x: [f64; 2]) -> Result<(f64, [f64; 2]), Outside> {
        Ok(self.with_gradient(x))
    }

    fn curvature_in_a_vector(&self, x: [f64; 2], v: [f64; 2]) -> Vec<f64> {
        self.curvature_times(x, v).to_vec()
    }

    #[grad_check(hessian_product = curvature_halved)]
    #[should_panic(expected = "Quartic::with_wrong_product")]
    fn with_wrong_product(&self, x: [f64; 2]) -> (f64, [f64; 2]) {
        self.with_gradient(x)
    }

    fn curvature_halved(&self, x: [f64; 2], v: [f64; 2]) -> [f64; 2] {
        self.curvature_times(x, v).map(|entry| entry / 2.0)
    }

    /// A function outside of the block takes the receiver as its first argument.
    #[grad_check(gradient = outside)]
    fn of_a_free_function(&self, x: [f64; 2]) -> f64 {
        self.cost(x)
    }

    #[grad_check(gradient = |quartic: &Self, x| quartic.gradient(x))]
    fn of_a_closure(&self, x: [f64; 2]) -> f64 {
        self.cost(x)
    }
}

fn outside(quartic: &Quartic, x: [f64; 2]) -> [f64; 2] {
    quartic.gradient(x)
}

mod free_functions {
    use super::*;

    #[grad_check(gradient = slope)]
    fn logarithm(x: f64) -> Result<f64, Outside> {
        if x.abs() > 0.0 {
            Ok(x.abs().ln())
        } else {
            Err(Outside)
        }
    }

    fn slope(x: f64) -> Result<f64, Outside> {
        if x.abs() > 0.0 {
            Ok(1.0 / x)
        } else {
            Err(Outside)
        }
    }
}
