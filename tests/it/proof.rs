//! The experiment proves itself: what each block would have noticed is said, holds, and is tested on
//! request.

use crate::told::holds;
use grad_check::{GradCheck, Problem, Reason, Report, Rng, Verdict};

type Blocks = (Vec<f64>, Vec<f64>);

/// Two blocks, the second a million times smaller, under an additive constant.
fn two_blocks(constant: f64) -> impl Fn(&Blocks) -> (f64, Blocks) {
    move |(a, b)| {
        let total: f64 = a.iter().map(|a| a.sin()).sum();
        let small: f64 = b.iter().map(|b| 1e-6 * b * b).sum();
        let gradient_a = a.iter().map(|a| a.cos() * (1.0 + small)).collect();
        let gradient_b = b.iter().map(|b| 2e-6 * b * total).collect();
        (constant + total * (1.0 + small), (gradient_a, gradient_b))
    }
}

fn point() -> Blocks {
    (vec![0.3, -0.8, 1.1], vec![0.7, 1.9, -0.4, 0.2])
}

fn check(constant: f64) -> Report {
    GradCheck::new("f")
        .arguments(["a", "b"])
        .run(&point(), two_blocks(constant))
}

#[test]
fn every_block_says_what_it_would_have_noticed() {
    let report = check(0.0);
    let [a, b] = [0, 1].map(|i| report.blocks()[i].would_notice());
    assert!(
        (1e-8..1e-6).contains(&a) && (1e-8..1e-5).contains(&b),
        "{a:e} {b:e}"
    );
    let printed = report.to_string();
    assert!(
        printed.contains("would notice") && printed.contains("in a,"),
        "{printed}"
    );
    // A constant costs digits, first where the gradient is small, and the report says so.
    let hidden = check(1e9);
    assert!(hidden.blocks()[1].would_notice() > 10.0 * b, "{hidden}");
}

#[test]
fn what_it_says_holds() {
    let mut rng = Rng::new(11);
    for constant in [0.0, 1.0, 1e3, 1e6] {
        let claims = check(constant);
        for _ in 0..40 {
            let (_, right) = two_blocks(constant)(&point());
            let direction: Vec<f64> = (0..7).map(|_| rng.normal()).collect();
            for (block, claim) in claims.blocks().iter().enumerate() {
                let part = [&direction[..3], &direction[3..]][block];
                let norm = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
                let gradient = [&right.0, &right.1][block];
                // A mistake in a random direction, a little larger than what is claimed.
                let size = 1.05 * claim.would_notice() * norm(gradient) / norm(part);
                let report = GradCheck::new("f").run(&point(), |p: &Blocks| {
                    let (cost, mut gradient) = two_blocks(constant)(p);
                    let wrong = [&mut gradient.0, &mut gradient.1];
                    let [a, b] = wrong;
                    let target = if block == 0 { a } else { b };
                    target
                        .iter_mut()
                        .zip(part)
                        .for_each(|(g, d)| *g += size * d);
                    (cost, gradient)
                });
                assert_ne!(
                    report.verdict(),
                    Verdict::Pass,
                    "{constant:e} {block}: {report}"
                );
            }
        }
    }
}

#[test]
fn the_self_test_costs_no_evaluation_and_says_what_it_planted() {
    let tested = GradCheck::new("f")
        .self_test()
        .run(&point(), two_blocks(0.0));
    assert_eq!(tested.verdict(), Verdict::Pass, "{tested}");
    assert_eq!(tested.evaluations(), check(0.0).evaluations());
    let count = tested.planted().len();
    assert!(count >= 2 * 5 + 7, "{count}");
    assert!(
        tested
            .planted()
            .iter()
            .all(grad_check::PlantedMistake::is_noticed)
    );
    let said = format!("self-test: {count} of {count} planted mistakes noticed");
    holds(&tested, &said);
    assert!(check(0.0).planted().is_empty());
}

#[test]
fn the_self_test_plants_at_kinks_and_under_constants_too() {
    let relu = |x: &[f64; 3]| {
        let cost = x.iter().map(|x| x.max(0.0)).sum::<f64>() + x[1].exp();
        let mut gradient = x.map(|x| f64::from(u8::from(x > 0.0)));
        gradient[1] += x[1].exp();
        (cost, gradient)
    };
    for point in [[0.0, 0.4, -0.7], [0.3, 0.4, 0.9]] {
        let report = GradCheck::new("relu").self_test().run(&point, relu);
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
        assert!(!report.planted().is_empty());
    }
    for constant in [1e3, 1e6] {
        let report = GradCheck::new("f")
            .self_test()
            .run(&point(), two_blocks(constant));
        assert_ne!(report.verdict(), Verdict::Fail, "{report}");
        let is_passed = |p: &Problem| matches!(p, Problem::PlantedMistakePassed { .. });
        assert!(!report.problems().iter().any(is_passed), "{report}");
    }
}

#[test]
fn a_block_in_which_nothing_could_be_noticed_is_no_pass() {
    // 1e12 hides the block of one millionth altogether, and leaves two digits of the other.
    let report = check(1e12);
    assert!(
        matches!(report.blocks()[1].verdict(), Verdict::Undecided(_)),
        "{report}"
    );
    assert!(
        matches!(report.verdict(), Verdict::Undecided(_)),
        "{report}"
    );
    // Less may be asked for, and then it is said how little that is.
    let report = GradCheck::new("f")
        .arguments(["a", "b"])
        .must_notice(0.5)
        .run(&point(), two_blocks(1e9));
    assert!(report.blocks()[0].would_notice() < 0.5, "{report}");
}

#[test]
fn the_least_that_must_be_noticed_is_an_option() {
    let verdict = |size: f64| {
        let check = GradCheck::new("f").must_notice(size);
        check.run(&point(), two_blocks(1e3)).verdict()
    };
    assert_eq!(verdict(1e-2), Verdict::Pass);
    assert_eq!(verdict(1e-9), Verdict::Undecided(Reason::BarTooWide));
}
