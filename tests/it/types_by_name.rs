//! The traits decide what an argument is, and not its name: types of the user's that are called as others are, and
//! aliases of views and slices.

#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]

use grad_check::{Params, Real, Rng, Sample, grad_check};
use ndarray::{Array1, ArrayView1};

/// A view of the user's own, which is called as one of nalgebra's.
#[derive(Clone)]
struct MatrixView<'a> {
    data: &'a [f64],
    rows: usize,
}

/// One that isn't even `Clone`.
struct ArrayView2(Vec<f64>);

mod of_data {
    use super::*;

    #[grad_check(at(w = [0.5, 0.2]), given(x = MatrixView { data: &[1.0, 2.0], rows: 1 }))]
    fn own_view(w: &[f64], x: MatrixView<'_>) -> (f64, Vec<f64>) {
        assert_eq!(x.rows, 1);
        let cost = w.iter().zip(x.data).map(|(a, b)| a * b).sum();
        (cost, x.data.to_vec())
    }

    #[grad_check(at(w = [0.5, 0.2]), given(x = ArrayView2(vec![1.0, 2.0])))]
    fn own_view_by_reference(w: &[f64], x: &ArrayView2) -> (f64, Vec<f64>) {
        let cost = w.iter().zip(&x.0).map(|(a, b)| a * b).sum();
        (cost, x.0.clone())
    }
}

#[derive(Clone, Params)]
struct Array2 {
    d: [f64; 2],
}

impl Sample for Array2 {
    fn sample(rng: &mut Rng) -> Self {
        Self {
            d: [rng.normal(), rng.normal()],
        }
    }
}

mod la {
    use grad_check::{Params, Rng, Sample};

    #[derive(Clone, Params)]
    pub(super) struct Vec(pub(super) [f64; 2]);

    #[derive(Clone, Params)]
    pub(super) struct ArrayView1<T>(pub(super) [T; 2]);

    impl Sample for Vec {
        fn sample(rng: &mut Rng) -> Self {
            Self([rng.normal(), rng.normal()])
        }
    }

    impl<T: Sample> Sample for ArrayView1<T> {
        fn sample(rng: &mut Rng) -> Self {
            Self([T::sample(rng), T::sample(rng)])
        }
    }
}

mod drawn {
    use super::*;

    #[grad_check]
    fn own_array(w: &Array2) -> (f64, Array2) {
        let d = [w.d[1], w.d[0]];
        (w.d[0] * w.d[1], Array2 { d })
    }

    #[grad_check]
    #[should_panic(expected = "d is wrong (analytic = 2.000 × numeric in both components)")]
    fn own_array_and_wrong(w: Array2) -> (f64, Array2) {
        let d = [2.0 * w.d[1], 2.0 * w.d[0]];
        (w.d[0] * w.d[1], Array2 { d })
    }

    #[grad_check]
    fn own_vec(w: &la::Vec) -> (f64, la::Vec) {
        (w.0[0] * w.0[1], la::Vec([w.0[1], w.0[0]]))
    }

    #[grad_check]
    fn own_generic_view(
        w: &la::ArrayView1<f64>,
        v: la::ArrayView1<f32>,
    ) -> (f64, (la::Vec, [f32; 2])) {
        let (a, b) = (f64::from(v.0[0]), f64::from(v.0[1]));
        let gradient = la::Vec([a, b]);
        let of_v = w.0.map(f32::of);
        (w.0[0] * a + w.0[1] * b, (gradient, of_v))
    }
}

type View<'a> = ArrayView1<'a, f64>;
type Slice = [f64];
type Generic<'a, T> = ArrayView1<'a, T>;

mod results {
    use super::*;
    use grad_check::Outcome;

    #[derive(Outcome)]
    struct Array1 {
        #[outcome(cost)]
        cost: f64,
        #[outcome(gradient)]
        gradient: f64,
    }

    #[grad_check]
    fn own_array(x: f64) -> Array1 {
        Array1 {
            cost: x * x,
            gradient: 2.0 * x,
        }
    }
}

mod by_other_names {
    use super::*;

    #[grad_check(at(w = randn(3)))]
    fn view(w: View<'_>) -> (f64, Array1<f64>) {
        (w.dot(&w) / 2.0, w.to_owned())
    }

    #[grad_check(at(w = randn(3)))]
    #[should_panic(expected = "w is wrong (analytic = 0.5000 × numeric in all 3 components)")]
    fn view_and_wrong(w: View<'_>) -> (f64, Array1<f64>) {
        (w.dot(&w), w.to_owned())
    }

    #[grad_check(at(w = randn(3)), given(x = zeros(3) + 0.5))]
    fn view_by_reference(w: &View<'_>, x: &View<'_>) -> (f64, Array1<f64>) {
        (w.dot(x), x.to_owned())
    }

    #[grad_check(at(w = randn(3)), types(T = f64))]
    fn generic_view<T: Real + ndarray::LinalgScalar>(w: Generic<'_, T>) -> (T, Array1<T>) {
        (w.dot(&w), w.mapv(|w| w + w))
    }

    #[grad_check(at(w = [0.5, 0.2]))]
    fn slice(w: &Slice) -> (f64, Vec<f64>) {
        (w[0] * w[1], vec![w[1], w[0]])
    }

    #[grad_check(at(w = randn(2)), given(x = vec![2.0]))]
    #[should_panic(expected = "only w[1] of 2 components")]
    fn slice_and_wrong(w: &Slice, x: &Slice) -> (f64, Vec<f64>) {
        (w[0] * w[1] * x[0], vec![w[1] * x[0], w[0]])
    }
}

/// What an expression borrows lives as long as the test, and what is coerced is coerced.
mod unchanged {
    use super::*;

    struct Data<'a> {
        rows: &'a [f64],
    }

    fn start() -> Vec<f64> {
        vec![1.0, 2.0]
    }

    type Callback = fn(f64) -> f64;

    #[grad_check(at = 0.5, given(data = Data { rows: &start() }))]
    fn borrowed(x: f64, data: &Data<'_>) -> (f64, f64) {
        (x * data.rows[0], data.rows[0])
    }

    #[grad_check(at = 0.5, given(f = |x| 2.0 * x))]
    fn coerced(x: f64, f: Callback) -> (f64, f64) {
        (f(x), f(1.0))
    }
}
