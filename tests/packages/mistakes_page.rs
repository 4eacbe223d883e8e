//! What docs/mistakes.md shows is what its code prints. With `UPDATE_EXPECT=1` the page is written anew.

use crate::scratch;

use grad_check::FindingKind;
use std::fs;
use std::path::{Path, PathBuf};

const DEPENDENCIES: &str = "[dev-dependencies]\ngrad-check = { path = 'PATH' }\nndarray = { version = \"0.17\", default-features = false, features = [\"std\"] }";

/// A backward pass with a mistake: its module, its code, and the report that the page shows.
struct Example {
    name: String,
    code: String,
    shown: String,
}

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mistakes.md")
}

/// Each block of Rust, named by its first line, with the block of text behind it.
fn examples(page: &str) -> Vec<Example> {
    let blocks = page.split("```rust\n").skip(1);
    let example = |block: &str| {
        let (code, rest) = block.split_once("```").unwrap();
        let (between, shown) = rest.split_once("```text\n").unwrap();
        assert!(between.trim().is_empty(), "{code} has no report behind it");
        let name = code.strip_prefix("// src/").unwrap();
        Example {
            name: name.split_once(".rs\n").unwrap().0.to_owned(),
            code: code.to_owned(),
            shown: shown.split_once("```").unwrap().0.to_owned(),
        }
    };
    blocks.map(example).collect()
}

/// The report of a check in the output of all.
fn report(printed: &str, name: &str) -> String {
    let head = format!("---- {name}::{name}_grad_check stdout ----\n");
    let (_, of_test) = printed
        .split_once(&head)
        .unwrap_or_else(|| panic!("{name} didn't fail: {printed}"));
    let (_, report) = of_test.split_once(":\n").unwrap();
    let ends = ["\nnote: ", "\n\n---- ", "\n\n\nfailures:"];
    let ends = ends.iter().filter_map(|end| report.find(end));
    report[..ends.min().unwrap()].trim_end().to_owned() + "\n"
}

#[test]
fn every_report_is_what_the_code_above_it_prints() {
    let mut page = fs::read_to_string(place()).unwrap();
    let examples = examples(&page);
    let modules = examples.iter().map(|e| format!("mod {};\n", e.name));
    let lib = format!("#![cfg(test)]\n\n{}", modules.collect::<String>());
    let package = scratch::package("mistakes", DEPENDENCIES, &lib);
    for example in &examples {
        let file = package.join("src").join(&example.name).with_extension("rs");
        fs::write(file, &example.code).unwrap();
    }
    let output = scratch::cargo(&package, &["test", "--lib"]);
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(printed.contains("test result"), "{errors}");
    let is_warned_of = errors.contains("--> src/");
    assert!(!is_warned_of, "{errors}");
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    for Example { name, code, shown } in examples {
        let is = report(&printed, &name);
        if update {
            let before = format!("{code}```\n\n```text\n{shown}```");
            page = page.replace(&before, &format!("{code}```\n\n```text\n{is}```"));
        } else {
            assert!(
                shown == is,
                "{name}: the page shows\n{shown}\nand it is\n{is}"
            );
        }
    }
    if update {
        fs::write(place(), page).unwrap();
    }
}

#[test]
fn every_kind_of_finding_is_in_the_table() {
    let page = fs::read_to_string(place()).unwrap();
    let (_, table) = page.split_once("\n## All findings").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let named: Vec<&str> = rows.map(|row| row.split_once('`').unwrap().0).collect();
    let all: Vec<&str> = FindingKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(named, all, "the table of docs/mistakes.md");
}
