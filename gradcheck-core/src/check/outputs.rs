//! The check of a function with several outputs: each is a cost, and its row of the Jacobian the
//! gradient of it. A Hessian is the Jacobian of the gradient.

use super::GradCheck;
use super::budget::allow;
use super::rows::{
    AtPoint, RowName, evaluation, leave_to_wrong_gradient, nothing_depends_on, worse_of,
};
use super::turned::not_turned;
use super::validate::chosen;
use crate::diagnose::{
    Dimensions, Laboratory, MatrixRow, diagnose, diagnose_matrix, keep_promises,
};
use crate::evaluate::{
    EvaluationCache, HessianOutcome, HessianProductOutcome, JacobianOutcome, JvpOutcome,
    MultiOutput, OutputSource, Probe, PullbackOutcome, Rows, VectorOutcome, Want, same_answer,
};
use crate::judge::{Turn, asymmetry};
use crate::norm::largest;
use crate::parameters::{Block, Flattened, Params};
use crate::precision::Precision;
use crate::progress::Progress;
use crate::report::{BlockReport, Finding, Kind, Place, Problem, Report};

impl GradCheck {
    /// Check the Jacobian of a function that returns `(outputs, Jacobian)` or a `Result` of it: every
    /// entry, against differences of its output.
    ///
    /// Outputs are a number, an array, or a type with named parts. The Jacobian is a matrix of shape
    /// outputs × parameters, or a tuple of them, one for each argument. An evaluation serves all rows:
    /// a right Jacobian of n parameters takes 2n + 5 of them, or 4n + 5 with `eps`; more parameters than half of
    /// [`budget`](Self::budget) are probed along random directions that all rows share.
    ///
    /// ```
    /// use grad_check::{GradCheck, Verdict};
    /// let transposed = |p: &[f64; 2]| ([p[0] * p[1], p[1]], [[p[1], 0.0], [p[0], 1.0]]);
    /// let report = GradCheck::new("f").run_jacobian(&[2.0, 3.0], transposed);
    /// assert_eq!(report.verdict(), Verdict::Fail);
    /// assert_eq!(report.findings()[0].message(), "J is transposed: analytic J[i, j] = numeric J[j, i]");
    /// ```
    pub fn run_jacobian<P: Params, O: JacobianOutcome>(
        &self,
        point: &P,
        mut function: impl FnMut(&P) -> O,
    ) -> Report {
        let mut answers = |p: &P, _: &Probe| function(p).answers();
        self.several(Kind::Jacobian, point, &mut answers)
    }

    /// Check a function that returns `(cost, grads, Hessian)` or a `Result` of it: the gradient against
    /// the cost, the Hessian against the gradient, and the Hessian's symmetry, each told apart.
    ///
    /// The Hessian is a matrix over all parameters in the order of θ. It takes 2n + 5 evaluations.
    ///
    /// Over a rotation or a rigid motion x it is that of δ ↦ f(x ⊞ δ) at zero, which is symmetric. The derivative
    /// of the gradient along frames that move with x is another matrix H, whose symmetric part (H + Hᵀ)/2 it is; the
    /// report tells which of them was returned.
    ///
    /// ```
    /// use grad_check::{GradCheck, Verdict};
    /// let f = |x: &[f64; 2]| (x[0] * x[0] * x[1], [2.0 * x[0] * x[1], x[0] * x[0]], [[2.0 * x[1], 0.0], [0.0, 0.0]]);
    /// let report = GradCheck::new("f").run_hessian(&[1.5, 0.3], f);
    /// assert_eq!(report.verdict(), Verdict::Fail);
    /// assert_eq!(report.blocks()[0].verdict(), Verdict::Pass); // the gradient
    /// assert_eq!(report.blocks()[1].path(), "H[theta[0], theta]");
    /// ```
    pub fn run_hessian<P: Params, O: HessianOutcome>(
        &self,
        point: &P,
        mut function: impl FnMut(&P) -> O,
    ) -> Report {
        let mut answers = |p: &P, _: &Probe| function(p).answers();
        self.several(Kind::Hessian, point, &mut answers)
    }

