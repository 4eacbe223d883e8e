//! What is wrong with the receiver of a method, or with fields of it.

use super::unknown;
use crate::arguments::Slot;
use crate::expand::Subject;
use crate::options::{Binding, Options, Role};
use crate::plan::Plan;
use proc_macro2::Ident;
use syn::Error;

pub(super) fn check(
    subject: &Subject<'_>,
    options: &Options,
    plan: &Plan<'_>,
    errors: &mut Vec<Error>,
) {
    if subject.host.is_none() {
        // A method outside of a block is an error of its own.
        let on = options
            .on
            .as_ref()
            .filter(|_| subject.signature.receiver().is_none());
        errors.extend(on.map(|on| no_receiver(&on.key)));
        check_holder(options, plan, errors);
        return;
    }
    let has_receiver = plan.arguments.iter().any(|a| a.slot == Slot::Receiver);
    if let (Some(on), false) = (&options.on, has_receiver) {
        if !options.inherits("on") {
            errors.push(no_receiver(&on.key));
        }
    }
    let is_whole = |binding: &&Binding| binding.place.text() == "self";
    let mut everywhere = options.bindings.iter().map(|(_, binding)| binding);
    if let (Some(on), Some(_), false) = (
        &options.on,
        everywhere.find(is_whole),
        options.inherits("on"),
    ) {
        let message = "the receiver is bound by `self = ..` already; leave `on` out";
        errors.push(Error::new(on.key.span(), message));
    }
    for argument in plan.arguments.iter().filter(|a| a.slot == Slot::Field) {
        if !has_receiver {
            let message = format!(
                "`{}` is a field of the receiver, and `{}` has none",
                argument.key, subject.signature.ident
            );
            errors.push(Error::new(argument.span, message));
        }
    }
    let is_whole = |slot| {
        let mut all = plan.arguments.iter().enumerate();
        all.any(|(i, a)| a.slot == slot && plan.tests.iter().any(|t| t.role(i) == Role::At))
    };
    if is_whole(Slot::Receiver) && is_whole(Slot::Field) {
        let fields = plan.arguments.iter().filter(|a| a.slot == Slot::Field);
        let message = "the receiver is differentiated as a whole already; leave this field out, or write `on = ..` in place of `at(self = ..)`";
        errors.extend(fields.map(|field| Error::new(field.span, message)));
    }
}

/// Fields of an argument of a free function.
fn check_holder(options: &Options, plan: &Plan<'_>, errors: &mut Vec<Error>) {
    let holder = plan.arguments.iter().find(|a| a.slot == Slot::Receiver);
    let fields = || plan.arguments.iter().filter(|a| a.slot == Slot::Field);
    let named = plan.arguments.iter().filter(|a| a.slot == Slot::Named);
    let known: Vec<&str> = named.map(|a| a.key.as_str()).collect();
    let of_holder =
        |key: &str| holder.is_some_and(|holder| key.starts_with(&format!("{}.", holder.key)));
    let bindings = options.bindings.iter().map(|(_, binding)| &binding.place);
    for place in bindings
        .chain(options.written())
        .filter(|place| place.is_field())
    {
        if of_holder(&place.text()) {
            continue;
        }
        errors.push(match holder {
            Some(holder) if known.contains(&&*place.argument()) => {
                let message = format!(
                    "the parameters are fields of `{}` already; those of one argument can be differentiated",
                    holder.name
                );
                Error::new(place.name.span(), message)
            }
            _ => unknown(&place.name, "argument", &known),
        });
    }
    let is_bound = |i: usize| plan.tests.iter().all(|test| test.value(i).is_some());
    let unbound = plan
        .arguments
        .iter()
        .enumerate()
        .find(|&(i, a)| a.slot == Slot::Receiver && !is_bound(i));
    if let (Some((_, holder)), Some(field)) = (unbound, fields().next()) {
        let message = format!(
            "`{}` is a field of `{1}`, and nothing says which `{1}`; add `given({1} = ..)`",
            field.key, holder.name
        );
        errors.push(Error::new(field.span, message));
    }
}

/// The error of a method of which it isn't known what it is called on.
pub(super) fn unbound(subject: &Subject<'_>, plan: &Plan<'_>) -> Option<Error> {
    let (host, receiver) = (subject.host?, plan.unbound_receiver()?);
    let name = &host.name;
    let message = format!(
        "`{}` is called on a `{name}`, and nothing says which; add `on = {name}::example()`, or `at(self = ..)` to differentiate with respect to it",
        subject.signature.ident
    );
    Some(Error::new(receiver.span, message))
}

fn no_receiver(key: &Ident) -> Error {
    let message =
        "`on` is what a method is called on, and this function has no `self`; leave it out";
    Error::new(key.span(), message)
}
