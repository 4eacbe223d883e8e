//! Rotations and isometries of nalgebra: gradients in the tangent space, right and left.
//!
//! Each cost fits moved points T p to targets b, with residual e = T p − b. As T moves by (ρ, ω) in its
//! own frame, T p moves by R (ω × p + ρ); in the axes of the world it moves by ω × T p + ρ.

use grad_check::{
    BlockReport, Component, FindingKind, Flatten, Flattened, GradCheck, Params, Precision, Real,
    Report, Restore, Rng, Sample, Verdict, grad_check,
};
use nalgebra::{
    AbstractRotation, Isometry, Isometry2, Isometry3, IsometryMatrix2, IsometryMatrix3, RealField,
    Rotation2, Rotation3, SVector, UnitComplex, UnitQuaternion, Vector2, Vector3, Vector6,
};

/// How a returned gradient was derived.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Frame {
    /// With respect to T · Exp(δ).
    Local,
    /// With respect to Exp(δ) · T.
    World,
    /// The translation in the axes of the world, the rotation in the own ones.
    Mixed,
}

/// A rigid motion, or a rotation as one that doesn't shift.
trait Motion<T: Real + RealField, const D: usize>: Params + Sample {
    fn shifts() -> bool;
    fn apply(&self, p: SVector<T, D>) -> SVector<T, D>;
    /// A direction of the world, in the own axes.
    fn own_axes(&self, v: SVector<T, D>) -> SVector<T, D>;
}

macro_rules! rotations {
    ($($rotation:ty, $dimensions:literal;)*) => {$(
        impl<T: Real + RealField + Sample> Motion<T, $dimensions> for $rotation {
            fn shifts() -> bool {
                false
            }
            fn apply(&self, p: SVector<T, $dimensions>) -> SVector<T, $dimensions> {
                self * p
            }
            fn own_axes(&self, v: SVector<T, $dimensions>) -> SVector<T, $dimensions> {
                self.inverse() * v
            }
        }
    )*};
}
rotations! {
    UnitComplex<T>, 2;
    Rotation2<T>, 2;
    UnitQuaternion<T>, 3;
    Rotation3<T>, 3;
}

impl<T, R, const D: usize> Motion<T, D> for Isometry<T, R, D>
where
    T: Real + RealField + Sample,
    R: AbstractRotation<T, D> + Sample,
    Self: Params,
{
    fn shifts() -> bool {
        true
    }
    fn apply(&self, p: SVector<T, D>) -> SVector<T, D> {
        self.rotation.transform_vector(&p) + self.translation.vector
    }
    fn own_axes(&self, v: SVector<T, D>) -> SVector<T, D> {
        self.rotation.inverse_transform_vector(&v)
    }
}

/// The moment of a force at a lever: one number in the plane, three in space.
fn moment<T: Real + RealField, const D: usize>(
    lever: &SVector<T, D>,
    force: &SVector<T, D>,
) -> Vec<T> {
    let about = |i: usize, j: usize| lever[i] * force[j] - lever[j] * force[i];
    match D {
        2 => vec![about(0, 1)],
        _ => vec![about(1, 2), about(2, 0), about(0, 1)],
    }
}

/// Σ ½ log(1 + ‖e‖²), and its gradient.
fn fit<T: Real + RealField, const D: usize, M: Motion<T, D>>(
    motion: &M,
    pairs: &[[SVector<T, D>; 2]],
    frame: Frame,
) -> (T, Vec<T>) {
    let mut cost = T::zero();
    let mut gradient = Vec::new();
    for [p, b] in pairs {
        let moved = motion.apply(*p);
        let apart = moved - b;
        cost += T::of(0.5) * apart.norm_squared().ln_1p();
        let world = apart / (T::one() + apart.norm_squared());
        let own = motion.own_axes(world);
        let (force, turn) = match frame {
            Frame::Local => (own, moment(p, &own)),
            Frame::World => (world, moment(&moved, &world)),
            Frame::Mixed => (world, moment(p, &own)),
        };
        let force = force.iter().copied().filter(|_| M::shifts());
        let of_pair: Vec<T> = force.chain(turn).collect();
        gradient.resize(of_pair.len(), T::zero());
        gradient
            .iter_mut()
            .zip(of_pair)
            .for_each(|(g, of)| *g += of);
    }
    (cost, gradient)
}

