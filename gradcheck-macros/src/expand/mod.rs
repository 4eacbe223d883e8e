//! The tests of a function; `run` writes how the check calls it.

mod bindings;
mod buffers;
mod cached;
mod callee;
mod calls;
mod filled;
mod follow;
mod layouts;
mod linear;
mod outs;
mod run;
mod several;
mod subject;
mod variants;

pub(crate) use outs::shares_buffer;
use several::told_apart;
pub(crate) use subject::Subject;
use variants::variants;

use crate::arguments::{Argument, Slot};
use crate::block::{self, Block, Found};
use crate::called::calls;
use crate::cargo::flags;
use crate::enclosing::block_around;
use crate::item::{Function, attributes_for_test, is_other_item};
use crate::mistakes;
use crate::mode::{Kind, Mode};
use crate::names::snake;
use crate::options::{self, Options, Role, Setting};
use crate::plan::{Plan, Test};
use crate::recording::Recording;
use crate::return_type::returns_none;
use crate::types::Owned;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Error, GenericParam};

/// Expand the attribute. Whatever is wrong, the item comes out again, so that one mistake is one
/// error.
pub(crate) fn grad_check(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    if let Some(block) = Block::of(item) {
        return block::expand(attribute, block, item);
    }
    let mut function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(why) => {
            let error = no_function(item, &why).to_compile_error();
            return quote!(#item #error);
        }
    };
    let attributes = function.take_repeated();
    let repeated = attributes.iter().map(Found::of);
    let found = std::iter::once(Found::first(attribute)).chain(repeated);
    let subject = Subject {
        moved: function.take_test_attributes(),
        attributes: function.attributes.clone(),
        signature: function.signature.clone(),
        body: function.body().clone(),
        absent: Vec::new(),
        conditions: Vec::new(),
        host: None,
        around: block_around(item, &function.signature.ident),
        called: Vec::new(),
    };
    let tests = tests(&subject, &found.collect::<Vec<_>>(), None);
    quote!(#function #tests)
}

/// The error of an item that is no function, or of one that can't be read.
fn no_function(item: &TokenStream, why: &Error) -> Error {
    if is_other_item(item) {
        let message = "`#[grad_check]` goes on a function that returns (cost, grads), or on an `impl` block with such functions";
        return Error::new_spanned(item, message);
    }
    unreadable(why)
}

/// The error of a function that can't be read, where it can't be.
pub(crate) fn unreadable(why: &Error) -> Error {
    let message = format!(
        "`grad_check` can't read this function: {why}; write it as in edition 2021, such as `&dyn Fn(f64) -> f64` and `name: Type`"
    );
    Error::new(why.span(), message)
}

/// The tests of a function, for each of its attributes, or the errors of those.
pub(crate) fn tests(
    subject: &Subject<'_>,
    found: &[Found],
    block: Option<&Options>,
) -> TokenStream {
    let variants = variants(subject);
    let tests = variants.map(|variants| {
        let each = variants
            .iter()
            .map(|subject| tests_of_variant(subject, found, block));
        each.collect()
    });
    tests.unwrap_or_else(|error| error.to_compile_error())
}

/// The tests of a function with the arguments that it has.
fn tests_of_variant(
    subject: &Subject<'_>,
    found: &[Found],
    block: Option<&Options>,
) -> TokenStream {
    let parsed = found.iter().map(|found| {
        let (mut options, errors) = options::parse(found.options.clone());
        if let Some(block) = block {
            options.inherit(block);
        }
        (options, errors)
    });
    let mut parsed: Vec<(Options, Vec<Error>)> = parsed.collect();
    let all: Vec<&Options> = parsed.iter().map(|(options, _)| options).collect();
    let names = told_apart(&all);
    if let Err(same) = names {
        let error = Error::new_spanned(&found[same].written, SEVERAL);
        parsed[same].1.push(error);
    }
    let names = names.ok().flatten();
    let mut tests = TokenStream::new();
    for (i, ((options, errors), found)) in parsed.into_iter().zip(found).enumerate() {
        let names = names.as_ref().map(|names| names[i].clone());
        tests.extend(tests_of(subject, options, errors, &found.conditions, names));
    }
    tests
}

const SEVERAL: &str = "nothing tells this `grad_check` from another one on this function: several have `types`, `on` or `given` of their own, or check different derivatives; for several test points write `points(near(x = ..), far(x = ..))`";

/// The tests of one attribute, or what is wrong with it.
fn tests_of(
    subject: &Subject<'_>,
    mut options: Options,
    mut errors: Vec<Error>,
    conditions: &[TokenStream],
    names: Option<Vec<String>>,
) -> TokenStream {
    let arguments = subject.arguments(&options);
    options.take_value_out(&arguments, returns_none(&subject.signature));
    options.take_hessian_out();
    if let (Some((word, _)), None) = (&options.out, &options.mode) {
        options.mode = Some(Mode {
            word: word.clone(),
            kind: Kind::Out,
            function: None,
            is_written: false,
        });
    }
    let plan = Plan::new(arguments, &options);
    let (called, wrong) = calls(&options, &plan);
    errors.extend(wrong);
    let knowing;
    let (subject, plan) = if called.is_empty() {
        (subject, plan)
    } else {
        knowing = Subject {
            called,
            ..subject.clone()
        };
        // What only a function that is called is given is known now.
        let plan = Plan::new(knowing.arguments(&options), &options);
        (&knowing, plan)
    };
    mistakes::collect(subject, &options, &plan, &mut errors);
    let first = errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    });
    if let Some(errors) = first {
        let errors = errors.to_compile_error();
        let here = &subject.conditions;
        return if here.is_empty() {
            errors
        } else {
            quote!(#[cfg(all(#(#here),*))] const _: () = { #errors };)
        };
    }
    let expansion = Expansion {
        subject,
        conditions,
        names,
        options: &options,
        plan: &plan,
    };
    let tests = plan.tests.iter().map(|test| expansion.test(test));
    quote!(#(#tests)*)
}

struct Expansion<'a> {
    subject: &'a Subject<'a>,
    /// The predicates under which there is a test.
    conditions: &'a [TokenStream],
    /// What tells this check from others of the function.
    names: Option<Vec<String>>,
    options: &'a Options,
    plan: &'a Plan<'a>,
}

