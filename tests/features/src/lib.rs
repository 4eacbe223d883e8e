//! One check for each feature, over the types that it brings.
#![cfg(test)]

use grad_check::grad_check;

/// What needs no feature.
#[grad_check]
fn plain(x: [f64; 2]) -> (f64, [f64; 2]) {
    (x[0] * x[1], [x[1], x[0]])
}

#[cfg(feature = "faer")]
mod faer_matrices {
    use faer::{Col, Mat};

    #[grad_check::grad_check(at(x = randn(3)), given(a = randn((2, 3))))]
    fn squares(x: &Col<f64>, a: &Mat<f64>) -> (f64, Col<f64>) {
        let y = a * x;
        (y.squared_norm_l2() / 2.0, a.transpose() * y)
    }
}

#[cfg(feature = "glam")]
#[grad_check(at = glam::DVec3::new(0.3, -0.8, 1.1))]
fn glam_vector(x: glam::DVec3) -> (f64, glam::DVec3) {
    (x.length_squared() / 2.0, x)
}

#[cfg(feature = "mint")]
#[grad_check(at = mint::Vector2 { x: 0.3, y: -0.8 })]
fn mint_vector(v: mint::Vector2<f64>) -> (f64, mint::Vector2<f64>) {
    (v.x * v.y, mint::Vector2 { x: v.y, y: v.x })
}

#[cfg(any(feature = "nalgebra", feature = "nalgebra-0-35"))]
#[grad_check(at = nalgebra::Vector3::new(0.3, -0.8, 1.1))]
fn nalgebra_vector(x: nalgebra::Vector3<f64>) -> (f64, nalgebra::Vector3<f64>) {
    (x.norm_squared() / 2.0, x)
}

#[cfg(feature = "nalgebra-0-34")]
#[grad_check(at = nalgebra_0_34::Vector3::new(0.3, -0.8, 1.1))]
fn nalgebra_0_34_vector(x: nalgebra_0_34::Vector3<f64>) -> (f64, nalgebra_0_34::Vector3<f64>) {
    (x.norm_squared() / 2.0, x)
}

#[cfg(feature = "nalgebra-0-33")]
#[grad_check(at = nalgebra_0_33::Vector3::new(0.3, -0.8, 1.1))]
fn nalgebra_0_33_vector(x: nalgebra_0_33::Vector3<f64>) -> (f64, nalgebra_0_33::Vector3<f64>) {
    (x.norm_squared() / 2.0, x)
}

/// A rotation needs the module that the features for nalgebra share.
#[cfg(any(feature = "nalgebra", feature = "nalgebra-0-35"))]
#[grad_check(at = nalgebra::UnitComplex::new(0.4))]
fn nalgebra_rotation(r: nalgebra::UnitComplex<f64>) -> (f64, f64) {
    (r.angle().sin(), r.angle().cos())
}

#[cfg(feature = "nalgebra-sparse")]
#[grad_check(jacobian)]
fn nalgebra_sparse_jacobian(x: [f64; 2]) -> ([f64; 2], nalgebra_sparse::CooMatrix<f64>) {
    let mut jacobian = nalgebra_sparse::CooMatrix::new(2, 2);
    jacobian.push(0, 0, 2.0 * x[0]);
    jacobian.push(1, 1, 3.0 * x[1] * x[1]);
    ([x[0] * x[0], x[1].powi(3)], jacobian)
}

#[cfg(feature = "ndarray-0-15")]
#[grad_check(at = ndarray_0_15::arr1(&[0.3, -0.8]))]
fn ndarray_0_15_array(x: &ndarray_0_15::Array1<f64>) -> (f64, ndarray_0_15::Array1<f64>) {
    (x.dot(x) / 2.0, x.clone())
}

#[cfg(feature = "ndarray-0-16")]
#[grad_check(at = ndarray_0_16::arr1(&[0.3, -0.8]))]
fn ndarray_0_16_array(x: &ndarray_0_16::Array1<f64>) -> (f64, ndarray_0_16::Array1<f64>) {
    (x.dot(x) / 2.0, x.clone())
}

#[cfg(feature = "num-complex")]
#[grad_check(at = num_complex::Complex::new(0.3, -0.8))]
fn complex_number(z: num_complex::Complex<f64>) -> (f64, num_complex::Complex<f64>) {
    (z.norm_sqr(), 2.0 * z)
}

#[cfg(feature = "serde")]
#[test]
fn a_report_is_read_back() {
    let report = grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
    let read: grad_check::json::Report = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!(read.name, "square");
}

#[cfg(feature = "sprs")]
#[grad_check(jacobian)]
fn sprs_jacobian(x: [f64; 2]) -> ([f64; 2], sprs::TriMat<f64>) {
    let mut jacobian = sprs::TriMat::new((2, 2));
    jacobian.add_triplet(0, 0, 2.0 * x[0]);
    jacobian.add_triplet(1, 1, 3.0 * x[1] * x[1]);
    ([x[0] * x[0], x[1].powi(3)], jacobian)
}
