//! A list of all pages in a folder, made anew by whoever writes a page.
//!
//! Every page tells of itself in its head, so that tests in many threads and processes need no
//! common record. Pages of an earlier build are told apart: their test binary has been rebuilt since,
//! or is gone.

use super::super::json::{Object, quoted};
use super::disk;
use super::page::{STYLE, content, fill, in_script};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const TEMPLATE: &str = include_str!("web/index.html");
pub(super) const NAME: &str = "index.html";
/// A page's head is at most so long.
const HEAD: u64 = 1 << 16;
/// The list is made anew as long as pages appear meanwhile, at most so often; then their writers do it.
const TRIES: usize = 16;

/// A page's name and when it was written.
type Seen = (String, Option<SystemTime>);

/// List the pages of a folder. A list that misses pages which appeared meanwhile is made again, so
/// that the last of several writers leaves a list of all.
pub(super) fn update(folder: &Path) -> io::Result<()> {
    for _ in 0..TRIES {
        let pages = pages(folder)?;
        let entries = pages.iter().filter_map(|(name, _)| entry(folder, name));
        let entries: Vec<String> = entries.collect();
        let data = in_script(&format!("[{}]", entries.join(",\n")));
        disk::write(
            &folder.join(NAME),
            &fill(
                TEMPLATE,
                &[("<!--STYLE-->", STYLE), ("<!--PAGES-->", &data)],
            ),
        )?;
        if self::pages(folder)? == pages {
            break;
        }
    }
    Ok(())
}

fn pages(folder: &Path) -> io::Result<Vec<Seen>> {
    let mut pages = Vec::new();
    for file in fs::read_dir(folder)?.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let is_page = Path::new(&name)
            .extension()
            .is_some_and(|end| end == "html");
        if is_page && name != NAME {
            let written = file.metadata().and_then(|data| data.modified()).ok();
            pages.push((name, written));
        }
    }
    pages.sort();
    Ok(pages)
}

/// What the list holds of a page; `None` for a file that is none.
fn entry(folder: &Path, name: &str) -> Option<String> {
    let mut head = Vec::new();
    let file = File::open(folder.join(name)).ok()?;
    file.take(HEAD).read_to_end(&mut head).ok()?;
    let head = String::from_utf8_lossy(&head);
    let summary = content(&head, "grad-check")?;
    // A page that a program wrote itself doesn't tell when.
    let written = content(&head, "grad-check-written").and_then(|text| text.parse().ok());
    let written: u64 = written.unwrap_or(0);
    let binary = content(&head, "grad-check-binary").unwrap_or_default();
    let mut out = Object::default();
    // As text: what isn't JSON spoils its own line only.
    out.text("page", name)
        .raw("written", quoted(&written.to_string()))
        .raw("stale", is_of_earlier_build(&binary, written))
        .text("summary", &summary);
    Some(out.close())
}

/// Whether the binary that wrote a page has been rebuilt since, or is gone.
fn is_of_earlier_build(binary: &str, written: u64) -> bool {
    let built = fs::metadata(binary).and_then(|data| data.modified());
    let written = UNIX_EPOCH + Duration::from_millis(written);
    match built {
        Ok(built) => built > written + Duration::from_millis(1),
        Err(_) => !binary.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_old_as_its_binary() {
        let binary = std::env::current_exe().unwrap_or_default();
        let binary = binary.to_string_lossy();
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let now = u64::try_from(now.as_millis()).unwrap_or(0);
        assert!(!is_of_earlier_build(&binary, now));
        assert!(is_of_earlier_build(&binary, 0));
        assert!(is_of_earlier_build("/nowhere/at/all", now));
        assert!(
            !is_of_earlier_build("", 0),
            "of a documentation test nothing is known"
        );
    }

    #[test]
    fn the_mark_stands_in_the_template_once() {
        assert_eq!(TEMPLATE.matches("<!--PAGES-->").count(), 1);
    }
}
