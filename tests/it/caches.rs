//! Forward passes that return a cache, which goes to a backward pass of its own.

#![allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps)] // every way is shown

use ndarray::{Array1, Array2, ArrayView1, Axis};
struct Cache {
    x: Array2<f64>,
    w: Array2<f64>,
}

#[cfg_attr(test, grad_check::grad_check(pullback = linear_backward, cache, at(x = randn((4, 3)), w = randn((3, 2)), b = randn(2))))]
fn linear_forward(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>) -> (Array2<f64>, Cache) {
    (
        x.dot(w) + b,
        Cache {
            x: x.clone(),
            w: w.clone(),
        },
    )
}
fn linear_backward(dy: &Array2<f64>, cache: &Cache) -> (Array2<f64>, Array2<f64>, Array1<f64>) {
    (
        dy.dot(&cache.w.t()),
        cache.x.t().dot(dy),
        dy.sum_axis(Axis(0)),
    )
}

// A tuple, by value, behind a `Result`.
type Saved = (Array1<f64>, f64);
#[cfg_attr(test, grad_check::grad_check(pullback = norm_backward, cache, at = randn(5)))]
fn norm_forward(x: Array1<f64>) -> Result<(Array1<f64>, Saved), String> {
    let n = x.dot(&x).sqrt();
    if n == 0.0 {
        return Err("zero".into());
    }
    let y = &x / n;
    Ok((y.clone(), (y, n)))
}
fn norm_backward(dy: Array1<f64>, (y, n): Saved) -> Array1<f64> {
    let along = dy.dot(&y);
    (dy - along * y) / n
}

// A method of the cache: it comes first.
#[derive(Debug)]
struct SoftmaxCtx {
    p: Vec<f64>,
}
impl SoftmaxCtx {
    fn backward(&self, du: &[f64]) -> Vec<f64> {
        let dot: f64 = self.p.iter().zip(du).map(|(p, d)| p * d).sum();
        self.p.iter().zip(du).map(|(p, d)| p * (d - dot)).collect()
    }
}
#[cfg_attr(test, grad_check::grad_check(pullback = SoftmaxCtx::backward, cache, at = vec![0.1, 0.5, -0.3]))]
fn softmax(z: &[f64]) -> (Vec<f64>, SoftmaxCtx) {
    let e: Vec<f64> = z.iter().map(|z| z.exp()).collect();
    let s: f64 = e.iter().sum();
    let p: Vec<f64> = e.iter().map(|e| e / s).collect();
    (p.clone(), SoftmaxCtx { p })
}

// A closure turns the order.
#[cfg_attr(test, grad_check::grad_check(pullback = |du, cache| back(cache, du), cache, at = vec![0.1, 0.5, -0.3]))]
fn squares(z: &[f64]) -> (Vec<f64>, Vec<f64>) {
    (z.iter().map(|z| z * z).collect(), z.to_vec())
}
fn back(z: &[f64], du: &[f64]) -> Vec<f64> {
    z.iter().zip(du).map(|(z, d)| 2.0 * z * d).collect()
}

// A cost, and functions of the same block, which take the cache and what they name besides.
struct Logistic {
    x: Array2<f64>,
    y: Array1<f64>,
    lambda: f64,
}
struct Pass {
    p: Array1<f64>,
    w: Array1<f64>,
}
#[cfg_attr(test, grad_check::grad_check(on = Logistic { x: randn((6, 3)), y: uniform(6), lambda: 0.1 }))]
impl Logistic {
    #[cfg_attr(test, grad_check::grad_check(gradient = backward, cache, at = randn(3)))]
    fn forward(&self, w: &Array1<f64>) -> (f64, Pass) {
        let z = self.x.dot(w);
        let p = z.mapv(|z| 1.0 / (1.0 + (-z).exp()));
        let cost = z
            .iter()
            .zip(&self.y)
            .map(|(z, y)| (1.0 + z.exp()).ln() - y * z)
            .sum::<f64>()
            + 0.5 * self.lambda * w.dot(w);
        (cost, Pass { p, w: w.clone() })
    }
    fn backward(&self, pass: &Pass) -> Array1<f64> {
        self.x.t().dot(&(&pass.p - &self.y)) + self.lambda * &pass.w
    }
    #[cfg_attr(test, grad_check::grad_check(gradient = without_decay, cache, at = randn(3)))]
    #[cfg_attr(
        test,
        should_panic(expected = "the L2 term of the cost is missing in the gradient, λ = 0.1")
    )]
    fn forgotten_decay(&self, w: &Array1<f64>) -> (f64, Pass) {
        self.forward(w)
    }
    fn without_decay(&self, pass: &Pass) -> Array1<f64> {
        self.x.t().dot(&(&pass.p - &self.y))
    }
}
// A layer: the cache stands where the function takes it.
struct Dense {
    w: Array2<f64>,
    b: Array1<f64>,
}
struct DenseCache {
    x: Array2<f64>,
    z: Array2<f64>,
}
#[cfg_attr(test, grad_check::grad_check(on = Dense { w: randn((3, 2)), b: randn(2) }))]
impl Dense {
    #[cfg_attr(test, grad_check::grad_check(pullback = backward, cache, at(x = randn((4, 3)), self.w, self.b)))]
    fn forward(&self, x: &Array2<f64>) -> (Array2<f64>, DenseCache) {
        let z = x.dot(&self.w) + &self.b;
        (z.mapv(f64::tanh), DenseCache { x: x.clone(), z })
    }
    fn backward(
        &self,
        cache: &DenseCache,
        dy: &Array2<f64>,
    ) -> (Array2<f64>, Array2<f64>, Array1<f64>) {
        let dz = dy * &cache.z.mapv(|z| 1.0 - z.tanh().powi(2));
        (
            dz.dot(&self.w.t()),
            cache.x.t().dot(&dz),
            dz.sum_axis(Axis(0)),
        )
    }
}
// A reference behind an alias.
struct Tape {
    r: Vec<f64>,
}
#[cfg_attr(test, grad_check::grad_check(gradient = grad, cache, at = vec![0.3, 0.4]))]
fn cost(x: &[f64]) -> (f64, Tape) {
    (x.iter().map(|x| x.powi(3)).sum(), Tape { r: x.to_vec() })
}
fn grad(t: Tape2<'_>) -> Vec<f64> {
    t.r.iter().map(|x| 3.0 * x * x).collect()
}
type Tape2<'a> = &'a Tape;

