use grad_check::grad_check;

/// What a step leaves for the way back.
struct Step {
    before: f64,
    reset: f64,
    update: f64,
    fresh: f64,
    mixed: f64,
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// A gated cell of one unit over a series, with a record of each step, walked back from the last.
#[grad_check(at(wr = [0.6, -0.8, 0.1], wu = [-0.5, 0.9, 0.3], wn = [1.2, 0.7, -0.2], decode = [0.9, 0.1]), given(x = vec![0.5, -1.1, 0.8, 0.3, -0.6], y = vec![0.2, -0.4, 0.6, 0.5, -0.1]))]
fn gated(wr: &[f64; 3], wu: &[f64; 3], wn: &[f64; 3], decode: &[f64; 2], x: &[f64], y: &[f64]) -> (f64, ([f64; 3], [f64; 3], [f64; 3], [f64; 2])) {
    let mut trace: Vec<Step> = Vec::new();
    let mut h = 0.0;
    let mut cost = 0.0;
    let mut misses = Vec::new();
    for (&xt, &yt) in x.iter().zip(y) {
        let reset = sigmoid(wr[0] * xt + wr[1] * h + wr[2]);
        let update = sigmoid(wu[0] * xt + wu[1] * h + wu[2]);
        let mixed = reset * h;
        let fresh = (wn[0] * xt + wn[1] * mixed + wn[2]).tanh();
        trace.push(Step { before: h, reset, update, fresh, mixed });
        h = (1.0 - update) * h + update * fresh;
        let miss = decode[0] * h + decode[1] - yt;
        cost += 0.5 * miss * miss;
        misses.push((miss, h));
    }

    let (mut gr, mut gu, mut gn, mut gd) = ([0.0; 3], [0.0; 3], [0.0; 3], [0.0; 2]);
    let mut dh = 0.0;
    for t in (0..x.len()).rev() {
        let Step { before, reset, update, fresh, mixed } = trace[t];
        let (miss, after) = misses[t];
        gd[0] += miss * after; //~ gd[0] += miss * before; //~ gd[0] = miss * after; //~ gd[0] += miss; //~ gd[0] -= miss * after;
        gd[1] += miss; //~ gd[1] += 2.0 * miss; //~ gd[1] = miss; //~ gd[1] += miss * decode[0];
        dh += miss * decode[0]; //~ dh += miss; //~ dh = miss * decode[0]; //~ dh += miss * decode[1]; //~ dh -= miss * decode[0];
        let d_fresh = dh * update; //~ let d_fresh = dh * (1.0 - update); //~ let d_fresh = dh; //~ let d_fresh = dh * reset;
        let d_update = dh * (fresh - before); //~ let d_update = dh * (before - fresh); //~ let d_update = dh * fresh; //~ let d_update = dh * (fresh - mixed); //~ let d_update = dh * (fresh + before);
        let an = d_fresh * (1.0 - fresh * fresh); //~ let an = d_fresh * (1.0 - fresh); //~ let an = d_fresh * fresh * (1.0 - fresh); //~ let an = d_fresh;
        let au = d_update * update * (1.0 - update); //~ let au = d_update * (1.0 - update * update); //~ let au = d_update * update; //~ let au = d_update;
        let d_mixed = an * wn[1]; //~ let d_mixed = an * wn[0]; //~ let d_mixed = an; //~ let d_mixed = d_fresh * wn[1];
        let ar = d_mixed * before * reset * (1.0 - reset); //~ let ar = d_mixed * reset * (1.0 - reset); //~ let ar = d_mixed * before * (1.0 - reset); //~ let ar = d_mixed * mixed * reset * (1.0 - reset); //~ let ar = d_mixed * before * update * (1.0 - update);
        for (g, a, hidden) in [(&mut gr, ar, before), (&mut gu, au, before), (&mut gn, an, mixed)] { //~ for (g, a, hidden) in [(&mut gr, ar, before), (&mut gu, au, before), (&mut gn, an, before)] { //~ for (g, a, hidden) in [(&mut gr, ar, before), (&mut gu, au, mixed), (&mut gn, an, mixed)] {
            g[0] += a * x[t]; //~ g[0] += a * y[t]; //~ g[0] = a * x[t];
            g[1] += a * hidden; //~ g[1] += a * after; //~ g[1] -= a * hidden;
            g[2] += a; //~ g[2] += 0.5 * a; //~ g[2] = a;
        }
        dh = dh * (1.0 - update) + d_mixed * reset + au * wu[1] + ar * wr[1]; //~ dh = dh * (1.0 - update) + d_mixed * reset + au * wu[1]; //~ dh = dh * (1.0 - update) + d_mixed + au * wu[1] + ar * wr[1]; //~ dh = dh * update + d_mixed * reset + au * wu[1] + ar * wr[1]; //~ dh = d_mixed * reset + au * wu[1] + ar * wr[1]; //~ dh = dh * (1.0 - update) + d_mixed * reset + au * wu[0] + ar * wr[1];
    }
    (cost, (gr, gu, gn, gd))
}
