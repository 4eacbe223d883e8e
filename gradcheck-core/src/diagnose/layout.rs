//! The right numbers at the wrong places: a transposed, reshaped, reversed, shifted or permuted block.

use super::explained::Hypothesis;
use super::mend::moved;
use super::view::View;
use crate::order::sort_by;
use crate::report::{Finding, FindingKind, Fit};
use std::rc::Rc;

/// Blocks of more components are not searched for a permutation of single ones.
const LARGEST: usize = 4096;

/// From one place to another; `None` for a gap.
pub(super) type Move<'a> = Rc<dyn Fn(usize) -> Option<usize> + 'a>;

/// An arrangement: where the number at each place comes from (`None` for a place that is filled with zero),
/// and where that of each place goes to (`None` if it is lost).
#[derive(Clone)]
pub(super) struct Arrangement<'a> {
    pub(super) kind: FindingKind,
    pub(super) words: String,
    pub(super) mend: &'static str,
    pub(super) from: Move<'a>,
    pub(super) to: Move<'a>,
}

/// The arrangements that explain a block: those that are named first, else a permutation.
pub(super) fn layout(view: &View<'_>) -> Vec<Hypothesis> {
    if view.wrong.len() < 2 || !view.is_whole() || view.block.shape.count() != view.len() {
        return Vec::new();
    }
    let named = named(view.lengths());
    let mut found: Vec<Hypothesis> = named.iter().filter_map(|a| fitting(view, a)).collect();
    if found.is_empty() {
        let permuted = lines_permuted(view).or_else(|| permuted(view));
        found.extend(permuted.and_then(|arrangement| fitting(view, &arrangement)));
    }
    found
}

/// The arrangements of an array of these dimensions that have a name.
pub(super) fn named(lengths: &[usize]) -> Vec<Arrangement<'_>> {
    [transposed(lengths), reversed(lengths), shifted(lengths)].concat()
}

fn fitting(view: &View<'_>, arrangement: &Arrangement<'_>) -> Option<Hypothesis> {
    let guess = |i: usize| match (arrangement.from)(i) {
        Some(from) => view.measured(from),
        None => view.measured(i).times(0.0),
    };
    let fit = view.fits(guess)?;
    (fit.explained > 1).then(|| {
        let evidence = format!(
            "{} of {} components are wrong, and all agree with the numeric derivative of another place",
            fit.explained,
            view.len()
        );
        hypothesis(view, arrangement, fit, evidence)
    })
}

pub(super) fn hypothesis(
    view: &View<'_>,
    arrangement: &Arrangement<'_>,
    fit: Fit,
    evidence: String,
) -> Hypothesis {
    let path = view.path();
    let (words, of) = if view.block.is_of_matrix() {
        let named = ["analytic[", "numeric["].map(|side| side.replace('[', &format!(" {path}[")));
        let words = arrangement.words.replace("analytic[", &named[0]);
        (words.replace("numeric[", &named[1]), path.to_owned())
    } else {
        let of = format!("the gradient of {path}");
        (arrangement.words.clone(), of)
    };
    let to = (0..view.block.shape.count()).map(|i| (arrangement.to)(i));
    let right = Some(moved(to.collect()));
    let finding = Finding::new(arrangement.kind, path, words.clone())
        .in_words(format!("{path} is {words}"))
        .because(evidence)
        .mended(format!("{} {of} makes the check pass", arrangement.mend))
        .fitting(fit);
    Hypothesis { finding, right }
}

/// Transposed, or of the same numbers in the order of other axes.
fn transposed(lengths: &[usize]) -> Vec<Arrangement<'_>> {
    if lengths.iter().filter(|&&n| n > 1).count() < 2 {
        return Vec::new();
    }
    let orders = axis_orders(lengths.len());
    let identity: Vec<usize> = (0..lengths.len()).collect();
    let orders = orders.into_iter().filter(|order| *order != identity);
    orders
        .flat_map(|order| {
            let keeps_shape = order.iter().zip(lengths).all(|(&axis, n)| lengths[axis] == *n);
            let is_matrix = lengths.len() == 2;
            let kind = if keeps_shape { FindingKind::Transposed } else { FindingKind::Reshaped };
            let words = match (is_matrix, keeps_shape) {
                (true, true) => "transposed: analytic[i, j] = numeric[j, i]".to_owned(),
                (false, true) => format!("transposed: its axes are in the order {order:?}"),
                (true, false) => "flattened in the wrong order: its numbers are those of the transpose, row by row".to_owned(),
                (false, false) => format!("flattened in the wrong order: its axes are in the order {order:?}"),
            };
            let mend = if keeps_shape { "transposing" } else { "reading the numbers column by column in" };
            let (there, back) = in_order_of_axes(lengths, order);
            [(there.clone(), back.clone()), (back, there)].map(|(from, to)| Arrangement {
                kind,
                words: words.clone(),
                mend,
                from,
                to,
            })
        })
        .collect()
}

