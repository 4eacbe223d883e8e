//! Complex numbers draw both of their parts.

use super::{Rng, Sample};
use num_complex::Complex;

impl<T: Sample> Sample for Complex<T> {
    fn sample(rng: &mut Rng) -> Self {
        Self {
            re: T::sample(rng),
            im: T::sample(rng),
        }
    }
}
