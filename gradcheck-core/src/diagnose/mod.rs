//! Naming the mistake: what the numbers of a failing block have in common.
//!
//! In: judged blocks, the dimensions of the data, and the function for experiments. Out: [`Finding`]s, each
//! with the evidence for it. Nothing is found in a block that doesn't fail, and a guess that explains less
//! than all of a block's components within the error bars isn't made.
//!
//! `view` holds a block's numbers and says how well a guess fits them. Guesses, simplest first: `factor`,
//! `layout` (transposed to permuted), `exchanged`, `conjugate`, `frame`, and `terms` (L2, L1, a constant), of which
//! `regularisation` reads whose they are. Of blocks that no guess explains, `precision`, `another_cost`,
//! `step` (with the order of `layers` and the experiments of `slope` and `transpose`) and `bias` say what they have in common, and `lines` where the wrong
//! components stand. `probed` holds what is other where a few components stand for many. `laboratory` makes the experiments, `again` measures
//! once more what nothing explains, `constants` knows what a factor may be, and
//! `conditions` tells of what makes the comparison itself meaningless. `matrix` reads Jacobians and Hessians.

mod again;
mod another_cost;
mod bias;
mod conditions;
mod conjugate;
mod constants;
mod exchanged;
mod factor;
mod frame;
mod laboratory;
mod layers;
mod layout;
mod lines;
mod matrix;
mod precision;
mod probed;
mod regularisation;
mod rough;
mod slope;
mod step;
mod terms;
mod transpose;
mod view;

use crate::report::{BlockReport, Finding, FindingKind};
pub(crate) use again::measure_again;
pub(crate) use conditions::{never_changes, of_problem};
pub(crate) use constants::{Dimensions, four_digits, grouped};
pub(crate) use laboratory::Laboratory;
pub(crate) use matrix::diagnose_matrix;
pub(crate) use probed::Gradient;

use factor::Factor;
use terms::{Extra, Term};
use view::View;

/// What explains a failing block.
enum Guess {
    Factor(Factor),
    Term(Extra),
    Other(Finding),
}

/// A failing block, and the guesses that explain it equally well.
struct Case<'a> {
    view: &'a View<'a>,
    guesses: Vec<Guess>,
}

/// What can be said of the blocks that fail, most telling first.
pub(crate) fn diagnose(
    blocks: &[BlockReport],
    dimensions: &Dimensions,
    gradient: Gradient<'_>,
    laboratory: Option<Laboratory<'_>>,
) -> Vec<Finding> {
    let views: Vec<View<'_>> = blocks.iter().map(View::of).collect();
    let failing: Vec<&View<'_>> = views.iter().filter(|v| v.fails()).collect();
    if failing.is_empty() {
        return conditions::undecided(blocks, laboratory);
    }
    if let Some(whole) = whole_cost_scaled(blocks, &failing, dimensions) {
        return in_order(vec![whole], blocks);
    }
    let mut findings = exchanged::exchanged(&views);
    findings.extend(probed::exchanged(&views, gradient));
    let named = |path: &str| findings.iter().any(|f| f.blocks.iter().any(|b| b == path));
    let mut cases: Vec<Case<'_>> = failing
        .iter()
        .filter(|view| !named(view.path()))
        .map(|view| Case {
            view,
            guesses: guesses(view, dimensions, gradient),
        })
        .collect();
    adopt(&mut cases);
    findings.extend(tell(
        &cases,
        blocks,
        &views,
        (dimensions, gradient),
        laboratory,
    ));
    in_order(findings, blocks)
}

/// Everything that explains a block as a whole, as long as it is equally simple.
fn guesses(view: &View<'_>, dimensions: &Dimensions, gradient: Gradient<'_>) -> Vec<Guess> {
    if let Some(kink) = conditions::at_kinks(view.block) {
        return vec![Guess::Other(kink)];
    }
    let factor = Factor::of(view.block, dimensions);
    if let Some(factor) = factor.filter(|factor| factor.is_exact) {
        return vec![Guess::Factor(factor)];
    }
    let mut exact = layout::layout(view);
    exact.extend(probed::layouts(view, gradient));
    exact.extend(conjugate::conjugate(view));
    exact.extend(frame::other_frame(view));
    if !exact.is_empty() {
        return exact.into_iter().map(Guess::Other).collect();
    }
    let terms = Term::ALL.iter().filter_map(|&term| Extra::of(view, term));
    let factor = factor.map(Guess::Factor);
    factor.into_iter().chain(terms.map(Guess::Term)).collect()
}

