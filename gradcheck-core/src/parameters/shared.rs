//! What owns, shares or borrows its value: `Box`, `Rc`, `Arc`, `Cow`, `Cell`, `RefCell`. A value that is shared is copied before it is written to,
//! so that whoever else holds it never sees a perturbed one.

use super::{Element, Flatten, Flattened, Params, Restore};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

macro_rules! pointers {
    ($($pointer:ident by $own:path),*) => {$(
        impl<T: Flatten> Flatten for $pointer<T> {
            fn flatten(&self, into: &mut Flattened) {
                (**self).flatten(into);
            }
            fn element() -> Option<Element> {
                T::element()
            }
            fn count() -> Option<usize> {
                T::count()
            }
            fn numbers(&self, into: &mut Vec<f64>) {
                (**self).numbers(into);
            }
        }

        impl<T: Params> Params for $pointer<T> {
            fn restore(&mut self, from: &mut Restore<'_>) {
                $own(self).restore(from);
            }
        }

        impl<T: Flatten> Flatten for $pointer<[T]> {
            fn flatten(&self, into: &mut Flattened) {
                (**self).flatten(into);
            }
        }

        impl<T: Params> Params for $pointer<[T]> {
            fn restore(&mut self, from: &mut Restore<'_>) {
                from.run($own(self));
            }
        }
    )*};
}

pointers!(Box by Box::as_mut, Rc by Rc::make_mut, Arc by Arc::make_mut);

impl<T: Flatten + ToOwned + ?Sized> Flatten for Cow<'_, T> {
    fn flatten(&self, into: &mut Flattened) {
        (**self).flatten(into);
    }
}

impl<T: Flatten + ToOwned + ?Sized> Params for Cow<'_, T>
where
    T::Owned: Params,
{
    fn restore(&mut self, from: &mut Restore<'_>) {
        self.to_mut().restore(from);
    }
}

impl<T: Flatten + Copy> Flatten for Cell<T> {
    fn flatten(&self, into: &mut Flattened) {
        self.get().flatten(into);
    }
    fn element() -> Option<Element> {
        T::element()
    }
    fn count() -> Option<usize> {
        T::count()
    }
    fn numbers(&self, into: &mut Vec<f64>) {
        self.get().numbers(into);
    }
}

impl<T: Params + Copy> Params for Cell<T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        self.get_mut().restore(from);
    }
}

/// What is borrowed mutably at the time has no numbers.
impl<T: Flatten> Flatten for RefCell<T> {
    fn flatten(&self, into: &mut Flattened) {
        if let Ok(value) = self.try_borrow() {
            value.flatten(into);
        }
    }
    fn element() -> Option<Element> {
        T::element()
    }
    fn count() -> Option<usize> {
        T::count()
    }
    fn numbers(&self, into: &mut Vec<f64>) {
        if let Ok(value) = self.try_borrow() {
            value.numbers(into);
        }
    }
}

impl<T: Params> Params for RefCell<T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        self.get_mut().restore(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_shares_a_value_keeps_the_one_it_had() {
        let (one, slice) = (Rc::new([1.0, 2.0]), Arc::<[f64]>::from([3.0]));
        let borrowed = [4.0, 5.0];
        let mut value = (one.clone(), slice.clone(), Cow::Borrowed(&borrowed[..]));
        let flat = Flattened::of(&value);
        assert_eq!(flat.values(), [1.0, 2.0, 3.0, 4.0, 5.0]);
        value.restore(&mut Restore::new(&[6.0, 7.0, 8.0, 9.0, 10.0]));
        assert_eq!(Flattened::of(&value).values(), [6.0, 7.0, 8.0, 9.0, 10.0]);
        assert_eq!(
            (*one, &*slice, borrowed),
            ([1.0, 2.0], &[3.0][..], [4.0, 5.0])
        );
    }

    #[test]
    fn runs_of_them_are_one_block() {
        let flat = Flattened::of(&[Rc::new([1.0, 2.0]), Rc::new([3.0, 4.0])]);
        assert_eq!(flat.blocks()[0].shape().to_string(), "2×2");
        let mut cells = vec![Cell::new(1.0f32), Cell::new(2.0)];
        cells.restore(&mut Restore::new(&[5.0, 6.0]));
        assert_eq!(Flattened::of(&cells).values(), [5.0, 6.0]);
    }
}
