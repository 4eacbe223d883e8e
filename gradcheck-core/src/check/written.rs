//! Gradients that a function writes to buffers: what it left out has the buffer's name.

use super::GradCheck;
use crate::arguments::is_unwritten;
use crate::report::{Place, Problem};

impl GradCheck {
    /// The buffers that receive gradients, each behind the name of its parameter.
    #[doc(hidden)]
    pub fn written_to<'a>(mut self, buffers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(parameter, buffer): (&str, &str)| (parameter.to_owned(), buffer.to_owned());
        self.buffers = buffers.into_iter().map(owned).collect();
        self
    }

    /// A gradient that is no number is one that wasn't written, where it is the NaN that the buffer held.
    pub(super) fn by_buffer(&self, problem: Problem) -> Problem {
        let Problem::NonFiniteGradient {
            component,
            value,
            place: Place::TestPoint,
            ..
        } = &problem
        else {
            return problem;
        };
        if !is_unwritten(*value) {
            return problem;
        }
        let mut renamed = self.buffers.iter().filter_map(|(parameter, buffer)| {
            let rest = component.strip_prefix(parameter.as_str())?;
            let is_whole = rest.is_empty() || rest.starts_with(['[', '.']);
            is_whole.then(|| format!("{buffer}{rest}"))
        });
        // The parts of a single argument go by their own names.
        let part = || match self.buffers.as_slice() {
            [(_, buffer)] => Some(format!("{buffer}.{component}")),
            _ => None,
        };
        match renamed.next().or_else(part) {
            Some(component) => Problem::NotWritten { component },
            None => problem,
        }
    }
}

/// The same for an entry of a matrix, which goes by its own name.
pub(super) fn or_not_written(problem: Problem) -> Problem {
    match problem {
        Problem::NonFiniteGradient {
            component, value, ..
        } if is_unwritten(value) => Problem::NotWritten { component },
        other => other,
    }
}
