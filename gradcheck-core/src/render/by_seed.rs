//! The verdicts of a check at many points, a row for neighbouring seeds of the same verdict.

use super::table::Table;
use crate::report::Verdict;
use crate::wording::{count, error};

/// Rows that are shown.
const ROWS: usize = 20;

/// What came of seeds from the first to the last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BySeed {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) verdict: Verdict,
    /// The largest relative error.
    pub(crate) error: f64,
}

/// The table.
pub(crate) fn by_seed(rows: &[BySeed]) -> String {
    let mut table = Table::new(&["seed", "relative error", "verdict"]);
    rows.iter().take(ROWS).for_each(|row| table.row(cells(row)));
    let lines = table.fitted("  ", usize::MAX).lines.join("\n");
    let more = match rows.len().saturating_sub(ROWS) {
        0 => String::new(),
        more => format!("\n  and {}", count(more, "more row")),
    };
    format!("verdicts by seed\n{lines}{more}")
}

fn cells(row: &BySeed) -> [String; 3] {
    let seed = if row.first == row.last {
        row.first.to_string()
    } else {
        format!("{} to {}", row.first, row.last)
    };
    let largest = if row.error.is_nan() {
        "-".to_owned()
    } else if row.first == row.last || row.error == 0.0 {
        error(row.error)
    } else {
        format!("{} or less", error(row.error))
    };
    let verdict = match row.verdict {
        Verdict::Fail => "FAIL".to_owned(),
        verdict if verdict.is_flat() => "not compared: zero on both sides there".to_owned(),
        other => other.to_string(),
    };
    [seed, largest, verdict]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_verdict_share_a_row() {
        let row = |first, last, verdict, error| BySeed {
            first,
            last,
            verdict,
            error,
        };
        let rows = [
            row(0, 6, Verdict::Pass, 3.8e-14),
            row(7, 7, Verdict::Fail, 0.5),
        ];
        let expected = "verdicts by seed\n  seed    relative error   verdict\n  0 to 6  3.8e-14 or less  pass\n  7       0.500            FAIL";
        assert_eq!(by_seed(&rows), expected);
    }
}
