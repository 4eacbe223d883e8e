//! Naming the mistake: what the numbers of a failing block have in common.
//!
//! In: judged blocks, the dimensions of the data, and the function for experiments. Out: [`Finding`]s, each
//! with the evidence for it. Nothing is found in a block that doesn't fail.
//!
//! A cause is a hypothesis: how the gradient becomes right, with constants that are fitted at the test point. It is
//! stated if it explains all of a block's components within the error bars, and if the gradient with its `mend` made
//! is right at other points as well (`trial`, asking the function through `laboratory`). `explained` holds all of them in
//! tiers, the simplest first, each with the number of points at which it has to hold: `factor`, `layout` (transposed to
//! permuted), `conjugate`, `frame`, `terms` (L2, L1, a constant), then `two_terms`, `chain`, `triangle`, `ratios`, and of as
//! many constants as there are components those that hold elsewhere (`low_order`). `stacked` reads lists of lists as one,
//! `exchanged` is about several blocks, and `apart` about several causes in one. `regularisation` reads whose a term is. A
//! `hypothesis` is put into words when all blocks that have it are known.
//!
//! Of blocks that no hypothesis explains, `precision`, `another_cost`, `untransposed`, `step` (with the order of `layers` and the
//! experiments of `slope`) and `bias` say what they have in common, and `components` and `lines` where what is wrong
//! stands. `view` holds a block's numbers and says how well a guess fits them. `probed` holds what is other where a few
//! components stand for many. `experiments` and `coupling` ask what no mend can tell, `constants` knows what a factor may
//! be, and `conditions` tells of what makes the comparison itself meaningless. `matrix` reads Jacobians and Hessians,
//! and `promises` sees to it that no mend promises more than it holds.

mod another_cost;
mod apart;
mod bias;
mod chain;
mod components;
mod conditions;
mod conjugate;
mod constants;
mod coupling;
mod exchanged;
mod experiments;
mod explained;
mod factor;
mod frame;
mod hypothesis;
mod laboratory;
mod layers;
mod layout;
mod lines;
mod low_order;
mod matrix;
mod mend;
mod precision;
mod probed;
mod promises;
mod ratios;
mod regularisation;
mod rough;
mod slope;
mod stacked;
mod step;
mod terms;
mod trial;
mod triangle;
mod two_terms;
mod untransposed;
mod view;

pub(crate) use conditions::{never_changes, of_problem};
pub(crate) use constants::Dimensions;
pub(crate) use laboratory::Laboratory;
pub(crate) use matrix::{MatrixRow, diagnose_matrix};
pub(crate) use promises::keep_promises;

use crate::order::{grouped, sort_by_key};
use crate::report::FindingKind::SingleComponent;
use crate::report::{BlockReport, Finding, Verdict};
use explained::{Case, SIMPLE, adopt, explained, of_several, readable};
use factor::Factor;
use regularisation::regularisation;
use view::View;

/// What can be said of the blocks that fail, most telling first, where these lengths are known.
pub(crate) fn diagnose(
    blocks: &[BlockReport],
    dimensions: Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    laboratory.knows(dimensions);
    causes(blocks, laboratory)
}

fn causes(blocks: &[BlockReport], laboratory: &mut Laboratory<'_>) -> Vec<Finding> {
    if !blocks.iter().any(BlockReport::fails) {
        return conditions::undecided(blocks, laboratory.plain());
    }
    let views: Vec<View<'_>> = blocks.iter().map(View::of).collect();
    let failing: Vec<&View<'_>> = views.iter().filter(|v| v.fails()).collect();
    if let Some(whole) = whole_cost_scaled(blocks, &failing, laboratory) {
        return in_order(vec![whole], blocks);
    }
    let mut findings = exchanged::exchanged(&views, laboratory);
    let is_named = |view: &&View<'_>, findings: &[Finding]| {
        let mut all = findings.iter().flat_map(|f| &f.blocks);
        all.any(|path| path == view.path())
    };
    let open = failing.iter().copied();
    let open: Vec<&View<'_>> = open.filter(|view| !is_named(view, &findings)).collect();
    let explained = |&view| Case {
        view,
        told: explained(SIMPLE, view, laboratory),
    };
    let mut cases: Vec<Case<'_>> = open.iter().map(explained).collect();
    adopt(&mut cases, laboratory);
    let both = two_terms::two_terms(&cases, laboratory);
    if let Some(both) = both {
        cases.retain(|case| !both.blocks.iter().any(|path| path == case.view.path()));
        findings.push(both);
    }
    for case in cases.iter_mut().filter(|case| case.is_open()) {
        let told = of_several(case.view, laboratory);
        case.told.extend(told);
    }
    findings.extend(stacked::stacked(&mut cases, blocks, laboratory));
    for case in cases.iter_mut().filter(|case| case.is_open()) {
        case.told.extend(readable(case.view, laboratory));
    }
    let copies: Vec<Finding> = cases
        .iter()
        .filter(|case| case.is_open())
        .filter_map(|case| exchanged::copied(case.view, &views, laboratory))
        .collect();
    cases.retain(|case| !is_named(&case.view, &copies));
    findings.extend(copies);
    findings.extend(tell(&cases, blocks, &views, laboratory));
    in_order(findings, blocks)
}

