//! Structs that hold a cost and its gradient: `#[derive(Outcome)]`.

use grad_check::{GradCheck, Outcome, Real, Verdict, grad_check};
use ndarray::{Array1, ArrayView1};

#[derive(Outcome)]
struct Energy {
    #[outcome(cost)]
    value: f64,
    #[outcome(gradient)]
    diff: Vec<f64>,
    #[allow(dead_code)]
    iterations: usize,
}

fn spring(x: &[f64], stiffness: f64) -> Energy {
    Energy {
        value: x.iter().map(|x| x * x).sum::<f64>() / 2.0,
        diff: x.iter().map(|x| stiffness * x).collect(),
        iterations: 7,
    }
}

#[grad_check(at = [0.5, -1.2])]
fn right(x: &[f64]) -> Energy {
    spring(x, 1.0)
}

#[grad_check(at = [0.5, -1.2])]
#[should_panic(expected = "x is wrong (analytic = 2.000 × numeric in both components)")]
fn wrong(x: &[f64]) -> Energy {
    spring(x, 2.0)
}

#[grad_check(at = [0.5, -1.2])]
fn may_fail(x: &[f64]) -> Result<Energy, String> {
    let energy = spring(x, 1.0);
    energy
        .value
        .is_finite()
        .then_some(energy)
        .ok_or_else(|| "no energy".to_owned())
}

#[grad_check(at = [0.5, -1.2])]
#[should_panic(expected = "the function returned Err(\"no\") at the test point")]
fn fails(x: &[f64]) -> Result<Energy, String> {
    if x.is_empty() {
        Ok(spring(x, 1.0))
    } else {
        Err("no".to_owned())
    }
}

/// Two gradients, borrowed data, and a generic cost.
#[derive(Outcome)]
struct Fit<'a, F, G: Clone>(
    #[outcome(gradient)] ArrayView1<'a, F>,
    #[outcome(cost)] F,
    #[allow(dead_code)] &'a str,
    #[outcome(gradient)] G,
)
where
    ArrayView1<'a, F>: Send;

#[grad_check(at(w = randn(3), b = 0.3), given(x = randn(3)))]
fn of_two_arguments<'a>(w: &Array1<f64>, b: f64, x: &'a Array1<f64>) -> Fit<'a, f64, f64> {
    Fit(x.view(), w.dot(x) + b * b, "fit", 2.0 * b)
}

#[grad_check(at(w = randn(3), b = 0.3), given(x = randn(3)))]
#[should_panic(expected = "b is wrong (analytic = 0.5000 × numeric)")]
fn of_two_arguments_and_wrong<'a>(
    w: &Array1<f64>,
    b: f64,
    x: &'a Array1<f64>,
) -> Fit<'a, f64, f64> {
    Fit(x.view(), w.dot(x) + b * b, "fit", b)
}

/// What is dropped can't be taken apart.
#[derive(Outcome)]
struct Guarded {
    #[outcome(cost)]
    cost: f32,
    #[outcome(gradient)]
    gradient: Vec<f32>,
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.gradient.clear();
    }
}

struct Model {
    scale: f32,
}

#[grad_check]
impl Model {
    #[grad_check(on = Model { scale: 3.0 }, at = [0.5, 0.25], threads = 2)]
    fn cost(&self, x: &[f32]) -> Guarded {
        Guarded {
            cost: self.scale * x[0] * x[1],
            gradient: vec![self.scale * x[1], self.scale * x[0]],
        }
    }
}

#[test]
fn the_builder_takes_them_as_well() {
    let run = |stiffness| {
        GradCheck::new("spring").run(&vec![0.5, -1.2], |x: &Vec<f64>| spring(x, stiffness))
    };
    run(1.0).assert();
    assert_eq!(run(-1.0).verdict(), Verdict::Fail);
}

#[test]
fn generic_code_may_name_the_trait() {
    fn cost<F: Real>(value: F) -> Fit<'static, F, [F; 1]>
    where
        ArrayView1<'static, F>: Send + grad_check::Flatten,
        [F; 1]: grad_check::Flatten,
    {
        Fit(ArrayView1::from(&[] as &[F]), value, "", [value])
    }
    let answer = Outcome::answer(cost(0.5f32)).expect("an answer");
    assert_eq!(
        (answer.cost, answer.gradient.values()),
        (0.5, [0.5].as_slice())
    );
}
