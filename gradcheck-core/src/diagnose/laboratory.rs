//! Asking the user's function at other points, counted, and each point once.

use super::constants::Dimensions;
use super::mend::{At, Own, Submatrix};
use super::view::View;
use crate::evaluate::{Objective, Rows, Signs, Table, nearby};
use crate::parameters::Block;
use crate::points::Rng;
use crate::precision::Precision;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Where else it is asked what is returned, in half to one percent of each parameter.
const ELSEWHERE: [f64; 2] = [10.0, 100.0];
/// Evaluations that all trials and experiments may take: as many as the check did, within these.
const EVALUATIONS: Range<usize> = 150..200;

/// What is asked: a cost with its gradient, or a table of several.
enum Asked<'a> {
    Cost(&'a mut dyn Objective),
    Rows(&'a mut dyn Table),
}

/// The step of differences along a rotation.
const STEP: f64 = 1.0 / 512.0;

/// A point by the bits of its numbers, seen from an origin.
type Key = (Vec<u64>, Vec<u64>);

/// The user's function, to be asked at other points.
pub(crate) struct Laboratory<'a> {
    asked: Asked<'a>,
    theta: &'a [f64],
    blocks: &'a [Block],
    /// Where blocks of a report stand, if not in the only row.
    places: Vec<(String, Submatrix)>,
    rows: Vec<usize>,
    dimensions: Rc<Dimensions>,
    /// The gradient at the test point, where samples are known only.
    returned: &'a [f64],
    /// Evaluations that may still be made.
    allowance: usize,
    /// What has been asked.
    seen: HashMap<Key, Option<Rc<Rows>>>,
    origin: Vec<u64>,
    /// Parts of θ that the cost doesn't depend on where all else is zero.
    silent: Vec<Vec<Range<usize>>>,
    /// The noise of a difference of costs.
    noise: f64,
}

impl<'a> Laboratory<'a> {
    pub(crate) fn new(model: &'a mut dyn Objective, theta: &'a [f64], blocks: &'a [Block]) -> Self {
        let made = model.evaluations().total();
        Self::asking(Asked::Cost(model), (theta, blocks), made, 0..1)
    }

    /// The same of a table of so many rows, all of which are meant where no place says otherwise.
    pub(crate) fn of_rows(
        table: &'a mut dyn Table,
        theta: &'a [f64],
        blocks: &'a [Block],
        rows: Range<usize>,
    ) -> Self {
        let made = table.evaluations().total();
        Self::asking(Asked::Rows(table), (theta, blocks), made, rows)
    }

    fn asking(
        asked: Asked<'a>,
        (theta, blocks): (&'a [f64], &'a [Block]),
        made: usize,
        rows: Range<usize>,
    ) -> Self {
        Self {
            asked,
            theta,
            blocks,
            places: Vec::new(),
            rows: rows.collect(),
            dimensions: Rc::default(),
            returned: &[],
            allowance: made.clamp(EVALUATIONS.start, EVALUATIONS.end),
            seen: HashMap::new(),
            origin: Vec::new(),
            silent: Vec::new(),
            noise: 0.0,
        }
    }

    /// The same of a large problem, of which samples are known only: what they are compared with is all of the gradient.
    pub(crate) fn of_samples(self, returned: &'a [f64]) -> Self {
        Self { returned, ..self }
    }

    /// The lengths that are known from now on.
    pub(super) fn knows(&mut self, dimensions: Dimensions) {
        self.dimensions = Rc::new(dimensions);
    }

    pub(super) fn dimensions(&self) -> Rc<Dimensions> {
        Rc::clone(&self.dimensions)
    }

    /// The gradient of all of a block: the function's, or that of a block which was measured as a whole.
    pub(super) fn returned<'v>(&self, view: &'v View<'_>) -> Option<&'v [f64]>
    where
        'a: 'v,
    {
        let mut blocks = self.blocks.iter();
        let own = blocks.find(|own| own.path.to_string() == view.path());
        let known = own.and_then(|own| self.returned.get(own.range()));
        known.or_else(|| view.is_whole().then_some(&view.analytic[..]))
    }

