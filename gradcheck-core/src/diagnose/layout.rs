//! The right numbers at the wrong places: a transposed, reshaped, reversed, shifted or permuted block.

use super::components::NAMED;
use super::hypothesis::{Hypothesis, Named};
use super::laboratory::Laboratory;
use super::mend::at_each;
use super::probed::Reach;
use super::view::View;
use crate::order::{sort_by, sort_by_key};
use crate::report::{Finding, FindingKind, Fit};
use std::rc::Rc;

/// Of more components other signs are no slip of the pen.
const TURNED: usize = 64;
/// Blocks of more components are not searched for a permutation of single ones.
const LARGEST: usize = 4096;
/// Wrong components that must agree on an arrangement, and those of a sample on an order of lines.
const TELLING: usize = 2;
const TELLING_OF_LINES: usize = 4;

/// From one place to another; `None` if the number is lost.
type Move<'a> = Rc<dyn Fn(usize) -> Option<usize> + 'a>;

/// An arrangement: where the right number of each place stands.
#[derive(Clone)]
struct Arrangement<'a> {
    kind: FindingKind,
    words: String,
    mend: String,
    to: Move<'a>,
    /// The line, by its axis, that no number is moved to, and that is filled with zero.
    gap: Option<[usize; 2]>,
    /// The places of right numbers that stand there with the other sign.
    turned: Rc<[usize]>,
}

impl<'a> Arrangement<'a> {
    fn new(kind: FindingKind, words: String, mend: &str, to: Move<'a>) -> Self {
        Self {
            kind,
            words,
            mend: mend.to_owned(),
            to,
            gap: None,
            turned: Rc::default(),
        }
    }
}

/// The arrangements that explain a block, or a sample of one: those that are named first, else a permutation.
pub(super) fn layout(view: &View<'_>, laboratory: &Laboratory<'_>) -> Vec<Hypothesis> {
    let is_of = |all: &&[f64]| all.len() == view.block.shape.count();
    let all = laboratory.returned(view).filter(is_of);
    let exchanged = || {
        let exchanged = exchanged(view, all, laboratory);
        exchanged.map_or_else(Vec::new, |a| vec![hypothesis(view, &a, unfitted(view))])
    };
    let is_open = view.wrong.len() >= TELLING && view.reach != Reach::Located;
    let Some(analytic) = all.filter(|_| is_open) else {
        return exchanged();
    };
    let mut named = named(view.lengths());
    // A gap that is zero all over tells what comes round from what is lost.
    let is_zero = |[axis, line]: [usize; 2]| {
        let is_there = |at: usize| view.block.shape.index(at)[axis] == line;
        (0..analytic.len()).all(|at| analytic[at] == 0.0 || !is_there(at))
    };
    named.retain(|arrangement| arrangement.gap.is_none_or(is_zero));
    sort_by_key(&mut named, |arrangement| arrangement.gap.is_none());
    let fitting = |arrangement: &Arrangement<'_>| fitting(view, analytic, arrangement);
    let mut found: Vec<Hypothesis> = named.iter().filter_map(fitting).collect();
    if found.is_empty() {
        found = exchanged();
    }
    if found.is_empty() {
        let mut axes = 0..view.lengths().len();
        let lines = axes.find_map(|axis| lines_permuted(view, analytic, axis));
        let permuted = lines.or_else(|| permuted(view));
        found.extend(permuted.and_then(|arrangement| fitting(&arrangement)));
    }
    found
}

/// The arrangements of an array of these dimensions that have a name.
fn named(lengths: &[usize]) -> Vec<Arrangement<'_>> {
    [transposed(lengths), reversed(lengths), shifted(lengths)].concat()
}

/// Whether every number that was measured stands where the arrangement puts it.
fn fitting(view: &View<'_>, analytic: &[f64], arrangement: &Arrangement<'_>) -> Option<Hypothesis> {
    let mut fit = unfitted(view);
    let mut told: Vec<f64> = Vec::new();
    for i in (0..view.len()).filter(|&i| view.is_measured(i)) {
        let to = (arrangement.to)(view.offsets[i]);
        let Some(&there) = to.and_then(|to| analytic.get(to)) else {
            continue;
        };
        let is_turned = arrangement.turned.contains(&view.offsets[i]);
        let there = if is_turned { -there } else { there };
        fit.residual = fit.residual.max(view.residual(there, view.measured(i))?);
        let tells = view.wrong.contains(&i) && view.is_telling(i);
        told.extend(tells.then_some(there));
    }
    told.dedup();
    let is_told = view.is_whole() || told.len() >= TELLING;
    is_told.then(|| hypothesis(view, arrangement, fit))
}

