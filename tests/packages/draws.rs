//! Points and seeds from the environment: `GRAD_CHECK_DRAWS` and `GRAD_CHECK_SEED`.

use crate::scratch;

const DEPENDENCIES: &str = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
const LIB: &str = r#"
// Right where x is below 1.
#[cfg_attr(test, grad_check::grad_check)]
pub fn tail(x: f64) -> (f64, f64) {
    (x * x, if x < 1.0 { 2.0 * x } else { x })
}

#[cfg_attr(test, grad_check::grad_check(at = 0.5))]
pub fn fixed(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}
"#;

fn printed(variables: &[(&str, &str)], test: &str) -> (bool, String) {
    let package = scratch::package("draws", DEPENDENCIES, LIB);
    let arguments = ["test", "--lib", test, "--", "--exact", "--show-output"];
    let output = scratch::cargo_with(&package, &arguments, variables);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), printed)
}

#[test]
fn more_points_find_what_one_misses_and_the_line_comes_back_to_it() {
    let (passes, one) = printed(&[], "tail_grad_check");
    assert!(
        passes && one.contains("gradient check passed: tail: "),
        "{one}"
    );

    let (passes, many) = printed(&[("GRAD_CHECK_DRAWS", "8")], "tail_grad_check");
    assert!(!passes, "{many}");
    let (_, table) = many.split_once("\nverdicts by seed\n").expect("a table");
    assert!(table.contains("FAIL") && table.contains("pass"), "{table}");
    let (_, line) = many
        .split_once("run just this check again\n")
        .expect("a line");
    let line = line.lines().next().unwrap_or_default().trim();
    let (variable, command) = line.split_once(' ').unwrap_or_default();
    assert_eq!(
        command,
        "cargo test -p draws --lib tail_grad_check -- --exact"
    );
    let (name, seed) = variable.split_once('=').unwrap_or_default();
    assert_eq!(name, "GRAD_CHECK_SEED");

    let (passes, again) = printed(&[(name, seed)], "tail_grad_check");
    assert!(!passes && !again.contains("verdicts by seed"), "{again}");
    let headline = format!("gradient check failed: tail (seed {seed}): ");
    assert!(
        many.contains(&headline) && again.contains(&headline),
        "{again}"
    );
    assert!(again.contains(line), "{again}");
}

#[test]
fn a_point_that_is_not_drawn_stays_one_and_what_is_no_number_is_said() {
    let (passes, fixed) = printed(&[("GRAD_CHECK_DRAWS", "8")], "fixed_grad_check");
    assert!(passes && !fixed.contains("verdicts by seed"), "{fixed}");
    let (passes, wrong) = printed(&[("GRAD_CHECK_SEED", "x")], "fixed_grad_check");
    let says = "GRAD_CHECK_SEED is `x` in the environment: it must be a whole number";
    assert!(!passes && wrong.contains(says), "{wrong}");
}