/// A block that is too small to tell a constant by itself may have that of another block.
fn adopt(cases: &mut [Case<'_>]) {
    let factors: Vec<Factor> = cases.iter().flat_map(Case::factors).collect();
    let terms: Vec<Extra> = cases.iter().flat_map(Case::terms).collect();
    for case in cases.iter_mut() {
        let view = case.view;
        let small = view.wrong.len() == 1 && view.len() <= 2 && view.is_whole();
        if small && case.guesses.len() < 2 {
            let mut held = terms
                .iter()
                .filter_map(|extra| Extra::holding(view, extra.term, extra.k));
            if let Some(extra) = held.next() {
                case.guesses = vec![Guess::Term(extra)];
                continue;
            }
        }
        if case.guesses.is_empty() {
            let held = factors.iter().find(|factor| factor.holds_in(view.block));
            case.guesses
                .extend(held.map(|&factor| Guess::Factor(factor)));
        }
    }
}

impl Case<'_> {
    fn factors(&self) -> impl Iterator<Item = Factor> {
        self.guesses.iter().filter_map(|guess| match guess {
            Guess::Factor(factor) => Some(*factor),
            _ => None,
        })
    }

    fn terms(&self) -> impl Iterator<Item = Extra> {
        self.guesses.iter().filter_map(|guess| match guess {
            Guess::Term(extra) => Some(*extra),
            _ => None,
        })
    }
}

