//! The reports in a folder.
//!
//! Every file tells of itself, so that tests in many threads, processes and machines need no common
//! record: a page in its head, a JSON file in what stands before its blocks. Pages of an earlier build
//! are told apart: their test binary has been rebuilt since, or is gone.

use super::super::html::{BINARY, SUMMARY, Summary, WRITTEN, content};
use crate::order::sort;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A page's head is at most so long.
const HEAD: u64 = 1 << 16;

/// A file's name and when it was written.
pub(super) type Seen = (String, Option<SystemTime>);

/// A file that holds a report.
pub(super) struct Listed {
    pub(super) summary: Summary,
    /// In milliseconds since 1970; a JSON file doesn't tell, nor does the page of `Report::to_html`.
    pub(super) written: Option<u64>,
    pub(super) is_stale: bool,
    /// The binary that wrote it, and when that was built.
    pub(super) build: Option<String>,
}

/// Files that may hold a report, in order of their names.
pub(super) fn files(folder: &Path) -> io::Result<Vec<Seen>> {
    let mut files = Vec::new();
    for file in fs::read_dir(folder)?.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let is_report = parts(&name).is_some_and(|(_, end)| end == "html" || end == "json");
        if is_report && name != super::index::NAME {
            let written = file.metadata().and_then(|data| data.modified()).ok();
            files.push((name, written));
        }
    }
    sort(&mut files);
    Ok(files)
}

/// The same, where a JSON file beside a page of its name is none of its own.
pub(super) fn reports(folder: &Path) -> io::Result<Vec<Seen>> {
    let mut reports = files(folder)?;
    let pages = reports.iter().filter_map(|(name, _)| parts(name));
    let pages = pages.filter(|(_, end)| *end == "html");
    let mut pages: Vec<String> = pages.map(|(stem, _)| stem.to_owned()).collect();
    sort(&mut pages);
    reports.retain(|(name, _)| match parts(name) {
        Some((stem, "json")) => {
            let page = pages.binary_search_by(|page| page.as_str().cmp(stem));
            page.is_err()
        }
        _ => true,
    });
    Ok(reports)
}

/// A file's name before its extension, and this.
pub(super) fn parts(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.')
}

/// What a file tells of itself; `None` for one that holds no report.
pub(super) fn read(file: &Path) -> Option<Listed> {
    let open = File::open(file).ok()?;
    if file.extension().is_some_and(|end| end == "json") {
        let bytes = BufReader::new(open).bytes();
        return Some(Listed {
            summary: Summary::of_report(bytes.map_while(Result::ok))?,
            written: None,
            is_stale: false,
            build: None,
        });
    }
    let mut head = Vec::new();
    open.take(HEAD).read_to_end(&mut head).ok()?;
    let head = String::from_utf8_lossy(&head);
    let written: Option<u64> = content(&head, WRITTEN).and_then(|at| at.parse().ok());
    let binary = content(&head, BINARY).unwrap_or_default();
    let built = fs::metadata(&binary).and_then(|data| data.modified()).ok();
    let built = built.and_then(|built| built.duration_since(UNIX_EPOCH).ok());
    Some(Listed {
        summary: Summary::of_text(content(&head, SUMMARY)?)?,
        written,
        is_stale: written.is_some_and(|written| is_of_earlier_build(Path::new(&binary), written)),
        build: built.map(|built| format!("{} {binary}", built.as_millis())),
    })
}

/// Whether the binary that wrote a page has been rebuilt since, or is gone from its folder. Where there
/// is no such folder, as on another machine, nothing is known.
fn is_of_earlier_build(binary: &Path, written: u64) -> bool {
    let built = fs::metadata(binary).and_then(|data| data.modified());
    let written = UNIX_EPOCH + Duration::from_millis(written);
    match built {
        Ok(built) => built > written + Duration::from_millis(1),
        Err(_) => binary.parent().is_some_and(Path::is_dir),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_old_as_its_binary() {
        let binary = std::env::current_exe().unwrap_or_default();
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let now = u64::try_from(now.as_millis()).unwrap_or(0);
        assert!(!is_of_earlier_build(&binary, now));
        assert!(is_of_earlier_build(&binary, 0));
        assert!(is_of_earlier_build(&binary.with_file_name("gone"), now));
        assert!(
            !is_of_earlier_build(Path::new("/nowhere/at/all"), now),
            "of another machine nothing is known"
        );
        assert!(
            !is_of_earlier_build(Path::new(""), 0),
            "of a documentation test nothing is known"
        );
    }
}
