//! Square matrices: triangles, diagonals, and Jacobians and Hessians as a whole.

use super::{drawn, kinds, sole, spoiled};
use grad_check::FindingKind::{AdditiveConstant, ConstantFactor, Reshaped, Transposed, Triangle};
use grad_check::{GradCheck, Report};
use ndarray::{Array1, Array2};

/// A symmetric gradient with other numbers in each pair than in all others.
fn symmetric(x: &Array2<f64>) -> (f64, Array2<f64>) {
    let y = x + &x.t();
    let rates = drawn("rates", x.raw_dim()).mapv(|c: f64| c + c.signum());
    let rates = &rates + &rates.t();
    let powers = (&y * &rates * 0.2).mapv(f64::exp);
    let sum = powers.sum();
    (sum.ln(), 2.0 * 0.2 * powers * rates / sum)
}

fn of(change: impl Fn(&mut Array2<f64>)) -> Report {
    let x: Array2<f64> = drawn("x", (4, 4));
    GradCheck::new("f")
        .arguments(["x"])
        .run(&x, |x: &Array2<f64>| {
            let (cost, mut gradient) = symmetric(x);
            change(&mut gradient);
            (cost, gradient)
        })
}

fn each(g: &mut Array2<f64>, change: impl Fn((usize, usize), f64) -> f64) {
    g.indexed_iter_mut().for_each(|(at, g)| *g = change(at, *g));
}

#[test]
fn a_triangle_that_is_missing_or_holds_both_is_told() {
    assert!(of(|_| ()).findings().is_empty());
    let lower = of(|g| each(g, |(i, j), g| if i > j { 0.0 } else { g }));
    assert_eq!(
        sole(&lower, Triangle).message(),
        "x: the lower triangle is missing"
    );
    let both = of(|g| {
        each(g, |(i, j), g| match i.cmp(&j) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => g,
            std::cmp::Ordering::Greater => 2.0 * g,
        });
    });
    assert_eq!(
        sole(&both, Triangle).message(),
        "x: one triangle holds the sum of both"
    );
    let off = of(|g| each(g, |(i, j), g| if i == j { g } else { 2.0 * g }));
    let finding = sole(&off, Triangle);
    assert_eq!(finding.message(), "x: doubled off the diagonal");
    assert_eq!(finding.points_tried(), Some(3));
    // Each number off the diagonal is there twice, so that it could stand for the other.
    let turned = of(|g| each(g, |(i, j), g| if i == j { g } else { -g }));
    let message = "x: the sign is wrong off the diagonal";
    assert_eq!(sole(&turned, Triangle).message(), message);
    let on = of(|g| each(g, |(i, j), g| if i == j { 0.5 * g } else { g }));
    assert_eq!(sole(&on, Triangle).message(), "x: halved on the diagonal");
}

#[test]
fn what_is_almost_a_triangle_is_none() {
    let almost = of(|g| {
        each(g, |(i, j), g| if i > j { 0.0 } else { g });
        g[[1, 2]] *= 1.1;
    });
    assert!(!kinds(&almost).contains(&Triangle), "{almost}");
    let all = spoiled(&drawn("x", (4, 4)), |g| *g *= 2.0);
    sole(&all, ConstantFactor);
}

#[test]
fn a_cholesky_factor_that_reads_one_triangle_is_told() {
    use nalgebra::Matrix3;
    let at = Matrix3::new(3.0, 0.5, -0.4, 0.5, 2.5, 0.3, -0.4, 0.3, 2.0);
    let report = GradCheck::new("logdet")
        .arguments(["sigma"])
        .run(&at, |a: &Matrix3<f64>| {
            let factor = a.cholesky().ok_or("not positive definite")?;
            let cost = 2.0 * factor.l().diagonal().map(f64::ln).sum();
            Ok::<_, &str>((cost, factor.inverse()))
        });
    let words =
        "sigma: the cost reads the lower triangle only, and the gradient is spread over both";
    assert_eq!(sole(&report, Triangle).message(), words);
}

