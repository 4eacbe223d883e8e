use grad_check::grad_check;
use ndarray::prelude::*;
use std::collections::BTreeMap;

const HEADS: usize = 2;
const DIM: usize = 2;

fn weights() -> BTreeMap<String, Array2<f64>> {
    let width = HEADS * DIM;
    ["q", "k", "v", "o"].map(|name| (name.to_owned(), grad_check::randn((3, width)) * 0.8)).into()
}

/// Softmax of rows, of which position i sees only 0 to i.
fn causal_softmax(scores: &Array2<f64>) -> Array2<f64> {
    let mut p = scores.mapv(f64::exp);
    for ((i, j), v) in p.indexed_iter_mut() {
        if j > i {
            *v = 0.0;
        }
    }
    let sums = p.sum_axis(Axis(1)).insert_axis(Axis(1));
    p / sums
}

#[grad_check(at(w = weights()), given(x = randn((4, 3)), probe = randn((4, 3))))]
fn multi_head_attention(w: &BTreeMap<String, Array2<f64>>, x: &Array2<f64>, probe: &Array2<f64>) -> (f64, BTreeMap<String, Array2<f64>>) {
    let q = x.dot(&w["q"]);
    let k = x.dot(&w["k"]);
    let v = x.dot(&w["v"]);
    let norm = (DIM as f64).sqrt();
    let mut concat = Array2::zeros(q.dim());
    let mut weights = Vec::with_capacity(HEADS);
    for h in 0..HEADS {
        let cols = s![.., h * DIM..(h + 1) * DIM];
        let p = causal_softmax(&(q.slice(cols).dot(&k.slice(cols).t()) / norm));
        concat.slice_mut(cols).assign(&p.dot(&v.slice(cols)));
        weights.push(p);
    }
    let y = x + &concat.dot(&w["o"].t());
    let cost = (&y.mapv(f64::sin) * probe).sum();

    let dy = y.mapv(f64::cos) * probe; //~ let dy = y.mapv(f64::cos); //~ let dy = -y.mapv(f64::cos) * probe; //~ let dy = concat.dot(&w["o"].t()).mapv(f64::cos) * probe;
    let d_o = dy.t().dot(&concat); //~ let d_o = dy.t().dot(&v); //~ let d_o = dy.t().dot(&q); //~ let d_o = x.t().dot(&concat);
    let d_concat = dy.dot(&w["o"]); //~ let d_concat = dy.dot(&w["v"]); //~ let d_concat = dy.dot(&d_o); //~ let d_concat = y.dot(&w["o"]);
    let (mut dq, mut dk, mut dv) = (Array2::zeros(q.dim()), Array2::zeros(k.dim()), Array2::zeros(v.dim()));
    for (h, p) in weights.iter().enumerate() {
        let cols = s![.., h * DIM..(h + 1) * DIM];
        let d_head = d_concat.slice(cols); //~ let d_head = d_concat.slice(s![.., ..DIM]); //~ let d_head = concat.slice(cols);
        dv.slice_mut(cols).assign(&p.t().dot(&d_head)); //~ dv.slice_mut(cols).assign(&p.dot(&d_head)); //~ dv.slice_mut(s![.., ..DIM]).assign(&p.t().dot(&d_head));
        let dp = d_head.dot(&v.slice(cols).t()); //~ let dp = d_head.dot(&v.slice(s![.., ..DIM]).t()); //~ let dp = d_head.dot(&k.slice(cols).t());
        let ds = p * &(&dp - &(p * &dp).sum_axis(Axis(1)).insert_axis(Axis(1))) / norm; //~ let ds = p * &(&dp - &(p * &dp).sum_axis(Axis(1)).insert_axis(Axis(1))); //~ let ds = p * &(&dp - &dp.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1))) / norm; //~ let ds = p * &dp / norm; //~ let ds = p * &(&dp - &(p * &dp).sum_axis(Axis(0))) / norm; //~ let ds = p * &(&dp - &(p * &dp).sum_axis(Axis(1)).insert_axis(Axis(1))) / DIM as f64;
        dq.slice_mut(cols).assign(&ds.dot(&k.slice(cols))); //~ dq.slice_mut(cols).assign(&ds.t().dot(&k.slice(cols))); //~ dq.slice_mut(cols).assign(&ds.dot(&v.slice(cols)));
        dk.slice_mut(cols).assign(&ds.t().dot(&q.slice(cols))); //~ dk.slice_mut(cols).assign(&ds.dot(&q.slice(cols))); //~ dk.slice_mut(cols).assign(&ds.t().dot(&dq.slice(cols)));
    }
    let mut grads = BTreeMap::new();
    grads.insert("dq".into(), x.t().dot(&dq)); //~ grads.insert("dq".into(), -x.t().dot(&dq)); //~ grads.insert("dq".into(), x.t().dot(&dk));
    grads.insert("dk".into(), x.t().dot(&dk)); //~ grads.insert("dk".into(), y.t().dot(&dk)); //~ grads.insert("dk".into(), 2.0 * x.t().dot(&dk));
    grads.insert("dv".into(), x.t().dot(&dv)); //~ grads.insert("dv".into(), x.t().dot(&d_concat)); //~ grads.insert("dv".into(), dy.t().dot(&dv));
    grads.insert("do".into(), d_o);
    (cost, grads)
}
