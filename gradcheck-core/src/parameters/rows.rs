//! A matrix that is one block on one side, and on the other a block for each of its rows: `Array2<f64>` or
//! `[[f64; 3]; 2]`, and `Vec<Vec<f64>>`. And numbers that are arguments of their own, with one vector as gradient, and a
//! struct of one parameter, with a bare gradient.

use super::{Block, BlockPath, Segment};
use crate::report::Problem;
use crate::shape::Shape;
use crate::wording::listed;

/// The blocks of a gradient, in which rows are one block and a matrix is rows as they are in the parameters.
pub(super) fn as_in(parameters: &[Block], mut gradient: &[Block]) -> Vec<Block> {
    if let Some(numbers) = one_by_one(parameters, gradient) {
        return numbers;
    }
    let mut blocks = Vec::new();
    while let Some((first, rest)) = gradient.split_first() {
        if let Some((whole, rows)) = joined(parameters, gradient) {
            blocks.push(whole);
            gradient = gradient.get(rows..).unwrap_or_default();
        } else {
            let rows = split(parameters, first);
            let blocks_of_it = rows.or_else(|| Some(vec![lone(parameters, first)?]));
            blocks.extend(blocks_of_it.unwrap_or_else(|| vec![first.clone()]));
            gradient = rest;
        }
    }
    blocks
}

/// The vector that is the gradient of parameters which are a number each.
fn vector<'a>(parameters: &[Block], gradient: &'a [Block]) -> Option<&'a Block> {
    let is_number = |block: &Block| block.shape.lengths().is_empty();
    match gradient {
        [vector] if parameters.len() > 1 && parameters.iter().all(is_number) => {
            let is_plain = !vector.is_tangent && !vector.shape.is_complex();
            (is_plain && vector.shape.lengths().len() == 1).then_some(vector)
        }
        _ => None,
    }
}

/// Its components as the gradients of these parameters, in their order.
fn one_by_one(parameters: &[Block], gradient: &[Block]) -> Option<Vec<Block>> {
    let vector = vector(parameters, gradient)?;
    let component = |(i, parameter): (usize, &Block)| Block {
        path: parameter.path.clone(),
        shape: parameter.shape.clone(),
        start: vector.start + i,
        ..vector.clone()
    };
    let is_whole = vector.shape.count() == parameters.len();
    is_whole.then(|| parameters.iter().enumerate().map(component).collect())
}

/// The parameter that a gradient belongs to: of the same path, or of the path less its `d`.
pub(super) fn owner(parameters: &[Block], gradient: &BlockPath) -> Option<usize> {
    let at = |path: &BlockPath| parameters.iter().position(|block| &block.path == path);
    at(gradient).or_else(|| at(&gradient.without_d()?))
}

/// The block that the first of these are all the rows of, or the rows of its rows, and how many they are.
fn joined(parameters: &[Block], blocks: &[Block]) -> Option<(Block, usize)> {
    let first = blocks.first()?;
    let is_first = |segment: &&Segment| **segment == Segment::Index(0);
    let depths = first.path.segments().iter().rev().take_while(is_first);
    (1..=depths.count()).find_map(|depth| {
        let mut path = first.path.clone();
        (0..depth).for_each(|_| path.pop());
        let parameter = parameters.get(owner(parameters, &path)?)?;
        let (outer, inner) = parameter.shape.lengths().split_at_checked(depth)?;
        let outer = Shape::new(outer);
        let is_row = |(i, block): (usize, &Block)| {
            let fits = block.path == path.at(&outer.index(i)) && block.shape.lengths() == inner;
            fits && !block.is_tangent && block.shape.is_complex() == parameter.shape.is_complex()
        };
        let rows = blocks
            .get(..outer.count())
            .filter(|rows| !rows.is_empty())?;
        rows.iter().enumerate().all(is_row).then_some(())?;
        let shape = parameter.shape.clone();
        let whole = Block {
            path,
            shape,
            ..first.clone()
        };
        Some((whole, outer.count()))
    })
}

/// The rows of a block, or those of its rows, that are parameters.
fn split(parameters: &[Block], block: &Block) -> Option<Vec<Block>> {
    if owner(parameters, &block.path).is_some() {
        return Some(vec![block.clone()]);
    }
    let (&count, inner) = block.shape.lengths().split_first()?;
    let shape = Shape::of(inner.to_vec(), block.shape.is_complex());
    let row = |i: usize| Block {
        path: block.path.at(&[i]),
        start: block.start + i * shape.count(),
        shape: shape.clone(),
        ..block.clone()
    };
    let rows = (0..count).map(|i| split(parameters, &row(i)));
    let rows = rows.collect::<Option<Vec<_>>>()?.concat();
    (!rows.is_empty()).then_some(rows)
}

