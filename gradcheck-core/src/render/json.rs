//! The report for machines: one JSON object. A writer this small costs users less to compile than a
//! library that can also read; [`crate::json`], behind a feature, is that. `docs/report-schema.json` describes it.

use super::{headline, rerun::Runner};
use crate::report::{
    BlockLine, BlockReport, Component, Evaluations, Finding, Lines, MarkedLine, PlantedMistake,
    Probed, Probing, Problem, Reason, RelativeError, Report, RightValue, StepRecord, Verdict,
};
use std::fmt::Write as _;

/// The version of the schema.
const SCHEMA: usize = 1;

/// The report as one line of JSON.
pub(crate) fn write(report: &Report) -> String {
    let context = &report.context;
    let mut out = Object::default();
    out.put("schema", &SCHEMA)
        .put("name", &context.name)
        .put("check", report.kind.name())
        .put("headline", &headline::headline(report))
        .put("point", &context.point)
        .put("file", &context.origin.file)
        .put("line", &context.origin.line)
        .put("test", &context.test)
        .put("rerun", &Runner::default().command(context))
        .put("eps", &report.eps)
        .put("tol", &report.tol)
        .put("must_notice", &report.must_notice)
        .put("allow", &names(&report.allowed))
        .put("precision", report.precision.name())
        .put("seed", &context.seed)
        .put("cost", &report.cost)
        .put("cost_apart", &report.cost_apart)
        .put("outputs", &report.outputs)
        .put("cotangents", &report.cotangents)
        .put("cost_noise", &report.noise.sigma)
        .put("single_inside", &report.noise.single)
        .put("evaluations", &report.evaluations)
        .put("probing", &report.probing)
        .verdict(report.verdict)
        .put("remedy", &reason(report.verdict).map(Reason::remedy))
        .error(&report.whole)
        .put("blocks", &report.blocks)
        .put("given", &context.given)
        .put("unchecked", &report.unchecked)
        .put("empty", &report.empty)
        .put("findings", &report.findings)
        .put("problems", &report.problems)
        .put("notes", &report.notes)
        .put("planted", &report.planted)
        .put("lines", &report.lines);
    out.close()
}

/// What can be written as JSON.
pub(super) trait Json {
    fn json(&self) -> String;
}

/// Structs as objects.
macro_rules! objects {
    ($($this:ident: $type:ty => { $($name:literal: $value:expr),* $(,)? $(; $more:ident($part:expr))* })*) => {$(
        impl Json for $type {
            fn json(&self) -> String {
                let $this = self;
                let mut out = Object::default();
                out$(.put($name, &$value))*$(.$more($part))*;
                out.close()
            }
        }
    )*};
}

objects! {
    this: Evaluations => {
        "full": this.full, "cost_only": this.cost_only, "experiments": this.experiments
    }
    this: Probing => { "budget": this.budget, "components": this.components, "rows": this.rows }
    this: (String, Vec<usize>) => { "name": this.0, "shape": this.1 }
    this: StepRecord => {
        "kind": *this.kind.name(), "step": this.step, "disagreement": this.disagreement,
        "bar": this.bar, "roundoff": this.roundoff, "truncation": this.truncation,
        "difference": this.difference
    }
    this: Finding => {
        "kind": *this.kind.name(), "blocks": this.blocks, "message": this.message,
        "evidence": this.evidence, "mend": this.mend, "tried": this.tried, "value": this.value,
        "residual": this.residual, "explained": this.explained, "of": this.of,
        "components": this.components
    }
    this: Problem => { "kind": *this.name(), "message": this.to_string() }
    this: Lines => {
        "certainty": *this.certainty.name(), "marked": this.marked, "right": this.right,
        "computed": this.computed, "evaluations": this.evaluations
    }
    this: RightValue => { "name": this.name, "line": this.line }
    this: BlockLine => { "block": this.block, "line": this.line }
    this: MarkedLine => {
        "file": this.file, "line": this.line, "last": this.last, "column": this.column, "width": this.width,
        "text": this.text, "note": this.note
    }
    this: PlantedMistake => {
        "mistake": *this.mistake(), "path": *this.path(), "noticed": this.is_noticed()
    }
    this: Component => {
        "path": this.path, "index": this.index, "theta": this.theta, "analytic": this.analytic,
        "numeric": this.numeric, "bar": this.bar, "numeric_at_eps": this.at_eps,
        "relative_error": this.relative_error(), "verified": this.is_verified(),
        "kink": this.kink.map(|(left, right)| vec![left, right]), "beside": this.beside,
        "steps": this.steps;
        verdict(this.verdict)
    }
}

