//! The tables.

use crate::case::Case;
use crate::families;
use crate::mistakes;
use crate::tally::{Counts, Tally};

/// Kinds for which the function is asked at other points, and one for which it isn't.
const OF_LAYERS: [&str; 3] = ["some_samples_only", "mask", "wrong_from_layer"];
const USUAL: &str = "sign_flipped";

/// Counts by kind, the confusion matrix, and what else was counted.
pub(crate) fn print(title: &str, tally: &Tally) {
    println!("\n## {title}\n");
    println!(
        "| kind | cases | right first | honest | ambiguous | wrong | blocks | not judged | evaluations | experiments |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let rows = |is_plain: bool| {
        let kinds = mistakes::ALL.iter();
        let kinds = kinds.filter(|kind| kind.is_plain() == is_plain);
        let kinds = kinds.filter_map(|kind| Some((kind.name, tally.kinds.get(kind.name)?)));
        kinds.for_each(|(name, counts)| {
            let (median, most) = tally.experiments_of(Some(name));
            row(
                name,
                counts,
                tally.evaluations_of(name),
                &format!("{median:.0} ({most:.0})"),
            );
        });
    };
    rows(true);
    row("all", &tally.all, None, "–");
    rows(false);
    row("of no kind", &tally.of_no_kind, None, "–");
    let (median, most) = tally.experiments_of(None);
    println!("\nEvaluations of the diagnosis: {median:.0} in the median, {most:.0} at most.");
    let (median, most) = tally.evaluations();
    println!("\nEvaluations a component: {median:.1} in the median, {most:.1} at most.");
    let (boundaries, named) = tally.boundaries;
    println!("Boundaries of wrong_from_layer: {named} of {boundaries} named.");
    for kind in OF_LAYERS {
        if let Some((median, most)) = tally.more_than(kind, USUAL) {
            println!(
                "Evaluations a component of {kind} beyond those of {USUAL}: {median:.1} in the median, {most:.1} at most."
            );
        }
    }
    let (factors, named) = tally.samples;
    println!("Batch size named in {named} of {factors} factors that are it, or its inverse.");
    println!(
        "Right gradients: {} of {} with a finding, or no pass.",
        tally.alarms, tally.right_gradients
    );
    let [passed, failed, untried] = tally.mends;
    println!(
        "Mends that are printed: {passed} pass when they are made, {failed} don't, {untried} say too little to be made."
    );
    println!("First lines have {} characters at most.", tally.first_line);
    println!("\n| decoy | cases | false | stated first |");
    println!("|---|---|---|---|");
    for (name, (all, wrong, stated)) in &tally.decoys {
        let stated: Vec<String> = stated
            .iter()
            .map(|(kind, n)| format!("{kind} {n}"))
            .collect();
        println!("| {name} | {all} | {wrong} | {} |", stated.join(", "));
    }
    of_two(tally);
    println!("\n| planted | stated first |");
    println!("|---|---|");
    for kind in &mistakes::ALL {
        let entries = tally
            .confusion
            .iter()
            .filter(|((planted, _), _)| *planted == kind.name);
        let mut stated: Vec<_> = entries
            .map(|((_, stated), count)| (*count, stated))
            .collect();
        stated.sort_by(|a, b| b.cmp(a));
        let stated: Vec<String> = stated
            .iter()
            .map(|(count, name)| format!("{name} {count}"))
            .collect();
        if !stated.is_empty() {
            println!("| {} | {} |", kind.name, stated.join(", "));
        }
    }
}

/// How well the mistakes of each kind are named where there are two.
fn of_two(tally: &Tally) {
    println!("\n| one of two mistakes | blocks | right first | honest | ambiguous | wrong |");
    println!("|---|---|---|---|---|---|");
    for (kind, counts) in &tally.of_two {
        println!(
            "| {kind} | {} | {} | {} | {} | {} |",
            counts.cases, counts.right, counts.honest, counts.ambiguous, counts.wrong
        );
    }
}

fn row(name: &str, counts: &Counts, evaluations: Option<f64>, experiments: &str) {
    let evaluations = evaluations.map_or_else(|| "–".to_owned(), |e| format!("{e:.1}"));
    let blocks = match counts.with_blocks {
        0 => "–".to_owned(),
        with => format!("{} of {with}", counts.blocks),
    };
    println!(
        "| {name} | {} | {} | {} | {} | {} | {blocks} | {} | {evaluations} | {experiments} |",
        counts.cases,
        counts.right,
        counts.honest,
        counts.ambiguous,
        counts.wrong,
        counts.not_judged
    );
}

/// How many cases of each kind there are in each family.
pub(crate) fn census(cases: &[Case]) {
    println!(
        "| | {} | families |",
        families::ALL.map(|(name, _)| name).join(" | ")
    );
    println!("|---|{}", "---|".repeat(families::ALL.len() + 1));
    for kind in &mistakes::ALL {
        let count = |family: &str| {
            let of = |case: &&Case| case.kind.name == kind.name && case.model.family == family;
            cases.iter().filter(of).count()
        };
        let counts = families::ALL.map(|(family, _)| count(family));
        let families = counts.iter().filter(|&&count| count > 0).count();
        println!(
            "| {} | {} | {families} |",
            kind.name,
            counts.map(|c| c.to_string()).join(" | ")
        );
    }
    let mut sizes: Vec<usize> = cases.iter().map(|case| case.model.components()).collect();
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2).unwrap_or(&0);
    println!(
        "\n{} cases, of {median} components in the median",
        cases.len()
    );
}
