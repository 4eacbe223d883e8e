//! Forward mode: functions that return (outputs, tangent), where the tangent is the Jacobian times a vector.

use grad_check::{GradCheck, Verdict, grad_check};
use ndarray::{Array1, Array2};
use std::cell::Cell;

#[grad_check(jvp)]
fn by_value(x: [f64; 2]) -> ([f64; 2], impl Fn([f64; 2]) -> [f64; 2]) {
    let (sine, cosine) = x[1].sin_cos();
    let tangent = move |v: [f64; 2]| {
        [
            v[0] * cosine - x[0] * sine * v[1],
            v[0] * sine + x[0] * cosine * v[1],
        ]
    };
    ([x[0] * cosine, x[0] * sine], tangent)
}

/// Several parameters have a tuple as tangent, and what is held fixed has none.
#[grad_check(jvp, at(w = randn((2, 3)), b = randn(2)), given(x = randn(3)))]
#[allow(clippy::type_complexity)]
fn dense(
    w: &Array2<f64>,
    b: &Array1<f64>,
    x: &Array1<f64>,
) -> (
    Array1<f64>,
    impl Fn(&(Array2<f64>, Array1<f64>)) -> Array1<f64>,
) {
    let y = (w.dot(x) + b).mapv(f64::tanh);
    let slopes = y.mapv(|y| 1.0 - y * y);
    (y, move |(dw, db): &(Array2<f64>, Array1<f64>)| {
        (dw.dot(x) + db) * &slopes
    })
}

#[allow(clippy::unnecessary_wraps)] // an error would be read
#[grad_check(jvp = along, at(w = randn((2, 3)), b = randn(2)), given(x = randn(3)))]
fn two_functions(w: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>) -> Result<Array1<f64>, String> {
    Ok((w.dot(x) + b).mapv(f64::exp))
}

fn along(
    w: &Array2<f64>,
    b: &Array1<f64>,
    x: &Array1<f64>,
    dw: &Array2<f64>,
    db: &Array1<f64>,
) -> Array1<f64> {
    (dw.dot(x) + db) * (w.dot(x) + b).mapv(f64::exp)
}

struct Scaled {
    by: f64,
}

#[grad_check(on = Scaled { by: 3.0 })]
impl Scaled {
    #[grad_check(jvp = tangent, at = vec![0.3, -0.4])]
    fn squares(&self, x: &[f64]) -> Vec<f64> {
        x.iter().map(|x| self.by * x * x).collect()
    }

    fn tangent(&self, x: &[f64], v: &[f64]) -> Vec<f64> {
        x.iter()
            .zip(v)
            .map(|(x, v)| 2.0 * self.by * x * v)
            .collect()
    }
}

#[should_panic(expected = "J[y, b[0]]")]
#[grad_check(jvp, outputs = ["x", "y"], at(a = 0.4, b = [0.7, -0.2]))]
#[allow(clippy::type_complexity)]
fn an_entry(a: f64, b: [f64; 2]) -> ([f64; 2], impl Fn(&(f64, [f64; 2])) -> [f64; 2]) {
    let tangent = move |v: &(f64, [f64; 2])| {
        let (va, vb) = *v;
        [va * b[1] + a * vb[1], 0.5 * a * vb[0] + va * b[0]]
    };
    ([a * b[1], a * b[0]], tangent)
}

fn report(tangent: impl Fn(&[f64; 2]) -> [f64; 2]) -> String {
    let check = GradCheck::new("f");
    let report = check.run_jvp(&[3.0, -2.0], |x| ([2.0 * x[0] + x[1], -x[1]], &tangent));
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    report.to_string()
}

#[test]
fn a_tangent_is_linear_repeats_itself_and_is_zero_of_zero() {
    let right = |v: &[f64; 2]| [2.0 * v[0] + v[1], -v[1]];
    let check = GradCheck::new("f");
    let passed = check.run_jvp(&[3.0, -2.0], |x| ([2.0 * x[0] + x[1], -x[1]], right));
    assert_eq!(passed.verdict(), Verdict::Pass, "{passed}");
    assert_eq!(passed.blocks()[1].path(), "J[out[1], theta]");
    assert!(passed.to_string().starts_with("jvp check passed: f"));

    let moved = report(|v| [2.0 * v[0] + v[1] + 0.25, -v[1]]);
    assert!(
        moved.contains("`tangent` of zero is not zero: out[0] is 0.25"),
        "{moved}"
    );
    let bent = report(|v| [2.0 * v[0] + v[1], -v[1].abs()]);
    assert!(bent.contains("`tangent` isn't linear"), "{bent}");
    let calls = Cell::new(0.0);
    let drifts = report(|v| {
        calls.set(calls.get() + 1.0);
        [2.0 * v[0] + v[1] * calls.get(), -v[1]]
    });
    assert!(drifts.contains("`tangent` gives two results"), "{drifts}");
    let transposed = report(|v| [2.0 * v[0], v[0] - v[1]]);
    assert!(transposed.contains("J is transposed"), "{transposed}");
}

