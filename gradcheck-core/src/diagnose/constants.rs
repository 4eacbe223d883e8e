//! What a fitted constant may be: a small number, or a dimension of the data.

use crate::report::BlockReport;
use crate::shape::Shape;
use approx::relative_eq;

/// Factors that mistakes are made of, most usual first: their names in a mend are exact.
const USUAL: [f64; 13] = [
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
    8.0,
    0.125,
];
/// Two constants are the same within this relative distance, if they are not known any better.
const WITHIN: f64 = 1e-6;
/// Dimensions that are told.
const TOLD: usize = 2;

/// The lengths that the check knows: of the data, and of the parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dimensions {
    /// What the length is of, "rows of x (4×3)", data first.
    lengths: Vec<(String, usize)>,
    /// How many of them are of the data.
    of_data: usize,
}

impl Dimensions {
    /// Of the arguments that are held fixed, and of the blocks.
    pub(crate) fn new(given: &[(String, Vec<usize>)], blocks: &[BlockReport]) -> Self {
        let given = given.iter();
        let given = given.flat_map(|(name, lengths)| axes(name, &Shape::new(lengths)));
        let mut lengths: Vec<(String, usize)> = given.collect();
        let of_data = lengths.len();
        lengths.extend(blocks.iter().flat_map(|b| axes(b.path(), b.shape())));
        Self { lengths, of_data }
    }

    /// The usual constant that a fitted one is, exactly, as far as it is known.
    pub(super) fn exact(&self, value: f64, known_within: f64) -> Option<f64> {
        let within = known_within.max(WITHIN);
        let power = || Some(self.power(value, within)?.value().copysign(value));
        usual_within(value, within).or_else(power)
    }

    /// What a constant is equal to: "4 is the number of rows of x (4×3)".
    pub(super) fn meaning(&self, value: f64) -> Option<String> {
        let power = self.power(value, WITHIN)?;
        // A usual factor that is the width of some layer as well is so by chance.
        let known = match usual(value) {
            Some(_) => &self.lengths[..self.of_data],
            None => &self.lengths,
        };
        let same = known.iter().filter(|(_, n)| *n == power.length);
        let names: Vec<&str> = same.map(|(name, _)| name.as_str()).take(TOLD).collect();
        if names.is_empty() {
            return None;
        }
        let names = names.join(", and of ");
        let sign = if value < 0.0 { "−" } else { "" };
        let number = power.length;
        let is = match (power.exponent, sign) {
            (1, "") => String::new(),
            (1, _) => format!("it is −{number}, and "),
            (-1, sign) => format!("it is {sign}1/{number}, and "),
            (0, sign) => format!("it is {sign}√{number}, and "),
            (_, sign) => format!("it is {sign}1/√{number}, and "),
        };
        Some(format!("{is}{number} is the number of {names}"))
    }

    /// The length of which a constant is the value, its inverse, its root or the inverse of that.
    fn power(&self, value: f64, within: f64) -> Option<Power> {
        let near = |a: f64| relative_eq!(a, value.abs(), max_relative = within);
        // Lengths themselves come first: 2 is rather two than the root of four.
        [1, -1, 0, -2].into_iter().find_map(|exponent| {
            let powers = self
                .lengths
                .iter()
                .map(|&(_, length)| Power { length, exponent });
            powers.into_iter().find(|power| near(power.value()))
        })
    }
}

/// A length n, and what of it: n (1), 1/n (−1), √n (0), 1/√n (−2).
#[derive(Clone, Copy)]
struct Power {
    length: usize,
    exponent: i8,
}

impl Power {
    fn value(self) -> f64 {
        let length = self.length as f64;
        match self.exponent {
            1 => length,
            -1 => 1.0 / length,
            0 => length.sqrt(),
            _ => 1.0 / length.sqrt(),
        }
    }
}

/// The dimensions of one array that are no trivial ones.
fn axes(name: &str, shape: &Shape) -> Vec<(String, usize)> {
    let lengths = shape.lengths().iter().copied().enumerate();
    lengths
        .filter(|&(_, length)| length > 1)
        .map(|(axis, length)| (described(name, shape, axis), length))
        .collect()
}

/// "rows of x (4×3)".
fn described(name: &str, shape: &Shape, axis: usize) -> String {
    match (shape.lengths().len(), axis) {
        (1, _) => format!("entries of {name}"),
        (2, 0) => format!("rows of {name} ({shape})"),
        (2, _) => format!("columns of {name} ({shape})"),
        _ => format!("slices of {name} ({shape}) along axis {axis}"),
    }
}

/// The usual factor that a fitted one is.
pub(super) fn usual(value: f64) -> Option<f64> {
    usual_within(value, WITHIN)
}

fn usual_within(value: f64, within: f64) -> Option<f64> {
    if value == 0.0 {
        return Some(0.0);
    }
    let near = |usual: &&f64| relative_eq!(value, **usual, max_relative = within);
    USUAL.iter().find(near).copied()
}

/// A constant as one writes it, so that it may be copied: 0.25, −1, 1/3, 0.123456789.
pub(super) fn written(value: f64) -> String {
    let near = |a: f64, b: f64| relative_eq!(a, b, max_relative = 1e-12);
    let inverse = (1.0 / value).round();
    let decimal = significant(value, 9);
    let text = if decimal.len() > SHORT && near(1.0 / value, inverse) {
        format!("{}1/{}", if value < 0.0 { "-" } else { "" }, inverse.abs())
    } else {
        decimal
    };
    text.replace('-', "−")
}

/// A decimal of so many characters is short.
const SHORT: usize = 6;

/// At most so many significant digits, without zeros at the end.
pub(super) fn significant(value: f64, digits: usize) -> String {
    let rounded = format!("{value:.*e}", digits.saturating_sub(1));
    rounded
        .parse::<f64>()
        .map_or(rounded, |value| match value.abs() {
            size if size == 0.0 || (1e-4..1e9).contains(&size) => format!("{value}"),
            _ => format!("{value:e}"),
        })
}

/// A count as one reads it: 12, 4,096, 1,000,000.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn counts_are_grouped_by_thousands() {
        let shown = [7, 999, 1000, 41_096, 1_000_000].map(grouped);
        assert_eq!(shown, ["7", "999", "1,000", "41,096", "1,000,000"]);
    }

    #[test]
    fn constants_are_written_as_a_person_would() {
        let shown = [2.0, -0.5, -1.0 / 3.0, 1.0 / 7.0, 0.2, 1.234_567_890_1, 1e-7].map(written);
        assert_eq!(
            shown,
            ["2", "−0.5", "−1/3", "1/7", "0.2", "1.23456789", "1e−7"]
        );
    }

    #[test]
    fn a_dimension_of_the_data_is_recognised_in_either_direction() {
        let known = Dimensions::new(&[("x".to_owned(), vec![4, 7])], &[]);
        let rows = "4 is the number of rows of x (4×7)";
        assert_eq!(known.meaning(4.0).as_deref(), Some(rows));
        let columns = "it is 1/7, and 7 is the number of columns of x (4×7)";
        assert_eq!(known.meaning(1.0 / 7.0).as_deref(), Some(columns));
        let root = "it is −√7, and 7 is the number of columns of x (4×7)";
        assert_eq!(known.meaning(-7f64.sqrt()).as_deref(), Some(root));
        assert_eq!(known.meaning(4.1), None);
        assert_eq!(known.exact(7.000_001, 0.0), Some(7.0));
        assert_eq!(known.exact(7.000_1, 0.0), None);
        assert_eq!(known.exact(7.000_1, 1e-4), Some(7.0));
    }
}
