//! Rotations and poses: the gradient in the tangent space at the point, and the Hessian of δ ↦ f(x ⊞ δ), which is
//! symmetric. The derivative of the gradient along the frames that move differs from it by a term in the
//! gradient.

use super::Family;
use crate::draw::{below, normals};
use crate::linear::{dot, sum, times};
use crate::problem::{Blocks, Plant, Problem};
use grad_check::{GradCheck, Params, Report, Restore, Rng};
use nalgebra::{
    DMatrix, Isometry2, Isometry3, Point2, Point3, Rotation2, Rotation3, Translation2,
    Translation3, UnitComplex, UnitQuaternion, Vector3,
};

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "gradients on rotations and poses", draw: gradient, ..Family::PLAIN },
    Family { name: "Hessians on rotations and poses", draw: hessian, ..Family::PLAIN },
];

type V = Vector3<f64>;

/// An infinitesimal motion: translation and rotation.
type Twist = (V, V);

/// A rotation or a pose that moves points of space.
trait Pose: Params + Clone + 'static {
    /// The twist of each number of the tangent space.
    fn axes() -> Vec<Twist>;
    fn apply(&self, p: &V) -> V;
    fn undo(&self, p: &V) -> V;
    fn drawn(rng: &mut Rng) -> Self;
}

fn shift(k: usize) -> Twist {
    (V::ith(k, 1.0), V::zeros())
}

fn turn(k: usize) -> Twist {
    (V::zeros(), V::ith(k, 1.0))
}

fn vector(rng: &mut Rng) -> V {
    V::from_vec(normals(rng, 3, 1.0))
}

macro_rules! in_space {
    ($type:ty, [$($axis:expr),*], |$rng:ident| $drawn:expr) => {
        impl Pose for $type {
            fn axes() -> Vec<Twist> {
                vec![$($axis),*]
            }
            fn apply(&self, p: &V) -> V {
                self.transform_point(&Point3::from(*p)).coords
            }
            fn undo(&self, p: &V) -> V {
                self.inverse_transform_point(&Point3::from(*p)).coords
            }
            fn drawn($rng: &mut Rng) -> Self {
                $drawn
            }
        }
    };
}

macro_rules! in_plane {
    ($type:ty, [$($axis:expr),*], |$rng:ident| $drawn:expr) => {
        impl Pose for $type {
            fn axes() -> Vec<Twist> {
                vec![$($axis),*]
            }
            fn apply(&self, p: &V) -> V {
                let moved = self.transform_point(&Point2::new(p.x, p.y));
                V::new(moved.x, moved.y, p.z)
            }
            fn undo(&self, p: &V) -> V {
                let moved = self.inverse_transform_point(&Point2::new(p.x, p.y));
                V::new(moved.x, moved.y, p.z)
            }
            fn drawn($rng: &mut Rng) -> Self {
                $drawn
            }
        }
    };
}

in_space!(UnitQuaternion<f64>, [turn(0), turn(1), turn(2)], |rng| {
    Self::from_scaled_axis(vector(rng))
});
in_space!(Rotation3<f64>, [turn(0), turn(1), turn(2)], |rng| {
    Self::from_scaled_axis(vector(rng))
});
in_space!(
    Isometry3<f64>,
    [shift(0), shift(1), shift(2), turn(0), turn(1), turn(2)],
    |rng| Self::from_parts(Translation3::from(vector(rng)), UnitQuaternion::drawn(rng))
);
in_plane!(UnitComplex<f64>, [turn(2)], |rng| Self::new(rng.normal()));
in_plane!(Rotation2<f64>, [turn(2)], |rng| Self::new(rng.normal()));
in_plane!(Isometry2<f64>, [shift(0), shift(1), turn(2)], |rng| {
    Self::from_parts(
        Translation2::new(rng.normal(), rng.normal()),
        UnitComplex::drawn(rng),
    )
});

/// ½ Σ w ‖T p − q‖²: the registration of points.
#[derive(Clone)]
struct Registration(Vec<(f64, V, V)>);

impl Registration {
    fn drawn(rng: &mut Rng) -> Self {
        let points = 2 + below(rng, 5);
        let point = |rng: &mut Rng| (0.5 + rng.unit(), vector(rng), vector(rng));
        Self((0..points).map(|_| point(rng)).collect())
    }

