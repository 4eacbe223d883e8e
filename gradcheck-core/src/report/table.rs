//! Columns that line up.

/// Rows of cells; the first row is the heading. Text is to the left, numbers may ask for the right.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self {
            rows: vec![heading.iter().map(|&cell| cell.to_owned()).collect()],
        }
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

    /// The rows, two spaces between columns, each behind the indent.
    pub(crate) fn lines(&self, indent: &str) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |i: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(i))
                .map(|cell| width(cell))
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).map(|(cell, &wide)| pad(cell, wide));
            format!("{indent}{}", cells.collect::<Vec<_>>().join("  "))
                .trim_end()
                .to_owned()
        };
        self.rows.iter().map(line).collect()
    }
}

fn pad(cell: &str, wide: usize) -> String {
    format!("{cell}{}", " ".repeat(wide.saturating_sub(width(cell))))
}

/// Columns that a cell takes on a terminal: colour codes take none.
fn width(cell: &str) -> usize {
    let mut in_code = false;
    cell.chars()
        .filter(|&c| {
            let starts = c == '\x1b';
            let shown = !in_code && !starts;
            in_code = starts || (in_code && c != 'm');
            shown
        })
        .count()
}
