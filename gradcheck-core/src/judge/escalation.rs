//! The second stage: what the first could not certify is measured again, at a sequence of steps.
//!
//! One or two further steps, far apart, settle nearly everything: a wrong gradient is as wrong there, a kink
//! or an oscillation beside the point is left behind. Only then is the noise of the cost measured,
//! once for the whole check, and the step sequence grown measurement by measurement until it tells.

use super::decision::Decision;
use super::judge::Suspicion;
use super::kink::{self, Kink};
use super::screening::{Screened, Screening};
use super::{Judge, Tolerances, assess, confirming_steps, quantisation, scales};
use crate::differentiate::{Measurement, Sides, Stencil, Step, StepSequence};
use crate::precision::Precision;
use crate::report::{Noise, Problem, Reason, StepKind, Verdict};

/// A first pair leaves no doubt if its disagreement exceeds tolerance and bar by this factor…
const CLEAR: f64 = 10.0;
/// …and its even residual is at most this share of it.
const CLEAR_EVEN: f64 = 0.5;
/// Slopes that vary by at most this share of a disagreement are wrong alike.
const ALIKE: f64 = 0.1;
/// A rejection that exceeds its bar by less may be owed to noise above rounding.
const FAR_BEYOND_NOISE: f64 = 1e3;
/// A cost whose few digits fit into an f32 is coarser than one by this factor at least.
const COARSER_THAN_F32: f64 = 1e3;

/// What a step sequence says so far.
enum Conclusion {
    Decision(Box<Decision>),
    /// Measure at this step first.
    Measure(f64),
    Open,
}

impl Conclusion {
    fn decision(decision: Decision) -> Self {
        Self::Decision(Box::new(decision))
    }
}

