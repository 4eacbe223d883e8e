//! Which derivative is checked.

/// What a check compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Gradient,
    Jacobian,
    Hessian,
    HessianProduct,
    Pullback,
}

impl Kind {
    /// The check's name in the first line of its report.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Gradient => "gradient check",
            Self::Jacobian => "Jacobian check",
            Self::Hessian => "Hessian check",
            Self::HessianProduct => "Hessian product check",
            Self::Pullback => "pullback check",
        }
    }

    /// Its name in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gradient => "gradient",
            Self::Jacobian => "jacobian",
            Self::Hessian => "hessian",
            Self::HessianProduct => "hessian_product",
            Self::Pullback => "pullback",
        }
    }

    pub(crate) fn is_hessian(self) -> bool {
        matches!(self, Self::Hessian | Self::HessianProduct)
    }

    /// The letter of the matrix whose rows are judged.
    pub(crate) fn matrix(self) -> Option<&'static str> {
        match self {
            Self::Jacobian => Some("J"),
            Self::Hessian | Self::HessianProduct => Some("H"),
            Self::Gradient | Self::Pullback => None,
        }
    }

    /// What its closure is called.
    pub(crate) fn closure(self) -> &'static str {
        match self {
            Self::HessianProduct => "product",
            _ => "backward",
        }
    }
}
