//! The second stage: what the first could not certify is measured again, at a ladder of steps.
//!
//! One or two further steps, far apart, settle nearly everything: a wrong gradient is as wrong there, a kink
//! or an oscillation beside the point is left behind. Only then is the noise of the cost measured,
//! once for the whole check, and the ladder grown rung by rung until it tells.

use super::first::{First, State};
use super::kink::{self, Kink};
use super::settled::Settled;
use super::{Criteria, Judge, appraise, quantum, scales, witness};
use crate::differentiate::{Ladder, Line, Measurement, Sides, Step};
use crate::precision::Precision;
use crate::report::{Look, Noise, Problem, Reason, Verdict};

/// A first pair leaves no doubt if its disagreement exceeds tolerance and bar by this factor…
const CLEAR: f64 = 10.0;
/// …and its even residual is at most this share of it.
const CLEAR_EVEN: f64 = 0.5;
/// Slopes that vary by at most this share of a disagreement are wrong alike.
const ALIKE: f64 = 0.1;
/// An accusation that exceeds its bar by less may be owed to noise above rounding.
const FAR_BEYOND_NOISE: f64 = 1e3;
/// A cost whose few digits fit into an f32 is coarser than one by this factor at least.
const COARSER_THAN_F32: f64 = 1e3;

/// A step may deny what the best one says if its bar is at most so many times as wide.
const AS_FINE: f64 = 4.0;

/// What a ladder says so far.
enum Conclusion {
    Settled(Box<Settled>),
    /// Measure at this step first.
    Measure(f64),
    Open,
}

impl Conclusion {
    fn settled(settled: Settled) -> Self {
        Self::Settled(Box::new(settled))
    }
}

