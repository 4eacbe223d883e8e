//! `#[params(..)]` on a type, a variant or a field.

use crate::separated::each;
use crate::suggest::{listed, nearest};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
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
    let others = [
        options.rename.as_ref().map(|_| "rename"),
        options.with.as_ref().map(|_| "with"),
    ];
    let others: Vec<&str> = others.into_iter().flatten().collect();
    if let (Some(skip), false) = (&options.skip, others.is_empty()) {
        let message = format!(
            "`skip` leaves the field alone; keep it, or {}",
            listed(&others)
        );
        errors.push(Error::new(skip.span(), message));
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
        let wanted = "`crate` takes a path without quotes; write `crate = path::to::grad_check`";
        let path = input.call(Path::parse_mod_style);
        krate = Some(path.map_err(|error| Error::new(error.span(), wanted))?);
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
    let form = known.first().map_or("", |(_, form)| form);
    for attribute in attributes.iter().filter(|a| a.path().is_ident("params")) {
        let list = attribute.meta.require_list().ok();
        let Some(list) = list.filter(|list| !list.tokens.is_empty()) else {
            let message =
                format!("`params` takes options in parentheses; write `#[params({form})]`");
            errors.push(Error::new_spanned(attribute, message));
            continue;
        };
        each(list.tokens.clone(), errors, |input| {
            option(input, known, &mut seen, &mut take)
        });
    }
}

fn option(
    input: ParseStream<'_>,
    known: &[(&str, &str)],
    seen: &mut Vec<String>,
    take: &mut impl FnMut(Ident, &str, ParseStream<'_>) -> Result<()>,
) -> Result<()> {
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let no_word = |error: Error| {
        let message = format!("expected an option; there {}", are(&words));
        Error::new(error.span(), message)
    };
    let key = input.call(Ident::parse_any).map_err(no_word)?;
    let name = key.unraw().to_string();
    let Some((_, form)) = known.iter().find(|(known, _)| *known == name) else {
        return Err(Error::new(key.span(), unknown(&name, &words)));
    };
    if seen.contains(&name) {
        let message = format!("`{name}` is given twice; keep one");
        return Err(Error::new(key.span(), message));
    }
    seen.push(name.clone());
    let takes_value = form.contains('=');
    let stands_alone = |input: ParseStream<'_>| input.is_empty() || input.peek(Token![,]);
    // A word behind it is another option, which lacks a comma.
    let is_word = stands_alone(input) || input.peek(Ident::peek_any);
    let why = if !takes_value {
        (!is_word).then_some("takes no value")
    } else if is_word {
        Some("has no value")
    } else if input.parse::<Token![=]>().is_err() {
        Some("is not written so")
    } else {
        stands_alone(input).then_some("has no value")
    };
    match why {
        Some(why) => {
            let message = format!("`{name}` {why}; write `{form}`");
            Err(Error::new(key.span(), message))
        }
        None => take(key.clone(), &name, input),
    }
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

/// What is wrong with a word that is no option here: a slip, or an option of another place.
fn unknown(name: &str, here: &[&str]) -> String {
    let elsewhere = |place: &[(&str, &'static str)]| {
        let mut options = place.iter();
        options.find_map(|&(word, form)| (word == name).then_some(form))
    };
    if let Some(form) = elsewhere(&OF_TYPE) {
        return format!("`{name}` stands on the type; write `#[params({form})]` there");
    }
    if let Some(form) = elsewhere(&OF_FIELD) {
        return format!("`{name}` stands on a field; write `#[params({form})]` there");
    }
    let help = match nearest(name, here) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there {}", are(here)),
    };
    format!("no `params` option is called `{name}` here; {help}")
}

/// "are `skip` and `rename`".
fn are(words: &[&str]) -> String {
    let verb = if words.len() == 1 { "is only" } else { "are" };
    format!("{verb} {}", listed(words))
}
