use grad_check::grad_check;

/// The four cubic basis functions at `u` in [0, 1), or their slopes.
fn basis(u: f64) -> [f64; 4] {
    let v = 1.0 - u;
    [v * v * v / 6.0, (3.0 * u * u * u - 6.0 * u * u + 4.0) / 6.0, (3.0 * v * v * v - 6.0 * v * v + 4.0) / 6.0, u * u * u / 6.0]
}

fn slopes(u: f64) -> [f64; 4] {
    let v = 1.0 - u;
    [-v * v / 2.0, (3.0 * u * u - 4.0 * u) / 2.0, -(3.0 * v * v - 4.0 * v) / 2.0, u * u / 2.0]
}

struct Data {
    x: Vec<f64>,
    y: Vec<f64>,
}

fn data() -> Data {
    let x: Vec<f64> = (0..9).map(|i| 0.3 + 0.37 * i as f64).collect();
    let y = x.iter().map(|x| (1.7 * x).sin() + 0.1 * x).collect();
    Data { x, y }
}

/// A spline through data whose abscissae are shifted by an unknown offset; Huber's loss, and a penalty on bends.
#[grad_check(
    at(coef = [0.4, -0.3, 0.8, 0.1, -0.6, 0.5, 0.2], offset = 0.21),
    given(data = data(), lambda = 0.2, knee = 0.3)
)]
fn smooth_spline(coef: [f64; 7], offset: f64, data: &Data, lambda: f64, knee: f64) -> (f64, ([f64; 7], f64)) {
    let locate = |x: f64| {
        let s = x + offset;
        (s.floor() as usize, s - s.floor())
    };
    let predict = |x: f64| {
        let (i, u) = locate(x);
        basis(u).iter().zip(&coef[i..]).map(|(b, c)| b * c).sum::<f64>()
    };
    let huber = |r: f64| knee * knee * ((1.0 + (r / knee).powi(2)).sqrt() - 1.0);
    let fit: f64 = data.x.iter().zip(&data.y).map(|(&x, y)| huber(predict(x) - y)).sum();
    let bend: f64 = coef.windows(3).map(|c| (c[0] - 2.0 * c[1] + c[2]).powi(2)).sum();
    let cost = fit + lambda * bend;

    let mut grad = [0.0; 7];
    let mut grad_offset = 0.0;
    for (&x, y) in data.x.iter().zip(&data.y) {
        let r = predict(x) - y; //~ let r = y - predict(x); //~ let r = predict(x + offset) - y; //~ let r = predict(x);
        let influence = r / (1.0 + (r / knee).powi(2)).sqrt(); //~ let influence = r; //~ let influence = r / (1.0 + (r / knee).powi(2)); //~ let influence = r / (1.0 + r.powi(2)).sqrt(); //~ let influence = r / knee / (1.0 + (r / knee).powi(2)).sqrt();
        let (i, u) = locate(x); //~ let (i, u) = locate(x - offset); //~ let (i, u) = (locate(x).0, x - x.floor());
        for (k, b) in basis(u).into_iter().enumerate() { //~ for (k, b) in slopes(u).into_iter().enumerate() { //~ for (k, b) in basis(1.0 - u).into_iter().enumerate() {
            grad[i + k] += influence * b; //~ grad[i + k] += r * b; //~ grad[i] += influence * b; //~ grad[i + k] -= influence * b; //~ grad[i + 3 - k] += influence * b;
        }
        let slope: f64 = slopes(u).iter().zip(&coef[i..]).map(|(s, c)| s * c).sum(); //~ let slope: f64 = basis(u).iter().zip(&coef[i..]).map(|(s, c)| s * c).sum(); //~ let slope: f64 = slopes(u).iter().zip(&coef).map(|(s, c)| s * c).sum(); //~ let slope: f64 = slopes(u).iter().sum(); //~ let slope: f64 = -slopes(u).iter().zip(&coef[i..]).map(|(s, c)| s * c).sum::<f64>();
        grad_offset += influence * slope; //~ grad_offset += influence; //~ grad_offset = influence * slope; //~ grad_offset += r * slope; //~ grad_offset -= influence * slope;
    }
    for i in 1..6 {
        let second = coef[i - 1] - 2.0 * coef[i] + coef[i + 1]; //~ let second = coef[i - 1] + 2.0 * coef[i] + coef[i + 1]; //~ let second = coef[i - 1] - coef[i] + coef[i + 1]; //~ let second = coef[i + 1] - coef[i - 1];
        grad[i - 1] += 2.0 * lambda * second; //~ grad[i - 1] += lambda * second; //~ grad[i - 1] -= 2.0 * lambda * second; //~ grad[i - 1] += 2.0 * second;
        grad[i] -= 4.0 * lambda * second; //~ grad[i] -= 2.0 * lambda * second; //~ grad[i] += 4.0 * lambda * second; //~ grad[i + 1] -= 4.0 * lambda * second;
        grad[i + 1] += 2.0 * lambda * second; //~ grad[i + 1] += 2.0 * second; //~ grad[i + 1] = 2.0 * lambda * second; //~ grad[i] += 2.0 * lambda * second;
    }
    (cost, (grad, grad_offset))
}
