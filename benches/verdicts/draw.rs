//! Data and test points of the corpus, drawn from seeds.

use grad_check::Rng;

/// Standard normal numbers times a scale.
pub(crate) fn normals(rng: &mut Rng, count: usize, scale: f64) -> Vec<f64> {
    (0..count).map(|_| scale * rng.normal()).collect()
}

/// Numbers uniform between two bounds.
pub(crate) fn uniforms(rng: &mut Rng, count: usize, low: f64, high: f64) -> Vec<f64> {
    (0..count)
        .map(|_| low + (high - low) * rng.unit())
        .collect()
}

/// Rows of standard normal numbers times a scale.
pub(crate) fn rows(rng: &mut Rng, count: usize, columns: usize, scale: f64) -> Vec<Vec<f64>> {
    (0..count).map(|_| normals(rng, columns, scale)).collect()
}

/// A whole number below the bound.
pub(crate) fn below(rng: &mut Rng, bound: usize) -> usize {
    #[allow(clippy::cast_possible_truncation)] // the remainder is below a usize
    let number = (rng.bits() % bound as u64) as usize;
    number
}

/// One-hot rows with random labels.
pub(crate) fn labels(rng: &mut Rng, count: usize, classes: usize) -> Vec<Vec<f64>> {
    (0..count)
        .map(|_| {
            let label = below(rng, classes);
            (0..classes)
                .map(|k| f64::from(u8::from(k == label)))
                .collect()
        })
        .collect()
}
