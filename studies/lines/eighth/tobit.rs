use grad_check::{Params, grad_check};

#[derive(Clone, Default, Params)]
struct Tobit {
    slopes: [f64; 3],
    level: f64,
    log_width: f64,
}

struct Sample {
    x: [f64; 3],
    y: f64,
}

fn samples() -> Vec<Sample> {
    [([0.4, -1.0, 0.7], 0.9), ([1.3, 0.2, -0.5], 0.0), ([-0.6, 0.8, 0.1], 0.4), ([0.9, 0.5, 1.2], 1.7), ([-1.1, -0.4, 0.3], 0.0), ([0.2, 1.4, -0.9], 0.0)].map(|(x, y)| Sample { x, y }).into()
}

/// The normal distribution function by Simpson's rule, and its density.
fn normal(z: f64) -> (f64, f64) {
    let density = |t: f64| (-0.5 * t * t).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let steps = 200;
    let h = z / steps as f64;
    let mut sum = density(0.0) + density(z);
    for k in 1..steps {
        sum += if k % 2 == 1 { 4.0 } else { 2.0 } * density(k as f64 * h);
    }
    (0.5 + sum * h / 3.0, density(z))
}

/// Regression of what is cut off at zero: a density where something is seen, a probability where not.
#[grad_check(at(model = Tobit { slopes: [0.5, -0.7, 0.4], level: 0.3, log_width: -0.2 }), given(samples = samples()))]
fn censored(model: &Tobit, samples: &[Sample]) -> (f64, Tobit) {
    let mut nll = 0.0;
    let mut grad = Tobit::default();
    let width = model.log_width.exp();
    for sample in samples {
        let fit = model.level + model.slopes.iter().zip(&sample.x).map(|(b, x)| b * x).sum::<f64>();
        let z = (sample.y - fit) / width;
        let d_fit;
        if sample.y > 0.0 {
            nll += 0.5 * z * z + model.log_width;
            d_fit = -z / width; //~ d_fit = z / width; //~ d_fit = -z; //~ d_fit = -z / (width * width); //~ d_fit = -sample.y / width;
            grad.log_width += 1.0 - z * z; //~ grad.log_width += 1.0; //~ grad.log_width -= z * z; //~ grad.log_width = 1.0 - z * z; //~ grad.log_width += 1.0 - z; //~ grad.log_width += width - z * z;
        } else {
            let (below, density) = normal(z);
            nll -= below.ln();
            let ratio = density / below; //~ let ratio = below / density; //~ let ratio = density; //~ let ratio = density / (1.0 - below); //~ let ratio = 1.0 / below;
            d_fit = ratio / width; //~ d_fit = -ratio / width; //~ d_fit = ratio; //~ d_fit = ratio * width; //~ d_fit = ratio * z / width;
            grad.log_width += ratio * z; //~ grad.log_width -= ratio * z; //~ grad.log_width += ratio; //~ grad.log_width += ratio * z / width; //~ grad.log_width = ratio * z;
        }
        grad.level += d_fit; //~ grad.level = d_fit; //~ grad.level -= d_fit; //~ grad.level += d_fit * width; //~ grad.level += z;
        for (slope, x) in grad.slopes.iter_mut().zip(&sample.x) {
            *slope += d_fit * x; //~ *slope = d_fit * x; //~ *slope += d_fit; //~ *slope -= d_fit * x; //~ *slope += z * x; //~ *slope += d_fit * x * x;
        }
    }
    (nll, grad)
}
