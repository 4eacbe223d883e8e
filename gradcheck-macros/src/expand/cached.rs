//! `cache`: what the annotated function returns beside its value goes to the function that goes back.

use super::buffers::done;
use super::calls::{Calls, Placed};
use super::filled::Strangers;
use super::{Expansion, callee::Callee, hygienic};
use crate::arguments::{Argument, Slot};
use crate::mode::Kind;
use crate::plan::Test;
use crate::return_type::{cache_type, looks_like_cache};
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

    /// The argument of a function of the same block that the cache goes to, and its place: one that the annotated function
    /// doesn't have, or, if there is only a cotangent, one of the cache's type. Of several it is the one that is named for
    /// it, and else the last, as the cotangent comes first.
    fn cache_argument(&self, test: &Test<'_>, function: &Expr) -> Option<(usize, Argument)> {
        self.options.cache.as_ref()?;
        let partner = self.subject.partner(function)?;
        let others = self.strangers_and_cache(test, function).others;
        let mode = self.options.mode.as_ref();
        let cotangents = usize::from(mode.is_some_and(|mode| mode.kind == Kind::Pullback));
        let has_own = others.len() > cotangents;
        let own = cache_type(&self.subject.signature);
        let own = own.map(|ty| bare(ty).to_token_stream().to_string());
        let is_of_type =
            |argument: &Argument| Some(argument.referent().to_token_stream().to_string()) == own;
        let candidates = if has_own {
            others
        } else {
            let all = Argument::all(partner, self.subject.host).into_iter();
            let named = all.filter(|a| a.slot == Slot::Named).enumerate();
            let is_other = |place: usize| others.iter().any(|(other, _)| *other == place);
            named
                .filter(|(place, a)| !is_other(*place) && is_of_type(a))
                .collect()
        };
        let of_type: Vec<_> = candidates.iter().filter(|(_, a)| is_of_type(a)).collect();
        let pool: Vec<_> = if of_type.is_empty() {
            candidates.iter().collect()
        } else {
            of_type
        };
        let named = pool
            .iter()
            .find(|(_, argument)| looks_like_cache(&argument.key));
        named.or(pool.last()).map(|found| (*found).clone())
    }

    /// Take the cache out of the arguments that the annotated function doesn't pass on.
    pub(super) fn take_cache(&self, test: &Test<'_>, function: &Expr, strangers: &mut Strangers) {
        if let Some((place, _)) = self.cache_argument(test, function) {
            strangers.others.retain(|(other, _)| *other != place);
        }
    }

    /// The cache as a function takes it, in its place where that is known.
    pub(super) fn cache_passed(&self, test: &Test<'_>, function: &Expr, cache: &Ident) -> Placed {
        let private = self.private();
        if self.subject.partner(function).is_some() {
            let own = self.cache_argument(test, function);
            let place = own.as_ref().map(|(place, _)| *place);
            let passed = own.map(|(_, argument)| match argument.ty {
                Type::Infer(_) => quote!(#private::arguments::hand(#cache)),
                _ => argument.pass(&quote!(#cache), &private),
            });
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
            quote_spanned!(span=> #private::arguments::hand(#cache)),
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
        test: &Test<'_>,
        (callee, function): (&Callee, &Expr),
        passed: Vec<Placed>,
    ) -> TokenStream {
        let partner = self.subject.partner(function);
        let theirs = partner.map(|signature| Argument::all(signature, self.subject.host));
        let theirs = theirs.unwrap_or_default();
        let cache = self.cache_argument(test, function);
        let cache = cache.map(|(_, argument)| argument.key);
        let is_taken = |i: &usize| {
            let key = &self.plan.arguments[*i].key;
            cache.as_ref() != Some(key)
                && theirs
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
        let call_back = self.call_with_cache(&mut calls, test, (gradient, function), passed);
        let done = done();
        let gradient = match written.as_slice() {
            [] => quote!(#done),
            [single] => quote!(#private::arguments::after(#done, #single)),
            several => quote!(#private::arguments::after(#done, (#(#several),*))),
        };
        let back = calls.repeated(&written, &call_back, &gradient);
        quote!(#private::arguments::cached_gradient(#call, |#cache: &_| #back))
    }
}
