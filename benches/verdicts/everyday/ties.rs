//! Kinks at the point itself: maxima with ties, pooling, sorted values, sums of |x| at zero, hinges, clamps. What
//! is right is any subgradient; where all kinks are of one sign, those are exactly what the slopes allow.

use super::Family;
use crate::draw::{below, normals};
use crate::problem::{Blocks, Interval, Problem, Traits};
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "ties, convex or concave", draw: of_one_sign, members: 200, mistakes: 0, no_pass: true, ..Family::PLAIN },
    Family { name: "ties of both signs", draw: of_both_signs, mistakes: 0, no_pass: true, ..Family::ROUGH },
    Family { name: "flat within a gap", draw: gap, mistakes: 0, no_pass: true, ..Family::ROUGH },
    Family { name: "|x| at zero", draw: absolute, ..Family::PLAIN },
    Family { name: "hinges and clamps at their edges", draw: edges, ..Family::PLAIN },
];

/// How the slope of a maximum is shared by those that tie.
#[derive(Debug, Clone)]
enum Shares {
    Equal,
    First,
    Last,
    /// In these proportions.
    Given(Vec<f64>),
    /// Wrong: each gets all of it.
    All,
    /// Wrong: none gets any.
    None,
}

impl Shares {
    fn right(rng: &mut Rng) -> Self {
        match below(rng, 4) {
            0 => Self::Equal,
            1 => Self::First,
            2 => Self::Last,
            _ => Self::Given((0..9).map(|_| rng.unit()).collect()),
        }
    }

    /// Of so many that tie, in their order.
    fn of(&self, count: usize) -> Vec<f64> {
        let only = |chosen: usize| {
            (0..count)
                .map(|k| f64::from(u8::from(k == chosen)))
                .collect()
        };
        match self {
            Self::Equal => vec![1.0 / count as f64; count],
            Self::First => only(0),
            Self::Last => only(count - 1),
            Self::Given(shares) => {
                let total: f64 = shares[..count].iter().sum();
                shares[..count].iter().map(|share| share / total).collect()
            }
            Self::All => vec![1.0; count],
            Self::None => vec![0.0; count],
        }
    }
}

/// The maximum, and the shares of its slope; of the minimum if the sign is −1.
fn extreme(x: &[f64], sign: f64, shares: &Shares) -> (f64, Vec<f64>) {
    let most = x
        .iter()
        .fold(f64::NEG_INFINITY, |most, x| most.max(sign * x));
    let tied: Vec<usize> = (0..x.len()).filter(|&k| sign * x[k] == most).collect();
    let mut slopes = vec![0.0; x.len()];
    for (k, share) in tied.iter().zip(shares.of(tied.len())) {
        slopes[*k] = share;
    }
    (sign * most, slopes)
}

/// A function of windows of numbers with ties, weighted, or of their sorted values.
type Tied = fn(&Blocks, &[f64], f64, &Shares) -> (f64, Blocks);

/// Σ w · max of each window.
fn pooled(p: &Blocks, weights: &[f64], sign: f64, shares: &Shares) -> (f64, Blocks) {
    let (mut cost, mut grads) = (0.0, Blocks::new());
    for (window, weight) in p.iter().zip(weights) {
        let (value, slopes) = extreme(window, sign, shares);
        cost += weight * value;
        grads.push(slopes.iter().map(|slope| weight * slope).collect());
    }
    (cost, grads)
}

/// Σ w · ½ max² of each window, whose numbers are positive.
fn squared(p: &Blocks, weights: &[f64], sign: f64, shares: &Shares) -> (f64, Blocks) {
    let (mut cost, mut grads) = (0.0, Blocks::new());
    for (window, weight) in p.iter().zip(weights) {
        let (value, slopes) = extreme(window, sign, shares);
        cost += weight * value * value / 2.0;
        grads.push(slopes.iter().map(|slope| weight * value * slope).collect());
    }
    (cost, grads)
}

