//! Arrays, `Vec`, slices and `VecDeque`: one block where the items are numbers of a fixed shape, otherwise a
//! part for each item.

use super::{Element, Flatten, Flattened, Params, Pose, Restore};
use std::collections::VecDeque;

impl<T: Flatten> Flatten for [T] {
    fn flatten(&self, into: &mut Flattened) {
        both(self, &[], into);
    }
}

/// The items of one run behind those of another.
fn both<T: Flatten>(front: &[T], back: &[T], into: &mut Flattened) {
    match T::element() {
        Some(element) => {
            into.poses_of(&element, front.iter().chain(back));
            into.run(
                element,
                &[front.len() + back.len()],
                |at| {
                    front
                        .get(at)
                        .or_else(|| back.get(at.checked_sub(front.len())?))
                },
                |values| {
                    T::all_numbers(front, values);
                    T::all_numbers(back, values);
                },
            );
        }
        None => items(front, back, into),
    }
}

/// The same with a part for each item.
fn items<T: Flatten>(front: &[T], back: &[T], into: &mut Flattened) {
    let (count, items) = (front.len() + back.len(), front.iter().chain(back));
    into.parts(count, items.enumerate(), |into, (i, item)| {
        into.item(i, item);
    });
}

impl<T: Params> Params for Vec<T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        from.run(self);
    }
}

impl<T: Flatten> Flatten for Vec<T> {
    fn flatten(&self, into: &mut Flattened) {
        self.as_slice().flatten(into);
    }
}

impl<T: Flatten> Flatten for VecDeque<T> {
    fn flatten(&self, into: &mut Flattened) {
        let (front, back) = self.as_slices();
        both(front, back, into);
    }
}

impl<T: Params> Params for VecDeque<T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        from.run(self.make_contiguous());
    }
}

impl<T: Flatten, const N: usize> Flatten for [T; N] {
    fn flatten(&self, into: &mut Flattened) {
        self.as_slice().flatten(into);
    }
    fn element() -> Option<Element> {
        Some(T::element()?.within(&[N]))
    }
    fn count() -> Option<usize> {
        Some(N * T::count()?)
    }
    fn numbers(&self, into: &mut Vec<f64>) {
        T::all_numbers(self, into);
    }
    fn poses(&self, into: &mut Vec<Pose>) {
        self.iter().for_each(|item| item.poses(into));
    }
}

impl<T: Params, const N: usize> Params for [T; N] {
    fn restore(&mut self, from: &mut Restore<'_>) {
        from.run(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(flat: &Flattened) -> Vec<String> {
        flat.blocks()
            .iter()
            .map(|b| format!("{} {}", b.path(), b.shape()))
            .collect()
    }

    #[test]
    fn nested_arrays_are_one_matrix() {
        let flat = Flattened::of(&vec![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        assert_eq!(paths(&flat), [" 3×2"]);
        assert_eq!(flat.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn nested_vectors_may_be_ragged_and_are_a_part_each() {
        let flat = Flattened::of(&vec![vec![1.0], vec![2.0, 3.0]]);
        assert_eq!(paths(&flat), ["[0] 1", "[1] 2"]);
    }

    #[test]
    fn a_queue_is_read_from_its_front_wherever_that_is_stored() {
        let mut queue: VecDeque<[f64; 2]> = VecDeque::with_capacity(3);
        queue.extend([[9.0, 9.0], [3.0, 4.0], [5.0, 6.0]]);
        queue.pop_front();
        queue.push_back([7.0, 8.0]);
        let flat = Flattened::of(&queue);
        assert_eq!(paths(&flat), [" 3×2"]);
        assert_eq!(flat.values(), [3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        queue.restore(&mut Restore::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        assert_eq!(queue, [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    }

    #[test]
    fn what_is_read_is_written_back_in_the_same_order() {
        let mut value = vec![vec![[1.0f32, 2.0]], vec![[3.0, 4.0], [5.0, 6.0]]];
        let doubled: Vec<f64> = Flattened::of(&value)
            .values()
            .iter()
            .map(|x| x * 2.0)
            .collect();
        let mut from = Restore::new(&doubled);
        value.restore(&mut from);
        assert!(from.is_complete());
        assert_eq!(value, [vec![[2.0, 4.0]], vec![[6.0, 8.0], [10.0, 12.0]]]);
    }
}
