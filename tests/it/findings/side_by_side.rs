//! Blocks that stand side by side, or as the rows of one matrix: no step of the backward pass leads from one to another.

use super::{drawn, kinds, sole, twins};
use grad_check::FindingKind::WrongFromLayer;
use ndarray::{Array1, Array2, Axis};

type Gates = (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);

/// A sigmoid times a tanh of the same input, the slope of the first by so many times z.
fn gated(p: &Gates, times: f64) -> (f64, Gates) {
    let (wz, bz, wh, bh) = p;
    let (x, t): (Array2<f64>, Array2<f64>) = (drawn("x", (5, 3)), drawn("t", (5, 2)));
    let z = (x.dot(wz) + bz).mapv(|v| 1.0 / (1.0 + (-v).exp()));
    let h = (x.dot(wh) + bh).mapv(f64::tanh);
    let e = &z * &h - t;
    let dz = &e * &h * &z.mapv(|z| z * (1.0 - times * z));
    let dh = &e * &z * &h.mapv(|h| 1.0 - h * h);
    let sums = [&dz, &dh].map(|d| (x.t().dot(d), d.sum_axis(Axis(0))));
    let [(dwz, dbz), (dwh, dbh)] = sums;
    (0.5 * (&e * &e).sum(), (dwz, dbz, dwh, dbh))
}

#[test]
fn gates_have_no_step_between_them() {
    for bias in [0.0, 1.0] {
        let weights = |name: &str| drawn(name, (3, 2));
        let biases = |name: &str| drawn(name, 2) * bias;
        let point = (weights("wz"), biases("bz"), weights("wh"), biases("bh"));
        let names = ["wz", "bz", "wh", "bh"];
        let report = twins(&names, &point, |p| gated(p, 1.0), |p| gated(p, 1.4));
        assert!(!kinds(&report).contains(&WrongFromLayer), "{report}");
    }
}

type Rows = (Vec<Vec<f64>>, Vec<f64>, Vec<Vec<f64>>, Vec<f64>);

/// Two layers as lists of lists; the products of the first with the input of the first sample alone, or the slope of its
/// units lost.
fn rows(p: &Rows, is_first: bool, has_slope: bool) -> (f64, Rows) {
    let (w1, b1, w2, b2) = p;
    let (x, y): (Array2<f64>, Array2<f64>) = (drawn("x", (5, 3)), drawn("y", (5, 2)));
    let zeros = |w: &Vec<Vec<f64>>| vec![vec![0.0; w[0].len()]; w.len()];
    let (mut g1, mut g2) = (zeros(w1), zeros(w2));
    let (mut c1, mut c2) = (vec![0.0; b1.len()], vec![0.0; b2.len()]);
    let mut cost = 0.0;
    let layer = |w: &[Vec<f64>], b: &[f64], x: &[f64]| -> Vec<f64> {
        let sum = |w: &Vec<f64>| w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>();
        w.iter().zip(b).map(|(w, b)| sum(w) + b).collect()
    };
    for (x_s, y) in x.rows().into_iter().zip(y.rows()) {
        let a = layer(w1, b1, &x_s.to_vec());
        let a: Vec<f64> = a.into_iter().map(f64::tanh).collect();
        let mut da = vec![0.0; a.len()];
        for (k, p) in layer(w2, b2, &a).into_iter().enumerate() {
            let e = p - y[k];
            cost += 0.5 * e * e;
            c2[k] += e;
            for i in 0..a.len() {
                g2[k][i] += e * a[i];
                da[i] += e * w2[k][i];
            }
        }
        for i in 0..a.len() {
            let dz = da[i] * if has_slope { 1.0 - a[i] * a[i] } else { 1.0 };
            c1[i] += dz;
            for j in 0..3 {
                g1[i][j] += dz * if is_first { x[[0, j]] } else { x_s[j] };
            }
        }
    }
    (cost, (g1, c1, g2, c2))
}

#[test]
fn weights_and_their_own_bias_have_no_step_between_them() {
    let list = |name: &str, n: usize, m: usize| -> Vec<Vec<f64>> {
        let drawn: Array2<f64> = drawn(name, (n, m));
        drawn.rows().into_iter().map(|row| row.to_vec()).collect()
    };
    let of = |name: &str, n: usize| -> Vec<f64> { drawn(name, n).to_vec() };
    let point = (list("w1", 4, 3), of("b1", 4), list("w2", 2, 4), of("b2", 2));
    let names = ["w1", "b1", "w2", "b2"];
    let right = |p: &Rows| rows(p, false, true);
    let report = twins(&names, &point, right, |p| rows(p, true, true));
    assert!(!kinds(&report).contains(&WrongFromLayer), "{report}");
    // With the bias wrong, too, there is one.
    let report = twins(&names, &point, right, |p| rows(p, false, false));
    sole(&report, WrongFromLayer);
}

type Normed = (Array2<f64>, Array1<f64>, Array1<f64>);

/// A batch norm before a `ReLU`, whose backward pass divides by so many.
fn normed((x, gamma, beta): &Normed, by: f64) -> (f64, Normed) {
    let (r, n): (Array2<f64>, f64) = (drawn("weights", x.raw_dim()), x.nrows() as f64);
    let mean = |a: &Array2<f64>| a.sum_axis(Axis(0)) / n;
    let centred = x - &mean(x);
    let deviation = (mean(&(&centred * &centred)) + 1e-5).mapv(f64::sqrt);
    let hat = &centred / &deviation;
    let y = &hat * gamma + beta;
    let dy = r.clone() * y.mapv(|y| f64::from(u8::from(y > 0.0)));
    let d_hat = &dy * gamma;
    let along = (&d_hat * &hat).sum_axis(Axis(0)) / by;
    let dx = (&d_hat - &mean(&d_hat) - &hat * &along) / &deviation;
    let of_parts = ((&dy * &hat).sum_axis(Axis(0)), dy.sum_axis(Axis(0)));
    let cost = (r * y.mapv(|y| y.max(0.0))).sum();
    (cost, (dx, of_parts.0, of_parts.1))
}

/// Their input has no activation.
#[test]
fn nothing_is_said_of_the_slope_before_a_norm() {
    for draw in 0..6 {
        let of = |name: &str| drawn(&format!("{name} {draw}"), 3);
        let x = drawn(&format!("x {draw}"), (6, 3));
        let (point, names) = ((x, of("gamma"), of("beta")), ["x", "gamma", "beta"]);
        let report = twins(&names, &point, |p| normed(p, 6.0), |p| normed(p, 5.0));
        let finding = sole(&report, WrongFromLayer);
        assert!(!finding.evidence().contains("tanh"), "{report}");
    }
}
