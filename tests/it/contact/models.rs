//! Functions of finance, of graphics and of robotics.

use grad_check::{GradCheck, Report};
use nalgebra::{Matrix4, Rotation3, Vector3, Vector4};

const SIGMA: [[f64; 4]; 4] = [
    [0.9, 0.2, 0.1, 0.0],
    [0.2, 0.6, 0.15, 0.05],
    [0.1, 0.15, 0.8, -0.1],
    [0.0, 0.05, -0.1, 0.5],
];

/// γ/2 wᵀΣw − μᵀw, whose derivative keeps the half.
pub(super) fn portfolio(wrong: bool) -> Report {
    let (mu, gamma) = ([0.08, 0.05, 0.11, 0.03], 3.0);
    GradCheck::new("portfolio")
        .arguments(["w"])
        .given("sigma", &[4, 4])
        .given_number("gamma", gamma)
        .run(&[0.4, 0.1, 0.3, 0.2], |w: &[f64; 4]| {
            let sw = SIGMA.map(|row| (0..4).map(|j| row[j] * w[j]).sum::<f64>());
            let cost = (0..4)
                .map(|i| gamma / 2.0 * w[i] * sw[i] - mu[i] * w[i])
                .sum::<f64>();
            let by = if wrong { gamma / 2.0 } else { gamma };
            (cost, [0, 1, 2, 3].map(|i| by * sw[i] - mu[i]))
        })
}

/// The price of a bond by the rates of its years, whose derivatives lack the years.
pub(super) fn bond(wrong: bool) -> Report {
    let (years, pays) = ([0.5, 1.0, 2.0, 5.0, 10.0], [3.0, 3.0, 4.0, 5.0, 105.0]);
    GradCheck::new("bond")
        .arguments(["rates"])
        .given("years", &[5])
        .run(&[0.01, 0.015, 0.02, 0.03, 0.035], |r: &[f64; 5]| {
            let each = [0, 1, 2, 3, 4].map(|i: usize| pays[i] * f64::exp(-r[i] * years[i]));
            let off = each.iter().sum::<f64>() - 101.0;
            let by = |i: usize| if wrong { 1.0 } else { years[i] };
            (
                off * off / 200.0,
                [0, 1, 2, 3, 4].map(|i| -off / 100.0 * each[i] * by(i)),
            )
        })
}

/// Weights by a softmax, whose derivative is that of the exponentials alone.
pub(super) fn softmax_weights(wrong: bool) -> Report {
    GradCheck::new("weights")
        .arguments(["z"])
        .given("sigma", &[4, 4])
        .run(&[0.3, -0.2, 0.5, 0.1], |z: &[f64; 4]| {
            let e = z.map(f64::exp);
            let p = e.map(|x| x / e.iter().sum::<f64>());
            let sp = SIGMA.map(|row| (0..4).map(|j| row[j] * p[j]).sum::<f64>());
            let cost: f64 = (0..4).map(|i| p[i] * sp[i]).sum();
            let mean = if wrong { 0.0 } else { cost };
            (cost, [0, 1, 2, 3].map(|i| 2.0 * p[i] * (sp[i] - mean)))
        })
}

const POINTS: [[f64; 3]; 4] = [
    [0.3, -0.2, 2.1],
    [-0.5, 0.4, 3.0],
    [0.7, 0.9, 2.6],
    [-0.1, -0.8, 1.9],
];
const SEEN: [[f64; 2]; 4] = [[0.6, 0.1], [0.2, 0.5], [0.9, 0.7], [0.4, -0.3]];

