//! Outputs that are rotations or rigid motions: their Jacobians, tangents and backward functions are compared in the
//! tangent space at the output.
//!
//! With Ad of SE(3), translation first, perturbed on the right: X⁻¹ moves by −Ad(X), A B by Ad(B⁻¹) for A and by I for
//! B, and A⁻¹ B by −Ad(B⁻¹ A) and I (Solà, Deray and Atchuthan 2018, equations 62 to 65). On the left X⁻¹ moves by
//! −Ad(X⁻¹), A B by I and Ad(A), and A⁻¹ B by −Ad(A⁻¹) and Ad(A⁻¹).

use grad_check::nalgebra::{Left, left};
use grad_check::{
    Flatten, Flattened, GradCheck, Manifold, Params, Pose, Problem, Restore, Rng, Sample, Verdict,
};
use nalgebra::{
    DMatrix, Isometry2, Isometry3, IsometryMatrix3, Matrix3, Rotation2, Rotation3, SMatrix,
    UnitComplex, UnitQuaternion, Vector3, Vector6,
};
use std::ops::Mul;

type Matrix6 = SMatrix<f64, 6, 6>;

/// A rotation or a rigid motion, as one of space.
trait Motion: Params + Sample + Copy + Mul<Output = Self> + Left {
    /// Which of the six directions of space it has.
    const MOVES: &'static [usize];
    fn inverted(&self) -> Self;
    fn parts(&self) -> (Matrix3<f64>, Vector3<f64>);

    fn adjoint(&self) -> DMatrix<f64> {
        let (rotation, translation) = self.parts();
        let mut all = Matrix6::zeros();
        all.fixed_view_mut::<3, 3>(0, 0).copy_from(&rotation);
        all.fixed_view_mut::<3, 3>(3, 3).copy_from(&rotation);
        let crossed = translation.cross_matrix() * rotation;
        all.fixed_view_mut::<3, 3>(0, 3).copy_from(&crossed);
        let n = Self::MOVES.len();
        DMatrix::from_fn(n, n, |i, j| all[(Self::MOVES[i], Self::MOVES[j])])
    }
    fn identity() -> DMatrix<f64> {
        DMatrix::identity(Self::MOVES.len(), Self::MOVES.len())
    }
}

macro_rules! motions {
    ($($type:ty, $moves:expr, |$t:ident| $rotation:expr, $translation:expr;)*) => {$(
        impl Motion for $type {
            const MOVES: &'static [usize] = $moves;
            fn inverted(&self) -> Self {
                self.inverse()
            }
            fn parts(&self) -> (Matrix3<f64>, Vector3<f64>) {
                let $t = self;
                ($rotation, $translation)
            }
        }
    )*};
}
motions! {
    UnitComplex<f64>, &[5], |t| about_z(t.angle()), Vector3::zeros();
    Rotation2<f64>, &[5], |t| about_z(t.angle()), Vector3::zeros();
    UnitQuaternion<f64>, &[3, 4, 5], |t| *t.to_rotation_matrix().matrix(), Vector3::zeros();
    Rotation3<f64>, &[3, 4, 5], |t| *t.matrix(), Vector3::zeros();
    Isometry2<f64>, &[0, 1, 5], |t| about_z(t.rotation.angle()), t.translation.vector.push(0.0);
    Isometry3<f64>, &[0, 1, 2, 3, 4, 5], |t| *t.rotation.to_rotation_matrix().matrix(), t.translation.vector;
    IsometryMatrix3<f64>, &[0, 1, 2, 3, 4, 5], |t| *t.rotation.matrix(), t.translation.vector;
}
fn about_z(angle: f64) -> Matrix3<f64> {
    *Rotation3::from_scaled_axis(Vector3::z() * angle).matrix()
}

/// The same, perturbed on the left.
#[derive(Clone, Copy)]
struct OnLeft<M>(M);

impl<M: Left> Flatten for OnLeft<M> {
    fn flatten(&self, into: &mut Flattened) {
        left::flatten(&self.0, into);
    }
}
impl<M: Left> Params for OnLeft<M> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        left::restore(&mut self.0, from);
    }
}

/// The verdict on a Jacobian of a function of one motion or two.
fn verdict<P: Params, Y: Flatten, J: Flatten>(
    point: &P,
    function: impl Fn(&P) -> (Y, J),
) -> Verdict {
    let report = GradCheck::new("f").run_jacobian(point, function);
    assert!(report.problems().is_empty(), "{report}");
    report.verdict()
}

