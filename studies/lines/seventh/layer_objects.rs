use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis, arr1, arr2};

struct Dense<'a> {
    w: &'a Array2<f64>,
    input: Array1<f64>,
}

impl<'a> Dense<'a> {
    fn forward(w: &'a Array2<f64>, input: Array1<f64>) -> (Self, Array1<f64>) {
        let out = w.dot(&input);
        (Self { w, input }, out)
    }
}

/// Two layers as objects that keep their inputs, a skip of the first around the second, and a softplus between.
#[grad_check(
    at(first = arr2(&[[0.3, -0.5, 0.2], [0.8, 0.1, -0.4], [-0.2, 0.6, 0.5]]), second = arr2(&[[0.4, -0.3, 0.7], [-0.6, 0.2, 0.1], [0.3, 0.5, -0.2]]), gain = arr1(&[1.1, 0.7, 0.9])),
    given(x = arr1(&[0.5, -1.2, 0.8]), goal = arr1(&[0.2, 0.6, -0.3]))
)]
fn kept(first: &Array2<f64>, second: &Array2<f64>, gain: &Array1<f64>, x: &Array1<f64>, goal: &Array1<f64>) -> (f64, (Array2<f64>, Array2<f64>, Array1<f64>)) {
    let (lower, raw) = Dense::forward(first, x.clone());
    let soft = raw.mapv(|z| (1.0 + z.exp()).ln());
    let (upper, lifted) = Dense::forward(second, soft.clone());
    let mixed = &lifted + &(gain * &soft);
    let error = &mixed - goal;
    let size = (1.0 + error.dot(&error)).sqrt();
    let cost = size - 1.0;

    let mut pull = &error / size; //~ let mut pull = error.clone(); //~ let mut pull = &error * size; //~ let mut pull = &mixed / size; //~ let mut pull = -&error / size;
    let to_gain = &pull * &upper.input; //~ let to_gain = &pull * &lower.input; //~ let to_gain = &pull * &lifted; //~ let to_gain = &pull * gain; //~ let to_gain = pull.clone();
    let skip = &pull * gain; //~ let skip = pull.clone(); //~ let skip = &pull * &soft; //~ let skip = -&pull * gain;
    let to_second = pull.view().insert_axis(Axis(1)).dot(&upper.input.view().insert_axis(Axis(0))); //~ let to_second = upper.input.view().insert_axis(Axis(1)).dot(&pull.view().insert_axis(Axis(0))); //~ let to_second = pull.view().insert_axis(Axis(1)).dot(&lower.input.view().insert_axis(Axis(0))); //~ let to_second = skip.view().insert_axis(Axis(1)).dot(&upper.input.view().insert_axis(Axis(0)));
    pull = upper.w.t().dot(&pull); //~ pull = upper.w.dot(&pull); //~ pull = lower.w.t().dot(&pull); //~ pull = -upper.w.t().dot(&pull);
    pull += &skip; //~ pull = skip.clone(); //~ pull -= &skip; //~ pull += &to_gain;
    pull.zip_mut_with(&raw, |p, z| *p /= 1.0 + (-z).exp()); //~ pull.zip_mut_with(&raw, |p, z| *p /= 1.0 + z.exp()); //~ pull.zip_mut_with(&soft, |p, z| *p /= 1.0 + (-z).exp()); //~ pull.zip_mut_with(&raw, |p, z| *p *= 1.0 - (-z).exp()); //~ pull.zip_mut_with(&raw, |p, z| *p *= z.exp());
    let to_first = pull.view().insert_axis(Axis(1)).dot(&lower.input.view().insert_axis(Axis(0))); //~ let to_first = pull.view().insert_axis(Axis(1)).dot(&upper.input.view().insert_axis(Axis(0))); //~ let to_first = lower.input.view().insert_axis(Axis(1)).dot(&pull.view().insert_axis(Axis(0))); //~ let to_first = 2.0 * pull.view().insert_axis(Axis(1)).dot(&lower.input.view().insert_axis(Axis(0)));
    (cost, (to_first, to_second, to_gain)) //~ (cost, (to_second, to_first, to_gain)) //~ (cost, (to_first.reversed_axes(), to_second, to_gain))
}
