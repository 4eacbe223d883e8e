//! The builder, and the drive from a test point to a report.
//!
//! | file | what |
//! |---|---|
//! | `mod` | the options |
//! | `validate`, `budget` | options and a test point that can be used; how many evaluations that makes |
//! | `gradient`, `on_threads` | the drive for a cost with its gradient; `same_cost` compares it with `cost = ..` |
//! | `lines` | a failed check is followed to the lines of the function |
//! | `pair` | a function and its derivative that are two functions |
//! | `outputs`, `rows` | the same for a function of several outputs, each of which is a cost of its own |
//! | `turned` | a backward function that takes the cotangent first |
//! | `through_f32` | a cost that passes through f32 on its way is judged as one of f32 |
//! | `blocks` | what both do with one gradient: judge its blocks by components, or along directions |
//! | `zero_blocks` | blocks that are zero on both sides, and yet computed with |
//! | `nearby_point` | a pass is looked at once more beside the point, in `scaled_units` of each parameter, for mistakes that vanish at `special_values` |
//! | `written` | gradients that a function writes to buffers |
//! | `coverage` | whether enough of each block was verified |
//! | `conclude` | the verdict of the whole |

mod blocks;
mod budget;
mod conclude;
mod coverage;
mod gradient;
mod lines;
mod nearby_point;
mod on_threads;
mod outputs;
mod pair;
mod rows;
mod same_cost;
mod scaled_units;
mod special_values;
mod through_f32;
mod turned;
mod validate;
mod written;
mod zero_blocks;

use crate::parameters::{Layout, Names};
use crate::report::{Context, Reason};
use crate::tuning::Tuning;
use crate::wording::printable;
use std::panic::Location;

/// The name of a single unnamed argument.
const ARGUMENT: &str = "theta";
/// Evaluations that a check may take, unless it is told otherwise.
const BUDGET: usize = 1000;

/// A gradient check to be run: options first, then [`run`](Self::run) or what stands in its place.
///
/// ```
/// use grad_check::{GradCheck, Verdict};
///
/// // The derivative of the second square lacks its factor 2.
/// let rosenbrock = |x: &[f64; 2]| {
///     let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
///     (a * a + 100.0 * b * b, [-2.0 * a - 400.0 * x[0] * b, 100.0 * b])
/// };
/// let report = GradCheck::new("rosenbrock").run(&[-1.2, 1.0], rosenbrock);
/// assert_eq!(report.verdict(), Verdict::Fail);
/// println!("{report}");
/// ```
///
/// ```text
/// gradient check failed: rosenbrock: theta is wrong (only theta[1] of 2 components)
///   at src/main.rs:8
///   tol 1e-7, f64, cost 24.2000, 14 evaluations
///
///   block  shape  relative error  would notice  verdict
///   theta  2      0.097 ± 2e-9    3.2e-7        FAIL
///
/// probable cause
///   theta is wrong: only theta[1] of 2 components, analytic = 0.5000 × numeric
///     there
///     evidence: the one component fits to the last digit
///     mend: multiplying the gradient of theta[1] by 2 makes the check pass
///       (tried: passes here and at 2 other points)
///
/// worst components
///   component  theta    analytic  numeric           rel. error  ratio
///   theta[1]   1.00000  -44.0000  -88.0000 ± 9e-11  0.333       0.5000
/// ```
///
/// In a test, [`report.assert()`](crate::Report::assert) panics with it unless the check has passed;
/// `#[grad_check(..)]` expands to that.
///
/// | the function returns | |
/// |---|---|
/// | `(cost, gradient)` | [`run`](Self::run), [`run_on_threads`](Self::run_on_threads) |
/// | the same, with a function of the cost alone | [`run_with_cost`](Self::run_with_cost), [`run_on_threads_with_cost`](Self::run_on_threads_with_cost) |
/// | the cost, and another function the gradient | [`run_pair`](Self::run_pair) |
/// | `(outputs, Jacobian)` | [`run_jacobian`](Self::run_jacobian), [`run_jacobian_pair`](Self::run_jacobian_pair) |
/// | `(outputs, backward)` | [`run_pullback`](Self::run_pullback) |
/// | `(outputs, tangent)` | [`run_jvp`](Self::run_jvp) |
/// | `(cost, gradient, Hessian)` | [`run_hessian`](Self::run_hessian), [`run_hessian_pair`](Self::run_hessian_pair) |
/// | `(cost, gradient, product)` | [`run_hessian_product`](Self::run_hessian_product) |
///
/// A tuple may stand in a `Result`.
#[derive(Debug, Clone)]
#[must_use = "a check does nothing until it is run"]
pub struct GradCheck {
    context: Context,
    eps: Option<f64>,
    tol: Option<f64>,
    must_notice: Option<f64>,
    coverage: Option<f64>,
    allowed: Vec<Reason>,
    self_test: bool,
    budget: usize,
    only: Vec<String>,
    names: Names,
    outputs: Vec<String>,
    buffers: Vec<(String, String)>,
    tuning: Tuning,
    threads: Option<usize>,
}

