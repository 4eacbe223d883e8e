//! What a pipe gets in place of a terminal: a report of the width that `COLUMNS` says, without colours, and no
//! progress unless it is asked for, which goes to stderr alone.

use crate::scratch;

use std::process::Output;
use std::thread;

const DEPENDENCIES: &str = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
/// Sixteen evaluations and more, a fifth of a second each.
const SLOW: &str = r#"
#[cfg_attr(test, grad_check::grad_check(at = [0.5; 7]))]
pub fn slow(x: [f64; 7]) -> (f64, [f64; 7]) {
    std::thread::sleep(std::time::Duration::from_millis(200));
    let mut gradient = x.map(f64::exp);
    gradient[0] *= 2.0;
    (x.iter().map(|x| x.exp()).sum(), gradient)
}
"#;

fn lines(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let of_progress = text.lines().filter(|line| line.contains("grad-check: "));
    of_progress.map(ToOwned::to_owned).collect()
}

#[test]
fn a_long_check_tells_its_progress_in_whole_lines_on_stderr_alone() {
    let package = scratch::package("progress", DEPENDENCIES, SLOW);
    let test = ["test", "--lib"];
    let folder = package.clone();
    let unasked = thread::spawn(move || scratch::cargo(&folder, &test));
    let asked = scratch::cargo_with(&package, &test, &[("GRAD_CHECK_PROGRESS", "1")]);
    let unasked = unasked.join().unwrap();

    let told = lines(&asked.stderr);
    let stderr = String::from_utf8_lossy(&asked.stderr);
    assert!(told.len() == 1 || told.len() == 2, "{stderr}");
    for line in &told {
        assert!(line.starts_with("grad-check: slow: "), "{line}");
        assert!(
            line.contains(" of 7 components, ") && line.ends_with(" s"),
            "{line}"
        );
    }
    // Neither the harness's lines nor what it has captured of the failing test.
    assert_eq!(lines(&asked.stdout), [""; 0]);

    // A pipe has nobody who looks on.
    assert_eq!(lines(&unasked.stderr), [""; 0]);
    assert_eq!(lines(&unasked.stdout), [""; 0]);

    let report = |output: &Output| {
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let from = printed.find("gradient check failed: slow");
        let to = printed.find("run just this check again");
        printed[from.unwrap()..to.unwrap()].to_owned()
    };
    assert_eq!(report(&asked), report(&unasked));
}

/// A check that fails with a wide table and a long line of prose.
const WIDE: &str = r#"
#[cfg_attr(test, grad_check::grad_check(
    eps = 1e-7,
    at(weights_of_the_first_layer = [[0.3, 0.1, 0.2]; 2])
))]
pub fn wide(weights_of_the_first_layer: [[f64; 3]; 2]) -> (f64, [[f64; 3]; 2]) {
    let w = weights_of_the_first_layer;
    let mut gradient = w.map(|row| row.map(|w| 3.0 * w * w));
    gradient[0][1] = 7.0;
    gradient[1][0] = 5.0;
    (w.iter().flatten().map(|w| w * w * w).sum(), gradient)
}
"#;

/// The widest line of the report behind its first, as `cargo test` shows it in a pipe.
fn widest_line(variables: &[(&str, &str)]) -> usize {
    let package = scratch::package("widths", DEPENDENCIES, WIDE);
    // As where nothing is said of colours.
    let mut all = vec![("NO_COLOR", ""), ("CARGO_TERM_COLOR", "auto")];
    all.extend(variables);
    let output = scratch::cargo_with(&package, &["test", "--quiet"], &all);
    let printed = String::from_utf8_lossy(&output.stdout);
    let (_, from) = printed.split_once("gradient check failed: wide").unwrap();
    let (report, _) = from.split_once("run just this check again").unwrap();
    assert!(!report.contains('\u{1b}'), "{report}");
    let lines = report.lines().skip(1);
    lines.map(|line| line.chars().count()).max().unwrap_or(0)
}

#[test]
fn a_pipe_has_the_width_that_columns_says_and_76_without_it() {
    assert!(widest_line(&[("COLUMNS", "60")]) <= 60);
    assert!((61..=76).contains(&widest_line(&[])));
    assert!((77..=200).contains(&widest_line(&[("COLUMNS", "200")])));
    assert!(widest_line(&[("COLUMNS", "wide")]) <= 76);
}
