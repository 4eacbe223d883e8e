use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Axis};

// A soft mixture of two experts for regression; everything that repeats is a closure.
#[grad_check(
    at(gate = randn((2, 3)), first = randn(3), second = randn(3)),
    given(x = randn((6, 3)), y = randn(6))
)]
pub fn experts(
    gate: &Array2<f64>,
    first: &Array1<f64>,
    second: &Array1<f64>,
    x: &Array2<f64>,
    y: &Array1<f64>,
) -> (f64, (Array2<f64>, Array1<f64>, Array1<f64>)) {
    let n = x.nrows() as f64;
    let softmax = |s: &Array1<f64>| {
        let e = s.mapv(f64::exp);
        let total = e.sum();
        e / total
    };
    let softmax_back = |p: &Array1<f64>, dp: &Array1<f64>| {
        let inner = p.dot(dp); //~ let inner = dp.sum(); //~ let inner = p.dot(p); //~ let inner = -p.dot(dp);
        p * &(dp - inner) //~ dp - inner //~ p * dp //~ p * &(dp + inner)
    };
    let outer = |a: &Array1<f64>, b: ndarray::ArrayView1<f64>| a.view().insert_axis(Axis(1)).dot(&b.insert_axis(Axis(0)));

    let forward: Vec<_> = x
        .outer_iter()
        .zip(y)
        .map(|(row, &target)| {
            let p = softmax(&gate.dot(&row));
            let outputs = ndarray::array![first.dot(&row), second.dot(&row).tanh()];
            let error = p.dot(&outputs) - target;
            (p, outputs, error)
        })
        .collect();
    let loss = forward.iter().map(|(_, _, e)| e * e).sum::<f64>() / n;

    let (d_gate, d_first, d_second) = x.outer_iter().zip(&forward).fold(
        (Array2::zeros((2, 3)), Array1::zeros(3), Array1::zeros(3)),
        |(d_gate, d_first, d_second), (row, (p, outputs, error))| {
            let d_mix = 2.0 * error / n; //~ let d_mix = error / n; //~ let d_mix = 2.0 * error; //~ let d_mix = -2.0 * error / n;
            let d_p = outputs * d_mix; //~ let d_p = p * d_mix; //~ let d_p = outputs.clone(); //~ let d_p = outputs / d_mix;
            let d_s = softmax_back(p, &d_p); //~ let d_s = softmax_back(outputs, &d_p); //~ let d_s = d_p.clone(); //~ let d_s = softmax_back(&d_p, p);
            let d_out = p * d_mix; //~ let d_out = outputs * d_mix; //~ let d_out = p * *error; //~ let d_out = p.clone();
            let slope = 1.0 - outputs[1] * outputs[1]; //~ let slope = 1.0 - outputs[1]; //~ let slope = 1.0; //~ let slope = 1.0 - outputs[0] * outputs[0];
            (
                d_gate + outer(&d_s, row), //~ d_gate + outer(&d_p, row), //~ d_gate - outer(&d_s, row), //~ outer(&d_s, row),
                d_first + &row * d_out[0], //~ d_first + &row * d_out[1], //~ d_first + &row * d_mix,
                d_second + &row * (d_out[1] * slope), //~ d_second + &row * d_out[1], //~ d_second + &row * (d_out[0] * slope), //~ d_second - &row * (d_out[1] * slope),
            )
        },
    );
    (loss, (d_gate, d_first, d_second))
}
