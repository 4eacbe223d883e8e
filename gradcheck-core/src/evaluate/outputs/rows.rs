//! Answers brought into the order of θ: a cost and a gradient for each row.

use super::super::functions::{catch, returned};
use super::super::perturbed::Perturbed;
use super::super::{Failure, Want};
use super::chart::Chart;
use super::frames::{self, Point};
use super::matrix::Matrix;
use super::vector_outcome::Derivative;
use super::{LinearityViolation, Probe, VectorOutcome};
use crate::order::sort_by_key;
use crate::parameters::{Block, Flattened, Names, Pairing, Params};
use crate::precision::Precision;
use crate::report::{Evaluations, Problem};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// Costs, and as much of their derivatives as was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rows {
    pub(crate) costs: Vec<f64>,
    /// Row after row: a gradient each, or the slope along one component each, or nothing.
    pub(crate) derivatives: Vec<f64>,
}

impl Rows {
    /// The derivatives of one row.
    pub(crate) fn of(&self, row: usize) -> &[f64] {
        &self.derivatives[self.places(row)]
    }

    /// The same, to be written over.
    pub(super) fn of_mut(&mut self, row: usize) -> &mut [f64] {
        let places = self.places(row);
        &mut self.derivatives[places]
    }

    fn places(&self, row: usize) -> Range<usize> {
        let each = self.derivatives.len() / self.costs.len().max(1);
        row * each..(row + 1) * each
    }
}

/// What gives rows at a θ.
pub(crate) trait OutputSource {
    /// Costs, and derivatives with respect to all of θ, to one component of it, or to none.
    fn ask(&mut self, theta: &[f64], want: Want) -> Result<Rows, Failure>;
    fn evaluations(&self) -> Evaluations;
    fn precision(&self) -> Precision;
    /// The outputs of the last answer; of a Hessian, the gradient.
    fn outputs(&self) -> &[f64];
    /// What the first answer told.
    fn layout(&self) -> Option<&Layout>;
    fn rebase(&mut self, theta: &[f64]) -> Vec<f64>;
    fn return_home(&mut self);
    /// The gradient of ⟨cotangent, outputs⟩ as a backward closure gives it at a θ.
    fn back(&mut self, theta: &[f64], cotangent: &[f64]) -> Result<Vec<f64>, Failure>;
}

/// The user's function, and what its first answer told of the layout.
pub(crate) struct MultiOutput<P, F> {
    parameters: Perturbed<P>,
    function: F,
    names: Names,
    blocks: Vec<Block>,
    /// The points of groups among the parameters.
    points: Vec<Point>,
    layout: Option<Layout>,
    outputs: Vec<f64>,
    /// Where derivatives are taken, as the steps from the test point to it, and the chart of the outputs at each such
    /// place.
    place: Vec<u64>,
    charts: HashMap<Vec<u64>, Chart>,
    by_cotangents: bool,
    precision: Precision,
    evaluations: Evaluations,
}

/// How answers are laid out.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The outputs' blocks, under the name of the outputs or, if they are a gradient, of the arguments.
    pub(crate) outputs: Flattened,
    /// The outputs as a gradient.
    gradient: Option<Pairing>,
    derivative: DerivativeLayout,
    pub(crate) cotangents: Option<Vec<Vec<f64>>>,
    pub(crate) violations: Vec<LinearityViolation>,
}

#[derive(Debug)]
enum DerivativeLayout {
    Matrix(Matrix),
    Columns(Pairing),
    Gradients(Pairing),
}

impl<P: Params, F> MultiOutput<P, F> {
    pub(crate) fn new(point: &P, function: F, names: Names, flat: &Flattened) -> Self {
        Self {
            parameters: Perturbed::new(point, flat),
            function,
            names,
            points: Point::all(flat.blocks()),
            blocks: flat.blocks().to_vec(),
            layout: None,
            outputs: Vec::new(),
            place: Vec::new(),
            charts: HashMap::new(),
            by_cotangents: false,
            precision: flat.precision(),
            evaluations: Evaluations::default(),
        }
    }

    /// The numbers of the parameters once θ has been written into them; `None` if they don't take exactly as many.
    pub(crate) fn written_back(&mut self, theta: &[f64]) -> Option<Vec<f64>> {
        self.parameters.written_back(theta)
    }

    /// Ask for a Hessian by products with cotangents.
    pub(crate) fn by_cotangents(self, by_cotangents: bool) -> Self {
        Self {
            by_cotangents,
            ..self
        }
    }
}

