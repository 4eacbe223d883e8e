//! The arguments of a signature: name, type, and how each is passed.

use crate::block::Host;
use crate::names::is_colons;
use crate::place::{Place, without_underscore};
use crate::types::{
    Owned, bare, has_lifetimes, is_mutable_view, is_view, last_segment, may_be_alias, owned,
    with_elided_lifetimes,
};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{
    Expr, FnArg, GenericArgument, Generics, Pat, PatType, PathArguments, ReceiverKind, Signature,
    Token, Type, parse_quote,
};

/// What an argument is to the function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// One of those between its parentheses.
    Named,
    /// Its `self`, or the one of its arguments that holds the parameters in its fields.
    Receiver,
    /// A field of the receiver, which is passed with it.
    Field,
    /// One that only another function of the block takes, and that is given.
    Partner,
}

/// An argument of the annotated function, or what stands for one.
#[derive(Clone)]
pub(crate) struct Argument {
    /// The name that options use: never raw, and without the underscore of one that isn't used.
    pub(crate) key: String,
    /// The name that paths use.
    pub(crate) name: String,
    /// The variable that holds its value in the test.
    pub(crate) variable: Ident,
    /// Where it is named.
    pub(crate) span: Span,
    pub(crate) ty: Type,
    pub(crate) slot: Slot,
    /// Whether its type is one that a generic parameter has, `M::Parameters`, which only the function can tell.
    pub(crate) projected: bool,
    /// From a receiver to the field.
    pub(crate) fields: TokenStream,
}

