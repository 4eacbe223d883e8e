//! Hessians over rotations and rigid motions: that of δ ↦ f(x ⊞ δ) is symmetric, and right; the derivative of
//! the gradient along frames that move with the point is told from it.
//!
//! Costs are ½ ‖T p − q‖². With u = ρ + ω × p, the point moves as T Exp(δ) p = T (p + u + ½ ω × u + …), so that
//! g = Uᵀ l and S is the symmetric part of K = Uᵀ U + Uᵀ [l]× E, where l = Rᵀ (T p − q), u = U δ and ω = E δ.
//! On the left, T p stands in the place of p, and T p − q in that of l.

use crate::told::{holds, unwrapped};
use grad_check::nalgebra::left;
use grad_check::{
    BlockReport, Component, Flatten, Flattened, GradCheck, Params, Problem, Report, Restore, Rng,
    Verdict,
};
use nalgebra::{
    DMatrix, DVector, Isometry2, Isometry3, IsometryMatrix3, Matrix3, Matrix3x6, Point2, Point3,
    Rotation2, Rotation3, UnitComplex, UnitQuaternion, Vector3,
};

/// A rotation or a rigid motion, as a motion of space.
trait Motion: Params {
    /// Which of the six directions of space it has.
    const MOVES: &'static [usize];
    fn apply(&self, p: &Vector3<f64>) -> Vector3<f64>;
    fn to_own_axes(&self, v: &Vector3<f64>) -> Vector3<f64>;
    const IS_LEFT: bool = false;
}

macro_rules! motions {
    ($($type:ty, $moves:expr, $own:ident, |$t:ident, $p:ident| $apply:expr, |$v:ident| $back:expr;)*) => {$(
        impl Motion for $type {
            const MOVES: &'static [usize] = $moves;
            fn apply(&self, $p: &Vector3<f64>) -> Vector3<f64> {
                let $t = self;
                $apply
            }
            fn to_own_axes(&self, $v: &Vector3<f64>) -> Vector3<f64> {
                let $own = self;
                $back
            }
        }
    )*};
}
fn flat(v: &Vector3<f64>) -> nalgebra::Vector2<f64> {
    v.xy()
}
motions! {
    UnitComplex<f64>, &[5], t, |t, p| (t * flat(p)).push(0.0), |v| (t.inverse() * flat(v)).push(0.0);
    Rotation2<f64>, &[5], t, |t, p| (t * flat(p)).push(0.0), |v| (t.inverse() * flat(v)).push(0.0);
    UnitQuaternion<f64>, &[3, 4, 5], t, |t, p| t * p, |v| t.inverse() * v;
    Rotation3<f64>, &[3, 4, 5], t, |t, p| t * p, |v| t.inverse() * v;
    Isometry2<f64>, &[0, 1, 5], t, |t, p| (t * Point2::from(flat(p))).coords.push(0.0), |v| (t.rotation.inverse() * flat(v)).push(0.0);
    Isometry3<f64>, &[0, 1, 2, 3, 4, 5], t, |t, p| (t * Point3::from(*p)).coords, |v| t.rotation.inverse() * v;
    IsometryMatrix3<f64>, &[0, 1, 2, 3, 4, 5], t, |t, p| (t * Point3::from(*p)).coords, |v| t.rotation.inverse() * v;
}

/// The same, perturbed on the left.
#[derive(Clone)]
struct OnLeft<M>(M);

impl<M: grad_check::nalgebra::Left> Flatten for OnLeft<M> {
    fn flatten(&self, into: &mut Flattened) {
        left::flatten(&self.0, into);
    }
}
impl<M: grad_check::nalgebra::Left> Params for OnLeft<M> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        left::restore(&mut self.0, from);
    }
}
impl<M: Motion + grad_check::nalgebra::Left> Motion for OnLeft<M> {
    const MOVES: &'static [usize] = M::MOVES;
    const IS_LEFT: bool = true;
    fn apply(&self, p: &Vector3<f64>) -> Vector3<f64> {
        self.0.apply(p)
    }
    fn to_own_axes(&self, v: &Vector3<f64>) -> Vector3<f64> {
        self.0.to_own_axes(v)
    }
}

/// What a function may return as its Hessian.
#[derive(Clone, Copy, PartialEq)]
enum Given {
    Symmetric,
    /// The derivative of the gradient along moving frames.
    Moving,
    Transposed,
    /// Symmetric, with a diagonal entry that is wrong.
    Wrong(usize),
}

