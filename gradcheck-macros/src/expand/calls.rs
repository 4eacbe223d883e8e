//! The calls of one evaluation, each with a receiver and with buffers of its own.

use super::Expansion;
use super::callee::{Buffers, Callee};
use super::filled::Filled;
use crate::arguments::{Argument, Slot};
use crate::options::Role;
use crate::plan::Test;
use crate::types::is_boxed_object;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Type};

pub(super) struct Calls<'a> {
    expansion: &'a Expansion<'a>,
    test: &'a Test<'a>,
    /// What is made before the calls.
    pub(super) before: TokenStream,
    /// How many calls there are, so that names tell them apart.
    made: usize,
    /// Whether each call has a receiver of its own, also where none of them would change it.
    pub(super) apart: bool,
}

impl<'a> Calls<'a> {
    /// None yet; the first is told from those of other closures by its number.
    pub(super) fn new(expansion: &'a Expansion<'a>, test: &'a Test<'a>, first: usize) -> Self {
        Self {
            expansion,
            test,
            before: TokenStream::new(),
            made: first,
            apart: false,
        }
    }

    /// Call a function.
    pub(super) fn call(&mut self, callee: &Callee) -> TokenStream {
        self.call_with(callee, &[])
    }

    /// Call a function with further arguments behind those that are known.
    pub(super) fn call_with(&mut self, callee: &Callee, more: &[TokenStream]) -> TokenStream {
        self.call_inserting(callee, more, None)
    }

    /// The same with these further arguments at a place among those that have names.
    pub(super) fn call_inserting(
        &mut self,
        callee: &Callee,
        more: &[TokenStream],
        place: Option<usize>,
    ) -> TokenStream {
        self.made += 1;
        let receiver = callee.receiver.as_ref().map(|form| self.receiver(form));
        let mut passed: Vec<TokenStream> = Vec::new();
        for i in self.named() {
            passed.extend(self.pass(i, callee.buffers));
        }
        let place = place.map_or(passed.len(), |place| place.min(passed.len()));
        passed.splice(place..place, more.iter().cloned());
        passed.splice(0..0, receiver);
        callee.call(&passed)
    }

