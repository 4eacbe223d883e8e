//! Bundle adjustment: the reprojection of a landmark into a pinhole camera, by an axis-angle rotation
//! and by a pose on SE(3), and the mistakes that people make in its Jacobian.

#![allow(clippy::trivially_copy_pass_by_ref)]

use grad_check::{BlockReport, GradCheck, Params, Report, Verdict, grad_check};
use nalgebra::{
    Isometry3, Matrix2x3, Matrix2x4, Matrix2x6, Matrix3, Point3, Rotation3, Vector2, Vector3,
    Vector4,
};

/// Where the camera saw the landmark, in pixels.
const SEEN: Vector2<f64> = Vector2::new(400.0, 210.0);

/// Focal lengths and principal point.
type Intrinsics = Vector4<f64>;

const CAMERA: Intrinsics = Vector4::new(520.0, 515.0, 320.0, 240.0);

/// A pixel, with its derivatives with respect to the point before the camera and to the intrinsics.
fn project(p: &Vector3<f64>, k: &Intrinsics) -> (Vector2<f64>, Matrix2x3<f64>, Matrix2x4<f64>) {
    let (x, y) = (p.x / p.z, p.y / p.z);
    let pixel = Vector2::new(k[0] * x + k[2], k[1] * y + k[3]);
    let of_point = Matrix2x3::new(k[0], 0.0, -k[0] * x, 0.0, k[1], -k[1] * y) / p.z;
    let of_camera = Matrix2x4::new(x, 0.0, 1.0, 0.0, 0.0, y, 0.0, 1.0);
    (pixel, of_point, of_camera)
}

/// The right Jacobian of SO(3): Exp(ω + δ) = Exp(ω) Exp(J δ) (Solà, Deray and Atchuthan 2018, eq. 143).
fn right_jacobian(omega: &Vector3<f64>) -> Matrix3<f64> {
    let (angle, cross) = (omega.norm(), omega.cross_matrix());
    let once = (1.0 - angle.cos()) / (angle * angle);
    let twice = (angle - angle.sin()) / angle.powi(3);
    Matrix3::identity() - cross * once + cross * cross * twice
}

type Parts = (
    Matrix2x3<f64>,
    Matrix2x3<f64>,
    Matrix2x3<f64>,
    Matrix2x4<f64>,
);

/// u − û for a rotation by axis and angle, a translation, a landmark and the intrinsics.
#[grad_check(
    jacobian,
    eps = 1e-6,
    outputs = ["u", "v"],
    at(
        omega = Vector3::new(0.3, -0.2, 0.5),
        t = Vector3::new(0.1, -0.3, 4.0),
        landmark = Vector3::new(0.7, 0.4, 0.9),
        camera = CAMERA
    ),
    given(seen = SEEN)
)]
fn residual(
    omega: &Vector3<f64>,
    t: &Vector3<f64>,
    landmark: &Vector3<f64>,
    camera: &Intrinsics,
    seen: &Vector2<f64>,
) -> (Vector2<f64>, Parts) {
    let rotation = Rotation3::from_scaled_axis(*omega).into_inner();
    let (pixel, of_point, of_camera) = project(&(rotation * landmark + t), camera);
    let of_omega = of_point * rotation * -landmark.cross_matrix() * right_jacobian(omega);
    (
        pixel - seen,
        (of_omega, of_point, of_point * rotation, of_camera),
    )
}

/// The same with the pose on its manifold: T · Exp(ρ, ω) moves the landmark by R(ρ + ω × p).
#[derive(Clone, Params)]
struct View {
    pose: Isometry3<f64>,
    landmark: Point3<f64>,
}

type ViewParts = (Matrix2x6<f64>, Matrix2x3<f64>);

fn reproject(view: &View) -> (Vector2<f64>, ViewParts) {
    let (pixel, of_point, _) = project(&(view.pose * view.landmark).coords, &CAMERA);
    let moved = of_point * view.pose.rotation.to_rotation_matrix().into_inner();
    let mut of_pose = Matrix2x6::zeros();
    of_pose.fixed_columns_mut::<3>(0).copy_from(&moved);
    of_pose
        .fixed_columns_mut::<3>(3)
        .copy_from(&(moved * -view.landmark.coords.cross_matrix()));
    (pixel - SEEN, (of_pose, moved))
}

/// Its Jacobian, by the names of its parameters.
#[derive(grad_check::Flatten)]
struct ViewJacobian {
    pose: Matrix2x6<f64>,
    landmark: Matrix2x3<f64>,
}

fn check(seed: u64, mistake: impl Fn(&View, &mut ViewParts)) -> Report {
    let mut rng = grad_check::Rng::new(seed);
    let mut around = |size: f64| Vector3::from_fn(|_, _| size * rng.normal());
    let translation = around(0.3) + Vector3::new(0.0, 0.0, 4.0);
    let view = View {
        pose: Isometry3::new(translation, around(0.5)),
        landmark: Point3::from(around(0.5)),
    };
    let check = GradCheck::new("reprojection").outputs(["u", "v"]);
    check.run_jacobian(&view, |view: &View| {
        let (outputs, mut parts) = reproject(view);
        mistake(view, &mut parts);
        let (pose, landmark) = parts;
        (outputs, ViewJacobian { pose, landmark })
    })
}

fn failing(report: &Report) -> Vec<&str> {
    let blocks = report.blocks().iter();
    let failing = blocks.filter(|block| block.verdict() == Verdict::Fail);
    failing.map(BlockReport::path).collect()
}

#[test]
fn a_pose_on_its_manifold_takes_2n_plus_5_evaluations_at_every_point() {
    for seed in 0..100 {
        let report = check(seed, |_, _| {});
        report.assert();
        assert_eq!(report.evaluations().full, 2 * 9 + 5);
    }
}

#[test]
fn a_pose_perturbed_on_the_other_side_is_wrong_in_its_rotation() {
    let report = check(0, |view, (pose, _)| {
        // As for Exp(δ) · T: the landmark is turned where it already is.
        let (_, of_point, _) = project(&(view.pose * view.landmark).coords, &CAMERA);
        let turned = view.pose.rotation * view.landmark.coords;
        pose.fixed_columns_mut::<3>(3)
            .copy_from(&(of_point * -turned.cross_matrix()));
    });
    assert_eq!(failing(&report), ["J[u, pose]", "J[v, pose]"]);
    let wrong = report.blocks()[0].wrong().map(|c| c.index()[0]);
    assert!(wrong.eq(3..6));
}

#[test]
fn a_forgotten_rotation_is_wrong_in_the_landmark_alone() {
    let report = check(0, |view, (_, landmark)| {
        (_, *landmark, _) = project(&(view.pose * view.landmark).coords, &CAMERA);
    });
    assert_eq!(failing(&report), ["J[u, landmark]", "J[v, landmark]"]);
}

#[test]
fn a_sign_in_the_depth_of_one_row_is_located() {
    let report = check(0, |_, (_, landmark)| landmark[(1, 2)] = -landmark[(1, 2)]);
    assert_eq!(failing(&report), ["J[v, landmark]"]);
    assert_eq!(
        report.findings()[0].message(),
        "J[v, landmark] is wrong: only J[v, landmark[2]] of 3 components, analytic = −numeric there"
    );
}
