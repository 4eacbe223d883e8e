use grad_check::grad_check;
use ndarray::{Array1, Array2, Array3, s};

/// Each channel is convolved with a kernel of its own, then channels are mixed pixel by pixel.
#[grad_check(
    at(kernels = randn((2, 2, 2)), mix = randn((3, 2)), bias = randn(3) * 0.2),
    given(image = randn((2, 4, 3)), goal = randn((3, 6)))
)]
fn separable(
    kernels: &Array3<f64>,
    mix: &Array2<f64>,
    bias: &Array1<f64>,
    image: &Array3<f64>,
    goal: &Array2<f64>,
) -> (f64, (Array3<f64>, Array2<f64>, Array1<f64>)) {
    let (channels, height, width) = image.dim();
    let (_, kh, kw) = kernels.dim();
    let (oh, ow) = (height - kh + 1, width - kw + 1);
    let mut deep = Array2::<f64>::zeros((channels, oh * ow));
    for c in 0..channels {
        for i in 0..oh {
            for j in 0..ow {
                let patch = image.slice(s![c, i..i + kh, j..j + kw]);
                deep[[c, i * ow + j]] = (&patch * &kernels.slice(s![c, .., ..])).sum();
            }
        }
    }
    let mixed = mix.dot(&deep) + &bias.view().insert_axis(ndarray::Axis(1));
    let act = mixed.mapv(|v| if v > 0.0 { v } else { 0.1 * v });
    let cost = (&act - goal).mapv(|d| d * d).mean().unwrap();

    let pixels = goal.len() as f64;
    let d_act = (&act - goal) * (2.0 / pixels); //~ let d_act = (&act - goal) / pixels; //~ let d_act = (&act - goal) * 2.0; //~ let d_act = (goal - &act) * (2.0 / pixels); //~ let d_act = (&mixed - goal) * (2.0 / pixels);
    let slope = mixed.mapv(|v| if v > 0.0 { 1.0 } else { 0.1 }); //~ let slope = mixed.mapv(|v| if v > 0.0 { 1.0 } else { 0.0 }); //~ let slope = mixed.mapv(|v| if v > 0.0 { v } else { 0.1 }); //~ let slope = mixed.mapv(|v| if v < 0.0 { 1.0 } else { 0.1 });
    let d_mixed = d_act * slope; //~ let d_mixed = d_act * &act; //~ let d_mixed = d_act / slope;
    let d_bias = d_mixed.sum_axis(ndarray::Axis(1)); //~ let d_bias = d_mixed.mean_axis(ndarray::Axis(1)).unwrap();
    let d_mix = d_mixed.dot(&deep.t()); //~ let d_mix = d_mixed.dot(&deep.t()) / pixels; //~ let d_mix = -d_mixed.dot(&deep.t());
    let d_deep = mix.t().dot(&d_mixed); //~ let d_deep = mix.t().dot(&act); //~ let d_deep = mix.t().dot(&mixed);
    let mut d_kernels = Array3::<f64>::zeros(kernels.raw_dim());
    for ((c, a, b), g) in d_kernels.indexed_iter_mut() {
        let window = image.slice(s![c, a..a + oh, b..b + ow]); //~ let window = image.slice(s![c, b..b + oh, a..a + ow]); //~ let window = image.slice(s![0, a..a + oh, b..b + ow]);
        let flat = d_deep.row(c); //~ let flat = d_deep.row(0); //~ let flat = deep.row(c);
        *g = window.iter().zip(flat).map(|(x, d)| x * d).sum(); //~ *g = window.iter().zip(flat).map(|(x, d)| x + d).sum(); //~ *g = -window.iter().zip(flat).map(|(x, d)| x * d).sum::<f64>(); //~ *g = flat.sum();
    }
    (cost, (d_kernels, d_mix, d_bias))
}
