use grad_check::{Params, grad_check};
use ndarray::{Array1, Array2, Axis};

#[derive(Clone, Params)]
struct Linear {
    weight: Array2<f64>,
    bias: Array1<f64>,
}

#[derive(Clone, Params)]
struct Model {
    trunk: Linear,
    /// Two heads on the same features: the mean of a prediction, and the logarithm of its variance.
    mean: Linear,
    log_var: Linear,
}

impl Linear {
    fn random(inputs: usize, outputs: usize) -> Self {
        Linear { weight: grad_check::randn((outputs, inputs)) * 0.6, bias: grad_check::randn(outputs) * 0.2 }
    }

    fn forward(&self, x: &Array2<f64>) -> Array2<f64> {
        x.dot(&self.weight.t()) + &self.bias
    }
}

impl Model {
    fn example() -> Self {
        Model { trunk: Linear::random(2, 4), mean: Linear::random(4, 2), log_var: Linear::random(4, 2) }
    }
}

#[grad_check(at(model = Model::example()), given(x = randn((5, 2)), y = randn((5, 2))))]
fn heteroscedastic_nll(model: &Model, x: &Array2<f64>, y: &Array2<f64>) -> (f64, Model) {
    let batch = x.nrows() as f64;
    let features = model.trunk.forward(x).mapv(|v| v.sin());
    let mean = model.mean.forward(&features);
    let log_var = model.log_var.forward(&features);
    let precision = log_var.mapv(|v| (-v).exp());
    let diff = &mean - y;
    let nll = 0.5 * (&diff * &diff * &precision + &log_var).sum() / batch;

    let mut grad = model.clone();
    let d_mean = &diff * &precision / batch; //~ let d_mean = &diff / batch; //~ let d_mean = &diff * &precision; //~ let d_mean = 2.0 * &diff * &precision / batch; //~ let d_mean = &diff * &log_var / batch;
    let d_log_var = 0.5 * (1.0 - &diff * &diff * &precision) / batch; //~ let d_log_var = 0.5 * (1.0 + &diff * &diff * &precision) / batch; //~ let d_log_var = (1.0 - &diff * &diff * &precision) / batch; //~ let d_log_var = -0.5 * &diff * &diff * &precision / batch; //~ let d_log_var = 0.5 * (1.0 - &diff * &precision) / batch; //~ let d_log_var = 0.5 * (1.0 - &diff * &diff * &precision);
    grad.mean.weight = d_mean.t().dot(&features); //~ grad.mean.weight = diff.t().dot(&features); //~ grad.mean.weight += &d_mean.t().dot(&features); //~ grad.mean.weight = -d_mean.t().dot(&features);
    grad.mean.bias = d_mean.sum_axis(Axis(0)); //~ grad.mean.bias = d_mean.mean_axis(Axis(0)).unwrap(); //~ grad.mean.bias += &d_mean.sum_axis(Axis(0));
    grad.log_var.weight = d_log_var.t().dot(&features); //~ grad.log_var.weight = d_mean.t().dot(&features); //~ grad.log_var.weight = d_log_var.t().dot(&features) * 2.0;
    grad.log_var.bias = d_log_var.sum_axis(Axis(0)); //~ grad.log_var.bias = d_mean.sum_axis(Axis(0)); //~ grad.log_var.bias = d_log_var.sum_axis(Axis(0)) / batch;
    let d_features = d_mean.dot(&model.mean.weight) + d_log_var.dot(&model.log_var.weight); //~ let d_features = d_mean.dot(&model.mean.weight); //~ let d_features = d_mean.dot(&model.log_var.weight) + d_log_var.dot(&model.mean.weight); //~ let d_features = d_mean.dot(&grad.mean.weight) + d_log_var.dot(&grad.log_var.weight); //~ let d_features = d_mean.dot(&model.mean.weight) - d_log_var.dot(&model.log_var.weight);
    let d_trunk = d_features * model.trunk.forward(x).mapv(|v| v.cos()); //~ let d_trunk = d_features * model.trunk.forward(x).mapv(|v| -v.cos()); //~ let d_trunk = d_features * &features; //~ let d_trunk = d_features * features.mapv(|v| v.cos()); //~ let d_trunk = d_features;
    grad.trunk.bias = d_trunk.sum_axis(Axis(0)); //~ grad.trunk.bias = d_trunk.sum_axis(Axis(0)) / batch; //~ grad.trunk.bias = d_trunk.row(0).to_owned();
    grad.trunk.weight = d_trunk.t().dot(x); //~ grad.trunk.weight = d_trunk.t().dot(x) + &model.trunk.weight; //~ grad.trunk.weight = d_trunk.t().dot(x) / batch;
    (nll, grad)
}
