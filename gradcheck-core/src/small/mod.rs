//! Vectors and matrices of other crates that are arrays of a known size: read, written and drawn as the array.

/// A type as an array, there and back.
macro_rules! as_array {
    ([$($generics:tt)*] $type:ty, $array:ty, $to:expr, $from:expr) => {
        impl<$($generics)*> Flatten for $type {
            fn flatten(&self, into: &mut Flattened) {
                let array: $array = $to(*self);
                array.flatten(into);
            }
            fn element() -> Option<Element> {
                <$array>::element()
            }
            fn count() -> Option<usize> {
                <$array>::count()
            }
            fn numbers(&self, into: &mut Vec<f64>) {
                let array: $array = $to(*self);
                array.numbers(into);
            }
        }
        impl<$($generics)*> Params for $type {
            fn restore(&mut self, from: &mut Restore<'_>) {
                let mut array: $array = $to(*self);
                array.restore(from);
                *self = $from(array);
            }
        }
        impl<$($generics)*> Sample for $type {
            fn sample(rng: &mut Rng) -> Self {
                $from(<$array>::sample(rng))
            }
        }
    };
}

/// Rows for columns, and columns for rows.
fn turned<T: Copy, const N: usize>(of: [[T; N]; N]) -> [[T; N]; N] {
    std::array::from_fn(|i| std::array::from_fn(|j| of[j][i]))
}

#[cfg(feature = "glam")]
mod glam;
#[cfg(feature = "mint")]
mod mint;
