//! Outputs and Jacobians that are written to buffers, by the function itself or by another of its block; tangents and
//! gradients of a backward pass likewise.

// Every form of a function is shown.
#![allow(clippy::unused_self, clippy::ptr_arg, clippy::needless_pass_by_value)]

use grad_check::grad_check;
use nalgebra::{DMatrix, DVector, Matrix2x3, Vector2, Vector3};
use ndarray::{Array1, Array2, ArrayViewMut2};

/// Three residuals of two numbers, and their derivatives row by row.
fn rosenbrock(x: &[f64], r: &mut [f64], jac: &mut [f64]) {
    r.copy_from_slice(&[10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0], x[0] * x[1]]);
    jac.copy_from_slice(&[-20.0 * x[0], 10.0, -1.0, 0.0, x[1], x[0]]);
}

#[grad_check(jacobian, out(r, jac), given(r = [0.0; 3]), at = [0.5, -1.2])]
fn both(x: &[f64], r: &mut [f64], jac: &mut [f64]) {
    rosenbrock(x, r, jac);
}

#[should_panic(expected = "J[out[2], x] is wrong (only J[out[2], x[1]] of 2 components)")]
#[grad_check(jacobian, out(r, jac), given(r = [0.0; 3]), at = [0.5, -1.2])]
fn both_with_a_mistake(x: &[f64], r: &mut [f64], jac: &mut [f64]) {
    rosenbrock(x, r, jac);
    jac[5] = x[1];
}

#[should_panic(expected = "J[out[1], x[1]] was not written")]
#[grad_check(jacobian, out(r, jac), given(r = [0.0; 3]), at = [0.5, -1.2])]
fn both_but_a_zero(x: &[f64], r: &mut [f64], jac: &mut [f64]) {
    r.copy_from_slice(&[10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0], x[0] * x[1]]);
    for (at, entry) in [
        (0, -20.0 * x[0]),
        (1, 10.0),
        (2, -1.0),
        (4, x[1]),
        (5, x[0]),
    ] {
        jac[at] = entry;
    }
}

#[should_panic(expected = "out[3] was not written")]
#[grad_check(jacobian, out(r, jac), given(r = [0.0; 4]), at = [0.5, -1.2])]
fn one_output_too_many(x: &[f64], r: &mut [f64], jac: &mut [f64]) {
    rosenbrock(x, &mut r[..3], &mut jac[..6]);
    jac[6..].fill(0.0);
}

/// As Ceres asks for it.
trait Residual {
    fn evaluate(&self, p: &[f64], residuals: &mut [f64], jacobian: Option<&mut [f64]>) -> bool;
}

struct Exponential {
    x: f64,
    y: f64,
}

#[grad_check(on = Exponential { x: 0.4, y: 1.3 })]
impl Residual for Exponential {
    #[grad_check(jacobian, out(outputs = residuals, jacobian), given(residuals = [0.0]), at = [0.3, 0.1])]
    fn evaluate(&self, p: &[f64], residuals: &mut [f64], jacobian: Option<&mut [f64]>) -> bool {
        let e = (p[0] * self.x + p[1]).exp();
        residuals[0] = self.y - e;
        if let Some(jacobian) = jacobian {
            jacobian.copy_from_slice(&[-self.x * e, -e]);
        }
        true
    }
}

#[should_panic(expected = "false")]
#[grad_check(jacobian, out(r, j), at = [0.3, 0.1])]
fn it_says_that_it_failed(p: &[f64; 2], r: &mut [f64; 1], j: &mut [[f64; 2]; 1]) -> bool {
    (r[0], j[0]) = (p[0], [1.0, 0.0]);
    false
}

#[grad_check(jacobian, out(jac), given(jac = Array2::zeros((2, 2))), at = randn(2))]
fn returned_outputs(p: &Array1<f64>, jac: &mut Array2<f64>) -> Array1<f64> {
    jac.assign(&ndarray::array![[2.0 * p[0], 2.0 * p[1]], [1.0, -1.0]]);
    ndarray::array![p.dot(p), p[0] - p[1]]
}

#[should_panic(expected = "J[out[1], p] is wrong (only J[out[1], p[1]] of 2 components)")]
#[grad_check(jacobian, out(jac), given(jac = Array2::zeros((2, 2))), at = randn(2))]
fn returned_outputs_and_a_sign(p: &Array1<f64>, mut jac: ArrayViewMut2<'_, f64>) -> Array1<f64> {
    jac.assign(&ndarray::array![[2.0 * p[0], 2.0 * p[1]], [1.0, 1.0]]);
    ndarray::array![p.dot(p), p[0] - p[1]]
}

