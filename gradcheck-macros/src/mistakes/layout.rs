//! What is wrong with `layout(..)`.

use super::{repeated, unknown};
use crate::arguments::Slot;
use crate::options::{Options, Role};
use crate::plan::{Plan, text};
use crate::suggest::listed;
use syn::Error;

pub(super) fn check(
    options: &Options,
    plan: &Plan<'_>,
    absent: &[String],
    errors: &mut Vec<Error>,
) {
    let Some((_, layouts)) = &options.layout else {
        return;
    };
    let is_parameter = |argument: usize| plan.tests.iter().any(|t| t.role(argument) == Role::At);
    let known = plan.arguments.iter().enumerate();
    let known = known.filter(|&(i, a)| is_parameter(i) || a.slot == Slot::Named);
    let known: Vec<&str> = known.map(|(_, argument)| &*argument.key).collect();
    for (i, layout) in layouts.iter().enumerate() {
        let key = layout.place.text();
        if absent.contains(&key) {
            continue;
        }
        match plan.arguments.iter().position(|a| a.key == key) {
            None => errors.push(unknown(&layout.place.name, "argument", &known)),
            Some(argument) if !is_parameter(argument) => {
                errors.push(held_fixed(&layout.place.name, &key, plan));
            }
            Some(_) if layouts[..i].iter().any(|l| l.place.text() == key) => {
                errors.push(repeated(&layout.place.name));
            }
            Some(_) => {}
        }
        for (i, part) in layout.parts.iter().enumerate() {
            let is_same = |earlier: &crate::layout::Part| text(&earlier.name) == text(&part.name);
            if layout.parts[..i].iter().any(is_same) {
                let message = format!(
                    "two parts of `{key}` are called `{}`; give one another name",
                    part.name
                );
                errors.push(Error::new(part.name.span(), message));
            }
        }
    }
}

/// The error of a layout of what is not differentiated, with what is.
fn held_fixed(name: &proc_macro2::Ident, key: &str, plan: &Plan<'_>) -> Error {
    let arguments = plan.arguments.iter().enumerate();
    let parameters = arguments.filter(|&(i, _)| plan.tests.iter().any(|t| t.role(i) == Role::At));
    let parameters: Vec<&str> = parameters.map(|(_, argument)| &*argument.key).collect();
    let help = if parameters.is_empty() {
        format!("bind it with `at({key} = ..)`")
    } else {
        format!("lay out {}", listed(&parameters))
    };
    let message =
        format!("`{key}` is not differentiated, and the report has no block of it; {help}");
    Error::new(name.span(), message)
}
