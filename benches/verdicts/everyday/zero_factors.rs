//! Blocks behind a factor of zero, as people start from: a gate before a residual branch, one of two matrices whose
//! product is added, the second vectors of pairs. Their gradient is zero on both sides at the point; mistakes in it show
//! beside it only.

use super::Family;
use crate::draw::{below, normals};
use crate::linear::dot;
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

pub(super) const FAMILIES: &[Family] = &[Family {
    name: "behind a factor of zero",
    draw: drawn,
    mistakes: 0,
    no_pass: true,
    ..Family::PLAIN
}];

fn drawn(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("zero factors");
    let kind = [gate, added_product, pairs][below(rng, 3)];
    let share = [0.0, 0.5, -1.0, 2.0][below(rng, 4)];
    let (name, theta, function) = kind(rng);
    let function = std::rc::Rc::new(function);
    let mistaken = std::rc::Rc::clone(&function);
    Problem::smooth(&format!("{name} {seed}"), theta, move |p| function(p, 1.0))
        .or_wrong(&format!("first block × {share}"), move |p| {
            mistaken(p, share)
        })
}

/// Cost and gradient, that of the first block times a share.
type Function = Box<dyn Fn(&Blocks, f64) -> (f64, Blocks)>;

/// ½ Σ (x + α tanh(w·x) − y)² at α = 0.
fn gate(rng: &mut Rng) -> (&'static str, Blocks, Function) {
    let (count, samples) = (2 + below(rng, 6), 3 + below(rng, 6));
    let x: Vec<Vec<f64>> = (0..samples).map(|_| normals(rng, count, 1.0)).collect();
    let y = normals(rng, samples, 1.0);
    let theta = vec![normals(rng, count, 0.7), vec![0.0]];
    let function = move |p: &Blocks, share: f64| {
        let (w, alpha) = (&p[0], p[1][0]);
        let (mut cost, mut of_w, mut of_alpha) = (0.0, vec![0.0; w.len()], 0.0);
        for (x, y) in x.iter().zip(&y) {
            let h = dot(w, x).tanh();
            let e = x[0] + alpha * h - y;
            cost += e * e / 2.0;
            of_alpha += e * h;
            let slope = share * e * alpha * (1.0 - h * h);
            of_w.iter_mut().zip(x).for_each(|(g, x)| *g += slope * x);
        }
        (cost, vec![of_w, vec![of_alpha]])
    };
    ("gate", theta, Box::new(function))
}

/// Σ log cosh((v·a) (b·v) + c·v) over samples v, at b = 0.
fn added_product(rng: &mut Rng) -> (&'static str, Blocks, Function) {
    let (count, samples) = (2 + below(rng, 5), 3 + below(rng, 6));
    let v: Vec<Vec<f64>> = (0..samples).map(|_| normals(rng, count, 1.0)).collect();
    let c = normals(rng, count, 1.0);
    let theta = vec![normals(rng, count, 1.0), vec![0.0; count]];
    let function = move |p: &Blocks, share: f64| {
        let (a, b) = (&p[0], &p[1]);
        let (mut cost, mut of_a, mut of_b) = (0.0, vec![0.0; a.len()], vec![0.0; b.len()]);
        for v in &v {
            let (by_a, by_b) = (dot(a, v), dot(b, v));
            let z = by_a * by_b + dot(&c, v);
            cost += z.cosh().ln();
            let slope = z.tanh();
            for k in 0..v.len() {
                of_a[k] += share * slope * by_b * v[k];
                of_b[k] += slope * by_a * v[k];
            }
        }
        (cost, vec![of_a, of_b])
    };
    ("added product", theta, Box::new(function))
}

/// Σ log(1 + e^(∓ uᵢ·vⱼ)) over pairs, at v = 0.
fn pairs(rng: &mut Rng) -> (&'static str, Blocks, Function) {
    const WIDTH: usize = 2;
    let count = 2 + below(rng, 4);
    let pairs: Vec<(usize, usize, f64)> = (0..3 * count)
        .map(|i| (i % count, below(rng, count), [1.0, -1.0][below(rng, 2)]))
        .collect();
    let theta = vec![normals(rng, WIDTH * count, 1.0), vec![0.0; WIDTH * count]];
    let function = move |p: &Blocks, share: f64| {
        let (u, v) = (&p[0], &p[1]);
        let (mut cost, mut of_u, mut of_v) = (0.0, vec![0.0; u.len()], vec![0.0; v.len()]);
        for &(i, j, y) in &pairs {
            let (i, j) = (WIDTH * i, WIDTH * j);
            let s = -y * dot(&u[i..i + WIDTH], &v[j..j + WIDTH]);
            cost += s.exp().ln_1p();
            let e = -y / (1.0 + (-s).exp());
            for k in 0..WIDTH {
                of_u[i + k] += share * e * v[j + k];
                of_v[j + k] += e * u[i + k];
            }
        }
        (cost, vec![of_u, of_v])
    };
    ("pairs", theta, Box::new(function))
}