/// Σ of the sorted numbers times weights that grow, or the same with the other sign.
fn sorted(p: &Blocks, _: &[f64], sign: f64, shares: &Shares) -> (f64, Blocks) {
    let (mut cost, mut grads) = (0.0, Blocks::new());
    for window in p {
        let mut order: Vec<usize> = (0..window.len()).collect();
        order.sort_by(|&i, &j| window[i].total_cmp(&window[j]));
        let weight = |rank: usize| sign * (rank + 1) as f64 / window.len() as f64;
        let mut grad = vec![0.0; window.len()];
        let mut rank = 0;
        for tied in order.chunk_by(|&i, &j| window[i] == window[j]) {
            let last = rank + tied.len() - 1;
            for (turn, &k) in tied.iter().enumerate() {
                let (there, back) = (weight(rank + turn), weight(last - turn));
                cost += there * window[k];
                grad[k] = match shares {
                    Shares::Equal => f64::midpoint(weight(rank), weight(last)),
                    Shares::First => back,
                    Shares::Given(shares) => shares[0] * there + (1.0 - shares[0]) * back,
                    Shares::All => weight(last),
                    Shares::None if tied.len() > 1 => 0.0,
                    Shares::Last | Shares::None => there,
                };
            }
            rank += tied.len();
        }
        grads.push(grad);
    }
    (cost, grads)
}

/// Up to three windows of two to nine numbers, all or some of them tied.
fn windows(rng: &mut Rng, least: usize) -> Blocks {
    let one = |rng: &mut Rng| {
        let count = 2 + below(rng, 8);
        let most = 1.0 + rng.unit();
        let tied = if below(rng, 2) == 0 { count } else { 2 };
        let mut window: Vec<f64> = (0..count)
            .map(|k| {
                if k < tied {
                    most
                } else {
                    most - 0.3 - rng.unit()
                }
            })
            .collect();
        window.rotate_right(below(rng, count));
        window
    };
    (0..least + below(rng, 4 - least))
        .map(|_| one(rng))
        .collect()
}

fn tied(name: &str, rng: &mut Rng, function: Tied, sign: f64, weights: Vec<f64>) -> Problem {
    let least = if weights.iter().any(|weight| *weight < 0.0) {
        2
    } else {
        1
    };
    let mut theta = windows(rng, least);
    // For a minimum, the tied ones are to be the least.
    theta
        .iter_mut()
        .flatten()
        .for_each(|x| *x = 3.0 + sign * (*x - 3.0) * 0.9);
    let shares = Shares::right(rng);
    let [all, none] = [Shares::All, Shares::None].map(|shares| {
        let weights = weights.clone();
        move |p: &Blocks| function(p, &weights, sign, &shares)
    });
    let name = format!(
        "{name} of {:?}, {shares:?}",
        theta.iter().map(Vec::len).collect::<Vec<_>>()
    );
    Problem::new(&name, Traits::KINK, theta, move |p| {
        function(p, &weights, sign, &shares)
    })
    .or_wrong("all of it to each", all)
    .or_wrong("nothing to any", none)
}

/// Maxima with positive weights, or minima: all kinks of one sign.
fn of_one_sign(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("one sign");
    let sign = [1.0, -1.0][below(rng, 2)];
    let weights = (0..3).map(|_| 0.5 + rng.unit()).collect();
    let (name, function) = [
        ("pooling", pooled as Tied),
        ("half a square", squared),
        ("sorted", sorted),
    ][below(rng, 3)];
    // The square of a minimum is neither convex nor concave, but its kinks are of one sign.
    let which = if sign > 0.0 { "max" } else { "min" };
    tied(
        &format!("{name}, {which} {seed}"),
        rng,
        function,
        sign,
        weights,
    )
}

/// The maxima of two windows or more with weights of both signs, behind a smooth function of their sum.
fn of_both_signs(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("both signs");
    let mut weights: Vec<f64> = (0..3).map(|_| 0.5 + rng.unit()).collect();
    weights[1] = -weights[1];
    weights[2] *= [1.0, -1.0][below(rng, 2)];
    let function: Tied = |p, weights, sign, shares| {
        let (sum, mut grads) = pooled(p, weights, sign, shares);
        let slope = sum.cos() + 2.0;
        grads.iter_mut().flatten().for_each(|g| *g *= slope);
        (sum.sin() + 2.0 * sum, grads)
    };
    tied(
        &format!("sine of pooled {seed}"),
        rng,
        function,
        1.0,
        weights,
    )
}

