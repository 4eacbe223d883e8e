//! The verdict at a kink: a gradient between its slopes is a subgradient, one beyond them is none.

use super::decision::Decision;
use super::kink::Slopes;
use super::{Judge, Tolerances, confirming_steps};
use crate::differentiate::{Measurement, Stencil, StepSequence};
use crate::report::{Reason, Verdict};

/// A kink that is seen at this step, relative to θ, leaves no room for another.
const NEXT_TO: f64 = 1e-9;
/// A gradient is outside of the slopes of a kink beyond this many bars.
const BARS_BEYOND: f64 = 3.0;
/// Simpson's rule leaves two thirds of how far outside it lies, and more than this share.
const SEES_BOTH: f64 = 0.5;

impl Judge<'_> {
    /// A gradient between the slopes of a kink is a valid subgradient, if it is right beside the kink.
    pub(super) fn at_kink(
        &mut self,
        tolerances: &Tolerances,
        line: Stencil,
        sequence: &StepSequence,
        slopes: Slopes,
    ) -> Decision {
        let best = confirming_steps::best(tolerances, sequence);
        let analytic = best.analytic;
        let outside = slopes.outside(analytic);
        let tolerance = self.tol * slopes.left.abs().max(slopes.right.abs());
        let undecided = Verdict::Undecided(Reason::Kink);
        // Within its slopes a subgradient is as well known as it is beside the kink; at their edge the slopes tell.
        let mut bar = slopes.bar;
        let at_edge = (slopes.bar - slopes.inside(analytic)).max(0.0);
        let mut is_open = false;
        let (verdict, beside) = if outside > tolerance + BARS_BEYOND * slopes.bar {
            // Where noise ends the steps early, there may be another kink within them.
            let theta = self.base.theta[line.component].abs().max(1.0);
            let is_alone = slopes.step <= NEXT_TO * theta;
            // At the point of a kink all steps see both of its slopes.
            let sees = |m: &Measurement| {
                m.disagreement.abs() + tolerances.bar(m).total() > SEES_BOTH * outside
            };
            let is_alone = is_alone && sequence.measurements().iter().all(sees);
            // Where kinks of both signs meet, the slopes along one axis are not all.
            if is_alone && self.is_beyond(tolerances, line.component, &slopes) {
                (Verdict::Fail, None)
            } else {
                match self.beside(line.component) {
                    Some(beside) if beside.verdict == Verdict::Fail => {
                        (Verdict::Fail, Some(beside))
                    }
                    _ => (undecided, None),
                }
            }
        } else if outside > tolerance + slopes.bar {
            (undecided, None)
        } else {
            match self.beside(line.component) {
                Some(beside) if beside.verdict == Verdict::Fail => (Verdict::Fail, Some(beside)),
                Some(beside) => {
                    bar = beside.bar.max(at_edge);
                    // Nearly nought on one side: the block tells whether an error as large as its bar matters.
                    is_open = beside.verdict != Verdict::Pass;
                    (if is_open { undecided } else { Verdict::Pass }, None)
                }
                None => (undecided, None),
            }
        };
        let by = Decision::by(verdict, tolerances, best, bar);
        Decision {
            disagreement: slopes.nearest(analytic) - analytic,
            noticeable: by.noticeable.max(tolerance + 2.0 * bar),
            kink: Some(slopes),
            is_open,
            beside: beside.map(Box::new),
            ..by
        }
    }
}
