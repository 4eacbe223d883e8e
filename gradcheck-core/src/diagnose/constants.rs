//! What a fitted constant may be: a small number, or a dimension of the data.

use crate::report::{BlockReport, Context};
use crate::shape::Shape;
use approx::relative_eq;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, LN_2, LN_10, PI};

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
/// Constants that are written by name, with where they come from.
const NAMED: [(f64, &str, &str); 16] = [
    (180.0 / PI, "180/π", "degrees for radians"),
    (PI / 180.0, "π/180", "radians for degrees"),
    (2.0 * PI, "2π", "an angle for a share of a turn"),
    (1.0 / (2.0 * PI), "1/2π", "a share of a turn for an angle"),
    (PI, "π", ""),
    (1.0 / PI, "1/π", ""),
    (LN_10 / 10.0, "ln 10/10", "decibels"),
    (10.0 / LN_10, "10/ln 10", "decibels"),
    (LN_10, "ln 10", "a logarithm to base ten"),
    (1.0 / LN_10, "1/ln 10", "a logarithm to base ten"),
    (LN_2, "ln 2", "a logarithm to base two"),
    (1.0 / LN_2, "1/ln 2", "a logarithm to base two"),
    (
        FRAC_2_SQRT_PI * FRAC_1_SQRT_2,
        "√(2/π)",
        "a normal density, or GELU",
    ),
    (FRAC_2_SQRT_PI, "2/√π", "an error function"),
    (2.506_628_274_631_000_5, "√2π", "a normal density"),
    (0.398_942_280_401_432_7, "1/√2π", "a normal density"),
];
/// Two constants are the same within this relative distance, if they are not known any better.
const WITHIN: f64 = 1e-6;
/// A fitted constant and a number that is known are the same within this.
const NAMED_WITHIN: f64 = 1e-5;
/// Whole numbers are read up to this, if they are known to this.
const LARGEST_WHOLE: f64 = 1000.0;
const OF_WHOLE: f64 = 1e-3;
/// Dimensions that are told.
const TOLD: usize = 2;

/// The lengths that the check knows: of the data, and of the parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dimensions {
    /// What the length is of, "rows of x (4×3)", data first.
    lengths: Vec<(String, usize)>,
    /// How many of them are of the data.
    of_data: usize,
    /// Numbers that are held fixed, by their names.
    numbers: Vec<(String, f64)>,
}

impl Dimensions {
    /// Of the arguments that are held fixed, and of the blocks.
    pub(crate) fn new(context: &Context, blocks: &[BlockReport]) -> Self {
        let given = context.given.iter();
        let given = given.flat_map(|(name, lengths)| axes(name, &Shape::new(lengths)));
        let mut lengths: Vec<(String, usize)> = given.collect();
        let of_data = lengths.len();
        lengths.extend(blocks.iter().flat_map(|b| axes(b.path(), b.shape())));
        Self {
            lengths,
            of_data,
            numbers: context.numbers.clone(),
        }
    }

    /// The numbers that are held fixed, with their names.
    pub(super) fn numbers(&self) -> &[(String, f64)] {
        &self.numbers
    }

    /// The name of a number that is this one.
    pub(super) fn name_of(&self, value: f64) -> Option<&str> {
        let same = |(_, number): &&(String, f64)| {
            relative_eq!(*number, value, max_relative = NAMED_WITHIN)
        };
        let named = self.numbers.iter().find(same);
        named.map(|(name, _)| name.as_str())
    }

    /// The number that is held fixed and that this one is, with its sign, as far as it is known.
    pub(super) fn number(&self, value: f64) -> Option<f64> {
        let name = self.name_of(value.abs())?;
        let (_, number) = self.numbers.iter().find(|(known, _)| known == name)?;
        Some(number.copysign(value))
    }

    /// "λ = 0.3", by its own name if it has one.
    pub(super) fn lambda(&self, value: f64) -> String {
        let name = self.name_of(value).unwrap_or("λ");
        format!("{name} = {}", significant(value, 6))
    }

