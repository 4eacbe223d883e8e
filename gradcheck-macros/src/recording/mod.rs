//! A copy of the annotated function that reports each value that it computes, and lets the engine change it: so a
//! wrong gradient is followed to the line.
//!
//! | file | what |
//! |---|---|
//! | `statements`, `values`, `closures` | the body rewritten: behind each statement, and within expressions |
//! | `assignments` | what is assigned and added |
//! | `loops` | what is looked at behind a loop |
//! | `scopes` | which variable a name means, and which variables tokens read or change |
//! | `fields` | fields that are written to, which are variables too |
//! | `idioms` | what is known of expressions by their form |
//! | `sites` | the table of lines and values, for the engine |

mod assignments;
mod closures;
mod fields;
mod idioms;
mod loops;
mod scopes;
mod sites;
mod statements;
mod values;

use fields::Fields;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use scopes::Scopes;
use sites::{Kind, Site, Sites};
use std::collections::{BTreeSet, HashMap};
use syn::{Block, FnArg, PatType, Signature, Type};

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
    let this = Ident::new(scopes::RECEIVER, Span::mixed_site());
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
        made_in_parts: Vec::new(),
        untyped: BTreeSet::new(),
        is_shared: closures::is_shared(block.to_token_stream()),
    };
    copy.scopes.fields = Fields::written_in(block.to_token_stream());
    copy.scopes.open();
    if let Some(Receiver { ty }) = &receiver {
        copy.scopes.declare(&this, false);
        if is_lending(ty) {
            copy.scopes.lends(&this);
        }
    }
    for input in &signature.inputs {
        if let FnArg::Typed(typed) = input {
            copy.argument(typed);
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
    let table = copy.sites.table(private);
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
    /// What the closures that are being read make, part by part.
    values: Vec<Vec<scopes::Variable>>,
    /// What closures of the current statement have made.
    made: BTreeSet<scopes::Variable>,
    /// The parts of what the last of them makes.
    made_in_parts: Vec<scopes::Variable>,
    /// Those that were declared without a value or a type.
    untyped: BTreeSet<scopes::Variable>,
    /// Whether closures may run on other threads.
    is_shared: bool,
}

/// A loop that is open.
struct Open {
    /// How many variables there were before it.
    before: scopes::Variable,
    changed: BTreeSet<scopes::Variable>,
}

impl Copy {
    fn argument(&mut self, argument: &PatType) {
        let mut names = Vec::new();
        idioms::bound(&argument.pat, &mut names);
        for (name, is_mutable) in names {
            self.scopes.declare(&name, is_mutable);
            if is_lending(&argument.ty) {
                self.scopes.lends(&name);
            }
        }
    }

    fn site(&mut self, site: &Site) -> usize {
        self.sites
            .add(site, &self.controls, &self.made, &self.private)
    }

    /// Look at a variable, which may become another value.
    fn look(&self, variable: &impl ToTokens, site: usize) -> syn::Stmt {
        let (private, recorder) = (&self.private, &self.recorder);
        let tokens = quote! {
            (&&&#private::lines::Of(&#variable)).seen().see(#recorder, #site, &mut #variable)
        };
        statement(tokens)
    }

    /// Look at a variable that can't be changed.
    fn look_only(&self, variable: &impl ToTokens, site: usize) -> syn::Stmt {
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

/// Whether what a type refers to may be changed.
fn is_lending(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
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
