//! Closures of several statements, and those that make several values: what runs in them is looked at as in a loop.

use super::idioms::bound;
use super::scopes::Variable;
use super::sites::{Kind, named};
use super::statements::Role;
use super::{Copy, Open};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprClosure, ExprMethodCall, Pat, Stmt};

/// A closure with a name: what becomes of its arguments and of its value.
#[derive(Clone, Copy)]
pub(super) struct Named {
    arguments: Variable,
    pub(super) value: Variable,
}

impl Copy {
    /// A closure that a method calls, in the order of what it is called on.
    pub(super) fn called_by(&mut self, call: &mut ExprMethodCall) {
        const METHODS: [&str; 14] = [
            "map",
            "for_each",
            "fold",
            "flat_map",
            "filter_map",
            "scan",
            "mapv",
            "map_axis",
            "map_collect",
            "map_inplace",
            "mapv_inplace",
            "zip_mut_with",
            "indexed_map",
            "unwrap_or_else",
        ];
        if !METHODS.contains(&call.method.to_string().as_str()) {
            return;
        }
        let over = self.scopes.read(call.receiver.to_token_stream());
        let others = call.args.iter().filter(|argument| !is_closure(argument));
        let others: TokenStream = others.map(ToTokens::to_token_stream).collect();
        let others = self.scopes.read(others);
        let over = &(&over | &others) | &self.made;
        let takes_up = ["fold", "scan"].contains(&call.method.to_string().as_str());
        for argument in &mut call.args {
            if let Expr::Closure(closure) = argument {
                let values = self.parts(closure);
                let arguments = if takes_up {
                    // What one call makes the next is given.
                    let state = &others | &values.iter().copied().collect();
                    vec![state, over.clone()]
                } else {
                    vec![over.clone()]
                };
                if self.within(closure, &arguments, values.clone()) {
                    self.made.extend(&values);
                    if ["fold", "map"].contains(&call.method.to_string().as_str()) {
                        self.made_in_parts = values;
                    }
                }
            }
        }
    }

    /// A closure that gets a name, if the types of its arguments are written.
    pub(super) fn named_closure(&mut self, closure: &mut ExprClosure) -> Option<Named> {
        let is_typed = |pattern: &Pat| matches!(pattern, Pat::Type(_));
        let arguments = self.scopes.declare_nameless();
        let value = self.scopes.declare_nameless();
        let is_within = !closure.inputs.is_empty()
            && closure.inputs.iter().all(is_typed)
            && self.within(closure, &[[arguments].into()], vec![value]);
        is_within.then_some(Named { arguments, value })
    }

