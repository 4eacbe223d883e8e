//! What is wanted of the gradients at a point on a line: no more of them has to be kept.

/// A point on a line, as it looks at gradients there.
pub(crate) trait Along {
    /// Which point it is, and on which line.
    fn key(&self) -> u64;
    /// What it keeps of a gradient, which may be written over.
    fn projected(&self, gradient: &mut [f64]) -> Projected;
}

/// A gradient at a point on a line, as far as it matters there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Projected {
    /// The slope along the line.
    pub(crate) slope: f64,
    /// What the cost has gained because rounding moved the point off the line.
    pub(crate) off: f64,
    /// The squares of the gradient, added up for each block.
    pub(crate) squares: Vec<f64>,
    /// If the slope isn't finite: the first component that isn't, and what it is.
    pub(crate) not_finite: Option<(usize, f64)>,
}
