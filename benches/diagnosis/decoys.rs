//! Right costs with wrong gradients that look like a cause at the test point, and have another: a kind that must
//! not be stated.

use grad_check::FindingKind::{
    AdditiveConstant, AnotherCost, BiasRegularised, ChainRule, ConstantFactor, L1Missing, L2Factor,
    L2Missing, LinearTerm, OtherFrame, Permuted, Precision, QuadraticTerm, Reshaped, Reversed,
    Shifted, SignFlipped, Transposed, WholeCostScaled,
};
use grad_check::{FindingKind, GradCheck, Report, Rng};
use nalgebra::{UnitQuaternion, Vector3};
use ndarray::{Array1, Array2};

type Vector = Array1<f64>;

/// A decoy: its name, the kinds that are false of it, and its check at a drawn point.
pub(crate) struct Decoy {
    pub(crate) name: &'static str,
    pub(crate) false_kinds: &'static [FindingKind],
    pub(crate) check: fn(&mut Rng) -> Report,
}

const PENALTIES: &[FindingKind] = &[
    L2Missing,
    L2Factor,
    L1Missing,
    BiasRegularised,
    ConstantFactor,
    WholeCostScaled,
    AdditiveConstant,
    LinearTerm,
    QuadraticTerm,
];
const PENALTY_OF_THETA: &[FindingKind] = &[L2Missing, L2Factor, L1Missing, BiasRegularised];
const ORDERS: &[FindingKind] = &[Permuted, Reshaped, Reversed, Shifted, Transposed];
const FACTORS: &[FindingKind] = &[
    ConstantFactor,
    SignFlipped,
    WholeCostScaled,
    ChainRule,
    LinearTerm,
    QuadraticTerm,
];

pub(crate) const ALL: [Decoy; 17] = [
    decoy("central force", PENALTIES, |rng| {
        let power = [1, 3, 4][below(rng, 3)];
        radial(
            rng,
            |r| -1.0 / r,
            move |r| r.powi(-power) * if power == 3 { 1.1 * r } else { 1.0 },
        )
    }),
    decoy("norm for its square", PENALTIES, |rng| {
        radial(rng, |r| 0.7 * r, |_| 0.7)
    }),
    decoy("logarithm of a norm", PENALTIES, |rng| {
        radial(rng, f64::ln, |r| 1.0 / r)
    }),
    decoy("projection left out", PENALTIES, projection),
    decoy("norm's second term left out", PENALTIES, norm_held_constant),
    decoy("cosine's second term left out", PENALTIES, cosine),
    decoy("approximated cost", &[Precision], approximated),
    decoy("small entry beside a large one", &[Precision], small_entry),
    decoy("factor by chance", FACTORS, by_chance),
    decoy("factor that depends on θ", FACTORS, depending),
    decoy("rotation's numbers moved", &[OtherFrame], moved),
    decoy(
        "number that depends on θ added",
        &[AdditiveConstant, LinearTerm, QuadraticTerm],
        offset,
    ),
    decoy("signs of θ by chance", &[L1Missing], signs),
    decoy(
        "constant where no sign can change",
        PENALTY_OF_THETA,
        entropy,
    ),
    decoy("signs off a symmetric diagonal", ORDERS, off_diagonal),
    decoy(
        "one component's factor is a parameter by chance",
        &[ChainRule],
        parameter_by_chance,
    ),
    decoy(
        "separable error",
        &[AnotherCost, LinearTerm, QuadraticTerm],
        separable,
    ),
];

const fn decoy(
    name: &'static str,
    false_kinds: &'static [FindingKind],
    check: fn(&mut Rng) -> Report,
) -> Decoy {
    Decoy {
        name,
        false_kinds,
        check,
    }
}

fn below(rng: &mut Rng, bound: u64) -> usize {
    usize::try_from(rng.bits() % bound).unwrap_or(0)
}

fn run(x: &Vector, function: impl Fn(&Vector) -> (f64, Vector)) -> Report {
    GradCheck::new("decoy").arguments(["x"]).run(x, function)
}

fn drawn(rng: &mut Rng) -> Vector {
    let count = 3 + below(rng, 5);
    rng.randn(count)
}

fn length(x: &Vector) -> f64 {
    x.dot(x).sqrt()
}

fn radial(rng: &mut Rng, cost: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64) -> Report {
    run(&drawn(rng), |x| (cost(length(x)), slope(length(x)) * x))
}

fn projection(rng: &mut Rng) -> Report {
    let x = drawn(rng);
    let d: Vector = rng.randn(x.len());
    run(&x, |x| (d.dot(x) / length(x), &d / length(x)))
}

fn norm_held_constant(rng: &mut Rng) -> Report {
    let x = drawn(rng);
    let (w, t): (Vector, Vector) = (rng.randn(x.len()), rng.randn(x.len()));
    run(&x, |x| {
        let r = (x.dot(x) / x.len() as f64).sqrt();
        let e = &w * x / r - &t;
        (0.5 * e.dot(&e), &w * &e / r)
    })
}

fn cosine(rng: &mut Rng) -> Report {
    let x = drawn(rng);
    let d: Vector = rng.randn(x.len());
    run(&x, |x| {
        let (r, s) = (length(x), length(&d));
        (1.0 - d.dot(x) / (r * s), -&d / (r * s))
    })
}