impl GradCheck {
    /// A check of this name, which the report carries. The caller's location is recorded.
    ///
    /// ```
    /// let check = grad_check::GradCheck::new("mlp");
    /// ```
    #[track_caller]
    pub fn new(name: &str) -> Self {
        Self {
            context: Context::new(name, Location::caller()),
            eps: None,
            tol: None,
            must_notice: None,
            coverage: None,
            allowed: Vec::new(),
            self_test: false,
            budget: BUDGET,
            only: Vec::new(),
            names: Names::of(&[ARGUMENT.to_owned()]),
            outputs: Vec::new(),
            buffers: Vec::new(),
            tuning: Tuning::default(),
            threads: None,
        }
    }

    /// The step of the plain central difference, relative to max(1, |θᵢ|). The report counts it as
    /// the practice does; what it can't certify is measured again by a better method. Without `eps`
    /// the better method is the first and only one.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("cube").eps(0.01).run(&1.0, |t| (t * t * t, 3.0 * t * t));
    /// let numeric = report.blocks()[0].components()[0].numeric_at_eps();
    /// assert!((numeric.unwrap_or(0.0) - 3.0001).abs() < 1e-12);
    /// ```
    pub fn eps(mut self, eps: f64) -> Self {
        self.eps = Some(eps);
        self
    }

