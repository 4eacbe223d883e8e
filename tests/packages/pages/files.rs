//! Which files there are, and what is said of them.

use super::Run;
use grad_check::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};
use std::{env, fs};

/// The data that a page's script finds in the element of this id.
pub(crate) fn data(html: &str, id: &str) -> serde_json::Value {
    let (_, from) = html.split_once(&format!("id=\"{id}\">")).unwrap();
    serde_json::from_str(from.split_once("</script>").unwrap().0).unwrap()
}

/// What a list's script finds of each page: the last line that tells of it.
pub(crate) fn entries(index: &str) -> Vec<serde_json::Value> {
    let (_, lines) = index.split_once("id=\"pages\">\n").unwrap();
    let mut last = BTreeMap::new();
    for line in lines.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        last.insert(entry["page"].as_str().unwrap().to_owned(), entry);
    }
    last.into_values().collect()
}

#[test]
fn a_page_and_a_json_file_are_written_and_named_in_the_message() {
    let run = Run::of("checks::network", "html,json", "both");
    for name in [
        "course.network_grad_check",
        "course.network_with_mistakes_grad_check",
    ] {
        let page = run.page(name);
        for file in [page.clone(), page.replace(".html", ".json")] {
            let path = run.folder.join(&file).display().to_string();
            assert!(
                run.printed.contains(&format!("\n  report: {path}")),
                "{}",
                run.printed
            );
        }
        let text = fs::read_to_string(run.folder.join(page.replace(".html", ".json"))).unwrap();
        let read: json::Report = serde_json::from_str(&text).unwrap();
        let html = fs::read_to_string(run.folder.join(&page)).unwrap();
        assert_eq!(data(&html, "report"), serde_json::to_value(read).unwrap());
    }
    let index = fs::read_to_string(run.folder.join("index.html")).unwrap();
    assert_eq!(entries(&index).len(), 2);
    // Nothing half-written is left.
    assert_eq!(run.files("tmp"), [""; 0]);
}

#[test]
fn tests_that_share_a_helper_have_pages_of_their_own() {
    let run = Run::of("checks::alike", "HTML", "alike");
    let pages = run.files("html");
    assert_eq!(pages.len(), 5, "{pages:?}");
    let of = |start: &str| pages.iter().filter(|page| page.starts_with(start)).count();
    assert_eq!(of("packages.pages.checks.alike.first.square-"), 1);
    assert_eq!(of("packages.pages.checks.alike.second.square-"), 3);
}

#[test]
fn names_are_safe_and_text_stays_text() {
    let run = Run::of("checks::kernels", "html", "kernels");
    let page = run.page("packages.pages.checks.kernels.kernels");
    assert!(
        page.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)),
        "{page}"
    );
    let html = fs::read_to_string(run.folder.join(page)).unwrap();
    assert_eq!(data(&html, "report")["name"], "kernels </script> & \"ö\"");
}

#[test]
fn files_belong_into_the_target_folder() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("some_target");
    drop(fs::remove_dir_all(&target));
    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "checks::alike::first"])
        .env("GRAD_CHECK_REPORT", "json")
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("GRAD_CHECK_DIR")
        .output()
        .unwrap();
    assert!(output.status.success());
    let files = fs::read_dir(target.join("grad-check")).unwrap();
    assert_eq!(files.count(), 1);
}

#[test]
fn an_unknown_word_is_said_and_changes_nothing() {
    let run = Run::of("checks::alike::first", "htm json", "unknown");
    let said = "GRAD_CHECK_REPORT asks for `htm`, which is no format: there are html and json";
    assert!(run.printed.contains(said), "{}", run.printed);
    assert!(run.printed.contains("1 passed") || run.printed.contains("test result: ok"));
    assert_eq!((run.files("json").len(), run.files("html").len()), (1, 0));
}

#[test]
fn what_can_not_be_written_is_said_and_changes_no_verdict() {
    // A file stands where the folder should be.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a_file");
    fs::write(&folder, "").unwrap();
    let run = Run::into(folder, "checks::alike::first", "html");
    assert!(
        run.printed.contains("the report could not be written to"),
        "{}",
        run.printed
    );
    assert!(
        run.printed.contains("test result: ok. 1 passed"),
        "{}",
        run.printed
    );
}

#[test]
fn many_writers_leave_a_list_of_all() {
    let folder = Run::of("checks::alike::first", "html", "many").folder;
    let writers: Vec<_> = [
        "checks::alike",
        "checks::network",
        "checks::solver",
        "checks::offset",
        "checks::kernels",
    ]
    .map(|checks| {
        let folder = folder.clone();
        std::thread::spawn(move || Run::into(folder, checks, "html"))
    })
    .into();
    let runs: Vec<Run> = writers
        .into_iter()
        .map(|writer| writer.join().unwrap())
        .collect();
    let index = fs::read_to_string(folder.join("index.html")).unwrap();
    let listed = entries(&index);
    let listed: Vec<&str> = listed.iter().map(|p| p["page"].as_str().unwrap()).collect();
    let pages: Vec<String> = runs[0]
        .files("html")
        .into_iter()
        .filter(|page| page != "index.html")
        .collect();
    assert_eq!(listed, pages);
    assert_eq!(pages.len(), 9);
}

#[test]
fn pages_of_an_earlier_build_are_told_apart() {
    let folder = Run::of("checks::offset", "html", "stale").folder;
    // As if the binary had been built after the page was written, or were gone.
    let page = Run::into(folder.clone(), "nothing", "html").page("course.offset");
    let html = fs::read_to_string(folder.join(&page)).unwrap();
    let (before, from) = html
        .split_once("\"grad-check-written\" content=\"")
        .unwrap();
    let (_, after) = from.split_once('"').unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    let long_ago = long_ago
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let old = format!("{before}\"grad-check-written\" content=\"{long_ago}\"{after}");
    fs::write(folder.join("old.html"), old).unwrap();
    fs::write(folder.join("other.html"), "<p>no page of a check</p>").unwrap();
    let run = Run::into(folder, "checks::offset", "html");
    let index = fs::read_to_string(run.folder.join("index.html")).unwrap();
    let listed = entries(&index);
    let stale: Vec<(&str, bool)> = listed
        .iter()
        .map(|p| (p["page"].as_str().unwrap(), p["stale"].as_bool().unwrap()))
        .collect();
    assert_eq!(stale, [(page.as_str(), false), ("old.html", true)]);
}
