//! What a function inherits from the block that it stands in: its path, its generic parameters, and
//! what `Self` means.

use super::parse::{Block, Member};
use crate::names::{is_colons, snake, words};
use crate::types::{bare, with_elided_lifetimes};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Generics, ImplItemType, PathArguments, Signature, Type};

pub(crate) struct Host {
    /// The type that the block is of.
    ty: TokenStream,
    /// The same where an expression may stand: `Ridge::<F>`.
    expression: TokenStream,
    /// The trait that it implements.
    implemented: Option<TokenStream>,
    pub(crate) generics: Generics,
    /// The signatures of its functions, `Self` resolved.
    functions: Vec<Signature>,
    /// The names of all else that it defines.
    others: Vec<Ident>,
    /// Its associated types, with what they stand for.
    types: Vec<(Ident, TokenStream)>,
    /// The type's name in reports.
    pub(crate) name: String,
    /// The name that those of its tests begin with.
    pub(crate) prefix: String,
}

impl Host {
    pub(crate) fn of(block: &Block) -> Self {
        let parsed = &block.parsed;
        let implemented = parsed.trait_.as_ref().map(|(path, _)| path);
        let name = last_word(&parsed.self_ty).unwrap_or_else(|| {
            let ty = parsed.self_ty.to_token_stream().to_string();
            format!("<{}>", ty.replace(" ;", ";"))
        });
        let mut named = words(parsed.self_ty.to_token_stream(), &parsed.generics);
        if let Some(path) = implemented {
            named.extend(words(
                path.segments.last().to_token_stream(),
                &parsed.generics,
            ));
        }
        let mut host = Self {
            ty: with_elided_lifetimes(&parsed.self_ty),
            expression: expression(&parsed.self_ty),
            implemented: implemented.map(with_elided_lifetimes),
            generics: parsed.generics.clone(),
            functions: Vec::new(),
            others: Vec::new(),
            types: Vec::new(),
            prefix: named
                .iter()
                .map(|word| snake(word))
                .collect::<Vec<_>>()
                .join("_"),
            name,
        };
        // A trait may have the type as its argument.
        host.implemented = host.implemented.take().map(|path| host.resolve(path));
        for member in &block.members {
            if let Member::Other(other) = member {
                host.others.extend(defined(&other.tokens));
                let ty = syn::parse2::<ImplItemType>(other.tokens.clone());
                if let Some(ty) = ty.ok().filter(|ty| ty.generics.params.is_empty()) {
                    let meant = host.resolve(ty.ty.to_token_stream());
                    host.types.push((ty.ident, meant));
                }
            }
        }
        for function in block.functions() {
            let signature = host.signature(&function.signature);
            host.functions.push(signature);
        }
        host
    }

    /// A signature with `Self` resolved.
    pub(crate) fn signature(&self, signature: &Signature) -> Signature {
        let resolved = syn::parse2(self.resolve(signature.to_token_stream()));
        resolved.unwrap_or_else(|_| signature.clone())
    }

    /// A function of this block.
    pub(crate) fn function(&self, name: &Ident) -> Option<&Signature> {
        self.functions
            .iter()
            .find(|function| function.ident == *name)
    }

    /// The path of something in this block: `<Ridge as CostFunction>::cost`.
    pub(crate) fn path(&self, name: &Ident) -> TokenStream {
        self.path_at(name, Span::call_site())
    }

    /// The same as if it had been written there.
    pub(crate) fn path_at(&self, name: &Ident, span: Span) -> TokenStream {
        let (of, mut name) = (self.qualified(span), name.clone());
        name.set_span(span.resolved_at(name.span()));
        quote_spanned!(span=> #of::#name)
    }

    /// The type.
    pub(crate) fn ty(&self) -> Type {
        syn::parse2(self.ty.clone()).unwrap_or_else(|_| Type::Verbatim(self.ty.clone()))
    }

    fn qualified(&self, span: Span) -> TokenStream {
        let ty = at(span, self.ty.clone());
        if let Some(path) = &self.implemented {
            quote_spanned!(span=> <#ty as #path>)
        } else {
            quote_spanned!(span=> <#ty>)
        }
    }

    /// Tokens with `Self` resolved, which means nothing outside of the block.
    pub(crate) fn resolve(&self, tokens: TokenStream) -> TokenStream {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut resolved = TokenStream::new();
        let mut i = 0;
        while let Some(tree) = trees.get(i) {
            match tree {
                TokenTree::Ident(word) if word == "Self" => {
                    let item = is_colons(&trees, i + 1).then(|| trees.get(i + 3)).flatten();
                    let (meant, taken) = self.meant(word.span(), item, is_colons(&trees, i + 4));
                    resolved.extend(meant);
                    i += taken;
                    continue;
                }
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), self.resolve(group.stream()));
                    inner.set_span(group.span());
                    resolved.extend([TokenTree::Group(inner)]);
                }
                other => resolved.extend([other.clone()]),
            }
            i += 1;
        }
        resolved
    }

