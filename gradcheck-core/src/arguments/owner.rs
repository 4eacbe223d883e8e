//! What a check owns for an argument that is a view.

/// A view, and the array that it can be a view of.
///
/// ```
/// use grad_check::__private::arguments::Owner;
/// use ndarray::ArrayView1;
/// let owned: <ArrayView1<'_, f64> as Owner>::Owned = ndarray::array![1.0, 2.0];
/// assert_eq!(owned.len(), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no view that the check knows an owner of",
    note = "known are the views of ndarray 0.17, with the feature `ndarray-0-16` those of 0.16, and with `nalgebra`, `nalgebra-0-34` and `nalgebra-0-33` those of that version of nalgebra"
)]
pub trait Owner {
    /// The array.
    type Owned;
}

impl<A, D> Owner for ndarray::ArrayView<'_, A, D> {
    type Owned = ndarray::Array<A, D>;
}

impl<A, D: ndarray::Dimension> Owner for ndarray::ArrayRef<A, D> {
    type Owned = ndarray::Array<A, D>;
}

impl<A, D> Owner for ndarray::ArrayViewMut<'_, A, D> {
    type Owned = ndarray::Array<A, D>;
}

#[cfg(feature = "ndarray-0-16")]
impl<A, D> Owner for ndarray_0_16::ArrayViewMut<'_, A, D> {
    type Owned = ndarray_0_16::Array<A, D>;
}

#[cfg(feature = "ndarray-0-16")]
impl<A, D> Owner for ndarray_0_16::ArrayView<'_, A, D> {
    type Owned = ndarray_0_16::Array<A, D>;
}
