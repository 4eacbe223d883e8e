//! The function that is checked, apart from where it stands.

use crate::arguments::{Argument, Slot};
use crate::block::Host;
use crate::called::Called;
use crate::enclosing::Enclosing;
use crate::options::{Options, Role};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, GenericParam, Generics, Signature};

#[derive(Clone)]
pub(crate) struct Subject<'a> {
    /// Its signature; in a block, `Self` is resolved.
    pub(crate) signature: Signature,
    /// Its body, as it was written.
    pub(crate) body: TokenStream,
    /// The attributes that it keeps.
    pub(crate) attributes: Vec<Attribute>,
    /// Those that go to the test.
    pub(crate) moved: Vec<Attribute>,
    /// The arguments that a `#[cfg]` leaves out.
    pub(crate) absent: Vec<String>,
    /// The predicates under which it has the others.
    pub(crate) conditions: Vec<TokenStream>,
    /// The block that it stands in, which has our attribute.
    pub(crate) host: Option<&'a Host>,
    /// A block around it that doesn't, if it is known.
    pub(crate) around: Option<Enclosing>,
    /// The functions that options call, with the signatures that the calls tell.
    pub(crate) called: Vec<Called>,
}

impl Subject<'_> {
    /// Its name in reports: `Ridge::cost`.
    pub(super) fn name(&self) -> String {
        let function = self.signature.ident.unraw();
        match self.host {
            Some(host) => format!("{}::{function}", host.name),
            None => function.to_string(),
        }
    }

    /// Its generic parameters, behind those of the block.
    pub(crate) fn generics(&self) -> impl Iterator<Item = &GenericParam> {
        let of_block = self.host.iter().flat_map(|host| &host.generics.params);
        of_block.chain(&self.signature.generics.params)
    }

    /// Its arguments. A receiver is one of them also where only a function has it that an option names.
    pub(super) fn arguments(&self, options: &Options) -> Vec<Argument> {
        let mut arguments = Argument::all(&self.signature, self.host);
        if let Some(holder) = options.holder() {
            let is_held = |argument: &Argument| argument.key == holder;
            if let Some(i) = arguments.iter().position(is_held) {
                arguments[i] = arguments[i].clone().into_holder();
            }
        }
        if self.signature.receiver().is_none() {
            let of_mode = options
                .mode
                .as_ref()
                .and_then(|mode| mode.function.as_ref());
            let named = of_mode.into_iter().chain(&options.cost);
            let mut partners = named.filter_map(|function| self.partner(function));
            let receiver = partners.find_map(|s| Argument::receiver(s, self.host));
            arguments.splice(0..0, receiver);
        }
        let is_given = |argument: &Argument| {
            let mut given = options.bindings.iter();
            given
                .any(|(role, binding)| *role == Role::Given && binding.place.text() == argument.key)
        };
        for function in options.functions() {
            let theirs = self.partner(function).map(|s| Argument::all(s, self.host));
            for argument in theirs.into_iter().flatten() {
                let is_ours = arguments.iter().any(|own| own.key == argument.key);
                if argument.slot == Slot::Named && !is_ours && is_given(&argument) {
                    let slot = Slot::Partner;
                    arguments.push(Argument { slot, ..argument });
                }
            }
        }
        arguments
    }

    /// The function that an option names, if it is one of the same block, or that an option calls.
    pub(crate) fn partner(&self, function: &Expr) -> Option<&Signature> {
        match function {
            Expr::Path(path) => self.host?.function(path.path.get_ident()?),
            Expr::Call(_) => Some(&self.called_by(function)?.signature),
            _ => None,
        }
    }

    /// What a call in an option tells.
    pub(super) fn called_by(&self, function: &Expr) -> Option<&Called> {
        self.called.iter().find(|called| called.is(function))
    }
}

/// `::<F, { N }>`: every type and constant of a function's own.
pub(super) fn turbofish(generics: &Generics) -> Option<TokenStream> {
    let named: Vec<TokenStream> = generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(ty) => Some(ty.ident.to_token_stream()),
            GenericParam::Const(constant) => {
                let name: &Ident = &constant.ident;
                Some(quote!({ #name }))
            }
            GenericParam::Lifetime(_) => None,
        })
        .collect();
    (!named.is_empty()).then(|| quote!(::<#(#named),*>))
}
