//! Words in lines.

/// Words in lines of at most so many columns, each behind the indent; a second line hangs. A word that is
/// longer than a line is broken.
pub(crate) fn wrap(text: &str, indent: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = indent.to_owned();
    let mut is_empty = true;
    let hanging = format!("{indent}  ");
    let room = columns.saturating_sub(length(&hanging));
    for word in text.split(' ').flat_map(|word| broken(word, room)) {
        if !is_empty && length(&line) + 1 + length(&word) > columns {
            lines.push(std::mem::replace(&mut line, hanging.clone()));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(&word);
        is_empty = false;
    }
    lines.push(line);
    lines
}

/// A word in parts of at most so many columns; nothing in one.
pub(crate) fn broken(word: &str, room: usize) -> Vec<String> {
    if word.is_empty() {
        return vec![String::new()];
    }
    let letters: Vec<char> = word.chars().collect();
    let parts = letters.chunks(room.max(1));
    parts.map(|part| part.iter().collect()).collect()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn prose_keeps_to_its_width_and_hangs() {
        let lines = wrap(&"word ".repeat(30), "  ", 76);
        assert!(lines.iter().all(|line| line.chars().count() <= 76));
        assert!(lines.len() > 1 && lines[1].starts_with("    word"));
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken_and_not_cut() {
        let lines = wrap("only layers[11].weight", "  ", 12);
        assert_eq!(lines, ["  only", "    layers[1", "    1].weigh", "    t"]);
    }
}
