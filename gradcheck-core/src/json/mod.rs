//! Reports read back: the structs that [`Report::to_json`](crate::Report::to_json) writes, with serde.
//!
//! Behind the feature `serde`. The structs are plain data, named as in the JSON; what JSON can't hold
//! of a number is text there, and a [`Number`] here. (With its feature
//! `float_roundtrip`, `serde_json` reads numbers to the last bit.) `docs/report-schema.json` says what each field
//! means.
//!
//! ```
//! use grad_check::{GradCheck, json};
//! let report = GradCheck::new("square").run(&3.0, |x| (x * x, *x));
//! let read: json::Report = serde_json::from_str(&report.to_json())?;
//! assert_eq!(read.verdict, json::Verdict::Fail);
//! assert_eq!(read.blocks[0].components[0].analytic, json::Number(3.0));
//! assert_eq!(read.findings[0].kind, "constant_factor");
//! # Ok::<(), serde_json::Error>(())
//! ```

mod number;
mod report;

pub use number::Number;
pub use report::{
    Block, BlockLine, Component, Evaluations, Finding, Given, Lines, MarkedLine, Plant, Problem,
    Report, RightValue, Step, Verdict,
};
