//! The annotated function: its signature parsed, its body as it was written.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Item, Result, Signature, Visibility};

/// A function whose body nobody has looked into, so that half-typed code still completes in an
/// editor.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    visibility: Visibility,
    pub(crate) signature: Signature,
    body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl Function {
    /// Take out the attributes that belong on the test alone.
    pub(crate) fn take_test_attributes(&mut self) -> Vec<Attribute> {
        self.take(|a| a.path().is_ident("ignore") || a.path().is_ident("should_panic"))
    }

    /// Take out further `grad_check` attributes; rustc has resolved each `cfg_attr` before.
    pub(crate) fn take_repeated(&mut self) -> Vec<Attribute> {
        self.take(is_grad_check)
    }

    fn take(&mut self, chosen: impl Fn(&Attribute) -> bool) -> Vec<Attribute> {
        let (taken, kept) = std::mem::take(&mut self.attributes)
            .into_iter()
            .partition(chosen);
        self.attributes = kept;
        taken
    }

    /// What the test needs of the function's attributes: whether it exists, and which lints hold.
    pub(crate) fn attributes_for_test(&self) -> TokenStream {
        let copied = ["cfg", "allow", "warn", "deny", "forbid"];
        let is = |a: &&Attribute, names: &[&str]| names.iter().any(|name| a.path().is_ident(name));
        let attributes = self.attributes.iter().filter(|a| is(a, &copied));
        let deprecated = self.attributes.iter().any(|a| is(&a, &["deprecated"]));
        let allow = deprecated.then(|| quote!(#[allow(deprecated)]));
        quote!(#(#attributes)* #allow)
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        tokens.extend(quote!(#(#attributes)* #visibility #signature #body));
    }
}

/// Whether these tokens are a complete item of another kind.
pub(crate) fn is_other_item(tokens: &TokenStream) -> bool {
    syn::parse2::<Item>(tokens.clone()).is_ok()
}

fn is_grad_check(attribute: &Attribute) -> bool {
    attribute
        .path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "grad_check")
}
