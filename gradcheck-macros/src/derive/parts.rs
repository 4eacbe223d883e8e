//! A type as its parts: the fields of a struct, or of each variant of an enum.

use super::attributes::{FieldOptions, of_field, of_type, of_variant};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Error, Field, Fields, LitStr, Member, Path, Type};

/// A type that a derive stands on.
pub(super) struct Parts {
    pub(super) krate: Option<Path>,
    pub(super) variants: Vec<Variant>,
}

/// A struct, or a variant of an enum.
pub(super) struct Variant {
    /// `Self`, or `Self::Name`.
    pub(super) constructor: TokenStream,
    /// Its fields that hold parameters.
    pub(super) parts: Vec<Part>,
}

/// A field that holds parameters.
pub(super) struct Part {
    pub(super) member: Member,
    /// The variable that it is bound to.
    pub(super) variable: Ident,
    pub(super) ty: Type,
    /// Its segment of a path; none if its own paths stand alone.
    pub(super) name: Option<String>,
    /// The module that reads and writes it.
    pub(super) with: Option<Path>,
}

impl Parts {
    /// Read a type; the errors are those of its form and its attributes.
    pub(super) fn of(input: &DeriveInput, errors: &mut Vec<Error>) -> Self {
        let krate = of_type(&input.attrs, errors);
        let variants = match &input.data {
            Data::Struct(data) => vec![Variant::of(quote!(Self), &data.fields, errors)],
            Data::Enum(data) => {
                let variants = data.variants.iter();
                let read = |variant: &syn::Variant| {
                    let name = &variant.ident;
                    let constructor = quote!(Self::#name);
                    let is_skipped = of_variant(&variant.attrs, errors);
                    let mut read = Variant::of(constructor, &variant.fields, errors);
                    if is_skipped {
                        read.parts.clear();
                    }
                    read
                };
                variants.map(read).collect()
            }
            Data::Union(data) => {
                let message = "a union can't hold parameters; write a struct or an enum";
                errors.push(Error::new(data.union_token.span, message));
                Vec::new()
            }
        };
        Self { krate, variants }
    }

    /// All parts.
    pub(super) fn all(&self) -> impl Iterator<Item = &Part> {
        self.variants.iter().flat_map(|variant| &variant.parts)
    }

    /// The part that is all there is of every value, under no name of its own.
    pub(super) fn transparent(&self) -> Option<&Part> {
        let [variant] = self.variants.as_slice() else {
            return None;
        };
        let [part] = variant.parts.as_slice() else {
            return None;
        };
        (part.name.is_none() && part.with.is_none()).then_some(part)
    }
}

impl Variant {
    fn of(constructor: TokenStream, fields: &Fields, errors: &mut Vec<Error>) -> Self {
        let is_transparent = matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1);
        let mut parts: Vec<Part> = Vec::new();
        for (position, field) in fields.iter().enumerate() {
            let errors_before = errors.len();
            let options = of_field(&field.attrs, errors);
            if options.skip.is_some() || errors.len() > errors_before {
                continue;
            }
            let renamed = options.rename.as_ref().map(LitStr::span);
            let part = Part::of(position, field, options, is_transparent);
            let is_taken = parts.iter().any(|other| other.name == part.name);
            if let (Some(name), true) = (&part.name, is_taken) {
                let message = format!(
                    "two fields are called `{name}` in a path; write `#[params(rename = \"..\")]` on one of them"
                );
                let span = renamed.unwrap_or_else(|| span_of(field));
                errors.push(Error::new(span, message));
            }
            parts.push(part);
        }
        Self { constructor, parts }
    }
}

impl Part {
    fn of(position: usize, field: &Field, options: FieldOptions, is_transparent: bool) -> Self {
        let own = match &field.ident {
            Some(name) => Some(name.unraw().to_string()),
            None if is_transparent => None,
            None => Some(position.to_string()),
        };
        let member = match &field.ident {
            Some(name) => Member::Named(name.clone()),
            None => Member::from(position),
        };
        Self {
            member,
            variable: format_ident!("part{position}", span = Span::mixed_site()),
            ty: field.ty.clone(),
            name: options.rename.map(|name| name.value()).or(own),
            with: options.with,
        }
    }
}

fn span_of(field: &Field) -> Span {
    let name = field.ident.as_ref().map(Ident::span);
    name.unwrap_or_else(|| syn::spanned::Spanned::span(&field.ty))
}