impl<P, F> OutputSource for MultiOutput<P, F>
where
    P: Params,
    F: FnMut(&P, &Probe) -> Result<VectorOutcome, String>,
{
    fn ask(&mut self, theta: &[f64], want: Want) -> Result<Rows, Failure> {
        match want {
            Want::Slope(component) if frames::needs_whole(&self.points, theta, component) => {
                let rows = self.ask(theta, Want::Gradient)?;
                let derivatives = (0..rows.costs.len()).map(|row| rows.of(row)[component]);
                let derivatives = derivatives.collect();
                return Ok(Rows {
                    derivatives,
                    ..rows
                });
            }
            _ => {}
        }
        let probe = self.probe(want);
        self.answer(theta, want, &probe)
    }

    fn back(&mut self, theta: &[f64], cotangent: &[f64]) -> Result<Vec<f64>, Failure> {
        let probe = Probe {
            cotangents: Some(vec![cotangent.to_vec()]),
            ..self.probe(Want::Gradient)
        };
        Ok(self.answer(theta, Want::Gradient, &probe)?.derivatives)
    }

    fn evaluations(&self) -> Evaluations {
        self.evaluations
    }

    fn precision(&self) -> Precision {
        self.precision
    }

    fn outputs(&self) -> &[f64] {
        &self.outputs
    }

    fn layout(&self) -> Option<&Layout> {
        self.layout.as_ref()
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        self.place.extend(theta.iter().map(|t| t.to_bits()));
        self.parameters.rebase(theta)
    }

    fn return_home(&mut self) {
        self.place.clear();
        self.parameters.return_home();
    }
}

impl<P, F> MultiOutput<P, F>
where
    P: Params,
    F: FnMut(&P, &Probe) -> Result<VectorOutcome, String>,
{
    fn answer(&mut self, theta: &[f64], want: Want, probe: &Probe) -> Result<Rows, Failure> {
        self.evaluations.full += 1;
        let (function, parameters) = (&mut self.function, self.parameters.to(theta));
        let mut answers = None;
        catch(&mut || answers = Some(function(parameters, probe)))?;
        let answers = returned(answers)?;
        self.precision = self.precision.coarser(answers.precision);
        self.outputs.clear();
        self.outputs.extend_from_slice(answers.outputs.values());
        let layout = match self.layout.take() {
            Some(layout) => layout,
            None => Layout::new(&answers, &self.blocks, &self.names).map_err(Failure::Pairing)?,
        };
        let chart = match self.charts.entry(self.place.clone()) {
            Entry::Occupied(chart) => chart.into_mut(),
            Entry::Vacant(place) => {
                place.insert(Chart::around(&answers.outputs).unwrap_or_default())
            }
        };
        let rows = layout.rows(answers, chart, &self.blocks, &self.names, want);
        let is_formed = layout.gradient.is_some() && !self.by_cotangents;
        self.layout = Some(layout);
        let mut rows = rows.ok_or(Failure::Layout)?;
        if is_formed {
            frames::at_origin(&mut rows, &self.points, theta, want);
        }
        Ok(rows)
    }
}

impl<P, F> MultiOutput<P, F> {
    fn probe(&self, want: Want) -> Probe {
        let layout = self.layout.as_ref();
        let want = match (want, layout.and_then(|l| l.gradient.as_ref())) {
            // A direction is a vector in the order of the returned gradient.
            (Want::Slope(component), Some(pairing)) => {
                let place = pairing.place(&self.blocks, component);
                place.map_or(Want::Gradient, Want::Slope)
            }
            (want, _) => want,
        };
        Probe {
            want,
            cotangents: layout.and_then(|l| l.cotangents.clone()),
            chart: self.charts.get(&self.place).cloned(),
            by_cotangents: self.by_cotangents,
            is_first: layout.is_none(),
        }
    }
}

