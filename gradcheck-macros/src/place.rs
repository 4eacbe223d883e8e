//! What an option names: an argument, or a field of one, such as the receiver.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, Result, Token};

/// `x`, `self`, `self.layers[0].w` or `net.layers[0].w`.
#[derive(Clone)]
pub(crate) struct Place {
    /// The argument.
    pub(crate) name: Ident,
    /// What stands behind it, from the dot on.
    pub(crate) fields: TokenStream,
}

impl Place {
    /// Read one; the form is what one would write instead of something else.
    pub(crate) fn parse(input: ParseStream<'_>, form: &str) -> Result<Self> {
        let expected =
            |error: Error| Error::new(error.span(), format!("expected a name; write `{form}`"));
        let name = input.call(Ident::parse_any).map_err(expected)?;
        let mut fields = TokenStream::new();
        if input.peek(Token![.]) && !input.peek(Token![..]) {
            while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![=]) {
                fields.extend([input.parse::<TokenTree>()?]);
            }
        }
        Ok(Self { name, fields })
    }

    pub(crate) fn is_field(&self) -> bool {
        !self.fields.is_empty()
    }

    /// The argument that it is, or that it is a field of.
    pub(crate) fn argument(&self) -> String {
        let name = self.name.unraw().to_string();
        without_underscore(&name).to_owned()
    }

    /// What stands behind the argument, as it is written.
    pub(crate) fn fields_text(&self) -> String {
        let fields = self.fields.to_string();
        fields.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// As it is written, less the `r#` of a raw name and the underscore of an argument that isn't used.
    pub(crate) fn text(&self) -> String {
        let fields = self.fields_text();
        format!("{}{fields}", self.argument())
    }
}

/// `t` of `_t`: in one implementation of a trait an argument is used, and in another it isn't.
pub(crate) fn without_underscore(name: &str) -> &str {
    match name.trim_start_matches('_') {
        "" | "self" => name,
        used => used,
    }
}
