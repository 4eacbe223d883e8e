//! Conditions of the check that a reader of any verdict should know, a clause each.

use crate::precision::Precision;
use crate::report::{
    BlockReport, CONSTANT, Comparison, Component, Kind, Probing, Problem, Reason, Report, Verdict,
};
use crate::wording::{count, error, grouped, setting, value};

/// Components that a clause names one by one.
const NAMED: usize = 3;
/// Blocks whose smallest noticeable error is told one by one.
const BLOCKS: usize = 8;

/// All that applies, in the order in which it matters.
pub(crate) fn caveats(report: &Report) -> Vec<String> {
    let all = [
        unfinished(report),
        probed(report),
        held_fixed(report),
        empty(report),
        products(report),
        of_wrong_gradient(report),
        not_verified(report),
        with_block(report),
        zero_but_for_rounding(report),
        zeros(report),
        compared_beside(report),
        stationary(report),
        kinks(report),
        accepted(report),
        not_at_eps(report),
        not_seen_beside(report),
        cost_apart(report),
        noise(report),
        single(report),
        self_test(report),
        forces(report),
    ];
    all.into_iter().flatten().collect()
}

/// The smallest error that each block would have noticed; of the rows of a matrix, the largest of them.
pub(crate) fn would_notice(report: &Report) -> String {
    let blocks = &report.blocks;
    if let Some(matrix) = report.kind.matrix() {
        let largest = blocks.iter().map(|b| b.would_notice).fold(0.0, f64::max);
        return format!(
            "would notice {} or less in every row of {matrix}",
            error(largest)
        );
    }
    // Of blocks that were probed it is the error of a single component, in f32 any.
    let (first, of) = match report.probing {
        Some(_) if report.precision == Precision::F64 => {
            ("of its norm in a single component of", "of")
        }
        Some(_) => ("of the norm of", "of that of"),
        None => ("in", "in"),
    };
    if let ([single], None) = (blocks.as_slice(), report.probing) {
        return format!("would notice {}", noticed(single));
    }
    let part = |(at, block): (usize, &BlockReport)| {
        let of = if at == 0 { first } else { of };
        format!("{} {of} {}", noticed(block), block.path)
    };
    let mut parts: Vec<String> = blocks.iter().take(BLOCKS).enumerate().map(part).collect();
    if let Some(more) = blocks.get(BLOCKS..).filter(|more| !more.is_empty()) {
        let largest = more.iter().map(|b| b.would_notice).fold(0.0, f64::max);
        let others = count(more.len(), "more block");
        parts.push(format!("{} or less {of} {others}", error(largest)));
    }
    format!("would notice {}", parts.join(", "))
}

/// The error that a block would have noticed, if it was compared.
fn noticed(block: &BlockReport) -> String {
    if block.would_notice.is_nan() {
        "nothing".to_owned()
    } else {
        error(block.would_notice)
    }
}

/// Why directions were probed, and how much was measured by itself.
fn probed(report: &Report) -> Option<String> {
    let probing = report.probing?;
    let what = "probed along random directions, not component by component";
    let at_eps = match report.eps {
        Some(eps) => format!(
            "; no difference at eps {} is made along directions",
            setting(eps)
        ),
        None => String::new(),
    };
    if report.verdict == Verdict::Pass {
        return Some(format!("{what}{at_eps}"));
    }
    let why = why_probed(probing);
    let measured = report.blocks.iter().filter(|b| !b.components.is_empty());
    let measured: Vec<String> = measured
        .map(|b| {
            let (n, of) = (grouped(b.components.len()), grouped(b.shape.count()));
            format!("{n} of {of} components of {}", b.path)
        })
        .collect();
    let measured = match measured.as_slice() {
        [] => String::new(),
        measured => format!("; measured by themselves: {}", measured.join(", ")),
    };
    Some(format!("{what} ({why}){measured}{at_eps}"))
}

fn why_probed(probing: Probing) -> String {
    let evaluations = 2 * probing.components;
    let entries = grouped(probing.rows * probing.components);
    let [components, takes, budget] =
        [probing.components, evaluations, probing.budget].map(grouped);
    if evaluations > probing.budget {
        format!("{components} components would take {takes} evaluations; the budget is {budget}")
    } else {
        format!("{entries} entries are too many for a budget of {budget}")
    }
}

