//! What is wrong with `out(..)`, and where it was forgotten.

use super::{repeated, unknown};
use crate::arguments::{Argument, Slot};
use crate::expand::{Subject, shares_buffer};
use crate::mode::Kind;
use crate::options::{Options, Out, Role};
use crate::plan::Plan;
use crate::return_type::is_cost;
use crate::types::is_number;
use proc_macro2::Ident;
use syn::{Error, ReturnType, Signature};

/// The error of a function of the same block that writes what it should return, where no buffer can be made.
pub(super) fn written_by_another(
    subject: &Subject<'_>,
    options: &Options,
    plan: &Plan<'_>,
) -> Option<Error> {
    let mode = options.mode.as_ref()?;
    if matches!(mode.kind, Kind::Gradient | Kind::Pullback) {
        return None;
    }
    let function = mode.function.as_ref()?;
    let partner = subject.partner(function)?;
    let theirs = Argument::all(partner, subject.host);
    let is_ours = |argument: &Argument| plan.arguments.iter().any(|own| own.key == argument.key);
    let buffer = theirs
        .iter()
        .find(|a| a.buffer().is_some() && !is_ours(a))?;
    let message = format!(
        "`{0}` writes to `{1}`, in a shape that isn't known here; name a function that makes `{1}`, calls `{0}` and returns it",
        partner.ident, buffer.name
    );
    Some(Error::new_spanned(function, message))
}

/// The error of an argument that is written, in a function that returns no gradient.
pub(super) fn forgotten(
    signature: &Signature,
    options: &Options,
    plan: &Plan<'_>,
) -> Option<Error> {
    let returns_none = match &signature.output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => is_cost(ty),
    };
    if !returns_none || options.mode.is_some() {
        return None;
    }
    let mut arguments = plan.arguments.iter().enumerate();
    let is_unbound = |i: usize| plan.is_drawn(i);
    let (_, argument) = arguments.find(|&(i, a)| is_unbound(i) && a.buffer().is_some())?;
    Some(unbound_buffer(argument))
}

fn unbound_buffer(argument: &Argument) -> Error {
    let name = &argument.name;
    let is_number = argument.buffer().is_some_and(|buffer| is_number(buffer.ty));
    let of_cost = if is_number {
        format!(", `out(cost = {name})` if it receives the cost")
    } else {
        String::new()
    };
    let message = format!(
        "`{name}` is written by the function; add `out({name})` if it receives the gradient{of_cost}, or `given({name} = ..)` if it is scratch space"
    );
    Error::new(argument.span, message)
}

/// The error of an `out` that doesn't go with the kind of derivative.
fn misplaced(key: &Ident, outs: &[Out], options: &Options) -> Option<Error> {
    let mode = options.mode.as_ref();
    let kind = mode.map(|mode| mode.kind);
    let error = |message: &str| Some(Error::new(key.span(), message));
    if kind == Some(Kind::Gradient) {
        return if outs.is_empty() {
            None
        } else {
            error(OF_ANOTHER)
        };
    }
    if outs.is_empty() && options.cost_out.is_none() {
        return error(OF_NOTHING);
    }
    let mode = mode.filter(|mode| mode.kind != Kind::Out)?;
    let is_pullback = mode.kind == Kind::Pullback && mode.function.is_some();
    let message = format!(
        "`out` is for a function that returns a cost and writes its gradient, and not beside `{}`; annotate a function that makes the buffers, calls this one and returns {}",
        mode.word,
        mode.returns().0.join(" and ")
    );
    if is_pullback { None } else { error(&message) }
}

const OF_ANOTHER: &str = "`out` stands alone beside `gradient = path`, which writes to a buffer behind its arguments; for a function that writes its own gradient leave `gradient` out";
const OF_NOTHING: &str = "`out` names what receives the gradient, `out(grad)`; it stands alone beside `gradient = path` only";

