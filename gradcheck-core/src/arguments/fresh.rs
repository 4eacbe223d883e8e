//! What a function writes to, anew for each evaluation: a copy of what is given, or, where its type can't be copied, what
//! the expression makes again.

/// A value that is given. A method call on a reference to it finds [`Copied`] where its type is `Clone`, and [`Again`]
/// else.
#[doc(hidden)]
#[derive(Debug)]
pub struct Given<'a, T>(pub &'a T);

#[doc(hidden)]
pub trait Copied<T> {
    fn fresh(&self, make: impl FnOnce() -> T) -> T;
}

impl<T: Clone> Copied<T> for Given<'_, T> {
    fn fresh(&self, _: impl FnOnce() -> T) -> T {
        self.0.clone()
    }
}

#[doc(hidden)]
pub trait Again<T> {
    fn fresh(&self, make: impl FnOnce() -> T) -> T;
}

impl<T> Again<T> for &Given<'_, T> {
    fn fresh(&self, make: impl FnOnce() -> T) -> T {
        make()
    }
}

#[cfg(test)]
mod tests {
    use super::{Again as _, Copied as _, Given};

    #[test]
    fn what_can_be_copied_is_and_the_rest_is_made_again() {
        struct Own(f64);
        let (number, own) = (1.5, Own(2.5));
        let (number, own) = (&Given(&number), &Given(&own));
        assert_eq!(number.fresh(|| 0.0), 1.5);
        assert_eq!(own.fresh(|| Own(3.5)).0, 3.5);
    }
}
