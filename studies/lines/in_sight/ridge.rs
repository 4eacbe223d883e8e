use grad_check::grad_check;
use ndarray::{Array1, Array2};

/// Weighted least squares, with a penalty on size and one on roughness.
struct Ridge {
    a: Array2<f64>,
    b: Array1<f64>,
    /// A weight for each row.
    s: Array1<f64>,
    size: f64,
    rough: f64,
}

fn difference(v: &Array1<f64>) -> Array1<f64> {
    Array1::from_shape_fn(v.len() - 1, |i| v[i + 1] - v[i])
}

#[grad_check]
impl Ridge {
    fn example() -> Self {
        let s = grad_check::uniform(9) + 0.2;
        Ridge { a: grad_check::randn((9, 6)), b: grad_check::randn(9), s, size: 0.4, rough: 0.7 }
    }

    #[grad_check(on = Ridge::example(), at(v = randn(6)))]
    fn objective(&self, v: &Array1<f64>) -> (f64, Array1<f64>) {
        let r = self.a.dot(v) - &self.b;
        let d = difference(v);
        let value = 0.5 * ((&r * &r * &self.s).sum() + self.size * v.dot(v) + self.rough * d.dot(&d));

        let weighted = &r * &self.s; //~ let weighted = r.clone(); //~ let weighted = &r * &self.s * &self.s; //~ let weighted = -&r * &self.s; //~ let weighted = &r * &self.s / r.len() as f64; //~ let weighted = &self.b * &self.s;
        let mut gradient = self.a.t().dot(&weighted); //~ let mut gradient = self.a.t().dot(&r); //~ let mut gradient = 2.0 * self.a.t().dot(&weighted); //~ let mut gradient = self.a.t().dot(&weighted) / self.s.sum();
        gradient.scaled_add(self.size, v); //~ gradient.scaled_add(2.0 * self.size, v); //~ gradient.scaled_add(-self.size, v); //~ gradient.scaled_add(1.0, v); //~ gradient.scaled_add(self.rough, v);
        for (i, &step) in d.iter().enumerate() {
            gradient[i] -= self.rough * step; //~ gradient[i] += self.rough * step; //~ gradient[i] -= step; //~ gradient[i] -= 2.0 * self.rough * step;
            gradient[i + 1] += self.rough * step; //~ gradient[i + 1] = self.rough * step; //~ gradient[i + 1] += self.size * step; //~ gradient[i + 1] += self.rough * v[i + 1];
        }
        (value, gradient)
    }
}
