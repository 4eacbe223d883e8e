//! Lists in sentences.

/// "W1", "W1 and b1", "W1, b1 and W2".
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [several @ .., last] if !several.is_empty() => format!("{} and {last}", several.join(", ")),
        _ => names.concat(),
    }
}

/// "both components", "all 5 components".
pub(crate) fn among(count: usize) -> String {
    match count {
        2 => "both components".to_owned(),
        count => format!("all {count} components"),
    }
}
