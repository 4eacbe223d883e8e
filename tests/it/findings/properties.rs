//! Drawn networks and drawn mistakes: right gradients have no findings, and findings are of what is wrong.

use super::{honest, kinds};
use crate::network::Activation::{Leaky, Relu, Tanh};
use crate::network::{Layers, Mistake, NAMES, network, point};
use grad_check::FindingKind::{
    BlocksExchanged, Conjugated, ConstantFactor, Permuted, Reshaped, Reversed, Shifted,
    SignFlipped, SingleComponent, Transposed, WholeCostScaled,
};
use grad_check::{BlockReport, GradCheck, Rng, Verdict};

#[test]
fn right_gradients_of_drawn_networks_have_no_findings() {
    for seed in 0..12 {
        for activation in [Relu, Leaky, Tanh] {
            let p = point(&format!("right {seed}"), 0.4);
            let report = GradCheck::new("f")
                .arguments(NAMES)
                .run(&p, |p| network(p, activation, Mistake::None));
            assert_ne!(report.verdict(), Verdict::Fail, "{seed}: {report}");
            assert!(report.findings().is_empty(), "{seed}: {report}");
        }
    }
}

/// A number of the gradient of one of the six blocks.
fn number(g: &mut Layers, block: usize, rng: &mut Rng) -> (usize, f64) {
    let numbers: &mut [f64] = match block {
        0 => g.0.as_slice_mut(),
        1 => g.1.as_slice_mut(),
        2 => g.2.as_slice_mut(),
        3 => g.3.as_slice_mut(),
        4 => g.4.as_slice_mut(),
        _ => g.5.as_slice_mut(),
    }
    .expect("in one piece");
    let at = usize::try_from(rng.bits() % numbers.len() as u64).expect("an index");
    numbers[at] = 1.5 * numbers[at] + 0.3;
    (at, numbers[at])
}

#[test]
fn one_number_that_is_spoiled_is_found_alone_and_in_its_block_only() {
    for seed in 0..12 {
        let block = usize::try_from(seed % 6).expect("a block");
        let report =
            GradCheck::new("f")
                .arguments(NAMES)
                .run(&point(&format!("single {seed}"), 0.4), |p| {
                    let (cost, mut g) = network(p, Tanh, Mistake::None);
                    number(&mut g, block, &mut Rng::new(seed));
                    (cost, g)
                });
        honest(&report);
        assert_eq!(kinds(&report), [SingleComponent], "{seed}: {report}");
        assert_eq!(
            report.findings()[0].blocks(),
            [NAMES[block]],
            "{seed}: {report}"
        );
    }
}

#[test]
fn numbers_that_are_spoiled_at_random_make_no_pattern_of_the_whole() {
    let exact = [
        SignFlipped,
        ConstantFactor,
        WholeCostScaled,
        Transposed,
        Reshaped,
        Reversed,
        Shifted,
        Permuted,
        BlocksExchanged,
        Conjugated,
    ];
    for seed in 0..24 {
        let report =
            GradCheck::new("f")
                .arguments(NAMES)
                .run(&point(&format!("many {seed}"), 0.4), |p| {
                    let (cost, mut g) = network(p, Tanh, Mistake::None);
                    let rng = &mut Rng::new(seed);
                    for _ in 0..=seed % 5 {
                        let block = usize::try_from(rng.bits() % 6).expect("a block");
                        number(&mut g, block, rng);
                    }
                    (cost, g)
                });
        assert_eq!(report.verdict(), Verdict::Fail, "{seed}: {report}");
        honest(&report);
        assert!(
            !kinds(&report).iter().any(|k| exact.contains(k)),
            "{seed}: {report}"
        );
    }
}

#[test]
fn blocks_that_pass_are_in_no_finding_whatever_the_mistake() {
    let mistakes = |layer: usize| {
        [
            Mistake::NoSlope(layer),
            Mistake::InvertedMask(layer),
            Mistake::MaskOfTheOther(layer),
            Mistake::MeanBias(layer),
            Mistake::BiasOfOneSample(layer),
            Mistake::BiasWithoutOneSample(layer),
            Mistake::FirstSamples(1 + layer),
            Mistake::UnitsScaled(layer),
        ]
    };
    for seed in 0..4 {
        for mistake in mistakes(1).into_iter().chain(mistakes(2)) {
            for activation in [Relu, Tanh] {
                let p = point(&format!("whatever {seed}"), 0.4);
                let report = GradCheck::new("f")
                    .arguments(NAMES)
                    .run(&p, |p| network(p, activation, mistake));
                honest(&report);
                let fails = report.blocks().iter().any(|b| b.wrong().next().is_some());
                assert_eq!(
                    fails,
                    report.verdict() == Verdict::Fail,
                    "{mistake:?}: {report}"
                );
                let wrong = report.blocks().iter().flat_map(BlockReport::wrong).count();
                let told: usize = report.findings().iter().map(|f| f.components().len()).sum();
                assert!(told >= wrong, "{mistake:?}: {report}");
            }
        }
    }
}
