//! The check of a function with several outputs: each is a cost, and its row of the Jacobian the
//! gradient of it. A Hessian is the Jacobian of the gradient.

use super::GradCheck;
use super::budget::allow;
use super::displaced::look_beside;
use super::usable::{chosen, not_finite};
use crate::diagnose::{Dimensions, Gradient, Laboratory, MatrixRow, diagnose, diagnose_matrix};
use crate::differentiate::Base;
use crate::evaluate::{
    Answers, Departure, Evaluation, HessianOutcome, HessianProductOutcome, JacobianOutcome, Law,
    Probe, PullbackOutcome, Row, Rows, Several, Sheet, Source, Want, same_answer,
};
use crate::judge::{Judge, Turn, asymmetry};
use crate::progress::Progress;
use crate::report::{Kind, Report};
use crate::{
    Block, BlockReport, Component, FindingKind, Flattened, Params, Place, Precision, Problem,
    Reason, Verdict,
};

impl GradCheck {
    /// Check the Jacobian of a function that returns `(outputs, Jacobian)` or a `Result` of it: every
    /// entry, against differences of its output.
    ///
    /// Outputs are a number, an array, or a type with named parts. The Jacobian is a matrix of shape
    /// outputs × parameters, or a tuple of them, one for each argument. An evaluation serves all rows:
    /// a right Jacobian of n parameters takes 2n + 5 of them, or 4n + 5 with `eps`.
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
        let answers = |p: &P, _: &Probe| function(p).answers();
        self.several(Kind::Jacobian, point, answers)
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
        let answers = |p: &P, _: &Probe| function(p).answers();
        self.several(Kind::Hessian, point, answers)
    }

    /// The same for `(cost, grads, product)`, where `product(v)` is the Hessian times a direction of the
    /// gradient's type. Its columns are the products with the unit vectors: n products at the point, and
    /// one more with each of the 2n + 5 evaluations, or n beside the point. It must be linear and repeat itself, too.
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
        let answers = |p: &P, probe: &Probe| function(p).answers(probe);
        self.several(Kind::HessianProduct, point, answers)
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
        let answers = |p: &P, probe: &Probe| function(p).answers(probe);
        self.several(Kind::Pullback, point, answers)
    }

    /// The same with a function that reads its outcome out itself, while what it borrows still lives.
    #[doc(hidden)]
    pub fn run_pullback_read<P: Params>(
        &self,
        point: &P,
        function: impl FnMut(&P, &Probe) -> Result<Answers, String>,
    ) -> Report {
        self.several(Kind::Pullback, point, function)
    }

    /// The same for products by a Hessian.
    #[doc(hidden)]
    pub fn run_hessian_product_read<P: Params>(
        &self,
        point: &P,
        function: impl FnMut(&P, &Probe) -> Result<Answers, String>,
    ) -> Report {
        self.several(Kind::HessianProduct, point, function)
    }

    fn several<P: Params>(
        &self,
        kind: Kind,
        point: &P,
        function: impl FnMut(&P, &Probe) -> Result<Answers, String>,
    ) -> Report {
        let mut report = Report::new(self.context.clone(), self.eps, &self.allowed);
        report.kind = kind;
        let flat = Flattened::of(point).under(&self.arguments);
        let source = Several::new(point, function, self.arguments.clone(), &flat);
        let mut sheet = Sheet::new(source);
        let examined = self
            .usable(point, &flat)
            .and_then(|selected| self.examine_rows(&mut sheet, &flat, &selected, &mut report));
        if let Err(problem) = examined {
            report.problems.insert(0, problem);
        }
        report.evaluations = sheet.source().evaluations();
        report.conclude();
        report
    }

    /// Evaluate at the point, judge row by row, diagnose; what ends it early is an error.
    fn examine_rows<P: Params, F>(
        &self,
        sheet: &mut Sheet<Several<P, F>>,
        flat: &Flattened,
        selected: &[bool],
        report: &mut Report,
    ) -> Result<(), Problem>
    where
        F: FnMut(&P, &Probe) -> Result<Answers, String>,
    {
        let first = sheet.ask(flat.values(), Want::Whole);
        let first = first.map_err(|failure| failure.at(Place::TestPoint))?;
        let precision = sheet.source().precision();
        self.settle_precision(precision, report);
        report.largest_cost = first.costs.iter().fold(0.0, |l: f64, c| l.max(c.abs()));
        let blocks = chosen(flat, selected, report)?;
        let rows = self.rows(sheet.source(), report, &blocks)?;
        if report.kind.is_hessian() {
            report.cost = first.costs.first().copied();
            let apart = asymmetry(&first, flat, &blocks, report.tol, precision);
            report.problems.extend(apart);
        }
        let are_probed = report.kind == Kind::Pullback && self.is_large(&blocks);
        let all = if are_probed {
            self.for_directions()
        } else {
            self.for_components(&blocks, report.precision, false)
        };
        let made = sheet.source().evaluations();
        allow(sheet.allowance(), all, made);
        let mut judged: Vec<std::ops::Range<usize>> = Vec::new();
        let mut progress = progress(report, rows.len(), &blocks);
        let point = AtPoint {
            flat,
            first: &first,
            chosen: &blocks,
        };
        for (at, row) in rows.iter().enumerate() {
            let turn = Turn {
                left: rows.len() - at,
                are_known: at > 0,
            };
            let before = report.blocks.len();
            let examined = self.examine_row(sheet, &point, (row, turn), &mut progress, report);
            examined.map_err(|problem| row.says(problem))?;
            judged.push(before..report.blocks.len());
        }
        if self.has_passed(report) {
            for (row, range) in rows.iter().zip(&judged) {
                self.displaced_row(sheet, &point, row, range.clone(), report);
            }
        }
        if report.kind.is_hessian() {
            leave_to_wrong_gradient(&mut report.blocks, &rows, &judged);
        }
        let matrix = report.kind.matrix();
        let gradient = usize::from(report.kind.is_hessian());
        let all: Vec<&[BlockReport]> = judged.into_iter().map(|r| &report.blocks[r]).collect();
        let (theta, noise) = (flat.values(), report.noise.sigma);
        let count = if matrix.is_some() { 1 } else { all.len() };
        let laboratory = Laboratory::of_rows(sheet, theta, flat.blocks(), 0..count);
        let mut laboratory = laboratory.in_noise(noise);
        (report.blocks, report.findings) = match matrix {
            None => {
                let blocks = worse_of(&all);
                let dimensions = Dimensions::new(&report.context, &blocks);
                let gradient = Gradient::default();
                let mut findings = diagnose(&blocks, &dimensions, gradient, &mut laboratory);
                let is_zero = |p: &Problem| matches!(p, Problem::NotZeroOfZero { .. });
                if report.problems.iter().any(is_zero) {
                    // A term that stands alone in the closure is no multiple of one of the outputs.
                    findings.retain(|f| f.kind() != FindingKind::L2Factor);
                }
                (blocks, findings)
            }
            Some(matrix) => {
                let (of_gradient, of_matrix) = all.split_at(gradient);
                let of_gradient = of_gradient.concat();
                let dimensions = Dimensions::new(&report.context, &of_gradient);
                let cost = Gradient::default();
                let mut findings = diagnose(&of_gradient, &dimensions, cost, &mut laboratory);
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
                (all.concat(), findings)
            }
        };
        if report.kind == Kind::Jacobian {
            nothing_depends_on(&mut report.blocks, blocks.len());
        }
        sheet.allowance().keep(0);
        let last = sheet.ask_anew(flat.values());
        let last = last.map_err(|failure| failure.at(Place::TestPoint))?;
        for row in &rows {
            let of = |rows: &Rows| evaluation(rows, row.at);
            same_answer(precision, &row.blocks(flat), &of(&first), &of(&last))
                .map_err(|problem| row.says(problem))?;
        }
        Ok(())
    }

    /// The rows to be judged, each with its name; what the first answer says of itself is put down.
    fn rows<P: Params, F>(
        &self,
        source: &Several<P, F>,
        report: &mut Report,
        chosen: &[&Block],
    ) -> Result<Vec<RowName>, Problem> {
        let layout = source.layout().ok_or(Problem::NoOutputs)?;
        let called = report.kind.closure();
        let departures = layout.departures.iter();
        report
            .problems
            .extend(departures.map(|d| departed(d, called)));
        report
            .cotangents
            .clone_from(&layout.cotangents.clone().unwrap_or_default());
        let names = names(&layout.outputs);
        let names = match self.outputs.len() {
            0 => names,
            n if n == names.len() => self.outputs.clone(),
            given => {
                let outputs = names.len();
                return Err(Problem::OutputNames { given, outputs });
            }
        };
        let row = |at: usize, matrix: Option<&'static str>, name: &str| RowName {
            at,
            matrix,
            name: name.to_owned(),
        };
        Ok(match report.kind {
            Kind::Hessian | Kind::HessianProduct => {
                let parameters = chosen.iter().flat_map(|block| {
                    block
                        .range()
                        .map(|at| (at, block.component(at - block.start)))
                });
                let cost = row(0, None, "the cost");
                let rows = parameters.map(|(at, name)| row(at + 1, Some("H"), &name));
                std::iter::once(cost).chain(rows).collect()
            }
            Kind::Pullback => (0..report.cotangents.len())
                .map(|at| row(at, None, "a weighted sum of the outputs"))
                .collect(),
            _ => {
                report.outputs = Some(names.len());
                let rows = names.iter().enumerate();
                rows.map(|(at, name)| row(at, Some("J"), name)).collect()
            }
        })
    }

    fn examine_row<S: Source>(
        &self,
        sheet: &mut Sheet<S>,
        point: &AtPoint<'_>,
        (row, turn): (&RowName, Turn),
        progress: &mut Progress,
        report: &mut Report,
    ) -> Result<(), Problem> {
        let &AtPoint { flat, first, .. } = point;
        let evaluation = evaluation(first, row.at);
        let blocks = row.blocks(flat);
        if !evaluation.cost.is_finite() {
            let (value, place) = (evaluation.cost, Place::TestPoint);
            return Err(Problem::NonFiniteCost { value, place });
        }
        if let Some((component, at)) = not_finite(&blocks, &evaluation.gradient) {
            return Err(Problem::NonFiniteGradient {
                component,
                theta: flat.values()[at],
                value: evaluation.gradient[at],
                place: Place::TestPoint,
            });
        }
        let mut model = Row::new(sheet, row.at);
        let base = self.base(point, row, &blocks, &evaluation, report.precision);
        let blocks = point.chosen_of(&blocks);
        if report.kind == Kind::Pullback && self.is_large(&blocks) {
            // Every row is probed at the same points, so that all but the first are nearly free.
            let before = report.problems.len();
            self.probe_blocks(&mut model, base, &blocks, false, report)?;
            let problems = report.problems.split_off(before).into_iter();
            report.problems.extend(problems.map(|p| row.says(p)));
            return Ok(());
        }
        let mut judge = Judge::new(&mut model, base, report.tol);
        judge.eps = self.eps;
        judge.turn = turn;
        judge.progress = Some(progress);
        let judged = judge.judge(&blocks)?;
        report.noise.sigma = report.noise.sigma.max(judge.noise.sigma);
        report.noise.single |= judge.noise.single;
        for note in std::mem::take(&mut judge.notes) {
            if !report.notes.contains(&note) {
                report.notes.push(note);
            }
        }
        for mut block in judged {
            let problems = std::mem::take(&mut block.problems);
            let problems = problems.into_iter().map(|p| row.says(p));
            for problem in problems {
                if !report.problems.contains(&problem) {
                    report.problems.push(problem);
                }
            }
            self.take(block, report);
        }
        Ok(())
    }
}