pub(super) fn check(options: &Options, plan: &Plan<'_>, errors: &mut Vec<Error>) {
    let Some((key, outs)) = &options.out else {
        return;
    };
    if let Some(error) = misplaced(key, outs, options) {
        errors.push(error);
        return;
    }
    if options
        .mode
        .as_ref()
        .is_some_and(|mode| mode.kind == Kind::Gradient)
    {
        return;
    }
    let named: Vec<&str> = plan
        .arguments
        .iter()
        .filter(|a| a.slot == Slot::Named)
        .map(|a| &*a.key)
        .collect();
    let before = errors.len();
    for (i, out) in outs.iter().enumerate() {
        let text = out.place.text();
        if outs[..i].iter().any(|earlier| earlier.place.text() == text) {
            errors.push(repeated(&out.place.name));
        }
        if let Some(parameter) = &out.parameter {
            let text = parameter.text();
            if !plan.arguments.iter().any(|argument| argument.key == text) {
                errors.push(unknown(&parameter.name, "argument", &named));
            }
        }
        if out.place.is_field() {
            continue;
        }
        match plan.arguments.iter().find(|argument| argument.key == text) {
            None => errors.push(unknown(&out.place.name, "argument", &named)),
            Some(argument) => errors.extend(not_writable(argument, FORMS)),
        }
    }
    if let Some(place) = options.cost_out.as_ref().filter(|place| !place.is_field()) {
        match plan
            .arguments
            .iter()
            .find(|argument| argument.key == place.text())
        {
            None => errors.push(unknown(&place.name, "argument", &named)),
            Some(argument) => errors.extend(not_writable(argument, "`&mut f64`")),
        }
    }
    let Some(test) = plan.tests.first().filter(|_| errors.len() == before) else {
        return;
    };
    let roles = (0..plan.arguments.len()).map(|i| (i, test.role(i)));
    let parameters = roles.filter(|(_, role)| *role == Role::At);
    let parameters: Vec<&Argument> = parameters.map(|(i, _)| &plan.arguments[i]).collect();
    let is_parameter = |text: &str| parameters.iter().any(|a| a.key == text);
    for out in outs {
        if let Some(fixed) = out.parameter.as_ref().filter(|p| !is_parameter(&p.text())) {
            let message = format!("`{}` is held fixed, and has no gradient", fixed.text());
            errors.push(Error::new(fixed.name.span(), message));
        }
    }
    let is_cost = options
        .mode
        .as_ref()
        .is_none_or(|mode| mode.kind == Kind::Out);
    let are_numbers = parameters.iter().all(|a| is_number(a.referent()));
    let is_shared = are_numbers && shares_buffer(options, parameters.len());
    let fits = if is_shared {
        true
    } else if is_cost {
        outs.len() == parameters.len()
    } else {
        outs.len() <= parameters.len()
    };
    if !fits && errors.len() == before {
        let roles = (0..plan.arguments.len()).filter(|&i| plan.is_drawn(i));
        let drawn: Vec<&Argument> = roles.map(|i| &plan.arguments[i]).collect();
        if let Some(written) = drawn.iter().find(|argument| argument.buffer().is_some()) {
            errors.push(unbound_buffer(written));
            return;
        }
        let fixed = drawn.last().map_or_else(String::new, |argument| {
            format!(
                ", or hold what has no gradient fixed, `given({} = ..)`",
                argument.name
            )
        });
        let each = parameters.iter().map(|a| format!("{} = ..", a.key));
        let message = format!(
            "`out` names {} for the gradient{2} of {1} argument{2}; write `out({3})`{fixed}",
            outs.len(),
            parameters.len(),
            if parameters.len() == 1 { "" } else { "s" },
            each.collect::<Vec<_>>().join(", ")
        );
        errors.push(Error::new(key.span(), message));
    }
}

/// How a buffer of a gradient is taken.
const FORMS: &str = "`&mut [f64]`, `Option<&mut [f64]>` or a mutable view";

fn not_writable(argument: &Argument, forms: &str) -> Option<Error> {
    let message = format!(
        "`{}` can't be written to; take it as {forms}",
        argument.name
    );
    argument
        .buffer()
        .is_none()
        .then(|| Error::new_spanned(&argument.ty, message))
}
