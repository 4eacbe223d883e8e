use grad_check::grad_check;
use nalgebra::{Matrix3x2, Vector2, Vector3};

fn unit(v: &Vector3<f64>) -> (Vector3<f64>, f64) {
    let norm = v.norm();
    (v / norm, norm)
}

/// The gradient of a vector, from that of its direction.
fn unit_back(direction: &Vector3<f64>, norm: f64, bar: &Vector3<f64>) -> Vector3<f64> {
    (bar - direction * direction.dot(bar)) / norm
}

/// Pairs that are alike or not, by the cosine of what two maps make of them, with a temperature.
#[grad_check(at(left = Matrix3x2::new(0.4, -0.7, 0.9, 0.2, -0.3, 0.8), right = Matrix3x2::new(-0.5, 0.6, 0.1, 0.7, 0.8, -0.2), heat = 0.4), given(pairs = vec![(Vector2::new(0.5, 1.1), Vector2::new(-0.4, 0.9), 1.0), (Vector2::new(-0.8, 0.3), Vector2::new(0.7, 0.2), 0.0), (Vector2::new(1.2, -0.6), Vector2::new(0.3, -1.0), 1.0)]))]
fn cosine(left: &Matrix3x2<f64>, right: &Matrix3x2<f64>, heat: f64, pairs: &[(Vector2<f64>, Vector2<f64>, f64)]) -> (f64, (Matrix3x2<f64>, Matrix3x2<f64>, f64)) {
    let mut cost = 0.0;
    let mut d_left = Matrix3x2::zeros();
    let mut d_right = Matrix3x2::zeros();
    let mut d_heat = 0.0;
    let scale = heat.exp();
    for (a, b, alike) in pairs {
        let (u, u_norm) = unit(&(left * a));
        let (v, v_norm) = unit(&(right * b));
        let cosine = u.dot(&v);
        let p = 1.0 / (1.0 + (-scale * cosine).exp());
        cost -= alike * p.ln() + (1.0 - alike) * (1.0 - p).ln();

        let d_logit = p - alike; //~ let d_logit = alike - p; //~ let d_logit = p; //~ let d_logit = (p - alike) * p * (1.0 - p); //~ let d_logit = p - 0.5 * alike;
        d_heat += d_logit * scale * cosine; //~ d_heat += d_logit * cosine; //~ d_heat = d_logit * scale * cosine; //~ d_heat += d_logit * scale; //~ d_heat -= d_logit * scale * cosine; //~ d_heat += d_logit * heat * cosine;
        let d_cosine = d_logit * scale; //~ let d_cosine = d_logit; //~ let d_cosine = d_logit / scale; //~ let d_cosine = d_logit * heat; //~ let d_cosine = -d_logit * scale;
        let d_u = unit_back(&u, u_norm, &(v * d_cosine)); //~ let d_u = unit_back(&u, u_norm, &(u * d_cosine)); //~ let d_u = unit_back(&v, u_norm, &(v * d_cosine)); //~ let d_u = unit_back(&u, 1.0, &(v * d_cosine)); //~ let d_u = v * d_cosine;
        let d_v = unit_back(&v, v_norm, &(u * d_cosine)); //~ let d_v = unit_back(&v, u_norm, &(u * d_cosine)); //~ let d_v = unit_back(&v, v_norm, &(u * d_logit)); //~ let d_v = u * d_cosine / v_norm; //~ let d_v = -unit_back(&v, v_norm, &(u * d_cosine));
        d_left += d_u * a.transpose(); //~ d_left += d_u * b.transpose(); //~ d_left = d_u * a.transpose(); //~ d_left -= d_u * a.transpose(); //~ d_left += d_v * a.transpose();
        d_right += d_v * b.transpose(); //~ d_right += d_v * a.transpose(); //~ d_right = d_v * b.transpose(); //~ d_right += d_u * b.transpose(); //~ d_right += 2.0 * d_v * b.transpose();
    }
    (cost, (d_left, d_right, d_heat)) //~ (cost, (d_right, d_left, d_heat)) //~ (cost, (d_left, d_right, d_heat * heat))
}
