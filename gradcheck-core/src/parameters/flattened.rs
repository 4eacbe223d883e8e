//! Named blocks over one vector of numbers.

use super::follow::{Entered, Follow, KnownLayout, Part};
use super::{Block, BlockPath, Element, Flatten, Group, Names, Pose, Real, Segment};
use crate::precision::Precision;
use crate::report::Problem;
use crate::shape::Shape;
use std::sync::Arc;

/// All numbers of a value in one vector, and the blocks that they belong to.
///
/// An implementation of [`Flatten`] fills it: [`part`](Self::part) for what has a name,
/// [`item`](Self::item) for what has a position, [`block`](Self::block) for the numbers themselves.
///
/// ```
/// use grad_check::Flattened;
/// let flat = Flattened::of(&(1.0, [2.0, 3.0]));
/// assert_eq!(flat.values(), [1.0, 2.0, 3.0]);
/// assert_eq!(flat.blocks().len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flattened {
    blocks: Vec<Block>,
    values: Vec<f64>,
    /// The poses among the values, and where the tangent vector of each begins.
    poses: Vec<(usize, Pose)>,
    /// The first block whose numbers were not as many as its shape announced, and that shape.
    misfit: Option<Box<(usize, Shape)>>,
    here: BlockPath,
    /// Whether only numbers are of interest.
    of_numbers: bool,
    /// The layout that the value was found to have, if it was known.
    follow: Option<Follow>,
}

impl Flattened {
    /// The blocks of a value.
    pub fn of<T: Flatten + ?Sized>(value: &T) -> Self {
        Self::written_over(Vec::new(), 0, value)
    }

    /// The same where about so many numbers are expected, written over others: the vector needn't grow.
    pub(crate) fn written_over<T: Flatten + ?Sized>(
        mut values: Vec<f64>,
        count: usize,
        value: &T,
    ) -> Self {
        values.clear();
        values.reserve_exact(count);
        let mut flat = Self {
            values,
            ..Self::default()
        };
        value.flatten(&mut flat);
        flat.values.shrink_to_fit();
        flat
    }

    /// The numbers of a value, about so many, and nothing else.
    pub(crate) fn numbers<T: Flatten + ?Sized>(value: &T, count: usize) -> Vec<f64> {
        let mut flat = Self {
            values: Vec::with_capacity(count),
            of_numbers: true,
            ..Self::default()
        };
        value.flatten(&mut flat);
        flat.into_values()
    }

    /// The same where the value is expected to have this layout; of its numbers only the `wanted` one,
    /// if one is, written over those in `spare`. If the layout is another, all is read as if nothing had been
    /// expected.
    pub(crate) fn like<T: Flatten + ?Sized>(
        layout: Arc<KnownLayout>,
        wanted: Option<usize>,
        mut spare: Vec<f64>,
        value: &T,
    ) -> Self {
        let follow = Follow::new(layout, wanted);
        let count = follow.count();
        spare.clear();
        spare.reserve_exact(count);
        let mut flat = Self {
            values: spare,
            follow: Some(follow),
            ..Self::default()
        };
        value.flatten(&mut flat);
        let is_done = flat.follow.as_ref().is_some_and(Follow::is_done);
        if is_done && flat.values.len() == count {
            flat
        } else {
            Self::written_over(flat.values, count, value)
        }
    }

    /// Whether it has the layout that was expected.
    pub(crate) fn is_as_expected(&self) -> bool {
        self.follow.is_some()
    }

    /// Its layout, for values that will be expected to have the same.
    pub(crate) fn layout(&self) -> KnownLayout {
        KnownLayout::new(self.blocks().to_vec())
    }

    /// The same with all numbers negated.
    pub(crate) fn negated(mut self) -> Self {
        self.values.iter_mut().for_each(|value| *value = -*value);
        self
    }

    /// Its blocks alone.
    pub(crate) fn without_values(&self) -> Self {
        Self {
            blocks: self.blocks().to_vec(),
            misfit: self.misfit.clone(),
            ..Self::default()
        }
    }

    /// Its blocks, if it was read as if nothing had been expected, and its numbers.
    pub(crate) fn into_parts(mut self) -> (Vec<Block>, Vec<f64>) {
        self.blocks.shrink_to_fit();
        (self.blocks, self.values)
    }

    /// Its numbers alone.
    pub(crate) fn into_values(self) -> Vec<f64> {
        self.values
    }

    /// The blocks, in the order of their numbers.
    pub fn blocks(&self) -> &[Block] {
        self.follow.as_ref().map_or(&self.blocks, Follow::blocks)
    }

