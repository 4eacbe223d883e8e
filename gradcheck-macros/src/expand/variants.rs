//! Functions with arguments behind `#[cfg]`: one variant for each choice, and a test for it under that choice.

use super::Subject;
use crate::arguments::Argument;
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Error, FnArg, Meta, Result};

/// How many arguments may be behind a `#[cfg]`.
const CHOICES: usize = 4;

/// The function as each choice makes it.
pub(super) fn variants<'a>(subject: &Subject<'a>) -> Result<Vec<Subject<'a>>> {
    let inputs: Vec<&FnArg> = subject.signature.inputs.iter().collect();
    let predicates: Vec<Option<TokenStream>> =
        inputs.iter().map(|input| predicate(input)).collect();
    let choices = predicates.iter().flatten().count();
    if let Some(input) = inputs.get(CHOICES).filter(|_| choices > CHOICES) {
        let message = "more than four arguments behind `#[cfg]` can't be checked; write a function for each case";
        return Err(Error::new_spanned(input, message));
    }
    let variants = (0..1usize << choices).map(|choice| {
        let mut variant = Subject {
            absent: Vec::new(),
            conditions: Vec::new(),
            ..subject.clone()
        };
        variant.signature.inputs = Punctuated::new();
        let mut bit = 0;
        for (input, predicate) in inputs.iter().zip(&predicates) {
            let mut is_there = true;
            if let Some(predicate) = predicate {
                is_there = choice >> bit & 1 == 1;
                bit += 1;
                variant.conditions.push(if is_there {
                    quote!(#predicate)
                } else {
                    quote!(not(#predicate))
                });
            }
            if is_there {
                variant.signature.inputs.push((*input).clone());
            } else {
                let mut alone = subject.signature.clone();
                alone.inputs = std::iter::once((*input).clone()).collect();
                let absent = Argument::all(&alone, None);
                variant
                    .absent
                    .extend(absent.into_iter().map(|argument| argument.key));
            }
        }
        variant
    });
    Ok(variants.collect())
}

/// The predicate that an argument is behind.
fn predicate(input: &FnArg) -> Option<TokenStream> {
    let attributes = match input {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(typed) => &typed.attrs,
    };
    let predicates = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("cfg") => Some(list.tokens.clone()),
            _ => None,
        });
    let predicates: Vec<TokenStream> = predicates.collect();
    (!predicates.is_empty()).then(|| quote!(all(#(#predicates),*)))
}
