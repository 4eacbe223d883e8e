//! Reports of several runs and machines in one folder.

use super::super::html::{self, in_script};
use super::file_name::fingerprint;
use super::{Tally, atomic_write, index, listing};
use crate::order::sort;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What stands between a file's name and the fingerprint of its report, where reports share the name.
const APART: char = '~';

/// A file that holds a report; in order, those of one name, of these those of one report.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    name: String,
    /// The fingerprint of the report.
    report: u64,
    extension: String,
    written: Option<u64>,
    /// The fingerprint of the file.
    print: u64,
    file: PathBuf,
}

/// Copy the reports of these folders into one, and write an `index.html` that lists all of them and
/// says how many checks failed, are undecided and passed.
///
/// The folders are those that `GRAD_CHECK_DIR` named on several machines, with pages, JSON files or
/// both. Reports that already lie in `into` stay: with no other folder, this lists what was copied there
/// by other means. The same report found twice is listed once; different reports of one name (the same
/// check on two systems) are all kept, each with a mark of its own. The index depends on the reports
/// alone, not on the order of the folders. Merged pages are never taken for those of an earlier build.
///
/// # Errors
/// If a folder can't be read, or `into` can't be written. A folder without reports is no error: the
/// number of checks tells.
///
/// ```
/// # let root = std::env::temp_dir().join(format!("merge-reports-{}", std::process::id()));
/// # let (first, second, into) = (root.join("first"), root.join("second"), root.join("all"));
/// # for folder in [&first, &second] { std::fs::create_dir_all(folder)?; }
/// use grad_check::{GradCheck, merge_reports};
///
/// // As two machines leave them with GRAD_CHECK_REPORT=json.
/// let square = GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
/// let cube = GradCheck::new("cube").run(&3.0, |x| (x * x * x, *x));
/// std::fs::write(first.join("square.json"), square.to_json())?;
/// std::fs::write(second.join("cube.json"), cube.to_json())?;
///
/// let tally = merge_reports([&first, &second], &into)?;
/// assert_eq!(tally.to_string(), "2 checks: 1 failed, 0 undecided, 1 passed");
/// assert!(into.join("index.html").is_file());
/// # std::fs::remove_dir_all(root)?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn merge_reports(
    folders: impl IntoIterator<Item = impl AsRef<Path>>,
    into: impl AsRef<Path>,
) -> io::Result<Tally> {
    let into = into.as_ref();
    fs::create_dir_all(into).map_err(|why| at(into, &why))?;
    let mut found = Vec::new();
    for folder in folders {
        find(folder.as_ref(), &mut found)?;
    }
    find(into, &mut found)?;
    sort(&mut found);
    let mut kept = Vec::new();
    for of_name in found.chunk_by(|a, b| a.name == b.name) {
        let is_only = of_name.iter().all(|file| file.report == of_name[0].report);
        let is_same = |a: &Found, b: &Found| (a.report, &a.extension) == (b.report, &b.extension);
        // Of several pages of one report, the last that was written.
        for file in of_name.chunk_by(is_same).filter_map(<[_]>::last) {
            let Found {
                name,
                report,
                extension,
                ..
            } = file;
            let name = if is_only {
                format!("{name}.{extension}")
            } else {
                format!("{name}{APART}{report:016x}.{extension}")
            };
            copy(&file.file, &into.join(&name))?;
            kept.push(name);
        }
    }
    // What got another name has been copied; under the old one it would be listed twice.
    for (name, _) in listing::files(into).map_err(|why| at(into, &why))? {
        let is_moved = shared(&name).is_some_and(|(stem, _)| {
            let known = found.binary_search_by(|file| file.name.as_str().cmp(stem));
            known.is_ok()
        });
        let file = into.join(&name);
        if is_moved && !kept.contains(&name) && listing::read(&file).is_some() {
            fs::remove_file(&file).map_err(|why| at(&file, &why))?;
        }
    }
    index::update(into).map_err(|why| at(into, &why))
}

/// Add the reports of a folder.
fn find(folder: &Path, found: &mut Vec<Found>) -> io::Result<()> {
    for (name, _) in listing::files(folder).map_err(|why| at(folder, &why))? {
        let file = folder.join(&name);
        let (Some(listed), Some((stem, extension))) = (listing::read(&file), shared(&name)) else {
            continue;
        };
        let text = read(&file)?;
        // A page holds the very JSON that the other file is.
        let report = match html::data(&text) {
            Some(data) if extension == "html" => data.to_owned(),
            _ => in_script(text.trim_end()),
        };
        found.push(Found {
            name: stem.to_owned(),
            report: fingerprint(&report),
            extension: extension.to_owned(),
            written: listed.written,
            print: fingerprint(&text),
            file,
        });
    }
    Ok(())
}

/// A file's name without what tells reports of one name apart, and its extension.
fn shared(name: &str) -> Option<(&str, &str)> {
    let (stem, extension) = listing::parts(name)?;
    let stem = stem.split_once(APART).map_or(stem, |(stem, _)| stem);
    Some((stem, extension))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let text = html::without_binary(read(from)?);
    atomic_write::write(to, &text).map_err(|why| at(to, &why))
}

/// A report as text; a page or a JSON file of ours is nothing else.
fn read(file: &Path) -> io::Result<String> {
    fs::read_to_string(file).map_err(|why| at(file, &why))
}

/// The same error with the place, which those of the system don't tell.
fn at(path: &Path, why: &io::Error) -> io::Error {
    io::Error::new(why.kind(), format!("{}: {why}", path.display()))
}