    /// What stands for `Self`, or for `Self::Item`, and how many tokens it replaces.
    fn meant(&self, span: Span, item: Option<&TokenTree>, goes_on: bool) -> (TokenStream, usize) {
        let Some(TokenTree::Ident(item)) = item else {
            return (at(span, self.expression.clone()), 1);
        };
        if let Some((_, ty)) = self.types.iter().find(|(name, _)| name == item) {
            let ty = at(item.span(), ty.clone());
            let meant = if goes_on {
                quote!(<#ty>)
            } else {
                TokenTree::Group(Group::new(Delimiter::None, ty)).into()
            };
            return (meant, 4);
        }
        let is_ours = self.others.contains(item) || self.functions.iter().any(|f| f.ident == *item);
        let ty = at(span, self.ty.clone());
        let of = if is_ours {
            self.qualified(span)
        } else {
            quote!(<#ty>)
        };
        (of, 1)
    }
}

/// The name behind `const` or `type`.
fn defined(tokens: &TokenStream) -> Option<Ident> {
    let mut words = tokens.clone().into_iter().filter_map(|tree| match tree {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    });
    words.find(|word| word == "const" || word == "type")?;
    words.next()
}

/// Tokens as if they had been written there.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|mut tree| {
        if let TokenTree::Group(group) = &tree {
            tree = TokenTree::Group(Group::new(group.delimiter(), at(span, group.stream())));
        }
        tree.set_span(tree.span().located_at(span));
        tree
    });
    moved.collect()
}

/// A type's path with `::` before its arguments.
fn expression(ty: &Type) -> TokenStream {
    let mut ty = bare(ty).clone();
    if let Type::Path(path) = &mut ty {
        for segment in &mut path.path.segments {
            if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                arguments.colon2_token = Some(syn::token::PathSep::default());
            }
        }
    }
    with_elided_lifetimes(&ty)
}

/// The last name of a type's path.
fn last_word(ty: &Type) -> Option<String> {
    match bare(ty) {
        Type::Reference(reference) => last_word(&reference.elem),
        other => crate::types::last_segment(other).map(|segment| segment.ident.unraw().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(block: &TokenStream) -> Host {
        match Block::of(block) {
            Some(Ok(block)) => Host::of(&block),
            _ => panic!("no block"),
        }
    }

    fn resolved(host: &Host, tokens: TokenStream) -> String {
        host.resolve(tokens).to_string().replace(' ', "")
    }

    #[test]
    fn self_is_resolved_to_what_it_means_in_the_block() {
        let host = host(&quote! {
            impl<'a, F> Gradient for Ridge<'a, F> {
                type Param = Vec<F>;
                const K: usize = 3;
                fn gradient(&self, w: &Self::Param) -> Self::Param { w.clone() }
            }
        });
        assert_eq!(
            resolved(&host, quote!(Self::new(1))),
            "<Ridge<'_,F>>::new(1)"
        );
        assert_eq!(resolved(&host, quote!(Self { w: 1 })), "Ridge::<'_,F>{w:1}");
        assert_eq!(resolved(&host, quote!(Self::Param)), "Vec<F>");
        assert_eq!(
            resolved(&host, quote!(Self::Param::new())),
            "<Vec<F>>::new()"
        );
        assert_eq!(
            resolved(&host, quote!(Self::K)),
            "<Ridge<'_,F>asGradient>::K"
        );
        assert_eq!(
            resolved(&host, quote!(Self::gradient)),
            "<Ridge<'_,F>asGradient>::gradient"
        );
    }

    #[test]
    fn tests_are_named_by_type_and_trait() {
        let prefix = |block| host(&block).prefix;
        assert_eq!(prefix(quote!(impl Ridge {})), "ridge");
        assert_eq!(
            prefix(quote!(
                impl<F> CostFunction for a::HMMModel<F> {}
            )),
            "hmm_model_cost_function"
        );
        assert_eq!(
            prefix(quote!(impl Layer<f32> for &'_ Dense<3> {})),
            "dense_3_layer_f32"
        );
    }
}