/// Inverse, product and difference, with their Jacobians on both sides, and with mistakes.
fn derivatives<M: Motion>() {
    let mut said = [0; 2];
    for seed in 0..5 {
        let mut rng = Rng::new(seed);
        let (a, b) = (M::sample(&mut rng), M::sample(&mut rng));
        let (one, both) = (a, (a, b));
        let (left_one, left_both) = (OnLeft(a), (OnLeft(a), OnLeft(b)));
        let right = [
            verdict(&one, |x| (x.inverted(), -x.adjoint())),
            verdict(&both, |(a, b)| {
                (*a * *b, (b.inverted().adjoint(), M::identity()))
            }),
            verdict(&both, |(a, b)| {
                let between = a.inverted() * *b;
                (between, (-between.inverted().adjoint(), M::identity()))
            }),
            verdict(&left_one, |OnLeft(x)| {
                (OnLeft(x.inverted()), -x.inverted().adjoint())
            }),
            verdict(&left_both, |(OnLeft(a), OnLeft(b))| {
                (OnLeft(*a * *b), (M::identity(), a.adjoint()))
            }),
            verdict(&left_both, |(OnLeft(a), OnLeft(b))| {
                let back = a.inverted().adjoint();
                (OnLeft(a.inverted() * *b), (-&back, back))
            }),
        ];
        assert_eq!(right, [Verdict::Pass; 6]);
        assert_eq!(
            verdict(&one, |x| (x.inverted(), x.adjoint())),
            Verdict::Fail
        );
        if M::MOVES.len() == 1 {
            continue;
        }
        let wrong = [
            // The side of the other convention.
            verdict(&one, |x| (x.inverted(), -x.inverted().adjoint())),
            verdict(&left_one, |OnLeft(x)| (OnLeft(x.inverted()), -x.adjoint())),
            // Parameters on one side, outputs on the other.
            verdict(&one, |x| (OnLeft(x.inverted()), -x.adjoint())),
            // Transposed: of a rotation the same as the other side, of a motion a third thing.
            verdict(&one, |x| (x.inverted(), -x.adjoint().transpose())),
            // The first moves with the second, not against it.
            verdict(&both, |(a, b)| (*a * *b, (b.adjoint(), M::identity()))),
            // The two exchanged.
            verdict(&both, |(a, b)| {
                (*a * *b, (M::identity(), b.inverted().adjoint()))
            }),
            verdict(&both, |(a, b)| {
                let between = a.inverted() * *b;
                (between, (-between.adjoint(), M::identity()))
            }),
        ];
        said[0] += wrong.iter().filter(|v| **v == Verdict::Fail).count();
        said[1] += wrong.len();
    }
    assert_eq!(said[0], said[1]);
}

#[test]
fn turns_of_the_plane() {
    derivatives::<UnitComplex<f64>>();
    derivatives::<Rotation2<f64>>();
}

#[test]
fn turns_of_space() {
    derivatives::<UnitQuaternion<f64>>();
    derivatives::<Rotation3<f64>>();
}

#[test]
fn motions_of_the_plane() {
    derivatives::<Isometry2<f64>>();
}

#[test]
fn motions_of_space() {
    derivatives::<Isometry3<f64>>();
    derivatives::<IsometryMatrix3<f64>>();
}

#[test]
fn an_output_may_be_a_motion_of_numbers_alone_and_stand_beside_others() {
    // A pose from translation and the angle about z, and the distance from the origin.
    let pose = |p: &[f64; 3]| {
        let turn = UnitQuaternion::from_scaled_axis(Vector3::z() * p[2]);
        let place = Vector3::new(p[0], p[1], 0.0);
        let moved = turn.inverse() * Vector3::x();
        let across = turn.inverse() * Vector3::y();
        let mut jacobian = SMatrix::<f64, 7, 3>::zeros();
        jacobian.fixed_view_mut::<3, 1>(0, 0).copy_from(&moved);
        jacobian.fixed_view_mut::<3, 1>(0, 1).copy_from(&across);
        jacobian[(5, 2)] = 1.0;
        jacobian[(6, 0)] = p[0] / place.norm();
        jacobian[(6, 1)] = p[1] / place.norm();
        (
            (Isometry3::from_parts(place.into(), turn), place.norm()),
            jacobian,
        )
    };
    let report = GradCheck::new("pose").run_jacobian(&[3.0, -0.4, 0.9], pose);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let wrong = GradCheck::new("pose").run_jacobian(&[3.0, -0.4, 0.9], |p: &[f64; 3]| {
        let (pose, mut jacobian) = pose(p);
        jacobian[(5, 2)] = -1.0;
        (pose, jacobian)
    });
    assert_eq!(wrong.verdict(), Verdict::Fail);
    assert!(
        wrong.to_string().contains("analytic = −numeric there"),
        "{wrong}"
    );
}

