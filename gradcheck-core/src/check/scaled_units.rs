//! A cost of parameters that are each counted in a unit of its own, so that one direction moves all of them by
//! steps that tell: nanometres in metres beside a number of a million.

use crate::evaluate::{Allowance, At, Evaluation, Failure, Objective, Request, Seen, Want};
use crate::norm::{largest, rms};
use crate::parameters::Block;

/// A parameter so much smaller than its block has a unit of its own: a first step on the block's scale, of 2⁻¹³,
/// would move it by more than the percent or so that the point is moved by.
const SMALLER: f64 = 128.0;

/// For each parameter its unit, a power of two, so that nothing is rounded: the size of its block, or its own size
/// if that is far below, and one for those that are in none of the blocks. None at all stand for ones.
pub(super) fn units(blocks: &[&Block], theta: &[f64]) -> Vec<f64> {
    let mut units = vec![1.0; theta.len()];
    for block in blocks {
        let theta = &theta[block.range()];
        let size = rms(theta).max(1.0);
        let largest = largest(theta);
        // Moved as `nearby` moves it.
        let of_zero = if largest == 0.0 { 1.0 } else { largest };
        for (unit, t) in units[block.range()].iter_mut().zip(theta) {
            let own = if *t == 0.0 { of_zero } else { t.abs() };
            *unit = power_of_two(if SMALLER * own < size { own } else { size });
        }
    }
    if units.iter().all(|&unit| unit == 1.0) {
        units = Vec::new();
    }
    units
}

/// A number rounded down to a power of two.
fn power_of_two(size: f64) -> f64 {
    f64::from_bits(size.max(f64::MIN_POSITIVE).to_bits() & f64::INFINITY.to_bits())
}

/// θ in these units.
pub(super) fn counted(mut theta: Vec<f64>, units: &[f64]) -> Vec<f64> {
    theta.iter_mut().zip(units).for_each(|(t, unit)| *t /= unit);
    theta
}

/// An answer with its gradient by parameters in these units.
pub(super) fn by_units(mut evaluation: Evaluation, units: &[f64]) -> Evaluation {
    scale(&mut evaluation.gradient, units);
    evaluation
}

fn scale(numbers: &mut [f64], units: &[f64]) {
    let pairs = numbers.iter_mut().zip(units);
    pairs.for_each(|(number, unit)| *number *= unit);
}

/// The user's model, asked in units.
pub(super) struct InUnits<'a> {
    model: &'a mut dyn Objective,
    units: &'a [f64],
    /// Where θ is written.
    theta: Vec<f64>,
}

impl<'a> InUnits<'a> {
    pub(super) fn new(model: &'a mut dyn Objective, units: &'a [f64]) -> Self {
        Self {
            model,
            units,
            theta: Vec::new(),
        }
    }

    fn theta(&self, mut counted: Vec<f64>) -> Vec<f64> {
        scale(&mut counted, self.units);
        counted
    }

    /// The same request for parameters as they are.
    fn in_theta<'t>(&self, request: Request<'t>) -> Request<'t> {
        let at = match request.at {
            counted if self.units.is_empty() => counted,
            At::Theta(counted) => At::Theta(self.theta(counted.into_owned()).into()),
            At::Moved { component, to } => At::Moved {
                component,
                to: to * self.units.get(component).unwrap_or(&1.0),
            },
        };
        Request { at, ..request }
    }
}

impl Objective for InUnits<'_> {
    fn ask(&mut self, request: Request<'_>) -> Result<Evaluation, Failure> {
        let want = request.want;
        let evaluation = match &request.at {
            At::Theta(counted) if !self.units.is_empty() => {
                self.theta.clear();
                self.theta.extend_from_slice(counted);
                scale(&mut self.theta, self.units);
                let at = At::Theta(self.theta.as_slice().into());
                self.model.ask(Request { at, ..request })?
            }
            _ => self.model.ask(self.in_theta(request))?,
        };
        Ok(match want {
            Want::Slope(component) => by_units(
                evaluation,
                self.units.get(component..=component).unwrap_or(&[]),
            ),
            _ => by_units(evaluation, self.units),
        })
    }

    fn has_cost_function(&self) -> bool {
        self.model.has_cost_function()
    }

    fn prefetches(&self) -> bool {
        self.model.prefetches()
    }

    fn prefetch(&mut self, requests: Vec<Request<'_>>) {
        let requests = requests.into_iter().map(|request| self.in_theta(request));
        let requests = requests.collect();
        self.model.prefetch(requests);
    }

    fn give_back(&mut self, gradient: Vec<f64>) {
        self.model.give_back(gradient);
    }

    fn seen(&self) -> Seen {
        self.model.seen()
    }

    fn allowance(&mut self) -> &mut Allowance {
        self.model.allowance()
    }

    fn rebase(&mut self, counted: &[f64]) -> Vec<f64> {
        let theta = self.theta(counted.to_vec());
        self::counted(self.model.rebase(&theta), self.units)
    }

    fn return_home(&mut self) {
        self.model.return_home();
    }
}

#[cfg(test)]
mod tests {
    use super::units;
    use crate::parameters::Flattened;

    #[test]
    fn a_parameter_far_below_its_block_has_a_unit_of_its_own() {
        let of = |theta: Vec<f64>| {
            let flat = Flattened::of(&theta);
            let blocks: Vec<_> = flat.blocks().iter().collect();
            units(&blocks, flat.values())
        };
        assert!(of(vec![0.3, -0.9, 0.05]).is_empty());
        assert_eq!(of(vec![8.0; 3]), [8.0; 3]);
        assert!(of(vec![0.0; 2]).is_empty());
        assert_eq!(of(vec![0.0, 2e-3]), [1.0 / 512.0; 2]);
        let mixed = of(vec![1.5e-10, 1e6]);
        assert!(mixed[0] <= 1.5e-10 && mixed[0] > 0.7e-10);
        assert!(mixed[1] == 524_288.0);
        // Nothing vanishes.
        assert!(of(vec![1e-310])[0] > 0.0);
    }
}
