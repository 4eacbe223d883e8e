//! Which side has how much of an L2 term.
//!
//! At the test point only the difference shows. With all other blocks at zero nothing but the term is left
//! in the gradient of most networks, and far out nothing but the term grows: there the gradient's own λ
//! can be read.

use super::constants::{Dimensions, usual};
use super::experiments::alone;
use super::laboratory::Laboratory;
use super::layers::is_bias;
use super::mend::promise;
use super::probed;
use super::terms::{Cause, Extra, Term};
use super::view::{View, median};
use crate::order::grouped;
use crate::report::FindingKind::{BiasRegularised, L1Missing, L2Factor, L2Missing};
use crate::report::{BlockReport, Finding, FindingKind};
use crate::wording::{significant, written};
use approx::relative_eq;

/// Blocks have the same λ within this relative distance.
const SAME_WITHIN: f64 = 1e-3;
/// A multiple of a term is a dimension, or its inverse, within this.
const RATIO_WITHIN: f64 = 1e-5;
/// The gradient's own λ is read if all components agree within this share of the larger λ.
const READ_WITHIN: f64 = 1e-3;
/// How far out.
const FAR: f64 = 1e6;

/// A block with its term, and at how many points that was tried.
type Found<'a> = (&'a View<'a>, Extra, Option<usize>);

