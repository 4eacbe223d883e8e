//! "did you mean": the known word nearest to an unknown one.

/// The known word that the unknown one is a slip of, if there is one: the same in other letters, or
/// one slip in three letters away.
pub(crate) fn nearest<'a>(unknown: &str, known: &[&'a str]) -> Option<&'a str> {
    if let Some(same) = known.iter().find(|word| word.eq_ignore_ascii_case(unknown)) {
        return Some(same);
    }
    let nearest = known.iter().min_by_key(|word| distance(unknown, word))?;
    let allowed = unknown.chars().count().max(nearest.chars().count()) / 3;
    (distance(unknown, nearest) <= allowed).then_some(*nearest)
}

/// "`w`, `b` and `x`".
pub(crate) fn listed(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// Insertions, deletions, replacements and exchanges of neighbours (Damerau 1964, restricted).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(table[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    table[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["eps", "tol", "seed", "given"];
        assert_eq!(nearest("epz", &known), Some("eps"));
        assert_eq!(nearest("sede", &known), Some("seed"));
        assert_eq!(nearest("givn", &known), Some("given"));
        assert_eq!(nearest("threads", &known), None);
        assert_eq!(nearest("W", &["w", "x"]), Some("w"));
        assert_eq!(nearest("z", &["w", "x"]), None);
    }

    #[test]
    fn words_are_listed_as_in_a_sentence() {
        assert_eq!(listed(&["w"]), "`w`");
        assert_eq!(listed(&["w", "b", "x"]), "`w`, `b` and `x`");
    }
}