    fn cost<P: Pose>(&self, pose: &P) -> f64 {
        let squares = self
            .0
            .iter()
            .map(|(w, p, q)| w * (pose.apply(p) - q).norm_squared());
        squares.sum::<f64>() / 2.0
    }

    /// T Exp(ρ, ω) p = T (p + ρ + ω × p + …).
    fn gradient<P: Pose>(&self, pose: &P) -> Vec<f64> {
        let along = |(shift, turn): &Twist| {
            let terms = self.0.iter().map(|(w, p, q)| {
                let apart = p - pose.undo(q);
                w * apart.dot(&(shift + turn.cross(p)))
            });
            terms.sum()
        };
        P::axes().iter().map(along).collect()
    }

    /// The second derivative along a twist: from … + ½ (ω × ρ + ω × (ω × p)).
    fn second<P: Pose>(&self, pose: &P, (shift, turn): &Twist) -> f64 {
        let terms = self.0.iter().map(|(w, p, q)| {
            let apart = p - pose.undo(q);
            let once = shift + turn.cross(p);
            w * (once.norm_squared() + apart.dot(&turn.cross(&once)))
        });
        terms.sum()
    }

    /// By polarisation, row by row.
    fn hessian<P: Pose>(&self, pose: &P) -> Vec<f64> {
        let axes = P::axes();
        let entry = |(a, b): (&Twist, &Twist)| {
            let both = (a.0 + b.0, a.1 + b.1);
            let apart = (a.0 - b.0, a.1 - b.1);
            (self.second(pose, &both) - self.second(pose, &apart)) / 4.0
        };
        axes.iter()
            .flat_map(|a| axes.iter().map(move |b| (a, b)))
            .map(entry)
            .collect()
    }

    /// What the derivatives of the gradient along the moving frames have beside the Hessian: ½ g · [eⱼ, eᵢ].
    fn of_frames<P: Pose>(&self, pose: &P) -> Vec<f64> {
        let (axes, g) = (P::axes(), self.gradient(pose));
        let entry = |(a, b): (&Twist, &Twist)| {
            let bracket: Twist = (b.1.cross(&a.0) - a.1.cross(&b.0), b.1.cross(&a.1));
            let along = |(shift, turn): &Twist| bracket.0.dot(shift) + bracket.1.dot(turn);
            axes.iter()
                .zip(&g)
                .map(|(axis, g)| g * along(axis))
                .sum::<f64>()
                / 2.0
        };
        let pairs = axes.iter().flat_map(|a| axes.iter().map(move |b| (a, b)));
        pairs.map(entry).collect()
    }
}

/// The pose moved by the numbers of its tangent space.
fn moved<P: Pose>(pose: &P, delta: &[f64]) -> P {
    let mut pose = pose.clone();
    pose.restore(&mut Restore::new(delta));
    pose
}

fn gradient_on<P: Pose>(rng: &mut Rng) -> Problem {
    let (pose, points) = (P::drawn(rng), Registration::drawn(rng));
    let theta = vec![vec![0.0; P::axes().len()]];
    let (start, cloud) = (pose.clone(), points.clone());
    let right = move |delta: &Blocks| {
        let pose = moved(&start, &delta[0]);
        (cloud.cost(&pose), vec![cloud.gradient(&pose)])
    };
    let check = move |check: GradCheck, _: Option<usize>, plant: Plant| -> Report {
        check.run(&pose, |pose: &P| {
            let mut grads = vec![points.gradient(pose)];
            plant(&mut grads);
            (points.cost(pose), grads.concat())
        })
    };
    Problem {
        own_check: Some(Box::new(check)),
        ..Problem::smooth(std::any::type_name::<P>(), theta, right)
    }
}

