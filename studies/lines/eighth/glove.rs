use grad_check::{Params, grad_check};
use ndarray::{Array1, Array2};

#[derive(Clone, Params)]
struct Vectors {
    word: Array2<f64>,
    context: Array2<f64>,
    word_bias: Array1<f64>,
    context_bias: Array1<f64>,
}

impl Vectors {
    fn example() -> Self {
        Vectors {
            word: Array2::from_shape_fn((4, 3), |(i, j)| (0.4 + 1.7 * i as f64 + 0.9 * j as f64).sin()),
            context: Array2::from_shape_fn((4, 3), |(i, j)| (1.1 * i as f64 - 2.3 * j as f64).cos()),
            word_bias: Array1::from(vec![0.1, -0.2, 0.3, 0.0]),
            context_bias: Array1::from(vec![-0.1, 0.2, 0.05, 0.15]),
        }
    }

    fn like(&self) -> Self {
        Vectors { word: Array2::zeros(self.word.dim()), context: Array2::zeros(self.context.dim()), word_bias: Array1::zeros(4), context_bias: Array1::zeros(4) }
    }
}

/// Word vectors whose products are the logarithms of counts, by rows of arrays that are fields.
#[grad_check(at(v = Vectors::example()), given(counts = vec![(0, 1, 12.0), (1, 2, 3.0), (2, 3, 40.0), (3, 0, 7.0), (0, 2, 1.0), (1, 3, 25.0), (2, 1, 5.0)]))]
fn glove(v: &Vectors, counts: &[(usize, usize, f64)]) -> (f64, Vectors) {
    let mut g = v.like();
    let mut cost = 0.0;
    for &(i, j, count) in counts {
        let weight = (count / 30.0_f64).powf(0.75).min(1.0);
        let dot = v.word.row(i).dot(&v.context.row(j));
        let error = dot + v.word_bias[i] + v.context_bias[j] - count.ln();
        cost += weight * error * error;

        let slope = 2.0 * weight * error; //~ let slope = weight * error; //~ let slope = 2.0 * error; //~ let slope = -2.0 * weight * error; //~ let slope = 2.0 * weight * dot; //~ let slope = 2.0 * weight * weight * error;
        for k in 0..3 {
            g.word[[i, k]] += slope * v.context[[j, k]]; //~ g.word[[i, k]] = slope * v.context[[j, k]]; //~ g.word[[i, k]] += slope * v.word[[i, k]]; //~ g.word[[i, k]] += slope; //~ g.word[[j, k]] += slope * v.context[[j, k]]; //~ g.word[[i, k]] -= slope * v.context[[j, k]];
        }
        g.context.row_mut(j).scaled_add(slope, &v.word.row(i)); //~ g.context.row_mut(j).scaled_add(slope, &v.word.row(j)); //~ g.context.row_mut(j).scaled_add(slope, &v.context.row(j)); //~ g.context.row_mut(i).scaled_add(slope, &v.word.row(i)); //~ g.context.row_mut(j).scaled_add(weight, &v.word.row(i)); //~ g.context.row_mut(j).scaled_add(-slope, &v.word.row(i));
        g.word_bias[i] += slope; //~ g.word_bias[i] = slope; //~ g.word_bias[i] -= slope; //~ g.word_bias[j] += slope; //~ g.word_bias[i] += error;
        g.context_bias[j] += slope; //~ g.context_bias[j] = slope; //~ g.context_bias[i] += slope; //~ g.context_bias[j] += slope * weight; //~ g.context_bias[j] -= slope;
    }
    (cost, g)
}
