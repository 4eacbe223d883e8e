//! Potentials of atoms in metres and joules, the first of them at the origin: parameters of 1e-10 beside zeros, energies
//! of 1e-19.

use super::Family;
use crate::draw::below;
use crate::problem::Problem;
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "atoms in metres", draw, ..Family::PLAIN },
];

fn draw(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("atoms");
    let pair = [lennard_jones, morse, ionic][below(rng, 3)];
    let (count, size) = (2 + below(rng, 4), 2e-10 + 2e-10 * rng.unit());
    let depth = 10f64.powf(-21.0 + 2.0 * rng.unit());
    let mut positions = vec![0.0; 3];
    for atom in 1..count {
        // Along a chain, so that none are too near to each other; on an axis every other time.
        let aside = if below(rng, 2) == 0 { 0.0 } else { 0.4 };
        let along = size * atom as f64 * (0.95 + 0.2 * rng.unit());
        positions.push(along);
        positions.extend([0, 1].map(|_| aside * size * (rng.unit() - 0.5)));
    }
    let name = format!("{count} atoms {seed}");
    Problem::smooth(&name, vec![positions], move |p| {
        let at = &p[0];
        let (mut energy, mut gradient) = (0.0, vec![0.0; at.len()]);
        for i in 0..count {
            for j in 0..i {
                let apart: [f64; 3] = std::array::from_fn(|k| at[3 * i + k] - at[3 * j + k]);
                let distance = apart.iter().map(|d| d * d).sum::<f64>().sqrt();
                let (value, slope) = pair(distance / size);
                energy += depth * value;
                for (k, d) in apart.iter().enumerate() {
                    let force = depth * slope / size * d / distance;
                    gradient[3 * i + k] += force;
                    gradient[3 * j + k] -= force;
                }
            }
        }
        (energy, vec![gradient])
    })
}

/// Potentials by the distance in units of the size, of unit depth, with their slopes.
fn lennard_jones(r: f64) -> (f64, f64) {
    let sixth = r.powi(-6);
    (
        4.0 * (sixth * sixth - sixth),
        -24.0 * (2.0 * sixth * sixth - sixth) / r,
    )
}

fn morse(r: f64) -> (f64, f64) {
    let e = (-3.0 * (r - 1.1)).exp();
    ((1.0 - e) * (1.0 - e) - 1.0, 6.0 * (1.0 - e) * e)
}

fn ionic(r: f64) -> (f64, f64) {
    let e = 40.0 * (-4.0 * r).exp();
    (e - 1.0 / r, -4.0 * e + 1.0 / (r * r))
}