fn pairs<T: Real + RealField + Sample, const D: usize>(rng: &mut Rng) -> Vec<[SVector<T, D>; 2]> {
    (0..3).map(|_| Sample::sample(rng)).collect()
}

/// At many points: the local gradient passes at the usual count of evaluations, and no other does.
/// With f32 a slope that nearly vanishes may be left undecided, never misjudged.
fn many_points<T, const D: usize, M>(seeds: usize)
where
    T: Real + RealField + Sample + Flatten,
    M: Motion<T, D>,
{
    let is_double = T::PRECISION == Precision::F64;
    let mut tally = [0; 2];
    for seed in 0..seeds {
        let mut rng = Rng::new(seed as u64);
        let (point, pairs) = (M::sample(&mut rng), pairs(&mut rng));
        let check = |frame, sign: f64| {
            GradCheck::new("fit").run(&point, |motion: &M| {
                let (cost, gradient) = fit(motion, &pairs, frame);
                let signed = gradient.into_iter().map(|g| g * T::of(sign));
                (cost, signed.collect::<Vec<T>>())
            })
        };
        let right = check(Frame::Local, 1.0);
        assert_ne!(right.verdict(), Verdict::Fail, "{seed}: {right}");
        tally[0] += usize::from(right.verdict() == Verdict::Pass);
        let count = right.blocks()[0].components().len();
        let is_economic = right.evaluations().full == 2 * count + 5;
        assert!(is_economic || !is_double, "{seed}: {right}");

        let mut wrong = vec![check(Frame::Local, -1.0)];
        if M::shifts() {
            wrong.extend([Frame::World, Frame::Mixed].map(|frame| check(frame, 1.0)));
        } else if D == 3 {
            // Rotations of the plane commute.
            wrong.push(check(Frame::World, 1.0));
        }
        for wrong in &wrong {
            assert_ne!(wrong.verdict(), Verdict::Pass, "{seed}: {wrong}");
        }
        tally[1] += usize::from(wrong.iter().all(|w| w.verdict() == Verdict::Fail));
    }
    let enough = if is_double { seeds } else { seeds * 8 / 10 };
    assert!(tally.iter().all(|&told| told >= enough), "{tally:?}");
}

#[test]
fn rotations_of_the_plane() {
    many_points::<f64, 2, UnitComplex<f64>>(40);
    many_points::<f64, 2, Rotation2<f64>>(40);
    many_points::<f32, 2, UnitComplex<f32>>(20);
    many_points::<f32, 2, Rotation2<f32>>(20);
}

#[test]
fn rotations_of_space() {
    many_points::<f64, 3, UnitQuaternion<f64>>(40);
    many_points::<f64, 3, Rotation3<f64>>(40);
    many_points::<f32, 3, UnitQuaternion<f32>>(20);
    many_points::<f32, 3, Rotation3<f32>>(20);
}

#[test]
fn isometries_of_the_plane() {
    many_points::<f64, 2, Isometry2<f64>>(40);
    many_points::<f64, 2, IsometryMatrix2<f64>>(40);
    many_points::<f32, 2, Isometry2<f32>>(20);
    many_points::<f32, 2, IsometryMatrix2<f32>>(20);
}

#[test]
fn isometries_of_space() {
    many_points::<f64, 3, Isometry3<f64>>(40);
    many_points::<f64, 3, IsometryMatrix3<f64>>(40);
    many_points::<f32, 3, Isometry3<f32>>(20);
    many_points::<f32, 3, IsometryMatrix3<f32>>(20);
}

/// The paths of the wrong components.
fn wrong(report: &Report) -> Vec<&str> {
    let components = report.blocks().iter().flat_map(BlockReport::wrong);
    components.map(Component::path).collect()
}

fn pose_and_pairs(seed: u64) -> (Isometry3<f64>, Vec<[Vector3<f64>; 2]>) {
    let mut rng = Rng::new(seed);
    (Sample::sample(&mut rng), pairs(&mut rng))
}

