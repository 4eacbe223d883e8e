use grad_check::grad_check;
use nalgebra::{Matrix2xX, Vector2};

const LINKS: [(usize, usize, f64); 5] = [(0, 1, 1.0), (1, 2, 0.8), (2, 3, 1.1), (3, 0, 0.9), (0, 2, 1.3)];

fn shape() -> Matrix2xX<f64> {
    Matrix2xX::from_column_slice(&[0.1, 0.0, 1.2, -0.1, 1.3, 0.9, -0.2, 1.1])
}

/// Masses as columns; springs between some, tethers of all to the ground, and gravity.
#[grad_check(at(place = shape(), stiffness = vec![1.0, 2.0, 1.5, 0.7, 1.2], rest = 0.9), given(mass = [1.0, 0.5, 2.0, 0.8], gravity = 0.6))]
fn energy(place: &Matrix2xX<f64>, stiffness: &[f64], rest: f64, mass: &[f64; 4], gravity: f64) -> (f64, (Matrix2xX<f64>, Vec<f64>, f64)) {
    let mut total = 0.0;
    let mut force = place * 0.0;
    let mut by_stiffness = vec![0.0; stiffness.len()];
    let mut by_rest = 0.0;
    for (s, &(a, b, scale)) in LINKS.iter().enumerate() {
        let apart: Vector2<f64> = place.column(b) - place.column(a);
        let length = apart.norm();
        let strain = length - rest * scale;
        total += 0.5 * stiffness[s] * strain * strain;

        by_stiffness[s] = 0.5 * strain * strain; //~ by_stiffness[s] = strain * strain; //~ by_stiffness[s] = 0.5 * length * strain; //~ by_stiffness[s] = 0.5 * stiffness[s] * strain * strain;
        let tension = stiffness[s] * strain; //~ let tension = stiffness[s] * length; //~ let tension = 2.0 * stiffness[s] * strain; //~ let tension = -stiffness[s] * strain; //~ let tension = strain;
        by_rest -= tension * scale; //~ by_rest += tension * scale; //~ by_rest -= tension; //~ by_rest = -tension * scale;
        let pull = apart * (tension / length); //~ let pull = apart * tension; //~ let pull = apart * (tension / rest); //~ let pull = apart.normalize() * stiffness[s]; //~ let pull = -apart * (tension / length);
        let mut end = force.column_mut(b); //~ let mut end = force.column_mut(a);
        end += pull; //~ end -= pull; //~ end += apart;
        let mut start = force.column_mut(a); //~ let mut start = force.column_mut(0);
        start -= pull; //~ start += pull; //~ start -= pull * scale;
    }
    for (i, &m) in mass.iter().enumerate() {
        let ground: f64 = place[(1, i)];
        total += m * gravity * ground + 0.1 * ground.powi(4);
        force[(1, i)] += m * gravity + 0.4 * ground.powi(3); //~ force[(1, i)] += m * gravity + 0.1 * ground.powi(3); //~ force[(1, i)] += gravity + 0.4 * ground.powi(3); //~ force[(0, i)] += m * gravity + 0.4 * ground.powi(3); //~ force[(1, i)] = m * gravity + 0.4 * ground.powi(3);
    }
    (total, (force, by_stiffness, by_rest)) //~ (total, (-force, by_stiffness, by_rest)) //~ (total, (force, by_stiffness, by_rest / 5.0))
}
