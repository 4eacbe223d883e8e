//! What directions that pass would have noticed: of an error in a single component, in all alike, or anyhow spread.

use super::Judged;
use super::weights::{RMS, SMALLEST};
use crate::order::sort_by;
use crate::report::Verdict;

/// The noise along a direction may be so many times what another one has seen.
const NOISE: f64 = 2.0;
/// An error all over a block hides from all of its directions once in so many times.
const ONCE_IN: f64 = 1000.0;
/// The largest density of a standard normal number, on both sides of zero.
const DENSITY: f64 = std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2;

/// The errors of a single component that several directions may leave unseen.
#[derive(Debug, Clone)]
pub(super) struct Promise {
    /// By row: the smallest that would not have passed, what noise may add to it, and whether the point is a kink.
    rows: Vec<Option<Unseen>>,
    /// The smallest error of all components alike, as a share of them, that one would have noticed.
    alike: f64,
    /// Rows up to this one tell blocks from each other, and promise something together only.
    together: usize,
    /// Whether these have the same signs.
    share_signs: bool,
}

/// What a direction may leave unseen, as the error of a component.
#[derive(Debug, Clone, Copy)]
struct Unseen {
    by_bar: f64,
    by_noise: f64,
    is_at_kink: bool,
}

impl Unseen {
    fn size(&self) -> f64 {
        self.by_bar + self.by_noise
    }
}

impl Promise {
    pub(super) fn new(together: usize, share_signs: bool) -> Self {
        Self {
            rows: Vec::new(),
            alike: f64::INFINITY,
            together,
            share_signs,
        }
    }

    /// A direction that moved the block by this scale, and along which the block by itself has this slope.
    pub(super) fn take(&mut self, judged: &Judged, scale: f64, slope: f64, row: usize) {
        if matches!(judged.verdict, Verdict::Undecided(_)) {
            return;
        }
        let alike = (judged.noticeable + NOISE * judged.reading.apart.abs()) / slope.abs();
        self.alike = self.alike.min(alike);
        // What is apart for a right gradient is noise, of which another direction may see more.
        let share = 1.0 / (SMALLEST * scale);
        let unseen = Unseen {
            by_bar: share * judged.noticeable,
            by_noise: share * NOISE * judged.reading.apart.abs(),
            is_at_kink: judged.is_at_kink,
        };
        self.rows.resize(self.rows.len().max(row + 1), None);
        if self.rows[row].is_none_or(|known| unseen.size() < known.size()) {
            self.rows[row] = Some(unseen);
        }
    }

    /// What none of them would leave unseen, whatever is wrong in one other block.
    pub(super) fn unseen(&self) -> Option<(f64, bool)> {
        let rows = || self.rows.iter().flatten();
        let by_bar = |a: &&Unseen, b: &&Unseen| a.by_bar.total_cmp(&b.by_bar);
        let worst = if self.together == 0 {
            rows().min_by(by_bar)?
        } else {
            let together = self.rows.iter().take(self.together + 1).flatten();
            together.max_by(by_bar)?
        };
        let noise = rows().fold(0.0, |noise: f64, row| noise.max(row.by_noise));
        Some((worst.by_bar + noise, worst.is_at_kink))
    }

    /// The norm of an error all over the block that is as large along one of the directions as it may be unseen, for
    /// each of those with signs of their own.
    pub(super) fn unseen_spread(&self) -> Vec<f64> {
        let alike = if self.share_signs {
            self.together + 1
        } else {
            0
        };
        let (together, others) = self.rows.split_at(self.rows.len().min(alike));
        let worst = together.iter().flatten().map(Unseen::size).reduce(f64::max);
        let others = others.iter().flatten().map(Unseen::size);
        let of_norm = |size: f64| size * SMALLEST / RMS;
        worst.into_iter().chain(others).map(of_norm).collect()
    }

    /// The same of an error that all components of the block share: random signs may all but cancel its slope.
    pub(super) fn unseen_alike(&self, size: f64) -> f64 {
        self.alike * size
    }
}

/// The norm of an error all over a block that hides from directions with independent signs once in a thousand times,
/// if each leaves it unseen up to its own of these: along a direction it is its norm times a normal number, which is
/// as small as x with probability x √(2/π) at most.
pub(super) fn hidden(mut unseen: Vec<f64>) -> f64 {
    sort_by(&mut unseen, f64::total_cmp);
    let mut product = ONCE_IN;
    let by_first = unseen.iter().enumerate().map(|(before, unseen)| {
        product *= DENSITY * unseen;
        product.powf(1.0 / (before + 1) as f64)
    });
    by_first.fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::hidden;
    use crate::points::Rng;

    /// An error of this norm all over a block is a normal number along each of its directions.
    #[test]
    fn an_error_all_over_a_block_hides_once_in_a_thousand_times() {
        for unseen in [vec![1.0; 3], vec![0.3, 1.0, 2.0, 9.0], vec![1.0; 9]] {
            let norm = hidden(unseen.clone());
            let mut rng = Rng::new(7);
            let draws = 40_000;
            let mut hides = || unseen.iter().all(|bar| (norm * rng.normal()).abs() < *bar);
            let hidden = (0..draws).filter(|_| hides()).count();
            assert!((1..=draws / 1000).contains(&hidden), "{hidden} of {draws}");
        }
    }

    #[test]
    fn one_direction_says_little_of_an_error_all_over_a_block() {
        assert!(hidden(vec![1.0]) > 500.0);
        assert_eq!(hidden(Vec::new()), f64::INFINITY);
    }
}
