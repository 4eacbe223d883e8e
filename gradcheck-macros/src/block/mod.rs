//! The attribute on an `impl` block: the `grad_check` on each of its functions is read and taken off, and the
//! tests stand beside the block.

mod attributes;
mod host;
mod parse;

pub(crate) use attributes::{Found, mentions};
pub(crate) use host::Host;
pub(crate) use parse::Block;

use crate::expand::{self, Subject, unreadable};
use crate::item::{Function, is_grad_check};
use crate::options::{self, Options};
use attributes::Sorted;
use parse::Member;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Attribute, Error, Result};

/// The block without our attributes, and the tests of its functions.
pub(crate) fn expand(
    attribute: TokenStream,
    block: Result<Block>,
    item: &TokenStream,
) -> TokenStream {
    let mut block = match block {
        Ok(block) => block,
        Err(why) => {
            let message =
                format!("`grad_check` can't read this block: {why}; write it as in edition 2021");
            let error = Error::new(why.span(), message).to_compile_error();
            return quote!(#item #error);
        }
    };
    let mut errors = Vec::new();
    let (own, repeated): (_, Vec<Attribute>) = std::mem::take(&mut block.attributes)
        .into_iter()
        .partition(|a| !is_grad_check(a));
    block.attributes = own;
    for attribute in repeated {
        let message = "a block has one `grad_check`; leave this one out";
        errors.push(Error::new_spanned(&attribute, message));
    }
    let sorted = sort(&mut block, &mut errors);
    let host = Host::of(&block);
    let (shared, mut mistakes) = options::parse(host.resolve(attribute));
    errors.append(&mut mistakes);
    errors.extend(shared.not_of_block());
    let mut tests = TokenStream::new();
    let mut found = false;
    for (function, sorted) in block.functions().zip(sorted) {
        found |= !sorted.found.is_empty();
        let above = &block.attributes;
        tests.extend(tests_of(function, sorted, above, &host, &shared));
    }
    if !found && errors.is_empty() {
        errors.push(nothing_to_check(&host));
    }
    let errors = errors.iter().map(Error::to_compile_error);
    quote!(#block #tests #(#errors)*)
}

/// Take our attributes off the members, and tell what each function had.
fn sort(block: &mut Block, errors: &mut Vec<Error>) -> Vec<Sorted> {
    let mut functions = Vec::new();
    for member in &mut block.members {
        match member {
            Member::Function(function) => {
                let mut sorted = Sorted::of(function.attributes.clone());
                errors.append(&mut sorted.errors);
                if !sorted.found.is_empty() {
                    function.attributes.clone_from(&sorted.kept);
                }
                functions.push(sorted);
            }
            Member::Other(other) => {
                let sorted = Sorted::of(other.attributes.clone());
                errors.extend(sorted.errors);
                if let Some(found) = sorted.found.first() {
                    other.attributes = sorted.kept;
                    let is_function = mentions(other.tokens.clone(), "fn");
                    errors.push(if is_function {
                        unreadable(&other.why)
                    } else {
                        let message = "`#[grad_check]` goes on a function that returns (cost, grads); leave it out here";
                        Error::new_spanned(&found.written, message)
                    });
                }
            }
        }
    }
    functions
}

/// The tests of a function; the lints that are set above the block hold in them as well.
fn tests_of(
    function: &Function,
    sorted: Sorted,
    above: &[Attribute],
    host: &Host,
    shared: &Options,
) -> TokenStream {
    let subject = Subject {
        signature: host.signature(&function.signature),
        body: host.resolve(function.body().clone()),
        attributes: [above, &sorted.kept].concat(),
        moved: sorted.moved,
        absent: Vec::new(),
        conditions: Vec::new(),
        host: Some(host),
        around: None,
        called: Vec::new(),
    };
    let found = sorted.found.into_iter().map(|found| Found {
        options: host.resolve(found.options),
        ..found
    });
    expand::tests(&subject, &found.collect::<Vec<_>>(), Some(shared))
}

/// The error of a block without an annotated function.
fn nothing_to_check(host: &Host) -> Error {
    let name = &host.name;
    let message = format!(
        "no function of this block has a `#[grad_check]`; write it on each that is to be checked, such as `#[grad_check(on = {name}::example())]` above `fn cost(&self, ..)`"
    );
    Error::new(Span::call_site(), message)
}
