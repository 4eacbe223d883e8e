//! aga8 0.6.1: two equations of state of natural gas, with derivatives of the pressure in fields of one state.

use aga8::{composition::Composition, detail::Detail, gerg2008::Gerg2008};
use grad_check::grad_check;

fn gas() -> Composition {
    Composition {
        methane: 0.8,
        nitrogen: 0.04,
        carbon_dioxide: 0.06,
        ethane: 0.1,
        ..Composition::default()
    }
}

macro_rules! equation {
    ($module:ident, $State:ident, $properties:expr) => {
        mod $module {
            use super::*;

            fn state(t: f64, d: f64) -> $State {
                let mut state = $State::new();
                (state.t, state.d) = (t, d);
                state
                    .set_composition(&gas())
                    .expect("fractions that add up to one");
                ($properties)(&mut state);
                state
            }

            #[grad_check(draws = 20, at(t = 250.0..450.0, d = 0.1..10.0))]
            fn pressure(t: f64, d: f64) -> (f64, (f64, f64)) {
                let at = state(t, d);
                (at.p, (at.dp_dt, at.dp_dd))
            }

            #[grad_check(draws = 20, at = 0.1..10.0)]
            fn compressibility(d: f64) -> (f64, f64) {
                let at = state(400.0, d);
                (at.dp_dd, at.d2p_dd2)
            }

            // a = g − p/d: ∂a/∂T = −s, ∂a/∂d = p/d².
            #[grad_check(draws = 20, at(t = 250.0..450.0, d = 0.1..10.0))]
            fn helmholtz(t: f64, d: f64) -> (f64, (f64, f64)) {
                let at = state(t, d);
                (at.g - at.p / d, (-at.s, at.p / (d * d)))
            }

            #[grad_check(draws = 20, at = 250.0..450.0)]
            fn energy(t: f64) -> (f64, f64) {
                let at = state(t, 5.0);
                (at.u, at.cv)
            }
        }
    };
}
equation!(detail, Detail, Detail::properties);
equation!(gerg, Gerg2008, |at: &mut Gerg2008| at.p = at.properties());
