//! The three-layer network of the gradient-checking exercise in a well-known deep-learning course:
//! LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID with cross-entropy, parameters in a map as the
//! course keeps them in a dictionary.

use ndarray::{Array2, Axis};
use std::collections::HashMap;

pub(crate) type Parameters = HashMap<String, Array2<f64>>;
/// The gradients carry the keys `dW1`, `db1`, … as in the course.
pub(crate) type Gradients = HashMap<String, Array2<f64>>;

/// Cost and gradients, as backpropagation should have them.
pub(crate) fn network(
    parameters: &Parameters,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> (f64, Gradients) {
    forward_and_backward(parameters, x, y, 1.0, 1.0)
}

/// The two mistakes that the course plants: dW2 is doubled, and db1 is summed with 4/m.
pub(crate) fn network_with_mistakes(
    parameters: &Parameters,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> (f64, Gradients) {
    forward_and_backward(parameters, x, y, 2.0, 4.0)
}

fn forward_and_backward(
    parameters: &Parameters,
    x: &Array2<f64>,
    y: &Array2<f64>,
    slip_in_dw2: f64,
    slip_in_db1: f64,
) -> (f64, Gradients) {
    let m = x.ncols() as f64;
    let p = |key: &str| &parameters[key];

    let z1 = p("W1").dot(x) + p("b1");
    let a1 = z1.mapv(relu);
    let z2 = p("W2").dot(&a1) + p("b2");
    let a2 = z2.mapv(relu);
    let z3 = p("W3").dot(&a2) + p("b3");
    let a3 = z3.mapv(sigmoid);
    let cost = -(y * &a3.mapv(f64::ln) + (1.0 - y) * a3.mapv(|a| (1.0 - a).ln())).sum() / m;

    let dz3 = (a3 - y) / m;
    let dz2 = p("W3").t().dot(&dz3) * z2.mapv(step);
    let dz1 = p("W2").t().dot(&dz2) * z1.mapv(step);
    let gradients = [
        ("dW3", dz3.dot(&a2.t())),
        ("db3", summed(&dz3)),
        ("dW2", dz2.dot(&a1.t()) * slip_in_dw2),
        ("db2", summed(&dz2)),
        ("dW1", dz1.dot(&x.t())),
        ("db1", summed(&dz1) * slip_in_db1),
    ];
    (
        cost,
        gradients
            .map(|(key, gradient)| (key.to_owned(), gradient))
            .into(),
    )
}

fn relu(z: f64) -> f64 {
    z.max(0.0)
}

fn step(z: f64) -> f64 {
    f64::from(u8::from(z > 0.0))
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// The sum over the batch, one column.
fn summed(dz: &Array2<f64>) -> Array2<f64> {
    dz.sum_axis(Axis(1)).insert_axis(Axis(1))
}

/// The course's numbers: parameters, inputs and labels, and what they should give.
pub(crate) struct Exercise {
    pub(crate) parameters: Parameters,
    pub(crate) x: Array2<f64>,
    pub(crate) y: Array2<f64>,
    pub(crate) gradient: Parameters,
    pub(crate) cost: f64,
}

/// Read the exercise.
pub(crate) fn exercise() -> Exercise {
    let text = include_str!("../../tests/data/course_network.json");
    let data: serde_json::Value = serde_json::from_str(text).expect("the data is JSON");
    let map = |key: &str| {
        let blocks = data[key].as_object().expect("a map of matrices");
        blocks
            .iter()
            .map(|(name, rows)| (name.clone(), matrix(rows)))
            .collect()
    };
    Exercise {
        parameters: map("parameters"),
        x: matrix(&data["x"]),
        y: matrix(&serde_json::json!([data["y"]])),
        gradient: map("gradient"),
        cost: data["cost"].as_f64().expect("a number"),
    }
}

fn matrix(rows: &serde_json::Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = serde_json::from_value(rows.clone()).expect("rows of numbers");
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}
