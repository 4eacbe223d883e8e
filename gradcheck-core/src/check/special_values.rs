//! Values of the test point at which a mistake in the derivative of another parameter may vanish.

use crate::parameters::Block;

/// Components to be moved without the others.
pub(super) struct Special {
    /// The block that they belong to.
    pub(super) moved: String,
    /// What is special about them, if anything is: "gamma is 1 everywhere".
    pub(super) says: Option<String>,
    pub(super) places: Vec<usize>,
}

/// Whole blocks of special values first, then parts of blocks, then all others.
pub(super) fn special(blocks: &[&Block], theta: &[f64]) -> Vec<Special> {
    let whole = blocks.iter().map(|block| {
        let numbers = &theta[block.range()];
        Special {
            moved: block.path.parameter(&[]),
            says: says(block, numbers),
            places: block.range().collect(),
        }
    });
    let (mut found, others): (Vec<_>, Vec<_>) = whole.partition(|special| special.says.is_some());
    for block in blocks {
        found.extend([0.0, 1.0].iter().filter_map(|&v| part(block, theta, v)));
    }
    found.extend(others);
    found
}

/// What is special about all numbers of a block.
fn says(block: &Block, numbers: &[f64]) -> Option<String> {
    let path = block.path.parameter(&[]);
    let (&first, others) = numbers.split_first()?;
    if block.is_tangent {
        return None;
    }
    if others.iter().all(|&other| other == first) {
        let everywhere = if others.is_empty() { "" } else { " everywhere" };
        let is_special = !others.is_empty() || first == 0.0 || first.abs() == 1.0;
        return is_special.then(|| format!("{path} is {first}{everywhere}"));
    }
    let &[rows, columns] = block.shape.lengths() else {
        return None;
    };
    let entries =
        || (0..rows).flat_map(|i| (0..i).map(move |j| (i * columns + j, j * columns + i)));
    if rows != columns || entries().any(|(lower, upper)| numbers[lower] != numbers[upper]) {
        return None;
    }
    let is_identity = numbers.iter().enumerate().all(|(at, &number)| {
        let is_diagonal = at % (columns + 1) == 0;
        number == f64::from(u8::from(is_diagonal))
    });
    let what = if is_identity {
        "the identity"
    } else {
        "symmetric"
    };
    Some(format!("{path} is {what}"))
}

/// The components of a block that have this value, if some have and some have not.
fn part(block: &Block, theta: &[f64], special: f64) -> Option<Special> {
    let has = |place: &usize| theta[*place] == special;
    let places: Vec<usize> = block.range().filter(has).collect();
    let of = block.shape.count();
    let (&first, n) = (places.first()?, places.len());
    if n == of || block.is_tangent {
        return None;
    }
    let what = if n == 1 {
        format!("{} is", block.parameter(first - block.start))
    } else {
        format!(
            "{n} of {of} components of {} are",
            block.path.parameter(&[])
        )
    };
    Some(Special {
        moved: if n == 1 {
            block.parameter(first - block.start)
        } else {
            "them".to_owned()
        },
        says: Some(format!("{what} {special}")),
        places,
    })
}