impl Json for BlockReport {
    fn json(&self) -> String {
        let mut out = Object::default();
        out.put("path", &self.path)
            .put("shape", self.shape.lengths())
            .verdict(self.verdict)
            .error(&self.error)
            .put("would_notice", &self.would_notice)
            .put("would_notice_beside", &self.would_notice_beside)
            .put("not_verified", &self.not_verified())
            .put("probed", &self.probed.as_ref().map(|probed| (self, probed)))
            .put("components", &self.components);
        out.close()
    }
}

impl Json for (&BlockReport, &Probed) {
    fn json(&self) -> String {
        let (block, probed) = self;
        let mut out = Object::default();
        out.put("directions", &probed.directions)
            .put("zeros", &probed.zeros)
            .put("unfinished", &probed.is_unfinished)
            .put("measured", &block.components.len())
            .put("of", &block.shape.count());
        out.close()
    }
}

fn names(reasons: &[Reason]) -> Vec<&'static str> {
    reasons.iter().map(|reason| reason.name()).collect()
}

fn reason(verdict: Verdict) -> Option<Reason> {
    match verdict {
        Verdict::Undecided(reason) => Some(reason),
        Verdict::Pass | Verdict::Fail => None,
    }
}

/// An object under construction.
#[derive(Default)]
pub(super) struct Object(String);

impl Object {
    pub(super) fn put<T: Json + ?Sized>(&mut self, name: &str, value: &T) -> &mut Self {
        self.raw(name, &value.json())
    }

    /// What is JSON already.
    pub(super) fn raw(&mut self, name: &str, json: &str) -> &mut Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        // Writing to a String can't fail.
        let _ = write!(self.0, "{comma}{}:{json}", quoted(name));
        self
    }

    fn verdict(&mut self, verdict: Verdict) -> &mut Self {
        self.put("verdict", verdict.word())
            .put("reason", &reason(verdict).map(Reason::name))
    }

    fn error(&mut self, error: &RelativeError) -> &mut Self {
        self.put("relative_error", &error.best)
            .put("relative_error_bar", &error.bar)
            .put("relative_error_at_eps", &error.at_eps)
    }

    pub(super) fn close(&self) -> String {
        format!("{{{}}}", self.0)
    }
}

macro_rules! as_displayed {
    ($($type:ty),*) => {$(
        impl Json for $type {
            fn json(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
as_displayed!(bool, u32, u64, usize);

impl Json for f64 {
    /// The shortest text that reads back to the same number; what JSON can't hold becomes a string.
    fn json(&self) -> String {
        if self.is_finite() {
            format!("{self:?}")
        } else {
            quoted(&self.to_string())
        }
    }
}

impl Json for str {
    fn json(&self) -> String {
        quoted(self)
    }
}

impl Json for &str {
    fn json(&self) -> String {
        quoted(self)
    }
}

impl Json for String {
    fn json(&self) -> String {
        quoted(self)
    }
}

impl<T: Json> Json for Option<T> {
    fn json(&self) -> String {
        self.as_ref().map_or_else(|| "null".to_owned(), Json::json)
    }
}

impl<T: Json> Json for [T] {
    fn json(&self) -> String {
        let items: Vec<String> = self.iter().map(Json::json).collect();
        format!("[{}]", items.join(","))
    }
}

impl<T: Json> Json for Vec<T> {
    fn json(&self) -> String {
        self.as_slice().json()
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
