//! Closures of linear maps: products with a Hessian, tangents, backward passes.

use super::buffers::done;
use super::callee::Callee;
use super::calls::{Calls, Placed};
use super::{Expansion, hygienic};
use crate::arguments::{Argument, Slot};
use crate::mode::Kind;
use crate::options::Role;
use crate::place::Place;
use crate::plan::Test;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Type};

impl Expansion<'_> {
    /// `|v| product(x, v)`: the directions behind the arguments, one for each that is differentiated, or where the
    /// function, if it is known, takes them.
    pub(super) fn product(
        &self,
        test: &Test<'_>,
        product: &Callee,
        function: Option<&Expr>,
    ) -> TokenStream {
        let private = self.private();
        let strangers = function.map(|function| self.strangers(test, function));
        let strangers = strangers.unwrap_or_default();
        let mut directions: Vec<Ident> = Vec::new();
        let mut passed: Vec<Placed> = Vec::new();
        for (i, argument) in self.plan.arguments.iter().enumerate() {
            if test.role(i) == Role::At {
                let direction = format_ident!("direction{i}", span = Span::mixed_site());
                let own = match argument.referent() {
                    slice @ Type::Slice(_) => {
                        quote!(::core::convert::AsRef::<#slice>::as_ref(#direction))
                    }
                    _ => argument.pass(&quote!(#direction), &private),
                };
                passed.push((None, own));
                directions.push(direction);
            }
        }
        if strangers.others.len() == passed.len() {
            let places = strangers.others.iter().map(|(place, _)| Some(*place));
            places
                .zip(&mut passed)
                .for_each(|(place, own)| own.0 = place);
        }
        let mut calls = Calls::new(self, test, 100);
        let mut call = TokenStream::new();
        match (strangers.buffers.as_slice(), directions.first()) {
            ([(place, argument)], Some(direction)) => {
                let made = self.tangent_buffer(test, argument, direction);
                let lent =
                    made.and_then(|made| calls.lent(argument, "tangent", Slot::Partner, &made));
                let variable = calls.numbered("tangent");
                passed.extend(lent.map(|lent| (Some(*place), lent)));
                let done = calls.call_placing(product, passed);
                call.extend(quote!({ let _ = #done; #variable }));
            }
            _ => call.extend(calls.call_placing(product, passed)),
        }
        let before = calls.before;
        match directions.as_slice() {
            [single] => quote!(|#single: &_| { #before #call }),
            several => {
                let any = several.iter().map(|_| quote!(_));
                quote!(|(#(#several),*): &(#(#any),*)| { #before #call })
            }
        }
    }

    /// A buffer for what a function makes of a direction: like the outputs, or, of a Hessian, like the direction.
    fn tangent_buffer(
        &self,
        test: &Test<'_>,
        argument: &Argument,
        direction: &Ident,
    ) -> Option<TokenStream> {
        let private = self.private();
        let mode = self.options.mode.as_ref();
        if mode.is_some_and(|mode| mode.kind == Kind::HessianProduct) {
            let ty = argument.buffer()?.owned(&private);
            return Some(quote!(#private::arguments::unwritten::<#ty, _>(#direction)));
        }
        let key = self.options.value_out.as_ref().map(Place::text);
        let mut arguments = self.plan.arguments.iter();
        let outputs = arguments.position(|own| Some(&own.key) == key.as_ref());
        let like = match outputs.filter(|&i| test.value(i).is_some()) {
            Some(i) => self.variable(test, i).to_token_stream(),
            None => self.default_of(argument)?,
        };
        Some(quote!(#private::arguments::unwritten_like(&#like)))
    }

    /// `|u| backward(u)`: of a method, on a receiver that has gone forward; of a function, behind the arguments.
    /// The gradients are what it returns, and behind them what it writes to buffers or leaves in fields.
    pub(super) fn backward(
        &self,
        test: &Test<'_>,
        forward: &Callee,
        backward: &Callee,
    ) -> TokenStream {
        let mode = self.options.mode.as_ref();
        let function = mode.and_then(|mode| mode.function.as_ref());
        let (cotangent, done) = (hygienic("cotangent"), done());
        let own = self.cotangent_of(test, function);
        let mut calls = Calls::new(self, test, 200);
        calls.apart = true;
        let filled = function.map(|function| self.filled(test, function));
        let (mut passed, filled) = calls.buffers_of(&filled.unwrap_or_default());
        let called = function.and_then(|function| self.subject.called_by(function));
        if called.is_none_or(|called| called.in_place.is_none()) {
            let place = own.as_ref().and_then(|(place, _)| *place);
            let own = own.as_ref().map(|(_, argument)| argument);
            passed.insert(0, (place, self.cotangent(&cotangent, own, function)));
        }
        let cache = self.cache();
        let call = if let (Some(cache), Some(function)) = (&cache, function) {
            passed.insert(1, self.cache_passed(test, function, cache));
            self.call_with_cache(&mut calls, test, (backward, function), passed)
        } else if self.goes_back_by_itself(backward, function) {
            let forward = calls.call(forward);
            let back = calls.call_again(backward, passed);
            quote!({ let _ = #forward; #back })
        } else if function.is_some_and(|function| self.reads_left(test, function)) {
            let forward = calls.call(forward);
            calls.left_by = Some(calls.made());
            let back = calls.call_placing(backward, passed);
            quote!({ let _ = #forward; #back })
        } else {
            calls.call_placing(backward, passed)
        };
        let written = calls.written();
        let left = written.iter().map(|(_, place)| place);
        let left = left.map(|place| quote!(::core::clone::Clone::clone(&#place)));
        let of_buffers = filled.iter().map(ToTokens::to_token_stream);
        let left: Vec<TokenStream> = of_buffers.chain(left).collect();
        let count = (0..self.plan.arguments.len())
            .filter(|&i| test.role(i) == Role::At)
            .count();
        let returned: Vec<Ident> = (left.len()..count)
            .map(|i| format_ident!("returned{i}", span = Span::mixed_site()))
            .collect();
        let gradient = match (returned.as_slice(), left.as_slice()) {
            (_, []) => quote!(#done),
            ([], [single]) => quote!(#single),
            ([], several) => quote!((#(#several),*)),
            ([_], several) => quote!((#done, #(#several),*)),
            (some, several) => quote!({ let (#(#some),*) = #done; (#(#some),*, #(#several),*) }),
        };
        let back = calls.repeated(&filled, &call, &gradient);
        let cache = cache.map(|cache| quote!(, #cache: &_));
        quote!(|#cotangent: &_ #cache| #back)
    }

    /// Whether a backward function takes the cotangent alone, and finds all else in its receiver.
    fn goes_back_by_itself(&self, backward: &Callee, function: Option<&Expr>) -> bool {
        let known = function.and_then(|function| self.subject.partner(function));
        let takes_one = known.is_none_or(|signature| {
            let all = Argument::all(signature, self.subject.host);
            let named = all.iter().filter(|a| a.slot == Slot::Named);
            named.filter(|a| a.buffer().is_none()).count() == 1 + backward.given.len()
        });
        backward.receiver.is_some() && takes_one
    }

    /// The argument of a known backward function that is the cotangent, and its place: the one that isn't passed on, or
    /// else the last.
    fn cotangent_of(
        &self,
        test: &Test<'_>,
        function: Option<&Expr>,
    ) -> Option<(Option<usize>, Argument)> {
        let strangers = self.strangers(test, function?);
        if let [(place, own)] = strangers.others.as_slice() {
            return Some((Some(*place), own.clone()));
        }
        let all = Argument::all(self.subject.partner(function?)?, self.subject.host);
        let mut named = all.into_iter().filter(|a| a.slot == Slot::Named);
        let last = named.rfind(|a| a.buffer().is_none());
        Some((None, last?))
    }

    /// How the cotangent is passed, as far as the backward function is known.
    fn cotangent(
        &self,
        cotangent: &Ident,
        own: Option<&Argument>,
        function: Option<&Expr>,
    ) -> TokenStream {
        if let Some(own) = own.filter(|own| !matches!(own.ty, Type::Infer(_))) {
            return own.pass(&quote!(#cotangent), &self.private());
        }
        // What a path names has types, which say how it is passed; a closure is given the type.
        if !matches!(function, Some(Expr::Path(_) | Expr::Call(_))) {
            return quote!(#cotangent);
        }
        // One context for all of it: else rustc puts the error at the attribute.
        let span = cotangent.span().located_at(function.span());
        let (private, mut cotangent) = (self.private_at(span), cotangent.clone());
        cotangent.set_span(span);
        quote_spanned!(span=> #private::arguments::hand(#cotangent))
    }
}
