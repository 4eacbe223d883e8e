//! Several attributes on one function: what tells their tests apart.

use crate::mode::Mode;
use crate::names::words;
use crate::options::{Options, Role};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, Generics};

/// What an attribute may be told by, the simplest first: what a method is called on, what is given, each by its names or
/// with its numbers, the kind of derivative, the functions that are named, and what is differentiated; or all of it.
const MARKS: [fn(&Options) -> Vec<String>; 8] = [
    |options| names(receiver(options)),
    receiver,
    |options| names(given(options)),
    given,
    kind,
    functions,
    differentiated,
    |options| {
        [
            Options::type_names,
            receiver,
            given,
            kind,
            functions,
            differentiated,
        ]
        .map(|mark| mark(options))
        .concat()
    },
];

/// The names of each attribute, its types or what it doesn't share with all others; none if there is one alone.
///
/// # Errors
/// The first attribute that nothing tells from one before it.
pub(super) fn told_apart(all: &[&Options]) -> Result<Option<Vec<Vec<String>>>, usize> {
    if all.len() < 2 {
        return Ok(None);
    }
    let by = |mark: fn(&Options) -> Vec<String>| -> Vec<Vec<String>> {
        all.iter().map(|options| mark(options)).collect()
    };
    let are_told = |names: &Vec<Vec<String>>| {
        (0..all.len()).all(|i| !names[i].is_empty() && !names[..i].contains(&names[i]))
    };
    let types = by(Options::type_names);
    if are_told(&types) {
        return Ok(Some(types));
    }
    let mut marked = MARKS.into_iter().map(|mark| unshared(&by(mark)));
    if let Some(names) = marked.clone().find(are_told) {
        return Ok(Some(names));
    }
    let names = marked.next_back().unwrap_or_default();
    let is_same = |i: &usize| names[..*i].contains(&names[*i]);
    Err((1..all.len()).find(is_same).unwrap_or(1))
}

/// The words of each that not all others have.
fn unshared(all: &[Vec<String>]) -> Vec<Vec<String>> {
    let is_shared = |word: &String| all.iter().all(|words| words.contains(word));
    let own = |words: &Vec<String>| {
        words
            .iter()
            .filter(|word| !is_shared(word))
            .cloned()
            .collect()
    };
    all.iter().map(own).collect()
}

/// Less the numbers.
fn names(mut words: Vec<String>) -> Vec<String> {
    words.retain(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    words
}

fn receiver(options: &Options) -> Vec<String> {
    let on = options.on.iter().filter(|_| !options.inherits("on"));
    on.flat_map(|on| of_value(&on.value)).collect()
}

fn given(options: &Options) -> Vec<String> {
    let given = options
        .bindings
        .iter()
        .filter(|(role, _)| *role == Role::Given);
    let values = given.filter_map(|(_, binding)| binding.value.as_ref());
    values.flat_map(of_value).collect()
}

fn kind(options: &Options) -> Vec<String> {
    let word = |mode: &Mode| mode.word.unraw().to_string();
    let word = options
        .mode
        .as_ref()
        .map_or_else(|| "gradient".to_owned(), word);
    vec![word]
}

fn functions(options: &Options) -> Vec<String> {
    options.functions().flat_map(of_value).collect()
}

fn differentiated(options: &Options) -> Vec<String> {
    let at = options
        .bindings
        .iter()
        .filter(|(role, _)| *role == Role::At);
    let places = at.map(|(_, binding)| binding.place.text());
    let parts = places.map(|place| {
        place
            .trim_start_matches("self.")
            .replace(['.', '[', ']'], "_")
    });
    parts.collect()
}

fn of_value(value: &Expr) -> Vec<String> {
    words(value.to_token_stream(), &Generics::default())
}
