//! Whether a return type can be (cost, grads), as far as its tokens tell. An alias is let through;
//! the trait system judges it.

use crate::types::{OTHER_PRIMITIVES, bare, last_segment};
use syn::{Error, GenericArgument, PathArguments, ReturnType, Signature, Type, TypePath};

const FORM: &str = "return (cost, grads), such as `-> (f64, [f64; 2])`";

/// The error of a return type that is not (cost, grads).
pub(crate) fn check(signature: &Signature) -> Result<(), Error> {
    match &signature.output {
        ReturnType::Default => Err(Error::new(
            signature.ident.span(),
            format!("`{}` returns nothing to check; {FORM}", signature.ident),
        )),
        ReturnType::Type(_, ty) => judge(ty),
    }
}

fn judge(ty: &Type) -> Result<(), Error> {
    let bad = |why: &str| Err(Error::new_spanned(ty, format!("{why}; {FORM}")));
    match bare(ty) {
        Type::Tuple(tuple) => {
            let parts: Vec<&Type> = tuple.elems.iter().collect();
            match parts.as_slice() {
                [cost, gradient] if is_collection(cost) && is_number(gradient) => {
                    bad("cost and gradient are exchanged")
                }
                [cost, _] if is_collection(cost) || is_other_primitive(cost) => {
                    let why = "the first of (cost, grads) is the cost, f64 or f32";
                    Err(Error::new_spanned(cost, format!("{why}; {FORM}")))
                }
                [_, _] => Ok(()),
                _ => bad("a gradient check needs two values, the cost and its gradient"),
            }
        }
        Type::Path(path) => match (result_value(path), is_number(ty)) {
            (Some(value), _) => judge(value),
            (None, true) => bad("the function returns a cost, but no gradient to check"),
            (None, false) if is_collection(ty) || is_other_primitive(ty) => {
                bad("the function doesn't return a cost and its gradient")
            }
            (None, false) => Ok(()),
        },
        Type::Macro(_) => Ok(()),
        _ => bad("the function doesn't return a cost and its gradient"),
    }
}

/// The `T` of a `Result<T, ..>`.
fn result_value(path: &TypePath) -> Option<&Type> {
    let segment = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn is_number(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|s| s.ident == "f64" || s.ident == "f32")
}

fn is_other_primitive(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|s| OTHER_PRIMITIVES.iter().any(|name| s.ident == name))
}

fn is_collection(ty: &Type) -> bool {
    let collections = ["Vec", "HashMap", "BTreeMap"];
    match bare(ty) {
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => true,
        Type::Reference(reference) => is_collection(&reference.elem),
        other => last_segment(other).is_some_and(|s| {
            let name = s.ident.to_string();
            // `Array0` may well be a cost to its author; the trait system explains.
            collections.contains(&name.as_str()) || (name.starts_with("Array") && name != "Array0")
        }),
    }
}
