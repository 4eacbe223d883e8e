//! The check of a case, and what its report states.

use crate::case::Case;
use crate::fault::{Fault, Noise};
use crate::mistakes::{Change, NO_KIND, Planted, What, dropout};
use crate::model::Model;
use crate::point::Point;
use grad_check::{Finding, GradCheck, Problem, Report, Tuning, Verdict};

/// The report of a model whose gradient has this mistake.
pub(crate) fn report(model: &Model, planted: Option<&Planted>, seed: u64) -> Report {
    with(model, planted, seed, None)
}

/// The same with a mend that is made at last.
pub(crate) fn with(
    model: &Model,
    planted: Option<&Planted>,
    seed: u64,
    mend: Option<&Change>,
) -> Report {
    let check = GradCheck::new(model.family).tuning(Tuning {
        always_probe: std::env::args().any(|argument| argument == "--probe"),
        ..Tuning::default()
    });
    let given = model.given.iter();
    let check = given.fold(check, |check, (name, dimensions)| {
        check.given(name, dimensions)
    });
    let what = planted.map_or(&What::Nothing, |planted| &planted.what);
    let mut fault = &Fault::None;
    let mut noise = Noise::None;
    let mut last = None;
    match what {
        What::Inside(inside) | What::Both(inside, _) => fault = inside,
        What::Dropout(at) => noise = dropout(*at, seed),
        What::Stale(first) => last.clone_from(first),
        _ => {}
    }
    let mut function = |p: &Point| {
        let theta = &p.arrays;
        let (cost, mut gradient) = model.graph.evaluate(theta, fault, &mut noise);
        match what {
            What::After(change) | What::Both(_, change) => change(theta, &mut gradient),
            What::Stale(_) => {
                let before = last.replace(theta.clone());
                if let Some(before) = before {
                    gradient = model.graph.evaluate(&before, fault, &mut noise).1;
                }
            }
            _ => {}
        }
        if let Some(mend) = mend {
            mend(theta, &mut gradient);
        }
        (cost, p.with(gradient))
    };
    if let What::OtherCost(other) = what {
        return check.run_with_cost(&model.point, &mut function, |p: &Point| {
            let values = model.graph.values(&p.arrays, &mut Noise::None);
            other(values.last().map_or(0.0, |cost| cost[[0, 0]]), &p.arrays)
        });
    }
    check.run(&model.point, function)
}

/// How well a mistake is named, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Naming {
    /// The first finding is of the right kind.
    Right,
    /// Another finding is.
    Ambiguous,
    /// None is of any kind: it is wrong, or undecided, and that is all that is said.
    Honest,
    /// The first finding is of another kind, and none is of the right one.
    Wrong,
}

/// What a report states of a planted case.
pub(crate) struct Stated {
    /// The kind of the first finding; else the first problem; else the verdict.
    pub(crate) first: String,
    pub(crate) naming: Naming,
    /// Whether the findings name the blocks that are wrong and no other.
    pub(crate) names_blocks: Option<bool>,
    /// Whether the verdict is what it should be.
    pub(crate) is_judged: bool,
    /// Whether a finding of the right kind names blocks of both layers of the boundary.
    pub(crate) names_boundary: Option<bool>,
    /// Whether the number of samples is named, where it is the factor, or its inverse.
    pub(crate) names_samples: Option<bool>,
    /// Of several mistakes, the kind of each and how well it is named.
    pub(crate) each: Vec<(&'static str, Naming)>,
}

/// Other words of a report that say the same: a problem or a reason that isn't a finding.
fn says_the_same(kind: &str) -> &'static [&'static str] {
    match kind {
        "nondeterministic" => &["cost_not_repeatable", "gradient_not_repeatable"],
        "wrong_cost_function" => &["wrong_cost"],
        "precision" => &["single_precision"],
        _ => &[],
    }
}

