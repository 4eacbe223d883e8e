//! How much each part of a value holds, in the order in which parts are visited: a visit for the sake of one
//! number passes over all parts that don't hold it.

/// A part of a value, seen from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Span {
    /// How much it holds, of what its visitor counts: numbers, or blocks.
    holds: usize,
    /// How many parts it is made of, itself included.
    parts: usize,
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
            *span = Span { holds, parts };
        }
    }

    /// Enter the `next` part, or pass over it if what is `ahead` by so much is not in it: how much it holds then.
    #[inline]
    pub(super) fn passes(&self, next: &mut usize, ahead: usize) -> Option<usize> {
        match self.0.get(*next) {
            Some(span) if ahead >= span.holds && span.parts > 0 => {
                *next += span.parts;
                Some(span.holds)
            }
            _ => {
                *next += 1;
                None
            }
        }
    }
}
