//! Rotations and isometries: θ is a vector in the tangent space at the point itself, and a step goes
//! through the exponential.
//!
//! The perturbation is local, on the right: R · Exp(δ), and for an isometry T · Exp(ρ, ω), translation
//! first, with the exponential of SE(2) or SE(3) (Solà, Deray and Atchuthan 2018, "A micro Lie theory for
//! state estimation in robotics", equations 156–174). Along one component these are one-parameter
//! subgroups, T · Exp(s e) · Exp(t e) = T · Exp((s + t) e): the derivative that the function returns at a
//! shifted point is the slope along the step there, as the assisted measurement needs it to be.

use super::nalgebra::{
    AbstractRotation, Isometry, Isometry2, Isometry3, Quaternion, RealField, Rotation, Rotation2,
    Rotation3, SVector, Translation, Unit, UnitComplex, UnitQuaternion, Vector2, Vector3,
};
use crate::nalgebra::Left;
use crate::parameters::{Element, Flatten, Flattened, Params, Pose, Real, Restore, Tangent};

/// A point of a Lie group of so many dimensions.
trait Manifold<T, const N: usize>: Sized {
    /// Exp(δ).
    fn exponential(delta: [T; N]) -> Self;
    /// As what the engine knows.
    fn pose(&self) -> Pose;
}

fn matrix<T: RealField + Real>(r: &Rotation3<T>) -> [[f64; 3]; 3] {
    std::array::from_fn(|i| std::array::from_fn(|j| r[(i, j)].get()))
}

impl<T: RealField + Real + Params, const N: usize> Tangent<N> for SVector<T, N> {
    fn zero() -> Self {
        Self::zeros()
    }
}

/// The next numbers of θ.
fn take<T: Real, const N: usize>(from: &mut Restore<'_>) -> [T; N] {
    let mut delta = [T::of(0.0); N];
    delta.iter_mut().for_each(|number| from.number(number));
    delta
}

macro_rules! manifold {
    ($type:ty, $dimensions:literal, [$($generics:tt)*]) => {
        impl<T: RealField + Real, $($generics)*> Flatten for $type {
            fn flatten(&self, into: &mut Flattened) {
                into.pose::<T>(self.pose());
            }
            fn element() -> Option<Element> {
                let zero = Self::exponential([T::of(0.0); $dimensions]);
                Some(Element::tangent(T::PRECISION, zero.pose().group))
            }
            fn numbers(&self, into: &mut Vec<f64>) {
                into.extend([0.0; $dimensions]);
            }
            fn poses(&self, into: &mut Vec<Pose>) {
                into.push(self.pose());
            }
        }
        impl<T: RealField + Real, $($generics)*> Params for $type {
            fn restore(&mut self, from: &mut Restore<'_>) {
                let delta = take::<T, $dimensions>(from);
                *self = &*self * &Self::exponential(delta);
            }
        }
        impl<T: RealField + Real, $($generics)*> crate::parameters::Manifold<$dimensions> for $type {}
        impl<T: RealField + Real, $($generics)*> Left for $type {
            fn flatten(&self, into: &mut Flattened) {
                into.pose::<T>(self.pose().on_the_left());
            }
            fn restore(&mut self, from: &mut Restore<'_>) {
                let delta = take::<T, $dimensions>(from);
                *self = &Self::exponential(delta) * &*self;
            }
        }
    };
}

manifold!(UnitComplex<T>, 1, []);
manifold!(Rotation<T, 2>, 1, []);
manifold!(UnitQuaternion<T>, 3, []);
manifold!(Rotation<T, 3>, 3, []);
manifold!(Isometry<T, R, 2>, 3, [R: AbstractRotation<T, 2> + Manifold<T, 1>]);
manifold!(Isometry<T, R, 3>, 6, [R: AbstractRotation<T, 3> + Manifold<T, 3>]);

