//! A cost of parameters that are each counted in a unit of its own, so that one direction moves all of them by
//! steps that tell: nanometres in metres beside a number of a million.

use crate::evaluate::{
    Allowance, Along, At, Evaluation, Failure, Objective, Projected, Request, Seen, Want,
};
use crate::norm::{largest, rms};
use crate::parameters::{Block, Numbers};
use std::ops::Range;

/// A parameter so much smaller than its block has a unit of its own: a first step on the block's scale, of 2⁻¹³,
/// would move it by more than the percent or so that the point is moved by.
const SMALLER: f64 = 128.0;

/// The unit of each parameter, a power of two, so that nothing is rounded, by its exponent as it is stored in f64; of
/// none where all of them are one.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Units(Vec<u16>);

/// The exponent of a unit of one.
const ONE: u16 = exponent(1.0);
/// The bits of f64 behind its exponent.
const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;

/// Of a positive number.
#[allow(clippy::cast_possible_truncation)] // eleven bits
const fn exponent(size: f64) -> u16 {
    (size.to_bits() >> FRACTION) as u16
}

fn unit(exponent: u16) -> f64 {
    f64::from_bits(u64::from(exponent) << FRACTION)
}

impl Units {
    /// The size of its block, or the parameter's own size if that is far below, and one for those that are in none of
    /// these blocks.
    pub(super) fn of(blocks: &[&Block], theta: &[f64]) -> Self {
        let mut units = vec![ONE; theta.len()];
        for block in blocks {
            let (theta, units) = (&theta[block.range()], &mut units[block.range()]);
            let size = rms(theta).max(1.0);
            let largest = largest(theta);
            // Moved as `nearby` moves it.
            let of_zero = if largest == 0.0 { 1.0 } else { largest };
            for (unit, t) in units.iter_mut().zip(theta) {
                let own = if *t == 0.0 { of_zero } else { t.abs() };
                let of_it = if SMALLER * own < size { own } else { size };
                *unit = exponent(of_it.max(f64::MIN_POSITIVE));
            }
        }
        if units.iter().all(|unit| *unit == ONE) {
            units = Vec::new();
        }
        Self(units)
    }

    fn is_one(&self) -> bool {
        self.0.is_empty()
    }

    fn of_component(&self, component: usize) -> f64 {
        self.0.get(component).map_or(1.0, |of_it| unit(*of_it))
    }

    /// θ in these units.
    pub(super) fn counted(&self, mut theta: Vec<f64>) -> Vec<f64> {
        let pairs = theta.iter_mut().zip(&self.0);
        pairs.for_each(|(number, of_it)| *number /= unit(*of_it));
        theta
    }

    /// An answer with its gradient by parameters in these units.
    pub(super) fn by_units(&self, mut evaluation: Evaluation) -> Evaluation {
        self.scale(&mut evaluation.gradient);
        evaluation
    }

    fn scale(&self, numbers: &mut [f64]) {
        self.scale_from(0, numbers);
    }

    /// The same of numbers that begin at this place.
    fn scale_from(&self, start: usize, numbers: &mut [f64]) {
        let units = self.0.get(start..).unwrap_or_default();
        let pairs = numbers.iter_mut().zip(units);
        pairs.for_each(|(number, of_it)| *number *= unit(*of_it));
    }
}

/// Numbers in units, as they are.
#[derive(Debug)]
struct OutOfUnits<'a> {
    units: &'a Units,
    counted: &'a dyn Numbers,
}

impl Numbers for OutOfUnits<'_> {
    fn around(&self) -> &[f64] {
        self.counted.around()
    }

    fn write(&self, places: Range<usize>, into: &mut [f64]) {
        self.counted.write(places.clone(), into);
        self.units.scale_from(places.start, into);
    }
}

/// The user's model, asked in units.
pub(super) struct InUnits<'a> {
    model: &'a mut dyn Objective,
    units: &'a Units,
    /// The point that one component is moved from.
    base: &'a [f64],
    /// Where θ is written.
    theta: Vec<f64>,
}

impl<'a> InUnits<'a> {
    pub(super) fn new(model: &'a mut dyn Objective, units: &'a Units, base: &'a [f64]) -> Self {
        Self {
            model,
            units,
            base,
            theta: Vec::new(),
        }
    }

