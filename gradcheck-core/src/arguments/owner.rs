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
    note = "known are the views of ndarray 0.17, with the features `ndarray-0-16` and `ndarray-0-15` those of these versions, and with `nalgebra`, `nalgebra-0-34` and `nalgebra-0-33` those of that version of nalgebra"
)]
pub trait Owner {
    /// The array.
    type Owned;
}
