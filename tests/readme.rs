//! What the README shows is what a newcomer gets.

mod scratch;

const README: &str = include_str!("../README.md");

/// The first block of this language behind a heading.
fn block(heading: &str, language: &str) -> &'static str {
    let (_, section) = README.split_once(heading).unwrap();
    let (_, from) = section.split_once(&format!("```{language}\n")).unwrap();
    from.split_once("```").unwrap().0
}

#[test]
fn the_smallest_example_prints_what_the_readme_says() {
    let heading = "## The smallest example";
    let dependency = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
    let package = scratch::package("smallest", dependency, block(heading, "rust"));
    let output = scratch::cargo(&package, &["test", "--lib"]);
    let printed = String::from_utf8_lossy(&output.stdout);
    let expected = block(heading, "text");
    assert!(!output.status.success());
    assert!(
        printed.contains(expected),
        "expected\n{expected}\nprinted\n{printed}"
    );
}

#[test]
fn the_check_of_a_type_of_ones_own_passes() {
    let dependencies = "[dependencies]\ngrad-check = { path = 'PATH' }\nndarray = { version = \"0.17\", default-features = false, features = [\"std\"] }";
    let lib = block("## Parameters of your own type", "rust");
    let package = scratch::package("own_type", dependencies, lib);
    let output = scratch::cargo(&package, &["test", "--lib"]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && printed.contains("weight_decay_grad_check ... ok"),
        "{printed}"
    );
}

#[test]
fn a_dev_dependency_leaves_nothing_in_a_build_that_is_no_test() {
    let dependency = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
    let package = scratch::package(
        "production",
        dependency,
        block("## The smallest example", "rust"),
    );
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
