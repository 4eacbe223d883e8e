//! What a CI shows of a failing check: nextest's `JUnit` file carries the whole report.
//!
//! Where there is no `cargo nextest` the test says so and is done, unless `GRAD_CHECK_DEMAND_NEXTEST` is set.

use crate::scratch;

use grad_check::GradCheck;
use std::fs;
use std::path::Path;

const DEPENDENCIES: &str = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
/// Slow enough that a terminal would show its progress.
const SOURCE: &str = r#"
#[cfg_attr(test, grad_check::grad_check(eps = 1e-6, at = [[0.5, 0.3, 0.2], [0.1, 0.7, -0.4]]))]
pub fn loss(w: [[f64; 3]; 2]) -> (f64, [[f64; 3]; 2]) {
    std::thread::sleep(std::time::Duration::from_millis(150));
    let gradient = w.map(|row| row.map(|w| -w.exp()));
    (w.iter().flatten().map(|w| w.exp()).sum(), gradient)
}
"#;

fn has_nextest(package: &Path) -> bool {
    let version = scratch::cargo(package, &["nextest", "--version"]);
    let demanded = std::env::var_os("GRAD_CHECK_DEMAND_NEXTEST").is_some();
    assert!(version.status.success() || !demanded, "no `cargo nextest`");
    version.status.success()
}

/// What the function of the package prints when it is checked.
fn report() -> String {
    let loss = |w: &[[f64; 3]; 2]| {
        let gradient = w.map(|row| row.map(|w| -w.exp()));
        (w.iter().flatten().map(|w| w.exp()).sum::<f64>(), gradient)
    };
    let report = GradCheck::new("loss")
        .test("junit::loss_grad_check")
        .arguments(["w"])
        .seed(0)
        .eps(1e-6)
        .run(&[[0.5, 0.3, 0.2], [0.1, 0.7, -0.4]], loss);
    let place = format!("  at {}:{}", report.origin().file, report.origin().line);
    let command = "cargo test loss_grad_check -- --exact";
    let nextest = "cargo nextest run -p junit --lib -E 'test(=loss_grad_check)'";
    let report = report.to_string().replace(&place, "  at src/lib.rs:3");
    report.replace(command, nextest)
}

/// The text of the first element of this name, as nextest escapes it.
fn text_of(element: &str, xml: &str) -> String {
    let (_, from) = xml.split_once(&format!("<{element}")).unwrap();
    let (_, from) = from.split_once('>').unwrap();
    let (text, _) = from.split_once(&format!("</{element}>")).unwrap();
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    let unescape = |text: String, (entity, c): &(&str, &str)| text.replace(entity, c);
    entities.iter().fold(text.to_owned(), unescape)
}

#[test]
fn the_junit_file_of_nextest_holds_the_whole_report_and_nothing_that_a_terminal_would_show() {
    let package = scratch::package("junit", DEPENDENCIES, SOURCE);
    if !has_nextest(&package) {
        println!("skipped: there is no `cargo nextest` here");
        return;
    }
    fs::create_dir_all(package.join(".config")).unwrap();
    let profile = "[profile.default.junit]\npath = \"junit.xml\"\n";
    fs::write(package.join(".config/nextest.toml"), profile).unwrap();
    let file = package.join("target/nextest/default/junit.xml");
    let _ = fs::remove_file(&file);
    // As in a CI that asks for colours.
    let colours = [("NO_COLOR", ""), ("CARGO_TERM_COLOR", "always")];
    let output = scratch::cargo_with(&package, &["nextest", "run"], &colours);
    let errors = String::from_utf8_lossy(&output.stderr);
    let xml = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}: {errors}"));

    let failure = text_of("failure", &xml);
    let (place, told) = failure.split_once('\n').unwrap();
    assert!(place.ends_with("panicked at src/lib.rs:3:8:"), "{place}");
    let report = report();
    assert!(report.starts_with("gradient check failed: loss: w is wrong"));
    assert!(
        ["±", "×", "−"].iter().all(|c| report.contains(c)),
        "{report}"
    );
    assert_eq!(told.get(..report.len()), Some(report.as_str()), "{told}");
    for not_there in ["\u{1b}", "[31m", "[0m", "\u{fffd}", "grad-check: "] {
        assert!(!xml.contains(not_there), "{not_there:?} in {xml}");
    }
}
