//! No check is lost without a word: every function of these tests that has the attribute has a test of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The sources of this binary.
fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// How an attribute begins, and how an item does.
const MARKS: [&str; 4] = [
    "#[grad_check(",
    "#[grad_check]",
    "#[cfg_attr(test, grad_check::grad_check",
    "#[grad_check::grad_check",
];
const ITEMS: [&str; 8] = [
    "fn ", "impl", "pub", "const ", "unsafe ", "async ", "extern ", "struct ",
];

/// The functions that have the attribute, where they are named in a source.
fn annotated(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut has_mark, mut is_absent) = (false, false);
    for line in source.lines().map(str::trim_start) {
        has_mark |= MARKS.iter().any(|mark| line.starts_with(mark));
        is_absent |= line == "#[cfg(any())]";
        if !ITEMS.iter().any(|item| line.starts_with(item)) {
            continue;
        }
        if has_mark && !is_absent {
            let mut words = line.split([' ', '(', '<']).skip_while(|word| *word != "fn");
            // A name that a macro makes isn't known here, and of a test within a body rustc says that it isn't run.
            let is_known = |name: &&str| !name.contains('$') && *name != "inner";
            found.extend(words.nth(1).filter(is_known).map(str::to_owned));
        }
        (has_mark, is_absent) = (false, false);
    }
    found
}

#[test]
fn every_attribute_makes_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let output = Command::new(env::current_exe().unwrap())
        .arg("--list")
        .output()
        .unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    let mut files = Vec::new();
    sources(&tests, &mut files);
    let (mut attributes, mut lost) = (0, Vec::new());
    for file in files {
        let module = file.strip_prefix(&tests).unwrap().with_extension("");
        let module = module.to_str().unwrap().replace(['/', '\\'], "::");
        let module = module.strip_suffix("::mod").unwrap_or(&module).to_owned();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for name in annotated(&fs::read_to_string(&file).unwrap()) {
            attributes += 1;
            *counts
                .entry(name.trim_start_matches("r#").to_owned())
                .or_default() += 1;
        }
        for (name, count) in counts {
            let own = format!("{name}_grad_check");
            let is_own = |line: &&str| {
                let (path, _) = line.rsplit_once(": ").unwrap_or((line, ""));
                let last = path.rsplit("::").next().unwrap_or_default();
                path.starts_with(&format!("{module}::")) && last.contains(&own)
            };
            let made = listed.lines().filter(is_own).count();
            if made < count {
                lost.push(format!("{module}::{name}: {made} of {count}"));
            }
        }
    }
    assert!(attributes > 500, "{attributes}");
    assert!(lost.is_empty(), "{lost:#?}");
}
