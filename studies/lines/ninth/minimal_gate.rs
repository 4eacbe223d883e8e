use grad_check::{Params, grad_check};
use ndarray::{Array1, Array2, ArrayView1};

#[derive(Clone, Params)]
struct Gate {
    wf: Array2<f64>,
    uf: Array2<f64>,
    wc: Array2<f64>,
    uc: Array2<f64>,
    bf: Array1<f64>,
    bc: Array1<f64>,
}

impl Gate {
    fn example() -> Self {
        let filled = |rows, columns, k: f64| Array2::from_shape_fn((rows, columns), |(i, j)| 0.7 * (k + 1.3 * i as f64 - 0.9 * j as f64).sin());
        Gate { wf: filled(3, 2, 0.1), uf: filled(3, 3, 1.2), wc: filled(3, 2, 2.3), uc: filled(3, 3, 3.4), bf: Array1::from(vec![0.1, 0.2, -0.1]), bc: Array1::from(vec![-0.2, 0.0, 0.3]) }
    }

    fn zeros() -> Self {
        Gate { wf: Array2::zeros((3, 2)), uf: Array2::zeros((3, 3)), wc: Array2::zeros((3, 2)), uc: Array2::zeros((3, 3)), bf: Array1::zeros(3), bc: Array1::zeros(3) }
    }
}

fn add_outer(into: &mut Array2<f64>, a: &Array1<f64>, b: ArrayView1<'_, f64>) {
    for ((i, j), value) in into.indexed_iter_mut() {
        *value += a[i] * b[j];
    }
}

/// A minimal gated unit over time, the sum of its last state against a goal.
#[grad_check(at(gate = Gate::example()), given(xs = Array2::from_shape_fn((4, 2), |(t, j)| (0.8 * t as f64 + 1.7 * j as f64).cos()), goal = 0.6))]
fn gated(gate: &Gate, xs: &Array2<f64>, goal: f64) -> (f64, Gate) {
    let steps = xs.nrows();
    let mut hs = vec![Array1::from(vec![0.1, -0.2, 0.3])];
    let (mut fs, mut cs) = (Vec::new(), Vec::new());
    for t in 0..steps {
        let x = xs.row(t);
        let h = &hs[t];
        let f = (gate.wf.dot(&x) + gate.uf.dot(h) + &gate.bf).mapv(|v| 1.0 / (1.0 + (-v).exp()));
        let kept = &f * h;
        let c = (gate.wc.dot(&x) + gate.uc.dot(&kept) + &gate.bc).mapv(f64::tanh);
        let next = (1.0 - &f) * h + &f * &c;
        fs.push(f);
        cs.push(c);
        hs.push(next);
    }
    let error = hs[steps].sum() - goal;
    let cost = error * error;

    let mut g = Gate::zeros();
    let mut dh = Array1::from_elem(3, 2.0 * error); //~ let mut dh = Array1::from_elem(3, error); //~ let mut dh = Array1::from_elem(3, -2.0 * error); //~ let mut dh = &hs[steps] * 2.0 * error;
    for t in (0..steps).rev() {
        let (f, c, h) = (&fs[t], &cs[t], &hs[t]);
        let dc = &dh * f; //~ let dc = dh.clone(); //~ let dc = &dh * (1.0 - f); //~ let dc = &dh * c;
        let dzc = &dc * &(1.0 - c * c); //~ let dzc = &dc * &(1.0 - c); //~ let dzc = dc.clone(); //~ let dzc = &dc * &(1.0 - f * f);
        let dkept = gate.uc.t().dot(&dzc); //~ let dkept = gate.uc.dot(&dzc); //~ let dkept = gate.uf.t().dot(&dzc); //~ let dkept = gate.uc.t().dot(&dc);
        let df = &dh * &(c - h) + &dkept * h; //~ let df = &dh * &(c - h); //~ let df = &dh * c + &dkept * h; //~ let df = &dh * &(c - h) - &dkept * h; //~ let df = &dh * &(h - c) + &dkept * h;
        let dzf = &df * &(f * &(1.0 - f)); //~ let dzf = &df * f; //~ let dzf = &df * &(1.0 - f * f); //~ let dzf = &df * &(f * &(1.0 + f));
        add_outer(&mut g.wf, &dzf, xs.row(t)); //~ add_outer(&mut g.wf, &df, xs.row(t)); //~ add_outer(&mut g.wf, &dzf, xs.row(0)); //~ add_outer(&mut g.wf, &dzc, xs.row(t));
        add_outer(&mut g.uf, &dzf, h.view()); //~ add_outer(&mut g.uf, &dzf, hs[t + 1].view()); //~ add_outer(&mut g.uf, h, dzf.view()); //~ add_outer(&mut g.uf, &dzf, c.view());
        g.bf += &dzf; //~ g.bf += &df; //~ g.bf = dzf.clone(); //~ g.bf -= &dzf;
        add_outer(&mut g.wc, &dzc, xs.row(t)); //~ add_outer(&mut g.wc, &dc, xs.row(t)); //~ add_outer(&mut g.wc, &(2.0 * &dzc), xs.row(t));
        add_outer(&mut g.uc, &dzc, (f * h).view()); //~ add_outer(&mut g.uc, &dzc, h.view()); //~ add_outer(&mut g.uc, &dzc, f.view());
        g.bc += &dzc; //~ g.bc += &dc; //~ g.bc = dzc.clone(); //~ g.bc += &(&dzc * 0.5);
        dh = &dh * &(1.0 - f) + &dkept * f + gate.uf.t().dot(&dzf); //~ dh = &dh * &(1.0 - f) + gate.uf.t().dot(&dzf); //~ dh = &dkept * f + gate.uf.t().dot(&dzf); //~ dh = &dh * f + &dkept * f + gate.uf.t().dot(&dzf); //~ dh = &dh * &(1.0 - f) + &dkept * f + gate.uf.dot(&dzf);
    }
    (cost, g)
}
