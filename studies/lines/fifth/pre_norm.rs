use grad_check::{Params, grad_check, randn};
use ndarray::{Array1, Array2, Axis};

#[derive(Clone, Params)]
struct Block {
    gain: Array1<f64>,
    shift: Array1<f64>,
    up: Array2<f64>,
    down: Array2<f64>,
    scale: f64,
}

fn block() -> Block {
    Block {
        gain: Array1::from_shape_fn(4, |i| 1.0 + 0.2 * (i as f64).sin()),
        shift: Array1::from_shape_fn(4, |i| 0.3 * (i as f64).cos()),
        up: Array2::from_shape_fn((4, 6), |(i, j)| (1.2 * i as f64 + 2.3 * j as f64).sin()),
        down: Array2::from_shape_fn((6, 4), |(i, j)| 0.6 * (2.7 * i as f64 - 0.8 * j as f64).cos()),
        scale: 0.7,
    }
}

/// A block that norms first, widens, narrows, and is added to its input by a share that is learned.
#[grad_check(at(block = block(), x = randn((3, 4))), given(target = randn((3, 4))))]
fn pre_norm(block: &Block, x: &Array2<f64>, target: &Array2<f64>) -> (f64, (Block, Array2<f64>)) {
    let width = x.ncols() as f64;
    let mean = x.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let centred = x - &mean;
    let var = centred.mapv(|c| c * c).mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let inv_std = var.mapv(|v| 1.0 / (v + 1e-3).sqrt());
    let x_hat = &centred * &inv_std;
    let normed = &x_hat * &block.gain + &block.shift;
    let pre = normed.dot(&block.up);
    let gate = pre.mapv(|z| 1.0 / (1.0 + (-1.702 * z).exp()));
    let act = &pre * &gate;
    let narrow = act.dot(&block.down);
    let y = x + &(block.scale * &narrow);
    let residual = &y - target;
    let loss = residual.mapv(|r| r * r).sum() / residual.len() as f64;

    let dy = 2.0 * &residual / residual.len() as f64; //~ let dy = &residual / residual.len() as f64; //~ let dy = 2.0 * &residual; //~ let dy = 2.0 * &residual / width; //~ let dy = -2.0 * &residual / residual.len() as f64;
    let dscale = (&dy * &narrow).sum(); //~ let dscale = (&dy * &y).sum(); //~ let dscale = dy.sum(); //~ let dscale = block.scale * (&dy * &narrow).sum();
    let dnarrow = block.scale * &dy; //~ let dnarrow = dy.clone(); //~ let dnarrow = dscale * &dy;
    let ddown = act.t().dot(&dnarrow); //~ let ddown = act.t().dot(&dy); //~ let ddown = pre.t().dot(&dnarrow);
    let dact = dnarrow.dot(&block.down.t()); //~ let dact = dy.dot(&block.down.t()); //~ let dact = dnarrow.dot(&ddown.t());
    let slope = &gate + &(1.702 * &act * (1.0 - &gate)); //~ let slope = gate.clone(); //~ let slope = &gate + &(&act * (1.0 - &gate)); //~ let slope = &gate + &(1.702 * &gate * (1.0 - &gate)); //~ let slope = &gate - &(1.702 * &act * (1.0 - &gate));
    let dpre = dact * slope; //~ let dpre = dact * &gate;
    let dup = normed.t().dot(&dpre); //~ let dup = x_hat.t().dot(&dpre); //~ let dup = x.t().dot(&dpre);
    let dnormed = dpre.dot(&block.up.t()); //~ let dnormed = -dpre.dot(&block.up.t()); //~ let dnormed = dpre.dot(&dup.t());
    let dgain = (&dnormed * &x_hat).sum_axis(Axis(0)); //~ let dgain = (&dnormed * &normed).sum_axis(Axis(0)); //~ let dgain = (&dnormed * &centred).sum_axis(Axis(0)); //~ let dgain = dnormed.sum_axis(Axis(0));
    let dshift = dnormed.sum_axis(Axis(0)); //~ let dshift = dnormed.mean_axis(Axis(0)).unwrap(); //~ let dshift = dgain.clone();
    let dx_hat = &dnormed * &block.gain; //~ let dx_hat = dnormed.clone(); //~ let dx_hat = &dnormed * &dgain; //~ let dx_hat = &dnormed / &block.gain;
    let mean_d = dx_hat.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1)); //~ let mean_d = dx_hat.sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let mean_d = Array2::<f64>::zeros((x.nrows(), 1));
    let mean_dx = (&dx_hat * &x_hat).mean_axis(Axis(1)).unwrap().insert_axis(Axis(1)); //~ let mean_dx = (&dx_hat * &centred).mean_axis(Axis(1)).unwrap().insert_axis(Axis(1)); //~ let mean_dx = (&dx_hat * &x_hat).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let mean_dx = (&dx_hat * x).mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let through = (&dx_hat - &mean_d - &x_hat * &mean_dx) * &inv_std; //~ let through = (&dx_hat - &mean_d - &x_hat * &mean_dx) * &var; //~ let through = (&dx_hat - &mean_d - &mean_dx) * &inv_std; //~ let through = (&dx_hat - &x_hat * &mean_dx) * &inv_std;
    let dx = through + &dy; //~ let dx = through; //~ let dx = through - &dy; //~ let dx = through + &dnarrow;
    (loss, (Block { gain: dgain, shift: dshift, up: dup, down: ddown, scale: dscale }, dx)) //~ (loss, (Block { gain: dshift, shift: dgain, up: dup, down: ddown, scale: dscale }, dx))
}
