//! What is known of expressions by their form: whose type isn't known where they stand, which are no computation of
//! their own, and which methods change what they are called on.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, ExprCall, Ident, Lit, Pat, Token};

/// Whether a method changes its receiver.
pub(super) fn changes_receiver(method: &str) -> bool {
    const PARTS: [&str; 3] = ["_mut", "inplace", "assign"];
    const BEGINNINGS: [&str; 3] = ["push", "sort", "extend"];
    const WORDS: [&str; 25] = [
        "insert",
        "fill",
        "swap",
        "pop",
        "drain",
        "take",
        "replace",
        "clear",
        "truncate",
        "resize",
        "scaled_add",
        "append",
        "remove",
        "copy_from_slice",
        "clone_from_slice",
        "axpy",
        "gemm",
        "gemv",
        "ger",
        "reverse",
        "copy_from",
        "apply",
        "neg_mut",
        "set_column",
        "set_row",
    ];
    PARTS.iter().any(|part| method.contains(part))
        || BEGINNINGS.iter().any(|word| method.starts_with(word))
        || WORDS.contains(&method)
}

/// Whether a method puts its last argument into its receiver.
pub(super) fn stores(method: &str) -> bool {
    const WORDS: [&str; 7] = [
        "push",
        "insert",
        "assign",
        "extend",
        "push_front",
        "push_back",
        "copy_from",
    ];
    WORDS.contains(&method)
}

/// Whether only what follows tells the type of an expression.
pub(super) fn is_untyped(expression: &Expr) -> bool {
    const METHODS: [&str; 5] = ["into", "collect", "parse", "unwrap_or_default", "try_into"];
    match expression {
        Expr::MethodCall(call) => {
            let name = call.method.to_string();
            let is_reduction = ["sum", "product"].contains(&name.as_str());
            let is_open =
                METHODS.contains(&name.as_str()) || is_reduction && iterates(&call.receiver);
            is_open && call.turbofish.is_none()
        }
        Expr::Call(call) => makes_nothing(call),
        Expr::Macro(call) => {
            let never = ["todo", "panic", "unreachable", "unimplemented"];
            let name = call
                .mac
                .path
                .segments
                .last()
                .map(|last| last.ident.to_string());
            call.mac.tokens.is_empty() || name.is_some_and(|name| never.contains(&name.as_str()))
        }
        Expr::Path(path) => path.path.is_ident("None"),
        // Whatever a number with a point becomes can be looked at, but a whole number may become a count.
        Expr::Lit(literal) => !matches!(literal.lit, Lit::Float(_)),
        Expr::Closure(_) | Expr::Range(_) => true,
        Expr::Unary(unary) => is_untyped(&unary.expr),
        Expr::Paren(paren) => is_untyped(&paren.expr),
        Expr::Try(tried) => is_untyped(&tried.expr),
        Expr::Array(array) => array.elems.iter().all(is_untyped),
        Expr::Repeat(repeat) => is_untyped(&repeat.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(is_untyped),
        _ => false,
    }
}

/// Whether an expression is an iterator by the methods that it is made with.
fn iterates(expression: &Expr) -> bool {
    const METHODS: [&str; 8] = [
        "iter",
        "into_iter",
        "map",
        "zip",
        "enumerate",
        "windows",
        "chunks",
        "filter",
    ];
    match expression {
        Expr::MethodCall(call) => {
            METHODS.contains(&call.method.to_string().as_str()) || iterates(&call.receiver)
        }
        Expr::Paren(paren) => matches!(&*paren.expr, Expr::Range(_)) || iterates(&paren.expr),
        _ => false,
    }
}

/// Whether an expression computes nothing: a name, a place, a copy.
pub(super) fn is_trivial(expression: &Expr) -> bool {
    const COPIES: [&str; 6] = ["clone", "to_owned", "to_vec", "view", "into", "t"];
    match expression {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Reference(reference) => is_trivial(&reference.expr),
        Expr::Paren(paren) => is_trivial(&paren.expr),
        Expr::Field(field) => is_trivial(&field.base),
        Expr::Index(index) => is_trivial(&index.expr),
        Expr::Macro(call) if call.mac.path.is_ident("vec") => {
            let parts = call
                .mac
                .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
            // `vec![0.0; n]` is of no more than one number; of lists the elements are followed each by itself.
            let first = || call.mac.parse_body_with(first_of_repeat);
            parts.map_or_else(
                |_| first().is_ok_and(|first| matches!(first, Expr::Lit(_))),
                |parts| parts.iter().all(is_trivial),
            )
        }
        Expr::Call(call) => makes_nothing(call),
        Expr::Repeat(repeat) => is_trivial(&repeat.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_trivial),
        Expr::Array(array) => array.elems.iter().all(is_trivial),
        Expr::MethodCall(call) => {
            COPIES.contains(&call.method.to_string().as_str()) && is_trivial(&call.receiver)
        }
        _ => false,
    }
}

/// The value of `value; count`.
fn first_of_repeat(input: ParseStream<'_>) -> syn::Result<Expr> {
    let first = input.parse()?;
    input.parse::<Token![;]>()?;
    input.parse::<Expr>()?;
    Ok(first)
}

/// `Vec::new()`, `HashMap::default()`, `Array2::zeros((2, 3))`, `Vec::with_capacity(3)`, but not `Vector2::new(x, y)`.
fn makes_nothing(call: &ExprCall) -> bool {
    let Expr::Path(path) = &*call.func else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|last| match last.ident.to_string().as_str() {
        "new" => call.args.is_empty(),
        "default" | "with_capacity" | "zeros" => true,
        _ => false,
    })
}

