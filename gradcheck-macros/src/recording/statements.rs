//! A block rewritten, statement by statement: what each has defined or changed is looked at behind it.

use super::Copy;
use super::fields::Place;
use super::idioms::{
    bound, changes_receiver, is_compound_assignment, is_trivial, is_untyped, keeps, stores,
};
use super::scopes::Variable;
use super::sites::{Kind, Site, named};
use proc_macro2::{Ident, Span, TokenTree};
use quote::{ToTokens, quote};
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Block, Expr, Local, Stmt};

/// What becomes of a block's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The function returns it.
    Returned,
    /// A variable becomes it; it is one of several.
    Branch,
    /// Somebody uses it.
    Used,
    /// A closure makes it.
    Made,
    /// There is none.
    Unit,
}

impl Copy {
    pub(super) fn block(&mut self, block: &mut Block, role: Role) {
        self.scopes.open();
        self.lent.push(BTreeSet::new());
        let mut rewritten = Vec::new();
        let count = block.stmts.len();
        for (i, statement) in std::mem::take(&mut block.stmts).into_iter().enumerate() {
            let is_last = i + 1 == count;
            let text = one_line(&statement);
            let before = self.sites.begin(ends(&statement), &text, &self.private);
            let made = std::mem::take(&mut self.made);
            match statement {
                Stmt::Local(local) => self.local(local, &mut rewritten),
                Stmt::Expr(mut value, None)
                    if is_last && !is_unit(&value) && role != Role::Unit =>
                {
                    match role {
                        Role::Returned => self.returned(&mut value),
                        Role::Branch => self.branch(&mut value),
                        Role::Made => self.made_by_closure(&mut value),
                        Role::Used | Role::Unit => self.nested(&mut value, Role::Used),
                    }
                    rewritten.push(Stmt::Expr(value, None));
                }
                Stmt::Expr(mut value, semicolon) => {
                    let behind = self.statement(&mut value);
                    let semicolon = if holds_statements(&value) {
                        semicolon
                    } else {
                        Some(syn::token::Semi::default())
                    };
                    rewritten.push(Stmt::Expr(value, semicolon));
                    rewritten.extend(behind);
                }
                Stmt::Macro(call) => {
                    let tokens = call.mac.tokens.clone();
                    let (reads, changed) = (
                        self.scopes.read(tokens.clone()),
                        self.scopes.changed(tokens),
                    );
                    rewritten.push(Stmt::Macro(call));
                    rewritten.extend(self.changed(&changed, &reads, Kind::Changed));
                }
                item @ Stmt::Item(_) => rewritten.push(item),
            }
            self.sites.go_back(before);
            self.made = made;
        }
        block.stmts = rewritten;
        self.lent.pop();
        self.scopes.close();
    }