/// Cost, gradient and Hessian of ½ ‖T p − q‖².
fn fit<M: Motion>(
    motion: &M,
    [p, q]: &[Vector3<f64>; 2],
    given: Given,
) -> (f64, DVector<f64>, DMatrix<f64>) {
    let moved = motion.apply(p);
    let apart = moved - q;
    let (lever, force) = if M::IS_LEFT {
        (moved, apart)
    } else {
        (*p, motion.to_own_axes(&apart))
    };
    let (mut u, mut e) = (Matrix3x6::zeros(), Matrix3x6::zeros());
    u.fixed_view_mut::<3, 3>(0, 0)
        .copy_from(&Matrix3::identity());
    u.fixed_view_mut::<3, 3>(0, 3)
        .copy_from(&-lever.cross_matrix());
    e.fixed_view_mut::<3, 3>(0, 3)
        .copy_from(&Matrix3::identity());
    let k = u.transpose() * u + u.transpose() * force.cross_matrix() * e;
    let gradient = u.transpose() * force;
    // On the left, the gradient changes along a moving frame by the transpose.
    let moving = if M::IS_LEFT { k.transpose() } else { k };
    let n = M::MOVES.len();
    let pick =
        |m: &nalgebra::Matrix6<f64>| DMatrix::from_fn(n, n, |i, j| m[(M::MOVES[i], M::MOVES[j])]);
    let mut hessian = match given {
        Given::Symmetric | Given::Wrong(_) => pick(&((k + k.transpose()) / 2.0)),
        Given::Moving => pick(&moving),
        Given::Transposed => pick(&moving.transpose()),
    };
    if let Given::Wrong(i) = given {
        hessian[(i, i)] += 0.01;
    }
    let gradient = DVector::from_fn(n, |i, _| gradient[M::MOVES[i]]);
    (0.5 * apart.norm_squared(), gradient, hessian)
}

fn vectors<const N: usize>(rng: &mut Rng) -> [Vector3<f64>; N] {
    std::array::from_fn(|_| Vector3::from_fn(|_, _| rng.normal()))
}

fn check<M: Motion>(motion: &M, pair: &[Vector3<f64>; 2], given: Given) -> Report {
    let pair = pair.map(|v| {
        let is_plane = M::MOVES.iter().all(|m| [0, 1, 5].contains(m));
        if is_plane { flat(&v).push(0.0) } else { v }
    });
    let check = GradCheck::new("fit").arguments(["t"]);
    check.run_hessian(motion, |t: &M| fit(t, &pair, given))
}

/// The symmetric Hessian passes at the usual count, the derivative along moving frames is named, and one wrong
/// entry alone.
fn tells<M: Motion>(draw: impl Fn(&mut Rng) -> M) {
    let n = M::MOVES.len();
    for seed in 0..8 {
        let mut rng = Rng::new(seed);
        let motion = draw(&mut rng);
        let pair = vectors(&mut rng);
        let right = check(&motion, &pair, Given::Symmetric);
        assert_eq!(right.verdict(), Verdict::Pass, "{seed}: {right}");
        // Entries that vanish at the point are looked at beside it, and the noise is measured for a digit at the limit.
        assert!(right.evaluations().full <= 2 * n + 20, "{seed}: {right}");
        for i in 0..n {
            let wrong = check(&motion, &pair, Given::Wrong(i));
            assert_eq!(wrong.verdict(), Verdict::Fail, "{seed}: {wrong}");
            let names = wrong.blocks().iter().flat_map(BlockReport::wrong);
            let names: Vec<&str> = names.map(Component::path).collect();
            assert_eq!(names, [format!("H[t[{i}], t[{i}]]")], "{seed}: {wrong}");
        }
        for given in [Given::Moving, Given::Transposed] {
            let moving = check(&motion, &pair, given);
            if n == 1 {
                // Turns in the plane commute.
                assert_eq!(moving.verdict(), Verdict::Pass, "{seed}: {moving}");
                continue;
            }
            assert_eq!(moving.verdict(), Verdict::Fail, "{seed}: {moving}");
            let [problem @ Problem::MovingFrames { .. }] = moving.problems() else {
                panic!("{seed}: {moving}")
            };
            holds(&problem, "(H + Hᵀ)/2");
            holds(&unwrapped(&moving), &unwrapped(problem));
        }
    }
}

fn axis(rng: &mut Rng) -> Vector3<f64> {
    let [axis] = vectors(rng);
    axis
}

fn turn(rng: &mut Rng) -> UnitQuaternion<f64> {
    UnitQuaternion::from_scaled_axis(axis(rng))
}

fn pose(rng: &mut Rng) -> Isometry3<f64> {
    Isometry3::new(axis(rng), axis(rng))
}

fn plane(rng: &mut Rng) -> Isometry2<f64> {
    Isometry2::new(flat(&axis(rng)), rng.normal())
}

