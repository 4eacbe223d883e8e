//! The report for people: one message, whose first line is the whole story.

use super::caveats::{caveats, is_mixed_at_eps, kink};
use super::colour::Palette;
use super::map::error_maps;
use super::rerun::Runner;
use super::table::Table;
use super::width::Width;
use super::wrap::wrap;
use super::{headline, source_lines, step_plot};
use crate::order::sort_by;
use crate::report::{BlockReport, Component, Finding, FindingKind, Report, Verdict};
use crate::wording::{count, error, four_digits, setting, value};

/// Components shown of one block, blocks shown in detail, problems shown.
const COMPONENTS: usize = 5;
const BLOCKS: usize = 4;
/// Components shown of all blocks.
const ROWS: usize = 10;
const PROBLEMS: usize = 4;
/// Blocks that have a line of their own, as long as they pass.
const LINES: usize = 16;
/// Maps shown.
const MAPS: usize = 2;
/// Entries shown of a cotangent.
const ENTRIES: usize = 3;

/// The printed report: a line for a pass, sections for all else.
pub(crate) fn print(report: &Report, palette: Palette, width: Width, runner: &Runner) -> String {
    let headline = headline::headline(report);
    if report.verdict == Verdict::Pass {
        return palette.good(&headline);
    }
    let headline = match report.verdict {
        Verdict::Fail => palette.bad(&headline),
        _ => palette.unsure(&headline),
    };
    let mut page = Page {
        lines: vec![headline],
        palette,
        width,
    };
    page.context(report);
    page.problems(report);
    page.blocks(report);
    page.causes(report);
    page.lines(report);
    page.maps(report);
    page.components(report, "worst components", |c| c.verdict == Verdict::Fail);
    page.components(report, "undecided components", |c| {
        matches!(c.verdict, Verdict::Undecided(_))
    });
    if let Some((heading, lines)) = step_plot::plot(report) {
        page.heading(&heading);
        page.lines.extend(lines);
    }
    page.remedy(report);
    page.caveats(report);
    if let Some(command) = runner.command(&report.context) {
        page.heading("run just this check again");
        page.lines.push(format!("  {command}"));
        // Without a block the gradient has the wrong form, which no line tells.
        if report.context.has_lines && report.verdict == Verdict::Fail && !report.blocks.is_empty()
        {
            page.heading("see which line is wrong");
            page.lines
                .push(format!("  {}=1 {command}", crate::report::LINES));
        }
    }
    page.lines.join("\n")
}

struct Page {
    lines: Vec<String>,
    palette: Palette,
    width: Width,
}

impl Page {
    fn heading(&mut self, text: &str) {
        self.lines.push(String::new());
        let lines = wrap(text, "", self.width.prose());
        self.lines
            .extend(lines.iter().map(|line| self.palette.heading(line)));
    }

    fn prose(&mut self, text: &str) {
        self.wrapped(text, "  ");
    }

    fn wrapped(&mut self, text: &str, indent: &str) {
        self.lines.extend(wrap(text, indent, self.width.prose()));
    }

    fn table(&mut self, table: &Table) {
        let fitted = table.fitted("  ", self.width.table());
        self.lines.extend(fitted.lines);
        if fitted.left_out.is_empty() {
            return;
        }
        let columns = fitted.left_out.join(", ");
        let wider = match fitted.whole {
            whole if Width::reaches(whole) => format!(" (COLUMNS={whole} shows all)"),
            _ => String::new(),
        };
        self.prose(&format!("left out at this width: {columns}{wider}"));
    }

    /// The lines that are to blame, or else those on which the wrong blocks are computed.
    fn lines(&mut self, report: &Report) {
        if let Some(lines) = &report.lines {
            let (heading, shown) = source_lines::source_lines(lines, self.width.prose());
            self.heading(&heading);
            self.lines.extend(shown);
        }
    }

    /// Where and how the check ran.
    fn context(&mut self, report: &Report) {
        let origin = &report.context.origin;
        self.lines
            .push(format!("  at {}:{}", origin.file, origin.line));
        let mut how = Vec::new();
        how.extend(report.eps.map(|eps| format!("eps {}", setting(eps))));
        how.push(format!("tol {}", setting(report.tol)));
        how.push(report.precision.name().to_owned());
        how.extend(report.context.seed.map(|seed| format!("seed {seed}")));
        how.extend(report.cost.map(|cost| format!("cost {}", value(cost))));
        how.extend(report.outputs.map(|n| count(n, "output")));
        how.extend(report.cotangents.iter().map(|u| cotangent(u)));
        how.push(effort(report));
        self.prose(&how.join(", "));
    }

