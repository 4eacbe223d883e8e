use grad_check::grad_check;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use std::collections::HashMap;

type Weights = HashMap<String, Array2<f64>>;

fn weights(n_in: usize, n_hid: usize, n_out: usize) -> Weights {
    HashMap::from([
        ("Wxh".to_string(), grad_check::randn((n_hid, n_in)) * 0.7),
        ("Whh".to_string(), grad_check::randn((n_hid, n_hid)) * 0.5),
        ("Why".to_string(), grad_check::randn((n_out, n_hid)) * 0.8),
        ("bh".to_string(), grad_check::randn((n_hid, 1)) * 0.1),
        ("by".to_string(), grad_check::randn((n_out, 1)) * 0.1),
    ])
}

fn column(v: &Array1<f64>) -> ArrayView2<'_, f64> {
    v.view().insert_axis(Axis(1))
}

fn row(v: &Array1<f64>) -> ArrayView2<'_, f64> {
    v.view().insert_axis(Axis(0))
}

/// The character model of Karpathy, with a vector to a step.
#[grad_check(at(params = weights(2, 3, 3)), given(xs = randn((4, 2)), targets = [2, 0, 1, 1], h0 = randn(3) * 0.5))]
fn loss_fun(params: &Weights, xs: &Array2<f64>, targets: &[usize], h0: &Array1<f64>) -> (f64, Weights) {
    let (wxh, whh, why) = (&params["Wxh"], &params["Whh"], &params["Why"]);
    let bh = params["bh"].column(0);
    let by = params["by"].column(0);
    let mut loss = 0.0;
    let mut hs = vec![h0.clone()];
    let mut ps = Vec::new();
    for (t, x) in xs.rows().into_iter().enumerate() {
        let h = (wxh.dot(&x) + whh.dot(&hs[t]) + bh).mapv(f64::tanh);
        let e = (why.dot(&h) + by).exp();
        let p = &e / e.sum();
        loss -= p[targets[t]].ln();
        hs.push(h);
        ps.push(p);
    }

    let mut grads: Weights = params.iter().map(|(k, v)| (k.clone(), Array2::zeros(v.dim()))).collect();
    let mut dhnext = Array1::<f64>::zeros(h0.len());
    for t in (0..targets.len()).rev() {
        let mut dy = ps[t].clone();
        dy[targets[t]] -= 1.0; //~ dy[targets[t]] += 1.0; //~ dy[targets[targets.len() - 1 - t]] -= 1.0; //~ dy[targets[t]] -= ps[t][targets[t]];
        *grads.get_mut("Why").unwrap() += &column(&dy).dot(&row(&hs[t + 1])); //~ *grads.get_mut("Why").unwrap() += &column(&dy).dot(&row(&hs[t])); //~ grads.insert("Why".to_string(), column(&dy).dot(&row(&hs[t + 1]))); //~ *grads.get_mut("Why").unwrap() += &column(&hs[t + 1]).dot(&row(&dy));
        *grads.get_mut("by").unwrap() += &column(&dy); //~ *grads.get_mut("by").unwrap() -= &column(&dy); //~ *grads.get_mut("by").unwrap() += &column(&ps[t]);
        let dh = why.t().dot(&dy) + &dhnext; //~ let dh = why.t().dot(&dy); //~ let dh = why.t().dot(&dy) - &dhnext; //~ let dh = why.dot(&dy) + &dhnext;
        let dhraw = (1.0 - &hs[t + 1] * &hs[t + 1]) * dh; //~ let dhraw = (1.0 - &hs[t] * &hs[t]) * dh; //~ let dhraw = (1.0 - &hs[t + 1]) * dh; //~ let dhraw = dh;
        *grads.get_mut("bh").unwrap() += &column(&dhraw); //~ grads.insert("bh".to_string(), column(&dhraw).to_owned()); //~ *grads.get_mut("bh").unwrap() += &column(&dhnext);
        *grads.get_mut("Wxh").unwrap() += &column(&dhraw).dot(&row(&xs.row(t).to_owned())); //~ *grads.get_mut("Wxh").unwrap() += &column(&dhraw).dot(&row(&xs.row(t.saturating_sub(1)).to_owned())); //~ *grads.get_mut("Wxh").unwrap() -= &column(&dhraw).dot(&row(&xs.row(t).to_owned()));
        *grads.get_mut("Whh").unwrap() += &column(&dhraw).dot(&row(&hs[t])); //~ *grads.get_mut("Whh").unwrap() += &column(&dhraw).dot(&row(&hs[t + 1])); //~ *grads.get_mut("Whh").unwrap() += &column(&hs[t]).dot(&row(&dhraw)); //~ *grads.get_mut("Whh").unwrap() += &column(&dhraw).dot(&row(&hs[0]));
        dhnext = whh.t().dot(&dhraw); //~ dhnext = whh.dot(&dhraw); //~ dhnext += &whh.t().dot(&dhraw); //~ dhnext = dhraw;
    }
    (loss, grads)
}
