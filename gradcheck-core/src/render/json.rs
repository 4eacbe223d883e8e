//! The report for machines: one JSON object. A writer this small costs users less to compile than a
//! library that can also read; [`crate::json`], behind a feature, is that. `docs/report-schema.json` describes it.

use super::headline;
use crate::report::{
    BlockReport, Component, Finding, Lines, MarkedLine, PlantedMistake, Probed, Problem,
    RelativeError, Report, StepRecord, Verdict,
};
use std::fmt::Write as _;

/// The version of the schema.
const SCHEMA: usize = 1;

/// The report as one line of JSON.
pub(crate) fn write(report: &Report) -> String {
    let context = &report.context;
    let mut out = Object::default();
    out.raw("schema", SCHEMA)
        .text("name", &context.name)
        .text("check", report.kind.name())
        .text("headline", &headline::headline(report))
        .optional("point", context.point.as_deref().map(quoted))
        .text("file", &context.origin.file)
        .raw("line", context.origin.line)
        .optional("test", context.test.as_deref().map(quoted))
        .optional("eps", report.eps.map(number))
        .raw("tol", number(report.tol))
        .raw("must_notice", number(report.must_notice))
        .raw(
            "allow",
            array(report.allowed.iter().map(|reason| quoted(reason.name()))),
        )
        .text("precision", report.precision.name())
        .optional("seed", context.seed.map(|seed| seed.to_string()))
        .optional("cost", report.cost.map(number))
        .raw("cost_apart", number(report.cost_apart))
        .optional("outputs", report.outputs.map(|n| n.to_string()))
        .raw(
            "cotangents",
            array(
                report
                    .cotangents
                    .iter()
                    .map(|u| array(u.iter().copied().map(number))),
            ),
        )
        .raw("cost_noise", number(report.noise.sigma))
        .raw("single_inside", report.noise.single);
    let mut evaluations = Object::default();
    evaluations
        .raw("full", report.evaluations.full)
        .raw("cost_only", report.evaluations.cost_only)
        .raw("experiments", report.evaluations.experiments);
    out.raw("evaluations", evaluations.close());
    let probing = report.probing.map(|probing| {
        let mut out = Object::default();
        out.raw("budget", probing.budget)
            .raw("components", probing.components);
        out.close()
    });
    out.optional("probing", probing);
    verdict(&mut out, report.verdict);
    let remedy = match report.verdict {
        Verdict::Undecided(reason) => Some(quoted(reason.remedy())),
        Verdict::Pass | Verdict::Fail => None,
    };
    out.optional("remedy", remedy);
    error(&mut out, &report.whole);
    out.raw("blocks", array(report.blocks.iter().map(block)))
        .raw(
            "given",
            array(context.given.iter().map(|(name, lengths)| {
                let mut out = Object::default();
                out.text("name", name)
                    .raw("shape", array(lengths.iter().map(usize::to_string)));
                out.close()
            })),
        )
        .raw(
            "unchecked",
            array(report.unchecked.iter().map(|path| quoted(path))),
        )
        .raw("empty", array(report.empty.iter().map(|path| quoted(path))))
        .raw("findings", array(report.findings.iter().map(finding)))
        .raw("problems", array(report.problems.iter().map(problem)))
        .raw("notes", array(report.notes.iter().map(problem)))
        .raw("planted", array(report.planted.iter().map(plant)))
        .optional("lines", report.lines.as_ref().map(lines));
    out.close()
}

fn block(block: &BlockReport) -> String {
    let mut out = Object::default();
    out.text("path", &block.path).raw(
        "shape",
        array(block.shape.lengths().iter().map(usize::to_string)),
    );
    verdict(&mut out, block.verdict);
    error(&mut out, &block.error);
    out.raw("would_notice", number(block.would_notice))
        .raw("would_notice_beside", number(block.would_notice_beside))
        .raw("not_verified", block.not_verified())
        .optional("probed", block.probed.as_ref().map(|p| probed(block, p)))
        .raw("components", array(block.components.iter().map(component)));
    out.close()
}

fn probed(block: &BlockReport, probed: &Probed) -> String {
    let mut out = Object::default();
    out.raw("directions", probed.directions)
        .raw("zeros", probed.zeros)
        .raw("unfinished", probed.is_unfinished)
        .raw("measured", block.components.len())
        .raw("of", block.shape.count());
    out.close()
}