    fn problems(&mut self, report: &Report) {
        // A single problem that the first line tells is not told twice.
        if report.problems.len() <= usize::from(self.lines[0].contains(&first_problem(report))) {
            return;
        }
        self.heading("what went wrong");
        for problem in report.problems.iter().take(PROBLEMS) {
            self.prose(&problem.to_string());
        }
        if let Some(more) = report
            .problems
            .len()
            .checked_sub(PROBLEMS)
            .filter(|&more| more > 0)
        {
            self.prose(&format!("and {more} more of the kind"));
        }
    }

    /// A line a block, and one for all of them.
    fn blocks(&mut self, report: &Report) {
        if report.blocks.is_empty() {
            return;
        }
        self.lines.push(String::new());
        let mut table = Table::new(&[
            "block",
            "shape",
            "relative error",
            "would notice",
            "verdict",
        ]);
        // No difference at eps is made along directions.
        let eps = report.eps.filter(|_| report.probing.is_none());
        let at_eps = eps.map(|eps| format!("at eps {}", setting(eps)));
        table = table.dispensable(&[
            "would notice",
            "shape",
            at_eps.as_deref().unwrap_or_default(),
        ]);
        let (shown, folded) = folded(report);
        for block in &shown {
            table.row([
                block.path.clone(),
                block.shape.to_string(),
                with_bar(error(block.error.best), block.error.bar),
                error(block.would_notice),
                self.verdict(block.verdict),
            ]);
        }
        if !folded.is_empty() {
            let largest =
                |of: fn(&BlockReport) -> f64| folded.iter().map(|b| of(b)).fold(0.0, f64::max);
            table.row([
                format!("{} more", folded.len()),
                String::new(),
                format!("≤ {}", error(largest(|b| b.error.best))),
                format!("≤ {}", error(largest(|b| b.would_notice))),
                self.verdict(Verdict::Pass),
            ]);
        }
        if report.blocks.len() > 1 {
            table.row([
                "whole".to_owned(),
                String::new(),
                with_bar(error(report.whole.best), report.whole.bar),
                String::new(),
                self.verdict(report.verdict),
            ]);
        }
        if let Some(heading) = at_eps {
            let at_eps = |block: &&BlockReport| {
                let is_mixed = is_mixed_at_eps(block, report.tol);
                let mark = if is_mixed { " (kink)" } else { "" };
                error(block.error.at_eps.unwrap_or(f64::NAN)) + mark
            };
            let more = (!folded.is_empty()).then(String::new);
            let whole = error(report.whole.at_eps.unwrap_or(f64::NAN));
            let all = shown.iter().map(at_eps).chain(more).chain([whole]);
            table.insert(3, std::iter::once(heading).chain(all));
        }
        self.table(&table);
    }

