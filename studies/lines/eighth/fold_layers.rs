use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Axis};

type Layer = (Array2<f64>, Array1<f64>);

/// Layers as pairs in a vector, forward by a fold that keeps its inputs and back by another one.
#[grad_check(at(layers = vec![(randn((4, 3)) * 0.6, randn(4) * 0.2), (randn((4, 4)) * 0.5, randn(4) * 0.2), (randn((2, 4)) * 0.6, randn(2) * 0.2)]), given(x = randn(3), class = 1))]
fn folded(layers: &[Layer], x: &Array1<f64>, class: usize) -> (f64, Vec<Layer>) {
    let (inputs, logits) = layers.iter().fold((Vec::new(), x.clone()), |(mut kept, input), (w, b)| {
        let active = if kept.is_empty() { input } else { input.mapv(|v: f64| v / (1.0 + v * v).sqrt()) };
        let next = w.dot(&active) + b;
        kept.push(active);
        (kept, next)
    });
    let top = logits.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let total: f64 = logits.iter().map(|l| (l - top).exp()).sum();
    let cost = top + total.ln() - logits[class];

    let mut d_out = logits.mapv(|l| (l - top).exp() / total); //~ let mut d_out = logits.mapv(|l| (l - top).exp()); //~ let mut d_out = logits.clone(); //~ let mut d_out = logits.mapv(|l| l.exp() / total);
    d_out[class] -= 1.0; //~ d_out[class] += 1.0; //~ d_out[0] -= 1.0; //~ d_out[class] -= 0.5; //~ d_out[class] = -1.0;
    let (_, mut grads) = layers.iter().zip(&inputs).rev().fold((d_out, Vec::new()), |(d_next, mut grads), ((w, _), active)| {
        let dw = d_next.view().insert_axis(Axis(1)).dot(&active.view().insert_axis(Axis(0))); //~ let dw = 2.0 * d_next.view().insert_axis(Axis(1)).dot(&active.view().insert_axis(Axis(0))); //~ let dw = -d_next.view().insert_axis(Axis(1)).dot(&active.view().insert_axis(Axis(0))); //~ let dw = d_next.view().insert_axis(Axis(1)).dot(&(active * active).view().insert_axis(Axis(0)));
        let d_active = w.t().dot(&d_next); //~ let d_active = -w.t().dot(&d_next); //~ let d_active = w.t().dot(&d_next) * 0.5; //~ let d_active = w.t().dot(&d_next.mapv(f64::abs)); //~ let d_active = w.t().dot(&d_next) + active;
        let slope = active.mapv(|a| (1.0 - a * a).abs().powf(1.5)); //~ let slope = active.mapv(|a| 1.0 - a * a); //~ let slope = active.mapv(|a| (1.0 - a * a).abs().sqrt()); //~ let slope = active.mapv(|a| (1.0 - a).abs().powf(1.5)); //~ let slope = active.mapv(|_| 1.0);
        grads.push((dw, d_next)); //~ grads.push((dw, 2.0 * d_next)); //~ grads.push((dw, -d_next));
        (d_active * slope, grads) //~ (d_active, grads) //~ (d_active * slope * 2.0, grads) //~ (slope, grads) //~ (d_active + slope, grads)
    });
    grads.reverse();
    (cost, grads)
}
