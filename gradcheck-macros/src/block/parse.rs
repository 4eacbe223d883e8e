//! An `impl` block taken apart: its head parsed, its functions one by one, their bodies as they were
//! written.

use crate::item::Function;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Error, ItemImpl, Result, Token, token};

pub(crate) struct Block {
    pub(crate) attributes: Vec<Attribute>,
    /// From `impl` to the brace.
    head: TokenStream,
    /// The same, parsed, of an empty block.
    pub(crate) parsed: ItemImpl,
    pub(crate) members: Vec<Member>,
    body: Group,
}

pub(crate) enum Member {
    Function(Box<Function>),
    Other(Other),
}

/// A member that is no function, or one that can't be read.
pub(crate) struct Other {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) tokens: TokenStream,
    /// Why it can't be read as a function.
    pub(crate) why: Error,
}

impl Block {
    /// Take a block apart; nothing if these tokens are no `impl` block.
    pub(crate) fn of(item: &TokenStream) -> Option<Result<Self>> {
        is_block(item).then(|| Self::parse(item))
    }

    fn parse(item: &TokenStream) -> Result<Self> {
        let mut head: Vec<TokenTree> = item.clone().into_iter().collect();
        let body = match head.pop() {
            Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => body,
            _ => return Err(Error::new_spanned(item, "expected a body in braces")),
        };
        let apart = |input: ParseStream<'_>| {
            Ok((
                input.call(Attribute::parse_outer)?,
                input.parse::<TokenStream>()?,
            ))
        };
        let (attributes, head) = apart.parse2(head.into_iter().collect())?;
        let parsed = syn::parse2(quote!(#head {}))?;
        let members = members.parse2(body.stream())?;
        Ok(Self {
            attributes,
            head,
            parsed,
            members,
            body,
        })
    }

    /// The functions among its members.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &Function> {
        self.members.iter().filter_map(|member| match member {
            Member::Function(function) => Some(&**function),
            Member::Other(_) => None,
        })
    }
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attributes,
            head,
            members,
            ..
        } = self;
        let mut body = Group::new(Delimiter::Brace, quote!(#(#members)*));
        body.set_span(self.body.span());
        tokens.extend(quote!(#(#attributes)* #head #body));
    }
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Function(function) => function.to_tokens(tokens),
            Self::Other(Other {
                attributes,
                tokens: other,
                ..
            }) => tokens.extend(quote!(#(#attributes)* #other)),
        }
    }
}

/// Whether `impl` is the first word behind attributes and modifiers.
fn is_block(item: &TokenStream) -> bool {
    let mut words = item.clone().into_iter().filter_map(|tree| match tree {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    });
    words
        .find(|word| !matches!(&**word, "unsafe" | "default" | "const"))
        .as_deref()
        == Some("impl")
}

fn members(input: ParseStream<'_>) -> Result<Vec<Member>> {
    let mut members = Vec::new();
    while !input.is_empty() {
        let ahead = input.fork();
        members.push(match Function::within(&ahead) {
            Ok(function) => {
                input.advance_to(&ahead);
                Member::Function(Box::new(function))
            }
            Err(why) => Member::Other(other(input, why)?),
        });
    }
    Ok(members)
}

/// Anything else, up to its semicolon or its braces.
fn other(input: ParseStream<'_>, why: Error) -> Result<Other> {
    let mut tokens = TokenStream::new();
    if input.peek(Token![#]) && input.peek2(Token![!]) {
        tokens.extend([input.parse::<TokenTree>()?, input.parse()?, input.parse()?]);
        return Ok(Other {
            attributes: Vec::new(),
            tokens,
            why,
        });
    }
    let attributes = input.call(Attribute::parse_outer)?;
    let mut ends_with_braces = false;
    while !input.is_empty() {
        ends_with_braces |= input.peek(Token![fn]) || input.peek(Token![!]);
        let is_last = input.peek(Token![;]) || (ends_with_braces && input.peek(token::Brace));
        tokens.extend([input.parse::<TokenTree>()?]);
        if is_last {
            break;
        }
    }
    Ok(Other {
        attributes,
        tokens,
        why,
    })
}
