//! The arguments of a signature: name, type, and how each is passed.

use crate::types::{Owned, bare, is_view, owned};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FnArg, Pat, PatType, Signature, Type};

/// An argument of the annotated function.
pub(crate) struct Argument {
    /// The name that options and paths use: never raw.
    pub(crate) name: String,
    /// The variable that holds its value in the test.
    pub(crate) variable: Ident,
    /// Where it is named.
    pub(crate) span: Span,
    pub(crate) ty: Type,
}

impl Argument {
    /// All arguments but a receiver.
    pub(crate) fn all(signature: &Signature) -> Vec<Self> {
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        });
        typed
            .enumerate()
            .map(|(i, typed)| Self::new(i, typed))
            .collect()
    }

    fn new(position: usize, typed: &PatType) -> Self {
        let mut bound = Vec::new();
        names(&typed.pat, &mut bound);
        let variable = match bound.as_slice() {
            [single] => single.clone(),
            _ => format_ident!("arg{position}", span = Span::call_site()),
        };
        Self {
            name: variable.unraw().to_string(),
            span: typed.pat.span(),
            ty: bare(&typed.ty).clone(),
            variable,
        }
    }

    /// The type behind a reference, which the test owns.
    pub(crate) fn referent(&self) -> &Type {
        match &self.ty {
            Type::Reference(reference) => bare(&reference.elem),
            other => other,
        }
    }

    pub(crate) fn is_mutable_reference(&self) -> bool {
        matches!(&self.ty, Type::Reference(reference) if reference.mutability.is_some())
    }

    /// How the test holds it.
    pub(crate) fn owned(&self, private: &TokenStream) -> Owned {
        owned(self.referent(), private)
    }

    /// The expression that passes it, from one that is a reference to the owned value.
    pub(crate) fn pass(&self, reference: &TokenStream, private: &TokenStream) -> TokenStream {
        let is_view = is_view(self.referent());
        match &self.ty {
            // A fresh copy for each evaluation: what one of them writes, the next doesn't see.
            Type::Reference(r) if r.mutability.is_some() => {
                quote!(&mut ::core::clone::Clone::clone(#reference))
            }
            Type::Reference(_) if is_view => quote!(&#private::arguments::lend(#reference)),
            Type::Reference(_) => quote!(#reference),
            Type::ImplTrait(_) => quote!(::core::clone::Clone::clone(#reference)),
            _ => quote!(#private::arguments::lend(#reference)),
        }
    }
}

/// The names that a pattern binds.
fn names(pattern: &Pat, bound: &mut Vec<Ident>) {
    match pattern {
        Pat::Ident(ident) => {
            bound.push(ident.ident.clone());
            if let Some((_, within)) = &ident.subpat {
                names(within, bound);
            }
        }
        Pat::Reference(reference) => names(&reference.pat, bound),
        Pat::Paren(paren) => names(&paren.pat, bound),
        Pat::Tuple(tuple) => tuple.elems.iter().for_each(|p| names(p, bound)),
        Pat::TupleStruct(tuple) => tuple.elems.iter().for_each(|p| names(p, bound)),
        Pat::Slice(slice) => slice.elems.iter().for_each(|p| names(p, bound)),
        Pat::Struct(fields) => fields.fields.iter().for_each(|f| names(&f.pat, bound)),
        _ => {}
    }
}
