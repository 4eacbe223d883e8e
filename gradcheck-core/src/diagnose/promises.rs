//! What the mends of a finished report promise: that the check passes, or where more is wrong than they mend, that what
//! they are of is right; and of forces in the function's own numbers, which have the other sign.

use crate::report::{Component, Finding, Report};
use std::collections::BTreeSet;

const ALL: &str = "makes the check pass";
const OWN: &str = "makes it right";

/// No finding promises more than its mend holds.
pub(crate) fn keep_promises(report: &mut Report) {
    let failing = report.blocks.iter().filter(|block| block.fails());
    let mut wrong: BTreeSet<&str> = BTreeSet::new();
    let mut unmeasured: Vec<&str> = Vec::new();
    for block in failing {
        let before = wrong.len();
        wrong.extend(block.wrong().map(Component::path));
        unmeasured.extend((wrong.len() == before).then(|| block.path()));
    }
    let is_rest_wrong = |finding: &Finding| {
        let own: BTreeSet<&str> = finding.components().iter().map(String::as_str).collect();
        let is_own = |path: &&str| finding.blocks().iter().any(|block| block == path);
        !wrong.is_subset(&own) || !unmeasured.iter().all(is_own)
    };
    let rest: Vec<bool> = report.findings.iter().map(is_rest_wrong).collect();
    let is_negated = report.context.is_negated;
    for (finding, is_rest_wrong) in report.findings.iter_mut().zip(rest) {
        let Some(mend) = &mut finding.mend else {
            continue;
        };
        if is_rest_wrong {
            *mend = of_its_own(mend);
        }
        if is_negated {
            *mend = of_forces(mend);
        }
    }
}

/// The mend of a part, beside which more may be wrong.
pub(super) fn of_its_own(mend: &str) -> String {
    mend.replace(ALL, OWN)
}

/// The same of the forces: what is added to a gradient is subtracted from them.
fn of_forces(mend: &str) -> String {
    let turned = [
        ("adding ", " to ", "subtracting ", " from "),
        ("subtracting ", " from ", "adding ", " to "),
    ];
    let turned = turned.iter().find_map(|(is, to, does, from)| {
        let (what, of) = mend
            .strip_prefix(is)?
            .split_once(&format!("{to}the gradient"))?;
        Some(format!("{does}{what}{from}the forces{of}"))
    });
    turned.unwrap_or_else(|| mend.replace("the gradient", "the forces"))
}