    /// A place as a θ of its own, if it is where one component has been moved to.
    fn counted<'t>(&self, at: At<'t>) -> At<'t> {
        match at {
            At::Moved { .. } => At::Theta(at.theta(self.base)),
            at => at,
        }
    }

    /// What the model is asked in place of this, for parameters as they are.
    fn out_of_units<A>(
        &mut self,
        request: Request<'_>,
        ask: impl FnOnce(&mut dyn Objective, Request<'_>) -> A,
    ) -> A {
        let units = self.units;
        let out_of_units;
        let at = match self.counted(request.at) {
            At::Computed(counted) => {
                out_of_units = OutOfUnits { units, counted };
                At::Computed(&out_of_units)
            }
            at => {
                self.theta.clear();
                self.theta.extend_from_slice(&at.theta(&[]));
                units.scale(&mut self.theta);
                At::Theta(self.theta.as_slice().into())
            }
        };
        ask(&mut *self.model, Request { at, ..request })
    }

    /// The same request for parameters as they are.
    fn in_theta<'t>(&self, request: Request<'t>) -> Request<'t> {
        let mut theta = request.at.theta(self.base).into_owned();
        self.units.scale(&mut theta);
        Request {
            at: At::Theta(theta.into()),
            ..request
        }
    }
}

/// A point on a line in units.
struct AlongInUnits<'a> {
    units: &'a Units,
    along: &'a dyn Along,
}

impl Along for AlongInUnits<'_> {
    fn key(&self) -> u64 {
        !self.along.key()
    }

    fn projected(&self, gradient: &mut [f64]) -> Projected {
        self.units.scale(gradient);
        self.along.projected(gradient)
    }
}

impl Objective for InUnits<'_> {
    fn ask(&mut self, request: Request<'_>) -> Result<Evaluation, Failure> {
        if self.units.is_one() {
            let at = self.counted(request.at);
            return self.model.ask(Request { at, ..request });
        }
        let want = request.want;
        let mut evaluation = self.out_of_units(request, |model, request| model.ask(request))?;
        match want {
            Want::Slope(component) => {
                let unit = self.units.of_component(component);
                evaluation.gradient.iter_mut().for_each(|g| *g *= unit);
            }
            _ => self.units.scale(&mut evaluation.gradient),
        }
        Ok(evaluation)
    }

    fn ask_along(
        &mut self,
        request: Request<'_>,
        along: &dyn Along,
    ) -> Result<(f64, Projected), Failure> {
        if self.units.is_one() {
            return self.model.ask_along(request, along);
        }
        let units = self.units;
        let along = AlongInUnits { units, along };
        self.out_of_units(request, |model, request| model.ask_along(request, &along))
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
        let mut theta = counted.to_vec();
        self.units.scale(&mut theta);
        self.units.counted(self.model.rebase(&theta))
    }

    fn return_home(&mut self) {
        self.model.return_home();
    }
}

#[cfg(test)]
mod tests {
    use super::Units;
    use crate::parameters::Flattened;

    fn units(theta: &[f64]) -> Units {
        let flat = Flattened::of(theta);
        let blocks: Vec<_> = flat.blocks().iter().collect();
        Units::of(&blocks, flat.values())
    }

    #[test]
    fn a_parameter_far_below_its_block_has_a_unit_of_its_own() {
        let of = |theta: &[f64]| {
            let units = units(theta);
            let each = 0..theta.len();
            each.map(|i| units.of_component(i)).collect::<Vec<_>>()
        };
        assert!(units(&[0.3, -0.9, 0.05]).is_one());
        assert_eq!(of(&[8.0; 3]), [8.0; 3]);
        assert!(units(&[0.0; 2]).is_one());
        assert_eq!(of(&[0.0, 2e-3]), [1.0 / 512.0; 2]);
        let mixed = of(&[1.5e-10, 1e6]);
        assert!(mixed[0] <= 1.5e-10 && mixed[0] > 0.7e-10);
        assert!(mixed[1] == 524_288.0);
        // Nothing vanishes.
        assert!(of(&[1e-310])[0] > 0.0);
    }

    #[test]
    fn blocks_keep_their_units_and_what_is_between_them_its_own() {
        let flat = Flattened::of(&(vec![8.0; 2], vec![5.0; 2], vec![0.1, 100.0]));
        let [first, _, last] = flat.blocks() else {
            panic!("three blocks")
        };
        let units = Units::of(&[first, last], flat.values());
        let theta = flat.values().to_vec();
        assert_eq!(
            units.counted(theta.clone()),
            [1.0, 1.0, 5.0, 5.0, 1.6, 1.5625]
        );
        let mut back = units.counted(theta.clone());
        units.scale(&mut back);
        assert_eq!(back, theta);
    }
}
