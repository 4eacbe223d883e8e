//! ndarray's arrays and views of every dimension, read in logical (row-major) order whatever the
//! layout in memory.

use super::{Flatten, Flattened, Params, Real, Restore};
use ndarray::{ArrayBase, Data, DataMut, Dimension, RawDataClone};

impl<A: Real, S: Data<Elem = A>, D: Dimension> Flatten for ArrayBase<S, D> {
    fn flatten(&self, into: &mut Flattened) {
        into.block(self.shape(), self.iter().copied());
    }
}

impl<A: Real, S: DataMut<Elem = A> + RawDataClone, D: Dimension> Params for ArrayBase<S, D> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        self.iter_mut().for_each(|number| from.number(number));
    }
}

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
}
