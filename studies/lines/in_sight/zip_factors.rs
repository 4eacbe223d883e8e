use grad_check::grad_check;
use ndarray::{Array1, Array2, Zip};

// Scaled and gated inputs: out = exp(scale) * x * sigmoid(gate) + shift, against a target by the Cauchy loss.
#[grad_check(
    at(scale = randn(4) * 0.4, gate = randn(4), shift = randn(4) * 0.3),
    given(x = randn((5, 4)), target = randn((5, 4)), width = 1.3)
)]
fn gated_scale(
    scale: &Array1<f64>,
    gate: &Array1<f64>,
    shift: &Array1<f64>,
    x: &Array2<f64>,
    target: &Array2<f64>,
    width: f64,
) -> (f64, (Array1<f64>, Array1<f64>, Array1<f64>)) {
    let gain = scale.mapv(f64::exp);
    let open = gate.mapv(|g| 1.0 / (1.0 + (-g).exp()));
    let mut out = x.clone();
    for mut row in out.rows_mut() {
        Zip::from(&mut row).and(&gain).and(&open).and(shift).for_each(|o, k, s, b| *o = *o * k * s + b);
    }
    let mut loss = 0.0;
    Zip::from(&out).and(target).for_each(|o, t| loss += (1.0 + ((o - t) / width).powi(2)).ln());

    let mut g_out = Array2::zeros(out.dim());
    Zip::from(&mut g_out).and(&out).and(target).for_each(|g, o, t| *g = 2.0 * (o - t) / (width * width + (o - t).powi(2))); //~ Zip::from(&mut g_out).and(&out).and(target).for_each(|g, o, t| *g = 2.0 * (o - t) / (1.0 + (o - t).powi(2))); //~ Zip::from(&mut g_out).and(&out).and(target).for_each(|g, o, t| *g = (o - t) / (width * width + (o - t).powi(2))); //~ Zip::from(&mut g_out).and(&out).and(target).for_each(|g, o, t| *g = 2.0 * (t - o) / (width * width + (o - t).powi(2))); //~ Zip::from(&mut g_out).and(&out).and(target).for_each(|g, o, t| *g = 2.0 * (o - t) / (width * width));
    let mut g_gain = Array1::zeros(gain.len());
    let mut g_open = Array1::zeros(open.len());
    let mut g_shift = Array1::<f64>::zeros(shift.len());
    for (g_row, x_row) in g_out.rows().into_iter().zip(x.rows()) {
        Zip::from(&mut g_gain).and(&g_row).and(&x_row).and(&open).for_each(|acc, g, x, s| *acc += g * x * s); //~ Zip::from(&mut g_gain).and(&g_row).and(&x_row).and(&open).for_each(|acc, g, x, s| *acc = g * x * s); //~ Zip::from(&mut g_gain).and(&g_row).and(&x_row).and(&open).for_each(|acc, g, x, _| *acc += g * x); //~ Zip::from(&mut g_gain).and(&g_row).and(&x_row).and(gate).for_each(|acc, g, x, s| *acc += g * x * s);
        Zip::from(&mut g_open).and(&g_row).and(&x_row).and(&gain).for_each(|acc, g, x, k| *acc += g * x * k); //~ Zip::from(&mut g_open).and(&g_row).and(&x_row).and(scale).for_each(|acc, g, x, k| *acc += g * x * k); //~ Zip::from(&mut g_open).and(&g_row).and(&x_row).and(&open).for_each(|acc, g, x, k| *acc += g * x * k); //~ Zip::from(&mut g_open).and(&g_row).and(&x_row).and(&gain).for_each(|acc, g, x, k| *acc -= g * x * k);
        Zip::from(&mut g_shift).and(&g_row).for_each(|acc, g| *acc += g); //~ Zip::from(&mut g_shift).and(&g_row).for_each(|acc, g| *acc = *g); //~ Zip::from(&mut g_shift).and(&x_row).for_each(|acc, g| *acc += g); //~ Zip::from(&mut g_shift).and(&g_row).for_each(|acc, g| *acc += g / 5.0);
    }
    Zip::from(&mut g_gain).and(&gain).for_each(|g, k| *g *= k); //~ Zip::from(&mut g_gain).and(scale).for_each(|g, k| *g *= k); //~ Zip::from(&mut g_gain).and(&gain).for_each(|g, k| *g /= k); //~ Zip::from(&mut g_gain).and(&gain).for_each(|g, k| *g *= k * k);
    Zip::from(&mut g_open).and(&open).for_each(|g, s| *g *= s * (1.0 - s)); //~ Zip::from(&mut g_open).and(&open).for_each(|g, s| *g *= 1.0 - s); //~ Zip::from(&mut g_open).and(gate).for_each(|g, s| *g *= s * (1.0 - s)); //~ Zip::from(&mut g_open).and(&open).for_each(|g, s| *g *= 1.0 - s * s); //~ Zip::from(&mut g_open).and(&open).for_each(|g, s| *g *= s * (s - 1.0));
    (loss, (g_gain, g_open, g_shift))
}
