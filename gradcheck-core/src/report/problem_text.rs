//! What a problem says: what is wrong, where, and what to do.

use super::relation::relation;
use super::{Place, Problem};
use std::fmt;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidEps(eps) => write!(f, "`eps` is {eps:?}: it must be a positive, finite step, such as 1e-7"),
            Self::InvalidTol(tol) => write!(f, "`tol` is {tol:?}: it must be a bound on the relative error, between 0 and 1, such as 1e-7"),
            Self::InvalidMustNotice(size) => write!(f, "`must_notice` is {size:?}: it must be a positive relative error, such as 1e-3"),
            Self::InvalidThreads => f.write_str("`threads` is 0: it must be one thread at least, such as 4"),
            Self::NoForces => f.write_str("`forces` is for an energy with its forces alone: leave it out, and turn the sign where the function is called"),
            Self::InvalidCoverage(share) => write!(f, "`coverage` is {share:?}: it must be a share of each block's components, between 0 and 1, such as 0.8"),
            Self::InvalidDraws => f.write_str("`draws` is 0: it must be one point at least, such as 20"),
            Self::InvalidEnvironment { variable, value } => write!(f, "{variable} is `{value}` in the environment: it must be a whole number, such as 7"),
            Self::NothingDrawn { draws } => write!(f, "`draws` asks for {draws} points, but nothing is drawn, and they are all the same: draw a point with `randn(shape)`, or leave `draws` out"),
            Self::TooLittleVerified { block, verified, components, wanted } => {
                let share = 100.0 * *verified as f64 / *components as f64;
                write!(f, "{verified} of {components} components of {block} were verified, {share:.0} %, and `coverage` asks for {:.0} %", 100.0 * wanted)
            }
            Self::NoParameters => f.write_str("there are no parameters: the test point holds no number to differentiate with respect to"),
            Self::NothingSelected { pattern, paths } => write!(f, "`only` names `{pattern}`, which is no parameter; the parameters are {}", paths.join(", ")),
            Self::LayoutSize { vector, parts, numbers } => write!(f, "the parts of {vector} in `layout` have {parts} numbers, but {vector} has {numbers}: give the shapes of all its parts"),
            Self::LayoutOfNothing { vector, paths } => write!(f, "`layout` names `{vector}`, which is no flat vector among the parameters; they are {}", paths.join(", ")),
            Self::NonFiniteParameter { component, value } => write!(f, "{component} is {value:?} at the test point: choose finite parameters"),
            Self::BlockShape { block, shape, numbers } => write!(f, "`flatten` announces the shape {shape} for {block}, but gives {numbers} numbers: give as many as the shape has"),
            Self::RestoreMismatch => f.write_str("`Params::restore` doesn't take exactly the numbers that `Flatten::flatten` gave: write the same parts in both, in the same order"),
            // A gradient without a name of its own, beside several parameters.
            Self::GradientParts { parameters, leftover, .. } if matches!(leftover.as_slice(), [only] if only.is_empty()) => {
                write!(f, "the function returns one gradient, but {} are differentiated: hold those that have none fixed, such as with `given({} = ..)`, or return one gradient for each", quoted(parameters), parameters.last().map_or("name", String::as_str))
            }
            Self::GradientParts { parameters, missing, leftover } => {
                let mut clauses = Vec::new();
                if !missing.is_empty() {
                    clauses.push(format!("the gradient has no part for {}", quoted(missing)));
                }
                if !leftover.is_empty() {
                    let are = if leftover.len() == 1 { "is no parameter" } else { "are no parameters" };
                    let of = if missing.is_empty() { " in the gradient" } else { "" };
                    clauses.push(format!("{}{of} {are}", quoted(leftover)));
                }
                write!(f, "{}; the parameters are {}: return one gradient for each, of the same name or with a `d` before it", clauses.join(", and "), parameters.join(", "))
            }
            Self::GradientShape { block, parameter, gradient } => write!(f, "the gradient of {block} has shape {gradient}, but {block} has shape {parameter}: return a gradient of the parameter's shape"),
            Self::CurvedGradient { block, shape } => write!(f, "the gradient of {block} is a rotation or another point of a manifold: return its vector in the tangent space, of shape {shape}"),
            Self::GradientLayoutChanged(place) => write!(f, "the gradient has other parts or shapes {place} than at the test point"),
            Self::NonFiniteCost { value, place } => write!(f, "the cost is {value:?} {place}"),
            Self::NonFiniteGradient { component, theta, value, place } => match place {
                Place::TestPoint => write!(f, "the gradient of {component} is {value:?} {place}, where {component} = {theta:?}"),
                Place::Shifted { .. } | Place::Beside => write!(f, "the gradient of {component} is {value:?} {place}"),
            },
            Self::NotWritten { component } => write!(f, "{component} was not written, or was added to what it held: the buffer is handed over filled with NaN; write each component with `=`, or say by `given(..)` what callers hand over, such as zeros"),
            Self::FunctionFailed { error, place } => write!(f, "the function returned Err({error}) {place}"),
            Self::FunctionPanicked { message, place } => write!(f, "the function panicked {place}: {message}"),
            Self::PlantedMistakePassed { mistake, path } => write!(f, "self-test: {path} with {mistake} would have passed: this check doesn't notice what it claims to notice"),
            Self::BudgetSpent => f.write_str("the check has taken all evaluations that it may: raise `budget`"),
            Self::StepLost { component, theta, step, precision } => write!(f, "a step of {step:e} vanishes when it is added to {component} = {theta:?} ({}): take a larger `eps`", precision.name()),
            Self::ConstantCost { cost, points } => write!(f, "the cost is {cost:?} at all {points} points that were tried: it is flat there, or depends on no parameter"),
            Self::CostNotRepeatable { first, again } => write!(f, "the cost is random: {first:?}, then {again:?} with the same parameters; set keep_prob = 1, or fix the dropout mask or the seed, inside the function or in `given(rng = ..)`"),
            Self::GradientNotRepeatable { component, first, again } => write!(f, "the gradient depends on earlier calls, or is random: {component} was {first:?}, then {again:?} with the same parameters and the same cost"),
            Self::JacobianShape { found, outputs, parameters, transposed } => {
                let hint = if *transposed { "; it has the shape of its transpose" } else { "" };
                write!(f, "the matrix of derivatives has shape {}, but {outputs} outputs by {parameters} parameters make {outputs}×{parameters}{hint}: return a row for each output and a column for each parameter, or one such matrix for each argument", found.join(", "))
            }
            Self::NoOutputs => f.write_str("there are no outputs: the function returned nothing to differentiate"),
            Self::CurvedOutputs => f.write_str("an output is a point of a manifold that isn't told: give `Flattened::pose` its rotation or motion in place of `tangent`, or return coordinates"),
            Self::OutputNames { given, outputs } => write!(f, "`outputs` gives {given} names, but the function has {outputs} outputs: name each of them"),
            Self::NonFiniteOutput { output, value, place } => write!(f, "{output} is {value:?} {place}"),
            Self::NonFiniteEntry { entry, value, place } => write!(f, "{entry} is {value:?} {place}"),
            Self::OutputNotRepeatable { output, first, again } => write!(f, "{output} is random: {first:?}, then {again:?} with the same parameters; fix the dropout mask or the seed inside the function"),
            Self::NotSymmetric { row, column, upper, lower } => write!(f, "the Hessian isn't symmetric: H[{row}, {column}] = {upper:?}, but H[{column}, {row}] = {lower:?}"),
            Self::MovingFrames { block } => write!(f, "the Hessian is the derivative of the gradient along frames that move with {block}: H − Hᵀ is the bracket with the gradient, as [g]× on rotations; the Hessian of δ ↦ f({block} ⊞ δ) is symmetric: return (H + Hᵀ)/2"),
            Self::RightByChance { block, error, moved, special, reach } => {
                let special = special.as_ref().map_or_else(String::new, |special| format!("{special} there, and "));
                let moved = moved.as_deref().unwrap_or("every parameter");
                write!(f, "{block} is right at the test point by chance: {special}with {moved} moved by about {} % it is off by {error:.1e} of its norm", 100.0 * reach)
            }
            Self::NotSeenBeside { why } => write!(f, "not seen beside the point: {why}"),
            Self::NotZeroOfZero { closure, component, found } => write!(f, "`{closure}` of zero is not zero: {component} is {found:?}; a term that doesn't come from its argument is added, such as that of a regularisation or of an earlier call"),
            Self::ClosureNotRepeatable { closure, component, first, again } => write!(f, "`{closure}` gives two results for the same argument: {component} was {first:?}, then {again:?}; it may add to the gradients of earlier calls"),
            Self::NotLinear { closure, component, expected, found } => write!(f, "`{closure}` isn't linear: for a weighted sum of two arguments {component} is {found:?}, but the weighted sum of its results is {expected:?}"),
            Self::NotAdjoint { component, backward, tangent } => write!(f, "`backward` and `tangent` are not of one Jacobian: along {component} ⟨u, tangent(v)⟩ is {tangent:?}, but ⟨backward(u), v⟩ is {backward:?}; `backward` is wrong as well if its gradient fails below, else `tangent` alone is"),
            Self::CotangentFirst { parameters } => {
                let last = parameters.join(", ");
                write!(f, "`backward` takes the cotangent first: with its arguments in that order it is right here, for two cotangents. It is called with the cotangent last: turn the order with a closure, such as `pullback = |{last}, u| backward(u, {last})`")
            }
            Self::WrongCost { function, cost } => write!(f, "`cost` returns {cost:?} at the test point, but the annotated function returns the cost {function:?}: {}", relation(*function, *cost)),
        }
    }
}

impl std::error::Error for Problem {}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
