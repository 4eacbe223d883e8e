//! The calls of one evaluation, each with a receiver and with buffers of its own.

use super::Expansion;
use super::callee::{Buffers, Callee};
use crate::arguments::{Argument, Slot};
use crate::block::mentions;
use crate::options::Role;
use crate::plan::Test;
use crate::types::is_boxed_object;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Type};

/// An argument, and its place among those that have names; behind them if it has none.
pub(super) type Placed = (Option<usize>, TokenStream);

pub(super) struct Calls<'a> {
    pub(super) expansion: &'a Expansion<'a>,
    pub(super) test: &'a Test<'a>,
    /// What is made before the calls.
    pub(super) before: TokenStream,
    /// How many calls there are, so that names tell them apart.
    made: usize,
    /// Whether each call has a receiver of its own, also where none of them would change it.
    pub(super) apart: bool,
    /// The call that has written what others read, by its number.
    pub(super) left_by: Option<usize>,
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
            left_by: None,
        }
    }

    /// Call a function.
    pub(super) fn call(&mut self, callee: &Callee) -> TokenStream {
        self.call_with(callee, &[])
    }

    /// Call a function with further arguments behind those that are known.
    pub(super) fn call_with(&mut self, callee: &Callee, more: &[TokenStream]) -> TokenStream {
        let behind = more.iter().map(|argument| (None, argument.clone()));
        self.call_placing(callee, behind.collect())
    }

    /// The same with further arguments that have places among those that have names, or stand behind them.
    pub(super) fn call_placing(&mut self, callee: &Callee, more: Vec<Placed>) -> TokenStream {
        self.call_selecting(callee, |_| true, more)
    }

    /// The same with a choice of the arguments that are known.
    pub(super) fn call_selecting(
        &mut self,
        callee: &Callee,
        is_taken: impl Fn(&usize) -> bool,
        mut more: Vec<Placed>,
    ) -> TokenStream {
        self.made += 1;
        let receiver = callee.receiver.as_ref().map(|form| self.receiver(form));
        more.extend(self.given_alone(callee));
        let fixed = callee.fixed.iter().cloned();
        more.extend(fixed.map(|(place, tokens)| (Some(place), tokens)));
        if let Some(mut passed) = self.by_names(&callee.theirs, &more) {
            passed.splice(0..0, receiver);
            return callee.call(&passed);
        }
        let mut passed: Vec<TokenStream> = Vec::new();
        for i in self.named().into_iter().filter(is_taken) {
            passed.extend(self.pass(i, callee.buffers));
        }
        more.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
        for (place, argument) in more {
            let place = place.map_or(passed.len(), |place| place.min(passed.len()));
            passed.insert(place, argument);
        }
        let arguments = &self.expansion.plan.arguments;
        let at = arguments.iter().position(|a| a.slot == Slot::Receiver);
        let at = at.unwrap_or_default().min(passed.len());
        passed.splice(at..at, receiver);
        callee.call(&passed)
    }

    /// What a function takes of which the arguments are known, if each has a place or a name that tells it.
    fn by_names(&mut self, theirs: &[Argument], more: &[Placed]) -> Option<Vec<TokenStream>> {
        if theirs.is_empty() || more.iter().any(|(place, _)| place.is_none()) {
            return None;
        }
        let placed = |place: usize| more.iter().find(|(at, _)| *at == Some(place));
        let own = |argument: &Argument| {
            let mut named = self.expansion.plan.arguments.iter();
            let i = named.position(|own| own.slot == Slot::Named && own.key == argument.key)?;
            let is_read = self.expansion.is_left(self.test, i, argument) && self.left_by.is_some();
            (is_read || self.test.role(i) != Role::Out).then_some(i)
        };
        let found: Option<Vec<_>> = theirs
            .iter()
            .enumerate()
            .map(|(place, argument)| match placed(place) {
                Some((_, tokens)) => Some(Ok(tokens.clone())),
                None => own(argument).map(|i| Err((i, argument))),
            })
            .collect();
        let passed = found?.into_iter().map(|found| match found {
            Ok(tokens) => Some(tokens),
            Err((i, argument)) => self.pass_as(i, argument),
        });
        passed.collect()
    }

    /// How a named argument is passed to a function that takes it in its own form.
    fn pass_as(&mut self, i: usize, theirs: &Argument) -> Option<TokenStream> {
        let private = self.expansion.private();
        let own = &self.expansion.plan.arguments[i];
        let number = self
            .left_by
            .filter(|_| self.expansion.is_left(self.test, i, theirs));
        if let Some(number) = number {
            let name = match self.test.role(i) {
                Role::Given => format!("scratch{i}_"),
                _ => "value".to_owned(),
            };
            let left = format_ident!("{name}{number}", span = Span::mixed_site());
            return Some(theirs.pass(&quote!(&#left), &private));
        }
        if own.ty.to_token_stream().to_string() == theirs.ty.to_token_stream().to_string() {
            return self.pass(i, Buffers::Unknown);
        }
        let reference = self.expansion.reference(self.test, i);
        Some(theirs.pass(&reference, &private))
    }

    /// Call a method of the receiver that the last call was made on, with these arguments alone.
    pub(super) fn call_again(&mut self, callee: &Callee, mut passed: Vec<Placed>) -> TokenStream {
        let receiver = callee.receiver.as_ref().map(|form| {
            let variable = self.numbered("receiver");
            if let Type::Reference(reference) = &form.ty {
                let mutability = &reference.mutability;
                quote!(& #mutability #variable)
            } else {
                quote!(#variable)
            }
        });
        passed.extend(self.given_alone(callee));
        passed.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
        let passed = passed.into_iter().map(|(_, argument)| argument);
        let passed: Vec<TokenStream> = receiver.into_iter().chain(passed).collect();
        callee.call(&passed)
    }

    /// The arguments that a function of the same block is given alone.
    fn given_alone(&mut self, callee: &Callee) -> Vec<Placed> {
        let given = callee.given.iter();
        let placed = given.map(|&(place, i)| Some((Some(place), self.pass(i, callee.buffers)?)));
        placed.flatten().collect()
    }

    /// The number of the last call.
    pub(super) fn made(&self) -> usize {
        self.made
    }

    fn named(&self) -> Vec<usize> {
        let arguments = self.expansion.plan.arguments.iter().enumerate();
        let named = arguments.filter(|(_, argument)| argument.slot == Slot::Named);
        named.map(|(i, _)| i).collect()
    }

    /// How a named argument is passed.
    fn pass(&mut self, i: usize, buffers: Buffers) -> Option<TokenStream> {
        let argument = &self.expansion.plan.arguments[i];
        let value = self.expansion.options.value_out.as_ref();
        let is_value = value.is_some_and(|place| place.text() == argument.key);
        if is_value && self.test.role(i) == Role::At && buffers == Buffers::Written {
            return Some(self.in_place(i));
        }
        if self.test.role(i) != Role::Out {
            let reference = self.expansion.reference(self.test, i);
            if is_boxed_object(&argument.ty) && self.test.role(i) == Role::Given {
                let made = self.expansion.made_anew(self.test, i);
                return Some(quote!({ let _ = #reference; #made }));
            }
            let is_object = matches!(argument.referent(), Type::TraitObject(_));
            let value = self.test.value(i);
            let is_given = self.test.role(i) == Role::Given;
            let left = self
                .left_by
                .filter(|_| self.expansion.is_numbers(self.test, i));
            if let (Some(number), Buffers::Unknown) = (left, buffers) {
                let left = format_ident!("scratch{i}_{number}", span = Span::mixed_site());
                return Some(quote!(&mut #left));
            }
            if is_given && argument.is_mutable_reference() && !is_object {
                return Some(self.scratch(i, &reference));
            }
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
        if is_value {
            return (buffers == Buffers::Written).then(|| self.buffer_of_value(i))?;
        }
        let is_hessian = self.expansion.options.hessian_out.as_ref();
        if is_hessian.is_some_and(|place| place.text() == argument.key) {
            return (buffers == Buffers::Written).then(|| self.buffer_of_hessian(i))?;
        }
        match buffers {
            Buffers::Written => self.buffer(i),
            Buffers::Absent => Some(quote!(::core::option::Option::None)),
            Buffers::Unknown => None,
        }
    }

    /// What a function may write to, and may return borrowed, as it is given.
    fn scratch(&mut self, i: usize, reference: &TokenStream) -> TokenStream {
        let private = self.expansion.private();
        let arguments = &self.expansion.plan.arguments;
        let argument = &arguments[i];
        // What is made of other values may consume them.
        let value = self.test.value(i).filter(|value| {
            let is_there = |name: &Ident| mentions(value.to_token_stream(), &name.to_string());
            !arguments.iter().any(|other| is_there(&other.variable))
        });
        let is_slice = matches!(argument.referent(), Type::Slice(_));
        let span = argument.ty.span();
        let fresh = if value.is_some() && !is_slice {
            let made = self.expansion.made_anew(self.test, i);
            quote! {{
                #[allow(unused_imports)]
                use #private::arguments::{Again as _, Copied as _};
                (&#private::arguments::Given(#reference)).fresh(|| #made)
            }}
        } else {
            quote_spanned!(span=> ::core::clone::Clone::clone(#reference))
        };
        let variable = self.numbered(&format!("scratch{i}_"));
        self.before.extend(quote!(let mut #variable = #fresh;));
        quote!(&mut #variable)
    }

    /// A copy of a parameter that the outputs overwrite.
    fn in_place(&mut self, i: usize) -> TokenStream {
        let private = self.expansion.private();
        let reference = self.expansion.reference(self.test, i);
        let variable = self.numbered("value");
        self.before
            .extend(quote!(let mut #variable = ::core::clone::Clone::clone(#reference);));
        let argument = &self.expansion.plan.arguments[i];
        if argument.buffer().is_some_and(|buffer| buffer.is_view) {
            quote!(#private::arguments::lend_mut(&mut #variable))
        } else {
            quote!(&mut #variable)
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

    pub(super) fn numbered(&self, name: &str) -> Ident {
        format_ident!("{name}{}", self.made, span = Span::mixed_site())
    }
}