/// The normal distribution by a polynomial, whose density is exact.
fn approximated(rng: &mut Rng) -> Report {
    let density = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let below = move |x: f64| {
        let k = 1.0 / (1.0 + 0.231_641_9 * x.abs());
        let terms = [
            0.319_381_530,
            -0.356_563_782,
            1.781_477_937,
            -1.821_255_978,
            1.330_274_429,
        ];
        let tail = density(x) * terms.iter().rev().fold(0.0, |sum, t| k * (t + sum));
        if x > 0.0 { 1.0 - tail } else { tail }
    };
    run(&drawn(rng), |x| (x.mapv(below).sum(), x.mapv(density)))
}

fn small_entry(rng: &mut Rng) -> Report {
    let entry = [0.0, -3.0, -77.0][below(rng, 3)];
    let at = [1.0 + 0.1 * rng.normal(), rng.normal()];
    let check = GradCheck::new("decoy").arguments(["x"]).tol(1e-9);
    check.run(&at, |x: &[f64; 2]| {
        (5e6 * x[0] * x[0] + 3.0 * x[1], [1e7 * x[0], entry])
    })
}

/// All components have one ratio at this point, and elsewhere they haven't.
fn by_chance(rng: &mut Rng) -> Report {
    let x = drawn(rng);
    let home = x.clone();
    let off: Vector = rng.randn(x.len());
    run(&x, |x| {
        let slopes = x.mapv(|x| x.cos() + 3.0 * x * x);
        let slip = &off * &(x - &home);
        (x.mapv(|x| x.sin() + x.powi(3)).sum(), 2.0 * slopes + slip)
    })
}

fn depending(rng: &mut Rng) -> Report {
    run(&drawn(rng), |x| {
        let slopes = x.mapv(|x| x.cos() + 3.0 * x * x);
        (
            x.mapv(|x| x.sin() + x.powi(3)).sum(),
            slopes * (1.5 + x.sum().sin()),
        )
    })
}

fn moved(rng: &mut Rng) -> Report {
    let mut vector = || Vector3::new(rng.normal(), rng.normal(), rng.normal());
    let (a, b, turn) = (vector(), vector(), vector());
    let which = below(rng, 3);
    let at = UnitQuaternion::from_scaled_axis(turn);
    let check = GradCheck::new("decoy").arguments(["r"]);
    check.run(&at, |r: &UnitQuaternion<f64>| {
        let own = -a.cross(&(r.inverse() * b));
        let moved = match which {
            0 => Vector3::new(own.z, own.x, -own.y),
            1 => Vector3::new(-own.y, own.x, own.z),
            _ => Vector3::new(own.y, own.z, own.x),
        };
        (0.5 * (r * a - b).norm_squared(), moved)
    })
}

fn offset(rng: &mut Rng) -> Report {
    run(&drawn(rng), |x| {
        let slopes = x.mapv(|x| x.cos() + 3.0 * x * x);
        (
            x.mapv(|x| x.sin() + x.powi(3)).sum(),
            slopes + 0.3 * x.dot(x),
        )
    })
}

/// Numbers of one size that have the signs of θ here.
fn signs(rng: &mut Rng) -> Report {
    let x = drawn(rng);
    let home = x.mapv(f64::signum);
    run(&x, |x| {
        let slopes = x.mapv(|x| x.cos() + 3.0 * x * x);
        (x.mapv(|x| x.sin() + x.powi(3)).sum(), slopes + 0.3 * &home)
    })
}

fn entropy(rng: &mut Rng) -> Report {
    let x = drawn(rng).mapv(|x| 0.2 + x.abs());
    run(&x, |x| (x.mapv(|x| x * x.ln()).sum(), x.mapv(f64::ln)))
}

/// Each number off the diagonal is there twice, and could stand for the other.
fn off_diagonal(rng: &mut Rng) -> Report {
    let n = 3 + below(rng, 3);
    let (a, samples): (Array2<f64>, Array2<f64>) = (rng.randn((n, n)), rng.randn((n + 2, n)));
    let check = GradCheck::new("decoy").arguments(["a"]);
    check.run(&a, |a: &Array2<f64>| {
        let (mut cost, mut gradient) = (0.0, Array2::<f64>::zeros((n, n)));
        for x in samples.rows() {
            let form = x.dot(&a.dot(&x));
            cost += form.sin();
            for ((i, j), g) in gradient.indexed_iter_mut() {
                let sign = if i == j { 1.0 } else { -1.0 };
                *g += sign * form.cos() * x[i] * x[j];
            }
        }
        (cost, gradient)
    })
}

fn parameter_by_chance(rng: &mut Rng) -> Report {
    let x = drawn(rng);
    let factor = x[below(rng, x.len() as u64)];
    let at = below(rng, x.len() as u64);
    run(&x, |x| {
        let mut slopes = x.mapv(|x| x.cos() + 3.0 * x * x);
        slopes[at] *= factor;
        (x.mapv(|x| x.sin() + x.powi(3)).sum(), slopes)
    })
}

/// Of each component by itself, beside a cost that couples them.
fn separable(rng: &mut Rng) -> Report {
    run(&drawn(rng), |x| {
        let inner = x.mapv(f64::sin).sum();
        let slopes = x.mapv(f64::cos) * inner.exp();
        (inner.exp(), slopes + x.mapv(|x| 0.2 * x * x + 0.1))
    })
}
