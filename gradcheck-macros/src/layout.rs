//! The parts of a flat vector: `theta = { w: (4, 3), b: 4 }`.

use crate::forms::name;
use crate::place::Place;
use crate::separated::separated;
use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Result, Token, token};

/// A flat vector, and what it holds one behind the other.
pub(crate) struct Layout {
    pub(crate) place: Place,
    pub(crate) parts: Vec<Part>,
}

/// `w: (4, 3)`.
pub(crate) struct Part {
    pub(crate) name: Ident,
    pub(crate) shape: Expr,
}

impl Parse for Layout {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let place = Place::parse(input, "theta = { w: (4, 3), b: 4 }")?;
        let wrong = |why: &str| {
            let key = place.text();
            let message = format!("`{key}` {why}; write `{key} = {{ w: (4, 3), b: 4 }}`");
            Err(Error::new(place.name.span(), message))
        };
        if !input.peek(Token![=]) {
            return wrong("has no parts");
        }
        input.parse::<Token![=]>()?;
        if !input.peek(token::Brace) {
            return wrong("has its parts in braces");
        }
        let content;
        syn::braced!(content in input);
        if content.is_empty() {
            return wrong("has no parts");
        }
        let parts = separated(&content)?;
        Ok(Self { place, parts })
    }
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = name(input, "w: (4, 3)")?;
        if !input.peek(Token![:]) {
            let message = format!("`{name}` has no shape; write `{name}: (4, 3)`");
            return Err(Error::new(name.span(), message));
        }
        input.parse::<Token![:]>()?;
        let shape = input.parse()?;
        Ok(Self { name, shape })
    }
}