#[test]
fn turns_of_the_plane() {
    tells(|rng| UnitComplex::new(rng.normal()));
    tells(|rng| Rotation2::new(rng.normal()));
    tells(|rng| OnLeft(Rotation2::new(rng.normal())));
}

#[test]
fn turns_of_space() {
    tells(turn);
    tells(|rng| turn(rng).to_rotation_matrix());
    tells(|rng| OnLeft(turn(rng)));
}

#[test]
fn motions_of_the_plane() {
    tells(plane);
    tells(|rng| OnLeft(plane(rng)));
}

#[test]
fn motions_of_space() {
    tells(pose);
    tells(|rng| IsometryMatrix3::from_parts(pose(rng).translation, turn(rng).to_rotation_matrix()));
    tells(|rng| OnLeft(pose(rng)));
}

type Scene = (Isometry3<f64>, Vec<UnitQuaternion<f64>>, Vector3<f64>);

/// ½ ‖T p − q‖² + Σ a · Rᵢ p, with the derivatives of both by p as well.
fn scene(seed: u64, wrong: Option<(usize, usize)>) -> Report {
    let mut rng = Rng::new(seed);
    let [q, a] = vectors(&mut rng);
    let point: Scene = (
        pose(&mut rng),
        vec![turn(&mut rng), turn(&mut rng)],
        axis(&mut rng),
    );
    let check = GradCheck::new("scene").arguments(["pose", "turns", "p"]);
    check.run_hessian(&point, |(pose, turns, p): &Scene| {
        let mut h = DMatrix::zeros(15, 15);
        let mut set = |i: usize, j: usize, part: &DMatrix<f64>| {
            let mut view = h.view_mut((i, j), part.shape());
            view += part;
        };
        let (mut cost, dpose, of_pose) = fit(pose, &[*p, q], Given::Symmetric);
        let force = pose.to_own_axes(&(pose.apply(p) - q));
        let mut dp = force;
        let dense = |m: Matrix3<f64>| DMatrix::from_column_slice(3, 3, m.as_slice());
        let (eye, lever, pull) = (Matrix3::identity(), p.cross_matrix(), force.cross_matrix());
        set(0, 0, &of_pose);
        set(12, 12, &dense(eye));
        for (at, cross) in [(0, eye), (3, lever - pull)] {
            set(at, 12, &dense(cross));
            set(12, at, &dense(cross.transpose()));
        }
        let mut dturns = Vec::new();
        for (i, turn) in turns.iter().enumerate() {
            let own = turn.inverse() * a;
            cost += own.dot(p);
            dp += own;
            dturns.push(p.cross(&own));
            let k = lever * own.cross_matrix();
            let at = 6 + 3 * i;
            set(at, at, &dense((k + k.transpose()) / 2.0));
            let cross = -own.cross_matrix();
            set(at, 12, &dense(cross));
            set(12, at, &dense(cross.transpose()));
        }
        if let Some((i, j)) = wrong {
            h[(i, j)] += 0.01;
            if i != j {
                h[(j, i)] += 0.01;
            }
        }
        (cost, (dpose, dturns, dp), h)
    })
}

#[test]
fn several_points_of_groups_beside_plain_parameters() {
    for seed in 0..6 {
        let right = scene(seed, None);
        assert_eq!(right.verdict(), Verdict::Pass, "{seed}: {right}");
        for wrong in [(4, 4), (7, 7), (13, 13), (3, 12), (8, 14), (1, 9)] {
            let report = scene(seed, Some(wrong));
            assert_eq!(report.verdict(), Verdict::Fail, "{seed}: {report}");
            let count = report.blocks().iter().flat_map(BlockReport::wrong).count();
            let entries = if wrong.0 == wrong.1 { 1 } else { 2 };
            assert_eq!(count, entries, "{seed} {wrong:?}: {report}");
        }
    }
}

#[test]
fn products_by_a_hessian_and_chosen_blocks() {
    let mut rng = Rng::new(3);
    let (turn, [p, q]) = (turn(&mut rng), vectors(&mut rng));
    let product = |given: Given| {
        GradCheck::new("fit").run_hessian_product(&turn, |t: &UnitQuaternion<f64>| {
            let (cost, gradient, hessian) = fit(t, &[p, q], given);
            let product = move |v: &DVector<f64>| &hessian * v;
            (cost, gradient, product)
        })
    };
    let right = product(Given::Symmetric);
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    assert_eq!(product(Given::Wrong(1)).verdict(), Verdict::Fail);
    let moving = product(Given::Moving);
    assert!(matches!(moving.problems(), [Problem::MovingFrames { .. }]));
}
