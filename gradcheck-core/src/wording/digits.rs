//! Constants and counts in sentences.

use approx::relative_eq;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, LN_2, LN_10, PI};

/// Constants that are written by name, with where they come from.
const NAMED: [(f64, &str, &str); 22] = [
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
    (3600.0, "3600", "seconds for hours"),
    (1.0 / 3600.0, "1/3600", "hours for seconds"),
    (365.25, "365.25", "days for years"),
    (1.0 / 365.25, "1/365.25", "years for days"),
    (1e6, "1000000", "millionths"),
    (1e-6, "0.000001", "millionths"),
];

/// A constant as one writes it, so that it may be copied: 0.25, −1, 1/3, 0.123456789.
pub(crate) fn written(value: f64) -> String {
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
pub(crate) fn significant(value: f64, digits: usize) -> String {
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

/// The constant with a name that a fitted one is, whatever its sign.
pub(crate) fn named(value: f64, within: f64) -> Option<(f64, &'static str, &'static str)> {
    let near = |(named, _, _): &&(f64, &str, &str)| {
        relative_eq!(value.abs(), *named, max_relative = within)
    };
    NAMED.iter().find(near).copied()
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
}
