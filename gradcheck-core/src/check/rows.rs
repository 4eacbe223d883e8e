//! The rows of a Jacobian, a Hessian or a pullback: each is the gradient of an output.

use super::GradCheck;
use super::blocks::{Output, Part};
use super::nearby_point::look_beside;
use super::validate::finite;
use super::written::or_not_written;
use crate::arguments::is_unwritten;
use crate::differentiate::{BasePoint, WholeScale};
use crate::evaluate::{
    Evaluation, EvaluationCache, LinearityLaw, LinearityViolation, OutputSource, OutputView, Rows,
};
use crate::judge::Turn;
use crate::parameters::{Block, Flattened};
use crate::precision::Precision;
use crate::progress::Progress;
use crate::report::{BlockReport, Kind, Place, Problem, Reason, Report, Verdict};

/// The products with two cotangents, as rows of the Hessian.
const PRODUCTS: [&str; 2] = ["u", "v"];

impl GradCheck {
    /// The rows to be judged, each with its name; what the first answer says of itself is put down.
    pub(super) fn rows(
        &self,
        source: &dyn OutputSource,
        first: &Rows,
        report: &mut Report,
        chosen: &[&Block],
    ) -> Result<Vec<RowName>, Problem> {
        let layout = source.layout().ok_or(Problem::NoOutputs)?;
        let called = report.kind.closure();
        let violations = layout.violations.iter();
        // Where the outputs are NaN, so is what a closure makes of anything.
        let is_answer = first
            .costs
            .iter()
            .all(|cost| cost.is_finite() || is_unwritten(*cost));
        let violations = violations.filter(|_| is_answer);
        let problems = violations.map(|v| departed(v, v.closure.unwrap_or(called)));
        report.problems.extend(problems);
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
            component: None,
            name: name.to_owned(),
        };
        Ok(match report.kind {
            Kind::HessianProduct if !report.cotangents.is_empty() => {
                let product = |(at, name): (usize, &&str)| row(at + 1, Some("H"), name);
                let products = PRODUCTS.iter().enumerate().map(product);
                std::iter::once(row(0, None, "the cost"))
                    .chain(products)
                    .collect()
            }
            Kind::Hessian | Kind::HessianProduct => {
                let parameters = chosen.iter().flat_map(|block| {
                    block
                        .range()
                        .map(|at| (at, block.component(at - block.start)))
                });
                let cost = row(0, None, "the cost");
                let rows = parameters.map(|(at, name)| RowName {
                    component: Some(at),
                    ..row(at + 1, Some("H"), &name)
                });
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

    pub(super) fn examine_row(
        &self,
        cache: &mut EvaluationCache<'_>,
        point: &AtPoint<'_>,
        (row, turn): (&RowName, Turn),
        progress: &mut Progress,
        report: &mut Report,
    ) -> Result<(), Problem> {
        let &AtPoint { flat, first, .. } = point;
        let evaluation = evaluation(first, row.at);
        let blocks = row.blocks(flat);
        if is_unwritten(evaluation.cost) {
            let component = row.name.clone();
            return Err(Problem::NotWritten { component });
        }
        if !evaluation.cost.is_finite() {
            let (value, place) = (evaluation.cost, Place::TestPoint);
            return Err(Problem::NonFiniteCost { value, place });
        }
        let evaluation = finite(&blocks, flat.values(), evaluation, Place::TestPoint);
        let evaluation = evaluation.map_err(or_not_written)?;
        let mut model = OutputView::new(cache, row.at);
        let chosen = point.chosen_of(&blocks);
        let part = Part {
            base: self.base(point, row, &blocks, &evaluation),
            blocks: &chosen,
            screen: false,
            row: Some(Output {
                name: &row.name,
                is_of_matrix: row.matrix.is_some(),
                turn,
            }),
        };
        if point.is_large {
            // Every row is probed at the same points, so that all but the first are nearly free.
            self.judge_directions(&mut model, &part, report)
        } else {
            self.judge_components(&mut model, &part, progress, report)
        }
    }

    /// A row at the test point.
    pub(super) fn base<'b>(
        &'b self,
        point: &AtPoint<'b>,
        row: &RowName,
        blocks: &'b [Block],
        evaluation: &'b Evaluation,
    ) -> BasePoint<'b> {
        let precision = point.precision;
        BasePoint {
            is_row: row.matrix.is_some(),
            output_scale: point.scale_of_zero(row, precision),
            ..BasePoint::new(
                point.flat.values(),
                blocks,
                evaluation,
                precision,
                &self.tuning,
                self.context.seed.unwrap_or_default(),
            )
        }
    }

    /// A row beside the point, at the same points as all other rows.
    pub(super) fn displaced_row(
        &self,
        cache: &mut EvaluationCache<'_>,
        point: &AtPoint<'_>,
        row: &RowName,
        reports: std::ops::Range<usize>,
        report: &mut Report,
    ) {
        let evaluation = evaluation(point.first, row.at);
        let blocks = row.blocks(point.flat);
        let base = self.base(point, row, &blocks, &evaluation);
        let chosen = point.chosen_of(&blocks);
        let mut model = OutputView::new(cache, row.at);
        let is_shared = report.kind.matrix().is_some();
        look_beside(&mut model, base, &chosen, is_shared, reports, report);
    }
}

/// What is the same for all rows: θ, the first answer there, and the blocks that are checked.
pub(super) struct AtPoint<'a> {
    pub(super) flat: &'a Flattened,
    pub(super) first: &'a Rows,
    pub(super) chosen: &'a [&'a Block],
    /// Whether they are too many entries to be measured one by one.
    pub(super) is_large: bool,
    /// The arithmetic that they are measured as those of.
    pub(super) precision: Precision,
}

