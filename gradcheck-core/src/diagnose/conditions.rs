//! What makes the comparison itself meaningless, as findings: randomness, state, kinks, precision, another
//! cost.

use super::laboratory::Laboratory;
use super::probed;
use super::rough::rough;
use crate::report::{BlockReport, Component, Finding, FindingKind, Problem, Reason, Verdict};
use crate::wording::four_digits;

/// The relative noise of numbers that went through f32.
const OF_SINGLE: std::ops::Range<f64> = 3e-9..1e-5;
/// A gradient that was added up, at points near to each other, is a whole multiple within this.
const WHOLE_WITHIN: f64 = 1e-3;
/// Components at a kink that are named.
const NAMED: usize = 3;

/// A problem of the whole check as a finding, if it is one of these.
pub(crate) fn of_problem(problem: &Problem) -> Option<Finding> {
    match problem {
        Problem::CostNotRepeatable { first, again } => {
            let short = "the cost is random, as with dropout: the noise hides the gradient";
            Some(random(short, "the cost", *first, *again))
        }
        Problem::OutputNotRepeatable {
            output,
            first,
            again,
        } => {
            let short = "an output is random, as with dropout: the noise hides its derivatives";
            Some(random(short, output, *first, *again))
        }
        Problem::GradientNotRepeatable {
            component,
            first,
            again,
        } => {
            let (short, times) = match whole_multiple(*first, *again) {
                Some(times) => (
                    "the gradient grows with each call, as where it is added to a buffer that isn't cleared",
                    format!(", about {times} times that"),
                ),
                None => (
                    "the gradient depends on earlier calls, or is random: it is computed from state that outlives the call",
                    String::new(),
                ),
            };
            let evidence = format!(
                "{component} was {}, then {}{times}, with the same parameters and the same cost",
                four_digits(*first),
                four_digits(*again)
            );
            Some(whole(FindingKind::StaleState, short, evidence))
        }
        Problem::WrongCost { .. } => Some(whole(
            FindingKind::WrongCostFunction,
            "`cost` is another function than the cost that the gradient belongs to",
            problem.to_string(),
        )),
        _ => None,
    }
}

/// Two answers for the same parameters differ.
fn random(short: &str, what: &str, first: f64, again: f64) -> Finding {
    let apart = (first - again).abs();
    let share = 100.0 * apart / first.abs().max(again.abs());
    let by = four_digits(apart);
    let evidence =
        format!("two calls with the same parameters differ by {by}, {share:.1} % of {what}");
    whole(FindingKind::Nondeterministic, short, evidence).with_value(apart)
}

/// A finding of the whole check.
fn whole(kind: FindingKind, short: &str, evidence: String) -> Finding {
    Finding::of_blocks(kind, Vec::new(), short.to_owned()).because(evidence)
}

/// How many times the first answer the second one is, if it is so a whole number of times.
fn whole_multiple(first: f64, again: f64) -> Option<f64> {
    let times = again / first;
    let is_whole = (times - times.round()).abs() < WHOLE_WITHIN * times;
    Some(times.round()).filter(|times| is_whole && *times > 1.0)
}

/// What can be said where nothing fails, and something is undecided.
pub(super) fn undecided(
    blocks: &[BlockReport],
    laboratory: Option<&mut Laboratory<'_>>,
) -> Vec<Finding> {
    let single = blocks.iter().filter_map(single_precision);
    let kinks = blocks.iter().filter_map(at_kinks);
    let mut findings: Vec<Finding> = single.chain(kinks).collect();
    if findings.is_empty() {
        findings.extend(laboratory.and_then(|laboratory| rough_gradient(blocks, laboratory)));
    }
    let is_named = |block: &&BlockReport| findings.iter().any(|f| f.blocks.contains(&block.path));
    let others = blocks.iter().filter(|block| !is_named(block));
    let rough: Vec<Finding> = others.filter_map(rough).collect();
    findings.extend(rough);
    findings
}

/// A gradient whose last digits are noise, in blocks that steps don't settle.
fn rough_gradient(blocks: &[BlockReport], laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let is_open = |c: &Component| {
        matches!(
            c.verdict,
            Verdict::Undecided(Reason::Unsettled | Reason::Noise)
        )
    };
    let open = blocks.iter().filter(|b| b.components.iter().any(is_open));
    let open: Vec<&BlockReport> = open.collect();
    if open.is_empty() {
        return None;
    }
    let noise = laboratory.roughness(&open)?;
    let names: Vec<String> = open.iter().map(|b| b.path.clone()).collect();
    let short = "the gradient has the digits of an f32 only".to_owned();
    let message = format!("{}: {short}", names.join(", "));
    OF_SINGLE.contains(&noise).then(|| {
        Finding::of_blocks(FindingKind::Precision, names, short)
            .in_words(message)
            .because(format!(
                "on points a millionth apart it has noise of {noise:.0e} of its size, which f64 hasn't"
            ))
            .mended("computing the gradient in f64 throughout lets it be checked".to_owned())
            .with_value(noise)
    })
}