/// Focal lengths and the centre of a camera; the slopes of both focal lengths stand for each other.
pub(super) fn camera(wrong: bool) -> Report {
    GradCheck::new("camera")
        .arguments(["k"])
        .run(&[1.2, 0.9, 0.5, 0.3], |k: &[f64; 4]| {
            let (mut cost, mut g) = (0.0, [0.0; 4]);
            for (p, seen) in POINTS.iter().zip(SEEN) {
                for axis in 0..2 {
                    let r = k[axis] * p[axis] / p[2] + k[2 + axis] - seen[axis];
                    cost += r * r;
                    g[axis] += 2.0 * r * p[axis] / p[2];
                    g[2 + axis] += 2.0 * r;
                }
            }
            if wrong {
                g.swap(0, 1);
            }
            (cost, g)
        })
}

/// A texture between four texels, along u and v.
pub(super) fn texture(wrong: bool) -> Report {
    let t = [0.3, 1.7, 0.9, 2.6];
    GradCheck::new("texture")
        .arguments(["u", "v"])
        .run(&(0.3, 0.6), |&(u, v): &(f64, f64)| {
            let value =
                (1.0 - v) * ((1.0 - u) * t[0] + u * t[1]) + v * ((1.0 - u) * t[2] + u * t[3]);
            let by_u = (1.0 - v) * (t[1] - t[0]) + v * (t[3] - t[2]);
            let by_v = (1.0 - u) * (t[2] - t[0]) + u * (t[3] - t[1]);
            let by = 2.0 * (value - 0.5);
            let (du, dv) = (by * by_u, by * by_v);
            (
                (value - 0.5).powi(2),
                if wrong { (dv, du) } else { (du, dv) },
            )
        })
}

/// The luminance of a colour, whose exponent is forgotten in the derivative.
pub(super) fn luminance(wrong: bool) -> Report {
    let (weights, gamma) = ([0.21, 0.72, 0.07], 2.2);
    GradCheck::new("luminance")
        .arguments(["rgb"])
        .given_number("gamma", gamma)
        .run(&[0.4, 0.7, 0.2], |c: &[f64; 3]| {
            let y: f64 = (0..3).map(|i| weights[i] * c[i].powf(gamma)).sum();
            let by = if wrong { 1.0 } else { gamma };
            (
                y.ln(),
                [0, 1, 2].map(|i| weights[i] * by * c[i].powf(gamma - 1.0) / y),
            )
        })
}

/// A smooth union of spheres: centres and radii. Moving towards the point makes the distance smaller.
pub(super) fn spheres(wrong: bool) -> Report {
    type Spheres = ([[f64; 3]; 3], [f64; 3]);
    let point: Spheres = (
        [[0.1, 0.4, -0.3], [1.2, -0.5, 0.2], [-0.7, 0.8, 1.1]],
        [0.5, 0.7, 0.4],
    );
    let at = [0.9, 1.3, 0.6];
    GradCheck::new("spheres")
        .arguments(["centres", "radii"])
        .run(&point, |(c, r): &Spheres| {
            let d = [0, 1, 2].map(|i| {
                (0..3)
                    .map(|k| (at[k] - c[i][k]).powi(2))
                    .sum::<f64>()
                    .sqrt()
            });
            let e = [0, 1, 2].map(|i| (-4.0 * (d[i] - r[i])).exp());
            let sum: f64 = e.iter().sum();
            let p = e.map(|e| e / sum);
            let sign = if wrong { 1.0 } else { -1.0 };
            let centres =
                [0, 1, 2].map(|i| [0, 1, 2].map(|k| sign * p[i] * (at[k] - c[i][k]) / d[i]));
            (-sum.ln() / 4.0, (centres, p.map(|p| -p)))
        })
}

