use grad_check::grad_check;

/// The likelihood of a Gaussian by its own Cholesky factors, row by row, and their adjoints in reverse.
#[grad_check(
    at(diagonal = [1.9, 2.4, 1.7], beside = [0.3, -0.4, 0.6], mean = [0.2, -0.1, 0.4]),
    given(points = vec![[0.9, -0.3, 0.2], [-0.6, 0.8, 1.1], [0.1, 0.5, -0.9], [1.3, -1.2, 0.4]])
)]
fn cholesky(diagonal: [f64; 3], beside: [f64; 3], mean: [f64; 3], points: &[[f64; 3]]) -> (f64, ([f64; 3], [f64; 3], [f64; 3])) {
    const PLACES: [(usize, usize); 3] = [(1, 0), (2, 0), (2, 1)];
    let n = points.len() as f64;
    let mut a = [[0.0; 3]; 3];
    for i in 0..3 {
        a[i][i] = diagonal[i];
    }
    for (&(i, j), b) in PLACES.iter().zip(beside) {
        a[i][j] = b;
    }
    let mut l = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..=i {
            let rest: f64 = a[i][j] - (0..j).map(|k| l[i][k] * l[j][k]).sum::<f64>();
            l[i][j] = if i == j { rest.sqrt() } else { rest / l[j][j] };
        }
    }
    let mut cost = n * (0..3).map(|i| l[i][i].ln()).sum::<f64>();
    let mut lb = [[0.0; 3]; 3];
    for i in 0..3 {
        lb[i][i] = n / l[i][i]; //~ lb[i][i] = 1.0 / l[i][i]; //~ lb[i][i] = n; //~ lb[i][i] = 2.0 * n / l[i][i]; //~ lb[i][i] = n / (l[i][i] * l[i][i]);
    }
    let mut of_mean = [0.0; 3];
    for point in points {
        let mut z = [0.0; 3];
        for i in 0..3 {
            let rest = point[i] - mean[i] - (0..i).map(|k| l[i][k] * z[k]).sum::<f64>();
            z[i] = rest / l[i][i];
        }
        cost += 0.5 * z.iter().map(|z| z * z).sum::<f64>();
        let mut zb = z; //~ let mut zb = z.map(|z| 2.0 * z); //~ let mut zb = z.map(|z| -z); //~ let mut zb = z.map(|z| z * z);
        for i in (0..3).rev() {
            let restb = zb[i] / l[i][i]; //~ let restb = zb[i]; //~ let restb = zb[i] * l[i][i]; //~ let restb = z[i] / l[i][i];
            lb[i][i] -= restb * z[i]; //~ lb[i][i] -= zb[i] * z[i]; //~ lb[i][i] += restb * z[i]; //~ lb[i][i] = -restb * z[i];
            for k in 0..i {
                lb[i][k] -= restb * z[k]; //~ lb[i][k] -= restb * z[i]; //~ lb[i][k] += restb * z[k]; //~ lb[k][i] -= restb * z[k];
                zb[k] -= restb * l[i][k]; //~ zb[k] += restb * l[i][k]; //~ zb[k] -= restb * l[k][i]; //~ zb[k] = -restb * l[i][k];
            }
            of_mean[i] -= restb; //~ of_mean[i] += restb; //~ of_mean[i] -= zb[i]; //~ of_mean[i] = -restb;
        }
    }
    let mut ab = [[0.0; 3]; 3];
    for i in (0..3).rev() {
        for j in (0..=i).rev() {
            let restb = if i == j { 0.5 * lb[i][i] / l[i][i] } else { lb[i][j] / l[j][j] }; //~ let restb = if i == j { lb[i][i] / l[i][i] } else { lb[i][j] / l[j][j] }; //~ let restb = if i == j { 0.5 * lb[i][i] / l[i][i] } else { lb[i][j] / l[i][i] }; //~ let restb = lb[i][j] / l[j][j];
            if i != j {
                lb[j][j] -= restb * l[i][j]; //~ lb[j][j] += restb * l[i][j]; //~ lb[j][j] -= restb; //~ lb[i][i] -= restb * l[i][j];
            }
            for k in 0..j {
                lb[i][k] -= restb * l[j][k]; //~ lb[i][k] += restb * l[j][k]; //~ lb[i][k] -= restb * l[i][k];
                lb[j][k] -= restb * l[i][k]; //~ lb[j][k] -= restb * l[j][k]; //~ lb[j][k] = -restb * l[i][k];
            }
            ab[i][j] = restb; //~ ab[i][j] = 2.0 * restb; //~ ab[i][j] = lb[i][j];
        }
    }
    (cost, ([ab[0][0], ab[1][1], ab[2][2]], PLACES.map(|(i, j)| ab[i][j]), of_mean)) //~ (cost, ([ab[0][0], ab[1][1], ab[2][2]], PLACES.map(|(i, j)| ab[j][i]), of_mean)) //~ (cost, ([ab[0][0], ab[2][2], ab[1][1]], PLACES.map(|(i, j)| ab[i][j]), of_mean))
}
