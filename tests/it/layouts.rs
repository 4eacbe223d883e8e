//! A flat vector that holds several arrays: the report speaks of its parts.

use crate::told::holds;
use grad_check::{BlockReport, FindingKind, GradCheck, Problem, Verdict, grad_check};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// w (2×3), then b (2): ½‖w x + b‖² and its gradient, `scale` times that of w.
fn layer(theta: &[f64], scale: f64) -> (f64, Vec<f64>) {
    let x = [0.3, -0.8, 1.1];
    let (w, b) = theta.split_at(6);
    let y: Vec<f64> = (0..2)
        .map(|i| (0..3).map(|j| w[3 * i + j] * x[j]).sum::<f64>() + b[i])
        .collect();
    let dw = (0..6).map(|k| scale * y[k / 3] * x[k % 3]);
    let gradient = dw.chain(y.iter().copied()).collect();
    (y.iter().map(|y| y * y).sum::<f64>() / 2.0, gradient)
}

fn point() -> Vec<f64> {
    vec![0.5, -0.2, 0.1, 0.9, 0.4, 0.7, -0.3, 0.2]
}

fn check() -> GradCheck {
    GradCheck::new("layer").layout("theta", [("w", vec![2, 3]), ("b", vec![2])])
}

#[test]
fn the_parts_are_blocks_with_shapes_of_their_own() {
    let report = check().run(&point(), |t| layer(t, 1.0));
    report.assert();
    let blocks: Vec<String> = report
        .blocks()
        .iter()
        .map(|b| format!("{} {}", b.path(), b.shape()))
        .collect();
    assert_eq!(blocks, ["w 2×3", "b 2"]);
    assert_eq!(report.blocks()[0].components()[5].path(), "w[1, 2]");
}

#[test]
fn a_mistake_is_named_by_its_part() {
    let report = check().run(&point(), |t| layer(t, 2.0));
    assert_eq!(report.verdict(), Verdict::Fail);
    assert_eq!(report.findings()[0].kind(), FindingKind::ConstantFactor);
    assert_eq!(report.findings()[0].blocks(), ["w"]);
}

#[test]
fn one_part_can_be_checked_alone() {
    let report = check().only(["b"]).run(&point(), |t| layer(t, 2.0));
    report.assert();
    assert_eq!(report.unchecked(), ["w"]);
}

#[test]
fn several_arguments_put_their_parts_under_their_names() {
    let check = GradCheck::new("f")
        .arguments(["theta", "scale"])
        .layout("theta", [("w", vec![2, 3]), ("b", vec![2])]);
    let report = check.run(&(point(), 2.0), |(theta, scale)| {
        let (cost, gradient) = layer(theta, 1.0);
        let gradient: Vec<f64> = gradient.iter().map(|g| scale * g).collect();
        (scale * cost, (gradient, cost))
    });
    report.assert();
    let paths: Vec<&str> = report.blocks().iter().map(BlockReport::path).collect();
    assert_eq!(paths, ["theta.w", "theta.b", "scale"]);
}

#[test]
fn a_jacobian_has_a_block_for_each_part() {
    let outputs = |t: &Vec<f64>| {
        let sums = [t[0] * t[6], t[1] + t[7]];
        let mut rows = vec![vec![0.0; 8]; 2];
        (rows[0][0], rows[0][6], rows[1][1], rows[1][7]) = (t[6], t[0], 1.0, 1.0);
        (sums, rows)
    };
    let report = check().run_jacobian(&point(), outputs);
    report.assert();
    assert_eq!(report.blocks()[1].path(), "J[out[0], b]");
}

#[test]
fn sizes_that_do_not_add_up_and_names_of_nothing_are_problems() {
    let run = |check: GradCheck| check.run(&point(), |t: &Vec<f64>| layer(t, 1.0));
    let short = GradCheck::new("layer").layout("theta", [("w", vec![2, 3]), ("b", vec![1])]);
    let report = run(short);
    assert!(matches!(
        report.problems(),
        [Problem::LayoutSize {
            parts: 7,
            numbers: 8,
            ..
        }]
    ));
    let elsewhere = GradCheck::new("layer").layout("weights", [("w", vec![8])]);
    let report = run(elsewhere);
    assert!(matches!(report.verdict(), Verdict::Undecided(_)));
    holds(&report, "`layout` names `weights`");
}

#[test]
fn a_gradient_of_another_length_is_said_of_the_vector() {
    let report = check().run(&point(), |t: &Vec<f64>| {
        let (cost, mut gradient) = layer(t, 1.0);
        gradient.pop();
        (cost, gradient)
    });
    assert_eq!(report.verdict(), Verdict::Fail);
}

const D: usize = 3;
const H: usize = 4;
const N: usize = H * D + H + H + 1;

