use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

/// Gaussian elimination with pivots.
fn solve(mut a: Array2<f64>, mut b: Array1<f64>) -> Array1<f64> {
    let n = b.len();
    for c in 0..n {
        let pivot = (c..n).max_by(|&i, &j| a[[i, c]].abs().total_cmp(&a[[j, c]].abs())).unwrap();
        for k in 0..n {
            a.swap([c, k], [pivot, k]);
        }
        b.swap(c, pivot);
        for r in c + 1..n {
            let factor = a[[r, c]] / a[[c, c]];
            for k in c..n {
                a[[r, k]] -= factor * a[[c, k]];
            }
            b[r] -= factor * b[c];
        }
    }
    for r in (0..n).rev() {
        let rest: f64 = (r + 1..n).map(|k| a[[r, k]] * b[k]).sum();
        b[r] = (b[r] - rest) / a[[r, r]];
    }
    b
}

/// The state settles at h = tanh(W h + U x + b); what it says is compared with a goal.
#[grad_check(
    at(w = randn((3, 3)) * 0.3, u = randn((3, 2)), b = randn(3) * 0.2, read = randn(3)),
    given(x = randn(2), goal = 0.4)
)]
fn settled(
    w: &Array2<f64>,
    u: &Array2<f64>,
    b: &Array1<f64>,
    read: &Array1<f64>,
    x: &Array1<f64>,
    goal: f64,
) -> (f64, Array2<f64>, Array2<f64>, Array1<f64>, Array1<f64>) {
    let drive = u.dot(x) + b;
    let mut h = Array1::<f64>::zeros(3);
    for _ in 0..200 {
        h = (w.dot(&h) + &drive).mapv(f64::tanh);
    }
    let answer = read.dot(&h);
    let cost = (answer - goal).cosh().ln();

    let d_answer = (answer - goal).tanh(); //~ let d_answer = answer - goal; //~ let d_answer = (answer - goal).sinh(); //~ let d_answer = (goal - answer).tanh(); //~ let d_answer = answer.tanh();
    let d_read = &h * d_answer; //~ let d_read = read * d_answer; //~ let d_read = h.clone(); //~ let d_read = &h * (2.0 * d_answer);
    let d_h = read * d_answer; //~ let d_h = &h * d_answer; //~ let d_h = read.clone(); //~ let d_h = read * -d_answer;
    let slope = h.mapv(|h| 1.0 - h * h); //~ let slope = h.mapv(|h| 1.0 - h); //~ let slope = h.mapv(|h| h * (1.0 - h)); //~ let slope = drive.mapv(|h| 1.0 - h * h);
    let jacobian = w * &slope.view().insert_axis(Axis(1)); //~ let jacobian = w * &slope; //~ let jacobian = w.clone(); //~ let jacobian = w * &h.view().insert_axis(Axis(1));
    let system = Array2::eye(3) - jacobian.t(); //~ let system = Array2::eye(3) - &jacobian; //~ let system = Array2::eye(3) + jacobian.t(); //~ let system = -jacobian.t().to_owned();
    let settled = solve(system, d_h.clone()); //~ let settled = solve(system, d_h.clone()) - &d_h; //~ let settled = solve(system, d_read.clone()); //~ let settled = solve(system, h.clone());
    let d_pre = &settled * &slope; //~ let d_pre = settled.clone(); //~ let d_pre = &d_h * &slope; //~ let d_pre = &settled * &h;
    let column = d_pre.view().insert_axis(Axis(1));
    let d_w = column.dot(&h.view().insert_axis(Axis(0))); //~ let d_w = column.dot(&drive.view().insert_axis(Axis(0))); //~ let d_w = column.dot(&h.view().insert_axis(Axis(0))).reversed_axes(); //~ let d_w = -column.dot(&h.view().insert_axis(Axis(0)));
    let d_u = column.dot(&x.view().insert_axis(Axis(0))); //~ let d_u = column.dot(&x.view().insert_axis(Axis(0))) * 2.0; //~ let d_u = settled.view().insert_axis(Axis(1)).dot(&x.view().insert_axis(Axis(0)));
    let d_b = d_pre.clone(); //~ let d_b = settled.clone(); //~ let d_b = b * &d_pre; //~ let d_b = d_h.clone();
    (cost, d_w, d_u, d_b, d_read)
}