/// Every order of so many axes; of many axes only the reverse one.
fn axis_orders(axes: usize) -> Vec<Vec<usize>> {
    if axes > 4 {
        return vec![(0..axes).rev().collect()];
    }
    let mut orders = vec![Vec::new()];
    for _ in 0..axes {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                let unused = (0..axes).filter(|axis| !order.contains(axis));
                unused
                    .map(|axis| [order.as_slice(), &[axis]].concat())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    orders
}

/// From a place in an array that is read with its axes in another order to the offset of its number, and
/// back.
fn in_order_of_axes(lengths: &[usize], order: Vec<usize>) -> (Move<'_>, Move<'_>) {
    let read: Vec<usize> = order.iter().map(|&axis| lengths[axis]).collect();
    let (own, read) = (
        crate::shape::Shape::new(lengths),
        crate::shape::Shape::new(&read),
    );
    let order = Rc::new(order);
    let (axes, shapes) = (Rc::clone(&order), (own.clone(), read.clone()));
    let there: Move<'_> = Rc::new(move |place| {
        let mut index = vec![0; axes.len()];
        let along = shapes.1.index(place);
        axes.iter()
            .zip(along)
            .for_each(|(&axis, k)| index[axis] = k);
        Some(shapes.0.offset(&index))
    });
    let back: Move<'_> = Rc::new(move |offset| {
        let index = own.index(offset);
        let along: Vec<usize> = order.iter().map(|&axis| index[axis]).collect();
        Some(read.offset(&along))
    });
    (there, back)
}

/// Backwards altogether, along an axis, or along the last two (a kernel that is flipped).
fn reversed(lengths: &[usize]) -> Vec<Arrangement<'_>> {
    let arrangement = |axes: &[usize], words: &str| {
        let axes = axes.to_vec();
        let back = remapped(lengths, move |index| {
            axes.iter()
                .for_each(|&axis| index[axis] = lengths[axis] - 1 - index[axis]);
            true
        });
        Arrangement {
            kind: FindingKind::Reversed,
            words: words.to_owned(),
            mend: "reversing",
            from: back.clone(),
            to: back,
        }
    };
    let all: Vec<usize> = (0..lengths.len()).collect();
    let mut arrangements = vec![arrangement(&all, "reversed: its numbers run backwards")];
    for axis in 0..lengths.len() {
        let words = format!("reversed {}", along(lengths, axis));
        arrangements.push(arrangement(&[axis], &words));
    }
    if let [_, .., _, _] = lengths {
        let last = &all[all.len() - 2..];
        arrangements.push(arrangement(
            last,
            "reversed along its last two axes, as a kernel is that is flipped",
        ));
    }
    arrangements
}

/// By one place, along an axis or in the order of memory, around the end or with a zero.
fn shifted(lengths: &[usize]) -> Vec<Arrangement<'_>> {
    let mut arrangements = Vec::new();
    for (axis, &length) in lengths.iter().enumerate() {
        let back = length.saturating_sub(1);
        for (by, other_way, direction) in [(1, back, "later"), (back, 1, "earlier")] {
            for wraps in [true, false] {
                // Of two, either order is a reversal.
                if wraps && length < 3 {
                    continue;
                }
                let shifted = |by: usize| {
                    remapped(lengths, move |index| {
                        let to = index[axis] + length - by;
                        let passes_end = (to >= length) == (by == 1);
                        index[axis] = to % length.max(1);
                        wraps || passes_end
                    })
                };
                let end = if wraps {
                    "the end comes round"
                } else {
                    "the gap is zero"
                };
                arrangements.push(Arrangement {
                    kind: FindingKind::Shifted,
                    words: format!(
                        "shifted by one {}: each number stands one place {direction}, {end}",
                        along(lengths, axis)
                    ),
                    mend: "shifting back",
                    from: shifted(by),
                    to: shifted(other_way),
                });
            }
        }
    }
    if lengths.iter().filter(|&&n| n > 1).count() > 1 {
        let count: usize = lengths.iter().product();
        let shifted = |by: usize| -> Move<'_> { Rc::new(move |i| Some((i + count - by) % count)) };
        for (by, direction) in [(1, "later"), (count - 1, "earlier")] {
            arrangements.push(Arrangement {
                kind: FindingKind::Shifted,
                words: format!("shifted by one in the order of its numbers: each stands one place {direction}, the end comes round"),
                mend: "shifting back",
                from: shifted(by),
                to: shifted(count - by),
            });
        }
    }
    arrangements
}

