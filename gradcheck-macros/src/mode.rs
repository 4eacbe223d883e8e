//! Which derivative is checked, where it is not a plain gradient.

use crate::options::Options;
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, Expr, Result, Token};

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
    /// Whether the annotated function writes the derivative, and returns what stands before it.
    pub(crate) is_written: bool,
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
    /// How many values the annotated function returns, and what they are; `is_apart` says that the derivative is written,
    /// or that another function returns the gradient.
    pub(crate) fn returns(&self, is_apart: bool) -> (&'static [&'static str], &'static str) {
        let is_of_another = self.function.is_some() || self.is_written || is_apart;
        match (self.kind, is_of_another) {
            (Kind::Hessian | Kind::HessianProduct, true) if is_apart => {
                (&["cost"], "return the cost alone, such as `-> f64`")
            }
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

/// Read a kind of derivative: its word alone, or `word = path`.
pub(crate) fn read(
    input: ParseStream<'_>,
    options: &mut Options,
    word: Ident,
    kind: Kind,
    form: &str,
) -> Result<()> {
    let stands_alone = input.is_empty() || input.peek(Token![,]);
    let mut function = None;
    let mut why = None;
    if stands_alone && kind.needs_function() {
        why = Some("has no value");
    } else if !stands_alone && !input.peek(Token![=]) {
        why = Some("is not written so");
    } else if !stands_alone {
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            why = Some("has no value");
        } else {
            function = Some(input.parse()?);
        }
    }
    if let (None, Some(of_both)) = (why, pair(options.mode.as_ref(), kind, function.as_ref())) {
        let (backward, tangent) = of_both;
        if kind == Kind::Pullback {
            let function = Some(backward);
            options.mode = Some(Mode {
                word,
                kind,
                function,
                is_written: false,
            });
        }
        options.tangent = Some(tangent);
        return Ok(());
    }
    let of_gradient = with_gradient(options.mode.as_ref(), kind, function.as_ref());
    if let (None, Some(gradient)) = (why, of_gradient) {
        if kind != Kind::Gradient {
            options.mode = Some(Mode {
                word,
                kind,
                function,
                is_written: false,
            });
        }
        options.gradient = Some(gradient);
        return Ok(());
    }
    if let Some(other) = &options.mode {
        let both = [other.kind, kind];
        let are_a_pair = both.contains(&Kind::Pullback) && both.contains(&Kind::Jvp);
        let (other, word_text) = (other.word.unraw(), word.unraw());
        let message = if are_a_pair {
            "`pullback` and `jvp` are compared where each names a function, `pullback = path, jvp = path`; or keep one of them".to_owned()
        } else {
            format!("`{word_text}` and `{other}` are checks of their own; keep one of them")
        };
        return Err(Error::new(word.span(), message));
    }
    let mistake = why.map(|why| {
        let message = format!("`{}` {why}; write `{form}`", word.unraw());
        Error::new(word.span(), message)
    });
    // What was meant is known all the same, and the rest is judged by it.
    options.mode = Some(Mode {
        word,
        kind,
        function,
        is_written: false,
    });
    mistake.map_or(Ok(()), Err)
}

/// The backward function and that of the tangents, where an option is the second of the two.
fn pair(before: Option<&Mode>, kind: Kind, function: Option<&Expr>) -> Option<(Expr, Expr)> {
    let (before, function) = (before?, function?.clone());
    let other = before.function.clone()?;
    match (before.kind, kind) {
        (Kind::Pullback, Kind::Jvp) => Some((other, function)),
        (Kind::Jvp, Kind::Pullback) => Some((function, other)),
        _ => None,
    }
}

/// The function of the gradient, where an option is the second of that and of the Hessian.
fn with_gradient(before: Option<&Mode>, kind: Kind, function: Option<&Expr>) -> Option<Expr> {
    let (before, function) = (before?, function?.clone());
    let other = before.function.clone()?;
    match (before.kind, kind) {
        (Kind::Gradient, Kind::Hessian | Kind::HessianProduct) => Some(other),
        (Kind::Hessian | Kind::HessianProduct, Kind::Gradient) => Some(function),
        _ => None,
    }
}