    /// The same for `(cost, grads, product)`, where `product(v)` is the Hessian times a direction of the
    /// gradient's type. Its columns are the products with the unit vectors: n products at the point, and
    /// one more with each of the 2n + 5 evaluations, or n beside the point. It must be linear and repeat itself, too.
    ///
    /// A Hessian that is too large to be measured entry by entry, of more than half as many parameters as
    /// [`budget`](Self::budget) or more than 100 entries for each of its evaluations, is never formed: since it is
    /// symmetric, its product with a drawn direction u has to be the gradient of ⟨u, gradient⟩. There are two
    /// directions, and two products for each evaluation.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let quartic = |x: &f64| (x.powi(4), 4.0 * x.powi(3), { let x = *x; move |v: &f64| 12.0 * x * x * v });
    /// GradCheck::new("quartic").run_hessian_product(&1.5, quartic).assert();
    /// ```
    pub fn run_hessian_product<P: Params, O: HessianProductOutcome<Form>, Form>(
        &self,
        point: &P,
        mut function: impl FnMut(&P) -> O,
    ) -> Report {
        let mut answers = |p: &P, probe: &Probe| function(p).answers(probe);
        self.several(Kind::HessianProduct, point, &mut answers)
    }

    /// Check a function that returns `(outputs, backward)` or a `Result` of it, where
    /// `backward(cotangent)` is the gradient of ⟨cotangent, outputs⟩, for two drawn cotangents.
    ///
    /// `backward` of zero must be zero, it must repeat itself, and it must be linear.
    /// It takes 2n + 7 evaluations, each with two calls of `backward`.
    ///
    /// ```
    /// use grad_check::{GradCheck, Verdict};
    /// // The weights sum to one, which a sum of the outputs could not see.
    /// let softmax = |x: &[f64; 2]| {
    ///     let e = x.map(f64::exp);
    ///     let p = e.map(|e_i| e_i / (e[0] + e[1]));
    ///     (p, move |u: &[f64; 2]| [p[0] * u[0], p[1] * u[1]])
    /// };
    /// let report = GradCheck::new("softmax").run_pullback(&[0.3, -0.2], softmax);
    /// assert_eq!(report.verdict(), Verdict::Fail);
    /// ```
    pub fn run_pullback<P: Params, O: PullbackOutcome<Form>, Form>(
        &self,
        point: &P,
        mut function: impl FnMut(&P) -> O,
    ) -> Report {
        let mut answers = |p: &P, probe: &Probe| function(p).answers(probe);
        self.several(Kind::Pullback, point, &mut answers)
    }

    /// Check a function that returns `(outputs, tangent)` or a `Result` of it, where `tangent(v)` is the derivative of the
    /// outputs along `v`, which has the parameters' type: forward mode. The columns of the Jacobian are the tangents of
    /// the unit vectors: n at the point, and one more with each of the 2n + 5 evaluations.
    ///
    /// `tangent` of zero must be zero, it must repeat itself, and it must be linear.
    ///
    /// ```
    /// use grad_check::{GradCheck, Verdict};
    /// // The second term of the product rule is missing.
    /// let product = |x: &[f64; 2]| {
    ///     let x = *x;
    ///     (x[0] * x[1], move |v: &[f64; 2]| v[0] * x[1])
    /// };
    /// let report = GradCheck::new("product").run_jvp(&[0.3, -0.2], product);
    /// assert_eq!(report.verdict(), Verdict::Fail);
    /// ```
    pub fn run_jvp<P: Params, O: JvpOutcome<P, Form>, Form>(
        &self,
        point: &P,
        mut function: impl FnMut(&P) -> O,
    ) -> Report {
        let mut answers = |p: &P, probe: &Probe| function(p).answers(p, probe);
        self.several(Kind::Jvp, point, &mut answers)
    }

    /// The same with a function that reads its outcome out itself.
    #[doc(hidden)]
    pub fn run_jvp_read<P: Params>(
        &self,
        point: &P,
        mut function: impl FnMut(&P, &Probe) -> Result<VectorOutcome, String>,
    ) -> Report {
        self.several(Kind::Jvp, point, &mut function)
    }

    /// The same with a function that reads its outcome out itself, while what it borrows still lives.
    #[doc(hidden)]
    pub fn run_pullback_read<P: Params>(
        &self,
        point: &P,
        mut function: impl FnMut(&P, &Probe) -> Result<VectorOutcome, String>,
    ) -> Report {
        self.several(Kind::Pullback, point, &mut function)
    }

