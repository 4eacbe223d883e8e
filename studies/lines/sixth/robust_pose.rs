use grad_check::grad_check;
use nalgebra::{Matrix2, Vector2};

/// A pose in the plane from matched points, some of which are outliers: Geman and McClure's cost, with nalgebra's statics.
#[grad_check(
    at(angle = 0.4, shift = Vector2::new(0.3, -0.2), log_scale = 0.1),
    given(from = vec![Vector2::new(0.2, 0.9), Vector2::new(-0.7, 0.4), Vector2::new(1.1, -0.3), Vector2::new(0.5, -1.2)],
          to = vec![Vector2::new(0.4, 0.8), Vector2::new(-0.9, 0.3), Vector2::new(1.9, 0.6), Vector2::new(1.0, -1.0)],
          width = 0.8)
)]
fn robust_pose(
    angle: f64,
    shift: Vector2<f64>,
    log_scale: f64,
    from: &[Vector2<f64>],
    to: &[Vector2<f64>],
    width: f64,
) -> Result<(f64, f64, Vector2<f64>, f64), String> {
    if from.len() != to.len() {
        return Err(format!("{} points and {}", from.len(), to.len()));
    }
    let (sin, cos) = angle.sin_cos();
    let turn = Matrix2::new(cos, -sin, sin, cos);
    let scale = log_scale.exp();
    let mut cost = 0.0;
    let mut of_angle = 0.0;
    let mut of_shift = Vector2::zeros();
    let mut of_scale = 0.0;
    let turn_slope = Matrix2::new(-sin, -cos, cos, -sin); //~ let turn_slope = Matrix2::new(-sin, cos, -cos, -sin); //~ let turn_slope = turn; //~ let turn_slope = Matrix2::new(-sin, -cos, cos, sin); //~ let turn_slope = Matrix2::new(sin, -cos, cos, sin);
    for (a, b) in from.iter().zip(to) {
        let turned = turn * a;
        let residual = scale * turned + shift - b;
        let square = residual.norm_squared() / (width * width);
        cost += 0.5 * square / (1.0 + square);

        let trust = 1.0 / (1.0 + square).powi(2); //~ let trust = 1.0 / (1.0 + square); //~ let trust = 1.0; //~ let trust = 1.0 / (1.0 + square).powi(3); //~ let trust = (1.0 + square).powi(2);
        let pull = residual * (trust / (width * width)); //~ let pull = residual * trust; //~ let pull = residual * (trust / width); //~ let pull = residual / (width * width); //~ let pull = -residual * (trust / (width * width)); //~ let pull = residual * (2.0 * trust / (width * width));
        of_shift += pull; //~ of_shift -= pull; //~ of_shift = pull; //~ of_shift += residual; //~ of_shift += scale * pull;
        let velocity = turn_slope * a * scale; //~ let velocity = turn_slope * a; //~ let velocity = turn_slope * b * scale; //~ let velocity = turned * scale; //~ let velocity = turn_slope.transpose() * a * scale;
        of_angle += pull.dot(&velocity); //~ of_angle -= pull.dot(&velocity); //~ of_angle += pull.x * velocity.x; //~ of_angle = pull.dot(&velocity); //~ of_angle += residual.dot(&velocity); //~ of_angle += angle * pull.dot(&velocity);
        of_scale += pull.dot(&turned); //~ of_scale += pull.dot(a); //~ of_scale -= pull.dot(&turned); //~ of_scale = pull.dot(&turned); //~ of_scale += pull.dot(&residual); //~ of_scale += residual.dot(&turned);
    }
    let of_log_scale = of_scale * scale; //~ let of_log_scale = of_scale; //~ let of_log_scale = of_scale * log_scale; //~ let of_log_scale = of_scale / scale;
    Ok((cost, of_angle, of_shift, of_log_scale)) //~ Ok((cost, of_log_scale, of_shift, of_angle)) //~ Ok((cost, of_angle, of_shift, of_scale)) //~ Ok((cost, of_angle, -of_shift, of_log_scale))
}