impl Stated {
    pub(crate) fn of(case: &Case, report: &Report) -> Self {
        let kind = case.kind.expected;
        let findings = report.findings();
        // Where λ is not known, a term that is missing and one that is halved are one number: both are named.
        let is_kind = |finding: &Finding| {
            let name = finding.kind().name();
            name == kind || (kind == "l2_factor" && finding.message().contains(", too small, or"))
        };
        let (mut first, is_finding) = first(report);
        let same = !is_finding && says_the_same(kind).contains(&first.as_str());
        // A block that is all there is up to a layer is that, whatever its mistake.
        let is_layer = kind == NO_KIND && first == "wrong_from_layer" && case.boundary().is_some();
        let each = case.planted.each.iter().map(|&(at, own)| {
            let name = &case.model.point.named[at].name;
            (own, of_block(own, name, findings))
        });
        let each: Vec<_> = each.collect();
        let worst = each.iter().max_by_key(|(_, of)| of.naming);
        let naming = if let Some((own, of)) = worst {
            first = if of.naming == Naming::Right {
                kind.to_owned()
            } else {
                format!("{} for {own}", of.first)
            };
            of.naming
        } else if first == kind || same || is_layer || is_transpose(case, findings) {
            Naming::Right
        } else if findings.iter().any(is_kind) {
            Naming::Ambiguous
        } else if !is_finding || first == "unexplained" {
            Naming::Honest
        } else {
            Naming::Wrong
        };
        let may_be_undecided = [
            "nondeterministic",
            "stale_state",
            "kink",
            "precision",
            "wrong_cost_function",
        ];
        Self {
            naming,
            names_blocks: case
                .wrong
                .as_ref()
                .map(|wrong| names_blocks(case, wrong, findings)),
            is_judged: match report.verdict() {
                Verdict::Fail => true,
                Verdict::Undecided(_) => may_be_undecided.contains(&kind),
                Verdict::Pass => false,
            },
            names_boundary: (kind == "wrong_from_layer").then(|| {
                let mut of_kind = findings.iter().filter(|finding| is_kind(finding));
                of_kind.any(|finding| names_boundary(case, finding.message()))
            }),
            names_samples: names_samples(case, findings),
            each: each
                .into_iter()
                .map(|(kind, of)| (kind, of.naming))
                .collect(),
            first,
        }
    }
}

/// Whether a matrix is said to stand for its transpose, and does, in the gradient of one block alone.
fn is_transpose(case: &Case, findings: &[Finding]) -> bool {
    let is_planted = case.planted.detail.starts_with("Untransposed(");
    let first = findings.first().map(Finding::message);
    is_planted && first.is_some_and(|message| message.contains(" stands for its transpose"))
}

/// What a report says first, and whether that is a finding.
fn first(report: &Report) -> (String, bool) {
    if let Some(finding) = report.findings().first() {
        return (finding.kind().name().to_owned(), true);
    }
    let said = report.problems().first().map(Problem::name);
    let said = said.unwrap_or_else(|| match report.verdict() {
        Verdict::Undecided(reason) => reason.name(),
        other => other.word(),
    });
    (said.to_owned(), false)
}

/// What is stated of one block.
struct OfBlock {
    first: &'static str,
    naming: Naming,
}

fn of_block(kind: &str, name: &String, findings: &[Finding]) -> OfBlock {
    let own = findings
        .iter()
        .filter(|finding| finding.blocks().contains(name));
    let kinds: Vec<&str> = own.map(|finding| finding.kind().name()).collect();
    let first = kinds.first().copied().unwrap_or("nothing");
    let naming = if first == kind {
        Naming::Right
    } else if kinds.contains(&kind) {
        Naming::Ambiguous
    } else if ["nothing", NO_KIND].contains(&first) {
        Naming::Honest
    } else {
        Naming::Wrong
    };
    OfBlock { first, naming }
}

/// Whether the number of samples is named where the factor is that, or its inverse.
fn names_samples(case: &Case, findings: &[Finding]) -> Option<bool> {
    let samples = case.model.samples as f64;
    let factor = case.planted.factor?.abs();
    let is_samples = factor == samples || factor == 1.0 / samples;
    let (name, lengths) = case.model.given.first().filter(|_| is_samples)?;
    let of = match lengths.len() {
        1 => "entries",
        2 => "rows",
        _ => "slices",
    };
    let expected = format!("{samples} is the number of {of} of {name}");
    let evidence = findings.first().map(Finding::evidence);
    Some(evidence.is_some_and(|evidence| evidence.contains(&expected)))
}

fn names_blocks(case: &Case, wrong: &[bool], findings: &[Finding]) -> bool {
    let named = case.model.point.named.iter().zip(wrong);
    let mut blocks = named.map(|(named, wrong)| (&named.name, *wrong));
    blocks.all(|(name, wrong)| {
        let mut paths = findings.iter().flat_map(Finding::blocks);
        paths.any(|path| path == name) == wrong
    })
}

fn names_boundary(case: &Case, message: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = message.split(|c| !is_part(c)).collect();
    case.boundary().is_some_and(|layers| {
        let mut layers = layers.iter();
        layers.all(|names| names.iter().any(|name| words.contains(name)))
    })
}
