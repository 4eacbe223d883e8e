//! What is known of a block without its numbers.

use super::{BlockPath, Element, Group, Precision};
use std::{fmt, ops::Range};

/// The lengths of a block's dimensions, outermost first; a scalar has none. A block of complex numbers has
/// one more, of length two: real and imaginary parts.
///
/// ```
/// use grad_check::Flattened;
/// let flat = Flattened::of(&[[1.0; 2]; 3]);
/// assert_eq!(flat.blocks()[0].shape().lengths(), [3, 2]);
/// assert_eq!(flat.blocks()[0].shape().to_string(), "3×2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shape {
    lengths: Vec<usize>,
    is_complex: bool,
}

impl Shape {
    pub(crate) fn new(lengths: &[usize]) -> Self {
        Self {
            lengths: lengths.to_vec(),
            is_complex: false,
        }
    }

    pub(crate) fn of(element: Element) -> Self {
        Self {
            lengths: element.shape,
            is_complex: element.is_complex,
        }
    }

    /// The length of each dimension.
    pub fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    /// The lengths as a person counts them, and what each number is.
    fn outer(&self) -> (&[usize], &'static str) {
        match self.lengths.split_last() {
            Some((_, outer)) if self.is_complex => (outer, "complex"),
            _ => (&self.lengths, ""),
        }
    }

    /// Whether the last dimension is that of real and imaginary parts.
    pub(crate) fn is_complex(&self) -> bool {
        self.is_complex
    }

    /// The number of components.
    pub fn count(&self) -> usize {
        self.lengths.iter().product()
    }

    /// The index of the component at `offset`, counted row by row.
    pub(crate) fn index(&self, mut offset: usize) -> Vec<usize> {
        let mut index = vec![0; self.lengths.len()];
        for (i, &length) in index.iter_mut().zip(&self.lengths).rev() {
            *i = offset % length.max(1);
            offset /= length.max(1);
        }
        index
    }

    /// The offset of the component at this index.
    pub(crate) fn offset(&self, index: &[usize]) -> usize {
        let along = index.iter().zip(&self.lengths);
        along.fold(0, |offset, (at, length)| offset * length + at)
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (outer, kind) = self.outer();
        let lengths: Vec<String> = outer.iter().map(usize::to_string).collect();
        match (lengths.is_empty(), kind) {
            (true, "") => f.pad("scalar"),
            (true, kind) => f.pad(kind),
            (false, "") => f.pad(&lengths.join("×")),
            (false, kind) => f.pad(&format!("{} {kind}", lengths.join("×"))),
        }
    }
}

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
        let (lengths, inner) = (&self.shape.lengths, &element.shape);
        lengths.len() == outer.len() + inner.len()
            && lengths.iter().eq(outer.iter().chain(inner))
            && self.shape.is_complex == element.is_complex
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
            Some((part, outer)) if self.shape.is_complex => {
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
