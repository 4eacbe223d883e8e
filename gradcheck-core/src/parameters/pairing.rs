//! Which block of the returned gradient belongs to which block of the parameters.
//!
//! Blocks belong together by path; a gradient key may carry the `d` of `dW1`. Shapes must agree,
//! and nothing may be missing or left over.

use super::layout::holding;
use super::{Block, BlockPath, Flattened};
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
        gradient.fits()?;
        let blocks = joined(parameters, gradient.blocks());
        let owners: Vec<Option<usize>> = blocks
            .iter()
            .map(|block| owner(parameters, block))
            .collect();
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
            return Err(Problem::GradientParts {
                parameters: parameters.iter().map(|b| b.path.to_string()).collect(),
                missing,
                leftover,
            });
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
            expected: gradient.blocks().to_vec(),
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
        if self.is_in_order {
            Some(gradient.into_values())
        } else {
            self.in_order(parameters, gradient.values())
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

/// The blocks of a gradient, in which the rows that a nested `Vec` gives one by one are one block, as in the
/// parameter.
fn joined(parameters: &[Block], mut blocks: &[Block]) -> Vec<Block> {
    let mut joined = Vec::new();
    while let Some((first, rest)) = blocks.split_first() {
        if let Some((whole, rows)) = whole(parameters, blocks) {
            joined.push(whole);
            blocks = blocks.get(rows..).unwrap_or_default();
        } else {
            joined.push(first.clone());
            blocks = rest;
        }
    }
    joined
}

/// The block that the first of these are all the rows of, and how many they are.
fn whole(parameters: &[Block], blocks: &[Block]) -> Option<(Block, usize)> {
    let first = blocks.first()?;
    let mut path = first.path.clone();
    path.pop();
    let mut whole = Block {
        path,
        ..first.clone()
    };
    let parameter = parameters.get(owner(parameters, &whole)?)?;
    let (&count, inner) = parameter.shape.lengths().split_first()?;
    let is_row = |(i, block): (usize, &Block)| {
        let mut path = whole.path.clone();
        path.push_index(i);
        let fits = block.path == path && block.shape.lengths() == inner;
        fits && !block.is_tangent && block.shape.is_complex() == parameter.shape.is_complex()
    };
    let rows = blocks.get(..count).filter(|rows| !rows.is_empty())?;
    rows.iter().enumerate().all(is_row).then_some(())?;
    whole.shape = parameter.shape.clone();
    Some((whole, count))
}

/// The parameter that a gradient block belongs to: of the same path, or of the path less its `d`.
fn owner(parameters: &[Block], gradient: &Block) -> Option<usize> {
    let at = |path: &BlockPath| parameters.iter().position(|block| &block.path == path);
    at(&gradient.path).or_else(|| at(&gradient.path.without_d()?))
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
    fn rows_that_come_one_by_one_are_one_block_with_those_of_the_parameter() {
        let parameters = Flattened::of(&[[1.0, 2.0], [3.0, 4.0]]);
        let pair = |rows: Vec<Vec<f64>>| {
            let gradient = Flattened::of(&rows);
            let pairing = Pairing::new(parameters.blocks(), &gradient)?;
            Ok(pairing
                .align(parameters.blocks(), &gradient)
                .unwrap_or_default())
        };
        let right = pair(vec![vec![5.0, 6.0], vec![7.0, 8.0]]);
        assert_eq!(right, Ok(vec![5.0, 6.0, 7.0, 8.0]));
        for wrong in [
            vec![vec![5.0, 6.0]],
            vec![vec![5.0, 6.0], vec![7.0]],
            vec![vec![5.0, 6.0], vec![7.0, 8.0], vec![9.0, 9.0]],
        ] {
            let problem: Result<Vec<f64>, Problem> = pair(wrong);
            assert!(
                matches!(problem, Err(Problem::GradientParts { .. })),
                "{problem:?}"
            );
        }
    }

    #[test]
    fn shapes_must_agree() {
        let parameters = Flattened::of(&[1.0, 2.0]);
        let problem = Pairing::new(parameters.blocks(), &Flattened::of(&[1.0, 2.0, 3.0]));
        assert!(matches!(problem, Err(Problem::GradientShape { .. })));
    }
}
