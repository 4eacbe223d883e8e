//! A crate that denies every warning of rustc and clippy, and has no prelude, uses the macro without
//! one diagnostic; and nothing of ours is in its build.

use crate::scratch;

use std::fs;
use std::path::PathBuf;

fn consumer() -> PathBuf {
    let dependencies = "[dependencies]\nndarray = { version = \"0.17\", default-features = false, features = [\"std\"] }\n\n[dev-dependencies]\ngrad-check = { path = 'PATH' }";
    let package = scratch::package("consumer", dependencies, include_str!("consumer/lib.rs"));
    fs::create_dir_all(package.join("tests")).unwrap();
    fs::write(
        package.join("tests/plain.rs"),
        include_str!("consumer/plain.rs"),
    )
    .unwrap();
    package
}

#[test]
fn a_crate_that_denies_everything_sees_no_diagnostic() {
    let package = consumer();
    for command in [
        &["clippy", "--quiet", "--all-targets"][..],
        &["test", "--quiet"],
    ] {
        let output = scratch::cargo(&package, command);
        let diagnostics = String::from_utf8_lossy(&output.stderr);
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && diagnostics.is_empty(),
            "{diagnostics}{printed}"
        );
    }
}

#[test]
fn nothing_of_ours_is_in_a_build_that_is_no_test() {
    let package = consumer();
    let tree = scratch::cargo(&package, &["tree", "-e", "normal", "--prefix", "none"]);
    let tree = String::from_utf8_lossy(&tree.stdout).into_owned();
    assert!(
        tree.starts_with("consumer") && !tree.contains("grad"),
        "{tree}"
    );

    // The expansion of the release build: the annotated functions, and not a word of ours.
    let expand = ["rustc", "--release", "--lib", "--", "-Zunpretty=expanded"];
    let expanded = scratch::cargo_with(&package, &expand, &[("RUSTC_BOOTSTRAP", "1")]);
    let source = String::from_utf8_lossy(&expanded.stdout).into_owned();
    assert!(
        source.contains("pub fn layer(") && !source.contains("grad_check"),
        "{source}"
    );
}
