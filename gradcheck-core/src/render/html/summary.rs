//! What a list shows of a report, read from the report's JSON.
//!
//! The scanner stops as soon as it has what it looks for, which stands before the long part. A library
//! that reads all of JSON would be a dependency of every user.

use super::super::json::Object;

/// What a list needs of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary {
    /// As JSON.
    pub(crate) text: String,
    /// `pass`, `fail` or `undecided`.
    pub(crate) verdict: String,
}

impl Summary {
    /// Of a report as `Report::to_json` writes it, however it is spaced since; `None` of anything else.
    pub(crate) fn of_report(json: impl IntoIterator<Item = u8>) -> Option<Self> {
        let wanted = [
            "schema", "name", "point", "verdict", "headline", "test", "file", "line",
        ];
        let found = members(json, &wanted);
        let get = |name: &str| get(&found, name);
        get("schema")?;
        let mut out = Object::default();
        out.raw("title", &title(get("name")?, get("point")?)?);
        for name in ["verdict", "headline", "test", "file", "line"] {
            out.raw(name, get(name)?);
        }
        Self::of_text(out.close())
    }

    /// Of the JSON of a summary.
    pub(crate) fn of_text(text: String) -> Option<Self> {
        let found = members(text.bytes(), &["verdict"]);
        let verdict = unquoted(get(&found, "verdict")?)?.to_owned();
        let is_known = ["pass", "fail", "undecided"].contains(&verdict.as_str());
        is_known.then_some(Self { text, verdict })
    }
}

/// The name of a check with that of its point, quoted as they are.
fn title(name: &str, point: &str) -> Option<String> {
    match unquoted(point) {
        Some(point) => Some(format!("\"{} ({point})\"", unquoted(name)?)),
        None => unquoted(name).map(|_| name.to_owned()),
    }
}

fn unquoted(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

/// The members of a JSON object that have these names, as their values are written; those that aren't
/// objects or lists.
fn members(json: impl IntoIterator<Item = u8>, wanted: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    let (mut name, mut part) = (String::new(), Vec::new());
    for byte in json {
        match byte {
            _ if is_text => {
                is_text = is_escaped || byte != b'"';
                is_escaped = byte == b'\\' && !is_escaped;
            }
            b'"' => is_text = true,
            b'{' | b'[' => {
                depth += 1;
                if depth == 1 {
                    continue;
                }
            }
            b':' if depth == 1 => {
                name = taken(&mut part);
                continue;
            }
            b',' | b'}' | b']' if depth == 1 => {
                let value = taken(&mut part);
                let known = unquoted(&name).filter(|name| wanted.contains(name));
                if let Some(name) = known {
                    found.push((name.to_owned(), value));
                }
                if byte != b',' || found.len() == wanted.len() {
                    break;
                }
                continue;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b' ' | b'\n' | b'\r' | b'\t' => continue,
            _ => {}
        }
        if depth == 1 {
            part.push(byte);
        }
    }
    found
}

/// The value of the member of this name.
fn get<'f>(found: &'f [(String, String)], name: &str) -> Option<&'f str> {
    let (_, value) = found.iter().find(|(own, _)| own == name)?;
    Some(value)
}

fn taken(part: &mut Vec<u8>) -> String {
    String::from_utf8_lossy(&std::mem::take(part)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Option<Summary> {
        Summary::of_report(json.bytes())
    }

    #[test]
    fn the_summary_of_a_report_is_in_its_json() {
        let name = "a \"b\" \\ ö, {\"verdict\":\"pass\"";
        let report = crate::check::GradCheck::new(name)
            .point("near")
            .run(&3.0, |x| (x * x, *x));
        let summary = of(&report.to_json()).map(|s| (s.text, s.verdict));
        let (text, verdict) = summary.unwrap_or_default();
        assert_eq!(verdict, "fail");
        let start =
            r#"{"title":"a \"b\" \\ ö, {\"verdict\":\"pass\" (near)","verdict":"fail","headline":"#;
        assert!(text.starts_with(start), "{text}");
    }

    #[test]
    fn spaces_and_order_of_a_report_do_not_matter_and_other_json_is_none() {
        let json = r#"{ "blocks": [{"verdict": "fail"}], "line": 3, "file": "a b", "test": null,
            "headline": "h", "verdict": "pass", "point": null, "name": "f", "schema": 1 }"#;
        let text =
            r#"{"title":"f","verdict":"pass","headline":"h","test":null,"file":"a b","line":3}"#;
        assert_eq!(of(json).map(|s| s.text), Some(text.to_owned()));
        for other in ["", "[1, 2]", "{\"a\": {}}", "}{", "\"", &json[..90]] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(of(&json.replace("pass", "maybe")), None);
    }
}
