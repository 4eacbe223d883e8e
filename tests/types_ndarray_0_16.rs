//! Arrays and views of ndarray 0.16, beside those of the version that is ours.

#![allow(clippy::needless_pass_by_value)]

use grad_check::{GradCheck, Verdict, grad_check, ndarray_0_16::randn};
use ndarray_0_16::{Array1, Array2, ArrayView1, ArrayView2, Axis};

#[grad_check(eps = 1e-6, at(w = randn((4, 3)) * 0.5, b = randn(4)), given(x = randn((3, 5))))]
fn layer(
    w: &Array2<f64>,
    b: ArrayView1<'_, f64>,
    x: ArrayView2<'_, f64>,
) -> (f64, (Array2<f64>, Array1<f64>)) {
    let z = w.dot(&x) + b.insert_axis(Axis(1));
    let db = z.sum_axis(Axis(1));
    (z.mapv(|z| z * z).sum() / 2.0, (z.dot(&x.t()), db))
}

#[grad_check(at(x = randn(3)), given(scale = grad_check::randn(3)))]
fn both_versions(x: &[f64], scale: ndarray::ArrayView1<'_, f64>) -> (f64, Array1<f64>) {
    let terms = x.iter().zip(scale);
    let gradient: Array1<f64> = terms.clone().map(|(x, s)| s * x.cos()).collect();
    (terms.map(|(x, s)| s * x.sin()).sum(), gradient)
}

#[grad_check(jacobian, at(x = randn(3)), given(a = randn((2, 3))))]
fn jacobian(x: &Array1<f64>, a: &Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    (a.dot(x), a.clone())
}

#[grad_check(at = randn((2, 2)))]
fn single_precision(w: &Array2<f32>) -> (f32, Array2<f32>) {
    (w.mapv(|w| w * w).sum() / 2.0, w.clone())
}

#[test]
fn a_mistake_is_located() {
    let point: Array2<f64> = randn((2, 3));
    let report = GradCheck::new("f")
        .arguments(["w"])
        .run(&point, |w: &Array2<f64>| {
            let mut gradient = w.clone();
            gradient[[1, 2]] *= 2.0;
            (w.mapv(|w| w * w).sum() / 2.0, gradient)
        });
    assert_eq!(report.verdict(), Verdict::Fail);
    let wrong: Vec<&str> = report.blocks()[0]
        .wrong()
        .map(grad_check::Component::path)
        .collect();
    assert_eq!(wrong, ["w[1, 2]"]);
}
