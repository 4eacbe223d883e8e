//! Everyday code: families of functions that anyone might write, drawn from seeds, right and with mistakes.
//!
//! A member is a [`Problem`] like those of the corpus. Where f32 takes part its gradient is what the f32 code
//! computes, rounding included, and [`Problem::exact`] is the same function in f64.

mod arithmetic;
mod atoms;
mod attention;
mod cancellation;
mod coarse;
mod decay;
mod fits;
mod layers;
mod lstm;
pub(crate) mod manifolds;
mod many_blocks;
mod narrow;
mod networks;
mod scales;
mod shift;
mod sparse;
mod special_values;
pub(crate) mod table;
mod ties;
mod zero_factors;

use crate::cases::{Case, Planter};
use crate::mistakes;
use crate::problem::Problem;
use std::ops::Range;
use std::rc::Rc;

/// Functions of one kind.
pub(crate) struct Family {
    pub(crate) name: &'static str,
    /// The member of a seed.
    pub(crate) draw: fn(u64) -> Problem,
    /// How many members a run draws.
    pub(crate) members: u64,
    /// Of the common mistakes, how many each member gets.
    pub(crate) mistakes: usize,
    /// Whether the cost has a roughness of its own: right gradients may be undecided then.
    pub(crate) rough: bool,
    /// Whether the mistakes must not pass, though nothing shows them at the point.
    pub(crate) no_pass: bool,
    /// The same family in f64, whose evaluations are compared.
    pub(crate) twin: Option<&'static str>,
}

impl Family {
    const PLAIN: Self = Self {
        name: "",
        draw: networks::plain,
        members: 100,
        mistakes: 2,
        rough: false,
        no_pass: false,
        twin: None,
    };
    const ROUGH: Self = Self {
        rough: true,
        ..Self::PLAIN
    };

    /// The members of these seeds, right and with mistakes.
    pub(crate) fn cases(&self, seeds: Range<u64>) -> Vec<Case> {
        let mut planter = Planter::new(mistakes::everyday(), 0);
        let members = seeds.map(|seed| Rc::new((self.draw)(seed)));
        members
            .flat_map(|member| planter.cases(&member, self.mistakes))
            .collect()
    }
}

/// The families whose names contain this; large networks too if they are asked for.
pub(crate) fn named(name: &str, large: bool) -> Vec<&'static Family> {
    let lists = [
        networks::FAMILIES,
        lstm::FAMILIES,
        attention::FAMILIES,
        shift::FAMILIES,
        coarse::FAMILIES,
        decay::FAMILIES,
        cancellation::FAMILIES,
        scales::FAMILIES,
        fits::FAMILIES,
        atoms::FAMILIES,
        narrow::FAMILIES,
        special_values::FAMILIES,
        zero_factors::FAMILIES,
        ties::FAMILIES,
        sparse::FAMILIES,
        manifolds::FAMILIES,
        many_blocks::FAMILIES,
    ];
    let large = if large { networks::LARGE } else { &[] };
    lists
        .into_iter()
        .flatten()
        .chain(large)
        .filter(|family| family.name.contains(name))
        .collect()
}
