//! The check of a cost with its gradient where the components are too many to be measured one by one.

use super::GradCheck;
use super::displaced::look_beside;
use super::gradient::depends;
use crate::diagnose::{Dimensions, Gradient, Laboratory, diagnose, measure_again, never_changes};
use crate::differentiate::Base;
use crate::evaluate::{Model, still_the_same};
use crate::judge::default_must_notice;
use crate::probe::{Prober, probe};
use crate::progress::Progress;
use crate::report::{Probing, Report};
use crate::{Block, Plant, Problem, Verdict};

/// Evaluations that the experiments of the diagnosis may take in all.
const EXPERIMENTS: usize = 120;

impl GradCheck {
    /// Probe along directions, and diagnose what fails.
    pub(super) fn probe(
        &self,
        model: &mut dyn Model,
        base: Base<'_>,
        blocks: &[&Block],
        screen: bool,
        report: &mut Report,
    ) -> Result<(), Problem> {
        self.probe_blocks(model, base, blocks, screen, report)?;
        let is_frozen = model.saw_one_gradient_only();
        let dimensions = Dimensions::new(&report.context, &report.blocks);
        let gradient = Gradient {
            blocks: base.blocks,
            all: &base.evaluation.gradient,
        };
        let laboratory = Laboratory::new(model, base.theta, base.blocks);
        let mut laboratory = laboratory.in_noise(report.noise.sigma);
        measure_again(&mut report.blocks, &dimensions, gradient, &mut laboratory);
        let mut laboratory = laboratory.within(EXPERIMENTS);
        report.findings = diagnose(&report.blocks, &dimensions, gradient, &mut laboratory);
        if is_frozen {
            report.findings.extend(never_changes(&report.blocks));
        }
        report.unless_problem(depends(model, &report.blocks, base.evaluation.cost));
        if self.has_passed(report) {
            let all = 0..report.blocks.len();
            look_beside(model, base, blocks, false, all, report);
        }
        model.allowance().keep(0);
        still_the_same(model, base.theta, base.blocks, base.evaluation)
    }

    /// Probe along directions; what is known of each block goes into the report.
    pub(super) fn probe_blocks(
        &self,
        model: &mut dyn Model,
        base: Base<'_>,
        blocks: &[&Block],
        screen: bool,
        report: &mut Report,
    ) -> Result<(), Problem> {
        report.probing = Some(Probing {
            budget: self.budget,
            components: blocks.iter().map(|block| block.shape().count()).sum(),
        });
        let progress = Progress::open(
            report.context.title(),
            "directions and components".to_owned(),
        );
        let mut prober = Prober::new(model, base, report.tol, progress);
        prober.screen = screen;
        prober.must_notice = report.must_notice.min(default_must_notice(base.precision));
        prober.self_test = self.self_test;
        let known = probe(&mut prober, blocks)?;
        report.noise = report.noise.worse(prober.noise());
        for mut known in known {
            for problem in known.problems.drain(..) {
                // Blocks that were moved together have their problems in common; NaN is no NaN.
                let text = problem.to_string();
                if !report.problems.iter().any(|p| p.to_string() == text) {
                    report.problems.push(problem);
                }
            }
            let planted = std::mem::take(&mut known.plants);
            let block = known.report(&report.demands());
            if block.verdict() == Verdict::Pass {
                let passed = planted.iter().filter_map(Plant::problem);
                report.problems.extend(passed);
                report.planted.extend(planted);
            }
            report.blocks.push(block);
        }
        Ok(())
    }
}