/// What the budget has kept from being looked for.
fn unfinished(report: &Report) -> Option<String> {
    let is_unfinished = |b: &BlockReport| b.probed.as_ref().is_some_and(|p| p.is_unfinished);
    let budget = report.probing?.budget;
    let blocks = report.blocks.iter().filter(|b| is_unfinished(b));
    let blocks: Vec<&str> = blocks.map(BlockReport::path).collect();
    (!blocks.is_empty()).then(|| {
        format!(
            "the budget of {} evaluations ended the search in {}: there may be more wrong components; raise `budget`",
            grouped(budget),
            blocks.join(", ")
        )
    })
}

/// Zeros in the gradient of blocks that were probed, of which nobody knows whether they should be.
fn zeros(report: &Report) -> Option<String> {
    let part = |b: &BlockReport| {
        let zeros = b.probed.as_ref().map_or(0, |p| p.zeros);
        let of = b.shape.count();
        (zeros > 0).then(|| {
            format!(
                "{} of {} components of {}",
                grouped(zeros),
                grouped(of),
                b.path
            )
        })
    };
    let parts: Vec<String> = report.blocks.iter().filter_map(part).collect();
    (!parts.is_empty()).then(|| format!("the gradient is exactly zero in {}", parts.join(", ")))
}

fn held_fixed(report: &Report) -> Option<String> {
    let fixed = &report.unchecked;
    (!fixed.is_empty()).then(|| format!("held fixed: {}", fixed.join(", ")))
}

/// Blocks that hold no number.
fn empty(report: &Report) -> Option<String> {
    let blocks = &report.empty;
    let are = if blocks.len() == 1 { "is" } else { "are" };
    (!blocks.is_empty()).then(|| format!("nothing to compare: {} {are} empty", blocks.join(", ")))
}

/// What the rows of a Hessian stand for that was too large to be formed.
fn products(report: &Report) -> Option<String> {
    let is_product = report.kind == Kind::HessianProduct && !report.cotangents.is_empty();
    is_product.then(|| {
        "H[u, *] and H[v, *] are the products with two drawn directions, compared with the gradients of ⟨u, gradient⟩ and ⟨v, gradient⟩: H was not formed".to_owned()
    })
}

/// What a Hessian is compared with where the gradient itself is wrong.
fn of_wrong_gradient(report: &Report) -> Option<String> {
    let mut gradient = report.blocks.iter().filter(|block| !block.is_of_matrix());
    let is_wrong = gradient.any(|block| block.verdict == Verdict::Fail);
    (report.kind.is_hessian() && is_wrong).then(|| {
        "rows of H whose gradient is wrong have nothing to be compared with: mend the gradient first".to_owned()
    })
}

/// The parts of blocks that were not really verified: "4 of 20 components of W1".
fn not_verified(report: &Report) -> Option<String> {
    let is_zero = |c: &Component| c.is_flat() && c.verdict == Verdict::Pass;
    if let Some(matrix) = report.kind.matrix() {
        let rows = || report.blocks.iter().filter(|block| block.is_of_matrix());
        let entries = || rows().flat_map(BlockReport::components);
        let (zeros, of) = (entries().filter(|c| is_zero(c)).count(), entries().count());
        return (zeros > 0)
            .then(|| format!("exactly zero on both sides: {zeros} of {of} entries of {matrix}"));
    }
    let parts = parts(report, is_zero);
    let why = "cost and gradient are exactly flat there";
    (!parts.is_empty()).then(|| format!("not verified: {} ({why})", parts.join(", ")))
}

/// Components that passed with their block alone.
fn with_block(report: &Report) -> Option<String> {
    let parts = parts(report, |c| c.comparison == Comparison::Block);
    let why = "too small for their own error bars; their block would notice";
    (!parts.is_empty()).then(|| format!("not verified by themselves: {} ({why})", parts.join(", ")))
}

