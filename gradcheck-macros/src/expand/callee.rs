//! A function of the user's, and how it is called.

use super::{Expansion, hygienic, subject::turbofish};
use crate::arguments::{Argument, Slot};
use crate::block::mentions;
use crate::mode::Kind;
use crate::options::Role;
use crate::return_type::is_option;
use crate::types::{bare, has_binder, with_elided_lifetimes};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprClosure, Pat, PatType, Signature, Token, Type};

/// What becomes of the buffers that the annotated function writes to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Buffers {
    /// They are passed.
    Written,
    /// `None` is passed in their place.
    Absent,
    /// The function doesn't have these arguments.
    Unknown,
}

/// How a function is called: what is bound before the arguments, what stands before the parenthesis, and which of
/// the arguments it takes.
pub(super) struct Callee {
    pub(super) binding: TokenStream,
    pub(super) call: TokenStream,
    /// Its own form of the receiver, if it takes one.
    pub(super) receiver: Option<Argument>,
    pub(super) buffers: Buffers,
    /// The arguments that it alone is given, each with its place and its position among all.
    pub(super) given: Vec<(usize, usize)>,
    /// What it takes, if that is known and it isn't the annotated one.
    pub(super) theirs: Vec<Argument>,
    /// What is passed as it is written, each with its place.
    pub(super) fixed: Vec<(usize, TokenStream)>,
    /// What makes a `Result` of the `Option` that it returns.
    some: Option<TokenStream>,
    /// Where it is named: what doesn't fit is an error there.
    span: Span,
}

