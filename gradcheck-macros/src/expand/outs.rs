//! Which gradient is written where.

use super::Expansion;
use crate::arguments::{Argument, Buffer};
use crate::mode::Kind;
use crate::options::{Options, Role};
use crate::place::Place;
use crate::plan::{Plan, Test};
use crate::types::{is_number, with_elided_lifetimes};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

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
        if self.writes_jacobian() {
            return None;
        }
        let outs = self.outs(test).into_iter();
        let buffers = outs.filter(|(_, place)| !place.is_field());
        let mut named: Vec<(&str, String)> = Vec::new();
        for (parameter, place) in buffers {
            named.extend(self.parts(&self.of_one_buffer(test, parameter), &place.text()));
        }
        let function = self.gradient_function();
        for filled in function.map(|f| self.filled(test, f)).unwrap_or_default() {
            named.extend(self.parts(&filled.parameters, &filled.name));
        }
        let named: Vec<TokenStream> = named
            .into_iter()
            .map(|(parameter, buffer)| quote!((#parameter, #buffer)))
            .collect();
        (!named.is_empty()).then(|| quote!(.written_to([#(#named),*])))
    }

    /// The parameters whose gradients are written to this argument.
    pub(super) fn parameters_of(&self, test: &Test<'_>, key: &str) -> Vec<usize> {
        let mut outs = self.outs(test).into_iter();
        let first = outs.find(|(_, place)| place.text() == key);
        first.map_or_else(Vec::new, |(first, _)| self.of_one_buffer(test, first))
    }

    /// Whether what the function writes, beside its outputs, is their Jacobian.
    pub(super) fn writes_jacobian(&self) -> bool {
        let mode = self.options.mode.as_ref();
        mode.is_some_and(|mode| mode.kind == Kind::Jacobian)
    }

    /// The parameters that the Jacobian in this buffer is for: all of them, if it is the only one.
    pub(super) fn columns_of(&self, test: &Test<'_>, key: &str) -> Vec<usize> {
        let outs = self.outs(test);
        let all = (0..self.plan.arguments.len()).filter(|&i| test.role(i) == Role::At);
        if outs.len() == 1 {
            return all.collect();
        }
        let mut own = outs.into_iter().filter(|(_, place)| place.text() == key);
        own.next()
            .map_or_else(Vec::new, |(parameter, _)| vec![parameter])
    }

    /// How many numbers these parameters are.
    pub(super) fn count(&self, test: &Test<'_>, parameters: &[usize]) -> TokenStream {
        let private = self.private();
        let references = parameters.iter().map(|&i| self.reference(test, i));
        let references: Vec<TokenStream> = references.collect();
        match references.as_slice() {
            [single] => quote!(#private::arguments::count(#single)),
            several => quote!(#private::arguments::count(&(#(#several),*))),
        }
    }

    /// How many outputs there are, where the buffer that receives them tells.
    pub(super) fn rows(&self, test: &Test<'_>) -> TokenStream {
        let private = self.private();
        let key = self.options.value_out.as_ref().map(Place::text);
        let mut arguments = self.plan.arguments.iter();
        let Some(i) = arguments.position(|argument| Some(&argument.key) == key.as_ref()) else {
            return quote!(0);
        };
        if test.value(i).is_some() {
            let given = self.variable(test, i);
            return quote!(#private::arguments::count(&#given));
        }
        let default = self.default_of(&self.plan.arguments[i]);
        default.map_or_else(
            || quote!(0),
            |default| quote!(#private::arguments::count(&#default)),
        )
    }

    /// A buffer of an argument's type whose shape the type tells.
    pub(super) fn default_of(&self, argument: &Argument) -> Option<TokenStream> {
        let ty = argument.buffer()?.owned(&self.private());
        Some(quote_spanned!(argument.ty.span()=> <#ty as ::core::default::Default>::default()))
    }

    /// A parameter; all of them where they are numbers, and one buffer receives the gradient of all.
    fn of_one_buffer(&self, test: &Test<'_>, parameter: usize) -> Vec<usize> {
        let (several, _) = numbers(self.plan, test);
        if shares_buffer(self.options, several.len()) {
            several
        } else {
            vec![parameter]
        }
    }

    /// Where each parameter's gradient stands in a buffer.
    fn parts(&self, parameters: &[usize], buffer: &str) -> Vec<(&str, String)> {
        let name = |i: &usize| &*self.plan.arguments[*i].name;
        match parameters {
            [single] => vec![(name(single), buffer.to_owned())],
            several => {
                let places = several.iter().enumerate();
                places
                    .map(|(at, i)| (name(i), format!("{buffer}[{at}]")))
                    .collect()
            }
        }
    }
}

/// The parameters if all of them are numbers, and how many parameters there are.
pub(crate) fn numbers(plan: &Plan<'_>, test: &Test<'_>) -> (Vec<usize>, usize) {
    let parameters = (0..plan.arguments.len()).filter(|&i| test.role(i) == Role::At);
    let parameters: Vec<usize> = parameters.collect();
    let is_number = |&i: &usize| is_number(plan.arguments[i].referent());
    let count = parameters.len();
    if parameters.iter().all(is_number) {
        (parameters, count)
    } else {
        (Vec::new(), count)
    }
}

/// Whether `out` names one buffer for so many numbers.
pub(crate) fn shares_buffer(options: &Options, numbers: usize) -> bool {
    let outs = options.out.as_ref().map(|(_, outs)| outs.as_slice());
    let is_one = matches!(outs, Some([out]) if out.parameter.is_none() && !out.place.is_field());
    is_one && numbers > 1
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
