//! The mistakes, and how many evaluations finding one may take.

use crate::network::{Network, Parameters};
use grad_check::Rng;
use ndarray::Array2;

/// A kind of mistake.
pub(crate) struct Mistake {
    pub(crate) name: &'static str,
    /// Evaluations, where a limit is set.
    pub(crate) at_most: Option<usize>,
    /// What the first line of the report says, one of these.
    pub(crate) says: &'static [&'static str],
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Right,
    /// b1 times this.
    Bias(f64),
    /// W1 (and W2, if both) times this.
    Layer(f64, bool),
    Everything(f64),
    /// A row of W2 times this.
    Row(f64),
    Column(f64),
    /// So many entries off by this share of the norm of W2's gradient.
    Entries(usize, f64),
    /// Half a row of W2 doubled.
    HalfRow,
    /// An entry off by three times what the report on the right gradient says it would notice.
    Promise,
}

/// A mistake at its place.
pub(crate) struct Plan {
    pub(crate) blocks: Vec<&'static str>,
    kind: Kind,
    row: usize,
    column: usize,
    entries: Vec<(usize, usize)>,
}

const fn mistake(
    name: &'static str,
    at_most: usize,
    says: &'static [&'static str],
    kind: Kind,
) -> Mistake {
    let at_most = if at_most == 0 { None } else { Some(at_most) };
    Mistake {
        name,
        at_most,
        says,
        kind,
    }
}

const ENTRY: &[&str] = &["theta.1.0["];

pub(crate) const MISTAKES: [Mistake; 22] = [
    // Two directions, one more for each doubling of the blocks, and three evaluations beside the point.
    mistake("none", 15, &[], Kind::Right),
    mistake(
        "a bias, sign flipped",
        30,
        &["sign", "−1"],
        Kind::Bias(-1.0),
    ),
    mistake("a bias × 2", 30, &["2.000"], Kind::Bias(2.0)),
    mistake("a layer × 2", 30, &["2.000"], Kind::Layer(2.0, false)),
    mistake(
        // So small an error is put to the scales of the cost, and to its noise, before it is called one.
        "a layer × 1.0001",
        60,
        &["1.0001"],
        Kind::Layer(1.0001, false),
    ),
    mistake(
        "a layer, sign flipped",
        30,
        &["sign", "−1"],
        Kind::Layer(-1.0, false),
    ),
    mistake("two layers × 2", 0, &["2.000"], Kind::Layer(2.0, true)),
    mistake("everything × 1.001", 0, &["1.001"], Kind::Everything(1.001)),
    mistake("a row × 2", 45, &["row"], Kind::Row(2.0)),
    mistake("a row zeroed", 45, &["row"], Kind::Row(0.0)),
    mistake("a row × 1.01", 45, &["row"], Kind::Row(1.01)),
    mistake("a column × 2", 45, &["column"], Kind::Column(2.0)),
    mistake("a column × 1.01", 45, &["column"], Kind::Column(1.01)),
    mistake(
        "one entry, 1e-1 of the block",
        42,
        ENTRY,
        Kind::Entries(1, 1e-1),
    ),
    mistake(
        "one entry, 1e-3 of the block",
        42,
        ENTRY,
        Kind::Entries(1, 1e-3),
    ),
    mistake(
        "one entry, 1e-5 of the block",
        42,
        ENTRY,
        Kind::Entries(1, 1e-5),
    ),
    mistake(
        // The same.
        "one entry, 1e-6 of the block",
        50,
        ENTRY,
        Kind::Entries(1, 1e-6),
    ),
    mistake(
        "one entry, 1e-7 of the block",
        0,
        ENTRY,
        Kind::Entries(1, 1e-7),
    ),
    mistake(
        "ten entries, 1e-1 of the block",
        150,
        &["10 of", "theta.1.0"],
        Kind::Entries(10, 1e-1),
    ),
    mistake(
        "ten entries, 1e-4 of the block",
        150,
        &["10 of", "theta.1.0"],
        Kind::Entries(10, 1e-4),
    ),
    mistake("half a row × 2", 100, &["row"], Kind::HalfRow),
    mistake(
        "one entry, 3 × what would be noticed",
        0,
        ENTRY,
        Kind::Promise,
    ),
];

impl Mistake {
    pub(crate) fn plan(&self, network: &Network, seed: u64) -> Plan {
        let mut rng = Rng::new(seed).stream(self.name);
        let [_, rows, columns, _] = network.widths;
        let mut below = |n: usize| usize::try_from(rng.bits() >> 40).unwrap_or(0) % n;
        let entries = match self.kind {
            Kind::Entries(count, _) => (0..count).map(|_| (below(rows), below(columns))).collect(),
            _ => Vec::new(),
        };
        let blocks = match self.kind {
            Kind::Right => vec![],
            Kind::Bias(_) => vec!["theta.0.1"],
            Kind::Layer(_, false) => vec!["theta.0.0"],
            Kind::Layer(_, true) => vec!["theta.0.0", "theta.1.0"],
            Kind::Everything(_) => vec![
                "theta.0.0",
                "theta.0.1",
                "theta.1.0",
                "theta.1.1",
                "theta.2.0",
                "theta.2.1",
            ],
            _ => vec!["theta.1.0"],
        };
        Plan {
            blocks,
            kind: self.kind,
            row: below(rows),
            column: below(columns),
            entries,
        }
    }
}

impl Plan {
    /// The same with an entry that is off by three times this share, if it is a promise that is tried.
    pub(crate) fn held_to(mut self, would_notice: impl FnOnce() -> f64) -> Self {
        if let Kind::Promise = self.kind {
            self.kind = Kind::Entries(1, 3.0 * would_notice());
            self.entries = vec![(self.row, self.column)];
        }
        self
    }

    /// Make the mistake in a right gradient.
    pub(crate) fn apply(&self, ((w1, b1), (w2, b2), (w3, b3)): &mut Parameters, _at: &Parameters) {
        let norm = |w: &Array2<f64>| w.iter().map(|g| g * g).sum::<f64>().sqrt();
        match self.kind {
            Kind::Right | Kind::Promise => {}
            Kind::Bias(factor) => *b1 *= factor,
            Kind::Layer(factor, both) => {
                *w1 *= factor;
                if both {
                    *w2 *= factor;
                }
            }
            Kind::Everything(factor) => {
                for w in [w1, w2, w3] {
                    *w *= factor;
                }
                for b in [b1, b2, b3] {
                    *b *= factor;
                }
            }
            Kind::Row(factor) => w2.row_mut(self.row).mapv_inplace(|g| factor * g),
            Kind::Column(factor) => w2.column_mut(self.column).mapv_inplace(|g| factor * g),
            Kind::Entries(_, share) => {
                let off = share * norm(w2);
                for &(i, j) in &self.entries {
                    w2[[i, j]] += off;
                }
            }
            Kind::HalfRow => {
                let half = w2.ncols() / 2;
                w2.row_mut(self.row)
                    .iter_mut()
                    .take(half)
                    .for_each(|g| *g *= 2.0);
            }
        }
    }
}
