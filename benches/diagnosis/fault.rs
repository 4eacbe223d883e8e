//! Mistakes inside a backward pass, and what disturbs a forward pass.

use crate::graph::{Id, Matrix, Op, Site};
use grad_check::Rng;

/// A mistake that a backward pass makes.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    None,
    /// The slope of an activation is left out, taken at its output, at −z, or at another activation's z.
    SlopeMissing(Site),
    SlopeAtOutput(Site),
    SlopeInverted(Site),
    SlopeOf(Site, Site),
    /// The slope at a kink, or that of |w| at w = 0.
    AtKink(f64),
    /// Going back through a product: W for its transpose, rows of W in another order.
    Untransposed(Site),
    Reordered(Site, Vec<usize>),
    /// What goes back through a step has random relative errors.
    Noisy(Site, u64),
    /// Mean and deviation of a normalisation are taken for constants.
    StatisticsConstant(Site),
    /// The gradient of a bias: one row times a factor instead of the sum, or the sum over columns too.
    BiasOfRow(usize, usize, f64),
    BiasOfAll(usize),
    /// Samples are weighted.
    Samples(Vec<f64>),
    /// The slope of these blocks' penalties is multiplied.
    Penalty(Vec<usize>, f64),
    /// Everything is rounded to f32.
    Single,
    /// The slope of a softmax without what its denominator contributes.
    SoftmaxUncentred,
    /// What goes back to the first of two factors isn't multiplied by the second, at these steps.
    FactorDropped(Vec<Id>),
    /// The two terms of the derivative of a Gaussian process's evidence, so many times each.
    EvidenceOf([f64; 2]),
}

impl Fault {
    /// The slope that stands for that of an activation.
    pub(crate) fn at_kink(&self) -> f64 {
        match self {
            Self::AtKink(slope) => *slope,
            _ => 0.0,
        }
    }

    /// What goes back through a step, as the mistake has it.
    pub(crate) fn disturb(&self, site: Site, back: &mut Matrix) {
        match self {
            Self::Noisy(at, seed) if *at == site => {
                let mut rng = Rng::new(*seed).stream("noise");
                back.mapv_inplace(|x| x * (1.0 + 0.5 * rng.normal()));
            }
            _ => {}
        }
    }
}

/// What a forward pass is disturbed by.
#[derive(Debug)]
pub(crate) enum Noise {
    None,
    /// The values of a site, or of one step, are left out by a mask that is drawn anew in each pass.
    Dropout {
        at: Target,
        rng: Rng,
        masks: Vec<(Id, Matrix)>,
    },
    /// Values are rounded to f32.
    Rounding,
}

/// Where values are left out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    Site(Site),
    Step(Id),
}

/// The share of values that are kept.
const KEPT: f64 = 0.7;

impl Noise {
    pub(crate) fn touch(&mut self, id: Id, op: &Op, value: &mut Matrix) {
        match self {
            Self::None => {}
            Self::Rounding => value.mapv_inplace(single),
            Self::Dropout { at, rng, masks } => {
                let is_hit = match *at {
                    Target::Site(site) => op.site() == Some(site),
                    Target::Step(step) => id == step,
                };
                if is_hit {
                    let kept = |rng: &mut Rng| if rng.unit() < KEPT { 1.0 / KEPT } else { 0.0 };
                    let mask = Matrix::from_shape_fn(value.dim(), |_| kept(rng));
                    *value *= &mask;
                    masks.retain(|(of, _)| *of != id);
                    masks.push((id, mask));
                }
            }
        }
    }

    /// What a step's value was multiplied by.
    pub(crate) fn mask(&self, id: Id) -> Option<&Matrix> {
        let Self::Dropout { masks, .. } = self else {
            return None;
        };
        masks.iter().find(|(of, _)| *of == id).map(|(_, mask)| mask)
    }
}

/// Rounded to f32.
pub(crate) fn single(x: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation)] // that is what it is for
    let x = x as f32;
    f64::from(x)
}