/// ½ max(a, b)² with b below by 1e-8 to 0.5; the wrong mask takes both.
fn gap(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("gap");
    let gap = 10_f64.powf(-8.0 + 7.7 * rng.unit());
    let at = 0.7 + rng.unit();
    let masked = |reach: f64| {
        move |p: &Blocks| {
            let most = p[0][0].max(p[0][1]);
            let slope = |x: &f64| if most - x <= reach { most } else { 0.0 };
            (most * most / 2.0, vec![p[0].iter().map(slope).collect()])
        }
    };
    let name = format!("gap of {gap:.1e} {seed}");
    Problem::new(&name, Traits::KINK, vec![vec![at, at - gap]], masked(0.0))
        .or_wrong("a mask of both", masked(2.0 * gap))
}

/// A kink of a function of one number: the slope that is given there, and what is allowed.
struct Edge {
    at: f64,
    given: f64,
    allowed: Interval,
    /// Value and slope off the kink.
    piece: fn(f64) -> (f64, f64),
}

/// Σ w piece(xₖ) + ½ (Σ a x − 1)² with some of the numbers at the kink.
fn of_edges(name: &str, rng: &mut Rng, edge: impl Fn(&mut Rng) -> Edge) -> Problem {
    let count = 2 + below(rng, 7);
    let edges: Vec<Edge> = (0..count).map(|_| edge(rng)).collect();
    let beside = |rng: &mut Rng, at: f64| at + [-1.0, 1.0][below(rng, 2)] * (0.2 + rng.unit());
    let is_at: Vec<bool> = (0..count).map(|k| k == 0 || below(rng, 2) == 0).collect();
    let x = (0..count).map(|k| {
        if is_at[k] {
            edges[k].at
        } else {
            beside(rng, edges[k].at)
        }
    });
    let theta = vec![x.collect::<Vec<f64>>()];
    let weight = 0.3 + rng.unit();
    let a = normals(rng, count, 1.0);
    let allowed: Vec<Interval> = edges.iter().map(|edge| edge.allowed).collect();
    let given: Vec<f64> = edges.iter().map(|edge| edge.given).collect();
    let right = move |p: &Blocks| {
        let rest = crate::linear::dot(&a, &p[0]) - 1.0;
        let (mut cost, mut grad) = (rest * rest / 2.0, Vec::new());
        for (k, edge) in edges.iter().enumerate() {
            let x = p[0][k];
            let (value, slope) = (edge.piece)(x);
            cost += weight * value;
            let slope = if x == edge.at { edge.given } else { slope };
            grad.push(weight * slope + rest * a[k]);
        }
        (cost, vec![grad])
    };
    Problem::new(name, Traits::KINK, theta, right).within(|grads| {
        let interval = |k: usize| {
            let smooth = grads[0][k] - weight * given[k];
            let (low, high) = allowed[k];
            if is_at[k] {
                (smooth + weight * low, smooth + weight * high)
            } else {
                (grads[0][k], grads[0][k])
            }
        };
        vec![(0..count).map(interval).collect()]
    })
}

/// A slope that is allowed: one of the ends, or between.
fn between(rng: &mut Rng, (low, high): Interval) -> f64 {
    [
        low,
        high,
        0.5 * (low + high),
        low + rng.unit() * (high - low),
    ][below(rng, 4)]
}

fn absolute(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("absolute");
    of_edges(&format!("|x| {seed}"), rng, |rng| Edge {
        at: 0.0,
        given: between(rng, (-1.0, 1.0)),
        allowed: (-1.0, 1.0),
        piece: |x| (x.abs(), x.signum()),
    })
}

/// max(0, 1 − x) at 1; clamp(x, −1, 1) at either end.
fn edges(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("edges");
    let hinge: fn(f64) -> (f64, f64) = |x| ((1.0 - x).max(0.0), if x < 1.0 { -1.0 } else { 0.0 });
    let clamp: fn(f64) -> (f64, f64) = |x| (x.clamp(-1.0, 1.0), f64::from(u8::from(x.abs() < 1.0)));
    let kinds = [
        (1.0, (-1.0, 0.0), hinge),
        (1.0, (0.0, 1.0), clamp),
        (-1.0, (0.0, 1.0), clamp),
    ];
    let (at, allowed, piece) = kinds[below(rng, 3)];
    of_edges(&format!("edge at {at} {seed}"), rng, |rng| Edge {
        at,
        given: between(rng, allowed),
        allowed,
        piece,
    })
}
