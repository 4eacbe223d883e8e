use grad_check::{Params, grad_check};

#[derive(Clone, Copy, Params)]
struct Rates {
    contact: f64,
    recovery: f64,
    seed: f64,
}

/// An epidemic, whose sensitivities to each rate are carried forward beside the state.
#[grad_check(at = Rates { contact: 0.9, recovery: 0.3, seed: 0.05 }, given(cases = vec![0.07, 0.11, 0.18, 0.24, 0.29, 0.27]))]
fn epidemic(rates: Rates, cases: &[f64]) -> (f64, Rates) {
    let (mut s, mut i) = (1.0 - rates.seed, rates.seed);
    let mut ds = [0.0, 0.0, -1.0]; //~ let mut ds = [0.0, 0.0, 1.0]; //~ let mut ds = [0.0; 3]; //~ let mut ds = [0.0, -1.0, 0.0];
    let mut di = [0.0, 0.0, 1.0]; //~ let mut di = [0.0, 0.0, 0.0]; //~ let mut di = [1.0, 0.0, 0.0]; //~ let mut di = [0.0, 0.0, rates.seed];
    let mut cost = 0.0;
    let mut sums = [0.0; 3];
    for &seen in cases {
        let mut d_new = [0.0; 3];
        for k in 0..3 {
            d_new[k] = rates.contact * (ds[k] * i + s * di[k]); //~ d_new[k] = rates.contact * (ds[k] * s + i * di[k]); //~ d_new[k] = rates.contact * ds[k] * di[k]; //~ d_new[k] = ds[k] * i + s * di[k]; //~ d_new[k] = rates.contact * (ds[k] * i - s * di[k]);
        }
        d_new[0] += s * i; //~ d_new[0] += i; //~ d_new[0] = s * i; //~ d_new[1] += s * i; //~ d_new[0] -= s * i;
        let mut d_well = di.map(|d| rates.recovery * d); //~ let mut d_well = di; //~ let mut d_well = ds.map(|d| rates.recovery * d); //~ let mut d_well = di.map(|d| rates.contact * d); //~ let mut d_well = [0.0; 3];
        d_well[1] += i; //~ d_well[1] -= i; //~ d_well[1] += s; //~ d_well[0] += i; //~ d_well[1] = i;
        let new = rates.contact * s * i;
        let well = rates.recovery * i;
        s -= new;
        i += new - well;
        let error = i - seen;
        cost += 0.5 * error * error;
        for k in 0..3 {
            ds[k] -= d_new[k]; //~ ds[k] += d_new[k]; //~ ds[k] -= d_well[k]; //~ ds[k] = -d_new[k];
            di[k] += d_new[k] - d_well[k]; //~ di[k] += d_new[k] + d_well[k]; //~ di[k] += d_new[k]; //~ di[k] = d_new[k] - d_well[k];
            sums[k] += error * di[k]; //~ sums[k] += di[k]; //~ sums[k] -= error * di[k]; //~ sums[k] += error * ds[k]; //~ sums[k] += i * di[k]; //~ sums[k] = error * di[k];
        }
    }
    let [contact, recovery, seed] = sums; //~ let [recovery, contact, seed] = sums; //~ let [contact, seed, recovery] = sums;
    (cost, Rates { contact, recovery, seed }) //~ (cost, Rates { contact, recovery: -recovery, seed })
}
