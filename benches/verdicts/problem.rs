//! What a function of the corpus is: a cost with its exact gradient, a test point, and what is awkward
//! about it.

use grad_check::{GradCheck, Report};

/// The parameters, one vector a block.
pub(crate) type Blocks = Vec<Vec<f64>>;
/// Cost and exact gradient.
pub(crate) type Gradient = Box<dyn Fn(&Blocks) -> (f64, Blocks)>;
/// Changes the gradient that a function is about to return.
pub(crate) type Plant<'a> = &'a dyn Fn(&mut Blocks);
/// Runs a check of a function that takes no blocks of numbers, or returns more than its gradient, with one of the
/// function's own mistakes or a common one.
pub(crate) type OwnCheck = Box<dyn Fn(GradCheck, Option<usize>, Plant) -> Report>;
/// The lowest and the highest subgradient of a component.
pub(crate) type Interval = (f64, f64);

/// A function with the gradient that is known to be right.
pub(crate) struct Problem {
    pub(crate) name: String,
    pub(crate) traits: Traits,
    pub(crate) theta: Blocks,
    pub(crate) right: Gradient,
    /// Rows and columns of each block, for mistakes in rows, columns and transposes.
    pub(crate) shapes: Vec<(usize, usize)>,
    /// At a kink: the subdifferential of each component. None where the cost is differentiable.
    pub(crate) subgradients: Option<Vec<Vec<Interval>>>,
    /// A difference up to this is roundoff of the right gradient itself, hence no mistake.
    pub(crate) floor: f64,
    /// Blocks of which the gradient is zero but for rounding.
    pub(crate) zero_blocks: Vec<usize>,
    /// Mistakes that only this function can have: names, and cost with the wrong gradient.
    pub(crate) wrong: Vec<(String, Gradient)>,
    /// The same function without roundings of its own, which says what its gradient should be.
    pub(crate) exact: Option<Box<Problem>>,
    pub(crate) own_check: Option<OwnCheck>,
}

/// What makes a function awkward.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // independent properties, read by name
pub(crate) struct Traits {
    pub(crate) smooth: bool,
    /// A kink at or beside the point.
    pub(crate) kink: bool,
    /// The cost has noise of its own, or f32 inside.
    pub(crate) noisy: bool,
    /// The point is beside the edge of the domain.
    pub(crate) edge: bool,
    /// The whole function is f32.
    pub(crate) single: bool,
    /// Hidden under a large constant.
    pub(crate) offset: bool,
}

impl Traits {
    /// All false: `Default` isn't const.
    const NONE: Self = Self {
        smooth: false,
        kink: false,
        noisy: false,
        edge: false,
        single: false,
        offset: false,
    };
    pub(crate) const SMOOTH: Self = Self {
        smooth: true,
        ..Self::NONE
    };
    pub(crate) const KINK: Self = Self {
        kink: true,
        ..Self::NONE
    };
    pub(crate) const NOISY: Self = Self {
        noisy: true,
        ..Self::NONE
    };
    pub(crate) const EDGE: Self = Self {
        smooth: true,
        edge: true,
        ..Self::NONE
    };
    pub(crate) const SINGLE: Self = Self {
        smooth: true,
        single: true,
        ..Self::NONE
    };
}

impl Problem {
    /// A problem whose blocks are columns.
    pub(crate) fn new(
        name: &str,
        traits: Traits,
        theta: Blocks,
        right: impl Fn(&Blocks) -> (f64, Blocks) + 'static,
    ) -> Self {
        Self {
            name: name.to_owned(),
            traits,
            shapes: theta.iter().map(|block| (block.len(), 1)).collect(),
            theta,
            right: Box::new(right),
            subgradients: None,
            floor: 0.0,
            zero_blocks: Vec::new(),
            wrong: Vec::new(),
            exact: None,
            own_check: None,
        }
    }

    /// A smooth problem.
    pub(crate) fn smooth(
        name: &str,
        theta: Blocks,
        right: impl Fn(&Blocks) -> (f64, Blocks) + 'static,
    ) -> Self {
        Self::new(name, Traits::SMOOTH, theta, right)
    }

    /// The same with blocks that are matrices.
    pub(crate) fn shaped(mut self, shapes: &[(usize, usize)]) -> Self {
        let fits =
            |(block, (rows, columns)): (&Vec<f64>, &(usize, usize))| block.len() == rows * columns;
        assert!(self.theta.len() == shapes.len() && self.theta.iter().zip(shapes).all(fits));
        self.shapes = shapes.to_vec();
        self
    }

    /// The same at a kink: components of which every subgradient is right.
    pub(crate) fn within(mut self, intervals: impl Fn(&Blocks) -> Vec<Vec<Interval>>) -> Self {
        self.subgradients = Some(intervals(&(self.right)(&self.theta).1));
        self
    }

    /// The same with a gradient that is itself only known to within this.
    pub(crate) fn rounded_to(mut self, floor: f64) -> Self {
        self.floor = floor;
        self
    }

    /// The same with blocks of which the gradient is zero but for rounding.
    pub(crate) fn zero_in(mut self, blocks: &[usize]) -> Self {
        self.zero_blocks = blocks.to_vec();
        let exact = self.exact.map(|exact| exact.zero_in(blocks));
        self.exact = exact.map(Box::new);
        self
    }

    /// The same with a mistake of its own.
    pub(crate) fn or_wrong(
        mut self,
        name: &str,
        wrong: impl Fn(&Blocks) -> (f64, Blocks) + 'static,
    ) -> Self {
        self.wrong.push((name.to_owned(), Box::new(wrong)));
        self
    }

    pub(crate) fn components(&self) -> usize {
        self.theta.iter().map(Vec::len).sum()
    }
}

/// The Euclidean norm, of numbers whose squares may overflow or vanish.
pub(crate) fn norm(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = numbers
        .clone()
        .fold(0.0, |most: f64, number| most.max(number.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * numbers.map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}
