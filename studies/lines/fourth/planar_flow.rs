use grad_check::grad_check;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Two planar flows f(z) = z + u tanh(w·z + b) towards a standard normal: the negative log-likelihood of a few points.
#[grad_check(
    at(
        u = vec![vec![0.4, -0.3], vec![0.2, 0.5]],
        w = vec![vec![0.6, 0.9], vec![-0.7, 0.8]],
        b = vec![0.1, -0.2]
    ),
    given(points = vec![[0.5, -1.1], [1.3, 0.4], [-0.8, 0.9], [0.2, 1.6]])
)]
fn flow_nll(
    u: &Vec<Vec<f64>>,
    w: &Vec<Vec<f64>>,
    b: &Vec<f64>,
    points: &[[f64; 2]],
) -> (f64, (Vec<Vec<f64>>, Vec<Vec<f64>>, Vec<f64>)) {
    let layers = u.len();
    let mut nll = 0.0;
    let mut gu = vec![vec![0.0; 2]; layers];
    let mut gw = vec![vec![0.0; 2]; layers];
    let mut gb = vec![0.0; layers];
    for point in points {
        let mut zs = vec![point.to_vec()];
        let mut acts = Vec::with_capacity(layers);
        for l in 0..layers {
            let z = &zs[l];
            let t = (dot(&w[l], z) + b[l]).tanh();
            let det = 1.0 + (1.0 - t * t) * dot(&w[l], &u[l]);
            nll -= det.ln();
            let moved: Vec<f64> = z.iter().zip(&u[l]).map(|(z, u)| z + u * t).collect();
            acts.push((t, det));
            zs.push(moved);
        }
        nll += 0.5 * dot(&zs[layers], &zs[layers]);

        let mut gz = zs[layers].clone(); //~ let mut gz = zs[0].clone(); //~ let mut gz: Vec<f64> = zs[layers].iter().map(|z| 2.0 * z).collect(); //~ let mut gz: Vec<f64> = zs[layers].iter().map(|z| -z).collect();
        for l in (0..layers).rev() {
            let (t, det) = acts[l];
            let sech2 = 1.0 - t * t; //~ let sech2 = 1.0 - t; //~ let sech2 = 1.0 + t * t; //~ let sech2 = t * (1.0 - t);
            let wu = dot(&w[l], &u[l]); //~ let wu = dot(&w[l], &w[l]); //~ let wu = dot(&u[l], &u[l]);
            let g_det = -1.0 / det; //~ let g_det = 1.0 / det; //~ let g_det = -1.0; //~ let g_det = -det.ln();
            let g_sech = g_det * wu; //~ let g_sech = g_det; //~ let g_sech = wu; //~ let g_sech = g_det / wu;
            let g_wu = g_det * sech2; //~ let g_wu = g_det * t; //~ let g_wu = g_det; //~ let g_wu = -g_det * sech2;
            let g_t = dot(&gz, &u[l]) - 2.0 * t * g_sech; //~ let g_t = dot(&gz, &u[l]); //~ let g_t = dot(&gz, &u[l]) + 2.0 * t * g_sech; //~ let g_t = dot(&gz, &w[l]) - 2.0 * t * g_sech; //~ let g_t = dot(&gz, &u[l]) - t * g_sech;
            let g_pre = g_t * sech2; //~ let g_pre = g_t; //~ let g_pre = g_t * t; //~ let g_pre = g_t / sech2;
            gb[l] += g_pre; //~ gb[l] += g_t; //~ gb[l] = g_pre; //~ gb[l] -= g_pre;
            for i in 0..2 {
                gu[l][i] += gz[i] * t + g_wu * w[l][i]; //~ gu[l][i] += gz[i] * t; //~ gu[l][i] += gz[i] + g_wu * w[l][i]; //~ gu[l][i] += gz[i] * t + g_wu * u[l][i];
                gw[l][i] += g_pre * zs[l][i] + g_wu * u[l][i]; //~ gw[l][i] += g_pre * zs[l + 1][i] + g_wu * u[l][i]; //~ gw[l][i] += g_pre * zs[l][i]; //~ gw[l][i] += g_pre * zs[l][i] + g_wu * w[l][i];
                gz[i] += g_pre * w[l][i]; //~ gz[i] += g_pre * u[l][i]; //~ gz[i] = g_pre * w[l][i]; //~ gz[i] -= g_pre * w[l][i];
            }
        }
    }
    (nll, (gu, gw, gb))
}