fn jacobian(m: usize, n: usize, change: impl Fn(Array2<f64>) -> Array2<f64>) -> Report {
    let a: Array2<f64> = drawn("a", (m, n)).mapv(|a: f64| 1.0 + 0.7 * a.sin());
    let x: Array1<f64> = (0..n).map(|j| 0.4 + 0.37 * j as f64).collect();
    GradCheck::new("f")
        .arguments(["x"])
        .run_jacobian(&x, |x: &Array1<f64>| {
            let inner = &a * x;
            let right = &a * &inner.mapv(f64::cos);
            (
                inner.mapv(f64::sin).sum_axis(ndarray::Axis(1)),
                change(right),
            )
        })
}

fn column_by_column(j: &Array2<f64>) -> Array2<f64> {
    let numbers: Vec<f64> = j.t().iter().copied().collect();
    Array2::from_shape_fn(j.dim(), |(i, k)| numbers[i * j.ncols() + k])
}

#[test]
fn a_jacobian_is_read_as_a_whole() {
    for (m, n) in [(4, 3), (3, 5), (5, 3)] {
        let report = jacobian(m, n, |j| column_by_column(&j));
        let finding = sole(&report, Reshaped);
        assert_eq!(finding.points_tried(), Some(3), "{report}");
        assert!(jacobian(m, n, |j| j).findings().is_empty());
    }
    let report = jacobian(4, 4, Array2::reversed_axes);
    let message = "J is transposed: analytic J[i, j] = numeric J[j, i]";
    assert_eq!(sole(&report, Transposed).message(), message);
    let report = jacobian(4, 3, |mut j| {
        j = column_by_column(&j);
        j[[2, 1]] *= 1.1;
        j
    });
    assert!(!kinds(&report).contains(&Reshaped), "{report}");
}

#[test]
fn a_term_on_the_diagonal_of_a_jacobian_is_told() {
    let plus = |on: [f64; 4]| {
        let add = move |mut j: Array2<f64>| {
            j.diag_mut().iter_mut().zip(on).for_each(|(j, on)| *j += on);
            j
        };
        jacobian(4, 4, add)
    };
    let report = plus([-0.4; 4]);
    let finding = sole(&report, AdditiveConstant);
    let message = "J: analytic = numeric − 0.4 on the diagonal: a term λ I is missing";
    assert_eq!(finding.message(), message);
    let mend = "adding 0.4 on the diagonal of J makes the check pass";
    assert_eq!(
        (finding.mend(), finding.points_tried()),
        (Some(mend), Some(3))
    );
    let message = "J: analytic = numeric + 1 on the diagonal: the identity is too much";
    assert_eq!(sole(&plus([1.0; 4]), AdditiveConstant).message(), message);
    // Other numbers there, the same number elsewhere, and one that is the same at the test point only.
    for report in [
        plus([-0.4, -0.4, -0.5, -0.4]),
        jacobian(4, 4, |mut j| {
            (0..4).for_each(|i| j[[i, 3 - i]] -= 0.4);
            j
        }),
        jacobian(4, 4, |mut j| {
            let by = 0.4 * j[[0, 0]] / 1.3;
            (0..4).for_each(|i| j[[i, i]] -= by);
            j
        }),
    ] {
        assert!(!kinds(&report).contains(&AdditiveConstant), "{report}");
    }
    assert!(plus([0.0; 4]).findings().is_empty());
}

#[test]
fn what_all_rows_of_a_hessian_have_is_said_once() {
    let q = [[4.0, 1.2, -0.7], [1.2, 3.0, 0.9], [-0.7, 0.9, 5.0]];
    let report =
        GradCheck::new("qp")
            .arguments(["x"])
            .run_hessian(&[0.3, -1.2, 0.8], |x: &[f64; 3]| {
                let qx = q.map(|row| row.iter().zip(x).map(|(q, x)| q * x).sum::<f64>());
                let mut hessian = q.map(|row| row.map(|q| 2.0 * q));
                (0..3).for_each(|i| hessian[i][i] = q[i][i]);
                (
                    0.5 * x.iter().zip(&qx).map(|(x, q)| x * q).sum::<f64>(),
                    qx,
                    hessian,
                )
            });
    assert_eq!(
        sole(&report, Triangle).message(),
        "H: doubled off the diagonal"
    );
}
