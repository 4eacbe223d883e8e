//! The attribute's options, as they are written.
//!
//! All mistakes are gathered, each at its token; what is well-formed is kept.

use crate::allow::reasons;
use crate::arguments::Argument;
use crate::layout::Layout;
use crate::mode::{self, Kind, Mode};
use crate::names::words;
use crate::place::Place;
use crate::separated::{each, separated};
use crate::suggest::nearest;
use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, Expr, ExprArray, Generics, LitStr, Path, Result, Token, token};

/// Every option, and how it is written.
const OPTIONS: [(&str, &str); 30] = [
    ("eps", "eps = 1e-7"),
    ("tol", "tol = 1e-7"),
    ("must_notice", "must_notice = 1e-3"),
    ("coverage", "coverage = 0.8"),
    ("allow", "allow = [kink]"),
    ("self_test", "self_test"),
    ("lines", "lines"),
    ("forces", "forces"),
    ("threads", "threads = 4"),
    ("budget", "budget = 1000"),
    ("seed", "seed = 3"),
    ("draws", "draws = 20"),
    ("at", "at = 0.5` or `at(w = randn((4, 3)))"),
    ("given", "given(x = batch())"),
    ("on", "on = Model::example()"),
    ("out", "out(grad)"),
    ("cost", "cost = path::to::cost"),
    ("layout", "layout(theta = { w: (4, 3), b: 4 })"),
    ("only", "only = [\"W1\", \"b1\"]"),
    ("points", "points(near(theta = 0.5), far(theta = -3.0))"),
    ("types", "types(F = f64, N = 2)"),
    ("crate", "crate = path::to::grad_check"),
    ("gradient", "gradient = path::to::gradient"),
    ("jacobian", "jacobian` or `jacobian = path::to::jacobian"),
    ("outputs", "outputs = [\"u\", \"v\"]"),
    ("pullback", "pullback` or `pullback = backward"),
    ("cache", "pullback = backward, cache"),
    ("jvp", "jvp` or `jvp = path::to::tangent"),
    ("hessian", "hessian` or `hessian = path::to::hessian"),
    (
        "hessian_product",
        "hessian_product` or `hessian_product = path::to::product",
    ),
];

/// `name = value`, or the name of a field alone.
pub(crate) struct Binding {
    pub(crate) place: Place,
    pub(crate) value: Option<Expr>,
}

/// `grad`, or `w = grad`: what receives a gradient, and of what.
pub(crate) struct Out {
    pub(crate) parameter: Option<Place>,
    pub(crate) place: Place,
}

/// `key = value`.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(crate) value: Expr,
}

/// `F = f64`, `N = 2`.
#[derive(Clone)]
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
    /// Written by the function.
    Out,
}

/// All options, in the order in which they were written where it matters.
#[derive(Default)]
pub(crate) struct Options {
    /// `eps`, `tol`, `must_notice`, `coverage`, `threads` and `budget`, which are forwarded as they are.
    pub(crate) settings: Vec<Setting>,
    pub(crate) seed: Option<Setting>,
    /// How many points are drawn.
    pub(crate) draws: Option<Setting>,
    pub(crate) cost: Option<Expr>,
    /// The variants of `Reason` that `allow` names, each at its word.
    pub(crate) allow: Option<(Ident, Vec<Ident>)>,
    /// The word `self_test`, if it is there.
    pub(crate) self_test: Option<Ident>,
    /// The word `lines`, if it is there.
    pub(crate) lines: Option<Ident>,
    /// The word `forces`, if it is there: what the function returns is minus the gradient.
    pub(crate) forces: Option<Ident>,
    /// `at = ..`.
    pub(crate) whole: Option<Setting>,
    /// `at(..)` and `given(..)`.
    pub(crate) bindings: Vec<(Role, Binding)>,
    /// The word `given`, if it is there.
    pub(crate) given: Option<Ident>,
    /// `on = ..`: what a method is called on.
    pub(crate) on: Option<Setting>,
    /// `out(..)`, or `out` for a function of the gradient that writes it.
    pub(crate) out: Option<(Ident, Vec<Out>)>,
    /// `out(cost = ..)` or `out(outputs = ..)`: where the function writes its value.
    pub(crate) value_out: Option<Place>,
    /// Where a function that is asked for its Hessian writes that.
    pub(crate) hessian_out: Option<Place>,
    /// `layout(..)`: the parts of flat vectors.
    pub(crate) layout: Option<(Ident, Vec<Layout>)>,
    pub(crate) only: Option<(Ident, Vec<LitStr>)>,
    /// Which derivative is checked; none for a plain gradient.
    pub(crate) mode: Option<Mode>,
    /// The word `cache`, if it is there: the function returns one beside its value, for the function that the kind names.
    pub(crate) cache: Option<Ident>,
    /// `jvp = path` beside `pullback = path`, to be compared with it.
    pub(crate) tangent: Option<Expr>,
    /// `gradient = path` beside `hessian = path` or `hessian_product = path`, of a function that returns the cost alone.
    pub(crate) gradient: Option<Expr>,
    /// The names of a function's outputs.
    pub(crate) outputs: Option<(Ident, Vec<LitStr>)>,
    pub(crate) points: Vec<Point>,
    pub(crate) types: Option<(Ident, Vec<Substitution>)>,
    pub(crate) krate: Option<Path>,
    /// The words of all options.
    seen: Vec<Ident>,
    /// The options that come from the block.
    inherited: Vec<&'static str>,
}

