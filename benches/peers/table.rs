//! Our answers, a row each.

use serde_json::Value;

pub(crate) const HEAD: &str = "\
| parameters | case | verdict | where | evaluations | time | evaluations' time | own work / function | peak memory / θ |
|---|---|---|---|---|---|---|---|---|";

pub(crate) fn row(answer: &Value) -> String {
    let number = |name: &str| answer[name].as_f64();
    let text = |name: &str| answer[name].as_str().unwrap_or("–").to_owned();
    let shown = |number: Option<f64>, decimals: usize| {
        number.map_or("–".to_owned(), |number| format!("{number:.decimals$}"))
    };
    let seconds = number("seconds");
    let verdict = answer["verdict"].as_str();
    let cells = [
        shown(number("parameters"), 0),
        text("case"),
        verdict.map_or_else(|| text("note"), str::to_owned),
        if verdict == Some("fail") && answer["where"].is_null() {
            "no".to_owned()
        } else {
            text("where")
        },
        shown(number("costs"), 0),
        seconds.map_or("–".to_owned(), |seconds| {
            format!("{:.1} ms", seconds * 1e3)
        }),
        shown(seconds.zip(number("one")).map(|(all, one)| all / one), 1),
        shown(number("own"), 1),
        shown(number("memory"), 1),
    ];
    format!("| {} |", cells.join(" | "))
}
