//! Options between commas, read so that a mistake in one doesn't hide one in the next.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Error, Result, Token};

/// Read each option of a list, and collect what is wrong.
pub(crate) fn each(
    list: TokenStream,
    errors: &mut Vec<Error>,
    mut option: impl FnMut(ParseStream<'_>) -> Result<()>,
) {
    let mut found = Vec::new();
    let read = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = option(input) {
                found.push(error);
                skip_to_comma(input)?;
            }
            if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                found.push(input.error("expected `,` between options"));
                skip_to_comma(input)?;
            }
        }
        Ok(())
    };
    let stopped = read.parse2(list).err();
    errors.append(&mut found);
    errors.extend(stopped);
}

fn skip_to_comma(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

/// All values between commas.
pub(crate) fn separated<T: Parse>(input: ParseStream<'_>) -> Result<Vec<T>> {
    let parsed = input.parse_terminated(T::parse, Token![,]);
    if parsed.is_err() {
        // What stands behind the first mistake is read over, or it would be one of its own.
        input.parse::<TokenStream>()?;
    }
    Ok(parsed?.into_iter().collect())
}
