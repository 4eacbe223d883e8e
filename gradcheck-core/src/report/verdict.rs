//! The three answers to "is this gradient right?", and the reasons for the third.

use std::fmt;

/// What a check, a block or a component came to.
///
/// ```
/// use grad_check::{Reason, Verdict};
/// let blocks = [Verdict::Pass, Verdict::Undecided(Reason::Kink), Verdict::Fail];
/// let whole = blocks.into_iter().fold(Verdict::Pass, Verdict::worse);
/// assert_eq!(whole, Verdict::Fail);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The gradient agrees, and the error bar is small enough to tell.
    Pass,
    /// The gradient disagrees beyond the tolerance and the error bar, and more than one confirming step says so.
    Fail,
    /// Nothing that was measured tells, for this reason. It is not a pass.
    Undecided(Reason),
}

impl Verdict {
    /// The graver of two: a failure, else what is undecided, else a pass.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fail, _) | (_, Self::Fail) => Self::Fail,
            (Self::Undecided(reason), _) | (_, Self::Undecided(reason)) => Self::Undecided(reason),
            (Self::Pass, Self::Pass) => Self::Pass,
        }
    }

    /// One word: `pass`, `fail`, `undecided`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Undecided(_) => "undecided",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecided(reason) => write!(f, "undecided: {reason}"),
            other => f.write_str(other.word()),
        }
    }
}

/// Why a comparison is undecided.
///
/// ```
/// use grad_check::Reason;
/// assert_eq!(Reason::BarTooWide.name(), "bar_too_wide");
/// println!("{}: {}", Reason::Kink, Reason::Kink.remedy());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The error bar is wider than what is to be judged.
    BarTooWide,
    /// Differences at several steps contradict each other.
    Unsettled,
    /// The cost has a kink at or beside the point, and the gradient beside it doesn't tell either.
    Kink,
    /// The cost jumps at the point.
    Jump,
    /// The gradient is right at the point, but wrong beside it.
    RightByChance,
    /// The noise of the cost is above the signal.
    Noise,
    /// The cost passes through f32 on its way, and too few digits are left.
    SinglePrecision,
    /// A cost or a gradient was NaN or infinite.
    NonFinite,
    /// The function returned an error.
    FunctionFailed,
    /// The check has taken all evaluations that it may.
    BudgetSpent,
    /// A step vanished when it was added to the parameter.
    StepLost,
    /// The cost doesn't depend on any parameter.
    ConstantCost,
    /// Analytic and numeric derivatives are exactly zero everywhere: nothing was compared.
    NothingCompared,
    /// The function gave two answers for the same parameters.
    Nondeterministic,
    /// A mistake that the self-test planted would have passed.
    BlindSpot,
    /// `cost = ..` is not the cost of the annotated function.
    WrongCost,
    /// A row of a Hessian whose gradient is wrong itself has nothing to be compared with.
    WrongGradient,
    /// Less of a block was verified than `coverage` asks for.
    TooLittleVerified,
    /// An option or a parameter can't be used.
    InvalidInput,
}

impl Reason {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::BarTooWide => "bar_too_wide",
            Self::Unsettled => "unsettled",
            Self::Kink => "kink",
            Self::Jump => "jump",
            Self::RightByChance => "right_by_chance",
            Self::Noise => "noise",
            Self::SinglePrecision => "single_precision",
            Self::NonFinite => "non_finite",
            Self::FunctionFailed => "function_failed",
            Self::BudgetSpent => "budget_spent",
            Self::StepLost => "step_lost",
            Self::ConstantCost => "constant_cost",
            Self::NothingCompared => "nothing_compared",
            Self::Nondeterministic => "nondeterministic",
            Self::BlindSpot => "blind_spot",
            Self::WrongCost => "wrong_cost",
            Self::WrongGradient => "wrong_gradient",
            Self::TooLittleVerified => "too_little_verified",
            Self::InvalidInput => "invalid_input",
        }
    }

    /// What would settle it, in one line.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::BarTooWide => {
                "scale the cost so that this parameter matters to it, subtract a large constant from it, or compute it in f64"
            }
            Self::Unsettled => {
                "move the test point a little with `at` or `seed`, and look for noise in the cost"
            }
            Self::Kink => {
                "move the test point off the kink (of a ReLU, abs or max) with `at` or `seed`"
            }
            Self::Jump => {
                "move the test point off the jump with `at` or `seed`: a cost that jumps has no gradient there"
            }
            Self::RightByChance => {
                "move the test point with `at` or `seed` (away from zeros) and mend what then fails"
            }
            Self::Noise => {
                "tighten the tolerance of the solver or the sum inside the cost, or ask for less with `must_notice`"
            }
            Self::SinglePrecision => {
                "compute the cost in f64 throughout, or ask for less with `must_notice`"
            }
            Self::NonFinite => "move the test point away from the edge of the cost's domain",
            Self::FunctionFailed => {
                "move the test point to where the function and its neighbourhood succeed"
            }
            Self::BudgetSpent => "raise `budget`, or mend first what is known to be wrong",
            Self::StepLost => {
                "take a larger `eps`, or leave it out: the step is then chosen to be seen"
            }
            Self::ConstantCost => {
                "check that the cost is computed from the parameters that are passed in"
            }
            Self::NothingCompared => {
                "choose a test point at which this parameter matters (all units behind it are dead here)"
            }
            Self::Nondeterministic => {
                "set keep_prob = 1, or fix the dropout mask or the seed, inside the function or in `given(rng = ..)`"
            }
            Self::BlindSpot => "this is a bug in grad-check: please report it, with the function",
            Self::WrongCost => {
                "let `cost = ..` return exactly the cost that the annotated function returns"
            }
            Self::WrongGradient => "mend the gradient first",
            Self::TooLittleVerified => {
                "move the test point with `at` or `seed` to where more components matter, or ask for less with `coverage`"
            }
            Self::InvalidInput => "mend the option or the parameter that is named",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BarTooWide => "the error bar is wider than what is to be judged",
            Self::Unsettled => "differences at several steps contradict each other",
            Self::Kink => "the cost has a kink at or beside the point",
            Self::Jump => "the cost jumps at the point",
            Self::RightByChance => "the gradient is right at the point only, and wrong beside it",
            Self::Noise => "the noise of the cost is above what is to be judged",
            Self::SinglePrecision => {
                "the cost is computed in f32 on its way, which leaves too few digits"
            }
            Self::NonFinite => "NaN or infinity",
            Self::FunctionFailed => "the function returned an error",
            Self::BudgetSpent => "the evaluations of its budget are spent",
            Self::StepLost => "the step vanishes in rounding",
            Self::ConstantCost => "the cost depends on no parameter",
            Self::NothingCompared => "zero on both sides everywhere, nothing compared",
            Self::Nondeterministic => "the function gives two answers for the same parameters",
            Self::BlindSpot => "a planted mistake would have passed",
            Self::WrongCost => "`cost` is not the function's cost",
            Self::WrongGradient => "the gradient that it would be compared with is wrong",
            Self::TooLittleVerified => "less was verified than `coverage` asks for",
            Self::InvalidInput => "an option or a parameter can't be used",
        })
    }
}
