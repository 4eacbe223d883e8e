//! A grid on at most so many characters: all of it, the part around what is wrong, or several components
//! a character.

use super::ErrorMap;
use super::grid::{Cell, Grid};
use std::ops::Range;

/// The most rows and columns of characters.
const ROWS: usize = 24;
const COLUMNS: usize = 60;
/// Right rows and columns that are shown around a cut.
const MARGIN: usize = 2;
/// The indent of a line.
const INDENT: &str = "  ";
/// Columns between two numbers above the map, at least.
const TICK: usize = 5;

/// The grid as a map within so many columns of a page.
pub(super) fn draw(grid: &Grid, columns: usize) -> ErrorMap {
    let (height, width) = (grid.rows.len(), grid.rows.first().map_or(0, Vec::len));
    let margin = digits(height) + INDENT.len() + 2;
    let room = columns.saturating_sub(margin).clamp(1, COLUMNS);
    let (whole, cut) = ((0..height, 0..width), around_wrong(&grid.rows));
    let fits = |(rows, columns): &(Range<usize>, Range<usize>)| {
        rows.len() <= ROWS && columns.len() <= room
    };
    let (rows, columns) = if !fits(&whole) && fits(&cut) {
        cut
    } else {
        whole
    };
    let scale = (rows.len().div_ceil(ROWS), columns.len().div_ceil(room));
    let view = View {
        rows,
        columns,
        scale,
    };
    let cells = view.cells(grid);
    let gap = if 2 * cells.first().map_or(0, Vec::len) <= room {
        " "
    } else {
        ""
    };
    let labels = digits(view.rows.end.saturating_sub(1));
    let mut lines = vec![format!(
        "{INDENT}{:labels$}  {}",
        "",
        view.header(gap.len() + 1)
    )];
    for (row, i) in cells.iter().zip(view.rows.clone().step_by(view.scale.0)) {
        let drawn: Vec<String> = row.iter().map(|&cell| sign(cell).to_string()).collect();
        lines.push(format!("{INDENT}{i:labels$}  {}", drawn.join(gap)));
    }
    let drawn = cells.iter().flatten().copied();
    let clauses = [
        legend(&drawn.collect::<Vec<_>>(), grid.zero),
        view.told(height, width),
        grid.axes.to_owned(),
    ];
    let clauses: Vec<String> = clauses.into_iter().filter(|c| !c.is_empty()).collect();
    ErrorMap {
        of: grid.of.clone(),
        lines: lines
            .iter()
            .map(|line| line.trim_end().to_owned())
            .collect(),
        legend: clauses.join("; "),
    }
}

/// What is shown, and how many rows and columns a character stands for.
struct View {
    rows: Range<usize>,
    columns: Range<usize>,
    scale: (usize, usize),
}

impl View {
    fn cells(&self, grid: &Grid) -> Vec<Vec<Cell>> {
        let rows = grid.rows[self.rows.clone()].chunks(self.scale.0);
        let row = |rows: &[Vec<Cell>]| {
            let starts = self.columns.clone().step_by(self.scale.1);
            let cell = |from: usize| {
                let to = self.columns.end.min(from + self.scale.1);
                condensed(&rows.iter().flat_map(|row| &row[from..to]).copied())
            };
            starts.map(cell).collect()
        };
        rows.map(row).collect()
    }

    /// The numbers of the columns, as many as there is room for.
    fn header(&self, pitch: usize) -> String {
        let starts: Vec<usize> = self.columns.clone().step_by(self.scale.1).collect();
        let widest = digits(self.columns.end.saturating_sub(1));
        let every = if widest < pitch {
            1
        } else {
            TICK.max((widest + 1).div_ceil(pitch))
        };
        let mut header = String::new();
        for (k, start) in starts.iter().enumerate().step_by(every) {
            let gap = (k * pitch).saturating_sub(header.len());
            header.push_str(&" ".repeat(gap));
            header.push_str(&start.to_string());
        }
        header
    }

    /// Which part of the matrix this is, and its scale, unless it is the whole of it as it is.
    fn told(&self, height: usize, width: usize) -> String {
        let (rows, columns) = (&self.rows, &self.columns);
        if rows.len() < height || columns.len() < width {
            return format!(
                "rows {} to {} of {height} and columns {} to {} of {width}, none of the others is wrong",
                rows.start,
                rows.end.saturating_sub(1),
                columns.start,
                columns.end.saturating_sub(1)
            );
        }
        match self.scale {
            (1, 1) => String::new(),
            (rows, columns) => {
                format!("a character stands for {rows}×{columns} components of {height}×{width}")
            }
        }
    }
}

