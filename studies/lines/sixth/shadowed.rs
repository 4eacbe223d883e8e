use grad_check::{grad_check, randn};
use ndarray::{Array2, Axis, Zip};

/// A frozen map with a low-rank adapter, written with one name for whatever is handed back.
#[grad_check(
    at(down = randn((5, 2)), up = randn((2, 4)), gate = randn((1, 4))),
    given(base = randn((5, 4)), x = randn((6, 5)), y = randn((6, 4)), mask = Array2::from_shape_fn((6, 2), |(i, j)| f64::from((i + j) % 3 != 0)))
)]
fn shadowed(
    down: &Array2<f64>,
    up: &Array2<f64>,
    gate: &Array2<f64>,
    base: &Array2<f64>,
    x: &Array2<f64>,
    y: &Array2<f64>,
    mask: &Array2<f64>,
) -> (f64, (Array2<f64>, Array2<f64>, Array2<f64>)) {
    let keep = 2.0 / 3.0;
    let low = x.dot(down) * mask / keep;
    let adapted = low.dot(up);
    let open = gate.mapv(|g| 1.0 / (1.0 + (-g).exp()));
    let out = x.dot(base) + &adapted * &open;
    let errors = &out - y;
    let loss = errors.mapv(|e| if e.abs() < 1.0 { 0.5 * e * e } else { e.abs() - 0.5 }).mean().unwrap();

    let g = errors.mapv(|e| e.clamp(-1.0, 1.0)); //~ let g = errors.clone(); //~ let g = errors.mapv(f64::signum); //~ let g = errors.mapv(|e| e.clamp(-0.5, 0.5)); //~ let g = errors.mapv(|e| -e.clamp(-1.0, 1.0));
    let g = g / errors.len() as f64; //~ let g = g / errors.nrows() as f64; //~ let g = g.clone(); //~ let g = g / errors.ncols() as f64;
    let d_open = (&g * &adapted).sum_axis(Axis(0)).insert_axis(Axis(0)); //~ let d_open = (&g * &out).sum_axis(Axis(0)).insert_axis(Axis(0)); //~ let d_open = (&g + &adapted).sum_axis(Axis(0)).insert_axis(Axis(0)); //~ let d_open = (&g * &adapted).mean_axis(Axis(0)).unwrap().insert_axis(Axis(0)); //~ let d_open = g.sum_axis(Axis(0)).insert_axis(Axis(0));
    let g = g * &open; //~ let g = g * gate; //~ let g = g / &open; //~ let g = g * (1.0 - &open); //~ let g = g.clone();
    let d_up = low.t().dot(&g); //~ let d_up = x.dot(down).t().dot(&g); //~ let d_up = -low.t().dot(&g); //~ let d_up = low.t().dot(&errors); //~ let d_up = low.t().dot(&g) * keep;
    let g = g.dot(&up.t()); //~ let g = g.dot(&(up * up).t()); //~ let g = -g.dot(&up.t()); //~ let g = g.dot(&d_up.t());
    let mut g = g;
    Zip::from(&mut g).and(mask).for_each(|g, m| *g *= m / keep); //~ Zip::from(&mut g).and(mask).for_each(|g, m| *g *= m); //~ Zip::from(&mut g).and(mask).for_each(|g, m| *g = m / keep); //~ Zip::from(&mut g).and(mask).for_each(|g, m| *g *= m * keep); //~ Zip::from(&mut g).and(mask).for_each(|g, m| *g *= (1.0 - m) / keep);
    let d_down = x.t().dot(&g); //~ let d_down = x.t().dot(&low); //~ let d_down = x.t().dot(&g) / keep; //~ let d_down = x.t().dot(&(&g * mask / keep));
    let d_gate = d_open * &open * (1.0 - &open); //~ let d_gate = d_open * &open; //~ let d_gate = d_open * (1.0 - &open); //~ let d_gate = d_open * gate * (1.0 - gate); //~ let d_gate = d_open * &open * &open; //~ let d_gate = -d_open * &open * (1.0 - &open);
    (loss, (d_down, d_up, d_gate)) //~ (loss, (d_down, -d_up, d_gate)) //~ (loss, (2.0 * d_down, d_up, d_gate))
}