/// A finding for the blocks that lack, or have too much of, the same term.
pub(super) fn regularisation(
    found: &[Found<'_>],
    dimensions: &Dimensions,
    mut laboratory: Option<&mut Laboratory<'_>>,
) -> Vec<Finding> {
    let is_same = |(first, one, _): &Found<'_>, (view, other, _): &Found<'_>| {
        let same_role = is_bias(first.block) == is_bias(view.block);
        one.term == other.term
            && (same_role || other.k < 0.0)
            && relative_eq!(one.k, other.k, max_relative = SAME_WITHIN)
    };
    let groups = grouped(found.iter().copied(), is_same);
    let groups = groups.iter();
    groups
        .flat_map(|group| of_group(group, dimensions, laboratory.as_deref_mut()))
        .collect()
}

fn of_group(
    group: &[Found<'_>],
    dimensions: &Dimensions,
    laboratory: Option<&mut Laboratory<'_>>,
) -> Vec<Finding> {
    let best = group
        .iter()
        .min_by(|(_, a, _), (_, b, _)| a.known_within.total_cmp(&b.known_within));
    let largest = group.iter().max_by_key(|(view, ..)| view.len());
    let Some((&(_, mut extra, _), (view, ..))) = best.zip(largest) else {
        return Vec::new();
    };
    if let Some(number) = dimensions.number(extra.k, extra.known_within) {
        (extra.k, extra.known_within) = (number, 0.0);
    }
    let own = laboratory.and_then(|laboratory| own_lambda(laboratory, view, &extra, dimensions));
    // What the gradient alone has is known to the last digit.
    let is_known = |own: f64| relative_eq!(own, extra.k, max_relative = RATIO_WITHIN);
    if let Some((own, _)) = own.filter(|(own, _)| is_known(*own)) {
        (extra.k, extra.known_within) = (own, 0.0);
    }
    let all_biases = group.iter().all(|(view, ..)| is_bias(view.block));
    let causes = match extra.term {
        Term::Constant => vec![Cause {
            kind: FindingKind::AdditiveConstant,
            words: "the same number is added to every component".to_owned(),
            value: extra.k,
            evidence: String::new(),
        }],
        _ => causes(&extra, own, all_biases, dimensions),
    };
    let paths = group.iter().map(|(view, ..)| view.path().to_owned());
    let paths: Vec<String> = paths.collect();
    let all = paths.join(", ");
    let of_group: Vec<&BlockReport> = group.iter().map(|(view, ..)| view.block).collect();
    // Of a term that hides a small gradient the constant has too few digits.
    let left = group
        .iter()
        .map(|(view, ..)| extra.term.leaves(view, extra.known_within));
    let makes = promise(left.fold(0.0, f64::max));
    let (equation, measured) = (extra.equation(), probed::measured(&of_group));
    let fits = format!("{equation} fits {measured}, {}", extra.evidence());
    let explained = group.iter().map(|(_, extra, _)| extra.fit.explained).sum();
    let finding = |cause: Cause| {
        Finding::of_blocks(cause.kind, paths.clone(), cause.words.clone())
            .in_words(format!("{all}: {}", cause.words))
            .because(format!("{fits}{}", cause.evidence))
            .mended(format!("{} the gradient of {all} {makes}", extra.mend()))
            .with_value(cause.value)
            .fitting(extra.fit)
            .counting(explained, group.iter().map(|(view, ..)| view.len()).sum())
            .tried(group.iter().map(|(.., tried)| *tried).min().flatten())
    };
    causes.into_iter().map(finding).collect()
}

/// Whose the term is: by what is known of the gradient's own λ, or else all that it may be.
fn causes(
    extra: &Extra,
    read: Option<(f64, bool)>,
    all_biases: bool,
    dimensions: &Dimensions,
) -> Vec<Cause> {
    let (term, k) = (extra.term, extra.k);
    let may_be = MayBe {
        term,
        k,
        all_biases,
        dimensions,
    };
    let named = by_name(extra, read.map(|(own, _)| own), dimensions);
    let seen = |own: f64| match own {
        0.0 => format!("{LEFT}zero"),
        own => format!("{LEFT}{}{}", significant(own, 6), term.written()),
    };
    match (named.first(), read) {
        // A term of λ ‖θ‖² that is missing, and one of λ/2 ‖θ‖² with the other sign, are the same number.
        (Some(&own), _) if named.contains(&0.0) && is_flipped(own, k) => {
            let missing = may_be.of(0.0);
            let flipped = dimensions.lambda(own.abs());
            let words = format!("{}, or its sign is flipped, {flipped}", missing.words);
            vec![Cause { words, ..missing }]
        }
        (Some(&twice), None) if relative_eq!(twice, 2.0 * k) => vec![may_be.doubled()],
        (Some(&own), _) if own != 0.0 => vec![may_be.of(own)],
        (Some(_), None) => {
            // Half of a term of twice that λ is the same number.
            let is_half = term == Term::L2 && named.iter().any(|own| relative_eq!(*own, -k));
            let missing = may_be.of(0.0);
            let words = missing
                .words
                .replace("the L2 term of the cost", "all or half of the L2 term");
            let words = if is_half { words } else { missing.words };
            vec![Cause { words, ..missing }]
        }
        (_, Some((own, is_sure))) => {
            let cause = may_be.of(own);
            let evidence = seen(own) + &cause.evidence;
            // A cost that is quadratic by itself looks the same.
            let is_told = is_sure || own == 0.0 || is_all(own, k);
            let other = (!is_told).then(|| may_be.of(if k < 0.0 { 0.0 } else { k }));
            [Cause { evidence, ..cause }]
                .into_iter()
                .chain(other)
                .collect()
        }
        (None, None) if k < 0.0 => vec![may_be.lacking()],
        (None, None) => vec![may_be.doubled()],
    }
}

/// What is said of the gradient's own λ.
const LEFT: &str = "; where nothing but such a term would be left in the gradient, it is ";

/// What a term that explains the error may be.
struct MayBe<'a> {
    term: Term,
    k: f64,
    all_biases: bool,
    dimensions: &'a Dimensions,
}

impl MayBe<'_> {
    fn told(&self, kind: FindingKind, words: String) -> Cause {
        Cause {
            // An L1 term has one kind.
            kind: if self.term == Term::L2 {
                kind
            } else {
                L1Missing
            },
            words,
            value: self.k.abs(),
            evidence: String::new(),
        }
    }

    fn or_of_bias(&self, kind: FindingKind) -> FindingKind {
        if self.all_biases {
            BiasRegularised
        } else {
            kind
        }
    }

    /// The gradient has it with a λ of its own: none of it, all that there is, or a multiple of the cost's.
    fn of(&self, own: f64) -> Cause {
        let (k, cost, name) = (self.k, own - self.k, self.term.name());
        let lambda = |lambda: f64| self.dimensions.lambda(lambda.abs());
        if own == 0.0 {
            let (of_cost, lambda) = (self.term.of_cost(), lambda(k));
            let words = format!("the {of_cost} of the cost is missing in the gradient, {lambda}");
            return self.told(L2Missing, words);
        }
        if is_all(own, k) {
            let (weighed, lambda) = (self.term.weighed(), lambda(k));
            let words =
                format!("the gradient has an {weighed} that the cost doesn't have, {lambda}");
            return self.told(self.or_of_bias(L2Missing), words);
        }
        if is_flipped(own, k) {
            let lambda = lambda(cost);
            let words = format!("the sign of the {name} is flipped in the gradient, {lambda}");
            return self.told(L2Factor, words);
        }
        let ratio = self.dimensions.exact(own / cost, RATIO_WITHIN);
        let ratio = ratio.unwrap_or(own / cost);
        let weight = match self.dimensions.name_of(cost) {
            Some(name) => format!("{name} = {}", significant(cost, 6)),
            None => format!("whose λ is {}", significant(cost, 6)),
        };
        let times = written(ratio);
        let words = format!("the gradient has {times} times the {name} of the cost, {weight}");
        Cause {
            value: cost,
            evidence: self.dimensions.clause(ratio),
            ..self.told(L2Factor, words)
        }
    }

    /// What the gradient has too much of may be a second one, or one that the cost hasn't.
    fn doubled(&self) -> Cause {
        let (weighed, lambda) = (self.term.weighed(), self.dimensions.lambda(self.k.abs()));
        let words = format!(
            "the gradient has an {weighed} more than the cost, {lambda}: it is doubled, the cost has none, or a negative one is missing"
        );
        self.told(self.or_of_bias(L2Factor), words)
    }

    /// Any λ has a factor that explains it.
    fn lacking(&self) -> Cause {
        let (name, of_theta) = (self.term.name(), self.term.written());
        let size = significant(self.k.abs(), 6);
        let [missing, flipped] = [self.k, self.k / 2.0].map(|k| self.dimensions.lambda(k.abs()));
        let words = format!(
            "the gradient lacks {size}{of_theta}: an {name} that is missing with {missing}, too small, or flipped with {flipped}"
        );
        self.told(L2Missing, words)
    }
}

