//! A list of all reports in a folder.
//!
//! Whoever writes a page adds a line at the end: the list ends in data, which its script reads once all of it is
//! there. Made anew, in the order of names, it is by the first check of a binary that it doesn't know, since pages of
//! an earlier build are told apart then, by the first check of a process that finds other pages in the folder, and by
//! whoever merges reports.

use super::super::html::{BUILD, STYLE, fill, in_script, meta};
use super::super::json::Object;
use super::listing::{Listed, read, reports};
use super::{Tally, atomic_write};
use crate::order::sort;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const TEMPLATE: &str = include_str!("../html/web/index.html");
pub(super) const NAME: &str = "index.html";
/// What ends the part of the list that tells which builds it knows.
const HEAD_ENDS: &str = "<style>";

/// List a page that has just been written.
pub(super) fn add(folder: &Path, page: &str) -> io::Result<()> {
    let Some(report) = read(&folder.join(page)) else {
        return Ok(());
    };
    if !knows(folder, report.build.as_deref()) {
        return update(folder).map(|_| ());
    }
    append(folder, &entry(page, &report))
}

/// Whether there is a list, made when the pages of this build were those of the present one. What others have put
/// into the folder, or taken away, is looked for once in a process.
fn knows(folder: &Path, build: Option<&str>) -> bool {
    let is_first = {
        let mut looked = LOOKED.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = !looked.iter().any(|known| known == folder);
        if is_first {
            looked.push(folder.to_path_buf());
        }
        is_first
    };
    let Ok(file) = File::open(folder.join(NAME)) else {
        return false;
    };
    let mut lines = BufReader::new(file).lines().map_while(Result::ok);
    let known = build.map(|build| meta(BUILD, build));
    let mut head = lines
        .by_ref()
        .take_while(|line| !line.starts_with(HEAD_ENDS));
    let is_known = known.is_none_or(|known| head.any(|line| line == known.trim_end()));
    is_known && (!is_first || lists_all(folder, lines))
}

/// Folders that this process has looked at.
static LOOKED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Whether the lines of a list are of all reports in its folder but one, which is about to be added.
fn lists_all(folder: &Path, lines: impl Iterator<Item = String>) -> bool {
    let listed = lines.filter_map(|line| {
        let from = line.strip_prefix("{\"page\":\"")?;
        Some(from.split_once('"')?.0.to_owned())
    });
    let mut listed: Vec<String> = listed.collect();
    sort(&mut listed);
    listed.dedup();
    reports(folder).is_ok_and(|files| {
        let missing = files
            .iter()
            .filter(|(name, _)| listed.binary_search(name).is_err());
        let missing = missing.count();
        missing <= 1 && listed.len() + missing == files.len()
    })
}

fn append(folder: &Path, entry: &str) -> io::Result<()> {
    let list = OpenOptions::new().append(true).open(folder.join(NAME));
    // In one piece, beside those of others.
    list?.write_all(format!("{entry}\n").as_bytes())
}

/// List the reports of a folder anew. Those of an earlier build are listed, not counted.
pub(super) fn update(folder: &Path) -> io::Result<Tally> {
    let files = reports(folder)?;
    let mut all: Vec<(String, Listed)> = listed(folder, files.iter().map(|(name, _)| name));
    atomic_write::write(&folder.join(NAME), &page(&all))?;
    // What was written after the first look may have been added to the list before.
    let now = reports(folder)?;
    let late = now.iter().filter(|file| files.binary_search(file).is_err());
    for (name, report) in listed(folder, late.map(|(name, _)| name)) {
        append(folder, &entry(&name, &report))?;
        all.retain(|(other, _)| *other != name);
        all.push((name, report));
    }
    Ok(tally(&all))
}

fn listed<'n>(folder: &Path, names: impl Iterator<Item = &'n String>) -> Vec<(String, Listed)> {
    let listed = names.filter_map(|name| Some((name.clone(), read(&folder.join(name))?)));
    listed.collect()
}

fn tally(listed: &[(String, Listed)]) -> Tally {
    let current = listed.iter().filter(|(_, report)| !report.is_stale);
    Tally::of(current.map(|(_, report)| report.summary.verdict.as_str()))
}

