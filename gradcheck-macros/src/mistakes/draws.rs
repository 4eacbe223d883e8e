//! What is wrong with `draws`, and points that are the same.

use crate::options::{Options, Role, Setting};
use crate::plan::{Plan, Source, Test, text};
use crate::types::{is_number, is_range};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Error, Expr, ExprLit, Lit};

/// Many points have to be drawn, and at least one of them.
pub(super) fn check(options: &Options, plan: &Plan<'_>, errors: &mut Vec<Error>) {
    let Some(Setting { key, value }) = &options.draws else {
        return;
    };
    if is_zero(value) {
        let message = "`draws` is 0, which checks nothing; write `draws = 20`";
        errors.push(Error::new_spanned(value, message));
        return;
    }
    let is_constant = |test: &Test<'_>| test.sources.iter().all(|source| constant(source, plan));
    if plan.tests.iter().all(is_constant) {
        let message = "`draws` has nothing to draw, since every value is a constant; draw one, such as `at(x = randn(3))`, or leave `draws` out";
        errors.push(Error::new(key.span(), message));
    }
}

fn is_zero(value: &Expr) -> bool {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse::<u64>().is_ok_and(|number| number == 0),
        _ => false,
    }
}

/// Whether a value is the same for every seed, as far as its tokens tell.
fn constant(source: &Source<'_>, plan: &Plan<'_>) -> bool {
    match &source.written {
        Some((_, value)) => {
            let is_drawn = is_range(value) && is_number(plan.arguments[source.argument].referent());
            !is_drawn && !may_draw(value.to_token_stream())
        }
        None => source.role == Role::Out || !plan.is_drawn(source.argument),
    }
}

/// Whether something is called, by which numbers could be drawn: a function or a macro other than `vec!`.
fn may_draw(tokens: TokenStream) -> bool {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is_parenthesis = |tree: &TokenTree| matches!(tree, TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Parenthesis);
    let is_call = |pair: &[TokenTree]| match pair {
        [TokenTree::Ident(word), TokenTree::Punct(mark)] => mark.as_char() == '!' && word != "vec",
        [TokenTree::Ident(_) | TokenTree::Group(_), behind] => is_parenthesis(behind),
        [TokenTree::Punct(mark), behind] => mark.as_char() == '>' && is_parenthesis(behind),
        _ => false,
    };
    trees.windows(2).any(is_call)
        || trees.into_iter().any(|tree| match tree {
            TokenTree::Group(group) => may_draw(group.stream()),
            _ => false,
        })
}

/// Two of the points have the same values.
pub(super) fn same_points(options: &Options, plan: &Plan<'_>, errors: &mut Vec<Error>) {
    let values = |test: &Test<'_>| {
        let written = |source: &Source<'_>| {
            let value = source.written.as_ref();
            let value = value.map(|(_, value)| value.to_token_stream().to_string());
            (source.argument, value)
        };
        let mut values: Vec<(usize, Option<String>)> = test.sources.iter().map(written).collect();
        values.sort();
        values
    };
    for (i, point) in options.points.iter().enumerate() {
        let Some(test) = plan.tests.get(i) else {
            return;
        };
        let mut earlier = plan.tests[..i].iter().zip(&options.points);
        if let Some((_, same)) = earlier.find(|(earlier, _)| values(earlier) == values(test)) {
            let (this, that) = (text(&point.name), text(&same.name));
            // Of two points of one name the second is an error already.
            if this != that {
                let message = format!(
                    "the points `{that}` and `{this}` are the same; give one of them other values, such as `{this}(x = ..)`, or write `draws = {}` for points of several seeds",
                    options.points.len()
                );
                errors.push(Error::new(point.name.span(), message));
            }
        }
    }
}
