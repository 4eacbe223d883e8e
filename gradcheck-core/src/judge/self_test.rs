//! The check put to the test: would a mistake in this very gradient have been noticed?
//!
//! A mistake is planted in the measurements that the verdict rests on, which needs no evaluation: the
//! costs stay, the slopes change. What passes all the same, and is larger than what the report claims
//! to notice, is a blind spot.

use super::decision::Decision;
use super::{JudgedBlock, Tolerances};
use crate::norm::norm;
use crate::report::{BlockReport, PlantedMistake, Verdict};

/// One component of a block that passed, with the measurement to plant in.
struct Site<'a> {
    path: &'a str,
    tolerances: &'a Tolerances,
    decision: &'a Decision,
}

impl Site<'_> {
    fn analytic(&self) -> f64 {
        self.decision.measurement.analytic
    }

    /// Whether the component would pass with its gradient multiplied and moved.
    fn passes(&self, factor: f64, offset: f64) -> bool {
        let planted = self.decision.measurement.planted(factor, offset);
        let allowed = self.tolerances.tolerance(&planted)
            + self.decision.bar.max(factor.abs() * self.decision.bar);
        planted.disagreement.abs() <= allowed
    }
}

/// Plant every kind of mistake in a block that passed.
pub(crate) fn plant(judged: &JudgedBlock<'_>, report: &BlockReport) -> Vec<PlantedMistake> {
    let decisions = judged.decisions.iter().zip(&report.components);
    let sites: Vec<Site<'_>> = decisions
        .filter_map(|(decision, component)| {
            let decision = decision.as_ref()?;
            // Nothing is claimed of a component that cost and gradient ignore.
            let is_claimed = decision.kink.is_none() && !decision.measurement.flat;
            let testable = decision.verdict == Verdict::Pass && is_claimed;
            testable.then_some(Site {
                path: &component.path,
                tolerances: &judged.tolerances,
                decision,
            })
        })
        .collect();
    let mut plants = whole_block(&sites, report);
    plants.extend(two_exchanged(&sites, report));
    plants.extend(one_entry(&sites, report));
    plants.extend(sites.iter().map(smallest));
    plants
}

/// Mistakes in all components at once.
fn whole_block(sites: &[Site<'_>], report: &BlockReport) -> Vec<PlantedMistake> {
    let noticed = |factor: f64| sites.iter().any(|site| !site.passes(factor, 0.0));
    let matters = sites.iter().any(|site| site.analytic() != 0.0);
    let plants = PlantedMistake::OF_ALL.into_iter().filter(|_| matters);
    let plants = plants.filter(|(factor, _)| is_claimed(sites, report, |g| factor * g - g));
    plants
        .map(|(factor, mistake)| PlantedMistake::new(mistake, &report.path, noticed(factor)))
        .collect()
}

/// The two components that differ most, exchanged.
fn two_exchanged(sites: &[Site<'_>], report: &BlockReport) -> Option<PlantedMistake> {
    let by_gradient = |a: &&Site<'_>, b: &&Site<'_>| a.analytic().total_cmp(&b.analytic());
    let (low, high) = (
        sites.iter().min_by(by_gradient)?,
        sites.iter().max_by(by_gradient)?,
    );
    let apart = high.analytic() - low.analytic();
    let size = apart.abs() * std::f64::consts::SQRT_2;
    exceeds_claim(sites, report, size).then(|| {
        let mistake = format!("{} and {} exchanged", low.path, high.path);
        let noticed = !(low.passes(1.0, apart) && high.passes(1.0, -apart));
        PlantedMistake::new(&mistake, &report.path, noticed)
    })
}

/// The largest component off by a tenth.
fn one_entry(sites: &[Site<'_>], report: &BlockReport) -> Option<PlantedMistake> {
    let size = |site: &&Site<'_>| site.analytic().abs();
    let largest = sites.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    let off = 0.1 * largest.analytic();
    exceeds_claim(sites, report, off.abs()).then(|| {
        let mistake = "its gradient off by a tenth";
        PlantedMistake::new(mistake, largest.path, !largest.passes(1.0, off))
    })
}

/// Three times the smallest error that a component claims to notice.
fn smallest(site: &Site<'_>) -> PlantedMistake {
    let times = PlantedMistake::TIMES_THE_CLAIM;
    let offset = times * site.decision.noticeable;
    let mistake = format!("{times} times the smallest error that it would notice");
    let noticed = !(site.passes(1.0, offset) || site.passes(1.0, -offset));
    PlantedMistake::new(&mistake, site.path, noticed)
}

/// Whether a change of every component is larger than what the block claims to notice.
fn is_claimed(sites: &[Site<'_>], report: &BlockReport, change: impl Fn(f64) -> f64) -> bool {
    let changes = sites.iter().map(|site| change(site.analytic()));
    let size = norm(changes);
    exceeds_claim(sites, report, size)
}

fn exceeds_claim(sites: &[Site<'_>], report: &BlockReport, size: f64) -> bool {
    let scale = norm(sites.iter().map(|site| site.decision.scale));
    size > report.would_notice * scale
}
