use grad_check::grad_check;

type Backward = Box<dyn Fn(&[f64]) -> (Vec<f64>, Vec<f64>)>;

/// Each layer hands out its value and a closure that takes the adjoint of that back.
fn dense(w: &[f64], x: &[f64]) -> (Vec<f64>, Backward) {
    let (w, x) = (w.to_vec(), x.to_vec());
    let rows = w.len() / x.len();
    let y = (0..rows).map(|i| w[i * x.len()..(i + 1) * x.len()].iter().zip(&x).map(|(w, x)| w * x).sum()).collect();
    let backward = move |dy: &[f64]| {
        let dw = dy.iter().flat_map(|d| x.iter().map(move |x| d * x)).collect();
        let dx = (0..x.len()).map(|j| (0..rows).map(|i| w[i * x.len() + j] * dy[i]).sum()).collect();
        (dw, dx)
    };
    (y, Box::new(backward))
}

#[grad_check(
    at(first = vec![0.4, -0.9, 0.7, 1.1, 0.2, -0.6], second = vec![0.8, -0.3, 0.5, 0.1, -1.2, 0.6], gain = 1.4),
    given(x = vec![0.9, -0.4], y = vec![0.2, 0.7])
)]
fn backwards(first: &[f64], second: &[f64], gain: f64, x: &[f64], y: &[f64]) -> (f64, (Vec<f64>, Vec<f64>, f64)) {
    let (z, first_back) = dense(first, x);
    let a: Vec<f64> = z.iter().map(|z| (gain * z).tanh()).collect();
    let (out, second_back) = dense(second, &a);
    let errors: Vec<f64> = out.iter().zip(y).map(|(o, y)| o - y).collect();
    let cost = errors.iter().map(|e| (e * e + 1.0).sqrt() - 1.0).sum();

    let d_out: Vec<f64> = errors.iter().map(|e| e / (e * e + 1.0).sqrt()).collect(); //~ let d_out: Vec<f64> = errors.iter().map(|e| e / (e * e + 1.0)).collect(); //~ let d_out: Vec<f64> = errors.clone(); //~ let d_out: Vec<f64> = errors.iter().map(|e| 1.0 / (e * e + 1.0).sqrt()).collect(); //~ let d_out: Vec<f64> = errors.iter().map(|e| -e / (e * e + 1.0).sqrt()).collect();
    let (d_second, d_a) = second_back(&d_out); //~ let (d_second, d_a) = second_back(&errors); //~ let (d_second, d_a) = second_back(&out);
    let slopes: Vec<f64> = a.iter().map(|a| 1.0 - a * a).collect(); //~ let slopes: Vec<f64> = a.iter().map(|a| 1.0 - a).collect(); //~ let slopes: Vec<f64> = z.iter().map(|a| 1.0 - a * a).collect(); //~ let slopes: Vec<f64> = a.iter().map(|a| a * (1.0 - a)).collect();
    let d_inner: Vec<f64> = d_a.iter().zip(&slopes).map(|(d, s)| d * s).collect(); //~ let d_inner: Vec<f64> = d_a.iter().zip(&slopes).map(|(d, s)| d + s).collect(); //~ let d_inner: Vec<f64> = d_a.clone(); //~ let d_inner: Vec<f64> = d_a.iter().zip(&slopes).map(|(d, s)| d * s * s).collect();
    let d_gain: f64 = d_inner.iter().zip(&z).map(|(d, z)| d * z).sum(); //~ let d_gain: f64 = d_inner.iter().zip(&a).map(|(d, z)| d * z).sum(); //~ let d_gain: f64 = d_inner.iter().sum(); //~ let d_gain: f64 = d_a.iter().zip(&z).map(|(d, z)| d * z).sum(); //~ let d_gain: f64 = gain * d_inner.iter().zip(&z).map(|(d, z)| d * z).sum::<f64>();
    let d_z: Vec<f64> = d_inner.iter().map(|d| gain * d).collect(); //~ let d_z: Vec<f64> = d_inner.clone(); //~ let d_z: Vec<f64> = d_inner.iter().map(|d| d / gain).collect(); //~ let d_z: Vec<f64> = d_a.iter().map(|d| gain * d).collect();
    let (d_first, _) = first_back(&d_z); //~ let (d_first, _) = first_back(&d_inner); //~ let (d_first, _) = first_back(&d_a); //~ let (d_first, _) = first_back(&z);
    (cost, (d_first, d_second, d_gain)) //~ (cost, (d_second, d_first, d_gain)) //~ (cost, (d_first, d_second, -d_gain))
}
