//! Packages of a user's, made in the target folder and built with cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A package that depends on this workspace's `grad-check`, with this `src/lib.rs`.
pub(crate) fn package(name: &str, dependencies: &str, lib: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let dependencies = dependencies.replace("PATH", &root.display().to_string());
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{dependencies}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The versions that this workspace was tested with.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("src/lib.rs"), lib).unwrap();
    folder
}

/// Run cargo in a package, without colours and without this run's own settings.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    cargo_with(folder, arguments, &[])
}

/// The same with further variables in its environment.
pub(crate) fn cargo_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
        )
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .env("RUST_BACKTRACE", "0")
        .env_remove("RUSTFLAGS")
        .env_remove("COLUMNS")
        .env_remove("GRAD_CHECK_PROGRESS")
        .env_remove("GRAD_CHECK_DRAWS")
        .env_remove("GRAD_CHECK_SEED")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}