/// A gradient that stands for all of a value as that of the only parameter which the value holds, such as a number for a
/// struct of one field.
fn lone(parameters: &[Block], gradient: &Block) -> Option<Block> {
    let path = gradient.path.segments();
    let is_below = |block: &&Block| gradient.is_bare || block.path.segments().starts_with(path);
    let mut below = parameters.iter().filter(is_below);
    let (parameter, others) = (below.next()?, below.count());
    let fits = others == 0 && parameter.shape == gradient.shape && !gradient.is_tangent;
    fits.then(|| Block {
        path: parameter.path.clone(),
        ..gradient.clone()
    })
}

/// What is wrong with the shape of a matrix that is rows on one side only.
pub(super) fn misfit(parameters: &[Block], gradient: &[Block]) -> Option<Problem> {
    if let Some(vector) = vector(parameters, gradient) {
        let names: Vec<String> = parameters.iter().map(|b| b.path.to_string()).collect();
        return Some(Problem::GradientShape {
            block: listed(&names),
            parameter: Shape::new(&[parameters.len()]),
            gradient: vector.shape.clone(),
        });
    }
    let of_matrix = gradient.iter().find_map(|block| {
        let rows = stack(&block.path, |path| {
            parameters.iter().find(|p| is_of(path, &p.path))
        });
        let name = block.path.without_d().unwrap_or_else(|| block.path.clone());
        misshapen(&name, &shape_of(&rows)?, &block.shape)
    });
    let of_rows = || {
        parameters.iter().find_map(|block| {
            let path = &block.path;
            let rows = stack(path, |path| gradient.iter().find(|g| is_of(&g.path, path)));
            let (&count, inner) = block.shape.lengths().split_first()?;
            let inner = Shape::of(inner.to_vec(), block.shape.is_complex());
            let mut places = rows.iter().enumerate();
            match shape_of(&rows) {
                Some(shape) => misshapen(path, &block.shape, &shape),
                None if rows.len() == count => {
                    places.find_map(|(i, row)| misshapen(&path.at(&[i]), &inner, &row.shape))
                }
                None => None,
            }
        })
    };
    of_matrix.or_else(of_rows)
}

/// Whether a gradient of this path is that of the parameter.
fn is_of(gradient: &BlockPath, parameter: &BlockPath) -> bool {
    gradient == parameter || gradient.without_d().as_ref() == Some(parameter)
}

/// The blocks at `path[0]`, `path[1]`, …
fn stack<'a>(path: &BlockPath, at: impl Fn(&BlockPath) -> Option<&'a Block>) -> Vec<&'a Block> {
    (0..).map_while(|i| at(&path.at(&[i]))).collect()
}

/// The shape of these rows together, if they are alike.
fn shape_of(rows: &[&Block]) -> Option<Shape> {
    let first = rows.first()?;
    let is_alike = rows.iter().all(|row| row.shape == first.shape);
    let lengths = [rows.len()]
        .into_iter()
        .chain(first.shape.lengths().iter().copied());
    is_alike.then(|| Shape::of(lengths.collect(), first.shape.is_complex()))
}

fn misshapen(path: &BlockPath, parameter: &Shape, gradient: &Shape) -> Option<Problem> {
    (parameter != gradient).then(|| Problem::GradientShape {
        block: path.to_string(),
        parameter: parameter.clone(),
        gradient: gradient.clone(),
    })
}

#[cfg(test)]
mod tests {
    use crate::parameters::{Flatten, Flattened, Names, Pairing};
    use crate::report::Problem;
    use ndarray::{Array2, Array3, array};
    use std::collections::BTreeMap;

    fn pair(parameter: &impl Flatten, gradient: &impl Flatten) -> Result<Vec<f64>, String> {
        let names = Names::of(&["w".to_owned()]);
        let parameter = Flattened::of(parameter).under(&names);
        let gradient = Flattened::of(gradient).under(&names);
        let pairing = Pairing::new(parameter.blocks(), &gradient);
        let pairing = pairing.map_err(|problem: Problem| problem.to_string())?;
        let aligned = pairing.align(parameter.blocks(), &gradient);
        Ok(aligned.unwrap_or_default())
    }

    fn rows(numbers: &[&[f64]]) -> Vec<Vec<f64>> {
        numbers.iter().map(|row| row.to_vec()).collect()
    }