/// Blocks that pass as zero on both sides.
fn zero_but_for_rounding(report: &Report) -> Option<String> {
    let passes = |b: &&BlockReport| b.is_zero() && b.is_compared() && b.verdict == Verdict::Pass;
    let blocks: Vec<&BlockReport> = report.blocks.iter().filter(passes).collect();
    let largest = blocks.iter().map(|b| b.would_notice).fold(0.0, f64::max);
    let named: Vec<&str> = blocks.iter().take(NAMED).map(|b| b.path()).collect();
    let more = match blocks.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {}", count(more, "more block")),
    };
    (!named.is_empty()).then(|| {
        format!(
            "zero on both sides but for rounding: {}{more} (an error of {} of the whole gradient would be noticed)",
            named.join(", "),
            error(largest)
        )
    })
}

/// Blocks whose gradient vanishes at the point.
fn stationary(report: &Report) -> Option<String> {
    let blocks = report.blocks.iter().filter(|block| block.is_stationary());
    let part = |block: &BlockReport| {
        let notice = error(block.would_notice_beside);
        format!("{} ({notice} of the slopes beside it)", block.path)
    };
    let parts: Vec<String> = blocks.map(part).collect();
    let what = "the gradient vanishes at this point, so that it is checked by its slopes beside it";
    (!parts.is_empty()).then(|| format!("{what}: {}", parts.join(", ")))
}

/// Blocks that are zero on both sides at the point, and not beside it.
fn compared_beside(report: &Report) -> Option<String> {
    let blocks = report.blocks.iter().filter(|b| b.is_compared_beside);
    let blocks: Vec<&str> = blocks.map(BlockReport::path).collect();
    let is = if blocks.len() == 1 { "is" } else { "are" };
    (!blocks.is_empty()).then(|| {
        format!(
            "{} {is} zero on both sides at this point, and right a percent beside it, where other parameters let it matter",
            blocks.join(", ")
        )
    })
}

