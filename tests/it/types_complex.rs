//! Complex parameters: two real ones each, and a gradient of ∂J/∂re + i ∂J/∂im.

use expect_test::expect;
use grad_check::{
    BlockReport, Component, Flatten, GradCheck, Params, Report, Sample, Verdict, grad_check,
};
use ndarray::{Array1, Array2};
use num_complex::Complex;

type C64 = Complex<f64>;

/// A value that a seed and a name determine.
fn drawn<T: Sample>(seed: u64, name: &str) -> T {
    T::sample(&mut grad_check::Rng::new(seed).stream(name))
}

/// The right twin passes; the wrong one fails in just these components.
fn twins<P: Params, G: Flatten>(
    point: &P,
    right: impl Fn(&P) -> (f64, G),
    wrong: impl Fn(&P) -> (f64, G),
    located: &[&str],
) {
    let report = GradCheck::new("f").arguments(["z"]).run(point, right);
    assert_eq!(report.verdict(), Verdict::Pass, "right: {report}");
    let report = GradCheck::new("f").arguments(["z"]).run(point, wrong);
    assert_eq!(report.verdict(), Verdict::Fail, "wrong: {report}");
    assert_eq!(wrong_components(&report), located, "{report}");
}

fn wrong_components(report: &Report) -> Vec<&str> {
    let components = report.blocks().iter().flat_map(BlockReport::wrong);
    components.map(Component::path).collect()
}

/// |z|², whose gradient is 2z.
#[grad_check]
fn modulus(z: C64) -> (f64, C64) {
    (z.norm_sqr(), 2.0 * z)
}

/// |eᶻ − w|², whose gradient is 2 conj(eᶻ) (eᶻ − w).
#[grad_check(eps = 1e-7, given(w = C64::new(0.3, -0.8)))]
fn holomorphic_inside(z: &C64, w: C64) -> (f64, C64) {
    let apart = z.exp() - w;
    (apart.norm_sqr(), 2.0 * z.exp().conj() * apart)
}

#[grad_check]
fn single_precision(z: [Complex<f32>; 3]) -> (f32, [Complex<f32>; 3]) {
    (z.iter().map(Complex::norm_sqr).sum(), z.map(|z| z * 2.0))
}

/// ‖A z − b‖², whose gradient with respect to z is 2 Aᴴ (A z − b), and with respect to A is
/// 2 (A z − b) zᴴ.
#[grad_check(
    at(a = matrix(4, 3), z = vector(3)),
    given(b = vector(4)),
    self_test
)]
fn least_squares(
    a: &Array2<C64>,
    z: &Array1<C64>,
    b: &Array1<C64>,
) -> (f64, (Array2<C64>, Array1<C64>)) {
    let apart = a.dot(z) - b;
    let adjoint = a.t().mapv(|a| a.conj());
    let da = Array2::from_shape_fn(a.dim(), |(i, j)| 2.0 * apart[i] * z[j].conj());
    (
        apart.iter().map(C64::norm_sqr).sum(),
        (da, adjoint.dot(&apart) * C64::from(2.0)),
    )
}

fn matrix(rows: usize, columns: usize) -> Array2<C64> {
    let (re, im): (Array2<f64>, Array2<f64>) = (
        grad_check::randn((rows, columns)),
        grad_check::randn((rows, columns)),
    );
    Array2::from_shape_fn((rows, columns), |at| C64::new(re[at], im[at]))
}

fn vector(length: usize) -> Array1<C64> {
    matrix(length, 1).column(0).to_owned()
}

/// The product without the conjugate of A.
#[should_panic(expected = "least_squares_transposed: z is wrong (all 6 components, by no constant")]
#[grad_check(at(a = matrix(4, 3), z = vector(3)), given(b = vector(4)), only = ["z"])]
fn least_squares_transposed(
    a: &Array2<C64>,
    z: &Array1<C64>,
    b: &Array1<C64>,
) -> (f64, (Array2<C64>, Array1<C64>)) {
    let (cost, (da, _)) = least_squares(a, z, b);
    (cost, (da, a.t().dot(&(a.dot(z) - b)) * C64::from(2.0)))
}

/// What JAX would return.
#[should_panic(expected = "conjugated: z is wrong (analytic = the conjugate of numeric)")]
#[grad_check(self_test)]
fn conjugated(z: [C64; 2]) -> (f64, [C64; 2]) {
    (
        z.iter().map(|z| z.sin().norm_sqr()).sum(),
        z.map(|z| 2.0 * z.cos() * z.sin().conj()),
    )
}

/// The same, component by component.
#[test]
fn the_conjugate_in_place_of_the_gradient_is_a_wrong_sign_of_every_imaginary_component() {
    let point: Vec<C64> = drawn::<[C64; 2]>(0, "z").to_vec();
    let cost = |z: &[C64]| z.iter().map(|z| (z.sin()).norm_sqr()).sum::<f64>();
    let gradient = |z: &C64| 2.0 * z.cos().conj() * z.sin();
    twins(
        &point,
        |z| (cost(z), z.iter().map(gradient).collect::<Vec<_>>()),
        |z| {
            let conjugates = z.iter().map(|z| gradient(z).conj());
            (cost(z), conjugates.collect::<Vec<_>>())
        },
        &["z[0].im", "z[1].im"],
    );
}

