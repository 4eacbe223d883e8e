//! Where files belong: `grad-check` in the target folder of the test that runs.
//!
//! A test knows its own executable, which cargo puts into the target folder; the folder that it runs
//! in is that of its package, whose target folder may be that of the workspace above.

use std::env;
use std::path::{Path, PathBuf};

/// The variable that names another folder.
const OVERRIDE: &str = "GRAD_CHECK_DIR";
/// What cargo marks its target folder with.
const MARK: &str = "CACHEDIR.TAG";
const NAME: &str = "grad-check";

pub(super) fn folder() -> PathBuf {
    match variable(OVERRIDE) {
        Some(folder) => folder,
        None => target().join(NAME),
    }
}

fn target() -> PathBuf {
    let asked = variable("CARGO_TARGET_DIR");
    let absolute = asked.clone().filter(|folder| folder.is_absolute());
    let executable = env::current_exe().unwrap_or_default();
    let here = env::current_dir().unwrap_or_default();
    absolute
        .or_else(|| above(&executable))
        .or(asked)
        .or_else(|| beside(&here))
        .unwrap_or_else(|| PathBuf::from("target"))
}

fn variable(name: &str) -> Option<PathBuf> {
    let value = env::var_os(name).filter(|value| !value.is_empty());
    value.map(PathBuf::from)
}

/// The target folder that an executable lies in: by cargo's mark, or as `target/debug/deps/x`.
fn above(executable: &Path) -> Option<PathBuf> {
    let ancestors = || executable.ancestors().skip(1);
    let marked = ancestors().find(|folder| folder.join(MARK).is_file());
    let is_deps = |folder: &&Path| {
        let name = folder.file_name();
        name.is_some_and(|name| name == "deps" || name == "examples")
    };
    let by_place = || ancestors().find(is_deps)?.parent()?.parent();
    marked.or_else(by_place).map(Path::to_path_buf)
}

/// The target folder of the package or the workspace that a folder lies in.
fn beside(here: &Path) -> Option<PathBuf> {
    let targets = here.ancestors().map(|folder| folder.join("target"));
    targets
        .into_iter()
        .find(|target| target.join(MARK).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_binary_lies_in_its_target_folder() {
        let above = |path: &str| above(Path::new(path));
        let folder = Some(PathBuf::from("/nowhere/target"));
        assert_eq!(above("/nowhere/target/debug/deps/x-0123"), folder);
        assert_eq!(above("/nowhere/target/debug/examples/x"), folder);
        assert_eq!(above("/nowhere/rust_out"), None);
        // This very test runs in one.
        let executable = env::current_exe().unwrap_or_default();
        assert!(super::above(&executable).is_some_and(|target| executable.starts_with(target)));
    }
}
