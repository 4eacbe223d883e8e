//! Whether a cost of f64 passes through f32 on its way, told by its jumps.
//!
//! Beside what is smooth in f64 such a cost stands still, and jumps where a parameter passes from one number of f32 to
//! the next, or by the last digit of a number that was rounded to f32. Other staircases, as of a solver that stops
//! early or of a rounding to decimals, jump elsewhere, and by other amounts.

use super::BasePoint;
use crate::evaluate::Objective;
use crate::precision::Precision;

/// A jump is what moves the cost by this share of what a spacing of f32 does on average.
const MOVES: f64 = 0.5;
/// It is looked for over so many doublings of the spacing…
const DOUBLINGS: usize = 12;
/// …and found within this share of one, so that it lies between two numbers of f32 by a rare chance only.
const WITHIN: f64 = 1.0 / 512.0;
/// A component of this share of the cost moves it by several of its own spacings over what is told by so many.
const SEEN: f64 = 1.0 / 256.0;
/// That is told by so many spacings.
const MANY: f64 = 1024.0;
/// What stands still below the spacing changes the slope that is seen over many by more than this share of it.
const SAME: f64 = 1e-3;
/// What is smooth is seen over this share of the spacing.
const SMOOTH: f64 = 1.0 / 64.0;
/// A jump is by a power of two within this share…
const AS_POWER: f64 = 1e-3;
/// …as rounding makes it of an f32 of the cost's size, or somewhat smaller.
const OF_COST: std::ops::Range<f64> = 1.0 / 134_217_728.0..1.0 / 2_097_152.0;

/// Whether the first jump of the cost is one of f32, along a component, or along the one that moves the cost most where
/// that hardly does.
pub(crate) fn jumps_as_f32(
    model: &mut dyn Objective,
    base: &BasePoint<'_>,
    component: Option<usize>,
) -> bool {
    let moves = |&i: &usize| (base.evaluation.gradient[i] * base.theta[i]).abs();
    let steepest = || (0..base.theta.len()).max_by(|a, b| moves(a).total_cmp(&moves(b)));
    let does_move = |i: &usize| moves(i) >= SEEN * base.evaluation.cost.abs();
    let component = component.filter(does_move).or_else(steepest);
    component.is_some_and(|component| first_jump(model, base, component).unwrap_or_default())
}

/// `None` where the cost can't be had.
fn first_jump(model: &mut dyn Objective, base: &BasePoint<'_>, component: usize) -> Option<bool> {
    let (from, cost) = (base.theta[component], base.evaluation.cost);
    let spacing = f64::from(f32::EPSILON) * from.abs();
    // At zero, as on a line through the point, numbers of f32 are as near as those of f64.
    if spacing == 0.0 {
        return None;
    }
    let mut moved = base.theta.to_vec();
    let mut change = |by: f64| {
        moved[component] = from + by;
        Some(model.value(&moved).ok()? - cost)
    };
    let within = SMOOTH * spacing;
    let smooth = change(within)? / within;
    let mut beyond = |by: f64| Some(change(by)? - smooth * by);
    let of_spacing = beyond(MANY * spacing)?.abs() / MANY;
    if of_spacing == 0.0 {
        return None;
    }
    if of_spacing <= SAME * (smooth * spacing).abs() {
        return Some(false);
    }
    let jumps = |beyond: f64| beyond.abs() > MOVES * of_spacing;
    let (mut low, mut high) = (within, spacing);
    let (mut below, mut above) = (0.0, beyond(high)?);
    for _ in 0..DOUBLINGS {
        if jumps(above) {
            break;
        }
        (low, below, high) = (high, above, 2.0 * high);
        above = beyond(high)?;
    }
    while high - low > WITHIN * spacing && jumps(above) {
        let middle = f64::midpoint(low, high);
        let of_middle = beyond(middle)?;
        if jumps(of_middle) {
            (high, above) = (middle, of_middle);
        } else {
            (low, below) = (middle, of_middle);
        }
    }
    // What bends away gradually jumps nowhere.
    let jump = above - below;
    let held = |by: f64| Precision::F32.round(from + by);
    Some(jumps(jump) && (held(low) != held(high) || is_last_digit(jump, cost)))
}

/// Whether a jump is by the last digit of an f32 that is about as large as the cost.
fn is_last_digit(jump: f64, cost: f64) -> bool {
    let jump = jump.abs();
    let power = f64::from_bits(jump.to_bits() & f64::INFINITY.to_bits());
    let share = jump / power;
    let is_power = share - 1.0 <= AS_POWER || 2.0 - share <= AS_POWER;
    is_power && OF_COST.contains(&(jump / cost.abs()))
}
