//! Sorting, by one sort that is compiled once: each kind of items would bring its own.

use std::cmp::Ordering;

/// Sort by what `compare` says of two; those that are equal keep their order.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Which of so many items stands at each place.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}

/// Items in groups, each with those that are the same as its first, in their order.
pub(crate) fn grouped<T>(
    items: impl IntoIterator<Item = T>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|group| is_same(&group[0], &item)) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::{sort, sort_by_key};

    #[test]
    fn items_are_sorted_and_equal_ones_keep_their_order() {
        for count in [0, 1, 2, 7, 100] {
            let items: Vec<(usize, usize)> = (0..count).map(|i| (i * 7 % 5, i)).collect();
            let (mut ours, mut expected) = (items.clone(), items);
            sort_by_key(&mut ours, |item| item.0);
            expected.sort_by_key(|item| item.0);
            assert_eq!(ours, expected);
            sort(&mut ours);
            assert!(ours.is_sorted());
        }
    }
}
