//! What the report says of a block that was probed.

use super::Spread;

/// How a block of a large problem was checked: along random directions, and by some of its components.
///
/// ```
/// use grad_check::GradCheck;
/// let point = vec![0.5; 2000];
/// let report = GradCheck::new("bowl").run(&point, |x: &Vec<f64>| {
///     (x.iter().map(|x| x * x).sum::<f64>(), x.iter().map(|x| 2.0 * x).collect::<Vec<f64>>())
/// });
/// report.assert();
/// let block = &report.blocks()[0];
/// assert!(block.probed().is_some_and(|probed| probed.directions() >= 2));
/// assert!(report.evaluations().full < 50 && block.would_notice() < 1e-7);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Probed {
    pub(crate) directions: usize,
    pub(crate) zeros: usize,
    pub(crate) is_verified: bool,
    pub(crate) is_unfinished: bool,
    /// The norms of the gradient, of its error, and of the bar of that.
    pub(crate) size: f64,
    pub(crate) apart: f64,
    pub(crate) bar: f64,
    pub(crate) spreads: Vec<Spread>,
}

impl Probed {
    /// Directions that moved the block.
    pub fn directions(&self) -> usize {
        self.directions
    }

    /// How many of its components have a gradient of exactly zero.
    pub fn zeros(&self) -> usize {
        self.zeros
    }

    /// Whether the budget ended the search for what is wrong in it.
    pub fn is_unfinished(&self) -> bool {
        self.is_unfinished
    }
}