    /// All numbers, block after block, each row by row.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Append a part with a name: a field, or the value of a key.
    pub fn part<T: Flatten + ?Sized>(&mut self, name: &str, part: &T) {
        self.within(name, |into| part.flatten(into));
    }

    /// Append what `append` appends, as a part with this name: for a value of a foreign type, which can't
    /// implement [`Flatten`].
    ///
    /// ```
    /// use grad_check::Flattened;
    /// let mut flat = Flattened::default();
    /// flat.within("weight", |into| into.block(&[2], [1.0, 2.0]));
    /// assert_eq!(flat.blocks()[0].path().to_string(), "weight");
    /// ```
    pub fn within(&mut self, name: &str, append: impl FnOnce(&mut Self)) {
        match &mut self.follow {
            Some(follow) => {
                let entered = follow.enter(|is| matches!(is, Segment::Name(is) if is == name));
                if entered == Entered::PassedOver {
                    return;
                }
            }
            None if self.of_numbers => {}
            None => self.here.push_name(name),
        }
        append(self);
        self.leave();
    }

    /// Append so many parts, each as `append` does.
    pub(super) fn parts<T>(
        &mut self,
        count: usize,
        mut parts: impl Iterator<Item = T>,
        mut append: impl FnMut(&mut Self, T),
    ) {
        let follow = self.follow.as_mut();
        let Some(only) = follow.and_then(|follow| follow.begin_with_only(count)) else {
            return parts.for_each(|part| append(self, part));
        };
        if let Some(part) = parts.nth(only.at) {
            append(self, part);
        }
        if let Some(follow) = &mut self.follow {
            follow.end_with_only(&only);
        }
    }

    /// Append an item of a run, which goes by its position.
    pub fn item<T: Flatten + ?Sized>(&mut self, index: usize, item: &T) {
        match &mut self.follow {
            Some(follow) => {
                if follow.enter(|is| *is == Segment::Index(index)) == Entered::PassedOver {
                    return;
                }
            }
            None if self.of_numbers => {}
            None => self.here.push_index(index),
        }
        item.flatten(self);
        self.leave();
    }

    fn leave(&mut self) {
        match &mut self.follow {
            Some(follow) => follow.leave(),
            None => self.here.pop(),
        }
    }

    /// Append the numbers of one block of this shape, row by row.
    pub fn block<A: Real>(&mut self, shape: &[usize], numbers: impl IntoIterator<Item = A>) {
        let element = Element::number(A::PRECISION);
        let numbers = numbers.into_iter().map(Real::get);
        let Some(follow) = &mut self.follow else {
            return self.append(element, shape, |values| values.extend(numbers));
        };
        let part = follow.block(&element, shape);
        // The numbers that come count, not those that the shape announces.
        let (mut count, values) = (0, &mut self.values);
        let counted = numbers.inspect(|_| count += 1);
        match part {
            Part::All => values.extend(counted),
            Part::One(at) => values.extend(
                counted
                    .enumerate()
                    .filter(|(i, _)| *i == at)
                    .map(|(_, x)| x),
            ),
            Part::Nothing => counted.for_each(drop),
        }
        follow.came(count);
    }

    /// Append one block of `outer` dimensions of values whose type fixes their shape: by `all` of them,
    /// or by the only one of them that is wanted.
    pub(crate) fn run<'a, T: Flatten + 'a>(
        &mut self,
        element: Element,
        outer: &[usize],
        one: impl FnOnce(usize) -> Option<&'a T>,
        all: impl FnOnce(&mut Vec<f64>),
    ) {
        let Some(follow) = &mut self.follow else {
            return self.append(element, outer, all);
        };
        let start = self.values.len();
        match (follow.block(&element, outer), T::count()) {
            (Part::Nothing, Some(_)) => {}
            (Part::One(at), Some(each @ 1..)) => {
                if let Some(item) = one(at / each) {
                    item.numbers(&mut self.values);
                }
                self.keep(start, at % each);
            }
            (part, _) => {
                all(&mut self.values);
                follow.came(self.values.len() - start);
                match part {
                    Part::All => {}
                    Part::One(at) => self.keep(start, at),
                    Part::Nothing => self.values.truncate(start),
                }
            }
        }
    }

    /// Tell the poses of the block that comes next, whose items these are.
    pub(super) fn poses_of<'a, T: Flatten + 'a>(
        &mut self,
        element: &Element,
        items: impl Iterator<Item = &'a T>,
    ) {
        let Some(group) = element.group else {
            return;
        };
        let mut poses = Vec::new();
        items.for_each(|item| item.poses(&mut poses));
        let start = self.values.len();
        let starts = (start..).step_by(group.dimensions());
        self.poses.extend(starts.zip(poses));
    }