    fn verdict(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Pass => self.palette.good("pass"),
            Verdict::Fail => self.palette.bad("FAIL"),
            Verdict::Undecided(_) => self.palette.unsure("undecided"),
        }
    }

    fn causes(&mut self, report: &Report) {
        if report.findings.is_empty() {
            return;
        }
        self.heading("probable cause");
        let mut before: Option<&Finding> = None;
        for finding in &report.findings {
            // Two that explain the same blocks as well are alternatives.
            let other = before
                .replace(finding)
                .filter(|f| f.blocks == finding.blocks);
            let or = if other.is_some() { "or: " } else { "" };
            self.prose(&format!("{or}{}", finding.message));
            if other.is_none_or(|f| f.evidence != finding.evidence) {
                self.wrapped(&format!("evidence: {}", finding.evidence), "    ");
            }
            let mend = finding.mend.as_ref();
            if let Some(mend) = mend.filter(|_| other.is_none_or(|f| f.mend != finding.mend)) {
                let tried = finding.tried_in_words();
                self.wrapped(&format!("mend: {mend}{tried}"), "    ");
            }
        }
    }

    /// Maps of matrices whose wrong components form a pattern.
    fn maps(&mut self, report: &Report) {
        let maps = error_maps(report, self.width.table());
        for map in maps.iter().take(MAPS) {
            self.heading(&format!("error map of {}", map.of));
            self.lines.extend(map.lines.iter().cloned());
            self.prose(&map.legend);
        }
        let others: Vec<&str> = maps.iter().skip(MAPS).map(|map| map.of.as_str()).collect();
        if !others.is_empty() {
            self.prose(&format!(
                "not drawn, for want of room: {}",
                others.join(", ")
            ));
        }
    }

    /// The components that `chosen` picks, worst first, a few of each block.
    fn components(&mut self, report: &Report, heading: &str, chosen: fn(&Component) -> bool) {
        let mut table = Table::new(&[
            "component",
            "theta",
            "analytic",
            "numeric",
            "rel. error",
            "ratio",
        ])
        .dispensable(&["ratio", "theta", "rel. error"]);
        let (mut shown, mut all) = (0, 0);
        for (i, block) in report.blocks.iter().enumerate() {
            let mut worst: Vec<&Component> =
                block.components.iter().filter(|c| chosen(c)).collect();
            sort_by(&mut worst, |a, b| {
                disagreement(b).total_cmp(&disagreement(a))
            });
            all += worst.len();
            let room = match shown {
                0 => COMPONENTS,
                _ if i >= BLOCKS => 0,
                shown => COMPONENTS.min(ROWS.saturating_sub(shown)),
            };
            for component in worst.into_iter().take(room) {
                table.row(component_cells(component));
                shown += 1;
            }
        }
        if shown == 0 {
            return;
        }
        self.heading(heading);
        self.table(&table);
        if all > shown {
            self.prose(&format!("and {} more", all - shown));
        }
    }

    /// What would settle an undecided check.
    fn remedy(&mut self, report: &Report) {
        if let Verdict::Undecided(reason) = report.verdict {
            self.heading("to settle it");
            self.prose(reason.remedy());
        }
    }

    /// Where the gradient stands between the slopes of an undecided kink, and all else to be known.
    fn caveats(&mut self, report: &Report) {
        let at_kink = |c: &&Component| c.kink.is_some() && c.verdict != Verdict::Pass;
        let components = report.blocks.iter().flat_map(|b| &b.components);
        let kinks = components.filter(at_kink).map(kink);
        let kinks: Vec<String> = kinks.take(COMPONENTS).collect();
        let is_told = |f: &Finding| f.kind() == FindingKind::Kink;
        if !kinks.is_empty() && !report.findings.iter().any(is_told) {
            self.heading("slopes at a kink");
            kinks.iter().for_each(|kink| self.prose(kink));
        }
        let conditions = caveats(report);
        if !conditions.is_empty() {
            self.heading("to be known");
            conditions
                .iter()
                .for_each(|condition| self.prose(condition));
        }
    }
}

/// The blocks that have a line of their own, and those that pass and share one.
fn folded(report: &Report) -> (Vec<&BlockReport>, Vec<&BlockReport>) {
    let passes = |block: &&BlockReport| block.verdict == Verdict::Pass;
    if report.blocks.len() <= LINES {
        return (report.blocks.iter().collect(), Vec::new());
    }
    let mut room = LINES.saturating_sub(report.blocks.iter().filter(|b| !passes(b)).count());
    report.blocks.iter().partition(|block| {
        let has_room = room > 0;
        room -= usize::from(passes(block) && has_room);
        !passes(block) || has_room
    })
}

fn first_problem(report: &Report) -> String {
    report
        .problems
        .first()
        .map_or_else(String::new, ToString::to_string)
}

/// "cotangent [0.612, −1.304, …] of 12".
fn cotangent(entries: &[f64]) -> String {
    let shown = entries.iter().take(ENTRIES).map(|u| format!("{u:.3}"));
    let shown: Vec<String> = shown.collect();
    if entries.len() > ENTRIES {
        format!("cotangent [{}, …] of {}", shown.join(", "), entries.len())
    } else {
        format!("cotangent [{}]", shown.join(", "))
    }
}

/// How often the user's functions were called.
pub(crate) fn effort(report: &Report) -> String {
    let full = count(report.evaluations.full, "evaluation");
    match report.evaluations.cost_only {
        0 => full,
        cheap => format!("{full} and {cheap} of the cost alone"),
    }
}

fn component_cells(c: &Component) -> [String; 6] {
    let ratio = c.analytic / c.numeric;
    let ratio = if ratio.is_finite() {
        four_digits(ratio)
    } else {
        "-".to_owned()
    };
    // The kink is at the point; what is wrong was measured beside it.
    let path = if c.beside {
        format!("{}, beside", c.path)
    } else {
        c.path.clone()
    };
    [
        path,
        value(c.theta),
        value(c.analytic),
        with_bar(value(c.numeric), c.bar),
        error(c.relative_error()),
        ratio,
    ]
}

fn disagreement(c: &Component) -> f64 {
    let apart = (c.analytic - c.numeric).abs();
    if apart.is_nan() { f64::INFINITY } else { apart }
}

fn with_bar(number: String, bar: f64) -> String {
    if bar.is_finite() {
        format!("{number} ± {bar:.0e}")
    } else {
        number
    }
}