#[test]
fn tangents_and_cotangents_are_vectors() {
    let point = Isometry3::new(Vector3::new(0.3, -2.0, 0.7), Vector3::new(0.4, 0.1, -0.9));
    let by = Isometry3::new(Vector3::new(1.3, 0.2, 0.1), Vector3::new(-0.4, 0.8, 0.2));
    // A ↦ A B.
    let forward = |a: &Isometry3<f64>| {
        let back = by.inverse().adjoint();
        (a * by, move |v: &Vector6<f64>| &back * v)
    };
    let backward = |a: &Isometry3<f64>| {
        let back = by.inverse().adjoint();
        (a * by, move |u: [f64; 6]| back.tr_mul(&Vector6::from(u)))
    };
    GradCheck::new("forward").run_jvp(&point, forward).assert();
    GradCheck::new("backward")
        .run_pullback(&point, backward)
        .assert();
    let not_turned = |a: &Isometry3<f64>| (a * by, |u: &Vector6<f64>| *u);
    let report = GradCheck::new("backward").run_pullback(&point, not_turned);
    assert_eq!(report.verdict(), Verdict::Fail);
    let report = GradCheck::new("forward").run_jvp(&point, not_turned);
    assert_eq!(report.verdict(), Verdict::Fail);
    // Of one number.
    let twice = |r: &UnitComplex<f64>| (r * r, |turn: f64| 2.0 * turn);
    GradCheck::new("twice")
        .run_jvp(&UnitComplex::new(0.4), twice)
        .assert();
}

mod by_the_macro {
    use grad_check::grad_check;
    use nalgebra::{Matrix3, UnitQuaternion, Vector3};

    type Turn = UnitQuaternion<f64>;

    #[grad_check(jacobian)]
    fn between(a: &Turn, b: &Turn) -> (Turn, (Matrix3<f64>, Matrix3<f64>)) {
        let apart = a.inverse() * b;
        let back = *apart.inverse().to_rotation_matrix().matrix();
        (apart, (-back, Matrix3::identity()))
    }

    #[grad_check(pullback)]
    fn backward(r: &Turn) -> (Turn, impl Fn(&Vector3<f64>) -> Vector3<f64>) {
        let r = *r;
        (r.inverse(), move |u: &Vector3<f64>| -(r.inverse() * u))
    }

    #[grad_check(jacobian = inverse_jacobian)]
    fn inverse(r: &Turn) -> Turn {
        r.inverse()
    }

    fn inverse_jacobian(r: &Turn) -> Matrix3<f64> {
        -r.to_rotation_matrix().matrix()
    }

    #[grad_check(jvp)]
    fn forward(r: &Turn) -> (Turn, impl Fn(Vector3<f64>) -> Vector3<f64>) {
        let r = *r;
        (r.inverse(), move |v: Vector3<f64>| -(r * v))
    }
}

#[test]
#[allow(clippy::cast_possible_truncation)] // to f32, as is meant
fn single_precision_passes_as_well() {
    for seed in 0..20 {
        let a = Isometry3::<f32>::sample(&mut Rng::new(seed));
        let report = GradCheck::new("inverse").run_jacobian(&a, |a: &Isometry3<f32>| {
            let double = a.cast::<f64>();
            (a.inverse(), (-double.adjoint()).map(|x| x as f32))
        });
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    }
}

/// A heading that a user stores as cosine and sine, twice over: with the pose told, and without.
#[derive(Clone)]
struct Heading<const TOLD: bool>(f64, f64);

impl<const TOLD: bool> Flatten for Heading<TOLD> {
    fn flatten(&self, into: &mut Flattened) {
        if TOLD {
            into.pose::<f64>(Pose::rotation2(self.1.atan2(self.0)));
        } else {
            into.tangent::<f64>(1);
        }
    }
}
impl<const TOLD: bool> Params for Heading<TOLD> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        let mut turn = 0.0f64;
        from.number(&mut turn);
        let (sine, cosine) = turn.sin_cos();
        *self = Self(
            self.0 * cosine - self.1 * sine,
            self.0 * sine + self.1 * cosine,
        );
    }
}
impl<const TOLD: bool> Manifold<1> for Heading<TOLD> {}

#[test]
fn a_type_of_ones_own_is_told_as_a_pose() {
    fn twice<const TOLD: bool>(
        factor: f64,
    ) -> impl Fn(&Heading<TOLD>) -> (Heading<TOLD>, [[f64; 1]; 1]) {
        move |h| (Heading(h.0 * h.0 - h.1 * h.1, 2.0 * h.0 * h.1), [[factor]])
    }
    let told = Heading::<true>(-0.8, 0.6);
    GradCheck::new("twice")
        .run_jacobian(&told, twice(2.0))
        .assert();
    let report = GradCheck::new("twice").run_jacobian(&told, twice(1.0));
    assert_eq!(report.verdict(), Verdict::Fail);
    let tangent = |h: &Heading<true>| (h.clone(), |v: f64| v);
    GradCheck::new("same").run_jvp(&told, tangent).assert();
    let untold = GradCheck::new("twice").run_jacobian(&Heading::<false>(-0.8, 0.6), twice(2.0));
    assert_eq!(untold.problems(), [Problem::CurvedOutputs]);
}
