//! analytic = the conjugate of numeric, over a block of complex numbers.

use super::{Finding, FindingKind};
use crate::Verdict;
use crate::judge::{BlockReport, Component};

/// An imaginary part is the other's negative within so many bars, and this share of the larger.
const BARS: f64 = 4.0;
const SHARE: f64 = 1e-5;

/// The finding, if every real part is right and every imaginary part has the wrong sign.
pub(super) fn conjugate(block: &BlockReport) -> Option<Finding> {
    let is_imaginary = |c: &&Component| c.index.last() == Some(&1);
    let (imaginary, real): (Vec<&Component>, Vec<_>) =
        block.components.iter().partition(is_imaginary);
    let is_conjugate = block.shape.is_complex()
        && real.iter().all(|c| c.verdict == Verdict::Pass)
        && imaginary.iter().all(|c| is_negative(c));
    let path = &block.path;
    let wrong = imaginary.iter().filter(|c| c.is_wrong()).count();
    let short = "analytic = the conjugate of numeric".to_owned();
    is_conjugate.then(|| Finding {
        kind: FindingKind::Conjugated,
        blocks: vec![path.clone()],
        message: format!("{short} in {path}"),
        short,
        evidence: format!(
            "{wrong} of {} imaginary parts have the wrong sign; every real part agrees",
            imaginary.len()
        ),
        mend: Some(format!(
            "conjugating the gradient of {path} makes the check pass"
        )),
    })
}

fn is_negative(c: &Component) -> bool {
    let larger = c.analytic.abs().max(c.numeric.abs());
    (c.analytic + c.numeric).abs() <= BARS * c.bar + SHARE * larger
}
