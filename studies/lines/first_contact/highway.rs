use grad_check::{Params, grad_check, randn};
use ndarray::{Array1, Array2, Axis, azip};

#[derive(Clone, Params)]
struct Layer {
    carry_w: Array2<f64>,
    carry_b: Array1<f64>,
    plain_w: Array2<f64>,
    plain_b: Array1<f64>,
    /// The scale of the layer's output.
    scale: Array1<f64>,
}

#[derive(Clone, Params)]
struct Highway {
    layers: Vec<Layer>,
}

struct Memory {
    input: Array2<f64>,
    gate: Array2<f64>,
    plain: Array2<f64>,
    mixed: Array2<f64>,
}

impl Highway {
    fn example() -> Self {
        let layer = |k: usize| Layer {
            carry_w: randn((3, 3)) * (0.5 + 0.2 * k as f64),
            carry_b: randn(3) * 0.3,
            plain_w: randn((3, 3)) * (0.9 - 0.1 * k as f64),
            plain_b: randn(3) * 0.1,
            scale: randn(3) * 0.2 + 0.8 + 0.1 * k as f64,
        };
        Highway { layers: (0..2).map(layer).collect() }
    }
}

#[grad_check]
impl Highway {
    /// Batches are rows. The sum of squares of what comes out, beside a goal.
    #[grad_check(at(self = Highway::example()), given(x = randn((5, 3)), goal = randn((5, 3))))]
    fn loss_and_gradient(&self, x: &Array2<f64>, goal: &Array2<f64>) -> (f64, Highway) {
        let mut memory: Vec<Memory> = Vec::with_capacity(self.layers.len());
        let mut current = x.clone();
        for layer in &self.layers {
            let gate = (current.dot(&layer.carry_w) + &layer.carry_b).mapv(|v| 1.0 / (1.0 + (-v).exp()));
            let plain = (current.dot(&layer.plain_w) + &layer.plain_b).mapv(f64::tanh);
            let mut mixed = Array2::<f64>::zeros(current.raw_dim());
            azip!((m in &mut mixed, &g in &gate, &p in &plain, &c in &current) *m = g * p + (1.0 - g) * c);
            let next = &mixed * &layer.scale;
            memory.push(Memory { input: current, gate, plain, mixed });
            current = next;
        }
        let residual = &current - goal;
        let loss = residual.iter().map(|r| r * r).sum::<f64>() / 2.0;

        let mut grads = self.clone();
        let mut upstream = residual; //~ let mut upstream = current.clone(); //~ let mut upstream = &residual * 2.0; //~ let mut upstream = -&residual;
        for (layer, (grad, saved)) in self.layers.iter().zip(grads.layers.iter_mut().zip(&memory)).rev() {
            grad.scale = (&upstream * &saved.mixed).sum_axis(Axis(0)); //~ grad.scale = (&upstream * &saved.plain).sum_axis(Axis(0)); //~ grad.scale = upstream.sum_axis(Axis(0)); //~ grad.scale = -(&upstream * &saved.mixed).sum_axis(Axis(0));
            let d_mixed = &upstream * &layer.scale; //~ let d_mixed = upstream.clone(); //~ let d_mixed = &upstream / &layer.scale; //~ let d_mixed = &upstream * &saved.mixed;
            let mut d_gate = &saved.plain - &saved.input; //~ let mut d_gate = &saved.input - &saved.plain; //~ let mut d_gate = saved.plain.clone();
            d_gate *= &d_mixed; //~ d_gate *= &upstream; //~ d_gate += &d_mixed;
            d_gate.zip_mut_with(&saved.gate, |d, &g| *d *= g * (1.0 - g)); //~ d_gate.zip_mut_with(&saved.gate, |d, &g| *d *= g); //~ d_gate.zip_mut_with(&saved.gate, |d, &g| *d *= 1.0 - g * g); //~ d_gate.zip_mut_with(&saved.plain, |d, &g| *d *= g * (1.0 - g));
            let mut d_plain = &d_mixed * &saved.gate; //~ let mut d_plain = d_mixed.clone(); //~ let mut d_plain = &d_mixed * &(1.0 - &saved.gate);
            d_plain.zip_mut_with(&saved.plain, |d, &p| *d *= 1.0 - p * p); //~ d_plain.zip_mut_with(&saved.plain, |d, &p| *d *= 1.0 - p); //~ d_plain.zip_mut_with(&saved.plain, |d, &p| *d *= p * (1.0 - p));
            grad.carry_w = saved.input.t().dot(&d_gate); //~ grad.carry_w = saved.input.t().dot(&d_plain); //~ grad.carry_w = saved.mixed.t().dot(&d_gate);
            grad.carry_b = d_gate.sum_axis(Axis(0)); //~ grad.carry_b = d_gate.mean_axis(Axis(0)).unwrap();
            grad.plain_w = saved.input.t().dot(&d_plain); //~ grad.plain_w = saved.plain.t().dot(&d_plain); //~ grad.plain_w = saved.input.t().dot(&d_plain) * 0.5;
            grad.plain_b = d_plain.sum_axis(Axis(0)); //~ grad.plain_b = d_gate.sum_axis(Axis(0)); //~ grad.plain_b = layer.plain_b.clone();
            let mut down = &d_mixed * &(1.0 - &saved.gate); //~ let mut down = &d_mixed * &saved.gate; //~ let mut down = d_mixed.clone();
            down += &d_gate.dot(&layer.carry_w.t()); //~ down += &d_gate.dot(&layer.carry_w); //~ down -= &d_gate.dot(&layer.carry_w.t());
            down += &d_plain.dot(&layer.plain_w.t()); //~ down = d_plain.dot(&layer.plain_w.t()); //~ down += &d_plain.dot(&layer.carry_w.t());
            upstream = down; //~ upstream = d_mixed; //~ upstream += &down;
        }
        (loss, grads)
    }
}
