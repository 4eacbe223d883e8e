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

/// 1.5 − 0.0237 tanh(4.2 x₀) / 4.2 + 0.03 x₁ in f32, the derivative by x₀ multiplied by a factor.
fn bent(factor: f64) -> Report {
    GradCheck::new("bent").run(&[0.0f32, 0.3], |&[x, y]: &[f32; 2]| {
        let t = (4.2 * f64::from(x)).tanh();
        let cost = 1.5 - 0.0237 * t / 4.2 + 0.03 * f64::from(y);
        let slope = -factor * 0.0237 * (1.0 - t * t);
        (single(cost), [single(slope), 0.03])
    })
}

#[test]
fn a_slope_of_zero_that_does_not_tell_how_the_cost_bends_is_found() {
    assert_eq!(bent(1.0).verdict(), Verdict::Pass, "{}", bent(1.0));
    assert_eq!(bent(0.0).verdict(), Verdict::Fail, "{}", bent(0.0));
}

/// 0.29 + 0.0124 tanh x₀ + 0.0074 tanh x₁ in f32; if they are exchanged, each derivative is that of the other.
fn saturating(are_exchanged: bool) -> Report {
    GradCheck::new("saturating").run(&[0.2f32, -0.25], |&x: &[f32; 2]| {
        let t = x.map(|x| f64::from(x).tanh());
        let cost = 0.29 + 0.0124 * t[0] + 0.0074 * t[1];
        let [a, b] = [0.0124 * (1.0 - t[0] * t[0]), 0.0074 * (1.0 - t[1] * t[1])].map(single);
        (single(cost), if are_exchanged { [b, a] } else { [a, b] })
    })
}

#[test]
fn steps_beyond_the_parameters_own_size_deny_nothing() {
    assert_eq!(
        saturating(false).verdict(),
        Verdict::Pass,
        "{}",
        saturating(false)
    );
    assert_eq!(
        saturating(true).verdict(),
        Verdict::Fail,
        "{}",
        saturating(true)
    );
}
