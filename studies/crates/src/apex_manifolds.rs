//! apex-manifolds 0.4.0: Lie groups, whose Jacobians are written to optional buffers.

use apex_manifolds::se2::{SE2, SE2Tangent};
use apex_manifolds::se3::{SE3, SE3Tangent};
use apex_manifolds::se23::{SE23, SE23Tangent};
use apex_manifolds::sgal3::{SGal3, SGal3Tangent};
use apex_manifolds::sim3::{Sim3, Sim3Tangent};
use apex_manifolds::so2::SO2;
use apex_manifolds::so3::{SO3, SO3Tangent};
use apex_manifolds::{LieGroup, Tangent};
use grad_check::grad_check;
use nalgebra_0_33::*;

#[grad_check(jacobian, draws = 20)]
fn so3_act(
    r: UnitQuaternion<f64>,
    v: Vector3<f64>,
) -> (Vector3<f64>, (Matrix3<f64>, Matrix3<f64>)) {
    let (mut of_r, mut of_v) = (Matrix3::zeros(), Matrix3::zeros());
    (
        SO3::new(r).act(&v, Some(&mut of_r), Some(&mut of_v)),
        (of_r, of_v),
    )
}

#[grad_check(jacobian, draws = 20)]
fn so3_log(r: UnitQuaternion<f64>) -> (Vector3<f64>, Matrix3<f64>) {
    let mut jacobian = Matrix3::zeros();
    (SO3::new(r).log(Some(&mut jacobian)).axis_angle(), jacobian)
}

#[grad_check(jacobian, draws = 20)]
fn so3_right_minus(
    a: UnitQuaternion<f64>,
    b: UnitQuaternion<f64>,
) -> (Vector3<f64>, (Matrix3<f64>, Matrix3<f64>)) {
    let (mut of_a, mut of_b) = (Matrix3::zeros(), Matrix3::zeros());
    (
        SO3::new(a)
            .right_minus(&SO3::new(b), Some(&mut of_a), Some(&mut of_b))
            .axis_angle(),
        (of_a, of_b),
    )
}

#[grad_check(jacobian, draws = 20)]
fn so3_exp(v: Vector3<f64>) -> (UnitQuaternion<f64>, Matrix3<f64>) {
    let mut jacobian = Matrix3::zeros();
    (
        SO3Tangent::new(v).exp(Some(&mut jacobian)).quaternion(),
        jacobian,
    )
}

#[grad_check(jacobian, draws = 20)]
fn se3_act(
    t: Isometry3<f64>,
    v: Vector3<f64>,
) -> (Vector3<f64>, (SMatrix<f64, 3, 6>, Matrix3<f64>)) {
    let (mut of_t, mut of_v) = (Matrix6::zeros(), Matrix3::zeros());
    let moved = SE3::from_isometry(t).act(&v, Some(&mut of_t), Some(&mut of_v));
    (moved, (of_t.fixed_rows::<3>(0).into_owned(), of_v))
}

#[grad_check(jacobian, draws = 20)]
fn se3_log(t: Isometry3<f64>) -> ((Vector3<f64>, Vector3<f64>), Matrix6<f64>) {
    let mut jacobian = Matrix6::zeros();
    let log = SE3::from_isometry(t).log(Some(&mut jacobian));
    ((log.rho(), log.theta()), jacobian)
}

// The buffer for the Jacobian is never written.
#[should_panic(expected = "J is wrong (analytic = 0 where numeric isn't in all 9 components)")]
#[grad_check(jacobian, draws = 20)]
fn so2_act(v: Vector3<f64>) -> (Vector3<f64>, Matrix3<f64>) {
    let mut of_v = Matrix3::zeros();
    (SO2::from_angle(0.7).act(&v, None, Some(&mut of_v)), of_v)
}

// With T·Exp(ρ, θ) the derivative of R p + t by θ is R (−y, x), and z stays. Returned are (−y, x), which is that for
// R = 1 alone, and 1 for z.
#[should_panic(expected = "J[*, t[2]] is wrong")]
#[grad_check(jacobian, draws = 20)]
fn se2_act(t: Isometry2<f64>, v: Vector3<f64>) -> (Vector3<f64>, (Matrix3<f64>, Matrix3<f64>)) {
    let (mut of_t, mut of_v) = (Matrix3::zeros(), Matrix3::zeros());
    (
        SE2::from_isometry(t).act(&v, Some(&mut of_t), Some(&mut of_v)),
        (of_t, of_v),
    )
}

#[grad_check(jacobian, draws = 20)]
fn se2_log(t: Isometry2<f64>) -> (Vector3<f64>, Matrix3<f64>) {
    let mut jacobian = Matrix3::zeros();
    let log = SE2::from_isometry(t).log(Some(&mut jacobian));
    (Vector3::new(log.x(), log.y(), log.angle()), jacobian)
}

