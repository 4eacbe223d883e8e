//! Whether a return type can be (cost, grads), or what another kind of derivative asks for, as far as
//! its tokens tell. An alias is let through; the trait system judges it.

use crate::block::mentions;
use crate::mode::{Kind, Mode};
use crate::options::Options;
use crate::types::{OTHER_PRIMITIVES, bare, has_types, last_segment, may_be_alias};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{
    Error, Expr, ExprLit, GenericArgument, Ident, Lit, PathArguments, PathSegment, ReturnType,
    Signature, Type, TypeArray, TypePath, TypeTuple,
};

const FORM: &str = "return (cost, grads), such as `-> (f64, [f64; 2])`";

/// The error of a return type that is not what the check compares, for as many differentiated arguments.
pub(crate) fn check(
    signature: &Signature,
    options: &Options,
    parameters: usize,
) -> Result<(), Error> {
    let mode = options.mode.as_ref();
    let is_apart = options.is_apart();
    let form = mode.map_or(FORM, |mode| mode.returns(is_apart).1);
    let writes = mode.is_some_and(|mode| mode.kind == Kind::Out);
    match &signature.output {
        // The value is written as well; what is returned says at most whether it was.
        _ if options.value_out.is_some() => Ok(()),
        // Another function returns the cost, and this one writes the gradient.
        ReturnType::Default if writes && options.cost.is_some() => Ok(()),
        ReturnType::Default => Err(Error::new(
            signature.ident.span(),
            format!("`{}` returns nothing to check; {form}", signature.ident),
        )),
        ReturnType::Type(_, ty) => match mode {
            Some(mode) if options.cache.is_some() => with_cache(ty, mode),
            None => judge(ty, &signature.ident, parameters),
            // Outputs, and the Jacobians one by one.
            Some(mode) if has_each(signature, mode, parameters, is_apart) => Ok(()),
            Some(mode) => count(ty, mode, is_apart),
        },
    }
}

/// Whether a function returns its outputs and a Jacobian for each of several parameters behind them.
pub(crate) fn has_each(
    signature: &Signature,
    mode: &Mode,
    parameters: usize,
    is_apart: bool,
) -> bool {
    let returns_both = mode.kind == Kind::Jacobian && mode.function.is_none() && !is_apart;
    returns_both && one_by_one(signature, parameters).is_some()
}

/// Whether a function may return its value and a cache.
fn with_cache(ty: &Type, mode: &Mode) -> Result<(), Error> {
    let (value, form) = if mode.kind.has_cost() {
        ("cost", "(f64, Cache)")
    } else {
        ("outputs", "(Array2<f64>, Cache)")
    };
    let is_pair = match bare(in_result(ty)) {
        Type::Tuple(tuple) => tuple.elems.len() == 2,
        other => {
            matches!(other, Type::Path(_) | Type::Macro(_))
                && !is_number(other)
                && !is_collection(other)
        }
    };
    if is_pair {
        return Ok(());
    }
    let message = format!(
        "`cache` needs two values, {value} and cache; return ({value}, cache), such as `-> {form}`"
    );
    Err(Error::new_spanned(ty, message))
}