fn projection(q: &Vector3<f64>) -> (Vector2<f64>, Matrix2x3<f64>) {
    let across = Matrix2x3::new(q.z, 0.0, -q.x, 0.0, q.z, -q.y) / (q.z * q.z);
    (q.xy() / q.z, across)
}

#[grad_check(jacobian, out(j_pose, j_point), at(pose = Vector3::new(0.1, 0.2, 0.3), point = Vector3::new(0.5, -0.3, 2.0)))]
fn one_for_each(
    pose: &Vector3<f64>,
    point: &Vector3<f64>,
    j_pose: &mut Matrix2x3<f64>,
    j_point: &mut Matrix2x3<f64>,
) -> Vector2<f64> {
    let (seen, j) = projection(&(point - pose));
    (*j_pose, *j_point) = (-j, j);
    seen
}

#[should_panic(expected = "J is wrong")]
#[grad_check(jacobian, out(point = j_pose, pose = j_point), at(pose = Vector3::new(0.1, 0.2, 0.3), point = Vector3::new(0.5, -0.3, 2.0)))]
fn exchanged(
    pose: &Vector3<f64>,
    point: &Vector3<f64>,
    j_pose: &mut Matrix2x3<f64>,
    j_point: &mut Matrix2x3<f64>,
) -> Vector2<f64> {
    one_for_each(pose, point, j_pose, j_point)
}

/// A system of differential equations, as their solvers ask for it.
trait System {
    fn diff(&self, t: f64, y: &DVector<f64>, dydt: &mut DVector<f64>);
    fn jacobian(&self, t: f64, y: &DVector<f64>, j: &mut DMatrix<f64>);
}

struct Kinetics<const RIGHT: bool>;

impl<const RIGHT: bool> Kinetics<RIGHT> {
    fn rates(y: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>) {
        let (a, b, c) = (0.04 * y[0], y[1] * y[2], y[1] * y[1]);
        let twice = if RIGHT { 2.0 } else { 1.0 };
        let rates = DVector::from_vec(vec![3.0 * b - a, a - 3.0 * b - c, c]);
        let rows = [
            [-0.04, 3.0 * y[2], 3.0 * y[1]],
            [0.04, -3.0 * y[2] - twice * y[1], -3.0 * y[1]],
            [0.0, twice * y[1], 0.0],
        ];
        (rates, DMatrix::from_fn(3, 3, |i, j| rows[i][j]))
    }
}

#[grad_check(on = Kinetics::<true>)]
impl System for Kinetics<true> {
    #[grad_check(jacobian = jacobian, out(dydt), at(y = DVector::from_vec(vec![0.9, 0.2, 0.1])), given(t = 0.0, dydt = DVector::zeros(3)))]
    fn diff(&self, _t: f64, y: &DVector<f64>, dydt: &mut DVector<f64>) {
        dydt.copy_from(&Self::rates(y).0);
    }
    fn jacobian(&self, _t: f64, y: &DVector<f64>, j: &mut DMatrix<f64>) {
        j.copy_from(&Self::rates(y).1);
    }
}

#[grad_check(on = Kinetics::<false>)]
impl System for Kinetics<false> {
    #[should_panic(
        expected = "J[*, y[1]] is wrong (2 of 3 components: J[out[1], y[1]], J[out[2], y[1]])"
    )]
    #[grad_check(jacobian = jacobian, out(dydt), at(y = DVector::from_vec(vec![0.9, 0.2, 0.1])), given(t = 0.0, dydt = DVector::zeros(3)))]
    fn diff(&self, _t: f64, y: &DVector<f64>, dydt: &mut DVector<f64>) {
        dydt.copy_from(&Self::rates(y).0);
    }
    fn jacobian(&self, _t: f64, y: &DVector<f64>, j: &mut DMatrix<f64>) {
        j.copy_from(&Self::rates(y).1);
    }
}

struct Growth(f64);

#[grad_check(on = Growth(1.0))]
impl Growth {
    #[grad_check(jvp = tangent, out(y), at(x = [0.2, 0.7]), given(t = 0.3, y = [0.0; 2]))]
    fn call(&self, x: &[f64], t: f64, y: &mut [f64]) {
        for (y, x) in y.iter_mut().zip(x) {
            *y = x * (1.0 - x) + t;
        }
    }
    fn tangent(&self, x: &[f64], _t: f64, v: &[f64], y: &mut [f64]) {
        for (y, (x, v)) in y.iter_mut().zip(x.iter().zip(v)) {
            *y = self.0 * (1.0 - 2.0 * x) * v;
        }
    }

    #[should_panic(expected = "J is wrong (analytic = 2.000 × numeric")]
    #[grad_check(jvp = tangent, out(y), on = Growth(2.0), at(x = [0.2, 0.7]), given(t = 0.3, y = [0.0; 2]))]
    fn call_with_twice_the_tangent(&self, x: &[f64], t: f64, y: &mut [f64]) {
        self.call(x, t, y);
    }

