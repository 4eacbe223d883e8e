//! What keeps a check from being made, or ends it: each named, with where and what to do.

use super::{Place, Reason, Verdict};
use crate::precision::Precision;
use crate::shape::Shape;

/// An input that can't be used, or an answer of the user's function that can't be judged.
///
/// ```
/// use grad_check::{GradCheck, Problem};
/// let report = GradCheck::new("square").eps(-1.0).run(&2.0, |x| (x * x, 2.0 * x));
/// assert_eq!(report.problems(), [Problem::InvalidEps(-1.0)]);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// `eps` is zero, negative, NaN or infinite.
    InvalidEps(f64),
    /// `must_notice` is zero, negative or NaN.
    InvalidMustNotice(f64),
    /// `threads` is zero.
    InvalidThreads,
    /// `forces`, of a function that isn't checked as a cost with its gradient.
    NoForces,
    /// `coverage` isn't between 0 and 1.
    InvalidCoverage(f64),
    /// `draws` is zero.
    InvalidDraws,
    /// `GRAD_CHECK_DRAWS` or `GRAD_CHECK_SEED` in the environment is no such number.
    InvalidEnvironment {
        /// The name of the variable.
        variable: &'static str,
        /// What it holds.
        value: String,
    },
    /// Several points were asked for, and nothing is drawn: they are all the same.
    NothingDrawn {
        /// How many.
        draws: usize,
    },
    /// Less of a block was verified than `coverage` asks for.
    TooLittleVerified {
        /// The block.
        block: String,
        /// How many of its components were verified.
        verified: usize,
        /// How many it has.
        components: usize,
        /// The share that is asked for.
        wanted: f64,
    },
    /// `tol` is zero, negative, NaN or infinite.
    InvalidTol(f64),
    /// There is no component to differentiate with respect to.
    NoParameters,
    /// A pattern of `only` fits no path.
    NothingSelected {
        /// The pattern.
        pattern: String,
        /// The paths there are.
        paths: Vec<String>,
    },
    /// `layout` names what is no flat vector of the parameters.
    LayoutOfNothing {
        /// The path that was named.
        vector: String,
        /// The paths of all blocks.
        paths: Vec<String>,
    },
    /// The parts of a flat vector don't add up to it.
    LayoutSize {
        /// The vector's path.
        vector: String,
        /// How many numbers its parts have.
        parts: usize,
        /// How many it has.
        numbers: usize,
    },
    /// A parameter is NaN or infinite at the test point.
    NonFiniteParameter {
        /// Which.
        component: String,
        /// What it is.
        value: f64,
    },
    /// A hand-written `Flatten::flatten` announces a shape for which it has too few or too many numbers.
    BlockShape {
        /// Which block.
        block: String,
        /// The shape.
        shape: Shape,
        /// How many numbers came.
        numbers: usize,
    },
    /// A hand-written `Params::restore` doesn't take exactly the numbers that `flatten` gave, in their order.
    RestoreMismatch,
    /// Parts of the gradient are missing, or belong to no parameter.
    GradientParts {
        /// All parameters.
        parameters: Vec<String>,
        /// Parameters without a gradient.
        missing: Vec<String>,
        /// Gradients without a parameter.
        leftover: Vec<String>,
    },
    /// A gradient has another shape than its parameter.
    GradientShape {
        /// The parameter.
        block: String,
        /// Its shape.
        parameter: Shape,
        /// The shape of its gradient.
        gradient: Shape,
    },
    /// A gradient is a rotation, or another point of a manifold.
    CurvedGradient {
        /// The parameter.
        block: String,
        /// The shape of its tangent space.
        shape: Shape,
    },
    /// The gradient's parts or shapes changed between evaluations.
    GradientLayoutChanged(Place),
    /// A cost is NaN or infinite.
    NonFiniteCost {
        /// What it is.
        value: f64,
        /// Where.
        place: Place,
    },
    /// A component of the returned gradient is NaN or infinite.
    NonFiniteGradient {
        /// Which.
        component: String,
        /// The value of the parameter at the test point.
        theta: f64,
        /// What the gradient is.
        value: f64,
        /// Where.
        place: Place,
    },
    /// A component of the gradient wasn't written to the buffer that receives it.
    NotWritten {
        /// Which, by the buffer's name.
        component: String,
    },
    /// The function returned an `Err`.
    FunctionFailed {
        /// Its `Debug` text.
        error: String,
        /// Where.
        place: Place,
    },
    /// The function panicked.
    FunctionPanicked {
        /// The message.
        message: String,
        /// Where.
        place: Place,
    },
    /// The check has taken all evaluations that it may.
    BudgetSpent,
    /// `eps` vanishes when it is added to a parameter.
    StepLost {
        /// Which.
        component: String,
        /// Its value.
        theta: f64,
        /// The step.
        step: f64,
        /// The precision that it vanishes in.
        precision: Precision,
    },
    /// The cost is the same at every point that was tried.
    ConstantCost {
        /// That cost.
        cost: f64,
        /// How many points were tried.
        points: usize,
    },
    /// The same parameters gave two costs.
    CostNotRepeatable {
        /// The first.
        first: f64,
        /// The second.
        again: f64,
    },
    /// The same parameters gave the same cost, but two gradients.
    GradientNotRepeatable {
        /// The component that differs most.
        component: String,
        /// Its first value.
        first: f64,
        /// Its second value.
        again: f64,
    },
    /// The self-test planted a mistake in the gradient, and the check would have let it pass.
    PlantedMistakePassed {
        /// What was planted.
        mistake: String,
        /// Where: a block, or a component.
        path: String,
    },
    /// A Jacobian or a Hessian has not a row for each output and a column for each parameter.
    JacobianShape {
        /// The parts that it has, each with its shape.
        found: Vec<String>,
        /// How many outputs there are.
        outputs: usize,
        /// How many parameters there are.
        parameters: usize,
        /// Whether it has the shape of the transpose.
        transposed: bool,
    },
    /// A function of several outputs returned none.
    NoOutputs,
    /// The outputs are points of a manifold, such as rotations.
    CurvedOutputs,
    /// `outputs` names another number of outputs than there are.
    OutputNames {
        /// How many names there are.
        given: usize,
        /// How many outputs there are.
        outputs: usize,
    },
    /// An output is NaN or infinite.
    NonFiniteOutput {
        /// Which.
        output: String,
        /// What it is.
        value: f64,
        /// Where.
        place: Place,
    },
    /// An entry of a Jacobian or a Hessian is NaN or infinite.
    NonFiniteEntry {
        /// Which.
        entry: String,
        /// What it is.
        value: f64,
        /// Where.
        place: Place,
    },
    /// The same parameters gave an output two values.
    OutputNotRepeatable {
        /// Which.
        output: String,
        /// The first value.
        first: f64,
        /// The second.
        again: f64,
    },
    /// A Hessian isn't symmetric.
    NotSymmetric {
        /// The first parameter of the pair of entries that are farthest apart.
        row: String,
        /// The second.
        column: String,
        /// The entry of `row` and `column`.
        upper: f64,
        /// The entry of `column` and `row`.
        lower: f64,
    },
    /// A Hessian over rotations or rigid motions is the derivative of the gradient along frames that move with the
    /// point, which isn't symmetric.
    MovingFrames {
        /// The parameter.
        block: String,
    },
    /// A closure that has to be linear maps zero to something else.
    NotZeroOfZero {
        /// `backward` or `product`.
        closure: &'static str,
        /// The component of its result that is farthest from zero.
        component: String,
        /// What it is.
        found: f64,
    },
    /// A closure gave two results for the same argument.
    ClosureNotRepeatable {
        /// `backward` or `product`.
        closure: &'static str,
        /// The component of its result that differs most.
        component: String,
        /// Its first value.
        first: f64,
        /// Its second value.
        again: f64,
    },
    /// A closure doesn't map a sum to the sum.
    NotLinear {
        /// `backward` or `product`.
        closure: &'static str,
        /// The component of its result that is farthest off.
        component: String,
        /// What it is to be.
        expected: f64,
        /// What it is.
        found: f64,
    },
    /// `backward` and `tangent` are derivatives of two functions: ⟨u, tangent(v)⟩ isn't ⟨backward(u), v⟩.
    NotAdjoint {
        /// The parameter along which `v` points.
        component: String,
        /// ⟨backward(u), v⟩.
        backward: f64,
        /// ⟨u, tangent(v)⟩.
        tangent: f64,
    },
    /// `backward` is right with its arguments in another order: the cotangent before the parameters.
    CotangentFirst {
        /// The parameters, in their order.
        parameters: Vec<String>,
    },
    /// The derivative is right at the test point, and wrong a little beside it.
    RightByChance {
        /// The block that is wrong there.
        block: String,
        /// Its error along a direction there, as a share of its norm.
        error: f64,
        /// Which parameters have to be moved for it to show: one block, if one is enough.
        moved: Option<String>,
        /// What is special about their values at the test point: "gamma is 1 everywhere".
        special: Option<String>,
        /// How far they were moved, as a share of their scale.
        reach: f64,
    },
    /// A check that passed was not, or to no avail, made once more a little beside the point.
    NotSeenBeside {
        /// Why.
        why: String,
    },
    /// `cost = ..` and the annotated function disagree at the test point.
    WrongCost {
        /// The cost that the annotated function returns.
        function: f64,
        /// The cost that `cost` returns.
        cost: f64,
    },
}

