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
        if other.rank() > self.rank() {
            other
        } else {
            self
        }
    }

    /// How grave it is, whatever the reason.
    pub(crate) fn rank(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Undecided(_) => 1,
            Self::Fail => 2,
        }
    }

    /// Whether it is undecided because both sides are zero.
    pub(crate) fn is_flat(self) -> bool {
        matches!(
            self,
            Self::Undecided(Reason::ConstantCost | Reason::NothingCompared)
        )
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

macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident = $name:literal, $says:literal, $remedy:literal;)*) => {
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
            $($(#[$doc])* $reason,)*
        }

        impl Reason {
            /// Its name in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$reason => $name,)*
                }
            }

            /// What would settle it, in one line.
            pub fn remedy(self) -> &'static str {
                match self {
                    $(Self::$reason => $remedy,)*
                }
            }
        }

        impl fmt::Display for Reason {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$reason => $says,)*
                })
            }
        }
    };
}

// Each reason, its name in JSON, what it says, and what would settle it.
reasons! {
    /// The error bar is wider than what is to be judged.
    BarTooWide = "bar_too_wide", "the error bar is wider than what is to be judged",
        "scale the cost so that this parameter matters to it, subtract a large constant from it, or compute all of it in f64";
    /// Differences at several steps contradict each other.
    Unsettled = "unsettled", "differences at several steps contradict each other",
        "move the test point a little with `at` or `seed`, and look for noise in the cost";
    /// The cost has a kink at or beside the point, and the gradient beside it doesn't tell either.
    Kink = "kink", "the cost has a kink at or beside the point",
        "move the test point off the kink (of a ReLU, abs or max) with `at` or `seed`";
    /// The cost jumps at the point.
    Jump = "jump", "the cost jumps at the point",
        "move the test point off the jump with `at` or `seed`: a cost that jumps has no gradient there";
    /// The gradient is right at the point, but wrong beside it.
    RightByChance = "right_by_chance", "the gradient is right at the point only, and wrong beside it",
        "move the test point with `at` or `seed` (away from zeros) and mend what then fails";
    /// The noise of the cost is above the signal.
    Noise = "noise", "the noise of the cost is above what is to be judged",
        "tighten the tolerance of the solver or the sum inside the cost, compute it in f64, or ask for less with `must_notice`";
    /// The cost passes through f32 on its way, and too few digits are left.
    SinglePrecision = "single_precision", "the cost is computed in f32 on its way, which leaves too few digits",
        "compute the cost in f64 throughout, or ask for less with `must_notice`";
    /// A cost or a gradient was NaN or infinite.
    NonFinite = "non_finite", "NaN or infinity",
        "move the test point away from the edge of the cost's domain";
    /// The function returned an error.
    FunctionFailed = "function_failed", "the function returned an error",
        "move the test point to where the function and its neighbourhood succeed";
    /// The check has taken all evaluations that it may.
    BudgetSpent = "budget_spent", "the evaluations of its budget are spent",
        "raise `budget`, or mend first what is known to be wrong";
    /// A step vanished when it was added to the parameter.
    StepLost = "step_lost", "the step vanishes in rounding",
        "take a larger `eps`, or leave it out: the step is then chosen to be seen";
    /// The cost doesn't depend on any parameter.
    ConstantCost = "constant_cost", "the cost is flat there, or depends on no parameter",
        "check that the cost is computed from the parameters that are passed in, or move the test point with `at` or `seed` to where it varies; a piece that is to be flat is accepted by `allow = [constant_cost]`";
    /// Analytic and numeric derivatives are exactly zero everywhere: nothing was compared.
    NothingCompared = "nothing_compared", "zero on both sides everywhere, nothing compared",
        "choose a test point at which this parameter matters (all units behind it are dead here)";
    /// The function gave two answers for the same parameters.
    Nondeterministic = "nondeterministic", "the function gives two answers for the same parameters",
        "set keep_prob = 1, or fix the dropout mask or the seed, inside the function or in `given(rng = ..)`";
    /// A mistake that the self-test planted would have passed.
    BlindSpot = "blind_spot", "a planted mistake would have passed",
        "this is a bug in grad-check: please report it, with the function";
    /// `cost = ..` is not the cost of the annotated function.
    WrongCost = "wrong_cost", "`cost` is not the function's cost",
        "let `cost = ..` return exactly the cost that the annotated function returns";
    /// A row of a Hessian whose gradient is wrong itself has nothing to be compared with.
    WrongGradient = "wrong_gradient", "the gradient that it would be compared with is wrong",
        "mend the gradient first";
    /// Less of a block was verified than `coverage` asks for.
    TooLittleVerified = "too_little_verified", "less was verified than `coverage` asks for",
        "move the test point with `at` or `seed` to where more components matter, or ask for less with `coverage`";
    /// An option or a parameter can't be used.
    InvalidInput = "invalid_input", "an option or a parameter can't be used",
        "mend the option or the parameter that is named";
}