fn unfitted(view: &View<'_>) -> Fit {
    Fit {
        residual: 0.0,
        explained: view.wrong.len(),
        of: view.len(),
    }
}

fn hypothesis(view: &View<'_>, arrangement: &Arrangement<'_>, fit: Fit) -> Hypothesis {
    let (wrong, of) = (view.wrong.len(), view.len());
    let evidence = if view.is_whole() {
        format!(
            "{wrong} of {of} components are wrong, and all agree with the numeric derivative of another place"
        )
    } else {
        format!(
            "{wrong} of {of} components measured are wrong, and the numeric derivative of each stands at that other place of the gradient"
        )
    };
    let (kind, mend) = (arrangement.kind, arrangement.mend.clone());
    let (words, is_of_matrix) = (arrangement.words.clone(), view.block.is_of_matrix());
    let to = (0..view.block.shape.count()).map(|i| (arrangement.to)(i));
    let (to, turned): (Vec<_>, _) = (to.collect(), Rc::clone(&arrangement.turned));
    let signs = if turned.is_empty() {
        ""
    } else {
        ", with their signs,"
    };
    let right = at_each(move |j, own| {
        let there = *own.numbers.get((*to.get(j)?)?)?;
        Some(if turned.contains(&j) { -there } else { there })
    });
    let said = move |of: &Named| {
        let path = &of.all;
        let (words, gradient) = if is_of_matrix {
            let sides = ["analytic", "numeric"].into_iter();
            let named = |words: String, side| {
                words.replace(&format!("{side}["), &format!("{side} {path}["))
            };
            (sides.fold(words.clone(), named), path.clone())
        } else {
            (
                words.replace(" its ", &format!(" {} ", of.or("its", "their"))),
                format!("the gradient of {path}"),
            )
        };
        // The names of components say of which block they are.
        let message = match () {
            () if words.ends_with("exchanged") => words.clone(),
            () => format!("{path} {} {words}", of.or("is", "are")),
        };
        Finding::new(kind, path, words.clone())
            .in_words(message)
            .because(evidence.clone())
            .mended(format!("{mend} {gradient}{signs} makes the check pass"))
            .fitting(fit)
    };
    Hypothesis::new(said, right)
}

