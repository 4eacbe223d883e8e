//! Whether wrong components form a pattern: whole rows, columns or diagonals, or a rectangle.
//!
//! What is zero on both sides, or undecided, fits every pattern.

use super::grid::Cell;
use crate::order::sort;

/// Wrong components that are too few to form anything.
const FEWEST: usize = 2;
/// …but lines: one component alone is no line, and along a diagonal or in a rectangle two prove nothing.
const FEWEST_OF_SHAPE: usize = 3;
/// The share of a rectangle that is known to be wrong.
const FILLED: f64 = 0.5;

/// Whether the wrong cells form a pattern, and not the whole of what was compared.
pub(super) fn is_pattern(rows: &[Vec<Cell>]) -> bool {
    let columns = rows.first().map_or(0, Vec::len);
    let cells = Cells::of(rows);
    if rows.len() < 2 || columns < 2 || cells.right.is_empty() || cells.wrong.len() < FEWEST {
        return false;
    }
    cells.are_lines(&|(i, _)| i, FEWEST)
        || cells.are_lines(&|(_, j)| j, FEWEST)
        || cells.are_lines(&|(i, j)| columns + i - j, FEWEST_OF_SHAPE)
        || cells.are_lines(&|(i, j)| i + j, FEWEST_OF_SHAPE)
        || cells.are_rectangle()
}

/// Where cells are wrong, and where they are right.
struct Cells {
    wrong: Vec<(usize, usize)>,
    right: Vec<(usize, usize)>,
}

impl Cells {
    fn of(rows: &[Vec<Cell>]) -> Self {
        let places = |wanted: Cell| {
            let row = move |(i, row): (usize, &Vec<Cell>)| {
                let cells = row.iter().enumerate();
                let cells = cells.filter(move |&(_, &cell)| cell == wanted);
                cells.map(|(j, _)| (i, j)).collect::<Vec<_>>()
            };
            rows.iter().enumerate().flat_map(row).collect()
        };
        Self {
            wrong: places(Cell::Wrong),
            right: places(Cell::Right),
        }
    }

    /// Whether every line with a wrong cell is wrong as a whole, one of them in at least two cells, and
    /// all together in as many as asked for.
    fn are_lines(&self, line: &dyn Fn((usize, usize)) -> usize, fewest: usize) -> bool {
        let mut wrong: Vec<usize> = self.wrong.iter().map(|&cell| line(cell)).collect();
        sort(&mut wrong);
        let has_right = |&cell: &(usize, usize)| wrong.binary_search(&line(cell)).is_ok();
        let lines = || wrong.chunk_by(|a, b| a == b);
        let longest = lines().map(<[usize]>::len).max().unwrap_or(0);
        // Lines of one known cell each are scattered cells.
        let is_dense = self.wrong.len() >= fewest.max(lines().count() + 1);
        longest >= 2 && is_dense && !self.right.iter().any(has_right)
    }

    /// Whether they are the cells where some rows and columns cross, or all in a box without right ones.
    fn are_rectangle(&self) -> bool {
        let rows = sorted(self.wrong.iter().map(|&(i, _)| i));
        let columns = sorted(self.wrong.iter().map(|&(_, j)| j));
        let within = |&(i, j): &(usize, usize)| {
            rows.binary_search(&i).is_ok() && columns.binary_search(&j).is_ok()
        };
        let is_run = |at: &[usize]| {
            at.last()
                .zip(at.first())
                .is_some_and(|(l, f)| l - f < at.len())
        };
        let crossings = rows.len() * columns.len();
        let is_wide = rows.len() > 1 && columns.len() > 1;
        (is_wide || (is_run(&rows) && is_run(&columns)))
            && self.wrong.len() >= FEWEST_OF_SHAPE
            && self.wrong.len() as f64 >= FILLED * crossings as f64
            && !self.right.iter().any(within)
    }
}

fn sorted(numbers: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut numbers: Vec<usize> = numbers.collect();
    sort(&mut numbers);
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::{Cell, is_pattern};

    fn rows(drawn: &[&str]) -> Vec<Vec<Cell>> {
        let cell = |c: char| match c {
            '#' => Cell::Wrong,
            '?' => Cell::Undecided,
            '-' => Cell::Zero,
            _ => Cell::Right,
        };
        drawn
            .iter()
            .map(|row| row.chars().map(cell).collect())
            .collect()
    }

    #[test]
    fn lines_rectangles_and_stripes_are_patterns() {
        for drawn in [
            &["....", "####", "...."][..],
            &["..#.", "..-.", "..#."],
            &["#...", ".#..", "..#."],
            &["...#", "..#.", ".#.."],
            &[".###", "..##", "...#", "...."],
            &["#.#.", ".#.#", "#.#."],
            &["....", "####", "....", "####"],
            &["#.#.", "....", "#.#."],
            &["....", ".##.", ".##."],
            &["......", ".####.", "......"],
            &["-----", ".-..-", "##-##"],
            &[".###", "#.##", "##.#", "###."],
        ] {
            assert!(is_pattern(&rows(drawn)), "{drawn:?}");
        }
    }

    #[test]
    fn single_scattered_and_all_wrong_components_are_none() {
        for drawn in [
            &["....", ".#..", "...."][..],
            &["#...", "...#", ".#.."],
            &["#..#", "....", "...."],
            &["####", "####", "####"],
            &["-----", "-----", "###-#"],
            &["##..", "#...", "..#."],
            &["#-", "-.", "-#", "-."],
            &["#", "#", "."],
            &["##.#.."],
        ] {
            assert!(!is_pattern(&rows(drawn)), "{drawn:?}");
        }
    }

    #[test]
    fn components_that_are_wrong_at_random_form_none() {
        let mut rng = crate::points::Rng::new(7);
        let mut patterns = 0;
        for _ in 0..500 {
            let share = 0.05 + 0.35 * rng.unit();
            let mut cell = || {
                if rng.unit() < share {
                    Cell::Wrong
                } else {
                    Cell::Right
                }
            };
            let drawn: Vec<Vec<Cell>> = (0..5).map(|_| (0..6).map(|_| cell()).collect()).collect();
            patterns += usize::from(is_pattern(&drawn));
        }
        assert!(patterns <= 2, "{patterns}");
    }
}
