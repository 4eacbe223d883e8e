//! The dimensions of a block.

use std::fmt;

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

    /// The same of numbers of which the last dimension is that of real and imaginary parts, if so.
    pub(crate) fn of(lengths: Vec<usize>, is_complex: bool) -> Self {
        Self {
            lengths,
            is_complex,
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
