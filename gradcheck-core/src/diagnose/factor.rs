//! analytic = c · numeric over a block.

use super::{Finding, FindingKind};
use crate::judge::{BlockReport, Component};
use approx::relative_eq;

/// Factors that mistakes are made of, most usual first: their names in a mend are exact.
const USUAL: [f64; 12] = [
    -1.0,
    2.0,
    0.5,
    -2.0,
    -0.5,
    3.0,
    4.0,
    0.25,
    1.0 / 3.0,
    10.0,
    0.1,
    0.125,
];
/// A fitted factor is a usual one within this relative distance.
const USUAL_WITHIN: f64 = 1e-4;
/// A residual is explained if it is below this many bars, and this share of the component.
const BARS: f64 = 4.0;
const SHARE: f64 = 1e-5;

/// A constant ratio of analytic to numeric derivative.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Factor {
    value: f64,
    /// The components whose derivative isn't zero, on which the fit rests.
    telling: usize,
    /// The largest relative residual among them.
    residual: f64,
}

impl Factor {
    /// The factor that explains every component of a block, if it rests on more than one of several. A
    /// block of a single component needs it to be a usual one, or any ratio would do.
    pub(crate) fn of(block: &BlockReport) -> Option<Self> {
        let telling = || {
            block
                .components
                .iter()
                .filter(|c| c.numeric.abs() > BARS * c.bar)
        };
        let mut ratios: Vec<f64> = telling().map(|c| c.analytic / c.numeric).collect();
        ratios.sort_by(f64::total_cmp);
        let median = *ratios.get(ratios.len() / 2)?;
        let value = usual(median).unwrap_or(median);
        let explained = block
            .components
            .iter()
            .all(|c| residual(c, value) <= allowance(c, value));
        let is_single = block.components.len() == 1 && usual(median).is_some();
        let enough = ratios.len() > 1 || is_single;
        let relative =
            telling().map(|c| residual(c, value) / c.analytic.abs().max(c.numeric.abs()));
        (explained && enough).then(|| Self {
            value,
            telling: ratios.len(),
            residual: relative.fold(0.0, f64::max),
        })
    }

    pub(crate) fn is_same(self, other: Self) -> bool {
        relative_eq!(self.value, other.value, max_relative = USUAL_WITHIN)
    }

    pub(crate) fn is_zero(self) -> bool {
        self.value == 0.0
    }

    /// The finding for a block.
    pub(crate) fn finding(self, block: &BlockReport) -> Finding {
        let path = &block.path;
        let count = block.components.len();
        let (kind, what) = if self.is_zero() {
            let kind = FindingKind::ZeroOrDetached;
            (kind, "analytic = 0 where numeric isn't".to_owned())
        } else if relative_eq!(self.value, -1.0, max_relative = USUAL_WITHIN) {
            (FindingKind::SignFlipped, "analytic = −numeric".to_owned())
        } else {
            let factor = four_digits(self.value);
            (
                FindingKind::ConstantFactor,
                format!("analytic = {factor} × numeric"),
            )
        };
        let within = among(count);
        let short = if count == 1 {
            what.clone()
        } else {
            format!("{what} in {within}")
        };
        let of = if count == 1 {
            format!("{what} in {path}")
        } else {
            format!("{short} of {path}")
        };
        Finding {
            kind,
            blocks: vec![path.clone()],
            message: of,
            short,
            evidence: self.evidence(count),
            mend: self.mend(&if block.is_of_matrix() {
                path.clone()
            } else {
                format!("the gradient of {path}")
            }),
        }
    }

    /// The finding for all blocks at once.
    pub(crate) fn finding_of_whole(self, blocks: &[&BlockReport]) -> Finding {
        let count: usize = blocks.iter().map(|b| b.components.len()).sum();
        let factor = four_digits(self.value);
        let short = format!(
            "analytic = {factor} × numeric in all {} blocks",
            blocks.len()
        );
        Finding {
            kind: FindingKind::WholeCostScaled,
            blocks: blocks.iter().map(|b| b.path.clone()).collect(),
            message: format!(
                "{short}: the gradient is scaled as a whole and the cost isn't, or the reverse"
            ),
            short,
            evidence: self.evidence(count),
            mend: self.mend("the whole gradient"),
        }
    }

    fn evidence(self, count: usize) -> String {
        let fit = if self.residual < 1e-12 {
            "to the last digit".to_owned()
        } else {
            format!("within {:.0e}", self.residual)
        };
        let telling = match self.telling {
            1 => "the one component fits".to_owned(),
            telling => format!("{telling} components fit"),
        };
        let zeros = match count - self.telling {
            0 => String::new(),
            1 => "; 1 more is zero on both sides".to_owned(),
            zeros => format!("; {zeros} more are zero on both sides"),
        };
        format!("{telling} {fit}{zeros}")
    }

    fn mend(self, what: &str) -> Option<String> {
        let inverse = 1.0 / self.value;
        inverse.is_finite().then(|| {
            let by = usual(inverse).map_or_else(|| four_digits(inverse), short);
            format!("multiplying {what} by {by} makes the check pass")
        })
    }
}

fn residual(c: &Component, factor: f64) -> f64 {
    (c.analytic - factor * c.numeric).abs()
}

fn allowance(c: &Component, factor: f64) -> f64 {
    BARS * factor.abs().max(1.0) * c.bar
        + SHARE * (c.analytic.abs() + (factor * c.numeric).abs()) / 2.0
}

fn usual(value: f64) -> Option<f64> {
    if value == 0.0 {
        return Some(0.0);
    }
    let near = |usual: &&f64| relative_eq!(value, **usual, max_relative = USUAL_WITHIN);
    USUAL.iter().chain(&[8.0]).find(near).copied()
}

/// "both components", "all 5 components".
fn among(count: usize) -> String {
    match count {
        2 => "both components".to_owned(),
        count => format!("all {count} components"),
    }
}

/// Four significant digits: 2.000, 0.3333, 1.234e5.
pub(crate) fn four_digits(value: f64) -> String {
    let scientific = format!("{value:.3e}");
    let exponent = scientific
        .split_once('e')
        .and_then(|(_, e)| e.parse::<i32>().ok());
    match exponent {
        Some(exponent @ -3..=4) => {
            let places = usize::try_from(3 - exponent).unwrap_or(0);
            format!("{value:.places$}")
        }
        _ => scientific,
    }
}

/// An exact factor as one writes it: 0.25, −1, 1/3.
fn short(value: f64) -> String {
    if relative_eq!(value, 1.0 / 3.0, max_relative = USUAL_WITHIN) {
        return "1/3".to_owned();
    }
    format!("{value}").replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::four_digits;

    #[test]
    fn ratios_have_four_significant_digits() {
        let written = [
            0.999_999_9,
            2.0,
            0.25,
            1.0 / 3.0,
            -12.346,
            1234.6,
            2e-7,
            -4e6,
        ]
        .map(four_digits);
        assert_eq!(
            written,
            [
                "1.000", "2.000", "0.2500", "0.3333", "-12.35", "1235", "2.000e-7", "-4.000e6"
            ]
        );
    }
}
