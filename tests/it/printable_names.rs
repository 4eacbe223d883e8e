//! Names that a terminal would not show as they are: control characters, wide letters.

use crate::told::holds;
use grad_check::GradCheck;

#[test]
fn names_from_elsewhere_move_no_cursor() {
    let key = "w\x1b[2J\r".to_owned();
    let point = std::collections::BTreeMap::from([(key.clone(), 3.0)]);
    let report = GradCheck::new("f\x07").run(&point, |p| {
        let w = p[&key];
        (w * w, std::collections::BTreeMap::from([(key.clone(), w)]))
    });
    let printed = report.to_string();
    assert!(
        !printed.contains(|c: char| c.is_control() && c != '\n'),
        "{printed:?}"
    );
    assert!(printed.contains(r"w\u{1b}[2J\r"), "{printed}");
    let failed = GradCheck::new("f").run(&3.0, |_: &f64| Err::<(f64, f64), _>("\x1b[31mred"));
    holds(&failed, r#"Err("\u{1b}[31mred")"#);
}

#[test]
fn columns_line_up_behind_wide_letters() {
    let check = GradCheck::new("f").arguments(["重み行列", "b"]);
    let report = check.run(
        &([0.5, 0.2], [0.1, 0.2]),
        |(w, b): &([f64; 2], [f64; 2])| {
            (
                w[0] * w[1] + b[0] * b[1],
                ([w[1], w[0]], [b[1], b[0] * 1.5]),
            )
        },
    );
    let printed = report.to_string();
    let wide = |text: &str| {
        text.chars()
            .map(|c| {
                if ('\u{3000}'..'\u{a000}').contains(&c) {
                    2
                } else {
                    1
                }
            })
            .sum::<usize>()
    };
    let at = |line: &str, word: &str| line.find(word).map(|at| wide(&line[..at]));
    let of = |start: &str| {
        printed
            .lines()
            .find(|line| line.trim_start().starts_with(start))
    };
    let (heading, row) = (of("block").unwrap(), of("重み行列").unwrap());
    assert_eq!(at(heading, "verdict"), at(row, "pass"), "{printed}");
}
