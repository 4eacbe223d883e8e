//! Which block of the returned gradient belongs to which block of the parameters.
//!
//! Blocks belong together by path; a gradient key may carry the `d` of `dW1`. Shapes must agree,
//! and nothing may be missing or left over.

use super::layout::holding;
use super::rows::{as_in, misfit, owner};
use super::{Block, Flattened};
use crate::report::Problem;

/// The gradient's layout, matched to that of the parameters once.
#[derive(Debug, Clone)]
pub(crate) struct Pairing {
    expected: Vec<Block>,
    /// For each block of the parameters, where its gradient starts.
    starts: Vec<usize>,
    /// Whether the gradient's numbers come in the order of θ.
    is_in_order: bool,
}

impl Pairing {
    /// Match the blocks of a gradient to those of the parameters.
    pub(crate) fn new(parameters: &[Block], gradient: &Flattened) -> Result<Self, Problem> {
        Self::matched(parameters, gradient)
            .map(|pairing| pairing.expects(gradient.blocks().to_vec()))
    }

    /// The same of a gradient that is of no use otherwise: its numbers in the order of θ come with it.
    pub(crate) fn first(
        parameters: &[Block],
        gradient: Flattened,
    ) -> Result<(Self, Option<Vec<f64>>), Problem> {
        let pairing = Self::matched(parameters, &gradient)?;
        let (blocks, values) = gradient.into_parts();
        let pairing = pairing.expects(blocks);
        let ordered = pairing.ordered(parameters, values);
        Ok((pairing, ordered))
    }

    fn expects(self, expected: Vec<Block>) -> Self {
        Self { expected, ..self }
    }

    /// How they match, whatever the blocks of the gradient are.
    fn matched(parameters: &[Block], gradient: &Flattened) -> Result<Self, Problem> {
        gradient.fits()?;
        if is_alike(parameters, gradient.blocks()) {
            return Ok(Self {
                expected: Vec::new(),
                starts: parameters.iter().map(|block| block.start).collect(),
                is_in_order: true,
            });
        }
        let blocks = as_in(parameters, gradient.blocks());
        let owners: Vec<Option<usize>> = if is_by_position(parameters, &blocks) {
            (0..blocks.len()).map(Some).collect()
        } else {
            let owners = blocks.iter().map(|block| owner(parameters, &block.path));
            owners.collect()
        };
        let owned_by = |i| owners.iter().position(|&owner| owner == Some(i));

        let missing: Vec<String> = (0..parameters.len())
            .filter(|&i| owned_by(i).is_none())
            .map(|i| parameters[i].path.to_string())
            .collect();
        let leftover: Vec<String> = (blocks.iter().zip(&owners).enumerate())
            .filter(|&(g, (_, owner))| owner.is_none_or(|i| owned_by(i) != Some(g)))
            .map(|(_, (block, _))| block.path.to_string())
            .collect();
        if !missing.is_empty() || !leftover.is_empty() {
            let misfit = misfit(parameters, gradient.blocks());
            return Err(misfit.unwrap_or_else(|| Problem::GradientParts {
                parameters: parameters.iter().map(|b| b.path.to_string()).collect(),
                missing,
                leftover,
            }));
        }

        let mut starts = Vec::with_capacity(parameters.len());
        for (i, parameter) in parameters.iter().enumerate() {
            let Some(block) = owned_by(i).and_then(|g| blocks.get(g)) else {
                continue;
            };
            if block.is_tangent {
                return Err(Problem::CurvedGradient {
                    block: parameter.path.to_string(),
                    shape: block.shape.clone(),
                });
            }
            // A tangent vector may be a number where there is but one, or come in rows.
            let in_tangent = parameter.is_tangent && block.shape.count() == parameter.shape.count();
            if block.shape != parameter.shape && !in_tangent {
                return Err(Problem::GradientShape {
                    block: parameter.path.to_string(),
                    parameter: parameter.shape.clone(),
                    gradient: block.shape.clone(),
                });
            }
            starts.push(block.start);
        }
        let in_order = parameters.iter().map(|block| block.start);
        Ok(Self {
            expected: Vec::new(),
            is_in_order: in_order.eq(starts.iter().copied()),
            starts,
        })
    }

    /// Where the derivative with respect to a component of θ stands in the gradient.
    pub(crate) fn place(&self, parameters: &[Block], component: usize) -> Option<usize> {
        let at = holding(parameters, component)?;
        let (block, start) = (parameters.get(at)?, self.starts.get(at)?);
        Some(start + component - block.start)
    }

    /// Which component of θ a place in the gradient belongs to.
    pub(crate) fn component(&self, parameters: &[Block], place: usize) -> Option<usize> {
        let mut runs = parameters.iter().zip(&self.starts);
        let holds =
            |start: usize, block: &Block| (start..start + block.shape.count()).contains(&place);
        let (block, start) = runs.find(|&(block, &start)| holds(start, block))?;
        Some(block.start + place - start)
    }

    /// The gradient's numbers in the order of θ; `None` if its layout is no longer the one matched.
    pub(crate) fn align(&self, parameters: &[Block], gradient: &Flattened) -> Option<Vec<f64>> {
        self.fits(gradient).then_some(())?;
        self.in_order(parameters, gradient.values())
    }

