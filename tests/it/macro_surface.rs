//! Every option and every kind of argument, end to end: the tests that the attribute generates run
//! here, those that must fail under `#[should_panic]` with the text that they must fail with.

// Every way to write and to take an argument is shown, also those that clippy would have otherwise.
#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]
#![allow(
    clippy::ptr_arg,
    clippy::type_complexity,
    clippy::multiple_bound_locations
)]
#![allow(clippy::elidable_lifetime_names)]

use grad_check::grad_check;
use ndarray::{
    Array0, Array1, Array2, Array3, ArrayD, ArrayRef2, ArrayView1, ArrayView2, ArrayViewD, IxDyn,
    arr0,
};
use std::collections::{BTreeMap, HashMap};

/// ½‖x‖², whose gradient is x.
fn half_square<'a>(x: impl Iterator<Item = &'a f64>) -> f64 {
    x.map(|x| x * x).sum::<f64>() / 2.0
}

mod rows_of_an_array {
    use super::*;

    #[grad_check]
    fn come_one_by_one(x: [[f64; 2]; 2]) -> (f64, Vec<Vec<f64>>) {
        let cost = x.iter().flatten().map(|x| x * x).sum();
        (
            cost,
            x.iter().map(|row| row.map(|x| 2.0 * x).to_vec()).collect(),
        )
    }

    #[should_panic(expected = "one_is_wrong: x is wrong (only x[1, 0] of 4 components)")]
    #[grad_check]
    fn one_is_wrong(x: [[f64; 2]; 2]) -> (f64, Vec<Vec<f64>>) {
        let cost = x.iter().flatten().map(|x| x * x).sum();
        let mut rows: Vec<Vec<f64>> = x.iter().map(|row| row.map(|x| 2.0 * x).to_vec()).collect();
        rows[1][0] *= 2.0;
        (cost, rows)
    }
}

mod drawn {
    use super::*;

    #[grad_check]
    fn scalar(x: f64) -> (f64, f64) {
        (x.sin(), x.cos())
    }

    #[grad_check(eps = 1e-7)]
    fn array(x: [f64; 3]) -> (f64, [f64; 3]) {
        (half_square(x.iter()), x)
    }

    #[grad_check(eps = 1e-3)]
    fn single_precision(x: [f32; 2]) -> (f32, [f32; 2]) {
        (x[0] * x[1], [x[1], x[0]])
    }

    #[grad_check]
    fn several_by_reference(
        a: &[f64; 2],
        b: &f64,
        c: Box<[[f64; 2]; 2]>,
    ) -> (f64, ([f64; 2], f64, Box<[[f64; 2]; 2]>)) {
        let cost = half_square(a.iter()) * b + half_square(c.iter().flatten());
        (cost, (a.map(|x| x * b), half_square(a.iter()), c))
    }

    #[grad_check(seed = 5)]
    fn tuple(x: (f64, [f64; 2])) -> (f64, (f64, [f64; 2])) {
        (
            x.0 * x.1[0] * x.1[1],
            (x.1[0] * x.1[1], [x.0 * x.1[1], x.0 * x.1[0]]),
        )
    }

    struct Own {
        w: Array2<f64>,
    }
    impl grad_check::Sample for Own {
        fn sample(rng: &mut grad_check::Rng) -> Self {
            Own {
                w: rng.randn((2, 3)),
            }
        }
    }
    impl Clone for Own {
        fn clone(&self) -> Self {
            Own { w: self.w.clone() }
        }
    }
    impl grad_check::Flatten for Own {
        fn flatten(&self, into: &mut grad_check::Flattened) {
            into.part("w", &self.w);
        }
    }
    impl grad_check::Params for Own {
        fn restore(&mut self, from: &mut grad_check::Restore<'_>) {
            from.part(&mut self.w);
        }
    }