    /// The same for products by a Hessian.
    #[doc(hidden)]
    pub fn run_hessian_product_read<P: Params>(
        &self,
        point: &P,
        mut function: impl FnMut(&P, &Probe) -> Result<VectorOutcome, String>,
    ) -> Report {
        self.several(Kind::HessianProduct, point, &mut function)
    }

    fn several<P: Params>(
        &self,
        kind: Kind,
        point: &P,
        function: &mut dyn FnMut(&P, &Probe) -> Result<VectorOutcome, String>,
    ) -> Report {
        let flat = Flattened::of(point).under(&self.names);
        let source = MultiOutput::new(point, function, self.names.clone(), &flat);
        let mut source = source.by_cotangents(self.is_large_product(kind, &flat));
        let written = source.written_back(flat.values());
        let selected = self.validated(written.as_deref(), &flat);
        let selected = selected.and_then(|selected| {
            let is_known = !self.context.is_negated;
            is_known.then_some(selected).ok_or(Problem::NoForces)
        });
        self.report_on_rows(kind, &mut source, &flat, selected)
    }

    /// Whether products are of a Hessian that is too large to be formed. Over manifolds it is formed whatever its size,
    /// for the gradient corrects its rows.
    fn is_large_product(&self, kind: Kind, flat: &Flattened) -> bool {
        let columns: Vec<&Block> = flat.blocks().iter().collect();
        let rows = flat.values().len();
        kind == Kind::HessianProduct && !flat.is_curved() && self.is_large_matrix(rows, &columns)
    }

    fn report_on_rows(
        &self,
        kind: Kind,
        source: &mut dyn OutputSource,
        flat: &Flattened,
        selected: Result<Vec<bool>, Problem>,
    ) -> Report {
        let mut report = self.report();
        report.kind = kind;
        let mut cache = EvaluationCache::new(source, flat.values());
        let examined = selected
            .and_then(|selected| self.examine_rows(&mut cache, flat, &selected, &mut report));
        self.concluded(report, examined, cache.source().evaluations())
    }

    /// Evaluate at the point, judge row by row, diagnose; what ends it early is an error.
    fn examine_rows(
        &self,
        cache: &mut EvaluationCache<'_>,
        flat: &Flattened,
        selected: &[bool],
        report: &mut Report,
    ) -> Result<(), Problem> {
        let first = cache.ask(flat.values(), Want::Gradient);
        let first = first.map_err(|failure| failure.at(Place::TestPoint))?;
        let precision = cache.source().precision();
        self.settle_precision(precision, report);
        report.largest_cost = largest(&first.costs);
        let blocks = chosen(flat, selected, report)?;
        let rows = self.rows(cache.source(), &first, report, &blocks)?;
        if report.kind.is_hessian() {
            report.cost = first.costs.first().copied();
        }
        let is_formed = report.cotangents.is_empty();
        let is_large = self.is_large_matrix(rows.len(), &blocks);
        let mut judged: Vec<std::ops::Range<usize>> = Vec::new();
        let mut progress = progress(report, rows.len(), &blocks);
        let mut point = AtPoint {
            flat,
            first: &first,
            chosen: &blocks,
            is_large,
            precision,
        };
        if let Some(row) = rows.first() {
            let at_first = evaluation(&first, row.at);
            let base = self.base(&point, row, flat.blocks(), &at_first);
            report.noise.single = Self::are_foreseen(cache, &base);
        }
        if report.noise.single && self.may_be_judged_as_f32(report) {
            point.precision = Precision::F32;
        }
        let all = if is_large {
            self.for_directions()
        } else {
            self.for_components(&blocks, point.precision, false)
        };
        let made = cache.source().evaluations();
        allow(cache.allowance(), all, made);
        let known = report.problems.len();
        let examined = self.judged_through_f32(report, 0, |report| {
            judged.clear();
            for (at, row) in rows.iter().enumerate() {
                let turn = Turn {
                    left: rows.len() - at,
                    are_known: at > 0,
                };
                let before = report.blocks.len();
                let examined = self.examine_row(cache, &point, (row, turn), &mut progress, report);
                examined.map_err(|problem| row.says(problem))?;
                judged.push(before..report.blocks.len());
            }
            Ok(())
        });
        if report.kind.is_hessian() && is_formed {
            let apart = asymmetry(&first, flat, &blocks, report.tol, report.judged_precision());
            report.problems.splice(known..known, apart);
        }
        examined?;
        if let Some(probing) = &mut report.probing {
            probing.rows = rows.len();
        }
        if self.has_passed(report) {
            for (row, range) in rows.iter().zip(&judged) {
                self.displaced_row(cache, &point, row, range.clone(), report);
            }
        }
        if report.kind.is_hessian() {
            leave_to_wrong_gradient(&mut report.blocks, &rows, &judged, is_formed);
        }
        not_turned(cache, flat, &judged, report)?;
        find_causes(cache, flat, (&rows, judged), &blocks, report);
        if matches!(report.kind, Kind::Jacobian | Kind::Jvp) {
            nothing_depends_on(&mut report.blocks, blocks.len());
        }
        cache.allowance().keep(0);
        let last = cache.ask_anew(flat.values());
        let last = last.map_err(|failure| failure.at(Place::TestPoint))?;
        for row in &rows {
            let of = |rows: &Rows| evaluation(rows, row.at);
            same_answer(precision, &row.blocks(flat), &of(&first), &of(&last))
                .map_err(|problem| row.says(problem))?;
        }
        Ok(())
    }
}

