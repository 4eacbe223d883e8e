//! Fields that the function writes to: each is a variable of its own, beside the one that it is a field of.

use super::scopes::{Meaning, Scopes, Variable, is, is_changed, names_variable};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use std::collections::{BTreeSet, HashMap};
use syn::Expr;

/// A place that is written to.
pub(super) struct Place {
    /// The variable that it belongs to.
    pub(super) root: Ident,
    /// The fields up to the first index or call, `layers.w`.
    pub(super) path: String,
    /// Whether there is neither.
    pub(super) is_whole: bool,
}

impl Place {
    pub(super) fn of(place: &Expr) -> Option<Self> {
        let closed = |inner: &Expr| {
            Self::of(inner).map(|place| Self {
                is_whole: false,
                ..place
            })
        };
        match place {
            Expr::Path(path) => path.path.get_ident().map(|root| Self {
                root: root.clone(),
                path: String::new(),
                is_whole: true,
            }),
            Expr::Paren(paren) => Self::of(&paren.expr),
            Expr::Field(field) => {
                let mut place = Self::of(&field.base)?;
                if place.is_whole {
                    let member = &field.member;
                    join(&mut place.path, &quote::quote!(#member).to_string());
                }
                Some(place)
            }
            Expr::Index(index) => closed(&index.expr),
            Expr::Unary(unary) => closed(&unary.expr),
            Expr::MethodCall(call) => closed(&call.receiver),
            Expr::Try(tried) => closed(&tried.expr),
            Expr::Reference(reference) => closed(&reference.expr),
            _ => None,
        }
    }
}

/// The fields that are written to, by the names of the variables that they are of.
#[derive(Default)]
pub(super) struct Fields {
    written: HashMap<String, BTreeSet<String>>,
    /// The fields of each variable, with what they are as variables.
    of: HashMap<Variable, Vec<(String, Variable)>>,
    roots: HashMap<Variable, Variable>,
}

impl Fields {
    /// Those that the tokens write to.
    pub(super) fn written_in(tokens: TokenStream) -> Self {
        let mut fields = Self::default();
        let (mut assigned, mut own) = (BTreeSet::new(), BTreeSet::new());
        fields.look_in(tokens, &mut assigned, &mut own);
        // A vector that becomes another one, and changes in x alone, is one value, and so is what has one field alone,
        // whose parts are walked over.
        fields.written.retain(|name, paths| {
            !assigned.contains(name) && (paths.len() > 1 || own.contains(name))
        });
        fields
    }

    fn look_in(
        &mut self,
        tokens: TokenStream,
        assigned: &mut BTreeSet<String>,
        own: &mut BTreeSet<String>,
    ) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (i, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => self.look_in(group.stream(), assigned, own),
                TokenTree::Ident(name) if is_changed(&trees, i) => {
                    let path = path_behind(&trees, i);
                    let is_assigned = is_assigned(&trees, i);
                    if is_assigned {
                        assigned.insert(name.to_string());
                    } else if !path.is_empty() {
                        let behind = i + 1 + 2 * path.split('.').count();
                        if !is_walked(&trees, behind) {
                            own.insert(name.to_string());
                        }
                        self.written
                            .entry(name.to_string())
                            .or_default()
                            .insert(path);
                    }
                }
                _ => {}
            }
        }
    }

    /// The fields of a variable of this name that are written to.
    pub(super) fn of_name(&self, name: &str) -> Vec<String> {
        self.written
            .get(name)
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }

    pub(super) fn add(&mut self, root: Variable, path: String, field: Variable) {
        self.of.entry(root).or_default().push((path, field));
        self.roots.insert(field, root);
    }

    /// The variable that a field is of.
    pub(super) fn root(&self, field: Variable) -> Option<Variable> {
        self.roots.get(&field).copied()
    }

    /// All fields of a variable.
    pub(super) fn all(&self, root: Variable) -> impl Iterator<Item = Variable> + '_ {
        self.of
            .get(&root)
            .into_iter()
            .flatten()
            .map(|(_, field)| *field)
    }

    /// The field at a path.
    pub(super) fn at(&self, root: Variable, path: &str) -> Option<Variable> {
        let fields = self.of.get(&root)?;
        fields
            .iter()
            .find(|(of, _)| of == path)
            .map(|(_, field)| *field)
    }

    /// The fields that share something with what is at a path.
    fn touching<'a>(
        &'a self,
        root: Variable,
        path: &'a str,
    ) -> impl Iterator<Item = Variable> + 'a {
        let fields = self.of.get(&root).into_iter().flatten();
        let touching = fields.filter(move |(of, _)| begins(of, path) || begins(path, of));
        touching.map(|(_, field)| *field)
    }
}