    #[grad_check]
    fn own_type(p: &Own) -> (f64, Own) {
        (half_square(p.w.iter()), p.clone())
    }
}

mod test_points {
    use super::*;

    #[grad_check(eps = 1e-7, at = 0.5)]
    fn single(theta: f64) -> (f64, f64) {
        (theta.powi(3), 3.0 * theta.powi(2))
    }

    #[grad_check(at = [1.0, -2.0])]
    fn slice(x: &[f64]) -> (f64, Vec<f64>) {
        (half_square(x.iter()), x.to_vec())
    }

    #[grad_check(at(x = randn(5)))]
    fn slice_from_an_array(x: &[f64]) -> (f64, Vec<f64>) {
        (half_square(x.iter()), x.to_vec())
    }

    #[grad_check(at = vec![1.0, -2.0])]
    fn vector(x: Vec<f64>) -> (f64, Vec<f64>) {
        (half_square(x.iter()), x)
    }

    #[grad_check(at = (1..4).map(f64::from).collect())]
    fn vector_by_reference(x: &Vec<f64>) -> (f64, Vec<f64>) {
        (half_square(x.iter()), x.clone())
    }

    #[grad_check(at = arr0(0.5))]
    fn zero_dimensional(x: &Array0<f64>) -> (f64, Array0<f64>) {
        (half_square(x.iter()), x.clone())
    }

    #[grad_check(at = randn(4))]
    fn one_dimensional(x: &Array1<f64>) -> (f64, Array1<f64>) {
        (half_square(x.iter()), x.clone())
    }

    #[grad_check(at = randn((4, 3)) * 0.1 + 1.0)]
    fn two_dimensional(x: Array2<f64>) -> (f64, Array2<f64>) {
        (half_square(x.iter()), x)
    }

    #[grad_check(at = uniform((2, 2, 3)))]
    fn three_dimensional(x: &Array3<f64>) -> (f64, Array3<f64>) {
        (half_square(x.iter()), x.clone())
    }

    #[grad_check(at = randn(IxDyn(&[2, 1, 2])))]
    fn dynamic(x: &ArrayD<f64>) -> (f64, ArrayD<f64>) {
        (half_square(x.iter()), x.clone())
    }

    #[grad_check(at = randn(3))]
    fn view(x: ArrayView1<'_, f64>) -> (f64, Array1<f64>) {
        (half_square(x.iter()), x.to_owned())
    }

    #[grad_check(at = randn((2, 3)))]
    fn view_with_a_name<'a>(
        x: ndarray::ArrayView<'a, f64, ndarray::Ix2>,
    ) -> (f64, ArrayView2<'a, f64>) {
        (half_square(x.iter()), x)
    }

    #[grad_check(at = randn((2, 3)))]
    fn view_by_reference(x: &ArrayView2<f64>) -> (f64, Array2<f64>) {
        (half_square(x.iter()), x.to_owned())
    }

    #[grad_check(at = randn(IxDyn(&[2, 3])))]
    fn dynamic_view(x: ArrayViewD<'_, f64>) -> (f64, ArrayD<f64>) {
        (half_square(x.iter()), x.to_owned())
    }

    #[grad_check(at = randn((2, 3)))]
    fn array_reference(x: &ArrayRef2<f64>) -> (f64, Array2<f64>) {
        (half_square(x.iter()), x.to_owned())
    }

    #[grad_check(at = randn((2, 3)) * 0.5)]
    fn single_precision(x: &Array2<f32>) -> (f32, Array2<f32>) {
        (x.iter().map(|x| x * x).sum::<f32>() / 2.0, x.clone())
    }

    #[grad_check(at = randn((2, 3)))]
    fn single_precision_view(x: ArrayView2<'_, f32>) -> (f32, Array2<f32>) {
        (x.iter().map(|x| x * x).sum::<f32>() / 2.0, x.to_owned())
    }

    #[grad_check(at(w = randn((4, 3)) * 0.01, b = zeros((4, 1))), given(x = batch(), y = Array2::ones((4, x.ncols()))), seed = 3)]
    fn layer(
        w: &Array2<f64>,
        b: &Array2<f64>,
        x: ArrayView2<'_, f64>,
        y: &Array2<f64>,
    ) -> (f64, (Array2<f64>, Array2<f64>)) {
        let apart = w.dot(&x) + b - y;
        let summed = apart
            .sum_axis(ndarray::Axis(1))
            .insert_axis(ndarray::Axis(1));
        (half_square(apart.iter()), (apart.dot(&x.t()), summed))
    }

    fn batch() -> Array2<f64> {
        grad_check::randn((3, 5))
    }
}

