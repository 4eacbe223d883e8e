use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

struct Episode {
    states: Vec<DVector<f64>>,
    actions: Vec<f64>,
    rewards: Vec<f64>,
}

#[derive(Clone, grad_check::Params)]
struct Policy {
    hidden: DMatrix<f64>,
    mean: DVector<f64>,
    log_std: f64,
    value: DVector<f64>,
}

impl Policy {
    fn example() -> Self {
        Policy {
            hidden: DMatrix::from_fn(3, 2, |i, j| 0.9 * ((3 * i + 5 * j) as f64).cos()),
            mean: DVector::from_vec(vec![0.6, -0.8, 0.5]),
            log_std: -0.3,
            value: DVector::from_vec(vec![0.2, 0.7, -0.4]),
        }
    }

    fn zeros_like(&self) -> Self {
        Policy { hidden: &self.hidden * 0.0, mean: &self.mean * 0.0, log_std: 0.0, value: &self.value * 0.0 }
    }
}

fn episode() -> Episode {
    let state = |t: usize| DVector::from_vec(vec![(t as f64 * 0.9).sin(), 1.0 - 0.4 * t as f64]);
    Episode { states: (0..5).map(state).collect(), actions: vec![0.3, -0.5, 0.8, 0.1, -0.9], rewards: vec![1.0, 0.2, -0.5, 0.7, 1.4] }
}

// The surrogate of REINFORCE with a Gaussian policy: advantages are given, the baseline learns the returns.
#[grad_check(at(policy = Policy::example()), given(ep = episode(), discount = 0.9, entropy = 0.05, advantages = [0.8, -0.6, 1.1, -0.2, 0.5]))]
fn surrogate(policy: &Policy, ep: &Episode, discount: f64, entropy: f64, advantages: &[f64; 5]) -> (f64, Policy) {
    let steps = ep.states.len();
    let mut returns = ep.rewards.clone();
    for t in (0..steps - 1).rev() {
        returns[t] += discount * returns[t + 1];
    }
    let std = policy.log_std.exp();

    let mut loss = 0.0;
    let mut grad = policy.zeros_like();
    for t in 0..steps {
        let s = &ep.states[t];
        let h = (&policy.hidden * s).map(f64::tanh);
        let z = (ep.actions[t] - policy.mean.dot(&h)) / std;
        let v_err = policy.value.dot(&h) - returns[t];
        let log_prob = -0.5 * z * z - policy.log_std;
        loss += -advantages[t] * log_prob + 0.5 * v_err * v_err - entropy * policy.log_std;

        let d_mean = -advantages[t] * z / std; //~ let d_mean = advantages[t] * z / std; //~ let d_mean = -advantages[t] * z; //~ let d_mean = -advantages[t] * z / (std * std); //~ let d_mean = -z / std; //~ let d_mean = -returns[t] * z / std;
        grad.log_std -= advantages[t] * (z * z - 1.0) + entropy; //~ grad.log_std -= advantages[t] * (z * z - 1.0); //~ grad.log_std -= advantages[t] * z * z + entropy; //~ grad.log_std -= advantages[t] * (z * z - 1.0) / std + entropy; //~ grad.log_std = -(advantages[t] * (z * z - 1.0) + entropy); //~ grad.log_std -= advantages[t] * (z * z - 1.0) - entropy;
        grad.mean += &h * d_mean; //~ grad.mean -= &h * d_mean; //~ grad.mean = &h * d_mean; //~ grad.mean += &policy.mean * d_mean; //~ grad.mean += &h * d_mean / steps as f64;
        grad.value += &h * v_err; //~ grad.value += &h * (2.0 * v_err); //~ grad.value += &h * (v_err + returns[t]); //~ grad.value += &policy.value * v_err; //~ grad.value = &h * v_err;
        let d_h = &policy.mean * d_mean + &policy.value * v_err; //~ let d_h = &policy.mean * d_mean; //~ let d_h = &policy.value * d_mean + &policy.mean * v_err; //~ let d_h = &grad.mean * d_mean + &grad.value * v_err; //~ let d_h = &policy.mean * d_mean - &policy.value * v_err;
        let d_pre = d_h.zip_map(&h, |d, h| d * (1.0 - h * h)); //~ let d_pre = d_h.zip_map(&h, |d, h| d * h * (1.0 - h)); //~ let d_pre = d_h; //~ let d_pre = d_h.zip_map(&h, |d, h| d * (1.0 - h).powi(2)); //~ let d_pre = d_h.zip_map(&h, |d, h| d * (1.0 + h * h));
        grad.hidden += d_pre * s.transpose(); //~ grad.hidden = d_pre * s.transpose(); //~ grad.hidden -= d_pre * s.transpose(); //~ grad.hidden += d_pre * ep.states[t.saturating_sub(1)].transpose(); //~ grad.hidden += &h * s.transpose();
    }
    (loss, grad)
}
