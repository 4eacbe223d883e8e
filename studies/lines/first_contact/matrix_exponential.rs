use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

const TERMS: usize = 14;

fn generator() -> DMatrix<f64> {
    DMatrix::from_row_slice(3, 3, &[-0.4, 0.3, 0.1, 0.2, -0.5, 0.3, 0.6, 0.1, -0.2])
}

fn seen() -> Vec<(f64, DVector<f64>)> {
    vec![
        (0.5, DVector::from_vec(vec![0.7, 0.3, 0.2])),
        (1.1, DVector::from_vec(vec![0.4, 0.5, 0.4])),
        (1.6, DVector::from_vec(vec![0.2, 0.6, 0.9])),
    ]
}

/// A linear flow x(t) = exp(A t) x0 through what was seen; the exponential by its series.
#[grad_check(at(a = generator(), x0 = DVector::from_vec(vec![1.0, 0.2, -0.3])), given(seen = seen()))]
fn flow_misfit(a: &DMatrix<f64>, x0: &DVector<f64>, seen: &[(f64, DVector<f64>)]) -> (f64, (DMatrix<f64>, DVector<f64>)) {
    let mut misfit = 0.0;
    let mut grad_a = DMatrix::<f64>::zeros(3, 3);
    let mut grad_x0 = DVector::<f64>::zeros(3);
    for (time, y) in seen {
        let scaled = a * *time;
        let mut powers = vec![x0.clone()];
        for k in 1..TERMS {
            let next = &scaled * &powers[k - 1] / k as f64;
            powers.push(next);
        }
        let x = powers.iter().fold(DVector::zeros(3), |sum, term| sum + term);
        let miss = x - y;
        misfit += 0.5 * miss.dot(&miss);

        let mut back = miss.clone();
        let mut grad_scaled = DMatrix::<f64>::zeros(3, 3);
        for k in (1..TERMS).rev() { //~ for k in 1..TERMS { //~ for k in (2..TERMS).rev() {
            grad_scaled += &back * powers[k - 1].transpose() / k as f64; //~ grad_scaled += &back * powers[k].transpose() / k as f64; //~ grad_scaled += &back * powers[k - 1].transpose(); //~ grad_scaled = &back * powers[k - 1].transpose() / k as f64; //~ grad_scaled += &powers[k - 1] * back.transpose() / k as f64;
            let through = scaled.tr_mul(&back) / k as f64; //~ let through = &scaled * &back / k as f64; //~ let through = scaled.tr_mul(&back); //~ let through = a.tr_mul(&back) / k as f64;
            back = &miss + through; //~ back = through; //~ back = &back + through; //~ back = &miss - through;
        }
        grad_a += grad_scaled * *time; //~ grad_a += grad_scaled; //~ grad_a += grad_scaled / *time; //~ grad_a = grad_scaled * *time; //~ grad_a -= grad_scaled * *time;
        grad_x0 += &back; //~ grad_x0 += &miss; //~ grad_x0 = back; //~ grad_x0 += &back * *time;
    }
    (misfit, (grad_a, grad_x0))
}
