//! What a type's tokens tell: what to own for it, and whether it can be drawn.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, ExprRange, GenericArgument, Path, PathArguments, PathSegment, RangeLimits, Type};

/// Types of the language and of text that are neither cost nor parameter.
pub(crate) const OTHER_PRIMITIVES: [&str; 16] = [
    "bool", "char", "str", "String", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16",
    "i32", "i64", "i128", "isize",
];

/// A type without the invisible groups and parentheses around it.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}

/// How the check holds an argument of this type (references taken off) between evaluations.
pub(crate) enum Owned {
    /// In a variable of this type.
    As(TokenStream),
    /// In a variable of this type, or of the type that owns it, as the traits say: this may be a view or a slice by
    /// another name, or something else by the name of one.
    ByTrait(TokenStream),
    /// In a `Vec` of these items.
    Slice(TokenStream),
    /// In a variable of whatever type the expression has.
    Inferred,
}

/// What to own for a type.
pub(crate) fn owned(ty: &Type) -> Owned {
    match bare(ty) {
        Type::Slice(slice) => Owned::Slice(with_elided_lifetimes(&slice.elem)),
        Type::ImplTrait(_) | Type::TraitObject(_) | Type::Reference(_) | Type::Infer(_) => {
            Owned::Inferred
        }
        Type::Path(path) if path.path.is_ident("str") => Owned::Inferred,
        other if is_borrowed_array(other) => Owned::ByTrait(with_elided_lifetimes(other)),
        other if has_binder(other) => Owned::Inferred,
        other => Owned::As(with_elided_lifetimes(other)),
    }
}

/// Whether a type may be an alias of a view or a slice: its name says nothing, and it has lifetimes as arguments, or no
/// types.
pub(crate) fn may_be_alias(ty: &Type) -> bool {
    let is_number = |name: &Ident| name == "f64" || name == "f32";
    let is_primitive = |name: &Ident| OTHER_PRIMITIVES.iter().any(|other| name == other);
    last_segment(ty).is_some_and(|segment| {
        let may_be = has_lifetimes(ty) || !has_types(segment);
        may_be && !is_number(&segment.ident) && !is_primitive(&segment.ident)
    })
}

/// Whether a type is `Box<dyn Trait>`, of which there is no copy.
pub(crate) fn is_boxed_object(ty: &Type) -> bool {
    let is_object = |argument: &GenericArgument| matches!(argument, GenericArgument::Type(ty) if matches!(bare(ty), Type::TraitObject(_)));
    last_segment(ty).is_some_and(|s| s.ident == "Box" && arguments(s).any(is_object))
}

/// Whether a type has lifetimes as arguments.
pub(crate) fn has_lifetimes(ty: &Type) -> bool {
    let is_lifetime = |argument: &GenericArgument| matches!(argument, GenericArgument::Lifetime(_));
    last_segment(ty).is_some_and(|segment| arguments(segment).any(is_lifetime))
}

/// Whether a type has types or constants as arguments: one of the user's own that has none is no `Vec`.
pub(crate) fn has_types(segment: &PathSegment) -> bool {
    arguments(segment).any(|argument| !matches!(argument, GenericArgument::Lifetime(_)))
}

fn arguments(segment: &PathSegment) -> impl Iterator<Item = &GenericArgument> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(arguments.args.iter()),
        _ => None,
    };
    arguments.into_iter().flatten()
}

/// Whether a type is called as one that borrows an array or a matrix.
fn is_borrowed_array(ty: &Type) -> bool {
    let is_reference = name(ty).strip_prefix("ArrayRef").is_some_and(is_dimension);
    is_view(ty) || is_reference
}

/// Whether a type is a view of ndarray's or nalgebra's, by its name: `ArrayView2`, `DVectorView`.
pub(crate) fn is_view(ty: &Type) -> bool {
    let name = name(ty);
    let of_array = name.strip_prefix("ArrayView").is_some_and(is_dimension);
    let of_matrix = ["", "S", "D"].iter().any(|kind| {
        let matrix = name.strip_prefix(kind).unwrap_or_default();
        let vector = || matrix.strip_prefix("VectorView");
        let sizes = matrix.strip_prefix("MatrixView").or_else(vector);
        sizes.is_some_and(is_size)
    });
    of_array || of_matrix
}

/// The last name of a type's path, or nothing.
fn name(ty: &Type) -> String {
    last_segment(ty).map_or_else(String::new, |segment| segment.ident.to_string())
}

/// What follows `Matrix` in the names of nalgebra: `3`, `2x3`, `Xx2`.
fn is_size(suffix: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, 'x' | 'X');
    suffix.chars().all(is_part)
}

