//! What is known of a block without its numbers.

use super::{BlockPath, Element, Group};
use crate::precision::Precision;
use crate::shape::Shape;
use std::ops::Range;

/// One named array of parameters: its path, its shape and its place in θ.
///
/// ```
/// use grad_check::Flattened;
/// let flat = Flattened::of(&(1.0, [2.0, 3.0]));
/// assert_eq!(flat.blocks()[1].range(), 1..3);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub(crate) path: BlockPath,
    pub(crate) shape: Shape,
    pub(crate) start: usize,
    pub(crate) precision: Precision,
    /// Whether its numbers are coordinates in the tangent space of a manifold.
    pub(crate) is_tangent: bool,
    /// Whether it is all of the value that was read, under no name of its own.
    pub(crate) is_bare: bool,
    /// The group that each run of so many of its numbers is a tangent vector of, if it is known.
    pub(crate) group: Option<Group>,
}

impl Block {
    /// Its name.
    pub fn path(&self) -> &BlockPath {
        &self.path
    }

    /// Its dimensions.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// How its numbers are stored.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Where its components stand in θ.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.shape.count()
    }

    /// Whether its numbers are those of `outer` dimensions of these elements.
    pub(super) fn is_of(&self, element: &Element, outer: &[usize]) -> bool {
        let (lengths, inner) = (self.shape.lengths(), &element.shape);
        lengths.len() == outer.len() + inner.len()
            && lengths.iter().eq(outer.iter().chain(inner))
            && self.shape.is_complex() == element.is_complex
            && self.precision == element.precision
            && self.is_tangent == element.is_tangent
            && self.group == element.group
    }

    /// The same as part of a row of a matrix.
    pub(crate) fn in_row(&self, matrix: &str, row: &str) -> Self {
        Self {
            path: self.path.in_row(matrix, row),
            ..self.clone()
        }
    }

    /// The name of the parameter at this offset within the block, whatever the row.
    pub(crate) fn parameter(&self, offset: usize) -> String {
        self.parameter_at(&self.shape.index(offset))
    }

    /// The same at an index.
    pub(crate) fn parameter_at(&self, index: &[usize]) -> String {
        match index.split_last() {
            Some((part, outer)) if self.shape.is_complex() => {
                let part = if *part == 0 { "re" } else { "im" };
                format!("{}.{part}", self.path.parameter(outer))
            }
            _ => self.path.parameter(index),
        }
    }

    /// The name of the component at this offset within the block: `W1[2, 5]`.
    pub(crate) fn component(&self, offset: usize) -> String {
        self.path.entry(&self.parameter(offset))
    }
}

/// Which of these blocks, in the order of θ, holds a component.
pub(crate) fn holding(blocks: &[Block], component: usize) -> Option<usize> {
    // Empty blocks end where they start: the last one that doesn't start later is the one.
    let at = blocks.partition_point(|block| block.start <= component);
    let at = at.checked_sub(1)?;
    blocks.get(at)?.range().contains(&component).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_run_row_by_row() {
        let shape = Shape::new(&[2, 3]);
        assert_eq!(shape.index(0), [0, 0]);
        assert_eq!(shape.index(5), [1, 2]);
        assert_eq!(shape.offset(&[1, 2]), 5);
        assert_eq!(Shape::new(&[]).index(0), [0usize; 0]);
    }
}
