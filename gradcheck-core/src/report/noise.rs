//! The noise of the cost.

/// What was found along one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Noise {
    /// σ, in units of the cost.
    pub(crate) sigma: f64,
    /// Whether it was asked for.
    pub(crate) is_measured: bool,
    /// Whether the values look as if they had passed through f32.
    pub(crate) single: bool,
    /// Whether the jumps of the cost have been asked whether it does.
    pub(crate) is_asked: bool,
    /// The smallest change of the cost from one point of a lattice to the next; infinite before any was seen.
    pub(crate) finest_move: f64,
}

impl Default for Noise {
    fn default() -> Self {
        Self {
            sigma: 0.0,
            is_measured: false,
            single: false,
            is_asked: false,
            finest_move: f64::INFINITY,
        }
    }
}