    // As a layer goes back into a buffer of its caller's.
    #[grad_check(pullback = back, at = [0.2, 0.7])]
    fn squares(&self, x: &[f64; 2]) -> Vec<f64> {
        x.iter().map(|x| x * x).collect()
    }
    fn back(&self, x: &[f64; 2], dy: &[f64], dx: &mut [f64]) {
        for (dx, (x, dy)) in dx.iter_mut().zip(x.iter().zip(dy)) {
            *dx = 2.0 * self.0 * x * dy;
        }
    }

    #[should_panic(expected = "x is wrong (analytic = 3.000 × numeric")]
    #[grad_check(pullback = back, on = Growth(3.0), at = [0.2, 0.7])]
    fn squares_with_thrice_the_gradient(&self, x: &[f64; 2]) -> Vec<f64> {
        self.squares(x)
    }

    // The Hessian is written, the gradient of the cost is.
    #[grad_check(gradient = slopes, hessian = curvature, at = [0.2, 0.7])]
    fn cost(&self, x: &[f64]) -> f64 {
        x[0] * x[0] * x[1]
    }
    fn slopes(&self, x: &[f64], g: &mut [f64]) {
        g.copy_from_slice(&[2.0 * x[0] * x[1], x[0] * x[0]]);
    }
    fn curvature(&self, x: &[f64], h: &mut Array2<f64>) {
        h.assign(&ndarray::array![
            [2.0 * x[1], 2.0 * x[0]],
            [2.0 * self.0 * x[0], 0.0]
        ]);
    }

    #[should_panic(expected = "H")]
    #[grad_check(gradient = slopes, hessian = curvature, on = Growth(2.0), at = [0.2, 0.7])]
    fn cost_with_half_a_hessian(&self, x: &[f64]) -> f64 {
        self.cost(x)
    }
}

#[grad_check(pullback = doubled_back, out, at = [0.2, 0.7])]
fn doubled(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| 2.0 * x).collect()
}

fn doubled_back(_: &[f64], dy: &[f64], dx: &mut [f64]) {
    for (dx, dy) in dx.iter_mut().zip(dy) {
        *dx = 2.0 * dy;
    }
}

mod of_three_functions {
    use super::*;

    #[grad_check(gradient = himmelblau_derivative, hessian = himmelblau_hessian)]
    fn himmelblau(x: &[f64; 2]) -> f64 {
        let [a, b] = parts(x);
        a * a + b * b
    }

    fn parts(x: &[f64; 2]) -> [f64; 2] {
        [x[0] * x[0] + x[1] - 11.0, x[0] + x[1] * x[1] - 7.0]
    }

    fn himmelblau_derivative(x: &[f64; 2]) -> [f64; 2] {
        let [a, b] = parts(x);
        [4.0 * x[0] * a + 2.0 * b, 2.0 * a + 4.0 * x[1] * b]
    }

    fn himmelblau_hessian(x: &[f64; 2]) -> [[f64; 2]; 2] {
        let across = 4.0 * (x[0] + x[1]);
        [
            [12.0 * x[0] * x[0] + 4.0 * x[1] - 42.0, across],
            [across, 12.0 * x[1] * x[1] + 4.0 * x[0] - 26.0],
        ]
    }

    #[should_panic(expected = "x is wrong")]
    #[grad_check(hessian = himmelblau_hessian, gradient = |x| himmelblau_derivative(x).map(|g| 2.0 * g))]
    fn with_a_wrong_gradient(x: &[f64; 2]) -> f64 {
        himmelblau(x)
    }

    #[should_panic(expected = "H is wrong")]
    #[grad_check(gradient = himmelblau_derivative, hessian = |x| himmelblau_hessian(x).map(|row| row.map(|h| 2.0 * h)))]
    fn with_a_wrong_hessian(x: &[f64; 2]) -> f64 {
        himmelblau(x)
    }

    #[grad_check(gradient = himmelblau_derivative, hessian_product = |x, v| himmelblau_hessian(x).map(|row| row[0] * v[0] + row[1] * v[1]))]
    fn by_products(x: &[f64; 2]) -> f64 {
        himmelblau(x)
    }

    // A robust kernel with its derivatives in an array.
    #[grad_check(hessian, at = 0.7)]
    fn cauchy(s: f64) -> [f64; 3] {
        let d = 1.0 + s;
        [d.ln(), 1.0 / d, -1.0 / (d * d)]
    }

    #[should_panic(expected = "H[s, s] is wrong (analytic = −numeric)")]
    #[grad_check(hessian, at = 0.7)]
    fn cauchy_with_a_sign(s: f64) -> [f64; 3] {
        let [value, slope, curvature] = cauchy(s);
        [value, slope, -curvature]
    }

