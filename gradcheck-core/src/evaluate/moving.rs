//! The user's parameters, moved to any θ.

use crate::{Flattened, Params, Restore};

/// Parameters that are written over for each evaluation.
///
/// A rotation has no numbers that a step could be added to: its part of θ is a vector in the tangent
/// space of an origin, zero at the origin itself, and a step goes through the exponential. There the
/// origin is taken anew for each evaluation; elsewhere writing over is enough.
#[derive(Debug, Clone)]
pub(crate) struct Moving<P> {
    moved: P,
    curved: Option<Origins<P>>,
}

#[derive(Debug, Clone)]
struct Origins<P> {
    /// The test point.
    home: P,
    /// Where tangent vectors begin now.
    here: P,
}

impl<P: Params> Moving<P> {
    /// Parameters with the test point as origin.
    pub(crate) fn new(point: &P, flat: &Flattened) -> Self {
        let curved = flat.is_curved().then(|| Origins {
            home: point.clone(),
            here: point.clone(),
        });
        Self {
            moved: point.clone(),
            curved,
        }
    }

    /// The parameters at θ.
    pub(crate) fn to(&mut self, theta: &[f64]) -> &P {
        if let Some(origins) = &self.curved {
            self.moved = origins.here.clone();
        }
        self.moved.restore(&mut Restore::new(theta));
        &self.moved
    }

    /// Make the parameters at θ the origin, where the derivatives that the function returns hold, and
    /// tell what θ is as seen from there.
    pub(crate) fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        self.to(theta);
        let Some(origins) = &mut self.curved else {
            return theta.to_vec();
        };
        origins.here = self.moved.clone();
        Flattened::of(&origins.here).values().to_vec()
    }

    /// Make the test point the origin again.
    pub(crate) fn return_home(&mut self) {
        if let Some(origins) = &mut self.curved {
            origins.here = origins.home.clone();
        }
    }
}
