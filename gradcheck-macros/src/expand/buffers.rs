//! The buffers that the calls of one evaluation hand over, and what is left in them.

use super::callee::Callee;
use super::calls::{Calls, Placed};
use super::filled::Filled;
use super::hygienic;
use crate::arguments::{Argument, Slot};
use crate::options::Role;
use crate::place::Place;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

impl<'a> Calls<'a> {
    /// A buffer for the cost or the outputs, with nothing written in it.
    pub(super) fn buffer_of_value(&mut self, i: usize) -> Option<TokenStream> {
        let argument = &self.expansion.plan.arguments[i];
        let private = self.expansion.private();
        let ty = argument.buffer()?.owned(&private);
        let given = self.given(&argument.key, Slot::Named);
        let like = match given {
            Some(given) => given.to_token_stream(),
            None => self.expansion.default_of(argument)?,
        };
        let unwritten = quote!(#private::arguments::unwritten_like::<#ty>(&#like));
        self.lent(argument, "value", Slot::Partner, &unwritten)
    }

    /// The same for the Hessian over all parameters.
    pub(super) fn buffer_of_hessian(&mut self, i: usize) -> Option<TokenStream> {
        let argument = &self.expansion.plan.arguments[i];
        let all = 0..self.expansion.plan.arguments.len();
        let parameters: Vec<usize> = all.filter(|&i| self.test.role(i) == Role::At).collect();
        let rows = self.expansion.count(self.test, &parameters);
        self.matrix_buffer(argument, ("hessian", Slot::Named), &rows, &parameters)
    }

    /// The value that the last call has written, if it writes one.
    pub(super) fn written_value(&self) -> Option<TokenStream> {
        let place = self.expansion.options.value_out.as_ref()?;
        Some(self.left_in(place, "value"))
    }

    /// The Hessian that the last call has written, if it writes one.
    pub(super) fn written_hessian(&self) -> Option<TokenStream> {
        let place = self.expansion.options.hessian_out.as_ref()?;
        Some(self.left_in(place, "hessian"))
    }

    /// What the last call has left in a field, or in a buffer of this name.
    fn left_in(&self, place: &Place, buffer: &str) -> TokenStream {
        if place.is_field() {
            let (receiver, fields) = (self.numbered("receiver"), &place.fields);
            return quote!(::core::clone::Clone::clone(&#receiver #fields));
        }
        self.numbered(buffer).to_token_stream()
    }

    /// The buffer that is given for an argument of this name.
    fn given(&self, key: &str, slot: Slot) -> Option<&'a Ident> {
        let mut arguments = self.expansion.plan.arguments.iter();
        let i = arguments.position(|argument| argument.key == key && argument.slot == slot)?;
        self.test.value(i)?;
        Some(self.expansion.variable(self.test, i))
    }

    /// A buffer as it is given, or with nothing written in it: in the shape of the parameter whose gradient it receives, or of the matrix
    /// that a Jacobian is.
    pub(super) fn buffer(&mut self, i: usize) -> Option<TokenStream> {
        let argument = &self.expansion.plan.arguments[i];
        let name = format!("buffer{i}_");
        if self.expansion.writes_jacobian() {
            let rows = self.expansion.rows(self.test);
            let columns = self.expansion.columns_of(self.test, &argument.key);
            return self.matrix_buffer(argument, (&name, Slot::Named), &rows, &columns);
        }
        let parameters = self.expansion.parameters_of(self.test, &argument.key);
        self.buffer_for(argument, (&name, Slot::Named), &parameters)
    }

    /// A buffer of so many rows, and columns for these parameters.
    pub(super) fn matrix_buffer(
        &mut self,
        argument: &Argument,
        (name, slot): (&str, Slot),
        rows: &TokenStream,
        parameters: &[usize],
    ) -> Option<TokenStream> {
        let span = argument.ty.span();
        let private = self.expansion.private();
        let ty = argument.buffer()?.owned(&private);
        let columns = self.expansion.count(self.test, parameters);
        // A buffer of which no shape is known is an error at its type.
        let there = self.expansion.private_at(span);
        let unwritten = quote_spanned!(span=> #there::arguments::matrix::<#ty>(#rows, #columns));
        self.lent(argument, name, slot, &unwritten)
    }

    /// The same for the gradients of these parameters, under a name of its own.
    fn buffer_for(
        &mut self,
        argument: &Argument,
        (name, slot): (&str, Slot),
        of: &[usize],
    ) -> Option<TokenStream> {
        let buffer = argument.buffer()?;
        let span = argument.ty.span();
        let like = located(self.like(of)?, span);
        let ty = buffer.owned(&self.expansion.private());
        // A buffer that can't hold the gradient is an error at its type.
        let private = self.expansion.private_at(span);
        let unwritten = quote_spanned!(span=> #private::arguments::unwritten::<#ty, _>(#like));
        self.lent(argument, name, slot, &unwritten)
    }

    /// Make a buffer, as it is given for an argument in this slot or with nothing written in it, and pass it as the argument
    /// takes it.
    pub(super) fn lent(
        &mut self,
        argument: &Argument,
        name: &str,
        slot: Slot,
        unwritten: &TokenStream,
    ) -> Option<TokenStream> {
        let private = self.expansion.private();
        let buffer = argument.buffer()?;
        let variable = self.numbered(name);
        let given = self.given(&argument.key, slot);
        let given = given.map(|given| quote!(::core::clone::Clone::clone(&#given)));
        let unwritten = given.as_ref().unwrap_or(unwritten);
        self.before.extend(quote!(let mut #variable = #unwritten;));
        let lent = if buffer.is_view {
            quote!(#private::arguments::lend_mut(&mut #variable))
        } else {
            quote!(&mut #variable)
        };
        Some(if buffer.optional {
            quote!(::core::option::Option::Some(#lent))
        } else {
            lent
        })
    }

    /// The buffers of a function that writes gradients, as they are passed, and the variables that hold them. What is
    /// made before the calls is repeated until each of them is done.
    pub(super) fn buffers_of(&mut self, filled: &[Filled]) -> (Vec<Placed>, Vec<Ident>) {
        let private = self.expansion.private();
        let (mut passed, mut variables) = (Vec::new(), Vec::new());
        for (i, filled) in filled.iter().enumerate() {
            let name = format!("filled{i}_");
            let variable = self.numbered(&name);
            let lent = if filled.in_place {
                let cotangent = hygienic("cotangent");
                self.before
                    .extend(quote!(let mut #variable = ::core::clone::Clone::clone(#cotangent);));
                Some(quote!(&mut #variable))
            } else if let Some(argument) = &filled.argument {
                self.buffer_for(argument, (&name, Slot::Partner), &filled.parameters)
            } else {
                let like = self.like(&filled.parameters);
                like.map(|like| {
                    let unwritten = quote!(#private::arguments::unwritten_like(#like));
                    self.before.extend(quote!(let mut #variable = #unwritten;));
                    quote!(&mut #variable)
                })
            };
            passed.extend(lent.map(|lent| (filled.place, lent)));
            let added = added(&variable);
            self.before
                .extend(quote!(#variable = #added.start(#variable);));
            variables.push(variable);
        }
        (passed, variables)
    }

    /// What stands before the call that fills these buffers, the call, whose value is [`done`], and what comes of it, until
    /// all of them are done: a function that adds to them is called again on zeros.
    pub(super) fn repeated(
        &self,
        filled: &[Ident],
        call: &TokenStream,
        gradient: &TokenStream,
    ) -> TokenStream {
        let (before, done) = (&self.before, done());
        if filled.is_empty() {
            return quote!({ #before let #done = #call; #gradient });
        }
        let private = self.expansion.private();
        let all: Vec<Ident> = filled.iter().map(added).collect();
        quote! {{
            #(let mut #all = <#private::arguments::Added as ::core::default::Default>::default();)*
            loop {
                #before
                let #done = #call;
                if #(#all.is_done(&mut #filled))&* {
                    break #gradient;
                }
            }
        }}
    }

    /// Call a function of the same block that writes a matrix for each of these parameters, or one for all.
    pub(super) fn fill_matrices(
        &mut self,
        callee: &Callee,
        buffers: &[(usize, Argument)],
        rows: &TokenStream,
        parameters: &[usize],
    ) -> (TokenStream, Vec<Ident>) {
        let (mut passed, mut variables) = (Vec::new(), Vec::new());
        for (i, (place, argument)) in buffers.iter().enumerate() {
            let name = format!("matrix{i}_");
            let columns = match buffers.len() {
                1 => parameters,
                _ => parameters.get(i..=i).unwrap_or_default(),
            };
            variables.push(self.numbered(&name));
            let lent = self.matrix_buffer(argument, (&name, Slot::Partner), rows, columns);
            passed.extend(lent.map(|lent| (Some(*place), lent)));
        }
        (self.call_placing(callee, passed), variables)
    }

    /// A reference to a parameter, or to the array of several numbers.
    fn like(&self, parameters: &[usize]) -> Option<TokenStream> {
        let reference = |i: &usize| self.expansion.reference(self.test, *i);
        match parameters {
            [] => None,
            [single] => Some(reference(single)),
            several => {
                let references = several.iter().map(reference);
                Some(quote!(&[#(*#references),*]))
            }
        }
    }
}

/// Tokens as if they had been written there.
fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let located = tokens.into_iter().map(|mut tree| {
        tree.set_span(tree.span().located_at(span));
        tree
    });
    located.collect()
}

/// The variable of what a call that fills buffers returned.
pub(super) fn done() -> Ident {
    hygienic("_done")
}

/// The variable that tells whether a buffer is added to.
fn added(buffer: &Ident) -> Ident {
    format_ident!("added_{buffer}", span = Span::mixed_site())
}
