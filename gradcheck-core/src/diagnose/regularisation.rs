//! Which side has how much of an L2 term.
//!
//! At the test point only the difference shows. With all other blocks at zero nothing but the term is left
//! in the gradient of most networks, and far out nothing but the term grows: there the gradient's own λ
//! can be read.

use super::constants::{Dimensions, usual};
use super::laboratory::Laboratory;
use super::layers::is_bias;
use super::mend::promise;
use super::probed::words;
use super::terms::{Cause, Extra, Term};
use super::view::{View, median};
use crate::report::{BlockReport, Finding, FindingKind};
use crate::wording::{significant, written};
use approx::relative_eq;

/// Blocks have the same λ within this relative distance.
const SAME_WITHIN: f64 = 1e-3;
/// A multiple of a term is a dimension, or its inverse, within this.
const RATIO_WITHIN: f64 = 1e-5;
/// The gradient's own λ is read if all components agree within this share of the larger λ.
const READ_WITHIN: f64 = 1e-3;
const NOTHING_LEFT: &str =
    "; where nothing but such a term would be left in the gradient, it is zero";
/// How far out.
const FAR: f64 = 1e6;

/// A finding for the blocks that lack, or have too much of, the same term.
pub(super) fn regularisation(
    found: &[(&View<'_>, Extra, Option<usize>)],
    dimensions: &Dimensions,
    laboratory: Option<&mut Laboratory<'_>>,
) -> Vec<Finding> {
    let mut groups: Vec<Vec<(&View<'_>, Extra, Option<usize>)>> = Vec::new();
    for &(view, extra, tried) in found {
        let same = |group: &&mut Vec<(&View<'_>, Extra, Option<usize>)>| {
            group.first().is_some_and(|(_, first, _)| {
                let same_role = is_bias(group[0].0.block) == is_bias(view.block);
                first.term == extra.term
                    && (same_role || extra.k < 0.0)
                    && relative_eq!(first.k, extra.k, max_relative = SAME_WITHIN)
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push((view, extra, tried)),
            None => groups.push(vec![(view, extra, tried)]),
        }
    }
    let mut laboratory = laboratory;
    groups
        .iter()
        .flat_map(|group| of_group(group, dimensions, laboratory.as_deref_mut()))
        .collect()
}

fn of_group(
    group: &[(&View<'_>, Extra, Option<usize>)],
    dimensions: &Dimensions,
    laboratory: Option<&mut Laboratory<'_>>,
) -> Vec<Finding> {
    let best = group
        .iter()
        .min_by(|(_, a, _), (_, b, _)| a.known_within.total_cmp(&b.known_within));
    let largest = group.iter().max_by_key(|(view, ..)| view.len());
    let (Some(&(_, mut extra, _)), Some(&(view, ..))) = (best, largest) else {
        return Vec::new();
    };
    if let Some(number) = dimensions.number(extra.k) {
        (extra.k, extra.known_within) = (number, 0.0);
    }
    let all_biases = group.iter().all(|(view, ..)| is_bias(view.block));
    let causes = if extra.term == Term::L2 {
        let own =
            laboratory.and_then(|laboratory| own_lambda(laboratory, view, extra.k, dimensions));
        // What the gradient alone has is known to the last digit.
        if let Some(own) = own.as_ref().filter(|own| own.is_all_of(extra.k)) {
            (extra.k, extra.known_within) = (own.lambda, 0.0);
        }
        causes(extra.k, own, all_biases, dimensions)
    } else {
        vec![extra.cause(dimensions)]
    };
    let paths: Vec<String> = group
        .iter()
        .map(|(view, ..)| view.path().to_owned())
        .collect();
    let all = paths.join(", ");
    let components: usize = group.iter().map(|(view, ..)| view.len()).sum();
    let of_group: Vec<&BlockReport> = group.iter().map(|(view, ..)| view.block).collect();
    let measured = words::measured(&of_group);
    let tried = group.iter().map(|(.., tried)| *tried).min().flatten();
    // Of a term that hides a small gradient the constant has too few digits.
    let left = group
        .iter()
        .map(|(view, ..)| extra.term.leaves(view, extra.known_within));
    let makes = promise(left.fold(0.0, f64::max));
    let finding = |cause: Cause| {
        let fits = format!(
            "{} fits {measured}, {}{}",
            extra.equation(),
            extra.evidence(),
            cause.evidence
        );
        let explained = group.iter().map(|(_, extra, _)| extra.fit.explained).sum();
        let message = format!("{all}: {}", cause.words);
        Finding::of_blocks(cause.kind, paths.clone(), cause.words)
            .in_words(message)
            .because(fits)
            .mended(format!("{} the gradient of {all} {makes}", extra.mend()))
            .with_value(cause.value)
            .fitting(extra.fit)
            .counting(explained, components)
            .tried(tried)
    };
    causes.into_iter().map(finding).collect()
}

/// A term `k θ` that is in one of cost and gradient alone, to be put into words.
struct Told<'a> {
    k: f64,
    all_biases: bool,
    dimensions: &'a Dimensions,
}

impl Told<'_> {
    fn cause(&self, kind: FindingKind, words: String) -> Cause {
        Cause {
            kind,
            words,
            value: self.k.abs(),
            evidence: String::new(),
        }
    }

    fn only_gradient(&self) -> Cause {
        let kind = if self.all_biases {
            FindingKind::BiasRegularised
        } else {
            FindingKind::L2Missing
        };
        let lambda = self.dimensions.lambda(self.k.abs());
        let words = format!("the gradient has an L2 term λθ that the cost doesn't have, {lambda}");
        self.cause(kind, words)
    }

    fn missing(&self) -> Cause {
        let lambda = self.dimensions.lambda(self.k.abs());
        let words = format!("the L2 term of the cost is missing in the gradient, {lambda}");
        self.cause(FindingKind::L2Missing, words)
    }

    fn multiple(&self, own: f64, cost: f64) -> Cause {
        let ratio = own / cost;
        let ratio = self.dimensions.exact(ratio, RATIO_WITHIN).unwrap_or(ratio);
        let times = written(ratio);
        let known = self.dimensions.name_of(cost);
        let of_cost = known.map_or_else(
            || format!("whose λ is {}", significant(cost, 6)),
            |name| format!("{name} = {}", significant(cost, 6)),
        );
        let words = format!("the gradient has {times} times the L2 term of the cost, {of_cost}");
        Cause {
            value: cost,
            evidence: self.dimensions.clause(ratio),
            ..self.cause(FindingKind::L2Factor, words)
        }
    }

    fn flipped(&self, lambda: f64) -> Cause {
        let lambda = self.dimensions.lambda(lambda);
        let words = format!("the sign of the L2 term is flipped in the gradient, {lambda}");
        self.cause(FindingKind::L2Factor, words)
    }

    /// Where a factor would be free: any λ has one.
    fn unknown(&self) -> Cause {
        let size = significant(self.k.abs(), 6);
        if self.k < 0.0 {
            let [missing, flipped] =
                [self.k.abs(), self.k.abs() / 2.0].map(|lambda| self.dimensions.lambda(lambda));
            let words = format!(
                "the gradient lacks {size} θ: an L2 term that is missing with {missing}, too small, or flipped with {flipped}"
            );
            return self.cause(FindingKind::L2Missing, words);
        }
        let kind = if self.all_biases {
            FindingKind::BiasRegularised
        } else {
            FindingKind::L2Factor
        };
        let words = format!(
            "the gradient has {size} θ too much: an L2 term that the cost doesn't have, or more of it"
        );
        self.cause(kind, words)
    }
}

/// Whose the term is: by what is known of the gradient's own λ, or else all that it may be.
fn causes(k: f64, own: Option<Own>, all_biases: bool, dimensions: &Dimensions) -> Vec<Cause> {
    let told = Told {
        k,
        all_biases,
        dimensions,
    };
    let named = by_name(k, own.as_ref(), dimensions);
    if let Some(&first) = named.first() {
        let nothing_left = own.as_ref().map_or("", |_| NOTHING_LEFT);
        let of = |own: f64| match own {
            0.0 => Cause {
                evidence: nothing_left.to_owned(),
                ..told.missing()
            },
            own if is_flipped(own, k) => told.flipped(-own),
            own => told.multiple(own, own - k),
        };
        // A term of λ ‖θ‖² that is missing, and one of λ/2 ‖θ‖² with the other sign, are the same number.
        return match named.iter().find(|own| **own == 0.0) {
            Some(_) if is_flipped(first, k) => {
                let [missing, flipped] = [dimensions.lambda(-k), dimensions.lambda(-first)];
                let words = format!(
                    "the L2 term of the cost is missing in the gradient, {missing}, or its sign is flipped, {flipped}"
                );
                vec![told.cause(FindingKind::L2Missing, words)]
            }
            _ => vec![of(first)],
        };
    }
    let Some(own) = own else {
        return vec![told.unknown()];
    };
    let Own {
        lambda: own,
        is_sure,
    } = own;
    let cost = own - k;
    if own == 0.0 {
        let evidence = NOTHING_LEFT.to_owned();
        return vec![Cause {
            evidence,
            ..told.missing()
        }];
    }
    let evidence = format!(
        "; where nothing but such a term should be left in the gradient, it is {} θ",
        significant(own, 6)
    );
    if cost.abs() <= SAME_WITHIN * own.abs() {
        return vec![Cause {
            evidence,
            ..told.only_gradient()
        }];
    }
    let mut multiple = if is_flipped(own, k) {
        told.flipped(cost)
    } else {
        told.multiple(own, cost)
    };
    multiple.evidence.insert_str(0, &evidence);
    if is_sure {
        return vec![multiple];
    }
    // A cost that is quadratic by itself looks the same.
    let other = if k < 0.0 {
        told.missing()
    } else {
        told.only_gradient()
    };
    vec![multiple, other]
}

/// What λ of the gradient's own term may be, if a number that is held fixed is that of the cost, or half of it: none of
/// it is in the gradient, a multiple that has a meaning, or its negative. An experiment that says otherwise is believed.
fn by_name(k: f64, own: Option<&Own>, dimensions: &Dimensions) -> Vec<f64> {
    let numbers = dimensions.numbers().iter().map(|(_, number)| *number);
    let costs = numbers.filter(|n| *n > 0.0).flat_map(|n| [n, 2.0 * n]);
    let named = costs.filter_map(|cost| {
        let own = k + cost;
        if own.abs() <= SAME_WITHIN * cost {
            return Some(0.0);
        }
        dimensions
            .exact(own / cost, RATIO_WITHIN)
            .filter(|ratio| (*ratio > 0.0 && *ratio != 1.0) || *ratio == -1.0)
            .map(|_| own)
    });
    let agrees = |named: &f64| {
        own.is_none_or(|own| relative_eq!(own.lambda, *named, max_relative = SAME_WITHIN))
    };
    named.filter(agrees).collect()
}

/// Whether the gradient's own λ is that of the cost with the other sign.
fn is_flipped(own: f64, k: f64) -> bool {
    own != 0.0 && relative_eq!(own, k / 2.0, max_relative = RATIO_WITHIN)
}

/// λ of the gradient's own term, and whether nothing else can look like it.
struct Own {
    lambda: f64,
    is_sure: bool,
}

impl Own {
    fn is_all_of(&self, k: f64) -> bool {
        self.lambda != 0.0 && relative_eq!(self.lambda, k, max_relative = RATIO_WITHIN)
    }
}

/// λ of the gradient's own term, where it can be read and makes sense: none, all, or a usual multiple of
/// that of the cost. Of costs that are quadratic themselves a reading is something else.
fn own_lambda(
    laboratory: &mut Laboratory<'_>,
    view: &View<'_>,
    k: f64,
    dimensions: &Dimensions,
) -> Option<Own> {
    let makes_sense = |own: &f64| {
        let cost = own - k;
        let is_none = cost.abs() <= SAME_WITHIN * own.abs();
        let ratio = || usual(own / cost).or_else(|| dimensions.exact(own / cost, RATIO_WITHIN));
        *own == 0.0 || is_none || ratio().is_some_and(|ratio| ratio > 0.0 || ratio == -1.0)
    };
    let alone = all_else_at_zero(laboratory, view, k).filter(makes_sense);
    if let Some(lambda) = alone {
        let is_sure = laboratory.has_others(view.block);
        return Some(Own { lambda, is_sure });
    }
    let lambda = far_out(laboratory, view, k).filter(makes_sense)?;
    let is_sure = false;
    Some(Own { lambda, is_sure })
}

fn all_else_at_zero(laboratory: &mut Laboratory<'_>, view: &View<'_>, k: f64) -> Option<f64> {
    let range = laboratory.range(view.block)?;
    let gradient = laboratory.gradient(view.block, |theta| {
        for (i, t) in theta.iter_mut().enumerate() {
            if !range.contains(&i) {
                *t = 0.0;
            }
        }
    })?;
    read(&gradient, view, 1.0, k)
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
    read(&apart, view, FAR, k)
}

/// The λ for which a gradient is λ · `times` · θ, within a share of the larger of it and k.
fn read(gradient: &[f64], view: &View<'_>, times: f64, k: f64) -> Option<f64> {
    let own = view
        .offsets
        .iter()
        .filter_map(|&offset| gradient.get(offset));
    let pairs = own.zip(&view.theta).filter(|(_, t)| **t != 0.0);
    let ratios: Vec<f64> = pairs.map(|(g, t)| g / (times * t)).collect();
    let own = median(ratios.clone())?;
    let within = READ_WITHIN * own.abs().max(k.abs());
    let agrees = ratios.len() > 1 && ratios.iter().all(|ratio| (ratio - own).abs() <= within);
    agrees.then(|| if own.abs() <= within { 0.0 } else { own })
}