mod maps {
    use super::*;

    fn init() -> BTreeMap<String, Array2<f64>> {
        [
            ("W1", grad_check::randn((2, 3))),
            ("b1", grad_check::randn((2, 1))),
        ]
        .map(|(k, v)| (k.to_owned(), v))
        .into()
    }

    #[grad_check(at(parameters = init()), given(lambd = 0.7))]
    fn ordered(
        parameters: &BTreeMap<String, Array2<f64>>,
        lambd: f64,
    ) -> (f64, BTreeMap<String, Array2<f64>>) {
        let cost = parameters
            .values()
            .map(|p| half_square(p.iter()))
            .sum::<f64>();
        (
            lambd * cost,
            parameters
                .iter()
                .map(|(k, p)| (k.clone(), p * lambd))
                .collect(),
        )
    }

    #[grad_check(eps = 1e-7, at = init().into_iter().collect())]
    fn hashed_with_d(
        parameters: &HashMap<String, Array2<f64>>,
    ) -> (f64, HashMap<String, Array2<f64>>) {
        let cost = parameters.values().map(|p| half_square(p.iter())).sum();
        (
            cost,
            parameters
                .iter()
                .map(|(k, p)| (format!("d{k}"), p.clone()))
                .collect(),
        )
    }

    #[grad_check(at = HashMap::from([("W".to_owned(), randn((2, 2))), ("b".to_owned(), zeros((2, 1)))]))]
    fn written_out(
        parameters: HashMap<String, Array2<f64>>,
    ) -> (f64, HashMap<String, Array2<f64>>) {
        let shifted: HashMap<_, _> = parameters
            .iter()
            .map(|(k, p)| (k.clone(), p + 1.0))
            .collect();
        (
            shifted.values().map(|p| half_square(p.iter())).sum(),
            shifted,
        )
    }
}

mod results {
    use super::*;

    #[derive(Debug)]
    struct Singular;

    #[grad_check(at = 0.5)]
    fn fine(x: f64) -> Result<(f64, f64), Singular> {
        if x > 0.0 {
            Ok((x.ln(), 1.0 / x))
        } else {
            Err(Singular)
        }
    }

    #[should_panic(expected = "the function returned Err(Singular) at the test point")]
    #[grad_check(at = -0.5)]
    fn fails(x: f64) -> Result<(f64, f64), Singular> {
        fine(x)
    }

    type CostAndGradient = (f64, f64);

    #[grad_check(at = 0.5)]
    fn alias(x: f64) -> CostAndGradient {
        (x * x, 2.0 * x)
    }
}

mod held_fixed {
    use super::*;

    #[grad_check(given(f = |x: f64| x * x, slope = |x| 2.0 * x))]
    fn callbacks(x: f64, f: impl Fn(f64) -> f64, slope: fn(f64) -> f64) -> (f64, f64) {
        (f(x), slope(x))
    }

    #[grad_check(given(f = |x: f64| x * x, name = "square", n = 3, flag = true))]
    fn borrowed(x: f64, f: &dyn Fn(f64) -> f64, name: &str, n: usize, flag: bool) -> (f64, f64) {
        assert!(flag && name.len() > n);
        (f(x), 2.0 * x)
    }

