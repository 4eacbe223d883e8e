//! Which check this is, and where it stands in the user's code.

use crate::wording::printable;
use std::panic::Location;

/// A place in the user's source.
///
/// ```
/// let report = grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
/// assert!(report.origin().file.ends_with(".rs"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// The file, as the compiler was given it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// What the builder knows before anything is run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Context {
    pub(crate) name: String,
    pub(crate) point: Option<String>,
    pub(crate) origin: Origin,
    pub(crate) test: Option<String>,
    /// Package, target and features of the test, as cargo takes them.
    pub(crate) cargo: String,
    pub(crate) seed: Option<u64>,
    /// Whether the seed is another than the code says, so that it takes more to come back to it.
    pub(crate) is_seed_foreign: bool,
    /// Whether the lines of the function can be asked for.
    pub(crate) has_lines: bool,
    /// Whether the function returns minus the gradient.
    pub(crate) is_negated: bool,
    /// The arguments that are held fixed, with their dimensions.
    pub(crate) given: Vec<(String, Vec<usize>)>,
    /// Those of them that are numbers.
    pub(crate) numbers: Vec<(String, f64)>,
}

impl Context {
    pub(crate) fn new(name: &str, at: &Location<'_>) -> Self {
        Self {
            name: printable(name).into_owned(),
            point: None,
            origin: Origin {
                file: at.file().to_owned(),
                line: at.line(),
            },
            test: None,
            cargo: String::new(),
            seed: None,
            is_seed_foreign: false,
            has_lines: false,
            is_negated: false,
            given: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// The sign of the gradient in what the function returns.
    pub(crate) fn sign(&self) -> f64 {
        if self.is_negated { -1.0 } else { 1.0 }
    }

    /// The name, with that of the point where a check has several, and the seed where it isn't the usual one.
    pub(crate) fn title(&self) -> String {
        let seed = self.foreign_seed().map(|seed| format!("seed {seed}"));
        let which: Vec<&str> = self.point.iter().chain(&seed).map(String::as_str).collect();
        if which.is_empty() {
            self.name.clone()
        } else {
            format!("{} ({})", self.name, which.join(", "))
        }
    }

    /// The seed, where the code says another.
    pub(crate) fn foreign_seed(&self) -> Option<u64> {
        self.seed.filter(|_| self.is_seed_foreign)
    }
}

/// The variable that asks for lines when checks are compiled.
pub(crate) const LINES: &str = "GRAD_CHECK_LINES";
/// The variable that names the seed.
pub(crate) const SEED: &str = "GRAD_CHECK_SEED";

/// What a check compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Gradient,
    Jacobian,
    Hessian,
    HessianProduct,
    Pullback,
    Jvp,
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
            Self::Jvp => "jvp check",
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
            Self::Jvp => "jvp",
        }
    }

    pub(crate) fn is_hessian(self) -> bool {
        matches!(self, Self::Hessian | Self::HessianProduct)
    }

    /// The letter of the matrix whose rows are judged.
    pub(crate) fn matrix(self) -> Option<&'static str> {
        match self {
            Self::Jacobian | Self::Jvp => Some("J"),
            Self::Hessian | Self::HessianProduct => Some("H"),
            Self::Gradient | Self::Pullback => None,
        }
    }

    /// What its closure is called.
    pub(crate) fn closure(self) -> &'static str {
        match self {
            Self::HessianProduct => "product",
            Self::Jvp => "tangent",
            _ => "backward",
        }
    }
}
