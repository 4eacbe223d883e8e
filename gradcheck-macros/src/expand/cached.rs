//! `cache`: what the annotated function returns beside its value goes to the function that goes back.

use super::calls::{Calls, Placed};
use super::filled::Strangers;
use super::{Expansion, callee::Callee, hygienic};
use crate::arguments::{Argument, Slot};
use crate::plan::Test;
use crate::return_type::cache_type;
use crate::types::bare;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Type};

impl Expansion<'_> {
    /// The variable of the cache, if there is one.
    pub(super) fn cache(&self) -> Option<Ident> {
        self.options.cache.as_ref().map(|_| hygienic("cache"))
    }

    /// Take the cache out of the arguments that the annotated function doesn't pass on.
    pub(super) fn take_cache(&self, strangers: &mut Strangers) -> Option<(usize, Argument)> {
        self.options.cache.as_ref()?;
        let others = &mut strangers.others;
        let own = cache_type(&self.subject.signature);
        let own = own.map(|ty| ty.to_token_stream().to_string());
        let is_of_type = |(_, argument): &(usize, Argument)| {
            let ty = argument.referent().to_token_stream().to_string();
            Some(ty) == own
        };
        let is_named = |(_, argument): &(usize, Argument)| argument.key.contains("cache");
        let at = others.iter().position(is_of_type);
        let at = at.or_else(|| others.iter().position(is_named));
        let at = at.or_else(|| others.len().checked_sub(1))?;
        Some(others.remove(at))
    }

    /// The cache as a function takes it, in its place where that is known.
    pub(super) fn cache_passed(&self, test: &Test<'_>, function: &Expr, cache: &Ident) -> Placed {
        let private = self.private();
        if self.subject.partner(function).is_some() {
            let own = self.take_cache(&mut self.strangers_and_cache(test, function));
            let place = own.as_ref().map(|(place, _)| *place);
            let passed = own.map(|(_, argument)| argument.pass(&quote!(#cache), &private));
            return (place, passed.unwrap_or_else(|| quote!(#cache)));
        }
        // A method of the cache takes it first.
        let place = self.is_of_cache(function).then_some(0);
        // A closure is given its type.
        if !matches!(function, Expr::Path(_)) {
            return (place, quote!(#cache));
        }
        let span = cache.span().located_at(function.span());
        let (private, mut cache) = (self.private_at(span), cache.clone());
        cache.set_span(span);
        (
            place,
            quote_spanned!(span=> #private::arguments::hand_cache(#cache)),
        )
    }

    /// Whether a path names a function of the cache's own type: `Cache::backward`.
    fn is_of_cache(&self, function: &Expr) -> bool {
        let (Expr::Path(path), Some(Type::Path(cache))) =
            (function, cache_type(&self.subject.signature).map(bare))
        else {
            return false;
        };
        let ty = path.path.segments.iter().rev().nth(1);
        let own = cache.path.segments.last();
        ty.zip(own).is_some_and(|(ty, own)| ty.ident == own.ident)
    }

    /// A call of a function that takes the cache, and of the arguments those that it is known to take.
    pub(super) fn call_with_cache(
        &self,
        calls: &mut Calls<'_>,
        callee: &Callee,
        function: &Expr,
        passed: Vec<Placed>,
    ) -> TokenStream {
        let partner = self.subject.partner(function);
        let theirs = partner.map(|signature| Argument::all(signature, self.subject.host));
        let theirs = theirs.unwrap_or_default();
        let is_taken = |i: &usize| {
            let key = &self.plan.arguments[*i].key;
            theirs
                .iter()
                .any(|a| a.slot == Slot::Named && a.key == *key)
        };
        calls.call_selecting(callee, is_taken, passed)
    }

    /// A cost, and the gradient that another function makes of the cache.
    pub(super) fn cached_gradient(
        &self,
        test: &Test<'_>,
        call: &TokenStream,
        gradient: &Callee,
        (function, cache): (&Expr, &Ident),
    ) -> TokenStream {
        let private = self.private();
        let mut calls = Calls::new(self, test, 300);
        let filled = self.filled(test, function);
        let (mut passed, written) = calls.buffers_of(&filled);
        passed.insert(0, self.cache_passed(test, function, cache));
        let call_back = self.call_with_cache(&mut calls, gradient, function, passed);
        let gradient = match written.as_slice() {
            [] => call_back,
            [single] => quote!(#private::arguments::after(#call_back, #single)),
            several => quote!(#private::arguments::after(#call_back, (#(#several),*))),
        };
        let before = calls.before;
        quote!(#private::arguments::cached_gradient(#call, |#cache: &_| { #before #gradient }))
    }
}
