//! A function and its derivative that are two functions.

use super::GradCheck;
use crate::arguments::{Attempt, Said, and_hessian, both};
use crate::evaluate::{HessianOutcome, JacobianOutcome, Outcome};
use crate::parameters::Params;
use crate::report::Report;

impl GradCheck {
    /// Check a cost whose gradient is another function of the same parameters; either may return a `Result`.
    ///
    /// ```
    /// use grad_check::{GradCheck, Verdict};
    /// let cost = |x: &[f64; 2]| x[0] * x[0] * x[1];
    /// let gradient = |x: &[f64; 2]| [2.0 * x[0] * x[1], x[0]];
    /// let report = GradCheck::new("f").run_pair(&[3.0, 4.0], cost, gradient);
    /// assert_eq!(report.verdict(), Verdict::Fail);
    /// assert_eq!(report.blocks()[0].wrong().next().map(|c| c.path()), Some("theta[1]"));
    /// ```
    pub fn run_pair<P: Params, C: Attempt, G: Attempt>(
        &self,
        point: &P,
        mut cost: impl FnMut(&P) -> C,
        mut gradient: impl FnMut(&P) -> G,
    ) -> Report
    where
        Result<(C::Value, G::Value), Said>: Outcome,
    {
        self.run(point, |p| both(cost(p), gradient(p)))
    }

    /// The same for a function of several outputs and its Jacobian.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let polar = |p: &[f64; 2]| [p[0] * p[1].cos(), p[0] * p[1].sin()];
    /// let jacobian = |p: &[f64; 2]| [[p[1].cos(), -p[0] * p[1].sin()], [p[1].sin(), p[0] * p[1].cos()]];
    /// GradCheck::new("polar").run_jacobian_pair(&[2.0, 0.3], polar, jacobian).assert();
    /// ```
    pub fn run_jacobian_pair<P: Params, Y: Attempt, J: Attempt>(
        &self,
        point: &P,
        mut outputs: impl FnMut(&P) -> Y,
        mut jacobian: impl FnMut(&P) -> J,
    ) -> Report
    where
        Result<(Y::Value, J::Value), Said>: JacobianOutcome,
    {
        self.run_jacobian(point, |p| both(outputs(p), jacobian(p)))
    }

    /// The same for a function that returns `(cost, gradient)`, and its Hessian.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let quartic = |x: &f64| (x.powi(4), 4.0 * x.powi(3));
    /// GradCheck::new("quartic").run_hessian_pair(&1.5, quartic, |x| 12.0 * x * x).assert();
    /// ```
    pub fn run_hessian_pair<P: Params, C, G, A: Attempt<Value = (C, G)>, H: Attempt>(
        &self,
        point: &P,
        mut function: impl FnMut(&P) -> A,
        mut hessian: impl FnMut(&P) -> H,
    ) -> Report
    where
        Result<(C, G, H::Value), Said>: HessianOutcome,
    {
        self.run_hessian(point, |p| and_hessian(function(p), hessian(p)))
    }
}
