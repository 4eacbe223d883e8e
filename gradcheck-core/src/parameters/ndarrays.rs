//! ndarray's arrays and views of every dimension, read in logical (row-major) order whatever the
//! layout in memory.

use super::{Flatten, Flattened, Params, Restore, Turn};

/// The same for each version of ndarray.
macro_rules! arrays {
    ($ndarray:ident, $place:ident) => {
        /// The index of the item at this place in logical order, in an array of these lengths.
        fn $place<D: $ndarray::Dimension>(mut lengths: D, mut at: usize) -> D {
            for length in lengths.slice_mut().iter_mut().rev() {
                let index = at % (*length).max(1);
                at /= (*length).max(1);
                *length = index;
            }
            lengths
        }

        impl<A: Flatten, S, D> Flatten for $ndarray::ArrayBase<S, D>
        where
            S: $ndarray::Data<Elem = A>,
            D: $ndarray::Dimension,
        {
            fn flatten(&self, into: &mut Flattened) {
                match A::element() {
                    Some(element) => {
                        into.poses_of(&element, self.iter());
                        into.run(
                            element,
                            self.shape(),
                            |at| self.get($place(self.raw_dim(), at)),
                            |values| match self.as_slice() {
                                Some(run) => A::all_numbers(run, values),
                                None => self.iter().for_each(|item| item.numbers(values)),
                            },
                        );
                    }
                    None => {
                        let items = self.iter().enumerate();
                        items.for_each(|(i, item)| into.item(i, item));
                    }
                }
            }
        }

        impl<A: Params, S, D> Params for $ndarray::ArrayBase<S, D>
        where
            S: $ndarray::DataMut<Elem = A> + $ndarray::RawDataClone,
            D: $ndarray::Dimension,
        {
            fn restore(&mut self, from: &mut Restore<'_>) {
                match from.turn::<A>(self.len()) {
                    Turn::Every => match self.as_slice_mut() {
                        Some(run) => A::restore_all(run, from),
                        None => self.iter_mut().for_each(|item| item.restore(from)),
                    },
                    Turn::Only(at, mut from) => {
                        let at = $place(self.raw_dim(), at);
                        if let Some(item) = self.get_mut(at) {
                            item.restore(&mut from);
                        }
                    }
                    Turn::Never => {}
                }
            }
        }
    };
}
arrays!(ndarray, place);
#[cfg(feature = "ndarray-0-16")]
arrays!(ndarray_0_16, place_0_16);
#[cfg(feature = "ndarray-0-15")]
arrays!(ndarray_0_15, place_0_15);

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, arr0, array};

    #[test]
    fn a_transposed_array_is_read_and_written_by_logical_index() {
        let mut turned: Array2<f64> = array![[1.0, 2.0], [3.0, 4.0]].reversed_axes();
        assert_eq!(Flattened::of(&turned).values(), [1.0, 3.0, 2.0, 4.0]);
        turned.restore(&mut Restore::new(&[5.0, 6.0, 7.0, 8.0]));
        assert_eq!(turned[[0, 1]], 6.0);
    }

    #[test]
    fn views_and_scalars_have_their_shapes() {
        let matrix = array![[1.0f32, 2.0, 3.0]];
        let flat = Flattened::of(&(matrix.view(), arr0(4.0).into_dyn()));
        let shapes: Vec<_> = flat
            .blocks()
            .iter()
            .map(|b| b.shape().to_string())
            .collect();
        assert_eq!(shapes, ["1×3", "scalar"]);
    }

    #[test]
    fn arrays_of_arrays_are_one_block_and_ragged_ones_a_part_each() {
        let pairs = array![[1.0, 2.0], [3.0, 4.0]];
        let nested = array![[[1.0, 2.0]], [[3.0, 4.0]]].map(|x| [*x, -x]);
        assert_eq!(Flattened::of(&pairs).blocks().len(), 1);
        assert_eq!(
            Flattened::of(&nested).blocks()[0].shape().lengths(),
            [2, 1, 2, 2]
        );
        let ragged = array![vec![1.0], vec![2.0, 3.0]];
        assert_eq!(Flattened::of(&ragged).blocks()[1].path().to_string(), "[1]");
    }
}