/// A backward function and one of tangents of one function: the first against differences, the second against the first.
mod both_ways {
    use super::*;

    fn squash(w: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>) -> Array1<f64> {
        (w.dot(x) + b).mapv(f64::tanh)
    }

    #[grad_check(pullback = backward, jvp = along, at(w = randn((2, 3)), b = randn(2)), given(x = randn(3)))]
    fn right(w: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>) -> Array1<f64> {
        squash(w, b, x)
    }

    #[allow(clippy::unnecessary_wraps)] // an error would be read
    #[grad_check(jvp = twice_along, pullback = backward, at(w = randn((2, 3)), b = randn(2)), given(x = randn(3)))]
    #[should_panic(expected = "`backward` and `tangent` are not of one Jacobian: along b[")]
    fn wrong_tangent(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &Array1<f64>,
    ) -> Result<Array1<f64>, String> {
        Ok(squash(w, b, x))
    }

    #[grad_check(pullback = half_backward, jvp = along, at(w = randn((2, 3)), b = randn(2)), given(x = randn(3)))]
    #[should_panic(expected = "analytic = 0.5000 × numeric")]
    fn wrong_backward(w: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>) -> Array1<f64> {
        squash(w, b, x)
    }

    #[grad_check(pullback = backward, jvp = bent, at(w = randn((2, 3)), b = randn(2)), given(x = randn(3)))]
    #[should_panic(expected = "`tangent` isn't linear")]
    fn bent_tangent(w: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>) -> Array1<f64> {
        squash(w, b, x)
    }

    #[grad_check(pullback = backward, jvp = too_long, at(w = randn((2, 3)), b = randn(2)), given(x = randn(3)))]
    #[should_panic(expected = "the gradient of out has shape 3, but out has shape 2")]
    fn tangent_of_another_shape(w: &Array2<f64>, b: &Array1<f64>, x: &Array1<f64>) -> Array1<f64> {
        squash(w, b, x)
    }

    fn backward(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &Array1<f64>,
        u: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>) {
        let dz = u * &squash(w, b, x).mapv(|y| 1.0 - y * y);
        (Array2::from_shape_fn((2, 3), |(i, j)| dz[i] * x[j]), dz)
    }

    fn half_backward(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &Array1<f64>,
        u: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>) {
        let (dw, db) = backward(w, b, x, u);
        (dw / 2.0, db / 2.0)
    }

    fn along(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &Array1<f64>,
        dw: &Array2<f64>,
        db: &Array1<f64>,
    ) -> Array1<f64> {
        (dw.dot(x) + db) * squash(w, b, x).mapv(|y| 1.0 - y * y)
    }

    fn twice_along(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &Array1<f64>,
        dw: &Array2<f64>,
        db: &Array1<f64>,
    ) -> Array1<f64> {
        along(w, b, x, dw, &(2.0 * db))
    }

    fn bent(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &Array1<f64>,
        dw: &Array2<f64>,
        db: &Array1<f64>,
    ) -> Array1<f64> {
        let own = along(w, b, x, dw, db);
        let size = dw.iter().chain(db).map(|v| v * v).sum::<f64>();
        own * (1.0 + 0.1 * (size - 1.0))
    }

    fn too_long(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &Array1<f64>,
        dw: &Array2<f64>,
        db: &Array1<f64>,
    ) -> Array1<f64> {
        let own = along(w, b, x, dw, db);
        Array1::from_shape_fn(3, |i| own[i % 2])
    }

    /// The same of methods, and of a parameter in f32.
    struct Gain(f32);

    #[grad_check(on = Gain(1.5))]
    impl Gain {
        #[grad_check(pullback = back, jvp = forth)]
        fn squares(&self, x: [f32; 3]) -> [f32; 3] {
            x.map(|x| self.0 * x * x)
        }

        fn back(&self, x: [f32; 3], u: &[f32]) -> [f32; 3] {
            std::array::from_fn(|i| 2.0 * self.0 * x[i] * u[i])
        }

        fn forth(&self, x: [f32; 3], v: [f32; 3]) -> Vec<f32> {
            x.iter().zip(v).map(|(x, v)| 2.0 * self.0 * x * v).collect()
        }
    }
}