/// What failing rows have in common, if experiments with the function bear it out. Of rows that are the same blocks once
/// for each cotangent the graver of each stay in the report.
fn find_causes(
    cache: &mut EvaluationCache<'_>,
    flat: &Flattened,
    (rows, judged): (&[RowName], Vec<std::ops::Range<usize>>),
    blocks: &[&Block],
    report: &mut Report,
) {
    let matrix = report.kind.matrix();
    let gradient = usize::from(report.kind.is_hessian());
    let all: Vec<&[BlockReport]> = judged.into_iter().map(|r| &report.blocks[r]).collect();
    let count = if matrix.is_some() { 1 } else { all.len() };
    let laboratory = Laboratory::of_rows(cache, flat.values(), flat.blocks(), 0..count);
    let mut laboratory = laboratory.in_noise(report.noise.sigma);
    let before = laboratory.evaluations();
    let (worst, findings) = match matrix {
        None => {
            let blocks = worse_of(&all);
            let dimensions = Dimensions::new(&report.context, &blocks);
            let mut findings = diagnose(&blocks, dimensions, &mut laboratory);
            let is_zero = |p: &Problem| matches!(p, Problem::NotZeroOfZero { .. });
            if report.problems.iter().any(is_zero) {
                // A term that stands alone in the closure is no multiple of one of the outputs.
                let is_multiple = |f: &Finding| f.message().contains(" times the L2 term");
                findings.retain(|f| !is_multiple(f));
            }
            (Some(blocks), findings)
        }
        Some(matrix) => {
            let (of_gradient, of_matrix) = all.split_at(gradient);
            let of_gradient = of_gradient.concat();
            let dimensions = Dimensions::new(&report.context, &of_gradient);
            let mut findings = diagnose(&of_gradient, dimensions, &mut laboratory);
            // Frames that move explain all rows.
            let is_moving = |p: &Problem| matches!(p, Problem::MovingFrames { .. });
            if !report.problems.iter().any(is_moving) {
                let of_matrix = of_matrix.iter().zip(&rows[gradient..]);
                let of_matrix = of_matrix.map(|(blocks, row)| MatrixRow { blocks, at: row.at });
                let of_matrix: Vec<MatrixRow<'_>> = of_matrix.collect();
                let columns: Vec<_> = blocks.iter().map(|block| block.range()).collect();
                findings.extend(diagnose_matrix(
                    matrix,
                    &of_matrix,
                    &columns,
                    &mut laboratory,
                ));
            }
            (None, findings)
        }
    };
    report.findings = findings;
    if let Some(worst) = worst {
        report.blocks = worst;
    }
    report.evaluations.experiments = laboratory.evaluations().saturating_sub(before);
    keep_promises(report);
}

/// How far the check is, in entries of its rows.
fn progress(report: &Report, rows: usize, chosen: &[&Block]) -> Progress {
    let columns: usize = chosen.iter().map(|block| block.shape().count()).sum();
    let what = match report.kind.matrix() {
        Some(matrix) => format!("entries of {matrix}"),
        None => "components".to_owned(),
    };
    Progress::new(report.context.title(), rows * columns, what)
}
