use grad_check::grad_check;

type Vec3 = [f64; 3];

const SIDE: f64 = 4.0;
const CUTOFF: f64 = 1.9;

struct Bond {
    a: usize,
    b: usize,
    stiffness: f64,
    length: f64,
}

fn atoms() -> Vec<Vec3> {
    vec![[0.1, 0.2, 0.3], [1.3, 0.1, 0.4], [0.4, 1.4, 0.0], [3.6, 3.4, 0.9], [1.5, 1.5, 1.2]]
}

fn bonds() -> Vec<Bond> {
    vec![Bond { a: 0, b: 1, stiffness: 3.0, length: 1.0 }, Bond { a: 3, b: 0, stiffness: 1.5, length: 1.2 }]
}

/// The nearest image of the periodic box.
fn nearest(from: &Vec3, to: &Vec3) -> Vec3 {
    std::array::from_fn(|k| {
        let d = from[k] - to[k];
        d - SIDE * (d / SIDE).round()
    })
}

fn neighbours(r: &[Vec3]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for i in 0..r.len() {
        for j in i + 1..r.len() {
            if nearest(&r[i], &r[j]).iter().map(|d| d * d).sum::<f64>() < CUTOFF * CUTOFF {
                pairs.push((i, j));
            }
        }
    }
    pairs
}

#[grad_check(at(r = atoms(), sigma = 1.05, epsilon = 0.7), given(bonds = bonds()))]
fn potential_energy(r: &[Vec3], sigma: f64, epsilon: f64, bonds: &[Bond]) -> (f64, (Vec<Vec3>, f64, f64)) {
    let mut energy = 0.0;
    let mut grad = vec![[0.0; 3]; r.len()];
    let (mut d_sigma, mut d_epsilon) = (0.0, 0.0);

    for (i, j) in neighbours(r) {
        let d = nearest(&r[i], &r[j]);
        let r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
        let s6 = (sigma * sigma / r2).powi(3);
        energy += 4.0 * epsilon * (s6 * s6 - s6);
        let de = 4.0 * epsilon * (2.0 * s6 - 1.0); //~ let de = 4.0 * epsilon * (s6 - 1.0); //~ let de = 4.0 * (2.0 * s6 - 1.0); //~ let de = 4.0 * epsilon * (2.0 * s6 + 1.0); //~ let de = 4.0 * epsilon * (2.0 * s6 * s6 - 1.0);
        let f = -6.0 * de * s6 / r2; //~ let f = 6.0 * de * s6 / r2; //~ let f = -12.0 * de * s6 / r2; //~ let f = -6.0 * de * s6 / r2.sqrt(); //~ let f = -6.0 * de / r2; //~ let f = -3.0 * de * s6 / r2;
        for k in 0..3 {
            grad[i][k] += f * d[k]; //~ grad[i][k] = f * d[k]; //~ grad[i][k] += f * r[i][k]; //~ grad[i][k] -= f * d[k];
            grad[j][k] -= f * d[k]; //~ grad[j][k] += f * d[k]; //~ grad[j][k] -= f * (r[i][k] - r[j][k]);
        }
        d_sigma += 6.0 * de * s6 / sigma; //~ d_sigma += 6.0 * de * s6; //~ d_sigma += 3.0 * de * s6 / sigma; //~ d_sigma -= 6.0 * de * s6 / sigma;
        d_epsilon += 4.0 * (s6 * s6 - s6); //~ d_epsilon += s6 * s6 - s6; //~ d_epsilon += 4.0 * epsilon * (s6 * s6 - s6); //~ d_epsilon += 4.0 * (s6 - s6 * s6);
    }
    for bond in bonds {
        let d = nearest(&r[bond.a], &r[bond.b]);
        let len = d.iter().map(|v| v * v).sum::<f64>().sqrt();
        let stretch = len - bond.length;
        energy += 0.5 * bond.stiffness * stretch * stretch;
        let pull = d.map(|v| bond.stiffness * stretch * v / len); //~ let pull = d.map(|v| bond.stiffness * stretch * v); //~ let pull = d.map(|v| 0.5 * bond.stiffness * stretch * v / len); //~ let pull = d.map(|v| stretch * v / len); //~ let pull = d.map(|v| bond.stiffness * len * v / stretch);
        (0..3).for_each(|k| grad[bond.a][k] += pull[k]); //~ (0..3).for_each(|k| grad[bond.a][k] -= pull[k]); //~ (0..3).for_each(|k| grad[bond.a][k] = pull[k]);
        (0..3).for_each(|k| grad[bond.b][k] -= pull[k]); //~ (0..3).for_each(|k| grad[bond.b][k] += pull[k]); //~ (0..2).for_each(|k| grad[bond.b][k] -= pull[k]);
    }
    (energy, (grad, d_sigma, d_epsilon))
}
