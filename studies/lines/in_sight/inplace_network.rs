use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

// One hidden layer with dropout (the mask is fixed), labels are 0 or 1, hinge-like logistic loss.
#[grad_check(
    at(w = randn((3, 4)), v = randn(4), c = 0.2),
    given(x = randn((6, 3)), y = Array1::from_vec(vec![1.0, 0.0, 0.0, 1.0, 1.0, 0.0]), keep = mask())
)]
fn dropout_net(
    w: &Array2<f64>,
    v: &Array1<f64>,
    c: f64,
    x: &Array2<f64>,
    y: &Array1<f64>,
    keep: &Array2<f64>,
) -> (f64, (Array2<f64>, Array1<f64>, f64)) {
    let n = y.len() as f64;
    let z = x.dot(w);
    let mut h = z.clone();
    h.mapv_inplace(|u| if u > 0.0 { u } else { 0.1 * u });
    h *= keep;
    let logits = h.dot(v) + c;
    let loss = logits.iter().zip(y).map(|(s, y)| (1.0 + s.exp()).ln() - y * s).sum::<f64>() / n;

    let mut d = logits.clone(); //~ let mut d = -logits.clone(); //~ let mut d = h.dot(v);
    d.mapv_inplace(|s| 1.0 / (1.0 + (-s).exp())); //~ d.mapv_inplace(|s| 1.0 / (1.0 + s.exp())); //~ d.mapv_inplace(f64::exp); //~ d.mapv_inplace(f64::tanh);
    d -= y; //~ d += y; //~ d *= y; //~ d = y - d;
    d /= n; //~ d *= n; //~ d /= 2.0 * n; //~ d /= n - 1.0;
    let dv = h.t().dot(&d); //~ let dv = z.t().dot(&d); //~ let dv = h.t().dot(&d) / n; //~ let dv = (&h * keep).t().dot(&d);
    let dc = d.sum(); //~ let dc = d.sum() / n; //~ let dc = d.dot(&logits); //~ let dc = d.mapv(f64::abs).sum();
    let mut dh = d.insert_axis(Axis(1)).dot(&v.view().insert_axis(Axis(0))); //~ let mut dh = d.insert_axis(Axis(1)).dot(&dv.view().insert_axis(Axis(0))); //~ let mut dh = d.insert_axis(Axis(1)) * &h;
    dh *= keep; //~ dh *= 2.0; //~ dh *= &(1.0 - keep); //~ dh /= 0.5;
    dh.zip_mut_with(&z, |g, &u| *g *= if u > 0.0 { 1.0 } else { 0.1 }); //~ dh.zip_mut_with(&z, |g, &u| *g *= if u > 0.0 { 1.0 } else { 0.0 }); //~ dh.zip_mut_with(&z, |g, &u| *g *= if u > 0.0 { u } else { 0.1 * u }); //~ dh.zip_mut_with(&z, |g, &u| *g = if u > 0.0 { 1.0 } else { 0.1 }); //~ dh.zip_mut_with(&z, |g, &u| *g *= if u < 0.0 { 1.0 } else { 0.1 });
    let dw = x.t().dot(&dh); //~ let dw = x.t().dot(&dh) / n; //~ let dw = -x.t().dot(&dh); //~ let dw = x.t().dot(&z);
    (loss, (dw, dv, dc))
}

fn mask() -> Array2<f64> {
    Array2::from_shape_fn((6, 4), |(i, j)| if (i * 5 + j * 3) % 4 == 0 { 0.0 } else { 2.0 })
}