impl Judge<'_> {
    /// The verdict on a component after its first look. `confirmed` says that its block is known to
    /// be wrong.
    pub(super) fn second_look(
        &mut self,
        criteria: &Criteria,
        first: First,
        confirmed: bool,
    ) -> Result<Settled, Problem> {
        let settled = match first.state {
            State::Certified(m) => Settled::certified(criteria, m),
            State::Coarse(line, m) => self.coarse(criteria, line, m),
            State::Denied(m) => self.denied(criteria, m),
            State::Suspicious(line, ladder) => {
                let m = *ladder.smallest();
                if is_clear(criteria, &m) && self.stands(criteria, line, &m, confirmed) {
                    Settled::by(Verdict::Fail, criteria, m, criteria.noise().if_wrong(&m))
                } else {
                    self.escalate(criteria, line, ladder)?
                }
            }
            State::Failed(problem) => return Err(problem),
        };
        match (settled.verdict, first.edge) {
            (Verdict::Undecided(_), Some(edge)) => Err(edge),
            _ => Ok(settled),
        }
    }

    /// Whether a glance to one side at a step far below, and at one far above unless the block is known to be wrong,
    /// says what this clear pair does.
    fn stands(
        &mut self,
        criteria: &Criteria,
        line: Line,
        m: &Measurement,
        confirmed: bool,
    ) -> bool {
        let theta = self.base.theta[line.component];
        let Some((deep, far)) = scales::glances(criteria, m, theta, self.base.precision, confirmed)
        else {
            return false;
        };
        let sides = if line.sides == Sides::Both {
            Sides::Above
        } else {
            line.sides
        };
        let aside = Line { sides, ..line };
        let bar = criteria.noise().if_wrong(m);
        let is_far_beyond = confirmed || m.disagreement.abs() > FAR_BEYOND_NOISE * bar;
        if !is_far_beyond || quantum::is_still(m) {
            return false;
        }
        if confirmed
            && self
                .wrong
                .is_some_and(|wrong| scales::is_wrong_alike(m, &wrong))
        {
            return true;
        }
        let far = far.filter(|_| !confirmed);
        let mut glance = |h| self.measure(aside, h, Look::Ladder).ok();
        if let Some(far) = far {
            let Some(seen) = glance(far).filter(|seen| scales::is_alike(seen, m)) else {
                return false;
            };
            // Slopes that are wrong by the same at all places leave no room for a feature between them, unless θ
            // is so small that none of these places is its own.
            let varies = m.variation() > ALIKE * m.disagreement.abs();
            let is_elsewhere = theta != 0.0 && m.h > theta.abs();
            if !varies && !is_elsewhere && scales::is_wrong_alike(&seen, m) {
                return true;
            }
        }
        glance(deep).is_some_and(|seen| scales::is_alike(&seen, m))
    }

    /// A bar that no step narrows may still tell something.
    fn coarse(&mut self, criteria: &Criteria, line: Line, m: Measurement) -> Settled {
        let bar = criteria.bar(&m).smooth();
        if criteria.resolves_coarsely(&m, bar) {
            return Settled::by(Verdict::Pass, criteria, m, bar);
        }
        let stationary = self.at_stationary(criteria, line.component, &[m]);
        stationary.unwrap_or_else(|| {
            let reason = self.too_wide(criteria, &m);
            Settled::open(reason, criteria, m, bar)
        })
    }

    /// Its block has passed, and would have noticed as much as this component disagrees by.
    fn denied(&self, criteria: &Criteria, m: Measurement) -> Settled {
        let reason = self.too_wide(criteria, &m);
        let bar = criteria.noise().accusing(&m).max(m.disagreement.abs());
        Settled {
            noticeable: f64::INFINITY,
            ..Settled::open(reason, criteria, m, bar)
        }
    }

    fn escalate(
        &mut self,
        criteria: &Criteria,
        line: Line,
        mut ladder: Ladder,
    ) -> Result<Settled, Problem> {
        let first = *ladder.smallest();
        let theta = self.base.theta[line.component];
        for h in witness::witness_steps(criteria, &first, theta, self.base.precision) {
            self.climb(line, &mut ladder, h);
            if let Some(settled) = self.follow(criteria, line, &mut ladder) {
                return Ok(settled);
            }
            // A cost that is random, or scatters, contradicts itself.
            self.repeat()?;
        }
        let criteria = &criteria.with_sigma(self.noise.sigma);
        if let Some(settled) = self.follow(criteria, line, &mut ladder) {
            return Ok(settled);
        }
        if let Some(settled) =
            self.at_stationary(criteria, line.component, &witness::told(criteria, &ladder))
        {
            return Ok(settled);
        }
        let criteria = &criteria.with_sigma(self.noise().sigma);
        let most = match self.base.precision {
            Precision::F64 => criteria.procedure().most_rungs,
            // Where few digits leave room for few steps, a direction over the block tells more.
            Precision::F32 => criteria.procedure().most_rungs / 2,
        };
        // A rung that fails counts as well, or a domain's edge would be tried for ever.
        for _ in ladder.rungs().len()..most {
            let h = match self.conclude(criteria, line, &ladder) {
                Conclusion::Settled(settled) => return Ok(*settled),
                Conclusion::Measure(h) => Some(h),
                Conclusion::Open => {
                    witness::deeper_at_zero(&ladder, theta).or_else(|| next_step(criteria, &ladder))
                }
            };
            let h = h.filter(|&h| h <= self.farthest(line));
            let Some(h) = h.or_else(|| witness::down_to_roundoff(criteria, &ladder)) else {
                break;
            };
            self.climb(line, &mut ladder, h);
        }
        if let Conclusion::Settled(settled) = self.conclude(criteria, line, &ladder) {
            return Ok(*settled);
        }
        if self.sees_through_single(criteria, line.component, &ladder) {
            self.noise = self.noise.of_single(&self.base);
        }
        Ok(self.last_resort(criteria, &ladder))
    }

    /// Measure wherever the ladder asks for it: a kink is followed to steps at which noise hardly matters, an
    /// accusation to all scales. A step that can't be made is asked for again.
    fn follow(&mut self, criteria: &Criteria, line: Line, ladder: &mut Ladder) -> Option<Settled> {
        for _ in 0..criteria.procedure().most_rungs {
            match self.conclude(criteria, line, ladder) {
                Conclusion::Settled(settled) => return Some(*settled),
                Conclusion::Measure(h) => self.climb(line, ladder, h),
                Conclusion::Open => break,
            }
        }
        None
    }

    /// Steps beyond the parameter's own size, or that of its block, tell of other places.
    fn farthest(&self, line: Line) -> f64 {
        let block = self.base.block(line.component);
        let sizes = block.map_or(&[][..], |block| &self.base.theta[block.range()]);
        let largest = sizes.iter().fold(0.0, |size: f64, t| size.max(t.abs()));
        Step::once(largest)
    }

    /// Measure one rung more. A step that can't be made bounds the ladder.
    fn climb(&mut self, line: Line, ladder: &mut Ladder, h: f64) {
        match self.measure(line, h, Look::Ladder) {
            Ok(m) => ladder.push(m),
            Err(_) => ladder.failed(h),
        }
    }

    /// The cost's noise, measured when it is first asked for.
    pub(super) fn noise(&mut self) -> Noise {
        if !self.noise.is_measured && self.base.procedure.measure_noise {
            let found = Noise::measure(self.model, &self.base);
            self.noise.sigma = self.noise.sigma.max(found.sigma);
            self.noise.single |= found.single;
            self.noise.finest_move = self.noise.finest_move.min(found.finest_move);
        }
        self.noise.is_measured = true;
        self.noise
    }

    fn conclude(&mut self, criteria: &Criteria, line: Line, ladder: &Ladder) -> Conclusion {
        let criteria = &self.aware_of_quantum(criteria, ladder);
        let procedure = criteria.procedure();
        let best = witness::best(criteria, ladder);
        let bar = criteria.bar(&best).total();
        let agrees = best.disagreement.abs() <= criteria.tolerance(&best) + bar;
        let passes = agrees && criteria.resolves(&best, bar) && criteria.is_quiet(&best);
        let (rungs, noise) = (ladder.rungs(), criteria.noise());
        let smallest = criteria.bar(ladder.smallest());
        let told = criteria.tells_point(&best, bar) || smallest.roundoff > smallest.roughness;
        let chance = procedure.find_chance && kink::is_right_by_chance(rungs, noise);
        if chance && agrees && (passes || told) {
            let settled = Settled::by(Verdict::Pass, criteria, best, bar);
            return Conclusion::settled(self.by_chance(line, settled, passes));
        }
        if passes {
            let better = appraise::better_step(criteria, &best);
            let is_new = |h: &f64| ladder.is_new(*h) && !ladder.is_beyond(*h);
            if let Some(h) = better.filter(is_new) {
                return Conclusion::Measure(h);
            }
            return Conclusion::settled(Settled::by(Verdict::Pass, criteria, best, bar));
        }
        let is_flat = procedure.find_quanta && quantum::is_flat(ladder);
        if let Some(h) = self.edge_step(criteria, ladder) {
            return Conclusion::Measure(h);
        }
        let theta = self.base.theta[line.component];
        let accuser = witness::accuser(criteria, ladder, theta, self.base.precision);
        let accuser = accuser.filter(|m| !quantum::may_be_swallowed(ladder, m));
        // What is flat at the point is denied by steps beyond its edge.
        let at_point = witness::at_points(criteria, ladder);
        let is_denied = || !is_flat && scales::is_denied_above(criteria, &at_point);
        if let Some(m) = accuser.filter(|_| !is_denied()) {
            let larger = quantum::larger_step(ladder, theta, self.base.precision);
            if let Some(h) = larger.filter(|_| procedure.find_quanta) {
                return Conclusion::Measure(h);
            }
            let precision = self.base.precision;
            let further = scales::further_step(criteria, &at_point, ladder, &m, theta, precision);
            if let Some(h) = further.filter(|_| procedure.scan_scales && !is_flat) {
                return Conclusion::Measure(h);
            }
            let bar = criteria.noise().if_wrong(&m);
            if self.sees_through_single(criteria, line.component, ladder) {
                self.noise = self.noise.of_single(&self.base);
                let verdict = Verdict::Undecided(Reason::SinglePrecision);
                return Conclusion::settled(Settled::by(verdict, criteria, best, f64::INFINITY));
            }
            if m.disagreement.abs() > FAR_BEYOND_NOISE * bar || self.noise.is_measured {
                return Conclusion::settled(Settled::by(Verdict::Fail, criteria, m, bar));
            }
            let criteria = criteria.with_sigma(self.noise().sigma);
            return self.conclude(&criteria, line, ladder);
        }
        if procedure.find_kinks {
            let smallest = ladder.smallest();
            let beside = kink::may_lie_beside(theta, smallest.h) && !ladder.has_floor();
            let deeper = Conclusion::Measure(smallest.h * kink::DEEPER);
            match Kink::of(rungs, noise) {
                Some(Kink::Here(slopes)) if beside && slopes.shows_deeper(smallest, noise) => {
                    return deeper;
                }
                Some(Kink::Here(slopes)) => {
                    let settled = self.at_kink(criteria, line, ladder, slopes);
                    if settled.verdict != Verdict::Fail || self.noise.is_measured {
                        return Conclusion::settled(settled);
                    }
                    // A cost may be zero at the kink, and the terms that cancel there noisy.
                    let criteria = criteria.with_sigma(self.noise().sigma);
                    return self.conclude(&criteria, line, ladder);
                }
                // Steps that the kink leaves room for are small; their bars are as wide.
                Some(Kink::Beside) if agrees && criteria.resolves_coarsely(&best, bar) => {
                    return Conclusion::settled(Settled::by(Verdict::Pass, criteria, best, bar));
                }
                _ => {}
            }
            if kink::is_jump(rungs, noise) {
                if beside {
                    return deeper;
                }
                let verdict = Verdict::Undecided(Reason::Jump);
                return Conclusion::settled(Settled::by(verdict, criteria, best, bar));
            }
        }
        Conclusion::Open
    }

    /// The step that tells whether a cost that doesn't move is flat or rounded, unless its noise tells.
    fn edge_step(&mut self, criteria: &Criteria, ladder: &Ladder) -> Option<f64> {
        let asks = criteria.procedure().find_quanta && self.base.precision == Precision::F64;
        let step = quantum::edge_step(criteria, ladder).filter(|_| asks)?;
        let noise = self.noise();
        let measured = criteria.noise().with_sigma(noise.sigma);
        let is_rounded =
            noise.single || measured.is_above_rounding(self.base.evaluation.cost.abs());
        (!is_rounded).then_some(step)
    }

    /// The same criteria, with the noise of a cost that turns out to be rounded coarsely.
    fn aware_of_quantum(&mut self, criteria: &Criteria, ladder: &Ladder) -> Criteria {
        let rough = scales::noise(criteria, &witness::at_points(criteria, ladder));
        // A jump is missed by the same at every step, and is none.
        let is_jump = || kink::is_jump(ladder.rungs(), criteria.noise());
        let rough = rough
            .filter(|_| criteria.procedure().scan_scales && !is_jump() && !quantum::is_flat(ladder))
            .unwrap_or(0.0);
        let criteria = &criteria.with_sigma(criteria.noise().sigma.max(rough));
        // Until it is seen whether there is an edge, nothing is known of a quantum.
        let is_told = self.edge_step(criteria, ladder).is_none();
        let noise = quantum::noise(ladder).filter(|_| is_told);
        if let Some(overestimate) = noise.filter(|_| criteria.procedure().find_quanta) {
            let cost = self.base.evaluation.cost.abs();
            let measured = criteria.noise().with_sigma(self.noise().sigma);
            let single = self.noise.of_single(&self.base);
            if criteria.may_be_single() && overestimate < COARSER_THAN_F32 * single.sigma {
                self.noise = single;
            } else if self.noise.finest_move < overestimate {
                // The cost moves by less elsewhere: it is this component that doesn't move it, or coarsely.
                return criteria.with_sigma(overestimate.max(self.noise.sigma).max(rough));
            } else if !measured.is_above_rounding(cost) {
                // A lattice of values may be too narrow to see the quantum at all.
                self.noise.sigma = overestimate;
            }
        }
        criteria.with_sigma(self.noise.sigma.max(criteria.noise().sigma))
    }

    /// A gradient that is right at the point, `surely` or within wide bars, but doesn't change as that
    /// of the cost does.
    fn by_chance(&mut self, line: Line, settled: Settled, surely: bool) -> Settled {
        let verdict = match self.beside(line.component).map(|c| c.verdict) {
            Some(Verdict::Fail) => Verdict::Undecided(Reason::RightByChance),
            Some(Verdict::Pass) => Verdict::Pass,
            _ if surely => Verdict::Pass,
            _ => Verdict::Undecided(Reason::Unsettled),
        };
        let is_open = verdict == Verdict::Undecided(Reason::Unsettled);
        Settled {
            verdict,
            is_open,
            ..settled
        }
    }

    /// The verdict where the ladder is exhausted.
    fn last_resort(&self, criteria: &Criteria, ladder: &Ladder) -> Settled {
        let best = witness::best(criteria, ladder);
        let bar = criteria.bar(&best).total();
        let agrees = best.disagreement.abs() <= criteria.tolerance(&best) + bar;
        let kink = Kink::of(ladder.rungs(), criteria.noise());
        let verdict = if agrees && criteria.resolves_coarsely(&best, bar) {
            Verdict::Pass
        } else if kink.is_some() {
            Verdict::Undecided(Reason::Kink)
        } else {
            match self.too_wide(criteria, &best) {
                Reason::BarTooWide if !agrees => Verdict::Undecided(Reason::Unsettled),
                reason => Verdict::Undecided(reason),
            }
        };
        // The few digits of f32 leave a disagreement of a bar or two that no step accuses and another step denies:
        // it hides an error of its own size, on the scale of the slope itself.
        let accuses = |m: &Measurement| m.h <= best.h && criteria.accuses(m);
        let denies = |m: &Measurement| {
            let agrees = m.disagreement.abs() <= criteria.tolerance(m) + criteria.bar(m).total();
            let is_opposite = m.disagreement * best.disagreement < 0.0;
            (agrees || is_opposite) && criteria.bar(m).total() <= AS_FINE * bar
        };
        let is_near = self.base.precision == Precision::F32
            && !agrees
            && !ladder.rungs().iter().any(accuses)
            && ladder.rungs().iter().any(denies);
        let slight = witness::slight(criteria, ladder).filter(|_| !agrees && kink.is_none());
        let is_open = match verdict {
            Verdict::Undecided(_) => agrees || is_near || slight.is_some(),
            Verdict::Pass | Verdict::Fail => false,
        };
        // Between the slopes of a kink any error hides.
        let hidden = match kink {
            Some(Kink::Here(slopes)) => (slopes.right - slopes.left).abs(),
            Some(Kink::Beside) | None => 0.0,
        };
        let (bar, scale) = match slight {
            _ if is_near => (bar.max(best.disagreement.abs()), best.own_scale()),
            Some(slight) => (bar.max(slight), best.own_scale()),
            None => (bar, best.scale()),
        };
        let by = Settled::by(verdict, criteria, best, bar);
        // Steps that contradict each other would notice nothing.
        let noticeable = if agrees || is_near || slight.is_some() {
            by.noticeable.max(hidden)
        } else {
            f64::INFINITY
        };
        Settled {
            noticeable,
            scale,
            is_open,
            ..by
        }
    }

    /// Why a bar is too wide.
    fn too_wide(&self, criteria: &Criteria, m: &Measurement) -> Reason {
        if self.noise.single {
            Reason::SinglePrecision
        } else if criteria.noise().is_above_rounding(m.largest_cost) {
            Reason::Noise
        } else {
            Reason::BarTooWide
        }
    }
}

/// Whether a first pair alone leaves no doubt, in a block that is known to be wrong.
fn is_clear(criteria: &Criteria, m: &Measurement) -> bool {
    let beyond = CLEAR * (criteria.tolerance(m) + criteria.noise().accusing(m));
    m.disagreement.abs() > beyond && m.even.abs() <= CLEAR_EVEN * m.disagreement.abs()
}

/// Where to measure next: where roundoff and truncation of the best rung balance, if it agrees
/// and its bar is all that is wrong with it; else where the ladder wants to grow.
fn next_step(criteria: &Criteria, ladder: &Ladder) -> Option<f64> {
    let best = witness::best(criteria, ladder);
    let bar = criteria.bar(&best);
    let agrees = best.disagreement.abs() <= criteria.tolerance(&best) + bar.smooth();
    if agrees && criteria.is_quiet(&best) {
        let h = best.h * appraise::retune(&bar);
        if ladder.is_new(h) && !ladder.is_beyond(h) {
            return Some(h);
        }
    }
    witness::further_below(criteria, ladder)
        .or_else(|| ladder.next_step(criteria.noise(), criteria.procedure().fill_gaps))
}
