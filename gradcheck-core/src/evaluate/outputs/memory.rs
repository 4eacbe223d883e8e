//! Answers that are kept, as many as there is room for.

use std::collections::HashMap;
use std::hash::Hash;

/// So many numbers are kept, or so many of the largest answers if that is more; then what has been asked for least
/// lately goes.
const NUMBERS: usize = 1 << 23;
const ANSWERS: usize = 16;

/// Answers by their questions.
#[derive(Debug)]
pub(super) struct Memory<K, A> {
    kept: HashMap<K, Kept<A>>,
    clock: usize,
    numbers: usize,
}

#[derive(Debug)]
struct Kept<A> {
    answer: A,
    numbers: usize,
    /// When it was last asked for.
    asked: usize,
}

impl<K, A> Default for Memory<K, A> {
    fn default() -> Self {
        Self {
            kept: HashMap::new(),
            clock: 0,
            numbers: 0,
        }
    }
}

impl<K: Hash + Eq + Copy, A: Clone> Memory<K, A> {
    /// The answer to a question, if it is there.
    pub(super) fn answer(&mut self, question: &K) -> Option<A> {
        self.clock += 1;
        let kept = self.kept.get_mut(question)?;
        kept.asked = self.clock;
        Some(kept.answer.clone())
    }

    /// Keep an answer of so many numbers.
    pub(super) fn keep(&mut self, question: K, answer: A, numbers: usize) {
        while self.numbers + numbers > NUMBERS.max(ANSWERS * numbers) && self.forget() {}
        self.numbers += numbers;
        self.clock += 1;
        let kept = Kept {
            answer,
            numbers,
            asked: self.clock,
        };
        self.kept.insert(question, kept);
    }

    /// Forget what has been asked for least lately; whether there was anything.
    fn forget(&mut self) -> bool {
        let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.asked);
        let oldest = oldest.map(|(question, _)| *question);
        let forgotten = oldest.and_then(|question| self.kept.remove(&question));
        self.numbers -= forgotten.as_ref().map_or(0, |kept| kept.numbers);
        forgotten.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{ANSWERS, Memory, NUMBERS};

    #[test]
    fn what_has_been_asked_for_least_lately_goes() {
        let mut memory = Memory::default();
        for question in 0..ANSWERS {
            memory.keep(question, question, NUMBERS);
        }
        assert_eq!(memory.answer(&0), Some(0));
        memory.keep(ANSWERS, ANSWERS, NUMBERS);
        assert_eq!(memory.answer(&1), None);
        assert_eq!(memory.answer(&0), Some(0));
        assert_eq!(memory.answer(&ANSWERS), Some(ANSWERS));
    }
}