impl Scopes {
    /// What is read where a name is followed by these fields.
    pub(super) fn read_at(&self, meaning: &Meaning, path: &str) -> BTreeSet<Variable> {
        let mut read: BTreeSet<Variable> = meaning.variables.iter().copied().collect();
        if let (true, Some(&root)) = (meaning.is_own, meaning.variables.first()) {
            read.extend(self.fields.touching(root, path));
        }
        read
    }

    /// What is changed by writing there.
    pub(super) fn changed_at(&self, meaning: &Meaning, path: &str) -> BTreeSet<Variable> {
        let whole = meaning.written.iter().copied();
        let Some(&root) = meaning.written.first().filter(|_| meaning.is_own) else {
            return whole.collect();
        };
        let fields: BTreeSet<Variable> = self.fields.touching(root, path).collect();
        if self.fields.at(root, path).is_some() {
            fields
        } else {
            whole.chain(fields).collect()
        }
    }

    /// The variables that are changed by writing to a place, that of the place itself first.
    pub(super) fn written_at(&self, place: &Place) -> Vec<Variable> {
        let Some(meaning) = self.look_up(&place.root.to_string()) else {
            return Vec::new();
        };
        let own = meaning.written.first().filter(|_| meaning.is_own);
        let own = own.and_then(|&root| self.fields.at(root, &place.path));
        let mut written: Vec<Variable> = own.into_iter().collect();
        let all = self.changed_at(meaning, &place.path);
        written.extend(all.into_iter().filter(|variable| own != Some(*variable)));
        written
    }

    /// Variables without those that one of the others is a field of.
    pub(super) fn without_roots(
        &self,
        variables: &BTreeSet<Variable>,
        fields: &BTreeSet<Variable>,
    ) -> BTreeSet<Variable> {
        let roots: BTreeSet<Variable> = fields
            .iter()
            .filter_map(|&field| self.fields.root(field))
            .collect();
        variables - &roots
    }
}

/// `.iter_mut()`.
fn is_walked(trees: &[TokenTree], i: usize) -> bool {
    let is_method = matches!(trees.get(i + 1), Some(TokenTree::Ident(word)) if word == "iter_mut");
    trees.get(i).is_some_and(|tree| is(tree, '.')) && is_method
}

/// Whether a name is assigned to as a whole, where it isn't declared.
fn is_assigned(trees: &[TokenTree], name: usize) -> bool {
    let before = name.checked_sub(1).and_then(|before| trees.get(before));
    let is_declared =
        matches!(before, Some(TokenTree::Ident(word)) if word == "let" || word == "mut");
    let sign = |i: usize| match trees.get(i) {
        Some(TokenTree::Punct(punct)) => punct.as_char(),
        _ => ' ',
    };
    let is_compound = "+-*/".contains(sign(name + 1)) && sign(name + 2) == '=';
    !is_declared && (is_compound || sign(name + 1) == '=')
}

/// The fields behind a name in tokens, as far as they are neither called nor indexed.
pub(super) fn path_behind(trees: &[TokenTree], name: usize) -> String {
    let mut path = String::new();
    let mut i = name + 1;
    while trees.get(i).is_some_and(|tree| is(tree, '.')) {
        let member = match (trees.get(i + 1), trees.get(i + 2)) {
            (Some(TokenTree::Ident(_)), Some(TokenTree::Group(call)))
                if call.delimiter() == Delimiter::Parenthesis =>
            {
                break;
            }
            // A method with its types, `sum::<f64>()`.
            (Some(TokenTree::Ident(_)), Some(tree)) if is(tree, ':') => break,
            (Some(TokenTree::Ident(member)), _) => member.to_string(),
            (Some(TokenTree::Literal(member)), _) => member.to_string(),
            _ => break,
        };
        join(&mut path, &member);
        i += 2;
    }
    path
}

/// Whether an identifier of tokens is a variable; the fields behind it.
pub(super) fn mentioned(trees: &[TokenTree], i: usize, is_braced: bool) -> Option<String> {
    names_variable(trees, i, is_braced).then(|| path_behind(trees, i))
}

fn join(path: &mut String, member: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(member);
}

/// Whether a path is the beginning of another one.
fn begins(path: &str, of: &str) -> bool {
    path.is_empty()
        || of
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
