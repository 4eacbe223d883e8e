use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

struct Dense {
    w: Array2<f64>,
    b: Array1<f64>,
    dw: Array2<f64>,
    db: Array1<f64>,
    x: Array2<f64>,
    z: Array2<f64>,
}

#[grad_check]
impl Dense {
    fn example() -> Self {
        let w = Array2::from_shape_fn((3, 4), |(i, j)| (0.9 * i as f64 - 1.1 * j as f64).cos());
        let b = Array1::from(vec![0.2, -0.3, 0.1, 0.4]);
        let x = Array2::from_shape_fn((5, 3), |(i, j)| (0.8 * i as f64 + 1.7 * j as f64).sin());
        Dense { dw: Array2::zeros((3, 4)), db: Array1::zeros(4), z: Array2::zeros((5, 4)), w, b, x }
    }

    /// A layer that keeps its gradients in its own fields, with a soft sign and a penalty on the weights.
    #[grad_check(on = Dense::example(), at(self.w, self.b), out(self.dw, self.db), given(goal = Array2::from_shape_fn((5, 4), |(i, j)| 0.3 * (i as f64 - j as f64)), decay = 0.05))]
    fn step(&mut self, goal: &Array2<f64>, decay: f64) -> f64 {
        let count = goal.len() as f64;
        self.z = self.x.dot(&self.w) + &self.b;
        let y = self.z.mapv(|z| z / (1.0 + z.abs()));
        let apart = &y - goal;
        let loss = apart.mapv(|d| (1.0 + d * d).ln()).sum() / count + decay * self.w.mapv(|w| w * w).sum();

        let dy = apart.mapv(|d| 2.0 * d / (1.0 + d * d)) / count; //~ let dy = apart.mapv(|d| 2.0 * d / (1.0 + d * d)); //~ let dy = apart.mapv(|d| d / (1.0 + d * d)) / count; //~ let dy = apart.mapv(|d| 2.0 * d) / count; //~ let dy = y.mapv(|d| 2.0 * d / (1.0 + d * d)) / count;
        let mut dz = dy; //~ let mut dz = 0.5 * dy; //~ let mut dz = -dy;
        dz.zip_mut_with(&self.z, |d, z| *d /= (1.0 + z.abs()).powi(2)); //~ dz.zip_mut_with(&self.z, |d, z| *d /= 1.0 + z.abs()); //~ dz.zip_mut_with(&self.z, |d, z| *d /= (1.0 + z).powi(2)); //~ dz.zip_mut_with(&self.z, |d, z| *d *= (1.0 + z.abs()).powi(2)); //~ dz.zip_mut_with(&y, |d, z| *d /= (1.0 + z.abs()).powi(2));
        self.dw = self.x.t().dot(&dz); //~ self.dw = self.x.t().dot(&apart); //~ self.dw = -self.x.t().dot(&dz); //~ self.dw = self.x.t().dot(&dz) / count; //~ self.dw = self.x.t().dot(&self.z);
        self.dw.scaled_add(2.0 * decay, &self.w); //~ self.dw.scaled_add(decay, &self.w); //~ self.dw.scaled_add(-2.0 * decay, &self.w); //~ self.dw.scaled_add(2.0, &self.w);
        self.db = dz.sum_axis(Axis(0)); //~ self.db = dz.mean_axis(Axis(0)).unwrap(); //~ self.db = apart.sum_axis(Axis(0)); //~ self.db = dz.row(0).to_owned(); //~ self.db = dz.sum_axis(Axis(0)) + &self.b; //~ self.db = 2.0 * dz.sum_axis(Axis(0));
        loss
    }
}
