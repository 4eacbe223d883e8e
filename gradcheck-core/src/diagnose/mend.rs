//! How a derivative becomes right: a function from θ and the numbers that were returned to those that would be right,
//! in one place of a gradient or a matrix.

use crate::evaluate::Rows;
use std::ops::Range;
use std::rc::Rc;

/// Entries of the derivative: some rows, and a run of columns. A gradient is one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Submatrix {
    pub(super) rows: Vec<usize>,
    pub(super) columns: Range<usize>,
}

/// A point: θ as seen from its own origin, and from that of the test point.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) theta: &'a [f64],
    pub(super) moved: &'a [f64],
}

impl<'a> At<'a> {
    /// A point as seen from where θ begins for the test point as well.
    pub(super) fn of(theta: &'a [f64]) -> Self {
        let moved = theta;
        Self { theta, moved }
    }
}

/// What a mend may use: the entries of its place with their parameters, and all of θ.
pub(super) struct Own<'a> {
    /// Row after row.
    pub(super) numbers: Vec<f64>,
    pub(super) theta: Vec<f64>,
    pub(super) all: &'a [f64],
    /// How far the parameters of the first row are from the test point's, where they are vectors in a tangent
    /// space; else themselves.
    pub(super) moved: Vec<f64>,
    width: usize,
    derivatives: &'a [f64],
    rows: &'a [usize],
}

impl<'a> Own<'a> {
    pub(super) fn of(place: &'a Submatrix, at: &At<'a>, rows: &'a Rows) -> Self {
        let At { theta, moved } = *at;
        let Submatrix { rows: own, columns } = place;
        let of_columns = own.iter().flat_map(|_| theta[columns.clone()].to_vec());
        let known = Self {
            numbers: Vec::new(),
            theta: of_columns.collect(),
            all: theta,
            moved: moved[columns.clone()].to_vec(),
            width: theta.len(),
            derivatives: &rows.derivatives,
            rows: own,
        };
        Self {
            numbers: known.at(columns),
            ..known
        }
    }

    /// The derivatives with respect to other columns, in the same rows.
    pub(super) fn at(&self, columns: &Range<usize>) -> Vec<f64> {
        let mut numbers = Vec::new();
        for row in self.rows {
            for column in columns.clone() {
                numbers.extend(self.derivatives.get(row * self.width + column));
            }
        }
        numbers
    }
}

/// The right numbers, entry by entry; `None` where they can't be told from the wrong ones.
pub(super) type Right = Rc<dyn Fn(&Own<'_>) -> Vec<Option<f64>>>;

/// How the derivative in one place becomes right.
#[derive(Clone)]
pub(super) struct Mend {
    pub(super) place: Submatrix,
    pub(super) right: Right,
}

/// What a mend leaves of a gradient, if the check is to pass.
const LEFT: f64 = 2e-8;

/// What a mend promises whose constants leave this share of a gradient.
pub(super) fn promise(left: f64) -> String {
    if left <= LEFT {
        "makes the check pass".to_owned()
    } else {
        format!("leaves about {left:.0e} of it, as far as the constant is known")
    }
}

/// Each entry by itself, from its place among them and all that a mend may use.
pub(super) fn at_each(right: impl Fn(usize, &Own<'_>) -> Option<f64> + 'static) -> Right {
    Rc::new(move |own| (0..own.numbers.len()).map(|i| right(i, own)).collect())
}

/// Each entry by itself, from its number and its parameter.
pub(super) fn each(right: impl Fn(f64, f64) -> f64 + 'static) -> Right {
    at_each(move |i, own| Some(right(own.numbers[i], own.theta[i])))
}

/// The derivatives with respect to other columns.
pub(super) fn of(columns: Range<usize>) -> Right {
    Rc::new(move |own| own.at(&columns).into_iter().map(Some).collect())
}

/// The same of these entries only; of the others nothing is told, unless they are right as they are.
pub(super) fn only(entries: &[usize], are_others_right: bool, right: Right) -> Right {
    let entries = entries.to_vec();
    Rc::new(move |own| {
        let mut is_named = vec![false; own.numbers.len()];
        for &entry in &entries {
            if let Some(is_named) = is_named.get_mut(entry) {
                *is_named = true;
            }
        }
        let pairs = right(own).into_iter().zip(&own.numbers).enumerate();
        let entry = |(i, (right, own)): (usize, (Option<f64>, &f64))| {
            let other = are_others_right.then_some(*own);
            if is_named[i] { right } else { other }
        };
        pairs.map(entry).collect()
    })
}

/// The derivative at a point, with all mends made.
pub(super) struct Mended {
    pub(super) raw: Vec<f64>,
    pub(super) right: Vec<f64>,
    /// The columns that a mend tells in all of its rows, and the rows.
    pub(super) columns: Vec<bool>,
    pub(super) rows: Vec<bool>,
}

impl Mended {
    pub(super) fn of(mends: &[Mend], at: &At<'_>, rows: &Rows) -> Self {
        let theta = at.theta;
        let (width, count) = (theta.len(), rows.costs.len());
        let mut mended = Self {
            raw: rows.derivatives.clone(),
            right: rows.derivatives.clone(),
            columns: vec![false; width],
            rows: vec![false; count],
        };
        for mend in mends {
            let Submatrix {
                rows: own,
                columns: range,
            } = &mend.place;
            let right = (mend.right)(&Own::of(&mend.place, at, rows));
            for column in range.clone() {
                let of = |k: usize| right.get(k * range.len() + column - range.start);
                mended.columns[column] = (0..own.len()).all(|k| of(k).copied().flatten().is_some());
            }
            let entries = own
                .iter()
                .flat_map(|row| range.clone().map(move |c| row * width + c));
            for (entry, right) in entries.zip(right) {
                if let Some((right, place)) = right.zip(mended.right.get_mut(entry)) {
                    *place = right;
                }
            }
            for row in own {
                mended.rows[*row] = true;
            }
        }
        mended
    }
}