impl Argument {
    /// All arguments; `host` is the type that `Self` stands for.
    pub(crate) fn all(signature: &Signature, host: Option<&Host>) -> Vec<Self> {
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        });
        let receiver = Self::receiver(signature, host);
        let of_block = host.map(|host| &host.generics);
        let generics: Vec<&Generics> = of_block.into_iter().chain([&signature.generics]).collect();
        let named = typed.enumerate();
        let named = named.map(|(i, typed)| Self::named(i, typed, &generics));
        receiver.into_iter().chain(named).collect()
    }

    /// The receiver, if there is one.
    pub(crate) fn receiver(signature: &Signature, host: Option<&Host>) -> Option<Self> {
        let Some(FnArg::Receiver(receiver)) = signature.inputs.first() else {
            return None;
        };
        let itself = || host.map_or_else(|| parse_quote!(_), Host::ty);
        let ty = match &receiver.kind {
            ReceiverKind::Reference(_, _, mutability) => {
                let ty = itself();
                parse_quote!(& #mutability #ty)
            }
            ReceiverKind::Typed(_, ty) => bare(ty).clone(),
            _ => itself(),
        };
        Some(Self {
            key: "self".to_owned(),
            name: "self".to_owned(),
            variable: Ident::new("receiver", Span::mixed_site()),
            span: receiver.self_token.span,
            ty,
            slot: Slot::Receiver,
            projected: false,
            fields: TokenStream::new(),
        })
    }

    /// This argument as what holds the parameters in its fields, as a receiver does.
    pub(crate) fn into_holder(self) -> Self {
        Self {
            slot: Slot::Receiver,
            variable: Ident::new("receiver", Span::mixed_site()),
            ..self
        }
    }

    /// A field of the receiver, at its place in an option.
    pub(crate) fn field(position: usize, place: &Place) -> Self {
        let key = place.text();
        // A field that is no parameter is an error there.
        let underscore = Token![_](place.name.span());
        Self {
            name: place.fields_text().trim_start_matches('.').to_owned(),
            key,
            variable: format_ident!("field{position}", span = Span::mixed_site()),
            span: place.name.span(),
            ty: parse_quote!(#underscore),
            slot: Slot::Field,
            projected: false,
            fields: place.fields.clone(),
        }
    }

    fn named(position: usize, typed: &PatType, generics: &[&Generics]) -> Self {
        let mut bound = Vec::new();
        names(&typed.pat, &mut bound);
        let variable = match bound.as_slice() {
            [single] => single.clone(),
            _ => format_ident!("arg{position}", span = Span::call_site()),
        };
        let name = variable.unraw().to_string();
        let key = without_underscore(&name).to_owned();
        // The test does use it.
        let variable = if key == name {
            variable
        } else if syn::parse_str::<Ident>(&key).is_ok() {
            format_ident!("{key}", span = variable.span())
        } else {
            format_ident!("{key}_", span = variable.span())
        };
        Self {
            key,
            name,
            span: typed.pat.span(),
            ty: bare(&typed.ty).clone(),
            variable,
            slot: Slot::Named,
            projected: projects(typed.ty.to_token_stream(), generics),
            fields: TokenStream::new(),
        }
    }

    /// The type behind a reference, which the test owns.
    pub(crate) fn referent(&self) -> &Type {
        match &self.ty {
            Type::Reference(reference) => bare(&reference.elem),
            other => other,
        }
    }

    /// What a function writes to through this argument: the type behind a `&mut` or a mutable view,
    /// perhaps in an `Option`.
    pub(crate) fn buffer(&self) -> Option<Buffer<'_>> {
        let (ty, optional) = match of_option(&self.ty) {
            Some(inner) => (bare(inner), true),
            None => (&self.ty, false),
        };
        match ty {
            Type::Reference(r) if r.mutability.is_some() => Some(Buffer {
                ty: bare(&r.elem),
                optional,
                is_view: false,
            }),
            view if is_mutable_view(view) => Some(Buffer {
                ty: view,
                optional,
                is_view: true,
            }),
            _ => None,
        }
    }

    pub(crate) fn is_mutable_reference(&self) -> bool {
        matches!(&self.ty, Type::Reference(reference) if reference.mutability.is_some())
    }

    /// How the test holds it.
    pub(crate) fn owned(&self) -> Owned {
        if self.projected {
            return Owned::Inferred;
        }
        owned(self.referent())
    }

    /// The same where this value is to be held.
    pub(crate) fn owned_for(&self, value: &TokenStream) -> Owned {
        match self.owned() {
            // What the value borrows would not live long enough as an argument of a call.
            Owned::As(ty) if self.slot == Slot::Named && !borrows(value.clone()) => {
                if may_be_alias(self.referent()) {
                    Owned::ByTrait(ty)
                } else {
                    Owned::As(ty)
                }
            }
            other => other,
        }
    }

    /// Whether a value is a reference to one that somebody else owns, and passed as it is.
    pub(crate) fn is_lent(&self, value: &Expr) -> bool {
        let is_shared = matches!(&self.ty, Type::Reference(r) if r.mutability.is_none());
        let is_reference = matches!(value, Expr::Reference(_));
        let is_owned = matches!(self.owned(), Owned::As(_));
        is_shared && is_reference && is_owned && !is_view(self.referent())
    }

    /// The expression that passes it, from one that is a reference to the owned value.
    pub(crate) fn pass(&self, reference: &TokenStream, private: &TokenStream) -> TokenStream {
        let by_trait = is_view(self.referent()) || has_lifetimes(self.referent());
        match &self.ty {
            // A fresh copy for each evaluation: what one of them writes, the next doesn't see.
            Type::Reference(r) if r.mutability.is_some() => {
                quote!(&mut ::core::clone::Clone::clone(#reference))
            }
            Type::Reference(_) if by_trait && !self.projected => {
                let ty = with_elided_lifetimes(self.referent());
                let passed = by_argument_type(&ty, &quote!(pass_argument), reference, private);
                quote!(&*#passed)
            }
            Type::Reference(_) => quote!(#reference),
            Type::ImplTrait(_) => quote!(::core::clone::Clone::clone(#reference)),
            _ => quote!(#private::arguments::lend(#reference)),
        }
    }
}

/// A call that the traits of this type answer.
pub(crate) fn by_argument_type(
    ty: &TokenStream,
    method: &TokenStream,
    value: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    quote! {{
        #[allow(unused_imports)]
        use #private::arguments::{AnyArgument as _, SliceArgument as _, ViewArgument as _};
        (&&#private::arguments::ArgumentType::<#ty>::new()).#method(#value)
    }}
}

/// Whether a reference is taken somewhere in an expression.
fn borrows(value: TokenStream) -> bool {
    value.into_iter().any(|tree| match tree {
        TokenTree::Punct(mark) => mark.as_char() == '&',
        TokenTree::Group(group) => borrows(group.stream()),
        _ => false,
    })
}

/// Whether a generic parameter stands before `::` in these tokens.
fn projects(tokens: TokenStream, generics: &[&Generics]) -> bool {
    let is_parameter = |word: &Ident| {
        let mut parameters = generics.iter().flat_map(|generics| generics.type_params());
        parameters.any(|parameter| parameter.ident == *word)
    };
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    trees.iter().enumerate().any(|(i, tree)| match tree {
        TokenTree::Ident(word) => is_colons(&trees, i + 1) && is_parameter(word),
        TokenTree::Group(group) => projects(group.stream(), generics),
        _ => false,
    })
}

/// Where a function writes to.
pub(crate) struct Buffer<'a> {
    pub(crate) ty: &'a Type,
    /// Whether it may be absent.
    pub(crate) optional: bool,
    /// Whether it is a view, and the type that of the view.
    pub(crate) is_view: bool,
}

/// The `T` of an `Option<T>`.
fn of_option(ty: &Type) -> Option<&Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The names that a pattern binds.
fn names(pattern: &Pat, bound: &mut Vec<Ident>) {
    match pattern {
        Pat::Ident(ident) => {
            bound.push(ident.ident.clone());
            if let Some((_, within)) = &ident.subpat {
                names(within, bound);
            }
        }
        Pat::Reference(reference) => names(&reference.pat, bound),
        Pat::Paren(paren) => names(&paren.pat, bound),
        Pat::Tuple(tuple) => tuple.elems.iter().for_each(|p| names(p, bound)),
        Pat::TupleStruct(tuple) => tuple.elems.iter().for_each(|p| names(p, bound)),
        Pat::Slice(slice) => slice.elems.iter().for_each(|p| names(p, bound)),
        Pat::Struct(fields) => fields.fields.iter().for_each(|f| names(&f.pat, bound)),
        _ => {}
    }
}
