//! analytic = c · numeric over a block.

use super::constants::{Dimensions, whole};
use super::probed::{self, Reach};
use super::view::{View, median};
use crate::report::{BlockReport, Finding, FindingKind, Fit};
use crate::wording::{four_digits, listed, significant, written};
use approx::relative_eq;

/// Two blocks have the same factor within this relative distance.
const SAME_WITHIN: f64 = 1e-5;
/// A factor this near to a usual one, and none, is written with more digits.
const NEARLY: f64 = 2e-3;

/// A ratio that is known no better than this is one of f32.
const OF_SINGLE: f64 = 1e-6;
/// A usual number may be so many times further from the middle ratio than that is known, if it explains all components.
const WIDER: f64 = 10.0;
/// What is known to this share of the distance of whole numbers may be told as one.
const OF_WHOLES: f64 = 0.1;
/// So many components tell a usual number from one beside it.
const SEVERAL: usize = 3;
/// A factor this near to one, some sixty roundoffs of an f32, is none.
const OF_ROUNDING: f64 = 4e-6;

/// The names of some blocks.
pub(super) fn paths(blocks: &[&BlockReport]) -> Vec<String> {
    blocks.iter().map(|b| b.path.clone()).collect()
}

/// A constant ratio of analytic to numeric derivative.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Factor {
    pub(super) value: f64,
    /// Whether the value is a usual one, or a dimension.
    pub(super) is_exact: bool,
    /// The components whose derivative isn't zero, on which the fit rests.
    telling: usize,
    /// The largest relative residual among them.
    relative: f64,
    fit: Fit,
}

impl Factor {
    /// The factor that explains every component of a block, if it rests on more than one of several. A
    /// block of a single component needs it to be a usual one, or any ratio would do.
    pub(super) fn of(view: &View<'_>, dimensions: &Dimensions) -> Option<Self> {
        if view.reach == Reach::Located {
            return None;
        }
        let all: Vec<usize> = (0..view.len()).collect();
        Self::among(view, &all, dimensions)
    }

    /// The same of some components of a block.
    pub(super) fn among(view: &View<'_>, among: &[usize], dimensions: &Dimensions) -> Option<Self> {
        let telling = || among.iter().copied().filter(|&i| view.is_telling(i));
        let median = median(
            telling()
                .map(|i| view.analytic[i] / view.numeric[i])
                .collect(),
        )?;
        let known_within = view.known_within(among);
        let exact = dimensions.exact(median, known_within);
        let fit = |value: f64| {
            let guess = |i: usize| view.measured(i).times(value);
            view.fits_among(&mut among.iter().copied(), &guess)
        };
        // Where the bars are wide, as those of f32, a usual number that lies within them is meant.
        let is_rough = known_within > OF_SINGLE;
        let near = if is_rough {
            NEARLY
        } else {
            WIDER * known_within
        };
        let nearly = || {
            let known = dimensions
                .exact(median, near)
                .or_else(|| whole(median, near, OF_WHOLES));
            known.filter(|_| among.len() >= SEVERAL)
        };
        let fitting = |value: f64| Some((value, fit(value)?));
        let exact = exact.and_then(fitting).or_else(|| fitting(nearly()?));
        let (value, exact, fit) = match exact {
            Some((value, fit)) => (value, Some(value), fit),
            None => (median, None, fit(median)?),
        };
        let count = telling().count();
        let is_single = among.len() == 1 && exact.is_some();
        // What is one but for the digits that are known is no factor, nor is rounding.
        let apart = (value - 1.0).abs();
        (apart > OF_ROUNDING && (count > 1 || is_single))
            .then(|| Self {
                value,
                is_exact: exact.is_some(),
                telling: count,
                relative: 0.0,
                fit,
            })
            .map(|factor| Self {
                relative: telling().map(|i| factor.apart(view, i)).fold(0.0, f64::max),
                ..factor
            })
    }

    /// The same value in a block that alone would be too small to tell.
    pub(super) fn holds_in(self, view: &View<'_>) -> bool {
        let fits = || view.fits(|i| view.measured(i).times(self.value));
        view.reach != Reach::Located && fits().is_some()
    }

    /// Of two, that which rests on more components.
    pub(super) fn more_telling(self, other: Self) -> Self {
        if other.telling > self.telling {
            other
        } else {
            self
        }
    }

    pub(crate) fn is_same(self, other: Self) -> bool {
        relative_eq!(self.value, other.value, max_relative = SAME_WITHIN)
    }

    /// Whether it may be another block's factor as well. The numeric derivative leans on the slopes that are returned: what
    /// is left of the truncation where these are twelve times what they should be may make all components of a block agree
    /// on 11.9998.
    pub(super) fn is_rather(self, fitted: Self) -> bool {
        let within = if self.is_exact { NEARLY } else { SAME_WITHIN };
        relative_eq!(self.value, fitted.value, max_relative = within)
    }

    pub(crate) fn is_zero(self) -> bool {
        self.value == 0.0
    }

    /// "analytic = 2.000 × numeric".
    pub(super) fn equation(self) -> String {
        if self.is_zero() {
            "analytic = 0 where numeric isn't".to_owned()
        } else if self.is_minus_one() {
            "analytic = −numeric".to_owned()
        } else {
            let nearest = [1.0, self.value.round(), 1.0 / (1.0 / self.value).round()];
            let is_nearly = nearest
                .iter()
                .any(|n| relative_eq!(self.value, *n, max_relative = NEARLY));
            let value = if is_nearly && !self.is_exact {
                significant(self.value, 9)
            } else {
                four_digits(self.value)
            };
            format!("analytic = {value} × numeric")
        }
    }

