//! What holds a single value, or none: references, `Box`, `Option`, `()`, `PhantomData`.

use super::{Element, Flatten, Flattened, Params, Restore};
use std::marker::PhantomData;

impl<T: Flatten + ?Sized> Flatten for &T {
    fn flatten(&self, into: &mut Flattened) {
        (**self).flatten(into);
    }
}

impl<T: Flatten + ?Sized> Flatten for &mut T {
    fn flatten(&self, into: &mut Flattened) {
        (**self).flatten(into);
    }
}

impl<T: Flatten> Flatten for Box<T> {
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

impl<T: Params> Params for Box<T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        (**self).restore(from);
    }
}

impl<T: Flatten> Flatten for Option<T> {
    fn flatten(&self, into: &mut Flattened) {
        if let Some(value) = self {
            value.flatten(into);
        }
    }
}

impl<T: Params> Params for Option<T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        if let Some(value) = self {
            value.restore(from);
        }
    }
}

/// No parameters at all.
impl Flatten for () {
    fn flatten(&self, _: &mut Flattened) {}
}

impl Params for () {
    fn restore(&mut self, _: &mut Restore<'_>) {}
}

impl<T: ?Sized> Flatten for PhantomData<T> {
    fn flatten(&self, _: &mut Flattened) {}
}

impl<T: ?Sized> Params for PhantomData<T> {
    fn restore(&mut self, _: &mut Restore<'_>) {}
}