macro_rules! table {
    ($($problem:ident = $name:literal, $makes:ident$(($reason:ident))?;)*) => {
        impl Problem {
            /// Its name in JSON.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$problem { .. } => $name,)*
                }
            }

            fn makes(&self) -> Makes {
                match self {
                    $(Self::$problem { .. } => Makes::$makes$((Reason::$reason))?,)*
                }
            }
        }
    };
}

/// What a problem makes of the check.
enum Makes {
    Undecided(Reason),
    /// The gradient can't be one, for this reason.
    Wrong(Reason),
    /// The derivative breaks a law that every right one keeps.
    Lawless,
}

table! {
    InvalidEps = "invalid_eps", Undecided(InvalidInput);
    InvalidTol = "invalid_tol", Undecided(InvalidInput);
    InvalidMustNotice = "invalid_must_notice", Undecided(InvalidInput);
    InvalidThreads = "invalid_threads", Undecided(InvalidInput);
    NoForces = "no_forces", Undecided(InvalidInput);
    InvalidCoverage = "invalid_coverage", Undecided(InvalidInput);
    InvalidDraws = "invalid_draws", Undecided(InvalidInput);
    InvalidEnvironment = "invalid_environment", Undecided(InvalidInput);
    NothingDrawn = "nothing_drawn", Undecided(InvalidInput);
    TooLittleVerified = "too_little_verified", Undecided(TooLittleVerified);
    NoParameters = "no_parameters", Undecided(InvalidInput);
    NothingSelected = "nothing_selected", Undecided(InvalidInput);
    LayoutSize = "layout_size", Undecided(InvalidInput);
    LayoutOfNothing = "layout_of_nothing", Undecided(InvalidInput);
    NonFiniteParameter = "non_finite_parameter", Undecided(NonFinite);
    BlockShape = "block_shape", Undecided(InvalidInput);
    RestoreMismatch = "restore_mismatch", Undecided(InvalidInput);
    GradientParts = "gradient_parts", Wrong(InvalidInput);
    GradientShape = "gradient_shape", Wrong(InvalidInput);
    CurvedGradient = "curved_gradient", Wrong(InvalidInput);
    GradientLayoutChanged = "gradient_layout_changed", Wrong(InvalidInput);
    NonFiniteCost = "non_finite_cost", Undecided(NonFinite);
    NonFiniteGradient = "non_finite_gradient", Undecided(NonFinite);
    FunctionFailed = "function_failed", Undecided(FunctionFailed);
    FunctionPanicked = "function_panicked", Undecided(FunctionFailed);
    PlantedMistakePassed = "planted_mistake_passed", Undecided(BlindSpot);
    BudgetSpent = "budget_spent", Undecided(BudgetSpent);
    StepLost = "step_lost", Undecided(StepLost);
    ConstantCost = "constant_cost", Undecided(ConstantCost);
    CostNotRepeatable = "cost_not_repeatable", Undecided(Nondeterministic);
    GradientNotRepeatable = "gradient_not_repeatable", Wrong(Nondeterministic);
    WrongCost = "wrong_cost", Undecided(WrongCost);
    RightByChance = "right_by_chance", Undecided(RightByChance);
    NotSeenBeside = "not_seen_beside", Undecided(RightByChance);
    JacobianShape = "jacobian_shape", Wrong(InvalidInput);
    NoOutputs = "no_outputs", Undecided(InvalidInput);
    CurvedOutputs = "curved_outputs", Undecided(InvalidInput);
    OutputNames = "output_names", Undecided(InvalidInput);
    NonFiniteOutput = "non_finite_output", Undecided(NonFinite);
    NonFiniteEntry = "non_finite_entry", Undecided(NonFinite);
    OutputNotRepeatable = "output_not_repeatable", Undecided(Nondeterministic);
    NotSymmetric = "not_symmetric", Lawless;
    MovingFrames = "moving_frames", Lawless;
    NotZeroOfZero = "not_zero_of_zero", Lawless;
    ClosureNotRepeatable = "closure_not_repeatable", Lawless;
    NotLinear = "not_linear", Lawless;
    NotAdjoint = "not_adjoint", Lawless;
    CotangentFirst = "cotangent_first", Lawless;
    NotWritten = "not_written", Wrong(NonFinite);
}

