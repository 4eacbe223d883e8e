use grad_check::grad_check;
use nalgebra::{Matrix3, Vector3, vector};

/// A beacon, what the receiver read there, and the covariance of its place.
struct Beacon {
    place: Vector3<f64>,
    range: f64,
    spread: Matrix3<f64>,
}

fn beacons() -> Vec<Beacon> {
    let beacon = |x, y, z, range, a: f64, b| Beacon {
        place: vector![x, y, z],
        range,
        spread: Matrix3::new(a, b, 0.1, b, 0.5 + a, -b, 0.1, -b, 0.8),
    };
    vec![beacon(0.0, 0.0, 0.4, 2.3, 1.0, 0.2), beacon(3.0, 0.5, -0.2, 1.9, 0.5, -0.1), beacon(1.0, 4.0, 1.1, 2.7, 0.8, 0.3)]
}

// The receiver's clock is late and runs too fast, and it stands near a prior.
#[grad_check(
    at(pos = vector![1.4, 1.7, -0.5], late = 0.15, drift = 1.1),
    given(beacons = beacons(), prior = vector![1.0, 1.2, 0.0])
)]
fn locate(pos: Vector3<f64>, late: f64, drift: f64, beacons: &[Beacon], prior: Vector3<f64>) -> (f64, (Vector3<f64>, f64, f64)) {
    let mut cost = 0.0;
    let mut g_pos = Vector3::zeros();
    let mut g_late = 0.0;
    let mut g_drift = 0.0;
    for beacon in beacons {
        let d = pos - beacon.place;
        let dist = d.norm();
        let res = drift * dist + late - beacon.range;
        let var = 0.2 + d.dot(&(beacon.spread * d)) / 20.0;
        cost += 0.5 * res * res / var + 0.5 * var.ln();

        let g_res = res / var; //~ let g_res = res; //~ let g_res = 2.0 * res / var; //~ let g_res = res / (var * var); //~ let g_res = -res / var;
        let g_var = 0.5 / var - 0.5 * (res / var).powi(2); //~ let g_var = 0.5 / var - 0.5 * res.powi(2) / var; //~ let g_var = 0.5 / var; //~ let g_var = -0.5 * (res / var).powi(2); //~ let g_var = 0.5 / var + 0.5 * (res / var).powi(2);
        g_pos += d * (drift * g_res / dist); //~ g_pos += d * (drift * g_res); //~ g_pos += d * (g_res / dist); //~ g_pos = d * (drift * g_res / dist); //~ g_pos -= d * (drift * g_res / dist); //~ g_pos += pos * (drift * g_res / dist);
        g_pos += beacon.spread * d * (g_var / 10.0); //~ g_pos += beacon.spread * d * (g_var / 20.0); //~ g_pos += d * (g_var / 10.0); //~ g_pos += beacon.spread * pos * (g_var / 10.0);
        g_late += g_res; //~ g_late += res; //~ g_late = g_res; //~ g_late += g_res * dist;
        g_drift += g_res * dist; //~ g_drift += g_res; //~ g_drift += g_res * dist * drift; //~ g_drift -= g_res * dist;
    }
    let from_prior = pos - prior;
    cost += 0.5 * from_prior.norm_squared();
    g_pos += from_prior; //~ g_pos += 2.0 * from_prior; //~ g_pos -= from_prior; //~ g_pos += from_prior.normalize();
    (cost, (g_pos, g_late, g_drift))
}