impl AtPoint<'_> {
    /// The scale of the whole gradient, for a row of a Hessian whose component of the gradient is zero but for rounding,
    /// as that of a bias before a normalisation is, also where it stands in one vector with all others.
    fn scale_of_zero(&self, row: &RowName, precision: Precision) -> f64 {
        let (theta, blocks) = (self.flat.values(), self.flat.blocks());
        row.component.map_or(0.0, |at| {
            let gradient = self.first.of(0);
            let whole = WholeScale::of(theta, blocks, gradient);
            let zero = whole.zero_block(&theta[at..=at], &gradient[at..=at], precision);
            zero.map_or(0.0, |zero| zero.scale)
        })
    }

    /// Those of a row's blocks that are checked.
    pub(super) fn chosen_of<'b>(&self, blocks: &'b [Block]) -> Vec<&'b Block> {
        let is_chosen = |block: &&Block| self.chosen.iter().any(|c| c.range() == block.range());
        blocks.iter().filter(is_chosen).collect()
    }
}

/// A row: which, in which matrix, and the name of its output.
pub(super) struct RowName {
    pub(super) at: usize,
    pub(super) matrix: Option<&'static str>,
    /// Of a Hessian: the component of the gradient whose row it is.
    component: Option<usize>,
    pub(super) name: String,
}

impl RowName {
    /// A problem of this row, in its terms.
    pub(super) fn says(&self, problem: Problem) -> Problem {
        problem.of_output(&self.name, self.matrix.is_some())
    }

    /// The blocks of θ as parts of this row.
    pub(super) fn blocks(&self, flat: &Flattened) -> Vec<Block> {
        match self.matrix {
            None => flat.blocks().to_vec(),
            Some(matrix) => {
                let blocks = flat.blocks().iter();
                blocks.map(|b| b.in_row(matrix, &self.name)).collect()
            }
        }
    }
}

/// The cost and the gradient that a row is.
pub(super) fn evaluation(rows: &Rows, row: usize) -> Evaluation {
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
fn departed(violation: &LinearityViolation, closure: &'static str) -> Problem {
    let flat = &violation.gradient;
    let holds = |block: &&Block| block.range().contains(&violation.component);
    let block = flat.blocks().iter().find(holds);
    let component = block.map_or_else(String::new, |b| b.component(violation.component - b.start));
    let (expected, found) = (violation.expected, violation.found);
    if is_unwritten(expected) || is_unwritten(found) {
        return Problem::NotWritten { component };
    }
    match violation.law {
        LinearityLaw::Adjoint => Problem::NotAdjoint {
            component,
            backward: expected,
            tangent: found,
        },
        LinearityLaw::Zero => Problem::NotZeroOfZero {
            closure,
            component,
            found,
        },
        LinearityLaw::Repetition => Problem::ClosureNotRepeatable {
            closure,
            component,
            first: expected,
            again: found,
        },
        LinearityLaw::Linearity => Problem::NotLinear {
            closure,
            component,
            expected,
            found,
        },
    }
}

/// Of the blocks that are judged once for each cotangent, the graver.
pub(super) fn worse_of(rows: &[&[BlockReport]]) -> Vec<BlockReport> {
    let rank = |block: &BlockReport| block.verdict().rank();
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

/// Rows of a Hessian whose component of the gradient is wrong have nothing to be compared with, nor have its products
/// with cotangents, where no Hessian `is_formed`.
pub(super) fn leave_to_wrong_gradient(
    blocks: &mut [BlockReport],
    rows: &[RowName],
    judged: &[std::ops::Range<usize>],
    is_formed: bool,
) {
    let gradient = judged
        .first()
        .map_or(&[][..], |range| &blocks[range.clone()]);
    let is_wrong = gradient.iter().any(|b| b.verdict() == Verdict::Fail);
    let wrong: Vec<String> = gradient
        .iter()
        .flat_map(BlockReport::wrong)
        .map(|c| c.path.clone())
        .collect();
    for (row, range) in rows.iter().zip(judged).skip(1) {
        if wrong.contains(&row.name) || is_wrong && !is_formed {
            blocks[range.clone()]
                .iter_mut()
                .for_each(BlockReport::compared_with_nothing);
        }
    }
}

/// A block that no output depends on has not been compared.
pub(super) fn nothing_depends_on(blocks: &mut [BlockReport], columns: usize) {
    for column in 0..columns {
        let mut of_column = blocks.iter().skip(column).step_by(columns);
        if of_column.all(|block| !block.is_compared()) {
            let of_column = blocks.iter_mut().skip(column).step_by(columns);
            of_column
                .filter(|block| block.verdict == Verdict::Pass)
                .for_each(|block| block.verdict = Verdict::Undecided(Reason::NothingCompared));
        }
    }
}
