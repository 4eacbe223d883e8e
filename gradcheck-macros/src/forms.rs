//! How what stands in an option is written: `x = 0.5`, `grad`, `near(theta = 0.5)`, `F = f64`.

use crate::options::{Binding, Out, Point, Substitution};
use crate::place::Place;
use crate::separated::separated;
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Result, Token, Type, token};

/// A name, or an error that says what one would write.
pub(crate) fn name(input: ParseStream<'_>, form: &str) -> Result<Ident> {
    let expected =
        |error: Error| Error::new(error.span(), format!("expected a name; write `{form}`"));
    input.call(Ident::parse_any).map_err(expected)
}

impl Parse for Binding {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let place = Place::parse(input, "x = 0.5")?;
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            let value = Some(input.parse()?);
            return Ok(Self { place, value });
        }
        if place.is_field() {
            return Ok(Self { place, value: None });
        }
        let name = &place.name;
        let message = format!("`{name}` has no value; write `{name} = ..`");
        Err(Error::new(name.span(), message))
    }
}

impl Parse for Out {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let place = Place::parse(input, "out(grad)")?;
        if !input.peek(Token![=]) {
            let parameter = None;
            return Ok(Self { parameter, place });
        }
        input.parse::<Token![=]>()?;
        Ok(Self {
            parameter: Some(place),
            place: Place::parse(input, "out(w = grad_w)")?,
        })
    }
}

impl Parse for Point {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = name(input, "near(theta = 0.5)")?;
        if !input.peek(token::Paren) {
            let message =
                format!("a point has a name and test points; write `{name}(theta = 0.5)`");
            return Err(Error::new(name.span(), message));
        }
        let content;
        syn::parenthesized!(content in input);
        Ok(Self {
            name,
            bindings: separated(&content)?,
        })
    }
}

impl Parse for Substitution {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = name(input, "F = f64")?;
        if !input.peek(Token![=]) {
            let message = format!("`{name}` has no value; write `{name} = f64`");
            return Err(Error::new(name.span(), message));
        }
        input.parse::<Token![=]>()?;
        let ahead = input.fork();
        let is_type = ahead.parse::<Type>().is_ok() && (ahead.is_empty() || ahead.peek(Token![,]));
        let value = if is_type {
            quote::ToTokens::into_token_stream(input.parse::<Type>()?)
        } else {
            quote::ToTokens::into_token_stream(input.parse::<Expr>()?)
        };
        Ok(Self { name, value })
    }
}
