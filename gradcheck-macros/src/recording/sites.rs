//! The table of what is looked at in a copy: statements with their lines, and the values in them.

use super::scopes::{Scopes, Variable};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::collections::BTreeSet;

/// How a value comes about; the engine has the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By a `let` or an assignment.
    Defined,
    /// A variable was changed in place.
    Changed,
    /// It becomes an element of a variable, or is added to one.
    Element,
    /// It is added to a variable, or subtracted.
    Term,
    /// It is returned.
    Returned,
    /// Within an expression, without a name.
    Inner,
    /// A variable changes in some element; its value isn't looked at.
    Touched,
    /// A variable behind the loop that has changed it, or behind the branches that it becomes.
    Joined,
}

impl Kind {
    fn variant(self) -> &'static str {
        match self {
            Self::Defined => "Defined",
            Self::Changed => "Changed",
            Self::Element => "Element",
            Self::Term => "Term",
            Self::Returned => "Returned",
            Self::Inner => "Inner",
            Self::Touched => "Touched",
            Self::Joined => "Joined",
        }
    }
}

/// A value that is looked at.
pub(super) struct Site {
    pub(super) kind: Kind,
    /// The name that it has there.
    pub(super) name: String,
    /// The variable that it becomes, or becomes part of.
    pub(super) variable: Option<Variable>,
    /// Whether it is a copy of something, not computed.
    pub(super) is_trivial: bool,
    pub(super) reads: BTreeSet<Variable>,
}

/// The table while it is written.
pub(super) struct Sites {
    statements: Vec<TokenStream>,
    values: Vec<TokenStream>,
    /// The statement that is being read.
    current: usize,
    /// A place of the user's: what stands for `self` is ours, and tells no line.
    user: Span,
}

impl Sites {
    /// None yet, of a function with the user's name here.
    pub(super) fn of(user: Span) -> Self {
        Self {
            statements: Vec::new(),
            values: Vec::new(),
            current: 0,
            user,
        }
    }

    /// Begin a statement; what was being read is returned, to be gone back to.
    pub(super) fn begin(
        &mut self,
        (first, last): (Span, Span),
        text: &str,
        private: &TokenStream,
    ) -> usize {
        let before = self.current;
        let (first, last) = (self.user.located_at(first), self.user.located_at(last));
        self.current = self.statements.len();
        let line = quote_spanned!(first=> ::core::line!());
        let last = quote_spanned!(last=> ::core::line!());
        self.statements
            .push(quote!(#private::lines::Statement { line: #line, last: #last, text: #text }));
        before
    }

    pub(super) fn go_back(&mut self, statement: usize) {
        self.current = statement;
    }

    /// Add a value to the current statement.
    pub(super) fn add(
        &mut self,
        site: &Site,
        controls: &[BTreeSet<Variable>],
        made: &BTreeSet<Variable>,
        private: &TokenStream,
    ) -> usize {
        let Site {
            name, is_trivial, ..
        } = site;
        let statement = self.current;
        let kind = format_ident!("{}", site.kind.variant());
        let variable = site.variable.map_or_else(
            || quote!(::core::option::Option::None),
            |variable| quote!(::core::option::Option::Some(#variable)),
        );
        let reads = controls.iter().flatten().chain(&site.reads).chain(made);
        let reads: BTreeSet<&Variable> = reads.collect();
        self.values.push(quote! {
            #private::lines::Site {
                statement: #statement,
                kind: #private::lines::SiteKind::#kind,
                name: #name,
                variable: #variable,
                is_trivial: #is_trivial,
                reads: &[#(#reads),*],
            }
        });
        self.values.len() - 1
    }

    /// The table as a constant expression.
    pub(super) fn table(&self, private: &TokenStream) -> TokenStream {
        let (statements, sites) = (&self.statements, &self.values);
        quote! {
            #private::lines::Source {
                file: ::core::file!(),
                statements: &[#(#statements),*],
                sites: &[#(#sites),*],
            }
        }
    }
}

/// A value that gets a name of the user's.
pub(super) fn named(
    scopes: &Scopes,
    variable: Variable,
    kind: Kind,
    reads: BTreeSet<Variable>,
) -> Site {
    Site {
        kind,
        name: scopes.word(variable),
        variable: Some(variable),
        is_trivial: false,
        reads,
    }
}
