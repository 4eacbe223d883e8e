//! Blocks of f32 parameters: many small ones are judged in groups, and none passes that is wrong by more than what
//! its report says that it would have noticed.

use grad_check::{GradCheck, Report, Rng, Verdict};

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

/// Σ tanh(γ (x + b − mean(x + b))) of a few examples in f32: the derivative by b is zero but for rounding. One by γ
/// is multiplied by a factor.
fn centred(factor: f32) -> Report {
    const N: usize = 6;
    let x: [[f32; N]; 3] =
        std::array::from_fn(|k| std::array::from_fn(|i| ((7 * i + 5 * k) % 11) as f32 / 7.0));
    let point = (vec![0.0f32; N], vec![1.0f32; N]);
    GradCheck::new("centred").arguments(["b", "gamma"]).run(
        &point,
        |(b, gamma): &(Vec<f32>, Vec<f32>)| {
            let (mut cost, mut d_b, mut d_gamma) = (0.0f32, vec![0.0f32; N], vec![0.0f32; N]);
            for i in 0..N {
                let z = x.map(|x| x[i] + b[i]);
                let mean = (z[0] + z[1] + z[2]) / 3.0;
                let y = z.map(|z| z - mean);
                let t =
                    std::array::from_fn::<f32, 3, _>(|k| (gamma[i] * y[k] + 0.1 * k as f32).tanh());
                let d = t.map(|t| 1.0 - t * t);
                cost += t[0] + t[1] + t[2];
                d_gamma[i] = d[0] * y[0] + d[1] * y[1] + d[2] * y[2];
                let mean = (d[0] + d[1] + d[2]) / 3.0;
                d_b[i] = gamma[i] * ((d[0] - mean) + (d[1] - mean) + (d[2] - mean));
            }
            d_gamma[2] *= factor;
            (cost, (d_b, d_gamma))
        },
    )
}

#[test]
fn a_block_that_is_zero_but_for_rounding_does_not_teach_the_steps_of_others() {
    let right = centred(1.0);
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    assert!(right.evaluations().full <= 2 * (2 * 12 + 5), "{right}");
    for factor in [0.0, 1.5, -1.0] {
        let wrong = centred(factor);
        assert_eq!(
            wrong.blocks()[1].verdict(),
            Verdict::Fail,
            "{factor}: {wrong}"
        );
    }
}

/// Σ max(0, xᵢ) + 0.3 xᵢ in f32, most of it next to its kinks, with one derivative multiplied by a factor.
fn hinges(wrong: usize, factor: f64) -> Report {
    let mut rng = Rng::new(3);
    let point: Vec<f32> = (0..60).map(|_| single(0.02 * rng.normal())).collect();
    GradCheck::new("hinges").run(&point, |x: &Vec<f32>| {
        let cost = x
            .iter()
            .map(|&x| f64::from(x.max(0.0)) + 0.3 * f64::from(x))
            .sum();
        let slope = |(i, &x): (usize, &f32)| {
            let slope = if x > 0.0 { 1.3 } else { 0.3 };
            single(if i == wrong { factor * slope } else { slope })
        };
        (
            single(cost),
            x.iter().enumerate().map(slope).collect::<Vec<f32>>(),
        )
    })
}

#[test]
fn what_is_plainly_wrong_is_told_before_kinks_have_spent_the_budget() {
    let right = hinges(60, 1.0);
    assert_ne!(right.verdict(), Verdict::Fail, "{right}");
    for wrong in [0, 31, 59] {
        let report = hinges(wrong, -1.0);
        assert_eq!(report.verdict(), Verdict::Fail, "{wrong}: {report}");
    }
}
