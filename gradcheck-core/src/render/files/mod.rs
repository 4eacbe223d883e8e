//! The report as files: what `GRAD_CHECK_REPORT` asks for, where it goes, and what to tell of it.
//!
//! Whatever happens here is told in the printed message and changes no verdict. `request` reads the
//! variable, `folder` finds where pages belong, `file_name` gives each test a name of its own, `atomic_write`
//! writes without anybody ever seeing half a file. `listing` finds the reports in a folder, `index` makes the
//! list and `tally` counts; `merge` brings the reports of several folders together.

mod atomic_write;
mod file_name;
mod folder;
mod index;
mod listing;
mod merge;
mod request;
mod tally;

use super::html;
use crate::report::Report;
use request::{Format, Request};
use std::path::Path;
use std::{env, io};

pub use merge::merge_reports;
pub use tally::Tally;

/// Write what the environment asks for; the lines that tell of it, each on a line of its own.
pub(super) fn published(report: &Report) -> String {
    let Some(asked) = env::var_os(request::VARIABLE) else {
        return String::new();
    };
    let Request { formats, unknown } = Request::of(&asked.to_string_lossy());
    let mut lines: Vec<String> = unknown
        .iter()
        .map(|word| request::no_format(word))
        .collect();
    if !formats.is_empty() {
        let folder = folder::folder();
        let name = file_name::of(report);
        for format in formats {
            let file = folder.join(format!("{name}.{}", format.extension()));
            lines.push(match write(report, format, &file) {
                Ok(()) => format!("report: {}", file.display()),
                Err(why) => format!(
                    "the report could not be written to {}: {why}",
                    file.display()
                ),
            });
        }
    }
    lines.iter().flat_map(|line| ["\n  ", line]).collect()
}

fn write(report: &Report, format: Format, file: &Path) -> io::Result<()> {
    match format {
        Format::Json => atomic_write::write(file, &format!("{}\n", report.to_json())),
        Format::Html => {
            atomic_write::write(file, &html::stamped(report))?;
            let folder = file.parent().unwrap_or(Path::new("."));
            let name = file.file_name().unwrap_or_default();
            index::add(folder, &name.to_string_lossy())
        }
    }
}