/// Whether a type is a view that can be written through.
pub(crate) fn is_mutable_view(ty: &Type) -> bool {
    let mutable = ["ArrayViewMut", "MatrixViewMut", "VectorViewMut"];
    let of_faer = ["MatMut", "ColMut", "RowMut"];
    let name = name(ty);
    mutable.iter().any(|view| name.contains(view)) || of_faer.contains(&&*name)
}

/// Whether a test point can be drawn for a type that stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// As far as the tokens tell; the trait system decides.
    Possible,
    /// The type doesn't tell its shape; this expression would.
    NeedsShape(&'static str),
    /// It is no parameter at all.
    NotAParameter,
}

/// Whether a type is a number that can be differentiated.
pub(crate) fn is_number(ty: &Type) -> bool {
    matches!(name(ty).as_str(), "f64" | "f32")
}

/// `0.5..2.0`.
pub(crate) fn is_range(value: &Expr) -> bool {
    matches!(
        value,
        Expr::Range(ExprRange {
            start: Some(_),
            end: Some(_),
            limits: RangeLimits::HalfOpen(_),
            ..
        })
    )
}

/// Whether a type can draw itself.
pub(crate) fn drawing(ty: &Type) -> Drawing {
    match bare(ty) {
        Type::Reference(reference) => drawing(&reference.elem),
        Type::Slice(slice) => match drawing(&slice.elem) {
            _ if is_number(&slice.elem) => Drawing::NeedsShape("[0.1, -0.2]"),
            Drawing::NeedsShape("vec![0.1, -0.2]") => Drawing::NeedsShape("[vec![0.1, -0.2]]"),
            Drawing::NotAParameter => Drawing::NotAParameter,
            _ => Drawing::NeedsShape("[..]"),
        },
        Type::Array(array) => nested(drawing(&array.elem)),
        Type::Tuple(tuple) => tuple
            .elems
            .iter()
            .map(drawing)
            .fold(Drawing::Possible, graver),
        Type::ImplTrait(_) | Type::TraitObject(_) | Type::Never(_) | Type::Ptr(_) => {
            Drawing::NotAParameter
        }
        other => match last_segment(other) {
            // A type of the user's may have the same name.
            Some(segment) if !has_types(segment) || !is_of_known_crate(other) => primitive(segment),
            Some(segment) => named(segment),
            // What is left of types without a name is pointers to functions.
            None => Drawing::NotAParameter,
        },
    }
}

fn graver(a: Drawing, b: Drawing) -> Drawing {
    match (&a, &b) {
        (Drawing::Possible, _) => nested(b),
        _ => nested(a),
    }
}

/// A part whose shape is unknown leaves that of the whole unknown.
fn nested(part: Drawing) -> Drawing {
    if matches!(part, Drawing::NeedsShape(_)) {
        Drawing::NeedsShape("..")
    } else {
        part
    }
}

/// Crates whose types are known by name.
const CRATES: [&str; 8] = [
    "std",
    "alloc",
    "ndarray",
    "ndarray_0_15",
    "ndarray_0_16",
    "nalgebra",
    "nalgebra_0_33",
    "nalgebra_0_34",
];

/// Whether a path has one name only, or begins with that of a crate whose types are known.
fn is_of_known_crate(ty: &Type) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    let segments = &path.path.segments;
    let first = segments.first();
    segments.len() == 1 || first.is_some_and(|first| CRATES.iter().any(|name| first.ident == name))
}

fn primitive(segment: &PathSegment) -> Drawing {
    if OTHER_PRIMITIVES.iter().any(|name| segment.ident == name) {
        Drawing::NotAParameter
    } else {
        Drawing::Possible
    }
}

fn named(segment: &PathSegment) -> Drawing {
    let name = segment.ident.to_string();
    match name.as_str() {
        "Vec" => {
            let item = arguments(segment).find_map(|argument| match argument {
                GenericArgument::Type(item) => Some(item),
                _ => None,
            });
            return match item.map(drawing) {
                Some(Drawing::NeedsShape("vec![0.1, -0.2]")) => {
                    Drawing::NeedsShape("vec![vec![0.1, -0.2]]")
                }
                _ if item.is_some_and(is_number) => Drawing::NeedsShape("vec![0.1, -0.2]"),
                Some(Drawing::NotAParameter) => Drawing::NotAParameter,
                _ => Drawing::NeedsShape("vec![..]"),
            };
        }
        "HashMap" | "BTreeMap" => return Drawing::NeedsShape("init()"),
        "DVector" | "DVectorView" => {
            return Drawing::NeedsShape("DVector::from_iterator(4, randn(4))");
        }
        "DMatrix" | "DMatrixView" => {
            return Drawing::NeedsShape("DMatrix::from_row_iterator(4, 3, randn((4, 3)))");
        }
        _ => {}
    }
    let prefixes = ["ArrayView", "ArrayRef", "CowArray", "ArcArray", "Array"];
    let suffix = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix));
    match suffix.filter(|suffix| is_dimension(suffix)) {
        Some("0") => Drawing::NeedsShape("randn(())"),
        Some("1") => Drawing::NeedsShape("randn(4)"),
        Some("3") => Drawing::NeedsShape("randn((4, 3, 2))"),
        Some("D") => Drawing::NeedsShape("randn(ndarray::IxDyn(&[4, 3]))"),
        Some(_) => Drawing::NeedsShape("randn((4, 3))"),
        None => Drawing::Possible,
    }
}

