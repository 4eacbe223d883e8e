//! The impls of `Flatten` and `Params`.

use super::bounds::{bounded, bounded_and_clone};
use super::parts::{Part, Parts, Variant};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Error, Generics, Path};

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

fn flatten(input: &DeriveInput, parts: &Parts) -> TokenStream {
    let private = private(parts);
    let flatten = quote!(#private::Flatten);
    let generics = bounded(input, parts, &flatten);
    let body = body_of(parts, &quote!(into), |part| {
        let (ty, variable) = (&part.ty, &part.variable);
        let by_trait = || quote!(<#ty as #flatten>::flatten(#variable, into););
        let by_module = |with| call(with, "flatten", part, &quote!(into));
        let append = part.with.as_ref().map_or_else(by_trait, by_module);
        match (&part.name, &part.with) {
            (None, _) => append,
            (Some(name), Some(_)) => {
                quote!(#private::Flattened::within(into, #name, |into| { #append });)
            }
            (Some(name), None) => quote!(#private::Flattened::part::<#ty>(into, #name, #variable);),
        }
    });
    let element = parts.transparent().map(|part| {
        let ty = &part.ty;
        let numbers = body_of(parts, &quote!(into), |part| {
            let variable = &part.variable;
            quote!(<#ty as #flatten>::numbers(#variable, into);)
        });
        quote! {
            fn element() -> ::core::option::Option<#private::Element> {
                <#ty as #flatten>::element()
            }
            fn count() -> ::core::option::Option<usize> {
                <#ty as #flatten>::count()
            }
            fn numbers(&self, into: &mut #private::Vec<f64>) {
                #numbers
            }
        }
    });
    let methods = quote! {
        fn flatten(&self, into: &mut #private::Flattened) {
            #body
        }
        #element
    };
    implementation(input, &generics, &flatten, &methods)
}

fn params(input: &DeriveInput, parts: &Parts) -> TokenStream {
    let private = private(parts);
    let params = quote!(#private::Params);
    let generics = bounded_and_clone(input, parts, &params);
    let body = body_of(parts, &quote!(from), |part| {
        let (ty, variable) = (&part.ty, &part.variable);
        let by_trait = || quote!(<#ty as #params>::restore(#variable, from););
        let by_module = |with| call(with, "restore", part, &quote!(from));
        part.with.as_ref().map_or_else(by_trait, by_module)
    });
    let methods = quote! {
        fn restore(&mut self, from: &mut #private::Restore<'_>) {
            #body
        }
    };
    implementation(input, &generics, &params, &methods)
}

/// The facade's private module.
fn private(parts: &Parts) -> TokenStream {
    let default = || quote!(::grad_check);
    let krate = parts.krate.as_ref();
    let krate = krate.map_or_else(default, ToTokens::to_token_stream);
    quote!(#krate::__private)
}

fn implementation(
    input: &DeriveInput,
    generics: &Generics,
    of: &TokenStream,
    methods: &TokenStream,
) -> TokenStream {
    let name = &input.ident;
    let (implement, arguments, conditions) = generics.split_for_impl();
    // A field's type may be bound by the user already.
    quote! {
        #[automatically_derived]
        #[allow(deprecated, clippy::type_repetition_in_bounds, clippy::trait_duplication_in_bounds)]
        impl #implement #of for #name #arguments #conditions {
            #methods
        }
    }
}

/// What is done with each part of the active variant, in the order of the fields.
fn body_of(
    parts: &Parts,
    passed: &TokenStream,
    statement: impl Fn(&Part) -> TokenStream,
) -> TokenStream {
    if parts.all().next().is_none() {
        return quote!(let _ = #passed;);
    }
    let arm = |variant: &Variant| {
        let constructor = &variant.constructor;
        let members = variant.parts.iter().map(|part| &part.member);
        let variables = variant.parts.iter().map(|part| &part.variable);
        let statements = variant.parts.iter().map(&statement);
        quote!(#constructor { #(#members: #variables,)* .. } => { #(#statements)* })
    };
    let arms = parts.variants.iter().map(arm);
    quote!(match self { #(#arms)* })
}

/// `module::flatten(part, into);`, where what the module lacks is an error at its name.
fn call(module: &Path, function: &str, part: &Part, passed: &TokenStream) -> TokenStream {
    let span = module.span().resolved_at(Span::call_site());
    let function = Ident::new(function, span);
    let mut variable = part.variable.clone();
    variable.set_span(span.resolved_at(variable.span()));
    quote_spanned!(span=> #module::#function(#variable, #passed);)
}
