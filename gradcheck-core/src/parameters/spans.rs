//! How much each part of a value holds, in the order in which parts are visited: a visit for the sake of one
//! number passes over all parts that don't hold it.

/// A part of a value, seen from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Span {
    /// How much it holds, of what its visitor counts: numbers, or blocks.
    holds: usize,
    /// How many parts it is made of, itself included.
    parts: usize,
    /// How many parts beside it, itself included, come one after the other and are made alike.
    alike: usize,
}

/// The parts of a value, each before those within it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Spans(Vec<Span>);

impl Spans {
    /// A part begins.
    pub(super) fn begin(&mut self) -> usize {
        self.0.push(Span::default());
        self.0.len() - 1
    }

    /// The part that began there holds so much.
    pub(super) fn end(&mut self, part: usize, holds: usize) {
        let parts = self.0.len() - part;
        if let Some(span) = self.0.get_mut(part) {
            *span = Span {
                holds,
                parts,
                alike: 1,
            };
        }
    }

    /// All are known.
    pub(super) fn whole(mut self) -> Self {
        self.0.shrink_to_fit();
        self
    }

    /// Parts that came one beside the other, and began there, are all known by now.
    pub(super) fn end_all(&mut self, begun: &[usize]) {
        for pair in begun.windows(2).rev() {
            let [Some(one), Some(other)] = [pair[0], pair[1]].map(|at| self.0.get(at).copied())
            else {
                continue;
            };
            if (one.holds, one.parts) == (other.holds, other.parts) {
                self.0[pair[0]].alike = other.alike + 1;
            }
        }
    }

    /// Pass over those of so many parts that come `next` which don't hold what is `ahead` by so much: how many parts,
    /// and how much they hold.
    #[inline]
    pub(super) fn pass(&self, next: &mut usize, ahead: usize, count: usize) -> (usize, usize) {
        let (mut passed, mut held) = (0, 0);
        while passed < count {
            let Some(span) = self.0.get(*next).filter(|span| span.parts > 0) else {
                break;
            };
            let before = (ahead - held).checked_div(span.holds);
            let alike = span
                .alike
                .min(count - passed)
                .min(before.unwrap_or(usize::MAX));
            if alike == 0 {
                break;
            }
            *next += alike * span.parts;
            passed += alike;
            held += alike * span.holds;
        }
        (passed, held)
    }
}
