//! A list of all reports in a folder, made anew by whoever writes a page there or merges reports into it.

use super::super::html::{STYLE, fill, in_script};
use super::super::json::{Object, quoted};
use super::listing::{Listed, read, reports};
use super::{Tally, atomic_write};
use std::io;
use std::path::Path;

const TEMPLATE: &str = include_str!("../html/web/index.html");
pub(super) const NAME: &str = "index.html";
/// The list is made anew as long as pages appear meanwhile, at most so often; then their writers do it.
const TRIES: usize = 16;

/// List the reports of a folder. A list that misses reports which appeared meanwhile is made again, so
/// that the last of several writers leaves a list of all. Those of an earlier build are listed, not
/// counted.
pub(super) fn update(folder: &Path) -> io::Result<Tally> {
    let mut tally = Tally::default();
    for _ in 0..TRIES {
        let files = reports(folder)?;
        let listed = files.iter().filter_map(|(name, _)| {
            let report = read(&folder.join(name))?;
            Some((name.as_str(), report))
        });
        let listed: Vec<(&str, Listed)> = listed.collect();
        let current = listed.iter().filter(|(_, report)| !report.is_stale);
        tally = Tally::of(current.map(|(_, report)| report.summary.verdict.as_str()));
        atomic_write::write(&folder.join(NAME), &page(&listed, tally))?;
        if reports(folder)? == files {
            break;
        }
    }
    Ok(tally)
}

fn page(listed: &[(&str, Listed)], tally: Tally) -> String {
    let entries = listed.iter().map(|(name, report)| entry(name, report));
    let data = in_script(&format!("[{}]", entries.collect::<Vec<_>>().join(",\n")));
    let texts = [
        ("<!--TALLY-->", tally.to_string()),
        ("<!--STYLE-->", STYLE.to_owned()),
        ("<!--PAGES-->", data),
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
    out.text("page", name)
        .optional("written", report.written.map(|at| quoted(&at.to_string())))
        .raw("stale", report.is_stale)
        .text("summary", &report.summary.text);
    out.close()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_stands_in_the_template_once() {
        for mark in ["<!--TALLY-->", "<!--STYLE-->", "<!--PAGES-->"] {
            assert_eq!(TEMPLATE.matches(mark).count(), 1, "{mark}");
        }
    }
}
