//! The verdicts by seed.

use crate::render::{BySeed, by_seed};
use crate::report::Report;

/// Neighbouring seeds of the same verdict are one row.
#[derive(Debug, Default)]
pub(super) struct Seeds {
    rows: Vec<BySeed>,
}

impl Seeds {
    pub(super) fn add(&mut self, seed: u64, report: &Report) {
        let (verdict, error) = (report.verdict(), report.whole().best);
        match self.rows.last_mut() {
            Some(row) if row.verdict == verdict => {
                row.last = seed;
                row.error = row.error.max(error);
            }
            _ => self.rows.push(BySeed {
                first: seed,
                last: seed,
                verdict,
                error,
            }),
        }
    }

    pub(super) fn table(&self) -> String {
        by_seed(&self.rows)
    }
}
