//! Gradients that are written to a buffer: `fn f(x: &[f64], grad: &mut [f64]) -> f64`.

#![allow(clippy::ptr_arg, clippy::needless_pass_by_value)] // every form of a buffer is shown
#![allow(clippy::unnecessary_wraps)]

use grad_check::{Params, grad_check};
use nalgebra::{DVector, DVectorViewMut, Vector3, VectorViewMut3};
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, ArrayViewMut2};

/// As nlopt and L-BFGS crates want it.
#[cfg_attr(test, grad_check::grad_check(out(grad), at = vec![0.5, -1.2, 0.8, 2.0]))]
fn styblinski(x: &[f64], grad: &mut [f64]) -> f64 {
    let mut f = 0.0;
    for (x, g) in x.iter().zip(grad.iter_mut()) {
        f += 0.5 * (x.powi(4) - 16.0 * x * x + 5.0 * x);
        *g = 0.5 * (4.0 * x.powi(3) - 32.0 * x + 5.0);
    }
    f
}

mod right {
    use super::*;

    #[grad_check(out(grad), at = [0.5, -1.2, 0.8])]
    fn where_it_is_asked_for(x: &[f64], grad: Option<&mut [f64]>) -> Result<f64, String> {
        let mut own = vec![0.0; x.len()];
        let cost = styblinski(x, &mut own);
        if let Some(grad) = grad {
            grad.copy_from_slice(&own);
        }
        Ok(cost)
    }

    #[grad_check(out(grad), at = randn(3))]
    fn an_array_and_a_slice(x: &Array1<f64>, grad: &mut [f64]) -> f64 {
        grad.iter_mut().zip(x).for_each(|(g, x)| *g = 2.0 * x);
        x.dot(x)
    }

    #[grad_check(out(grad))]
    fn a_vector(x: [f64; 3], grad: &mut Vec<f64>) -> f64 {
        grad.clear();
        grad.extend(x.map(|x| 2.0 * x));
        x.iter().map(|x| x * x).sum()
    }

    #[grad_check(out(slope))]
    fn a_number(x: f64, slope: &mut f64) -> f64 {
        *slope = 2.0 * x;
        x * x
    }

    #[grad_check(out(dw, db), at(w = randn((2, 3)), b = randn(2)), given(x = randn(3)))]
    fn several(
        w: &Array2<f64>,
        b: ArrayView1<'_, f64>,
        x: &Array1<f64>,
        dw: &mut Array2<f64>,
        mut db: ArrayViewMut1<'_, f64>,
    ) -> f64 {
        let z = w.dot(x) + b;
        dw.assign(&Array2::from_shape_fn((2, 3), |(i, j)| z[i] * x[j]));
        db.assign(&z);
        z.dot(&z) / 2.0
    }

    #[grad_check(out(b = db, w = dw), at(w = randn((2, 3)), b = randn(2)))]
    fn by_name(
        w: &Array2<f64>,
        b: &Array1<f64>,
        mut dw: ArrayViewMut2<'_, f64>,
        db: &mut [f64],
    ) -> f64 {
        dw.assign(w);
        db.iter_mut().zip(b).for_each(|(db, b)| *db = *b);
        0.5 * w.iter().map(|w| w * w).sum::<f64>() + 0.5 * b.dot(b)
    }

    #[grad_check(out(grad), at = [0.5f32, 2.0])]
    fn single_precision(x: &[f32], grad: &mut [f32]) -> f32 {
        grad.copy_from_slice(&[x[1], x[0]]);
        x[0] * x[1]
    }

    #[grad_check(out(grad), at = DVector::from_iterator(3, randn(3)))]
    fn of_nalgebra(x: &DVector<f64>, grad: &mut DVector<f64>) -> f64 {
        grad.copy_from(x);
        x.dot(x) / 2.0
    }

    #[grad_check(out(gx, gy), at(x = DVector::from_iterator(3, randn(3)), y = Vector3::new(1.0, 2.0, 3.0)))]
    fn views_of_nalgebra(
        x: &DVector<f64>,
        y: Vector3<f64>,
        mut gx: DVectorViewMut<'_, f64>,
        mut gy: Option<VectorViewMut3<'_, f64>>,
    ) -> f64 {
        gx.copy_from(&y);
        gy.iter_mut().for_each(|gy| gy.copy_from(x));
        x.dot(&DVector::from_iterator(3, y.iter().copied()))
    }

    #[derive(Clone, Params)]
    struct Line {
        slope: f64,
        at_zero: f64,
    }

    #[grad_check(out(grad), at = Line { slope: 0.5, at_zero: 1.0 })]
    fn a_struct(line: &Line, grad: &mut Line) -> f64 {
        grad.slope = line.at_zero;
        grad.at_zero = line.slope;
        line.slope * line.at_zero
    }