/// theta = [w1 (H×D), b1 (H), w2 (H), b2], and the cost of a network of one hidden layer; `factor` times the
/// gradient of w1.
fn network(theta: &[f64], x: &Array2<f64>, y: &Array1<f64>, factor: f64) -> (f64, Vec<f64>) {
    let (w1, rest) = theta.split_at(H * D);
    let (b1, rest) = rest.split_at(H);
    let (w2, b2) = rest.split_at(H);
    let w1 = ArrayView2::from_shape((H, D), w1).expect("H×D numbers");
    let w2 = ArrayView2::from_shape((1, H), w2).expect("H numbers");
    let a = (x.dot(&w1.t()) + ArrayView1::from(b1)).mapv(f64::tanh);
    let r = a.dot(&w2.row(0)) + b2[0] - y;
    let dz = r.view().insert_axis(Axis(1)).dot(&w2) * a.mapv(|a| 1.0 - a * a);
    let mut gradient: Vec<f64> = dz.t().dot(x).iter().map(|g| factor * g).collect();
    gradient.extend(dz.sum_axis(Axis(0)));
    gradient.extend(a.t().dot(&r));
    gradient.push(r.sum());
    (0.5 * r.dot(&r), gradient)
}

#[grad_check(
    at(theta = randn(N).to_vec()),
    given(x = randn((5, D)), y = randn(5)),
    layout(theta = { w1: (H, D), b1: H, w2: [1, H], b2: () }))]
fn flat(theta: &[f64], x: &Array2<f64>, y: &Array1<f64>) -> (f64, Vec<f64>) {
    network(theta, x, y, 1.0)
}

#[grad_check(
    at(theta = randn(N).to_vec()),
    given(x = randn((5, D)), y = randn(5)),
    layout(theta = { w1: (4, 3), b1: 4, w2: H, b2: 1 }))]
#[should_panic(expected = "w1 is wrong (analytic = 2.000 × numeric in all 12 components)")]
fn flat_with_a_wrong_part(theta: &[f64], x: &Array2<f64>, y: &Array1<f64>) -> (f64, Vec<f64>) {
    network(theta, x, y, 2.0)
}

#[grad_check(at(theta = vec![0.5; 4]), layout(theta = { w: (2, 2), b: 2 }))]
#[should_panic(expected = "the parts of theta in `layout` have 6 numbers, but theta has 4")]
fn flat_with_parts_that_do_not_add_up(theta: &[f64]) -> (f64, Vec<f64>) {
    (
        theta.iter().map(|t| t * t).sum(),
        theta.iter().map(|t| 2.0 * t).collect(),
    )
}

#[grad_check(types(K = 2), at(r#type = [0.5, -1.0, 2.0, 0.3], scale = 1.5),
    layout(r#type = { w: (K, 1), b: K }), only = ["type.b"])]
fn of_several_arguments_and_sizes_of_its_own<const K: usize>(
    r#type: &[f64],
    scale: f64,
) -> (f64, (Vec<f64>, f64)) {
    assert_eq!(r#type.len(), 2 * K);
    let sum: f64 = r#type.iter().map(|t| t * t).sum();
    let gradient = r#type.iter().map(|t| 2.0 * scale * t).collect();
    (scale * sum, (gradient, sum))
}

struct Model {
    theta: Vec<f64>,
}

#[grad_check]
impl Model {
    #[grad_check(on = Model { theta: vec![0.4, -0.7, 1.1] }, at(self.theta), layout(self.theta = { w: 2, b: () }))]
    #[should_panic(expected = "b is wrong (analytic = −numeric)")]
    fn cost(&self) -> (f64, Vec<f64>) {
        let t = &self.theta;
        let cost = t.iter().map(|t| t * t).sum::<f64>() / 2.0;
        (cost, vec![t[0], t[1], -t[2]])
    }
}

/// A part may be called as the vector is.
#[test]
fn a_part_that_has_the_name_of_its_vector() {
    let run = |parts: Vec<(&str, Vec<usize>)>| {
        let check = GradCheck::new("f").layout("w", parts).arguments(["w"]);
        check.run(&vec![0.3, -0.2, 0.9, 1.4, -0.6, 0.8], |w: &Vec<f64>| {
            let cost = w.iter().map(|w| w * w).sum::<f64>();
            (cost, w.iter().map(|w| 2.0 * w).collect::<Vec<f64>>())
        })
    };
    let report = run(vec![("w", vec![2, 3])]);
    report.assert();
    assert_eq!(report.blocks()[0].shape().lengths(), [2, 3]);
    run(vec![("w", vec![2, 2]), ("b", vec![2])]).assert();
    for parts in [
        vec![("w", vec![2, 4])],
        vec![("w", vec![2, 3]), ("b", vec![2])],
    ] {
        let report = run(parts);
        assert!(
            matches!(report.problems(), [Problem::LayoutSize { numbers: 6, .. }]),
            "{report}"
        );
    }
}
