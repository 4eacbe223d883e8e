//! The attribute's options, as they are written.
//!
//! All mistakes are gathered, each at its token; what is well-formed is kept.

use crate::mode::{Kind, Mode};
use crate::separated::each;
use crate::suggest::{listed, nearest};
use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, ExprArray, LitStr, Path, Result, Token, Type, token};

/// Every option, and how it is written.
const OPTIONS: [(&str, &str); 21] = [
    ("eps", "eps = 1e-7"),
    ("tol", "tol = 1e-7"),
    ("must_notice", "must_notice = 1e-3"),
    ("allow", "allow = [kink]"),
    ("self_test", "self_test"),
    ("threads", "threads = 4"),
    ("budget", "budget = 1000"),
    ("seed", "seed = 3"),
    ("at", "at = 0.5` or `at(w = randn((4, 3)))"),
    ("given", "given(x = batch())"),
    ("cost", "cost = path::to::cost"),
    ("only", "only = [\"W1\", \"b1\"]"),
    ("points", "points(near(theta = 0.5), far(theta = -3.0))"),
    ("types", "types(F = f64, N = 2)"),
    ("crate", "crate = path::to::grad_check"),
    ("gradient", "gradient = path::to::gradient"),
    ("jacobian", "jacobian` or `jacobian = path::to::jacobian"),
    ("outputs", "outputs = [\"u\", \"v\"]"),
    ("pullback", "pullback"),
    ("hessian", "hessian` or `hessian = path::to::hessian"),
    (
        "hessian_product",
        "hessian_product` or `hessian_product = path::to::product",
    ),
];

/// Every condition that `allow` accepts, and the `Reason` that it stands for.
const CONDITIONS: [(&str, &str); 15] = [
    ("bar_too_wide", "BarTooWide"),
    ("unsettled", "Unsettled"),
    ("kink", "Kink"),
    ("jump", "Jump"),
    ("right_by_chance", "RightByChance"),
    ("noise", "Noise"),
    ("single_precision", "SinglePrecision"),
    ("non_finite", "NonFinite"),
    ("function_failed", "FunctionFailed"),
    ("budget_spent", "BudgetSpent"),
    ("step_lost", "StepLost"),
    ("constant_cost", "ConstantCost"),
    ("nothing_compared", "NothingCompared"),
    ("nondeterministic", "Nondeterministic"),
    ("wrong_cost", "WrongCost"),
];

/// `name = value`.
pub(crate) struct Binding {
    pub(crate) name: Ident,
    pub(crate) value: Expr,
}

/// `key = value`.
pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(crate) value: Expr,
}

/// `F = f64`, `N = 2`.
pub(crate) struct Substitution {
    pub(crate) name: Ident,
    pub(crate) value: TokenStream,
}

/// `near(theta = 0.5)`.
pub(crate) struct Point {
    pub(crate) name: Ident,
    pub(crate) bindings: Vec<Binding>,
}

/// Where an argument was bound.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Differentiated.
    At,
    /// Held fixed.
    Given,
}

/// All options, in the order in which they were written where it matters.
#[derive(Default)]
pub(crate) struct Options {
    /// `eps`, `tol`, `must_notice`, `threads` and `budget`, which are forwarded as they are.
    pub(crate) settings: Vec<Setting>,
    pub(crate) seed: Option<Setting>,
    pub(crate) cost: Option<Expr>,
    /// The variants of `Reason` that `allow` names, each at its word.
    pub(crate) allow: Option<(Ident, Vec<Ident>)>,
    /// The word `self_test`, if it is there.
    pub(crate) self_test: Option<Ident>,
    /// `at = ..`.
    pub(crate) whole: Option<Setting>,
    /// `at(..)` and `given(..)`.
    pub(crate) bindings: Vec<(Role, Binding)>,
    /// The word `given`, if it is there.
    pub(crate) given: Option<Ident>,
    pub(crate) only: Option<(Ident, Vec<LitStr>)>,
    /// Which derivative is checked; none for a plain gradient.
    pub(crate) mode: Option<Mode>,
    /// The names of a function's outputs.
    pub(crate) outputs: Option<(Ident, Vec<LitStr>)>,
    pub(crate) points: Vec<Point>,
    pub(crate) types: Option<(Ident, Vec<Substitution>)>,
    pub(crate) krate: Option<Path>,
}

