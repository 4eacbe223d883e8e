use grad_check::grad_check;
use nalgebra::{Matrix2, Vector2};

/// A turn, a shift and a scale that lay one scan onto another, with a robust weight.
#[grad_check(at(angle = 0.4, shift = Vector2::new(0.3, -0.2), log_scale = 0.2), given(pairs = vec![(Vector2::new(1.0, 0.2), Vector2::new(1.3, 0.9)), (Vector2::new(-0.5, 0.8), Vector2::new(-0.4, 0.3)), (Vector2::new(0.3, -1.1), Vector2::new(1.2, -1.4)), (Vector2::new(-0.9, -0.6), Vector2::new(-0.3, -1.6))]))]
fn pose(angle: f64, shift: Vector2<f64>, log_scale: f64, pairs: &[(Vector2<f64>, Vector2<f64>)]) -> (f64, (f64, Vector2<f64>, f64)) {
    let (sin, cos) = angle.sin_cos();
    let turn = Matrix2::new(cos, -sin, sin, cos);
    let scale = log_scale.exp();
    let mut energy = 0.0;
    let mut turn_bar = Matrix2::zeros();
    let mut shift_bar = Vector2::zeros();
    let mut scale_bar = 0.0;
    for (from, to) in pairs {
        let turned = turn * from;
        let residual = turned * scale + shift - to;
        let square = residual.norm_squared();
        let root = (1.0 + square).sqrt();
        energy += root - 1.0;
        let residual_bar = residual / root; //~ let residual_bar = residual; //~ let residual_bar = residual * root; //~ let residual_bar = residual / square; //~ let residual_bar = residual * 2.0 / root; //~ let residual_bar = -residual / root;
        shift_bar += residual_bar; //~ shift_bar += residual; //~ shift_bar = residual_bar; //~ shift_bar -= residual_bar; //~ shift_bar += residual_bar * scale;
        scale_bar += residual_bar.dot(&turned); //~ scale_bar += residual_bar.dot(from); //~ scale_bar += residual.dot(&turned); //~ scale_bar += residual_bar.dot(to); //~ scale_bar = residual_bar.dot(&turned); //~ scale_bar += residual_bar.dot(&turned) * scale;
        turn_bar += residual_bar * from.transpose() * scale; //~ turn_bar += residual_bar * from.transpose(); //~ turn_bar += from * residual_bar.transpose() * scale; //~ turn_bar += residual_bar * turned.transpose() * scale; //~ turn_bar = residual_bar * from.transpose() * scale; //~ turn_bar += residual * from.transpose() * scale;
    }
    let sin_bar = turn_bar[(1, 0)] - turn_bar[(0, 1)]; //~ let sin_bar = turn_bar[(0, 1)] - turn_bar[(1, 0)]; //~ let sin_bar = turn_bar[(1, 0)] + turn_bar[(0, 1)]; //~ let sin_bar = turn_bar[(1, 0)]; //~ let sin_bar = turn_bar[(1, 1)] - turn_bar[(0, 1)];
    let cos_bar = turn_bar.trace(); //~ let cos_bar = turn_bar[(0, 0)]; //~ let cos_bar = turn_bar.sum(); //~ let cos_bar = turn_bar[(0, 0)] - turn_bar[(1, 1)];
    let angle_bar = cos * sin_bar - sin * cos_bar; //~ let angle_bar = cos * sin_bar + sin * cos_bar; //~ let angle_bar = sin * sin_bar - cos * cos_bar; //~ let angle_bar = cos * sin_bar; //~ let angle_bar = sin_bar - cos_bar;
    (energy, (angle_bar, shift_bar, scale * scale_bar)) //~ (energy, (angle_bar, shift_bar, scale_bar)) //~ (energy, (-angle_bar, shift_bar, scale * scale_bar)) //~ (energy, (angle_bar, shift_bar * scale, scale * scale_bar)) //~ (energy, (angle_bar, shift_bar, log_scale * scale_bar))
}