impl Options {
    /// Take what isn't given from the options of the block.
    pub(crate) fn inherit(&mut self, block: &Self) {
        if self.on.is_none() && block.on.is_some() {
            self.on.clone_from(&block.on);
            self.inherited.push("on");
        }
        if self.types.is_none() && block.types.is_some() {
            self.types.clone_from(&block.types);
            self.inherited.push("types");
        }
        if self.krate.is_none() {
            self.krate.clone_from(&block.krate);
        }
    }

    /// The errors of what belongs on the functions of a block, and not on the block.
    pub(crate) fn not_of_block(&self) -> Option<Error> {
        let word = self.seen.iter().find(|word| {
            let name = word.unraw().to_string();
            !matches!(name.as_str(), "on" | "types" | "crate")
        })?;
        let message = format!(
            "`{}` belongs to one function: write it there; a block takes `on`, `types` and `crate` for all of them",
            word.unraw()
        );
        Some(Error::new(word.span(), message))
    }

    /// Tell the buffer of the cost, or of the outputs, from those of derivatives, where no argument has that name. Outputs
    /// of a function that returns none are what it writes first.
    pub(crate) fn take_value_out(&mut self, arguments: &[Argument], returns_none: bool) {
        let has_outputs = self.mode.as_ref().is_some_and(|m| !m.kind.has_cost());
        let Some((_, outs)) = &mut self.out else {
            return;
        };
        let word = if has_outputs { "outputs" } else { "cost" };
        let is_value = |out: &Out| {
            let of = out.parameter.as_ref().map(Place::text);
            of.is_some_and(|of| of == word) && !arguments.iter().any(|a| a.key == word)
        };
        let first = || {
            let is_first = |out: &Out| out.parameter.is_none() && !out.place.is_field();
            let at = outs.iter().position(is_first);
            at.filter(|_| has_outputs && returns_none)
        };
        if let Some(at) = outs.iter().position(is_value).or_else(first) {
            self.value_out = Some(outs.remove(at).place);
        }
    }

    /// Tell the buffer of the Hessian from those of gradients: it is the last, unless it is named.
    pub(crate) fn take_hessian_out(&mut self) {
        let of_hessian = |mode: &&mut Mode| mode.kind == Kind::Hessian && mode.function.is_none();
        let (Some(mode), Some((_, outs))) = (self.mode.as_mut().filter(of_hessian), &mut self.out)
        else {
            return;
        };
        let is_named = |out: &Out| {
            out.parameter
                .as_ref()
                .is_some_and(|p| p.text() == "hessian")
        };
        let last = || outs.iter().rposition(|out| out.parameter.is_none());
        if let Some(at) = outs.iter().position(is_named).or_else(last) {
            self.hessian_out = Some(outs.remove(at).place);
            mode.is_written = true;
        }
    }

    /// Whether what stands beside the function's value is written, or the gradient is that of another function.
    pub(crate) fn is_apart(&self) -> bool {
        self.gradient.is_some() || self.out.as_ref().is_some_and(|(_, outs)| !outs.is_empty())
    }

    /// Whether `out` says that the function which an option names takes a buffer.
    pub(crate) fn out_stands_alone(&self) -> bool {
        let is_alone = matches!(&self.out, Some((_, outs)) if outs.is_empty());
        is_alone && self.value_out.is_none() && self.hessian_out.is_none()
    }

    /// The argument, other than `self`, whose fields are named.
    pub(crate) fn holder(&self) -> Option<String> {
        let points = self.points.iter().flat_map(|point| &point.bindings);
        let bindings = self.bindings.iter().map(|(_, binding)| binding);
        let places = bindings.chain(points).map(|binding| &binding.place);
        let mut fields = places
            .chain(self.written())
            .filter(|place| place.is_field());
        let place = fields.find(|place| place.name != "self")?;
        Some(place.argument())
    }

