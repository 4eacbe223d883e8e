//! A backward function and one of tangents, of one Jacobian: what one is compared with numerically, the other is held
//! against to the last digits.

use super::cotangents::{drawn, violations};
use super::rows::of_outputs;
use super::vector_outcome::{Derivative, LinearityLaw, LinearityViolation};
use super::{ByReference, Linear, Probe, PullbackOutcome, VectorOutcome};
use crate::arguments::{Attempt, Said};
use crate::parameters::{Flattened, Pairing, Params};
use crate::report::Problem;
use std::fmt::Debug;

/// What a function returned, and how it is differentiated both ways.
#[doc(hidden)]
#[derive(Debug)]
pub struct BothWays<'p, P, Y, B, T> {
    parameters: &'p P,
    outputs: Y,
    backward: B,
    tangent: T,
}

impl<'p, P, Y, B, T> BothWays<'p, P, Y, B, T> {
    /// What a function returned at these parameters, or its error.
    ///
    /// # Errors
    /// That of the function.
    pub fn of<A, G, V>(parameters: &'p P, outputs: A, backward: B, tangent: T) -> Result<Self, Said>
    where
        A: Attempt<Value = Y>,
        B: FnMut(&Y) -> G,
        T: FnMut(&P) -> V,
    {
        Ok(Self {
            parameters,
            outputs: outputs.attempt()?,
            backward,
            tangent,
        })
    }
}

impl<P, Y, B, T> PullbackOutcome<ByReference> for BothWays<'_, P, Y, B, T>
where
    P: Params,
    Y: Params,
    B: Linear<Y, ByReference>,
    T: Linear<P, ByReference>,
{
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        let (parameters, mut tangent) = (self.parameters, self.tangent);
        let mut outcome = (self.outputs, self.backward).answers(probe)?;
        if probe.is_first {
            match not_adjoint(probe, parameters, &mut tangent, &outcome) {
                Ok(found) => outcome.violations.extend(found),
                Err(problem) => outcome.problem = Some(problem),
            }
        }
        Ok(outcome)
    }
}

impl<P, Y, B, T, E> PullbackOutcome<ByReference> for Result<BothWays<'_, P, Y, B, T>, E>
where
    P: Params,
    Y: Params,
    B: Linear<Y, ByReference>,
    T: Linear<P, ByReference>,
    E: Debug,
{
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        self.map_err(|error| format!("{error:?}"))?.answers(probe)
    }
}

/// Where tangent is no linear map, or ⟨u, tangent(v)⟩ isn't ⟨backward(u), v⟩, for the cotangents and each unit vector v.
fn not_adjoint<P: Params, T: Linear<P, ByReference>>(
    probe: &Probe,
    parameters: &P,
    tangent: &mut T,
    outcome: &VectorOutcome,
) -> Result<Vec<LinearityViolation>, Problem> {
    let theta = Flattened::of(parameters);
    let Derivative::Gradients {
        cotangents,
        gradients,
    } = &outcome.derivative
    else {
        return Ok(Vec::new());
    };
    let outputs = outcome.outputs.clone().under(&of_outputs());
    let mut along = |v: &[f64]| {
        let column = Flattened::of(&tangent.apply(parameters, v));
        let column = column.under(&of_outputs());
        let pairing = Pairing::new(outputs.blocks(), &column)?;
        let aligned = pairing.align(outputs.blocks(), &column);
        Ok(aligned.unwrap_or_default())
    };
    let unit = |i: usize| -> Vec<f64> {
        let all = 0..theta.values().len();
        all.map(|j| f64::from(u8::from(i == j))).collect()
    };
    let columns = (0..theta.values().len()).map(|i| along(&unit(i)));
    let columns: Vec<Vec<f64>> = columns.collect::<Result<_, Problem>>()?;
    let mut found = violations(probe, parameters, tangent, || drawn(&theta));
    found
        .iter_mut()
        .for_each(|law| law.closure = Some("tangent"));
    for (u, gradient) in cotangents.iter().zip(gradients) {
        // A gradient that belongs to no parameter is told by the check itself.
        let pairing = Pairing::new(theta.blocks(), gradient).ok();
        let Some(gradient) = pairing.and_then(|p| p.align(theta.blocks(), gradient)) else {
            break;
        };
        let weighted = |column: &Vec<f64>| u.iter().zip(column).map(|(u, y)| u * y).sum();
        let sizes = columns.iter().map(|column| {
            let terms = u.iter().zip(column).map(|(u, y)| (u * y).abs());
            terms.sum::<f64>()
        });
        let size = sizes
            .chain(gradient.iter().map(|g| g.abs()))
            .fold(0.0, f64::max);
        let within = outcome.precision.unit_roundoff().sqrt() * size;
        let forward: Vec<f64> = columns.iter().map(weighted).collect();
        let apart = |i: &usize| {
            let apart = (forward[*i] - gradient[*i]).abs();
            if apart.is_nan() { f64::INFINITY } else { apart }
        };
        let all = 0..forward.len().min(gradient.len());
        let worst = all.max_by(|i, j| apart(i).total_cmp(&apart(j)));
        if let Some(component) = worst.filter(|i| apart(i) > within) {
            found.push(LinearityViolation {
                law: LinearityLaw::Adjoint,
                closure: None,
                gradient: theta.clone(),
                component,
                expected: gradient[component],
                found: forward[component],
            });
            break;
        }
    }
    Ok(found)
}
