//! Parameters that are fields of an argument: `at(net.w, net.b)`, as those of a receiver are.

use grad_check::grad_check;

struct Tensor {
    data: Vec<f64>,
    grad: Vec<f64>,
}

struct Net {
    w: Tensor,
    b: f64,
    db: f64,
}

fn net() -> Net {
    Net {
        w: Tensor {
            data: vec![0.3, -0.5],
            grad: vec![0.0; 2],
        },
        b: 0.1,
        db: 0.0,
    }
}

/// A training step over a model that keeps its gradients, which it adds to; the model stands last.
#[grad_check(
    at(net.w.data, net.b),
    out(net.w.grad, net.db),
    given(net = net(), x = [1.0, 2.0], y = 0.7))]
fn step(x: &[f64], y: f64, net: &mut Net) -> f64 {
    let products = net.w.data.iter().zip(x).map(|(w, x)| w * x);
    let apart = products.sum::<f64>() + net.b - y;
    for (g, x) in net.w.grad.iter_mut().zip(x) {
        *g += 2.0 * apart * x;
    }
    net.db += 2.0 * apart;
    apart * apart
}

/// Values of their own in place of what the model has.
#[grad_check(at(net.w.data = randn(2).to_vec(), net.b = 0.5..2.0), given(net = net()), draws = 3)]
fn decay(net: &Net) -> (f64, (Vec<f64>, f64)) {
    let w = &net.w.data;
    let cost = w.iter().map(|w| w * w).sum::<f64>() + net.b.powi(3);
    let of_w = w.iter().map(|w| 2.0 * w).collect();
    (cost, (of_w, 3.0 * net.b * net.b))
}

#[grad_check(
    at(net.w.data, net.b),
    out(net.w.grad, net.db),
    given(net = net(), x = [1.0, 2.0], y = 0.7))]
#[should_panic(expected = "w.data is wrong (analytic = 2.000 × numeric")]
fn twice(x: &[f64], y: f64, net: &mut Net) -> f64 {
    let cost = step(x, y, net);
    net.w.grad.iter_mut().for_each(|g| *g *= 2.0);
    cost
}

/// Cost and gradient in two functions of a model.
#[grad_check(gradient = slope, at(net.b), given(net = net()))]
fn cube(net: &Net) -> f64 {
    net.b.powi(3)
}

fn slope(net: &Net) -> f64 {
    3.0 * net.b * net.b
}

/// Fields that are assigned name their lines, also those of `self`.
mod lines {
    use super::*;

    struct Line {
        w: Vec<f64>,
        dw: Vec<f64>,
        b: f64,
        db: f64,
    }

    fn line() -> Line {
        Line {
            w: vec![0.4, -0.9],
            dw: Vec::new(),
            b: 0.3,
            db: 0.0,
        }
    }

    #[grad_check(on = line())]
    impl Line {
        #[grad_check(lines, at(self.w, self.b), out(self.dw, self.db), given(x = [1.0, 2.0]))]
        #[should_panic(expected = "| self.dw = x.iter().map(|x| dz * x).collect();")]
        fn step(&mut self, x: &[f64]) -> f64 {
            let apart = self.w[0] * x[0] + self.w[1] * x[1] + self.b;
            let dz = apart;
            self.dw = x.iter().map(|x| dz * x).collect();
            self.db = 2.0 * dz;
            apart * apart
        }
    }

    #[grad_check(lines, at(line.w, line.b), out(line.dw, line.db), given(line = line(), x = [1.0, 2.0]))]
    #[should_panic(expected = "| line.dw = x.iter().map(|x| dz * x).collect();")]
    fn step(line: &mut Line, x: &[f64]) -> f64 {
        let apart = line.w[0] * x[0] + line.w[1] * x[1] + line.b;
        let dz = apart;
        line.dw = x.iter().map(|x| dz * x).collect();
        line.db = 2.0 * dz;
        apart * apart
    }

    #[grad_check(lines, at(line.w), out(line.dw), given(line = line(), x = [1.0, 2.0]))]
    #[should_panic(expected = "| line.dw[i] += 3.0 * apart * x;")]
    fn by_element(line: &mut Line, x: &[f64]) -> f64 {
        line.dw = vec![0.0; 2];
        let apart = line.w[0] * x[0] + line.w[1] * x[1] + line.b;
        for (i, x) in x.iter().enumerate() {
            line.dw[i] += 3.0 * apart * x;
        }
        apart * apart
    }

    fn fill(line: &mut Line, factor: f64, x: &[f64]) {
        line.dw = x.iter().map(|x| factor * x).collect();
    }

    /// What another function writes through a reference isn't followed, and no empty section says otherwise.
    #[grad_check(lines, at(line.w), out(line.dw), given(line = line(), x = [1.0, 2.0]))]
    #[should_panic(expected = "no line was recognised as the one that computes it")]
    fn elsewhere(line: &mut Line, x: &[f64]) -> f64 {
        let apart = line.w[0] * x[0] + line.w[1] * x[1] + line.b;
        fill(line, 3.0 * apart, x);
        apart * apart
    }
}
