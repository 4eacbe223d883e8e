//! How the check is run: the user's functions as closures over the parameters.

use super::{Expansion, hygienic};
use crate::mode::Kind;
use crate::options::Role;
use crate::plan::Test;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

impl Expansion<'_> {
    /// `.run(&theta, |w| ..)`, `.run_on_threads(..)`, or what stands in its place for another kind of derivative.
    pub(super) fn run(&self, test: &Test<'_>, theta: &TokenStream) -> TokenStream {
        let mode = self.options.mode.as_ref();
        let kind = mode.map(|mode| mode.kind);
        let threads = self.options.threads();
        let (plain, with_cost) = match threads {
            Some(_) => ("run_read_on_threads", "run_read_on_threads_with_cost"),
            None => ("run_read", "run_read_with_cost"),
        };
        // What the reading of the outcome is told by its caller, if it is told anything.
        let (run, outcome, told) = match kind {
            None | Some(Kind::Gradient) => (plain, "Outcome", Some("expected")),
            Some(Kind::Jacobian) => ("run_jacobian", "JacobianOutcome", None),
            Some(Kind::Hessian) => ("run_hessian", "HessianOutcome", None),
            Some(Kind::Pullback) => ("run_pullback_read", "PullbackOutcome", Some("probe")),
            Some(Kind::HessianProduct) => {
                let run = "run_hessian_product_read";
                (run, "HessianProductOutcome", Some("probe"))
            }
        };
        let at = Span::call_site();
        let span = threads.map_or(at, |key| at.located_at(key.span()));
        let named = |name| Ident::new(name, span);
        let told = told.map(hygienic);
        let inferred = TokenStream::new();
        let read = |value: TokenStream| self.read(&value, outcome, &inferred, told.as_ref());
        let derivative = self.derivative();
        let function = self.closure(test, told.as_ref(), |arguments| {
            let call = self.callee().call(arguments);
            let Some(derivative) = &derivative else {
                return read(call);
            };
            let (cost, grads) = (hygienic("cost"), hygienic("grads"));
            let of_it = derivative.call(arguments);
            match kind {
                Some(Kind::Hessian) => {
                    let value = read(quote!((#cost, #grads, #of_it)));
                    quote!({ let (#cost, #grads) = #call; #value })
                }
                Some(Kind::HessianProduct) => {
                    let product = self.product(test, derivative, arguments);
                    let value = quote!((#cost, #grads, #product));
                    // The closure is ours; its form is known, and an array could be a slice as well.
                    let private = self.private();
                    let form = quote!(::<#private::ByReference>);
                    let value = self.read(&value, outcome, &form, told.as_ref());
                    quote!({ let (#cost, #grads) = #call; #value })
                }
                _ => read(quote!((#call, #of_it))),
            }
        });
        let cost = match kind {
            Some(Kind::Gradient) => Some(self.callee()),
            _ => self.cost(),
        };
        if let Some(cost) = cost {
            let cost = self.closure(test, None, |arguments| cost.call(arguments));
            let run = named(with_cost);
            quote!(.#run(#theta, #function, #cost))
        } else {
            let run = named(run);
            quote!(.#run(#theta, #function))
        }
    }

    /// What the function returned, read out at once, so that it may borrow from its parameters; a return
    /// type that is none is an error at that type.
    fn read(
        &self,
        value: &TokenStream,
        outcome: &str,
        form: &TokenStream,
        told: Option<&Ident>,
    ) -> TokenStream {
        let span = match &self.function.signature.output {
            ReturnType::Type(_, ty) => ty.span(),
            ReturnType::Default => Span::call_site(),
        };
        let private = self.private_at(span);
        let (of, outcome) = (Ident::new(outcome, span), Ident::new("outcome", span));
        let answer = if of == "Outcome" {
            "answer_as"
        } else {
            "answers"
        };
        let answer = Ident::new(answer, span);
        let told = told.map(|told| quote!(, #told));
        let read = quote_spanned!(span=> #private::#of #form::#answer(#outcome #told));
        quote!({ let #outcome = #value; #read })
    }

    /// `|v| product(x, v)`: the directions behind the arguments, one for each that is differentiated.
    fn product(&self, test: &Test<'_>, product: &Callee, arguments: &[TokenStream]) -> TokenStream {
        let private = self.private();
        let mut directions: Vec<Ident> = Vec::new();
        let mut passed = arguments.to_vec();
        for (i, argument) in self.plan.arguments.iter().enumerate() {
            if test.role(i) == Role::At {
                let direction = format_ident!("direction{i}", span = Span::mixed_site());
                passed.push(match argument.referent() {
                    slice @ Type::Slice(_) => {
                        quote!(::core::convert::AsRef::<#slice>::as_ref(#direction))
                    }
                    _ => argument.pass(&quote!(#direction), &private),
                });
                directions.push(direction);
            }
        }
        let call = product.call(&passed);
        match directions.as_slice() {
            [single] => quote!(|#single: &_| #call),
            several => {
                let any = several.iter().map(|_| quote!(_));
                quote!(|(#(#several),*): &(#(#any),*)| #call)
            }
        }
    }

    /// `|(w, b)| callee(w, b, lend(&x))`, the body made of the arguments as they are passed.
    fn closure(
        &self,
        test: &Test<'_>,
        told: Option<&Ident>,
        body: impl Fn(&[TokenStream]) -> TokenStream,
    ) -> TokenStream {
        let private = self.private();
        let mut parts: Vec<Ident> = Vec::new();
        let mut passed: Vec<TokenStream> = Vec::new();
        for (i, argument) in self.plan.arguments.iter().enumerate() {
            let reference = match test.role(i) {
                Role::At => {
                    let part = format_ident!("part{i}", span = Span::mixed_site());
                    parts.push(part.clone());
                    quote!(#part)
                }
                Role::Given => {
                    let variable = self.variable(test, i);
                    quote!(&#variable)
                }
            };
            passed.push(argument.pass(&reference, &private));
        }
        let body = body(&passed);
        let told = told.map(|told| quote!(, #told));
        match parts.as_slice() {
            [single] => self.shared(&quote!(#single #told), &body),
            several => self.shared(&quote!((#(#several),*) #told), &body),
        }
    }

    /// A closure; what threads can't share of what it holds is an error at the option that asks for them.
    fn shared(&self, parameters: &TokenStream, body: &TokenStream) -> TokenStream {
        let Some(key) = self.options.threads() else {
            return quote!(|#parameters| #body);
        };
        let span = Span::mixed_site().located_at(key.span());
        quote_spanned!(span=> |#parameters| { #body })
    }
}

/// How a function is called: what is bound before the arguments, and what stands before the
/// parenthesis.
pub(super) struct Callee {
    pub(super) binding: TokenStream,
    pub(super) call: TokenStream,
}

impl Callee {
    pub(super) fn call(&self, arguments: &[TokenStream]) -> TokenStream {
        let call = &self.call;
        quote!(#call(#(#arguments),*))
    }

    pub(super) fn bound(function: &TokenStream, variable: &str) -> Self {
        let variable = hygienic(variable);
        Self {
            binding: quote!(let #variable = #function;),
            call: quote!(#variable),
        }
    }
}