impl GradCheck {
    /// A row at the test point.
    fn base<'b>(
        &'b self,
        point: &AtPoint<'b>,
        row: &RowName,
        blocks: &'b [Block],
        evaluation: &'b Evaluation,
        precision: Precision,
    ) -> Base<'b> {
        Base {
            is_row: row.matrix.is_some(),
            ..Base::new(
                point.flat.values(),
                blocks,
                evaluation,
                precision,
                &self.procedure,
                self.context.seed.unwrap_or_default(),
            )
        }
    }

    /// A row beside the point, at the same points as all other rows.
    fn displaced_row<S: Source>(
        &self,
        sheet: &mut Sheet<S>,
        point: &AtPoint<'_>,
        row: &RowName,
        reports: std::ops::Range<usize>,
        report: &mut Report,
    ) {
        let evaluation = evaluation(point.first, row.at);
        let blocks = row.blocks(point.flat);
        let base = self.base(point, row, &blocks, &evaluation, report.precision);
        let chosen = point.chosen_of(&blocks);
        let mut model = Row::new(sheet, row.at);
        let is_shared = report.kind.matrix().is_some();
        look_beside(&mut model, base, &chosen, is_shared, reports, report);
    }
}

/// What is the same for all rows: θ, the first answer there, and the blocks that are checked.
struct AtPoint<'a> {
    flat: &'a Flattened,
    first: &'a Rows,
    chosen: &'a [&'a Block],
}

