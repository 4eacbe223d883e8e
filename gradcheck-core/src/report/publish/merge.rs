//! Reports from several folders in one: of tests that ran on several machines.

use super::page::without_binary;
use super::{disk, index};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Put the reports of several folders, as `GRAD_CHECK_REPORT=html,json` writes them, into one, with one
/// `index.html` over all pages. Returns how many files there are, the index not counted.
///
/// Each report has the name of its test; if two folders have a test in common, the later folder's report
/// stays. The order of the folders matters in nothing else.
///
/// # Errors
/// If a folder can't be read, or the last one can't be written.
///
/// ```
/// use gradcheck_core::{GradCheck, merge_reports};
/// use std::fs;
///
/// # let root = std::env::temp_dir().join(format!("grad-check-merge-{}", std::process::id()));
/// # let root = root.as_path();
/// let square = |x: &f64| (x * x, 2.0 * x);
/// for (machine, name) in [("one", "a"), ("two", "b")] {
///     let report = GradCheck::new(name).run(&3.0, square);
///     fs::create_dir_all(root.join(machine))?;
///     fs::write(root.join(machine).join(format!("{name}.html")), report.to_html())?;
/// }
/// let count = merge_reports([root.join("one"), root.join("two")], root.join("all"))?;
/// assert_eq!(count, 2);
/// let index = fs::read_to_string(root.join("all/index.html"))?;
/// assert!(index.contains("a.html") && index.contains("b.html"));
/// # fs::remove_dir_all(root)?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn merge_reports<P: AsRef<Path>>(
    folders: impl IntoIterator<Item = P>,
    into: impl AsRef<Path>,
) -> io::Result<usize> {
    let into = into.as_ref();
    fs::create_dir_all(into)?;
    for folder in folders {
        for file in reports(folder.as_ref())? {
            let text = fs::read_to_string(&file)?;
            let name = file.file_name().unwrap_or_default();
            // The binary that wrote a page is on another machine, and tells nothing of its age here.
            disk::write(&into.join(name), &without_binary(&text))?;
        }
    }
    index::update(into)?;
    Ok(reports(into)?.len())
}

/// The reports in a folder.
fn reports(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?.path();
        let is_report =
            [Some(OsStr::new("html")), Some(OsStr::new("json"))].contains(&file.extension());
        if is_report && file.file_name() != Some(OsStr::new(index::NAME)) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
