//! A check that takes long says how far it is, on stderr and nowhere else, and only if somebody looks on.

mod scratch;

use std::process::Output;
use std::thread;

const DEPENDENCIES: &str = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
/// Sixteen evaluations and more, a fifth of a second each.
const SOURCE: &str = r#"
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
    let package = scratch::package("progress", DEPENDENCIES, SOURCE);
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
