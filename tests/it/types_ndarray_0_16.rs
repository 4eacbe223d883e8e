//! Arrays and views of ndarray 0.16, beside those of the version that the engine itself uses.

// Every way to take an argument is shown, also those that clippy would have otherwise.
#![allow(clippy::needless_pass_by_value, clippy::type_complexity)]

use grad_check::{Component, GradCheck, Verdict, grad_check};
use ndarray_0_16::{
    Array1, Array2, ArrayD, ArrayView1, ArrayView2, ArrayViewD, Axis, IxDyn, array,
};
use std::collections::BTreeMap;

/// ½‖x‖², whose gradient is x.
fn half_square<'a>(x: impl IntoIterator<Item = &'a f64>) -> f64 {
    x.into_iter().map(|x| x * x).sum::<f64>() / 2.0
}

#[grad_check(eps = 1e-7, at(w = grad_check::ndarray_0_16::randn((4, 3))))]
fn matrix(w: &Array2<f64>) -> (f64, Array2<f64>) {
    (half_square(w), w.clone())
}

#[grad_check(at(x = grad_check::ndarray_0_16::uniform(4)))]
fn view(x: ArrayView1<'_, f64>) -> (f64, Array1<f64>) {
    (half_square(x), x.to_owned())
}

#[grad_check(at = array![[1.0, 2.0], [3.0, 4.0]])]
fn view_by_reference<'a>(x: &ArrayView2<'a, f64>) -> (f64, ArrayView2<'a, f64>) {
    (half_square(*x), *x)
}

#[grad_check(at = grad_check::ndarray_0_16::randn(IxDyn(&[2, 1, 2])))]
fn dynamic(x: ArrayViewD<'_, f64>) -> (f64, ArrayD<f64>) {
    (half_square(x.iter()), x.to_owned())
}

#[grad_check(at(x = grad_check::ndarray_0_16::randn(5)))]
fn slice(x: &[f64]) -> (f64, Vec<f64>) {
    (half_square(x), x.to_vec())
}

#[grad_check(at = grad_check::ndarray_0_16::randn((2, 3)) * 0.5)]
fn single_precision(x: Array2<f32>) -> (f32, Array2<f32>) {
    (x.iter().map(|x| x * x).sum::<f32>() / 2.0, x)
}

#[grad_check(
    at(
        w = grad_check::ndarray_0_16::randn((4, 3)) * 0.01,
        b = grad_check::ndarray_0_16::zeros((4, 1))
    ),
    given(x = batch(), y = Array2::ones((4, x.ncols()))),
    seed = 3
)]
fn layer(
    w: &Array2<f64>,
    b: &Array2<f64>,
    x: ArrayView2<'_, f64>,
    y: &Array2<f64>,
) -> (f64, (Array2<f64>, Array2<f64>)) {
    let apart = w.dot(&x) + b - y;
    let summed = apart.sum_axis(Axis(1)).insert_axis(Axis(1));
    (half_square(&apart), (apart.dot(&x.t()), summed))
}

fn batch() -> Array2<f64> {
    grad_check::ndarray_0_16::randn((3, 5))
}

#[should_panic(
    expected = "layer_without_the_mean: b is wrong (analytic = 0.2000 × numeric in all 4 components)"
)]
#[grad_check(
    at(
        w = grad_check::ndarray_0_16::randn((4, 3)) * 0.01,
        b = grad_check::ndarray_0_16::zeros((4, 1))
    ),
    given(x = batch(), y = Array2::ones((4, x.ncols())))
)]
fn layer_without_the_mean(
    w: &Array2<f64>,
    b: &Array2<f64>,
    x: ArrayView2<'_, f64>,
    y: &Array2<f64>,
) -> (f64, (Array2<f64>, Array2<f64>)) {
    let (cost, (dw, db)) = layer(w, b, x, y);
    (cost, (dw, db / 5.0))
}

#[grad_check(at = BTreeMap::from([("W", grad_check::ndarray_0_16::randn((2, 2)))]))]
fn map<'a>(p: &BTreeMap<&'a str, Array2<f64>>) -> (f64, BTreeMap<&'a str, Array2<f64>>) {
    (half_square(&p["W"]), p.clone())
}

mod both_versions_in_one_function {
    use grad_check::grad_check;
    use ndarray_0_16::ArrayView1;

    type NewArray = ndarray::Array1<f64>;

    #[grad_check(at(x = grad_check::ndarray_0_16::randn(3), y = ndarray::array![1.0, 2.0, 3.0]))]
    fn product(
        x: ArrayView1<'_, f64>,
        y: ndarray::ArrayView1<'_, f64>,
    ) -> (f64, (NewArray, ndarray_0_16::Array1<f64>)) {
        let cost = x.iter().zip(y).map(|(x, y)| x * y).sum();
        (cost, (y.to_owned(), x.to_owned()))
    }

    #[test]
    fn the_same_numbers_are_drawn_for_both() {
        let _stream = grad_check::__private::points::enter(3, "w");
        let old: ndarray_0_16::Array2<f64> = grad_check::ndarray_0_16::randn((4, 3));
        let _stream = grad_check::__private::points::enter(3, "w");
        let new: ndarray::Array2<f64> = grad_check::randn((4, 3));
        assert!(old.iter().eq(&new));
    }
}

#[test]
fn a_transposed_array_is_located_by_logical_index() {
    let point: Array2<f64> = array![[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]].reversed_axes();
    let check = GradCheck::new("f").arguments(["x"]);
    let report = check.run(&point, |x| (half_square(x), x.clone()));
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let report = check.run(&point, |x| {
        let mut gradient = x.as_standard_layout().into_owned();
        gradient[[1, 0]] += 0.5;
        (half_square(x), gradient)
    });
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let wrong: Vec<&str> = report.blocks()[0].wrong().map(Component::path).collect();
    assert_eq!(wrong, ["x[1, 0]"]);
}
