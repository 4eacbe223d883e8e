//! analytic = the conjugate of numeric, over a block of complex numbers.

use super::hypothesis::{Hypothesis, Named};
use super::mend::at_each;
use super::view::View;
use crate::report::{Finding, FindingKind};

/// The finding, if every real part is right and every imaginary part has the wrong sign.
pub(super) fn conjugate(view: &View<'_>) -> Option<Hypothesis> {
    if !view.block.shape.is_complex() {
        return None;
    }
    let is_imaginary = |i: usize| view.block.components[i].index.last() == Some(&1);
    let sign = |i: usize| if is_imaginary(i) { -1.0 } else { 1.0 };
    let fit = view.fits(|i| view.measured(i).times(sign(i)))?;
    let parts = (0..view.len()).filter(|&i| is_imaginary(i)).count();
    let measured = if view.is_whole() { "" } else { " measured" };
    let said = move |of: &Named| {
        let (short, path) = ("analytic = the conjugate of numeric".to_owned(), &of.all);
        Finding::new(FindingKind::Conjugated, path, short.clone())
            .in_words(format!("{short} in {path}"))
            .because(format!(
                "{} of {parts} imaginary parts{measured} have the wrong sign; every real part agrees",
                fit.explained,
            ))
            .mended(format!("conjugating the gradient of {path} makes the check pass"))
            .fitting(fit)
    };
    // Real and imaginary parts take turns.
    let right = at_each(|i, own| {
        Some(if i % 2 == 1 {
            -own.numbers[i]
        } else {
            own.numbers[i]
        })
    });
    Some(Hypothesis::new(said, right))
}
