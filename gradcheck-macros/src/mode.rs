//! Which derivative is checked, where it is not a plain gradient.

use proc_macro2::Ident;
use syn::Expr;

/// What a function returns beside its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// (outputs, Jacobian).
    Jacobian,
    /// (outputs, backward).
    Pullback,
    /// (outputs, tangent).
    Jvp,
    /// (cost, grads, Hessian).
    Hessian,
    /// (cost, grads, product).
    HessianProduct,
    /// The cost alone; another function returns the gradient.
    Gradient,
    /// The cost alone; the function writes the gradient.
    Out,
}

/// Every kind by its word.
const KINDS: [(&str, Kind); 6] = [
    ("jacobian", Kind::Jacobian),
    ("pullback", Kind::Pullback),
    ("jvp", Kind::Jvp),
    ("hessian", Kind::Hessian),
    ("hessian_product", Kind::HessianProduct),
    ("gradient", Kind::Gradient),
];

/// A kind as it was asked for.
pub(crate) struct Mode {
    pub(crate) word: Ident,
    pub(crate) kind: Kind,
    /// The function that returns the derivative, where it isn't the annotated one.
    pub(crate) function: Option<Expr>,
}

impl Kind {
    /// The kind that a word asks for.
    pub(crate) fn of(word: &str) -> Option<Self> {
        KINDS
            .iter()
            .find(|(known, _)| *known == word)
            .map(|&(_, kind)| kind)
    }

    /// Whether it must.
    pub(crate) fn needs_function(self) -> bool {
        self == Self::Gradient
    }

    /// Whether the derivative is that of a cost.
    pub(crate) fn has_cost(self) -> bool {
        matches!(
            self,
            Self::Hessian | Self::HessianProduct | Self::Gradient | Self::Out
        )
    }
}

impl Mode {
    /// How many values the annotated function returns, and what they are.
    pub(crate) fn returns(&self) -> (&'static [&'static str], &'static str) {
        match (self.kind, self.function.is_some()) {
            (Kind::Jacobian, false) => (
                &["outputs", "Jacobian"],
                "return (outputs, Jacobian), such as `-> ([f64; 2], [[f64; 3]; 2])`",
            ),
            (Kind::Jacobian, true) => (&["outputs"], "return the outputs, such as `-> [f64; 2]`"),
            (Kind::Pullback | Kind::Jvp, true) => {
                (&["outputs"], "return the outputs, such as `-> Array1<f64>`")
            }
            (Kind::Jvp, false) => (
                &["outputs", "tangent"],
                "return (outputs, tangent), such as `-> (Array1<f64>, impl Fn(&Array2<f64>) -> Array1<f64>)`",
            ),
            (Kind::Pullback, false) => (
                &["outputs", "backward"],
                "return (outputs, backward), such as `-> (Array1<f64>, impl Fn(&Array1<f64>) -> Array2<f64>)`",
            ),
            (Kind::Hessian, false) => (
                &["cost", "grads", "Hessian"],
                "return (cost, grads, Hessian), such as `-> (f64, [f64; 2], [[f64; 2]; 2])`",
            ),
            (Kind::HessianProduct, false) => (
                &["cost", "grads", "product"],
                "return (cost, grads, product), such as `-> (f64, [f64; 2], impl Fn(&[f64; 2]) -> [f64; 2])`",
            ),
            (Kind::Hessian | Kind::HessianProduct, true) => (
                &["cost", "grads"],
                "return (cost, grads), such as `-> (f64, [f64; 2])`",
            ),
            (Kind::Out, _) => (
                &["cost"],
                "return the cost alone, such as `-> f64`, or nothing beside `cost = path` or `out(cost = ..)`",
            ),
            (Kind::Gradient, _) => (&["cost"], "return the cost alone, such as `-> f64`"),
        }
    }
}
