//! A few wrong components of a block, each with a cause of its own: parameters with formulas of their own in one vector.

use super::causes;
use super::laboratory::Laboratory;
use super::mend::Submatrix;
use super::view::View;
use crate::report::{BlockReport, Finding};
use crate::shape::Shape;

/// More components than these are no list of formulas.
const MOST: usize = 3;

/// The causes of all of them, each found by itself, as one finding.
pub(super) fn apart(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let wrong = view.wrong.len();
    let is_few = (2..=MOST).contains(&wrong) && wrong < view.len();
    if !is_few || !view.is_plain() || !view.others_pass() {
        return None;
    }
    let place = laboratory.place(view.path())?;
    let mut single = |&i: &usize| {
        let component = view.block.components[i].clone();
        let column = place.columns.start + view.offsets[i];
        let block = BlockReport {
            path: component.path().to_owned(),
            shape: Shape::new(&[]),
            components: vec![component],
            ..view.block.clone()
        };
        let (rows, columns) = (place.rows.clone(), column..column + 1);
        laboratory.put(&block.path, Submatrix { rows, columns });
        block
    };
    let blocks: Vec<BlockReport> = view.wrong.iter().map(&mut single).collect();
    let each = blocks.iter().map(|block| {
        let alone = std::slice::from_ref(block);
        let mut found = causes(alone, laboratory).into_iter();
        found.next().filter(|finding| !finding.kind.is_weak())
    });
    let each: Vec<Finding> = each.collect::<Option<_>>()?;
    let all = |of: fn(&Finding) -> &str| each.iter().map(of).collect::<Vec<_>>().join("; ");
    let mends: Option<Vec<&str>> = each.iter().map(Finding::mend).collect();
    let (path, said) = (view.path(), all(Finding::message));
    let finding = Finding::new(each.first()?.kind, path, said.clone())
        .in_words(said)
        .because(all(Finding::evidence))
        .counting(wrong, view.len());
    let tried = each.iter().map(Finding::points_tried).min().flatten();
    Some(match mends {
        Some(mends) => finding.mended(mends.join("; ")).tried(tried),
        None => finding,
    })
}
