//! Named blocks over one vector of numbers.

use super::{Block, BlockPath, Flatten, Precision, Real, Shape};

/// All numbers of a value in one vector, and the blocks that they belong to.
///
/// An implementation of [`Flatten`] fills it: [`part`](Self::part) for what has a name,
/// [`item`](Self::item) for what has a position, [`block`](Self::block) for the numbers themselves.
///
/// ```
/// use gradcheck_core::Flattened;
/// let flat = Flattened::of(&(1.0, [2.0, 3.0]));
/// assert_eq!(flat.values(), [1.0, 2.0, 3.0]);
/// assert_eq!(flat.blocks().len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flattened {
    blocks: Vec<Block>,
    values: Vec<f64>,
    here: BlockPath,
}

impl Flattened {
    /// The blocks of a value.
    pub fn of<T: Flatten + ?Sized>(value: &T) -> Self {
        let mut flat = Self::default();
        value.flatten(&mut flat);
        flat
    }

    /// The blocks, in the order of their numbers.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// All numbers, block after block, each row by row.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Append a part with a name: a field, or the value of a key.
    pub fn part<T: Flatten + ?Sized>(&mut self, name: &str, part: &T) {
        self.here.push_name(name);
        part.flatten(self);
        self.here.pop();
    }

    /// Append an item of a run, which goes by its position.
    pub fn item<T: Flatten + ?Sized>(&mut self, index: usize, item: &T) {
        self.here.push_index(index);
        item.flatten(self);
        self.here.pop();
    }

    /// Append the numbers of one block of this shape, row by row.
    pub fn block<A: Real>(&mut self, shape: &[usize], numbers: impl IntoIterator<Item = A>) {
        self.numbers(shape, A::PRECISION, |values| {
            values.extend(numbers.into_iter().map(Real::get));
        });
    }

    pub(crate) fn numbers(
        &mut self,
        shape: &[usize],
        precision: Precision,
        write: impl FnOnce(&mut Vec<f64>),
    ) {
        let start = self.values.len();
        write(&mut self.values);
        // The numbers that came count, not those that the shape announces: no later index can miss.
        let count = self.values.len() - start;
        let shape = Shape::new(shape);
        let shape = if shape.count() == count {
            shape
        } else {
            Shape::new(&[count])
        };
        self.blocks.push(Block {
            path: self.here.clone(),
            shape,
            start,
            precision,
        });
    }

    /// The same with every path put under the names of the arguments it came from.
    pub(crate) fn under(mut self, arguments: &[String]) -> Self {
        for block in &mut self.blocks {
            let path = std::mem::take(&mut block.path);
            block.path = match arguments {
                [single] => path.under_single(single),
                several => path.under_several(several),
            };
        }
        self
    }

    pub(crate) fn precision(&self) -> Precision {
        let precisions = self.blocks.iter().map(Block::precision);
        precisions.fold(Precision::F64, Precision::coarser)
    }
}
