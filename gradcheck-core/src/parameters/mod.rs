//! Parameters of any shape as named blocks over one vector θ, and back.
//!
//! In: a value of the user's own type. Out: [`Flattened`], the blocks (path, shape, precision) and
//! their numbers in one vector; and, the other way, a value of the user's type with new numbers in
//! it. What returns a gradient needs only [`Flatten`]; what is perturbed needs [`Params`] too.

#[cfg(feature = "num-complex")]
mod complex;
mod containers;
mod flattened;
mod follow;
mod group;
mod layout;
mod map_key;
mod maps;
mod names;
mod ndarrays;
mod pairing;
mod path;
mod pose;
mod real;
mod restore;
mod rows;
mod select;
mod sequences;
mod shared;
mod spans;
mod tuples;

use crate::precision::Precision;
pub use flattened::Flattened;
pub(crate) use follow::KnownLayout;
pub use group::Group;
pub use layout::Block;
pub(crate) use layout::holding;
pub use map_key::MapKey;
pub(crate) use names::{Layout, Names};
pub(crate) use pairing::Pairing;
pub use path::BlockPath;
pub(crate) use path::Segment;
pub use pose::{Manifold, Pose, Tangent};
pub use real::Real;
pub use restore::Restore;
pub(crate) use restore::{Numbers, Sizes, Turn};
pub(crate) use select::select;

/// A value whose numbers can be read out as named blocks: a gradient, or parameters.
///
/// Implemented for `f64`, `f32`, arrays, `Vec`, `VecDeque`, slices, ndarray's arrays and views of any dimension,
/// tuples, `Option`, `Box`, `Rc`, `Arc`, `Cow`, `Cell`, `RefCell`, references, and `BTreeMap`/`HashMap` with text or integers as
/// keys ([`MapKey`]), nested at will. `()` and `PhantomData` hold no numbers.
///
/// A struct names its parts:
///
/// ```
/// use grad_check::{Flatten, Flattened, Params, Restore};
///
/// #[derive(Clone)]
/// struct Layer { weight: [[f64; 2]; 3], bias: Vec<f64> }
///
/// impl Flatten for Layer {
///     fn flatten(&self, into: &mut Flattened) {
///         into.part("weight", &self.weight);
///         into.part("bias", &self.bias);
///     }
/// }
/// impl Params for Layer {
///     fn restore(&mut self, from: &mut Restore<'_>) {
///         from.part(&mut self.weight);
///         from.part(&mut self.bias);
///     }
/// }
///
/// let layer = Layer { weight: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], bias: vec![7.0] };
/// let flat = Flattened::of(&layer);
/// assert_eq!(flat.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
/// assert_eq!(flat.blocks()[0].path().to_string(), "weight");
/// assert_eq!(flat.blocks()[0].shape().to_string(), "3×2");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read as parameters or as a gradient",
    label = "not numbers, nor a collection of them that is known here",
    note = "known are f64, f32, arrays, Vec, slices, ndarray arrays and views, tuples, Option, Box, Rc, Arc, Cow, Cell, RefCell, and BTreeMap/HashMap with text or integers as keys",
    note = "types of other crates come with a feature for their version: `nalgebra` (0.34 and 0.35), `nalgebra-0-33`, `ndarray-0-16` and `ndarray-0-15` (0.17 needs none), and those that the README lists",
    note = "for a type of your own write `#[derive(Clone, grad_check::Params)]`, in production code behind `cfg_attr(test, ..)`; a field that holds no parameters is left out by `#[params(skip)]`"
)]
pub trait Flatten {
    /// Append all blocks of this value, always in the same order.
    fn flatten(&self, into: &mut Flattened);

    /// The shape of one value, where the type alone fixes it: a run of such values is then one
    /// block with one more dimension, rather than a part for each value.
    #[doc(hidden)]
    fn element() -> Option<Element>
    where
        Self: Sized,
    {
        None
    }

    /// How many numbers each value has, where the type alone fixes it and holds nothing else that
    /// `restore` would write: all but one of a run can then be passed over.
    #[doc(hidden)]
    fn count() -> Option<usize>
    where
        Self: Sized,
    {
        None
    }

    /// The numbers of one value whose type fixes its shape.
    #[doc(hidden)]
    fn numbers(&self, _into: &mut Vec<f64>) {}

    /// The rotations and motions that the numbers of such a value are tangent vectors of, in their order.
    #[doc(hidden)]
    fn poses(&self, _into: &mut Vec<Pose>) {}

    /// The numbers of a run of such values.
    #[doc(hidden)]
    fn all_numbers(run: &[Self], into: &mut Vec<f64>)
    where
        Self: Sized,
    {
        run.iter().for_each(|item| item.numbers(into));
    }
}

/// What a type says of each of its values: shape and precision.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Element {
    pub shape: Vec<usize>,
    pub precision: Precision,
    /// Whether the last dimension is that of real and imaginary parts.
    pub is_complex: bool,
    /// Whether the numbers are coordinates in the tangent space of a manifold.
    pub is_tangent: bool,
    /// The group that they are a tangent vector of, if it is known.
    pub group: Option<Group>,
}

impl Element {
    /// Of a number.
    pub(crate) fn number(precision: Precision) -> Self {
        Self {
            shape: Vec::new(),
            precision,
            is_complex: false,
            is_tangent: false,
            group: None,
        }
    }

    /// Of a point of a group.
    #[cfg(feature = "any-nalgebra")]
    pub(crate) fn tangent(precision: Precision, group: Group) -> Self {
        Self {
            is_tangent: true,
            group: Some(group),
            ..Self::number(precision).within(&[group.dimensions()])
        }
    }

    /// Of an array of these.
    pub(crate) fn within(mut self, outer: &[usize]) -> Self {
        self.shape.splice(0..0, outer.iter().copied());
        self
    }
}

/// Parameters that can be perturbed: read out by [`Flatten`], written back by `restore`.
///
/// Implemented for what [`Flatten`] lists, less views and slices, which own nothing.
/// An implementation for a struct of one's own stands at [`Flatten`].
///
/// ```
/// use grad_check::{Flattened, Params, Restore};
///
/// let mut point = (1.0, vec![2.0, 3.0]);
/// point.restore(&mut Restore::new(&[4.0, 5.0, 6.0]));
/// assert_eq!(point, (4.0, vec![5.0, 6.0]));
/// assert_eq!(Flattened::of(&point).values(), [4.0, 5.0, 6.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be differentiated with respect to: it isn't a parameter",
    label = "not a parameter type",
    note = "parameters are f64, f32, arrays, Vec, owned ndarray arrays, tuples, Option, Box, Rc, Arc, Cow, Cell, RefCell, and BTreeMap/HashMap with text or integers as keys",
    note = "types of other crates come with a feature for their version: `nalgebra` (0.34 and 0.35), `nalgebra-0-33`, `ndarray-0-16` and `ndarray-0-15` (0.17 needs none), and those that the README lists",
    note = "hold an argument fixed with `given(name = ..)`; for a type of your own write `#[derive(Clone, grad_check::Params)]`, in production code behind `cfg_attr(test, ..)`, and `#[params(skip)]` on a field that holds no parameters"
)]
pub trait Params: Flatten + Clone {
    /// Overwrite every number, in the order in which `flatten` appended them.
    fn restore(&mut self, from: &mut Restore<'_>);

    /// The same for a run of values.
    #[doc(hidden)]
    fn restore_all(run: &mut [Self], from: &mut Restore<'_>) {
        from.stored_all(run.iter_mut());
    }
}