impl Options {
    /// The word `threads`, if it is there.
    pub(crate) fn threads(&self) -> Option<&Ident> {
        let mut keys = self.settings.iter().map(|setting| &setting.key);
        keys.find(|key| key.unraw() == "threads")
    }
}

/// Read the attribute; the errors are those of its form.
pub(crate) fn parse(attribute: TokenStream) -> (Options, Vec<Error>) {
    let mut options = Options::default();
    let mut errors = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    each(attribute, &mut errors, |input| {
        option(input, &mut options, &mut seen)
    });
    (options, errors)
}

/// Read one option.
fn option(input: ParseStream<'_>, options: &mut Options, seen: &mut Vec<String>) -> Result<()> {
    let key = input.call(Ident::parse_any)?;
    let name = key.unraw().to_string();
    let Some((_, form)) = OPTIONS.iter().find(|(known, _)| *known == name) else {
        return Err(unknown(&key, &name));
    };
    if seen.contains(&name) {
        return Err(Error::new(
            key.span(),
            format!("`{name}` is given twice; keep one"),
        ));
    }
    seen.push(name.clone());

    let stands_alone = input.is_empty() || input.peek(Token![,]);
    if name == "self_test" && stands_alone {
        options.self_test = Some(key);
        return Ok(());
    }

    if let Some(kind) = Kind::of(&name) {
        return mode(input, options, key, kind, form);
    }

    let is_list = input.peek(token::Paren);
    let takes_list = matches!(name.as_str(), "at" | "given" | "points" | "types");
    let takes_value = !matches!(name.as_str(), "given" | "points" | "types" | "self_test");
    if is_list && takes_list {
        return list(input, options, key, &name, form);
    }
    if !is_list && takes_value && input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(Error::new(
                key.span(),
                format!("`{name}` has no value; write `{form}`"),
            ));
        }
        return value(input, options, key, &name);
    }
    let why = if is_list || input.peek(Token![=]) {
        "is not written so"
    } else {
        "has no value"
    };
    Err(Error::new(
        key.span(),
        format!("`{name}` {why}; write `{form}`"),
    ))
}

/// Read a kind of derivative: its word alone, or `word = path`.
fn mode(
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
    } else if !stands_alone && !kind.takes_function() {
        why = Some("takes no value");
    } else if !stands_alone {
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            why = Some("has no value");
        } else {
            function = Some(input.parse()?);
        }
    }
    if let Some(other) = &options.mode {
        let (other, word_text) = (other.word.unraw(), word.unraw());
        let message =
            format!("`{word_text}` and `{other}` are checks of their own; keep one of them");
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
    });
    mistake.map_or(Ok(()), Err)
}

/// Read what stands behind `key =`.
fn value(input: ParseStream<'_>, options: &mut Options, key: Ident, name: &str) -> Result<()> {
    match name {
        "seed" => {
            let value = input.parse()?;
            options.seed = Some(Setting { key, value });
        }
        "cost" => options.cost = Some(input.parse()?),
        "crate" => options.krate = Some(input.call(Path::parse_mod_style)?),
        "allow" => {
            let reasons = reasons(&input.parse()?)?;
            options.allow = Some((key, reasons));
        }
        "only" => {
            let wanted = "`only` takes an array of paths; write `only = [\"W1\", \"b1\"]`";
            let patterns = texts(&input.parse()?, wanted)?;
            options.only = Some((key, patterns));
        }
        "outputs" => {
            let wanted = "`outputs` takes an array of names; write `outputs = [\"u\", \"v\"]`";
            let names = texts(&input.parse()?, wanted)?;
            options.outputs = Some((key, names));
        }
        "at" => {
            let value = input.parse()?;
            options.whole = Some(Setting { key, value });
        }
        _ => options.settings.push(Setting {
            key,
            value: input.parse()?,
        }),
    }
    Ok(())
}

/// Read what stands in `key(..)`.
fn list(
    input: ParseStream<'_>,
    options: &mut Options,
    key: Ident,
    name: &str,
    form: &str,
) -> Result<()> {
    let content;
    syn::parenthesized!(content in input);
    if content.is_empty() {
        return Err(Error::new(
            key.span(),
            format!("`{name}` is empty; write `{form}`"),
        ));
    }
    let role = if name == "at" { Role::At } else { Role::Given };
    match name {
        "points" => options.points = separated(&content)?,
        "types" => options.types = Some((key, separated(&content)?)),
        _ => {
            options
                .bindings
                .extend(separated(&content)?.into_iter().map(|b| (role, b)));
            options.given = options
                .given
                .take()
                .or_else(|| (role == Role::Given).then_some(key));
        }
    }
    Ok(())
}

