//! The shape of a part of a flat vector, as it is written: `4`, `(4, 3)`, `[4, 3]`, or `()` for a number.

/// A shape: one length, or a tuple or an array of them.
///
/// ```
/// use grad_check::__private::arguments::lengths;
/// const H: usize = 4;
/// assert_eq!(lengths(H), [4]);
/// assert_eq!(lengths((H, 3)), [4, 3]);
/// assert!(lengths(()).is_empty());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no shape of a part in `layout`",
    label = "not a shape",
    note = "a shape is a length of type `usize`, such as `4`, or a tuple of them, such as `(4, 3)`; `()` is a single number"
)]
pub trait Lengths {
    /// The lengths, from the outermost on.
    fn lengths(self) -> Vec<usize>;
}

/// The lengths of a shape.
///
/// ```
/// assert_eq!(grad_check::__private::arguments::lengths([2, 5]), [2, 5]);
/// ```
pub fn lengths(shape: impl Lengths) -> Vec<usize> {
    shape.lengths()
}

impl Lengths for usize {
    fn lengths(self) -> Vec<usize> {
        vec![self]
    }
}

impl<const N: usize> Lengths for [usize; N] {
    fn lengths(self) -> Vec<usize> {
        self.into()
    }
}

impl Lengths for () {
    fn lengths(self) -> Vec<usize> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($($($length:ident)+;)*) => {
        $(impl Lengths for ($(tuples!(@usize $length),)+) {
            fn lengths(self) -> Vec<usize> {
                let ($($length,)+) = self;
                vec![$($length),+]
            }
        })*
    };
    (@usize $length:ident) => { usize };
}

tuples! {
    a;
    a b;
    a b c;
    a b c d;
    a b c d e;
    a b c d e f;
}
