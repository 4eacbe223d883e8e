//! Functions whose checks fail, each name behind a mark.

#[cfg(test)]
use grad_check::grad_check;

#[cfg(test)]
#[grad_check(at = 0.5)]
fn /*here*/direct(x: f64) -> (f64, f64) {
    (x * x, x)
}

/// Documented,
/// over two lines.
#[cfg_attr(
    test,
    grad_check::grad_check(eps = 1e-6, at = 0.5)
)]
#[inline]
#[must_use]
pub fn /*here*/behind_cfg_attr(x: f64) -> (f64, f64) {
    (x * x, x)
}

#[must_use]
/// A comment before the attribute.
#[cfg_attr(test, grad_check::grad_check(at = 0.5))]
/// And one behind it.
#[allow(dead_code)]
pub(crate) fn /*here*/among_attributes(x: f64) -> (f64, f64) {
    (x * x, x)
}

mod inner {
    #[cfg_attr(test, grad_check::grad_check(at = 0.5, crate = ::grad_check))]
    #[allow(dead_code)]
    fn /*here*/in_a_module(x: f64) -> (f64, f64) {
        (x * x, x)
    }
}

#[cfg(test)]
mod tests {
    use super::grad_check;

    macro_rules! squares {
        ($($name:ident)*) => {$(
            #[grad_check(at = 0.5)]
            fn $name(x: f64) -> (f64, f64) {
                (x * x, x)
            }
        )*};
    }
    squares! { /*here*/named_by_the_caller }

    macro_rules! whole {
        () => {
            #[grad_check(at = 0.5)]
            fn named_by_the_macro(x: f64) -> (f64, f64) {
                (x * x, x)
            }
        };
    }
    // The name has no place of its own here: the call has.
    /*here*/whole!();

    macro_rules! passed {
        ($item:item) => {
            $item
        };
    }
    passed! {
        #[grad_check(at = 0.5)]
        fn /*here*/passed_through(x: f64) -> (f64, f64) {
            (x * x, x)
        }
    }

    #[grad_check(jacobian, points(near(x = 0.5), far(x = 3.0)))]
    fn /*here*/several_points(x: f64) -> (f64, f64) {
        (x * x, x)
    }

    #[grad_check(
        pullback,
        given(k = 2.0)
    )]
    fn /*here*/closure(x: f64, k: f64) -> (f64, impl Fn(&f64) -> f64) {
        (k * x, move |u: &f64| 3.0 * k * u)
    }
}
