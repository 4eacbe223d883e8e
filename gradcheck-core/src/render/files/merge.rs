//! Reports of several runs and machines in one folder.

use super::super::html::{self, in_script};
use super::file_name::fingerprint;
use super::{Tally, atomic_write, index, listing};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What stands between a file's name and the fingerprint of its report, where reports share the name.
const APART: char = '~';

/// The files that hold one report, by their extension: when each was written, its own fingerprint, and
/// where it is.
type Files = BTreeMap<String, (Option<u64>, u64, PathBuf)>;
/// By file name, all reports of this name.
type Found = BTreeMap<String, BTreeMap<u64, Files>>;

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
    let mut found = Found::new();
    for folder in folders {
        find(folder.as_ref(), &mut found)?;
    }
    find(into, &mut found)?;
    let mut kept = BTreeSet::new();
    for (name, reports) in &found {
        for (print, files) in reports {
            let name = match reports.len() {
                1 => name.clone(),
                _ => format!("{name}{APART}{print:016x}"),
            };
            for (extension, (_, _, file)) in files {
                let name = format!("{name}.{extension}");
                copy(file, &into.join(&name))?;
                kept.insert(name);
            }
        }
    }
    // What got another name has been copied; under the old one it would be listed twice.
    for (name, _) in listing::files(into).map_err(|why| at(into, &why))? {
        let is_moved = shared(&name).is_some_and(|(stem, _)| found.contains_key(stem));
        let file = into.join(&name);
        if is_moved && !kept.contains(&name) && listing::read(&file).is_some() {
            fs::remove_file(&file).map_err(|why| at(&file, &why))?;
        }
    }
    index::update(into).map_err(|why| at(into, &why))
}

/// Add the reports of a folder.
fn find(folder: &Path, found: &mut Found) -> io::Result<()> {
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
        let of_name = found.entry(stem.to_owned()).or_default();
        let files = of_name.entry(fingerprint(&report)).or_default();
        // Of several pages of one report, the last that was written.
        let candidate = (listed.written, fingerprint(&text), file);
        let best = files.entry(extension.to_owned());
        let best = best.or_insert_with(|| candidate.clone());
        if (candidate.0, candidate.1) > (best.0, best.1) {
            *best = candidate;
        }
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