    #[grad_check(at = 0.7)]
    fn value_and_slope(s: f64) -> [f64; 2] {
        [s.sin(), s.cos()]
    }
}

/// What callers hand over isn't always empty, and functions take more than the annotated one does.
mod handed_over {
    use super::*;

    fn bonds(x: &[f64], grad: &mut [f64], factor: f64) -> f64 {
        let mut energy = 0.0;
        for i in 1..x.len() {
            let apart = x[i] - x[i - 1] - 1.0;
            energy += apart * apart;
            grad[i] += factor * apart;
            grad[i - 1] -= factor * apart;
        }
        energy
    }

    #[grad_check(out(grad), at = [0.4, 0.9, -0.3], given(grad = vec![0.0; 3]))]
    fn it_adds(x: &[f64], grad: &mut [f64]) -> f64 {
        bonds(x, grad, 2.0)
    }

    #[should_panic(expected = "analytic = 0.5000 × numeric")]
    #[grad_check(out(grad), at = [0.4, 0.9, -0.3], given(grad = vec![0.0; 3]))]
    fn it_adds_the_half(x: &[f64], grad: &mut [f64]) -> f64 {
        bonds(x, grad, 1.0)
    }

    #[should_panic(expected = "`given(..)` what callers hand over")]
    #[grad_check(out(grad), at = [0.4, 0.9, -0.3])]
    fn it_adds_and_nobody_says_to_what(x: &[f64], grad: &mut [f64]) -> f64 {
        bonds(x, grad, 2.0)
    }

    struct Robertson;

    #[grad_check(on = Robertson)]
    impl Robertson {
        #[grad_check(jacobian = jacobian, out(dydt), at = [0.9, 0.2], given(dydt = [0.0; 2], j = DMatrix::zeros(2, 2), scale = 1.0))]
        fn diff(&self, y: &[f64], dydt: &mut [f64]) {
            dydt.copy_from_slice(&[-y[0], y[0]]);
        }
        // The zeros are the caller's.
        fn jacobian(&self, scale: f64, y: &[f64], j: &mut DMatrix<f64>) {
            assert_eq!(y.len(), 2);
            (j[(0, 0)], j[(1, 0)]) = (-scale, scale);
        }

        #[should_panic(expected = "analytic = 3.000 × numeric")]
        #[grad_check(jacobian = jacobian, out(dydt), at = [0.9, 0.2], given(dydt = [0.0; 2], j = DMatrix::zeros(2, 2), scale = 3.0))]
        fn diff_at_another_scale(&self, y: &[f64], dydt: &mut [f64]) {
            self.diff(y, dydt);
        }
    }

    struct Dense {
        w: [f64; 2],
        x: [f64; 2],
    }

    #[grad_check(on = Dense { w: [0.4, -0.9], x: [0.0; 2] })]
    impl Dense {
        #[grad_check(pullback = backward, given(learning_rate = 0.1))]
        fn forward(&mut self, x: [f64; 2]) -> f64 {
            self.x = x;
            self.w[0] * x[0] + self.w[1] * x[1]
        }
        fn backward(&mut self, dy: f64, learning_rate: f64) -> [f64; 2] {
            let dx = self.w.map(|w| w * dy);
            self.w = [0, 1].map(|i| self.w[i] - learning_rate * dy * self.x[i]);
            dx
        }

        // The weights have moved before they are used.
        #[should_panic(expected = "pullback check failed")]
        #[grad_check(pullback = backward_too_late, given(learning_rate = 0.1))]
        fn forward_again(&mut self, x: [f64; 2]) -> f64 {
            self.forward(x)
        }
        fn backward_too_late(&mut self, learning_rate: f64, dy: f64) -> [f64; 2] {
            self.backward(dy, learning_rate);
            self.w.map(|w| w * dy)
        }
    }

    #[grad_check(jacobian, at(a = 0.3, b = [0.4, 0.9]))]
    fn one_by_one(a: f64, b: [f64; 2]) -> ([f64; 2], [f64; 2], [[f64; 2]; 2]) {
        (
            [a * b[0], b[1].sin()],
            [b[0], 0.0],
            [[a, 0.0], [0.0, b[1].cos()]],
        )
    }

    #[should_panic(expected = "J[out[1], b] is wrong")]
    #[grad_check(jacobian, at(a = 0.3, b = [0.4, 0.9]))]
    fn one_by_one_with_a_sign(a: f64, b: [f64; 2]) -> ([f64; 2], [f64; 2], [[f64; 2]; 2]) {
        (
            [a * b[0], b[1].sin()],
            [b[0], 0.0],
            [[a, 0.0], [0.0, -b[1].cos()]],
        )
    }
}