/// Where each place's number comes from, by a change of its index; `None` where the change says so.
fn remapped<'a>(lengths: &[usize], change: impl Fn(&mut Vec<usize>) -> bool + 'a) -> Move<'a> {
    let shape = crate::shape::Shape::new(lengths);
    Rc::new(move |i: usize| {
        let mut index = shape.index(i);
        let is_filled = change(&mut index);
        is_filled.then(|| shape.offset(&index))
    })
}

pub(super) fn along(lengths: &[usize], axis: usize) -> String {
    match (lengths.len(), axis) {
        (0 | 1, _) => "along its length".to_owned(),
        (2, 0) => "from row to row".to_owned(),
        (2, _) => "from column to column".to_owned(),
        _ => format!("along axis {axis}"),
    }
}

/// Rows or columns (slices along one axis) in another order.
fn lines_permuted<'a>(view: &'a View<'_>) -> Option<Arrangement<'a>> {
    let lengths = view.lengths();
    if lengths.len() < 2 {
        return None;
    }
    (0..lengths.len()).find_map(|axis| {
        let order = line_order(view, axis)?;
        let words = match (lengths.len(), axis) {
            (2, 0) => format!("of rows in another order: row i is that of {order:?}"),
            (2, _) => format!("of columns in another order: column j is that of {order:?}"),
            _ => format!(
                "of slices along axis {axis} in another order: slice i is that of {order:?}"
            ),
        };
        let mut back = vec![0; order.len()];
        order.iter().enumerate().for_each(|(i, &k)| back[k] = i);
        let by = |order: Vec<usize>| {
            remapped(lengths, move |index| {
                index[axis] = order[index[axis]];
                true
            })
        };
        Some(Arrangement {
            kind: FindingKind::Permuted,
            words,
            mend: "putting the lines in order in",
            from: by(order),
            to: by(back),
        })
    })
}

/// Which numeric line each analytic line along an axis is, if each is one that no other is.
fn line_order(view: &View<'_>, axis: usize) -> Option<Vec<usize>> {
    let lines = lines(view.lengths(), axis);
    let mut order: Vec<usize> = Vec::new();
    for line in &lines {
        let is_same = |other: &Vec<usize>| {
            let mut pairs = line.iter().zip(other);
            pairs.all(|(&i, &j)| view.is_near(view.analytic[i], j))
        };
        let own = order.len();
        let mut candidates = (0..lines.len()).filter(|k| !order.contains(k));
        // A line that is where it belongs stays there, though others may be equal.
        let found = if is_same(&lines[own]) && !order.contains(&own) {
            own
        } else {
            candidates.find(|&k| is_same(&lines[k]))?
        };
        order.push(found);
    }
    let is_moved = order.iter().enumerate().any(|(i, &k)| i != k);
    is_moved.then_some(order)
}

/// The offsets of each slice along an axis.
pub(super) fn lines(lengths: &[usize], axis: usize) -> Vec<Vec<usize>> {
    let shape = crate::shape::Shape::new(lengths);
    let mut lines = vec![Vec::new(); lengths[axis]];
    (0..shape.count()).for_each(|i| lines[shape.index(i)[axis]].push(i));
    lines
}

/// The components in any other order: sorted, both sides are the same numbers.
fn permuted(view: &View<'_>) -> Option<Arrangement<'static>> {
    let count = view.len();
    if !(3..=LARGEST).contains(&count) || (0..count).any(|i| !view.is_measured(i)) {
        return None;
    }
    let sorted = |numbers: &[f64]| {
        let mut order: Vec<usize> = (0..count).collect();
        sort_by(&mut order, |&a, &b| numbers[a].total_cmp(&numbers[b]));
        order
    };
    let (analytic, numeric) = (sorted(&view.analytic), sorted(&view.numeric));
    let mut from = vec![None; count];
    let mut to = vec![None; count];
    // Numbers that are the same here, as zeros are, don't tell where each belongs elsewhere.
    let is_tied = |k: usize, other: Option<usize>| {
        let others = other.and_then(|other| numeric.get(other));
        others.is_some_and(|&other| view.is_near(view.numeric[other], numeric[k]))
    };
    for (k, (&i, &j)) in analytic.iter().zip(&numeric).enumerate() {
        from[i] = Some(j);
        to[j] = Some(i).filter(|_| !is_tied(k, k.checked_sub(1)) && !is_tied(k, Some(k + 1)));
    }
    let moved = view.wrong.len();
    let from: Move<'static> = Rc::new(move |i| from.get(i).copied().flatten());
    let to: Move<'static> = Rc::new(move |j| to.get(j).copied().flatten());
    (moved > 2).then(|| Arrangement {
        kind: FindingKind::Permuted,
        words: format!("permuted: {moved} of its {count} numbers stand at the place of another"),
        mend: "putting the numbers in order in",
        from,
        to,
    })
}
