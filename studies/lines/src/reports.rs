//! The reports that the tests wrote.

use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

/// What a report says of a case.
pub struct Outcome {
    pub verdict: String,
    pub headline: String,
    /// Which lines are to blame, if the option asked for them.
    pub lines: Option<Lines>,
}

/// The lines that a report names.
pub struct Lines {
    pub certainty: String,
    /// The first and the last line of each statement.
    pub marked: Vec<RangeInclusive<u64>>,
    pub evaluations: u64,
}

/// All reports of a folder, by function and number.
pub fn read(folder: &Path) -> Result<BTreeMap<(String, usize), Outcome>, Box<dyn Error>> {
    let mut outcomes = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let report: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        let key = case(text(&report, "test"))
            .ok_or_else(|| format!("{}: not of the corpus", path.display()))?;
        let outcome = Outcome {
            verdict: text(&report, "verdict").into(),
            headline: text(&report, "headline").into(),
            lines: report["lines"].is_object().then(|| lines(&report["lines"])),
        };
        if outcomes.insert(key, outcome).is_some() {
            return Err(format!("{}: a second report of the same case", path.display()).into());
        }
    }
    Ok(outcomes)
}

fn lines(lines: &Value) -> Lines {
    let marked = lines["marked"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    Lines {
        certainty: text(lines, "certainty").into(),
        marked: marked
            .iter()
            .filter_map(|marked| Some(marked["line"].as_u64()?..=marked["last"].as_u64()?))
            .collect(),
        evaluations: lines["evaluations"].as_u64().unwrap_or_default(),
    }
}

fn text<'a>(report: &'a Value, field: &str) -> &'a str {
    report[field].as_str().unwrap_or_default()
}

/// `grad_check_lines::corpus::dense_7::dense_grad_check` is the seventh mistake of `dense`.
fn case(test: &str) -> Option<(String, usize)> {
    let module = test.rsplit("::").nth(1)?;
    let (function, number) = module.rsplit_once('_')?;
    Some((function.into(), number.parse().ok()?))
}
