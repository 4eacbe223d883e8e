//! What stands on a function inside of a block, where nobody has resolved `cfg_attr` yet.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::{AttrStyle, Attribute, Error, Meta, Result, Token, token};

/// A `grad_check(..)` that was found.
pub(crate) struct Found {
    pub(crate) options: TokenStream,
    /// The predicates of the `cfg_attr` that it stood behind.
    pub(crate) conditions: Vec<TokenStream>,
    /// The attribute, for errors.
    pub(crate) written: Meta,
}

impl Found {
    /// The attribute that is being expanded.
    pub(crate) fn first(options: TokenStream) -> Self {
        Self {
            options,
            conditions: Vec::new(),
            written: Meta::Path(syn::parse_quote!(grad_check)),
        }
    }

    /// Another attribute of the same function.
    pub(crate) fn of(attribute: &Attribute) -> Self {
        let options = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        Self {
            options,
            conditions: Vec::new(),
            written: attribute.meta.clone(),
        }
    }
}

/// The attributes of a function, sorted.
#[derive(Default)]
pub(crate) struct Sorted {
    pub(crate) found: Vec<Found>,
    /// Those that belong on the test alone.
    pub(crate) moved: Vec<Attribute>,
    /// Those that stay, each with one meaning: a `cfg_attr` of several is one for each.
    pub(crate) kept: Vec<Attribute>,
    pub(crate) errors: Vec<Error>,
}

impl Sorted {
    pub(crate) fn of(attributes: Vec<Attribute>) -> Self {
        let mut sorted = Self::default();
        for attribute in attributes {
            sorted.attribute(attribute, &[]);
        }
        sorted
    }

    fn attribute(&mut self, attribute: Attribute, conditions: &[TokenStream]) {
        let path = attribute.path();
        let last = path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        match last.as_deref() {
            Some("grad_check") => self.grad_check(&attribute, conditions),
            Some("cfg_attr") if mentions_ours(&attribute) => self.behind(&attribute, conditions),
            Some("ignore" | "should_panic") => self.moved.push(under(conditions, attribute)),
            _ => self.kept.push(under(conditions, attribute)),
        }
    }

    fn grad_check(&mut self, attribute: &Attribute, conditions: &[TokenStream]) {
        let is_read = match &attribute.meta {
            Meta::Path(_) => true,
            Meta::List(list) => matches!(list.delimiter, syn::MacroDelimiter::Paren(_)),
            Meta::NameValue(_) => false,
        };
        if !is_read {
            let message = "`grad_check` is not written so; write `#[grad_check(..)]`";
            return self.errors.push(Error::new_spanned(attribute, message));
        }
        self.found.push(Found {
            conditions: conditions.to_vec(),
            ..Found::of(attribute)
        });
    }

    /// Read `cfg_attr(predicate, attribute, ..)`.
    fn behind(&mut self, attribute: &Attribute, conditions: &[TokenStream]) {
        let parts = match &attribute.meta {
            Meta::List(list) => parts.parse2(list.tokens.clone()),
            other => Err(Error::new_spanned(other, "no list")),
        };
        let Ok((predicate, inner)) = parts else {
            let message = "this `cfg_attr` can't be read; write `#[cfg_attr(test, grad_check::grad_check(..))]`";
            return self.errors.push(Error::new_spanned(attribute, message));
        };
        let mut conditions = conditions.to_vec();
        conditions.push(predicate);
        for meta in inner {
            let attribute = Attribute {
                pound_token: attribute.pound_token,
                style: AttrStyle::Outer,
                bracket_token: attribute.bracket_token,
                meta,
            };
            self.attribute(attribute, &conditions);
        }
    }
}

/// Whether a `cfg_attr` holds something that isn't left as it is.
fn mentions_ours(attribute: &Attribute) -> bool {
    let ours = ["grad_check", "ignore", "should_panic"];
    ours.iter()
        .any(|word| mentions(attribute.meta.to_token_stream(), word))
}

/// Whether a word stands anywhere in these tokens.
pub(crate) fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => mentions(group.stream(), word),
        _ => false,
    })
}

/// The predicate and the attributes of a `cfg_attr`.
fn parts(input: ParseStream<'_>) -> Result<(TokenStream, Vec<Meta>)> {
    let mut predicate = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        predicate.extend([input.parse::<TokenTree>()?]);
    }
    let mut inner = Vec::new();
    while !input.is_empty() {
        input.parse::<Token![,]>()?;
        if !input.is_empty() {
            inner.push(input.parse()?);
        }
    }
    Ok((predicate, inner))
}

/// The attribute behind these predicates again.
fn under(conditions: &[TokenStream], attribute: Attribute) -> Attribute {
    conditions
        .iter()
        .rev()
        .fold(attribute, |attribute, condition| {
            let meta = &attribute.meta;
            let tokens = quote!(#condition, #meta);
            Attribute {
                meta: Meta::List(syn::MetaList {
                    path: syn::parse_quote!(cfg_attr),
                    delimiter: syn::MacroDelimiter::Paren(token::Paren::default()),
                    tokens,
                }),
                ..attribute
            }
        })
}