    pub(super) fn kind(self) -> FindingKind {
        if self.is_zero() {
            FindingKind::ZeroOrDetached
        } else if self.is_minus_one() {
            FindingKind::SignFlipped
        } else {
            FindingKind::ConstantFactor
        }
    }

    fn is_minus_one(self) -> bool {
        self.value == -1.0
    }

    /// The finding for blocks that all have this factor.
    pub(super) fn finding_of(self, blocks: &[&BlockReport], dimensions: &Dimensions) -> Finding {
        let paths = paths(blocks);
        let path = listed(&paths);
        let count: usize = blocks.iter().map(|b| b.components.len()).sum();
        let what = self.equation();
        let (short, message) = if count == 1 && !probed::is_sample(blocks) {
            (what.clone(), format!("{what} in {path}"))
        } else {
            let told = format!("{what} in {}", probed::all_components(blocks));
            // The first line of a large problem's report names the kind, as nothing else in it does.
            let flipped = probed::is_sample(blocks) && self.is_minus_one();
            let named = if flipped { "sign flipped, " } else { "" };
            (format!("{named}{told}"), format!("{told} of {path}"))
        };
        let is_of_matrix = blocks.iter().any(|b| b.is_of_matrix());
        let of = if is_of_matrix {
            path
        } else {
            format!("the gradient of {path}")
        };
        let finding = Finding::of_blocks(self.kind(), paths, short).in_words(message);
        self.of_all(finding, blocks, &of, dimensions)
    }

    /// Evidence, mend and figures of all these blocks. Of a large problem some of the components stand for all.
    fn of_all(
        self,
        finding: Finding,
        blocks: &[&BlockReport],
        what: &str,
        dimensions: &Dimensions,
    ) -> Finding {
        let sum = self.over(blocks);
        let count: usize = blocks.iter().map(|b| b.components.len()).sum();
        let finding = sum.complete(finding, count, what, dimensions);
        if !probed::is_sample(blocks) {
            return finding;
        }
        let (close, measured) = (sum.closeness(), probed::measured(blocks));
        let others = sum.zeros(count, " of the measured ones");
        let meaning = dimensions.clause(self.value);
        finding.because(format!("{close} in {measured}{others}{meaning}"))
    }

    /// The finding for all blocks at once.
    pub(crate) fn finding_of_whole(
        self,
        blocks: &[&BlockReport],
        dimensions: &Dimensions,
    ) -> Finding {
        let all = match blocks.len() {
            2 => "both blocks".to_owned(),
            n => format!("all {n} blocks"),
        };
        let short = format!("{} in {all}", self.equation());
        let (kind, cause) = if self.is_minus_one() {
            let cause = "the sign of the whole gradient is wrong";
            (FindingKind::SignFlipped, cause)
        } else {
            let cause = "the gradient is scaled as a whole and the cost isn't, or the reverse";
            (FindingKind::WholeCostScaled, cause)
        };
        let (paths, message) = (paths(blocks), format!("{short}: {cause}"));
        let finding = Finding::of_blocks(kind, paths, short).in_words(message);
        self.of_all(finding, blocks, "the whole gradient", dimensions)
    }

    /// The same, resting on the components of all these blocks.
    fn over(self, blocks: &[&BlockReport]) -> Self {
        let mut sum = Self {
            telling: 0,
            fit: Fit {
                explained: 0,
                ..self.fit
            },
            ..self
        };
        for block in blocks {
            let view = View::of(block);
            let telling = (0..view.len()).filter(|&i| view.is_telling(i));
            for i in telling {
                sum.telling += 1;
                sum.relative = sum.relative.max(self.apart(&view, i));
            }
            sum.fit.explained += view.wrong.len();
        }
        sum
    }

    /// How far component `i` is off, relative to it.
    fn apart(self, view: &View<'_>, i: usize) -> f64 {
        let (analytic, numeric) = (view.analytic[i], view.numeric[i]);
        (analytic - self.value * numeric).abs() / analytic.abs().max(numeric.abs())
    }

    /// Evidence, mend and figures.
    pub(super) fn complete(
        self,
        finding: Finding,
        count: usize,
        what: &str,
        dimensions: &Dimensions,
    ) -> Finding {
        let telling = match self.telling {
            1 => "the one component fits".to_owned(),
            telling => format!("{telling} components fit"),
        };
        let (close, zeros) = (self.closeness(), self.zeros(count, " more"));
        let meaning = dimensions.clause(self.value);
        let finding = finding.because(format!("{telling} {close}{zeros}{meaning}"));
        Finding {
            mend: self.mend(what),
            of: count,
            ..finding.with_value(self.value).fitting(self.fit)
        }
    }

    /// How many of so many components don't tell.
    fn zeros(self, count: usize, which: &str) -> String {
        match count.saturating_sub(self.telling) {
            0 => String::new(),
            1 => format!("; 1{which} is zero on both sides"),
            zeros => format!("; {zeros}{which} are zero on both sides"),
        }
    }

    /// How well it fits: "within 3e-9".
    pub(super) fn closeness(self) -> String {
        if self.relative < 1e-12 {
            "to the last digit".to_owned()
        } else {
            format!("within {:.0e}", self.relative)
        }
    }

    fn mend(self, what: &str) -> Option<String> {
        let by = written(1.0 / self.value);
        (!self.is_zero()).then(|| format!("multiplying {what} by {by} makes the check pass"))
    }
}