    #[test]
    fn rows_and_matrices_belong_together() {
        let nested = rows(&[&[5.0, 6.0, 7.0], &[8.0, 9.0, 1.0]]);
        let matrix: Array2<f64> = array![[5.0, 6.0, 7.0], [8.0, 9.0, 1.0]];
        let arrays = [[5.0, 6.0, 7.0], [8.0, 9.0, 1.0]];
        let right = Ok(vec![5.0, 6.0, 7.0, 8.0, 9.0, 1.0]);
        assert_eq!(pair(&nested, &matrix), right);
        assert_eq!(pair(&nested, &arrays), right);
        assert_eq!(pair(&nested, &arrays.to_vec()), right);
        assert_eq!(pair(&matrix, &nested), right);
        assert_eq!(pair(&matrix, &arrays), right);
        assert_eq!(pair(&arrays, &nested), right);
        let deep = vec![vec![vec![1.0, 2.0]; 3]; 2];
        let cube = Array3::from_shape_fn((2, 3, 2), |(_, _, k)| (k + 1) as f64);
        assert_eq!(pair(&deep, &cube), Ok([1.0, 2.0].repeat(6)));
        assert_eq!(pair(&cube, &deep), Ok([1.0, 2.0].repeat(6)));
    }

    #[test]
    fn numbers_have_a_vector_for_gradient() {
        let says = "the gradient of w.0 and w.1 has shape 3, but w.0 and w.1 has shape 2: return a gradient of the parameter's shape";
        assert_eq!(pair(&(1.0, 2.0), &[5.0, 6.0]), Ok(vec![5.0, 6.0]));
        assert_eq!(pair(&(1.0, 2.0), &vec![5.0, 6.0]), Ok(vec![5.0, 6.0]));
        assert_eq!(pair(&(1.0, 2.0), &[5.0, 6.0, 7.0]), Err(says.to_owned()));
        assert!(pair(&(1.0, [2.0]), &[5.0, 6.0]).is_err());
        assert!(pair(&(1.0, 2.0), &[[5.0], [6.0]]).is_err());
    }

    #[test]
    fn the_only_part_of_a_value_has_a_bare_gradient() {
        let part =
            |name: &str, numbers: &[f64]| BTreeMap::from([(name.to_owned(), numbers.to_vec())]);
        let right = Ok(vec![5.0, 6.0]);
        assert_eq!(pair(&part("t", &[1.0, 2.0]), &[5.0, 6.0]), right);
        let both = (part("t", &[1.0, 2.0]), 3.0);
        assert_eq!(pair(&both, &([5.0, 6.0], 7.0)), Ok(vec![5.0, 6.0, 7.0]));
        // Another name is another part, and of two parts one is missing.
        assert!(pair(&part("t", &[1.0, 2.0]), &part("u", &[5.0, 6.0])).is_err());
        assert!(pair(&part("t", &[1.0, 2.0]), &[5.0, 6.0, 7.0]).is_err());
        let two = BTreeMap::from([
            ("s".to_owned(), vec![1.0, 2.0]),
            ("t".to_owned(), vec![1.0, 2.0]),
        ]);
        assert!(pair(&two, &[5.0, 6.0]).is_err());
    }

    #[test]
    fn other_shapes_are_named() {
        let nested = rows(&[&[5.0, 6.0, 7.0], &[8.0, 9.0, 1.0]]);
        let ragged = rows(&[&[5.0, 6.0, 7.0], &[8.0, 9.0]]);
        let matrix: Array2<f64> = Array2::zeros((2, 3));
        let says = |block: &str, gradient: &str, parameter: &str| {
            Err(format!(
                "the gradient of {block} has shape {gradient}, but {block} has shape {parameter}: return a gradient of the parameter's shape"
            ))
        };
        assert_eq!(
            pair(&nested, &matrix.t().to_owned()),
            says("w", "3×2", "2×3")
        );
        assert_eq!(
            pair(&matrix, &vec![vec![1.0; 2]; 3]),
            says("w", "3×2", "2×3")
        );
        assert_eq!(
            pair(&nested, &Array2::<f64>::zeros((1, 3))),
            says("w", "1×3", "2×3")
        );
        assert_eq!(pair(&nested, &vec![0.0; 6]), says("w", "6", "2×3"));
        assert_eq!(pair(&matrix, &vec![0.0; 6]), says("w", "6", "2×3"));
        assert_eq!(pair(&ragged, &matrix), says("w[1]", "3", "2"));
        assert_eq!(pair(&matrix, &ragged), says("w[1]", "2", "3"));
    }
}
