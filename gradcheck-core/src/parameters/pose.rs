//! Rotations and rigid motions as their matrices, and the tangent vector that leads from one to another.

use super::{Group, Params, Real, group::Lie};

/// A rotation or a rigid motion, as [`Flattened::pose`](super::Flattened::pose) is told of it: a point of SO(2), SO(3),
/// SE(2) or SE(3), and the side on which a step δ perturbs it, x · Exp(δ) or Exp(δ) · x.
///
/// Tangent vectors have 1, 3, 3 and 6 numbers, those of motions with the translation first (Solà, Deray and
/// Atchuthan 2018, "A micro Lie theory for state estimation in robotics").
///
/// ```
/// use grad_check::{Flatten, Flattened, GradCheck, Params, Pose, Restore};
///
/// /// A heading, as an angle in radians.
/// #[derive(Clone)]
/// struct Heading(f64);
/// impl Flatten for Heading {
///     fn flatten(&self, into: &mut Flattened) {
///         into.pose::<f64>(Pose::rotation2(self.0));
///     }
/// }
/// impl Params for Heading {
///     fn restore(&mut self, from: &mut Restore<'_>) {
///         let mut turn = 0.0f64;
///         from.number(&mut turn);
///         self.0 += turn;
///     }
/// }
///
/// // Twice the heading turns twice as fast, also where it passes ±π.
/// let twice = |h: &Heading| (Heading((2.0 * h.0 + 9.0) % 6.283185307179586), [[2.0]]);
/// GradCheck::new("twice").run_jacobian(&Heading(0.4), twice).assert();
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    pub(crate) group: Group,
    rotation: Matrix,
    translation: Vector,
}

/// A type whose steps are tangent vectors of `N` numbers, as rotations and rigid motions are: closures that map directions
/// of it, or cotangents, linearly take them as a [`Tangent`].
///
/// ```
/// use grad_check::GradCheck;
/// use nalgebra::{UnitQuaternion, Vector3};
///
/// // The inverse turns by −Rω, if R turns by ω.
/// let inverse = |r: &UnitQuaternion<f64>| {
///     let r = *r;
///     (r.inverse(), move |omega: &Vector3<f64>| -(r * omega))
/// };
/// GradCheck::new("inverse").run_jvp(&UnitQuaternion::from_euler_angles(0.3, 0.2, -0.7), inverse).assert();
/// ```
pub trait Manifold<const N: usize>: Params {}

/// A vector of `N` numbers: an array, nalgebra's `SVector`, and of one number `f64` or `f32`.
///
/// ```
/// use grad_check::Tangent;
/// assert_eq!(<[f64; 3] as Tangent<3>>::zero(), [0.0; 3]);
/// ```
pub trait Tangent<const N: usize>: Params {
    /// The zero vector.
    fn zero() -> Self;
}

impl<A: Real + Params, const N: usize> Tangent<N> for [A; N]
where
    [A; N]: Params,
{
    fn zero() -> Self {
        std::array::from_fn(|_| A::of(0.0))
    }
}

macro_rules! number {
    ($($type:ty),*) => {$(
        impl Tangent<1> for $type {
            fn zero() -> Self {
                0.0
            }
        }
    )*};
}
number!(f64, f32);

type Vector = [f64; 3];
type Matrix = [Vector; 3];

impl Pose {
    /// A rotation of the plane by an angle in radians, a point of SO(2).
    pub fn rotation2(angle: f64) -> Self {
        Self::of(Lie::Rotation2, about_z(angle), [0.0; 3])
    }

    /// A rotation of space by its matrix, row by row: a point of SO(3).
    pub fn rotation3(matrix: [[f64; 3]; 3]) -> Self {
        Self::of(Lie::Rotation3, matrix, [0.0; 3])
    }

    /// A rigid motion of the plane, p ↦ R(angle) p + translation: a point of SE(2).
    pub fn motion2(angle: f64, [x, y]: [f64; 2]) -> Self {
        Self::of(Lie::Motion2, about_z(angle), [x, y, 0.0])
    }

    /// A rigid motion of space, p ↦ R p + translation: a point of SE(3).
    pub fn motion3(rotation: [[f64; 3]; 3], translation: [f64; 3]) -> Self {
        Self::of(Lie::Motion3, rotation, translation)
    }

    /// The same, perturbed on the left: Exp(δ) · x.
    #[must_use]
    pub fn on_the_left(mut self) -> Self {
        self.group.is_left = true;
        self
    }

    fn of(lie: Lie, rotation: Matrix, translation: Vector) -> Self {
        let group = Group {
            lie,
            is_left: false,
        };
        Self {
            group,
            rotation,
            translation,
        }
    }

    /// The angle of a turn of the plane.
    #[cfg(feature = "any-nalgebra")]
    pub(crate) fn angle(&self) -> f64 {
        self.rotation[1][0].atan2(self.rotation[0][0])
    }

    /// The matrix of its rotation.
    #[cfg(feature = "any-nalgebra")]
    pub(crate) fn matrix(&self) -> [[f64; 3]; 3] {
        self.rotation
    }