/// Two components at each other's place; of a sample one of them may not have been measured.
fn exchanged(
    view: &View<'_>,
    all: Option<&[f64]>,
    laboratory: &Laboratory<'_>,
) -> Option<Arrangement<'static>> {
    let is_at = |i: usize, analytic: f64| view.tells(i) && view.is_near(analytic, i);
    let (i, there) = match *view.wrong.as_slice() {
        [i] if matches!(view.reach, Reach::Sample(_)) => {
            let mut all = all?.iter().enumerate();
            let is_there = |(at, g): (usize, &f64)| !view.offsets.contains(&at) && is_at(i, *g);
            (i, all.position(is_there)?)
        }
        [i, j] if is_at(i, view.analytic[j]) && is_at(j, view.analytic[i]) => (i, view.offsets[j]),
        _ => return None,
    };
    let here = view.offsets[i];
    let measured = view.offsets.iter().position(|&at| at == there);
    let other = match measured {
        Some(j) => view.block.components[j].path().to_owned(),
        None => laboratory.name(laboratory.place(view.path())?.columns.start + there)?,
    };
    let names = format!("{} and {other}", view.block.components[i].path());
    let to: Move<'static> = Rc::new(move |at| match at {
        at if at == here => Some(there),
        at if at == there => Some(here),
        at => Some(at),
    });
    let (words, mend) = (
        format!("{names} are exchanged"),
        format!("exchanging {names} in"),
    );
    Some(Arrangement::new(FindingKind::Permuted, words, &mend, to))
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
            in_order_of_axes(lengths, order).map(|to| Arrangement::new(kind, words.clone(), mend, to))
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
fn in_order_of_axes(lengths: &[usize], order: Vec<usize>) -> [Move<'_>; 2] {
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
    [back, there]
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
        Arrangement::new(FindingKind::Reversed, words.to_owned(), "reversing", back)
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
        let last = length.saturating_sub(1);
        for (by, first, direction) in [(1, 0, "later"), (last, last, "earlier")] {
            for wraps in [true, false] {
                // Of two, either order is a reversal.
                if wraps && length < 3 {
                    continue;
                }
                let to = remapped(lengths, move |index| {
                    index[axis] = (index[axis] + by) % length.max(1);
                    wraps || index[axis] != first
                });
                let end = if wraps {
                    "the end comes round"
                } else {
                    "the gap is zero"
                };
                let words = format!(
                    "shifted by one {}: each number stands one place {direction}, {end}",
                    along(lengths, axis)
                );
                arrangements.push(Arrangement {
                    gap: (!wraps).then_some([axis, first]),
                    ..Arrangement::new(FindingKind::Shifted, words, "shifting back", to)
                });
            }
        }
    }
    if lengths.iter().filter(|&&n| n > 1).count() > 1 {
        let count: usize = lengths.iter().product();
        for (by, direction) in [(1, "later"), (count - 1, "earlier")] {
            let words = format!(
                "shifted by one in the order of its numbers: each stands one place {direction}, the end comes round"
            );
            let to: Move<'_> = Rc::new(move |i| Some((i + by) % count));
            let kind = FindingKind::Shifted;
            arrangements.push(Arrangement::new(kind, words, "shifting back", to));
        }
    }
    arrangements
}

/// Where each place's number stands, by a change of its index; `None` where the change says so.
fn remapped<'a>(lengths: &[usize], change: impl Fn(&mut Vec<usize>) -> bool + 'a) -> Move<'a> {
    let shape = crate::shape::Shape::new(lengths);
    Rc::new(move |i: usize| {
        let mut index = shape.index(i);
        let is_filled = change(&mut index);
        is_filled.then(|| shape.offset(&index))
    })
}

fn along(lengths: &[usize], axis: usize) -> String {
    match (lengths.len(), axis) {
        (0 | 1, _) => "along its length".to_owned(),
        (2, 0) => "from row to row".to_owned(),
        (2, _) => "from column to column".to_owned(),
        _ => format!("along axis {axis}"),
    }
}

/// Rows or columns (slices along one axis) in another order.
fn lines_permuted(view: &View<'_>, analytic: &[f64], axis: usize) -> Option<Arrangement<'static>> {
    let to = line_order(view, analytic, axis)?;
    let mut from = vec![None; to.len()];
    let known = || {
        to.iter()
            .enumerate()
            .filter_map(|(own, k)| Some((own, (*k)?)))
    };
    known().for_each(|(own, k)| from[k] = Some(own));
    let line = view.line(axis);
    let place = match line {
        "slice" => format!(" {}", along(view.lengths(), axis)),
        _ => String::new(),
    };
    let all: Option<Vec<usize>> = from.iter().copied().collect();
    let told = if let Some(order) = all {
        let letter = if line == "column" { "j" } else { "i" };
        format!("{line} {letter} is that of {order:?}")
    } else {
        let moved: Vec<(usize, usize)> = known().filter(|(own, k)| own != k).collect();
        let told = moved.iter().take(NAMED);
        let told = told.map(|(own, k)| format!("{line} {own} stands at {k}"));
        let more = if moved.len() > NAMED { ", …" } else { "" };
        format!("{}{more}", told.collect::<Vec<_>>().join(", "))
    };
    let shape = view.block.shape.clone();
    let by: Move<'static> = Rc::new(move |at| {
        let mut index = shape.index(at);
        index[axis] = to[index[axis]]?;
        Some(shape.offset(&index))
    });
    let words = format!("of {line}s{place} in another order: {told}");
    let mend = "putting the lines in order in";
    Some(Arrangement::new(FindingKind::Permuted, words, mend, by))
}