    /// The same where costs have noise.
    pub(crate) fn in_noise(self, noise: f64) -> Self {
        Self { noise, ..self }
    }

    /// What is precise enough for experiments by differences of small steps: plain numbers in f64.
    pub(super) fn plain(&mut self) -> Option<&mut Self> {
        let is_cost = matches!(self.asked, Asked::Cost(_));
        let is_plain = self.blocks.iter().all(|b| !b.is_tangent);
        (is_cost && is_plain && self.precision() == Precision::F64).then_some(self)
    }

    pub(super) fn theta(&self) -> &'a [f64] {
        self.theta
    }

    pub(super) fn blocks(&self) -> &'a [Block] {
        self.blocks
    }

    /// What a parameter is called: `gamma[2]`.
    pub(super) fn name(&self, at: usize) -> Option<String> {
        let mut blocks = self.blocks.iter();
        let block = blocks.find(|block| block.range().contains(&at))?;
        let index = block.shape.index(at - block.start);
        Some(block.path.parameter(&index))
    }

    pub(super) fn noise(&self) -> f64 {
        self.noise
    }

    pub(super) fn precision(&self) -> Precision {
        match &self.asked {
            Asked::Cost(model) => model.precision(),
            Asked::Rows(table) => table.precision(),
        }
    }

    /// How often the user's functions have been called.
    pub(crate) fn evaluations(&self) -> usize {
        match &self.asked {
            Asked::Cost(model) => model.evaluations().total(),
            Asked::Rows(table) => table.evaluations().total(),
        }
    }

    /// A block of a report stands here.
    pub(super) fn put(&mut self, path: &str, place: Submatrix) {
        self.places.push((path.to_owned(), place));
    }

    /// Where a block of a report stands.
    pub(super) fn place(&self, path: &str) -> Option<Submatrix> {
        let known = self.places.iter().find(|(known, _)| known == path);
        known.map(|(_, place)| place.clone()).or_else(|| {
            let block = self.blocks.iter().find(|b| b.path.to_string() == path);
            block.map(|block| Submatrix {
                rows: self.rows.clone(),
                columns: block.range(),
            })
        })
    }

    /// All rows at θ, if they are finite and can be had; each point is asked once.
    pub(super) fn rows(&mut self, theta: &[f64]) -> Option<Rc<Rows>> {
        let key = (self.origin.clone(), bits(theta));
        if let Some(known) = self.seen.get(&key) {
            return known.clone();
        }
        self.allowance = self.allowance.checked_sub(1)?;
        let rows = match &mut self.asked {
            Asked::Cost(model) => model.evaluate(theta).ok().map(|answer| {
                Rc::new(Rows {
                    costs: vec![answer.cost],
                    derivatives: answer.gradient,
                })
            }),
            Asked::Rows(table) => table.rows(theta).ok(),
        };
        let is_finite = |rows: &Rc<Rows>| {
            let mut numbers = rows.costs.iter().chain(&rows.derivatives);
            numbers.all(|x| x.is_finite())
        };
        let rows = rows.filter(is_finite);
        self.seen.insert(key, rows.clone());
        rows
    }

    /// Ask at θ and around it from now on: what θ is as seen from there.
    pub(super) fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        if !self.blocks.iter().any(|block| block.is_tangent) {
            return theta.to_vec();
        }
        self.origin = bits(theta);
        match &mut self.asked {
            Asked::Cost(model) => model.rebase(theta),
            Asked::Rows(table) => table.rebase(theta),
        }
    }

    pub(super) fn return_home(&mut self) {
        self.origin.clear();
        match &mut self.asked {
            Asked::Cost(model) => model.return_home(),
            Asked::Rows(table) => table.return_home(),
        }
    }

    /// At how many other points what is returned for a block is of some kind; `None` if it isn't at one of them,
    /// or there is none.
    pub(super) fn returns(
        &mut self,
        path: &str,
        is_so: impl Fn(&Own<'_>) -> bool,
    ) -> Option<usize> {
        let place = self.place(path)?;
        let mut points = 0;
        for reach in ELSEWHERE {
            let drawn = Rng::new(0).stream("trial");
            let theta = nearby(self.blocks, self.theta, reach, Signs::Even, drawn);
            let Some(rows) = self.rows(&theta) else {
                continue;
            };
            if !is_so(&Own::of(&place, &At::of(&theta), &rows)) {
                return None;
            }
            points += 1;
        }
        (points > 0).then_some(points)
    }

    /// The first so many numbers of a gradient at another point, as they are returned and by costs alone, behind the
    /// parameters of all of the block there.
    pub(super) fn measured_at(
        &mut self,
        path: &str,
        count: usize,
        reach: f64,
    ) -> Option<[Vec<f64>; 3]> {
        let Submatrix { rows, columns } = self.place(path)?;
        let (row, first) = (
            *rows.first()?,
            columns.start..columns.end.min(columns.start + count),
        );
        let drawn = Rng::new(0).stream("measured");
        let moved = nearby(self.blocks, self.theta, reach, Signs::Even, drawn);
        let theta = self.rebase(&moved);
        let measured = self.measured(row, first, &theta);
        self.return_home();
        let (analytic, numeric) = measured?;
        Some([moved[columns].to_vec(), analytic, numeric])
    }

    fn measured(
        &mut self,
        row: usize,
        columns: Range<usize>,
        theta: &[f64],
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let analytic = self.rows(theta)?.of(row).get(columns.clone())?.to_vec();
        let mut numeric = |i: usize| {
            let mut at = |by: f64| {
                let mut theta = theta.to_vec();
                theta[i] += by;
                self.rows(&theta)?.costs.get(row).copied()
            };
            Some((at(STEP)? - at(-STEP)?) / (2.0 * STEP))
        };
        let numeric = columns.map(&mut numeric).collect::<Option<_>>()?;
        Some((analytic, numeric))
    }

    /// Whether a block's group is perturbed on the left.
    pub(super) fn is_left(&self, path: &str) -> bool {
        let block = self.blocks.iter().find(|b| b.path.to_string() == path);
        block
            .and_then(|block| block.group)
            .is_some_and(|group| group.is_left)
    }

    /// Whether the cost is known not to depend on a part of θ where all else is zero.
    pub(super) fn is_silent(&self, part: &[Range<usize>]) -> bool {
        self.silent.iter().any(|known| known == part)
    }

    pub(super) fn found_silent(&mut self, part: &[Range<usize>]) {
        self.silent.push(part.to_vec());
    }

    /// What the check itself was told at the test point.
    pub(crate) fn at_home(mut self, cost: f64, gradient: &[f64]) -> Self {
        let rows = Rows {
            costs: vec![cost],
            derivatives: gradient.to_vec(),
        };
        let key = (Vec::new(), bits(self.theta));
        self.seen.insert(key, Some(Rc::new(rows)));
        self
    }

    /// The function of one cost; experiments of this kind aren't made with others.
    pub(super) fn model(&mut self) -> Option<&mut dyn Objective> {
        match &mut self.asked {
            Asked::Cost(model) => Some(&mut **model),
            Asked::Rows(_) => None,
        }
    }

    pub(super) fn value(&mut self, theta: &[f64]) -> Option<f64> {
        self.rows(theta)?.costs.first().copied()
    }

    /// The gradient, whatever the cost is there.
    pub(super) fn gradient_at(&mut self, theta: &[f64]) -> Option<Vec<f64>> {
        if let Some(rows) = self.rows(theta) {
            return Some(rows.derivatives.clone());
        }
        self.allowance = self.allowance.checked_sub(1)?;
        self.model()?.gradient(theta).ok()
    }
}

fn bits(theta: &[f64]) -> Vec<u64> {
    theta.iter().map(|t| t.to_bits()).collect()
}
