//! What is looked at behind a loop: the variables of which it has changed elements.

use super::scopes::Variable;
use super::sites::Kind;
use super::statements::{Role, one_line};
use super::{Copy, Open};
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Expr, Stmt};

impl Copy {
    /// A loop; the variables of which it changes elements are looked at as a whole behind it.
    pub(super) fn whole_loop(&mut self, value: &mut Expr) -> Vec<Stmt> {
        let (span, text) = (value.span(), one_line(value));
        let before = self.scopes.count();
        self.loops.push(Open {
            before,
            changed: BTreeSet::new(),
        });
        self.nested(value, Role::Unit);
        let Some(Open { changed, .. }) = self.loops.pop() else {
            return Vec::new();
        };
        let (mine, outer): (BTreeSet<Variable>, BTreeSet<Variable>) = match self.loops.last() {
            // Within another loop it is that one's matter, unless the variable is of its body.
            Some(open) => changed
                .into_iter()
                .partition(|&variable| variable >= open.before),
            None => (changed, BTreeSet::new()),
        };
        if let Some(open) = self.loops.last_mut() {
            open.changed.extend(outer);
        }
        let statement = self.sites.begin((span, span), &text, &self.private);
        let behind = self.changed(&mine, &BTreeSet::new(), Kind::Joined);
        self.sites.go_back(statement);
        behind
    }
}
