use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Activation {
    Identity,
    Sigmoid,
    Tanh,
    Swish,
}

impl Activation {
    fn apply(self, z: f64) -> f64 {
        match self {
            Activation::Identity => z,
            Activation::Sigmoid => 1.0 / (1.0 + (-z).exp()),
            Activation::Tanh => z.tanh(),
            Activation::Swish => z / (1.0 + (-z).exp()),
        }
    }
}

type Layers = Vec<(Array2<f64>, Array1<f64>)>;

fn layers() -> Layers {
    let sizes = [2, 3, 3, 3, 1];
    sizes.windows(2).map(|s| (grad_check::randn((s[0], s[1])) * 0.9, grad_check::randn(s[1]) * 0.4)).collect()
}

fn kinds() -> [Activation; 4] {
    [Activation::Swish, Activation::Tanh, Activation::Sigmoid, Activation::Identity]
}

#[grad_check(at(layers = layers()), given(kinds = kinds(), x = randn((5, 2)), y = randn((5, 1)), training = true))]
fn network(layers: &Layers, kinds: &[Activation], x: &Array2<f64>, y: &Array2<f64>, training: bool) -> (f64, Layers) {
    let mut inputs = vec![x.clone()];
    let mut zs = vec![];
    for ((w, b), kind) in layers.iter().zip(kinds) {
        let z = inputs.last().unwrap().dot(w) + b;
        inputs.push(z.mapv(|v| kind.apply(v)));
        zs.push(z);
    }
    let last = &inputs[layers.len()];
    let err = last - y;
    let loss = err.mapv(|e| e.abs().powi(3)).sum() / 3.0;
    if !training {
        return (loss, Vec::new());
    }

    let mut grads = Layers::new();
    let mut da = err.mapv(|e| e * e.abs()); //~ let mut da = err.mapv(|e| e * e); //~ let mut da = err.mapv(|e| 3.0 * e * e.abs()); //~ let mut da = err.mapv(|e| e.abs()); //~ let mut da = last.mapv(|e| e * e.abs());
    for i in (0..layers.len()).rev() {
        let a = &inputs[i + 1]; //~ let a = &zs[i];
        let dz = match kinds[i] {
            Activation::Identity => da.clone(), //~ Activation::Identity => -da.clone(), //~ Activation::Identity => &da * a,
            Activation::Sigmoid => &da * a * (1.0 - a), //~ Activation::Sigmoid => &da * a, //~ Activation::Sigmoid => &da * (1.0 - a), //~ Activation::Sigmoid => &da * &zs[i] * (1.0 - &zs[i]),
            Activation::Tanh => &da * (1.0 - a * a), //~ Activation::Tanh => &da * (1.0 - a), //~ Activation::Tanh => &da * (1.0 - &zs[i] * &zs[i]), //~ Activation::Tanh => &da * (1.0 + a * a),
            Activation::Swish => {
                let s = zs[i].mapv(|v| Activation::Sigmoid.apply(v)); //~ let s = a.mapv(|v| Activation::Sigmoid.apply(v)); //~ let s = zs[i].mapv(|v| Activation::Swish.apply(v));
                &da * (&s + a * (1.0 - &s)) //~ &da * &s //~ &da * (&s + &s * (1.0 - &s)) //~ &da * (a + &s * (1.0 - &s)) //~ &da * (&s + &zs[i] * (1.0 - &s))
            }
        };
        grads.push((inputs[i].t().dot(&dz), dz.sum_axis(Axis(0)))); //~ grads.push((inputs[i].t().dot(&dz), dz.mean_axis(Axis(0)).unwrap())); //~ grads.push((inputs[i].t().dot(&dz) / 5.0, dz.sum_axis(Axis(0)))); //~ grads.push((-inputs[i].t().dot(&dz), dz.sum_axis(Axis(0))));
        da = dz.dot(&layers[i].0.t()); //~ da = da.dot(&layers[i].0.t()); //~ da = dz.dot(&layers[i].0.t()) / 5.0;
    }
    grads.reverse();
    (loss, grads)
}
