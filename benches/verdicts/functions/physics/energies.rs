//! Energies of particles, springs and pendulums.

use crate::draw::normals;
use crate::linear::{add, difference, dot, zeros};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

/// Five atoms in space under a Lennard-Jones potential.
fn lennard_jones(p: &Blocks) -> (f64, Blocks) {
    let atoms: Vec<&[f64]> = p[0].chunks(3).collect();
    let (mut cost, mut grads) = (0.0, zeros(p));
    for i in 0..atoms.len() {
        for j in 0..i {
            let apart = difference(atoms[i], atoms[j]);
            let inverse = 1.0 / dot(&apart, &apart);
            let sixth = inverse.powi(3);
            cost += 4.0 * (sixth * sixth - sixth);
            let pull = -24.0 * inverse * (2.0 * sixth * sixth - sixth);
            add(&mut grads[0][3 * i..3 * i + 3], pull, &apart);
            add(&mut grads[0][3 * j..3 * j + 3], -pull, &apart);
        }
    }
    (cost, grads)
}

/// Angles and speeds of a double pendulum: its energy.
fn double_pendulum(p: &Blocks) -> (f64, Blocks) {
    let (a, b, u, v) = (p[0][0], p[0][1], p[1][0], p[1][1]);
    let (coupling, sine) = ((a - b).cos(), (a - b).sin());
    let kinetic = u * u + v * v / 2.0 + u * v * coupling;
    let potential = -9.81 * (2.0 * a.cos() + b.cos());
    let angles = vec![
        -u * v * sine + 9.81 * 2.0 * a.sin(),
        u * v * sine + 9.81 * b.sin(),
    ];
    let speeds = vec![2.0 * u + v * coupling, v + u * coupling];
    (kinetic + potential, vec![angles, speeds])
}

/// Masses in a plane on springs of rest length one, first and last tied to fixed points.
fn spring_chain(p: &Blocks) -> (f64, Blocks) {
    let masses = p[0].len() / 2;
    let place = |i: usize| match i {
        0 => vec![0.0, 0.0],
        i if i <= masses => p[0][2 * i - 2..2 * i].to_vec(),
        _ => vec![5.5, 0.3],
    };
    let (mut cost, mut grads) = (0.0, zeros(p));
    for mass in 0..masses {
        cost += 0.4 * p[0][2 * mass + 1];
        grads[0][2 * mass + 1] += 0.4;
    }
    for i in 0..=masses {
        let apart = difference(&place(i + 1), &place(i));
        let length = dot(&apart, &apart).sqrt();
        cost += 3.0 * (length - 1.0).powi(2);
        let pull = 6.0 * (length - 1.0) / length;
        if i < masses {
            add(&mut grads[0][2 * i..2 * i + 2], pull, &apart);
        }
        if i > 0 {
            add(&mut grads[0][2 * i - 2..2 * i], -pull, &apart);
        }
    }
    (cost, grads)
}

/// Dihedral-like torsion over a chain of angles, with neighbours coupled.
fn torsion(p: &Blocks) -> (f64, Blocks) {
    let (mut cost, mut grads) = (0.0, zeros(p));
    for (k, &angle) in p[0].iter().enumerate() {
        cost += 1.5 * (1.0 + (3.0 * angle).cos());
        grads[0][k] -= 4.5 * (3.0 * angle).sin();
    }
    for (k, pair) in p[0].windows(2).enumerate() {
        cost += 0.7 * (pair[0] - pair[1]).cos();
        grads[0][k] -= 0.7 * (pair[0] - pair[1]).sin();
        grads[0][k + 1] += 0.7 * (pair[0] - pair[1]).sin();
    }
    (cost, grads)
}

pub(crate) fn all() -> Vec<Problem> {
    let rng = &mut Rng::new(2301);
    let corners = [
        0.0, 0.0, 0.0, 1.1, 0.0, 0.0, 0.0, 1.2, 0.0, 0.1, 0.2, 1.1, 1.0, 1.0, 0.9,
    ];
    let shaken = |rng: &mut Rng, x: &f64| x + 0.05 * rng.normal();
    let atoms = corners.iter().map(|x| shaken(rng, x)).collect();
    let chain = (0..8).map(|k| {
        if k % 2 == 0 {
            f64::from(k) / 2.0 + 1.2
        } else {
            -0.5
        }
    });
    let chain = chain.map(|x| shaken(rng, &x)).collect();
    vec![
        Problem::smooth("lennard_jones_five_atoms", vec![atoms], lennard_jones).shaped(&[(5, 3)]),
        Problem::smooth(
            "double_pendulum_energy",
            vec![vec![0.7, -1.1], vec![0.4, 0.9]],
            double_pendulum,
        ),
        Problem::smooth("spring_chain", vec![chain], spring_chain).shaped(&[(4, 2)]),
        Problem::smooth("torsion_chain", vec![normals(rng, 9, 1.5)], torsion),
    ]
}