    /// The δ that leads from here `to` another point of the same group: Log(x⁻¹ y), or Log(y x⁻¹) on the left.
    pub(crate) fn local(&self, to: &Self) -> Vec<f64> {
        let back = transposed(&self.rotation);
        let (rotation, translation) = if self.group.is_left {
            let rotation = product(&to.rotation, &back);
            let moved = applied(&rotation, &self.translation);
            (rotation, minus(&to.translation, &moved))
        } else {
            let apart = minus(&to.translation, &self.translation);
            (product(&back, &to.rotation), applied(&back, &apart))
        };
        let omega = log(&rotation);
        let [x, y, z] = unrolled(&omega, &translation);
        let [p, q, r] = omega;
        match self.group.lie {
            Lie::Rotation2 => vec![r],
            Lie::Rotation3 => vec![p, q, r],
            Lie::Motion2 => vec![x, y, r],
            Lie::Motion3 => vec![x, y, z, p, q, r],
        }
    }

    /// The size of the numbers that each component of a local vector is computed from, on which it is rounded.
    pub(crate) fn sizes(&self) -> Vec<f64> {
        let far = self
            .translation
            .iter()
            .fold(0.0, |far: f64, t| far.max(t.abs()));
        let n = self.group.dimensions();
        let translations = match self.group.lie {
            Lie::Rotation2 | Lie::Rotation3 => 0,
            Lie::Motion2 => 2,
            Lie::Motion3 => 3,
        };
        let size = |k| if k < translations { far } else { 1.0 };
        (0..n).map(size).collect()
    }
}

fn about_z(angle: f64) -> Matrix {
    let (sine, cosine) = angle.sin_cos();
    [[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]]
}

/// ω of a rotation by less than half a turn.
fn log(r: &Matrix) -> Vector {
    let twice = [r[2][1] - r[1][2], r[0][2] - r[2][0], r[1][0] - r[0][1]];
    let sine = norm(&twice) / 2.0;
    let cosine = (r[0][0] + r[1][1] + r[2][2] - 1.0) / 2.0;
    let angle = sine.atan2(cosine);
    let ratio = if sine > 0.0 { angle / sine } else { 1.0 };
    twice.map(|entry| entry / 2.0 * ratio)
}

/// V(ω)⁻¹ t, the translation of the tangent vector (equations 174 and 146 of Solà and others).
fn unrolled(omega: &Vector, t: &Vector) -> Vector {
    let square = omega.iter().map(|w| w * w).sum::<f64>();
    let angle = square.sqrt();
    let second = if angle < SMALL_ANGLE {
        1.0 / 12.0 + square * (1.0 / 720.0 + square / 30240.0)
    } else {
        (1.0 - angle / 2.0 / (angle / 2.0).tan()) / square
    };
    let once = cross(omega, t);
    let twice = cross(omega, &once);
    std::array::from_fn(|k| t[k] - once[k] / 2.0 + second * twice[k])
}

/// Below this angle three terms of the series are exact to fifteen digits.
const SMALL_ANGLE: f64 = 0.01;

fn norm(v: &Vector) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn cross(a: &Vector, b: &Vector) -> Vector {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn minus(a: &Vector, b: &Vector) -> Vector {
    std::array::from_fn(|k| a[k] - b[k])
}

fn applied(m: &Matrix, v: &Vector) -> Vector {
    m.map(|row| row.iter().zip(v).map(|(m, v)| m * v).sum())
}

fn transposed(m: &Matrix) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| m[j][i]))
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let columns = transposed(b);
    a.map(|row| columns.map(|column| row.iter().zip(column).map(|(a, b)| a * b).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_about_an_axis_is_its_own_logarithm() {
        for angle in [0.0, 1e-9, 0.3, -1.2, 3.0] {
            let from = Pose::rotation2(0.7);
            let local = from.local(&Pose::rotation2(0.7 + angle));
            assert!((local[0] - angle).abs() < 1e-15, "{angle}: {local:?}");
        }
    }

    #[test]
    fn a_motion_along_a_circle_is_an_arc_and_an_angle() {
        // Exp(ρ, φ) of SE(2) runs an arc of length |ρ| over φ.
        for angle in [1e-6, 0.009_999, 0.010_001, 0.8] {
            let radius = 2.0 / angle;
            let end = [radius * f64::sin(angle), radius * (1.0 - f64::cos(angle))];
            let local = Pose::motion2(0.0, [0.0; 2]).local(&Pose::motion2(angle, end));
            let expected = [2.0, 0.0, angle];
            let apart = local.iter().zip(expected).map(|(l, e)| (l - e).abs());
            assert!(apart.fold(0.0, f64::max) < 1e-9, "{angle}: {local:?}");
        }
    }

    #[test]
    fn on_the_left_a_step_is_taken_in_the_axes_of_the_world() {
        let quarter = Pose::motion2(std::f64::consts::FRAC_PI_2, [3.0, 0.0]);
        let moved = Pose::motion2(std::f64::consts::FRAC_PI_2, [3.0, 1.0]);
        let near = |local: Vec<f64>, expected: [f64; 3]| {
            let apart = local.iter().zip(expected).map(|(l, e)| (l - e).abs());
            assert!(apart.fold(0.0, f64::max) < 1e-15, "{local:?}");
        };
        near(quarter.local(&moved), [1.0, 0.0, 0.0]);
        near(quarter.on_the_left().local(&moved), [0.0, 1.0, 0.0]);
    }
}