impl Layout {
    fn new(answers: &VectorOutcome, blocks: &[Block], names: &Names) -> Result<Self, Problem> {
        if let Some(problem) = &answers.problem {
            return Err(problem.clone());
        }
        let is_gradient = answers.cost.is_some();
        let outputs = answers.outputs.clone();
        let outputs = if is_gradient {
            outputs.under(names)
        } else {
            outputs.under(&of_outputs())
        };
        outputs.fits()?;
        if outputs.poses().is_none() {
            return Err(Problem::CurvedOutputs);
        }
        if outputs.values().is_empty() {
            return Err(Problem::NoOutputs);
        }
        let gradient = is_gradient
            .then(|| Pairing::new(blocks, &outputs))
            .transpose()?;
        let paired = |part: &Flattened| Pairing::new(blocks, &part.clone().under(names));
        let derivative = match &answers.derivative {
            Derivative::Matrix(matrix) => {
                let matrix = matrix.without_values().under(names);
                let count = outputs.values().len();
                DerivativeLayout::Matrix(Matrix::new(&matrix, count, blocks)?)
            }
            Derivative::Columns(columns) => {
                let (_, first) = columns.first().ok_or(Problem::NoOutputs)?;
                DerivativeLayout::Columns(if is_gradient {
                    paired(first)?
                } else {
                    Pairing::new(outputs.blocks(), &first.clone().under(&of_outputs()))?
                })
            }
            Derivative::Gradients { gradients, .. } => {
                let first = gradients.first().ok_or(Problem::NoOutputs)?;
                DerivativeLayout::Gradients(paired(first)?)
            }
        };
        let cotangents = match &answers.derivative {
            Derivative::Gradients { cotangents, .. } => Some(cotangents.clone()),
            Derivative::Matrix(_) | Derivative::Columns(_) => None,
        };
        let mut violations = answers.violations.clone();
        let is_tangent = matches!(&derivative, DerivativeLayout::Columns(_)) && !is_gradient;
        for violation in &mut violations {
            let found = std::mem::take(&mut violation.gradient);
            violation.gradient = if is_tangent || violation.closure.is_some() {
                found.under(&of_outputs())
            } else {
                found.under(names)
            };
        }
        Ok(Self {
            outputs,
            gradient,
            derivative,
            cotangents,
            violations,
        })
    }

    /// The answers as rows; `None` if their layout has changed.
    fn rows(
        &self,
        answers: VectorOutcome,
        chart: &Chart,
        blocks: &[Block],
        names: &Names,
        want: Want,
    ) -> Option<Rows> {
        let wanted = want.components(blocks.iter().map(|block| block.shape().count()).sum());
        let aligned =
            |pairing: &Pairing, part: &Flattened| pairing.align(blocks, &part.clone().under(names));
        let (mut costs, mut derivatives) = (Vec::new(), Vec::new());
        let coordinates = chart.coordinates(&answers.outputs);
        let outputs = match &self.gradient {
            None => {
                let same = self.outputs.values().len() == answers.outputs.values().len();
                same.then(|| coordinates.values.clone())?
            }
            Some(pairing) => {
                let gradient = aligned(pairing, &answers.outputs)?;
                costs.extend(answers.cost);
                derivatives.extend_from_slice(&gradient[wanted.clone()]);
                gradient
            }
        };
        match (&self.derivative, answers.derivative) {
            (DerivativeLayout::Matrix(layout), Derivative::Matrix(matrix)) => {
                if !layout.fits(&matrix.blocks_under(names)) {
                    return None;
                }
                costs.extend_from_slice(&outputs);
                derivatives = layout.below(derivatives, matrix, outputs.len(), wanted.clone());
            }
            (DerivativeLayout::Columns(layout), Derivative::Columns(columns)) => {
                costs.extend_from_slice(&outputs);
                // A column of a Hessian is laid out as the parameters are, one of a Jacobian as the outputs.
                let read = |(position, column): &(usize, Flattened)| {
                    if let Some(of_gradient) = &self.gradient {
                        let component = of_gradient.component(blocks, *position)?;
                        return Some((component, aligned(layout, column)?));
                    }
                    let column = column.clone().under(&of_outputs());
                    Some((*position, layout.align(self.outputs.blocks(), &column)?))
                };
                let columns: Option<Vec<(usize, Vec<f64>)>> = columns.iter().map(read).collect();
                let mut columns = columns?;
                sort_by_key(&mut columns, |&(component, _)| component);
                for output in 0..outputs.len() {
                    derivatives.extend(columns.iter().map(|(_, column)| column[output]));
                }
            }
            (
                DerivativeLayout::Gradients(layout),
                Derivative::Gradients {
                    cotangents,
                    gradients,
                },
            ) => {
                let outputs = &coordinates.values;
                costs.extend(cotangents.iter().map(|u| weighted(u, outputs)));
                for gradient in &gradients {
                    let gradient = aligned(layout, gradient)?;
                    derivatives.extend_from_slice(&gradient[wanted.clone()]);
                }
            }
            _ => return None,
        }
        if self.gradient.is_none() && self.cotangents.is_none() {
            coordinates.turn(&mut derivatives, wanted.len());
        }
        let rows = Rows { costs, derivatives };
        (rows.derivatives.len() == rows.costs.len() * wanted.len()
            || matches!(want, Want::Cost | Want::ByCostFunction))
        .then_some(rows)
    }
}

/// ⟨u, y⟩.
fn weighted(cotangent: &[f64], outputs: &[f64]) -> f64 {
    cotangent.iter().zip(outputs).map(|(u, y)| u * y).sum()
}

/// The name of outputs that have none.
pub(super) fn of_outputs() -> Names {
    Names::of(&["out".to_owned()])
}
