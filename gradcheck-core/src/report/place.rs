//! Where the user's function was evaluated.

use std::fmt;

/// Where the user's function was evaluated.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Place {
    /// At the test point itself.
    TestPoint,
    /// With one component moved to this value.
    Shifted {
        /// The component: `W1[2, 5]`.
        component: String,
        /// What it was moved to.
        to: f64,
    },
    /// With all parameters moved by a percent of their scale, or less.
    Beside,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TestPoint => f.write_str("at the test point"),
            Self::Shifted { component, to } => write!(f, "with {component} moved to {to:?}"),
            Self::Beside => f.write_str("beside the test point"),
        }
    }
}
