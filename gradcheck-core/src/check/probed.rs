//! The check of a cost with its gradient where the components are too many to be measured one by one.

use super::GradCheck;
use crate::diagnose::Dimensions;
use crate::differentiate::Base;
use crate::evaluate::{Model, still_the_same};
use crate::probe::{Prober, probe};
use crate::report::{Probing, Report};
use crate::{Block, Problem};

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
        let _ = Dimensions::new(&report.context.given, &report.blocks);
        still_the_same(model, base.theta, base.blocks, base.evaluation)
    }
}
