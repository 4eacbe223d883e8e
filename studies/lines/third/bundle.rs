use grad_check::grad_check;
use nalgebra::{Matrix2x3, Matrix3, RowVector3, Vector2, Vector3};

fn skew(v: &Vector3<f64>) -> Matrix3<f64> {
    Matrix3::new(0.0, -v.z, v.y, v.z, 0.0, -v.x, -v.y, v.x, 0.0)
}

/// Rodrigues' rotation without singularity: the map of Cayley.
fn rotation(w: &Vector3<f64>) -> Matrix3<f64> {
    let s = skew(w);
    Matrix3::identity() + (s + s * s * 0.5) * (1.0 / (1.0 + w.norm_squared() / 4.0))
}

fn project(p: &Vector3<f64>) -> Vector2<f64> {
    Vector2::new(p.x / p.z, p.y / p.z)
}

struct Sight {
    point: usize,
    at: Vector2<f64>,
}

fn sights() -> Vec<Sight> {
    [(0, 0.1, 0.25), (1, -0.2, 0.1), (2, 0.3, -0.3), (1, -0.25, 0.15)]
        .into_iter()
        .map(|(point, u, v)| Sight { point, at: Vector2::new(u, v) })
        .collect()
}

fn points() -> Vec<Vector3<f64>> {
    vec![Vector3::new(0.3, 0.5, 2.1), Vector3::new(-0.6, 0.2, 2.7), Vector3::new(0.8, -0.7, 3.2)]
}

// One camera with two coefficients of radial distortion; translation, focal length and points are adjusted, rotation is known.
#[grad_check(
    at(shift = Vector3::new(0.1, -0.2, 0.3), focal = 1.2, distortion = Vector2::new(-0.1, 0.05), points = points()),
    given(turn = Vector3::new(0.2, -0.1, 0.3), sights = sights())
)]
fn reprojection(
    shift: &Vector3<f64>,
    focal: f64,
    distortion: &Vector2<f64>,
    points: &[Vector3<f64>],
    turn: &Vector3<f64>,
    sights: &[Sight],
) -> (f64, (Vector3<f64>, f64, Vector2<f64>, Vec<Vector3<f64>>)) {
    let r = rotation(turn);
    let mut cost = 0.0;
    let mut j_shift = RowVector3::zeros();
    let mut j_focal = 0.0;
    let mut j_distortion = Vector2::zeros();
    let mut j_points = vec![Vector3::zeros(); points.len()];
    for sight in sights {
        let camera = r * points[sight.point] + shift;
        let n = project(&camera);
        let rho = n.norm_squared();
        let factor = 1.0 + distortion.x * rho + distortion.y * rho * rho;
        let residual = n * (focal * factor) - sight.at;
        cost += 0.5 * residual.norm_squared();

        j_focal += residual.dot(&n) * factor; //~ j_focal += residual.dot(&n); //~ j_focal += residual.dot(&n) * factor * focal; //~ j_focal += residual.norm_squared() * factor; //~ j_focal = residual.dot(&n) * factor;
        let along = residual.dot(&n) * focal; //~ let along = residual.dot(&n); //~ let along = residual.dot(&n) * factor; //~ let along = -residual.dot(&n) * focal;
        j_distortion += Vector2::new(rho, rho * rho) * along; //~ j_distortion += Vector2::new(rho * rho, rho) * along; //~ j_distortion += Vector2::new(rho, rho.sqrt()) * along; //~ j_distortion += Vector2::new(rho, 2.0 * rho * rho) * along; //~ j_distortion -= Vector2::new(rho, rho * rho) * along;
        let d_rho = (distortion.x + 2.0 * distortion.y * rho) * along; //~ let d_rho = (distortion.x + distortion.y * rho) * along; //~ let d_rho = (distortion.x + 2.0 * distortion.y) * along; //~ let d_rho = (1.0 + distortion.x * rho + distortion.y * rho * rho) * along; //~ let d_rho = distortion.x + 2.0 * distortion.y * rho;
        let d_n = residual * (focal * factor) + n * (2.0 * d_rho); //~ let d_n = residual * (focal * factor) + n * d_rho; //~ let d_n = residual * (focal * factor); //~ let d_n = residual * focal + n * (2.0 * d_rho); //~ let d_n = residual * (focal * factor) - n * (2.0 * d_rho);
        let z_inv = 1.0 / camera.z; //~ let z_inv = 1.0 / points[sight.point].z; //~ let z_inv = 1.0 / (camera.z * camera.z); //~ let z_inv = camera.z;
        let d_project = Matrix2x3::new(z_inv, 0.0, -n.x * z_inv, 0.0, z_inv, -n.y * z_inv); //~ let d_project = Matrix2x3::new(z_inv, 0.0, n.x * z_inv, 0.0, z_inv, n.y * z_inv); //~ let d_project = Matrix2x3::new(z_inv, 0.0, -n.x, 0.0, z_inv, -n.y); //~ let d_project = Matrix2x3::new(z_inv, 0.0, -n.y * z_inv, 0.0, z_inv, -n.x * z_inv); //~ let d_project = Matrix2x3::new(z_inv, 0.0, 0.0, 0.0, z_inv, 0.0);
        let j_camera = d_n.transpose() * d_project; //~ let j_camera = residual.transpose() * d_project; //~ let j_camera = n.transpose() * d_project; //~ let j_camera = -d_n.transpose() * d_project;
        j_shift += j_camera; //~ j_shift -= j_camera; //~ j_shift = j_camera; //~ j_shift += j_camera * r;
        j_points[sight.point] += (j_camera * r).transpose(); //~ j_points[sight.point] += j_camera.transpose(); //~ j_points[sight.point] += (j_camera * r.transpose()).transpose(); //~ j_points[sight.point] = (j_camera * r).transpose(); //~ j_points[0] += (j_camera * r).transpose();
    }
    (cost, (j_shift.transpose(), j_focal, j_distortion, j_points))
}