// The slope of a leaky unit is forgotten.
#[grad_check::grad_check(pullback = leaky_backward, cache, at = vec![0.7, -0.4, 1.2])]
#[should_panic(expected = "x is wrong: only x[1] of 3 components")]
fn leaky_forward(x: &[f64]) -> (Vec<f64>, Vec<bool>) {
    let y = x.iter().map(|x| if *x > 0.0 { *x } else { 0.1 * x });
    (y.collect(), x.iter().map(|x| *x > 0.0).collect())
}
fn leaky_backward(dy: &[f64], is_on: &[bool]) -> Vec<f64> {
    dy.iter()
        .zip(is_on)
        .map(|(d, on)| if *on { *d } else { 0.0 })
        .collect()
}

// Handed over as a view.
#[grad_check::grad_check(pullback = through_views, cache, at = randn(4))]
fn sines(x: &Array1<f64>) -> (Array1<f64>, Array1<f64>) {
    (x.mapv(f64::sin), x.mapv(f64::cos))
}

fn through_views(dy: ArrayView1<'_, f64>, slopes: ArrayView1<'_, f64>) -> Array1<f64> {
    &dy * &slopes
}

// An error of the forward pass is said.
#[grad_check::grad_check(pullback = |dy, _| *dy, cache, at = -1.0)]
#[should_panic(expected = "no root of -1")]
fn root(x: f64) -> Result<(f64, u8), String> {
    if x < 0.0 {
        Err(format!("no root of {x}"))
    } else {
        Ok((x.sqrt(), 0))
    }
}

// Outputs and cache are of one type; the cotangent comes first, unless the cache is named. A cache may have the name of an
// argument of the forward pass.
struct Scaled(f64);

#[grad_check::grad_check(on = Scaled(0.7))]
impl Scaled {
    #[grad_check::grad_check(pullback = cotangent_first, cache, at = randn(3))]
    fn cubes(&self, x: &Array1<f64>) -> (Array1<f64>, Array1<f64>) {
        (self.0 * x.mapv(|x| x.powi(3)), x.clone())
    }

    #[grad_check::grad_check(pullback = cache_first, cache, at = randn(3))]
    fn cubes_again(&self, x: &Array1<f64>) -> (Array1<f64>, Array1<f64>) {
        self.cubes(x)
    }

    #[grad_check::grad_check(pullback = under_its_name, cache, at = randn(3))]
    fn cubes_once_more(&self, x: &Array1<f64>) -> (Array1<f64>, Array1<f64>) {
        self.cubes(x)
    }

    fn cotangent_first(&self, dy: &Array1<f64>, input: &Array1<f64>) -> Array1<f64> {
        3.0 * self.0 * dy * &input.mapv(|x| x * x)
    }

    fn cache_first(&self, cache: &Array1<f64>, dy: &Array1<f64>) -> Array1<f64> {
        self.cotangent_first(dy, cache)
    }

    fn under_its_name(&self, dy: &Array1<f64>, x: &Array1<f64>) -> Array1<f64> {
        self.cotangent_first(dy, x)
    }
}
