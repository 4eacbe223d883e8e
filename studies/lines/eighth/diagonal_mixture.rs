use grad_check::{Params, grad_check};

#[derive(Clone, Params)]
struct Mixture {
    logits: [f64; 2],
    means: [[f64; 2]; 2],
    logs: [[f64; 2]; 2],
}

impl Mixture {
    fn example() -> Self {
        Mixture { logits: [0.2, -0.4], means: [[0.5, -0.3], [-0.8, 0.9]], logs: [[0.1, -0.2], [0.3, 0.05]] }
    }
}

/// Points under a mixture of axis-aligned Gaussians, the gradient in the elements of a struct's arrays.
#[grad_check(at(model = Mixture::example()), given(points = vec![[0.3, 0.2], [-1.1, 1.4], [0.9, -0.8], [-0.4, 0.1], [1.6, 0.7]]))]
fn likelihood(model: &Mixture, points: &[[f64; 2]]) -> (f64, Mixture) {
    let mut g = Mixture { logits: [0.0; 2], means: [[0.0; 2]; 2], logs: [[0.0; 2]; 2] };
    let norm = model.logits.iter().map(|l| l.exp()).sum::<f64>();
    let weights = model.logits.map(|l| l.exp() / norm);
    let mut nll = 0.0;
    for point in points {
        let mut joint = [0.0; 2];
        for k in 0..2 {
            let mut log = weights[k].ln();
            for d in 0..2 {
                let scaled = (point[d] - model.means[k][d]) / model.logs[k][d].exp();
                log -= 0.5 * scaled * scaled + model.logs[k][d];
            }
            joint[k] = log.exp();
        }
        let evidence: f64 = joint.iter().sum();
        nll -= evidence.ln();
        for k in 0..2 {
            let share = joint[k] / evidence; //~ let share = joint[k]; //~ let share = weights[k]; //~ let share = joint[0] / evidence; //~ let share = weights[k] / evidence;
            g.logits[k] += weights[k] - share; //~ g.logits[k] += share - weights[k]; //~ g.logits[k] -= share; //~ g.logits[k] = weights[k] - share; //~ g.logits[k] += 1.0 - share;
            for d in 0..2 {
                let apart = point[d] - model.means[k][d]; //~ let apart = model.means[k][d] - point[d]; //~ let apart = point[d]; //~ let apart = point[d] - model.means[0][d];
                let precision = (-2.0 * model.logs[k][d]).exp(); //~ let precision = (-model.logs[k][d]).exp(); //~ let precision = (2.0 * model.logs[k][d]).exp(); //~ let precision = 1.0; //~ let precision = (-2.0 * model.logs[k][0]).exp();
                g.means[k][d] -= share * apart * precision; //~ g.means[k][d] += share * apart * precision; //~ g.means[k][d] -= share * apart; //~ g.means[k][d] = -share * apart * precision; //~ g.means[k][d] -= apart * precision; //~ g.means[d][k] -= share * apart * precision;
                g.logs[k][d] += share * (1.0 - apart * apart * precision); //~ g.logs[k][d] += share * (1.0 - apart * precision); //~ g.logs[k][d] -= share * apart * apart * precision; //~ g.logs[k][d] += 1.0 - apart * apart * precision; //~ g.logs[k][d] = share * (1.0 - apart * apart * precision); //~ g.logs[k][d] += share * (1.0 + apart * apart * precision);
            }
        }
    }
    (nll, g)
}
