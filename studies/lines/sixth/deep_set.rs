use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, ArrayView2, Axis, s};

/// Sets of different sizes, each embedded, averaged and read out: rows of one array, by ranges.
#[grad_check(
    at(embed = randn((2, 3)), shift = randn(3), read = randn(3), offset = 0.2),
    given(members = randn((9, 2)), sizes = vec![2, 4, 3], wanted = randn(3))
)]
pub fn deep_set(
    embed: &Array2<f64>,
    shift: &Array1<f64>,
    read: &Array1<f64>,
    offset: f64,
    members: &Array2<f64>,
    sizes: &[usize],
    wanted: &Array1<f64>,
) -> (f64, (Array2<f64>, Array1<f64>, Array1<f64>, f64)) {
    let hidden = (members.dot(embed) + shift).mapv(f64::tanh);
    let parts = || {
        sizes.iter().scan(0, |start, &size| {
            let range = *start..*start + size;
            *start += size;
            Some(range)
        })
    };
    let means: Vec<Array1<f64>> = parts().map(|range| hidden.slice(s![range, ..]).mean_axis(Axis(0)).unwrap()).collect();
    let outputs: Vec<f64> = means.iter().map(|mean| (mean.dot(read) + offset).exp()).collect();
    let cost = outputs.iter().zip(wanted).map(|(o, w)| o - w * o.ln()).sum::<f64>();

    let mut d_hidden = Array2::<f64>::zeros(hidden.raw_dim());
    let mut d_read = Array1::<f64>::zeros(3);
    let mut d_offset = 0.0;
    for (k, range) in parts().enumerate() {
        let size = range.len() as f64; //~ let size = sizes.len() as f64; //~ let size = 1.0;
        let d_log = outputs[k] - wanted[k]; //~ let d_log = 1.0 - wanted[k] / outputs[k]; //~ let d_log = wanted[k] - outputs[k]; //~ let d_log = outputs[k]; //~ let d_log = outputs[k].ln() - wanted[k];
        d_offset += d_log; //~ d_offset = d_log; //~ d_offset += d_log * outputs[k]; //~ d_offset -= d_log;
        d_read.scaled_add(d_log, &means[k]); //~ d_read.scaled_add(d_log, &means[0]); //~ d_read.scaled_add(-d_log, &means[k]); //~ d_read.scaled_add(d_log * size, &means[k]); //~ d_read.scaled_add(outputs[k], &means[k]);
        let d_mean = read * d_log; //~ let d_mean = &means[k] * d_log; //~ let d_mean = read * (d_log * d_log); //~ let d_mean = read.clone();
        for row in range {
            d_hidden.row_mut(row).assign(&(&d_mean / size)); //~ d_hidden.row_mut(row).assign(&d_mean); //~ d_hidden.row_mut(row).assign(&(&d_mean * size)); //~ d_hidden.row_mut(row).assign(&(read / size)); //~ d_hidden.row_mut(row).assign(&(&d_mean / -size));
        }
    }
    let slope: Array2<f64> = 1.0 - &hidden * &hidden; //~ let slope: Array2<f64> = 1.0 - &hidden; //~ let slope: Array2<f64> = &hidden * &hidden; //~ let slope: Array2<f64> = &hidden * (1.0 - &hidden);
    let d_inner = d_hidden * slope; //~ let d_inner = d_hidden; //~ let d_inner = d_hidden + slope; //~ let d_inner = -d_hidden * slope;
    let view: ArrayView2<f64> = members.t();
    let d_embed = view.dot(&d_inner); //~ let d_embed = view.dot(&hidden); //~ let d_embed = 2.0 * view.dot(&d_inner); //~ let d_embed = view.dot(&(&d_inner * &d_inner));
    let d_shift = d_inner.sum_axis(Axis(0)); //~ let d_shift = d_inner.mean_axis(Axis(0)).unwrap(); //~ let d_shift = d_inner.row(0).to_owned(); //~ let d_shift = -d_inner.sum_axis(Axis(0));
    (cost, (d_embed, d_shift, d_read, d_offset)) //~ (cost, (d_embed, d_read, d_shift, d_offset)) //~ (cost, (d_embed, d_shift, d_read, -d_offset))
}
