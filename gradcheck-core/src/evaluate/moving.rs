//! The user's parameters, moved to any θ.

use super::shifted;
use crate::{Flattened, Params, Restore};

/// Parameters that are written over for each evaluation.
///
/// A rotation has no numbers that a step could be added to: its part of θ is a vector in the tangent
/// space of an origin, zero at the origin itself, and a step goes through the exponential. There the
/// origin is taken anew for each evaluation; elsewhere writing over is enough.
#[derive(Debug, Clone)]
pub(crate) struct Moving<P> {
    moved: P,
    /// Whether they hold the numbers of the θ that one component is moved from.
    at_home: bool,
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
            at_home: false,
            curved,
        }
    }

    /// The parameters at θ.
    pub(crate) fn to(&mut self, theta: &[f64]) -> &P {
        if let Some(origins) = &self.curved {
            self.moved = origins.here.clone();
        }
        self.at_home = false;
        self.moved.restore(&mut Restore::new(theta));
        &self.moved
    }

    /// What `call` makes of the parameters at `home`, always the same, with one component moved: that is all
    /// that is written, before and after.
    pub(crate) fn with_one<T>(
        &mut self,
        home: &[f64],
        component: usize,
        to: f64,
        call: impl FnOnce(&P) -> T,
    ) -> T {
        if self.curved.is_some() {
            return call(self.to(&shifted(home, component, to)));
        }
        if !std::mem::replace(&mut self.at_home, true) {
            self.moved.restore(&mut Restore::new(home));
        }
        let set = |moved: &mut P, to| moved.restore(&mut Restore::only(home, component, to));
        set(&mut self.moved, to);
        let result = call(&self.moved);
        let back = home.get(component).copied();
        back.into_iter().for_each(|back| set(&mut self.moved, back));
        result
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