#[test]
fn a_mistake_in_one_half_of_a_pose_is_located_there() {
    let (pose, pairs) = pose_and_pairs(1);
    let check = GradCheck::new("fit").arguments(["pose"]);
    let report = check.run(&pose, |pose| fit(pose, &pairs, Frame::Mixed));
    assert_eq!(wrong(&report), ["pose[0]", "pose[1]", "pose[2]"]);
    let report = check.run(&pose, |pose| {
        let (cost, mut gradient) = fit(pose, &pairs, Frame::Local);
        gradient[4] += 0.1;
        (cost, gradient)
    });
    assert_eq!(wrong(&report), ["pose[4]"]);
}

#[test]
fn a_gradient_of_the_other_side_is_named_and_another_wrong_one_is_not() {
    fn named<M: Motion<f64, 3>>(seed: u64) {
        let mut rng = Rng::new(seed);
        let (point, pairs): (M, _) = (M::sample(&mut rng), pairs(&mut rng));
        let check = GradCheck::new("fit");
        let world = check.run(&point, |m| fit(m, &pairs, Frame::World));
        assert_eq!(
            world.findings()[0].kind(),
            FindingKind::OtherFrame,
            "{world}"
        );
        let off = check.run(&point, |m| {
            let (cost, mut gradient) = fit(m, &pairs, Frame::World);
            gradient[0] += 0.01;
            (cost, gradient)
        });
        assert_ne!(off.findings()[0].kind(), FindingKind::OtherFrame, "{off}");
    }
    for seed in 0..10 {
        named::<UnitQuaternion<f64>>(seed);
        named::<Rotation3<f64>>(seed);
        named::<Isometry3<f64>>(seed);
    }
}

/// A pose that is perturbed on the left, whatever its group.
#[derive(Clone)]
struct Left<G>(G);

impl<G: grad_check::nalgebra::Left> Flatten for Left<G> {
    fn flatten(&self, into: &mut Flattened) {
        grad_check::nalgebra::left::flatten(&self.0, into);
    }
}
impl<G: grad_check::nalgebra::Left> Params for Left<G> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        grad_check::nalgebra::left::restore(&mut self.0, from);
    }
}

#[test]
fn a_gradient_in_the_axes_of_the_world_is_checked_by_a_perturbation_on_the_left() {
    fn twins<const D: usize, M>(seed: u64)
    where
        M: Motion<f64, D> + grad_check::nalgebra::Left,
    {
        let mut rng = Rng::new(seed);
        let (point, pairs) = (Left(M::sample(&mut rng)), pairs(&mut rng));
        let run = |frame| GradCheck::new("fit").run(&point, |m| fit(&m.0, &pairs, frame));
        let (right, wrong) = (run(Frame::World), run(Frame::Local));
        assert_eq!(right.verdict(), Verdict::Pass, "{right}");
        assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    }
    for seed in 0..20 {
        twins::<3, UnitQuaternion<f64>>(seed);
        twins::<3, Rotation3<f64>>(seed);
        twins::<3, Isometry3<f64>>(seed);
        twins::<3, IsometryMatrix3<f64>>(seed);
        twins::<2, Isometry2<f64>>(seed);
        twins::<2, IsometryMatrix2<f64>>(seed);
    }
}

/// An ℓ₁ penalty is a kink at each weight that is zero: those weights are judged at points beside, to
/// which the pose moves too.
#[test]
fn a_kink_of_a_euclidean_sibling_is_judged_beside_on_the_manifold() {
    for seed in 0..10 {
        let (pose, pairs) = pose_and_pairs(seed);
        let point = (pose, [0.0, 0.7, 0.0]);
        // Each weight also scales a residual, so that its slope depends on the pose.
        let model = |(pose, w): &(Isometry3<f64>, [f64; 3]), spoiled: f64| {
            let (mut cost, mut of_pose) = fit(pose, &pairs, Frame::Local);
            let mut of_w = [0.0; 3];
            for i in 0..3 {
                let (of_pair, g) = fit(pose, &pairs[i..=i], Frame::Local);
                cost += w[i].abs() + w[i] * of_pair;
                of_pose
                    .iter_mut()
                    .zip(g)
                    .for_each(|(all, g)| *all += w[i] * g);
                let sign = if w[i] == 0.0 { 0.0 } else { w[i].signum() };
                of_w[i] = sign + of_pair * spoiled;
            }
            (cost, (of_pose, of_w))
        };
        let check = GradCheck::new("sparse").arguments(["pose", "w"]);
        let report = check.run(&point, |p| model(p, 1.0));
        assert_eq!(report.verdict(), Verdict::Pass, "{seed}: {report}");
        let kinks = report.blocks()[1].components().iter();
        assert_eq!(kinks.filter(|c| c.kink().is_some()).count(), 2, "{report}");
        let report = check.run(&point, |p| model(p, 0.5));
        assert_eq!(report.verdict(), Verdict::Fail, "{seed}: {report}");
        assert_eq!(wrong(&report), ["w[0]", "w[1]", "w[2]"], "{seed}: {report}");
    }
}