// exp(φ) acts on a point: the Jacobian of the action by the right one of the exponential.
macro_rules! actions_of_exponentials {
    ($($(#[$attribute:meta])? $name:ident: $Group:ident, $n:literal, $exp:expr;)*) => {$(
        $(#[$attribute])?
        #[grad_check(jacobian, draws = 20)]
        fn $name(phi: SVector<f64, $n>, v: Vector3<f64>) -> (Vector3<f64>, (SMatrix<f64, 3, $n>, Matrix3<f64>)) {
            let (tangent, mut of_g, mut of_v) = ($exp(phi), $Group::zero_jacobian(), Matrix3::zeros());
            let moved = tangent.exp(None).act(&v, Some(&mut of_g), Some(&mut of_v));
            (moved, ((of_g * tangent.right_jacobian()).fixed_rows::<3>(0).into_owned(), of_v))
        }
    )*};
}
fn three<const N: usize>(phi: SVector<f64, N>, from: usize) -> Vector3<f64> {
    phi.fixed_rows::<3>(from).into_owned()
}
actions_of_exponentials! {
    so3_exp_act: SO3, 3, SO3Tangent::new;
    se3_exp_act: SE3, 6, |phi| SE3Tangent::new(three(phi, 0), three(phi, 3));
    sim3_exp_act: Sim3, 7, |phi: SVector<f64, 7>| Sim3Tangent::new(three(phi, 0), three(phi, 3), phi[6]);
    se23_exp_act: SE23, 9, |phi| SE23Tangent::new(three(phi, 0), three(phi, 3), three(phi, 6));
    // Two elements compose to t₁ + R₁ (t₂ + s₁ v₂), R₁ v₂ + v₁ and s₁ + s₂, so that the derivative of R p + t + s v by ν
    // is 2 s R. Returned is s R.
    #[should_panic(expected = "J[*, phi] is wrong (columns 3 to 8 of 10)")]
    sgal3_exp_act: SGal3, 10, |phi: SVector<f64, 10>| SGal3Tangent::new(three(phi, 0), three(phi, 3), three(phi, 6), phi[9]);
}

// Operations of the groups, in the tangent spaces of their values.
macro_rules! operations {
    ($($name:ident: $G:ident, $X:ty, $J:ty, $from:expr, $to:expr;)*) => {$(
        mod $name {
            use super::*;
            #[grad_check(jacobian, draws = 20)]
            fn inverse(x: $X) -> ($X, $J) {
                let mut of_x = $G::zero_jacobian();
                ($to($from(x).inverse(Some(&mut of_x))), of_x)
            }
            #[grad_check(jacobian, draws = 20)]
            fn compose(x: $X, y: $X) -> ($X, ($J, $J)) {
                let (mut of_x, mut of_y) = ($G::zero_jacobian(), $G::zero_jacobian());
                ($to($from(x).compose(&$from(y), Some(&mut of_x), Some(&mut of_y))), (of_x, of_y))
            }
            #[grad_check(jacobian, draws = 20)]
            fn between(x: $X, y: $X) -> ($X, ($J, $J)) {
                let (mut of_x, mut of_y) = ($G::zero_jacobian(), $G::zero_jacobian());
                ($to($from(x).between(&$from(y), Some(&mut of_x), Some(&mut of_y))), (of_x, of_y))
            }
        }
    )*};
}
type One = SMatrix<f64, 1, 1>;
operations! {
    so2: SO2, UnitComplex<f64>, One, SO2::new, |g: SO2| g.complex();
    so3: SO3, UnitQuaternion<f64>, Matrix3<f64>, SO3::new, |g: SO3| g.quaternion();
    se2: SE2, Isometry2<f64>, Matrix3<f64>, SE2::from_isometry, |g: SE2| g.isometry();
    se3: SE3, Isometry3<f64>, Matrix6<f64>, SE3::from_isometry, |g: SE3| g.isometry();
}

#[grad_check(jacobian, draws = 20)]
fn se3_exp(v: SVector<f64, 6>) -> (Isometry3<f64>, Matrix6<f64>) {
    let mut jacobian = Matrix6::zeros();
    let tangent = SE3Tangent::new(three(v, 0), three(v, 3));
    (tangent.exp(Some(&mut jacobian)).isometry(), jacobian)
}

#[grad_check(jacobian, draws = 20)]
fn se2_exp(v: Vector3<f64>) -> (Isometry2<f64>, Matrix3<f64>) {
    let mut jacobian = Matrix3::zeros();
    let tangent = SE2Tangent::new(v.x, v.y, v.z);
    (tangent.exp(Some(&mut jacobian)).isometry(), jacobian)
}
