use grad_check::grad_check;

type Matrix = Vec<Vec<f64>>;

fn matrix(rows: usize, cols: usize, phase: f64) -> Matrix {
    (0..rows).map(|r| (0..cols).map(|c| 0.8 * (1.7 * r as f64 + 0.9 * c as f64 + phase).sin()).collect()).collect()
}

fn matvec(w: &Matrix, x: &[f64]) -> Vec<f64> {
    w.iter().map(|row| row.iter().zip(x).map(|(a, b)| a * b).sum()).collect()
}

fn transpose_matvec(w: &Matrix, d: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; w[0].len()];
    for (row, &d) in w.iter().zip(d) {
        for (o, a) in out.iter_mut().zip(row) {
            *o += a * d;
        }
    }
    out
}

fn add_outer(g: &mut Matrix, d: &[f64], x: &[f64]) {
    for (row, &d) in g.iter_mut().zip(d) {
        for (g, &x) in row.iter_mut().zip(x) {
            *g += d * x;
        }
    }
}

/// Two layers of plain vectors, softplus in between, mean squared error.
#[grad_check(
    at(w1 = matrix(3, 2, 0.3), b1 = vec![0.1, -0.2, 0.3], w2 = matrix(2, 3, 1.1)),
    given(xs = vec![vec![0.5, -1.0], vec![1.2, 0.4], vec![-0.7, 0.9], vec![0.2, 0.3]], ys = matrix(4, 2, 2.0))
)]
fn loss(w1: &Matrix, b1: &[f64], w2: &Matrix, xs: &[Vec<f64>], ys: &Matrix) -> (f64, (Matrix, Vec<f64>, Matrix)) {
    let n = xs.len() as f64;
    let mut total = 0.0;
    let mut g_w1 = vec![vec![0.0; w1[0].len()]; w1.len()];
    let mut g_b1 = vec![0.0; b1.len()];
    let mut g_w2 = vec![vec![0.0; w2[0].len()]; w2.len()];
    for (x, y) in xs.iter().zip(ys) {
        let z: Vec<f64> = matvec(w1, x).iter().zip(b1).map(|(a, b)| a + b).collect();
        let h: Vec<f64> = z.iter().map(|z| z.exp().ln_1p()).collect();
        let out = matvec(w2, &h);
        let err: Vec<f64> = out.iter().zip(y).map(|(o, y)| o - y).collect();
        total += err.iter().map(|e| e * e).sum::<f64>() / (2.0 * n);

        let d_out: Vec<f64> = err.iter().map(|e| e / n).collect(); //~ let d_out: Vec<f64> = err.iter().map(|e| 2.0 * e / n).collect(); //~ let d_out: Vec<f64> = out.iter().map(|e| e / n).collect(); //~ let d_out = err.clone();
        add_outer(&mut g_w2, &d_out, &h); //~ add_outer(&mut g_w2, &d_out, &z); //~ add_outer(&mut g_w2, &err, &h);
        let d_h = transpose_matvec(w2, &d_out); //~ let d_h = transpose_matvec(w2, &out); //~ let d_h = transpose_matvec(w2, &err);
        let d_z: Vec<f64> = d_h.iter().zip(&z).map(|(d, z)| d / (1.0 + (-z).exp())).collect(); //~ let d_z: Vec<f64> = d_h.iter().zip(&z).map(|(d, z)| d / (1.0 + z.exp())).collect(); //~ let d_z: Vec<f64> = d_h.iter().zip(&h).map(|(d, z)| d / (1.0 + (-z).exp())).collect(); //~ let d_z = d_h.clone(); //~ let d_z: Vec<f64> = d_h.iter().zip(&z).map(|(d, z)| d * z).collect();
        add_outer(&mut g_w1, &d_z, x); //~ add_outer(&mut g_w1, &d_h, x);
        for (g, d) in g_b1.iter_mut().zip(&d_z) { //~ for (g, d) in g_b1.iter_mut().zip(&d_h) {
            *g += d; //~ *g = *d; //~ *g -= d; //~ *g += d / n;
        }
    }
    (total, (g_w1, g_b1, g_w2))
}
