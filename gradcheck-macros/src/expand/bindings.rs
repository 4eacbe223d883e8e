//! The values of arguments, as variables of the test: drawn, written, made anew.

use super::{Expansion, hygienic};
use crate::arguments::{Argument, Slot, by_argument_type};
use crate::block::mentions;
use crate::options::Role;
use crate::plan::{Source, Test};
use crate::types::{Owned, is_number, is_range, with_elided_lifetimes};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Type};

/// The functions that make test points by shape.
const MAKERS: [&str; 3] = ["randn", "uniform", "zeros"];

impl Expansion<'_> {
    /// `let w: Array2<f64> = ..;`
    pub(super) fn binding(&self, source: &Source<'_>) -> TokenStream {
        let argument = &self.plan.arguments[source.argument];
        if argument.slot == Slot::Receiver && !self.is_bound_once(source) {
            return TokenStream::new();
        }
        let private = self.private();
        let is_of_partner = argument.slot == Slot::Partner && argument.buffer().is_some();
        if source.role == Role::Out || is_of_partner {
            return self.buffer_given(argument, source);
        }
        if argument.slot == Slot::Field {
            return self.field(argument, source);
        }
        let (name, seed) = (&argument.name, hygienic("seed"));
        let user = source.written.as_ref().map(|(_, value)| value);
        let is_lent = user.is_some_and(|value| argument.is_lent(value));
        let owned = if source.role == Role::Given && is_lent {
            Owned::Inferred
        } else {
            argument.owned_for(&user.to_token_stream())
        };
        let (variable, value) = if let Some((variable, value)) = &source.written {
            let scaled = match &owned {
                Owned::As(ty) => scaled(value, ty, &private),
                _ => None,
            };
            (
                variable,
                self.point(argument, scaled.as_ref().unwrap_or(value)),
            )
        } else {
            // A type that can't be drawn is an error at that type.
            let span = argument.referent().span();
            let private = self.private_at(span);
            let drawn = quote_spanned!(span=> #private::points::sample(#seed, #name));
            (&argument.variable, drawn)
        };
        // Arrays of ours are made what the argument is.
        let is_made = user.is_some_and(|value| is_maker(value));
        match owned {
            Owned::As(ty) if is_made => {
                let span = Span::call_site().located_at(user.span());
                let private = self.private_at(span);
                // A name, so that what can't be made is an error at the expression.
                let made = Ident::new("made", Span::mixed_site().located_at(user.span()));
                let shaped = quote_spanned!(span=> #private::arguments::shaped(#made));
                quote!(let #variable: #ty = { let #made = #value; #shaped };)
            }
            Owned::As(ty) => quote!(let #variable: #ty = #value;),
            Owned::ByTrait(ty) => {
                let own = if is_made {
                    quote!(own_shaped)
                } else {
                    quote!(own_argument)
                };
                let value = by_argument_type(&ty, &own, &value, &private);
                quote!(let #variable = #value;)
            }
            Owned::Slice(item) => {
                quote!(let #variable = #private::arguments::own_slice::<#item>(#value);)
            }
            Owned::Inferred => quote!(let #variable = #value;),
        }
    }

    /// A buffer whose shape is given.
    fn buffer_given(&self, argument: &Argument, source: &Source<'_>) -> TokenStream {
        let (Some((variable, value)), Some(buffer)) = (&source.written, argument.buffer()) else {
            return TokenStream::new();
        };
        let is_made = is_maker(value);
        let (private, value) = (self.private(), self.point(argument, value));
        if let Type::Slice(slice) = buffer.ty {
            let item = with_elided_lifetimes(&slice.elem);
            return quote!(let #variable = #private::arguments::own_slice::<#item>(#value););
        }
        let ty = buffer.owned(&private);
        let made = is_made.then(|| quote!(#private::arguments::shaped));
        quote!(let #variable: #ty = #made (#value);)
    }

    /// Whether the receiver is made once, in place of anew for each evaluation.
    fn is_bound_once(&self, source: &Source<'_>) -> bool {
        let has_fields = self.plan.arguments.iter().any(|a| a.slot == Slot::Field);
        let is_shared = |ty: &Type| matches!(ty, Type::Reference(r) if r.mutability.is_none());
        let receiver = &self.plan.arguments[source.argument];
        source.role == Role::At || has_fields || is_shared(&receiver.ty)
    }

    /// A field of the receiver that is differentiated: as the receiver has it, unless it is written.
    fn field(&self, argument: &Argument, source: &Source<'_>) -> TokenStream {
        let (variable, fields) = (&argument.variable, &argument.fields);
        let receiver = hygienic("receiver");
        let place = quote_spanned!(argument.span=> #receiver #fields);
        if let Some((_, value)) = &source.written {
            // A value of another type is an error at the expression.
            let span = Span::mixed_site().located_at(value.span());
            let there = self.private_at(span);
            let made = is_maker(value).then(|| quote_spanned!(span=> #there::arguments::shaped));
            let alike = quote_spanned!(span=> #there::arguments::alike);
            let value = self.point(argument, value);
            quote_spanned!(span=> let #variable = #alike(&#place, #made (#value));)
        } else {
            quote!(let #variable = ::core::clone::Clone::clone(&#place);)
        }
    }

    /// The expression of an argument, to be evaluated anew.
    pub(super) fn made_anew(&self, test: &Test<'_>, i: usize) -> TokenStream {
        let argument = &self.plan.arguments[i];
        test.value(i)
            .map_or_else(TokenStream::new, |value| self.point(argument, value))
    }

    /// A user's expression with a `?` in it; what fails panics there.
    fn attempted(&self, argument: &Argument, value: &Expr, tokens: &TokenStream) -> TokenStream {
        let span = Span::mixed_site().located_at(value.span());
        let private = self.private_at(span);
        let name = match argument.slot {
            Slot::Receiver if argument.key == "self" => "on",
            _ => &argument.name,
        };
        let text = format!("`{name}` can't be made: {{}}");
        quote_spanned! {span=>
            match #private::arguments::made(|| ::core::result::Result::Ok(#tokens)) {
                ::core::result::Result::Ok(made) => made,
                ::core::result::Result::Err(why) => ::core::panic!(#text, why),
            }
        }
    }

    /// A user's expression, drawing from its argument's stream.
    fn point(&self, argument: &Argument, value: &Expr) -> TokenStream {
        let private = self.private();
        let (name, seed, stream) = (&argument.name, hygienic("seed"), hygienic("_stream"));
        let mut tokens = value.to_token_stream();
        if is_literal(tokens.clone()) && !is_range(value) {
            return tokens;
        }
        let makers: Vec<Ident> = MAKERS
            .iter()
            .filter(|maker| mentions(tokens.clone(), maker))
            .map(|maker| Ident::new(maker, Span::call_site()))
            .collect();
        // A field that is a range is no parameter.
        let is_drawn = argument.slot == Slot::Field || is_number(argument.referent());
        if is_range(value) && is_drawn {
            tokens = quote_spanned!(value.span()=> #private::points::within(#tokens));
        }
        if may_fail(tokens.clone()) {
            tokens = self.attempted(argument, value, &tokens);
        }
        let value = if makers.is_empty() {
            tokens
        } else {
            // What the user's module calls `zeros` takes precedence over ours.
            quote! {{
                #[allow(unused_imports)]
                use self::*;
                #tokens
            }}
        };
        let makers = (!makers.is_empty()).then(|| {
            quote! {
                #[allow(unused_imports)]
                use #private::points::{#(#makers),*};
            }
        });
        quote! {{
            #makers
            let #stream = #private::points::enter(#seed, #name);
            #value
        }}
    }
}

/// `randn(3) * 0.5` with what `randn` makes as this type, or all of it where the type has no product; none if a sum or
/// product begins otherwise.
fn scaled(value: &Expr, ty: &TokenStream, private: &TokenStream) -> Option<Expr> {
    let Expr::Binary(binary) = value else {
        return None;
    };
    if has_no_product(ty) {
        let shaped = || Expr::Verbatim(quote!(#private::arguments::shaped::<#ty, _>(#value)));
        return begins_with_maker(value).then(shaped);
    }
    let left = if is_maker(&binary.left) {
        let made = &binary.left;
        Expr::Verbatim(quote!(#private::arguments::shaped::<#ty, _>(#made)))
    } else {
        scaled(&binary.left, ty, private)?
    };
    let mut binary = binary.clone();
    *binary.left = left;
    Some(Expr::Binary(binary))
}

/// Whether a type is an array or a `Vec`, by its name.
fn has_no_product(ty: &TokenStream) -> bool {
    match syn::parse2(ty.clone()) {
        Ok(Type::Array(_)) => true,
        Ok(Type::Path(path)) => path.path.segments.last().is_some_and(|s| s.ident == "Vec"),
        _ => false,
    }
}

fn begins_with_maker(value: &Expr) -> bool {
    match value {
        Expr::Binary(binary) => begins_with_maker(&binary.left),
        value => is_maker(value),
    }
}

/// Whether an expression is a call of `randn`, `uniform` or `zeros`, and nothing else.
fn is_maker(value: &Expr) -> bool {
    let Expr::Call(call) = value else {
        return false;
    };
    let Expr::Path(function) = &*call.func else {
        return false;
    };
    let last = function.path.segments.last();
    call.args.len() == 1 && last.is_some_and(|last| MAKERS.iter().any(|maker| last.ident == maker))
}

/// Whether an expression is written in numbers, signs and brackets alone: nothing in it can draw, or fail.
fn is_literal(value: TokenStream) -> bool {
    value.into_iter().all(|tree| match tree {
        TokenTree::Literal(_) => true,
        TokenTree::Punct(mark) => "-,.;".contains(mark.as_char()),
        TokenTree::Group(group) => is_literal(group.stream()),
        TokenTree::Ident(_) => false,
    })
}

/// Whether a `?` stands in an expression.
fn may_fail(value: TokenStream) -> bool {
    value.into_iter().any(|tree| match tree {
        TokenTree::Punct(mark) => mark.as_char() == '?',
        TokenTree::Group(group) => may_fail(group.stream()),
        _ => false,
    })
}
