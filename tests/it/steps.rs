//! What a report keeps of every step that was measured.

use grad_check::{Component, GradCheck, Report, StepKind, StepRecord, Verdict};

fn component(report: &Report) -> &Component {
    &report.blocks()[0].components()[0]
}

fn kinds(report: &Report) -> Vec<StepKind> {
    component(report)
        .steps()
        .iter()
        .map(StepRecord::kind)
        .collect()
}

#[test]
fn a_right_component_has_one_reading_and_one_at_eps() {
    let cube = |t: &f64| (t.powi(3), 3.0 * t * t);
    assert_eq!(
        kinds(&GradCheck::new("cube").run(&0.5, cube)),
        [StepKind::Screening]
    );
    let report = GradCheck::new("cube").eps(1e-7).run(&0.5, cube);
    assert_eq!(kinds(&report), [StepKind::AtEps, StepKind::Screening]);
    let [at_eps, first] = component(&report).steps() else {
        panic!("two readings")
    };
    assert_eq!(at_eps.difference(), component(&report).numeric_at_eps());
    assert_eq!(first.bar(), component(&report).bar());
    assert_eq!(
        first.bar(),
        first.roundoff().unwrap() + first.truncation().unwrap()
    );
}

#[test]
fn a_wrong_component_is_wrong_by_the_same_amount_at_every_step() {
    let report = GradCheck::new("square").run(&3.0, |x| (x * x, 2.5 * x));
    assert_eq!(
        kinds(&report)[..2],
        [StepKind::Screening, StepKind::Sequence]
    );
    let steps = component(&report).steps();
    let is_same = |r: &StepRecord| (r.disagreement() + 1.5).abs() <= 1e-6 + r.bar();
    assert!(steps.iter().all(is_same), "{steps:?}");
    let apart = steps[0].step() / steps[1].step();
    assert!(apart.max(1.0 / apart) > 60.0, "{steps:?}");
}

#[test]
fn noise_falls_as_the_step_grows() {
    let hash = |x: f64| grad_check::Rng::new(x.to_bits()).unit();
    let report = GradCheck::new("solver").run(&0.7, |x: &f64| (x.exp() + 0.1 * hash(*x), x.exp()));
    let mut steps: Vec<_> = component(&report).steps().to_vec();
    assert!(steps.len() > 3);
    steps.sort_by(|a, b| a.step().total_cmp(&b.step()));
    // The noise, measured on the way, is in the bars of the steps before as well.
    let roundoff: Vec<f64> = steps.iter().filter_map(StepRecord::roundoff).collect();
    assert!(roundoff.windows(2).all(|w| w[1] < w[0]), "{roundoff:?}");
    assert!(steps.iter().all(|r| r.error() <= r.bar()), "{steps:?}");
}

#[test]
fn a_cost_function_screens_and_what_it_can_not_tell_is_measured_again() {
    let right = |x: &f64| (x.exp(), x.exp());
    let report = GradCheck::new("f")
        .eps(1e-7)
        .run_with_cost(&0.7, right, |x: &f64| x.exp());
    assert_eq!(kinds(&report), [StepKind::AtEps, StepKind::ByCost]);
    let [at_eps, screened] = component(&report).steps() else {
        panic!("two readings")
    };
    assert_eq!(at_eps.truncation(), None);
    assert!((screened.difference().unwrap() - 0.7f64.exp()).abs() < 1e-7);
    let wrong = |x: &f64| (x.exp(), 2.0 * x.exp());
    let report = GradCheck::new("f").run_with_cost(&0.7, wrong, |x: &f64| x.exp());
    assert_eq!(
        kinds(&report)[..3],
        [StepKind::ByCost, StepKind::Screening, StepKind::Sequence]
    );
}

#[test]
fn what_was_measured_beside_the_point_comes_last() {
    let report = GradCheck::new("abs").run(&0.0, |x: &f64| (x.abs(), 1.0));
    assert_eq!(report.verdict(), Verdict::Fail);
    let kinds = kinds(&report);
    let beside = kinds
        .iter()
        .position(|&kind| kind == StepKind::Beside)
        .unwrap();
    assert!(beside > 2 && kinds[beside..].iter().all(|&kind| kind == StepKind::Beside));
}

#[test]
fn a_step_at_which_nothing_could_be_measured_is_kept() {
    let report = GradCheck::new("log")
        .eps(1e-7)
        .run(&1e-9, |x: &f64| (x.ln(), 1.0 / x));
    let [at_eps, ..] = component(&report).steps() else {
        panic!("a reading")
    };
    assert_eq!((at_eps.kind(), at_eps.step()), (StepKind::AtEps, 1e-7));
    assert!(at_eps.disagreement().is_nan() && at_eps.bar().is_infinite());
    assert_eq!(report.verdict(), Verdict::Pass);
}
