//! Lists in sentences.

/// "W1", "W1 and b1", "W1, b1 and W2"; rows of one list as "w[0] to w[4]".
pub(crate) fn listed(names: &[String]) -> String {
    let names = in_runs(names);
    match names.as_slice() {
        [several @ .., last] if !several.is_empty() => format!("{} and {last}", several.join(", ")),
        _ => names.concat(),
    }
}

/// Rows of one list that are no longer named one by one.
const RUN: usize = 4;

/// Names in which those of neighbouring rows are one.
fn in_runs(names: &[String]) -> Vec<String> {
    let is_next = |one: &String, other: &String| {
        let apart = row(one).zip(row(other));
        apart.is_some_and(|((list, i), (same, j))| list == same && i + 1 == j)
    };
    let runs = names.chunk_by(is_next).map(|run| match run {
        [first, .., last] if run.len() >= RUN => vec![format!("{first} to {last}")],
        few => few.to_vec(),
    });
    runs.collect::<Vec<_>>().concat()
}

/// The list that a name is a row of, and which.
fn row(name: &str) -> Option<(&str, usize)> {
    let (list, index) = name.strip_suffix(']')?.rsplit_once('[')?;
    Some((list, index.parse().ok()?))
}

/// "both components", "all 5 components".
pub(crate) fn among(count: usize) -> String {
    match count {
        2 => "both components".to_owned(),
        count => format!("all {count} components"),
    }
}

/// "all 5", "3 of 5".
pub(crate) fn so_many(some: usize, of: usize) -> String {
    if some == of {
        format!("all {of}")
    } else {
        format!("{some} of {of}")
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn neighbouring_rows_are_named_by_the_first_and_the_last() {
        let of =
            |names: &[&str]| listed(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(
            of(&["w[0]", "w[1]", "w[2]", "w[3]", "b"]),
            "w[0] to w[3] and b"
        );
        assert_eq!(of(&["w[0]", "w[1]", "w[2]"]), "w[0], w[1] and w[2]");
        assert_eq!(
            of(&["w[0]", "w[1]", "w[3]", "w[4]"]),
            "w[0], w[1], w[3] and w[4]"
        );
        assert_eq!(
            of(&["u[0]", "v[1]", "u[2]", "v[3]"]),
            "u[0], v[1], u[2] and v[3]"
        );
    }
}
