//! Which gradient is written where.

use super::Expansion;
use crate::arguments::Buffer;
use crate::options::Role;
use crate::place::Place;
use crate::plan::Test;
use crate::types::with_elided_lifetimes;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

impl Expansion<'_> {
    /// Each parameter whose gradient is written, with its place, in the order of the parameters. What isn't named
    /// is matched in order; where a function returns some of the gradients, it returns the first ones.
    pub(super) fn outs(&self, test: &Test<'_>) -> Vec<(usize, Place)> {
        let arguments = &self.plan.arguments;
        let outs: Vec<_> = self.options.out.iter().flat_map(|(_, outs)| outs).collect();
        let named = |out: &&crate::options::Out| {
            let key = out.parameter.as_ref().map(Place::text)?;
            arguments.iter().position(|argument| argument.key == key)
        };
        let taken: Vec<usize> = outs.iter().filter_map(named).collect();
        let open =
            (0..arguments.len()).filter(|&i| test.role(i) == Role::At && !taken.contains(&i));
        let open: Vec<usize> = open.collect();
        let unnamed = outs.iter().filter(|out| out.parameter.is_none()).count();
        let mut open = open
            .iter()
            .skip(open.len().saturating_sub(unnamed))
            .copied();
        let matched = outs.iter().filter_map(|out| {
            let parameter = named(out).or_else(|| open.next())?;
            Some((parameter, out.place.clone()))
        });
        let mut matched: Vec<(usize, Place)> = matched.collect();
        matched.sort_by_key(|(parameter, _)| *parameter);
        matched
    }

    /// `.written_to([("x", "grad")])`: the buffers among these places.
    pub(super) fn buffers(&self, test: &Test<'_>) -> Option<TokenStream> {
        let outs = self.outs(test).into_iter();
        let buffers = outs.filter(|(_, place)| !place.is_field());
        let named = buffers.map(|(parameter, place)| {
            let (parameter, buffer) = (&self.plan.arguments[parameter].name, place.text());
            quote!((#parameter, #buffer))
        });
        let named: Vec<TokenStream> = named.collect();
        (!named.is_empty()).then(|| quote!(.written_to([#(#named),*])))
    }

    /// The parameter whose gradient is written to this argument.
    pub(super) fn parameter_of(&self, test: &Test<'_>, key: &str) -> Option<usize> {
        let mut outs = self.outs(test).into_iter();
        outs.find_map(|(parameter, place)| (place.text() == key).then_some(parameter))
    }
}

impl Buffer<'_> {
    /// The type that the test holds it in.
    pub(super) fn owned(&self, private: &TokenStream) -> TokenStream {
        let ty = with_elided_lifetimes(self.ty);
        match self.ty {
            Type::Slice(slice) => {
                let item = with_elided_lifetimes(&slice.elem);
                quote!(#private::Vec<#item>)
            }
            _ if self.is_view => quote!(<#ty as #private::arguments::Owner>::Owned),
            _ => ty,
        }
    }
}
