//! The name of a block, as a person would write the expression that reaches it.

use crate::wording::printable;
use std::fmt::{self, Write};
use std::ops::Range;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Segment {
    /// A field, a key of a map, an argument.
    Name(String),
    /// An item of a run.
    Index(usize),
}

/// Where a block lives: `W1`, `layers[1].weight`, `enc.b`.
///
/// ```
/// use grad_check::Flattened;
/// let flat = Flattened::of(&(1.0, [2.0, 3.0]));
/// assert_eq!(flat.blocks()[1].path().to_string(), "1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct BlockPath {
    segments: Vec<Segment>,
    /// The matrix and its row that the block is a part of: `J[u`.
    row: Option<String>,
}

impl BlockPath {
    pub(crate) fn push_name(&mut self, name: &str) {
        self.segments.push(Segment::Name(name.to_owned()));
    }

    pub(crate) fn push_index(&mut self, index: usize) {
        self.segments.push(Segment::Index(index));
    }

    /// The path of what stands below this one at these positions.
    pub(crate) fn at(&self, index: &[usize]) -> Self {
        let mut path = self.clone();
        index.iter().for_each(|&i| path.push_index(i));
        path
    }

    pub(crate) fn pop(&mut self) {
        self.segments.pop();
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether it is that path with positions of a tuple in place of some names.
    pub(crate) fn is_positions_of(&self, named: &Self) -> bool {
        let is_position = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
        let is_for = |(own, other): (&Segment, &Segment)| match (own, other) {
            (Segment::Name(own), Segment::Name(other)) => own == other || is_position(own),
            (own, other) => own == other,
        };
        let both = || self.segments.iter().zip(&named.segments);
        self.segments.len() == named.segments.len() && self.row == named.row && both().all(is_for)
    }

    /// The path below an argument. A part with a name of its own stands alone under a single
    /// argument; what has none (a number, an array, a position) is reached through the argument.
    pub(crate) fn under_single(mut self, argument: &str) -> Self {
        let stands_alone = match self.segments.first() {
            Some(Segment::Name(name)) => {
                !name.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            }
            Some(Segment::Index(_)) | None => false,
        };
        if !stands_alone {
            self.segments.insert(0, Segment::Name(argument.to_owned()));
        }
        self
    }

    /// The path with its first segment, a position among several arguments, replaced by a name.
    pub(crate) fn under_several(mut self, arguments: &[String]) -> Self {
        let position = match self.segments.first() {
            Some(Segment::Name(position)) => position.parse::<usize>().ok(),
            Some(Segment::Index(_)) | None => None,
        };
        if let Some(name) = position.and_then(|position| arguments.get(position)) {
            self.segments[0] = Segment::Name(name.clone());
        }
        self
    }

    /// Whether this is a gradient's path, less the `d`, of a vector of this name.
    pub(crate) fn without_d_is(&self, vector: &str) -> bool {
        let path = self.without_d();
        path.is_some_and(|path| path.to_string() == vector)
    }

    /// This path with the `d` of `dW1` taken off the last name, if there is one to take.
    pub(crate) fn without_d(&self) -> Option<Self> {
        let mut path = self.clone();
        let last = path
            .segments
            .iter_mut()
            .rev()
            .find_map(|segment| match segment {
                Segment::Name(name) => Some(name),
                Segment::Index(_) => None,
            })?;
        let bare = last.strip_prefix('d').filter(|rest| !rest.is_empty())?;
        *last = bare.to_owned();
        Some(path)
    }

    /// The same as part of a row of a matrix: `J[u, W1]`.
    pub(crate) fn in_row(&self, matrix: &str, row: &str) -> Self {
        Self {
            segments: self.segments.clone(),
            row: Some(format!("{matrix}[{row}")),
        }
    }

    /// This path with a component's index behind it, whatever the row: `W1[2, 5]`; a scalar has none.
    pub(crate) fn parameter(&self, index: &[usize]) -> String {
        let mut name = self.name();
        for (i, index) in index.iter().enumerate() {
            name.push_str(if i == 0 { "[" } else { ", " });
            push_number(&mut name, *index);
        }
        if !index.is_empty() {
            name.push(']');
        }
        name
    }

    fn name(&self) -> String {
        let mut name = String::with_capacity(USUAL_LENGTH);
        for (i, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Name(part) => {
                    name.push_str(if i == 0 { "" } else { "." });
                    name.push_str(&printable(part));
                }
                Segment::Index(index) => {
                    name.push('[');
                    push_number(&mut name, *index);
                    name.push(']');
                }
            }
        }
        name
    }