/// |z| of a turned point that lies in the plane z = 0: a kink of the rotation itself.
#[test]
fn a_kink_of_the_rotation_itself_passes_with_any_slope_between() {
    let start = UnitQuaternion::from_euler_angles(0.3, -0.4, 0.9);
    for home in [UnitQuaternion::identity(), start] {
        let a = home.inverse() * Vector3::new(1.0, 2.0, 0.0);
        let model = |r: &UnitQuaternion<f64>, at_zero: f64, beside: f64| {
            let z = (r * a).z;
            let sign = if z.abs() < 1e-12 {
                at_zero
            } else {
                z.signum() * beside
            };
            // z moves by (R (δ × a))_z = δ · (a × Rᵀ e_z); the second term is smooth.
            let (of_z, smooth) = (a.cross(&(r.inverse() * Vector3::z())), (r * a).x);
            let of_x = a.cross(&(r.inverse() * Vector3::x()));
            (z.abs() + smooth.sin(), of_z * sign + of_x * smooth.cos())
        };
        let run = |at_zero, beside| GradCheck::new("f").run(&home, |r| model(r, at_zero, beside));
        for at_zero in [-1.0, -0.3, 0.0, 1.0] {
            let report = run(at_zero, 1.0);
            assert_eq!(report.verdict(), Verdict::Pass, "{at_zero}: {report}");
        }
        for report in [run(1.5, 1.0), run(0.0, 0.5), run(0.0, -1.0)] {
            assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        }
    }
}

/// The larger of two residuals at a tie: T p is as far from one target as from the other.
#[test]
fn a_tie_of_a_maximum_passes_with_the_gradient_of_either() {
    let pose = Isometry2::new(Vector2::new(0.5, -0.3), 0.0);
    let p = Vector2::new(1.0, 0.0);
    let targets = [Vector2::new(1.5, 0.7), Vector2::new(1.5, -1.3)];
    let model = |pose: &Isometry2<f64>, at_tie: usize, factor: f64| {
        let of = |i: usize| {
            let apart = pose.apply(p) - targets[i];
            let own = pose.own_axes(apart);
            let gradient = Vector3::new(own.x, own.y, p.x * own.y - p.y * own.x);
            (apart.norm_squared() / 2.0, gradient * factor)
        };
        let (a, b) = (of(0), of(1));
        let is_tie = (a.0 - b.0).abs() < 1e-14;
        match (is_tie, a.0 > b.0) {
            (true, _) => [a, b][at_tie],
            (false, true) => a,
            (false, false) => b,
        }
    };
    for at_tie in [0, 1] {
        let report = GradCheck::new("f").run(&pose, |pose| model(pose, at_tie, 1.0));
        assert_eq!(report.verdict(), Verdict::Pass, "{at_tie}: {report}");
        let report = GradCheck::new("f").run(&pose, |pose| model(pose, at_tie, 1.2));
        assert_eq!(report.verdict(), Verdict::Fail, "{at_tie}: {report}");
    }
}

#[test]
fn a_rotation_returned_as_the_gradient_of_a_rotation_is_told() {
    let start = UnitQuaternion::<f64>::sample(&mut Rng::new(0));
    let report = GradCheck::new("f")
        .arguments(["attitude"])
        .run(&start, |r| ((r * Vector3::x()).z, *r));
    assert_eq!(report.verdict(), Verdict::Fail);
    assert_eq!(
        report.problems()[0].to_string(),
        "the gradient of attitude is a rotation or another point of a manifold: return its vector in the tangent space, of shape 3"
    );
}