/// The findings of all cases: what explains each, and what those have in common that nothing explains.
fn tell(
    cases: &[Case<'_>],
    blocks: &[BlockReport],
    views: &[View<'_>],
    (dimensions, gradient): (&Dimensions, Gradient<'_>),
    laboratory: Option<Laboratory<'_>>,
) -> Vec<Finding> {
    let mut laboratory = laboratory;
    let open: Vec<&View<'_>> = cases
        .iter()
        .filter(|case| case.guesses.is_empty())
        .map(|case| case.view)
        .collect();
    let mut findings = in_common(&open, blocks, views, laboratory.as_mut());
    let told: Vec<String> = findings.iter().flat_map(|f| f.blocks.clone()).collect();
    let is_told = |view: &View<'_>| told.iter().any(|path| path == view.path());
    let cases: Vec<&Case<'_>> = cases.iter().filter(|case| !is_told(case.view)).collect();
    let open = cases.iter().filter(|case| case.guesses.is_empty());
    let alone = open.map(|case| {
        bias::bias_not_summed(case.view, blocks, laboratory.as_mut())
            .unwrap_or_else(|| lines::place(case.view, dimensions, gradient))
    });
    let alone = merged(alone.collect(), blocks);
    let terms = |is_l2: bool| {
        let mut all: Vec<(&View<'_>, Extra)> = Vec::new();
        for case in &cases {
            let of_kind = case
                .terms()
                .filter(|extra| (extra.term == Term::L2) == is_l2);
            all.extend(of_kind.map(|extra| (case.view, extra)));
        }
        all
    };
    findings.extend(regularisation::regularisation(
        &terms(true),
        laboratory.as_mut(),
    ));
    findings.extend(regularisation::regularisation(&terms(false), None));
    findings.extend(factors(&cases, dimensions));
    for case in cases {
        findings.extend(case.guesses.iter().filter_map(|guess| match guess {
            Guess::Other(finding) => Some(finding.clone()),
            _ => None,
        }));
    }
    findings.extend(alone);
    findings
}

/// Blocks of which nothing is known but that all of them is wrong, as one finding.
fn merged(findings: Vec<Finding>, blocks: &[BlockReport]) -> Vec<Finding> {
    let is_all =
        |f: &Finding| f.kind == FindingKind::Unexplained && f.explained == f.of && f.of > 1;
    let (all, mut others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_all);
    if all.len() < 2 {
        others.extend(all);
        return others;
    }
    let paths: Vec<String> = all.iter().flat_map(|f| f.blocks.clone()).collect();
    let count = all.iter().map(|f| f.of).sum();
    let of_all: Vec<&BlockReport> = blocks.iter().filter(|b| paths.contains(&b.path)).collect();
    let components = probed::words::noun(&of_all);
    let short = format!("all {count} {components}, by no constant factor");
    let finding = Finding::new(FindingKind::Unexplained, "", short.clone())
        .in_words(format!(
            "no pattern fits {}: {short}",
            factor::listed(&paths)
        ))
        .because(format!(
            "all {count} disagree beyond tolerance and error bar, at several steps"
        ))
        .counting(count, count);
    others.push(Finding {
        blocks: paths,
        ..finding
    });
    others
}

/// The factors, those that several blocks have told once.
fn factors(cases: &[&Case<'_>], dimensions: &Dimensions) -> Vec<Finding> {
    let mut groups: Vec<(Factor, Vec<&BlockReport>)> = Vec::new();
    for case in cases {
        for factor in case.factors() {
            let same = groups
                .iter_mut()
                .find(|(of_group, _)| of_group.is_same(factor));
            match same {
                Some((_, blocks)) => blocks.push(case.view.block),
                None => groups.push((factor, vec![case.view.block])),
            }
        }
    }
    let groups = groups.iter();
    groups
        .map(|(factor, blocks)| factor.finding_of(blocks, dimensions))
        .collect()
}

/// What all failing blocks have in common, of which some are explained by nothing else.
fn in_common(
    open: &[&View<'_>],
    blocks: &[BlockReport],
    views: &[View<'_>],
    laboratory: Option<&mut Laboratory<'_>>,
) -> Vec<Finding> {
    if open.is_empty() {
        return Vec::new();
    }
    if let Some(precision) = precision::precision(open) {
        return vec![precision];
    }
    let mut laboratory = laboratory;
    let another = laboratory
        .as_deref_mut()
        .and_then(|laboratory| another_cost::another_cost(open, views, blocks, laboratory));
    let paths: Vec<&str> = open.iter().map(|view| view.path()).collect();
    let found = another.or_else(|| step::faulty_step(blocks, &paths, laboratory));
    found.into_iter().collect()
}

/// The same factor in every block that was compared: the cost is scaled and the gradient isn't.
fn whole_cost_scaled(
    blocks: &[BlockReport],
    failing: &[&View<'_>],
    dimensions: &Dimensions,
) -> Option<Finding> {
    let compared = blocks.iter().filter(|b| b.is_compared()).count();
    if failing.len() < 2 || failing.len() < compared {
        return None;
    }
    let of = |view: &&View<'_>| Factor::of(view.block, dimensions);
    let factors: Vec<Option<Factor>> = failing.iter().map(of).collect();
    let largest = factors
        .iter()
        .flatten()
        .copied()
        .reduce(Factor::more_telling)?;
    let mut pairs = failing.iter().zip(&factors);
    let same = pairs.all(|(view, factor)| {
        factor.map_or_else(
            || largest.holds_in(view.block),
            |factor| factor.is_same(largest),
        )
    });
    let failing: Vec<&BlockReport> = failing.iter().map(|view| view.block).collect();
    (same && !largest.is_zero()).then(|| largest.finding_of_whole(&failing, dimensions))
}

/// What explains more comes first; else the order is that of θ.
fn in_order(mut findings: Vec<Finding>, blocks: &[BlockReport]) -> Vec<Finding> {
    let place = |finding: &Finding| {
        let first = finding.blocks.first();
        blocks.iter().position(|b| Some(&b.path) == first)
    };
    let spans = |finding: &Finding| finding.blocks.len() > 1;
    for finding in &mut findings {
        let own = blocks.iter().filter(|b| finding.blocks.contains(&b.path));
        let wrong = own.flat_map(BlockReport::wrong).map(|c| c.path.clone());
        finding.components = wrong.collect();
    }
    findings.sort_by_key(|f| (f.kind.is_weak() && !spans(f), place(f)));
    findings
}
