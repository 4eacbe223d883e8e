//! Values within expressions: what is returned or stored, operands, receivers of methods, and the blocks of branches
//! and loops.

use super::Copy;
use super::idioms::{bound, is_computed, is_trivial, is_untyped, is_walk};
use super::scopes::{Scopes, Variable};
use super::sites::{Kind, Site, named};
use super::statements::Role;
use proc_macro2::Ident;
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Pat, Token};

impl Copy {
    /// What the function returns: each part of a tuple, an array or a struct by itself.
    pub(super) fn returned(&mut self, value: &mut Expr) {
        match value {
            Expr::Paren(paren) => self.returned(&mut paren.expr),
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Unsafe(_) => {
                self.nested(value, Role::Returned);
            }
            _ => {
                self.inner_values(value);
                self.leaves(value, None, Kind::Returned);
            }
        }
    }

    /// The parts of a value, each looked at.
    pub(super) fn leaves(&mut self, value: &mut Expr, into: Option<Variable>, kind: Kind) {
        match value {
            Expr::Tuple(tuple) => {
                for part in &mut tuple.elems {
                    self.leaves(part, into, kind);
                }
            }
            Expr::Array(array) => {
                for part in &mut array.elems {
                    self.leaves(part, into, kind);
                }
            }
            Expr::Paren(paren) => self.leaves(&mut paren.expr, into, kind),
            Expr::Struct(structure) => {
                for field in &mut structure.fields {
                    self.leaves(&mut field.expr, into, kind);
                    field.colon_token = Some(Token![:](field.member.span()));
                }
            }
            Expr::Call(call) if wraps(&call.func) => {
                for part in &mut call.args {
                    self.leaves(part, into, kind);
                }
            }
            Expr::Macro(call) if call.mac.path.is_ident("vec") => {
                let parts = call
                    .mac
                    .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
                if let Ok(mut parts) = parts {
                    for part in &mut parts {
                        self.leaves(part, into, kind);
                    }
                    call.mac.tokens = parts.to_token_stream();
                }
            }
            Expr::Reference(_)
            | Expr::Closure(_)
            | Expr::Macro(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::Block(_)
            | Expr::Return(_) => {}
            _ if is_untyped(value) && !is_number(value, kind) => {}
            _ => {
                let site = Site {
                    kind,
                    name: name(value),
                    variable: into,
                    is_trivial: is_trivial(value),
                    reads: self.scopes.read(value.to_token_stream()),
                };
                let site = self.site(&site);
                *value = self.look_at(value, site);
            }
        }
    }

    /// What is added to a variable, at a place that others tell.
    pub(super) fn term(
        &mut self,
        value: &mut Expr,
        to: Option<Variable>,
        place: &BTreeSet<Variable>,
    ) {
        if let Expr::Reference(reference) = value {
            if reference.mutability.is_none() && !is_trivial(&reference.expr) {
                return self.term(&mut reference.expr, to, place);
            }
        }
        if matches!(value, Expr::Lit(_)) || is_untyped(value) {
            return;
        }
        let site = Site {
            kind: Kind::Term,
            name: String::new(),
            variable: to,
            is_trivial: is_trivial(value),
            reads: &self.scopes.read(value.to_token_stream()) | place,
        };
        let site = self.site(&site);
        *value = self.look_at(value, site);
    }

    /// The branches of an expression, each a statement of its own; the variables that they all become, one for each
    /// part that gets a name. What isn't taken apart becomes the first.
    pub(super) fn branches(&mut self, value: &mut Expr, parts: usize) -> Option<Vec<Variable>> {
        if !matches!(value, Expr::If(_) | Expr::Match(_)) {
            return None;
        }
        let variables: Vec<Variable> = (0..parts.max(1))
            .map(|_| self.scopes.declare_nameless())
            .collect();
        self.branch_variables.push(variables.clone());
        self.nested(value, Role::Branch);
        self.branch_variables.pop();
        Some(variables)
    }

    /// The value of a branch.
    pub(super) fn branch(&mut self, value: &mut Expr) {
        if matches!(value, Expr::If(_) | Expr::Match(_) | Expr::Block(_)) {
            self.nested(value, Role::Branch);
            return;
        }
        self.nested(value, Role::Used);
        let variables = self.branch_variables.last().cloned().unwrap_or_default();
        if let Expr::Tuple(tuple) = value {
            if tuple.elems.len() == variables.len() {
                for (part, variable) in tuple.elems.iter_mut().zip(variables) {
                    self.branch_value(part, Some(variable));
                }
            }
            return;
        }
        self.branch_value(value, variables.first().copied());
    }

    fn branch_value(&mut self, value: &mut Expr, variable: Option<Variable>) {
        let is_left = matches!(
            value,
            Expr::Reference(_)
                | Expr::Return(_)
                | Expr::Break(_)
                | Expr::Continue(_)
                | Expr::Macro(_)
                | Expr::Closure(_)
                | Expr::Lit(_)
                | Expr::Tuple(_)
        );
        if is_left || is_untyped(value) {
            return;
        }
        let text = value.to_token_stream().to_string();
        let span = value.span();
        let before = self.sites.begin((span, span), &text, &self.private);
        let site = Site {
            kind: Kind::Element,
            name: String::new(),
            variable,
            // A copy in one branch is as much a choice as what the others compute.
            is_trivial: false,
            reads: self.scopes.read(value.to_token_stream()),
        };
        let site = self.site(&site);
        *value = self.look_at(value, site);
        self.sites.go_back(before);
    }

    /// Operands and receivers that have no name: `x.dot(&w)` in `x.dot(&w).mapv(f64::tanh)`.
    pub(super) fn inner_values(&mut self, value: &mut Expr) {
        match value {
            Expr::MethodCall(call) => {
                self.inner_values(&mut call.receiver);
                for argument in &mut call.args {
                    self.inner_values(argument);
                    if matches!(argument, Expr::Reference(_)) {
                        self.look_within(argument);
                    }
                }
                self.look_within(&mut call.receiver);
                self.called_by(call);
            }
            Expr::Call(call) => {
                for argument in &mut call.args {
                    self.inner_values(argument);
                    self.look_within(argument);
                }
                self.call_of_named(call);
            }
            Expr::Binary(binary) => {
                for operand in [&mut binary.left, &mut binary.right] {
                    self.inner_values(operand);
                }
            }
            Expr::Tuple(tuple) => tuple
                .elems
                .iter_mut()
                .for_each(|part| self.inner_values(part)),
            Expr::Array(array) => array
                .elems
                .iter_mut()
                .for_each(|part| self.inner_values(part)),
            Expr::Struct(structure) => {
                structure
                    .fields
                    .iter_mut()
                    .for_each(|field| self.inner_values(&mut field.expr));
            }
            Expr::Reference(reference) if reference.mutability.is_none() => {
                self.inner_values(&mut reference.expr);
            }
            Expr::Paren(paren) => self.inner_values(&mut paren.expr),
            Expr::Unary(unary) => self.inner_values(&mut unary.expr),
            Expr::Try(tried) => self.inner_values(&mut tried.expr),
            Expr::Block(_) | Expr::If(_) | Expr::Match(_) | Expr::Unsafe(_) => {
                self.nested(value, Role::Used);
            }
            _ => {}
        }
    }

    fn look_within(&mut self, value: &mut Expr) {
        if let Expr::Reference(reference) = value {
            if reference.mutability.is_none() {
                self.look_within(&mut reference.expr);
            }
            return;
        }
        let reads = self.scopes.read(value.to_token_stream());
        if is_computed(value) && !reads.is_empty() {
            let site = self.inner(reads);
            *value = self.look_at(value, site);
        }
    }

    /// The blocks within an expression, and its inner values.
    pub(super) fn nested(&mut self, value: &mut Expr, role: Role) {
        match value {
            Expr::Block(block) => self.block(&mut block.block, role),
            Expr::Unsafe(block) => self.block(&mut block.block, role),
            Expr::If(branch) => {
                let condition = self.scopes.read(branch.cond.to_token_stream());
                self.controls.push(condition.clone());
                self.scopes.open();
                let taken = match &*branch.cond {
                    Expr::Let(bound) => self.taken_apart(&bound.pat, &condition, &bound.expr),
                    _ => BTreeSet::new(),
                };
                self.lent.push(taken);
                self.block(&mut branch.then_branch, role);
                self.lent.pop();
                self.scopes.close();
                if let Some((_, otherwise)) = &mut branch.else_branch {
                    self.nested(otherwise, role);
                }
                self.controls.pop();
            }
            Expr::Match(matched) => {
                let scrutinee = self.scopes.read(matched.expr.to_token_stream());
                self.controls.push(scrutinee.clone());
                for arm in &mut matched.arms {
                    self.scopes.open();
                    let taken = self.taken_apart(&arm.pat, &scrutinee, &matched.expr);
                    self.lent.push(taken);
                    match role {
                        Role::Returned => self.returned(&mut arm.body),
                        Role::Branch => self.branch(&mut arm.body),
                        Role::Made => self.made_by_closure(&mut arm.body),
                        Role::Used => self.nested(&mut arm.body, role),
                        Role::Unit => self.statement_alone(&mut arm.body),
                    }
                    self.lent.pop();
                    self.scopes.close();
                }
                self.controls.pop();
            }
            Expr::ForLoop(each) => {
                let over = self.scopes.read(each.expr.to_token_stream());
                let through = self.scopes.changed(each.expr.to_token_stream());
                // What is only written to doesn't decide what happens.
                let read = self.scopes.without_roots(&over, &through);
                self.controls.push(&read - &through);
                self.scopes.open();
                let chosen = self.walked(each, &read, &through);
                // What is walked over is lent, unless it is a range of numbers.
                self.lent.push(if is_range(&each.expr) {
                    BTreeSet::new()
                } else {
                    over
                });
                self.block(&mut each.body, Role::Unit);
                each.body.stmts.splice(0..0, chosen);
                self.lent.pop();
                self.scopes.close();
                self.controls.pop();
            }
            Expr::While(each) => {
                let condition = self.scopes.read(each.cond.to_token_stream());
                self.controls.push(condition.clone());
                self.scopes.open();
                let taken = match &*each.cond {
                    Expr::Let(bound) => self.taken_apart(&bound.pat, &condition, &bound.expr),
                    _ => BTreeSet::new(),
                };
                self.lent.push(taken);
                self.block(&mut each.body, Role::Unit);
                self.lent.pop();
                self.scopes.close();
                self.controls.pop();
            }
            Expr::Loop(each) => self.block(&mut each.body, Role::Unit),
            _ if role == Role::Made => self.made_by_closure(value),
            _ => self.inner_values(value),
        }
    }

    /// Name what a loop's head walks over or makes; where each turn passes.
    fn walked(
        &mut self,
        each: &syn::ExprForLoop,
        over: &BTreeSet<Variable>,
        through: &BTreeSet<Variable>,
    ) -> Vec<syn::Stmt> {
        let mut names = Vec::new();
        bound(&each.pat, &mut names);
        let mut written = BTreeSet::new();
        Scopes::written_names(each.body.to_token_stream(), &mut written);
        let is_written = |name: &Ident| written.contains(&name.to_string());
        let is_plain = through.is_empty() && is_walk(&each.expr) || over == through;
        if is_plain || !through.is_empty() && !names.iter().any(|(name, _)| is_written(name)) {
            self.alias_through(&each.pat, over, through);
            return Vec::new();
        }
        // Beside what is written to, the head chooses what is read.
        let read = over - through;
        let mut passed = Vec::new();
        for (name, is_mutable) in names {
            if !through.is_empty() && is_written(&name) {
                self.scopes.alias(&name, through, through);
                continue;
            }
            let variable = self.scopes.declare(&name, is_mutable);
            let site = named(&self.scopes, variable, Kind::Defined, read.clone());
            let site = self.site(&site);
            passed.push(self.pass(site));
        }
        passed
    }

    /// Name the parts of variables; those that are moved or lent to these names can't be looked at.
    fn taken_apart(
        &mut self,
        pattern: &Pat,
        variables: &BTreeSet<Variable>,
        value: &Expr,
    ) -> BTreeSet<Variable> {
        // Of `a.get_mut(&b)` only a is written to.
        let changed = self.scopes.changed(value.to_token_stream());
        let through = if changed.is_empty() {
            variables
        } else {
            &changed
        };
        self.alias_through(pattern, variables, through);
        let mut names = Vec::new();
        bound(pattern, &mut names);
        if names.is_empty() {
            return BTreeSet::new();
        }
        variables.clone()
    }

    fn alias_through(
        &mut self,
        pattern: &Pat,
        variables: &BTreeSet<Variable>,
        through: &BTreeSet<Variable>,
    ) {
        let mut names = Vec::new();
        bound(pattern, &mut names);
        for (name, _) in names {
            self.scopes.alias(&name, variables, through);
        }
    }
}

/// Whether a call makes a value of its arguments: `Ok(..)`, `Grads::from(..)`.
fn wraps(function: &Expr) -> bool {
    let Expr::Path(path) = function else {
        return false;
    };
    path.path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        name == "from" || name == "Ok" || name == "Some" || name.starts_with(char::is_uppercase)
    })
}

/// `0..n`, also in parentheses with a method behind.
fn is_range(over: &Expr) -> bool {
    match over {
        Expr::Range(_) => true,
        Expr::Paren(paren) => is_range(&paren.expr),
        Expr::MethodCall(call) => is_range(&call.receiver),
        _ => false,
    }
}

/// Whether an element is a number as it is written.
fn is_number(value: &Expr, kind: Kind) -> bool {
    let is_float = |literal: &syn::ExprLit| matches!(literal.lit, syn::Lit::Float(_));
    kind == Kind::Element && matches!(value, Expr::Lit(literal) if is_float(literal))
}

fn name(value: &Expr) -> String {
    match value {
        Expr::Path(path) => path.to_token_stream().to_string(),
        _ => String::new(),
    }
}