/// What λ of the gradient's own term may be, if the cost's is known, or half of it: none of it is in the gradient, a
/// multiple that has a meaning, or its negative. An experiment that says otherwise is believed.
fn by_name(extra: &Extra, own: Option<f64>, dimensions: &Dimensions) -> Vec<f64> {
    let (k, bar) = (extra.k, extra.known_within);
    let costs = dimensions.penalties().into_iter().filter(|p| p.value > 0.0);
    let named = costs.flat_map(|penalty| {
        [1.0, 2.0].map(|of| {
            let cost = of * penalty.value;
            let times = penalty.times((k + cost) / of, bar / of, dimensions)?;
            (times != 1.0).then_some(times * cost)
        })
    });
    let agrees =
        |named: &f64| own.is_none_or(|own| relative_eq!(own, *named, max_relative = SAME_WITHIN));
    named.flatten().filter(agrees).collect()
}

/// Whether the gradient's own λ is that of the cost with the other sign.
fn is_flipped(own: f64, k: f64) -> bool {
    own != 0.0 && relative_eq!(own, k / 2.0, max_relative = RATIO_WITHIN)
}

/// Whether the gradient's own λ is all that there is.
fn is_all(own: f64, k: f64) -> bool {
    own != 0.0 && (own - k).abs() <= SAME_WITHIN * own.abs()
}

/// λ of the gradient's own term, where it can be read and makes sense: none, all, or a usual multiple of
/// that of the cost. Of costs that are quadratic themselves a reading is something else.
fn own_lambda(
    laboratory: &mut Laboratory<'_>,
    view: &View<'_>,
    &Extra { term, k, .. }: &Extra,
    dimensions: &Dimensions,
) -> Option<(f64, bool)> {
    let makes_sense = |own: &f64| {
        let cost = own - k;
        let ratio = || usual(own / cost).or_else(|| dimensions.exact(own / cost, RATIO_WITHIN));
        *own == 0.0 || is_all(*own, k) || ratio().is_some_and(|ratio| ratio > 0.0 || ratio == -1.0)
    };
    // With all other blocks at zero; surely, if there are any.
    let range = laboratory.range(view.block)?;
    let silent = alone(laboratory.theta(), std::slice::from_ref(&range));
    let is_sure = silent != laboratory.theta();
    let gradient = laboratory.gradient(view.block, |theta| theta.copy_from_slice(&silent));
    let by_itself = gradient.and_then(|gradient| read(&gradient, view, |t| term.at(t), k));
    if let Some(lambda) = by_itself.filter(makes_sense) {
        return Some((lambda, is_sure));
    }
    // Signs don't grow.
    let far_out = far_out(laboratory, view, k).filter(|own| term == Term::L2 && makes_sense(own));
    far_out.map(|lambda| (lambda, false))
}

/// Between two points far out: what has saturated cancels.
fn far_out(laboratory: &mut Laboratory<'_>, view: &View<'_>, k: f64) -> Option<f64> {
    let range = laboratory.range(view.block)?;
    let mut at = |times: f64| {
        laboratory.gradient(view.block, |theta| {
            theta[range.clone()].iter_mut().for_each(|t| *t *= times);
        })
    };
    let (near, far) = (at(FAR)?, at(2.0 * FAR)?);
    let apart: Vec<f64> = far.iter().zip(&near).map(|(f, n)| f - n).collect();
    read(&apart, view, |theta| FAR * theta, k)
}

/// The λ for which a gradient is λ times a term, within a share of the larger of it and k.
fn read(gradient: &[f64], view: &View<'_>, term: impl Fn(f64) -> f64, k: f64) -> Option<f64> {
    let own = view
        .offsets
        .iter()
        .filter_map(|&offset| gradient.get(offset));
    let pairs = own.zip(&view.theta).filter(|(_, t)| **t != 0.0);
    let ratios: Vec<f64> = pairs.map(|(g, t)| g / term(*t)).collect();
    let own = median(ratios.clone())?;
    let within = READ_WITHIN * own.abs().max(k.abs());
    let agrees = ratios.len() > 1 && ratios.iter().all(|ratio| (ratio - own).abs() <= within);
    agrees.then(|| if own.abs() <= within { 0.0 } else { own })
}
