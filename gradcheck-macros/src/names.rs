//! Names of tests, made from types.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::{GenericParam, Generics};

/// Whether `::` stands there.
pub(crate) fn is_colons(trees: &[TokenTree], at: usize) -> bool {
    let is_colon = |tree: &TokenTree| matches!(tree, TokenTree::Punct(p) if p.as_char() == ':');
    trees
        .get(at..at + 2)
        .is_some_and(|two| two.iter().all(is_colon))
}

/// The names in a type that tell it from others: of a path the last, and what is no generic parameter.
pub(crate) fn words(tokens: TokenStream, generics: &Generics) -> Vec<String> {
    let is_parameter = |word: &Ident| {
        generics.params.iter().any(|parameter| match parameter {
            GenericParam::Type(ty) => ty.ident == *word,
            GenericParam::Const(constant) => constant.ident == *word,
            GenericParam::Lifetime(lifetime) => lifetime.lifetime.ident == *word,
        })
    };
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for (i, tree) in trees.iter().enumerate() {
        match tree {
            // The start of a path, a keyword, or the name of a lifetime.
            TokenTree::Ident(_) if is_colons(&trees, i + 1) || is_lifetime(&trees, i) => {}
            TokenTree::Ident(_) if is_in_angles(&trees, i) && is_colons(&trees, i + 2) => {}
            TokenTree::Ident(word) if is_no_name(word) || is_parameter(word) => {}
            TokenTree::Ident(word) => found.push(word.unraw().to_string()),
            TokenTree::Literal(number) => found.push(number.to_string().replace('.', "_")),
            TokenTree::Group(group) => found.extend(words(group.stream(), generics)),
            TokenTree::Punct(_) => {}
        }
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    found.retain(|word| word.chars().all(is_part));
    found
}

fn is_no_name(word: &Ident) -> bool {
    ["dyn", "mut", "Self"].iter().any(|other| word == other)
}

/// Whether a name stands alone in `<..>`.
fn is_in_angles(trees: &[TokenTree], at: usize) -> bool {
    let is = |at: usize, angle| matches!(trees.get(at), Some(TokenTree::Punct(p)) if p.as_char() == angle);
    at.checked_sub(1).is_some_and(|before| is(before, '<')) && is(at + 1, '>')
}

fn is_lifetime(trees: &[TokenTree], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| trees.get(before));
    matches!(before, Some(TokenTree::Punct(p)) if p.as_char() == '\'')
}

/// `CostFunction` as `cost_function`.
pub(crate) fn snake(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut snake = String::new();
    for (i, letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| letters[i]);
        let behind = letters.get(i + 1).is_some_and(|c| c.is_lowercase());
        let begins = before.is_some_and(|c| c != '_' && (!c.is_uppercase() || behind));
        if letter.is_uppercase() && begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