fn is_dimension(suffix: &str) -> bool {
    matches!(suffix, "" | "0" | "1" | "2" | "3" | "4" | "5" | "6" | "D")
}

/// The last name of a path.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match bare(ty) {
        Type::Path(syn::TypePath {
            path: Path { segments, .. },
            ..
        }) => segments.last(),
        _ => None,
    }
}

/// Tokens with every named lifetime elided: the names mean nothing outside the signature.
pub(crate) fn with_elided_lifetimes(tokens: &impl ToTokens) -> TokenStream {
    let mut after_quote = false;
    let elide = |tree: TokenTree| {
        let is_name = std::mem::replace(&mut after_quote, false);
        match tree {
            TokenTree::Ident(name) if is_name && name != "static" => {
                TokenTree::Ident(Ident::new("_", name.span()))
            }
            TokenTree::Group(group) => {
                let inner = with_elided_lifetimes(&group.stream());
                let mut elided = proc_macro2::Group::new(group.delimiter(), inner);
                elided.set_span(group.span());
                TokenTree::Group(elided)
            }
            TokenTree::Punct(punct) => {
                after_quote = punct.as_char() == '\'';
                TokenTree::Punct(punct)
            }
            other => other,
        }
    };
    tokens.to_token_stream().into_iter().map(elide).collect()
}

/// Whether a type binds lifetimes of its own, or has an `impl` somewhere within.
pub(crate) fn has_binder(ty: &Type) -> bool {
    fn within(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(word) => word == "for" || word == "impl",
            TokenTree::Group(group) => within(group.stream()),
            _ => false,
        })
    }
    within(ty.to_token_stream())
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn shown(ty: &Type) -> String {
        match owned(ty) {
            Owned::As(tokens) => tokens.to_string().replace(' ', ""),
            Owned::ByTrait(tokens) => format!("by trait {tokens}").replace(" <", "<"),
            Owned::Slice(item) => format!("slice of {item}"),
            Owned::Inferred => "inferred".to_owned(),
        }
    }

    #[test]
    fn of_what_is_called_as_a_view_the_traits_say_what_owns_it() {
        assert_eq!(
            shown(&parse_quote!(ArrayRef1<f64>)),
            "by trait ArrayRef1< f64 >"
        );
        assert!(shown(&parse_quote!(MatrixView<'a>)).starts_with("by trait"));
        assert!(may_be_alias(&parse_quote!(V<'a>)) && may_be_alias(&parse_quote!(S)));
        assert!(!may_be_alias(&parse_quote!(Vec<f64>)) && !may_be_alias(&parse_quote!(f64)));
    }

    #[test]
    fn named_lifetimes_are_elided_and_static_ones_stay() {
        assert_eq!(
            shown(&parse_quote!(Model<'a, &'static str>)),
            "Model<'_,&'staticstr>"
        );
    }

    #[test]
    fn what_has_no_name_to_annotate_is_inferred() {
        assert_eq!(shown(&parse_quote!(impl Fn(f64) -> f64)), "inferred");
        assert_eq!(shown(&parse_quote!(dyn Fn(f64) -> f64)), "inferred");
        assert_eq!(shown(&parse_quote!(for<'a> fn(&'a f64) -> f64)), "inferred");
        assert_eq!(shown(&parse_quote!([f64])), "slice of f64");
    }

    #[test]
    fn only_types_that_tell_their_shape_can_be_drawn() {
        assert_eq!(drawing(&parse_quote!([f64; 2])), Drawing::Possible);
        assert_eq!(
            drawing(&parse_quote!(&Array2<f64>)),
            Drawing::NeedsShape("randn((4, 3))")
        );
        assert_eq!(
            drawing(&parse_quote!((f64, Vec<f64>))),
            Drawing::NeedsShape("..")
        );
        assert_eq!(drawing(&parse_quote!(usize)), Drawing::NotAParameter);
        assert_eq!(
            drawing(&parse_quote!(fn(f64) -> f64)),
            Drawing::NotAParameter
        );
        assert_eq!(drawing(&parse_quote!(Mlp)), Drawing::Possible);
        assert_eq!(drawing(&parse_quote!(&Array2)), Drawing::Possible);
        assert_eq!(drawing(&parse_quote!(la::Vec<f64>)), Drawing::Possible);
        assert_ne!(
            drawing(&parse_quote!(std::vec::Vec<f64>)),
            Drawing::Possible
        );
    }
}
