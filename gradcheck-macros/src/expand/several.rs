//! Several attributes on one function: what tells their tests apart.

use crate::mode::Mode;
use crate::names::words;
use crate::options::{Options, Role};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, Generics};

/// What an attribute may be told by, the simplest first: its types, what a method is called on, what is given, or the kind
/// of derivative.
const MARKS: [fn(&Options) -> Vec<String>; 5] =
    [Options::type_names, receiver, given, kind, |options| {
        [Options::type_names, receiver, given, kind]
            .map(|mark| mark(options))
            .concat()
    }];

/// The names of each attribute; none if there is one alone.
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
    let is_same =
        |names: &[Vec<String>], i: usize| names[i].is_empty() || names[..i].contains(&names[i]);
    let are_told = |names: &Vec<Vec<String>>| (0..all.len()).all(|i| !is_same(names, i));
    let mut marked = MARKS.into_iter().map(by);
    if let Some(names) = marked.clone().find(are_told) {
        return Ok(Some(names));
    }
    let names = marked.next_back().unwrap_or_default();
    let is_same = |i: &usize| names[..*i].contains(&names[*i]);
    Err((1..all.len()).find(is_same).unwrap_or(1))
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

fn of_value(value: &Expr) -> Vec<String> {
    words(value.to_token_stream(), &Generics::default())
}
