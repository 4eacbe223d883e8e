//! Numbers as a report shows them.

/// A derivative or a parameter: six significant digits, exponents only where they help.
pub(crate) fn value(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return format!("{x}");
    }
    if !(1e-4..1e6).contains(&x.abs()) {
        return format!("{x:.5e}");
    }
    let before = (0..6).filter(|&n| x.abs() >= 10f64.powi(n)).count();
    // Zeros behind the point don't count as digits.
    let leading = (1..4).filter(|&n| x.abs() < 10f64.powi(-n)).count();
    format!("{x:.*}", 6usize.saturating_sub(before) + leading)
}

/// A relative error: three decimals where it is large, two significant digits where it is small, a
/// dash where there is none.
pub(crate) fn error(x: f64) -> String {
    if !x.is_finite() {
        "-".to_owned()
    } else if x == 0.0 {
        "0".to_owned()
    } else if x >= 1000.0 {
        format!("{x:.1e}")
    } else if x >= 0.01 {
        format!("{x:.3}")
    } else {
        format!("{x:.1e}")
    }
}

/// A setting, as a person writes it: 1e-7, 0.01.
pub(crate) fn setting(x: f64) -> String {
    if (1e-3..1e4).contains(&x) {
        format!("{x}")
    } else {
        format!("{x:e}")
    }
}

/// "1 evaluation", "3 evaluations".
pub(crate) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_six_digits() {
        let shown = [
            1.0,
            -0.373_477_787,
            0.001_234_567_8,
            123_456.7,
            1e-9,
            2.5e10,
            0.0,
        ]
        .map(value);
        assert_eq!(
            shown,
            [
                "1.00000",
                "-0.373478",
                "0.00123457",
                "123457",
                "1.00000e-9",
                "2.50000e10",
                "0"
            ]
        );
    }

    #[test]
    fn settings_are_as_a_person_writes_them() {
        assert_eq!(
            [1e-7, 0.01, 2.5e-6].map(setting),
            ["1e-7", "0.01", "2.5e-6"]
        );
    }
}