/// The block is the Hessian, and only its check moves the pose.
fn hessian_on<P: Pose>(rng: &mut Rng) -> Problem {
    let (pose, points) = (P::drawn(rng), Registration::drawn(rng));
    let n = P::axes().len();
    let along_frames = {
        let points = points.clone();
        move |pose: &P| sum(&points.hessian(pose), &points.of_frames(pose))
    };
    let (cost, symmetric) = (points.cost(&pose), points.hessian(&pose));
    let in_frames = along_frames(&pose);
    let is_flat = in_frames == symmetric;
    let check = move |check: GradCheck, own: Option<usize>, plant: Plant| -> Report {
        check.run_hessian(&pose, |pose: &P| {
            let of_pose = match own {
                None => points.hessian(pose),
                Some(_) => along_frames(pose),
            };
            let mut matrix = vec![of_pose];
            plant(&mut matrix);
            let matrix = DMatrix::from_row_slice(n, n, &matrix[0]);
            (points.cost(pose), points.gradient(pose), matrix)
        })
    };
    let theta = vec![vec![0.0; n * n]];
    let name = std::any::type_name::<P>();
    let problem = Problem {
        own_check: Some(Box::new(check)),
        ..Problem::smooth(name, theta, move |_| (cost, vec![symmetric.clone()]))
    };
    let problem = problem.shaped(&[(n, n)]);
    if is_flat {
        return problem;
    }
    problem.or_wrong("along moving frames", move |_| {
        (cost, vec![in_frames.clone()])
    })
}

type Draw = fn(&mut Rng) -> Problem;

fn gradient(seed: u64) -> Problem {
    let draws: [Draw; 6] = [
        gradient_on::<UnitQuaternion<f64>>,
        gradient_on::<Rotation3<f64>>,
        gradient_on::<Isometry3<f64>>,
        gradient_on::<UnitComplex<f64>>,
        gradient_on::<Rotation2<f64>>,
        gradient_on::<Isometry2<f64>>,
    ];
    drawn("gradient on", seed, &draws)
}

fn hessian(seed: u64) -> Problem {
    let draws: [Draw; 6] = [
        hessian_on::<UnitQuaternion<f64>>,
        hessian_on::<Rotation3<f64>>,
        hessian_on::<Isometry3<f64>>,
        hessian_on::<UnitComplex<f64>>,
        hessian_on::<Rotation2<f64>>,
        hessian_on::<Isometry2<f64>>,
    ];
    drawn("Hessian on", seed, &draws)
}

fn drawn(what: &str, seed: u64, draws: &[Draw]) -> Problem {
    let rng = &mut Rng::new(seed).stream("manifold");
    let problem = draws[below(rng, draws.len())](rng);
    let name = format!("{what} {} {seed}", problem.name);
    Problem { name, ..problem }
}

/// How far the Hessian is from second differences of the cost, and with the frames' term from differences of the
/// gradient: the largest of it.
pub(crate) fn apart() -> f64 {
    let rng = &mut Rng::new(1);
    let of_each: [fn(&mut Rng) -> f64; 6] = [
        apart_on::<UnitQuaternion<f64>>,
        apart_on::<Rotation3<f64>>,
        apart_on::<Isometry3<f64>>,
        apart_on::<UnitComplex<f64>>,
        apart_on::<Rotation2<f64>>,
        apart_on::<Isometry2<f64>>,
    ];
    of_each.iter().map(|apart| apart(rng)).fold(0.0, f64::max)
}

fn apart_on<P: Pose>(rng: &mut Rng) -> f64 {
    let (pose, points, n) = (P::drawn(rng), Registration::drawn(rng), P::axes().len());
    let direction = normals(rng, n, 1.0);
    let step = 1e-3;
    let cost = |by: f64| {
        let delta: Vec<f64> = direction.iter().map(|d| by * d).collect();
        points.cost(&moved(&pose, &delta))
    };
    let second = |h: f64| (cost(h) - 2.0 * cost(0.0) + cost(-h)) / (h * h);
    let numeric = (4.0 * second(step) - second(2.0 * step)) / 3.0;
    let hessian = points.hessian(&pose);
    let along = dot(&direction, &times(&hessian, &direction));
    let mut apart = (numeric - along).abs() / along.abs();
    let in_frames = sum(&hessian, &points.of_frames(&pose));
    for column in 0..n {
        let at = |by: f64| {
            let mut delta = vec![0.0; n];
            delta[column] = by;
            points.gradient(&moved(&pose, &delta))
        };
        for (row, (above, below)) in at(step).iter().zip(at(-step)).enumerate() {
            let numeric = (above - below) / (2.0 * step);
            apart = apart.max((numeric - in_frames[row * n + column]).abs() / along.abs());
        }
    }
    apart
}
