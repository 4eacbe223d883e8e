//! A block rewritten, statement by statement: what each has defined or changed is looked at behind it.

use super::idioms::{
    bound, changes_receiver, is_compound_assignment, is_trivial, is_untyped, root, stores,
};
use super::scopes::Variable;
use super::sites::{Kind, Site, named};
use super::{Copy, Open};
use crate::block::mentions;
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
            _ => tokens.to_string().contains("_mut"),
        };
        let is_number = matches!(&*init.expr, Expr::Lit(_));
        let of_branches = self.branches(&mut init.expr, names.len());
        let mut closure = None;
        if let Expr::Closure(value) = &mut *init.expr {
            closure = self.named_closure(value);
        } else if of_branches.is_none() {
            self.nested(&mut init.expr, Role::Used);
        }
        rewritten.push(Stmt::Local(local));
        if borrows {
            // What may be written through these names isn't looked at while they live.
            let through = if changed.is_empty() { &reads } else { &changed };
            // Which part is lent is a choice too.
            let view = self.scopes.declare_nameless();
            let site = Site {
                is_trivial,
                ..named(&self.scopes, view, Kind::Defined, &reads - through)
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
            let site = Site {
                // A number that never changes was chosen; one that does is where a sum starts.
                is_trivial: is_trivial && (is_mutable || !is_number),
                ..named(&self.scopes, variable, kind, reads)
            };
            let site = self.site(&site);
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
    fn statement(&mut self, value: &mut Expr) -> Vec<Stmt> {
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
                if let Some(name) = whole_name(&assignment.left) {
                    let name = name.clone();
                    self.nested(&mut assignment.right, Role::Used);
                    return self.assigned(&name, &reads, is_copy);
                }
                if let Expr::Tuple(tuple) = &*assignment.left {
                    let names: Vec<Ident> =
                        tuple.elems.iter().filter_map(whole_name).cloned().collect();
                    self.nested(&mut assignment.right, Role::Used);
                    let behind = names
                        .iter()
                        .flat_map(|name| self.assigned(name, &reads, is_copy));
                    return behind.collect::<Vec<_>>();
                }
                let all = self.scopes.read(assignment.to_token_stream());
                match root(&assignment.left).cloned() {
                    Some(place) => {
                        self.typed_by_place(&place, assignment);
                        self.element(&place, &mut assignment.right, &all)
                    }
                    None => Vec::new(),
                }
            }
            Expr::Binary(binary) if is_compound_assignment(&binary.op) => {
                self.compound_assignment(binary)
            }
            Expr::MethodCall(call) if stores(&call.method.to_string()) => {
                let all = self.scopes.read(call.to_token_stream());
                let place = root(&call.receiver).cloned();
                match (place, call.args.last_mut()) {
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
                        let meaning = root(&call.receiver)
                            .and_then(|name| self.scopes.look_up(&name.to_string()));
                        changed.extend(meaning.iter().flat_map(|meaning| &meaning.written));
                    }
                }
                let is_whole = match &*value {
                    Expr::MethodCall(call) => whole_name(&call.receiver).is_some(),
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

    /// `net.dw = values.collect()`: the field tells the type, unless what is computed may change what the field is of.
    fn typed_by_place(&self, place: &Ident, assignment: &mut syn::ExprAssign) {
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

    /// `x += value`, `x[i] *= value`.
    fn compound_assignment(&mut self, binary: &mut syn::ExprBinary) -> Vec<Stmt> {
        let all = self.scopes.read(binary.to_token_stream());
        let is_whole = whole_name(&binary.left).is_some();
        let Some(name) = root(&binary.left).map(ToString::to_string) else {
            return Vec::new();
        };
        let meaning = self.scopes.look_up(&name);
        let written = meaning.iter().flat_map(|meaning| &meaning.written);
        let changed: BTreeSet<Variable> = written.copied().collect();
        self.nested(&mut binary.right, Role::Used);
        if adds(&binary.op) {
            let place = self.scopes.read(binary.left.to_token_stream());
            let place = &place - &changed;
            self.term(&mut binary.right, changed.first().copied(), &place);
        }
        if is_whole {
            self.changed_whole(&changed, &all)
        } else {
            self.changed(&changed, &all, Kind::Changed)
        }
    }

    /// A loop; the variables of which it changes elements are looked at as a whole behind it.
    fn whole_loop(&mut self, value: &mut Expr) -> Vec<Stmt> {
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

    /// A variable has another value now.
    fn assigned(&mut self, name: &Ident, reads: &BTreeSet<Variable>, is_copy: bool) -> Vec<Stmt> {
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
        let is_seen = meaning.is_own && meaning.is_mutable && !self.is_lent(variable);
        vec![if is_seen {
            self.look(name, site)
        } else {
            self.pass(site)
        }]
    }

    /// `x[i] = value`, `x.field += value`, `x.push(value)`: the value is looked at, and x as a whole outside of loops.
    fn element(
        &mut self,
        place: &Ident,
        value: &mut Expr,
        reads: &BTreeSet<Variable>,
    ) -> Vec<Stmt> {
        let Some(meaning) = self.scopes.look_up(&place.to_string()).cloned() else {
            return Vec::new();
        };
        let changed: BTreeSet<Variable> = meaning.written.iter().copied().collect();
        self.nested(value, Role::Used);
        if let Some(&variable) = meaning.written.first() {
            self.leaves(value, Some(variable), Kind::Element);
        }
        self.changed(&changed, reads, Kind::Changed)
    }

    /// Variables have changed as a whole, and are looked at in every turn of a loop.
    fn changed_whole(
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
    fn changed(
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
            let named_now = self
                .scopes
                .name_of(variable)
                .map(|(name, is_mutable)| (name.to_owned(), is_mutable));
            match named_now {
                Some((name, is_mutable)) if !self.is_lent(variable) && !is_outer => {
                    let site = self.site(&named(&self.scopes, variable, kind, reads));
                    let name = Ident::new(&name, self.span_of(&name));
                    behind.push(if is_mutable {
                        self.look(&name, site)
                    } else {
                        self.look_only(&name, site)
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

    /// Where a name means what the user's code does; that of the receiver is the copy's own.
    fn span_of(&self, name: &str) -> Span {
        if self.has_receiver && name == "this" {
            Span::mixed_site()
        } else {
            Span::call_site()
        }
    }

    fn is_lent(&self, variable: Variable) -> bool {
        self.lent.iter().any(|lent| lent.contains(&variable))
    }
}

/// `+=` and `-=`.
fn adds(operator: &syn::BinOp) -> bool {
    matches!(
        operator,
        syn::BinOp::AddAssign(_) | syn::BinOp::SubAssign(_)
    )
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
fn one_line(tokens: &impl ToTokens) -> String {
    const LONGEST: usize = 120;
    let text = tokens.to_token_stream().to_string();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST).collect()
}