/// A leg of three links in degrees, perhaps without π/180, perhaps with what the third link adds to the first alone.
fn leg(in_degrees: bool, all_links: bool) -> Report {
    let (lengths, goal) = ([1.0, 0.8, 0.5], [1.1, 0.9]);
    GradCheck::new("leg")
        .arguments(["angles"])
        .run(&[30.0, 25.0, -40.0], |a: &[f64; 3]| {
            let degree = std::f64::consts::PI / 180.0;
            let (mut end, mut sum) = ([0.0; 2], 0.0);
            let mut links = Vec::new();
            for i in 0..3 {
                sum += a[i] * degree;
                links.push([lengths[i] * f64::cos(sum), lengths[i] * f64::sin(sum)]);
                end = [end[0] + links[i][0], end[1] + links[i][1]];
            }
            let r = [end[0] - goal[0], end[1] - goal[1]];
            let by = |i: usize, k: usize| -> f64 {
                let moved = if all_links || i != 1 { k..3 } else { k..2 };
                let slope = |l: usize| 2.0 * (r[1] * links[l][0] - r[0] * links[l][1]);
                moved.map(slope).sum::<f64>() * if in_degrees { degree } else { 1.0 }
            };
            (r[0] * r[0] + r[1] * r[1], [0, 1, 2].map(|i| by(i, i)))
        })
}

pub(super) fn degrees(wrong: bool) -> Report {
    leg(!wrong, true)
}

pub(super) fn shorter_leg(wrong: bool) -> Report {
    leg(true, !wrong)
}

/// A rotation by a quaternion that the cost normalises, and the gradient as if its length were one.
pub(super) fn quaternion(wrong: bool) -> Report {
    let m = Matrix4::new(
        1.1, 0.3, -0.2, 0.5, 0.3, 0.7, 0.4, -0.1, -0.2, 0.4, -0.6, 0.2, 0.5, -0.1, 0.2, 0.9,
    );
    GradCheck::new("quaternion").arguments(["q"]).run(
        &Vector4::new(0.9, 0.2, -0.4, 0.3),
        |q: &Vector4<f64>| {
            let cost = q.dot(&(m * q)) / q.norm_squared();
            let right = 2.0 * (m * q - cost * q) / q.norm_squared();
            (
                cost,
                if wrong {
                    2.0 * (m * q) / q.norm_squared()
                } else {
                    right
                },
            )
        },
    )
}

/// Points turned by a rotation, with the gradient of the frame outside.
pub(super) fn alignment(wrong: bool) -> Report {
    let from = POINTS.map(|p| Vector3::new(p[0], p[1], p[2]));
    let to = [
        [1.9, 0.3, 0.4],
        [0.2, 2.7, -0.8],
        [1.4, 0.6, 2.2],
        [-0.9, 1.5, 0.7],
    ]
    .map(|p| Vector3::new(p[0], p[1], p[2]));
    let at = Rotation3::from_euler_angles(0.4, -0.7, 1.1);
    GradCheck::new("alignment")
        .arguments(["r"])
        .run(&at, |r: &Rotation3<f64>| {
            let (mut cost, mut g) = (0.0, Vector3::zeros());
            for (p, q) in from.iter().zip(&to) {
                let e = r * p - q;
                cost += e.norm_squared();
                // d/dδ R Exp(δ) p = −R [p]×.
                g += 2.0 * p.cross(&(r.inverse() * e));
            }
            (cost, if wrong { r * g } else { g })
        })
}

/// The distances of a beacon, in f32, of which the whole gradient has the other sign.
pub(super) fn beacon(wrong: bool) -> Report {
    let beacons: [[f32; 2]; 4] = [[0.0, 0.0], [4.0, 0.5], [1.0, 3.5], [5.0, 4.0]];
    let ranges: [f32; 4] = [2.4, 2.9, 1.9, 4.1];
    GradCheck::new("beacon")
        .arguments(["p"])
        .run(&[1.7, 1.4], |p: &[f32; 2]| {
            let (mut cost, mut g) = (0.0, [0.0; 2]);
            for (b, range) in beacons.iter().zip(ranges) {
                let d = [p[0] - b[0], p[1] - b[1]];
                let r = d[0].hypot(d[1]);
                cost += (r - range).powi(2);
                let sign = if wrong { -1.0 } else { 1.0 };
                (0..2).for_each(|k| g[k] += sign * 2.0 * (r - range) * d[k] / r);
            }
            (cost, g)
        })
}
