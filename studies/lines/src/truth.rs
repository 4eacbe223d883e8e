//! The table that `build.rs` writes: which case is wrong, and in which line.

use std::collections::BTreeSet;
use std::fmt;

/// A function as it stands, or with one mistake.
pub struct Case {
    pub folder: String,
    pub function: String,
    /// 0 for the right one.
    pub number: usize,
    /// None for the right one.
    pub mistake: Option<Mistake>,
}

pub struct Mistake {
    pub line: usize,
    pub text: String,
}

impl Case {
    /// The verdict that it should have.
    pub fn verdict(&self) -> &'static str {
        if self.mistake.is_some() {
            "fail"
        } else {
            "pass"
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}_{}", self.folder, self.function, self.number)?;
        match &self.mistake {
            Some(Mistake { line, text }) => write!(f, " (line {line}: {text})"),
            None => Ok(()),
        }
    }
}

/// All cases of a table; every function that is named in it has a right one.
pub fn read(table: &str) -> Result<Vec<Case>, String> {
    let (mut cases, mut seen) = (Vec::new(), BTreeSet::new());
    for row in table.lines() {
        let mut columns = row.splitn(5, '\t');
        let mut next = || {
            columns
                .next()
                .ok_or_else(|| format!("a row of the table is short: {row}"))
        };
        let (folder, function, number, line, text) = (next()?, next()?, next()?, next()?, next()?);
        let case = |number, mistake| Case {
            folder: folder.into(),
            function: function.into(),
            number,
            mistake,
        };
        if seen.insert(function) {
            cases.push(case(0, None));
        }
        let number = number
            .parse()
            .map_err(|_| format!("not a number: {number}"))?;
        let line = line.parse().map_err(|_| format!("not a line: {line}"))?;
        cases.push(case(
            number,
            Some(Mistake {
                line,
                text: text.into(),
            }),
        ));
    }
    Ok(cases)
}
