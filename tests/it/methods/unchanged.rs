//! A block keeps all else that stands in it.

use grad_check::grad_check;

struct Square;

macro_rules! constant {
    () => {
        const FROM_A_MACRO: f64 = 3.0;
    };
}

#[grad_check]
#[allow(clippy::unused_self)]
impl Square {
    const SCALE: f64 = { 2.0 };
    constant! {}

    /// With a documentation of its own.
    #[grad_check(on = Square)]
    #[inline]
    #[must_use]
    pub(crate) fn cost(&self, x: f64) -> (f64, f64) {
        (Self::SCALE * x * x, 2.0 * Self::SCALE * x)
    }

    #[cfg_attr(all(), must_use, grad_check(on = Square))]
    fn r#match(&self, r#type: f64) -> (f64, f64) {
        (r#type, 1.0)
    }

    const fn constant() -> f64 {
        Self::FROM_A_MACRO
    }
}

#[test]
fn the_functions_are_there_as_they_were() {
    assert_eq!(Square.cost(3.0), (18.0, 12.0));
    assert_eq!(Square.r#match(3.0), (3.0, 1.0));
    assert_eq!(Square::constant(), 3.0);
}
