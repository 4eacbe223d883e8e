//! Reports of several runs in one folder, and the list of them.

use super::Run;
use super::files::{data, entries};
use grad_check::{GradCheck, Report, Tally, merge_reports};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// An empty folder of this test's.
fn folder(test: &str, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("merging")
        .join(test)
        .join(name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The check of a square whose gradient has this factor.
fn square(factor: f64) -> Report {
    GradCheck::new("square").run(&3.0, |x| (x * x, factor * x))
}

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("index.html")).unwrap()
}

/// The files that an index lists.
fn listed(index: &str) -> Vec<String> {
    let pages = entries(index);
    let name = |page: &serde_json::Value| {
        assert_eq!(page["stale"], false, "{page}");
        page["page"].as_str().unwrap().to_owned()
    };
    pages.iter().map(name).collect()
}

/// The names of all files in a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = files
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn tally(failed: usize, undecided: usize, passed: usize) -> Tally {
    Tally {
        failed,
        undecided,
        passed,
    }
}

#[test]
fn reports_of_two_runs_are_in_one_list_whichever_files_they_are() {
    for (wish, extension) in [("html", "html"), ("json", "json"), ("json,html", "html")] {
        let test = format!("runs-{wish}");
        let name = |part: &str| format!("merging/{test}/{part}");
        let first = Run::of("checks::network", wish, &name("first")).folder;
        let second = Run::of("checks::alike::second", wish, &name("second")).folder;
        let (into, turned) = (folder(&test, "into"), folder(&test, "turned"));
        // Two networks, of which one is wrong, and three squares, of which the last is.
        let merged = merge_reports([&first, &second], &into).unwrap();
        assert_eq!(merged, tally(2, 0, 3), "{wish}");
        let index = text(&into);
        let names = listed(&index);
        assert_eq!(names.len(), 5, "{names:?}");
        let mut ends = names.iter().map(|name| name.rsplit_once('.').unwrap().1);
        assert!(ends.all(|end| end == extension), "{names:?}");
        assert_eq!(files(&into).len(), 5 * wish.split(',').count() + 1);
        assert!(
            index.contains("<title>grad-check: 5 checks: 2 failed, 0 undecided, 3 passed</title>")
        );
        // Another order, the same bytes.
        assert_eq!(merge_reports([&second, &first], &turned).unwrap(), merged);
        assert_eq!(text(&turned), index, "{wish}");
    }
}

#[test]
fn a_page_and_a_json_file_of_one_report_are_one_check_wherever_they_come_from() {
    let [pages, data, into] = ["pages", "data", "into"].map(|name| folder("apart", name));
    let report = square(2.0);
    fs::write(pages.join("square.html"), report.to_html()).unwrap();
    fs::write(data.join("square.json"), report.to_json()).unwrap();
    assert_eq!(
        merge_reports([&pages, &data], &into).unwrap(),
        tally(0, 0, 1)
    );
    assert_eq!(files(&into), ["index.html", "square.html", "square.json"]);
    assert_eq!(listed(&text(&into)), ["square.html"]);
}

#[test]
fn reports_of_one_name_are_kept_apart_unless_they_are_the_same() {
    let [first, second, third, all, grown] =
        ["first", "second", "third", "all", "grown"].map(|name| folder("collisions", name));
    for (folder, factor) in [(&first, 2.0), (&second, 2.0), (&third, 1.0)] {
        let report = square(factor);
        fs::write(folder.join("square-01234567.json"), report.to_json()).unwrap();
        fs::write(folder.join("square-01234567.html"), report.to_html()).unwrap();
    }
    let merged = merge_reports([&first, &second, &third], &all).unwrap();
    assert_eq!(merged, tally(1, 0, 1));
    let index = text(&all);
    let names = listed(&index);
    assert_eq!(names.len(), 2);
    for name in &names {
        let (stem, _) = name.split_once(".html").unwrap();
        assert!(stem.starts_with("square-01234567~"), "{name}");
        // Either page is beside its own data.
        let page = fs::read_to_string(all.join(name)).unwrap();
        let json = fs::read_to_string(all.join(format!("{stem}.json"))).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(data(&page, "report"), json);
    }
    assert_eq!(files(&all).len(), 5);
    // One after the other, in another order, and once more: the same.
    for folder in [&third, &first, &second, &all] {
        let _ = merge_reports([folder], &grown).unwrap();
    }
    assert_eq!(files(&grown), files(&all));
    assert_eq!(text(&grown), index);
    // A single one of them has its plain name again.
    let alone = folder("collisions", "alone");
    let one = folder("collisions", "one");
    fs::copy(all.join(&names[0]), one.join(&names[0])).unwrap();
    let _ = merge_reports([&one], &alone).unwrap();
    assert_eq!(files(&alone), ["index.html", "square-01234567.html"]);
}

#[test]
fn files_that_were_copied_are_listed_by_the_next_check_or_without_one() {
    let second = Run::of("checks::alike::second", "json", "merging/copied/second").folder;
    let first = Run::of("checks::network", "html", "merging/copied/first").folder;
    for name in files(&second) {
        fs::copy(second.join(&name), first.join(&name)).unwrap();
    }
    // A page of another machine: its binary lies in no folder of this one.
    let page = Run::into(first.clone(), "nothing", "html").page("course.network_grad_check");
    let html = fs::read_to_string(first.join(&page)).unwrap();
    let binary = std::env::current_exe().unwrap().display().to_string();
    assert!(html.contains(&binary));
    let html = html.replace(&binary, "/nowhere/at/all");
    fs::write(first.join(&page), html).unwrap();

    let none: [&Path; 0] = [];
    assert_eq!(merge_reports(none, &first).unwrap(), tally(2, 0, 3));
    assert_eq!(listed(&text(&first)).len(), 5);
    fs::remove_file(first.join("index.html")).unwrap();
    let after = Run::into(first, "checks::alike::first", "html").folder;
    assert_eq!(listed(&text(&after)).len(), 6);
}

#[test]
fn pages_whose_binary_was_rebuilt_or_is_gone_count_once_they_are_merged() {
    let run = Run::of("checks::offset", "html", "merging/rebuilt/run");
    let page = run.folder.join(run.page("course.offset"));
    let binary = std::env::current_exe().unwrap();
    let gone = binary.with_file_name("gone").display().to_string();
    let html = fs::read_to_string(&page).unwrap();
    fs::write(&page, html.replace(&binary.display().to_string(), &gone)).unwrap();
    let into = folder("rebuilt", "into");
    assert_eq!(merge_reports([&run.folder], &into).unwrap().checks(), 1);
    assert_eq!(listed(&text(&into)).len(), 1);
    // Nor does the next check think otherwise.
    let after = Run::into(into, "checks::alike::first", "html").folder;
    assert_eq!(listed(&text(&after)).len(), 2);
}

#[test]
fn other_files_stay_where_they_are_and_a_missing_folder_is_named() {
    let [from, into] = ["from", "into"].map(|name| folder("others", name));
    fs::write(from.join("settings.json"), "{\"schema\": 1}").unwrap();
    fs::write(from.join("page.html"), "<p>no page of a check</p>").unwrap();
    fs::write(into.join("own.json"), "[1, 2]").unwrap();
    assert_eq!(merge_reports([&from], &into).unwrap(), tally(0, 0, 0));
    assert_eq!(files(&into), ["index.html", "own.json"]);

    let missing = from.join("missing");
    let error = merge_reports([&missing], &into).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let place = missing.display().to_string();
    assert!(error.to_string().starts_with(&place), "{error}");
}
