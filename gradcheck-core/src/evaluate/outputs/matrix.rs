//! Where the entry of an output and a parameter stands in a Jacobian.
//!
//! A Jacobian is one matrix over all parameters, or comes in parts: a matrix for each argument, or for
//! each block. A matrix may be a run of rows of its own, as `Vec<Vec<f64>>` is, or a vector that holds them all.

use crate::parameters::{Block, Flattened, Segment};
use crate::report::Problem;
use std::ops::Range;

/// The entries of a Jacobian of known layout.
#[derive(Debug, Clone)]
pub(super) struct Matrix {
    expected: Vec<Block>,
    /// For each component of θ, where the entry of the first output stands, and how far it is to that of
    /// the next.
    places: Vec<(usize, usize)>,
}

/// A matrix with a row for each output, and where its numbers start.
struct Part<'a> {
    path: &'a [Segment],
    start: usize,
    columns: usize,
}

impl Matrix {
    /// Match a Jacobian to so many outputs and to the blocks of θ.
    pub(super) fn new(
        jacobian: &Flattened,
        outputs: usize,
        parameters: &[Block],
    ) -> Result<Self, Problem> {
        jacobian.fits()?;
        let columns = parameters.iter().map(|b| b.shape().count()).sum();
        let unfit = || Problem::JacobianShape {
            found: jacobian.blocks().iter().map(described).collect(),
            outputs,
            parameters: columns,
            transposed: is_transposed(jacobian, outputs, columns),
        };
        let by_parameter = of_each(jacobian.blocks(), outputs, parameters);
        let parts = by_parameter.or_else(|| parts(jacobian.blocks(), outputs));
        let parts = parts.ok_or_else(unfit)?;
        let places = match parts.as_slice() {
            [whole] if whole.columns == columns => places(whole),
            parts => matched(parts, parameters).ok_or_else(unfit)?,
        };
        Ok(Self {
            expected: jacobian.blocks().to_vec(),
            places,
        })
    }

    /// Whether a Jacobian of these blocks still has the layout that was matched.
    pub(super) fn fits(&self, blocks: &[Block]) -> bool {
        blocks == self.expected
    }

    /// The entries of these columns, row after row, below numbers that are there already.
    pub(super) fn below(
        &self,
        mut above: Vec<f64>,
        jacobian: Flattened,
        outputs: usize,
        columns: Range<usize>,
    ) -> Vec<f64> {
        let all = self.places.len();
        let mut places = self.places.iter().enumerate();
        let is_in_order = places.all(|(column, place)| *place == (column, all));
        if is_in_order && columns == (0..all) && jacobian.values().len() == outputs * all {
            let mut entries = jacobian.into_values();
            entries.splice(0..0, above);
            return entries;
        }
        above.reserve_exact(outputs * columns.len());
        for output in 0..outputs {
            let entry = |column| self.entry(jacobian.values(), output, column);
            above.extend(columns.clone().map(entry));
        }
        above
    }

    /// The entry of an output and a component of θ.
    fn entry(&self, jacobian: &[f64], output: usize, component: usize) -> f64 {
        let (first, stride) = self.places[component];
        jacobian[first + output * stride]
    }
}

/// A matrix for each block of θ, under its path. In a list of two matrices for two outputs each of them could be taken for
/// a row.
fn of_each<'a>(blocks: &'a [Block], outputs: usize, parameters: &[Block]) -> Option<Vec<Part<'a>>> {
    let part = |(block, parameter): (&'a Block, &Block)| {
        let columns = parameter.shape().count();
        let is_matrix = block.shape().lengths() == [outputs, columns];
        (is_matrix && block.path() == parameter.path()).then(|| Part {
            path: block.path().segments(),
            start: block.start,
            columns,
        })
    };
    let is_each = blocks.len() == parameters.len() && blocks.len() > 1;
    let parts = || blocks.iter().zip(parameters).map(part).collect();
    is_each.then(parts)?
}

/// The matrices that the blocks are, or are the rows of; `None` if one of them is none.
fn parts(blocks: &[Block], outputs: usize) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = blocks;
    while let Some(first) = rest.first() {
        let taken = if let Some(part) = run_of_rows(rest, outputs) {
            parts.push(part);
            outputs
        } else {
            let columns = columns(first, outputs)?;
            parts.push(Part {
                path: first.path().segments(),
                start: first.start,
                columns,
            });
            1
        };
        rest = rest.get(taken..)?;
    }
    Some(parts)
}

/// The columns of a block whose leading dimensions are those of the outputs, or that holds all rows one after the other.
fn columns(block: &Block, outputs: usize) -> Option<usize> {
    let lengths = block.shape().lengths();
    if let [all] = lengths {
        let outputs = outputs.max(1);
        return (all % outputs == 0).then_some(all / outputs);
    }
    let split = (0..=lengths.len()).find(|&k| lengths[..k].iter().product::<usize>() == outputs)?;
    Some(lengths[split..].iter().product())
}

