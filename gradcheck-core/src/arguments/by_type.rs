//! What a test owns for an argument whose type is known by its name alone, where the attribute is expanded: the type may
//! be an alias of a slice or of a view, or one of the user's own that is called as a view is.
//!
//! A method call on `&&ArgumentType` finds [`SliceArgument`] where the type is a slice, else [`ViewArgument`] where it is
//! a view, and else [`AnyArgument`].

use super::{Lend, OwnSlice, Owner, Shaped};
use std::marker::PhantomData;
use std::ops::Deref;

/// The type of an argument, less the reference.
#[doc(hidden)]
#[derive(Debug)]
pub struct ArgumentType<T: ?Sized>(PhantomData<T>);

impl<T: ?Sized> ArgumentType<T> {
    #[allow(clippy::new_without_default)] // nobody but expanded code makes one
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

/// A view that is passed by reference.
#[doc(hidden)]
#[derive(Debug)]
pub struct Lent<T>(T);

impl<T> Deref for Lent<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[doc(hidden)]
pub trait SliceArgument<I> {
    fn own_argument(&self, value: impl OwnSlice<I>) -> Vec<I>;

    fn own_shaped(&self, made: impl OwnSlice<I>) -> Vec<I>;
}

impl<I> SliceArgument<I> for &ArgumentType<[I]> {
    fn own_argument(&self, value: impl OwnSlice<I>) -> Vec<I> {
        value.own()
    }

    fn own_shaped(&self, made: impl OwnSlice<I>) -> Vec<I> {
        made.own()
    }
}

#[doc(hidden)]
pub trait ViewArgument<T: Owner + ?Sized> {
    fn own_argument(&self, value: T::Owned) -> T::Owned;

    fn own_shaped(&self, made: impl Shaped<T::Owned>) -> T::Owned;

    fn pass_argument<'a>(&self, owned: &'a T::Owned) -> Lent<T>
    where
        T::Owned: Lend<'a, T>,
        T: Sized;
}

impl<T: Owner + ?Sized> ViewArgument<T> for &&ArgumentType<T> {
    fn own_argument(&self, value: T::Owned) -> T::Owned {
        value
    }

    fn own_shaped(&self, made: impl Shaped<T::Owned>) -> T::Owned {
        made.shaped()
    }

    fn pass_argument<'a>(&self, owned: &'a T::Owned) -> Lent<T>
    where
        T::Owned: Lend<'a, T>,
        T: Sized,
    {
        Lent(owned.lend())
    }
}

#[doc(hidden)]
pub trait AnyArgument<T> {
    fn own_argument(&self, value: T) -> T;

    fn own_shaped(&self, made: impl Shaped<T>) -> T;

    fn pass_argument<'a>(&self, value: &'a T) -> &'a T;
}

impl<T> AnyArgument<T> for ArgumentType<T> {
    fn own_argument(&self, value: T) -> T {
        value
    }

    fn own_shaped(&self, made: impl Shaped<T>) -> T {
        made.shaped()
    }

    fn pass_argument<'a>(&self, value: &'a T) -> &'a T {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::{AnyArgument as _, ArgumentType, SliceArgument as _, ViewArgument as _};
    use ndarray::{Array1, ArrayView1, array};

    type Slice = [f64];
    type View<'a> = ArrayView1<'a, f64>;

    // As expanded code calls them.
    #[allow(
        clippy::explicit_auto_deref,
        clippy::needless_borrow,
        clippy::borrow_deref_ref
    )]
    #[test]
    fn the_type_decides_and_not_its_name() {
        struct ArrayView2(f64);
        let slice: Vec<f64> = (&&ArgumentType::<Slice>::new()).own_argument([0.5, 1.5]);
        assert_eq!(slice, [0.5, 1.5]);
        let array: Array1<f64> = (&&ArgumentType::<View<'_>>::new()).own_argument(array![0.5]);
        let view: &View<'_> = &*(&&ArgumentType::<View<'_>>::new()).pass_argument(&array);
        assert_eq!(*view, array);
        let own = (&&ArgumentType::<ArrayView2>::new()).own_argument(ArrayView2(0.5));
        let passed: &ArrayView2 = &*(&&ArgumentType::<ArrayView2>::new()).pass_argument(&own);
        assert_eq!(passed.0, 0.5);
    }
}
