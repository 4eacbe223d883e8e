//! `#[outcome(..)]` on a struct or a field.

use crate::suggest::nearest;
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Error, Path, Result, Token};

/// What a field is to the check.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Cost,
    Gradient,
}

/// How an option of a field is written, and one of a type.
const FORM: &str = "`#[outcome(cost)]` or `#[outcome(gradient)]`";
const FORM_OF_TYPE: &str = "`#[outcome(crate = path::to::grad_check)]`";

/// The role of a field, at its word.
pub(super) fn of_field(attributes: &[Attribute], errors: &mut Vec<Error>) -> Option<(Ident, Role)> {
    let mut found: Option<(Ident, Role)> = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("outcome")) {
        match attribute.parse_args_with(role) {
            Ok((word, _)) if found.is_some() => {
                let message = "a field is the cost or a gradient; keep one of them";
                errors.push(Error::new(word.span(), message));
            }
            Ok(role) => found = Some(role),
            Err(error) => errors.push(at(attribute, error, FORM)),
        }
    }
    found
}

fn role(input: ParseStream<'_>) -> Result<(Ident, Role)> {
    let no_word = |error: Error| Error::new(error.span(), format!("expected a word; write {FORM}"));
    let word = input.call(Ident::parse_any).map_err(no_word)?;
    let name = word.unraw().to_string();
    let role = match name.as_str() {
        "cost" => Role::Cost,
        "gradient" => Role::Gradient,
        "crate" => {
            let message = "`crate` stands on the type; write `#[outcome(crate = path::to::grad_check)]` there";
            return Err(Error::new(word.span(), message));
        }
        name => {
            let help = match nearest(name, &["cost", "gradient"]) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("write {FORM}"),
            };
            let message = format!("a field is no `{name}` of an outcome; {help}");
            return Err(Error::new(word.span(), message));
        }
    };
    if !input.is_empty() {
        let message = format!("`{name}` stands alone; write `#[outcome({name})]`");
        return Err(Error::new(input.span(), message));
    }
    Ok((word, role))
}

/// Where the crate `grad_check` is found, if the type says so.
pub(super) fn of_type(attributes: &[Attribute], errors: &mut Vec<Error>) -> Option<Path> {
    let mut krate = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("outcome")) {
        match attribute.parse_args_with(path_of_crate) {
            Ok(path) => krate = Some(path),
            Err(error) => errors.push(at(attribute, error, FORM_OF_TYPE)),
        }
    }
    krate
}

fn path_of_crate(input: ParseStream<'_>) -> Result<Path> {
    let error = |error: Error| {
        let message = format!("no option of a type; write {FORM_OF_TYPE}");
        Error::new(error.span(), message)
    };
    let word = input.call(Ident::parse_any).map_err(error)?;
    if word != "crate" {
        let name = word.unraw().to_string();
        let message = if matches!(name.as_str(), "cost" | "gradient") {
            format!("`{name}` stands on a field; write `#[outcome({name})]` there")
        } else {
            format!("no option of a type is called `{name}`; write {FORM_OF_TYPE}")
        };
        return Err(Error::new(word.span(), message));
    }
    input.parse::<Token![=]>().map_err(error)?;
    input.call(Path::parse_mod_style).map_err(error)
}

/// The error of an attribute; one without options is wrong as a whole.
fn at(attribute: &Attribute, error: Error, form: &str) -> Error {
    match attribute.meta.require_list() {
        Ok(list) if !list.tokens.is_empty() => error,
        _ => {
            let message = format!("`outcome` takes its option in parentheses; write {form}");
            Error::new_spanned(attribute, message)
        }
    }
}
