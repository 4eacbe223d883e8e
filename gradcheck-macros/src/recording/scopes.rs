//! Which variable a name means, and which variables tokens read or change.

use super::fields::{Fields, mentioned, path_behind};
use super::idioms::changes_receiver;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{BTreeSet, HashMap};
use syn::{Member, parse_str};

/// A variable, by the order of declarations.
pub(super) type Variable = u32;

/// What `self` is called in the copy.
pub(super) const RECEIVER: &str = "this";

/// What a name means.
#[derive(Clone)]
pub(super) struct Meaning {
    /// The variable, or those that a name stands for which borrows from them.
    pub(super) variables: Vec<Variable>,
    /// Those of them that are changed by writing to it.
    pub(super) written: Vec<Variable>,
    /// Whether it is a variable of its own.
    pub(super) is_own: bool,
    /// Whether it may be changed.
    pub(super) is_mutable: bool,
    /// Whether its fields may be, as it is or refers to something that may.
    pub(super) lends: bool,
}

#[derive(Default)]
pub(super) struct Scopes {
    open: Vec<HashMap<String, Meaning>>,
    names: Vec<String>,
    /// The name of each variable, or of the one that it is a field of, where it was declared.
    idents: HashMap<Variable, Ident>,
    pub(super) fields: Fields,
}

impl Scopes {
    pub(super) fn open(&mut self) {
        self.open.push(HashMap::new());
    }

    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    /// A new variable of this name.
    pub(super) fn declare(&mut self, name: &Ident, is_mutable: bool) -> Variable {
        let variable = self.count();
        self.names.push(name.to_string());
        self.idents.insert(variable, name.clone());
        self.mean(
            name,
            Meaning {
                variables: vec![variable],
                written: vec![variable],
                is_own: true,
                is_mutable,
                lends: is_mutable,
            },
        );
        for path in self.fields.of_name(&name.to_string()) {
            let field = self.count();
            self.names.push(format!("{name}.{path}"));
            self.idents.insert(field, name.clone());
            self.fields.add(variable, path, field);
        }
        variable
    }

    /// What a name refers to may be changed.
    pub(super) fn lends(&mut self, name: &Ident) {
        let scope = self.open.last_mut();
        if let Some(meaning) = scope.and_then(|scope| scope.get_mut(&name.to_string())) {
            meaning.lends = true;
        }
    }

    /// A new variable that no name means: the user may have one of any name.
    pub(super) fn declare_nameless(&mut self) -> Variable {
        let variable = self.count();
        self.names.push(String::new());
        variable
    }

    /// A name for parts of variables that are there.
    pub(super) fn alias(
        &mut self,
        name: &Ident,
        variables: &BTreeSet<Variable>,
        written: &BTreeSet<Variable>,
    ) {
        let written = if written.is_empty() {
            variables
        } else {
            written
        };
        self.mean(
            name,
            Meaning {
                variables: variables.iter().copied().collect(),
                written: written.iter().copied().collect(),
                is_own: false,
                is_mutable: true,
                lends: true,
            },
        );
    }

    /// Another variable that is read where this name is mentioned.
    pub(super) fn also_means(&mut self, name: &Ident, variable: Variable) {
        let scope = self.open.last_mut();
        if let Some(meaning) = scope.and_then(|scope| scope.get_mut(&name.to_string())) {
            meaning.variables.push(variable);
        }
    }

    fn mean(&mut self, name: &Ident, meaning: Meaning) {
        if let Some(scope) = self.open.last_mut() {
            scope.insert(name.to_string(), meaning);
        }
    }

    pub(super) fn look_up(&self, name: &str) -> Option<&Meaning> {
        self.open.iter().rev().find_map(|scope| scope.get(name))
    }

