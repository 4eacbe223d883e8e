//! What a finding is made of.

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal,)*) => {
        /// The kind of mistake that a finding names.
        ///
        /// ```
        /// use grad_check::FindingKind;
        /// assert_eq!(FindingKind::ConstantFactor.name(), "constant_factor");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FindingKind {
            $($(#[$doc])* $kind,)*
        }

        impl FindingKind {
            /// Every kind.
            ///
            /// ```
            /// use grad_check::FindingKind;
            /// assert!(FindingKind::ALL.contains(&FindingKind::Mask));
            /// ```
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Its name in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// The gradient has the wrong sign.
    SignFlipped = "sign_flipped",
    /// The gradient is a constant times the right one, over a block or a part of it.
    ConstantFactor = "constant_factor",
    /// The gradient is the same constant times the right one in all blocks.
    WholeCostScaled = "whole_cost_scaled",
    /// The cost has a term λ/2 ‖θ‖², of which the gradient has nothing; or the reverse.
    L2Missing = "l2_missing",
    /// The gradient has a multiple of the λθ that belongs there: doubled, halved, with the other sign; or more of it by so
    /// much, where λ isn't known.
    L2Factor = "l2_factor",
    /// The cost has a term λ ‖θ‖₁, of which the gradient has nothing; or the reverse.
    L1Missing = "l1_missing",
    /// The gradient of a bias has a term λθ, and the cost has none.
    BiasRegularised = "bias_regularised",
    /// The gradient is the transpose of the right one.
    Transposed = "transposed",
    /// The gradient's numbers were read or written in another order of the dimensions.
    Reshaped = "reshaped",
    /// The gradient runs backwards along an axis, or altogether.
    Reversed = "reversed",
    /// The gradient is shifted along an axis.
    Shifted = "shifted",
    /// The gradient's rows, columns or components are in another order.
    Permuted = "permuted",
    /// The gradient is that of another block.
    BlocksExchanged = "blocks_exchanged",
    /// The gradient is zero where the cost changes.
    ZeroOrDetached = "zero_or_detached",
    /// Some rows or columns are wrong, and all others of their block are right.
    RowOrColumn = "row_or_column",
    /// One component is wrong, and all others of its block are right.
    SingleComponent = "single_component",
    /// The gradient is that of another cost, as one is that counts some samples only: what it is off by is a gradient
    /// itself.
    AnotherCost = "another_cost",
    /// The gradient of a bias isn't the sum over the batch.
    BiasNotSummed = "bias_not_summed",
    /// The slope of an activation (the mask of a `ReLU`) is missing, inverted, or that of another layer.
    Mask = "mask",
    /// The gradient is off by the same number in every component, or a matrix of derivatives is on its diagonal.
    AdditiveConstant = "additive_constant",
    /// The gradient is off by numbers that don't change with the parameters: a term that is linear in them.
    LinearTerm = "linear_term",
    /// The gradient is off by λ (θ − c), component by component: a term that is quadratic in the parameters.
    QuadraticTerm = "quadratic_term",
    /// All blocks from the input up to a layer are wrong, and all behind it are right.
    WrongFromLayer = "wrong_from_layer",
    /// The gradient is that of other parameters than those that were passed.
    StaleState = "stale_state",
    /// The cost is random.
    Nondeterministic = "nondeterministic",
    /// The point is a kink of the cost, and the gradient is none of its slopes.
    Kink = "kink",
    /// The gradient or the cost has the digits of an f32 only.
    Precision = "precision",
    /// Steps of one range deny the gradient, and those of another don't.
    RoughCost = "rough_cost",
    /// `cost = ..` is another cost than that of the annotated function.
    WrongCostFunction = "wrong_cost_function",
    /// The gradient of complex numbers is the conjugate of the right one.
    Conjugated = "conjugated",
    /// The gradient is right to its length, and points elsewhere: it is taken in another frame.
    OtherFrame = "other_frame",
    /// A factor of the chain rule is missing, or once too many: θ, its exponential, or another parameter.
    ChainRule = "chain_rule",
    /// Of a symmetric matrix one triangle is missing or holds both, or the diagonal is counted otherwise.
    Triangle = "triangle",
    /// The parameters were returned as their own gradient.
    ThetaReturned = "theta_returned",
    /// The gradient is right across θ, and wrong along it by a factor that depends on θ: a norm is missing.
    Radial = "radial",
    /// The cost is flat where the gradient isn't zero.
    FlatCost = "flat_cost",
    /// The gradient is wrong, and no pattern fits.
    Unexplained = "unexplained",
}

impl FindingKind {
    #[allow(non_upper_case_globals)]
    #[doc(hidden)]
    #[deprecated(note = "the kind is called `FindingKind::AnotherCost`")]
    pub const SomeSamplesOnly: Self = Self::AnotherCost;

    /// Whether it says where a mistake is, rather than what it is.
    pub(crate) fn is_weak(self) -> bool {
        matches!(
            self,
            Self::Unexplained | Self::RowOrColumn | Self::SingleComponent
        )
    }
}

/// A probable cause, with the evidence for it.
///
/// ```
/// use grad_check::{FindingKind, GradCheck};
/// let report = GradCheck::new("norm").run(&[3.0, 4.0], |x| (x[0] * x[0] + x[1] * x[1], [x[0], x[1]]));
/// let finding = &report.findings()[0];
/// assert_eq!(finding.kind(), FindingKind::ConstantFactor);
/// assert_eq!(finding.message(), "analytic = 0.5000 × numeric in both components of theta");
/// assert_eq!(finding.mend(), Some("multiplying the gradient of theta by 2 makes the check pass"));
/// assert_eq!((finding.value().map(|c| c.round()), finding.explained(), finding.of()), (Some(1.0), 2, 2));
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
    pub(crate) value: Option<f64>,
    pub(crate) residual: Option<f64>,
    pub(crate) explained: usize,
    pub(crate) of: usize,
    pub(crate) components: Vec<String>,
    /// At how many points the mend was made, and the gradient passed.
    pub(crate) tried: Option<usize>,
}

impl Finding {
    /// A finding in one block, with its sentence split into the short form and what goes with it.
    pub(crate) fn new(kind: FindingKind, block: &str, short: String) -> Self {
        Self {
            kind,
            blocks: vec![block.to_owned()],
            message: format!("{block}: {short}"),
            short,
            evidence: String::new(),
            mend: None,
            value: None,
            residual: None,
            explained: 0,
            of: 0,
            components: Vec::new(),
            tried: None,
        }
    }

    /// The same in several blocks, with a sentence that is short enough.
    pub(crate) fn of_blocks(kind: FindingKind, blocks: Vec<String>, short: String) -> Self {
        Self {
            blocks,
            message: short.clone(),
            ..Self::new(kind, "", short)
        }
    }

    pub(crate) fn in_words(mut self, message: String) -> Self {
        self.message = message;
        self
    }

    pub(crate) fn because(mut self, evidence: String) -> Self {
        self.evidence = evidence;
        self
    }

    pub(crate) fn mended(mut self, by: String) -> Self {
        self.mend = Some(by);
        self
    }

    pub(crate) fn tried(mut self, points: Option<usize>) -> Self {
        self.tried = points.filter(|_| self.mend.is_some());
        self
    }

    /// " (tried: passes here and at 2 other points)", where it was.
    pub(crate) fn tried_in_words(&self) -> String {
        match self.tried {
            None | Some(0) => String::new(),
            Some(1) => " (tried: passes here)".to_owned(),
            Some(2) => " (tried: passes here and at 1 other point)".to_owned(),
            Some(points) => format!(" (tried: passes here and at {} other points)", points - 1),
        }
    }

    pub(crate) fn with_value(mut self, value: f64) -> Self {
        self.value = Some(value);
        self
    }

    pub(crate) fn fitting(mut self, fit: Fit) -> Self {
        self.residual = Some(fit.residual);
        (self.explained, self.of) = (fit.explained, fit.of);
        self
    }

    pub(crate) fn counting(mut self, explained: usize, of: usize) -> Self {
        (self.explained, self.of) = (explained, of);
        self
    }

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

    /// Why it is believed: how well and how often the hypothesis fits, or what else speaks for it.
    pub fn evidence(&self) -> &str {
        &self.evidence
    }

    /// What makes the check pass, where that is plain. It has been made, and the gradient was right with it at
    /// the test point, and at [others](Self::points_tried) with the same constants.
    pub fn mend(&self) -> Option<&str> {
        self.mend.as_deref()
    }

    /// At how many points the mend was made and the gradient passed, the test point included: three, unless the
    /// function fails or tells nothing elsewhere. `None` where it couldn't be tried but by the numbers of the check.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("cube").run(&[0.7, 1.2], |x: &[f64; 2]| (x[0].powi(3) + x[1].exp(), [-3.0 * x[0] * x[0], -x[1].exp()]));
    /// assert_eq!(report.findings()[0].points_tried(), Some(3));
    /// ```
    pub fn points_tried(&self) -> Option<usize> {
        self.tried
    }

    /// The constant that was fitted: the factor, λ, the offset. `None` where nothing was.
    pub fn value(&self) -> Option<f64> {
        self.value
    }

    /// The largest residual of a component under the hypothesis, as a share of what its error bar
    /// allows: at most 1. `None` where the hypothesis predicts no numbers.
    pub fn residual(&self) -> Option<f64> {
        self.residual
    }

    /// Wrong components that it explains.
    pub fn explained(&self) -> usize {
        self.explained
    }

    /// The paths of the wrong components of its blocks: `w[1, 2]`.
    pub fn components(&self) -> &[String] {
        &self.components
    }

    /// Components that it was held against.
    pub fn of(&self) -> usize {
        self.of
    }
}

/// How well a hypothesis fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// The largest residual, as a share of what the error bars allow.
    pub(crate) residual: f64,
    /// Wrong components that it explains, and components that it was held against.
    pub(crate) explained: usize,
    pub(crate) of: usize,
}
