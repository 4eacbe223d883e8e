//! What the attribute knows of the function's source: its statements, and the values in them.

/// A function whose copy reports its values.
#[derive(Debug)]
pub struct Source {
    /// The file, as the compiler was given it.
    pub file: &'static str,
    pub statements: &'static [Statement],
    pub sites: &'static [Site],
}

impl Source {
    /// The statement that a value is of.
    pub(super) fn statement(&self, site: usize) -> usize {
        self.sites
            .get(site)
            .map_or(usize::MAX, |site| site.statement)
    }

    /// The last line of a statement; of one that holds others, the first.
    pub(super) fn last_line(&self, statement: usize) -> u32 {
        let Some(own) = self.statements.get(statement) else {
            return 0;
        };
        if (0..self.statements.len()).any(|other| self.holds(statement, other)) {
            return own.line;
        }
        own.last.max(own.line)
    }

    /// Whether a statement has another one within, such as that of a closure.
    pub(super) fn holds(&self, outer: usize, inner: usize) -> bool {
        let of = |statement: usize| self.statements.get(statement);
        let (Some(outer), Some(inner)) = (of(outer), of(inner)) else {
            return false;
        };
        outer.line < inner.line && inner.line <= outer.last
    }

    /// The line of a statement.
    pub(super) fn line(&self, statement: usize) -> u32 {
        self.statements
            .get(statement)
            .map_or(0, |statement| statement.line)
    }
}

/// A statement: the lines that it begins and ends on, and its tokens where the file can't be read.
#[derive(Debug)]
pub struct Statement {
    pub line: u32,
    pub last: u32,
    pub text: &'static str,
}

/// How a value comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteKind {
    /// By a `let` or an assignment.
    Defined,
    /// A variable was changed in place.
    Changed,
    /// It becomes an element of a variable, or is added to one.
    Element,
    /// It is added to a variable, or subtracted.
    Term,
    /// It is returned.
    Returned,
    /// Within an expression, without a name.
    Inner,
    /// A variable changes in some element; its value isn't looked at.
    Touched,
    /// A variable behind the loop that has changed it, or behind the branches that it becomes.
    Joined,
}

/// A value that is looked at.
#[derive(Debug)]
pub struct Site {
    /// The statement that it is of.
    pub statement: usize,
    pub kind: SiteKind,
    pub name: &'static str,
    /// The variable that it becomes, or becomes part of.
    pub variable: Option<u32>,
    /// Whether it is a copy of something, not computed.
    pub is_trivial: bool,
    /// The variables that it is made of.
    pub reads: &'static [u32],
}