/// The rows and columns that hold all wrong cells, and a few around them.
fn around_wrong(rows: &[Vec<Cell>]) -> (Range<usize>, Range<usize>) {
    let is_wrong = |cell: &Cell| *cell == Cell::Wrong;
    let width = rows.first().map_or(0, Vec::len);
    let has_row = |i: &usize| rows[*i].iter().any(is_wrong);
    let has_column = |j: &usize| rows.iter().any(|row| is_wrong(&row[*j]));
    (
        padded((0..rows.len()).filter(has_row), rows.len()),
        padded((0..width).filter(has_column), width),
    )
}

fn padded(mut at: impl DoubleEndedIterator<Item = usize>, length: usize) -> Range<usize> {
    let first = at.next().unwrap_or(0);
    let last = at.next_back().unwrap_or(first);
    first.saturating_sub(MARGIN)..length.min(last + 1 + MARGIN)
}

/// Several cells as one.
fn condensed(cells: &(impl Iterator<Item = Cell> + Clone)) -> Cell {
    let has = |wanted: Cell| cells.clone().any(|cell| cell == wanted);
    match (has(Cell::Wrong), has(Cell::Right)) {
        (true, true) => Cell::Partly,
        (true, false) => Cell::Wrong,
        (false, _) if has(Cell::Undecided) => Cell::Undecided,
        (false, true) => Cell::Right,
        (false, false) => Cell::Zero,
    }
}

fn sign(cell: Cell) -> char {
    match cell {
        Cell::Right => '.',
        Cell::Wrong => '#',
        Cell::Undecided => '?',
        Cell::Zero => '-',
        Cell::Partly => '+',
    }
}

/// What those signs mean that are there.
fn legend(cells: &[Cell], zero: &str) -> String {
    let meanings = [
        (Cell::Wrong, "wrong"),
        (Cell::Partly, "wrong in part"),
        (Cell::Right, "right"),
        (Cell::Undecided, "undecided"),
        (Cell::Zero, zero),
    ];
    let there = meanings.iter().filter(|(cell, _)| cells.contains(cell));
    let there: Vec<String> = there
        .map(|(cell, meaning)| format!("{} {meaning}", sign(*cell)))
        .collect();
    there.join(", ")
}

fn digits(n: usize) -> usize {
    n.to_string().len()
}

#[cfg(test)]
mod tests {
    use super::{Cell, Grid, draw};

    fn map(height: usize, width: usize, is_wrong: fn(usize, usize) -> bool) -> String {
        let cell = |i, j| {
            if is_wrong(i, j) {
                Cell::Wrong
            } else {
                Cell::Right
            }
        };
        let row = |i| (0..width).map(|j| cell(i, j)).collect();
        let grid = Grid {
            of: "w".to_owned(),
            rows: (0..height).map(row).collect(),
            zero: "zero",
            axes: "",
        };
        let map = draw(&grid, 76);
        let widest = map.lines.iter().map(String::len).max();
        assert!(map.lines.len() <= 25 && widest <= Some(72), "{map:?}");
        format!("\n{}\n{}", map.lines.join("\n"), map.legend)
    }

    #[test]
    fn a_small_matrix_is_drawn_as_it_is() {
        let drawn = map(3, 12, |i, _| i == 1);
        assert_eq!(
            drawn.lines().collect::<Vec<_>>(),
            [
                "",
                "     0         5         10",
                "  0  . . . . . . . . . . . .",
                "  1  # # # # # # # # # # # #",
                "  2  . . . . . . . . . . . .",
                "# wrong, . right",
            ]
        );
    }

    #[test]
    fn of_a_large_matrix_the_part_around_what_is_wrong_is_drawn() {
        let drawn = map(300, 200, |i, j| {
            (120..123).contains(&i) && (64..71).contains(&j)
        });
        assert_eq!(
            drawn.lines().collect::<Vec<_>>(),
            [
                "",
                "       62        67        72",
                "  118  . . . . . . . . . . .",
                "  119  . . . . . . . . . . .",
                "  120  . . # # # # # # # . .",
                "  121  . . # # # # # # # . .",
                "  122  . . # # # # # # # . .",
                "  123  . . . . . . . . . . .",
                "  124  . . . . . . . . . . .",
                "# wrong, . right; rows 118 to 124 of 300 and columns 62 to 72 of 200, none of the others is wrong",
            ]
        );
    }

    #[test]
    fn a_large_pattern_is_condensed_and_its_scale_is_told() {
        let drawn = map(90, 100, |_, j| j % 50 < 7);
        let shown = drawn.lines().enumerate();
        let shown = shown.filter(|(at, _)| *at < 5 || *at > 24);
        assert_eq!(
            shown.map(|(_, line)| line).collect::<Vec<_>>(),
            [
                "",
                "      0    10   20   30   40   50   60   70   80   90",
                "   0  ###+.....................###+.....................",
                "   4  ###+.....................###+.....................",
                "   8  ###+.....................###+.....................",
                "# wrong, + wrong in part, . right; a character stands for 4×2 components of 90×100",
            ]
        );
    }
}
