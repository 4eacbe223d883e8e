//! Words in lines.

use super::width::columns as length;

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
    let mut parts = vec![String::new()];
    let mut taken = 0;
    for letter in word.chars() {
        let wide = length(letter.encode_utf8(&mut [0; 4]));
        if taken > 0 && taken + wide > room.max(1) {
            parts.push(String::new());
            taken = 0;
        }
        parts
            .iter_mut()
            .last()
            .into_iter()
            .for_each(|part| part.push(letter));
        taken += wide;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{broken, wrap};

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

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(broken("重み行列", 5), ["重み", "行列"]);
        assert_eq!(wrap("重み 行列", "", 8), ["重み", "  行列"]);
    }
}
