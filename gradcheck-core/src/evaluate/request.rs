//! What a function is asked for, and where.

use crate::parameters::Numbers;
use std::borrow::Cow;
use std::ops::Range;

/// A request for an evaluation.
#[derive(Debug, Clone)]
pub(crate) struct Request<'t> {
    pub(crate) at: At<'t>,
    pub(crate) want: Want,
    /// Whether the function has to be called now, whatever is remembered of it.
    pub(crate) is_fresh: bool,
}

/// Where the function is called.
#[derive(Debug, Clone)]
pub(crate) enum At<'t> {
    /// At this θ. If it is owned, it needn't be kept while the function is called.
    Theta(Cow<'t, [f64]>),
    /// At the point that derivatives are taken at, with one component moved.
    Moved { component: usize, to: f64 },
    /// At numbers that are computed as they are written.
    Computed(&'t dyn Numbers),
}

/// How much of the answer is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Want {
    /// The cost and the whole gradient; of several outputs, with all of their derivatives.
    #[default]
    Gradient,
    /// The same, whatever the cost is there.
    GradientAlone,
    /// The cost and the derivative along one component, by its position among those of θ (in what a function of
    /// several outputs is asked, among those of the answer).
    Slope(usize),
    /// The cost alone, by the annotated function; of several outputs, without derivatives.
    Cost,
    /// The cost alone, by the function that returns nothing else.
    ByCostFunction,
}

/// Where derivatives are taken: at home, always the same, or elsewhere for a while.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'b> {
    pub(super) home: &'b [f64],
    pub(super) elsewhere: Option<&'b [f64]>,
}

impl Want {
    /// The components of so many whose derivatives are needed.
    pub(super) fn components(self, count: usize) -> Range<usize> {
        match self {
            Self::Gradient | Self::GradientAlone => 0..count,
            Self::Slope(component) => component..component + 1,
            Self::Cost | Self::ByCostFunction => 0..0,
        }
    }
}

impl<'t> Request<'t> {
    pub(crate) fn at(theta: &'t [f64], want: Want) -> Self {
        Self {
            at: At::Theta(Cow::Borrowed(theta)),
            want,
            is_fresh: false,
        }
    }

    /// At a θ that is of no use afterwards.
    pub(crate) fn at_owned(theta: Vec<f64>, want: Want) -> Self {
        Self {
            at: At::Theta(Cow::Owned(theta)),
            want,
            is_fresh: false,
        }
    }

    pub(crate) fn moved(component: usize, to: f64, want: Want) -> Self {
        Self {
            at: At::Moved { component, to },
            want,
            is_fresh: false,
        }
    }

    /// The same with a θ of its own.
    pub(super) fn into_owned(self) -> Request<'static> {
        let at = match self.at {
            At::Moved { component, to } => At::Moved { component, to },
            at => At::Theta(Cow::Owned(at.theta(&[]).into_owned())),
        };
        let Self { want, is_fresh, .. } = self;
        Request { at, want, is_fresh }
    }

    pub(crate) fn fresh(self) -> Self {
        Self {
            is_fresh: true,
            ..self
        }
    }
}

impl<'t> At<'t> {
    /// θ, where derivatives are taken at this base.
    pub(crate) fn theta(self, base: &[f64]) -> Cow<'t, [f64]> {
        match self {
            Self::Theta(theta) => theta,
            Self::Moved { component, to } => Cow::Owned(moved(base, component, to)),
            Self::Computed(numbers) => {
                let mut theta = vec![0.0; numbers.around().len()];
                numbers.write(0..theta.len(), &mut theta);
                Cow::Owned(theta)
            }
        }
    }

    /// The same with the numbers as they are, where they would be computed.
    pub(super) fn written(self) -> Self {
        match self {
            Self::Computed(_) => Self::Theta(self.theta(&[])),
            at => at,
        }
    }
}

/// θ with one component moved.
pub(super) fn moved(theta: &[f64], component: usize, to: f64) -> Vec<f64> {
    let mut theta = theta.to_vec();
    theta
        .get_mut(component)
        .into_iter()
        .for_each(|component| *component = to);
    theta
}
