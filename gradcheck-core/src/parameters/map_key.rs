//! What the key of a map is called in a path: text by its name, a number by its position.

use super::{Flatten, Flattened};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// A key of a map of parameters: text, a character, or an integer, which stands in a path as a position does, `[3]`.
///
/// For a type of your own, such as an enum:
///
/// ```
/// use grad_check::{Flatten, Flattened, MapKey};
/// use std::collections::BTreeMap;
///
/// #[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
/// enum Layer { Encoder, Decoder }
///
/// impl MapKey for Layer {
///     fn append<T: Flatten + ?Sized>(&self, part: &T, into: &mut Flattened) {
///         into.part(if *self == Layer::Encoder { "encoder" } else { "decoder" }, part);
///     }
/// }
///
/// let weights = BTreeMap::from([(Layer::Decoder, [1.0, 2.0]), (Layer::Encoder, [3.0, 4.0])]);
/// assert_eq!(Flattened::of(&weights).blocks()[0].path().to_string(), "encoder");
/// assert_eq!(Flattened::of(&BTreeMap::from([(7, 1.0)])).blocks()[0].path().to_string(), "[7]");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no key that a map of parameters can have",
    label = "neither text nor an integer",
    note = "for a key of your own implement `grad_check::MapKey`, which says what it is called in a path"
)]
pub trait MapKey: Ord {
    /// Append the part that stands under this key.
    fn append<T: Flatten + ?Sized>(&self, part: &T, into: &mut Flattened);
}

impl MapKey for str {
    fn append<T: Flatten + ?Sized>(&self, part: &T, into: &mut Flattened) {
        into.part(self, part);
    }
}

impl MapKey for String {
    fn append<T: Flatten + ?Sized>(&self, part: &T, into: &mut Flattened) {
        into.part(self, part);
    }
}

impl MapKey for Cow<'_, str> {
    fn append<T: Flatten + ?Sized>(&self, part: &T, into: &mut Flattened) {
        into.part(self, part);
    }
}

impl MapKey for char {
    fn append<T: Flatten + ?Sized>(&self, part: &T, into: &mut Flattened) {
        into.part(self.encode_utf8(&mut [0; 4]), part);
    }
}

macro_rules! pointers {
    ($($pointer:ty),*) => {
        $(impl<K: MapKey + ?Sized> MapKey for $pointer {
            fn append<T: Flatten + ?Sized>(&self, part: &T, into: &mut Flattened) {
                (**self).append(part, into);
            }
        })*
    };
}

pointers!(&K, Box<K>, Rc<K>, Arc<K>);

macro_rules! integers {
    ($($integer:ty),*) => {
        $(impl MapKey for $integer {
            fn append<T: Flatten + ?Sized>(&self, part: &T, into: &mut Flattened) {
                match usize::try_from(*self) {
                    Ok(position) => into.item(position, part),
                    Err(_) => into.part(&self.to_string(), part),
                }
            }
        })*
    };
}

integers!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize
);
