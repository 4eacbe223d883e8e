//! How the check is run: the user's functions as closures over the parameters.

use super::callee::{Buffers, Callee};
use super::calls::Calls;
use super::{Expansion, hygienic};
use crate::arguments::{Argument, Slot};
use crate::mode::Kind;
use crate::options::Role;
use crate::plan::Test;
use crate::return_type::one_by_one;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ReturnType, Type};

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
        let inferred = TokenStream::new();
        let read = |value: TokenStream| self.read(&value, outcome, &inferred, told.as_ref());
        let derivative = self.derivative();
        let private = self.private();
        let function = self.closure(test, told.as_ref(), |calls| {
            let callee = self.callee();
            if kind == Some(Kind::Out) {
                return read(self.cost_and_written(calls, &callee, &[]));
            }
            let call = calls.call(&callee);
            let Some(derivative) = &derivative else {
                return read(self.gathered(call));
            };
            let span = self.output_span();
            let private_there = self.private_at(span);
            match kind {
                Some(Kind::HessianProduct) => {
                    let product = self.product(test, derivative);
                    let value = quote!(#private::arguments::and_product(#call, #product));
                    // The closure is ours; its form is known, and an array could be a slice as well.
                    let form = quote!(::<#private::ByReference>);
                    self.read(&value, outcome, &form, told.as_ref())
                }
                Some(Kind::Jvp) => {
                    let (tangent, parameters) = (self.product(test, derivative), parameters());
                    let value =
                        quote!(#private::arguments::and_tangent(#parameters, #call, #tangent));
                    let form = quote!(::<_, #private::ByReference>);
                    self.read(&value, outcome, &form, told.as_ref())
                }
                Some(Kind::Pullback) => {
                    let backward = self.backward(test, &callee, derivative);
                    let value = if let Some(tangent) = self.tangent() {
                        let (tangent, parameters) = (self.product(test, &tangent), parameters());
                        quote!(#private::BothWays::of(#parameters, #call, #backward, #tangent))
                    } else {
                        quote!(#private::arguments::and_backward(#call, #backward))
                    };
                    let form = quote!(::<#private::ByReference>);
                    self.read(&value, outcome, &form, told.as_ref())
                }
                Some(Kind::Hessian) => {
                    let of_it = calls.call(derivative);
                    read(quote!(#private::arguments::and_hessian(#call, #of_it)))
                }
                _ => {
                    let filled = self.filled(test);
                    if !filled.is_empty() {
                        let (done, written) = calls.fill(derivative, &filled);
                        let gradient = match written.as_slice() {
                            [single] => quote!(&#single),
                            several => quote!((#(&#several),*)),
                        };
                        let written = quote!(#private::arguments::after(#done, #gradient));
                        return read(quote!(#private::arguments::both(#call, #written)));
                    }
                    let of_it = calls.call(derivative);
                    read(quote_spanned!(span=> #private_there::arguments::both(#call, #of_it)))
                }
            }
        });
        if let Some(cost) = self.cost_alone(kind) {
            let cost = self.closure(test, None, |calls| calls.call(&cost));
            let run = named(with_cost);
            quote!(.#run(#theta, #function, #cost))
        } else {
            let run = named(run);
            quote!(.#run(#theta, #function))
        }
    }

    /// `(cost, (dw, db))` of a call that returns (cost, dw, db).
    pub(super) fn gathered(&self, call: TokenStream) -> TokenStream {
        let signature = &self.subject.signature;
        let one_by_one = one_by_one(signature, self.plan.parameters());
        let Some((count, is_result)) = one_by_one.filter(|_| self.options.mode.is_none()) else {
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
            Some(Kind::Out) if self.options.cost_out.is_some() => None,
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

    /// The cost, and the gradients that the function writes.
    pub(super) fn cost_and_written(
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
        let gradient = match written.as_slice() {
            [single] => single.clone(),
            several => quote!((#(#several),*)),
        };
        let returns = &self.subject.signature.output;
        if let Some(cost) = calls.written_cost() {
            let cost = quote!(#private::arguments::after(#call, #cost));
            return quote!(#private::arguments::both(#cost, #gradient));
        }
        if let (ReturnType::Default, Some(cost)) = (returns, self.cost()) {
            let cost = calls.call(&cost);
            quote!({ #call; #private::arguments::both(#cost, #gradient) })
        } else {
            quote!(#private::arguments::both(#call, #gradient))
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

    /// `|v| product(x, v)`: the directions behind the arguments, one for each that is differentiated.
    fn product(&self, test: &Test<'_>, product: &Callee) -> TokenStream {
        let private = self.private();
        let mut directions: Vec<Ident> = Vec::new();
        let mut passed: Vec<TokenStream> = Vec::new();
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
        let mut calls = Calls::new(self, test, 100);
        let call = calls.call_with(product, &passed);
        let before = calls.before;
        match directions.as_slice() {
            [single] => quote!(|#single: &_| { #before #call }),
            several => {
                let any = several.iter().map(|_| quote!(_));
                quote!(|(#(#several),*): &(#(#any),*)| { #before #call })
            }
        }
    }

    /// `|u| backward(u)`: of a method, on a receiver that has gone forward; of a function, behind the arguments.
    /// The gradients are what it returns, and behind them what it leaves in fields.
    fn backward(&self, test: &Test<'_>, forward: &Callee, backward: &Callee) -> TokenStream {
        let cotangent = hygienic("cotangent");
        let mut calls = Calls::new(self, test, 200);
        calls.apart = true;
        let passed = [self.cotangent(&cotangent)];
        let place = self.place_of_cotangent();
        let call = if self.goes_back_by_itself(backward) {
            let forward = calls.call(forward);
            let back = calls.call_again(backward, &passed);
            quote!({ let _ = #forward; #back })
        } else {
            calls.call_inserting(backward, &passed, place)
        };
        let written = calls.written();
        let before = calls.before;
        let left = written.iter().map(|(_, place)| place);
        let left: Vec<TokenStream> = left
            .map(|place| quote!(::core::clone::Clone::clone(&#place)))
            .collect();
        let count = (0..self.plan.arguments.len())
            .filter(|&i| test.role(i) == Role::At)
            .count();
        let returned: Vec<Ident> = (left.len()..count)
            .map(|i| format_ident!("returned{i}", span = Span::mixed_site()))
            .collect();
        let gradient = match (returned.as_slice(), left.as_slice()) {
            (_, []) => quote!(#call),
            ([], [single]) => quote!({ #call; #single }),
            ([], several) => quote!({ #call; (#(#several),*) }),
            ([one], several) => quote!({ let #one = #call; (#one, #(#several),*) }),
            (some, several) => quote!({ let (#(#some),*) = #call; (#(#some),*, #(#several),*) }),
        };
        quote!(|#cotangent: &_| { #before #gradient })
    }

    /// Whether a backward function takes the cotangent alone, and finds all else in its receiver.
    fn goes_back_by_itself(&self, backward: &Callee) -> bool {
        let function = self
            .options
            .mode
            .as_ref()
            .and_then(|mode| mode.function.as_ref());
        let known = function.and_then(|function| self.subject.partner(function));
        let takes_one = known.is_none_or(|signature| signature.inputs.len() == 2);
        backward.receiver.is_some() && takes_one
    }

    /// How the cotangent is passed, as far as the backward function is known.
    fn cotangent(&self, cotangent: &Ident) -> TokenStream {
        let function = self
            .options
            .mode
            .as_ref()
            .and_then(|mode| mode.function.as_ref());
        let known = function.and_then(|function| self.subject.partner(function));
        let arguments = known.map(|signature| Argument::all(signature, self.subject.host));
        let mut named = arguments.unwrap_or_default();
        named.retain(|argument| argument.slot == Slot::Named);
        let own = match self.place_of_cotangent() {
            Some(place) => named.get(place),
            None => named.last(),
        };
        let Some(own) = own else {
            // What a path names has types, which say how it is passed; a closure is given the type.
            let is_path = matches!(function, Some(Expr::Path(_)));
            return if is_path {
                // One context for all of it: else rustc puts the error at the attribute.
                let span = cotangent.span().located_at(function.span());
                let (private, mut cotangent) = (self.private_at(span), cotangent.clone());
                cotangent.set_span(span);
                quote_spanned!(span=> #private::arguments::hand(#cotangent))
            } else {
                quote!(#cotangent)
            };
        };
        own.pass(&quote!(#cotangent), &self.private())
    }

    /// Where a backward function takes the cotangent whose other arguments have the names of ours; else it is the last.
    fn place_of_cotangent(&self) -> Option<usize> {
        let function = self.options.mode.as_ref()?.function.as_ref()?;
        let theirs = Argument::all(self.subject.partner(function)?, self.subject.host);
        let ours = &self.plan.arguments;
        let names = |all: &[Argument]| -> Vec<String> {
            let named = all.iter().filter(|argument| argument.slot == Slot::Named);
            named.map(|argument| argument.key.clone()).collect()
        };
        let (ours, theirs) = (names(ours), names(&theirs));
        let is_there = |place: &usize| {
            let mut others = theirs.clone();
            others.remove(*place);
            others == ours
        };
        (0..theirs.len()).rev().find(is_there)
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