impl Problem {
    /// What it makes of the check: a gradient that can't be one fails, all else is undecided.
    pub fn verdict(&self) -> Verdict {
        match (self, self.makes()) {
            (_, Makes::Wrong(_) | Makes::Lawless) => Verdict::Fail,
            (
                Self::NonFiniteEntry { place, .. } | Self::NonFiniteGradient { place, .. },
                Makes::Undecided(_),
            ) if *place == Place::TestPoint => Verdict::Fail,
            (_, Makes::Undecided(reason)) => Verdict::Undecided(reason),
        }
    }

    /// The condition that it is a case of.
    pub fn reason(&self) -> Reason {
        match self.makes() {
            Makes::Undecided(reason) | Makes::Wrong(reason) => reason,
            // These fail the check; nothing of them is undecided.
            Makes::Lawless => Reason::InvalidInput,
        }
    }

    /// Whether a derivative breaks a law that every right one keeps: that says more than where it is wrong.
    pub(crate) fn is_broken_law(&self) -> bool {
        matches!(self.makes(), Makes::Lawless)
    }

    /// The same of an output in place of the cost.
    pub(crate) fn of_output(self, output: &str, is_entry: bool) -> Self {
        let output = output.to_owned();
        match self {
            Self::NonFiniteCost { value, place } => Self::NonFiniteOutput {
                output,
                value,
                place,
            },
            Self::CostNotRepeatable { first, again } => Self::OutputNotRepeatable {
                output,
                first,
                again,
            },
            Self::NonFiniteGradient {
                component: entry,
                value,
                place,
                ..
            } if is_entry => Self::NonFiniteEntry {
                entry,
                value,
                place,
            },
            other => other,
        }
    }
}
