//! Whether and how words are coloured.

use std::env;
use std::io::{IsTerminal, stderr};

/// The codes to put around words: red, green, yellow, bold; empty where colours are off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Palette {
    on: bool,
}

impl Palette {
    /// No colours.
    pub(crate) fn plain() -> Self {
        Self { on: false }
    }

    /// Colours where a panic's message goes, as the environment wishes it.
    pub(crate) fn of_stderr() -> Self {
        let is_set = |name: &str| env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
        let cargo = env::var("CARGO_TERM_COLOR").unwrap_or_default();
        let on = if is_set("NO_COLOR") {
            false
        } else if is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR") {
            true
        } else {
            match cargo.as_str() {
                "always" => true,
                "never" => false,
                _ => stderr().is_terminal() && env::var_os("TERM").is_none_or(|t| t != "dumb"),
            }
        };
        Self { on }
    }

    pub(crate) fn bad(self, text: &str) -> String {
        self.paint("31", text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(crate) fn unsure(self, text: &str) -> String {
        self.paint("33", text)
    }

    pub(crate) fn heading(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.on {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