impl Callee {
    pub(super) fn call(&self, arguments: &[TokenStream]) -> TokenStream {
        let call = &self.call;
        let call = quote_spanned!(self.span=> #call(#(#arguments),*));
        match &self.some {
            Some(some) => quote_spanned!(self.span=> #some(#call)),
            None => call,
        }
    }
}

impl Expansion<'_> {
    /// The annotated function.
    pub(super) fn callee(&self) -> Callee {
        let signature = &self.subject.signature;
        let function = &signature.ident;
        let turbofish = turbofish(&signature.generics);
        let path = match self.subject.host {
            Some(host) => host.path(function),
            None => function.to_token_stream(),
        };
        let name = self.subject.host.is_none().then_some(function);
        Callee {
            receiver: self.own_receiver(),
            buffers: Buffers::Written,
            some: self.some(signature),
            ..self.named(quote!(#path #turbofish), name, "callee")
        }
    }

    /// The copy of the annotated function, under its name.
    pub(super) fn copy(&self, name: &Ident) -> Callee {
        let signature = &self.subject.signature;
        let turbofish = turbofish(&signature.generics);
        Callee {
            receiver: self.own_receiver(),
            buffers: Buffers::Written,
            some: self.some(signature),
            ..self.named(quote!(#name #turbofish), None, "copy")
        }
    }

    /// The cost function, if there is one.
    pub(super) fn cost(&self) -> Option<Callee> {
        let cost = self.options.cost.as_ref()?;
        Some(self.written(cost, "cost"))
    }

    /// The function that returns the derivative, if it isn't the annotated one.
    pub(super) fn derivative(&self) -> Option<Callee> {
        let function = self.options.mode.as_ref()?.function.as_ref()?;
        let mut derivative = self.written(function, "derivative");
        if self.options.cache.is_some() && self.subject.partner(function).is_none() {
            // All that it needs is in the cache.
            derivative.receiver = None;
        }
        Some(derivative)
    }

    /// The function of tangents that stands beside a backward function.
    pub(super) fn tangent(&self) -> Option<Callee> {
        Some(self.written(self.options.tangent.as_ref()?, "tangent"))
    }

    /// The function of the gradient beside that of the Hessian.
    pub(super) fn gradient_beside(&self) -> Option<Callee> {
        let gradient = self.options.gradient.as_ref()?;
        Some(self.written(gradient, "gradient"))
    }

    /// A function as an option names it: one of the same block, or any path or closure.
    fn written(&self, function: &Expr, variable: &str) -> Callee {
        let span = function.span();
        let of_block = matches!(function, Expr::Path(_));
        let partner = self.subject.partner(function).filter(|_| of_block);
        if let (Some(host), Some(partner)) = (self.subject.host, partner) {
            let path = host.path_at(&partner.ident, span);
            let turbofish = self.shared_turbofish(partner);
            return Callee {
                receiver: Argument::receiver(partner, Some(host)),
                some: self.some(partner),
                given: self.given_alone(function),
                theirs: self.named_of(partner),
                span,
                ..self.named(quote!(#path #turbofish), None, variable)
            };
        }
        if let (Expr::Call(call), Some(called)) = (function, self.subject.called_by(function)) {
            return Callee {
                receiver: Argument::receiver(&called.signature, self.subject.host),
                theirs: self.named_of(&called.signature),
                given: self.given_alone(function),
                fixed: called.fixed.clone(),
                ..self.written(&call.func, variable)
            };
        }
        match function {
            Expr::Path(path) => {
                // Where an argument is missing, rustc would complete the attribute.
                Callee {
                    span: Span::call_site().located_at(span),
                    ..self.named(as_ours(quote!(#path)), path.path.get_ident(), variable)
                }
            }
            Expr::Closure(closure) => self.bound(&self.typed(closure).to_token_stream(), variable),
            _ => self.bound(&quote!(#function), variable),
        }
    }

    /// The annotated function's own form of what its parameters are fields of.
    fn own_receiver(&self) -> Option<Argument> {
        let own = Argument::receiver(&self.subject.signature, self.subject.host);
        let mut arguments = self.plan.arguments.iter();
        let holder = arguments.find(|a| a.slot == Slot::Receiver && a.key != "self");
        own.or_else(|| holder.cloned())
    }

    fn named_of(&self, partner: &Signature) -> Vec<Argument> {
        let all = Argument::all(partner, self.subject.host).into_iter();
        all.filter(|argument| argument.slot == Slot::Named)
            .collect()
    }

    /// What a function of the same block is given alone.
    fn given_alone(&self, function: &Expr) -> Vec<(usize, usize)> {
        let test = self.plan.tests.first();
        test.map_or_else(Vec::new, |test| self.strangers(test, function).given)
    }

    /// The function that makes a `Result` of what this one returns, where that is an `Option`.
    fn some(&self, signature: &Signature) -> Option<TokenStream> {
        let private = self.private();
        is_option(signature).then(|| quote!(#private::arguments::some))
    }

    /// A closure with the types of the references that it is called with: without them each would have to live as
    /// long as the closure.
    fn typed(&self, closure: &ExprClosure) -> ExprClosure {
        let mut closure = closure.clone();
        let test = self.plan.tests.first();
        let role = |i| test.map(|test| test.role(i));
        let has_receiver = Argument::receiver(&self.subject.signature, self.subject.host).is_some();
        let has_receiver = has_receiver && self.options.cache.is_none();
        let mut inputs = closure.inputs.iter_mut().skip(usize::from(has_receiver));
        let arguments = self.plan.arguments.iter().enumerate();
        let named = arguments.filter(|(_, argument)| argument.slot == Slot::Named);
        let has_cache = self.options.cache.is_some();
        let passed = named.filter(|&(i, _)| role(i) != Some(Role::Out) && !has_cache);
        for ((_, argument), input) in passed.zip(&mut inputs) {
            let can_be_written = matches!(bare(&argument.ty), Type::Reference(_))
                && !has_binder(&argument.ty)
                && !mentions(argument.ty.to_token_stream(), "Self");
            if can_be_written {
                type_pattern(input, with_elided_lifetimes(&argument.ty));
            }
        }
        match self.options.mode.as_ref().map(|mode| mode.kind) {
            _ if has_cache => inputs.for_each(|input| type_pattern(input, quote!(&_))),
            Some(Kind::Pullback) => {
                if let Some(cotangent) = inputs.next() {
                    type_pattern(cotangent, quote!(&_));
                }
            }
            Some(Kind::Jvp | Kind::HessianProduct) => {
                // The directions are like the parameters.
                let arguments = self.plan.arguments.iter().enumerate();
                let parameters = arguments.filter(|&(i, _)| role(i) == Some(Role::At));
                for ((_, argument), direction) in parameters.zip(inputs) {
                    if argument.slot == Slot::Named && !has_binder(&argument.ty) {
                        type_pattern(direction, with_elided_lifetimes(&argument.ty));
                    }
                }
            }
            _ => {}
        }
        closure
    }

    /// The types of `types(..)` for a function of the same block that has the same parameters.
    fn shared_turbofish(&self, partner: &Signature) -> Option<TokenStream> {
        let ours = turbofish(&self.subject.signature.generics);
        let theirs = turbofish(&partner.generics);
        let is_same =
            ours.as_ref().map(ToString::to_string) == theirs.as_ref().map(ToString::to_string);
        theirs.filter(|_| is_same)
    }

    /// A function by its path. It is called by that path, so that each call has lifetimes of its own,
    /// unless an argument of the same name stands in the way.
    fn named(&self, path: TokenStream, name: Option<&Ident>, variable: &str) -> Callee {
        let mut arguments = self.plan.arguments.iter();
        let hidden = arguments.any(|argument| Some(&argument.variable) == name);
        if hidden {
            return self.bound(&path, variable);
        }
        Callee {
            binding: TokenStream::new(),
            call: path,
            receiver: self.own_receiver(),
            buffers: Buffers::Unknown,
            given: Vec::new(),
            theirs: Vec::new(),
            fixed: Vec::new(),
            some: None,
            span: Span::call_site(),
        }
    }

    fn bound(&self, function: &TokenStream, variable: &str) -> Callee {
        let variable = hygienic(variable);
        Callee {
            binding: quote!(let #variable = #function;),
            call: quote!(#variable),
            receiver: self.own_receiver(),
            buffers: Buffers::Unknown,
            given: Vec::new(),
            theirs: Vec::new(),
            fixed: Vec::new(),
            some: None,
            span: Span::call_site(),
        }
    }
}

/// Tokens as if we had written them, where they are.
fn as_ours(tokens: TokenStream) -> TokenStream {
    let ours = tokens.into_iter().map(|mut tree| {
        // `$crate` is what its own span says.
        if tree.to_string() != "$crate" {
            tree.set_span(Span::call_site().located_at(tree.span()));
        }
        tree
    });
    ours.collect()
}

/// Give a closure's argument a type, if it has none.
fn type_pattern(pattern: &mut Pat, ty: TokenStream) {
    if matches!(pattern, Pat::Ident(_) | Pat::Wild(_)) {
        let ty = Box::new(Type::Verbatim(ty));
        let attrs = Vec::new();
        let colon_token = Token![:](pattern.span());
        let pat = Box::new(pattern.clone());
        *pattern = Pat::Type(PatType {
            attrs,
            pat,
            colon_token,
            ty,
        });
    }
}