    /// What it reads.
    pub(crate) fn text(&self) -> String {
        self.within_row(self.name()).0
    }

    /// [`entry`](Self::entry) of a text that is of no use any longer, and where that stands in it.
    pub(crate) fn within_row(&self, parameter: String) -> (String, Range<usize>) {
        let length = parameter.len();
        let Some(row) = &self.row else {
            return (parameter, 0..length);
        };
        let start = row.len() + ", ".len();
        (self.entry(&parameter), start..start + length)
    }

    /// A parameter below this path as part of its row: `J[u, W1[2, 5]]`.
    pub(crate) fn entry(&self, parameter: &str) -> String {
        match &self.row {
            Some(row) => format!("{row}, {parameter}]"),
            None => parameter.to_owned(),
        }
    }
}

/// A name that is no longer than this needs no second allocation.
const USUAL_LENGTH: usize = 32;

/// Append a number; every component has some in its name.
fn push_number(name: &mut String, number: usize) {
    if let (0..10, Ok(digit)) = (number, u8::try_from(number)) {
        name.push(char::from(b'0' + digit));
        return;
    }
    // Writing to a String never fails.
    let _ = write!(name, "{number}");
}

impl fmt::Display for BlockPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(segments: &[&str]) -> BlockPath {
        let mut path = BlockPath::default();
        for segment in segments {
            match segment.strip_prefix('#') {
                Some(index) => path.push_index(index.parse().unwrap_or_default()),
                None => path.push_name(segment),
            }
        }
        path
    }

    #[test]
    fn reads_as_a_person_writes_it() {
        assert_eq!(
            path(&["layers", "#1", "weight"]).parameter(&[3, 0]),
            "layers[1].weight[3, 0]"
        );
        assert_eq!(path(&["theta"]).parameter(&[]), "theta");
        let row = path(&["pose"]).in_row("J", "u");
        assert_eq!(row.entry(&row.parameter(&[3])), "J[u, pose[3]]");
        assert_eq!(row.to_string(), "J[u, pose]");
        let (text, parameter) = row.within_row(row.parameter(&[3]));
        assert_eq!(
            (text.as_str(), &text[parameter]),
            ("J[u, pose[3]]", "pose[3]")
        );
    }

    #[test]
    fn named_parts_stand_alone_under_a_single_argument_and_positions_do_not() {
        assert_eq!(path(&["W1"]).under_single("p").to_string(), "W1");
        assert_eq!(
            path(&["#0", "w"]).under_single("layers").to_string(),
            "layers[0].w"
        );
        assert_eq!(path(&["1"]).under_single("p").to_string(), "p.1");
        assert_eq!(path(&[]).under_single("theta").to_string(), "theta");
    }

    #[test]
    fn several_arguments_replace_positions() {
        let names = ["enc".to_owned(), "b".to_owned()];
        assert_eq!(
            path(&["0", "layers", "#1"])
                .under_several(&names)
                .to_string(),
            "enc.layers[1]"
        );
        assert_eq!(path(&["1"]).under_several(&names).to_string(), "b");
    }

    #[test]
    fn the_d_of_a_gradient_key_comes_off_the_last_name() {
        let bare = path(&["enc", "dW1"]).without_d().map(|p| p.to_string());
        assert_eq!(bare.as_deref(), Some("enc.W1"));
        assert_eq!(path(&["d"]).without_d(), None);
        assert_eq!(path(&["W1"]).without_d(), None);
    }
}