    /// Where a closure with a name is called, its arguments are what it is called with.
    pub(super) fn call_of_named(&mut self, call: &mut ExprCall) {
        let Expr::Path(path) = &*call.func else {
            return;
        };
        let name = path.path.get_ident().map(ToString::to_string);
        let meaning = name.and_then(|name| self.scopes.look_up(&name));
        let variable = meaning
            .filter(|meaning| meaning.is_own)
            .map(|m| m.variables.clone());
        let Some(&closure) = variable.and_then(|v| self.closures.get(v.first()?)) else {
            return;
        };
        let reads = self.scopes.read(call.args.to_token_stream());
        let site = named(&self.scopes, closure.arguments, Kind::Defined, reads);
        let site = self.site(&site);
        let recorder = &self.recorder;
        if let Some(first) = call.args.first_mut() {
            let passed = syn::parse2(quote!((#recorder.pass(#site), #first).1));
            *first = passed.unwrap_or_else(|_| first.clone());
        }
    }

    /// What a closure makes: a variable for each part of a tuple.
    fn parts(&mut self, closure: &ExprClosure) -> Vec<Variable> {
        let last = match &*closure.body {
            Expr::Block(block) => match block.block.stmts.last() {
                Some(Stmt::Expr(value, None)) => Some(value),
                _ => None,
            },
            value => Some(value),
        };
        let count = match last {
            Some(Expr::Tuple(tuple)) => tuple.elems.len(),
            _ => 1,
        };
        (0..count.max(1))
            .map(|_| self.scopes.declare_nameless())
            .collect()
    }

    /// What else than the part of this name a `let` gets from a closure that makes parts: `let (a, b) = xs.fold(..)`.
    pub(super) fn other_parts(&self, value: &Expr, names: usize, i: usize) -> BTreeSet<Variable> {
        let is_of_closure = match value {
            Expr::MethodCall(call) if call.method == "fold" => true,
            Expr::MethodCall(call) if call.method == "unzip" => {
                matches!(&*call.receiver, Expr::MethodCall(inner) if inner.method == "map")
            }
            _ => false,
        };
        let parts = &self.made_in_parts;
        if !is_of_closure || parts.len() != names || names < 2 {
            return BTreeSet::new();
        }
        let others = parts.iter().enumerate().filter(|(k, _)| *k != i);
        others.map(|(_, part)| *part).collect()
    }

    /// Look at what is computed within a closure; whether there is anything. The last of what it is called with is for
    /// all arguments behind as well.
    fn within(
        &mut self,
        closure: &mut ExprClosure,
        called_with: &[BTreeSet<Variable>],
        values: Vec<Variable>,
    ) -> bool {
        let tells = match &*closure.body {
            Expr::Block(block) => block.block.stmts.len() > 1,
            Expr::Tuple(tuple) => tuple.elems.len() > 1,
            _ => false,
        };
        if !tells || self.is_shared {
            return false;
        }
        self.scopes.open();
        for (i, input) in closure.inputs.iter().enumerate() {
            let Some(with) = called_with.get(i).or(called_with.last()) else {
                continue;
            };
            let parts: Vec<&Pat> = match input {
                // Each part of what is taken up is one of what the last call made.
                Pat::Tuple(tuple) if tuple.elems.len() == values.len() && values.len() > 1 => {
                    tuple.elems.iter().collect()
                }
                whole => vec![whole],
            };
            let is_taken_up = parts.len() > 1 && values.iter().all(|value| with.contains(value));
            let all: BTreeSet<Variable> = values.iter().copied().collect();
            for (k, part) in parts.into_iter().enumerate() {
                let own: BTreeSet<Variable> = values.get(k).copied().into_iter().collect();
                let with = if is_taken_up {
                    &(with - &all) | &own
                } else {
                    with.clone()
                };
                let mut names = Vec::new();
                bound(part, &mut names);
                for (name, _) in names {
                    self.scopes.alias(&name, &with, &with);
                }
            }
        }
        // What was there before may be borrowed by whoever calls it.
        let before = self.scopes.count();
        self.lent.push((0..before).collect());
        self.loops.push(Open {
            before,
            changed: BTreeSet::new(),
        });
        self.values.push(values);
        let made = std::mem::take(&mut self.made);
        self.nested(&mut closure.body, Role::Made);
        self.made = made;
        self.values.pop();
        self.loops.pop();
        self.lent.pop();
        self.scopes.close();
        true
    }

    /// What a closure makes.
    pub(super) fn made_by_closure(&mut self, value: &mut Expr) {
        if matches!(value, Expr::If(_) | Expr::Match(_) | Expr::Block(_)) {
            self.nested(value, Role::Made);
            return;
        }
        // Each part of several lines is a statement of its own.
        if let Expr::Tuple(tuple) = value {
            let values = self.values.last().cloned().unwrap_or_default();
            let is_apart = values.len() == tuple.elems.len();
            for (k, part) in tuple.elems.iter_mut().enumerate() {
                if is_apart {
                    let own = values.get(k).copied();
                    self.values.push(own.into_iter().collect());
                }
                let text = part.to_token_stream().to_string();
                let span = part.span();
                let before = self.sites.begin((span, span), &text, &self.private);
                self.made_by_closure(part);
                self.sites.go_back(before);
                if is_apart {
                    self.values.pop();
                }
            }
            return;
        }
        self.inner_values(value);
        let into = self
            .values
            .last()
            .and_then(|values| values.first())
            .copied();
        self.leaves(value, into, Kind::Element);
    }
}

fn is_closure(argument: &Expr) -> bool {
    matches!(argument, Expr::Closure(_))
}

/// Whether something of a function may run on another thread, where nothing can be reported.
pub(super) fn is_shared(tokens: TokenStream) -> bool {
    const WORDS: [&str; 4] = ["rayon", "thread", "spawn", "scope"];
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => is_shared(group.stream()),
        TokenTree::Ident(word) => {
            let word = word.to_string();
            word.starts_with("par_")
                || word.starts_with("into_par")
                || WORDS.contains(&word.as_str())
        }
        _ => false,
    })
}
