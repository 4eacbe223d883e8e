//! The dimensions of an argument that is held fixed, where its type has some: a factor in the gradient may be
//! one of them.

/// An array of any kind, with its lengths from the outermost on.
///
/// ```
/// use grad_check::__private::arguments::Extent;
/// assert_eq!([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]].extent(), [2, 3]);
/// assert_eq!(ndarray::Array2::<f64>::zeros((4, 7)).extent(), [4, 7]);
/// assert!(0.5.extent().is_empty());
/// ```
pub trait Extent {
    /// Its dimensions; none for a single number.
    fn extent(&self) -> Vec<usize>;

    /// Its value, if it is a single number: a constant in the gradient may be it.
    ///
    /// ```
    /// use grad_check::__private::arguments::Extent;
    /// assert_eq!((0.5.number(), [0.5].number()), (Some(0.5), None));
    /// ```
    fn number(&self) -> Option<f64> {
        None
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Extent for $number {
            fn extent(&self) -> Vec<usize> {
                Vec::new()
            }

            #[allow(clippy::cast_lossless)] // of f64 itself, too
            fn number(&self) -> Option<f64> {
                Some(*self as f64)
            }
        })*
    };
}

numbers!(f64, f32, usize, u64, u32, u16, u8, isize, i64, i32, i16, i8);

impl Extent for bool {
    fn extent(&self) -> Vec<usize> {
        Vec::new()
    }
}

impl<T: Extent> Extent for [T] {
    fn extent(&self) -> Vec<usize> {
        let inner = self.first().map_or_else(Vec::new, T::extent);
        std::iter::once(self.len()).chain(inner).collect()
    }
}

impl<T: Extent, const N: usize> Extent for [T; N] {
    fn extent(&self) -> Vec<usize> {
        self.as_slice().extent()
    }
}

impl<T: Extent> Extent for Vec<T> {
    fn extent(&self) -> Vec<usize> {
        self.as_slice().extent()
    }
}

/// An argument of any type. A method call on a reference to it finds [`Known`] where its type has an extent,
/// and [`Unknown`] else.
#[doc(hidden)]
#[derive(Debug)]
pub struct Of<'a, T: ?Sized>(pub &'a T);

#[doc(hidden)]
pub trait Known {
    fn known(&self) -> Option<Vec<usize>>;
    fn number(&self) -> Option<f64>;
}

impl<T: Extent + ?Sized> Known for Of<'_, T> {
    fn known(&self) -> Option<Vec<usize>> {
        Some(self.0.extent())
    }

    fn number(&self) -> Option<f64> {
        self.0.number()
    }
}

#[doc(hidden)]
pub trait Unknown {
    fn known(&self) -> Option<Vec<usize>>;
    fn number(&self) -> Option<f64>;
}

impl<T: ?Sized> Unknown for &Of<'_, T> {
    fn known(&self) -> Option<Vec<usize>> {
        None
    }

    fn number(&self) -> Option<f64> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Known as _, Of, Unknown as _};

    #[test]
    fn arrays_have_an_extent_and_other_things_have_none() {
        struct Other;
        let (rows, other, texts) = (vec![[1.0; 3]; 2], Other, vec!["text"]);
        let (rows, other, texts) = (&Of(&rows), &Of(&other), &Of(&texts));
        assert_eq!(rows.known(), Some(vec![2, 3]));
        assert_eq!((other.known(), texts.known()), (None, None));
    }
}
