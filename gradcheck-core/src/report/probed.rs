//! What the report says of a block that was probed.

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
    pub(crate) extents: Vec<ErrorExtent>,
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

/// A region that is wrong all over, or most of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ErrorExtent {
    /// The law that all of it follows, with its constant.
    pub(crate) law: Option<(ErrorModel, f64)>,
    /// The axis and index of the line that it is, if it is one.
    pub(crate) line: Option<(usize, usize)>,
    /// The axis, and the first and the last index of a run along it.
    pub(crate) run: Option<(usize, usize, usize)>,
    /// How many components it has.
    pub(crate) count: usize,
}

/// A law that a whole region follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorModel {
    /// The error is proportional to the gradient.
    Factor,
    /// The error is proportional to θ.
    Theta,
    /// The error is proportional to the sign of θ.
    Sign,
}
