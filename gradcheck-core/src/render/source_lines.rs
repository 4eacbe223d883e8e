//! Lines of the user's source, as rustc shows them.

use super::wrap::wrap;
use crate::report::{Certainty, Lines, MarkedLine};
use crate::wording::listed;

/// Values shown that were measured right.
const RIGHT: usize = 12;
/// Blocks of which the line is shown.
const BLOCKS: usize = 4;

/// The section's heading and its lines.
pub(super) fn source_lines(lines: &Lines, width: usize) -> (String, Vec<String>) {
    let numbers: Vec<String> = lines.marked.iter().map(numbers).collect();
    let is_long = lines.marked.iter().any(|marked| marked.last > marked.line);
    let heading = match (lines.certainty, numbers.as_slice()) {
        (Certainty::Wrong, [single]) if is_long => {
            format!("the statement on lines {single} is wrong")
        }
        (Certainty::Likely, [single]) if is_long => {
            format!("the statement on lines {single} is probably wrong")
        }
        (Certainty::Wrong, [single]) => format!("line {single} is wrong"),
        (Certainty::Wrong, _) => format!("lines {} are wrong", listed(&numbers)),
        (Certainty::Likely, [single]) => format!("line {single} is probably wrong"),
        (Certainty::OneOf, _) => format!("one of the lines {} is wrong", listed(&numbers)),
        (Certainty::Between, _) => {
            let first = lines.marked.iter().map(|marked| marked.line).min();
            let last = lines.marked.iter().map(|marked| marked.last).max();
            let [first, last] = [first, last].map(Option::unwrap_or_default);
            format!("the mistake is between line {first} and line {last}")
        }
        _ if lines.computed.is_empty() => {
            "no line was recognised as the one that computes it".to_owned()
        }
        _ => "where it is computed".to_owned(),
    };
    let mut shown = Vec::new();
    if lines.marked.is_empty() {
        for computed in lines.computed.iter().take(BLOCKS) {
            shown.extend(framed(&computed.line, width));
        }
    } else {
        for marked in &lines.marked {
            shown.extend(framed(marked, width));
        }
    }
    if !lines.right.is_empty() {
        let right = lines
            .right
            .iter()
            .take(RIGHT)
            .map(|value| format!("{} ({})", value.name, value.line));
        let mut right: Vec<String> = right.collect();
        if lines.right.len() > RIGHT {
            right.push(format!("{} more", lines.right.len() - RIGHT));
        }
        shown.extend(wrap(
            &format!("measured right, with their lines: {}", right.join(", ")),
            "  ",
            width,
        ));
    }
    (heading, shown)
}

/// The lines of a statement: `41`, or `41 to 44`.
fn numbers(marked: &MarkedLine) -> String {
    if marked.last > marked.line {
        format!("{} to {}", marked.line, marked.last)
    } else {
        marked.line.to_string()
    }
}

/// One line in its frame, with the note below the name.
fn framed(marked: &MarkedLine, width: usize) -> Vec<String> {
    let number = marked.line.to_string();
    let margin = " ".repeat(number.len());
    let trimmed = marked.text.trim_start();
    let cut = marked.text.chars().count() - trimmed.chars().count();
    let before = " ".repeat((marked.column as usize).saturating_sub(1 + cut));
    let mut lines = vec![
        format!("  {margin}--> {}:{}", marked.file, marked.line),
        format!("  {margin} |"),
        format!("  {number} | {trimmed}"),
    ];
    let under = format!(
        "  {margin} | {before}{}",
        "^".repeat(marked.width.min(width))
    );
    let is_short = under.chars().count() + 1 + marked.note.chars().count() <= width;
    if is_short {
        lines.push(format!("{under} {}", marked.note));
    } else {
        lines.push(under);
        lines.extend(
            wrap(&marked.note, &format!("  {margin} = "), width)
                .into_iter()
                .enumerate()
                .map(|(i, line)| {
                    if i == 0 {
                        line
                    } else {
                        line.replacen(" = ", "   ", 1)
                    }
                }),
        );
    }
    lines
}
