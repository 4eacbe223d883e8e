use grad_check::grad_check;
use nalgebra::{Matrix2, Vector2, vector};

const RAYS: [(f64, f64); 4] = [(0.5, 0.02), (0.2, -0.05), (-0.4, 0.03), (0.8, -0.01)];

/// Thin lenses and gaps between them as matrices of two by two, with an error of the third order at each lens.
#[grad_check(at(power = [0.8, -0.4, 0.6], gap = [0.3, 0.5, 0.9], sphere = 0.2))]
fn focused(power: [f64; 3], gap: [f64; 3], sphere: f64) -> (f64, [f64; 3], [f64; 3], f64) {
    let mut spot = 0.0;
    let (mut d_power, mut d_gap, mut d_sphere) = ([0.0; 3], [0.0; 3], 0.0);
    for (height, angle) in RAYS {
        let mut ray = vector![height, angle];
        let mut hits = Vec::with_capacity(3);
        let mut exits = Vec::with_capacity(3);
        for k in 0..3 {
            hits.push(ray);
            let bent = Vector2::new(ray.x, ray.y - power[k] * ray.x - sphere * ray.x.powi(3));
            exits.push(bent);
            ray = Matrix2::new(1.0, gap[k], 0.0, 1.0) * bent;
        }
        spot += ray.x.powi(2) + 0.1 * ray.y.powi(2);

        let mut back = vector![2.0 * ray.x, 0.2 * ray.y]; //~ let mut back = vector![ray.x, 0.2 * ray.y]; //~ let mut back = vector![2.0 * ray.x, 0.0]; //~ let mut back = vector![0.2 * ray.y, 2.0 * ray.x]; //~ let mut back = 2.0 * ray;
        while let (Some(hit), Some(exit)) = (hits.pop(), exits.pop()) {
            let k = hits.len();
            d_gap[k] += back.x * exit.y; //~ d_gap[k] += back.x * exit.x; //~ d_gap[k] += back.x * hit.y; //~ d_gap[k] = back.x * exit.y; //~ d_gap[k] += back.y * exit.y;
            back = Matrix2::new(1.0, 0.0, gap[k], 1.0) * back; //~ back = Matrix2::new(1.0, gap[k], 0.0, 1.0) * back; //~ back = Matrix2::new(1.0, 0.0, -gap[k], 1.0) * back; //~ back.y = gap[k] * back.x;
            let bend = -back.y; //~ let bend = back.y; //~ let bend = -back.x; //~ let bend = -back.y * power[k];
            d_power[k] += bend * hit.x; //~ d_power[k] += bend; //~ d_power[k] += bend * exit.y; //~ d_power[k] -= bend * hit.x; //~ d_power[k] = bend * hit.x;
            d_sphere += bend * hit.x.powi(3); //~ d_sphere += bend * hit.x.powi(2); //~ d_sphere += 3.0 * bend * hit.x.powi(3); //~ d_sphere = bend * hit.x.powi(3); //~ d_sphere += bend * sphere * hit.x.powi(3);
            let slope = power[k] + 3.0 * sphere * hit.x.powi(2); //~ let slope = power[k] + sphere * hit.x.powi(2); //~ let slope = power[k]; //~ let slope = power[k] + 3.0 * hit.x.powi(2);
            back.x += bend * slope; //~ back.x -= bend * slope; //~ back.x = bend * slope; //~ back.x += bend * power[k]; //~ back.x += slope;
        }
    }
    (spot, d_power, d_gap, d_sphere) //~ (spot, d_gap, d_power, d_sphere) //~ (spot, d_power, d_gap, d_sphere / sphere)
}
