//! Blocks of f32 parameters: many small ones are judged in groups, and none passes that is wrong by more than what
//! its report says that it would have noticed.

use grad_check::{GradCheck, Report, Verdict};

/// Σ (1 + i mod 7) sin x over blocks of parameters, in f32; the derivative in one block is multiplied by a factor.
fn sines(blocks: usize, each: usize, wrong: usize, factor: f64) -> Report {
    let point = vec![vec![0.5f32; each]; blocks];
    let weight = |i: usize| 1.0 + (i % 7) as f64;
    GradCheck::new("sines").run(&point, |p: &Vec<Vec<f32>>| {
        let (mut cost, mut gradient) = (0.0, Vec::new());
        for (i, block) in p.iter().enumerate() {
            cost += block
                .iter()
                .map(|&x| weight(i) * f64::from(x).sin())
                .sum::<f64>();
            let factor = if i == wrong { factor } else { 1.0 };
            let slope = |&x: &f32| single(factor * weight(i) * f64::from(x).cos());
            gradient.push(block.iter().map(slope).collect::<Vec<f32>>());
        }
        (single(cost), gradient)
    })
}

fn single(x: f64) -> f32 {
    <f32 as grad_check::Real>::of(x)
}

#[test]
fn thousands_of_scalars_pass_within_the_budget() {
    for blocks in [600, 2000] {
        let report = sines(blocks, 1, blocks, 1.0);
        assert_eq!(report.verdict(), Verdict::Pass, "{blocks}: {report}");
        assert!(report.evaluations().full <= 1000, "{blocks}: {report}");
    }
}

#[test]
fn a_block_that_is_wrong_among_many_does_not_pass() {
    for (blocks, each) in [(600, 1), (50, 100), (6, 10)] {
        for factor in [-1.0, 0.0, 2.0] {
            let report = sines(blocks, each, 3, factor);
            let passed = report.verdict() == Verdict::Pass;
            let promised = report.blocks()[3].would_notice();
            assert!(
                !passed || (factor - 1.0).abs() <= promised,
                "{blocks} × {each}, {factor}: {report}"
            );
        }
    }
    let few = sines(6, 10, 3, 2.0);
    assert_eq!(few.verdict(), Verdict::Fail, "{few}");
}

#[test]
fn a_few_blocks_take_no_more_than_twice_as_much_as_in_f64() {
    let report = sines(6, 10, 6, 1.0);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(report.evaluations().full <= 2 * (2 * 60 + 5), "{report}");
}
