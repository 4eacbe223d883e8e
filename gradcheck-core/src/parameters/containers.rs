//! What holds a single value, or none: references, `Option`, `()`, `PhantomData`.

use super::{Flatten, Flattened, Params, Restore};
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
