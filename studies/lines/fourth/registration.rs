use grad_check::grad_check;
use nalgebra::{Matrix3, Vector3};

fn cloud(phase: f64) -> Vec<Vector3<f64>> {
    (0..5).map(|k| { let k = k as f64; Vector3::new((k + phase).sin(), (1.7 * k).cos() + phase, 0.4 * k - 0.2 * phase) }).collect()
}

// Two clouds of points are brought together by yaw, pitch, a size and a shift; far points count less (Geman, McClure).
#[grad_check(
    at(yaw = 0.4, pitch = -0.3, log_size = 0.15, shift = Vector3::new(0.2, -0.5, 0.3)),
    given(from = cloud(0.3), to = cloud(0.8))
)]
fn registration(
    yaw: f64,
    pitch: f64,
    log_size: f64,
    shift: Vector3<f64>,
    from: &[Vector3<f64>],
    to: &[Vector3<f64>],
) -> (f64, (f64, f64, f64, Vector3<f64>)) {
    let (sy, cy) = yaw.sin_cos();
    let (sp, cp) = pitch.sin_cos();
    let turn = Matrix3::new(cy, -sy, 0.0, sy, cy, 0.0, 0.0, 0.0, 1.0);
    let tilt = Matrix3::new(cp, 0.0, sp, 0.0, 1.0, 0.0, -sp, 0.0, cp);
    let rotation = turn * tilt;
    let size = log_size.exp();
    let mut cost = 0.0;
    let mut on_points = Vec::new();
    for (p, q) in from.iter().zip(to) {
        let apart = size * (rotation * p) + shift - q;
        let square = apart.norm_squared();
        cost += square / (1.0 + square);
        let weight = 2.0 / (1.0 + square).powi(2); //~ let weight = 2.0 / (1.0 + square); //~ let weight = 1.0 / (1.0 + square).powi(2); //~ let weight = 2.0 * square / (1.0 + square).powi(2);
        on_points.push(apart * weight); //~ on_points.push(apart); //~ on_points.push(-apart * weight); //~ on_points.push((apart - shift) * weight);
    }
    let grad_shift: Vector3<f64> = on_points.iter().sum(); //~ let grad_shift: Vector3<f64> = on_points.iter().sum::<Vector3<f64>>() / from.len() as f64; //~ let grad_shift: Vector3<f64> = on_points.iter().skip(1).sum(); //~ let grad_shift: Vector3<f64> = on_points.iter().sum::<Vector3<f64>>() * size;
    let mut on_rotation = Matrix3::zeros();
    let mut grad_size = 0.0;
    for (g, p) in on_points.iter().zip(from) {
        grad_size += g.dot(&(rotation * p)); //~ grad_size += g.dot(p); //~ grad_size += g.dot(&(rotation.transpose() * p)); //~ grad_size = g.dot(&(rotation * p));
        on_rotation += size * g * p.transpose(); //~ on_rotation += g * p.transpose(); //~ on_rotation += size * p * g.transpose(); //~ on_rotation = size * g * p.transpose();
    }
    let on_turn = on_rotation * tilt.transpose(); //~ let on_turn = on_rotation * tilt; //~ let on_turn = tilt.transpose() * on_rotation; //~ let on_turn = on_rotation;
    let on_tilt = turn.transpose() * on_rotation; //~ let on_tilt = turn * on_rotation; //~ let on_tilt = on_rotation * turn.transpose(); //~ let on_tilt = tilt.transpose() * on_rotation;
    let d_turn = Matrix3::new(-sy, -cy, 0.0, cy, -sy, 0.0, 0.0, 0.0, 0.0); //~ let d_turn = Matrix3::new(-sy, cy, 0.0, -cy, -sy, 0.0, 0.0, 0.0, 0.0); //~ let d_turn = Matrix3::new(-sy, -cy, 0.0, cy, -sy, 0.0, 0.0, 0.0, 1.0); //~ let d_turn = Matrix3::new(-cy, -sy, 0.0, sy, -cy, 0.0, 0.0, 0.0, 0.0);
    let d_tilt = Matrix3::new(-sp, 0.0, cp, 0.0, 0.0, 0.0, -cp, 0.0, -sp); //~ let d_tilt = Matrix3::new(-sp, 0.0, -cp, 0.0, 0.0, 0.0, cp, 0.0, -sp); //~ let d_tilt = Matrix3::new(-sp, 0.0, cp, 0.0, 1.0, 0.0, -cp, 0.0, -sp); //~ let d_tilt = Matrix3::new(sp, 0.0, cp, 0.0, 0.0, 0.0, -cp, 0.0, sp);
    let grad_yaw = on_turn.dot(&d_turn); //~ let grad_yaw = on_turn.dot(&turn); //~ let grad_yaw = on_rotation.dot(&d_turn); //~ let grad_yaw = (on_turn * d_turn).trace();
    let grad_pitch = on_tilt.dot(&d_tilt); //~ let grad_pitch = on_turn.dot(&d_tilt); //~ let grad_pitch = -on_tilt.dot(&d_tilt); //~ let grad_pitch = on_tilt.dot(&d_tilt.transpose());
    (cost, (grad_yaw, grad_pitch, size * grad_size, grad_shift)) //~ (cost, (grad_yaw, grad_pitch, grad_size, grad_shift)) //~ (cost, (grad_pitch, grad_yaw, size * grad_size, grad_shift)) //~ (cost, (grad_yaw, grad_pitch, size * grad_size, size * grad_shift))
}
