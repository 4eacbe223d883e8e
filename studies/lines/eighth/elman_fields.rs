use grad_check::{Params, grad_check};
use ndarray::{Array1, Array2};

#[derive(Clone, Params)]
struct Cell {
    wx: Array2<f64>,
    wh: Array2<f64>,
    b: Array1<f64>,
    out: Array1<f64>,
}

impl Cell {
    fn example() -> Self {
        Cell {
            wx: Array2::from_shape_fn((4, 2), |(i, j)| 0.8 * (1.0 + i as f64 + 2.3 * j as f64).sin()),
            wh: Array2::from_shape_fn((4, 4), |(i, j)| 0.5 * (0.7 * i as f64 - 1.9 * j as f64).cos()),
            b: Array1::from(vec![0.1, -0.1, 0.2, 0.0]),
            out: Array1::from(vec![0.7, -0.4, 0.9, 0.3]),
        }
    }
}

fn outer(a: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    Array2::from_shape_fn((a.len(), b.len()), |(i, j)| a[i] * b[j])
}

/// A simple recurrent cell that predicts at each time; gradients in the fields of a struct like it.
#[grad_check(at(cell = Cell::example()), given(xs = (0..5).map(|t| Array1::from(vec![(t as f64).sin(), 0.5 * t as f64 - 1.0])).collect::<Vec<_>>(), ys = vec![0.2, -0.5, 0.8, 0.1, -0.3]))]
fn elman(cell: &Cell, xs: &[Array1<f64>], ys: &[f64]) -> (f64, Cell) {
    let mut states = vec![Array1::<f64>::zeros(4)];
    let mut errors = Vec::new();
    let mut cost = 0.0;
    for (x, y) in xs.iter().zip(ys) {
        let previous = states.last().unwrap();
        let h = (cell.wx.dot(x) + cell.wh.dot(previous) + &cell.b).mapv(f64::tanh);
        let error = cell.out.dot(&h) - y;
        cost += 0.5 * error * error;
        states.push(h);
        errors.push(error);
    }

    let mut grad = Cell { wx: Array2::zeros((4, 2)), wh: Array2::zeros((4, 4)), b: Array1::zeros(4), out: Array1::zeros(4) };
    let mut carry = Array1::<f64>::zeros(4);
    for t in (0..xs.len()).rev() {
        let h = &states[t + 1]; //~ let h = &states[t];
        grad.out += &(h * errors[t]); //~ grad.out += &(h * ys[t]); //~ grad.out = h * errors[t]; //~ grad.out -= &(h * errors[t]); //~ grad.out += &(&states[t] * errors[t]);
        let dh = &cell.out * errors[t] + &carry; //~ let dh = &cell.out * errors[t]; //~ let dh = &cell.out * errors[t] - &carry; //~ let dh = &cell.out + &carry; //~ let dh = h * errors[t] + &carry;
        let dz = &dh * &h.mapv(|h| 1.0 - h * h); //~ let dz = &dh * &h.mapv(|h| 1.0 - h); //~ let dz = &dh * &h.mapv(|h| h * (1.0 - h)); //~ let dz = dh.clone(); //~ let dz = &dh * &states[t].mapv(|h| 1.0 - h * h);
        grad.wx += &outer(&dz, &xs[t]); //~ grad.wx += &outer(&dh, &xs[t]); //~ grad.wx = outer(&dz, &xs[t]); //~ grad.wx += &outer(&dz, &xs[0]); //~ grad.wx -= &outer(&dz, &xs[t]);
        grad.wh += &outer(&dz, &states[t]); //~ grad.wh += &outer(&dz, &states[t + 1]); //~ grad.wh += &outer(&states[t], &dz); //~ grad.wh = outer(&dz, &states[t]); //~ grad.wh += &outer(&dh, &states[t]);
        grad.b += &dz; //~ grad.b += &dh; //~ grad.b = dz.clone(); //~ grad.b -= &dz;
        carry = cell.wh.t().dot(&dz); //~ carry = cell.wh.dot(&dz); //~ carry = cell.wh.t().dot(&dh); //~ carry += &cell.wh.t().dot(&dz); //~ carry = 0.5 * cell.wh.t().dot(&dz);
    }
    (cost, grad)
}
