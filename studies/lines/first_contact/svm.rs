use grad_check::{Params, grad_check};

#[derive(Clone, Copy, Params)]
struct Svm {
    weights: [f64; 3],
    offset: f64,
}

struct Example {
    features: [f64; 3],
    label: f64,
    cost: f64,
}

fn examples() -> Vec<Example> {
    let labels = [1.0, -1.0, 1.0, 1.0, -1.0, -1.0];
    labels
        .iter()
        .enumerate()
        .map(|(i, &label)| Example {
            features: std::array::from_fn(|k| (1.1 * i as f64 + 1.9 * k as f64).cos() + 0.2 * label),
            label,
            cost: 0.5 + 0.3 * i as f64,
        })
        .collect()
}

impl Svm {
    fn score(&self, x: &[f64; 3]) -> f64 {
        self.weights.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + self.offset
    }
}

/// The squared hinge with costs of examples, and a smooth penalty of the size.
#[grad_check(at(svm = Svm { weights: [0.7, -0.4, 0.2], offset: 0.1 }), given(data = examples(), lambda = 0.2))]
fn objective(svm: Svm, data: &[Example], lambda: f64) -> (f64, Svm) {
    let weight: f64 = data.iter().map(|e| e.cost).sum();
    let hinge = |e: &Example| (1.0 - e.label * svm.score(&e.features)).max(0.0);
    let risk: f64 = data.iter().map(|e| e.cost * hinge(e).powi(2)).sum::<f64>() / weight;
    let size = (1.0 + svm.weights.iter().map(|w| w * w).sum::<f64>()).sqrt();
    let value = risk + lambda * size;

    let mut gradient = Svm { weights: svm.weights.map(|w| lambda * w / size), offset: 0.0 }; //~ let mut gradient = Svm { weights: svm.weights.map(|w| lambda * w), offset: 0.0 }; //~ let mut gradient = Svm { weights: svm.weights.map(|w| 2.0 * lambda * w / size), offset: 0.0 }; //~ let mut gradient = Svm { weights: svm.weights, offset: 0.0 }; //~ let mut gradient = Svm { weights: [0.0; 3], offset: 0.0 };
    for example in data {
        let violation = hinge(example); //~ let violation = hinge(example).powi(2); //~ let violation = 1.0;
        if violation <= 0.0 {
            continue;
        }
        let share = example.cost / weight; //~ let share = example.cost; //~ let share = 1.0 / weight; //~ let share = example.cost / data.len() as f64;
        let pull = -2.0 * share * violation * example.label; //~ let pull = -share * violation * example.label; //~ let pull = 2.0 * share * violation * example.label; //~ let pull = -2.0 * share * violation; //~ let pull = -2.0 * share * example.label;
        gradient.offset += pull; //~ gradient.offset = pull; //~ gradient.offset -= pull; //~ gradient.offset += pull * svm.offset;
        for (g, x) in gradient.weights.iter_mut().zip(&example.features) { //~ for (g, x) in gradient.weights.iter_mut().zip(&svm.weights) {
            *g += pull * x; //~ *g = pull * x; //~ *g += share * x; //~ *g += pull; //~ *g -= pull * x;
        }
    }
    (value, gradient)
}
