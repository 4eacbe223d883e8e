//! A sign of life of a check that takes long: whole lines on the terminal.
//!
//! They go to the handle of stderr itself, which a test harness doesn't capture, and only if that is a
//! terminal; `GRAD_CHECK_PROGRESS` set to 0 or 1 says never or always. Time decides when a line is due,
//! and nothing else.

use crate::report::Evaluations;
use std::env;
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// The first line is due then, the second after twice that time, and so on.
const FIRST: Duration = Duration::from_secs(2);

/// How far a check is.
#[derive(Debug)]
pub(crate) struct Progress {
    title: String,
    done: usize,
    /// `None` where it goes on until enough is known.
    of: Option<usize>,
    what: String,
    /// `None` on targets without a clock, or when disabled.
    started: Option<Instant>,
    due: Duration,
}

impl Progress {
    /// The progress of the check of this title, which has so many components, or whatever they are called.
    pub(crate) fn new(title: String, of: usize, what: String) -> Self {
        Self::until(title, Some(of), what)
    }

    /// That of a check which goes on until it knows enough.
    pub(crate) fn open(title: String, what: String) -> Self {
        Self::until(title, None, what)
    }

    fn until(title: String, of: Option<usize>, what: String) -> Self {
        // This target has no clock, and asking for the time would panic.
        let has_clock = !cfg!(all(target_family = "wasm", target_os = "unknown"));
        Self {
            title,
            done: 0,
            of,
            what,
            started: has_clock.then(Instant::now),
            due: FIRST,
        }
    }

    /// One more component is done.
    pub(crate) fn step(&mut self, evaluations: Evaluations) {
        self.done += 1;
        let Some(line) = self
            .started
            .and_then(|s| self.line(s.elapsed(), evaluations))
        else {
            return;
        };
        if is_wanted() {
            // Ignore write errors.
            let _ = stderr().lock().write_all(line.as_bytes());
        } else {
            self.started = None;
        }
    }

    /// The line that is due after this time, if one is.
    fn line(&mut self, elapsed: Duration, evaluations: Evaluations) -> Option<String> {
        if elapsed < self.due || self.of.is_some_and(|of| self.done >= of) {
            return None;
        }
        while self.due <= elapsed {
            self.due *= 2;
        }
        let Self {
            title,
            done,
            of,
            what,
            ..
        } = self;
        let Evaluations {
            full, cost_only, ..
        } = evaluations;
        let cheap = match cost_only {
            0 => String::new(),
            cheap => format!(" and {cheap} of the cost alone"),
        };
        let seconds = elapsed.as_secs();
        let of = of.map_or_else(String::new, |of| format!(" of {of}"));
        Some(format!(
            "grad-check: {title}: {done}{of} {what}, {full} evaluations{cheap}, {seconds} s\n"
        ))
    }
}

/// Whether somebody looks on.
fn is_wanted() -> bool {
    match env::var("GRAD_CHECK_PROGRESS").as_deref() {
        Ok("0") => false,
        Ok("1") => true,
        _ => stderr().is_terminal(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Evaluations, Progress};

    #[test]
    fn lines_come_at_growing_intervals_and_none_at_the_end() {
        let mut progress = Progress::new("network".to_owned(), 9, "components".to_owned());
        let told = [0, 1, 2, 3, 5, 6, 7, 9, 20].map(|seconds| {
            progress.done += 1;
            let full = 2 * progress.done;
            let evaluations = Evaluations {
                full,
                ..Evaluations::default()
            };
            progress.line(Duration::from_secs(seconds), evaluations)
        });
        let told: Vec<String> = told.into_iter().flatten().collect();
        assert_eq!(
            told,
            [
                "grad-check: network: 3 of 9 components, 6 evaluations, 2 s\n",
                "grad-check: network: 5 of 9 components, 10 evaluations, 5 s\n",
                "grad-check: network: 8 of 9 components, 16 evaluations, 9 s\n",
            ]
        );
        let mut open = Progress::open("network".to_owned(), "readings".to_owned());
        open.done = 3;
        let evaluations = Evaluations {
            full: 7,
            ..Evaluations::default()
        };
        assert_eq!(
            open.line(Duration::from_secs(4), evaluations).as_deref(),
            Some("grad-check: network: 3 readings, 7 evaluations, 4 s\n")
        );
    }
}