    /// The places that the function writes to.
    pub(crate) fn written(&self) -> impl Iterator<Item = &Place> {
        let outs = self.out.iter().flat_map(|(_, outs)| outs);
        let others = self.value_out.iter().chain(&self.hessian_out);
        outs.map(|out| &out.place).chain(others)
    }

    /// The functions that options name.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &Expr> {
        let of_mode = self.mode.as_ref().and_then(|mode| mode.function.as_ref());
        let others = [&self.gradient, &self.tangent, &self.cost];
        of_mode.into_iter().chain(others.into_iter().flatten())
    }

    /// Whether an option comes from the block, where it needn't fit every function.
    pub(crate) fn inherits(&self, name: &str) -> bool {
        self.inherited.contains(&name)
    }

    /// The types and constants of `types(..)`, for names: `f64`, `2`.
    pub(crate) fn type_names(&self) -> Vec<String> {
        let given = self.types.iter().flat_map(|(_, types)| types);
        let names =
            given.map(|substitution| words(substitution.value.clone(), &Generics::default()));
        names.flatten().collect()
    }

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
    each(attribute, &mut errors, |input| option(input, &mut options));
    (options, errors)
}

/// Read one option.
fn option(input: ParseStream<'_>, options: &mut Options) -> Result<()> {
    let key = input.call(Ident::parse_any)?;
    let name = key.unraw().to_string();
    let Some((_, form)) = OPTIONS.iter().find(|(known, _)| *known == name) else {
        return Err(unknown(&key, &name));
    };
    if options.seen.iter().any(|earlier| earlier.unraw() == name) {
        return Err(Error::new(
            key.span(),
            format!("`{name}` is given twice; keep one"),
        ));
    }
    options.seen.push(key.clone());

    let stands_alone = input.is_empty() || input.peek(Token![,]);
    if stands_alone {
        match name.as_str() {
            "self_test" => options.self_test = Some(key),
            "lines" => options.lines = Some(key),
            "forces" => options.forces = Some(key),
            "cache" => options.cache = Some(key),
            "out" => options.out = Some((key, Vec::new())),
            _ => return with_word(input, options, key, &name, form),
        }
        return Ok(());
    }
    with_word(input, options, key, &name, form)
}

/// Read an option that takes more than its word.
fn with_word(
    input: ParseStream<'_>,
    options: &mut Options,
    key: Ident,
    name: &str,
    form: &str,
) -> Result<()> {
    if name == "cache" {
        // What was meant is known all the same.
        options.cache = Some(key.clone());
    }
    if let Some(kind) = Kind::of(name) {
        return mode::read(input, options, key, kind, form);
    }

    let is_list = input.peek(token::Paren);
    let takes_list = matches!(name, "at" | "given" | "points" | "types" | "out" | "layout");
    let takes_value = !matches!(
        name,
        "given"
            | "points"
            | "types"
            | "out"
            | "layout"
            | "self_test"
            | "lines"
            | "cache"
            | "forces"
    );
    if is_list && takes_list {
        return list(input, options, key, name, form);
    }
    if !is_list && takes_value && input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(Error::new(
                key.span(),
                format!("`{name}` has no value; write `{form}`"),
            ));
        }
        return value(input, options, key, name);
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

/// Read what stands behind `key =`.
fn value(input: ParseStream<'_>, options: &mut Options, key: Ident, name: &str) -> Result<()> {
    match name {
        "seed" => {
            let value = input.parse()?;
            options.seed = Some(Setting { key, value });
        }
        "draws" => {
            let value = input.parse()?;
            options.draws = Some(Setting { key, value });
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
        "on" => {
            let value = input.parse()?;
            options.on = Some(Setting { key, value });
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
        "out" => options.out = Some((key, separated(&content)?)),
        "layout" => options.layout = Some((key, separated(&content)?)),
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

/// What other checkers call our options.
const ELSEWHERE: [(&str, &str); 8] = [
    ("epsilon", "eps"),
    ("step", "eps"),
    ("tolerance", "tol"),
    ("rtol", "tol"),
    ("atol", "tol"),
    ("wrt", "at"),
    ("fixed", "given"),
    ("receiver", "on"),
];

fn unknown(key: &Ident, name: &str) -> Error {
    let known: Vec<&str> = OPTIONS.iter().map(|(name, _)| *name).collect();
    let elsewhere = ELSEWHERE.iter().find(|(theirs, _)| *theirs == name);
    let meant = elsewhere.map(|(_, ours)| *ours);
    let help = match meant.or_else(|| nearest(name, &known)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the options are {}", known.join(", ")),
    };
    Error::new(
        key.span(),
        format!("unknown `grad_check` option `{name}`; {help}"),
    )
}
