//! A factor of the chain rule that is missing, or once too many: a parameter, its square, its exponential. It is each
//! component's own, one for all, or that of another block by rows or columns.

use super::components::{in_components, names};
use super::explained::Guess;
use super::hypothesis::{Hypothesis, Named};
use super::laboratory::Laboratory;
use super::mend::at_each;
use super::probed;
use super::view::{self, View};
use crate::parameters::Block;
use crate::report::{Finding, FindingKind};
use std::ops::Range;

/// Of more parameters some fits by chance: only those that are blocks by themselves are looked at.
const MOST: usize = 64;
/// A ratio must be known to this, or chance fits as well.
const KNOWN_WITHIN: f64 = 1e-5;
/// Components that the parameters of several must explain.
const LEAST: usize = 2;

/// numeric / analytic as a function of a parameter, how it is written, and what it is a sign of where the parameter is the
/// component's own.
type Law = (fn(f64) -> f64, &'static str, &'static str);

const LAWS: [Law; 11] = [
    (|t| t, "{}", ", as where a gradient by log θ is asked for"),
    (|t| 1.0 / t, "1/{}", ", as where one by log θ is returned"),
    (f64::exp, "exp {}", ", as where one by exp θ is returned"),
    (|t| (-t).exp(), "exp(−{})", ", as where θ is no logarithm"),
    (|t| t * t, "{}²", ""),
    (|t| 1.0 / (t * t), "1/{}²", ""),
    (|t| (2.0 * t).exp(), "exp(2 {})", ""),
    (|t| (-2.0 * t).exp(), "exp(−2 {})", ""),
    (
        |t| 1.0 / (1.0 + (-t).exp()),
        "1/(1 + exp(−{}))",
        ", as where one by softplus θ is returned",
    ),
    (f64::sin, "sin {}", ""),
    (f64::cos, "cos {}", ""),
];

/// Whose parameter the factor of a component is.
#[derive(Clone)]
enum Whose {
    Own,
    One(usize),
    /// Those of a block along the last axis or, each so many times, along the first.
    Others(Range<usize>, usize),
}

impl Whose {
    fn at(&self, offset: usize, own: f64, all: &[f64]) -> f64 {
        let at = match self {
            Self::Own => return own,
            Self::One(at) => *at,
            Self::Others(columns, repeat) => columns.start + offset / repeat % columns.len(),
        };
        all.get(at).copied().unwrap_or(f64::NAN)
    }
}

/// Whose parameter, as it is written, and the other block's name.
type Parameter = (Whose, String, String);

/// All factors that fit, what needs the least said first: each component's own, one for all, another block's.
pub(super) fn chain(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    if view.block.is_tangent {
        return Vec::new();
    }
    let count = laboratory.theta().len();
    let mut all = vec![(Whose::Own, "θ".to_owned(), String::new())];
    let is_known = view.is_whole() && view.known_within(&view.wrong) <= KNOWN_WITHIN;
    let ones = (0..count).filter(|_| is_known && count <= MOST);
    all.extend(ones.filter_map(|at| {
        let name = laboratory.name(at)?;
        Some((Whose::One(at), name.clone(), name))
    }));
    let others = laboratory.blocks().iter();
    all.extend(others.flat_map(|other| of_block(view, other)));
    let all = all
        .iter()
        .flat_map(|whose| LAWS.iter().map(move |law| (whose, law)));
    Guess::all(all.filter_map(|(whose, law)| {
        let of_wrong = || of(view, whose, law, laboratory, false);
        let is_part = view.others_pass() && view.is_whole();
        of(view, whose, law, laboratory, true).or_else(|| of_wrong().filter(|_| is_part))
    }))
}

