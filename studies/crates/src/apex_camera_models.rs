//! apex-camera-models 0.4.0: projections with Jacobians of point, intrinsics and pose.

use apex_camera_models::*;
use apex_manifolds::se3::SE3;
use grad_check::grad_check;
use nalgebra_0_33::{Isometry3, SMatrix, Vector2, Vector3};

type Projected<const N: usize> =
    Result<(Vector2<f64>, (SMatrix<f64, 2, 3>, SMatrix<f64, 2, N>)), CameraModelError>;

macro_rules! cameras {
    ($($name:ident: $Camera:ident, $n:literal, $intrinsics:expr, $front:expr;)*) => {$(
        mod $name {
            use super::*;

            #[grad_check(jacobian, draws = 20, at(p = Vector3::from_iterator(randn(3) * 0.3) + Vector3::z() * $front * 1.4, k = $intrinsics))]
            fn project(p: &Vector3<f64>, k: [f64; $n]) -> Projected<$n> {
                let camera = $Camera::from(k);
                Ok((camera.project(p)?, (camera.jacobian_point(p), camera.jacobian_intrinsics(p))))
            }

            #[grad_check(jacobian, draws = 20, at = Isometry3::new(Vector3::z() * $front * 1.4, Vector3::from_iterator(randn(3) * 0.3)))]
            fn pose(pose: &Isometry3<f64>) -> Result<(Vector2<f64>, SMatrix<f64, 2, 6>), CameraModelError> {
                let (camera, p) = ($Camera::from($intrinsics), Vector3::new(0.2, 0.1, 0.3 * $front));
                let (of_point, of_pose) = camera.jacobian_pose(&p, &SE3::from_isometry(*pose));
                Ok((camera.project(&(pose * nalgebra_0_33::Point3::from(p)).coords)?, of_point * of_pose))
            }
        }
    )*};
}
cameras! {
    pinhole: PinholeCamera, 4, [500.0, 510.0, 320.0, 240.0], 1.0;
    rad_tan: RadTanCamera, 9, [500.0, 510.0, 320.0, 240.0, 0.1, -0.05, 0.001, 0.002, 0.01], 1.0;
    kannala_brandt: KannalaBrandtCamera, 8, [500.0, 510.0, 320.0, 240.0, 0.1, -0.05, 0.01, 0.002], 1.0;
    fov: FovCamera, 5, [500.0, 510.0, 320.0, 240.0, 0.9], 1.0;
    ucm: UcmCamera, 5, [500.0, 510.0, 320.0, 240.0, 0.6], 1.0;
    eucm: EucmCamera, 6, [500.0, 510.0, 320.0, 240.0, 0.6, 1.1], 1.0;
    double_sphere: DoubleSphereCamera, 6, [500.0, 510.0, 320.0, 240.0, -0.2, 0.6], 1.0;
    f_theta: FThetaCamera, 6, [320.0, 240.0, 500.0, 10.0, -20.0, 5.0], 1.0;
    bal: BALPinholeCameraStrict, 3, [500.0, 0.1, -0.05], -1.0;
}
