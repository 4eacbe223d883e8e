//! The right numbers at other places and with other signs: a cross product's, a rotated frame's.

use super::explained::Hypothesis;
use super::mend::at_each;
use super::view::View;
use crate::order::sort;
use crate::report::{Finding, FindingKind};

/// Blocks of fewer components are too few to tell, and of more, it is no slip of the pen.
const FEWEST: usize = 3;
const MOST: usize = 64;

/// The permutation with signs that explains a block, if no two of its numbers have the same size.
pub(super) fn signed(view: &View<'_>) -> Option<Hypothesis> {
    let count = view.len();
    if !(FEWEST..=MOST).contains(&count) || !view.is_whole() || view.wrong.len() < 2 {
        return None;
    }
    let size = |i: usize| view.numeric[i].abs();
    let is_like = |i: usize, j: usize| view.is_near(size(i).copysign(view.numeric[j]), j);
    let any_alike = (0..count).any(|i| (0..count).any(|j| i != j && is_like(i, j)));
    if any_alike || !(0..count).all(|i| view.is_measured(i)) {
        return None;
    }
    let of = |j: usize| {
        let fits = |sign: f64, i: usize| view.is_near(sign * view.analytic[i], j);
        let mut places = [1.0, -1.0]
            .into_iter()
            .flat_map(|s| (0..count).map(move |i| (s, i)));
        places.find(|&(sign, i)| fits(sign, i))
    };
    // Of each right number, the place where it stands, and its sign there.
    let to: Vec<(f64, usize)> = (0..count).map(of).collect::<Option<_>>()?;
    let mut places: Vec<usize> = to.iter().map(|(_, i)| *i).collect();
    sort(&mut places);
    places.dedup();
    let is_turned = to.iter().any(|(sign, _)| *sign < 0.0);
    let moved = to.iter().enumerate().filter(|(j, (_, i))| j != i).count();
    let telling = view.wrong.iter().filter(|&&i| view.tells(i)).count();
    if places.len() < count || moved == 0 || !is_turned || telling < 2 {
        return None;
    }
    let path = view.path();
    let turned = to.iter().filter(|(sign, _)| *sign < 0.0).count();
    let short = format!(
        "permuted: {moved} of its {count} numbers stand at the place of another, {turned} with the other sign"
    );
    let finding = Finding::new(FindingKind::Permuted, path, short.clone())
        .in_words(format!("{path} is {short}"))
        .because(format!(
            "{} of {count} components are wrong, and each numeric derivative stands at another place, or with the other sign",
            view.wrong.len()
        ))
        .mended(format!(
            "putting the numbers in order in the gradient of {path}, with their signs, makes the check pass"
        ))
        .counting(view.wrong.len(), count);
    let right = at_each(move |j, own| {
        let (sign, i) = to.get(j)?;
        Some(sign * own.numbers.get(*i)?)
    });
    Some(Hypothesis::new(finding, right))
}