/// Passing components at a kink, with the slopes on its left and its right.
fn kinks(report: &Report) -> Option<String> {
    let at_kink = |c: &&Component| c.kink.is_some() && c.verdict == Verdict::Pass;
    let components: Vec<&Component> = components(report).filter(at_kink).collect();
    let named: Vec<String> = components.iter().take(NAMED).map(|c| kink(c)).collect();
    let more = components.len().saturating_sub(NAMED);
    let more = match more {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    (!named.is_empty()).then(|| {
        let at_eps = match report
            .eps
            .filter(|_| components.iter().any(|c| c.at_eps.is_some()))
        {
            Some(eps) => format!(", and the difference at eps {} mixes both", setting(eps)),
            None => String::new(),
        };
        format!(
            "at a kink, where any slope between is right{at_eps}: {}{more}",
            named.join(", ")
        )
    })
}

/// Whether a right block is far off at `eps` alone, because the difference there reaches over a kink.
pub(crate) fn is_mixed_at_eps(block: &BlockReport, tol: f64) -> bool {
    let is_mixed = |c: &Component| c.kink.is_some() && c.at_eps.is_some();
    block.verdict == Verdict::Pass
        && block.error.at_eps.is_some_and(|error| error > tol)
        && block.components.iter().any(is_mixed)
}

/// "x[0] (left −1, right 1, analytic 0.3)".
pub(crate) fn kink(c: &Component) -> String {
    let (left, right) = c.kink.unwrap_or((f64::NAN, f64::NAN));
    format!(
        "{} (left {}, right {}, analytic {})",
        c.path,
        value(left),
        value(right),
        value(c.analytic)
    )
}

/// What `allow` has accepted: in which components, and what ended their measurement or that of the whole.
fn accepted(report: &Report) -> Option<String> {
    let is_constant = report.accepts_constant();
    let others = report.allowed.iter();
    let others = others.filter(|reason| !(is_constant && CONSTANT.contains(reason)));
    let reasons = others.filter_map(|&reason| {
        let is_of_it = Verdict::Undecided(reason);
        let parts = parts(report, |c| c.verdict == is_of_it).join(", ");
        let problems = report.problems.iter().filter(|p| p.verdict() == is_of_it);
        let problems: Vec<String> = problems.map(ToString::to_string).collect();
        let more = match problems.len() {
            0 | 1 => String::new(),
            n => format!(", and {} more of the kind", n - 1),
        };
        let name = reason.name();
        match (parts.as_str(), problems.first()) {
            ("", None) => None,
            ("", Some(problem)) => Some(format!("{name} ({problem}{more})")),
            (parts, None) => Some(format!("{name} in {parts}")),
            (parts, Some(problem)) => Some(format!("{name} in {parts} ({problem}{more})")),
        }
    });
    let constant = constant(report).filter(|_| is_constant);
    let reasons: Vec<String> = reasons.chain(constant).collect();
    (!reasons.is_empty()).then(|| format!("accepted by `allow`: {}", reasons.join("; ")))
}

/// That nothing was compared, by the name that accepts it.
fn constant(report: &Report) -> Option<String> {
    let mut names = report.allowed.iter().filter(|name| CONSTANT.contains(name));
    let problems = report.problems.iter();
    let mut problems = problems.filter(|p| p.reason() == Reason::ConstantCost);
    let why = problems
        .next()
        .map_or_else(|| Reason::NothingCompared.to_string(), ToString::to_string);
    names.next().map(|name| format!("{} ({why})", name.name()))
}

/// What kept the plain difference at `eps` from being shown.
fn not_at_eps(report: &Report) -> Option<String> {
    let notes = || report.notes.iter().filter(|note| !is_beside(note));
    let (eps, first) = (report.eps?, notes().next()?);
    let components = count(notes().count(), "component");
    Some(format!(
        "no difference at eps {} for {components}: {first}",
        setting(eps)
    ))
}

/// What kept a pass from being looked at beside the point.
fn not_seen_beside(report: &Report) -> Option<String> {
    let mut notes = report.notes.iter().filter(|note| is_beside(note));
    notes.next().map(ToString::to_string)
}

fn is_beside(note: &Problem) -> bool {
    matches!(note, Problem::NotSeenBeside { .. })
}

/// Two costs that are the same but for rounding.
fn cost_apart(report: &Report) -> Option<String> {
    let apart = report.cost_apart;
    (apart != 0.0).then(|| {
        let apart = error(apart.abs());
        format!("`cost` differs from the annotated function's cost by rounding alone ({apart}), as two orders of a sum do")
    })
}

fn noise(report: &Report) -> Option<String> {
    let rounding = report.precision.unit_roundoff() * report.largest_cost;
    let sigma = report.noise.sigma;
    (sigma > rounding).then(|| format!("the cost has noise of {}", error(sigma)))
}

fn single(report: &Report) -> Option<String> {
    let what = "the cost passes through f32 on its way";
    // Of f32 parameters nobody expects anything else.
    let is_news = report.noise.single && report.precision == Precision::F64;
    match (is_news, report.is_judged_as_f32) {
        (false, _) => None,
        (true, false) => Some(what.to_owned()),
        (true, true) => {
            let tol = error(report.tol);
            Some(format!(
                "{what}, and is judged as one of f32 is, by a tol of {tol}"
            ))
        }
    }
}

fn self_test(report: &Report) -> Option<String> {
    let planted = report.planted.len();
    let noticed = report.planted.iter().filter(|p| p.is_noticed()).count();
    (planted > 0).then(|| format!("self-test: {noticed} of {planted} planted mistakes noticed"))
}

fn forces(report: &Report) -> Option<String> {
    let is_negated = report.context.is_negated && report.kind == Kind::Gradient;
    is_negated.then(|| "forces: analytic is minus what the function returned".to_owned())
}

fn components(report: &Report) -> impl Iterator<Item = &Component> {
    report.blocks.iter().flat_map(BlockReport::components)
}

/// "4 of 20 components of W1", a part a block.
fn parts(report: &Report, chosen: impl Fn(&Component) -> bool) -> Vec<String> {
    let part = |block: &BlockReport| {
        let n = block.components.iter().filter(|c| chosen(c)).count();
        let of = block.components.len();
        let measured = if block.is_measured_whole() {
            ""
        } else {
            "measured "
        };
        (n > 0).then(|| format!("{n} of {of} components {measured}of {}", block.path))
    };
    report.blocks.iter().filter_map(part).collect()
}
