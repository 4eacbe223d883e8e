//! `pullback = backward(dx, dy, x)`: an option that calls a function instead of naming it tells what it takes, in its
//! order, by the names of the annotated function's arguments.

use crate::arguments::{Argument, Slot};
use crate::mode::Kind;
use crate::options::{Options, Role};
use crate::plan::Plan;
use crate::types::bare;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Error, Expr, ExprCall, FnArg, Signature, Type, parse_quote};

/// A call, and what it tells.
#[derive(Clone)]
pub(crate) struct Called {
    /// How it is found again.
    text: String,
    pub(crate) signature: Signature,
    /// What is passed as it is written, each with its place.
    pub(crate) fixed: Vec<(usize, TokenStream)>,
    /// The place of a cotangent that the function turns into the gradient.
    pub(crate) in_place: Option<usize>,
}

impl Called {
    pub(crate) fn is(&self, function: &Expr) -> bool {
        self.text == text(function)
    }
}

/// The name that an argument has in the signature which is passed as it is written.
const FIXED: &str = "passed_as_it_is_";

/// Whether an argument is passed as it is written.
pub(crate) fn is_fixed(name: &str) -> bool {
    name.starts_with(FIXED)
}

/// The calls among the functions that options name.
///
/// # Errors
/// A name that says nothing.
pub(crate) fn calls(options: &Options, plan: &Plan<'_>) -> (Vec<Called>, Option<Error>) {
    let mut called = Vec::new();
    let mut wrong = None;
    let mode = options.mode.as_ref();
    let functions = [
        (
            mode.and_then(|mode| mode.function.as_ref()),
            mode.map(|mode| mode.kind),
        ),
        (options.gradient.as_ref(), Some(Kind::Gradient)),
        (options.tangent.as_ref(), Some(Kind::Jvp)),
        (options.cost.as_ref(), None),
    ];
    for (function, kind) in functions {
        let Some((function, call)) = function.and_then(|f| Some((f, call(f, plan)?))) else {
            continue;
        };
        match signature(call, kind, options, plan) {
            Ok(told) => called.push(Called {
                text: text(function),
                ..told
            }),
            Err(error) => wrong = wrong.or(Some(error)),
        }
    }
    (called, wrong)
}

fn text(function: &Expr) -> String {
    function.to_token_stream().to_string()
}

/// The path of the function that is called.
pub(crate) fn path(function: &Expr) -> &Expr {
    match function {
        Expr::Call(call) => &call.func,
        other => other,
    }
}

/// Whether a name is that of this parameter's gradient.
pub(crate) fn is_gradient_of(name: &str, parameter: &str) -> bool {
    let (name, parameter) = (name.to_lowercase(), parameter.to_lowercase());
    let before = ["d", "d_", "g", "g_", "grad_", "dl_d"];
    let behind = ["_grad", "_bar", "_gradient"];
    before
        .iter()
        .any(|before| name == format!("{before}{parameter}"))
        || behind
            .iter()
            .any(|behind| name == format!("{parameter}{behind}"))
}

/// A call of a path that names an argument of the annotated function, or its gradient.
fn call<'a>(function: &'a Expr, plan: &Plan<'_>) -> Option<&'a ExprCall> {
    let Expr::Call(call) = function else {
        return None;
    };
    let is_known = |(name, _): (&Ident, _)| {
        let text = name.unraw().to_string();
        let mut arguments = plan.arguments.iter();
        let is_gradient = arguments.any(|a| is_gradient_of(&text, &a.key));
        text == "self" || own(name, plan).is_some() || is_gradient || holds(&text, plan)
    };
    let is_known = call.args.iter().filter_map(name).any(is_known);
    (is_known && matches!(*call.func, Expr::Path(_))).then_some(call)
}

/// `x`, `&x`, `&mut x`.
fn name(argument: &Expr) -> Option<(&Ident, Option<bool>)> {
    match argument {
        Expr::Path(path) => Some((path.path.get_ident()?, None)),
        Expr::Reference(reference) => {
            let (name, _) = name(&reference.expr)?;
            Some((name, Some(reference.mutability.is_some())))
        }
        _ => None,
    }
}