/// Components at a kink that fail, or that nothing decides, block by block.
pub(super) fn at_kinks(block: &BlockReport) -> Option<Finding> {
    let is_at_kink = |c: &&Component| {
        let open = c.verdict == Verdict::Undecided(Reason::Kink);
        c.kink.is_some() && ((c.is_wrong() && !c.beside) || open)
    };
    let components: Vec<&Component> = block.components.iter().filter(is_at_kink).collect();
    let wrong = block.wrong().count();
    let all_wrong_are = components.iter().filter(|c| c.is_wrong()).count() == wrong;
    if components.is_empty() || !all_wrong_are {
        return None;
    }
    if let Some(finding) = beyond(block, &components) {
        return Some(finding);
    }
    let told = components.iter().take(NAMED).map(|c| {
        let (left, right) = c.kink.unwrap_or((f64::NAN, f64::NAN));
        let [left, right, analytic] = [left, right, c.analytic].map(four_digits);
        format!("the slope is {left} on the left of {} and {right} on its right, the gradient {analytic}", c.path)
    });
    let path = &block.path;
    let kinks = format!(
        "the point is a kink in {} of {} {}",
        components.len(),
        block.components.len(),
        probed::noun(&[block])
    );
    let (short, message) = if wrong > 0 {
        let short = format!("{kinks}, and the gradient is none of its slopes");
        (short.clone(), format!("{path}: {short}"))
    } else {
        (
            kinks.clone(),
            format!("{path}: {kinks}, and the gradient beside it doesn't tell"),
        )
    };
    Some(
        Finding::new(FindingKind::Kink, path, short)
            .in_words(message)
            .because(told.collect::<Vec<_>>().join("; "))
            .counting(wrong, block.components.len()),
    )
}

/// Components each of which lies between its slopes, while all together are none of the gradients around.
fn beyond(block: &BlockReport, components: &[&Component]) -> Option<Finding> {
    let is_between = |c: &&Component| {
        let (left, right) = c.kink.unwrap_or((f64::NAN, f64::NAN));
        let is_between = c.analytic >= left.min(right) && c.analytic <= left.max(right);
        is_between && c.relative_error() > 0.0
    };
    if !components.iter().all(is_between) {
        return None;
    }
    let told = components.iter().take(NAMED).map(|c| {
        let [numeric, analytic] = [c.numeric, c.analytic].map(four_digits);
        format!("{} = {numeric} (the gradient {analytic})", c.path)
    });
    let told = told.collect::<Vec<_>>().join(", ");
    let (path, count, of) = (&block.path, components.len(), block.components.len());
    let short = format!(
        "several kinks meet in {count} of {of} {}, and the gradient is beyond those around",
        probed::noun(&[block])
    );
    let evidence = format!(
        "each component lies between its slopes on both sides, but together they don't: the nearest gradient that the cost has around is {told}"
    );
    Some(
        Finding::new(FindingKind::Kink, path, short)
            .because(evidence)
            .counting(block.wrong().count(), of),
    )
}

/// A block that f32 on the cost's way leaves undecided.
fn single_precision(block: &BlockReport) -> Option<Finding> {
    let undecided = Verdict::Undecided(Reason::SinglePrecision);
    let path = &block.path;
    (block.verdict == undecided).then(|| {
        let short = "the cost passes through f32, which leaves too few digits to compare";
        Finding::new(FindingKind::Precision, path, short.to_owned())
            .because("small steps change the cost by whole f32 roundoffs, or not at all".to_owned())
    })
}

/// What to say of a gradient that was the same at every point that was tried: right at one by chance, it
/// was computed once.
pub(crate) fn never_changes(blocks: &[BlockReport]) -> Option<Finding> {
    let by_chance = |c: &Component| c.verdict == Verdict::Undecided(Reason::RightByChance);
    let whole_by_chance = Verdict::Undecided(Reason::RightByChance);
    let has_some =
        |b: &&BlockReport| b.verdict == whole_by_chance || b.components.iter().any(by_chance);
    let names: Vec<String> = blocks
        .iter()
        .filter(has_some)
        .map(|b| b.path.clone())
        .collect();
    let short = "the gradient is the same at every point: it is computed once, or from state that outlives the call";
    (!names.is_empty()).then(|| {
        Finding::of_blocks(FindingKind::StaleState, names, short.to_owned())
            .because("the slopes of the cost beside the point are others, and the gradient stays as it was at the first call".to_owned())
    })
}
