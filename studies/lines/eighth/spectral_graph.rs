use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Axis, Zip, azip};

fn adjacency() -> Array2<f64> {
    let mut a = Array2::<f64>::eye(5);
    for (i, j) in [(0, 1), (1, 2), (2, 3), (3, 4), (0, 3)] {
        a[[i, j]] = 1.0;
        a[[j, i]] = 1.0;
    }
    let degree = a.sum_axis(Axis(1)).mapv(|d| 1.0 / d.sqrt());
    Array2::from_shape_fn((5, 5), |(i, j)| a[[i, j]] * degree[i] * degree[j])
}

/// Two rounds of averaging over a graph, a leaky slope between, a residual, and classes of the marked nodes.
#[grad_check(at(w1 = randn((3, 4)), w2 = randn((4, 4)), head = randn((4, 2))), given(a = adjacency(), x = randn((5, 3)), marked = vec![(0, 1), (2, 0), (4, 1)]))]
fn graph(w1: &Array2<f64>, w2: &Array2<f64>, head: &Array2<f64>, a: &Array2<f64>, x: &Array2<f64>, marked: &[(usize, usize)]) -> (f64, (Array2<f64>, Array2<f64>, Array2<f64>)) {
    let ax = a.dot(x);
    let s1 = ax.dot(w1);
    let h1 = s1.mapv(|s| if s > 0.0 { s } else { 0.2 * s });
    let ah = a.dot(&h1);
    let h2 = ah.dot(w2).mapv(f64::tanh) + &h1;
    let logits = h2.dot(head);
    let norms: Array1<f64> = logits.map_axis(Axis(1), |row| row.iter().map(|l| l.exp()).sum());
    let mut cost = 0.0;
    for &(node, class) in marked {
        cost += norms[node].ln() - logits[[node, class]];
    }

    let mut d_logits = Array2::<f64>::zeros(logits.dim());
    for &(node, class) in marked {
        for c in 0..2 {
            d_logits[[node, c]] = logits[[node, c]].exp() / norms[node]; //~ d_logits[[node, c]] = logits[[node, c]] / norms[node]; //~ d_logits[[node, c]] = logits[[node, c]].exp(); //~ d_logits[[node, c]] = logits[[node, c]].exp() / norms[0];
        }
        d_logits[[node, class]] -= 1.0; //~ d_logits[[node, class]] += 1.0; //~ d_logits[[node, 0]] -= 1.0; //~ d_logits[[node, class]] = -1.0;
    }
    let d_head = h2.t().dot(&d_logits); //~ let d_head = h1.t().dot(&d_logits); //~ let d_head = h2.t().dot(&logits); //~ let d_head = -h2.t().dot(&d_logits); //~ let d_head = ah.t().dot(&d_logits);
    let d_h2 = d_logits.dot(&head.t()); //~ let d_h2 = logits.dot(&head.t()); //~ let d_h2 = d_logits.dot(&d_head.t()); //~ let d_h2 = -d_logits.dot(&head.t());
    let mut d_s2 = d_h2.clone();
    azip!((d in &mut d_s2, h in &h2, l in &h1) *d *= 1.0 - (h - l) * (h - l)); //~ azip!((d in &mut d_s2, h in &h2, l in &h1) *d *= 1.0 - (h - l)); //~ azip!((d in &mut d_s2, h in &h2) *d *= 1.0 - h * h); //~ azip!((d in &mut d_s2, h in &h2, l in &h1) *d *= 1.0 - (h + l) * (h + l)); //~ azip!((d in &mut d_s2, h in &h2, l in &h1) *d = 1.0 - (h - l) * (h - l));
    let d_w2 = ah.t().dot(&d_s2); //~ let d_w2 = h1.t().dot(&d_s2); //~ let d_w2 = ah.t().dot(&d_h2); //~ let d_w2 = d_s2.t().dot(&ah); //~ let d_w2 = 0.5 * ah.t().dot(&d_s2);
    let d_ah = d_s2.dot(&w2.t()); //~ let d_ah = d_s2.dot(w2); //~ let d_ah = d_h2.dot(&w2.t()); //~ let d_ah = -d_s2.dot(&w2.t());
    let mut d_h1 = a.t().dot(&d_ah); //~ let mut d_h1 = d_ah.clone(); //~ let mut d_h1 = a.t().dot(&d_h2); //~ let mut d_h1 = 2.0 * a.t().dot(&d_ah);
    d_h1 += &d_h2; //~ d_h1 -= &d_h2; //~ d_h1 += &d_s2; //~ d_h1 = d_h2.clone(); //~ d_h1 += &d_ah;
    Zip::from(&mut d_h1).and(&s1).for_each(|d, &s| *d *= if s > 0.0 { 1.0 } else { 0.2 }); //~ Zip::from(&mut d_h1).and(&s1).for_each(|d, &s| *d *= if s > 0.0 { 1.0 } else { 0.0 }); //~ Zip::from(&mut d_h1).and(&s1).for_each(|d, &s| *d *= if s > 0.0 { 0.2 } else { 1.0 }); //~ Zip::from(&mut d_h1).and(&s1).for_each(|d, &s| *d *= s); //~ Zip::from(&mut d_h1).and(&h2).for_each(|d, &s| *d *= if s > 0.0 { 1.0 } else { 0.2 });
    let d_w1 = ax.t().dot(&d_h1); //~ let d_w1 = x.t().dot(&d_h1); //~ let d_w1 = ax.t().dot(&d_h2); //~ let d_w1 = -ax.t().dot(&d_h1); //~ let d_w1 = d_h1.t().dot(&ax).reversed_axes() * 2.0;
    (cost, (d_w1, d_w2, d_head))
}
