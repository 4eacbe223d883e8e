//! `#[params(..)]` on a type, a variant or a field.

use crate::suggest::{listed, nearest};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Error, LitStr, Path, Result, Token};

/// What stands on a field.
#[derive(Default)]
pub(super) struct FieldOptions {
    pub(super) skip: Option<Ident>,
    pub(super) rename: Option<LitStr>,
    pub(super) with: Option<Path>,
}

/// Every option of a field, and how it is written.
const OF_FIELD: [(&str, &str); 3] = [
    ("skip", "skip"),
    ("rename", "rename = \"W1\""),
    ("with", "with = path::to::module"),
];
const OF_VARIANT: [(&str, &str); 1] = [("skip", "skip")];
const OF_TYPE: [(&str, &str); 1] = [("crate", "crate = path::to::grad_check")];

/// Characters that a path is written with: a name that has one could not be told from a path.
const OF_PATHS: [char; 3] = ['.', '[', ']'];

/// Read the options of a field.
pub(super) fn of_field(attributes: &[Attribute], errors: &mut Vec<Error>) -> FieldOptions {
    let mut options = FieldOptions::default();
    read(attributes, &OF_FIELD, errors, |key, name, input| {
        match name {
            "skip" => options.skip = Some(key),
            "rename" => options.rename = Some(new_name(input)?),
            _ => options.with = Some(module(input)?),
        }
        Ok(())
    });
    if let Some(skip) = &options.skip {
        let other = match (&options.rename, &options.with) {
            (Some(_), _) => Some("rename"),
            (None, Some(_)) => Some("with"),
            (None, None) => None,
        };
        errors.extend(other.map(|other| {
            let message = format!(
                "`skip` leaves the field alone, so that `{other}` says nothing; keep one of them"
            );
            Error::new(skip.span(), message)
        }));
    }
    options
}

/// Whether a variant is left alone.
pub(super) fn of_variant(attributes: &[Attribute], errors: &mut Vec<Error>) -> bool {
    let mut skip = false;
    read(attributes, &OF_VARIANT, errors, |_, _, _| {
        skip = true;
        Ok(())
    });
    skip
}

/// Where the crate `grad_check` is found, if a type says so.
pub(super) fn of_type(attributes: &[Attribute], errors: &mut Vec<Error>) -> Option<Path> {
    let mut krate = None;
    read(attributes, &OF_TYPE, errors, |_, _, input| {
        krate = Some(input.call(Path::parse_mod_style)?);
        Ok(())
    });
    krate
}

/// Read all `#[params(..)]` among the attributes, an option at a time, its value by `take`.
fn read(
    attributes: &[Attribute],
    known: &[(&str, &str)],
    errors: &mut Vec<Error>,
    mut take: impl FnMut(Ident, &str, ParseStream<'_>) -> Result<()>,
) {
    let mut seen: Vec<String> = Vec::new();
    for attribute in attributes.iter().filter(|a| a.path().is_ident("params")) {
        let Ok(list) = attribute.meta.require_list() else {
            let form = known.first().map_or("", |(_, form)| form);
            let message =
                format!("`params` has its options in parentheses; write `#[params({form})]`");
            errors.push(Error::new_spanned(attribute, message));
            continue;
        };
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                option(input, known, &mut seen, &mut take)?;
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        errors.extend(parser.parse2(list.tokens.clone()).err());
    }
}

fn option(
    input: ParseStream<'_>,
    known: &[(&str, &str)],
    seen: &mut Vec<String>,
    take: &mut impl FnMut(Ident, &str, ParseStream<'_>) -> Result<()>,
) -> Result<()> {
    let key = input.call(Ident::parse_any)?;
    let name = key.unraw().to_string();
    let Some((_, form)) = known.iter().find(|(known, _)| *known == name) else {
        return Err(unknown(&key, &name, known));
    };
    if seen.contains(&name) {
        let message = format!("`{name}` is given twice; keep one");
        return Err(Error::new(key.span(), message));
    }
    seen.push(name.clone());
    let wrong = |why: &str| {
        Err(Error::new(
            key.span(),
            format!("`{name}` {why}; write `{form}`"),
        ))
    };
    let takes_value = form.contains('=');
    let has_value = input.peek(Token![=]);
    if !takes_value && (has_value || !(input.is_empty() || input.peek(Token![,]))) {
        return wrong("takes no value");
    }
    if takes_value && !has_value {
        return wrong("has no value");
    }
    if takes_value {
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return wrong("has no value");
        }
    }
    take(key.clone(), &name, input)
}

/// A name for a path.
fn new_name(input: ParseStream<'_>) -> Result<LitStr> {
    let wanted = "`rename` takes a name; write `rename = \"W1\"`";
    let name: LitStr = input.parse().map_err(|e| Error::new(e.span(), wanted))?;
    let text = name.value();
    let is_apart = |c: char| OF_PATHS.contains(&c) || c.is_whitespace();
    if text.is_empty() || text.contains(is_apart) {
        let message = "a name in a path is not empty, and has no `.`, `[`, `]` or space; write `rename = \"W1\"`";
        return Err(Error::new(name.span(), message));
    }
    Ok(name)
}

/// A module, with or without quotes.
fn module(input: ParseStream<'_>) -> Result<Path> {
    let wanted = |span: Span| {
        let message = "`with` takes a module that has `flatten` and `restore`; write `with = path::to::module`";
        Error::new(span, message)
    };
    if input.peek(LitStr) {
        let quoted: LitStr = input.parse()?;
        return quoted
            .parse_with(Path::parse_mod_style)
            .map_err(|_| wanted(quoted.span()));
    }
    input
        .call(Path::parse_mod_style)
        .map_err(|e| wanted(e.span()))
}

fn unknown(key: &Ident, name: &str, known: &[(&str, &str)]) -> Error {
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let help = match nearest(name, &words) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if words.len() == 1 => format!("there is only {}", listed(&words)),
        None => format!("there are {}", listed(&words)),
    };
    let message = format!("no `params` option is called `{name}` here; {help}");
    Error::new(key.span(), message)
}
