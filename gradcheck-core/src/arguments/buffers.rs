//! Buffers that a function writes a gradient to, with nothing written in them yet.

use crate::parameters::{Flattened, Params, Real, Restore};
use ndarray::Array1;

/// A NaN of our own: what still is one wasn't written, or was added to it. Its mark fits in an f32.
pub(super) const UNWRITTEN: f64 = f64::from_bits(0x7ffa_5a5a_4000_0000);

/// Whether nothing was written in place of this number.
pub(crate) fn is_unwritten(number: f64) -> bool {
    number.to_bits() & !SIGN == UNWRITTEN.to_bits()
}

const SIGN: u64 = 1 << 63;

/// A buffer in the shape of a parameter.
#[diagnostic::on_unimplemented(
    message = "a gradient of `{Like}` can't be written to a buffer of type `{Self}`",
    note = "the buffer has the parameter's type, or is a slice or a `Vec` for a parameter that is an array of one dimension"
)]
pub trait Unwritten<Like: ?Sized> {
    /// The buffer.
    fn unwritten(like: &Like) -> Self;
}

/// A buffer in which nothing is written.
pub fn unwritten<B: Unwritten<L>, L: ?Sized>(like: &L) -> B {
    B::unwritten(like)
}

/// A buffer of the parameter's own type in which nothing is written.
pub fn unwritten_like<T: Params>(like: &T) -> T {
    let mut buffer = like.clone();
    let numbers = vec![UNWRITTEN; Flattened::of(like).values().len()];
    buffer.restore(&mut Restore::new(&numbers));
    buffer
}

impl<T: Params> Unwritten<T> for T {
    fn unwritten(like: &T) -> T {
        unwritten_like(like)
    }
}

impl<T: Real, const N: usize> Unwritten<[T; N]> for Vec<T> {
    fn unwritten(_: &[T; N]) -> Self {
        vec![T::of(UNWRITTEN); N]
    }
}

impl<T: Real> Unwritten<Array1<T>> for Vec<T> {
    fn unwritten(like: &Array1<T>) -> Self {
        vec![T::of(UNWRITTEN); like.len()]
    }
}

impl<A: Real> Unwritten<Vec<A>> for Array1<A> {
    fn unwritten(like: &Vec<A>) -> Self {
        Array1::from_elem(like.len(), A::of(UNWRITTEN))
    }
}

impl<A: Real, const N: usize> Unwritten<[A; N]> for Array1<A> {
    fn unwritten(_: &[A; N]) -> Self {
        Array1::from_elem(N, A::of(UNWRITTEN))
    }
}

/// What a buffer is lent as where the function takes a mutable view.
pub trait LendMut<'a, T> {
    /// The view.
    fn lend_mut(&'a mut self) -> T;
}

/// A mutable view of a buffer.
pub fn lend_mut<'a, T, S: LendMut<'a, T>>(owned: &'a mut S) -> T {
    owned.lend_mut()
}

/// A value of the type that a place has.
pub fn alike<T>(_: &T, value: T) -> T {
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_written_is_known_also_as_f32_and_after_an_addition() {
        let buffer: [f32; 2] = unwritten(&[1.0f32, 2.0]);
        assert!(buffer.iter().all(|&number| is_unwritten(f64::from(number))));
        let added: Vec<f64> = unwritten(&[1.0, 2.0]);
        assert!(is_unwritten(added[0] + 3.0));
        assert!(!is_unwritten(f64::NAN) && !is_unwritten(3.0));
    }
}
