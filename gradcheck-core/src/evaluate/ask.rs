//! Questions that will probably be put next, told in advance to a model that can answer several at once.

/// What is asked of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// Cost and slope along the component, by the annotated function.
    Slope,
    /// The cost by the cheap function.
    Cost,
}

/// A question about θ with one component moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ask {
    pub(crate) what: What,
    pub(crate) component: usize,
    pub(crate) to: f64,
}

impl Ask {
    /// The same question, bit by bit.
    pub(super) fn key(&self) -> (What, usize, u64) {
        (self.what, self.component, self.to.to_bits())
    }
}
