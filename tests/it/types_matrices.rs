//! Vectors, matrices, views, points, translations and quaternions of nalgebra as parameters.
//! Rotations and isometries: `types_rotations.rs`.

// Every way to take an argument is shown, also those that clippy would have otherwise.
#![allow(
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::type_complexity
)]

use grad_check::{Component, GradCheck, Params, Verdict, grad_check};
use nalgebra::{
    DMatrix, DMatrixView, DVector, DVectorView, Matrix2x3, Matrix2xX, MatrixView2xX, Point3,
    Quaternion, RowVector3, SMatrixView, SVector, Translation2, Vector2, Vector3, VectorView3,
};
use std::collections::BTreeMap;

/// Numbers of the check's seed as a matrix of any size.
fn randn(rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::from_row_iterator(rows, columns, grad_check::randn((rows, columns)))
}

mod drawn {
    use super::*;

    #[grad_check]
    fn vector(x: Vector3<f64>) -> (f64, Vector3<f64>) {
        (x.norm_squared() / 2.0, x)
    }

    #[grad_check(eps = 1e-7)]
    fn matrix(w: &Matrix2x3<f64>, x: &Vector3<f64>) -> (f64, (Matrix2x3<f64>, Vector3<f64>)) {
        let y = (w * x).map(f64::tanh);
        let dz = y.map(|y| 1.0 - y * y);
        (y.sum(), (dz * x.transpose(), w.transpose() * dz))
    }

    #[grad_check]
    fn single_precision(x: [SVector<f32, 4>; 2]) -> (f32, [SVector<f32, 4>; 2]) {
        (x[0].dot(&x[1]), [x[1], x[0]])
    }

    #[grad_check(given(target = Point3::new(1.0, 2.0, 3.0)))]
    fn point(p: Point3<f64>, target: Point3<f64>) -> (f64, Vector3<f64>) {
        ((p - target).norm(), (p - target).normalize())
    }

    #[grad_check]
    fn translation(
        t: Translation2<f64>,
        row: RowVector3<f64>,
    ) -> (f64, (Vector2<f64>, RowVector3<f64>)) {
        let cost = t.vector.norm_squared() * row.sum();
        (
            cost,
            (
                t.vector * (2.0 * row.sum()),
                RowVector3::repeat(t.vector.norm_squared()),
            ),
        )
    }

    /// ‖q‖⁴ of a quaternion that isn't of unit length.
    #[grad_check]
    fn quaternion(q: Quaternion<f64>) -> (f64, Quaternion<f64>) {
        (q.norm_squared().powi(2), q * (4.0 * q.norm_squared()))
    }

    #[should_panic(expected = "wrong_quaternion: q is wrong (only q[3] of 4 components)")]
    #[grad_check]
    fn wrong_quaternion(q: Quaternion<f64>) -> (f64, Quaternion<f64>) {
        let g = q * 2.0;
        (q.norm_squared(), Quaternion::new(-g.w, g.i, g.j, g.k))
    }
}

mod given_a_point {
    use super::*;

    #[grad_check(at(w = randn(4, 3), b = DVector::from_vec(vec![0.1, -0.2, 0.3, 0.4])), given(x = randn(3, 5)))]
    fn layer(
        w: &DMatrix<f64>,
        b: &DVector<f64>,
        x: &DMatrix<f64>,
    ) -> (f64, (DMatrix<f64>, DVector<f64>)) {
        let mut z = w * x;
        z.column_iter_mut().for_each(|mut column| column += b);
        let y = z.map(f64::tanh);
        let dz = y.zip_map(&y, |a, _| a * (1.0 - a * a));
        (
            y.norm_squared() / 2.0,
            (&dz * x.transpose(), dz.column_sum()),
        )
    }

