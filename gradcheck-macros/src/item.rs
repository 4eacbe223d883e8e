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
        let mut function = Self::head(input)?;
        function.body = input.parse()?;
        Ok(function)
    }
}

impl Function {
    /// Read a function with further items behind it.
    pub(crate) fn within(input: ParseStream<'_>) -> Result<Self> {
        let mut function = Self::head(input)?;
        let body;
        let brace = syn::braced!(body in input);
        let body: TokenStream = body.parse()?;
        brace.surround(&mut function.body, |tokens| tokens.extend(body));
        Ok(function)
    }

    fn head(input: ParseStream<'_>) -> Result<Self> {
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            signature: input.parse()?,
            body: TokenStream::new(),
        })
    }

    /// Its body, as it was written.
    pub(crate) fn body(&self) -> &TokenStream {
        &self.body
    }

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
}

/// What a test needs of its function's attributes: whether it exists, and which lints hold.
pub(crate) fn attributes_for_test(attributes: &[Attribute]) -> TokenStream {
    let copied = ["cfg", "allow", "expect", "warn", "deny", "forbid"];
    let is = |a: &&Attribute, names: &[&str]| names.iter().any(|name| a.path().is_ident(name));
    let deprecated = attributes.iter().any(|a| is(&a, &["deprecated"]));
    let allow = deprecated.then(|| quote!(#[allow(deprecated)]));
    let attributes = attributes.iter().filter(|a| is(a, &copied));
    let attributes = attributes.map(|attribute| match &attribute.meta {
        // What is expected in the function needn't be in its test.
        syn::Meta::List(list) if attribute.path().is_ident("expect") => {
            let lints = &list.tokens;
            quote!(#[allow(#lints)])
        }
        _ => attribute.to_token_stream(),
    });
    quote!(#(#attributes)* #allow)
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
    syn::parse2::<Item>(tokens.clone()).is_ok_and(|item| !matches!(item, Item::Verbatim(_)))
}

pub(crate) fn is_grad_check(attribute: &Attribute) -> bool {
    attribute
        .path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "grad_check")
}