    /// "it is lambda, which is 0.3": a number that is held fixed, or its inverse.
    fn by_number(&self, value: f64) -> Option<String> {
        let (sign, size) = (if value < 0.0 { "−" } else { "" }, value.abs());
        if let Some(name) = self.name_of(size) {
            return Some(format!("it is {sign}{name}"));
        }
        let name = self.name_of(1.0 / size)?;
        Some(format!("it is {sign}1/{name}"))
    }

    /// The usual constant that a fitted one is, exactly, as far as it is known.
    pub(super) fn exact(&self, value: f64, known_within: f64) -> Option<f64> {
        let within = known_within.max(WITHIN);
        let power = || Some(self.power(value, within)?.value().copysign(value));
        let named = || Some(named(value, within)?.0.copysign(value));
        let numbers = || {
            let numbers = self
                .numbers
                .iter()
                .flat_map(|(_, n)| [n.abs(), 1.0 / n.abs()]);
            let mut numbers = numbers.filter(|n| n.is_finite() && *n != 1.0);
            let same = numbers.find(|n| relative_eq!(*n, value.abs(), max_relative = within));
            same.map(|number| number.copysign(value))
        };
        usual_within(value, within)
            .or_else(power)
            .or_else(numbers)
            .or_else(named)
            .or_else(|| whole(value, within))
    }

    /// What a constant is equal to: "4 is the number of rows of x (4×3)".
    pub(super) fn meaning(&self, value: f64) -> Option<String> {
        if let Some(by_length) = self.by_length(value) {
            return Some(by_length);
        }
        if usual(value).is_some() {
            return None;
        }
        self.by_number(value).or_else(|| {
            let (_, name, of) = named(value, WITHIN)?;
            let sign = if value < 0.0 { "−" } else { "" };
            let of = if of.is_empty() {
                String::new()
            } else {
                format!(", as of {of}")
            };
            Some(format!("it is {sign}{name}{of}"))
        })
    }

    fn by_length(&self, value: f64) -> Option<String> {
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

/// The whole number that a fitted one is, or the inverse of one.
fn whole(value: f64, within: f64) -> Option<f64> {
    let near = |x: f64| {
        let is_known = within * x.abs() < OF_WHOLE && x.abs() <= LARGEST_WHOLE;
        is_known && relative_eq!(x, x.round(), max_relative = within)
    };
    if near(value) && value.round() != 1.0 {
        return Some(value.round());
    }
    (near(1.0 / value) && value != 1.0).then(|| 1.0 / (1.0 / value).round())
}

/// The constant with a name that a fitted one is, whatever its sign.
fn named(value: f64, within: f64) -> Option<(f64, &'static str, &'static str)> {
    let near = |(named, _, _): &&(f64, &str, &str)| {
        relative_eq!(value.abs(), *named, max_relative = within)
    };
    NAMED.iter().find(near).copied()
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
    if let Some((_, name, _)) = named(value, 1e-12) {
        return format!("{}{name}", if value < 0.0 { "−" } else { "" });
    }
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
        let mut context = Context::new("f", std::panic::Location::caller());
        context.given.push(("x".to_owned(), vec![4, 7]));
        context.numbers.push(("lambda".to_owned(), 0.37));
        let known = Dimensions::new(&context, &[]);
        let rows = "4 is the number of rows of x (4×7)";
        assert_eq!(known.meaning(4.0).as_deref(), Some(rows));
        let columns = "it is 1/7, and 7 is the number of columns of x (4×7)";
        assert_eq!(known.meaning(1.0 / 7.0).as_deref(), Some(columns));
        let root = "it is −√7, and 7 is the number of columns of x (4×7)";
        assert_eq!(known.meaning(-7f64.sqrt()).as_deref(), Some(root));
        assert_eq!(known.meaning(4.1), None);
        assert_eq!(known.meaning(-0.37).as_deref(), Some("it is −lambda"));
        let degrees = "it is 180/π, as of degrees for radians";
        assert_eq!(known.meaning(180.0 / PI).as_deref(), Some(degrees));
        assert_eq!(known.exact(7.000_001, 0.0), Some(7.0));
        assert_eq!(known.exact(7.000_1, 0.0), None);
        assert_eq!(known.exact(7.000_1, 1e-4), Some(7.0));
    }
}
