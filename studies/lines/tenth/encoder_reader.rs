use grad_check::grad_check;

type Rows = Vec<Vec<f64>>;

fn times(a: &Rows, b: &Rows) -> Rows {
    a.iter().map(|row| (0..b[0].len()).map(|j| row.iter().zip(b).map(|(x, r)| x * r[j]).sum()).collect()).collect()
}

fn turned(a: &Rows) -> Rows {
    (0..a[0].len()).map(|j| a.iter().map(|row| row[j]).collect()).collect()
}

/// Queries of one sequence read the values of another, in rows of plain vectors.
#[grad_check(at(wq = vec![vec![0.7, -0.4], vec![0.3, 0.9]], wk = vec![vec![-0.6, 0.5], vec![0.8, 0.2], vec![0.1, -0.7]], wv = vec![vec![0.4, -0.9], vec![-0.3, 0.6], vec![0.8, 0.5]]), given(read = vec![vec![0.9, -0.3], vec![-0.5, 1.1], vec![0.2, 0.6]], memory = vec![vec![0.3, -0.8, 1.0], vec![1.2, 0.4, -0.6], vec![-0.7, 0.9, 0.2], vec![0.5, -0.1, -1.1]], target = vec![vec![0.1, 0.7], vec![-0.4, 0.3], vec![0.6, -0.2]]))]
fn reader(wq: &Rows, wk: &Rows, wv: &Rows, read: &Rows, memory: &Rows, target: &Rows) -> (f64, (Rows, Rows, Rows)) {
    let scale = 1.0 / (wq[0].len() as f64).sqrt();
    let q = times(read, wq);
    let k = times(memory, wk);
    let v = times(memory, wv);
    let scores = times(&q, &turned(&k));
    let mut weights = Vec::new();
    for row in &scores {
        let top = row.iter().fold(f64::NEG_INFINITY, |m, s| m.max(*s));
        let e: Vec<f64> = row.iter().map(|s| ((s - top) * scale).exp()).collect();
        let total: f64 = e.iter().sum();
        weights.push(e.iter().map(|e| e / total).collect::<Vec<f64>>());
    }
    let out = times(&weights, &v);
    let mut cost = 0.0;
    for (o, t) in out.iter().zip(target) {
        for (o, t) in o.iter().zip(t) {
            cost += 0.5 * (o - t) * (o - t);
        }
    }

    let d_out: Rows = out.iter().zip(target).map(|(o, t)| o.iter().zip(t).map(|(o, t)| o - t).collect()).collect(); //~ let d_out: Rows = out.iter().zip(target).map(|(o, t)| o.iter().zip(t).map(|(o, t)| t - o).collect()).collect(); //~ let d_out: Rows = out.iter().zip(target).map(|(o, t)| o.iter().zip(t).map(|(o, t)| o + t).collect()).collect(); //~ let d_out: Rows = out.clone();
    let d_v = times(&turned(&weights), &d_out); //~ let d_v = times(&turned(&scores), &d_out); //~ let d_v = times(&turned(&weights), &out); //~ let d_v = d_out.iter().chain(&d_out[..1]).cloned().collect();
    let d_weights = times(&d_out, &turned(&v)); //~ let d_weights = times(&d_out, &turned(&k)); //~ let d_weights = times(&out, &turned(&v)); //~ let d_weights = times(&d_out, &turned(&v).iter().map(|r| r.iter().map(|x| x * scale).collect()).collect());
    let mut d_scores = Vec::new();
    for (p, d) in weights.iter().zip(&d_weights) {
        let inner: f64 = p.iter().zip(d).map(|(p, d)| p * d).sum(); //~ let inner: f64 = d.iter().sum(); //~ let inner: f64 = p.iter().zip(d).map(|(p, d)| p * p * d).sum(); //~ let inner: f64 = 0.0 * d[0];
        d_scores.push(p.iter().zip(d).map(|(p, d)| p * (d - inner) * scale).collect::<Vec<f64>>()); //~ d_scores.push(p.iter().zip(d).map(|(p, d)| p * (d - inner)).collect::<Vec<f64>>()); //~ d_scores.push(p.iter().zip(d).map(|(p, d)| (d - inner) * scale).collect::<Vec<f64>>()); //~ d_scores.push(p.iter().zip(d).map(|(p, d)| p * (1.0 - p) * d * scale).collect::<Vec<f64>>()); //~ d_scores.push(p.iter().zip(d).map(|(p, d)| p * (d + inner) * scale).collect::<Vec<f64>>());
    }
    let d_q = times(&d_scores, &k); //~ let d_q = times(&d_scores, &v); //~ let d_q = times(&d_weights, &k); //~ let d_q = times(&d_scores, &k).into_iter().rev().collect();
    let d_k = times(&turned(&d_scores), &q); //~ let d_k = times(&turned(&d_weights), &q); //~ let d_k = times(&turned(&weights), &q); //~ let d_k = times(&turned(&d_scores), &d_q);
    let g_q = times(&turned(read), &d_q); //~ let g_q = times(&turned(read), &q); //~ let g_q = times(&turned(&d_q), read); //~ let g_q = times(&turned(read), &d_out);
    let g_k = times(&turned(memory), &d_k); //~ let g_k = times(&turned(memory), &d_v); //~ let g_k = times(&turned(memory), &k);
    let g_v = times(&turned(memory), &d_v); //~ let g_v = times(&turned(memory), &d_k); //~ let g_v = times(&turned(memory), &v);
    (cost, (g_q, g_k, g_v)) //~ (cost, (g_q, g_v, g_k))
}
