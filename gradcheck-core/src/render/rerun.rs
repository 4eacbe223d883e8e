//! The command that runs just this check again.

use crate::report::{Context, SEED};
use std::env::{self, VarError};

/// Who runs the test, as far as its process is told.
#[derive(Debug, Default)]
pub(crate) struct Runner {
    is_nextest: bool,
    /// The test that runs now, where no attribute tells it: its path within the crate.
    test: Option<String>,
    package: Option<String>,
}

impl Runner {
    pub(crate) fn of_environment() -> Self {
        Self::of(|name| env::var(name), std::thread::current().name())
    }

    /// The harness names a test's thread for it, unless there is one thread alone.
    fn of(variable: impl Fn(&str) -> Result<String, VarError>, thread: Option<&str>) -> Self {
        let is_nextest = variable("NEXTEST").is_ok();
        let of_thread = thread.filter(|name| *name != "main").map(str::to_owned);
        let test = variable("NEXTEST_TEST_NAME").ok().or(of_thread);
        let package = variable("CARGO_PKG_NAME").ok();
        Self {
            is_nextest,
            test: test.filter(|_| package.is_some()),
            package,
        }
    }

    /// The command, if the test is known.
    pub(crate) fn command(&self, context: &Context) -> Option<String> {
        let told = context
            .test
            .as_deref()
            .and_then(|test| test.split_once("::"));
        let (test, flags) = match (told, &self.test, &self.package) {
            (Some((_, test)), ..) => (test, context.cargo.clone()),
            (None, Some(test), Some(package)) => (test.as_str(), format!("-p {package} ")),
            _ => return None,
        };
        let command = if self.is_nextest {
            format!("cargo nextest run {flags}-E 'test(={test})'")
        } else {
            format!("cargo test {flags}{test} -- --exact")
        };
        Some(match context.foreign_seed() {
            Some(seed) => format!("{SEED}={seed} {command}"),
            None => command,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::Location;

    fn runner(variables: &[(&str, &str)], thread: &str) -> Runner {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            let value = found.map(|(_, value)| (*value).to_owned());
            value.ok_or(VarError::NotPresent)
        };
        Runner::of(variable, Some(thread))
    }

    fn context(test: Option<&str>, cargo: &str) -> Context {
        let mut context = Context::new("f", Location::caller());
        context.test = test.map(str::to_owned);
        cargo.clone_into(&mut context.cargo);
        context
    }

    #[test]
    fn a_generated_test_is_run_by_what_ran_it() {
        let context = context(Some("net::layers::f_grad_check"), "-p net --lib ");
        let by = |variables: &[(&str, &str)]| runner(variables, "any").command(&context);
        let cargo = "cargo test -p net --lib layers::f_grad_check -- --exact";
        assert_eq!(by(&[("CARGO_PKG_NAME", "net")]).as_deref(), Some(cargo));
        assert_eq!(by(&[]).as_deref(), Some(cargo));
        let nextest = "cargo nextest run -p net --lib -E 'test(=layers::f_grad_check)'";
        assert_eq!(by(&[("NEXTEST", "1")]).as_deref(), Some(nextest));
    }

    #[test]
    fn a_check_in_a_test_by_hand_is_named_by_that_test() {
        let context = context(None, "");
        let cargo = [("CARGO_PKG_NAME", "net")];
        let command = runner(&cargo, "by_hand").command(&context);
        assert_eq!(
            command.as_deref(),
            Some("cargo test -p net by_hand -- --exact")
        );
        let nextest = [
            ("CARGO_PKG_NAME", "net"),
            ("NEXTEST", "1"),
            ("NEXTEST_TEST_NAME", "by_hand"),
        ];
        let command = runner(&nextest, "main").command(&context);
        assert_eq!(
            command.as_deref(),
            Some("cargo nextest run -p net -E 'test(=by_hand)'")
        );
        // A program, or a test that was not run by cargo.
        assert_eq!(runner(&cargo, "main").command(&context), None);
        assert_eq!(runner(&[], "by_hand").command(&context), None);
    }
}
