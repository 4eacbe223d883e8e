//! Lists of rotations and rigid motions as outputs: an output for each number of each tangent space.

use grad_check::{GradCheck, Verdict, grad_check};
use nalgebra::{DMatrix, Isometry2, SMatrix, UnitQuaternion, Vector3};
use ndarray::Array1;

type Turn = UnitQuaternion<f64>;

fn turns() -> Vec<Turn> {
    let turn = |i: u8| Turn::from_scaled_axis(Vector3::new(0.3 * f64::from(i), 0.2, -0.1));
    (0..3).map(turn).collect()
}

/// The turn between each and the next, which follows the second and goes against the first.
fn between(turns: &[Turn], sign: f64) -> (Vec<Turn>, DMatrix<f64>) {
    let n = turns.len();
    let mut jacobian = DMatrix::zeros(3 * (n - 1), 3 * n);
    let apart = turns.windows(2).enumerate().map(|(i, pair)| {
        let apart = pair[0].inverse() * pair[1];
        let back = *apart.inverse().to_rotation_matrix().matrix();
        jacobian
            .view_mut((3 * i, 3 * i), (3, 3))
            .copy_from(&(sign * back));
        jacobian
            .view_mut((3 * i, 3 * i + 3), (3, 3))
            .fill_with_identity();
        apart
    });
    (apart.collect(), jacobian)
}

#[grad_check(jacobian, at = turns())]
fn odometry(turns: &[Turn]) -> (Vec<Turn>, DMatrix<f64>) {
    between(turns, -1.0)
}

#[should_panic(expected = "J is wrong")]
#[grad_check(jacobian, at = turns())]
fn odometry_with_a_sign_lost(turns: &[Turn]) -> (Vec<Turn>, DMatrix<f64>) {
    between(turns, 1.0)
}

#[allow(clippy::type_complexity)]
#[grad_check(pullback, at = turns())]
fn inverses(turns: &[Turn]) -> (Vec<Turn>, impl Fn(&[Vector3<f64>]) -> Vec<Vector3<f64>>) {
    let own = turns.to_vec();
    let backward = move |u: &[Vector3<f64>]| {
        let each = own.iter().zip(u);
        each.map(|(r, u)| -(r.inverse() * u)).collect()
    };
    (turns.iter().map(Turn::inverse).collect(), backward)
}

#[allow(clippy::type_complexity)]
#[should_panic(expected = "pullback check failed")]
#[grad_check(pullback, at = turns())]
fn inverses_turned_the_wrong_way(
    turns: &[Turn],
) -> (Vec<Turn>, impl Fn(&Vec<Vector3<f64>>) -> Vec<Vector3<f64>>) {
    let own = turns.to_vec();
    let backward = move |u: &Vec<Vector3<f64>>| {
        let each = own.iter().zip(u);
        each.map(|(r, u)| -(r * u)).collect()
    };
    (turns.iter().map(Turn::inverse).collect(), backward)
}

#[test]
fn arrays_of_motions_and_numbers_beside_them() {
    // Two poses along a path, and the length of the path.
    let path = |p: &[f64; 2], sign: f64| {
        let pose = |x: f64| Isometry2::new(nalgebra::Vector2::new(x, 0.0), 0.0);
        let mut jacobian = SMatrix::<f64, 7, 2>::zeros();
        jacobian[(0, 0)] = 1.0;
        jacobian[(3, 0)] = sign;
        (jacobian[(3, 1)], jacobian[(6, 0)], jacobian[(6, 1)]) = (1.0, 1.0, 1.0);
        (([pose(p[0]), pose(p[0] + p[1])], p[0] + p[1]), jacobian)
    };
    let check = |sign: f64| {
        let report = GradCheck::new("path").run_jacobian(&[0.4, 0.9], |p: &[f64; 2]| path(p, sign));
        (report.verdict(), report.problems().to_vec())
    };
    assert_eq!(check(1.0), (Verdict::Pass, Vec::new()));
    assert_eq!(check(-1.0), (Verdict::Fail, Vec::new()));
    let in_array = |p: &Array1<Turn>| {
        let n = 3 * p.len();
        (p.clone(), DMatrix::<f64>::identity(n, n))
    };
    let report = GradCheck::new("same").run_jacobian(&Array1::from_vec(turns()), in_array);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
}