    fn local(&mut self, mut local: Local, rewritten: &mut Vec<Stmt>) {
        let mut names = Vec::new();
        bound(&local.pat, &mut names);
        let Some(init) = &mut local.init else {
            for (name, _) in &names {
                self.scopes.declare(name, true);
            }
            if !matches!(local.pat, syn::Pat::Type(_)) {
                let names = names
                    .iter()
                    .filter_map(|(name, _)| self.scopes.variable(name));
                self.untyped.extend(names);
            }
            // What is assigned later may become another value there.
            make_mutable(&mut local.pat);
            rewritten.push(Stmt::Local(local));
            return;
        };
        let tokens = init.expr.to_token_stream();
        let (reads, changed) = (
            self.scopes.read(tokens.clone()),
            self.scopes.changed(tokens.clone()),
        );
        let is_typed = matches!(local.pat, syn::Pat::Type(_));
        let is_unseen = is_untyped(&init.expr) && !is_typed;
        let is_trivial = is_trivial(&init.expr);
        let borrows = match &*init.expr {
            Expr::Reference(reference) => reference.mutability.is_some(),
            value => keeps(value) && !changed.is_empty() || tokens.to_string().contains("_mut"),
        };
        let is_number = matches!(&*init.expr, Expr::Lit(_));
        let of_branches = self.branches(&mut init.expr, names.len());
        let mut closure = None;
        if let Expr::Closure(value) = &mut *init.expr {
            closure = self.named_closure(value);
        } else if of_branches.is_none() {
            self.nested(&mut init.expr, Role::Used);
        }
        let value = local.init.as_ref().map(|init| (*init.expr).clone());
        rewritten.push(Stmt::Local(local));
        if borrows {
            // What may be written through these names isn't looked at while they live.
            let through = if changed.is_empty() { &reads } else { &changed };
            // Which part is lent is a choice too.
            let view = self.scopes.declare_nameless();
            let others = self.scopes.without_roots(&(&reads - through), through);
            let site = Site {
                is_trivial,
                ..named(&self.scopes, view, Kind::Defined, others)
            };
            let site = self.site(&site);
            rewritten.push(self.pass(site));
            let parts = through | &[view].into();
            for (name, _) in &names {
                self.scopes.alias(name, &parts, through);
            }
            if let Some(lent) = self.lent.last_mut() {
                lent.extend(through);
            }
            return;
        }
        let count = names.len();
        for (i, (name, is_mutable)) in names.into_iter().enumerate() {
            let variable = self.scopes.declare(&name, is_mutable);
            if let Some(closure) = closure {
                self.closures.insert(variable, closure);
                // Whoever mentions it may call it.
                self.scopes.also_means(&name, closure.value);
            }
            // What it is was decided in the branches.
            let (reads, kind) = match &of_branches {
                Some(variables) => {
                    let own = variables.get(i).into_iter().chain(variables.first());
                    (&reads | &own.copied().collect(), Kind::Joined)
                }
                None => (reads.clone(), Kind::Defined),
            };
            let others = value
                .as_ref()
                .map(|value| self.other_parts(value, count, i));
            let made = self.made.clone();
            self.made = &made - &others.unwrap_or_default();
            let site = Site {
                // A number that never changes was chosen; one that does is where a sum starts.
                is_trivial: is_trivial && (is_mutable || !is_number),
                ..named(&self.scopes, variable, kind, reads)
            };
            let site = self.site(&site);
            self.made = made;
            if is_unseen {
                rewritten.push(self.pass(site));
            } else {
                rewritten.push(super::statement(quote!(let mut #name = #name)));
                rewritten.push(self.look(&name, site));
            }
        }
        rewritten.extend(self.changed(&changed, &reads, Kind::Changed));
    }

    /// A statement that is an expression; what is looked at behind it.
    pub(super) fn statement(&mut self, value: &mut Expr) -> Vec<Stmt> {
        match value {
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => self.whole_loop(value),
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Unsafe(_) => {
                self.nested(value, Role::Unit);
                Vec::new()
            }
            Expr::Return(returned) => {
                if let Some(value) = &mut returned.expr {
                    self.returned(value);
                }
                Vec::new()
            }
            Expr::Assign(assignment) => {
                let reads = self.scopes.read(assignment.right.to_token_stream());
                let is_copy = is_trivial(&assignment.right);
                let is_open = is_untyped(&assignment.right);
                if let Some(name) = whole_name(&assignment.left) {
                    let name = name.clone();
                    self.nested(&mut assignment.right, Role::Used);
                    return self.assigned(&name, &reads, (is_copy, is_open));
                }
                if let Expr::Tuple(tuple) = &*assignment.left {
                    let names: Vec<Ident> =
                        tuple.elems.iter().filter_map(whole_name).cloned().collect();
                    self.nested(&mut assignment.right, Role::Used);
                    let behind = names
                        .iter()
                        .flat_map(|name| self.assigned(name, &reads, (is_copy, is_open)));
                    return behind.collect::<Vec<_>>();
                }
                let Some(place) = Place::of(&assignment.left) else {
                    return Vec::new();
                };
                self.typed_by_place(&place.root, assignment);
                if let Some(field) = self.whole_field(&place, &assignment.right) {
                    self.nested(&mut assignment.right, Role::Used);
                    return self.assigned_field(field, &reads, is_copy);
                }
                let all = self.scopes.read(assignment.to_token_stream());
                self.element(&place, &mut assignment.right, &all)
            }
            Expr::Binary(binary) if is_compound_assignment(&binary.op) => {
                self.compound_assignment(binary)
            }
            Expr::MethodCall(call) if stores(&call.method.to_string()) => {
                let all = self.scopes.read(call.to_token_stream());
                match (Place::of(&call.receiver), call.args.last_mut()) {
                    (Some(place), Some(stored)) => self.element(&place, stored, &all),
                    _ => Vec::new(),
                }
            }
            _ => {
                let tokens = value.to_token_stream();
                let (reads, mut changed) = (
                    self.scopes.read(tokens.clone()),
                    self.scopes.changed(tokens),
                );
                if let Expr::MethodCall(call) = &*value {
                    if changes_receiver(&call.method.to_string()) {
                        let place = Place::of(&call.receiver);
                        changed.extend(place.iter().flat_map(|at| self.scopes.written_at(at)));
                    }
                }
                let is_whole = match &*value {
                    Expr::MethodCall(call) => {
                        Place::of(&call.receiver).is_some_and(|at| self.is_variable(&at))
                    }
                    _ => false,
                };
                self.nested(value, Role::Used);
                if is_whole {
                    self.changed_whole(&changed, &reads)
                } else {
                    self.changed(&changed, &reads, Kind::Changed)
                }
            }
        }
    }

    /// A statement without braces of its own, such as an arm's: it gets them, as something may follow it.
    pub(super) fn statement_alone(&mut self, value: &mut Expr) {
        if let Expr::Block(block) = value {
            return self.block(&mut block.block, Role::Unit);
        }
        let statement = Stmt::Expr(value.clone(), None);
        let mut block = Block {
            brace_token: syn::token::Brace::default(),
            stmts: vec![statement],
        };
        self.block(&mut block, Role::Unit);
        *value = Expr::Block(syn::ExprBlock {
            attrs: Vec::new(),
            label: None,
            block,
        });
    }

    /// Variables have changed as a whole, and are looked at in every turn of a loop.
    pub(super) fn changed_whole(
        &mut self,
        variables: &BTreeSet<Variable>,
        reads: &BTreeSet<Variable>,
    ) -> Vec<Stmt> {
        let loops = std::mem::take(&mut self.loops);
        let behind = self.changed(variables, reads, Kind::Changed);
        self.loops = loops;
        behind
    }

    /// Variables have changed in place. Within a loop one that was there before is looked at behind it.
    pub(super) fn changed(
        &mut self,
        variables: &BTreeSet<Variable>,
        reads: &BTreeSet<Variable>,
        kind: Kind,
    ) -> Vec<Stmt> {
        let mut behind = Vec::new();
        for &variable in variables {
            let mut reads = reads.clone();
            reads.insert(variable);
            let is_outer = self.loops.last().is_some_and(|open| variable < open.before);
            let place = self.scopes.place(variable);
            match place {
                Some((place, is_mutable)) if !self.is_lent(variable) && !is_outer => {
                    let site = self.site(&named(&self.scopes, variable, kind, reads));
                    behind.push(if is_mutable {
                        self.look(&place, site)
                    } else {
                        self.look_only(&place, site)
                    });
                }
                _ => {
                    let site = self.site(&named(&self.scopes, variable, Kind::Touched, reads));
                    behind.push(self.pass(site));
                    if let Some(open) = self.loops.last_mut().filter(|_| is_outer) {
                        open.changed.insert(variable);
                    }
                }
            }
        }
        behind
    }

    pub(super) fn is_lent(&self, variable: Variable) -> bool {
        let is_in = |variable: Variable| self.lent.iter().any(|lent| lent.contains(&variable));
        is_in(variable) || self.scopes.fields.all(variable).any(is_in)
    }
}

/// `mut` before a single name.
fn make_mutable(pattern: &mut syn::Pat) {
    match pattern {
        syn::Pat::Ident(named) => named.mutability = Some(syn::token::Mut::default()),
        syn::Pat::Type(typed) => make_mutable(&mut typed.pat),
        _ => {}
    }
}

/// The name that an expression is.
fn whole_name(place: &Expr) -> Option<&Ident> {
    match place {
        Expr::Path(path) => path.path.get_ident(),
        Expr::Paren(paren) => whole_name(&paren.expr),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => None,
        _ => None,
    }
}

/// Whether an expression at the end of a block has no value.
fn is_unit(value: &Expr) -> bool {
    match value {
        Expr::ForLoop(_) | Expr::While(_) | Expr::Assign(_) | Expr::Return(_) => true,
        Expr::Binary(binary) => is_compound_assignment(&binary.op),
        _ => false,
    }
}

/// The first and the last token of a statement; of one that holds others the first alone.
fn ends(statement: &Stmt) -> (Span, Span) {
    let first = statement.span();
    let value = match statement {
        Stmt::Local(local) => local.init.as_ref().map(|init| &*init.expr),
        Stmt::Expr(value, _) => Some(value),
        Stmt::Item(_) | Stmt::Macro(_) => None,
    };
    let is_plain = value.is_some_and(|value| !holds_statements(value));
    let last = statement.to_token_stream().into_iter().last();
    let last = last.filter(|_| is_plain).map(|tree| match tree {
        TokenTree::Group(group) => group.span_close(),
        other => other.span(),
    });
    (first, last.unwrap_or(first))
}

fn holds_statements(value: &Expr) -> bool {
    matches!(
        value,
        Expr::ForLoop(_)
            | Expr::While(_)
            | Expr::Loop(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::Block(_)
            | Expr::Unsafe(_)
    )
}

/// The source as rustc prints tokens, cut where it is long.
pub(super) fn one_line(tokens: &impl ToTokens) -> String {
    const LONGEST: usize = 120;
    let text = tokens.to_token_stream().to_string();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST).collect()
}
