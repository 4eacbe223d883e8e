//! Files that appear whole or not at all, whoever else writes at the same time.

use std::fs;
use std::io;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Files begun in this process.
static BEGUN: AtomicUsize = AtomicUsize::new(0);

/// Write beside the file, then put it in place.
pub(super) fn write(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let begun = BEGUN.fetch_add(1, Ordering::Relaxed);
    let beside = folder.join(format!(".{}-{begun}.tmp", process::id()));
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, file));
    if written.is_err() {
        // What is left of it can't be of use; that it can't be removed is no further news.
        let _ = fs::remove_file(&beside);
    }
    written
}
