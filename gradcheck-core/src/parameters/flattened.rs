//! Named blocks over one vector of numbers.

use super::{Block, BlockPath, Element, Flatten, Precision, Real, Shape};
use crate::Problem;

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
    /// The first block whose numbers were not as many as its shape announced, and that shape.
    misfit: Option<(usize, Shape)>,
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

    /// Append what `append` appends, as a part with this name: for a value of a foreign type, which can't
    /// implement [`Flatten`].
    ///
    /// ```
    /// use gradcheck_core::Flattened;
    /// let mut flat = Flattened::default();
    /// flat.within("weight", |into| into.block(&[2], [1.0, 2.0]));
    /// assert_eq!(flat.blocks()[0].path().to_string(), "weight");
    /// ```
    pub fn within(&mut self, name: &str, append: impl FnOnce(&mut Self)) {
        self.here.push_name(name);
        append(self);
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
        self.numbers(Element::number(A::PRECISION).within(shape), |values| {
            values.extend(numbers.into_iter().map(Real::get));
        });
    }

    pub(crate) fn numbers(&mut self, element: Element, write: impl FnOnce(&mut Vec<f64>)) {
        let start = self.values.len();
        write(&mut self.values);
        // The numbers that came count, not those that the shape announces: no later index can miss.
        let count = self.values.len() - start;
        let (precision, is_tangent) = (element.precision, element.is_tangent);
        let shape = Shape::of(element);
        let shape = if shape.count() == count {
            shape
        } else {
            self.misfit = self.misfit.take().or(Some((self.blocks.len(), shape)));
            Shape::new(&[count])
        };
        self.blocks.push(Block {
            path: self.here.clone(),
            shape,
            start,
            precision,
            is_tangent,
        });
    }

    /// Append a point of a manifold of this many dimensions, such as a rotation: its numbers are
    /// coordinates in the tangent space at the point itself, all zero there.
    ///
    /// `restore` reads them back as a vector δ and moves the point by δ through the manifold's
    /// exponential. It is called on a clone of the point that was flattened.
    ///
    /// ```
    /// use gradcheck_core::{Flatten, Flattened, GradCheck, Params, Restore};
    ///
    /// /// A direction in the plane, stored as cosine and sine.
    /// #[derive(Clone)]
    /// struct Direction(f64, f64);
    /// impl Flatten for Direction {
    ///     fn flatten(&self, into: &mut Flattened) {
    ///         into.tangent::<f64>(1);
    ///     }
    /// }
    /// impl Params for Direction {
    ///     fn restore(&mut self, from: &mut Restore<'_>) {
    ///         let mut turn = [0.0f64];
    ///         from.part(&mut turn);
    ///         let (sine, cosine) = turn[0].sin_cos();
    ///         *self = Self(self.0 * cosine - self.1 * sine, self.0 * sine + self.1 * cosine);
    ///     }
    /// }
    ///
    /// // The x of the direction changes by −y as it turns: a gradient in the tangent space.
    /// let point = Direction(0.6, 0.8);
    /// GradCheck::new("x").run(&point, |d: &Direction| (d.0, [-d.1])).assert();
    /// ```
    pub fn tangent<A: Real>(&mut self, dimensions: usize) {
        let element = Element {
            is_tangent: true,
            ..Element::number(A::PRECISION).within(&[dimensions])
        };
        self.numbers(element, |values| {
            values.extend(std::iter::repeat_n(0.0, dimensions));
        });
    }

    /// Whether every block has the numbers that its shape announces.
    pub(crate) fn fits(&self) -> Result<(), Problem> {
        let Some((at, shape)) = &self.misfit else {
            return Ok(());
        };
        let block = self.blocks.get(*at);
        Err(Problem::BlockShape {
            block: block.map_or_else(String::new, |block| block.path.to_string()),
            shape: shape.clone(),
            numbers: block.map_or(0, |block| block.shape.count()),
        })
    }

    /// Whether a step in one of the blocks isn't an addition.
    pub(crate) fn is_curved(&self) -> bool {
        self.blocks.iter().any(|block| block.is_tangent)
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
