//! nalgebra's types whose shape is known draw themselves.

use super::nalgebra::{
    AbstractRotation, Isometry, Point, Quaternion, RealField, Rotation2, Rotation3, SMatrix,
    Scalar, Translation, UnitComplex, UnitQuaternion, Vector3,
};
use crate::parameters::Real;
use crate::points::{Rng, Sample};

impl<T: Scalar + Sample, const R: usize, const C: usize> Sample for SMatrix<T, R, C> {
    fn sample(rng: &mut Rng) -> Self {
        Self::from_fn(|_, _| T::sample(rng))
    }
}

impl<T: Scalar + Sample, const D: usize> Sample for Point<T, D> {
    fn sample(rng: &mut Rng) -> Self {
        Self::from(SMatrix::<T, D, 1>::sample(rng))
    }
}

impl<T: Scalar + Sample, const D: usize> Sample for Translation<T, D> {
    fn sample(rng: &mut Rng) -> Self {
        Self::from(SMatrix::<T, D, 1>::sample(rng))
    }
}

impl<T: Scalar + Sample> Sample for Quaternion<T> {
    fn sample(rng: &mut Rng) -> Self {
        Self {
            coords: SMatrix::sample(rng),
        }
    }
}

/// About one radian, either way.
macro_rules! plane_rotation {
    ($($type:ident),*) => {$(
        impl<T: RealField + Real + Sample> Sample for $type<T> {
            fn sample(rng: &mut Rng) -> Self {
                Self::new(T::sample(rng))
            }
        }
    )*};
}
plane_rotation!(UnitComplex, Rotation2);

/// About one radian around each axis.
macro_rules! space_rotation {
    ($($type:ident),*) => {$(
        impl<T: RealField + Real + Sample> Sample for $type<T> {
            fn sample(rng: &mut Rng) -> Self {
                Self::from_scaled_axis(Vector3::sample(rng))
            }
        }
    )*};
}
space_rotation!(UnitQuaternion, Rotation3);

impl<T: RealField + Sample, R: AbstractRotation<T, D> + Sample, const D: usize> Sample
    for Isometry<T, R, D>
{
    fn sample(rng: &mut Rng) -> Self {
        Self::from_parts(Translation::sample(rng), R::sample(rng))
    }
}
