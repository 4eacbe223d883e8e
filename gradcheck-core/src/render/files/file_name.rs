//! A file name for each check: readable, safe everywhere, and its own.

use crate::points::fnv;
use crate::report::Report;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::{env, thread};

/// Longer names are cut; the hash tells them apart.
const LONGEST: usize = 96;
/// Hexadecimal digits that cargo puts behind the name of a binary.
const CARGO_HASH: usize = 16;

/// How often each name has been given in this process: a test may run one check several times.
static GIVEN: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// The file name of a report, without its extension.
pub(super) fn of(report: &Report) -> String {
    let context = &report.context;
    let thread = thread::current();
    let binary = env::current_exe().unwrap_or_default();
    // libtest names the thread of a test by the test.
    let test = thread.name().filter(|name| *name != "main");
    let path = match (&context.test, test) {
        (Some(path), _) => path.clone(),
        (None, Some(test)) => format!("{}::{test}::{}", crate_of(&binary), context.name),
        (None, None) => format!("{}::{}", crate_of(&binary), context.name),
    };
    let point = context.point.as_deref().unwrap_or_default();
    let readable = match context.point.as_deref() {
        Some(point) if !path.ends_with(point) => format!("{path}.{point}"),
        _ => path.clone(),
    };
    let line = context.origin.line.to_string();
    let whole = [
        crate_of(&binary),
        path.as_str(),
        test.unwrap_or_default(),
        &context.name,
        point,
        &context.origin.file,
    ];
    let whole = whole
        .into_iter()
        .chain(context.test.is_none().then_some(line.as_str()));
    let name = format!("{}-{:08x}", safe(&readable), hash(whole));
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    let times = given.entry(name.clone()).or_insert(0);
    *times += 1;
    match *times {
        1 => name,
        again => format!("{name}-{again}"),
    }
}

/// The name of a binary as in Cargo.toml.
fn crate_of(binary: &Path) -> &str {
    let stem = binary.file_stem().and_then(|stem| stem.to_str());
    let stem = stem.unwrap_or_default();
    match stem.rsplit_once('-') {
        Some((name, hash)) if hash.len() == CARGO_HASH => name,
        _ => stem,
    }
}

/// Letters, digits, `_` and `-` as they are, `.` between the parts of a path, `_` for all else.
fn safe(path: &str) -> String {
    let safe = path.replace("::", ".");
    let safe = safe.chars().map(|c| match c {
        '.' | '-' => c,
        c if c.is_ascii_alphanumeric() => c,
        _ => '_',
    });
    let safe: String = safe.take(LONGEST).collect();
    // A leading dot hides a file.
    safe.trim_start_matches('.').to_owned()
}

/// Texts, each ended, in 32 bits.
fn hash<'a>(texts: impl Iterator<Item = &'a str>) -> u64 {
    let hash = fnv(texts.flat_map(|text| text.bytes().chain([0xff])));
    (hash >> 32) ^ (hash & 0xffff_ffff)
}

/// A number that tells a text from others.
pub(super) fn fingerprint(text: &str) -> u64 {
    fnv(text.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_every_system() {
        assert_eq!(
            safe("model::tests::r#mod_grad_check"),
            "model.tests.r_mod_grad_check"
        );
        assert_eq!(safe("../a b/ö:?"), "_a_b____");
        assert_eq!(safe(&"long".repeat(100)).len(), LONGEST);
    }

    #[test]
    fn names_that_read_alike_are_told_apart() {
        let hash = |texts: &[&str]| hash(texts.iter().copied());
        assert_ne!(hash(&["a b"]), hash(&["a_b"]));
        assert_ne!(hash(&["a", "b"]), hash(&["ab", ""]));
    }

    #[test]
    fn a_binary_is_called_as_its_crate() {
        let crate_of = |path: &str| crate_of(Path::new(path)).to_owned();
        assert_eq!(crate_of("/t/debug/deps/model-0123456789abcdef"), "model");
        assert_eq!(crate_of("/t/debug/deps/my-model"), "my-model");
    }

    #[test]
    fn a_check_that_runs_twice_has_two_files() {
        let report = crate::check::GradCheck::new("twice").run(&3.0, |x| (x * x, 2.0 * x));
        let (first, second) = (of(&report), of(&report));
        assert_eq!(second, format!("{first}-2"));
    }
}