fn own<'a>(name: &Ident, plan: &'a Plan<'_>) -> Option<(usize, &'a Argument)> {
    let name = name.unraw().to_string();
    let mut arguments = plan.arguments.iter().enumerate();
    arguments.find(|(_, argument)| argument.slot == Slot::Named && argument.key == name)
}

/// Whether an argument of this name has fields that are parameters.
fn holds(name: &str, plan: &Plan<'_>) -> bool {
    let mut arguments = plan.arguments.iter();
    arguments.any(|a| a.slot == Slot::Receiver && a.key == name && name != "self")
}

fn signature(
    call: &ExprCall,
    kind: Option<Kind>,
    options: &Options,
    plan: &Plan<'_>,
) -> syn::Result<Called> {
    let test = plan.tests.first();
    let role = |i: usize| test.map_or(Role::Given, |test| test.role(i));
    let arguments = || plan.arguments.iter().enumerate();
    let parameters: Vec<&Argument> = arguments()
        .filter(|&(i, _)| role(i) == Role::At)
        .map(|(_, argument)| argument)
        .collect();
    let is_tangent = matches!(kind, Some(Kind::Jvp | Kind::HessianProduct));
    let writes = matches!(kind, Some(Kind::Gradient | Kind::Pullback));
    let mut left = usize::from(kind == Some(Kind::Pullback)) + usize::from(options.cache.is_some());
    let is_stranger = |name: &Ident| {
        let text = name.unraw().to_string();
        let is_gradient = parameters.iter().any(|a| is_gradient_of(&text, &a.key));
        let is_told = own(name, plan).is_some() || is_constant(name) || is_given(&text, options);
        text != "self" && !is_told && !is_gradient
    };
    let names = call.args.iter().filter_map(name);
    let strangers = names.filter(|(name, _)| is_stranger(name)).count();
    // Buffers under any names, one for each gradient, are in the order of the parameters.
    let mut in_order = parameters.iter().filter(|_| strangers <= parameters.len());
    let mut inputs: Vec<FnArg> = Vec::new();
    let (mut fixed, mut in_place) = (Vec::new(), None);
    for argument in &call.args {
        let place = inputs
            .iter()
            .filter(|input| matches!(input, FnArg::Typed(_)))
            .count();
        let named = name(argument);
        let named = named.filter(|(name, _)| own(name, plan).is_some() || !is_constant(name));
        let Some((name, reference)) = named else {
            let name = format_ident!("{FIXED}{place}");
            fixed.push((place, argument.to_token_stream()));
            inputs.push(parse_quote!(#name: _));
            continue;
        };
        let text = name.unraw().to_string();
        let of = parameters
            .iter()
            .find(|parameter| is_gradient_of(&text, &parameter.key));
        if holds(&text, plan) {
            let message = format!(
                "fields of `{text}` are the parameters here, and a call can't hold it; name the function alone, which takes what this one takes"
            );
            return Err(Error::new(name.span(), message));
        }
        inputs.push(if text == "self" {
            parse_quote!(&self)
        } else if let Some((i, own)) = own(name, plan) {
            let ty = passed(own, role(i), reference);
            parse_quote!(#name: #ty)
        } else if let Some(of) = of.filter(|_| is_tangent) {
            let ty = &of.ty;
            parse_quote!(#name: #ty)
        } else if let Some(of) = of.filter(|_| writes) {
            let ty = of.referent();
            parse_quote!(#name: &mut #ty)
        } else if is_given(&text, options) {
            let ty: Type = match reference {
                Some(true) => parse_quote!(&mut _),
                Some(false) => parse_quote!(&_),
                None => parse_quote!(_),
            };
            parse_quote!(#name: #ty)
        } else if left > 0 && reference != Some(true) {
            left -= 1;
            let ty = cotangent(options, plan);
            parse_quote!(#name: #ty)
        } else if left > 0 && kind == Some(Kind::Pullback) {
            left -= 1;
            in_place = Some(place);
            parse_quote!(#name: &mut _)
        } else {
            let of = in_order
                .next()
                .filter(|_| writes && left == 0 || is_tangent);
            let wrong = || Error::new(name.span(), unknown(&text, &parameters, kind));
            let (of, ty) = of.map(|of| (of.referent(), &of.ty)).ok_or_else(wrong)?;
            if is_tangent {
                parse_quote!(#name: #ty)
            } else {
                parse_quote!(#name: &mut #of)
            }
        });
    }
    if left > 0 {
        return Err(nothing_left(call, kind, options));
    }
    let name = called(&call.func);
    Ok(Called {
        text: String::new(),
        signature: parse_quote!(fn #name(#(#inputs),*)),
        fixed,
        in_place,
    })
}

/// The error of a call without a name for the cotangent, or for the cache.
fn nothing_left(call: &ExprCall, kind: Option<Kind>, options: &Options) -> Error {
    let what = match kind {
        Some(Kind::Pullback) if options.cache.is_none() => "the cotangent",
        Some(Kind::Pullback) => "the cotangent or the cache",
        _ => "the cache",
    };
    let message = format!(
        "no name is left for {what} in this call; write one that is no argument's, such as `dy`, or `&mut dy` for a cotangent that becomes the gradient"
    );
    Error::new_spanned(call, message)
}

/// `None`, `WIDTH`: no variable.
fn is_constant(name: &Ident) -> bool {
    name.unraw().to_string().starts_with(char::is_uppercase)
}

fn is_given(name: &str, options: &Options) -> bool {
    let mut bindings = options.bindings.iter();
    bindings.any(|(role, binding)| *role == Role::Given && binding.place.text() == name)
}

/// How an argument of the annotated function is passed on.
fn passed(own: &Argument, role: Role, reference: Option<bool>) -> Type {
    let referent = match own.buffer() {
        Some(buffer) if role != Role::At && !buffer.is_view => buffer.ty.clone(),
        _ => own.referent().clone(),
    };
    match reference {
        Some(true) => parse_quote!(&mut #referent),
        Some(false) => parse_quote!(&#referent),
        // What the annotated function has written is read.
        None if own.is_mutable_reference() || role == Role::Out => parse_quote!(&#referent),
        None => own.ty.clone(),
    }
}

/// The type of a cotangent as far as it is known: that of the buffer of the outputs.
fn cotangent(options: &Options, plan: &Plan<'_>) -> Type {
    let key = options.value_out.as_ref().map(crate::place::Place::text);
    let mut arguments = plan.arguments.iter();
    let outputs = arguments.find(|argument| Some(&argument.key) == key.as_ref());
    let buffer = outputs
        .and_then(Argument::buffer)
        .filter(|buffer| !buffer.is_view);
    buffer.filter(|_| options.cache.is_none()).map_or_else(
        || parse_quote!(_),
        |buffer| {
            let ty = bare(buffer.ty);
            parse_quote!(&#ty)
        },
    )
}

fn called(function: &Expr) -> Ident {
    let last = match function {
        Expr::Path(path) => path.path.segments.last().map(|last| last.ident.clone()),
        _ => None,
    };
    last.unwrap_or_else(|| Ident::new("derivative", proc_macro2::Span::call_site()))
}

fn unknown(name: &str, parameters: &[&Argument], kind: Option<Kind>) -> String {
    let example = parameters.first().map_or("x", |parameter| &parameter.key);
    let others = match kind {
        Some(Kind::Pullback) => {
            format!(
                "; the gradient of `{example}` is `d{example}` here, and one more name is the cotangent"
            )
        }
        Some(Kind::Gradient) => format!("; the gradient of `{example}` is `d{example}` here"),
        _ => String::new(),
    };
    format!(
        "no argument is called `{name}`{others}; what this function alone takes is given, `given({name} = ..)`, and stands behind `&mut` if it is written to"
    )
}
