//! A mistake that the self-test planted.

use super::Problem;

/// A mistake that the self-test planted.
///
/// ```
/// use grad_check::GradCheck;
/// let report = GradCheck::new("f").self_test().run(&[1.0, 2.0], |x| (x[0] * x[1], [x[1], x[0]]));
/// assert!(report.planted().iter().all(|plant| plant.is_noticed()));
/// assert_eq!(report.planted()[0].mistake(), "its sign flipped");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedMistake {
    mistake: String,
    path: String,
    noticed: bool,
}

impl PlantedMistake {
    /// Mistakes in all components of a block: what its gradient is multiplied by.
    pub(crate) const OF_ALL: [(f64, &str); 3] = [
        (-1.0, "its sign flipped"),
        (1.5, "1.5 × its gradient"),
        (0.0, "a gradient of zero"),
    ];
    /// A claim is tested by planting so many times what it claims.
    pub(crate) const TIMES_THE_CLAIM: f64 = 3.0;

    /// What was planted: "its sign flipped".
    pub fn mistake(&self) -> &str {
        &self.mistake
    }

    /// In which block or component.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the check would not have passed.
    pub fn is_noticed(&self) -> bool {
        self.noticed
    }

    pub(crate) fn new(mistake: &str, path: &str, noticed: bool) -> Self {
        Self {
            mistake: mistake.to_owned(),
            path: path.to_owned(),
            noticed,
        }
    }

    pub(crate) fn problem(&self) -> Option<Problem> {
        (!self.noticed).then(|| Problem::PlantedMistakePassed {
            mistake: self.mistake.clone(),
            path: self.path.clone(),
        })
    }
}