fn component(c: &Component) -> String {
    let mut out = Object::default();
    out.text("path", &c.path)
        .raw("index", array(c.index.iter().map(usize::to_string)))
        .raw("theta", number(c.theta))
        .raw("analytic", number(c.analytic))
        .raw("numeric", number(c.numeric))
        .raw("bar", number(c.bar))
        .optional("numeric_at_eps", c.at_eps.map(number))
        .raw("relative_error", number(c.relative_error()))
        .raw("verified", c.is_verified())
        .optional(
            "kink",
            c.kink
                .map(|(left, right)| array([left, right].map(number).into_iter())),
        )
        .raw("beside", c.beside)
        .raw("steps", array(c.steps.iter().map(step)));
    verdict(&mut out, c.verdict);
    out.close()
}

fn step(reading: &StepRecord) -> String {
    let mut out = Object::default();
    out.text("kind", reading.kind.name())
        .raw("step", number(reading.step))
        .raw("disagreement", number(reading.disagreement))
        .raw("bar", number(reading.bar))
        .optional("roundoff", reading.roundoff.map(number))
        .optional("truncation", reading.truncation.map(number))
        .optional("difference", reading.difference.map(number));
    out.close()
}

fn finding(finding: &Finding) -> String {
    let mut out = Object::default();
    out.text("kind", finding.kind.name())
        .raw(
            "blocks",
            array(finding.blocks.iter().map(|path| quoted(path))),
        )
        .text("message", &finding.message)
        .text("evidence", &finding.evidence)
        .optional("mend", finding.mend.as_deref().map(quoted))
        .optional("tried", finding.tried.map(|points| points.to_string()))
        .optional("value", finding.value.map(number))
        .optional("residual", finding.residual.map(number))
        .raw("explained", finding.explained)
        .raw("of", finding.of)
        .raw(
            "components",
            array(finding.components.iter().map(|path| quoted(path))),
        );
    out.close()
}

fn problem(problem: &Problem) -> String {
    let mut out = Object::default();
    out.text("kind", problem.name())
        .text("message", &problem.to_string());
    out.close()
}

fn lines(lines: &Lines) -> String {
    let mut out = Object::default();
    out.text("certainty", lines.certainty.name())
        .raw("marked", array(lines.marked.iter().map(marked)))
        .raw(
            "right",
            array(lines.right.iter().map(|value| {
                let mut out = Object::default();
                out.text("name", &value.name).raw("line", value.line);
                out.close()
            })),
        )
        .raw(
            "computed",
            array(lines.computed.iter().map(|computed| {
                let mut out = Object::default();
                out.text("block", &computed.block)
                    .raw("line", marked(&computed.line));
                out.close()
            })),
        )
        .raw("evaluations", lines.evaluations);
    out.close()
}

fn marked(line: &MarkedLine) -> String {
    let mut out = Object::default();
    out.text("file", &line.file)
        .raw("line", line.line)
        .raw("last", line.last)
        .raw("column", line.column)
        .raw("width", line.width)
        .text("text", &line.text)
        .text("note", &line.note);
    out.close()
}

fn plant(plant: &PlantedMistake) -> String {
    let mut out = Object::default();
    out.text("mistake", plant.mistake())
        .text("path", plant.path())
        .raw("noticed", plant.is_noticed());
    out.close()
}

fn verdict(out: &mut Object, verdict: Verdict) {
    out.text("verdict", verdict.word());
    let reason = match verdict {
        Verdict::Undecided(reason) => Some(quoted(reason.name())),
        Verdict::Pass | Verdict::Fail => None,
    };
    out.optional("reason", reason);
}

fn error(out: &mut Object, error: &RelativeError) {
    out.raw("relative_error", number(error.best))
        .raw("relative_error_bar", number(error.bar))
        .optional("relative_error_at_eps", error.at_eps.map(number));
}

/// An object under construction.
#[derive(Default)]
pub(super) struct Object(String);

impl Object {
    pub(super) fn raw(&mut self, name: &str, value: impl std::fmt::Display) -> &mut Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        // Writing to a String can't fail.
        let _ = write!(self.0, "{comma}{}:{value}", quoted(name));
        self
    }

    pub(super) fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.raw(name, quoted(value))
    }

    pub(super) fn optional(&mut self, name: &str, value: Option<String>) -> &mut Self {
        self.raw(name, value.unwrap_or_else(|| "null".to_owned()))
    }

    pub(super) fn close(&self) -> String {
        format!("{{{}}}", self.0)
    }
}

fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// The shortest text that reads back to the same number; what JSON can't hold becomes a string.
fn number(x: f64) -> String {
    if x.is_finite() {
        format!("{x:?}")
    } else {
        quoted(&format!("{x}"))
    }
}

pub(super) fn quoted(text: &str) -> String {
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