/// Half of it: the conjugate Wirtinger derivative itself.
#[test]
fn a_forgotten_factor_of_two_is_named() {
    let report = GradCheck::new("f").run(&C64::new(1.0, -2.0), |z| (z.norm_sqr(), *z));
    let finding = report.findings()[0].message();
    assert_eq!(
        finding,
        "analytic = 0.5000 × numeric in both components of theta"
    );
}

#[test]
fn one_wrong_part_of_one_number_is_located_in_every_container() {
    let cost = |z: &[C64]| z.iter().map(|z| (z * z + 1.0).norm_sqr()).sum::<f64>();
    let gradient = |z: &C64| 4.0 * z.conj() * (z * z + 1.0);
    let spoiled = |(i, z): (usize, &C64)| {
        let mut g = gradient(z);
        g.im += f64::from(u8::from(i == 2));
        g
    };
    let z: [C64; 4] = drawn(1, "z");

    let all = |z: &[C64]| z.iter().map(gradient).collect::<Vec<_>>();
    let but_one = |z: &[C64]| z.iter().enumerate().map(spoiled).collect::<Vec<_>>();
    twins(
        &z,
        |z| (cost(z), all(z)),
        |z| (cost(z), but_one(z)),
        &["z[2].im"],
    );
    twins(
        &z.to_vec(),
        |z| (cost(z), all(z)),
        |z| (cost(z), but_one(z)),
        &["z[2].im"],
    );

    let square = Array2::from_shape_vec((2, 2), z.to_vec()).unwrap();
    let shaped = |g: Vec<C64>| Array2::from_shape_vec((2, 2), g).unwrap();
    let row_major = |z: &Array2<C64>| z.iter().copied().collect::<Vec<_>>();
    twins(
        &square.clone().reversed_axes(),
        |z| (cost(&row_major(z)), shaped(all(&row_major(z)))),
        |z| (cost(&row_major(z)), shaped(but_one(&row_major(z)))),
        &["z[1, 0].im"],
    );

    let square = nalgebra::DMatrix::from_row_slice(2, 2, &z);
    let shaped = |g: Vec<C64>| nalgebra::Matrix2::from_row_slice(&g);
    let row_major = |z: &nalgebra::DMatrix<C64>| z.transpose().as_slice().to_vec();
    twins(
        &square,
        |z| (cost(&row_major(z)), shaped(all(&row_major(z)))),
        |z| (cost(&row_major(z)), shaped(but_one(&row_major(z)))),
        &["z[1, 0].im"],
    );
}

#[test]
fn a_complex_block_reads_well_in_a_report() {
    let right = |z: &[C64; 3]| {
        let cost = z.iter().map(|z| z.norm_sqr() * z.re).sum::<f64>();
        (cost, z.map(|z| 2.0 * z.re * z + z.norm_sqr()))
    };
    let point = [1.0, 2.0, 3.0].map(|x| C64::new(x, 0.5 - x));
    let report = GradCheck::new("f").arguments(["z"]).run(&point, |z| {
        let (cost, gradient) = right(z);
        (cost, gradient.map(|g| g.conj()))
    });
    let printed = report.to_string();
    let (_, table) = printed.split_once("\n\n").unwrap();
    let (table, _) = table.split_once("\n\nrun").unwrap_or((table, ""));
    expect![[r#"
          block  shape      relative error  would notice  verdict
          z      3 complex  0.407 ± 1e-10   3.0e-7        FAIL

        probable cause
          analytic = the conjugate of numeric in z
            evidence: 3 of 3 imaginary parts have the wrong sign; every real part
              agrees
            mend: conjugating the gradient of z makes the check pass (tried: passes
              here and at 2 other points)

        worst components
          component  theta      analytic  numeric           rel. error  ratio
          z[2].im    -2.50000   15.0000   -15.0000 ± 1e-10  1.000       -1.000
          z[1].im    -1.50000   6.00000   -6.00000 ± 2e-10  1.000       -1.000
          z[0].im    -0.500000  1.00000   -1.00000 ± 2e-10  1.000       -1.000"#]]
    .assert_eq(table);
}

#[test]
fn a_real_gradient_of_a_complex_parameter_has_another_shape() {
    let report = GradCheck::new("f")
        .arguments(["z"])
        .run(&[C64::new(1.0, 2.0); 3], |z| {
            (z[0].norm_sqr(), z.map(|z| [2.0 * z.re, 2.0 * z.im]))
        });
    assert_eq!(
        report.problems()[0].to_string(),
        "the gradient of z has shape 3×2, but z has shape 3 complex: return a gradient of the parameter's shape"
    );
}

/// Twenty points each of costs that mix moduli, products and holomorphic functions.
#[test]
fn right_gradients_pass_wherever_they_are_drawn() {
    for seed in 0..20 {
        let z: [C64; 3] = drawn(seed, "z");
        // J = re(z₀ z₁ z₂) + |z₀ − conj(z₁)|² + log(1 + |z₂|²)
        let report = GradCheck::new("f").run(&z, |&[a, b, c]| {
            let apart = a - b.conj();
            let cost = (a * b * c).re + apart.norm_sqr() + c.norm_sqr().ln_1p();
            let gradient = [
                (b * c).conj() + 2.0 * apart,
                (a * c).conj() - 2.0 * apart.conj(),
                (a * b).conj() + 2.0 * c / (1.0 + c.norm_sqr()),
            ];
            (cost, gradient)
        });
        assert_eq!(report.verdict(), Verdict::Pass, "{seed}: {report}");
        assert_eq!(report.evaluations().full, 2 * 6 + 5, "{seed}: {report}");
    }
}
