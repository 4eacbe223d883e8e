//! `.layout("theta", ..)`: the parts of flat vectors.

use super::Expansion;
use crate::layout::{Layout, Part};
use crate::plan::text;
use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;

impl Expansion<'_> {
    pub(super) fn layouts(&self) -> Vec<TokenStream> {
        let written = self.options.layout.iter();
        let written = written.flat_map(|(word, layouts)| layouts.iter().map(move |l| (word, l)));
        // An argument that a `#[cfg]` leaves out has no layout either.
        let there = written.filter_map(|(word, layout)| {
            let vector = self.path_of(layout)?;
            let parts = layout.parts.iter().map(|part| self.part(part));
            Some(quote_spanned!(word.span()=> .layout(#vector, [#(#parts),*])))
        });
        there.collect()
    }

    /// The name that paths use for the vector.
    fn path_of(&self, layout: &Layout) -> Option<&str> {
        let key = layout.place.text();
        let mut arguments = self.plan.arguments.iter();
        let argument = arguments.find(|argument| argument.key == key)?;
        Some(&argument.name)
    }

    /// Name and shape; what is no shape is an error at its expression.
    fn part(&self, part: &Part) -> TokenStream {
        let (name, shape) = (text(&part.name), &part.shape);
        let span = shape.span();
        let private = self.private_at(span);
        quote_spanned!(span=> (#name, #private::arguments::lengths(#shape)))
    }
}
