//! The check of a cost with its gradient where the components are too many to be measured one by one.

use super::GradCheck;
use super::gradient::depends;
use crate::diagnose::{Dimensions, Gradient, Laboratory, diagnose, measure_again, never_changes};
use crate::differentiate::Base;
use crate::evaluate::{Model, still_the_same};
use crate::probe::{Prober, probe};
use crate::report::{Probing, Report};
use crate::{Block, Problem};

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
        report.probing = Some(Probing {
            budget: self.budget,
            components: blocks.iter().map(|block| block.shape().count()).sum(),
        });
        let seed = report.context.seed.unwrap_or_default();
        let mut prober = Prober::new(&mut *model, base, report.tol, seed);
        prober.screen = screen;
        let known = probe(&mut prober, blocks, self.budget)?;
        report.noise = prober.noise();
        for mut known in known {
            report.problems.append(&mut known.problems);
            let block = known.report(&report.demands());
            report.blocks.push(block);
        }
        let is_frozen = model.saw_one_gradient_only();
        let dimensions = Dimensions::new(&report.context.given, &report.blocks);
        let gradient = Gradient {
            blocks: base.blocks,
            all: &base.evaluation.gradient,
        };
        if let Some(mut laboratory) = Laboratory::new(model, base.theta, base.blocks) {
            measure_again(&mut report.blocks, &dimensions, gradient, &mut laboratory);
        }
        let laboratory = Laboratory::new(model, base.theta, base.blocks);
        let laboratory = laboratory.map(|laboratory| laboratory.within(EXPERIMENTS));
        report.findings = diagnose(&report.blocks, &dimensions, gradient, laboratory);
        if is_frozen {
            report.findings.extend(never_changes(&report.blocks));
        }
        report.unless_problem(depends(model, &report.blocks, base.evaluation.cost));
        still_the_same(model, base.theta, base.blocks, base.evaluation)
    }
}