/// Where the numbers of each line stand, if each line is one that no other is; of a sample, as far as some were met.
fn line_order(view: &View<'_>, analytic: &[f64], axis: usize) -> Option<Vec<Option<usize>>> {
    let shape = &view.block.shape;
    let length = *view.lengths().get(axis)?;
    let mut order: Vec<Option<usize>> = vec![None; length];
    let mut explained = 0;
    for (own, line) in view.lines(axis) {
        let tells = line.iter().any(|&i| view.is_telling(i));
        if !tells && !view.is_whole() {
            continue;
        }
        let is_at = |k: usize| {
            line.iter().filter(|&&i| view.is_measured(i)).all(|&i| {
                let mut index = shape.index(view.offsets[i]);
                index[axis] = k;
                let there = analytic.get(shape.offset(&index));
                there.is_some_and(|&there| view.is_near(there, i))
            })
        };
        let mut free = (0..length).filter(|&k| !order.contains(&Some(k)));
        // A line that is where it belongs stays there, though others may be equal.
        let found = if is_at(own) && !order.contains(&Some(own)) {
            own
        } else {
            free.find(|&k| is_at(k))?
        };
        order[own] = Some(found);
        if found != own {
            explained += line.iter().filter(|i| view.wrong.contains(i)).count();
        }
    }
    let least = if view.is_whole() {
        TELLING
    } else {
        TELLING_OF_LINES
    };
    (view.lengths().len() > 1 && explained >= least).then_some(order)
}

/// The components in any other order, perhaps with other signs: sorted by size, both sides are the same numbers.
fn permuted(view: &View<'_>) -> Option<Arrangement<'static>> {
    let count = view.len();
    let is_measured = view.is_whole() && (0..count).all(|i| view.is_measured(i));
    if !(3..=LARGEST).contains(&count) || !is_measured {
        return None;
    }
    let sorted = |numbers: &[f64]| {
        let mut order: Vec<usize> = (0..count).collect();
        sort_by(&mut order, |&a, &b| {
            let size = numbers[a].abs().total_cmp(&numbers[b].abs());
            size.then(numbers[a].total_cmp(&numbers[b]))
        });
        order
    };
    let (analytic, numeric) = (sorted(&view.analytic), sorted(&view.numeric));
    let mut to = vec![None; count];
    let (mut moved, mut turned) = (0, Vec::new());
    // Numbers that are the same here, as zeros are, don't tell where each belongs elsewhere.
    let is_tied = |k: usize, other: Option<usize>| {
        let others = other.and_then(|other| numeric.get(other));
        others.is_some_and(|&other| view.is_near(view.numeric[other], numeric[k]))
    };
    let sign = |i: usize, j: usize| {
        let mut signs = [1.0, -1.0].into_iter();
        signs.find(|sign| view.is_near(sign * view.analytic[i], j))
    };
    for (k, (&i, &j)) in analytic.iter().zip(&numeric).enumerate() {
        let (there, here) = (sign(i, j)?, sign(j, j));
        // …but those that are right where they are, or have the other sign, stay there.
        let is_free = !is_tied(k, k.checked_sub(1)) && !is_tied(k, Some(k + 1));
        to[j] = here.map(|_| j).or_else(|| is_free.then_some(i));
        moved += usize::from(i != j && here.is_none());
        turned.extend((here.unwrap_or(there) < 0.0).then_some(j));
    }
    if count > TURNED && !turned.is_empty() {
        return None;
    }
    let wrong = view.wrong.len();
    let (places, is_told) = match turned.len() {
        0 => (wrong, wrong > 2),
        _ => (moved, wrong > 1 && moved > 0),
    };
    let signs = match turned.len() {
        0 => String::new(),
        turned => format!(", {turned} with the other sign"),
    };
    let to: Move<'static> = Rc::new(move |j| to.get(j).copied().flatten());
    let words =
        format!("permuted: {places} of its {count} numbers stand at the place of another{signs}");
    let mend = "putting the numbers in order in";
    is_told.then(|| Arrangement {
        turned: turned.into(),
        ..Arrangement::new(FindingKind::Permuted, words, mend, to)
    })
}
