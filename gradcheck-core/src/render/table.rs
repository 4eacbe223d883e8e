//! Columns that line up, on a page of any width.
//!
//! A table that is too wide gives way in this order: its headings are folded, up to two of its
//! dispensable columns are left out, its first column gets lines of its own, and then further columns are
//! left out. What is left out is told.

use super::width::columns as width;
use super::wrap::broken;

/// Dispensable columns that are left out before the first column gets lines of its own.
const LEFT_OUT: usize = 2;

/// Rows of cells, the first of them the heading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    headings: usize,
    dispensable: Vec<String>,
}

/// A table as it is printed.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Fitted {
    pub(crate) lines: Vec<String>,
    /// The headings of the columns that it was too wide for.
    pub(crate) left_out: Vec<String>,
    /// The columns of a page that all of it fits.
    pub(crate) whole: usize,
}

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self {
            rows: vec![heading.iter().map(|&cell| cell.to_owned()).collect()],
            headings: 1,
            dispensable: Vec::new(),
        }
    }

    /// The columns that a narrow page can do without, least important first.
    pub(crate) fn dispensable(mut self, headings: &[&str]) -> Self {
        self.dispensable = headings.iter().map(|&heading| heading.to_owned()).collect();
        self
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// A further column at this place, heading first.
    pub(crate) fn insert(&mut self, column: usize, cells: impl Iterator<Item = String>) {
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            row.insert(column.min(row.len()), cell);
        }
    }

    /// The table within so many columns, each line behind the indent.
    pub(crate) fn fitted(&self, indent: &str, columns: usize) -> Fitted {
        let fits = |lines: &[String]| widest(lines) <= columns;
        let lines = self.lines(indent);
        let whole = widest(&lines);
        let fitted = |lines, left_out| Fitted {
            lines,
            left_out,
            whole,
        };
        if fits(&lines) {
            return fitted(lines, Vec::new());
        }
        for given_up in 0..=LEFT_OUT {
            let (narrower, left_out) = self.without(given_up);
            let lines = narrower.folded().lines(indent);
            if fits(&lines) {
                return fitted(lines, left_out);
            }
        }
        let stacked = |given_up| {
            let (narrower, left_out) = self.without(given_up);
            fitted(narrower.stacked(indent, columns), left_out)
        };
        let last = self.dispensable.len();
        (0..last)
            .map(stacked)
            .find(|table| fits(&table.lines))
            .unwrap_or_else(|| stacked(last))
    }

    /// The rows, two spaces between columns, each behind the indent.
    fn lines(&self, indent: &str) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(|i| self.column(i)).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).map(|(cell, &wide)| pad(cell, wide));
            format!("{indent}{}", cells.collect::<Vec<_>>().join("  "))
                .trim_end()
                .to_owned()
        };
        self.rows.iter().map(line).collect()
    }

    fn column(&self, i: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(i));
        cells.map(|cell| width(cell)).max().unwrap_or(0)
    }

    /// The table without its first few dispensable columns, and their headings.
    fn without(&self, given_up: usize) -> (Self, Vec<String>) {
        let mut table = self.clone();
        let mut left_out = Vec::new();
        for heading in self.dispensable.iter().take(given_up) {
            let at = table.rows[0].iter().position(|cell| cell == heading);
            if let Some(at) = at {
                table.rows.iter_mut().for_each(|row| drop(row.remove(at)));
                left_out.push(heading.clone());
            }
        }
        (table, left_out)
    }

    /// The table with headings over two lines, where that makes a column narrower.
    fn folded(mut self) -> Self {
        let body = |i: usize| self.rows[1..].iter().map(move |row| row.get(i));
        let cells = |i: usize| body(i).flatten().map(|cell| width(cell)).max();
        let fold = |(i, heading): (usize, &String)| match heading.rsplit_once(' ') {
            Some((upper, lower)) if width(heading) > cells(i).unwrap_or(0) => {
                (upper.to_owned(), lower.to_owned())
            }
            _ => (String::new(), heading.clone()),
        };
        let (upper, lower): (Vec<_>, Vec<_>) = self.rows[0].iter().enumerate().map(fold).unzip();
        if upper.iter().any(|heading| !heading.is_empty()) {
            self.rows.splice(0..1, [upper, lower]);
            self.headings = 2;
        }
        self
    }

    /// The rows with their first cell on a line of its own, or on several.
    fn stacked(mut self, indent: &str, columns: usize) -> Vec<String> {
        let firsts: Vec<String> = self.rows.iter_mut().map(|row| row.remove(0)).collect();
        let further = format!("{indent}  ");
        let is_narrow = widest(&self.lines(&further)) <= columns;
        let rest = if is_narrow { self } else { self.folded() };
        let below = rest.lines(&further);
        let (headings, below) = below.split_at(rest.headings);
        let room = columns.saturating_sub(width(indent)).max(1);
        let mut lines = vec![format!("{indent}{}", firsts[0])];
        lines.extend(headings.iter().cloned());
        for (first, below) in firsts[1..].iter().zip(below) {
            let parts = broken(first, room).into_iter();
            lines.extend(parts.map(|part| format!("{indent}{part}")));
            lines.push(below.clone());
        }
        lines.retain(|line| !line.trim().is_empty());
        lines
    }
}

