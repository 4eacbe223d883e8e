use grad_check::{Params, grad_check};
use std::collections::BTreeMap;

#[derive(Clone, Params)]
struct Machine {
    bias: f64,
    linear: BTreeMap<u32, f64>,
    factors: BTreeMap<u32, [f64; 3]>,
}

impl Machine {
    fn example() -> Self {
        let linear = [(2, 0.3), (5, -0.6), (7, 0.4), (9, 0.1)].into();
        let factors = [(2, [0.5, -0.3, 0.2]), (5, [0.1, 0.7, -0.4]), (7, [-0.6, 0.2, 0.3]), (9, [0.4, 0.1, 0.8])].into();
        Machine { bias: 0.2, linear, factors }
    }

    fn zeroed(&self) -> Self {
        Machine { bias: 0.0, linear: self.linear.keys().map(|k| (*k, 0.0)).collect(), factors: self.factors.keys().map(|k| (*k, [0.0; 3])).collect() }
    }
}

/// Rows of sparse features, their pairs weighed by products of factors; gradients in maps that are fields.
#[grad_check(at(machine = Machine::example()), given(rows = vec![(vec![(2, 1.0), (7, 0.5)], 1.0), (vec![(5, 1.5), (7, -1.0), (9, 0.3)], -1.0), (vec![(2, 0.7), (5, 0.4), (9, 1.2)], 1.0)]))]
fn pairs(machine: &Machine, rows: &[(Vec<(u32, f64)>, f64)]) -> (f64, Machine) {
    let mut grad = machine.zeroed();
    let mut loss = 0.0;
    for (row, sign) in rows {
        let mut sums = [0.0; 3];
        let mut score = machine.bias;
        for (key, x) in row {
            score += machine.linear[key] * x;
            for f in 0..3 {
                let part = machine.factors[key][f] * x;
                sums[f] += part;
                score -= 0.5 * part * part;
            }
        }
        score += 0.5 * sums.iter().map(|s| s * s).sum::<f64>();
        let miss = (-sign * score).exp();
        loss += (1.0 + miss).ln();

        let d_score = -sign * miss / (1.0 + miss); //~ let d_score = sign * miss / (1.0 + miss); //~ let d_score = -miss / (1.0 + miss); //~ let d_score = -sign / (1.0 + miss); //~ let d_score = -sign * miss;
        grad.bias += d_score; //~ grad.bias = d_score; //~ grad.bias -= d_score; //~ grad.bias += d_score * score; //~ grad.bias += sign * d_score;
        for (key, x) in row {
            *grad.linear.get_mut(key).unwrap() += d_score * x; //~ *grad.linear.get_mut(key).unwrap() = d_score * x; //~ *grad.linear.get_mut(key).unwrap() += d_score; //~ *grad.linear.get_mut(key).unwrap() -= d_score * x; //~ *grad.linear.get_mut(key).unwrap() += d_score * x * x;
            let factor = &machine.factors[key];
            let slot = grad.factors.get_mut(key).unwrap();
            for f in 0..3 {
                let others = sums[f] - factor[f] * x; //~ let others = sums[f]; //~ let others = sums[f] + factor[f] * x; //~ let others = sums[f] - factor[f]; //~ let others = sums[0] - factor[f] * x; //~ let others = factor[f] * x;
                slot[f] += d_score * x * others; //~ slot[f] = d_score * x * others; //~ slot[f] += d_score * others; //~ slot[f] -= d_score * x * others; //~ slot[f] += x * others; //~ slot[f] += d_score * x * sums[f];
            }
        }
    }
    (loss, grad)
}