/// Whether a name is one that people give to what a forward pass keeps.
pub(crate) fn looks_like_cache(name: &str) -> bool {
    const WORDS: [&str; 7] = [
        "cache",
        "ctx",
        "context",
        "tape",
        "saved",
        "activations",
        "trace",
    ];
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// The hint that a second value looks like a cache, and nothing says that it is one.
fn forgotten_cache(ty: &Type, mode: &Mode) -> Option<Error> {
    let takes_one = matches!(mode.kind, Kind::Pullback | Kind::Gradient);
    let function = mode.function.as_ref().filter(|_| takes_one)?;
    let Type::Tuple(tuple) = bare(in_result(ty)) else {
        return None;
    };
    let second = tuple.elems.last().filter(|_| tuple.elems.len() == 2)?;
    if !looks_like_cache(&last_segment(second)?.ident.to_string()) {
        return None;
    }
    let (word, function) = (mode.word.unraw(), function.to_token_stream());
    let message = format!(
        "`{word}` alone is for a function that returns nothing else; where the other function takes this, add `cache`: `{word} = {function}, cache`"
    );
    Some(Error::new_spanned(second, message))
}

/// The value of a `Result` or an `Option`, or the type itself.
fn in_result(ty: &Type) -> &Type {
    match bare(ty) {
        Type::Path(path) => result_value(path).unwrap_or(ty),
        _ => ty,
    }
}

/// Whether a type has as many parts as a kind of derivative asks for.
fn count(ty: &Type, mode: &Mode, is_apart: bool) -> Result<(), Error> {
    if let Some(error) = forgotten_cache(ty, mode) {
        return Err(error);
    }
    let (parts, form) = mode.returns(is_apart);
    let word = mode.word.unraw();
    let bad = |ty: &Type, why: &str| Err(Error::new_spanned(ty, format!("{why}; {form}")));
    let value = bare(in_result(ty));
    let found = match value {
        Type::Tuple(tuple) => tuple.elems.len(),
        Type::Array(array) if mode.kind.has_cost() => length(array).unwrap_or(1),
        // Outputs may be a tuple themselves, and an alias may stand for one.
        Type::Path(_) | Type::Macro(_) if !is_number(value) && !is_collection(value) => {
            return Ok(());
        }
        _ => 1,
    };
    if let (Type::Tuple(tuple), true) = (value, mode.kind.has_cost()) {
        let first = tuple.elems.first();
        if let Some(cost) = first.filter(|ty| is_collection(ty) || is_other_primitive(ty)) {
            return bad(cost, "the first value is the cost, f64 or f32");
        }
    }
    if found == parts.len() || (parts == ["outputs"] && found > 0) {
        return Ok(());
    }
    let why = match parts {
        [single] if mode.kind == Kind::Out || mode.is_written => {
            format!("`{word}` needs the {single} alone, since the function writes the rest")
        }
        [single] => {
            format!("`{word}` needs the {single} alone, since another function returns the rest")
        }
        [first, second] => format!("`{word}` needs two values, {first} and {second}"),
        _ => format!("`{word}` needs three values, {}", parts.join(", ")),
    };
    bad(ty, &why)
}

/// The gradient behind the cost, if it is a number or an array, which is that of one argument.
pub(crate) fn single_gradient(signature: &Signature) -> Option<&Type> {
    let (tuple, _) = returned_tuple(signature)?;
    let gradient = tuple.elems.last().filter(|_| tuple.elems.len() == 2)?;
    let is_map = last_segment(gradient).is_some_and(|s| s.ident.to_string().ends_with("Map"));
    let is_array = is_collection(gradient) && !is_map && !matches!(bare(gradient), Type::Tuple(_));
    (is_array || is_number(gradient)).then_some(gradient)
}

fn may_be_number(ty: &Type) -> bool {
    is_number(ty) || may_be_alias(ty)
}

/// The length of an array, if it is written as a number.
fn length(array: &TypeArray) -> Option<usize> {
    match &array.len {
        Expr::Lit(ExprLit {
            lit: Lit::Int(length),
            ..
        }) => length.base10_parse().ok(),
        _ => None,
    }
}

/// Whether a gradient may be a vector of so many numbers, as far as its type tells.
pub(crate) fn may_hold(gradient: &Type, numbers: usize) -> bool {
    match bare(gradient) {
        Type::Array(array) => {
            let fits = length(array).is_none_or(|length| length == numbers);
            may_be_number(&array.elem) && fits
        }
        ty => !is_number(ty),
    }
}

/// How many gradients stand one by one behind the cost, if there is one for each of several arguments:
/// `(cost, dw, db)`, and whether it is that of a `Result`.
pub(crate) fn one_by_one(signature: &Signature, parameters: usize) -> Option<(usize, bool)> {
    let (tuple, is_result) = returned_tuple(signature)?;
    let is_each = parameters > 1 && tuple.elems.len() == parameters + 1;
    is_each.then_some((parameters, is_result))
}

/// The type of the cache in a returned `(value, cache)`, if that is written so.
pub(crate) fn cache_type(signature: &Signature) -> Option<&Type> {
    let (tuple, _) = returned_tuple(signature)?;
    tuple.elems.last().filter(|_| tuple.elems.len() == 2)
}

/// The tuple that a function returns, and whether in a `Result`.
fn returned_tuple(signature: &Signature) -> Option<(&TypeTuple, bool)> {
    let ReturnType::Type(_, ty) = &signature.output else {
        return None;
    };
    let in_result = match bare(ty) {
        Type::Path(path) => result_value(path),
        _ => None,
    };
    match bare(in_result.unwrap_or(ty)) {
        Type::Tuple(tuple) => Some((tuple, in_result.is_some())),
        _ => None,
    }
}

fn judge(ty: &Type, function: &Ident, parameters: usize) -> Result<(), Error> {
    let bad = |why: &str| Err(Error::new_spanned(ty, format!("{why}; {FORM}")));
    match bare(ty) {
        Type::Tuple(tuple) => {
            let parts: Vec<&Type> = tuple.elems.iter().collect();
            match parts.as_slice() {
                [cost, gradient] if is_collection(cost) && is_number(gradient) => {
                    bad("cost and gradient are exchanged")
                }
                [cost, _] if is_collection(cost) => {
                    let why = "the first of (cost, grads) is the cost, f64 or f32";
                    let hint = "for outputs and their Jacobian write `#[grad_check(jacobian)]`";
                    Err(Error::new_spanned(cost, format!("{why}; {FORM}; {hint}")))
                }
                [cost, _] if is_other_primitive(cost) => {
                    let why = "the first of (cost, grads) is the cost, f64 or f32";
                    Err(Error::new_spanned(cost, format!("{why}; {FORM}")))
                }
                [_, _] => Ok(()),
                [_, gradients @ ..] if parameters > 1 => {
                    if gradients.len() == parameters {
                        return Ok(());
                    }
                    let why = format!(
                        "{} gradients for {parameters} differentiated arguments; return one for each, and hold those that have none fixed with `given(name = ..)`",
                        gradients.len()
                    );
                    Err(Error::new_spanned(ty, why))
                }
                [_, _, _] => bad(
                    "a gradient check needs two values, the cost and its gradient, unless `hessian` asks for a third",
                ),
                _ => bad("a gradient check needs two values, the cost and its gradient"),
            }
        }
        Type::ImplTrait(_) if is_closure(ty) => {
            let hint = "annotate one that takes the arguments of both, calls this one and then the closure";
            let why = "the function returns a closure, and no cost with its gradient";
            Err(Error::new_spanned(ty, format!("{why}; {hint}")))
        }
        Type::Path(path) => match (result_value(path), is_number(ty)) {
            (Some(value), _) => judge(value, function, parameters),
            (None, true) => {
                let hint =
                    "or write `gradient = path` to name the function that returns the gradient";
                let why = "the function returns a cost, but no gradient to check";
                Err(Error::new_spanned(ty, format!("{why}; {FORM}, {hint}")))
            }
            (None, false) if is_collection(ty) || is_other_primitive(ty) => {
                let hint = format!(
                    "or annotate the function that returns the cost, with `gradient = {function}`"
                );
                let why = "the function doesn't return a cost and its gradient";
                Err(Error::new_spanned(ty, format!("{why}; {FORM}, {hint}")))
            }
            (None, false) => Ok(()),
        },
        Type::Macro(_) => Ok(()),
        // Of one number: the value and its derivative.
        Type::Array(array) if length(array) == Some(2) && may_be_number(&array.elem) => Ok(()),
        Type::Array(array) if length(array) == Some(3) && may_be_number(&array.elem) => {
            bad("for a value with its first and second derivative write `#[grad_check(hessian)]`")
        }
        _ => bad("the function doesn't return a cost and its gradient"),
    }
}

/// The `T` of a `Result<T, ..>` or an `Option<T>`.
fn result_value(path: &TypePath) -> Option<&Type> {
    let is_one = |segment: &&PathSegment| segment.ident == "Result" || segment.ident == "Option";
    let segment = path.path.segments.last().filter(is_one)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Whether a function returns an `Option`, where `None` says that it failed.
pub(crate) fn is_option(signature: &Signature) -> bool {
    match &signature.output {
        ReturnType::Type(_, ty) => last_segment(ty).is_some_and(|last| last.ident == "Option"),
        ReturnType::Default => false,
    }
}

/// Whether a function returns no value that could be checked: nothing, or whether it went well.
pub(crate) fn returns_none(signature: &Signature) -> bool {
    let ReturnType::Type(_, ty) = &signature.output else {
        return true;
    };
    let value = bare(in_result(ty));
    is_other_primitive(value) || matches!(value, Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// Whether a type is that of a cost alone, or a `Result` of one.
pub(crate) fn is_cost(ty: &Type) -> bool {
    match bare(ty) {
        Type::Path(path) => is_number(result_value(path).unwrap_or(ty)),
        _ => false,
    }
}

fn is_closure(ty: &Type) -> bool {
    let tokens = ty.to_token_stream();
    ["Fn", "FnMut", "FnOnce"]
        .iter()
        .any(|word| mentions(tokens.clone(), word))
}

fn is_number(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|s| s.ident == "f64" || s.ident == "f32")
}

fn is_other_primitive(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|s| OTHER_PRIMITIVES.iter().any(|name| s.ident == name))
}

fn is_collection(ty: &Type) -> bool {
    let collections = ["Vec", "HashMap", "BTreeMap"];
    match bare(ty) {
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => true,
        Type::Reference(reference) => is_collection(&reference.elem),
        other => last_segment(other).is_some_and(|s| {
            let name = s.ident.to_string();
            // `Array0` may well be a cost to its author; the trait system explains.
            let is_array = name.starts_with("Array") && name != "Array0";
            has_types(s) && (is_array || collections.contains(&name.as_str()))
        }),
    }
}
