//! Mistakes that people make in gradients, to be planted in right ones.
//!
//! Each is a function of the right gradient and of θ alone, so that it is consistent at the points
//! that a check shifts to.

mod entries;
mod everyday;
mod factors;
mod layout;
mod terms;

use crate::problem::{Blocks, Problem, norm};

/// Where a mistake is planted.
pub(crate) struct Site<'a> {
    /// The point that the function was called with.
    pub(crate) theta: &'a Blocks,
    /// The test point.
    pub(crate) origin: &'a Blocks,
    pub(crate) shapes: &'a [(usize, usize)],
    /// The block that it hits.
    pub(crate) block: usize,
    /// Chooses entry, row or column.
    pub(crate) seed: u64,
}

impl Site<'_> {
    /// A number below the bound, the same at every θ.
    fn choose(&self, bound: usize) -> usize {
        crate::draw::below(&mut grad_check::Rng::new(self.seed), bound)
    }

    fn rows(&self) -> usize {
        self.shapes[self.block].0
    }

    fn columns(&self) -> usize {
        self.shapes[self.block].1
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Mistake {
    pub(crate) name: &'static str,
    pub(crate) plant: fn(&Site, &mut Blocks),
}

/// Every kind.
pub(crate) fn all() -> Vec<Mistake> {
    named(&[factors::ALL, entries::ALL, layout::ALL, terms::ALL])
}

/// Those of the everyday families.
pub(crate) fn everyday() -> Vec<Mistake> {
    named(&[everyday::ALL])
}

fn named(lists: &[&[Named]]) -> Vec<Mistake> {
    lists
        .concat()
        .into_iter()
        .map(|(name, plant)| Mistake { name, plant })
        .collect()
}

type Named = (&'static str, fn(&Site, &mut Blocks));

/// The root of the mean square.
fn rms(block: &[f64]) -> f64 {
    norm(block.iter().copied()) / (block.len() as f64).sqrt()
}

/// For each block ‖wrong − right‖ / ‖right‖, infinite where only the right one vanishes. A block that is zero but for
/// rounding is measured by the whole gradient.
pub(crate) fn size(problem: &Problem, right: &Blocks, wrong: &Blocks) -> Vec<f64> {
    let of_whole = size_of_whole(problem, right, wrong).into_iter();
    let each = of_whole.zip(apart(problem, right, wrong)).enumerate();
    each.map(|(block, (of_whole, apart))| {
        if apart == 0.0 || problem.zero_blocks.contains(&block) {
            of_whole
        } else {
            apart / norm(right[block].iter().copied())
        }
    })
    .collect()
}

/// The same relative to a block of entries as large as the root mean square of the whole gradient.
pub(crate) fn size_of_whole(problem: &Problem, right: &Blocks, wrong: &Blocks) -> Vec<f64> {
    let entry = rms(&right.concat());
    let apart = apart(problem, right, wrong).into_iter().zip(right);
    let share = |(apart, block): (f64, &Vec<f64>)| match apart {
        0.0 => 0.0,
        apart => apart / (entry * (block.len() as f64).sqrt()),
    };
    apart.map(share).collect()
}

/// For each block ‖wrong − right‖. A component within its subdifferential, or off by no more than roundoff, counts as
/// right.
fn apart(problem: &Problem, right: &Blocks, wrong: &Blocks) -> Vec<f64> {
    let error = |block: usize, k: usize| {
        let (right, wrong) = (right[block][k], wrong[block][k]);
        let interval = problem.subgradients.as_ref().map(|all| all[block][k]);
        let (low, high) = interval.unwrap_or((right, right));
        // The ends are sums: a roundoff beyond them is still within.
        let slack = problem.floor + 1e-14 * (low.abs() + high.abs());
        if wrong >= low - slack && wrong <= high + slack {
            0.0
        } else {
            wrong - right
        }
    };
    let of_block = |block: usize| norm((0..right[block].len()).map(|k| error(block, k)));
    (0..right.len()).map(of_block).collect()
}