    #[grad_check(out(grad), at = Line { slope: 0.5, at_zero: 1.0 })]
    #[should_panic(expected = "grad.at_zero was not written")]
    fn half_a_struct(line: &Line, grad: &mut Line) -> f64 {
        grad.slope = line.at_zero;
        line.slope * line.at_zero
    }

    /// The cost has a function of its own, and this one returns nothing.
    #[grad_check(cost = product, out(grad), at = [0.5, 2.0])]
    fn gradient_alone(x: &[f64], grad: &mut [f64]) {
        grad.copy_from_slice(&[x[1], x[0]]);
    }

    fn product(x: &[f64]) -> f64 {
        x[0] * x[1]
    }

    #[grad_check(out(grad), at = [0.5, 2.0], given(scratch = vec![0.0; 2]), threads = 2)]
    fn beside_scratch_space(x: &[f64], scratch: &mut [f64], grad: &mut [f64]) -> f64 {
        scratch.copy_from_slice(&[x[1], x[0]]);
        grad.copy_from_slice(scratch);
        x[0] * x[1]
    }

    struct Scaled(f64);

    #[grad_check(on = Scaled(3.0))]
    impl Scaled {
        #[grad_check(out(grad), at = [0.5, 2.0])]
        fn cost(&mut self, x: &[f64], grad: &mut [f64]) -> f64 {
            grad.copy_from_slice(&[self.0 * x[1], self.0 * x[0]]);
            self.0 * x[0] * x[1]
        }

        #[grad_check(cost = value, out(grad), at = [0.5, 2.0])]
        fn gradient(&self, x: &[f64], grad: &mut [f64]) {
            grad.copy_from_slice(&[self.0 * x[1], self.0 * x[0]]);
        }

        fn value(&self, x: &[f64]) -> f64 {
            self.0 * x[0] * x[1]
        }
    }
}

mod wrong {
    use super::*;

    #[grad_check(out(grad), at = [0.5, 2.0])]
    #[should_panic(expected = "wrong::exchanged")]
    #[cfg(any())]
    fn never_compiled(x: &[f64], grad: &mut [f64]) -> f64 {
        x[0] * grad[0]
    }

    #[grad_check(out(grad), at = [0.5, 2.0])]
    #[should_panic(expected = "gradient check failed: exchanged: x is wrong")]
    fn exchanged(x: &[f64], grad: &mut [f64]) -> f64 {
        grad.copy_from_slice(&[x[0], x[1]]);
        x[0] * x[1]
    }

    #[grad_check(out(grad), at = [0.5, 2.0, 1.0, 3.0])]
    #[should_panic(expected = "grad[3] was not written")]
    fn forgets_the_last(x: &[f64], grad: &mut [f64]) -> f64 {
        grad[..3].copy_from_slice(&x[..3]);
        x.iter().map(|x| x * x).sum::<f64>() / 2.0
    }

    #[grad_check(out(dw, db), at(w = randn((2, 3)), b = randn(2)))]
    #[should_panic(expected = "db[0] was not written, or was added to what it held")]
    fn adds(w: &Array2<f64>, b: &Array1<f64>, dw: &mut Array2<f64>, db: &mut Array1<f64>) -> f64 {
        dw.assign(w);
        *db += b;
        0.5 * w.iter().map(|w| w * w).sum::<f64>() + 0.5 * b.dot(b)
    }

    #[grad_check(out(slope), at = 0.5f32)]
    #[should_panic(expected = "slope was not written")]
    fn writes_nothing(x: f32, slope: &mut f32) -> f32 {
        let _ = slope;
        x * x
    }

    /// A NaN that was computed is one.
    #[grad_check(out(slope), at = 0.5)]
    #[should_panic(expected = "the gradient of x is NaN at the test point")]
    fn not_a_number(x: f64, slope: &mut f64) -> f64 {
        *slope = (x - 1.0).sqrt();
        x * x
    }

    #[grad_check(out(grad), at = [0.5, 2.0])]
    #[should_panic(expected = "`cost` returns 1.0 at the test point")]
    fn another_cost_without_the_gradient(x: &[f64], grad: Option<&mut [f64]>) -> f64 {
        let Some(grad) = grad else {
            return x[0] * x[1];
        };
        grad.copy_from_slice(&[2.0 * x[1], 2.0 * x[0]]);
        2.0 * x[0] * x[1]
    }

    #[grad_check(out(grad), at = -0.5)]
    #[should_panic(expected = "the function returned Err(\"negative\") at the test point")]
    fn fails(x: f64, grad: &mut f64) -> Result<f64, &'static str> {
        *grad = 1.0 / x;
        if x > 0.0 { Ok(x.ln()) } else { Err("negative") }
    }
}
