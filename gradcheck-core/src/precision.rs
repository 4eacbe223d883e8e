//! How numbers are stored.

/// The precision in which numbers are stored.
///
/// ```
/// use grad_check::Precision;
/// assert_eq!(Precision::F64.unit_roundoff(), 2f64.powi(-53));
/// assert_eq!(Precision::F32.round(0.1), f64::from(0.1f32));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// `f64`, unit roundoff 2⁻⁵³.
    F64,
    /// `f32`, unit roundoff 2⁻²⁴.
    F32,
}

impl Precision {
    /// u, the largest relative error of rounding to this precision.
    pub fn unit_roundoff(self) -> f64 {
        match self {
            Self::F64 => f64::EPSILON / 2.0,
            Self::F32 => f64::from(f32::EPSILON) / 2.0,
        }
    }

    /// The number of this precision nearest to `x`.
    pub fn round(self, x: f64) -> f64 {
        match self {
            Self::F64 => x,
            #[allow(clippy::cast_possible_truncation)] // rounding is the purpose
            Self::F32 => f64::from(x as f32),
        }
    }

    /// The coarser of two precisions.
    #[must_use]
    pub fn coarser(self, other: Self) -> Self {
        if self == Self::F32 { self } else { other }
    }

    /// The name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::F64 => "f64",
            Self::F32 => "f32",
        }
    }
}