    /// Call a method of the receiver that the last call was made on, with these arguments alone.
    pub(super) fn call_again(&mut self, callee: &Callee, passed: &[TokenStream]) -> TokenStream {
        let receiver = callee.receiver.as_ref().map(|form| {
            let variable = self.numbered("receiver");
            if let Type::Reference(reference) = &form.ty {
                let mutability = &reference.mutability;
                quote!(& #mutability #variable)
            } else {
                quote!(#variable)
            }
        });
        let passed = receiver.as_ref().into_iter().chain(passed).cloned();
        callee.call(&passed.collect::<Vec<_>>())
    }

    fn named(&self) -> Vec<usize> {
        let arguments = self.expansion.plan.arguments.iter().enumerate();
        let named = arguments.filter(|(_, argument)| argument.slot == Slot::Named);
        named.map(|(i, _)| i).collect()
    }

    /// How a named argument is passed.
    fn pass(&mut self, i: usize, buffers: Buffers) -> Option<TokenStream> {
        let argument = &self.expansion.plan.arguments[i];
        if self.test.role(i) != Role::Out {
            let reference = self.expansion.reference(self.test, i);
            if is_boxed_object(&argument.ty) && self.test.role(i) == Role::Given {
                let made = self.expansion.made_anew(self.test, i);
                return Some(quote!({ let _ = #reference; #made }));
            }
            let is_object = matches!(argument.referent(), Type::TraitObject(_));
            let value = self.test.value(i);
            let is_given = self.test.role(i) == Role::Given;
            if is_object && matches!(value, Some(Expr::Reference(_)))
                || is_given && value.is_some_and(|value| argument.is_lent(value))
            {
                // The test holds a reference, as it is written.
                return Some(quote!(*#reference));
            }
            if let (Type::ImplTrait(_), Some(value)) = (&argument.ty, self.test.value(i)) {
                // What doesn't implement the trait is an error at the value.
                let span = Span::call_site().located_at(value.span());
                return Some(quote_spanned!(span=> ::core::clone::Clone::clone(#reference)));
            }
            return Some(argument.pass(&reference, &self.expansion.private()));
        }
        let is_cost = self.expansion.options.cost_out.as_ref();
        if is_cost.is_some_and(|place| place.text() == argument.key) {
            return (buffers == Buffers::Written).then(|| self.buffer_of_cost(i))?;
        }
        match buffers {
            Buffers::Written => self.buffer(i),
            Buffers::Absent => Some(quote!(::core::option::Option::None)),
            Buffers::Unknown => None,
        }
    }

    /// A buffer for the cost, with nothing written in it.
    fn buffer_of_cost(&mut self, i: usize) -> Option<TokenStream> {
        let private = self.expansion.private();
        let argument = &self.expansion.plan.arguments[i];
        let ty = argument.buffer()?.owned(&private);
        let variable = self.numbered("cost");
        let unwritten =
            quote_spanned!(argument.ty.span()=> <#ty as ::core::default::Default>::default());
        self.before.extend(quote! {
            let mut #variable: #ty = #private::arguments::unwritten_like(&#unwritten);
        });
        Some(quote!(&mut #variable))
    }

    /// The cost that the last call has written, if it writes one.
    pub(super) fn written_cost(&self) -> Option<TokenStream> {
        let place = self.expansion.options.cost_out.as_ref()?;
        let (name, fields) = (place.is_field().then_some("receiver"), &place.fields);
        let variable = self.numbered(name.unwrap_or("cost"));
        Some(quote!(#variable #fields))
    }

    /// A buffer in the shape of the parameter whose gradient it receives, with nothing written in it.
    fn buffer(&mut self, i: usize) -> Option<TokenStream> {
        let argument = &self.expansion.plan.arguments[i];
        let parameters = self.expansion.parameters_of(self.test, &argument.key);
        self.buffer_for(argument, &format!("buffer{i}_"), &parameters)
    }

    /// The same for the gradients of these parameters, under a name of its own.
    fn buffer_for(&mut self, argument: &Argument, name: &str, of: &[usize]) -> Option<TokenStream> {
        let private = self.expansion.private();
        let buffer = argument.buffer()?;
        let span = argument.ty.span();
        let like = located(self.like(of)?, span);
        let variable = self.numbered(name);
        let ty = buffer.owned(&private);
        // A buffer that can't hold the gradient is an error at its type.
        let private_there = self.expansion.private_at(span);
        let unwritten =
            quote_spanned!(span=> #private_there::arguments::unwritten::<#ty, _>(#like));
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

    /// Call a function that writes gradients, which stand in buffers then.
    pub(super) fn fill(&mut self, callee: &Callee, filled: &[Filled]) -> (TokenStream, Vec<Ident>) {
        let private = self.expansion.private();
        let (mut passed, mut variables) = (Vec::new(), Vec::new());
        self.made += 1;
        for (i, filled) in filled.iter().enumerate() {
            let name = format!("filled{i}_");
            let variable = self.numbered(&name);
            let lent = if let Some(argument) = &filled.argument {
                self.buffer_for(argument, &name, &filled.parameters)
            } else {
                let like = self.like(&filled.parameters);
                like.map(|like| {
                    let unwritten = quote!(#private::arguments::unwritten_like(#like));
                    self.before.extend(quote!(let mut #variable = #unwritten;));
                    quote!(&mut #variable)
                })
            };
            passed.extend(lent);
            variables.push(variable);
        }
        let place = filled.first().and_then(|filled| filled.place);
        (self.call_inserting(callee, &passed, place), variables)
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

    /// The receiver of a call: made anew where the call may change it, or where a field is a parameter.
    fn receiver(&mut self, form: &Argument) -> TokenStream {
        let private = self.expansion.private();
        let arguments = &self.expansion.plan.arguments;
        let Some(i) = arguments.iter().position(|a| a.slot == Slot::Receiver) else {
            return TokenStream::new();
        };
        let is_parameter = self.test.role(i) == Role::At;
        let given = self.expansion.reference(self.test, i);
        if is_parameter && !self.apart {
            return form.pass(&given, &private);
        }
        let fields = arguments
            .iter()
            .enumerate()
            .filter(|(_, a)| a.slot == Slot::Field);
        let set: Vec<TokenStream> = fields
            .map(|(i, field)| (&field.fields, self.expansion.reference(self.test, i)))
            .map(|(path, part)| quote!(#path = ::core::clone::Clone::clone(#part);))
            .collect();
        let (is_reference, is_mutable) = match &form.ty {
            Type::Reference(reference) => (true, reference.mutability.is_some()),
            _ => (false, false),
        };
        if is_reference && !is_mutable && set.is_empty() && !self.apart {
            return given;
        }
        let variable = self.numbered("receiver");
        let made = if is_parameter {
            quote!(::core::clone::Clone::clone(#given))
        } else {
            self.expansion.made_anew(self.test, i)
        };
        let allow = self.apart.then(|| quote!(#[allow(unused_mut)]));
        let is_changed = is_mutable || self.apart || !set.is_empty();
        let mutability = is_changed.then(|| quote!(mut));
        let ty = form.referent();
        self.before.extend(quote! {
            #allow
            let #mutability #variable: #ty = #made;
            #(#variable #set)*
        });
        match (is_reference, is_mutable) {
            (true, true) => quote!(&mut #variable),
            (true, false) => quote!(&#variable),
            _ => quote!(#variable),
        }
    }

    /// The gradients that the last call has written, each for its parameter.
    pub(super) fn written(&self) -> Vec<(usize, TokenStream)> {
        let outs = self.expansion.outs(self.test);
        let places = outs.into_iter().map(|(parameter, place)| {
            let fields = &place.fields;
            let variable = if place.is_field() {
                self.numbered("receiver")
            } else {
                let key = place.text();
                let arguments = &self.expansion.plan.arguments;
                let i = arguments.iter().position(|argument| argument.key == key);
                self.numbered(&format!("buffer{}_", i.unwrap_or_default()))
            };
            let span = place.name.span();
            let mut variable = variable;
            variable.set_span(span.resolved_at(variable.span()));
            (parameter, quote!(#variable #fields))
        });
        places.collect()
    }

    fn numbered(&self, name: &str) -> Ident {
        format_ident!("{name}{}", self.made, span = Span::mixed_site())
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
