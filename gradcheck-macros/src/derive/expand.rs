//! The impls of `Flatten` and `Params`.

use super::bounds::bounded;
use super::parts::{Part, Parts, Variant};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DeriveInput, Error};

/// Which traits are derived.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derived {
    /// `Flatten` alone.
    Flatten,
    /// `Flatten` and `Params`.
    Params,
}

/// Expand a derive. Whatever is wrong, the traits are implemented, so that one mistake is one error.
pub(crate) fn derive(item: TokenStream, derived: Derived) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Vec::new();
    let mut parts = Parts::of(&input, &mut errors);
    let errors = errors.into_iter().reduce(|mut all: Error, error| {
        all.combine(error);
        all
    });
    if errors.is_some() {
        parts.variants.clear();
    }
    let errors = errors.map(|all| all.to_compile_error());
    let flatten = flatten(&input, &parts);
    let params = (derived == Derived::Params).then(|| params(&input, &parts));
    quote!(#flatten #params #errors)
}

/// The facade's private module.
fn private(parts: &Parts) -> TokenStream {
    let krate = parts
        .krate
        .as_ref()
        .map_or_else(|| quote!(::grad_check), ToTokens::to_token_stream);
    quote!(#krate::__private)
}

fn flatten(input: &DeriveInput, parts: &Parts) -> TokenStream {
    let (name, private) = (&input.ident, private(parts));
    let generics = bounded(input, parts, &quote!(#private::Flatten));
    let (implement, arguments, conditions) = generics.split_for_impl();
    let body = body(parts, |part| {
        let (ty, variable) = (&part.ty, &part.variable);
        match (&part.name, &part.with) {
            (Some(name), None) => quote!(#private::Flattened::part::<#ty>(into, #name, #variable);),
            (None, None) => quote!(<#ty as #private::Flatten>::flatten(#variable, into);),
            (Some(name), Some(with)) => {
                quote!(#private::Flattened::within(into, #name, |into| #with::flatten(#variable, into));)
            }
            (None, Some(with)) => quote!(#with::flatten(#variable, into);),
        }
    });
    let unused = parts.all().next().is_none().then(|| quote!(let _ = into;));
    let element = parts.transparent().map(|part| {
        let (ty, member) = (&part.ty, &part.member);
        quote! {
            fn element() -> ::core::option::Option<#private::Element> {
                <#ty as #private::Flatten>::element()
            }
            fn numbers(&self, into: &mut #private::Vec<f64>) {
                <#ty as #private::Flatten>::numbers(&self.#member, into);
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #implement #private::Flatten for #name #arguments #conditions {
            fn flatten(&self, into: &mut #private::Flattened) {
                #unused
                #body
            }
            #element
        }
    }
}

fn params(input: &DeriveInput, parts: &Parts) -> TokenStream {
    let (name, private) = (&input.ident, private(parts));
    let generics = bounded(input, parts, &quote!(#private::Params));
    let (implement, arguments, conditions) = generics.split_for_impl();
    let body = body(parts, |part| {
        let (ty, variable) = (&part.ty, &part.variable);
        match &part.with {
            None => quote!(<#ty as #private::Params>::restore(#variable, from);),
            Some(with) => quote!(#with::restore(#variable, from);),
        }
    });
    let unused = parts.all().next().is_none().then(|| quote!(let _ = from;));
    quote! {
        #[automatically_derived]
        impl #implement #private::Params for #name #arguments #conditions {
            fn restore(&mut self, from: &mut #private::Restore<'_>) {
                #unused
                #body
            }
        }
    }
}

/// What is done with each part of the active variant, in the order of the fields.
fn body(parts: &Parts, of_part: impl Fn(&Part) -> TokenStream) -> TokenStream {
    if parts.all().next().is_none() {
        return TokenStream::new();
    }
    let arm = |variant: &Variant| {
        let constructor = &variant.constructor;
        let members = variant.parts.iter().map(|part| &part.member);
        let variables = variant.parts.iter().map(|part| &part.variable);
        let statements = variant.parts.iter().map(&of_part);
        quote!(#constructor { #(#members: #variables,)* .. } => { #(#statements)* })
    };
    let arms = parts.variants.iter().map(arm);
    quote!(match self { #(#arms)* })
}
