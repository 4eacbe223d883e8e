//! A copy of the annotated function that reports each value that it computes, and lets the engine change it: so a
//! wrong gradient is followed to the line.
//!
//! | file | what |
//! |---|---|
//! | `statements`, `values`, `closures` | the body rewritten: behind each statement, and within expressions |
//! | `scopes` | which variable a name means, and which variables tokens read or change |
//! | `idioms` | what is known of expressions by their form |
//! | `sites` | the table of lines and values, for the engine |

mod closures;
mod idioms;
mod scopes;
mod sites;
mod statements;
mod values;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use scopes::Scopes;
use sites::{Kind, Site, Sites};
use std::collections::{BTreeSet, HashMap};
use syn::{Block, FnArg, Pat, Signature, Type};

/// The copy, and the table of what it reports.
pub(crate) struct Recording {
    pub(crate) function: TokenStream,
    pub(crate) table: TokenStream,
}

/// What a method is called on, as an argument of the copy.
pub(crate) struct Receiver {
    pub(crate) ty: Type,
}

/// A copy of a function under another name, with the recorder as one more argument; none where its body can't be read.
/// Its type parameters that are called for a number can be read as numbers are.
pub(crate) fn record(
    signature: &Signature,
    body: &TokenStream,
    receiver: Option<Receiver>,
    name: &Ident,
    numbers: &[&Ident],
    private: &TokenStream,
) -> Option<Recording> {
    let this = Ident::new("this", Span::mixed_site());
    let body = if receiver.is_some() {
        without_self(body.clone(), &this)
    } else {
        body.clone()
    };
    let mut block = syn::parse2::<Block>(body).ok()?;
    let mut copy = Copy {
        private: private.clone(),
        recorder: Ident::new("recorder", Span::mixed_site()),
        scopes: Scopes::default(),
        sites: Sites::of(signature.ident.span()),
        controls: Vec::new(),
        loops: Vec::new(),
        branch_variables: Vec::new(),
        lent: vec![BTreeSet::new()],
        closures: HashMap::new(),
        values: Vec::new(),
        made: BTreeSet::new(),
        is_shared: closures::is_shared(block.to_token_stream()),
        has_receiver: receiver.is_some(),
    };
    copy.scopes.open();
    let mut arguments = Vec::new();
    if receiver.is_some() {
        copy.scopes.declare(&this, false);
        arguments.push("self".to_owned());
    }
    for input in &signature.inputs {
        if let FnArg::Typed(typed) = input {
            copy.argument(&typed.pat, &mut arguments);
        }
    }
    copy.block(&mut block, statements::Role::Returned);
    let mut signature = signature.clone();
    signature.ident = name.clone();
    signature.constness = None;
    for parameter in signature.generics.type_params_mut() {
        if numbers.contains(&&parameter.ident) {
            let bound = syn::parse2(quote!(#private::Params)).ok()?;
            parameter.bounds.push(bound);
        }
    }
    if let (Some(Receiver { ty }), Some(first)) = (receiver, signature.inputs.first_mut()) {
        *first = syn::parse2(quote!(#this: #ty)).ok()?;
    }
    let recorder = &copy.recorder;
    let argument = syn::parse2(quote!(#recorder: #private::lines::Recorder)).ok()?;
    signature.inputs.push(argument);
    let function = quote! {
        #[allow(warnings, clippy::all, clippy::pedantic)]
        #signature {
            use #private::lines::{ByFlatten as _, ByNothing as _, ByParams as _};
            let #recorder = &#recorder;
            #block
        }
    };
    let table = copy.sites.table(private, &arguments);
    Some(Recording { function, table })
}

/// What is known while the body is rewritten.
struct Copy {
    private: TokenStream,
    recorder: Ident,
    scopes: Scopes,
    sites: Sites,
    /// What decides whether the current statement runs, and how often.
    controls: Vec<BTreeSet<scopes::Variable>>,
    /// For each loop that is open, the variables whose elements it has changed.
    loops: Vec<Open>,
    /// What the branches that are being read become.
    branch_variables: Vec<Vec<scopes::Variable>>,
    /// For each block that is open, the variables that are lent, and can't be looked at.
    lent: Vec<BTreeSet<scopes::Variable>>,
    /// The closures that have names.
    closures: HashMap<scopes::Variable, closures::Named>,
    /// What the closures that are being read make.
    values: Vec<scopes::Variable>,
    /// What closures of the current statement have made.
    made: BTreeSet<scopes::Variable>,
    /// Whether closures may run on other threads.
    is_shared: bool,
    /// Whether there is a `self`, which is `this` in the copy.
    has_receiver: bool,
}

/// A loop that is open.
struct Open {
    /// How many variables there were before it.
    before: scopes::Variable,
    changed: BTreeSet<scopes::Variable>,
}

impl Copy {
    fn argument(&mut self, pattern: &Pat, arguments: &mut Vec<String>) {
        let mut names = Vec::new();
        idioms::bound(pattern, &mut names);
        for (name, is_mutable) in names {
            self.scopes.declare(&name, is_mutable);
            arguments.push(name.to_string());
        }
    }

    fn site(&mut self, site: &Site) -> usize {
        self.sites
            .add(site, &self.controls, &self.made, &self.private)
    }

    /// Look at a variable, which may become another value.
    fn look(&self, variable: &Ident, site: usize) -> syn::Stmt {
        let (private, recorder) = (&self.private, &self.recorder);
        let tokens = quote! {
            (&&&#private::lines::Of(&#variable)).seen().see(#recorder, #site, &mut #variable)
        };
        statement(tokens)
    }

    /// Look at a variable that can't be changed.
    fn look_only(&self, variable: &Ident, site: usize) -> syn::Stmt {
        let (private, recorder) = (&self.private, &self.recorder);
        let tokens = quote! {
            { let mut it = &#variable; (&&&#private::lines::Of(&it)).seen().see(#recorder, #site, &mut it); }
        };
        statement(tokens)
    }

    /// Note that a site was passed.
    fn pass(&self, site: usize) -> syn::Stmt {
        let recorder = &self.recorder;
        statement(quote!(#recorder.pass(#site)))
    }

    /// Look at the value of an expression.
    fn look_at(&self, expression: &syn::Expr, site: usize) -> syn::Expr {
        let (private, recorder) = (&self.private, &self.recorder);
        let value = Ident::new("value", Span::mixed_site());
        let tokens = quote! {
            (match #expression {
                mut #value => {
                    (&&&#private::lines::Of(&#value)).seen().see(#recorder, #site, &mut #value);
                    #value
                }
            })
        };
        syn::Expr::Verbatim(tokens)
    }

    fn inner(&mut self, reads: BTreeSet<scopes::Variable>) -> usize {
        self.site(&Site {
            kind: Kind::Inner,
            name: String::new(),
            variable: None,
            is_trivial: true,
            reads,
        })
    }
}

/// `self` as a variable.
fn without_self(tokens: TokenStream, this: &Ident) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon =
        |i: usize| matches!(trees.get(i), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let renamed = trees.iter().enumerate().map(|(i, tree)| match tree {
        TokenTree::Ident(word) if word == "self" && !(is_colon(i + 1) && is_colon(i + 2)) => {
            let mut this = this.clone();
            this.set_span(word.span().resolved_at(this.span()));
            this.into()
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), without_self(group.stream(), this));
            inner.set_span(group.span());
            inner.into()
        }
        other => other.clone(),
    });
    renamed.collect()
}

/// A statement that nobody takes apart again: it isn't parsed.
fn statement(tokens: TokenStream) -> syn::Stmt {
    let semicolon = syn::token::Semi::default();
    syn::Stmt::Expr(syn::Expr::Verbatim(tokens), Some(semicolon))
}
