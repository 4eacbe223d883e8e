//! The function as it was, and its tests; `run` writes how the check calls it.

mod run;

use crate::arguments::Argument;
use crate::item::{Function, is_other_item};
use crate::mistakes;
use crate::options::{self, Options, Role, Setting};
use crate::plan::{Plan, Source, Test};
use crate::types::Owned;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use run::Callee;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, GenericParam};

/// The functions that make test points by shape.
const MAKERS: [&str; 3] = ["randn", "uniform", "zeros"];

/// Expand the attribute. Whatever is wrong, the item comes out again, so that one mistake is one
/// error.
pub(crate) fn grad_check(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(mut function) = syn::parse2::<Function>(item.clone()) else {
        // A function that is still being typed has a syntax error that rustc tells better.
        let other = is_other_item(item).then(|| {
            let message = "`#[grad_check]` goes on a function that returns (cost, grads)";
            Error::new_spanned(item, message).to_compile_error()
        });
        return quote!(#item #other);
    };
    let (options, mut errors) = options::parse(attribute);
    for repeated in function.take_repeated() {
        let message = "a function has one `grad_check`; for several test points write `points(near(x = ..), far(x = ..))`";
        errors.push(Error::new_spanned(&repeated, message));
    }
    let moved = function.take_test_attributes();
    let plan = Plan::new(Argument::all(&function.signature), &options);
    mistakes::collect(&function.signature, &options, &plan, &mut errors);
    let first = errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    });
    if let Some(errors) = first {
        let errors = errors.to_compile_error();
        return quote!(#function #errors);
    }
    let expansion = Expansion {
        function: &function,
        moved,
        options: &options,
        plan: &plan,
    };
    let tests = plan.tests.iter().map(|test| expansion.test(test));
    quote!(#function #(#tests)*)
}

struct Expansion<'a> {
    function: &'a Function,
    moved: Vec<Attribute>,
    options: &'a Options,
    plan: &'a Plan<'a>,
}