/// Whether a value is made to keep what it is made of, also what it borrows: `Lent { to: &mut x }`, `View::new(&mut x)`.
pub(super) fn keeps(expression: &Expr) -> bool {
    match expression {
        Expr::Struct(_) | Expr::Tuple(_) | Expr::Array(_) => true,
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let mut words = path
                    .path
                    .segments
                    .iter()
                    .map(|segment| segment.ident.to_string());
                words.any(|word| word.starts_with(char::is_uppercase))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a loop walks over what is there, such as `xs.iter().zip(&ys).rev()`, and makes nothing of its own.
pub(super) fn is_walk(over: &Expr) -> bool {
    match over {
        Expr::Path(_) | Expr::Range(_) | Expr::Lit(_) | Expr::Call(_) | Expr::Macro(_) => true,
        Expr::Reference(inner) => is_walk(&inner.expr),
        Expr::Paren(inner) => is_walk(&inner.expr),
        Expr::Field(inner) => is_walk(&inner.base),
        Expr::Index(inner) => is_walk(&inner.expr),
        Expr::Try(inner) => is_walk(&inner.expr),
        Expr::Array(array) => array.elems.iter().all(|part| matches!(part, Expr::Lit(_))),
        Expr::MethodCall(call) => {
            let is_closure = |argument: &Expr| matches!(argument, Expr::Closure(_));
            is_walk(&call.receiver) && !call.args.iter().any(is_closure)
        }
        _ => false,
    }
}

/// Whether an inner value of an expression is one of its own, which may be looked at.
pub(super) fn is_computed(expression: &Expr) -> bool {
    const BORROWING: [&str; 36] = [
        "iter",
        "into_iter",
        "iter_mut",
        "unwrap",
        "expect",
        "rows",
        "columns",
        "view",
        "t",
        "zip",
        "rev",
        "enumerate",
        "map",
        "filter",
        "skip",
        "take",
        "chain",
        "clone",
        "to_owned",
        "len",
        "nrows",
        "ncols",
        "and",
        "and_broadcast",
        "row",
        "column",
        "lock",
        "borrow",
        "get",
        "indexed_iter",
        "windows",
        "chunks",
        "outer_iter",
        "slice",
        "as_slice",
        "row_iter",
    ];
    match expression {
        Expr::MethodCall(call) => {
            let is_borrowing = BORROWING.contains(&call.method.to_string().as_str());
            !is_borrowing && !is_untyped(expression) && !changes_receiver(&call.method.to_string())
        }
        Expr::Paren(paren) => match &*paren.expr {
            Expr::Binary(binary) => is_arithmetic(&binary.op),
            _ => false,
        },
        Expr::Binary(binary) => is_arithmetic(&binary.op),
        _ => false,
    }
}

pub(super) fn is_arithmetic(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_)
    )
}

pub(super) fn is_compound_assignment(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::MulAssign(_) | BinOp::DivAssign(_)
    )
}

/// The names that a pattern binds, and whether each may be changed.
pub(super) fn bound(pattern: &Pat, into: &mut Vec<(Ident, bool)>) {
    match pattern {
        Pat::Ident(named) => {
            // A constant or a variant is written like a name.
            let name = named.ident.to_string();
            let is_constant = name.starts_with(char::is_uppercase) && name.len() > 2;
            if !is_constant {
                into.push((named.ident.clone(), named.mutability.is_some()));
            }
            if let Some((_, inner)) = &named.subpat {
                bound(inner, into);
            }
        }
        Pat::Tuple(tuple) => tuple.elems.iter().for_each(|inner| bound(inner, into)),
        Pat::TupleStruct(tuple) => tuple.elems.iter().for_each(|inner| bound(inner, into)),
        Pat::Slice(slice) => slice.elems.iter().for_each(|inner| bound(inner, into)),
        Pat::Struct(structure) => structure
            .fields
            .iter()
            .for_each(|field| bound(&field.pat, into)),
        Pat::Reference(reference) => bound(&reference.pat, into),
        Pat::Paren(paren) => bound(&paren.pat, into),
        Pat::Type(typed) => bound(&typed.pat, into),
        Pat::Or(or) => {
            if let Some(first) = or.cases.first() {
                bound(first, into);
            }
        }
        _ => {}
    }
}