    /// The bound on the relative error of each component; 1e-7, or 1e-4 where f32 takes part, be it inside the cost alone.
    ///
    /// ```
    /// use grad_check::{GradCheck, Verdict};
    /// let off_by_1e_5 = |t: &f64| (t * t, 2.00001 * t);
    /// assert_eq!(GradCheck::new("square").run(&3.0, off_by_1e_5).verdict(), Verdict::Fail);
    /// assert_eq!(GradCheck::new("square").tol(1e-4).run(&3.0, off_by_1e_5).verdict(), Verdict::Pass);
    /// ```
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = Some(tol);
        self
    }

    /// The relative error that every block must be able to notice; a block that could not have
    /// noticed it is undecided. Default 1e-3, or 5e-2 where f32 takes part. The report says of each
    /// block what it would have noticed.
    ///
    /// ```
    /// use grad_check::{GradCheck, Reason, Verdict};
    /// let behind_an_offset = |x: &f64| (1e13 + x.exp(), x.exp());
    /// let report = GradCheck::new("f").run(&0.7, behind_an_offset);
    /// assert_eq!(report.verdict(), Verdict::Undecided(Reason::BarTooWide));
    /// assert!(report.blocks()[0].would_notice() > 1e-3);
    /// GradCheck::new("f").must_notice(1.0).run(&0.7, behind_an_offset).assert();
    /// ```
    pub fn must_notice(mut self, size: f64) -> Self {
        self.must_notice = Some(size);
        self
    }

    /// The share of each block's components that has to be verified: a block of which less was is undecided, whatever
    /// [`allow`](Self::allow) accepts. Not verified are components that cost and gradient ignore at the point, those
    /// that are undecided, and those that passed with their block alone
    /// ([`BlockReport::not_verified`](crate::BlockReport::not_verified)). Default: no share is asked for.
    ///
    /// ```
    /// use grad_check::{GradCheck, Reason, Verdict};
    /// // Two of the three units are dead at this point.
    /// let relu = |x: &[f64; 3]| {
    ///     (x.iter().map(|x| x.max(0.0)).sum::<f64>(), x.map(|x| if x > 0.0 { 1.0 } else { 0.0 }))
    /// };
    /// let check = GradCheck::new("relu");
    /// check.run(&[1.0, -2.0, -3.0], relu).assert();
    /// let report = check.coverage(0.8).run(&[1.0, -2.0, -3.0], relu);
    /// assert_eq!(report.verdict(), Verdict::Undecided(Reason::TooLittleVerified));
    /// assert!(report.to_string().contains("1 of 3 components of theta were verified, 33 %"));
    /// ```
    pub fn coverage(mut self, share: f64) -> Self {
        self.coverage = Some(share);
        self
    }

    /// Accept components that are undecided for these reasons. They stay undecided in the report; a
    /// check that compared nothing else is still no pass.
    ///
    /// A derivative that is zero on a piece where the function is constant, as that of a step or of a clipped
    /// value, leaves nothing to compare: [`ConstantCost`](Reason::ConstantCost) (or
    /// [`NothingCompared`](Reason::NothingCompared)) accepts that, and the report says so, unless it isn't so any more
    /// a percent beside the point.
    ///
    /// ```
    /// use grad_check::{GradCheck, Reason, Verdict};
    /// // √|x| has no derivative at 0, and no one-sided one.
    /// let root = |x: &[f64; 2]| (x[0].abs().sqrt() + x[1] * x[1], [0.0, 2.0 * x[1]]);
    /// let check = GradCheck::new("root");
    /// assert_eq!(check.run(&[0.0, 3.0], root).verdict(), Verdict::Undecided(Reason::BarTooWide));
    /// check.allow([Reason::BarTooWide]).run(&[0.0, 3.0], root).assert();
    ///
    /// let clipped = |x: &f64| (x.clamp(-1.0, 1.0), if x.abs() < 1.0 { 1.0 } else { 0.0 });
    /// GradCheck::new("clipped").allow([Reason::ConstantCost]).run(&2.0, clipped).assert();
    /// ```
    pub fn allow(mut self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        self.allowed.extend(reasons);
        self
    }

    /// How many evaluations the check may take. Default 1000.
    ///
    /// A gradient of which every component can be measured with so many (two for each) is; a larger one is
    /// probed along random directions, and what is wrong is then found in hundreds of evaluations. With
    /// `usize::MAX` every component is measured, however many there are.
    ///
    /// No check takes more, except that every component of a small gradient is looked at once: with n of them
    /// that takes 2n + 64 evaluations, 4n + 64 with [`eps`](Self::eps), 4n more with a cost function, and
    /// 4n + 16, or 8n + 16, where f32 takes part. What is not for components is for the point itself, the noise of
    /// the cost, and a step sequence that confirms what is wrong; a right gradient takes 2n + 5. Rows of a Jacobian share
    /// their evaluations. What is left open once they are spent is undecided for that reason,
    /// [`Reason::BudgetSpent`].
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let point = vec![0.5; 2000];
    /// let bowl = |x: &Vec<f64>| {
    ///     (x.iter().map(|x| x * x).sum::<f64>(), x.iter().map(|x| 2.0 * x).collect::<Vec<f64>>())
    /// };
    /// assert!(GradCheck::new("bowl").run(&point, bowl).evaluations().full < 50);
    /// let every = GradCheck::new("bowl").budget(usize::MAX).run(&point, bowl);
    /// assert_eq!(every.blocks()[0].components().len(), 2000);
    /// ```
    pub fn budget(mut self, evaluations: usize) -> Self {
        self.budget = evaluations;
        self
    }

    /// The number of threads that [`run_on_threads`](Self::run_on_threads) calls the function on. Default:
    /// as many as run at the same time on this machine. The report doesn't depend on it.
    ///
    /// ```
    /// use grad_check::{GradCheck, Problem};
    /// let square = |x: &f64| (x * x, 2.0 * x);
    /// GradCheck::new("square").threads(2).run_on_threads(&3.0, square).assert();
    /// let report = GradCheck::new("square").threads(0).run_on_threads(&3.0, square);
    /// assert_eq!(report.problems(), [Problem::InvalidThreads]);
    /// ```
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Prove what the report claims: plant mistakes in the gradient (a sign, a factor, zero, two
    /// components exchanged, one that is off, three times the smallest error that would be noticed)
    /// and fail the test if one of them passes. It needs no further evaluations.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("f").self_test().run(&[1.0, 2.0], |x| (x[0] * x[1], [x[1], x[0]]));
    /// report.assert();
    /// assert_eq!(report.planted().len(), 7);
    /// ```
    pub fn self_test(mut self) -> Self {
        self.self_test = true;
        self
    }

    /// What the function returns are forces: minus the gradient of its cost, an energy. They are compared with their sign
    /// turned, by [`run`](Self::run) and all that check a cost with its gradient; beside a Jacobian, a Hessian or a
    /// closure `forces` is an error.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let spring = |x: &f64| (1.5 * x * x, -3.0 * x);
    /// GradCheck::new("spring").forces().run(&0.4, spring).assert();
    /// ```
    pub fn forces(mut self) -> Self {
        self.context.is_negated = true;
        self
    }

    /// Another tuning, to find out what a rule is worth.
    #[cfg(feature = "studies")]
    #[doc(hidden)]
    pub fn tuning(mut self, tuning: Tuning) -> Self {
        self.tuning = tuning;
        self
    }

    /// The seed that the test point was drawn from, for the report. The directions of a large problem, and the
    /// points that are looked at beside this one, are drawn from it as well: what one seed happens to miss,
    /// another sees. Default 0.
    ///
    /// ```
    /// use grad_check::{GradCheck, Rng};
    /// let seed = 3;
    /// let x: f64 = Rng::new(seed).normal();
    /// GradCheck::new("square").seed(seed).run(&x, |x| (x * x, 2.0 * x)).assert();
    /// ```
    pub fn seed(mut self, seed: u64) -> Self {
        self.context.seed = Some(seed);
        self
    }

    /// Check only the blocks that these paths name; the others are held fixed. A path stands for all
    /// below it, and `[*]` for any position. A path that names nothing is reported as a problem.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("product").arguments(["a", "b"]).only(["b"])
    ///     .run(&(2.0, 3.0), |&(a, b)| (a * b, (0.0, a)));
    /// assert_eq!(report.blocks().len(), 1);
    /// report.assert();
    /// ```
    pub fn only<S: Into<String>>(mut self, paths: impl IntoIterator<Item = S>) -> Self {
        self.only = paths.into_iter().map(Into::into).collect();
        self
    }

    /// The names of the arguments that are differentiated: one for a point that is a single value,
    /// several for a point that is a tuple of them. Default: one, `theta`.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("product").arguments(["a", "b"])
    ///     .run(&(2.0, 3.0), |&(a, b)| (a * b, (b, a)));
    /// assert_eq!(report.blocks()[0].path(), "a");
    /// ```
    pub fn arguments<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.names.arguments = names.into_iter().map(Into::into).collect();
        self
    }

    /// The parts of a flat vector, in their order: name and shape of each. The report speaks of them, and causes are
    /// looked for in their rows and columns, as if each were an argument. The vector goes by the name of its
    /// argument, or by its path. Parts whose sizes don't add up to its length are reported as a problem.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// // w (2×2), then b (2): the cost is ½‖w x + b‖², the gradient of b has the wrong sign.
    /// let layer = |theta: &Vec<f64>| {
    ///     let (w, b, x) = (&theta[..4], &theta[4..], [0.3, -0.8]);
    ///     let y = [w[0] * x[0] + w[1] * x[1] + b[0], w[2] * x[0] + w[3] * x[1] + b[1]];
    ///     let gradient = vec![y[0] * x[0], y[0] * x[1], y[1] * x[0], y[1] * x[1], -y[0], -y[1]];
    ///     ((y[0] * y[0] + y[1] * y[1]) / 2.0, gradient)
    /// };
    /// let report = GradCheck::new("layer")
    ///     .layout("theta", [("w", vec![2, 2]), ("b", vec![2])])
    ///     .run(&vec![0.5, -0.2, 0.1, 0.9, 0.4, 0.7], layer);
    /// assert_eq!(report.blocks()[0].shape().to_string(), "2×2");
    /// assert_eq!(report.findings()[0].blocks(), ["b"]);
    /// ```
    pub fn layout<S: Into<String>>(
        mut self,
        vector: &str,
        parts: impl IntoIterator<Item = (S, Vec<usize>)>,
    ) -> Self {
        let parts = parts.into_iter().map(|(name, shape)| (name.into(), shape));
        self.names.layouts.push(Layout {
            vector: vector.to_owned(),
            parts: parts.collect(),
        });
        self
    }

    /// The names of a function's outputs, one for each, for [`run_jacobian`](Self::run_jacobian). Default:
    /// the names that their type gives, or `out[0]`, `out[1]`, ….
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let flipped = |p: &[f64; 2]| ([p[0] + p[1], p[0] - p[1]], [[1.0, 1.0], [1.0, 1.0]]);
    /// let report = GradCheck::new("f").outputs(["sum", "difference"]).run_jacobian(&[3.0, 2.0], flipped);
    /// assert_eq!(report.blocks()[1].path(), "J[difference, theta]");
    /// ```
    pub fn outputs<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        let shown = |name: S| printable(&name.into()).into_owned();
        self.outputs = names.into_iter().map(shown).collect();
        self
    }

    /// The dimensions of an argument that the function holds fixed, so that a factor which equals one of
    /// them can be named: the batch size, the width of a layer. `#[grad_check(given(..))]` tells those
    /// of arrays.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let x: [[f64; 2]; 5] = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0], [9.0, 1.0]];
    /// // The cost is a mean over the five samples, the gradient a sum.
    /// let linear = |w: &[f64; 2]| {
    ///     let sum = x.iter().map(|x| x[0] * w[0] + x[1] * w[1]).sum::<f64>();
    ///     (sum / 5.0, [x.iter().map(|x| x[0]).sum::<f64>(), x.iter().map(|x| x[1]).sum()])
    /// };
    /// let report = GradCheck::new("linear").given("x", &[5, 2]).run(&[0.5, -0.3], linear);
    /// let finding = &report.findings()[0];
    /// assert!(finding.evidence().ends_with("5 is the number of rows of x (5×2)"));
    /// ```
    pub fn given(mut self, name: &str, dimensions: &[usize]) -> Self {
        self.context
            .given
            .push((name.to_owned(), dimensions.to_vec()));
        self
    }

    /// The same, where the type of the argument may tell no dimensions.
    #[doc(hidden)]
    pub fn given_if_known(
        self,
        name: &str,
        (dimensions, number): (Option<Vec<usize>>, Option<f64>),
    ) -> Self {
        match (dimensions, number) {
            (_, Some(number)) => self.given_number(name, number),
            (Some(dimensions), None) => self.given(name, &dimensions),
            (None, None) => self,
        }
    }

    /// A number that the function uses besides its parameters, so that a constant in the gradient can be named by
    /// it: the strength of a penalty, a temperature. `#[grad_check(given(..))]` tells those of its arguments.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let (lambda, t) = (0.3, [0.4, -1.0, 2.0]);
    /// let ridge = |w: &[f64; 3]| {
    ///     let apart = [w[0] - t[0], w[1] - t[1], w[2] - t[2]];
    ///     let cost = apart.iter().map(|a| a.powi(4)).sum::<f64>() + lambda / 2.0 * w.iter().map(|w| w * w).sum::<f64>();
    ///     (cost, apart.map(|a| 4.0 * a.powi(3)))
    /// };
    /// let report = GradCheck::new("ridge").given_number("lambda", lambda).run(&[0.5, -0.3, 0.9], ridge);
    /// assert!(report.findings()[0].message().ends_with("is missing in the gradient, lambda = 0.3"));
    /// ```
    pub fn given_number(mut self, name: &str, number: f64) -> Self {
        self.context.given.push((name.to_owned(), Vec::new()));
        self.context.numbers.push((name.to_owned(), number));
        self
    }

    /// The name of the test point, where a check has several.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("quartic").point("far").run(&-3.0, |t: &f64| (t.powi(4), 4.0 * t.powi(3)));
    /// assert!(report.to_string().starts_with("gradient check passed: quartic (far)"));
    /// ```
    pub fn point(mut self, name: &str) -> Self {
        self.context.point = Some(printable(name).into_owned());
        self
    }

    /// The full path of the test that runs this check, crate first, so that the report can say how
    /// to run it again.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("square").test("model::square_grad_check").run(&3.0, |x| (x * x, *x));
    /// assert!(report.to_string().contains("cargo test square_grad_check -- --exact"));
    /// ```
    pub fn test(mut self, path: &str) -> Self {
        self.context.test = Some(path.to_owned());
        self
    }
}
