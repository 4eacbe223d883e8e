use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Axis, concatenate, s};

fn outer(a: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    let a = a.view().insert_axis(Axis(1));
    a.dot(&b.view().insert_axis(Axis(0)))
}

/// A recurrent network that reads its sequence in both directions, and says at each time what comes.
#[grad_check(
    at(wf = randn((3, 2)), uf = randn((3, 3)) * 0.5, wb = randn((3, 2)), ub = randn((3, 3)) * 0.5, v = randn(6)),
    given(xs = randn((5, 2)), ys = randn(5))
)]
fn both_ways(
    wf: &Array2<f64>,
    uf: &Array2<f64>,
    wb: &Array2<f64>,
    ub: &Array2<f64>,
    v: &Array1<f64>,
    xs: &Array2<f64>,
    ys: &Array1<f64>,
) -> (f64, (Array2<f64>, Array2<f64>, Array2<f64>, Array2<f64>, Array1<f64>)) {
    let steps = ys.len();
    let hidden = uf.nrows();
    let mut ahead = vec![Array1::<f64>::zeros(hidden)];
    for t in 0..steps {
        let pre = wf.dot(&xs.row(t)) + uf.dot(&ahead[t]);
        ahead.push(pre.mapv(f64::tanh));
    }
    let mut back = vec![Array1::<f64>::zeros(hidden); steps + 1];
    for t in (0..steps).rev() {
        let pre = wb.dot(&xs.row(t)) + ub.dot(&back[t + 1]);
        back[t] = pre.mapv(f64::tanh);
    }
    let mut loss = 0.0;
    let mut misses = Vec::with_capacity(steps);
    let mut states = Vec::with_capacity(steps);
    for t in 0..steps {
        let state = concatenate![Axis(0), ahead[t + 1], back[t]];
        let miss = v.dot(&state) - ys[t];
        loss += 0.5 * miss * miss / steps as f64;
        states.push(state);
        misses.push(miss);
    }

    let mut dv = Array1::<f64>::zeros(v.len());
    let mut dstates = Vec::with_capacity(steps);
    for t in 0..steps {
        let dmiss = misses[t] / steps as f64; //~ let dmiss = misses[t]; //~ let dmiss = 2.0 * misses[t] / steps as f64; //~ let dmiss = -misses[t] / steps as f64;
        dv += &(dmiss * &states[t]); //~ dv += &(misses[t] * &states[t]); //~ dv += &states[t]; //~ dv = dmiss * &states[t];
        dstates.push(dmiss * v); //~ dstates.push(dmiss * &states[t]); //~ dstates.push(misses[t] * v);
    }
    let (mut dwf, mut duf) = (Array2::zeros(wf.raw_dim()), Array2::zeros(uf.raw_dim()));
    let mut later = Array1::<f64>::zeros(hidden);
    for t in (0..steps).rev() {
        let dh = &dstates[t].slice(s![..hidden]) + &later; //~ let dh = dstates[t].slice(s![..hidden]).to_owned(); //~ let dh = &dstates[t].slice(s![hidden..]) + &later; //~ let dh = &dstates[t].slice(s![..hidden]) - &later;
        let dpre = dh * ahead[t + 1].mapv(|h| 1.0 - h * h); //~ let dpre = dh * ahead[t].mapv(|h| 1.0 - h * h); //~ let dpre = dh * ahead[t + 1].mapv(|h| 1.0 - h); //~ let dpre = dh;
        dwf += &outer(&dpre, &xs.row(t).to_owned()); //~ dwf += &outer(&dpre, &xs.row(0).to_owned()); //~ dwf = outer(&dpre, &xs.row(t).to_owned());
        duf += &outer(&dpre, &ahead[t]); //~ duf += &outer(&dpre, &ahead[t + 1]); //~ duf += &outer(&ahead[t], &dpre); //~ duf -= &outer(&dpre, &ahead[t]);
        later = uf.t().dot(&dpre); //~ later = uf.dot(&dpre); //~ later += &uf.t().dot(&dpre);
    }
    let (mut dwb, mut dub) = (Array2::zeros(wb.raw_dim()), Array2::zeros(ub.raw_dim()));
    let mut earlier = Array1::<f64>::zeros(hidden);
    for t in 0..steps {
        let dh = &dstates[t].slice(s![hidden..]) + &earlier; //~ let dh = &dstates[t].slice(s![..hidden]) + &earlier; //~ let dh = &dstates[t].slice(s![hidden..]) + &later;
        let dpre = dh * back[t].mapv(|h| 1.0 - h * h); //~ let dpre = dh * back[t + 1].mapv(|h| 1.0 - h * h); //~ let dpre = dh * back[t].mapv(|h| 1.0 - h.tanh().powi(2));
        dwb += &outer(&dpre, &xs.row(t).to_owned()); //~ dwb += &outer(&dpre, &xs.row(steps - 1 - t).to_owned());
        dub += &outer(&dpre, &back[t + 1]); //~ dub += &outer(&dpre, &back[t]); //~ dub += &outer(&dpre, &ahead[t + 1]);
        earlier = ub.t().dot(&dpre); //~ earlier = uf.t().dot(&dpre); //~ earlier = ub.dot(&dpre);
    }
    (loss, (dwf, duf, dwb, dub, dv))
}
