//! `#[derive(Outcome)]`: a struct with a field of cost and fields of gradient.

mod roles;

use super::bounds::words;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use roles::{Role, of_field, of_type};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Generics, Member, Path, Type, parse_quote};

/// A field that holds the cost, or a gradient.
struct Part {
    member: Member,
    ty: Type,
}

/// The fields that are compared.
#[derive(Default)]
struct Parts {
    krate: Option<Path>,
    cost: Option<Part>,
    gradients: Vec<Part>,
}

/// Expand the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Vec::new();
    let parts = Parts::of(&input, &mut errors);
    let errors = errors.into_iter().reduce(|mut all: Error, error| {
        all.combine(error);
        all
    });
    match (errors, &parts.cost) {
        (None, Some(cost)) => implementation(&input, &parts, cost),
        (Some(errors), _) => errors.to_compile_error(),
        (None, None) => TokenStream::new(),
    }
}

impl Parts {
    fn of(input: &DeriveInput, errors: &mut Vec<Error>) -> Self {
        let before = errors.len();
        let mut parts = Self {
            krate: of_type(&input.attrs, errors),
            ..Self::default()
        };
        let fields = match &input.data {
            Data::Struct(data) => &data.fields,
            Data::Enum(data) => {
                errors.push(no_struct(data.enum_token.span));
                return parts;
            }
            Data::Union(data) => {
                errors.push(no_struct(data.union_token.span));
                return parts;
            }
        };
        for (position, field) in fields.iter().enumerate() {
            let Some((word, role)) = of_field(&field.attrs, errors) else {
                continue;
            };
            let member = match &field.ident {
                Some(name) => Member::Named(name.clone()),
                None => Member::from(position),
            };
            let part = Part {
                member,
                ty: field.ty.clone(),
            };
            match role {
                Role::Gradient => parts.gradients.push(part),
                Role::Cost if parts.cost.is_none() => parts.cost = Some(part),
                Role::Cost => {
                    let message = "an outcome has one cost; keep `#[outcome(cost)]` on one field";
                    errors.push(Error::new(word.span(), message));
                }
            }
        }
        if errors.len() == before {
            errors.extend(parts.missing(&input.ident));
        }
        parts
    }

    /// The error of a struct that doesn't say where its cost or its gradient is.
    fn missing(&self, name: &Ident) -> Option<Error> {
        let what = match (&self.cost, self.gradients.as_slice()) {
            (None, _) => "cost",
            (Some(_), []) => "gradient",
            _ => return None,
        };
        let message = format!(
            "`{name}` doesn't say which field is the {what}; write `#[outcome({what})]` above it"
        );
        Some(Error::new(name.span(), message))
    }
}

fn no_struct(span: Span) -> Error {
    let message = "an outcome is a struct; write `struct` with `#[outcome(cost)]` and `#[outcome(gradient)]` above its fields";
    Error::new(span, message)
}

fn implementation(input: &DeriveInput, parts: &Parts, cost: &Part) -> TokenStream {
    let krate = parts.krate.as_ref();
    let krate = krate.map_or_else(|| quote!(::grad_check), ToTokens::to_token_stream);
    let private = quote!(#krate::__private);
    let name = &input.ident;
    let generics = bounded(input, parts, cost, &private);
    let (implement, arguments, conditions) = generics.split_for_impl();
    let (member, span) = (&cost.member, cost.ty.span());
    // What is no number is an error at the type of its field.
    let cost = quote_spanned!(span=> #private::outcome_cost(self.#member));
    let gradients = parts.gradients.iter().map(|part| {
        let (member, span) = (&part.member, part.ty.span());
        quote_spanned!(span=> #private::outcome_gradient(&self.#member))
    });
    let gradients: Vec<TokenStream> = gradients.collect();
    let gradients = match gradients.as_slice() {
        [single] => quote!(&#single),
        several => quote!(&(#(#several),*)),
    };
    quote! {
        #[automatically_derived]
        #[allow(deprecated, clippy::type_repetition_in_bounds, clippy::trait_duplication_in_bounds)]
        impl #implement #private::Outcome for #name #arguments #conditions {
            fn answer(self) -> ::core::result::Result<#private::Answer, #private::String> {
                let expected = <#private::LayoutHint as ::core::default::Default>::default();
                #private::Outcome::answer_as(self, &expected)
            }
            fn answer_as(
                self,
                expected: &#private::LayoutHint,
            ) -> ::core::result::Result<#private::Answer, #private::String> {
                #cost.beside(#gradients, expected)
            }
        }
    }
}

/// The generics of the impl: a field's type that mentions a type parameter must be a number, or hold numbers.
fn bounded(input: &DeriveInput, parts: &Parts, cost: &Part, private: &TokenStream) -> Generics {
    let parameters = input.generics.type_params();
    let parameters: Vec<String> = parameters.map(|p| p.ident.to_string()).collect();
    let is_generic = |ty: &Type| {
        let mut words = words(ty.to_token_stream()).into_iter();
        words.any(|word| parameters.contains(&word))
    };
    let mut generics = input.generics.clone();
    let predicates = &mut generics.make_where_clause().predicates;
    let cost = (cost, quote!(Real));
    let gradients = parts.gradients.iter().map(|part| (part, quote!(Flatten)));
    let all = std::iter::once(cost).chain(gradients);
    for (Part { ty, .. }, required) in all.filter(|(part, _)| is_generic(&part.ty)) {
        predicates.push(parse_quote!(#ty: #private::#required));
    }
    generics
}
