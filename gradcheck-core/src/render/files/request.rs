//! Which files are asked for.

/// The variable that asks: `html`, `json` or both.
pub(super) const VARIABLE: &str = "GRAD_CHECK_REPORT";

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Html,
    Json,
}

impl Format {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Json => "json",
        }
    }
}

/// What the variable says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) formats: Vec<Format>,
    pub(super) unknown: Vec<String>,
}

impl Request {
    pub(super) fn of(text: &str) -> Self {
        let mut request = Self::default();
        for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
            let known = [Format::Html, Format::Json].into_iter();
            let mut known = known.filter(|format| word.eq_ignore_ascii_case(format.extension()));
            match known.next() {
                Some(format) if request.formats.contains(&format) => {}
                Some(format) => request.formats.push(format),
                None => request.unknown.push(word.to_owned()),
            }
        }
        request
    }
}

/// What is said of a word that is no format.
pub(super) fn no_format(word: &str) -> String {
    format!("{VARIABLE} asks for `{word}`, which is no format: there are html and json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_listed_and_other_words_are_kept() {
        let request = Request::of("json, HTML,json,htm");
        assert_eq!(request.formats, [Format::Json, Format::Html]);
        assert_eq!(request.unknown, ["htm"]);
        assert_eq!(Request::of(""), Request::default());
    }
}