    #[should_panic(
        expected = "transposed_layer: w is wrong (transposed: analytic[i, j] = numeric[j, i])"
    )]
    #[grad_check(at(w = randn(3, 3), b = DVector::zeros(3)), given(x = randn(3, 5)))]
    fn transposed_layer(
        w: &DMatrix<f64>,
        b: &DVector<f64>,
        x: &DMatrix<f64>,
    ) -> (f64, (DMatrix<f64>, DVector<f64>)) {
        let (cost, (dw, db)) = layer(w, b, x);
        (cost, (dw.transpose(), db))
    }

    #[grad_check(at(w = randn(2, 3), v = DVector::from_iterator(3, grad_check::randn(3))))]
    fn views(w: DMatrixView<'_, f64>, v: DVectorView<f64>) -> (f64, (DMatrix<f64>, DVector<f64>)) {
        let z = w * v;
        (
            z.norm_squared() / 2.0,
            (&z * v.transpose(), w.transpose() * &z),
        )
    }

    #[grad_check(at(w = Matrix2x3::new(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), v = Vector3::new(1.0, 2.0, 3.0)))]
    fn static_views<'a>(
        w: SMatrixView<'a, f64, 2, 3>,
        v: &VectorView3<'a, f64>,
    ) -> (f64, (Matrix2x3<f64>, Vector3<f64>)) {
        let z = w * v;
        (
            z.norm_squared() / 2.0,
            (z * v.transpose(), w.transpose() * z),
        )
    }

    #[grad_check(at(w = Matrix2xX::from_vec(vec![0.1, 0.2, 0.3, 0.4, 0.5, 0.6])), given(x = DVector::from_vec(vec![1.0, 2.0, 3.0])))]
    fn half_static_view(w: MatrixView2xX<'_, f64>, x: DVectorView<'_, f64>) -> (f64, DMatrix<f64>) {
        let z = w * x;
        (
            z.norm_squared() / 2.0,
            DMatrix::from_fn(2, 3, |i, j| z[i] * x[j]),
        )
    }

    #[grad_check(at = BTreeMap::from([("W".to_owned(), randn(2, 3)), ("b".to_owned(), randn(2, 1))]))]
    fn map(p: &BTreeMap<String, DMatrix<f64>>) -> (f64, BTreeMap<String, DMatrix<f64>>) {
        let cost = p.values().map(DMatrix::norm_squared).sum();
        let gradients = p.iter().map(|(key, p)| (format!("d{key}"), p * 2.0));
        (cost, gradients.collect())
    }

    /// A cloud of points is one block, and its gradient may be another type of the same shape.
    #[grad_check(at = vec![Vector3::new(1.0, 2.0, 3.0), Vector3::new(-1.0, 0.5, 0.0)], only = ["cloud"])]
    fn cloud(cloud: &[Vector3<f64>]) -> (f64, ndarray::Array2<f64>) {
        let mean = cloud.iter().sum::<Vector3<f64>>() / 2.0;
        let apart = |i: usize| cloud[i] - mean;
        let cost = (0..2).map(|i| apart(i).norm_squared()).sum::<f64>();
        let gradient = ndarray::Array2::from_shape_fn((2, 3), |(i, j)| 2.0 * apart(i)[j]);
        (cost, gradient)
    }
}

/// ½ Σ k xₖ², row by row, passes; with the gradient off at one place it fails there and nowhere else.
fn located<P: Params>(
    point: &P,
    numbers: impl Fn(&P) -> Vec<f64>,
    shaped: impl Fn(Vec<f64>) -> P,
    spoiled: usize,
    name: &str,
) {
    let answer = |p: &P, off: f64| {
        let weights = (1..).map(f64::from);
        let x = numbers(p);
        let cost = x.iter().zip(weights.clone()).map(|(x, w)| w * x * x / 2.0);
        let mut gradient: Vec<f64> = x.iter().zip(weights).map(|(x, w)| w * x).collect();
        gradient[spoiled] += off;
        (cost.sum::<f64>(), shaped(gradient))
    };
    let check = GradCheck::new("f").arguments(["x"]);
    let report = check.run(point, |p| answer(p, 0.0));
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let report = check.run(point, |p| answer(p, 0.5));
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let wrong: Vec<&str> = report.blocks()[0].wrong().map(Component::path).collect();
    assert_eq!(wrong, [name], "{report}");
}

#[test]
fn a_wrong_component_is_located_by_row_and_column() {
    let six = [0.3, -0.4, 0.5, 0.6, -0.7, 0.8];
    located(
        &Matrix2x3::from_row_slice(&six),
        |p| p.transpose().as_slice().to_vec(),
        |g| Matrix2x3::from_row_slice(&g),
        3,
        "x[1, 0]",
    );
    located(
        &DMatrix::from_row_slice(3, 2, &six),
        |p| p.transpose().as_slice().to_vec(),
        |g| DMatrix::from_row_slice(3, 2, &g),
        3,
        "x[1, 1]",
    );
    located(
        &DVector::from_row_slice(&six),
        |p| p.as_slice().to_vec(),
        DVector::from_vec,
        4,
        "x[4]",
    );
    located(
        &RowVector3::new(0.3, -0.4, 0.5),
        |p| p.as_slice().to_vec(),
        |g| RowVector3::from_row_slice(&g),
        2,
        "x[0, 2]",
    );
    located(
        &vec![Vector2::new(0.3, -0.4), Vector2::new(0.5, 0.6)],
        |p| p.iter().flat_map(|v| [v.x, v.y]).collect(),
        |g| g.chunks(2).map(Vector2::from_row_slice).collect(),
        2,
        "x[1, 0]",
    );
    located(
        &Point3::new(0.3, -0.4, 0.5),
        |p| p.coords.as_slice().to_vec(),
        |g| Point3::from_slice(&g),
        1,
        "x[1]",
    );
}

#[test]
fn a_row_for_a_column_is_another_shape() {
    let report = GradCheck::new("f")
        .arguments(["x"])
        .run(&Vector3::new(1.0, 2.0, 3.0), |x| {
            (x.norm_squared(), x.transpose() * 2.0)
        });
    assert_eq!(
        report.problems()[0].to_string(),
        "the gradient of x has shape 1×3, but x has shape 3: return a gradient of the parameter's shape"
    );
}