    /// Of the numbers from `start` on, keep one.
    fn keep(&mut self, start: usize, at: usize) {
        let kept = self.values.get(start + at).copied();
        self.values.truncate(start);
        self.values.extend(kept);
    }

    fn append(&mut self, element: Element, outer: &[usize], write: impl FnOnce(&mut Vec<f64>)) {
        let start = self.values.len();
        write(&mut self.values);
        if self.of_numbers {
            return;
        }
        let element = element.within(outer);
        // The numbers that came count, not those that the shape announces: no later index can miss.
        let count = self.values.len() - start;
        let (precision, is_tangent, group) = (element.precision, element.is_tangent, element.group);
        let shape = Shape::of(element.shape, element.is_complex);
        let shape = if shape.count() == count {
            shape
        } else {
            let found = Box::new((self.blocks.len(), shape));
            self.misfit = self.misfit.take().or(Some(found));
            Shape::new(&[count])
        };
        self.blocks.push(Block {
            path: self.here.clone(),
            shape,
            start,
            precision,
            is_tangent,
            is_bare: self.here.segments().is_empty(),
            group,
        });
    }

    /// Append a point of a manifold of this many dimensions, such as a rotation: its numbers are
    /// coordinates in the tangent space at the point itself, all zero there.
    ///
    /// `restore` reads them back as a vector δ and moves the point by δ through the manifold's
    /// exponential. It is called on a clone of the point that was flattened. What a Hessian over such a point is
    /// hangs on the manifold, which is not known here: its rows are taken for the derivatives of the gradient along
    /// frames that move with the point.
    ///
    /// ```
    /// use grad_check::{Flatten, Flattened, GradCheck, Params, Restore};
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
        self.tangent_space(dimensions, A::PRECISION, None);
    }

    /// The same for a rotation or a rigid motion: what its numbers are need not be told, its Hessian is known, and it may
    /// be an output as well as a parameter. The derivative of an output is compared in the tangent space there, on the
    /// side that the [`Pose`] names.
    pub fn pose<A: Real>(&mut self, pose: Pose) {
        self.poses.push((self.values.len(), pose));
        let group = pose.group;
        self.tangent_space(group.dimensions(), A::PRECISION, Some(group));
    }

    fn tangent_space(&mut self, dimensions: usize, precision: Precision, group: Option<Group>) {
        let element = Element {
            is_tangent: true,
            group,
            ..Element::number(precision)
        };
        // No gradient has such a block: none is followed.
        if let Some(follow) = &mut self.follow {
            return follow.depart();
        }
        self.append(element, &[dimensions], |values| {
            values.extend(std::iter::repeat_n(0.0, dimensions));
        });
    }

    /// Whether every block has the numbers that its shape announces.
    pub(crate) fn fits(&self) -> Result<(), Problem> {
        let Some((at, shape)) = self.misfit.as_deref() else {
            return Ok(());
        };
        let block = self.blocks.get(*at);
        Err(Problem::BlockShape {
            block: block.map_or_else(String::new, |block| block.path.to_string()),
            shape: shape.clone(),
            numbers: block.map_or(0, |block| block.shape.count()),
        })
    }

    /// The poses among its values, and where each begins; `None` if there are points of manifolds that aren't told.
    pub(crate) fn poses(&self) -> Option<&[(usize, Pose)]> {
        let tangent = self.blocks().iter().filter(|block| block.is_tangent);
        let numbers: usize = tangent.map(|block| block.shape.count()).sum();
        let told = self.poses.iter().map(|(_, pose)| pose.group.dimensions());
        (told.sum::<usize>() == numbers).then_some(&self.poses)
    }

    /// Whether a step in one of the blocks isn't an addition.
    pub(crate) fn is_curved(&self) -> bool {
        self.blocks().iter().any(|block| block.is_tangent)
    }

    /// The same with every path put under the names of the arguments it came from, and vectors in their parts.
    pub(crate) fn under(mut self, names: &Names) -> Self {
        self.blocks = names.give(std::mem::take(&mut self.blocks));
        self
    }

    /// Its blocks as those of [`under`](Self::under).
    pub(crate) fn blocks_under(&self, names: &Names) -> Vec<Block> {
        names.give(self.blocks().to_vec())
    }

    /// The coarsest precision of its blocks.
    pub(crate) fn precision(&self) -> Precision {
        if let Some(follow) = &self.follow {
            return follow.precision();
        }
        let precisions = self.blocks().iter().map(Block::precision);
        precisions.fold(Precision::F64, Precision::coarser)
    }
}
