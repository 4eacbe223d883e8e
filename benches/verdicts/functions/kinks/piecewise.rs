//! Functions of one variable with kinks, over a smooth function of all variables.

use crate::linear::dot;
use crate::problem::{Interval, Problem, Traits};

/// Value and chosen slope.
type Piece = fn(f64) -> (f64, f64);

/// Σ piece(xᵢ) + sin(Σ aᵢxᵢ) + Σ xᵢ²/10, with what the slopes of the pieces may be at their kinks.
fn over_smooth(name: &str, piece: Piece, x: &[f64], kink: Option<(f64, Interval)>) -> Problem {
    let problem = Problem::new(name, Traits::KINK, vec![x.to_vec()], move |p| {
        let a: Vec<f64> = (0..p[0].len()).map(|i| 0.3 + 0.2 * i as f64).collect();
        let angle = dot(&a, &p[0]);
        let pieces: Vec<(f64, f64)> = p[0].iter().map(|&x| piece(x)).collect();
        let cost = angle.sin() + dot(&p[0], &p[0]) / 10.0;
        let slopes = pieces.iter().zip(&a).zip(&p[0]);
        let grads = slopes.map(|((piece, a), x)| piece.1 + a * angle.cos() + x / 5.0);
        (
            cost + pieces.iter().map(|piece| piece.0).sum::<f64>(),
            vec![grads.collect()],
        )
    });
    let Some((at, (low, high))) = kink else {
        return problem;
    };
    let x = x.to_vec();
    problem.within(move |grads| {
        let component = |(&g, &x): (&f64, &f64)| {
            if x == at {
                let smooth = g - piece(x).1;
                (smooth + low, smooth + high)
            } else {
                (g, g)
            }
        };
        vec![grads[0].iter().zip(&x).map(component).collect()]
    })
}

fn relu(x: f64, at_zero: f64) -> (f64, f64) {
    let slope = if x > 0.0 { 1.3 } else { 0.0 };
    (1.3 * x.max(0.0), if x == 0.0 { at_zero } else { slope })
}

fn modulus(x: f64, at_zero: f64) -> (f64, f64) {
    (x.abs(), if x == 0.0 { at_zero } else { x.signum() })
}

/// 1.5 |x − 1/2|, right of its kink from the kink on.
fn around_half(x: f64) -> (f64, f64) {
    let slope = if x >= 0.5 { 1.5 } else { -1.5 };
    (slope * (x - 0.5), slope)
}

/// The identity within 1e-4 of a quarter.
fn clamped(x: f64) -> (f64, f64) {
    let (low, high) = (0.25 - 1e-4, 0.25 + 1e-4);
    let inside = f64::from(u8::from(x > low && x < high));
    (x.clamp(low, high), inside)
}

/// Quadratic, then linear of another slope: a jump of the slope from 2 to 3 at one.
fn bent(x: f64) -> (f64, f64) {
    if x <= 1.0 {
        (x * x, 2.0 * x)
    } else {
        (3.0 * x - 2.0, 3.0)
    }
}

pub(crate) fn all() -> Vec<Problem> {
    let x = [0.0, 0.7, -0.4, 0.0, 1.1];
    let ramp = Some((0.0, (0.0, 1.3)));
    let both = Some((0.0, (-1.0, 1.0)));
    vec![
        over_smooth("relu_at_zero_slope_0", |x| relu(x, 0.0), &x, ramp),
        over_smooth("relu_at_zero_slope_half", |x| relu(x, 0.65), &x, ramp),
        over_smooth("relu_at_zero_slope_1", |x| relu(x, 1.3), &x, ramp),
        over_smooth("abs_at_zero_slope_0", |x| modulus(x, 0.0), &x, both),
        over_smooth("abs_at_zero_slope_plus", |x| modulus(x, 1.0), &x, both),
        over_smooth("abs_at_zero_slope_minus", |x| modulus(x, -1.0), &x, both),
        over_smooth(
            "kink_1e-9_below",
            around_half,
            &[0.5 + 1e-9, 0.2, -0.9, 0.8],
            None,
        ),
        over_smooth(
            "kink_1e-9_above",
            around_half,
            &[0.3, 0.5 - 1e-9, 0.9, -0.1],
            None,
        ),
        over_smooth(
            "kink_1e-5_below",
            around_half,
            &[0.5 + 1e-5, 0.9, 0.1],
            None,
        ),
        over_smooth(
            "kink_1e-5_above",
            around_half,
            &[-0.2, 0.9, 0.5 - 1e-5, 0.1],
            None,
        ),
        over_smooth(
            "clamp_1e-4_on_both_sides",
            clamped,
            &[0.25, 0.9, 0.25, -0.3, 0.25],
            None,
        ),
        over_smooth(
            "slope_jumps_from_2_to_3",
            bent,
            &[1.0, 0.4, 1.7, -0.6],
            Some((1.0, (2.0, 3.0))),
        ),
    ]
}