impl<T: RealField + Real> Manifold<T, 1> for UnitComplex<T> {
    fn exponential([angle]: [T; 1]) -> Self {
        Self::new(angle)
    }
    fn pose(&self) -> Pose {
        Pose::rotation2(self.angle().get())
    }
}

impl<T: RealField + Real> Manifold<T, 1> for Rotation2<T> {
    fn exponential([angle]: [T; 1]) -> Self {
        Self::new(angle)
    }
    fn pose(&self) -> Pose {
        Pose::rotation2(self.angle().get())
    }
}

impl<T: RealField + Real> Manifold<T, 3> for UnitQuaternion<T> {
    fn exponential(delta: [T; 3]) -> Self {
        Self::from_scaled_axis(Vector3::from(delta))
    }
    fn pose(&self) -> Pose {
        Pose::rotation3(matrix(&(*self).to_rotation_matrix()))
    }
}

impl<T: RealField + Real> Manifold<T, 3> for Rotation3<T> {
    fn exponential(delta: [T; 3]) -> Self {
        Self::from_scaled_axis(Vector3::from(delta))
    }
    fn pose(&self) -> Pose {
        Pose::rotation3(matrix(self))
    }
}

impl<T: RealField + Real, R: AbstractRotation<T, 2> + Manifold<T, 1>> Manifold<T, 3>
    for Isometry<T, R, 2>
{
    fn exponential([x, y, angle]: [T; 3]) -> Self {
        let [a, b, _] = series(angle);
        let translation = Vector2::new(a * x - angle * b * y, angle * b * x + a * y);
        Self::from_parts(Translation::from(translation), R::exponential([angle]))
    }
    fn pose(&self) -> Pose {
        let [x, y] = [self.translation.x.get(), self.translation.y.get()];
        Pose::motion2(self.rotation.pose().angle(), [x, y])
    }
}

impl<T: RealField + Real, R: AbstractRotation<T, 3> + Manifold<T, 3>> Manifold<T, 6>
    for Isometry<T, R, 3>
{
    fn exponential([x, y, z, p, q, r]: [T; 6]) -> Self {
        let (rho, omega) = (Vector3::new(x, y, z), Vector3::new(p, q, r));
        let [_, b, c] = series(omega.norm());
        let once = omega.cross(&rho);
        let twice = omega.cross(&once);
        let translation = rho + once * b + twice * c;
        Self::from_parts(Translation::from(translation), R::exponential([p, q, r]))
    }
    fn pose(&self) -> Pose {
        let t = &self.translation;
        Pose::motion3(
            self.rotation.pose().matrix(),
            [t.x.get(), t.y.get(), t.z.get()],
        )
    }
}

/// sin φ / φ, (1 − cos φ) / φ² and (φ − sin φ) / φ³, by their series where digits would cancel.
fn series<T: RealField + Real>(angle: T) -> [T; 3] {
    let square = angle * angle;
    if square < T::of(SMALL_ANGLE * SMALL_ANGLE) {
        let terms = |first: f64, second: f64, third: f64| {
            T::of(first) - square * (T::of(second) - square * T::of(third))
        };
        return [
            terms(1.0, 1.0 / 6.0, 1.0 / 120.0),
            terms(0.5, 1.0 / 24.0, 1.0 / 720.0),
            terms(1.0 / 6.0, 1.0 / 120.0, 1.0 / 5040.0),
        ];
    }
    let (sine, cosine) = angle.sin_cos();
    [
        sine / angle,
        (T::one() - cosine) / square,
        (angle - sine) / (square * angle),
    ]
}

/// Below this angle three terms of the series are exact to fifteen digits.
const SMALL_ANGLE: f64 = 0.01;

/// The names by which the types are known.
const _: () = {
    const fn is_params<P: Params>() {}
    is_params::<Isometry2<f64>>();
    is_params::<Isometry3<f32>>();
    is_params::<Unit<Quaternion<f64>>>();
};