/// The findings of all cases: what explains each, and what those have in common that nothing explains.
fn tell(
    cases: &[Case<'_>],
    blocks: &[BlockReport],
    views: &[View<'_>],
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    let open: Vec<&View<'_>> = cases
        .iter()
        .filter(|case| case.is_open())
        .map(|case| case.view)
        .collect();
    let mut findings: Vec<Finding> = in_common(&open, blocks, views, laboratory)
        .into_iter()
        .collect();
    let told: Vec<String> = findings.iter().flat_map(|f| f.blocks.clone()).collect();
    let is_told = |view: &View<'_>| told.iter().any(|path| path == view.path());
    let cases: Vec<&Case<'_>> = cases.iter().filter(|case| !is_told(case.view)).collect();
    let open = || {
        cases
            .iter()
            .filter(|case| case.is_open())
            .map(|case| case.view)
    };
    let is_open = |block: &BlockReport| open().any(|view| view.path() == block.path());
    let place =
        |view: &View<'_>, laboratory: &mut Laboratory<'_>| components::place(view, laboratory);
    // What is wrong in some place of weights, by a factor or in one number, isn't the layer's.
    let (biases, others): (Vec<_>, Vec<_>) = open().partition(|view| layers::is_bias(view.block));
    let placed = others.iter().map(|view| place(view, laboratory));
    let mut alone: Vec<Finding> = placed.collect();
    let in_place = alone
        .iter()
        .filter(|f| f.value.is_some() || f.kind == SingleComponent);
    let in_place: Vec<String> = in_place.flat_map(|f| f.blocks.clone()).collect();
    let is_explained = |block: &BlockReport| {
        block.verdict == Verdict::Fail && (!is_open(block) || in_place.contains(&block.path))
    };
    for view in biases {
        let bias = bias::bias_not_summed(view, blocks, &is_explained, laboratory.plain());
        alone.push(bias.unwrap_or_else(|| place(view, laboratory)));
    }
    sort_by_key(&mut alone, |f| {
        blocks.iter().position(|b| f.blocks.contains(&b.path))
    });
    let alone = components::merged(alone, blocks);
    let dimensions = laboratory.dimensions();
    let mut terms = Vec::new();
    for case in &cases {
        terms.extend(case.terms().map(|(extra, tried)| (case.view, extra, tried)));
    }
    findings.extend(regularisation(&terms, &dimensions, laboratory.plain()));
    findings.extend(factors(&cases, &dimensions));
    let others: Vec<_> = cases.iter().flat_map(|case| case.others()).collect();
    findings.extend(hypothesis::joined(&others));
    findings.extend(alone);
    findings
}

/// What all failing blocks have in common, of which some are explained by nothing else.
fn in_common(
    open: &[&View<'_>],
    blocks: &[BlockReport],
    views: &[View<'_>],
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    if open.is_empty() {
        return None;
    }
    let paths: Vec<&str> = open.iter().map(|view| view.path()).collect();
    precision::precision(open)
        .or_else(|| untransposed::untransposed(open, blocks, laboratory.plain()?))
        .or_else(|| another_cost::another_cost(open, views, blocks, laboratory.plain()?))
        .or_else(|| step::faulty_step(blocks, &paths, laboratory.plain()))
}

/// The factors, those that several blocks have told once.
fn factors(cases: &[&Case<'_>], dimensions: &Dimensions) -> Vec<Finding> {
    let mut all: Vec<(Factor, &BlockReport, Option<usize>)> = Vec::new();
    for case in cases {
        let block = case.view.block;
        all.extend(case.factors().map(|(factor, tried)| (factor, block, tried)));
    }
    let groups = grouped(all, |one, other| one.0.is_same(other.0));
    let finding = |group: &Vec<(Factor, &BlockReport, Option<usize>)>| {
        let blocks: Vec<&BlockReport> = group.iter().map(|(_, block, _)| *block).collect();
        let least = group.iter().map(|(.., tried)| *tried).min().flatten();
        group[0].0.finding_of(&blocks, dimensions).tried(least)
    };
    groups.iter().map(finding).collect()
}

/// The same factor in every block that was compared: the cost is scaled and the gradient isn't.
fn whole_cost_scaled(
    blocks: &[BlockReport],
    failing: &[&View<'_>],
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    let compared = blocks.iter().filter(|b| b.is_compared()).count();
    if failing.len() < 2 || failing.len() < compared {
        return None;
    }
    let dimensions = laboratory.dimensions();
    let of = |view: &&View<'_>| Factor::of(view, &dimensions);
    let factors: Vec<Option<Factor>> = failing.iter().map(of).collect();
    let told = || factors.iter().flatten().copied();
    let exact = told().filter(|factor| factor.is_exact);
    let exact = exact.reduce(Factor::more_telling);
    let largest = exact.or_else(|| told().reduce(Factor::more_telling))?;
    let mut pairs = failing.iter().zip(&factors);
    let same = pairs.all(|(view, factor)| {
        factor.map_or_else(
            || largest.holds_in(view),
            |factor| largest.is_rather(factor),
        )
    });
    if !same || largest.is_zero() {
        return None;
    }
    let tried = explained::tried(failing, &largest.right()?, laboratory)?;
    let failing: Vec<&BlockReport> = failing.iter().map(|view| view.block).collect();
    let finding = largest.finding_of_whole(&failing, &dimensions);
    Some(finding.tried(tried))
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
    sort_by_key(&mut findings, |f| (f.kind.is_weak() && !spans(f), place(f)));
    findings
}
