//! The constants of the procedure, each with its unit and its reason, in one place.
//!
//! They are fields rather than constants so that the benchmark can take one rule out at a time and
//! count what goes wrong without it; users never see them.

use crate::precision::Precision;

/// The procedure's constants. The default is what every check uses.
#[doc(hidden)]
#[allow(clippy::struct_excessive_bools)] // each is a rule of its own, to be taken out by itself
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(not(feature = "studies"), allow(unreachable_pub))] // studies alone name it
pub struct Tuning {
    /// κ: roundoffs of the largest cost that a difference of two costs may carry. A cost is itself a
    /// sum of rounded terms.
    pub cost_roundoffs: f64,
    /// Roundoffs of the analytic slopes, on the scale of their block.
    pub slope_roundoffs: f64,
    /// Whether Simpson's third-order term is subtracted.
    pub simpson: bool,
    /// The share of the third-order term that may be left once it has been subtracted.
    pub remaining_truncation: f64,
    /// The share of a certified measurement's two even terms by which they may differ.
    pub quiet_share: f64,
    /// How many even residuals the bar of an unquiet measurement holds.
    pub roughness: f64,
    /// How many third-order terms a rejecting measurement's bar holds.
    pub rejecting_truncation: f64,
    /// Retunes of the first step.
    pub retunes: usize,
    /// Steps that have to agree before a gradient is called wrong.
    pub confirmations: usize,
    /// …and the range of steps that they have to span, unless roundoff takes over below them.
    pub confirming_span_f64: f64,
    /// The same in f32, where there is less room between roundoff and truncation.
    pub confirming_span_f32: f64,
    /// Bars by which neighbouring steps of one regime may differ; infinite: all steps count.
    pub prefix_bars: f64,
    /// Pairs along one component, all told.
    pub most_steps: usize,
    /// Whether the cost's noise is measured on suspicion.
    pub measure_noise: bool,
    /// Whether kinks are looked for.
    pub find_kinks: bool,
    /// Whether a component at a kink is measured again beside it.
    pub look_beside: bool,
    /// Whether further components of a block that is known to be wrong need one clear pair only.
    pub reuse_confirmed: bool,
    /// Whether an even residual that falls like the step is put before the points beside.
    pub find_chance: bool,
    /// Whether an rejection must have seen what an oscillation of the cost would do.
    pub see_oscillations: bool,
    /// Whether costs that don't move at small steps are tried at larger ones.
    pub find_quantisation: bool,
    /// Whether f32 behind a cost of f64 is asked for before the steps of f64 are spent.
    pub foresee_f32: bool,
    /// Whether an rejection has to stand on all scales that can be measured.
    pub scan_scales: bool,
    /// Whether a slope that nearly vanishes, or a θ below the step, gets a step of its own scale.
    pub own_scale: bool,
    /// Whether points where the slope vanishes are judged by the slopes beside.
    pub find_stationary: bool,
    /// Whether a measurement between two others is asked for.
    pub fill_gaps: bool,
    /// Whether a pass is looked at once more with all parameters moved a little.
    pub displace: bool,
    /// Whether directions are probed however few components there are.
    pub always_probe: bool,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            cost_roundoffs: 8.0,
            slope_roundoffs: 8.0,
            simpson: true,
            remaining_truncation: 0.1,
            quiet_share: 0.002,
            roughness: 1.5,
            rejecting_truncation: 1.0,
            retunes: 3,
            confirmations: 2,
            confirming_span_f64: 2000.0,
            confirming_span_f32: 60.0,
            prefix_bars: 1.5,
            most_steps: 16,
            measure_noise: true,
            find_kinks: true,
            look_beside: true,
            reuse_confirmed: true,
            find_chance: true,
            see_oscillations: true,
            find_quantisation: true,
            foresee_f32: true,
            scan_scales: true,
            own_scale: true,
            find_stationary: true,
            fill_gaps: true,
            displace: true,
            always_probe: false,
        }
    }
}

impl Tuning {
    pub(crate) fn confirming_span(&self, precision: Precision) -> f64 {
        match precision {
            Precision::F64 => self.confirming_span_f64,
            Precision::F32 => self.confirming_span_f32,
        }
    }
}
