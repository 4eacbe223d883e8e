//! The lines of the source that a wrong gradient comes from.

/// How certain it is which line is wrong.
///
/// ```
/// assert_eq!(grad_check::Certainty::OneOf.name(), "one_of");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Certainty {
    /// Each marked line is wrong.
    Wrong,
    /// The marked line computes a wrong block of what seems right; no repair was tried.
    Likely,
    /// One of the marked lines is.
    OneOf,
    /// The mistake is in one of the lines from the first that is marked to the last.
    Between,
    /// The mistake couldn't be followed.
    Unknown,
}

impl Certainty {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Likely => "likely",
            Self::OneOf => "one_of",
            Self::Between => "between",
            Self::Unknown => "unknown",
        }
    }
}

/// A line of the source, with what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct MarkedLine {
    /// The file, as the compiler was given it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// The last line of the statement that begins there.
    pub last: u32,
    /// Where the value is named, from 1, and how many characters that has.
    pub column: u32,
    /// See `column`.
    pub width: usize,
    /// The line itself.
    pub text: String,
    /// What is said of it.
    pub note: String,
}

/// A value of the backward pass that was measured right.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct RightValue {
    /// Its name.
    pub name: String,
    /// The line on which it is computed.
    pub line: u32,
}

/// The line that a block of the gradient is computed on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct BlockLine {
    /// The path of the block.
    pub block: String,
    /// Where it is computed.
    pub line: MarkedLine,
}

/// Where a wrong gradient comes from, as far as it was followed: `lines` in the attribute.
///
/// ```
/// use grad_check::GradCheck;
/// let report = GradCheck::new("square").run(&3.0, |x| (x * x, *x));
/// assert!(report.lines().is_none(), "a closure has no lines");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lines {
    /// How certain the marked lines are.
    pub certainty: Certainty,
    /// The lines that are to blame.
    pub marked: Vec<MarkedLine>,
    /// What was measured right, in the order of lines.
    pub right: Vec<RightValue>,
    /// Where each wrong block is computed.
    pub computed: Vec<BlockLine>,
    /// How often the copy of the function was called.
    pub evaluations: usize,
}