impl AtPoint<'_> {
    /// Those of a row's blocks that are checked.
    fn chosen_of<'b>(&self, blocks: &'b [Block]) -> Vec<&'b Block> {
        let is_chosen = |block: &&Block| self.chosen.iter().any(|c| c.range() == block.range());
        blocks.iter().filter(is_chosen).collect()
    }
}

/// A row: which, in which matrix, and the name of its output.
struct RowName {
    at: usize,
    matrix: Option<&'static str>,
    name: String,
}

impl RowName {
    /// A problem of this row, in its terms.
    fn says(&self, problem: Problem) -> Problem {
        problem.of_output(&self.name, self.matrix.is_some())
    }

    /// The blocks of θ as parts of this row.
    fn blocks(&self, flat: &Flattened) -> Vec<Block> {
        match self.matrix {
            None => flat.blocks().to_vec(),
            Some(matrix) => {
                let blocks = flat.blocks().iter();
                blocks.map(|b| b.in_row(matrix, &self.name)).collect()
            }
        }
    }
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

/// The cost and the gradient that a row is.
fn evaluation(rows: &Rows, row: usize) -> Evaluation {
    Evaluation {
        cost: rows.costs[row],
        gradient: rows.of(row).to_vec(),
    }
}

/// The name of every output.
fn names(outputs: &Flattened) -> Vec<String> {
    let of_block = |block: &Block| -> Vec<String> {
        (0..block.shape().count())
            .map(|i| block.component(i))
            .collect()
    };
    outputs.blocks().iter().flat_map(of_block).collect()
}

/// What is wrong with a closure that isn't a linear map.
fn departed(departure: &Departure, closure: &'static str) -> Problem {
    let flat = &departure.gradient;
    let holds = |block: &&Block| block.range().contains(&departure.component);
    let block = flat.blocks().iter().find(holds);
    let component = block.map_or_else(String::new, |b| b.component(departure.component - b.start));
    let (expected, found) = (departure.expected, departure.found);
    match departure.law {
        Law::Zero => Problem::NotZeroOfZero {
            closure,
            component,
            found,
        },
        Law::Repetition => Problem::ClosureNotRepeatable {
            closure,
            component,
            first: expected,
            again: found,
        },
        Law::Linearity => Problem::NotLinear {
            closure,
            component,
            expected,
            found,
        },
    }
}

/// Of the blocks that are judged once for each cotangent, the graver.
fn worse_of(rows: &[&[BlockReport]]) -> Vec<BlockReport> {
    let rank = |block: &BlockReport| match block.verdict() {
        Verdict::Fail => 2,
        Verdict::Undecided(_) => 1,
        Verdict::Pass => 0,
    };
    let Some((first, others)) = rows.split_first() else {
        return Vec::new();
    };
    let mut worst = first.to_vec();
    for row in others {
        for (worst, other) in worst.iter_mut().zip(*row) {
            let graver = rank(other) > rank(worst);
            let as_grave = rank(other) == rank(worst);
            if graver || (as_grave && other.would_notice() > worst.would_notice()) {
                *worst = other.clone();
            }
        }
    }
    worst
}

/// Rows of a Hessian whose component of the gradient is wrong have nothing to be compared with.
fn leave_to_wrong_gradient(
    blocks: &mut [BlockReport],
    rows: &[RowName],
    judged: &[std::ops::Range<usize>],
) {
    let gradient = judged
        .first()
        .map_or(&[][..], |range| &blocks[range.clone()]);
    let wrong: Vec<String> = gradient
        .iter()
        .flat_map(BlockReport::wrong)
        .map(|c| c.path.clone())
        .collect();
    for (row, range) in rows.iter().zip(judged).skip(1) {
        if wrong.contains(&row.name) {
            blocks[range.clone()]
                .iter_mut()
                .for_each(BlockReport::compared_with_nothing);
        }
    }
}

/// A block that no output depends on has not been compared.
fn nothing_depends_on(blocks: &mut [BlockReport], columns: usize) {
    for column in 0..columns {
        let mut of_column = blocks.iter().skip(column).step_by(columns);
        if of_column.all(|block| block.components().iter().all(Component::is_flat)) {
            let of_column = blocks.iter_mut().skip(column).step_by(columns);
            of_column
                .filter(|block| block.verdict == Verdict::Pass)
                .for_each(|block| block.verdict = Verdict::Undecided(Reason::NothingCompared));
        }
    }
}
