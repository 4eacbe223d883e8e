//! Each version of nalgebra has a feature, and several stand beside each other.

use grad_check::nalgebra::left;
use grad_check::{GradCheck, Params, Verdict, grad_check};

macro_rules! version {
    ($module:ident, $nalgebra:ident, $feature:literal) => {
        #[cfg(feature = $feature)]
        mod $module {
            use super::*;
            use $nalgebra::{DMatrix, DVector, DVectorView, Matrix3, UnitQuaternion, Vector3};

            #[grad_check(jacobian)]
            fn product(
                a: Matrix3<f64>,
                x: Vector3<f64>,
            ) -> (Vector3<f64>, (DMatrix<f64>, Matrix3<f64>)) {
                let of_a = DMatrix::from_fn(3, 9, |i, j| if i == j / 3 { x[j % 3] } else { 0.0 });
                (a * x, (of_a, a))
            }

            #[grad_check(at = randn(4))]
            fn drawn(x: &DVector<f64>) -> (f64, DVector<f64>) {
                (x.norm_squared() / 2.0, x.clone())
            }

            #[grad_check(at = DVector::from_vec(vec![0.3, -1.2]))]
            fn view(x: DVectorView<'_, f64>) -> (f64, DVector<f64>) {
                (x.norm_squared() / 2.0, x.into_owned())
            }

            #[should_panic(
                expected = "rotation: r is wrong (analytic = −numeric in all 3 components)"
            )]
            #[grad_check]
            fn rotation(r: UnitQuaternion<f64>) -> (f64, Vector3<f64>) {
                let (a, v) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(0.3, -0.5, 0.2));
                (a.dot(&(r * v)), -v.cross(&(r.inverse() * a)))
            }

            #[derive(Clone, Params)]
            struct Attitude(#[params(with = left)] UnitQuaternion<f64>);

            #[test]
            fn perturbed_on_the_left() {
                let (a, v) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(0.3, -0.5, 0.2));
                let point = Attitude(UnitQuaternion::from_euler_angles(0.3, 0.2, -0.7));
                let height = |at: &Attitude| (a.dot(&(at.0 * v)), (at.0 * v).cross(&a));
                let report = GradCheck::new("height").run(&point, height);
                assert_eq!(report.verdict(), Verdict::Pass, "{report}");
            }
        }
    };
}
version!(of_0_33, nalgebra_0_33, "nalgebra-0-33");
version!(of_0_34, nalgebra_0_34, "nalgebra-0-34");
version!(of_0_35, nalgebra, "nalgebra");

#[test]
fn the_feature_of_all_versions_is_that_of_each_in_both_crates() {
    // What the facade exports goes by its own features: one that is only handed on exports nothing.
    let feature = |manifest: &'static str| manifest.lines().find(|l| l.starts_with("nalgebra = ["));
    let facade = feature(include_str!("../../Cargo.toml"));
    assert!(facade.is_some());
    assert_eq!(
        facade,
        feature(include_str!("../../gradcheck-core/Cargo.toml"))
    );
}
