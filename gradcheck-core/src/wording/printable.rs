//! Text of other people's making, on its way to a terminal.

use std::borrow::Cow;

/// The same with control characters written out, but for line ends and tabs: a name or a message may hold what
/// moves the cursor or changes colours.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_control(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(printable("a\x1b[31mb\rc"), r"a\u{1b}[31mb\rc");
        assert_eq!(printable("zwei\nZeilen\tß"), "zwei\nZeilen\tß");
    }
}