/// Blocks `J[0]`, `J[1]`, … of one length, as many as there are outputs.
fn run_of_rows(blocks: &[Block], outputs: usize) -> Option<Part<'_>> {
    let rows = blocks.get(..outputs)?;
    let first = rows.first()?;
    let (_, parent) = first.path().segments().split_last()?;
    let columns = first.shape().count();
    let is_row = |(i, row): (usize, &Block)| {
        row.path().segments().split_last() == Some((&Segment::Index(i), parent))
            && row.shape().count() == columns
    };
    rows.iter().enumerate().all(is_row).then_some(Part {
        path: parent,
        start: first.start,
        columns,
    })
}

fn places(part: &Part<'_>) -> Vec<(usize, usize)> {
    (part.start..part.start + part.columns)
        .map(|first| (first, part.columns))
        .collect()
}

/// Each part covers the blocks that its path names, or names the beginning of; all are covered once.
fn matched(parts: &[Part<'_>], parameters: &[Block]) -> Option<Vec<(usize, usize)>> {
    let mut all = vec![None; parameters.last()?.range().end];
    for part in parts {
        let covered: Vec<&Block> = parameters
            .iter()
            .filter(|block| block.path().segments().starts_with(part.path))
            .collect();
        let components = covered.iter().flat_map(|block| block.range());
        if covered.iter().map(|b| b.shape().count()).sum::<usize>() != part.columns {
            return None;
        }
        for (component, place) in components.zip(places(part)) {
            if all[component].replace(place).is_some() {
                return None;
            }
        }
    }
    all.into_iter().collect()
}

fn is_transposed(jacobian: &Flattened, outputs: usize, columns: usize) -> bool {
    let shapes: Vec<_> = jacobian
        .blocks()
        .iter()
        .map(|b| b.shape().lengths())
        .collect();
    shapes == [[columns, outputs]]
}

fn described(block: &Block) -> String {
    let path = block.path().to_string();
    if path.is_empty() {
        block.shape().to_string()
    } else {
        format!("{path} {}", block.shape())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(jacobian: &Flattened, parameters: &Flattened, at: (usize, usize)) -> Option<f64> {
        let matrix = Matrix::new(jacobian, 2, parameters.blocks()).ok()?;
        Some(matrix.entry(jacobian.values(), at.0, at.1))
    }

    #[test]
    fn one_matrix_rows_of_their_own_and_parts_are_read_alike() {
        let parameters = Flattened::of(&(1.0, [2.0, 3.0]));
        let whole = Flattened::of(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
        let rows = Flattened::of(&vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0]]);
        let parts = Flattened::of(&([1.0, 4.0], [[2.0, 3.0], [5.0, 6.0]]));
        let flat = Flattened::of(&vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        for jacobian in [whole, rows, parts, flat] {
            assert_eq!(entry(&jacobian, &parameters, (0, 2)), Some(3.0));
            assert_eq!(entry(&jacobian, &parameters, (1, 0)), Some(4.0));
        }
    }

    #[test]
    fn a_part_may_cover_several_blocks() {
        let parameters = Flattened::of(&(([1.0], [2.0, 3.0]), 4.0));
        let parts = Flattened::of(&([[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]], [4.0, 8.0]));
        assert_eq!(entry(&parts, &parameters, (1, 2)), Some(7.0));
        assert_eq!(entry(&parts, &parameters, (1, 3)), Some(8.0));
    }

    #[test]
    fn matrices_for_each_of_a_list_are_no_rows() {
        let parameters = Flattened::of(&vec![vec![1.0, 2.0], vec![3.0, 4.0]]);
        let each = vec![vec![[1.0, 2.0], [5.0, 6.0]], vec![[3.0, 4.0], [7.0, 8.0]]];
        let rows = vec![vec![1.0, 2.0, 3.0, 4.0], vec![5.0, 6.0, 7.0, 8.0]];
        for jacobian in [Flattened::of(&each), Flattened::of(&rows)] {
            assert_eq!(entry(&jacobian, &parameters, (0, 2)), Some(3.0));
            assert_eq!(entry(&jacobian, &parameters, (1, 1)), Some(6.0));
        }
    }

    #[test]
    fn a_transposed_matrix_is_told() {
        let parameters = Flattened::of(&[1.0, 2.0, 3.0]);
        let turned = Flattened::of(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        let problem = Matrix::new(&turned, 2, parameters.blocks()).map(|_| ());
        assert!(matches!(
            problem,
            Err(Problem::JacobianShape {
                transposed: true,
                ..
            })
        ));
    }
}
