//! What the environment says of points and seeds. It chooses points, and is no part of a verdict.

use crate::report::{Problem, SEED};
use std::env;
use std::str::FromStr;

/// The variable that says how many points are drawn.
const DRAWS: &str = "GRAD_CHECK_DRAWS";

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Environment {
    pub(super) draws: Option<usize>,
    pub(super) seed: Option<u64>,
}

impl Environment {
    pub(super) fn read() -> Result<Self, Problem> {
        let said = |name| env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        Self::of(said(DRAWS).as_deref(), said(SEED).as_deref())
    }

    pub(super) fn of(draws: Option<&str>, seed: Option<&str>) -> Result<Self, Problem> {
        let environment = Self {
            draws: number(DRAWS, draws)?,
            seed: number(SEED, seed)?,
        };
        if environment.draws == Some(0) {
            return Err(no_number(DRAWS, "0"));
        }
        Ok(environment)
    }
}

/// A number, if the variable is set and not empty.
fn number<N: FromStr>(variable: &'static str, value: Option<&str>) -> Result<Option<N>, Problem> {
    let value = value.map(str::trim).filter(|value| !value.is_empty());
    let parsed = value.map(|value| value.parse().map_err(|_| no_number(variable, value)));
    parsed.transpose()
}

fn no_number(variable: &'static str, value: &str) -> Problem {
    Problem::InvalidEnvironment {
        variable,
        value: value.to_owned(),
    }
}