    /// Whether a gradient still has the layout that was matched.
    pub(crate) fn fits(&self, gradient: &Flattened) -> bool {
        gradient.blocks() == self.expected
    }

    /// The same of a gradient that is known to have the layout.
    pub(crate) fn take(&self, parameters: &[Block], gradient: Flattened) -> Option<Vec<f64>> {
        self.ordered(parameters, gradient.into_values())
    }

    fn ordered(&self, parameters: &[Block], values: Vec<f64>) -> Option<Vec<f64>> {
        if self.is_in_order {
            Some(values)
        } else {
            self.in_order(parameters, &values)
        }
    }

    fn in_order(&self, parameters: &[Block], values: &[f64]) -> Option<Vec<f64>> {
        let runs = parameters.iter().zip(&self.starts);
        let mut ordered = Vec::with_capacity(values.len());
        for (block, &start) in runs {
            ordered.extend_from_slice(values.get(start..start + block.shape.count())?);
        }
        Some(ordered)
    }
}

/// Whether a gradient has the parameters' blocks, in their order.
fn is_alike(parameters: &[Block], gradient: &[Block]) -> bool {
    let is_same = |(parameter, gradient): (&Block, &Block)| {
        parameter.path == gradient.path
            && parameter.shape == gradient.shape
            && parameter.start == gradient.start
            && !gradient.is_tangent
    };
    parameters.len() == gradient.len() && parameters.iter().zip(gradient).all(is_same)
}

/// Whether a gradient has the parameters' shapes in their order, with positions of tuples where they have names: `(dw, db)`
/// for a struct of `w` and `b`.
fn is_by_position(parameters: &[Block], gradient: &[Block]) -> bool {
    let is_for = |(parameter, gradient): (&Block, &Block)| {
        parameter.shape == gradient.shape && gradient.path.is_positions_of(&parameter.path)
    };
    parameters.len() == gradient.len()
        && parameters.iter().zip(gradient).all(is_for)
        && parameters
            .iter()
            .zip(gradient)
            .any(|(p, g)| p.path != g.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn pair(parameters: &[(&str, f64)], gradient: &[(&str, f64)]) -> Result<Vec<f64>, Problem> {
        let map = |parts: &[(&str, f64)]| -> BTreeMap<String, f64> {
            parts.iter().map(|&(k, x)| (k.to_owned(), x)).collect()
        };
        let (parameters, gradient) = (
            Flattened::of(&map(parameters)),
            Flattened::of(&map(gradient)),
        );
        let pairing = Pairing::new(parameters.blocks(), &gradient)?;
        Ok(pairing
            .align(parameters.blocks(), &gradient)
            .unwrap_or_default())
    }

    #[test]
    fn keys_match_with_or_without_the_d() {
        let parameters = [("W", 0.0), ("b", 0.0)];
        assert_eq!(
            pair(&parameters, &[("dW", 1.0), ("db", 2.0)]),
            Ok(vec![1.0, 2.0])
        );
        assert_eq!(
            pair(&parameters, &[("b", 2.0), ("dW", 1.0)]),
            Ok(vec![1.0, 2.0])
        );
    }

    #[test]
    fn a_parameter_whose_name_begins_with_d_keeps_its_own_gradient() {
        let parameters = [("a", 0.0), ("da", 0.0)];
        assert_eq!(
            pair(&parameters, &[("da", 2.0), ("dda", 3.0)])
                .map_err(|e| e.to_string())
                .unwrap_err(),
            "the gradient has no part for `a`, and `dda` is no parameter; the parameters are a, da: return one gradient for each, of the same name or with a `d` before it"
        );
        assert_eq!(
            pair(&parameters, &[("a", 1.0), ("da", 2.0)]),
            Ok(vec![1.0, 2.0])
        );
    }

    #[test]
    fn a_gradient_given_twice_is_left_over() {
        let problem = pair(&[("W", 0.0)], &[("W", 1.0), ("dW", 1.0)]);
        assert!(
            matches!(problem, Err(Problem::GradientParts { leftover, .. }) if leftover == ["dW"])
        );
    }

    #[test]
    fn tuples_stand_for_structs_in_order() {
        let parameters = [("b", 0.0), ("w", 0.0)];
        assert_eq!(
            pair(&parameters, &[("0", 1.0), ("1", 2.0)]),
            Ok(vec![1.0, 2.0])
        );
        assert!(pair(&parameters, &[("0", 1.0), ("c", 2.0)]).is_err());
        assert!(pair(&parameters, &[("0", 1.0)]).is_err());
        let parameters = Flattened::of(&BTreeMap::from([("b", vec![1.0]), ("w", vec![1.0, 2.0])]));
        let turned = Flattened::of(&(vec![1.0, 2.0], vec![1.0]));
        assert!(Pairing::new(parameters.blocks(), &turned).is_err());
    }

    #[test]
    fn shapes_must_agree() {
        let parameters = Flattened::of(&[1.0, 2.0]);
        let problem = Pairing::new(parameters.blocks(), &Flattened::of(&[1.0, 2.0, 3.0]));
        assert!(matches!(problem, Err(Problem::GradientShape { .. })));
    }
}
