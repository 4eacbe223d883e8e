//! How the check is run: the user's functions as closures over the parameters.

use super::buffers::done;
use super::callee::{Buffers, Callee};
use super::calls::Calls;
use super::{Expansion, hygienic};
use crate::arguments::Argument;
use crate::mode::Kind;
use crate::options::Role;
use crate::plan::Test;
use crate::return_type::{has_each, one_by_one};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ReturnType};

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
            None | Some(Kind::Gradient | Kind::Out) => (plain, "Outcome", Some("expected")),
            Some(Kind::Jacobian) => ("run_jacobian", "JacobianOutcome", None),
            Some(Kind::Hessian) => ("run_hessian", "HessianOutcome", None),
            Some(Kind::Pullback) => ("run_pullback_read", "PullbackOutcome", Some("probe")),
            Some(Kind::Jvp) => ("run_jvp_read", "JvpOutcome", Some("probe")),
            Some(Kind::HessianProduct) => {
                let run = "run_hessian_product_read";
                (run, "HessianProductOutcome", Some("probe"))
            }
        };
        let at = Span::call_site();
        let span = threads.map_or(at, |key| at.located_at(key.span()));
        let named = |name| Ident::new(name, span);
        let told = told.map(hygienic);
        let function = self.closure(test, told.as_ref(), |calls| {
            let (value, form) = self.evaluated(calls, test);
            self.read(&value, outcome, &form, told.as_ref())
        });
        if let Some(cost) = self.cost_alone(kind) {
            let private = self.private();
            let cost = self.closure(test, None, |calls| {
                let call = match kind {
                    Some(Kind::Gradient) => self.value(calls, &cost),
                    _ => calls.call(&cost),
                };
                match self.options.cache {
                    Some(_) => quote!(#private::arguments::cached_cost(#call)),
                    None => call,
                }
            });
            let run = named(with_cost);
            quote!(.#run(#theta, #function, #cost))
        } else {
            let run = named(run);
            quote!(.#run(#theta, #function))
        }
    }

    /// What one evaluation returns, and the form of the closure in it, as far as it is known.
    fn evaluated(&self, calls: &mut Calls<'_>, test: &Test<'_>) -> (TokenStream, TokenStream) {
        let mode = self.options.mode.as_ref();
        let kind = mode.map(|mode| mode.kind);
        let inferred = TokenStream::new();
        let private = self.private();
        let callee = self.callee();
        let Some(derivative) = &self.derivative() else {
            let writes = matches!(kind, Some(Kind::Out | Kind::Jacobian | Kind::Hessian));
            let value = if kind == Some(Kind::Out) || writes && self.options.is_apart() {
                self.value_and_written(calls, &callee, &[])
            } else {
                self.gathered(self.value(calls, &callee))
            };
            return match calls.written_hessian() {
                Some(hessian) => {
                    let value = quote!(#private::arguments::and_hessian(#value, #hessian));
                    (value, inferred)
                }
                None => (value, inferred),
            };
        };
        let call = self.value(calls, &callee);
        let call = match (&self.options.gradient, self.gradient_beside()) {
            (Some(function), Some(gradient)) => {
                let gradient = self.gradient_of(calls, test, &gradient, function);
                quote!(#private::arguments::both(#call, #gradient))
            }
            _ => call,
        };
        // The closures are ours; their form is known, and an array could be a slice as well.
        let by_reference = quote!(::<#private::ByReference>);
        let function = mode.and_then(|mode| mode.function.as_ref());
        match (kind, function) {
            (Some(Kind::HessianProduct), _) => {
                let product = self.product(test, derivative, function);
                let value = quote!(#private::arguments::and_product(#call, #product));
                (value, by_reference)
            }
            (Some(Kind::Jvp), _) => {
                let parameters = parameters();
                let tangent = self.product(test, derivative, function);
                let value = quote!(#private::arguments::and_tangent(#parameters, #call, #tangent));
                (value, quote!(::<_, #private::ByReference>))
            }
            (Some(Kind::Pullback), _) => {
                let backward = self.backward(test, &callee, derivative);
                let value = if let Some(tangent) = self.tangent() {
                    let parameters = parameters();
                    let function = self.options.tangent.as_ref();
                    let tangent = self.product(test, &tangent, function);
                    quote!(#private::BothWays::of(#parameters, #call, #backward, #tangent))
                } else if self.options.cache.is_some() {
                    quote!(#private::arguments::cached_backward(#call, #backward))
                } else {
                    quote!(#private::arguments::and_backward(#call, #backward))
                };
                (value, by_reference)
            }
            (Some(Kind::Jacobian | Kind::Hessian), Some(function))
                if !self.strangers(test, function).buffers.is_empty() =>
            {
                (
                    self.and_matrices(test, &call, derivative, function),
                    inferred,
                )
            }
            (Some(Kind::Hessian), _) => {
                let of_it = calls.call(derivative);
                let value = quote!(#private::arguments::and_hessian(#call, #of_it));
                (value, inferred)
            }
            (Some(Kind::Gradient), Some(function)) => {
                let value = if let Some(cache) = self.cache() {
                    self.cached_gradient(test, &call, derivative, (function, &cache))
                } else {
                    let of_it = self.gradient_of(calls, test, derivative, function);
                    self.both(&call, &of_it)
                };
                (value, inferred)
            }
            _ => {
                let of_it = calls.call(derivative);
                (self.both(&call, &of_it), inferred)
            }
        }
    }

    /// A value and its derivative; what can't be one is an error at the return type.
    fn both(&self, value: &TokenStream, derivative: &TokenStream) -> TokenStream {
        let span = self.output_span();
        let private = self.private_at(span);
        quote_spanned!(span=> #private::arguments::both(#value, #derivative))
    }

    /// `(cost, (dw, db))` of a call that returns (cost, dw, db).
    pub(super) fn gathered(&self, call: TokenStream) -> TokenStream {
        let signature = &self.subject.signature;
        let one_by_one = one_by_one(signature, self.plan.parameters());
        let is_one_by_one = self.options.mode.as_ref().is_none_or(|mode| {
            let is_apart = self.options.is_apart();
            has_each(signature, mode, self.plan.parameters(), is_apart)
        });
        let Some((count, is_result)) = one_by_one.filter(|_| is_one_by_one) else {
            return call;
        };
        let cost = hygienic("cost");
        let gradients: Vec<Ident> = (0..count)
            .map(|i| format_ident!("gradient{i}", span = Span::mixed_site()))
            .collect();
        let (apart, gathered) = (
            quote!((#cost, #(#gradients),*)),
            quote!((#cost, (#(#gradients),*))),
        );
        if is_result {
            quote!(#call.map(|#apart| #gathered))
        } else {
            quote!({ let #apart = #call; #gathered })
        }
    }

    /// The function that is called where the cost alone is enough.
    fn cost_alone(&self, kind: Option<Kind>) -> Option<Callee> {
        let absent = || {
            let mut callee = self.callee();
            callee.buffers = Buffers::Absent;
            callee
        };
        match kind {
            Some(Kind::Gradient) => Some(self.callee()),
            Some(Kind::Out) if self.options.value_out.is_some() => None,
            Some(Kind::Out) if self.options.cost.is_none() => self.may_be_absent().then(absent),
            _ => self.cost(),
        }
    }

    /// Whether each gradient is written only where it is asked for.
    fn may_be_absent(&self) -> bool {
        let outs = self.options.out.iter().flat_map(|(_, outs)| outs);
        let mut places = outs.map(|out| &out.place);
        places.all(|place| {
            let mut arguments = self.plan.arguments.iter();
            let argument = arguments.find(|argument| argument.key == place.text());
            let buffer = argument.and_then(Argument::buffer);
            buffer.is_some_and(|buffer| buffer.optional)
        })
    }

    /// What a function returns, or writes in its place.
    fn value(&self, calls: &mut Calls<'_>, callee: &Callee) -> TokenStream {
        let private = self.private();
        let call = calls.call(callee);
        match calls.written_value() {
            Some(value) => quote!(#private::arguments::after(#call, #value)),
            None => call,
        }
    }

    /// The gradient that a function returns, or writes to buffers.
    fn gradient_of(
        &self,
        calls: &mut Calls<'_>,
        test: &Test<'_>,
        gradient: &Callee,
        function: &Expr,
    ) -> TokenStream {
        let private = self.private();
        let filled = self.filled(test, function);
        if filled.is_empty() {
            calls.left_by = Some(calls.made());
            return calls.call(gradient);
        }
        // What the cost has written to scratch space may be read.
        let left_by = calls.made();
        let mut calls = Calls::new(self, test, 400);
        calls.left_by = Some(left_by);
        let (passed, written) = calls.buffers_of(&filled);
        let call = calls.call_placing(gradient, passed);
        let gradient = match written.as_slice() {
            [single] => quote!(#single),
            several => quote!((#(#several),*)),
        };
        let done = done();
        let gradient = quote!(#private::arguments::after(#done, #gradient));
        calls.repeated(&written, &call, &gradient)
    }

    /// A value, and the matrices that a function of the same block writes once the outputs are known.
    fn and_matrices(
        &self,
        test: &Test<'_>,
        value: &TokenStream,
        derivative: &Callee,
        function: &Expr,
    ) -> TokenStream {
        let private = self.private();
        let parameters = (0..self.plan.arguments.len()).filter(|&i| test.role(i) == Role::At);
        let parameters: Vec<usize> = parameters.collect();
        let outputs = hygienic("outputs");
        let mode = self.options.mode.as_ref();
        let is_hessian = mode.is_some_and(|mode| mode.kind == Kind::Hessian);
        let buffers = self.strangers(test, function).buffers;
        let mut calls = Calls::new(self, test, 100);
        let rows = if is_hessian {
            self.count(test, &parameters)
        } else {
            quote!(#private::arguments::count(#outputs))
        };
        let (done, written) = calls.fill_matrices(derivative, &buffers, &rows, &parameters);
        let before = calls.before;
        let written = match written.as_slice() {
            [single] => quote!(#single),
            several => quote!((#(#several),*)),
        };
        let written = quote!({ #before #private::arguments::after(#done, #written) });
        if is_hessian {
            quote!(#private::arguments::and_hessian(#value, #written))
        } else {
            quote!(#private::arguments::and_matrix(#value, |#outputs: &_| #written))
        }
    }

    /// The value, and the derivatives that the function writes.
    pub(super) fn value_and_written(
        &self,
        calls: &mut Calls<'_>,
        callee: &Callee,
        more: &[TokenStream],
    ) -> TokenStream {
        let private = self.private();
        let call = calls.call_with(callee, more);
        let written = calls.written().into_iter().map(|(_, place)| place);
        let referred = |place: TokenStream| quote_spanned!(place.span()=> &#place);
        let written: Vec<TokenStream> = written.map(referred).collect();
        let derivative = match written.as_slice() {
            [single] => single.clone(),
            several => quote!((#(#several),*)),
        };
        let returns = &self.subject.signature.output;
        if let Some(value) = calls.written_value() {
            let value = quote!(#private::arguments::after(#call, #value));
            return quote!(#private::arguments::both(#value, #derivative));
        }
        if let (ReturnType::Default, Some(cost)) = (returns, self.cost()) {
            let cost = calls.call(&cost);
            quote!({ #call; #private::arguments::both(#cost, #derivative) })
        } else {
            quote!(#private::arguments::both(#call, #derivative))
        }
    }

    /// Where the annotated function says what it returns.
    fn output_span(&self) -> Span {
        match &self.subject.signature.output {
            ReturnType::Type(_, ty) => ty.span(),
            ReturnType::Default => Span::call_site(),
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
        let span = self.output_span();
        let private = self.private_at(span);
        let (of, outcome) = (Ident::new(outcome, span), Ident::new("outcome", span));
        let answer = if of == "Outcome" {
            "answer_as"
        } else {
            "answers"
        };
        let answer = Ident::new(answer, span);
        let told = told.map(|told| quote!(, #told));
        let parameters = (of == "JvpOutcome").then(parameters);
        let told = parameters
            .map(|parameters| quote!(, #parameters))
            .into_iter()
            .chain(told);
        let read = quote_spanned!(span=> #private::#of #form::#answer(#outcome #(#told)*));
        quote!({ let #outcome = #value; #read })
    }

    /// `|(w, b)| callee(w, b, lend(&x))`, the body made of the calls.
    pub(super) fn closure(
        &self,
        test: &Test<'_>,
        told: Option<&Ident>,
        body: impl Fn(&mut Calls<'_>) -> TokenStream,
    ) -> TokenStream {
        let differentiated = (0..self.plan.arguments.len()).filter(|&i| test.role(i) == Role::At);
        let parts: Vec<Ident> = differentiated.map(part).collect();
        let mut calls = Calls::new(self, test, 0);
        let body = body(&mut calls);
        let before = calls.before;
        let body = if before.is_empty() {
            body
        } else {
            quote!({ #before #body })
        };
        let told = told.map(|told| quote!(, #told));
        let pattern = match parts.as_slice() {
            [single] => quote!(#single),
            several => quote!((#(#several),*)),
        };
        let mode = self.options.mode.as_ref();
        if mode.is_some_and(|mode| mode.kind == Kind::Jvp) || self.options.tangent.is_some() {
            // The tangents are like all parameters together.
            let all = parameters();
            return self.shared(&quote!(#all #told), &quote!({ let #pattern = #all; #body }));
        }
        self.shared(&quote!(#pattern #told), &body)
    }

    /// A reference to an argument's value: that of the evaluation, or the one that is held fixed.
    pub(super) fn reference(&self, test: &Test<'_>, argument: usize) -> TokenStream {
        if test.role(argument) == Role::At {
            let part = part(argument);
            return quote!(#part);
        }
        let variable = self.variable(test, argument);
        quote!(&#variable)
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

/// The variable that holds all parameters of an evaluation.
fn parameters() -> Ident {
    hygienic("parameters")
}

/// The variable that holds a parameter in an evaluation.
fn part(argument: usize) -> Ident {
    format_ident!("part{argument}", span = Span::mixed_site())
}