impl Expansion<'_> {
    /// One test function.
    fn test(&self, test: &Test<'_>) -> TokenStream {
        let attributes = self.function.attributes_for_test();
        let moved = &self.moved;
        let name = self.name(test);
        let generics = self.generics();
        let callees = [Some(self.callee()), self.cost(), self.derivative()];
        let bound = callees.iter().flatten().map(|callee| &callee.binding);
        let seed = self.seed();
        let bindings = test.sources.iter().map(|source| self.binding(source));
        let check = self.check(test, &name);
        quote! {
            #[cfg(test)]
            #[::core::prelude::v1::test]
            #attributes
            #(#moved)*
            fn #name() {
                #generics
                #(#bound)*
                #seed
                #(#bindings)*
                #check
            }
        }
    }

    /// The annotated function.
    fn callee(&self) -> Callee {
        let (function, turbofish) = (&self.function.signature.ident, self.turbofish());
        self.named(quote!(#function #turbofish), Some(function), "callee")
    }

    /// The cost function, if there is one.
    fn cost(&self) -> Option<Callee> {
        let cost = self.options.cost.as_ref()?;
        Some(self.written(cost, "cost"))
    }

    /// The function that returns the derivative, if it isn't the annotated one.
    fn derivative(&self) -> Option<Callee> {
        let function = self.options.mode.as_ref()?.function.as_ref()?;
        Some(self.written(function, "derivative"))
    }

    /// A function as an option names it.
    fn written(&self, function: &Expr, variable: &str) -> Callee {
        match function {
            Expr::Path(path) => self.named(quote!(#function), path.path.get_ident(), variable),
            _ => Callee::bound(&quote!(#function), variable),
        }
    }

    /// A function by its path. It is called by that path, so that each call has lifetimes of its own,
    /// unless an argument of the same name stands in the way.
    fn named(&self, path: TokenStream, name: Option<&Ident>, variable: &str) -> Callee {
        let hidden = self
            .plan
            .arguments
            .iter()
            .any(|argument| Some(&argument.variable) == name);
        if hidden {
            Callee::bound(&path, variable)
        } else {
            Callee {
                binding: TokenStream::new(),
                call: path,
            }
        }
    }

    fn name(&self, test: &Test<'_>) -> Ident {
        let function = self.function.signature.ident.unraw();
        match test.point {
            Some(point) => format_ident!(
                "{function}_grad_check_{}",
                point.unraw(),
                span = Span::call_site()
            ),
            None => format_ident!("{function}_grad_check", span = Span::call_site()),
        }
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

    /// The generic parameters as items of the test, for argument types and test points alike.
    fn generics(&self) -> TokenStream {
        let given = self.options.types.iter().flat_map(|(_, types)| types);
        let item = given.filter_map(|substitution| {
            let (name, value) = (&substitution.name, &substitution.value);
            self.function
                .signature
                .generics
                .params
                .iter()
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

    fn turbofish(&self) -> Option<TokenStream> {
        let parameters = self.function.signature.generics.params.iter();
        let named: Vec<TokenStream> = parameters
            .filter_map(|parameter| match parameter {
                GenericParam::Type(ty) => Some(ty.ident.to_token_stream()),
                GenericParam::Const(constant) => {
                    let name = &constant.ident;
                    Some(quote!({ #name }))
                }
                GenericParam::Lifetime(_) => None,
            })
            .collect();
        (!named.is_empty()).then(|| quote!(::<#(#named),*>))
    }

    /// `let w: Array2<f64> = ..;`
    fn binding(&self, source: &Source<'_>) -> TokenStream {
        let argument = &self.plan.arguments[source.argument];
        let private = self.private();
        let (name, seed) = (&argument.name, hygienic("seed"));
        let owned = argument.owned(&private);
        let (variable, value) = if let Some((variable, value)) = &source.written {
            (variable, self.point(argument, value))
        } else {
            // A type that can't be drawn is an error at that type.
            let span = argument.referent().span();
            let private = self.private_at(span);
            let drawn = quote_spanned!(span=> #private::points::sample(#seed, #name));
            (&argument.variable, drawn)
        };
        match owned {
            Owned::As(ty) => quote!(let #variable: #ty = #value;),
            Owned::Slice(item) => {
                quote!(let #variable = #private::arguments::own_slice::<#item>(#value);)
            }
            Owned::Inferred => quote!(let #variable = #value;),
        }
    }

    /// A user's expression, drawing from its argument's stream.
    fn point(&self, argument: &Argument, value: &Expr) -> TokenStream {
        let private = self.private();
        let (name, seed, stream) = (&argument.name, hygienic("seed"), hygienic("_stream"));
        let tokens = value.to_token_stream();
        let makers: Vec<Ident> = MAKERS
            .iter()
            .filter(|maker| mentions(tokens.clone(), maker))
            .map(|maker| Ident::new(maker, Span::call_site()))
            .collect();
        let value = if makers.is_empty() {
            tokens
        } else {
            // What the user's module calls `zeros` takes precedence over ours.
            quote! {{
                #[allow(unused_imports)]
                use self::*;
                #tokens
            }}
        };
        let makers = (!makers.is_empty()).then(|| {
            quote! {
                #[allow(unused_imports)]
                use #private::points::{#(#makers),*};
            }
        });
        quote! {{
            #makers
            let #stream = #private::points::enter(#seed, #name);
            #value
        }}
    }

    /// The check itself, as a person would write it with the builder.
    fn check(&self, test: &Test<'_>, test_name: &Ident) -> TokenStream {
        let function = &self.function.signature.ident;
        let (span, seed) = (function.span(), hygienic("seed"));
        let name = function.unraw().to_string();
        let path = format!("::{test_name}");
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
        let point = test.point.map(|point| {
            let point = point.unraw().to_string();
            quote!(.point(#point))
        });
        let given = self.given(test);
        let theta = self.theta(test);
        let run = self.run(test, &theta);
        let private = self.private_at(span);
        // The call begins at the function's name, even where `crate = ..` leads the path.
        let new = quote_spanned!(span=> <#private::GradCheck>::new(#name));
        let assert = quote_spanned!(span=> .assert());
        quote! {
            #new
                .test(::core::concat!(::core::module_path!(), #path))
                .arguments([#(#names),*])
                .seed(#seed)
                #(#settings)*
                #allow
                #self_test
                #only
                #outputs
                #point
                #(#given)*
                #run
                #assert;
        }
    }

    /// `.given("x", ..)`: the dimensions of each argument that is held fixed, where its type has some.
    fn given(&self, test: &Test<'_>) -> Vec<TokenStream> {
        let private = self.private();
        let arguments = self.plan.arguments.iter().enumerate();
        let held = arguments.filter(|&(i, argument)| {
            let is_typed = !matches!(argument.owned(&private), Owned::Inferred);
            test.role(i) == Role::Given && is_typed
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

fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => mentions(group.stream(), word),
        _ => false,
    })
}
