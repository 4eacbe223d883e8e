//! What is wrong with `types(..)`, and what it could say.

use super::{repeated, unknown};
use crate::expand::Subject;
use crate::options::Options;
use proc_macro2::Ident;
use quote::quote;
use syn::{
    Error, GenericParam, ParenthesizedGenericArguments, PathArguments, TypeParam, TypeParamBound,
};

/// Bounds of what is no number.
const OTHERS: [&str; 16] = [
    "AsMut",
    "AsRef",
    "Borrow",
    "CryptoRng",
    "Data",
    "DataMut",
    "Deref",
    "Dim",
    "DimName",
    "Dimension",
    "Into",
    "IntoIterator",
    "Iterator",
    "Rng",
    "RngCore",
    "RngExt",
];

/// Generic parameters and `types(..)` must name each other.
pub(super) fn check(subject: &Subject<'_>, options: &Options, errors: &mut Vec<Error>) {
    let parameters: Vec<(&Ident, String)> = subject
        .generics()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(ty) => Some((&ty.ident, suggested(ty))),
            GenericParam::Const(constant) => Some((&constant.ident, "2".to_owned())),
            GenericParam::Lifetime(_) => None,
        })
        .collect();
    let form = |missing: &[&(&Ident, String)]| {
        let each: Vec<String> = missing
            .iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        format!("`types({})`", each.join(", "))
    };
    let Some((key, given)) = &options.types else {
        if let Some((first, _)) = parameters.first() {
            let all: Vec<_> = parameters.iter().collect();
            let message = format!(
                "a generic function is checked with types of its own; add {}",
                form(&all)
            );
            errors.push(Error::new(first.span(), message));
        }
        return;
    };
    if parameters.is_empty() {
        if options.inherits("types") {
            return;
        }
        let message = "`types` is for generic functions, and this one has no type or constant parameter; leave it out";
        errors.push(Error::new(key.span(), message));
        return;
    }
    let known: Vec<String> = parameters
        .iter()
        .map(|(name, _)| name.to_string())
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    for (i, substitution) in given.iter().enumerate() {
        let name = substitution.name.to_string();
        if !known.contains(&name.as_str()) {
            errors.push(unknown(&substitution.name, "generic parameter", &known));
        } else if given[..i]
            .iter()
            .any(|earlier| earlier.name == substitution.name)
        {
            errors.push(repeated(&substitution.name));
        }
    }
    let is_missing = |parameter: &&(&Ident, String)| given.iter().all(|s| s.name != *parameter.0);
    let missing: Vec<_> = parameters.iter().filter(is_missing).collect();
    if !missing.is_empty() && missing.len() + given.len() == parameters.len() {
        let message = format!(
            "`types` says nothing of `{}`; add {}",
            missing[0].0,
            form(&missing)
        );
        errors.push(Error::new(key.span(), message));
    }
}

/// A type that a generic parameter could be, as far as its bounds tell: a number, or a pointer to a function.
fn suggested(parameter: &TypeParam) -> String {
    for bound in &parameter.bounds {
        let TypeParamBound::Trait(bound) = bound else {
            continue;
        };
        let Some(last) = bound.path.segments.last() else {
            continue;
        };
        if let PathArguments::Parenthesized(function) = &last.arguments {
            let ParenthesizedGenericArguments { inputs, output, .. } = function;
            return quote!(fn(#inputs) #output)
                .to_string()
                .replace("fn (", "fn(")
                .replace("& ", "&");
        }
        if OTHERS.iter().any(|other| last.ident == other) {
            return "..".to_owned();
        }
    }
    "f64".to_owned()
}
