//! What our check answers in a case, and what it took, as a line of JSON.

use crate::memory;
use crate::problem::{Case, Problem};
use cpu_time::ThreadTime;
use grad_check::{Finding, GradCheck, Report};
use serde_json::{Value, json};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// Where the process's peak tells of arrays rather than of its pages of code.
const TELLING: usize = 100_000;

pub(crate) fn answer(size: usize, case: Case) -> Value {
    let problem = Problem::new(size);
    let before = memory::peak();
    let start = Instant::now();
    let check = GradCheck::new("mlp");
    let report = check.run(&problem.point, |p| problem.evaluate(p, case));
    let seconds = start.elapsed().as_secs_f64();
    let after = memory::peak();
    let theta = (8 * problem.parameters) as f64;
    // The point itself was there before.
    let memory = before.zip(after).map(|(b, a)| (a - b + theta) / theta);
    let memory = memory.filter(|_| size >= TELLING);
    let (cost, one) = one_evaluation(&problem, case);
    json!({
        "system": "grad-check",
        "parameters": problem.parameters,
        "case": case.name(),
        "cost": cost,
        "one": one,
        "verdict": report.verdict().word(),
        "where": located(&report, &problem, case),
        "costs": report.evaluations().full,
        "gradients": report.evaluations().full,
        "seconds": seconds,
        "memory": memory,
        "own": own_work(&problem, case),
        "note": report.findings().first().map(Finding::message),
    })
}

/// The check's own work beside the processor time in the function within it: the median of checks within half a second.
fn own_work(problem: &Problem, case: Case) -> f64 {
    let begin = Instant::now();
    let mut ratios = Vec::new();
    while ratios.len() < 5 || begin.elapsed() < Duration::from_millis(500) {
        let inside = Cell::new(0.0);
        let start = ThreadTime::now();
        let report = GradCheck::new("mlp").run(&problem.point, |p| {
            let start = ThreadTime::now();
            let answer = problem.evaluate(p, case);
            inside.set(inside.get() + start.elapsed().as_secs_f64());
            answer
        });
        std::hint::black_box(report.verdict());
        ratios.push(start.elapsed().as_secs_f64() / inside.get() - 1.0);
    }
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// The median of up to eleven calls within a second, after one that isn't counted.
fn one_evaluation(problem: &Problem, case: Case) -> (f64, f64) {
    let (cost, _) = problem.evaluate(&problem.point, case);
    let begin = Instant::now();
    let mut times = Vec::new();
    while times.len() < 3 || (times.len() < 11 && begin.elapsed().as_secs_f64() < 1.0) {
        let start = Instant::now();
        std::hint::black_box(problem.evaluate(&problem.point, case));
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    (cost, times[times.len() / 2])
}

/// How closely the findings name the place of the mistake, if they name it rightly.
fn located(report: &Report, problem: &Problem, case: Case) -> Option<String> {
    let block = match case {
        Case::Correct => return None,
        Case::OneEntry | Case::OneRow => "W2",
        Case::FlippedBias => "b1",
    };
    let finding = report
        .findings()
        .iter()
        .find(|finding| finding.blocks() == [block])?;
    let row = problem.width / 2;
    let entry = format!("W2[{row}, {}]", problem.width / 3);
    let of_row = format!("W2[{row}, ");
    let components = finding.components();
    let all =
        |named: &str| !components.is_empty() && components.iter().all(|at| at.starts_with(named));
    Some(match case {
        Case::OneEntry if all(&entry) => format!("entry {entry}"),
        Case::OneRow if all(&of_row) => format!("row W2[{row}]"),
        _ => format!("block {block}"),
    })
}
