//! Reports as files: what `GRAD_CHECK_REPORT` writes, and how it looks in a browser.
//!
//! The checks that write are tests of this very binary, which run only when it runs itself with the
//! variable set.

mod browser;
mod checks;
mod files;
mod merging;
mod webdriver;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What a run of checks wrote, and what it printed.
pub(crate) struct Run {
    pub(crate) folder: PathBuf,
    pub(crate) printed: String,
}

impl Run {
    /// Run the checks whose names start so, with this wish, into an empty folder of this name.
    pub(crate) fn of(checks: &str, wish: &str, folder: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        drop(fs::remove_dir_all(&folder));
        Self::into(folder, checks, wish)
    }

    /// The same into a folder that may hold pages.
    pub(crate) fn into(folder: PathBuf, checks: &str, wish: &str) -> Self {
        let output = Command::new(env::current_exe().unwrap())
            .args(["--ignored", "--nocapture", checks])
            .env("GRAD_CHECK_REPORT", wish)
            .env("GRAD_CHECK_DIR", &folder)
            .env("NO_COLOR", "1")
            .env("RUST_BACKTRACE", "0")
            .output()
            .unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed).into_owned();
        Self { folder, printed }
    }

    /// The names of its files of this extension, in order.
    pub(crate) fn files(&self, extension: &str) -> Vec<String> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
        let is_of = |name: &String| Path::new(name).extension().is_some_and(|e| e == extension);
        let mut names: Vec<String> = names.filter(is_of).collect();
        names.sort();
        names
    }

    /// The page of the check whose file name starts so.
    pub(crate) fn page(&self, start: &str) -> String {
        let pages = self.files("html");
        let page = pages.iter().find(|name| name.starts_with(start));
        page.unwrap_or_else(|| panic!("no page {start} in {pages:?}\n{}", self.printed))
            .clone()
    }
}