fn page(listed: &[(String, Listed)]) -> String {
    let entries = listed
        .iter()
        .map(|(name, report)| entry(name, report) + "\n");
    let current = listed.iter().filter(|(_, report)| !report.is_stale);
    let mut builds: Vec<&String> = current.filter_map(|(_, r)| r.build.as_ref()).collect();
    sort(&mut builds);
    builds.dedup();
    let builds = builds.into_iter().map(|build| meta(BUILD, build));
    let texts = [
        ("<!--BUILDS-->", builds.collect::<String>()),
        ("<!--TALLY-->", tally(listed).to_string()),
        ("<!--STYLE-->", STYLE.to_owned()),
        ("<!--PAGES-->", entries.collect::<String>()),
    ];
    fill(
        TEMPLATE,
        &texts.each_ref().map(|(mark, text)| (*mark, text.as_str())),
    )
}

/// What the list holds of a report.
fn entry(name: &str, report: &Listed) -> String {
    let mut out = Object::default();
    // The summary as text: what isn't JSON spoils its own line only.
    out.put("page", name)
        .put("written", &report.written.map(|at| at.to_string()))
        .put("stale", &report.is_stale)
        .put("summary", &report.summary.text);
    in_script(&out.close())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::GradCheck;
    use crate::render::html::{content, stamped};
    use std::collections::BTreeMap;
    use std::thread::scope;
    use std::{env, fs, process};

    #[test]
    fn each_mark_stands_in_the_template_once() {
        let marks = [
            "<!--BUILDS-->",
            "<!--TALLY-->",
            "<!--STYLE-->",
            "<!--PAGES-->",
        ];
        for mark in marks {
            assert_eq!(TEMPLATE.matches(mark).count(), 1, "{mark}");
        }
        assert!(TEMPLATE.ends_with("<!--PAGES-->"));
    }

    /// A folder of its own, which is empty.
    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("grad-check-{name}-{}", process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn html() -> String {
        stamped(&GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x)))
    }

    /// How often the list names each page.
    fn names(folder: &Path) -> BTreeMap<String, usize> {
        let list = fs::read_to_string(folder.join(NAME)).unwrap();
        let (_, entries) = list.split_once("id=\"pages\">\n").unwrap();
        let mut names = BTreeMap::new();
        for line in entries.lines() {
            let (_, from) = line.split_once("{\"page\":\"").unwrap();
            *names
                .entry(from.split_once('"').unwrap().0.to_owned())
                .or_insert(0) += 1;
        }
        names
    }

    #[test]
    fn many_writers_at_once_leave_a_list_of_all_while_others_make_it_anew() {
        let (folder, html) = (folder("many"), html());
        let (writers, each) = (8, 250);
        let write = |writer: usize| {
            for check in 0..each {
                let page = format!("check-{writer}-{check}.html");
                atomic_write::write(&folder.join(&page), &html).unwrap();
                if check % 100 == 50 {
                    update(&folder).unwrap();
                } else {
                    add(&folder, &page).unwrap();
                }
            }
        };
        scope(|scope| {
            for writer in 0..writers {
                scope.spawn(move || write(writer));
            }
        });
        assert_eq!(names(&folder).len(), writers * each);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_page_more_costs_a_line_until_another_binary_writes() {
        let (folder, html) = (folder("line"), html());
        let add = |page: &str, html: &str| {
            atomic_write::write(&folder.join(page), html).unwrap();
            add(&folder, page).unwrap();
            names(&folder).keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(add("b.html", &html), ["b.html"]);
        // What isn't told isn't seen: the list was not made anew.
        atomic_write::write(&folder.join("c.html"), &html).unwrap();
        assert_eq!(add("a.html", &html), ["a.html", "b.html"]);
        let binary = content(&html, "grad-check-binary").unwrap();
        let other = fs::canonicalize(env::temp_dir()).unwrap();
        let of_other = html.replace(&binary, &other.display().to_string());
        assert_eq!(
            add("d.html", &of_other),
            ["a.html", "b.html", "c.html", "d.html"]
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
