//! What has to hold of the fields of a generic type.

use super::parts::Parts;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{DeriveInput, Generics, WherePredicate, parse_quote};

/// The generics of an impl: each field type that mentions a type parameter must implement the trait. A
/// type that mentions itself would have to implement it before it does; there the type parameters must.
pub(super) fn bounded(input: &DeriveInput, parts: &Parts, required: &TokenStream) -> Generics {
    let parameters: Vec<&Ident> = input.generics.type_params().map(|p| &p.ident).collect();
    let own = own(input);
    let mut bounded: Vec<TokenStream> = Vec::new();
    for part in parts.all().filter(|part| part.with.is_none()) {
        let ty = part.ty.to_token_stream();
        let (is_recursive, words) = without_itself(&words(ty.clone()), &own);
        let mut mentioned = parameters.iter().filter(|p| words.contains(&p.to_string()));
        if is_recursive {
            bounded.extend(mentioned.map(ToTokens::to_token_stream));
        } else if mentioned.next().is_some() {
            bounded.push(ty);
        }
    }
    let mut generics = input.generics.clone();
    let predicates = &mut generics.make_where_clause().predicates;
    let mut seen: Vec<String> = Vec::new();
    for ty in bounded {
        let text = ty.to_string();
        if !seen.contains(&text) {
            predicates.push(parse_quote!(#ty: #required));
            seen.push(text);
        }
    }
    generics
}

/// The same for a trait that needs `Clone`: a derived `Clone` has bounds of its own.
pub(super) fn bounded_and_clone(
    input: &DeriveInput,
    parts: &Parts,
    required: &TokenStream,
) -> Generics {
    let mut generics = bounded(input, parts, required);
    if input.generics.type_params().next().is_some() {
        let (name, (_, arguments, _)) = (&input.ident, input.generics.split_for_impl());
        let clone: WherePredicate = parse_quote!(#name #arguments: ::core::clone::Clone);
        generics.make_where_clause().predicates.push(clone);
    }
    generics
}

/// The words of the deriving type: `Node`, `<`, `T`, `>`.
fn own(input: &DeriveInput) -> Vec<String> {
    let (name, (_, arguments, _)) = (&input.ident, input.generics.split_for_impl());
    words(quote!(#name #arguments))
}

/// Whether a type mentions the deriving one, and its words besides: that holds by this very impl, and
/// asks for nothing of the parameters. `layers::Node<T>` is another type of the same name.
fn without_itself(ty: &[String], own: &[String]) -> (bool, Vec<String>) {
    let (mut is_recursive, mut besides) = (false, Vec::new());
    let mut rest = ty;
    while let Some((word, behind)) = rest.split_first() {
        let is_qualified = besides.ends_with(&[":".to_owned(), ":".to_owned()]);
        let is_own = word == "Self" || (Some(word) == own.first() && !is_qualified);
        is_recursive |= is_own;
        if let (true, Some(after)) = (is_own, rest.strip_prefix(own)) {
            rest = after;
        } else {
            besides.push(word.clone());
            rest = behind;
        }
    }
    (is_recursive, besides)
}

/// The words and signs of a type, in their order.
pub(super) fn words(tokens: TokenStream) -> Vec<String> {
    let words = tokens.into_iter().flat_map(|tree| match tree {
        TokenTree::Group(group) => words(group.stream()),
        other => vec![other.to_string()],
    });
    words.collect()
}
