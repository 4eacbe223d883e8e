//! Cases: a problem, as it is or with a mistake.

use crate::mistakes::{self, Mistake, Site};
use crate::problem::{Blocks, Problem};
use crate::units::variants;
use crate::{functions, random};
use std::ops::Range;
use std::rc::Rc;

/// Mistakes in each problem.
const MISTAKES: usize = 5;
/// Unit variants of each problem, taken in turn.
const VARIANTS: usize = 1;
/// Mistakes in each variant.
const MISTAKES_IN_VARIANT: usize = 2;
/// Draws begin this many turns apart.
const DRAWN_APART: usize = 1009;
/// The smallest change of a block that counts as a mistake; "1e-6" rounds to a little less.
const SMALLEST: f64 = 0.99e-6;
/// With f32: the tolerance there is 1e-4.
const SMALLEST_SINGLE: f64 = 1e-3;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Planted {
    /// One of the common kinds, and the block that it hits.
    Common(Mistake, usize),
    /// One of the function's own.
    Own(usize),
}

pub(crate) struct Case {
    pub(crate) problem: Rc<Problem>,
    pub(crate) mistake: Option<Planted>,
    /// Chooses the entry, row or column.
    pub(crate) seed: u64,
}

impl Case {
    /// Cost and gradient with the mistake.
    pub(crate) fn evaluate(&self, theta: &Blocks) -> (f64, Blocks) {
        if let Some(Planted::Own(index)) = self.mistake {
            return (self.problem.wrong[index].1)(theta);
        }
        let (cost, mut grads) = (self.problem.right)(theta);
        self.plant(theta, &mut grads);
        (cost, grads)
    }

    /// Put a mistake of the common kinds into a right gradient.
    pub(crate) fn plant(&self, theta: &Blocks, grads: &mut Blocks) {
        if let Some(Planted::Common(mistake, block)) = self.mistake {
            let site = Site {
                theta,
                origin: &self.problem.theta,
                shapes: &self.problem.shapes,
                block,
                seed: self.seed,
            };
            (mistake.plant)(&site, grads);
        }
    }

    /// The relative size of the mistake in each block.
    pub(crate) fn sizes(&self) -> Vec<f64> {
        self.sizes_by(mistakes::size)
    }

    /// The same relative to the whole gradient.
    pub(crate) fn sizes_of_whole(&self) -> Vec<f64> {
        self.sizes_by(mistakes::size_of_whole)
    }

    fn sizes_by(&self, size: fn(&Problem, &Blocks, &Blocks) -> Vec<f64>) -> Vec<f64> {
        let theta = &self.problem.theta;
        let right = (self.problem.right)(theta).1;
        size(&self.problem, &right, &self.evaluate(theta).1)
    }

    pub(crate) fn size(&self) -> f64 {
        self.sizes().into_iter().fold(0.0, f64::max)
    }

    pub(crate) fn name(&self) -> String {
        match &self.mistake {
            None => self.problem.name.clone(),
            Some(Planted::Common(mistake, block)) => {
                format!("{}: {} ({block})", self.problem.name, mistake.name)
            }
            Some(Planted::Own(index)) => {
                format!("{}: {}", self.problem.name, self.problem.wrong[*index].0)
            }
        }
    }

    /// Whether the mistake shows at the test point.
    fn is_one(&self) -> bool {
        let single = self.problem.traits.single;
        self.size() >= if single { SMALLEST_SINGLE } else { SMALLEST }
    }
}

/// Plants the kinds that were planted least so far, so that each gets its share.
pub(crate) struct Planter {
    kinds: Vec<Mistake>,
    planted: Vec<usize>,
    turn: usize,
}

impl Planter {
    pub(crate) fn new(kinds: Vec<Mistake>, draw: usize) -> Self {
        Self {
            planted: vec![0; kinds.len()],
            kinds,
            turn: DRAWN_APART * draw,
        }
    }

    /// The problem as it is, with the mistakes of its own, and with so many others, if as many kinds apply
    /// to it.
    pub(crate) fn cases(&mut self, problem: &Rc<Problem>, count: usize) -> Vec<Case> {
        self.turn += 1;
        let kinds = self.kinds.len();
        let mut order: Vec<usize> = (0..kinds).collect();
        order.sort_by_key(|&kind| (self.planted[kind], (kind + 7 * self.turn) % kinds));
        let own = (0..problem.wrong.len()).map(|index| Some(Planted::Own(index)));
        let mut cases: Vec<Case> = std::iter::once(None)
            .chain(own)
            .map(|mistake| Case {
                problem: Rc::clone(problem),
                mistake,
                seed: 0,
            })
            .collect();
        let count = cases.len() + count;
        for kind in order {
            if cases.len() >= count {
                break;
            }
            if let Some(case) = self.plant(problem, kind) {
                self.planted[kind] += 1;
                cases.push(case);
            }
        }
        cases
    }

    /// The first block and seed, in turn, at which the mistake is one.
    fn plant(&self, problem: &Rc<Problem>, kind: usize) -> Option<Case> {
        let blocks = problem.theta.len();
        let sites = (0..3 * blocks).map(|k| ((self.turn + k) % blocks, (self.turn + k) as u64));
        sites
            .map(|(block, seed)| Case {
                problem: Rc::clone(problem),
                mistake: Some(Planted::Common(self.kinds[kind], block)),
                seed,
            })
            .find(Case::is_one)
    }
}

/// The named functions and their unit variants. Another draw has other variants, and other mistakes
/// at other places.
fn named(draw: usize) -> Vec<Case> {
    let mut planter = Planter::new(mistakes::all(), draw);
    let mut cases = Vec::new();
    for (index, problem) in functions::all().into_iter().enumerate() {
        let problem = Rc::new(problem);
        cases.extend(planter.cases(&problem, MISTAKES));
        let mut in_units = variants(&problem);
        for turn in 0..VARIANTS.min(in_units.len()) {
            let variant = in_units.remove((index + draw + turn) % in_units.len());
            cases.extend(planter.cases(&Rc::new(variant), MISTAKES_IN_VARIANT));
        }
    }
    cases
}

/// How often each kind of mistake occurs, and how many functions there are.
pub(crate) fn census(cases: &[Case]) -> String {
    let count = |name: &str| {
        let is_it =
            |case: &&Case| matches!(case.mistake, Some(Planted::Common(it, _)) if it.name == name);
        cases.iter().filter(is_it).count()
    };
    let kinds = mistakes::all();
    let mut lines: Vec<String> = kinds
        .iter()
        .map(|kind| format!("{:4} {}", count(kind.name), kind.name))
        .collect();
    let functions = functions::all().len();
    let mut sizes: Vec<usize> = cases.iter().map(|case| case.problem.components()).collect();
    sizes.sort_unstable();
    lines.push(format!(
        "{functions} functions, {} kinds, {} cases, of {} components in the median",
        kinds.len(),
        cases.len(),
        sizes.get(sizes.len() / 2).unwrap_or(&0)
    ));
    lines.join("\n")
}

/// The named functions in these draws, and random problems of these seeds.
pub(crate) fn drawn(sets: &[(Range<usize>, Range<u64>)]) -> Vec<Case> {
    let mut planter = Planter::new(mistakes::all(), 0);
    let mut cases = Vec::new();
    for (draws, seeds) in sets.iter().cloned() {
        cases.extend(draws.flat_map(named));
        for seed in seeds {
            cases.extend(planter.cases(&Rc::new(random::family(seed)), MISTAKES));
        }
    }
    cases
}
