use grad_check::{Params, grad_check, randn};
use ndarray::{Array1, Array2, Axis};

/// Weights of the update gate, the reset gate and the candidate.
#[derive(Clone, Params)]
struct Gru {
    wz: Array2<f64>,
    uz: Array2<f64>,
    wr: Array2<f64>,
    ur: Array2<f64>,
    wn: Array2<f64>,
    un: Array2<f64>,
}

const IN: usize = 2;
const H: usize = 3;

impl Gru {
    fn example() -> Self {
        let of_input = || randn((H, IN)) * 0.8;
        let of_state = || randn((H, H)) * 0.6;
        Gru { wz: of_input(), uz: of_state(), wr: of_input() + 0.1, ur: of_state() - 0.1, wn: of_input() * 1.2, un: of_state() * 0.9 }
    }

    fn zeros() -> Self {
        let (w, u) = (Array2::zeros((H, IN)), Array2::zeros((H, H)));
        Gru { wz: w.clone(), uz: u.clone(), wr: w.clone(), ur: u.clone(), wn: w, un: u }
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn outer(a: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    let column = a.clone().insert_axis(Axis(1));
    let row = b.clone().insert_axis(Axis(0));
    column.dot(&row)
}

struct Step {
    x: Array1<f64>,
    h: Array1<f64>,
    z: Array1<f64>,
    r: Array1<f64>,
    rh: Array1<f64>,
    n: Array1<f64>,
}

/// The state behind the last input should be the target.
#[grad_check(at(gru = Gru::example()), given(inputs = randn((4, IN)), target = randn(H)))]
fn gru_loss(gru: &Gru, inputs: &Array2<f64>, target: &Array1<f64>) -> (f64, Gru) {
    let mut h = Array1::<f64>::zeros(H);
    let mut steps = Vec::new();
    for x in inputs.outer_iter() {
        let x = x.to_owned();
        let z = (gru.wz.dot(&x) + gru.uz.dot(&h)).mapv(sigmoid);
        let r = (gru.wr.dot(&x) + gru.ur.dot(&h)).mapv(sigmoid);
        let rh = &r * &h;
        let n = (gru.wn.dot(&x) + gru.un.dot(&rh)).mapv(f64::tanh);
        let next = (1.0 - &z) * &n + &z * &h;
        steps.push(Step { x, h, z, r, rh, n });
        h = next;
    }
    let diff = &h - target;
    let loss = 0.5 * diff.dot(&diff);

    let mut g = Gru::zeros();
    let mut dh = diff; //~ let mut dh = h.clone(); //~ let mut dh = &diff * 2.0; //~ let mut dh = -diff;
    while let Some(Step { x, h, z, r, rh, n }) = steps.pop() {
        let dn = &dh * &(1.0 - &z); //~ let dn = &dh * &z; //~ let dn = dh.clone();
        let dn_pre = &dn * &(1.0 - &n * &n); //~ let dn_pre = &dn * &(1.0 - &n); //~ let dn_pre = &dn * &n * &(1.0 - &n); //~ let dn_pre = dn.clone();
        let d_rh = gru.un.t().dot(&dn_pre); //~ let d_rh = gru.un.dot(&dn_pre); //~ let d_rh = gru.un.t().dot(&dn);
        let dz = &dh * &(&h - &n); //~ let dz = &dh * &(&n - &h); //~ let dz = &dh * &h;
        let dz_pre = &dz * &z * &(1.0 - &z); //~ let dz_pre = &dz * &(1.0 - &z); //~ let dz_pre = &dz * &z; //~ let dz_pre = &dz * &(1.0 - &z * &z);
        let dr_pre = &d_rh * &h * &r * &(1.0 - &r); //~ let dr_pre = &d_rh * &r * &(1.0 - &r); //~ let dr_pre = &d_rh * &h * &z * &(1.0 - &r); //~ let dr_pre = &d_rh * &rh * &r * &(1.0 - &r);
        g.wz += &outer(&dz_pre, &x); //~ g.wz += &outer(&dz, &x); //~ g.wz = outer(&dz_pre, &x);
        g.uz += &outer(&dz_pre, &h); //~ g.uz += &outer(&dz_pre, &n); //~ g.uz -= &outer(&dz_pre, &h);
        g.wr += &outer(&dr_pre, &x); //~ g.wr += &outer(&dz_pre, &x);
        g.ur += &outer(&dr_pre, &h); //~ g.ur += &outer(&dr_pre, &rh); //~ g.ur = outer(&dr_pre, &h);
        g.wn += &outer(&dn_pre, &x); //~ g.wn += &outer(&dn, &x); //~ g.wn += &(outer(&dn_pre, &x) * 0.5);
        g.un += &outer(&dn_pre, &rh); //~ g.un += &outer(&dn_pre, &h); //~ g.un += &outer(&rh, &dn_pre);
        dh = &dh * &z + &d_rh * &r + gru.uz.t().dot(&dz_pre) + gru.ur.t().dot(&dr_pre); //~ dh = &d_rh * &r + gru.uz.t().dot(&dz_pre) + gru.ur.t().dot(&dr_pre); //~ dh = &dh * &z + &d_rh + gru.uz.t().dot(&dz_pre) + gru.ur.t().dot(&dr_pre); //~ dh = &dh * &z + &d_rh * &r + gru.uz.t().dot(&dz_pre); //~ dh = &dh * &z + &d_rh * &r + gru.uz.dot(&dz_pre) + gru.ur.t().dot(&dr_pre);
    }
    (loss, g)
}
