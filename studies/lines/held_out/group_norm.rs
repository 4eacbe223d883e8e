use grad_check::grad_check;
use ndarray::{Array1, Array2, ArrayViewMut1, Axis, s};

const GROUPS: usize = 2;

// x is (channels, pixels); a group is half of the channels. Mean absolute deviation by log cosh.
#[grad_check(
    at(x = randn((4, 3)), gamma = uniform(4) + 0.5, beta = randn(4) * 0.3),
    given(goal = randn((4, 3)), eps = 0.01)
)]
fn group_norm(x: &Array2<f64>, gamma: &Array1<f64>, beta: &Array1<f64>, goal: &Array2<f64>, eps: f64) -> (f64, (Array2<f64>, Array1<f64>, Array1<f64>)) {
    let (channels, pixels) = x.dim();
    let size = channels / GROUPS;
    let count = (size * pixels) as f64;
    let column = |v: &Array1<f64>| v.clone().insert_axis(Axis(1));

    let mut unit = x.clone();
    let mut inv_std = vec![0.0; GROUPS];
    for g in 0..GROUPS {
        let mut part = unit.slice_mut(s![g * size..(g + 1) * size, ..]);
        let mean = part.mean().unwrap();
        part -= mean;
        let var = part.iter().map(|v| v * v).sum::<f64>() / count;
        inv_std[g] = (var + eps).powf(-0.5);
        part *= inv_std[g];
    }
    let y = &unit * &column(gamma) + column(beta);
    let loss = (&y - goal).mapv(|d| d.cosh().ln()).sum();

    let dy = (&y - goal).mapv(f64::tanh); //~ let dy = (&y - goal).mapv(f64::sinh); //~ let dy = (goal - &y).mapv(f64::tanh); //~ let dy = (&y - goal).mapv(|d| d.tanh() / count); //~ let dy = y.mapv(f64::tanh);
    let d_gamma = (&dy * &unit).sum_axis(Axis(1)); //~ let d_gamma = (&dy * &y).sum_axis(Axis(1)); //~ let d_gamma = (&dy * x).sum_axis(Axis(1)); //~ let d_gamma = (&dy * &unit).mean_axis(Axis(1)).unwrap(); //~ let d_gamma = (&dy * &unit).sum_axis(Axis(1)) * gamma;
    let d_beta = dy.sum_axis(Axis(1)); //~ let d_beta = dy.mean_axis(Axis(1)).unwrap(); //~ let d_beta = (&dy * &column(gamma)).sum_axis(Axis(1)); //~ let d_beta = -dy.sum_axis(Axis(1));
    let mut dx = dy * column(gamma); //~ let mut dx = dy; //~ let mut dx = dy / column(gamma); //~ let mut dx = dy * column(beta); //~ let mut dx = dy * column(&d_gamma);
    for g in 0..GROUPS {
        let rows = g * size..(g + 1) * size;
        let hat = unit.slice(s![rows.clone(), ..]); //~ let hat = x.slice(s![rows.clone(), ..]); //~ let hat = y.slice(s![rows.clone(), ..]); //~ let hat = unit.slice(s![..size, ..]);
        let mut d = dx.slice_mut(s![rows, ..]);
        let mean = d.sum() / count; //~ let mean = d.sum(); //~ let mean = d.sum() / pixels as f64; //~ let mean = -d.sum() / count; //~ let mean = 0.0;
        let along = (&d * &hat).sum() / count; //~ let along = (&d * &hat).sum(); //~ let along = (&d * &hat).sum() / size as f64; //~ let along = (&d * &hat).sum() / (count - 1.0); //~ let along = 0.0;
        let centre = |mut row: ArrayViewMut1<f64>| row -= mean;
        d.rows_mut().into_iter().for_each(centre); //~ d.rows_mut().into_iter().skip(1).for_each(centre); //~ d.rows_mut().into_iter().take(1).for_each(centre);
        d.scaled_add(-along, &hat); //~ d.scaled_add(along, &hat); //~ d.scaled_add(-1.0, &hat); //~ d.scaled_add(-2.0 * along, &hat); //~ d.scaled_add(-along * inv_std[g], &hat);
        d *= inv_std[g]; //~ d /= inv_std[g]; //~ d *= inv_std[g].powi(2); //~ d *= inv_std[0]; //~ d *= inv_std[g].sqrt();
    }
    (loss, (dx, d_gamma, d_beta))
}