impl Judge<'_> {
    /// The verdict on a component after its first look. `confirmed` says that its block is known to
    /// be wrong.
    pub(super) fn escalation(
        &mut self,
        tolerances: &Tolerances,
        first: Screened,
        confirmed: bool,
    ) -> Result<Decision, Problem> {
        let decision = match first.state {
            Screening::Certified(m) => Decision::certified(tolerances, m),
            Screening::Coarse(line, m) => self.coarse(tolerances, line, m),
            Screening::Denied(m) => self.denied(tolerances, m),
            Screening::Suspicious(line, mut sequence) => {
                let m = *sequence.smallest();
                if is_clear(tolerances, &m)
                    && self.stands(tolerances, line, &mut sequence, confirmed)
                {
                    Decision::by(
                        Verdict::Fail,
                        tolerances,
                        m,
                        tolerances.noise().if_wrong(&m),
                    )
                } else {
                    self.escalate(tolerances, line, sequence)?
                }
            }
            Screening::Failed(problem) => return Err(problem),
        };
        match (decision.verdict, first.edge) {
            (Verdict::Undecided(_), Some(edge)) => Err(edge),
            _ => Ok(decision),
        }
    }

    /// Whether a step far above, unless the block is known to be wrong, and one far below, to one side, say what this
    /// clear pair does. What is seen above stays in the sequence.
    fn stands(
        &mut self,
        tolerances: &Tolerances,
        line: Stencil,
        sequence: &mut StepSequence,
        confirmed: bool,
    ) -> bool {
        let first = *sequence.smallest();
        let m = &first;
        let theta = self.base.theta[line.component];
        let Some((deep, far)) =
            scales::quick_steps(tolerances, m, theta, self.base.precision, confirmed)
        else {
            return false;
        };
        let sides = if line.sides == Sides::Both {
            Sides::Above
        } else {
            line.sides
        };
        let aside = Stencil { sides, ..line };
        let bar = tolerances.noise().if_wrong(m);
        let is_far_beyond = confirmed || m.disagreement.abs() > FAR_BEYOND_NOISE * bar;
        if !is_far_beyond || quantisation::is_still(m) {
            return false;
        }
        if confirmed
            && self
                .wrong
                .is_some_and(|wrong| scales::is_same_mistake(m, &wrong))
        {
            return true;
        }
        let far = match far.filter(|_| !confirmed) {
            Some(h) => {
                let Some(seen) = self.confirmed_far(line, aside, h, sequence) else {
                    return false;
                };
                if self.leaves_no_room(m, &seen, theta) {
                    return true;
                }
                Some(seen)
            }
            None => None,
        };
        let Ok(seen) = self.measure(aside, deep, StepKind::Sequence) else {
            return false;
        };
        if scales::is_alike(&seen, m) {
            return true;
        }
        // Where a cost in f32 stands still at the deep step, the same mistake at a third place tells as much.
        let is_told =
            |far: &Measurement| quantisation::is_still(&seen) && scales::is_wrong_alike(far, m);
        let Some(far) = far.filter(is_told) else {
            return false;
        };
        let Ok(third) = self.measure(line, (far.h * m.h).sqrt(), StepKind::Sequence) else {
            return false;
        };
        sequence.push(third);
        scales::is_wrong_alike(&third, m)
    }

    /// What is seen at a far step, if it says what the smallest one does. Of what a direction has rejected already, one
    /// side is enough.
    fn confirmed_far(
        &mut self,
        line: Stencil,
        aside: Stencil,
        h: f64,
        sequence: &mut StepSequence,
    ) -> Option<Measurement> {
        let m = *sequence.smallest();
        let seen = match self.suspicion {
            Suspicion::None => {
                let seen = self.measure(line, h, StepKind::Sequence).ok()?;
                sequence.push(seen);
                seen
            }
            Suspicion::Rejected => self.measure(aside, h, StepKind::Sequence).ok()?,
        };
        let is_same = scales::is_alike(&seen, &m) || scales::is_wrong_alike(&seen, &m);
        is_same.then_some(seen)
    }

    /// Slopes that are wrong by the same at all places leave no room for a feature between them, unless θ is so small
    /// that none of these places is its own.
    fn leaves_no_room(&self, m: &Measurement, far: &Measurement, theta: f64) -> bool {
        let varies = m.variation() > ALIKE * m.disagreement.abs();
        let is_elsewhere = theta != 0.0 && m.h > theta.abs();
        let is_same = match self.suspicion {
            Suspicion::None => scales::is_surely_wrong_alike(far, m),
            Suspicion::Rejected => scales::is_wrong_alike(far, m),
        };
        !varies && !is_elsewhere && is_same
    }

    /// A bar that no step narrows may still tell something.
    fn coarse(&mut self, tolerances: &Tolerances, line: Stencil, m: Measurement) -> Decision {
        let bar = tolerances.bar(&m).smooth();
        if tolerances.resolves_coarsely(&m, bar) {
            return Decision::by(Verdict::Pass, tolerances, m, bar);
        }
        let stationary = self.at_stationary(tolerances, line.component, &[m]);
        stationary.unwrap_or_else(|| {
            let reason = self.too_wide(tolerances, &m);
            Decision::open(reason, tolerances, m, bar)
        })
    }

    /// Its block has passed, and would have noticed as much as this component disagrees by.
    fn denied(&self, tolerances: &Tolerances, m: Measurement) -> Decision {
        let reason = self.too_wide(tolerances, &m);
        let bar = tolerances.noise().rejecting(&m).max(m.disagreement.abs());
        Decision {
            noticeable: f64::INFINITY,
            ..Decision::open(reason, tolerances, m, bar)
        }
    }

    fn escalate(
        &mut self,
        tolerances: &Tolerances,
        line: Stencil,
        mut sequence: StepSequence,
    ) -> Result<Decision, Problem> {
        let first = *sequence.smallest();
        let theta = self.base.theta[line.component];
        for h in confirming_steps::further_steps(tolerances, &first, theta, self.base.precision) {
            self.measure_further(line, &mut sequence, h);
            if let Some(decision) = self.follow(tolerances, line, &mut sequence) {
                return Ok(decision);
            }
            // A cost that is random, or scatters, contradicts itself.
            self.repeat()?;
        }
        let tolerances = &tolerances.with_sigma(self.noise.sigma);
        if let Some(decision) = self.follow(tolerances, line, &mut sequence) {
            return Ok(decision);
        }
        if let Some(decision) = self.at_stationary(
            tolerances,
            line.component,
            &confirming_steps::told(tolerances, &sequence),
        ) {
            return Ok(decision);
        }
        if self.may_be_f32(tolerances, &sequence) && self.jumps_as_f32(line.component) {
            self.noise = self.noise.of_single(&self.base);
            return Ok(self.last_resort(tolerances, line.component, &sequence));
        }
        let tolerances = &tolerances.with_sigma(self.noise().sigma);
        let is_f32 = self.base.precision == Precision::F32;
        let most = tolerances.tuning().most_steps;
        // A measurement that fails counts as well, or a domain's edge would be tried for ever.
        for count in sequence.measurements().len()..most {
            let h = match self.conclude(tolerances, line, &sequence) {
                Conclusion::Decision(decision) => return Ok(*decision),
                Conclusion::Measure(h) => Some(h),
                // Once below truncation few digits leave room for few steps: a direction over the block tells more.
                Conclusion::Open
                    if is_f32
                        && count >= most / 2
                        && tolerances.is_in_roundoff(sequence.smallest())
                        && !quantisation::is_flat(&sequence) =>
                {
                    break;
                }
                Conclusion::Open => confirming_steps::deeper_at_zero(&sequence, theta)
                    .or_else(|| confirming_steps::next_step(tolerances, &sequence)),
            };
            // The farthest step has its turn before the sequence ends.
            let farthest = self.farthest(line);
            let is_left = |h: f64| h <= farthest || sequence.is_new(farthest);
            let h = h.filter(|&h| is_left(h)).map(|h| h.min(farthest));
            let Some(h) = h.or_else(|| confirming_steps::down_to_roundoff(tolerances, &sequence))
            else {
                break;
            };
            self.measure_further(line, &mut sequence, h);
        }
        if let Conclusion::Decision(decision) = self.conclude(tolerances, line, &sequence) {
            return Ok(*decision);
        }
        if self.is_through_f32(tolerances, line.component, &sequence) {
            self.single_noise();
            if let Conclusion::Decision(decision) = self.conclude(tolerances, line, &sequence) {
                return Ok(*decision);
            }
        }
        let tolerances = &tolerances.with_sigma(self.noise.sigma.max(tolerances.noise().sigma));
        Ok(self.last_resort(tolerances, line.component, &sequence))
    }

    /// Measure wherever the step sequence asks for it: a kink is followed to steps at which noise hardly matters, an
    /// rejection to all scales. A step that can't be made is asked for again.
    fn follow(
        &mut self,
        tolerances: &Tolerances,
        line: Stencil,
        sequence: &mut StepSequence,
    ) -> Option<Decision> {
        for _ in 0..tolerances.tuning().most_steps {
            match self.conclude(tolerances, line, sequence) {
                Conclusion::Decision(decision) => return Some(*decision),
                Conclusion::Measure(h) => self.measure_further(line, sequence, h),
                Conclusion::Open => break,
            }
        }
        None
    }

    /// Steps beyond the parameter's own size, or that of its block, tell of other places.
    fn farthest(&self, line: Stencil) -> f64 {
        let block = self.base.block(line.component);
        let sizes = block.map_or(&[][..], |block| &self.base.theta[block.range()]);
        let largest = sizes.iter().fold(0.0, |size: f64, t| size.max(t.abs()));
        Step::once(largest)
    }

    /// Measure one measurement more. A step that can't be made bounds the step sequence.
    fn measure_further(&mut self, line: Stencil, sequence: &mut StepSequence, h: f64) {
        match self.measure(line, h, StepKind::Sequence) {
            Ok(m) => sequence.push(m),
            Err(_) => sequence.failed(h),
        }
    }

    /// The cost's noise, measured when it is first asked for.
    pub(super) fn noise(&mut self) -> Noise {
        if !self.noise.is_measured && self.base.tuning.measure_noise {
            let found = Noise::measure(self.model, &self.base);
            self.noise.sigma = self.noise.sigma.max(found.sigma);
            self.noise.single |= found.single;
            self.noise.finest_move = self.noise.finest_move.min(found.finest_move);
        }
        self.noise.is_measured = true;
        self.noise
    }

    fn conclude(
        &mut self,
        tolerances: &Tolerances,
        line: Stencil,
        sequence: &StepSequence,
    ) -> Conclusion {
        let tolerances = &self.aware_of_quantum(tolerances, sequence);
        let tuning = tolerances.tuning();
        let best = confirming_steps::best(tolerances, sequence);
        let bar = tolerances.bar(&best).total();
        let agrees = best.disagreement.abs() <= tolerances.tolerance(&best) + bar;
        let passes = agrees && tolerances.resolves(&best, bar) && tolerances.is_quiet(&best);
        let (measurements, noise) = (sequence.measurements(), tolerances.noise());
        let smallest = tolerances.bar(sequence.smallest());
        let told = tolerances.tells_point(&best, bar) || smallest.roundoff > smallest.roughness;
        let chance = tuning.find_chance && kink::is_right_by_chance(measurements, noise);
        if chance && agrees && (passes || told) {
            let decision = Decision::by(Verdict::Pass, tolerances, best, bar);
            return Conclusion::decision(self.by_chance(line, decision, passes));
        }
        if passes {
            let better = assess::better_step(tolerances, &best);
            let is_new = |h: &f64| sequence.is_new(*h) && !sequence.is_beyond(*h);
            if let Some(h) = better.filter(is_new) {
                return Conclusion::Measure(h);
            }
            return Conclusion::decision(Decision::by(Verdict::Pass, tolerances, best, bar));
        }
        let is_flat = tuning.find_quantisation && quantisation::is_flat(sequence);
        if let Some(h) = self.edge_step(tolerances, sequence) {
            return Conclusion::Measure(h);
        }
        let theta = self.base.theta[line.component];
        let rejecting =
            confirming_steps::rejecting(tolerances, sequence, theta, self.base.precision);
        let rejecting = rejecting.filter(|m| !quantisation::may_be_swallowed(sequence, m));
        // What is flat at the point is denied by steps beyond its edge.
        let at_point = confirming_steps::at_points(tolerances, sequence);
        let is_denied = || !is_flat && scales::is_denied_above(tolerances, &at_point);
        if let Some(m) = rejecting.filter(|_| !is_denied()) {
            let larger = quantisation::larger_step(sequence, theta, self.base.precision);
            if let Some(h) = larger.filter(|_| tuning.find_quantisation) {
                return Conclusion::Measure(h);
            }
            let precision = self.base.precision;
            let further =
                scales::further_step(tolerances, &at_point, sequence, &m, theta, precision);
            if let Some(h) = further.filter(|_| tuning.scan_scales && !is_flat) {
                return Conclusion::Measure(h);
            }
            let bar = tolerances.noise().if_wrong(&m);
            if !self.noise.single && self.sees_through_single(tolerances, line.component, sequence)
            {
                self.single_noise();
            }
            if self.noise.single && self.noise.sigma > tolerances.noise().sigma {
                // The steps that f32 stands still at tell nothing; those above it may.
                let tolerances = tolerances.with_sigma(self.noise.sigma);
                return self.conclude(&tolerances, line, sequence);
            }
            if m.disagreement.abs() > FAR_BEYOND_NOISE * bar || self.noise.is_measured {
                return Conclusion::decision(Decision::by(Verdict::Fail, tolerances, m, bar));
            }
            let tolerances = tolerances.with_sigma(self.noise().sigma);
            return self.conclude(&tolerances, line, sequence);
        }
        if tuning.find_kinks {
            let smallest = sequence.smallest();
            let beside = kink::may_lie_beside(theta, smallest.h) && !sequence.has_floor();
            let deeper = Conclusion::Measure(smallest.h * kink::DEEPER);
            match Kink::of(measurements, noise) {
                Some(Kink::Here(slopes)) if beside && slopes.shows_deeper(smallest, noise) => {
                    return deeper;
                }
                Some(Kink::Here(slopes)) => {
                    let decision = self.at_kink(tolerances, line, sequence, slopes);
                    if decision.verdict != Verdict::Fail || self.noise.is_measured {
                        return Conclusion::decision(decision);
                    }
                    // A cost may be zero at the kink, and the terms that cancel there noisy.
                    let tolerances = tolerances.with_sigma(self.noise().sigma);
                    return self.conclude(&tolerances, line, sequence);
                }
                // Steps that the kink leaves room for are small; their bars are as wide.
                Some(Kink::Beside) if agrees && tolerances.resolves_coarsely(&best, bar) => {
                    return Conclusion::decision(Decision::by(
                        Verdict::Pass,
                        tolerances,
                        best,
                        bar,
                    ));
                }
                _ => {}
            }
            if kink::is_jump(measurements, noise) {
                if beside {
                    return deeper;
                }
                let verdict = Verdict::Undecided(Reason::Jump);
                return Conclusion::decision(Decision::by(verdict, tolerances, best, bar));
            }
        }
        Conclusion::Open
    }

    /// The step that tells whether a cost that doesn't move is flat or rounded, unless its noise tells.
    fn edge_step(&mut self, tolerances: &Tolerances, sequence: &StepSequence) -> Option<f64> {
        if !tolerances.tuning().find_quantisation {
            return None;
        }
        // What is taken for noise is what is to be told.
        quantisation::edge_step(&tolerances.with_sigma(0.0), sequence)?;
        let noise = self.noise();
        if noise.single && self.base.precision == Precision::F64 {
            return None;
        }
        quantisation::edge_step(&tolerances.with_sigma(noise.sigma), sequence)
    }

    /// The same criteria, with the noise of a cost that turns out to be rounded coarsely.
    fn aware_of_quantum(&mut self, tolerances: &Tolerances, sequence: &StepSequence) -> Tolerances {
        let measurements = &confirming_steps::at_points(tolerances, sequence);
        let rough = scales::noise(tolerances, measurements);
        // A jump is missed by the same at every step, and is none.
        let is_jump = || kink::is_jump(sequence.measurements(), tolerances.noise());
        let rough = rough
            .filter(|_| {
                tolerances.tuning().scan_scales && !is_jump() && !quantisation::is_flat(sequence)
            })
            .unwrap_or(0.0);
        self.rough =
            scales::confirmed_stairs(tolerances, measurements).map_or(0.0, |s| s.min(rough));
        let tolerances = &tolerances.with_sigma(tolerances.noise().sigma.max(rough));
        // Until it is seen whether there is an edge, nothing is known of a quantum.
        let is_told = self.edge_step(tolerances, sequence).is_none();
        let noise = quantisation::noise(sequence).filter(|_| is_told);
        if let Some(overestimate) = noise.filter(|_| tolerances.tuning().find_quantisation) {
            let cost = self.base.evaluation.cost.abs();
            let measured = tolerances.noise().with_sigma(self.noise().sigma);
            let single = self.noise.of_single(&self.base);
            if tolerances.may_be_single() && overestimate < COARSER_THAN_F32 * single.sigma {
                self.noise = single;
            } else if self.noise.finest_move < overestimate {
                // The cost moves by less elsewhere: it is this component that doesn't move it, or coarsely.
                return tolerances.with_sigma(overestimate.max(self.noise.sigma).max(rough));
            } else if !measured.is_above_rounding(cost) {
                // A lattice of values may be too narrow to see the quantum at all.
                self.noise.sigma = overestimate;
            }
        }
        let sigma = self.noise.sigma.max(tolerances.noise().sigma);
        self.as_seen(&tolerances.with_sigma(sigma))
    }

    /// A gradient that is right at the point, `surely` or within wide bars, but doesn't change as that
    /// of the cost does.
    fn by_chance(&mut self, line: Stencil, decision: Decision, surely: bool) -> Decision {
        let verdict = match self.beside(line.component).map(|c| c.verdict) {
            Some(Verdict::Fail) => Verdict::Undecided(Reason::RightByChance),
            Some(Verdict::Pass) => Verdict::Pass,
            _ if surely => Verdict::Pass,
            _ => Verdict::Undecided(Reason::Unsettled),
        };
        let is_open = verdict == Verdict::Undecided(Reason::Unsettled);
        Decision {
            verdict,
            is_open,
            ..decision
        }
    }
}

/// Whether a first pair alone leaves no doubt, in a block that is known to be wrong.
fn is_clear(tolerances: &Tolerances, m: &Measurement) -> bool {
    let beyond = CLEAR * (tolerances.tolerance(m) + tolerances.noise().rejecting(m));
    m.disagreement.abs() > beyond && m.even.abs() <= CLEAR_EVEN * m.disagreement.abs()
}
