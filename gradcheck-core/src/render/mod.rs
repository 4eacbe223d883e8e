//! How a report looks to people and machines: the only room that lays out text.
//!
//! | file | what |
//! |---|---|
//! | `text` | the printed report, put together |
//! | `headline` | its first line |
//! | `caveats` | what has to be known of a verdict |
//! | `by_seed` | the verdicts of a check at many points |
//! | `table`, `map`, `step_plot` | blocks and components in columns, error maps, error against step |
//! | `source_lines` | lines of the user's source, as rustc shows them |
//! | `rerun` | the command that runs just this check again |
//! | `colour`, `width`, `wrap` | colours, the width of a line, where lines are broken |
//! | `json` | the report for machines |
//! | `html` | the report as a page |
//! | `files` | what `GRAD_CHECK_REPORT` asks for: where files go, the list of pages, merging |

mod by_seed;
mod caveats;
mod colour;
mod files;
mod headline;
mod html;
mod json;
mod map;
mod rerun;
mod source_lines;
mod step_plot;
mod table;
mod text;
mod width;
mod wrap;

pub(crate) use by_seed::{BySeed, by_seed};
pub use files::{Tally, merge_reports};

use crate::report::{Report, Verdict};
use colour::Palette;
use rerun::Runner;
use std::fmt;
use width::Width;

impl Report {
    /// The same as one JSON object, with `"schema": 1` and these names in snake case. Numbers that
    /// JSON can't hold are the strings `"NaN"`, `"inf"` and `"-inf"`.
    ///
    /// ```
    /// let report = grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
    /// assert!(report.to_json().starts_with(r#"{"schema":1,"name":"square","#));
    /// ```
    pub fn to_json(&self) -> String {
        json::write(self)
    }

    /// The printed report without colours, in lines of so many columns (at least 40, at most 200). The
    /// first line, the place and the command stay whole, whatever their length.
    ///
    /// ```
    /// let report = grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, *x));
    /// let printed = report.printed(60);
    /// assert!(printed.lines().skip(2).all(|line| line.chars().count() <= 60));
    /// ```
    pub fn printed(&self, columns: usize) -> String {
        text::print(
            self,
            Palette::plain(),
            Width::new(columns),
            &Runner::default(),
        )
    }

    /// The same as one HTML page that loads nothing from elsewhere: heat maps of every block, error
    /// against step, causes, and what was not verified. `GRAD_CHECK_REPORT=html` makes
    /// [`assert`](Self::assert) write it.
    ///
    /// ```
    /// let report = grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
    /// assert!(report.to_html().contains("<title>pass: square</title>"));
    /// ```
    pub fn to_html(&self) -> String {
        html::html(self)
    }

    /// Panic with the printed report unless the verdict is a pass. A pass is printed as one line,
    /// which `cargo test -- --show-output` shows. `COLUMNS` says how wide, if it is set.
    ///
    /// With `GRAD_CHECK_REPORT=html,json` (either or both) in the environment, the report is written
    /// under `grad-check` in the target folder (or in `GRAD_CHECK_DIR`), and the message names the files.
    ///
    /// # Panics
    /// If the verdict is fail or undecided.
    ///
    /// ```
    /// grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x)).assert();
    /// ```
    ///
    /// ```should_panic
    /// grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, *x)).assert();
    /// ```
    #[track_caller]
    pub fn assert(&self) {
        self.assert_with(None);
    }

    /// The same with more to be said behind the report.
    #[track_caller]
    #[allow(clippy::panic)] // the one panic of the crate: it fails the user's test
    pub(crate) fn assert_with(&self, more: Option<&str>) {
        let mut printed = text::print(
            self,
            Palette::of_stderr(),
            Width::of_environment(),
            &Runner::of_environment(),
        );
        printed.extend(more.into_iter().flat_map(|more| ["\n\n", more]));
        printed += &files::published(self);
        if self.verdict == Verdict::Pass {
            println!("{printed}");
        } else {
            panic!("{printed}");
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::print(
            self,
            Palette::plain(),
            Width::default(),
            &Runner::default(),
        ))
    }
}