fn widest(lines: &[String]) -> usize {
    lines.iter().map(|line| width(line)).max().unwrap_or(0)
}

fn pad(cell: &str, wide: usize) -> String {
    format!("{cell}{}", " ".repeat(wide.saturating_sub(width(cell))))
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn table(path: &str) -> Table {
        let heading = ["component", "theta", "analytic", "rel. error", "ratio"];
        let mut table = Table::new(&heading).dispensable(&["ratio", "theta", "rel. error"]);
        let row = [path, "0.300170", "-0.215959", "0.333", "2.000"];
        table.row(row.map(ToOwned::to_owned));
        table
    }

    fn assert_fitted(table: &Table, columns: usize, expected: &[&str], left_out: &[&str]) {
        let fitted = table.fitted("  ", columns);
        assert_eq!(fitted.lines, expected);
        assert_eq!(fitted.left_out, left_out);
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let expected = [
            "  component  theta     analytic   rel. error  ratio",
            "  W2[2, 0]   0.300170  -0.215959  0.333       2.000",
        ];
        assert_fitted(&table("W2[2, 0]"), 60, &expected, &[]);
    }

    #[test]
    fn wide_letters_line_up() {
        let expected = [
            "  component  theta     analytic   rel. error  ratio",
            "  重み[0]    0.300170  -0.215959  0.333       2.000",
        ];
        assert_fitted(&table("重み[0]"), 60, &expected, &[]);
    }

    #[test]
    fn headings_are_folded_before_anything_is_left_out() {
        let expected = [
            "                                  rel.",
            "  component  theta     analytic   error  ratio",
            "  W2[2, 0]   0.300170  -0.215959  0.333  2.000",
        ];
        assert_fitted(&table("W2[2, 0]"), 49, &expected, &[]);
    }

    #[test]
    fn the_least_important_columns_go_next() {
        let expected = [
            "                        rel.",
            "  component  analytic   error",
            "  W2[2, 0]   -0.215959  0.333",
        ];
        assert_fitted(&table("W2[2, 0]"), 36, &expected, &["ratio", "theta"]);
    }

    #[test]
    fn a_long_path_has_a_line_of_its_own_and_costs_no_column() {
        let path = "encoder.layers[11].attention.query[3, 0]";
        let expected = [
            "  component",
            "    theta     analytic   rel. error  ratio",
            "  encoder.layers[11].attention.query[3, 0]",
            "    0.300170  -0.215959  0.333       2.000",
        ];
        assert_fitted(&table(path), 50, &expected, &[]);
    }

    #[test]
    fn a_path_longer_than_the_page_is_broken_and_not_cut() {
        let path = "encoder.layers[11].attention.query[3, 0]";
        let expected = [
            "  component",
            "                         rel.",
            "    theta     analytic   error",
            "  encoder.layers[11].attention",
            "  .query[3, 0]",
            "    0.300170  -0.215959  0.333",
        ];
        assert_fitted(&table(path), 30, &expected, &["ratio"]);
    }
}