#[test]
fn rotations_may_stand_wherever_parameters_do() {
    type Chain = (
        Vec<UnitQuaternion<f64>>,
        [Rotation2<f64>; 2],
        Option<Box<Isometry3<f64>>>,
    );
    let mut rng = Rng::new(4);
    let chain: Chain = (
        vec![Sample::sample(&mut rng), Sample::sample(&mut rng)],
        Sample::sample(&mut rng),
        Some(Sample::sample(&mut rng)),
    );
    let a = [Vector3::sample(&mut rng), Vector3::sample(&mut rng)];
    let b = Vector2::sample(&mut rng);
    let b3 = Vector3::sample(&mut rng);
    // J = Σ (Rᵢ aᵢ)_x + Σ (Sᵢ b)_y² + ½‖T b₃‖²
    let model = |(turns, planar, pose): &Chain, spoiled: f64| {
        let (mut cost, mut of_turns, mut of_planar) = (0.0, Vec::new(), Vec::new());
        for (r, a) in turns.iter().zip(a) {
            cost += (r * a).x;
            of_turns.push(a.cross(&(r.inverse() * Vector3::x())));
        }
        for s in planar {
            let y = (s * b).y;
            cost += y * y;
            of_planar.push(2.0 * y * (s * b).x);
        }
        let pose = pose.as_deref().unwrap();
        let moved = pose.apply(b3);
        cost += moved.norm_squared() / 2.0;
        let own = pose.own_axes(moved);
        let turn = b3.cross(&own);
        let of_pose = Vector6::new(own.x, own.y, own.z, turn.x, turn.y, turn.z);
        of_turns[1] *= spoiled;
        (cost, (of_turns, of_planar, of_pose))
    };
    let check = GradCheck::new("chain").arguments(["turns", "planar", "pose"]);
    let report = check.run(&chain, |p| model(p, 1.0));
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert_eq!(report.evaluations().full, 2 * 14 + 5);
    let report = check.run(&chain, |p| model(p, 2.0));
    assert_eq!(
        wrong(&report),
        ["turns[1, 0]", "turns[1, 1]", "turns[1, 2]"],
        "{report}"
    );
}

mod with_the_macro {
    use super::*;

    /// A rotation that no point is given for is drawn.
    #[grad_check(eps = 1e-6, given(a = Vector3::new(1.0, 2.0, 3.0), b = Vector3::new(-2.0, 1.0, 2.5)), self_test)]
    fn align(r: &UnitQuaternion<f64>, a: Vector3<f64>, b: Vector3<f64>) -> (f64, Vector3<f64>) {
        let apart = r * a - b;
        (apart.norm_squared() / 2.0, -a.cross(&(r.inverse() * b)))
    }

    #[should_panic(
        expected = "align_in_the_world: r is wrong (the right length in another direction"
    )]
    #[grad_check(given(a = Vector3::new(1.0, 2.0, 3.0), b = Vector3::new(-2.0, 1.0, 2.5)))]
    fn align_in_the_world(
        r: UnitQuaternion<f64>,
        a: Vector3<f64>,
        b: Vector3<f64>,
    ) -> (f64, Vector3<f64>) {
        let (cost, _) = align(&r, a, b);
        (cost, -(r * a).cross(&b))
    }

    #[grad_check(at(pose = Isometry3::translation(1.0, 2.0, 3.0)), given(p = Vector3::new(0.3, 0.2, 0.1)))]
    fn reach(pose: &Isometry3<f64>, scale: f64, p: Vector3<f64>) -> (f64, (Vector6<f64>, f64)) {
        let moved = pose.apply(p);
        let own = pose.own_axes(moved);
        let turn = p.cross(&own);
        let gradient = Vector6::new(own.x, own.y, own.z, turn.x, turn.y, turn.z);
        let half_square = moved.norm_squared() / 2.0;
        (scale * half_square, (gradient * scale, half_square))
    }
}
