//! Symmetric matrices: one triangle for both, entries off the diagonal counted twice or once, the diagonal alone.

use super::explained::Hypothesis;
use super::mend::{Own, Right};
use super::probed::Gradient;
use super::view::View;
use crate::report::{Finding, FindingKind};
use std::rc::Rc;

/// A way in which one of analytic and numeric gradient is made of the other, entry by entry.
#[derive(Clone, Copy)]
struct Way {
    words: &'static str,
    mend: &'static str,
    /// The right entry from the analytic one, the one across the diagonal, and the place: below, on, above.
    right: fn(f64, f64, Side) -> Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Diagonal,
    Above,
}

use Side::{Above, Below, Diagonal};

const WAYS: [Way; 9] = [
    Way {
        words: "the cost reads the lower triangle only, and the gradient is spread over both",
        mend: "adding the upper triangle to the lower one, and zero above",
        right: |own, across, side| match side {
            Below => Some(own + across),
            Diagonal => Some(own),
            Above => Some(0.0),
        },
    },
    Way {
        words: "the cost reads the upper triangle only, and the gradient is spread over both",
        mend: "adding the lower triangle to the upper one, and zero below",
        right: |own, across, side| match side {
            Above => Some(own + across),
            Diagonal => Some(own),
            Below => Some(0.0),
        },
    },
    Way {
        words: "the upper triangle is missing",
        mend: "copying the lower triangle to the upper one",
        right: |own, across, side| Some(if side == Above { across } else { own }),
    },
    Way {
        words: "the lower triangle is missing",
        mend: "copying the upper triangle to the lower one",
        right: |own, across, side| Some(if side == Below { across } else { own }),
    },
    Way {
        words: "one triangle holds the sum of both",
        mend: "halving the sum of the two triangles",
        right: |own, across, side| {
            Some(if side == Diagonal {
                own
            } else {
                f64::midpoint(own, across)
            })
        },
    },
    Way {
        words: "doubled off the diagonal",
        mend: "multiplying all entries off the diagonal by 0.5",
        right: |own, _, side| Some(if side == Diagonal { own } else { own / 2.0 }),
    },
    Way {
        words: "halved off the diagonal",
        mend: "multiplying all entries off the diagonal by 2",
        right: |own, _, side| Some(if side == Diagonal { own } else { 2.0 * own }),
    },
    Way {
        words: "doubled on the diagonal",
        mend: "multiplying the diagonal by 0.5",
        right: |own, _, side| Some(if side == Diagonal { own / 2.0 } else { own }),
    },
    Way {
        words: "halved on the diagonal",
        mend: "multiplying the diagonal by 2",
        right: |own, _, side| Some(if side == Diagonal { 2.0 * own } else { own }),
    },
];

/// Those that explain a square matrix.
pub(super) fn triangles(view: &View<'_>, gradient: Gradient<'_>) -> Vec<Hypothesis> {
    let [rows, columns] = *view.lengths() else {
        return Vec::new();
    };
    // Of a sample the entry across the diagonal is known as well.
    let analytic = gradient.of(view).unwrap_or_default();
    if rows != columns || rows < 2 || analytic.len() != rows * columns {
        return Vec::new();
    }
    let fits = |way: &Way| {
        let right = entries(analytic, rows, way.right);
        let right = |i: usize| right.get(view.offsets[i]).copied().flatten();
        let is_near = |i: usize| right(i).is_some_and(|right| view.is_near(right, i));
        let explains = (0..view.len()).all(|i| !view.is_measured(i) || is_near(i));
        let telling = view.wrong.iter().filter(|&&i| view.tells(i)).count();
        (explains && telling > 1).then(|| hypothesis(view, rows, *way))
    };
    WAYS.iter().filter_map(fits).collect()
}

fn hypothesis(view: &View<'_>, rows: usize, way: Way) -> Hypothesis {
    let path = view.path();
    let of = view.gradient(path);
    let finding = Finding::new(FindingKind::Triangle, path, way.words.to_owned())
        .in_words(format!("{path}: {}", way.words))
        .because(format!(
            "{} of {} entries are wrong, and it explains all",
            view.wrong.len(),
            view.len()
        ))
        .mended(format!("{} of {of} makes the check pass", way.mend))
        .counting(view.wrong.len(), view.len());
    let right: Right = Rc::new(move |own: &Own<'_>| entries(&own.numbers, rows, way.right));
    Hypothesis::new(finding, right)
}

/// The right entries of a square matrix.
fn entries(
    analytic: &[f64],
    rows: usize,
    right: fn(f64, f64, Side) -> Option<f64>,
) -> Vec<Option<f64>> {
    let entry = |at: usize| {
        let (i, j) = (at / rows, at % rows);
        let side = match i.cmp(&j) {
            std::cmp::Ordering::Greater => Below,
            std::cmp::Ordering::Equal => Diagonal,
            std::cmp::Ordering::Less => Above,
        };
        let across = analytic.get(j * rows + i)?;
        right(*analytic.get(at)?, *across, side)
    };
    (0..analytic.len()).map(entry).collect()
}