    /// A generator that is passed on afresh draws the same mask at every evaluation.
    #[grad_check(at = randn(8), given(rng = grad_check::Rng::new(1)))]
    fn dropout(x: &Array1<f64>, rng: &mut grad_check::Rng) -> (f64, Array1<f64>) {
        let mask: Array1<f64> = rng.uniform(8).mapv(|u: f64| f64::from(u8::from(u < 0.9)));
        let kept = x * &mask;
        (half_square(kept.iter()), kept)
    }

    #[grad_check(at = randn(2), given(scratch = vec![0.0; 2], weights = [1.0, 2.0]))]
    fn scratch_space(x: &Array1<f64>, scratch: &mut [f64], weights: &[f64]) -> (f64, Vec<f64>) {
        for ((s, x), w) in scratch.iter_mut().zip(x).zip(weights) {
            *s += w * x;
        }
        let cost = x.iter().zip(weights).map(|(x, w)| w * x * x / 2.0).sum();
        (cost, scratch.to_vec())
    }
}

mod failures {
    use super::*;

    #[should_panic(
        expected = "gradient check failed: bias_summed_twice: b is wrong (analytic = 2.000 × numeric in all 3 components)"
    )]
    #[grad_check(eps = 1e-7, at(w = randn((3, 2)), b = randn(3)), given(x = randn(2)))]
    fn bias_summed_twice(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &Array1<f64>,
    ) -> (f64, (Array2<f64>, Array1<f64>)) {
        let z = w.dot(x) + b;
        let dw = Array2::from_shape_fn((3, 2), |(i, j)| z[i] * x[j]);
        (half_square(z.iter()), (dw, 2.0 * z))
    }

    #[should_panic(expected = "the gradient has no part for `b`")]
    #[grad_check]
    fn forgotten(a: f64, b: f64) -> (f64, (f64,)) {
        (a * b, (b,))
    }
}

mod gradients_one_by_one {
    use super::*;

    #[grad_check(at(w = randn((3, 2)), b = randn(3)), given(x = randn(2)))]
    fn right(w: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>) -> (f64, Array2<f64>, Array1<f64>) {
        let z = w.dot(x) + b;
        let dw = Array2::from_shape_fn((3, 2), |(i, j)| z[i] * x[j]);
        (half_square(z.iter()), dw, z)
    }

    #[grad_check]
    fn right_result(a: f64, b: [f64; 2]) -> Result<(f64, f64, [f64; 2]), String> {
        if a.is_nan() {
            return Err("no number".to_owned());
        }
        Ok((a * b[0] * b[1], b[0] * b[1], [a * b[1], a * b[0]]))
    }

    #[should_panic(expected = "line_is_named: b is wrong")]
    #[grad_check(lines)]
    fn line_is_named(a: f64, b: f64) -> (f64, f64, f64) {
        let cost = a.sin() * b * b;
        let da = a.cos() * b * b;
        let db = a.sin() * b;
        (cost, da, db)
    }

    #[grad_check(hessian)]
    fn a_hessian_stays_one(x: f64) -> (f64, f64, f64) {
        (x.powi(3), 3.0 * x * x, 6.0 * x)
    }
}

mod dimensions_of_the_data {
    use super::*;

    // The cost is a mean over the five samples, the gradient a sum.
    #[grad_check(at(w = randn(3)), given(x = randn((5, 3)), name = "linear", scale = 2.0))]
    #[should_panic(expected = "5 is the number of rows of x")]
    fn summed_for_a_mean(
        w: &Array1<f64>,
        x: &Array2<f64>,
        name: &str,
        scale: f64,
    ) -> (f64, Array1<f64>) {
        assert_eq!(name, "linear");
        let z = x.dot(w);
        let cost = z.mapv(|z| z * z).sum() * scale / 10.0;
        (cost, x.t().dot(&z) * scale)
    }
}
