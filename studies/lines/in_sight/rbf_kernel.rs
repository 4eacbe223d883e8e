use grad_check::grad_check;

// Sum of bumps f(x) = sum_j a_j exp(-|x - c_j|^2 / (2 s^2)), fitted to values.
#[grad_check(
    at(a = vec![0.8, -0.5, 1.1], c = vec![[0.0, 0.5], [1.0, -0.3], [-0.7, -0.9]], s = 0.9),
    given(pts = pts(), vals = vec![0.2, 0.4, -0.1, 0.9, 0.5])
)]
fn fit(a: &[f64], c: &[[f64; 2]], s: f64, pts: &[[f64; 2]], vals: &[f64]) -> (f64, (Vec<f64>, Vec<[f64; 2]>, f64)) {
    let mut tmp = 0.0;
    let mut g1 = vec![0.0; a.len()];
    let mut g2 = vec![[0.0; 2]; c.len()];
    let mut g3 = 0.0;
    for (p, v) in pts.iter().zip(vals) {
        let t1: Vec<[f64; 2]> = c.iter().map(|c| [p[0] - c[0], p[1] - c[1]]).collect();
        let t2: Vec<f64> = t1.iter().map(|d| d[0] * d[0] + d[1] * d[1]).collect();
        let t3: Vec<f64> = t2.iter().map(|r| (-r / (2.0 * s * s)).exp()).collect();
        let t4 = a.iter().zip(&t3).map(|(a, k)| a * k).sum::<f64>() - v;
        tmp += t4 * t4;

        let t5 = 2.0 * t4; //~ let t5 = t4; //~ let t5 = -2.0 * t4; //~ let t5 = 2.0 * t4 * t4; //~ let t5 = 2.0 * (t4 + v);
        for j in 0..a.len() {
            let u = t5 * t3[j]; //~ let u = t5 * t2[j]; //~ let u = t4 * t3[j]; //~ let u = t5 * t3[j] * t3[j]; //~ let u = t5 * (1.0 - t3[j]);
            g1[j] += u; //~ g1[j] += u * a[j]; //~ g1[j] = u; //~ g1[j] += t5; //~ g1[j] -= u;
            let u = u * a[j] / (s * s); //~ let u = u / (s * s); //~ let u = u * a[j] / s; //~ let u = u * a[j] / (2.0 * s * s); //~ let u = u * a[j];
            g2[j][0] += u * t1[j][0]; //~ g2[j][0] -= u * t1[j][0]; //~ g2[j][0] += u * t1[j][1]; //~ g2[j][0] += 2.0 * u * t1[j][0];
            g2[j][1] += u * t1[j][1]; //~ g2[j][1] += u * c[j][1]; //~ g2[j][1] = u * t1[j][1]; //~ g2[j][1] += u * p[1];
            g3 += u * t2[j] / s; //~ g3 += u * t2[j]; //~ g3 -= u * t2[j] / s; //~ g3 += u * t2[j] / (s * s * s); //~ g3 += 0.5 * u * t2[j] / s; //~ g3 += u * t2[j].sqrt() / s;
        }
    }
    (tmp, (g1, g2, g3))
}

fn pts() -> Vec<[f64; 2]> {
    vec![[0.1, 0.2], [0.9, 0.4], [-0.5, -0.3], [0.3, -1.0], [-1.1, 0.6]]
}
