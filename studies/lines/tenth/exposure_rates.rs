use grad_check::grad_check;
use ndarray::{Array1, Array2, ArrayView1, s};

/// Counts with exposures, an effect for each group, and inflation of zeros; written as a sum over rows.
#[grad_check(at(beta = ndarray::array![0.4, -0.6, 0.3], group = ndarray::array![0.2, -0.3], zero = -0.7), given(x = randn((7, 3)), y = ndarray::array![0.0, 2.0, 1.0, 0.0, 3.0, 0.0, 1.0], exposure = ndarray::array![1.2, 2.5, 0.8, 1.5, 3.0, 0.6, 1.1], member = vec![0usize, 1, 0, 0, 1, 1, 0]))]
fn rates(beta: ArrayView1<f64>, group: ArrayView1<f64>, zero: f64, x: &Array2<f64>, y: &Array1<f64>, exposure: &Array1<f64>, member: &[usize]) -> (f64, (Array1<f64>, Array1<f64>, f64)) {
    let inflated = 1.0 / (1.0 + (-zero).exp());
    let eta = x.dot(&beta) + exposure.mapv(f64::ln);
    let mut nll = 0.05 * beta.dot(&beta) + 0.5 * group.dot(&group);
    let mut d_eta = Array1::zeros(y.len());
    let mut d_inflated = 0.0;
    let mut d_group = Array1::zeros(2);
    for (i, &count) in y.iter().enumerate() {
        let rate = (eta[i] + group[member[i]]).exp();
        let none = (-rate).exp();
        if count == 0.0 {
            let p = inflated + (1.0 - inflated) * none;
            nll -= p.ln();
            let d_p = -1.0 / p; //~ let d_p = 1.0 / p; //~ let d_p = -p; //~ let d_p = -1.0 / none; //~ let d_p = -1.0 / (p * p);
            d_inflated += d_p * (1.0 - none); //~ d_inflated += d_p; //~ d_inflated += d_p * (1.0 + none); //~ d_inflated = d_p * (1.0 - none); //~ d_inflated -= d_p * (1.0 - none);
            d_eta[i] = -d_p * (1.0 - inflated) * none * rate; //~ d_eta[i] = -d_p * (1.0 - inflated) * none; //~ d_eta[i] = -d_p * none * rate; //~ d_eta[i] = d_p * (1.0 - inflated) * none * rate; //~ d_eta[i] = -d_p * inflated * none * rate; //~ d_eta[i] = rate;
        } else {
            nll -= (1.0 - inflated).ln() + count * rate.ln() - rate;
            d_inflated += 1.0 / (1.0 - inflated); //~ d_inflated += 1.0 / inflated; //~ d_inflated -= 1.0 / (1.0 - inflated); //~ d_inflated += 1.0 - inflated; //~ d_inflated += 2.0 / (1.0 - inflated);
            d_eta[i] = rate - count; //~ d_eta[i] = count - rate; //~ d_eta[i] = 1.0 - count / rate; //~ d_eta[i] = rate; //~ d_eta[i] = rate - count + 1.0; //~ d_eta[i] = rate - eta[i] * count;
        }
        d_group[member[i]] += d_eta[i]; //~ d_group[member[i]] += d_eta[i] * exposure[i]; //~ d_group[member[i]] = d_eta[i]; //~ d_group[member[i]] -= d_eta[i]; //~ d_group[1 - member[i]] += d_eta[i];
    }
    let mut d_beta = &beta * 0.1; //~ let mut d_beta = &beta * 0.05; //~ let mut d_beta = &beta * 0.0; //~ let mut d_beta = &beta * -0.1;
    for (row, d) in x.outer_iter().zip(&d_eta) {
        d_beta.scaled_add(*d, &row); //~ d_beta.scaled_add(-*d, &row); //~ d_beta.scaled_add(*d * 2.0, &row); //~ d_beta.scaled_add(*d, &x.row(0)); //~ d_beta.scaled_add(d.abs(), &row);
    }
    d_group += &group.slice(s![..]); //~ d_group -= &group.slice(s![..]); //~ d_group *= 1.0; //~ d_group += &(&group * 0.5);
    let d_zero = d_inflated * inflated * (1.0 - inflated); //~ let d_zero = d_inflated * (1.0 - inflated); //~ let d_zero = d_inflated; //~ let d_zero = d_inflated * inflated; //~ let d_zero = -d_inflated * inflated * (1.0 - inflated);
    (nll, (d_beta, d_group, d_zero))
}