/// The conditions of `allow`.
fn reasons(value: &Expr) -> Result<Vec<Ident>> {
    let wanted = "`allow` takes an array of conditions; write `allow = [kink]`";
    let conditions = match value {
        Expr::Array(ExprArray { elems, .. }) if !elems.is_empty() => elems,
        _ => return Err(Error::new_spanned(value, wanted)),
    };
    conditions
        .iter()
        .map(|condition| reason(condition, wanted))
        .collect()
}

fn reason(condition: &Expr, wanted: &str) -> Result<Ident> {
    let word = match condition {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    };
    let word = word.ok_or_else(|| Error::new_spanned(condition, wanted))?;
    let name = word.unraw().to_string();
    let known = CONDITIONS.iter().find(|(known, _)| *known == name);
    if let Some((_, reason)) = known {
        return Ok(Ident::new(reason, word.span()));
    }
    let words = CONDITIONS.map(|(known, _)| known);
    let instead = match nearest(&name, &words) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("the conditions are {}", listed(&words)),
    };
    let message = format!("unknown condition `{name}`; {instead}");
    Err(Error::new(word.span(), message))
}

/// The texts of an array.
fn texts(value: &Expr, wanted: &str) -> Result<Vec<LitStr>> {
    let Expr::Array(ExprArray { elems, .. }) = value else {
        return Err(Error::new_spanned(value, wanted));
    };
    if elems.is_empty() {
        return Err(Error::new_spanned(value, wanted));
    }
    elems
        .iter()
        .map(|path| literal(path).ok_or_else(|| Error::new_spanned(path, wanted)))
        .collect()
}

fn literal(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.clone()),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

fn separated<T: Parse>(input: ParseStream<'_>) -> Result<Vec<T>> {
    let parsed = input.parse_terminated(T::parse, Token![,]);
    if parsed.is_err() {
        // What stands behind the first mistake is read over, or it would be one of its own.
        input.parse::<TokenStream>()?;
    }
    Ok(parsed?.into_iter().collect())
}

/// A name, or an error that says what one would write.
fn name(input: ParseStream<'_>, form: &str) -> Result<Ident> {
    let expected =
        |error: Error| Error::new(error.span(), format!("expected a name; write `{form}`"));
    input.call(Ident::parse_any).map_err(expected)
}

impl Parse for Binding {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = name(input, "x = 0.5")?;
        if !input.peek(Token![=]) {
            let message = format!("`{name}` has no value; write `{name} = ..`");
            return Err(Error::new(name.span(), message));
        }
        input.parse::<Token![=]>()?;
        Ok(Self {
            name,
            value: input.parse()?,
        })
    }
}

impl Parse for Point {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = name(input, "near(theta = 0.5)")?;
        if !input.peek(token::Paren) {
            let message =
                format!("a point has a name and test points; write `{name}(theta = 0.5)`");
            return Err(Error::new(name.span(), message));
        }
        let content;
        syn::parenthesized!(content in input);
        Ok(Self {
            name,
            bindings: separated(&content)?,
        })
    }
}

impl Parse for Substitution {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = name(input, "F = f64")?;
        if !input.peek(Token![=]) {
            let message = format!("`{name}` has no value; write `{name} = f64`");
            return Err(Error::new(name.span(), message));
        }
        input.parse::<Token![=]>()?;
        let ahead = input.fork();
        let is_type = ahead.parse::<Type>().is_ok() && (ahead.is_empty() || ahead.peek(Token![,]));
        let value = if is_type {
            quote::ToTokens::into_token_stream(input.parse::<Type>()?)
        } else {
            quote::ToTokens::into_token_stream(input.parse::<Expr>()?)
        };
        Ok(Self { name, value })
    }
}

fn unknown(key: &Ident, name: &str) -> Error {
    let known: Vec<&str> = OPTIONS.iter().map(|(name, _)| *name).collect();
    let help = match nearest(name, &known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the options are {}", known.join(", ")),
    };
    Error::new(
        key.span(),
        format!("unknown `grad_check` option `{name}`; {help}"),
    )
}
