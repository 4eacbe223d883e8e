//! What the README and the pages of docs/ show is what a newcomer gets.

use crate::scratch;

use std::fs;
use std::path::{Path, PathBuf};

const README: &str = include_str!("../../README.md");
const FAILURE: &str = include_str!("../../docs/failure.md");
const LINES: &str = include_str!("../../docs/lines.md");
const TYPES: &str = include_str!("../../docs/types.md");
const FUNCTIONS: &str = include_str!("../../docs/functions.md");

const DEV_DEPENDENCY: &str = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
const NDARRAY: &str = "[dependencies]\nndarray = { version = \"0.17\", default-features = false, features = [\"std\"] }\n\n[dev-dependencies]\ngrad-check = { path = 'PATH' }";

/// The first block of this language behind a heading.
fn block(page: &'static str, heading: &str, language: &str) -> &'static str {
    let (_, section) = page.split_once(heading).unwrap();
    let (_, from) = section.split_once(&format!("```{language}\n")).unwrap();
    from.split_once("```").unwrap().0
}

/// A package with the Rust under this heading is tested, and prints the text under it.
#[track_caller]
fn assert_prints(
    name: &str,
    dependencies: &str,
    (page, heading): (&'static str, &str),
    passes: bool,
) {
    let package = scratch::package(name, dependencies, block(page, heading, "rust"));
    let output = scratch::cargo(&package, &["test", "--lib", "--", "--show-output"]);
    let printed = String::from_utf8_lossy(&output.stdout);
    let expected = block(page, heading, "text");
    assert_eq!(output.status.success(), passes, "{printed}");
    assert!(
        printed.contains(expected),
        "expected\n{expected}\nprinted\n{printed}"
    );
}

#[test]
fn the_first_failure_is_printed_as_the_readme_shows_it() {
    assert_prints("regression", NDARRAY, (README, "# grad-check"), false);
}

#[test]
fn the_smallest_example_passes_as_the_readme_shows_it() {
    let section = (README, "## The smallest example");
    assert_prints("smallest", DEV_DEPENDENCY, section, true);
}

#[test]
fn the_failure_that_is_read_line_by_line_is_printed_so() {
    let section = (FAILURE, "# Reading a failure");
    assert_prints("rosenbrock", DEV_DEPENDENCY, section, false);
}

#[test]
fn the_line_is_named_as_the_page_shows_it() {
    assert_prints("network", NDARRAY, (LINES, "# From red to the line"), false);
}

#[test]
fn the_check_of_a_type_of_ones_own_passes() {
    let dependencies = "[dependencies]\ngrad-check = { path = 'PATH' }\nndarray = { version = \"0.17\", default-features = false, features = [\"std\"] }";
    let lib = block(TYPES, "## Structs and enums", "rust");
    let package = scratch::package("own_type", dependencies, lib);
    let output = scratch::cargo(&package, &["test", "--lib"]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && printed.contains("weight_decay_grad_check ... ok"),
        "{printed}"
    );
}

#[test]
fn the_methods_buffers_and_layers_of_the_page_pass() {
    let sections = [
        (
            "methods_page",
            "## Methods",
            &[
                "ridge_objective_grad_check ... ok",
                "ridge_cost_grad_check ... ok",
            ][..],
        ),
        (
            "buffers_page",
            "## Gradients in buffers",
            &["quartic_grad_check ... ok"],
        ),
        (
            "layers_page",
            "## Layers and models that keep their gradients",
            &["train_step_grad_check ... ok"],
        ),
        (
            "layer_page",
            "### A layer that goes forward and back",
            &["dense_forward_grad_check ... ok"],
        ),
        (
            "order_page",
            "### Functions in an order of their own",
            &["softmax_grad_check ... ok"],
        ),
    ];
    for (name, heading, tests) in sections {
        let package = scratch::package(name, NDARRAY, block(FUNCTIONS, heading, "rust"));
        let output = scratch::cargo(&package, &["test", "--lib"]);
        let printed = String::from_utf8_lossy(&output.stdout);
        let all = tests.iter().all(|test| printed.contains(test));
        assert!(output.status.success() && all, "{printed}");
    }
}

#[test]
fn a_dev_dependency_leaves_nothing_in_a_build_that_is_no_test() {
    let lib = block(README, "## The smallest example", "rust");
    let package = scratch::package("production", DEV_DEPENDENCY, lib);
    let tree = scratch::cargo(&package, &["tree", "-e", "normal"]);
    let tree = String::from_utf8_lossy(&tree.stdout).into_owned();
    assert!(
        tree.starts_with("production") && tree.lines().count() == 1,
        "{tree}"
    );
    let built = scratch::cargo(&package, &["build", "--release"]);
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
}

/// A text as the documentation comment of an item holds it.
fn comment(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| format!("/// {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_page_of_the_attribute_shows_the_failure_of_the_readme() {
    let page = include_str!("../../gradcheck-macros/src/lib.rs");
    for language in ["rust", "text"] {
        let shown = comment(block(README, "# grad-check", language));
        assert!(page.contains(&shown), "{shown}");
    }
}

#[test]
fn the_page_of_the_builder_shows_what_is_printed() {
    let rosenbrock = |x: &[f64; 2]| {
        let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
        (
            a * a + 100.0 * b * b,
            [-2.0 * a - 400.0 * x[0] * b, 100.0 * b],
        )
    };
    let report = grad_check::GradCheck::new("rosenbrock").run(&[-1.2, 1.0], rosenbrock);
    let printed = report.printed(76);
    let (first, rest) = printed.split_once('\n').unwrap();
    let (_, behind_the_place) = rest.split_once('\n').unwrap();
    let page = include_str!("../../gradcheck-core/src/check/mod.rs");
    for shown in [first, behind_the_place].map(comment) {
        assert!(page.contains(&shown), "{shown}");
    }
}

#[test]
fn the_readme_is_short() {
    assert!(README.lines().count() <= 200);
}

/// The fragment that a heading is linked by: lower case, words joined by hyphens.
fn fragment(heading: &str) -> String {
    let letters = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = letters.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        letter if letter.is_alphanumeric() || letter == '-' || letter == '_' => Some(letter),
        _ => None,
    });
    kept.collect()
}

/// What a page links to: everything in round brackets behind square ones.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let behind = page.split("](").skip(1);
    behind.map(|rest| rest.split(')').next().unwrap())
}

fn is_there(from: &Path, link: &str) -> bool {
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let target: PathBuf = if file.is_empty() {
        from.to_owned()
    } else {
        from.parent().unwrap().join(file)
    };
    if heading.is_empty() {
        return target.exists();
    }
    let page = fs::read_to_string(target).unwrap_or_default();
    page.lines()
        .any(|line| line.starts_with('#') && fragment(line) == heading)
}

#[test]
fn every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["", "docs", "examples", "benches", "benches/peers"];
    let crates = ["gradcheck-core", "gradcheck-macros"];
    let pages = folders.iter().chain(&crates).flat_map(|folder| {
        let entries = fs::read_dir(root.join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().path())
    });
    let is_page = |path: &PathBuf| path.extension().is_some_and(|it| it == "md");
    for page in pages.filter(is_page) {
        let text = fs::read_to_string(&page).unwrap();
        let broken: Vec<_> = links(&text)
            .filter(|link| !link.starts_with("http") && !is_there(&page, link))
            .collect();
        assert!(broken.is_empty(), "{}: {broken:?}", page.display());
    }
}
