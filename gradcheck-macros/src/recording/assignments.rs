//! What is assigned, added and stored: to variables, to fields, and to elements of either.

use super::Copy;
use super::fields::Place;
use super::idioms::is_untyped;
use super::scopes::Variable;
use super::sites::{Kind, Site, named};
use super::statements::Role;
use crate::block::mentions;
use proc_macro2::Ident;
use quote::{ToTokens, quote};
use std::collections::BTreeSet;
use syn::{Expr, Stmt};

impl Copy {
    /// `net.dw = values.collect()`: the field tells the type, unless what is computed may change what the field is of.
    pub(super) fn typed_by_place(&self, place: &Ident, assignment: &mut syn::ExprAssign) {
        let (left, right) = (&assignment.left, &assignment.right);
        let is_field = matches!(&**left, Expr::Field(_));
        if is_field && is_untyped(right) && !mentions(right.to_token_stream(), &place.to_string()) {
            let private = &self.private;
            let typed = quote!(#private::arguments::alike(&#left, #right));
            if let Ok(typed) = syn::parse2(typed) {
                *assignment.right = typed;
            }
        }
    }

    /// `x += value`, `x[i] *= value`.
    pub(super) fn compound_assignment(&mut self, binary: &mut syn::ExprBinary) -> Vec<Stmt> {
        let all = self.scopes.read(binary.to_token_stream());
        let Some(at) = Place::of(&binary.left) else {
            return Vec::new();
        };
        let written = self.scopes.written_at(&at);
        let changed: BTreeSet<Variable> = written.iter().copied().collect();
        self.nested(&mut binary.right, Role::Used);
        if adds(&binary.op) {
            let place = self.scopes.read(binary.left.to_token_stream());
            let place = self.scopes.without_roots(&(&place - &changed), &changed);
            self.term(&mut binary.right, written.first().copied(), &place);
        }
        if self.is_variable(&at) {
            self.changed_whole(&changed, &all)
        } else {
            self.changed(&changed, &all, Kind::Changed)
        }
    }

    /// A variable has another value now.
    pub(super) fn assigned(
        &mut self,
        name: &Ident,
        reads: &BTreeSet<Variable>,
        (is_copy, is_open): (bool, bool),
    ) -> Vec<Stmt> {
        let Some(meaning) = self.scopes.look_up(&name.to_string()).cloned() else {
            return Vec::new();
        };
        let &[variable] = meaning.variables.as_slice() else {
            return Vec::new();
        };
        let site = Site {
            is_trivial: is_copy,
            ..named(&self.scopes, variable, Kind::Changed, reads.clone())
        };
        let site = self.site(&site);
        let is_unseen = is_open && self.untyped.contains(&variable);
        let is_seen = meaning.is_own && meaning.is_mutable && !self.is_lent(variable) && !is_unseen;
        let mut behind = vec![if is_seen {
            self.look(name, site)
        } else {
            self.pass(site)
        }];
        // Its fields are others too.
        for field in self.scopes.fields.all(variable).collect::<Vec<_>>() {
            let site = named(&self.scopes, field, Kind::Changed, [variable].into());
            let site = self.site(&site);
            behind.push(self.pass(site));
        }
        behind
    }

    /// The field that a place is as a whole, where what is assigned has no parts to be looked at one by one.
    pub(super) fn whole_field(&self, place: &Place, value: &Expr) -> Option<Variable> {
        let has_parts = matches!(value, Expr::Tuple(_) | Expr::Array(_) | Expr::Struct(_));
        let is_field = !place.path.is_empty() && self.is_variable(place);
        let field = self.scopes.written_at(place).first().copied()?;
        (is_field && !has_parts && !is_untyped(value)).then_some(field)
    }

    /// Whether a place is a variable or a field that counts as one.
    pub(super) fn is_variable(&self, place: &Place) -> bool {
        let variable = self.scopes.written_at(place).first().copied();
        let is_field = |variable| self.scopes.fields.root(variable).is_some();
        place.is_whole && (place.path.is_empty() || variable.is_some_and(is_field))
    }

    /// A field has another value now.
    pub(super) fn assigned_field(
        &mut self,
        field: Variable,
        reads: &BTreeSet<Variable>,
        is_copy: bool,
    ) -> Vec<Stmt> {
        let site = Site {
            is_trivial: is_copy,
            ..named(&self.scopes, field, Kind::Changed, reads.clone())
        };
        let site = self.site(&site);
        let place = self.scopes.place(field).filter(|_| !self.is_lent(field));
        vec![match place {
            // Where it was assigned to, it may be changed.
            Some((place, _)) => self.look(&place, site),
            None => self.pass(site),
        }]
    }

    /// `x[i] = value`, `x.field += value`, `x.push(value)`: the value is looked at, and x as a whole outside of loops.
    pub(super) fn element(
        &mut self,
        place: &Place,
        value: &mut Expr,
        reads: &BTreeSet<Variable>,
    ) -> Vec<Stmt> {
        let written = self.scopes.written_at(place);
        self.nested(value, Role::Used);
        if let Some(&variable) = written.first() {
            self.leaves(value, Some(variable), Kind::Element);
        }
        self.changed(&written.into_iter().collect(), reads, Kind::Changed)
    }
}

/// `+=` and `-=`.
fn adds(operator: &syn::BinOp) -> bool {
    matches!(
        operator,
        syn::BinOp::AddAssign(_) | syn::BinOp::SubAssign(_)
    )
}
