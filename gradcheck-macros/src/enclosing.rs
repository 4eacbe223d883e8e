//! Whether a function stands in a block without our attribute though nothing of its own shows it: read from its source
//! file.
//!
//! An attribute sees the function below it and nothing around it. The file is only read for a function that is
//! indented, and taken apart once for all that are.

use crate::block::mentions;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use syn::ext::IdentExt;

/// The block that the function with this attribute stands in, as far as its file tells: all annotated functions of its
/// name stand in one. Before Rust 1.88 a macro doesn't learn its file, and there is none.
pub(crate) fn block_around(item: &TokenStream, name: &Ident) -> Option<Enclosing> {
    let first = item.clone().into_iter().next()?.span();
    let is_indented = first.start().column > 0;
    let file = is_indented.then(|| first.local_file()).flatten();
    // What isn't Rust as a whole, as the page that a doctest stands on, is no use to read.
    let file = file.filter(|file| file.extension().is_some_and(|end| end == "rs"))?;
    let name = name.unraw().to_string();
    READ.with_borrow_mut(|read| block_of(functions_of(read, &file), &name))
}

fn block_of(functions: &[Annotated], name: &str) -> Option<Enclosing> {
    let named = functions.iter().filter(|function| function.name == name);
    let around = named.map(|f| f.around).collect::<Option<Vec<_>>>()?;
    around.first().copied()
}

/// What holds associated functions.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Enclosing {
    Impl,
    Trait,
}

/// An annotated function of a file.
struct Annotated {
    name: String,
    around: Option<Enclosing>,
}

/// The file that was read last.
#[derive(Default)]
struct Read {
    file: PathBuf,
    text: String,
    functions: Vec<Annotated>,
}

thread_local! {
    static READ: RefCell<Read> = RefCell::default();
}

/// An editor keeps macros loaded while a file changes, so that its text is compared.
fn functions_of<'a>(read: &'a mut Read, file: &Path) -> &'a [Annotated] {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    if read.file != file || read.text != text {
        let mut functions = Vec::new();
        let is_script = text.starts_with("#!") && !text.starts_with("#![");
        if let (Ok(tokens), false) = (text.parse(), is_script) {
            collect(tokens, None, &mut functions);
        }
        *read = Read {
            file: file.to_owned(),
            text,
            functions,
        };
    }
    &read.functions
}

/// The annotated functions in these tokens, the body of a trait, of a block without our attribute, or of anything else.
fn collect(tokens: TokenStream, around: Option<Enclosing>, functions: &mut Vec<Annotated>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut item = Item::default();
    while let Some(tree) = tokens.next() {
        match tree {
            TokenTree::Punct(mark) if mark.as_char() == ';' => item = Item::default(),
            TokenTree::Group(group) => {
                let is_brace = group.delimiter() == Delimiter::Brace;
                if item.takes_as_attribute(&group) {
                    continue;
                }
                // Our attribute on a trait does nothing for its functions.
                let is_open = |block: &Enclosing| *block == Enclosing::Trait || !item.is_annotated;
                let around = item.block().filter(|block| is_brace && is_open(block));
                collect(group.stream(), around, functions);
                if is_brace {
                    item = Item::default();
                }
            }
            TokenTree::Ident(word) => {
                if let (true, Some(TokenTree::Ident(name))) = (word == "fn", tokens.peek()) {
                    let name = name.unraw().to_string();
                    let function = Annotated { name, around };
                    functions.extend(item.is_annotated.then_some(function));
                }
                item.word(&word.to_string());
            }
            TokenTree::Punct(mark) => item.is_behind_hash = mark.as_char() == '#',
            TokenTree::Literal(_) => {}
        }
    }
}

/// What is known of the item that is being read.
#[derive(Default)]
struct Item {
    is_annotated: bool,
    is_behind_hash: bool,
    /// Its first word behind modifiers.
    word: Option<String>,
}

impl Item {
    fn word(&mut self, word: &str) {
        let is_modifier = matches!(word, "pub" | "unsafe" | "default" | "const" | "auto");
        if self.word.is_none() && !is_modifier {
            self.word = Some(word.to_owned());
        }
    }

    fn block(&self) -> Option<Enclosing> {
        match self.word.as_deref()? {
            "impl" => Some(Enclosing::Impl),
            "trait" => Some(Enclosing::Trait),
            _ => None,
        }
    }

    fn takes_as_attribute(&mut self, group: &Group) -> bool {
        let is_attribute =
            std::mem::take(&mut self.is_behind_hash) && group.delimiter() == Delimiter::Bracket;
        self.is_annotated |= is_attribute && mentions(group.stream(), "grad_check");
        is_attribute
    }
}

#[cfg(test)]
mod tests {
    use super::{Annotated, Enclosing, block_of, collect};

    fn read(file: &str) -> Vec<Annotated> {
        let mut functions = Vec::new();
        collect(file.parse().unwrap(), None, &mut functions);
        functions
    }

    #[track_caller]
    fn stands(file: &str, around: Option<Enclosing>) {
        let functions = read(file);
        assert_eq!(functions.len(), 1, "{file}");
        assert_eq!(block_of(&functions, "f"), around, "{file}");
    }

    #[test]
    fn functions_of_blocks_are_known() {
        for file in [
            "impl M { #[grad_check] fn f() {} }",
            "struct M; impl M { const N: usize = 3; #[grad_check] fn f() {} }",
            "impl<T: Fn(f64)> A for M<T> where T: B { #[grad_check] pub(crate) fn f() {} }",
            "mod m { impl M { #[cfg_attr(test, grad_check::grad_check)] const fn f() {} } }",
            "fn g() { impl M { #[grad_check] fn f() {} } }",
            "given! { impl M { fn g() {} #[grad_check] fn r#f() {} } }",
        ] {
            stands(file, Some(Enclosing::Impl));
        }
        let file = "pub unsafe trait A { #[grad_check::grad_check(at = 1.0)] #[inline] fn f(); }";
        stands(file, Some(Enclosing::Trait));
    }

    #[test]
    fn other_functions_are_free() {
        for file in [
            "#[grad_check] fn f() {}",
            "mod m { #[grad_check] fn f() {} impl M { fn f() {} } }",
            "impl M {} mod m { #[grad_check] fn f() {} }",
            "impl M { fn g() { #[grad_check] fn f() {} } }",
            "fn g() -> impl Fn() { #[grad_check] fn f() {} }",
            "fn g(x: impl Fn()) { #[grad_check] fn f() {} }",
            "#[cfg_attr(test, grad_check::grad_check)] impl M { #[grad_check] fn f() {} }",
        ] {
            stands(file, None);
        }
    }

    #[test]
    fn a_name_tells_what_holds_for_all_of_it() {
        let blocks = "impl M { #[grad_check] fn f() {} } impl N { #[grad_check] fn f() {} }";
        let one_is_free = "impl M { #[grad_check] fn f() {} } #[grad_check] fn f() {}";
        assert_eq!(block_of(&read(blocks), "f"), Some(Enclosing::Impl));
        assert_eq!(block_of(&read(one_is_free), "f"), None);
        assert_eq!(block_of(&read(blocks), "g"), None);
    }

    #[test]
    fn functions_without_the_attribute_are_none() {
        for file in [
            "impl M { #[inline] fn f(g: fn(f64)) { [grad_check]; } }",
            "#[grad_check] use a; fn f() {} #[grad_check] impl M { fn g() {} }",
        ] {
            assert!(read(file).is_empty(), "{file}");
        }
    }
}
