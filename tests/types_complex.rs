//! Complex parameters: two real ones each, with the gradient ∂J/∂re + i ∂J/∂im.

use grad_check::{Flattened, GradCheck, Verdict, grad_check};
use ndarray::{Array1, array};
use num_complex::{Complex, Complex32, Complex64};

/// |z²− 1|², whose gradient is 4 z̄ (z² − 1).
#[grad_check(eps = 1e-6)]
fn scalar(z: Complex64) -> (f64, Complex64) {
    let w = z * z - 1.0;
    (w.norm_sqr(), 4.0 * z.conj() * w)
}

#[grad_check]
fn single_precision(z: Complex32) -> (f32, Complex32) {
    let w = z * z - 1.0;
    (w.norm_sqr(), 4.0 * z.conj() * w)
}

#[grad_check]
fn arrays(z: [Complex64; 3]) -> (f64, [Complex64; 3]) {
    let (a, b) = (z[0] * z[1], z[2] - z[0]);
    (
        a.re + b.norm_sqr(),
        [z[1].conj() - 2.0 * b, z[0].conj(), 2.0 * b],
    )
}

#[grad_check(at(z = array![Complex::new(0.3, -1.2), Complex::new(2.0, 0.7)]))]
fn ndarrays(z: &Array1<Complex64>) -> (f64, Array1<Complex64>) {
    (z.mapv(|z| z.norm_sqr()).sum() / 2.0, z.clone())
}

#[grad_check(jacobian, at = Complex::new(0.3, -1.2))]
fn cauchy_and_riemann(z: Complex64) -> (Complex64, [[f64; 2]; 2]) {
    let d = 2.0 * z;
    (z * z, [[d.re, -d.im], [d.im, d.re]])
}

#[test]
fn parts_are_named_and_shapes_are_those_of_the_numbers() {
    let flat = Flattened::of(&vec![Complex::new(1.0, 2.0), Complex::new(3.0, 4.0)]);
    assert_eq!(flat.values(), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(flat.blocks()[0].shape().to_string(), "2 complex");
    let flat = Flattened::of(&Complex::new(1.0f32, 2.0));
    assert_eq!(flat.blocks()[0].shape().to_string(), "complex");
}

#[test]
fn a_forgotten_conjugate_is_wrong_in_the_imaginary_parts() {
    let point = vec![Complex64::new(0.3, -1.2), Complex64::new(2.0, 0.7)];
    let report = GradCheck::new("energy")
        .arguments(["z"])
        .run(&point, |z: &Vec<Complex64>| {
            let cost: f64 = z.iter().map(Complex::norm_sqr).sum();
            (cost / 2.0, z.iter().map(Complex::conj).collect::<Vec<_>>())
        });
    assert_eq!(report.verdict(), Verdict::Fail);
    let wrong: Vec<&str> = report.blocks()[0]
        .wrong()
        .map(grad_check::Component::path)
        .collect();
    assert_eq!(wrong, ["z[0].im", "z[1].im"]);
}
