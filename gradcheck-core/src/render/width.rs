//! How wide a report is printed.

use std::env;
use unicode_width::UnicodeWidthChar;

/// Columns of a page where nothing else is known.
const DEFAULT: usize = 76;
/// Narrower pages have no room for a number with its error bar; lines over 200 columns are hard to read.
const NARROWEST: usize = 40;
const WIDEST: usize = 200;
/// The longest line of prose that is read with ease, however wide the page.
const PROSE: usize = 100;

/// The columns of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Width(usize);

impl Width {
    /// So many columns, or the nearest number that a report can be printed in.
    pub(crate) fn new(columns: usize) -> Self {
        Self(columns.clamp(NARROWEST, WIDEST))
    }

    /// What `COLUMNS` says, if it says a number.
    pub(crate) fn of_environment() -> Self {
        let columns = env::var("COLUMNS").ok();
        Self::read(columns.as_deref().unwrap_or_default())
    }

    fn read(columns: &str) -> Self {
        match columns.trim().parse() {
            // Some shells write zero where there is no terminal.
            Ok(0) | Err(_) => Self::default(),
            Ok(columns) => Self::new(columns),
        }
    }

    /// Columns that a line of prose may take.
    pub(crate) fn prose(self) -> usize {
        self.0.min(PROSE)
    }

    /// Columns that a table may take.
    pub(crate) fn table(self) -> usize {
        self.0
    }

    /// Whether a page can be as wide as that.
    pub(crate) fn reaches(columns: usize) -> bool {
        columns <= WIDEST
    }
}

impl Default for Width {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

/// Columns that a text takes on a terminal: letters of East Asian scripts take two, colour codes none.
pub(super) fn columns(text: &str) -> usize {
    let mut in_code = false;
    text.chars()
        .filter(|&c| {
            let starts = c == '\x1b';
            let shown = !in_code && !starts;
            in_code = starts || (in_code && c != 'm');
            shown
        })
        .map(|c| c.width().unwrap_or(0))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::Width;

    #[test]
    fn a_number_of_columns_is_taken_within_bounds_and_all_else_is_the_default() {
        let read = ["120", " 60 ", "7", "1000", "0", "", "wide", "-5"].map(Width::read);
        let expected = [120, 60, 40, 200, 76, 76, 76, 76].map(Width);
        assert_eq!(read, expected);
    }

    #[test]
    fn prose_stays_readable_on_a_wide_page() {
        assert_eq!((Width(60).prose(), Width(200).prose()), (60, 100));
    }
}