    /// A variable or a field as it is named, if it still means this one, and whether it may be changed.
    pub(super) fn place(&self, variable: Variable) -> Option<(TokenStream, bool)> {
        let name = self.idents.get(&variable)?;
        let meaning = self.look_up(&name.to_string())?;
        let root = self.fields.root(variable);
        if !meaning.is_own || meaning.variables != [root.unwrap_or(variable)] {
            return None;
        }
        let mut place = name.to_token_stream();
        for member in self.names.get(variable as usize)?.split('.').skip(1) {
            let member: Member = parse_str(member).ok()?;
            place.extend(quote!(.#member));
        }
        let is_mutable = meaning.is_mutable || root.is_some() && meaning.lends;
        Some((place, is_mutable))
    }

    /// The variable that a name is.
    pub(super) fn variable(&self, name: &Ident) -> Option<Variable> {
        let meaning = self.look_up(&name.to_string())?;
        meaning.variables.first().copied()
    }

    /// How many variables there have been.
    pub(super) fn count(&self) -> Variable {
        // No function has as many as there are numbers.
        Variable::try_from(self.names.len()).unwrap_or(Variable::MAX)
    }

    /// How a variable is called in reports.
    pub(super) fn word(&self, variable: Variable) -> String {
        let name = self.names.get(variable as usize).map_or("", String::as_str);
        match name.strip_prefix(&format!("{RECEIVER}.")) {
            Some(field) => format!("self.{field}"),
            None => name.to_owned(),
        }
    }

    /// The variables that are mentioned.
    pub(super) fn read(&self, tokens: TokenStream) -> BTreeSet<Variable> {
        let mut into = BTreeSet::new();
        self.read_into(tokens, false, &BTreeSet::new(), &mut into);
        into
    }

    fn read_into(
        &self,
        tokens: TokenStream,
        is_braced: bool,
        hidden: &BTreeSet<String>,
        into: &mut BTreeSet<Variable>,
    ) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut hidden = hidden.clone();
        let mut parameters_end = 0;
        for (i, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => {
                    let is_braced = group.delimiter() == Delimiter::Brace;
                    self.read_into(group.stream(), is_braced, &hidden, into);
                }
                _ if i < parameters_end => {}
                TokenTree::Punct(punct) if punct.as_char() == '|' && begins_closure(&trees, i) => {
                    let behind = trees.iter().skip(i + 1);
                    let length = behind.take_while(|tree| !is(tree, '|')).count();
                    let parameters: TokenStream =
                        trees.iter().skip(i + 1).take(length).cloned().collect();
                    idents(parameters, &mut hidden);
                    parameters_end = i + length + 2;
                }
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    let meaning = self.look_up(&name).filter(|_| !hidden.contains(&name));
                    let path = meaning.and_then(|_| mentioned(&trees, i, is_braced));
                    if let (Some(meaning), Some(path)) = (meaning, path) {
                        into.extend(self.read_at(meaning, &path));
                    }
                }
                _ => {}
            }
        }
    }

    /// The variables that are assigned to, borrowed mutably, or changed by a method.
    pub(super) fn changed(&self, tokens: TokenStream) -> BTreeSet<Variable> {
        let mut into = BTreeSet::new();
        self.changed_into(tokens, &mut into);
        into
    }

    /// The names that are written to.
    pub(super) fn written_names(tokens: TokenStream, into: &mut BTreeSet<String>) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (i, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => Self::written_names(group.stream(), into),
                TokenTree::Ident(ident) if is_changed(&trees, i) => {
                    into.insert(ident.to_string());
                }
                _ => {}
            }
        }
    }

    fn changed_into(&self, tokens: TokenStream, into: &mut BTreeSet<Variable>) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (i, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => self.changed_into(group.stream(), into),
                TokenTree::Ident(ident) if is_changed(&trees, i) => {
                    if let Some(meaning) = self.look_up(&ident.to_string()) {
                        into.extend(self.changed_at(meaning, &path_behind(&trees, i)));
                    }
                }
                _ => {}
            }
        }
    }
}

pub(super) fn is(tree: &TokenTree, character: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_at(trees: &[TokenTree], i: usize, character: char) -> bool {
    trees.get(i).is_some_and(|tree| is(tree, character))
}

/// Whether a bar stands where an expression begins.
fn begins_closure(trees: &[TokenTree], i: usize) -> bool {
    match i.checked_sub(1).and_then(|before| trees.get(before)) {
        None => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ',' | '=' | ';' | '>' | '&'),
        Some(TokenTree::Ident(ident)) => ident == "move" || ident == "return",
        Some(_) => false,
    }
}

/// Whether an identifier is neither a field, a method, a path's first segment nor the name of a struct's field.
pub(super) fn names_variable(trees: &[TokenTree], i: usize, is_braced: bool) -> bool {
    let is_range = i > 1 && is_at(trees, i - 1, '.') && is_at(trees, i - 2, '.');
    let is_member = i > 0 && is_at(trees, i - 1, '.') && !is_range;
    let has_colon = is_at(trees, i + 1, ':');
    let is_path = has_colon && is_at(trees, i + 2, ':');
    let is_key = is_braced && has_colon && !is_path;
    !is_member && !is_path && !is_key
}

/// Whether an identifier is a variable that is borrowed mutably, assigned to or changed by a method.
pub(super) fn is_changed(trees: &[TokenTree], i: usize) -> bool {
    names_variable(trees, i, false) && (is_borrowed_mutably(trees, i) || is_written(trees, i + 1))
}

/// `&mut x`.
fn is_borrowed_mutably(trees: &[TokenTree], i: usize) -> bool {
    let before = |back: usize| i.checked_sub(back).and_then(|at| trees.get(at));
    let is_mut = matches!(before(1), Some(TokenTree::Ident(word)) if word == "mut");
    is_mut && before(2).is_some_and(|tree| is(tree, '&'))
}

/// Whether a place is assigned to, or changed by a method: `.field`, `[index]` and `?` may stand between.
fn is_written(trees: &[TokenTree], mut i: usize) -> bool {
    loop {
        match trees.get(i) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => i += 1,
            Some(tree) if is(tree, '?') => i += 1,
            Some(tree) if is(tree, '.') => match (trees.get(i + 1), trees.get(i + 2)) {
                (Some(TokenTree::Ident(method)), Some(TokenTree::Group(call)))
                    if call.delimiter() == Delimiter::Parenthesis =>
                {
                    return changes_receiver(&method.to_string());
                }
                (Some(TokenTree::Ident(_) | TokenTree::Literal(_)), _) => i += 2,
                _ => return false,
            },
            Some(tree) if is(tree, '=') => {
                return !is_at(trees, i + 1, '=') && !is_at(trees, i + 1, '>');
            }
            Some(TokenTree::Punct(punct)) if "+-*/%".contains(punct.as_char()) => {
                return is_at(trees, i + 1, '=');
            }
            _ => return false,
        }
    }
}

fn idents(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => idents(group.stream(), into),
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            _ => {}
        }
    }
}
