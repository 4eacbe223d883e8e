use grad_check::{Params, grad_check};

#[derive(Clone, Params)]
struct Net {
    w1: Vec<Vec<f64>>,
    b1: Vec<f64>,
    w2: Vec<f64>,
    b2: f64,
}

impl Net {
    fn example() -> Self {
        let w1 = (0..4).map(|i| (0..3).map(|j| (1.3 * i as f64 + 0.7 * j as f64).sin()).collect()).collect();
        Net { w1, b1: vec![0.1, -0.2, 0.3, 0.05], w2: vec![0.6, -0.8, 0.4, 1.1], b2: -0.1 }
    }

    fn zeroed(&self) -> Self {
        Net { w1: vec![vec![0.0; 3]; self.w1.len()], b1: vec![0.0; self.b1.len()], w2: vec![0.0; self.w2.len()], b2: 0.0 }
    }
}

/// One hidden layer over samples, the gradient added up in the elements of a struct's fields.
#[grad_check(at(net = Net::example()), given(data = vec![([0.5, -1.0, 0.3], 0.7), ([1.2, 0.4, -0.6], -0.4), ([-0.8, 0.9, 1.1], 0.2), ([0.1, -0.3, -1.4], 1.0)]))]
fn train(net: &Net, data: &[([f64; 3], f64)]) -> (f64, Net) {
    let mut grad = net.zeroed();
    let mut loss = 0.0;
    let n = data.len() as f64;
    for (x, y) in data {
        let mut h = vec![0.0; net.b1.len()];
        for i in 0..h.len() {
            let mut z = net.b1[i];
            for j in 0..3 {
                z += net.w1[i][j] * x[j];
            }
            h[i] = z.tanh();
        }
        let mut out = net.b2;
        for i in 0..h.len() {
            out += net.w2[i] * h[i];
        }
        loss += (out - y) * (out - y) / (2.0 * n);

        let delta = (out - y) / n; //~ let delta = out - y; //~ let delta = (y - out) / n; //~ let delta = 2.0 * (out - y) / n; //~ let delta = out / n;
        grad.b2 += delta; //~ grad.b2 = delta; //~ grad.b2 -= delta; //~ grad.b2 += delta * out;
        for i in 0..h.len() {
            grad.w2[i] += delta * h[i]; //~ grad.w2[i] = delta * h[i]; //~ grad.w2[i] += delta; //~ grad.w2[i] += delta * net.w2[i]; //~ grad.w2[i] -= delta * h[i];
            let dz = delta * net.w2[i] * (1.0 - h[i] * h[i]); //~ let dz = delta * net.w2[i]; //~ let dz = delta * net.w2[i] * (1.0 - h[i]); //~ let dz = delta * (1.0 - h[i] * h[i]); //~ let dz = delta * net.w2[0] * (1.0 - h[i] * h[i]);
            grad.b1[i] += dz; //~ grad.b1[i] = dz; //~ grad.b1[i] += dz * h[i]; //~ grad.b1[0] += dz;
            for j in 0..3 {
                grad.w1[i][j] += dz * x[j]; //~ grad.w1[i][j] = dz * x[j]; //~ grad.w1[i][j] += dz; //~ grad.w1[i][j] += dz * x[0]; //~ grad.w1[i][j] += delta * x[j]; //~ grad.w1[i][j] -= dz * x[j];
            }
        }
    }
    (loss, grad)
}