/// Another block's parameters, along the last axis or along the first.
fn of_block(view: &View<'_>, other: &Block) -> Vec<Parameter> {
    let (count, columns, path) = (
        view.block.shape.count(),
        other.range(),
        other.path.to_string(),
    );
    let is_other = path != view.path() && !view.block.is_of_matrix();
    if !is_other || columns.is_empty() || count % columns.len() != 0 {
        return Vec::new();
    }
    let own = columns.len();
    let mut repeats = vec![1, count / own];
    repeats.dedup();
    let of = |repeat: usize| {
        let index = match (own, repeat) {
            (1, _) => "",
            (own, 1) if own != count => "[j]",
            _ => "[i]",
        };
        let name = format!("{path}{index}");
        (Whose::Others(columns.clone(), repeat), name, path.clone())
    };
    repeats.into_iter().map(of).collect()
}

fn of(
    view: &View<'_>,
    (whose, of, other): &Parameter,
    &(law, written, of_own): &Law,
    laboratory: &Laboratory<'_>,
    is_of_all: bool,
) -> Option<Hypothesis> {
    let theta = laboratory.theta();
    let has_it = |i: usize| is_of_all || view.wrong.contains(&i);
    let ratio = |i: usize| law(whose.at(view.offsets[i], view.theta[i], theta));
    let fit = view.fits(|i| {
        let by = if has_it(i) { 1.0 / ratio(i) } else { 1.0 };
        let value = view.measured(i);
        view::Guess {
            bar: by.abs() * value.bar,
            ..value.times(by)
        }
    })?;
    let is_one = matches!(whose, Whose::One(_));
    // A parameter of one says nothing.
    let says = |i: &usize| (ratio(*i) - 1.0).abs() > KNOWN_WITHIN;
    if !view.wrong.iter().all(says) || (!is_one && fit.explained < LEAST) {
        return None;
    }
    // Blocks of one number each share a law of their own.
    let is_alone =
        matches!(whose, Whose::One(_)) && view.block.shape.count() == 1 && of == view.path();
    let factor = written.replace("{}", of);
    let shared = written.replace("{}", "θ");
    let is_part = view.wrong.len() < view.len() && !is_of_all;
    let (place, of_part) = (is_part.then(|| in_components(view)), names(view));
    let explained = match view.len() {
        1 => "it explains the one component".to_owned(),
        of => format!("it explains all {of} {}", probed::noun(&[view.block])),
    };
    let why = match whose {
        Whose::Own => of_own.to_owned(),
        Whose::One(_) => format!(", and holds elsewhere, where {of} is another"),
        Whose::Others(..) => String::new(),
    };
    let forgotten = match written {
        "{}" => Some(format!(": {other} is forgotten")),
        "1/{}" => Some(format!(
            ": {other} is once too many, or a division by it forgotten"
        )),
        _ => None,
    };
    let is_own = matches!(whose, Whose::Own);
    let said = move |of: &Named| {
        let place = match &place {
            Some(place) => place.clone(),
            None if is_own => ", component by component".to_owned(),
            None if is_alone && of.is_shared() => String::new(),
            None => match &forgotten {
                Some(forgotten) if !is_one || !of.in_components().is_empty() => forgotten.clone(),
                _ if is_one => of.in_components(),
                _ => String::new(),
            },
        };
        let shared = (is_alone && of.is_shared()).then_some(&shared);
        let factor = shared.unwrap_or(&factor);
        let gradient = if is_part { &of_part } else { &of.all };
        let by = if is_one { factor } else { "it" };
        let short = format!("numeric = {factor} × analytic{place}");
        Finding::new(FindingKind::ChainRule, &of.all, short)
            .because(format!("{explained}{why}"))
            .mended(format!(
                "multiplying the gradient of {gradient} by {by} makes the check pass"
            ))
            .fitting(fit)
    };
    let (whose, wrong) = (whose.clone(), view.wrong.clone());
    let right = at_each(move |i, own| {
        let has_it = is_of_all || wrong.contains(&i);
        let by = has_it.then(|| law(whose.at(i, own.theta[i], own.all)));
        Some(own.numbers[i] * by.unwrap_or(1.0))
    });
    Some(Hypothesis::new(said, right))
}
