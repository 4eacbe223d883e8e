//! Buffers of a function of which it isn't known whether it writes to them or adds to what is there, as backward passes
//! do: the first time nothing is written in them, and if that shows, zeros are.

use super::buffers::UNWRITTEN;
use super::is_unwritten;
use crate::parameters::{Flattened, Params, Restore};

/// One buffer.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Added {
    /// Which numbers the first call has not written.
    marked: Option<Vec<bool>>,
}

impl Added {
    /// The buffer of the next call: as it is made, and zeros the second time.
    pub fn start<T: Params>(&self, mut made: T) -> T {
        if self.marked.is_some() {
            let zeros = vec![0.0; Flattened::of(&made).values().len()];
            made.restore(&mut Restore::new(&zeros));
        }
        made
    }

    /// Whether the buffer holds what is to be judged after a call. Where some numbers are written, those that stay zero
    /// are not; where none is, zeros may have been added.
    pub fn is_done<T: Params>(&mut self, buffer: &mut T) -> bool {
        let mut values = Flattened::of(buffer).values().to_vec();
        let Some(marked) = &self.marked else {
            let marked: Vec<bool> = values.iter().map(|&value| is_unwritten(value)).collect();
            let is_done = !marked.contains(&true);
            self.marked = (!is_done).then_some(marked);
            return is_done;
        };
        let mut unwritten = marked.iter().zip(&values).filter(|(marked, _)| **marked);
        if marked.contains(&false) && unwritten.all(|(_, value)| *value == 0.0) {
            let numbers = marked
                .iter()
                .zip(&mut values)
                .filter(|(marked, _)| **marked);
            numbers.for_each(|(_, value)| *value = UNWRITTEN);
            buffer.restore(&mut Restore::new(&values));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::unwritten;

    fn gradient(write: impl Fn(&mut [f64])) -> Vec<f64> {
        let mut added = Added::default();
        loop {
            let mut buffer: Vec<f64> = added.start(unwritten(&[1.0, 2.0]));
            write(&mut buffer);
            if added.is_done(&mut buffer) {
                return buffer;
            }
        }
    }

    #[test]
    fn what_is_added_is_added_to_zeros_and_what_is_not_written_stays_marked() {
        assert_eq!(gradient(|g| g.copy_from_slice(&[3.0, 0.0])), [3.0, 0.0]);
        let added = gradient(|g| {
            g[0] += 3.0;
            g[0] += 1.0;
        });
        assert_eq!(added, [4.0, 0.0]);
        let half = gradient(|g| g[1] = 3.0);
        assert!(is_unwritten(half[0]) && half[1] == 3.0);
        assert_eq!(gradient(|_| ()), [0.0, 0.0]);
        assert!(
            gradient(|g| g.fill(f64::NAN))
                .iter()
                .all(|g| !is_unwritten(*g) && g.is_nan())
        );
    }
}
