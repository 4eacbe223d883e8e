//! What a finding is made of.

/// The kind of mistake that a finding names.
///
/// ```
/// use gradcheck_core::FindingKind;
/// assert_eq!(FindingKind::ConstantFactor.name(), "constant_factor");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// The gradient has the wrong sign.
    SignFlipped,
    /// The gradient is a constant times the right one, over a block.
    ConstantFactor,
    /// The gradient is the same constant times the right one in all blocks.
    WholeCostScaled,
    /// The gradient of complex numbers is the conjugate of the right one.
    Conjugated,
    /// A matrix of derivatives is the transpose of the right one.
    Transposed,
    /// The gradient is zero where the cost changes.
    ZeroOrDetached,
    /// One component is wrong, and all others of its block are right.
    SingleComponent,
    /// The gradient is wrong, and no pattern fits.
    Unexplained,
}

impl FindingKind {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignFlipped => "sign_flipped",
            Self::ConstantFactor => "constant_factor",
            Self::WholeCostScaled => "whole_cost_scaled",
            Self::Conjugated => "conjugated",
            Self::Transposed => "transposed",
            Self::ZeroOrDetached => "zero_or_detached",
            Self::SingleComponent => "single_component",
            Self::Unexplained => "unexplained",
        }
    }
}

/// A probable cause, with the evidence for it.
///
/// ```
/// use gradcheck_core::{FindingKind, GradCheck};
/// let report = GradCheck::new("norm").run(&[3.0, 4.0], |x| (x[0] * x[0] + x[1] * x[1], [x[0], x[1]]));
/// let finding = &report.findings()[0];
/// assert_eq!(finding.kind(), FindingKind::ConstantFactor);
/// assert_eq!(finding.message(), "analytic = 0.5000 × numeric in both components of theta");
/// assert_eq!(finding.mend(), Some("multiplying the gradient of theta by 2 makes the check pass"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub(crate) kind: FindingKind,
    pub(crate) blocks: Vec<String>,
    pub(crate) message: String,
    /// The message less the name of the block, for the first line of a report.
    pub(crate) short: String,
    pub(crate) evidence: String,
    pub(crate) mend: Option<String>,
}

impl Finding {
    /// The kind of mistake.
    pub fn kind(&self) -> FindingKind {
        self.kind
    }

    /// The paths of the blocks that it explains.
    pub fn blocks(&self) -> &[String] {
        &self.blocks
    }

    /// The sentence for a person.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The fitted values, and how well and how often they fit.
    pub fn evidence(&self) -> &str {
        &self.evidence
    }

    /// What makes the check pass, where that is plain.
    pub fn mend(&self) -> Option<&str> {
        self.mend.as_deref()
    }
}
