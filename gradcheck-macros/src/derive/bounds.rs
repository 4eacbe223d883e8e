//! What has to hold of the fields of a generic type.

use super::parts::Parts;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{DeriveInput, Generics, WherePredicate, parse_quote};

/// The generics of an impl: each field type that mentions a type parameter must implement the trait. A
/// type that mentions itself would have to implement it before it does; there the type parameters must.
pub(super) fn bounded(input: &DeriveInput, parts: &Parts, required: &TokenStream) -> Generics {
    let mut generics = input.generics.clone();
    let parameters: Vec<Ident> = input
        .generics
        .type_params()
        .map(|p| p.ident.clone())
        .collect();
    let mut predicates: Vec<WherePredicate> = Vec::new();
    for part in parts.all().filter(|part| part.with.is_none()) {
        let (ty, tokens) = (&part.ty, part.ty.to_token_stream());
        let mentioned = parameters.iter().filter(|p| mentions(tokens.clone(), p));
        if mentions(tokens.clone(), &input.ident) {
            predicates.extend(mentioned.map(|p| -> WherePredicate { parse_quote!(#p: #required) }));
        } else if mentioned.count() > 0 {
            predicates.push(parse_quote!(#ty: #required));
        }
    }
    let is_generic = !parameters.is_empty();
    let where_clause = generics.make_where_clause();
    where_clause.predicates.extend(predicates);
    if is_generic {
        // A derived `Clone` has bounds of its own.
        let name = &input.ident;
        let (_, arguments, _) = input.generics.split_for_impl();
        let itself = quote!(#name #arguments);
        let needs_clone = required.to_string().ends_with("Params");
        where_clause.predicates.extend(
            needs_clone.then(|| -> WherePredicate { parse_quote!(#itself: ::core::clone::Clone) }),
        );
    }
    generics
}

/// Whether a word is among the tokens.
fn mentions(tokens: TokenStream, word: &Ident) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == *word,
        TokenTree::Group(group) => mentions(group.stream(), word),
        _ => false,
    })
}