impl Expansion<'_> {
    /// One test function.
    fn test(&self, test: &Test<'_>) -> TokenStream {
        let attributes = attributes_for_test(&self.subject.attributes);
        let moved = &self.subject.moved;
        let conditions = self.conditions.iter().chain(&self.subject.conditions);
        let name = self.name(test);
        let generics = self.generics();
        let derivatives = [self.derivative(), self.tangent(), self.gradient_beside()];
        let callees = [Some(self.callee()), self.cost()]
            .into_iter()
            .chain(derivatives);
        let callees: Vec<_> = callees.collect();
        let bound = callees.iter().flatten().map(|callee| &callee.binding);
        let seed = self.seed();
        let draws = self.draws();
        let (points, seed_of_point) = (hygienic("draws"), hygienic("seed"));
        let bindings = test.sources.iter().map(|source| self.binding(source));
        let recording = self.recording();
        let copy = recording.as_ref().map(|recording| &recording.function);
        let depends = Self::depends_on_variable();
        let check = self.check(test, &name, recording.as_ref());
        // A failing test panics at the function's name.
        let assert = quote_spanned!(self.subject.signature.ident.span()=> .assert());
        quote! {
            #[cfg(test)]
            #(#[cfg(#conditions)])*
            #[::core::prelude::v1::test]
            #attributes
            #(#moved)*
            fn #name() {
                #depends
                #generics
                #copy
                #(#bound)*
                #seed
                let mut #points = #draws;
                while let ::core::option::Option::Some(#seed_of_point) = #points.next_seed() {
                    #(#bindings)*
                    #points.took(#check);
                }
                #points #assert;
            }
        }
    }

    fn name(&self, test: &Test<'_>) -> Ident {
        let function = self.subject.signature.ident.unraw();
        let host = self.subject.host.map(|host| format!("{}_", host.prefix));
        let host = host.unwrap_or_default();
        let names = self.names.iter().flatten();
        let names = names.map(|word| format!("_{}", snake(word)));
        let point = test.point.map(|point| format!("_{}", point.unraw()));
        let behind: String = names.chain(point).collect();
        format_ident!(
            "{host}{function}_grad_check{behind}",
            span = Span::call_site()
        )
    }

    fn private(&self) -> TokenStream {
        self.private_at(Span::call_site())
    }

    /// The facade's private module, for code that stands at a place of the user's.
    fn private_at(&self, span: Span) -> TokenStream {
        let default = || quote_spanned!(span=> ::grad_check);
        let krate = self
            .options
            .krate
            .as_ref()
            .map_or_else(default, ToTokens::to_token_stream);
        quote_spanned!(span=> #krate::__private)
    }

    /// `let seed: u64 = 3;`
    fn seed(&self) -> TokenStream {
        let variable = hygienic("seed");
        if let Some(Setting { key, value }) = &self.options.seed {
            let ty = quote_spanned!(key.span()=> u64);
            quote!(let #variable: #ty = #value;)
        } else {
            quote!(let #variable = 0;)
        }
    }

    /// `Draws::new(seed).draws(20)`: the seeds of the points.
    fn draws(&self) -> TokenStream {
        let (private, seed) = (self.private(), hygienic("seed"));
        let draws = self.options.draws.as_ref();
        let draws = draws.map(|Setting { key, value }| quote_spanned!(key.span()=> .draws(#value)));
        quote!(<#private::Draws>::new(#seed) #draws)
    }

    /// The generic parameters as items of the test, for argument types and test points alike.
    fn generics(&self) -> TokenStream {
        let given = self.options.types.iter().flat_map(|(_, types)| types);
        let item = given.filter_map(|substitution| {
            let (name, value) = (&substitution.name, &substitution.value);
            self.subject
                .generics()
                .find_map(|parameter| match parameter {
                    GenericParam::Type(ty) if ty.ident == *name => Some(quote! {
                        #[allow(dead_code, non_camel_case_types)]
                        type #name = #value;
                    }),
                    GenericParam::Const(constant) if constant.ident == *name => {
                        let ty = &constant.ty;
                        Some(quote! {
                            #[allow(dead_code, non_upper_case_globals)]
                            const #name: #ty = #value;
                        })
                    }
                    _ => None,
                })
        });
        item.collect()
    }

    /// The check itself, as a person would write it with the builder.
    fn check(
        &self,
        test: &Test<'_>,
        test_name: &Ident,
        recording: Option<&Recording>,
    ) -> TokenStream {
        let function = &self.subject.signature.ident;
        let (span, seed) = (function.span(), hygienic("seed"));
        let name = self.subject.name();
        let name = match &self.names {
            Some(types) if *types == self.options.type_names() => {
                format!("{name}::<{}>", types.join(", "))
            }
            Some(names) => format!("{name} ({})", names.join(", ")),
            None => name,
        };
        let path = format!("::{test_name} {}", flags());
        let names = self.differentiated(test).map(|argument| &argument.name);
        let settings = self
            .options
            .settings
            .iter()
            .map(|Setting { key, value }| quote_spanned!(key.span()=> .#key(#value)));
        let only = self
            .options
            .only
            .as_ref()
            .map(|(key, paths)| quote_spanned!(key.span()=> .only([#(#paths),*])));
        let layouts = self.layouts();
        let outputs = self
            .options
            .outputs
            .as_ref()
            .map(|(key, names)| quote_spanned!(key.span()=> .outputs([#(#names),*])));
        let allow = self.options.allow.as_ref().map(|(key, reasons)| {
            let reasons = reasons.iter().map(|reason| {
                let private = self.private_at(reason.span());
                quote_spanned!(reason.span()=> #private::Reason::#reason)
            });
            quote_spanned!(key.span()=> .allow([#(#reasons),*]))
        });
        let self_test = self.options.self_test.as_ref();
        let self_test = self_test.map(|key| quote_spanned!(key.span()=> .self_test()));
        let forces = self.options.forces.as_ref();
        let forces = forces.map(|key| quote_spanned!(key.span()=> .forces()));
        let point = test.point.map(|point| {
            let point = point.unraw().to_string();
            quote!(.point(#point))
        });
        let written = self.buffers(test);
        let has_lines = (self.follows() && recording.is_none()).then(|| quote!(.has_lines()));
        let given = self.given(test);
        let theta = self.theta(test);
        // The copy is called with the same point.
        let point_variable = hygienic("theta");
        let bound = recording.is_some().then(|| quote!(#point_variable));
        let run = self.run(test, bound.as_ref().unwrap_or(&theta));
        let private = self.private_at(span);
        // The call begins at the function's name, even where `crate = ..` leads the path.
        let (names, full) = (
            quote!(&[#(#names),*]),
            quote!(::core::concat!(::core::module_path!(), #path)),
        );
        let new =
            quote_spanned!(span=> <#private::GradCheck>::of_test(#name, #full, #names, #seed));
        let check = quote! {
            #new
                #(#settings)*
                #allow
                #self_test
                #forces
                #(#layouts)*
                #only
                #outputs
                #point
                #written
                #(#given)*
                #has_lines
        };
        recording.map_or_else(
            || quote!(#check #run),
            |recording| self.followed(test, recording, &check, &run, &theta),
        )
    }

    /// `.given("x", ..)`: the dimensions of each argument that is held fixed, where its type has some.
    fn given(&self, test: &Test<'_>) -> Vec<TokenStream> {
        let private = self.private();
        let arguments = self.plan.arguments.iter().enumerate();
        let held = arguments.filter(|&(i, argument)| {
            let is_typed = !matches!(argument.owned(), Owned::Inferred);
            let is_named = argument.slot == Slot::Named;
            test.role(i) == Role::Given && is_named && is_typed
        });
        held.map(|(i, argument)| {
            let (name, variable) = (&argument.name, self.variable(test, i));
            let of = hygienic("of");
            quote! {
                .given_if_known(#name, {
                    #[allow(unused_imports)]
                    use #private::arguments::{Known as _, Unknown as _};
                    let #of = &#private::arguments::Of(&#variable);
                    (#of.known(), #of.number())
                })
            }
        })
        .collect()
    }

    /// The differentiated arguments, in the order of the signature.
    fn differentiated<'b>(&'b self, test: &'b Test<'_>) -> impl Iterator<Item = &'b Argument> {
        let arguments = self.plan.arguments.iter().enumerate();
        arguments
            .filter(|&(i, _)| test.role(i) == Role::At)
            .map(|(_, argument)| argument)
    }

    fn variable<'b>(&'b self, test: &'b Test<'_>, argument: usize) -> &'b Ident {
        let written = test.sources.iter().find(|s| s.argument == argument);
        match written.and_then(|source| source.written.as_ref()) {
            Some((variable, _)) => variable,
            None => &self.plan.arguments[argument].variable,
        }
    }

    /// A reference to the test point: to a value, or to a tuple of several.
    fn theta(&self, test: &Test<'_>) -> TokenStream {
        let at: Vec<usize> = (0..self.plan.arguments.len())
            .filter(|&i| test.role(i) == Role::At)
            .collect();
        let variables: Vec<&Ident> = at.iter().map(|&i| self.variable(test, i)).collect();
        match (at.as_slice(), variables.as_slice()) {
            ([argument], [variable]) => {
                // A type that is no parameter is an error at that type.
                let span = self.plan.arguments[*argument].referent().span();
                let mut variable = (*variable).clone();
                variable.set_span(span.resolved_at(variable.span()));
                quote_spanned!(span=> &#variable)
            }
            (_, several) => quote!(&(#(#several),*)),
        }
    }
}

/// A variable of the expansion that no name of the user's can meet.
fn hygienic(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
