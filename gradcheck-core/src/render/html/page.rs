//! A report as one HTML page that loads nothing.
//!
//! The template holds style and script; the report goes in as JSON, and a summary of it into the
//! head, where the list of pages finds it.

use super::summary::Summary;
use crate::report::Report;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, path::Path};

const TEMPLATE: &str = include_str!("web/page.html");
/// What the head tells, by the names of its `meta` elements.
pub(crate) const SUMMARY: &str = "grad-check";
pub(crate) const WRITTEN: &str = "grad-check-written";
pub(crate) const BINARY: &str = "grad-check-binary";
/// What the head of the list tells: a build that has written pages.
pub(crate) const BUILD: &str = "grad-check-build";
/// The style of pages and of their list.
pub(crate) const STYLE: &str = include_str!("web/style.css");
/// The script, a file for each idea: each uses what the ones before it define.
const SCRIPTS: [&str; 5] = [
    include_str!("web/data.js"),
    include_str!("web/colours.js"),
    include_str!("web/heatmap.js"),
    include_str!("web/steps.js"),
    include_str!("web/page.js"),
];

/// The page of a report.
pub(crate) fn html(report: &Report) -> String {
    page(report, "")
}

/// The same with what tells a list of pages how old it is: when it was written, and by which binary.
pub(crate) fn stamped(report: &Report) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let written = now.map_or(0, |since| since.as_millis());
    let binary = env::current_exe().unwrap_or_default();
    // That of a documentation test is gone as soon as it has run.
    let is_of_cargo = binary
        .parent()
        .is_some_and(|folder| folder.ends_with("deps"));
    let is_kept = is_of_cargo || !binary.starts_with(env::temp_dir());
    let binary = if is_kept { &binary } else { Path::new("") };
    let head = meta(WRITTEN, &written.to_string()) + &meta(BINARY, &binary.to_string_lossy());
    page(report, &head)
}

fn page(report: &Report, head: &str) -> String {
    let title = format!("{}: {}", report.verdict.word(), report.context.title());
    let json = report.to_json();
    let summary = Summary::of_report(json.bytes()).map_or_else(String::new, |s| s.text);
    let head = meta(SUMMARY, &summary) + head;
    let data = in_script(&json);
    let texts = [
        ("<!--HEAD-->", head.as_str()),
        ("<!--TITLE-->", &escaped(&title)),
        ("<!--STYLE-->", STYLE),
        ("<!--REPORT-->", &data),
        ("<!--SCRIPT-->", &SCRIPTS.concat()),
    ];
    fill(TEMPLATE, &texts)
}

/// Put texts in place of marks, which stand in the template in this order.
pub(crate) fn fill(template: &str, texts: &[(&str, &str)]) -> String {
    let mut rest = template;
    let mut page = String::with_capacity(template.len());
    for (mark, text) in texts {
        if let Some((before, after)) = rest.split_once(mark) {
            page.push_str(before);
            page.push_str(text);
            rest = after;
        }
    }
    page + rest
}

/// JSON that may stand in a script: no `</script>`, no `<!--`, and no line ends of JavaScript.
pub(crate) fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

pub(crate) fn meta(name: &str, content: &str) -> String {
    format!("<meta name=\"{name}\" content=\"{}\">\n", escaped(content))
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// The content of a `meta` of this name, from a page's head.
pub(crate) fn content(head: &str, name: &str) -> Option<String> {
    let (_, from) = head.split_once(&format!("<meta name=\"{name}\" content=\""))?;
    let (content, _) = from.split_once('"')?;
    let text = content.replace("&lt;", "<").replace("&gt;", ">");
    Some(text.replace("&quot;", "\"").replace("&amp;", "&"))
}

/// The report's JSON in a page, as it stands in the script.
pub(crate) fn data(html: &str) -> Option<&str> {
    let (_, from) = html.split_once("id=\"report\">")?;
    let (data, _) = from.split_once("</script>")?;
    Some(data)
}

/// A page that doesn't tell which binary wrote it: on another machine that means nothing.
pub(crate) fn without_binary(html: String) -> String {
    match content(&html, BINARY) {
        Some(binary) => html.replacen(&meta(BINARY, &binary), "", 1),
        None => html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_script_or_fills_a_mark() {
        let report = crate::check::GradCheck::new("</script><!--REPORT-->\u{2028}")
            .run(&3.0, |x| (x * x, *x));
        let html = html(&report);
        assert_eq!(
            html.matches("</script>").count(),
            TEMPLATE.matches("</script>").count()
        );
        assert!(
            !html.contains("<!--REPORT-->")
                && html.contains("\\u003c/script>\\u003c!--REPORT-->\\u2028")
        );
        assert!(html.contains("<title>fail: &lt;/script&gt;"));
    }

    #[test]
    fn a_summary_is_found_in_the_head() {
        let report = crate::check::GradCheck::new("a \"b\" & <c>").run(&3.0, |x| (x * x, *x));
        let found = content(&html(&report), SUMMARY);
        let summary = Summary::of_report(report.to_json().bytes());
        assert!(found.is_some() && found == summary.map(|summary| summary.text));
    }

    #[test]
    fn the_binary_is_taken_out_and_nothing_else() {
        let report = crate::check::GradCheck::new("square").run(&3.0, |x| (x * x, *x));
        let before = stamped(&report);
        let after = without_binary(before.clone());
        assert_eq!(content(&after, BINARY), None);
        assert_eq!(content(&after, WRITTEN), content(&before, WRITTEN));
        assert_eq!(data(&after), Some(in_script(&report.to_json()).as_str()));
        assert_eq!(without_binary(after.clone()), after);
    }

    #[test]
    fn every_mark_stands_in_the_template_once_and_nothing_is_loaded() {
        for mark in [
            "<!--HEAD-->",
            "<!--TITLE-->",
            "<!--STYLE-->",
            "<!--REPORT-->",
            "<!--SCRIPT-->",
        ] {
            assert_eq!(TEMPLATE.matches(mark).count(), 1, "{mark}");
        }
        let loads = ["http:", "https:", "src=", "@import", "url("];
        // The namespace of SVG is a name, and loads nothing.
        let whole = [TEMPLATE, STYLE, &SCRIPTS.concat()]
            .concat()
            .replace("http://www.w3.org/2000/svg", "");
        let loads = loads.iter().filter(|what| whole.contains(**what));
        assert_eq!(loads.collect::<Vec<_>>(), [&""; 0]);
    }
}
