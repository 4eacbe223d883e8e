//! Asking the user's function at other points, counted, and each point once.

use super::mend::{At, Own, Submatrix};
use crate::evaluate::{Objective, Rows, Signs, Table, nearby};
use crate::parameters::Block;
use crate::points::Rng;
use crate::precision::Precision;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Where else it is asked what is returned, in half to one percent of each parameter.
const ELSEWHERE: [f64; 2] = [10.0, 100.0];
/// Evaluations that trials may take: as many as the check did, within these.
const TRIALS: Range<usize> = 60..200;

/// What is asked: a cost with its gradient, or a table of several.
enum Asked<'a> {
    Cost(&'a mut dyn Objective),
    Rows(&'a mut dyn Table),
}

/// The step of differences of the fourth order.
const STEP_OF_FOUR: f64 = 1.0 / 512.0;

/// A block's gradient somewhere else.
pub(super) struct Measured {
    /// Its parameters there.
    pub(super) moved: Vec<f64>,
    pub(super) analytic: Vec<f64>,
    pub(super) numeric: Vec<f64>,
}

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
    /// Evaluations that experiments may still take.
    allowance: usize,
    /// The same of trials, and what has been asked for them.
    trials: usize,
    seen: HashMap<Key, Option<Rc<Rows>>>,
    origin: Vec<u64>,
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
            allowance: usize::MAX,
            trials: made.clamp(TRIALS.start, TRIALS.end),
            seen: HashMap::new(),
            origin: Vec::new(),
            noise: 0.0,
        }
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
        self.trials = self.trials.checked_sub(1)?;
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

    /// The first so many numbers of a gradient at another point, as they are returned and by costs alone.
    pub(super) fn measured_at(&mut self, path: &str, count: usize, reach: f64) -> Option<Measured> {
        let mut place = self.place(path)?;
        let all = place.columns.clone();
        place.columns.end = all.end.min(all.start + count);
        let drawn = Rng::new(0).stream("measured");
        let moved = nearby(self.blocks, self.theta, reach, Signs::Even, drawn);
        let theta = self.rebase(&moved);
        let measured = self.measured(&place, &theta);
        self.return_home();
        let (analytic, numeric) = measured?;
        Some(Measured {
            moved: moved[all].to_vec(),
            analytic,
            numeric,
        })
    }

    fn measured(&mut self, place: &Submatrix, theta: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
        let rows = self.rows(theta)?;
        let row = *place.rows.first()?;
        let analytic = rows.of(row).get(place.columns.clone())?.to_vec();
        let mut numeric = Vec::new();
        for i in place.columns.clone() {
            let step = STEP_OF_FOUR * theta[i].abs().max(1.0);
            let mut difference = |times: f64| {
                let mut at = |by: f64| {
                    let mut theta = theta.to_vec();
                    theta[i] += by;
                    self.rows(&theta)?.costs.get(row).copied()
                };
                Some((at(times * step)? - at(-times * step)?) / (2.0 * times * step))
            };
            // Two differences cancel the third order.
            numeric.push((4.0 * difference(1.0)? - difference(2.0)?) / 3.0);
        }
        Some((analytic, numeric))
    }

    /// Whether a block's group is perturbed on the left.
    pub(super) fn is_left(&self, path: &str) -> bool {
        let block = self.blocks.iter().find(|b| b.path.to_string() == path);
        block
            .and_then(|block| block.group)
            .is_some_and(|group| group.is_left)
    }

    /// The function of one cost; experiments of this kind aren't made with others.
    pub(super) fn model(&mut self) -> Option<&mut dyn Objective> {
        match &mut self.asked {
            Asked::Cost(model) => Some(&mut **model),
            Asked::Rows(_) => None,
        }
    }

    /// The same with so many evaluations; what they are not enough for isn't known.
    pub(crate) fn within(self, allowance: usize) -> Self {
        Self { allowance, ..self }
    }

    /// Whether evaluations are counted: the problem is large.
    pub(super) fn is_limited(&self) -> bool {
        self.allowance < usize::MAX
    }

    pub(super) fn spend(&mut self) -> Option<()> {
        if self.is_limited() {
            self.allowance = self.allowance.checked_sub(1)?;
        }
        Some(())
    }

    pub(super) fn value(&mut self, theta: &[f64]) -> Option<f64> {
        self.spend()?;
        self.model()?.value(theta).ok()
    }

    pub(super) fn gradient_at(&mut self, theta: &[f64]) -> Option<Vec<f64>> {
        self.spend()?;
        self.model()?.gradient(theta).ok()
    }
}

fn bits(theta: &[f64]) -> Vec<u64> {
    theta.iter().map(|t| t.to_bits()).collect()
}
