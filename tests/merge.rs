//! Reports of several machines in one folder, with one index.

use grad_check::{GradCheck, merge_reports};
use std::fs;
use std::path::{Path, PathBuf};

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("merge")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A report in both formats, as a check leaves it.
fn leave(folder: &Path, name: &str, factor: f64) {
    fs::create_dir_all(folder).unwrap();
    let report = GradCheck::new(name).run(&3.0, |x: &f64| (x * x, factor * x));
    let binary = "<meta name=\"grad-check-binary\" content=\"/elsewhere/deps/model\">\n";
    let page = report
        .to_html()
        .replacen("<meta", &format!("{binary}<meta"), 1);
    fs::write(folder.join(format!("{name}.html")), page).unwrap();
    fs::write(folder.join(format!("{name}.json")), report.to_json()).unwrap();
    fs::write(folder.join("index.html"), "that of one machine").unwrap();
}

#[test]
fn one_index_lists_the_pages_of_all_machines() {
    let root = folder("all");
    leave(&root.join("one"), "right", 2.0);
    leave(&root.join("two"), "wrong", -2.0);
    let count = merge_reports([root.join("one"), root.join("two")], root.join("merged")).unwrap();
    assert_eq!(count, 4);
    let index = fs::read_to_string(root.join("merged/index.html")).unwrap();
    assert!(index.contains("right.html") && index.contains("wrong.html"));
    // The binaries are elsewhere, which makes no page one of an earlier build.
    assert!(!index.contains("\"stale\":true"));
    assert!(root.join("merged/wrong.json").is_file());
}

#[test]
fn the_order_of_the_folders_does_not_matter() {
    let root = folder("order");
    leave(&root.join("one"), "a", 2.0);
    leave(&root.join("two"), "b", 2.0);
    let [one, two] = [root.join("one"), root.join("two")];
    merge_reports([&one, &two], root.join("forth")).unwrap();
    merge_reports([&two, &one], root.join("back")).unwrap();
    let index = |name: &str| fs::read(root.join(name).join("index.html")).unwrap();
    assert_eq!(index("forth"), index("back"));
}

#[test]
fn of_two_reports_of_one_test_the_later_folder_counts() {
    let root = folder("twice");
    leave(&root.join("one"), "same", -2.0);
    leave(&root.join("two"), "same", 2.0);
    let count = merge_reports([root.join("one"), root.join("two")], root.join("merged")).unwrap();
    assert_eq!(count, 2);
    let page = fs::read_to_string(root.join("merged/same.html")).unwrap();
    assert!(page.contains("<title>pass: same</title>"));
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let root = folder("missing");
    assert!(merge_reports([root.join("nowhere")], root.join("merged")).is_err());
}
