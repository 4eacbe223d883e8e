//! What is wrong with `out(..)`, and where it was forgotten.

use super::{repeated, unknown};
use crate::arguments::{Argument, Slot};
use crate::expand::{Subject, shares_buffer};
use crate::mode::{Kind, Mode};
use crate::options::{Options, Out, Role};
use crate::plan::Plan;
use crate::return_type::is_cost;
use crate::types::{Drawing, bare, drawing, is_number, last_segment};
use proc_macro2::Ident;
use syn::{Error, ReturnType, Signature, Type};

/// The error of a function of the same block that writes what it should return, where no buffer can be made.
pub(super) fn written_by_another(
    subject: &Subject<'_>,
    options: &Options,
    plan: &Plan<'_>,
) -> Option<Error> {
    let mode = options.mode.as_ref()?;
    let is_product = mode.kind == Kind::HessianProduct;
    if !matches!(mode.kind, Kind::Jvp | Kind::HessianProduct) {
        return None;
    }
    let function = mode.function.as_ref()?;
    let partner = subject.partner(function)?;
    let theirs = Argument::all(partner, subject.host);
    let test = plan.tests.first()?;
    let is_passed_on = |argument: &Argument| {
        let mut ours = plan.arguments.iter().enumerate();
        ours.any(|(i, own)| own.key == argument.key && test.role(i) != Role::Out)
    };
    let is_buffer = |argument: &&Argument| argument.buffer().is_some() && !is_passed_on(argument);
    let buffers: Vec<&Argument> = theirs.iter().filter(is_buffer).collect();
    let first = buffers.first()?;
    let is_bound = plan
        .arguments
        .iter()
        .any(|a| a.key == first.key && a.slot == Slot::Partner);
    let is_known = is_product || options.value_out.is_some() || is_bound || has_shape(first);
    if buffers.len() == 1 && is_known {
        return None;
    }
    let message = format!(
        "`{0}` writes to `{1}`, in a shape that isn't known here; name a function that makes `{1}`, calls `{0}` and returns it",
        partner.ident, first.name
    );
    Some(Error::new_spanned(function, message))
}

/// Whether it is known how many outputs there are before the function is called.
fn value_has_shape(options: &Options, plan: &Plan<'_>) -> bool {
    let Some(place) = options.value_out.as_ref() else {
        return false;
    };
    let mut arguments = plan.arguments.iter().enumerate();
    let argument = arguments.find(|(_, argument)| argument.key == place.text());
    argument.is_some_and(|(i, argument)| has_shape(argument) || is_given(plan, i))
}

/// Whether a buffer's type tells its shape, as far as its tokens tell.
fn has_shape(argument: &Argument) -> bool {
    argument.buffer().is_some_and(|buffer| {
        let is_slice = matches!(bare(buffer.ty), Type::Slice(_));
        !is_slice && !buffer.is_view && !matches!(drawing(buffer.ty), Drawing::NeedsShape(_))
    })
}

fn is_given(plan: &Plan<'_>, argument: usize) -> bool {
    plan.tests.iter().all(|test| test.value(argument).is_some())
}

/// The errors of buffers for outputs and their Jacobian whose shape isn't known.
fn without_shape(options: &Options, plan: &Plan<'_>, outs: &[Out], errors: &mut Vec<Error>) {
    let named = |text: &str| plan.arguments.iter().position(|a| a.key == text);
    let mut wants = |i: usize, what: &str, held: &str, shape: [&str; 2]| {
        let name = &plan.arguments[i].name;
        let example = zeros(&plan.arguments[i], shape);
        let message = format!(
            "`{name}` receives {what}, and its shape isn't known here; add `given({name} = {example})`, {held}"
        );
        errors.push(Error::new(plan.arguments[i].span, message));
    };
    let value = options
        .value_out
        .as_ref()
        .and_then(|place| named(&place.text()));
    if let Some(i) = value.filter(|_| !value_has_shape(options, plan)) {
        return wants(i, "the outputs", "whatever numbers that holds", ["3", "3"]);
    }
    let writes_jacobian = options
        .mode
        .as_ref()
        .is_some_and(|m| m.kind == Kind::Jacobian);
    for i in outs.iter().filter_map(|out| named(&out.place.text())) {
        let is_known = has_shape(&plan.arguments[i]) || is_given(plan, i) || value.is_some();
        if writes_jacobian && !is_known {
            wants(i, "the Jacobian", "as callers hand it over", ["6", "3, 2"]);
        }
    }
}

/// How a buffer of this length, or of this shape, is written.
fn zeros(argument: &Argument, [length, shape]: [&str; 2]) -> String {
    let Some(buffer) = argument.buffer() else {
        return "..".to_owned();
    };
    let Some(segment) = last_segment(buffer.ty) else {
        return format!("vec![0.0; {length}]");
    };
    let name = segment.ident.to_string().replace("ViewMut", "");
    match name.as_str() {
        "Vec" => format!("vec![0.0; {length}]"),
        "Array2" => format!("Array2::zeros(({shape}))"),
        "Array1" | "DVector" | "Col" => format!("{name}::zeros({length})"),
        "DMatrix" | "Mat" => format!("{name}::zeros({shape})"),
        _ => "..".to_owned(),
    }
}

/// The error of an argument that is written, in a function that returns no derivative.
pub(super) fn forgotten(
    signature: &Signature,
    options: &Options,
    plan: &Plan<'_>,
) -> Option<Error> {
    let mode = options.mode.as_ref();
    let returns_too_little = match (mode, &signature.output) {
        (_, ReturnType::Default) => true,
        (None, ReturnType::Type(_, ty)) => is_cost(ty),
        (Some(mode), ReturnType::Type(_, ty)) => {
            let is_alone = mode.kind == Kind::Jacobian && mode.function.is_none();
            is_alone && !matches!(bare(ty), Type::Tuple(_))
        }
    };
    let has_outputs = mode.is_some_and(|mode| !mode.kind.has_cost());
    if !returns_too_little || options.out.is_some() || mode.is_some() && !has_outputs {
        return None;
    }
    let mut arguments = plan.arguments.iter().enumerate();
    let is_unbound = |i: usize| plan.is_drawn(i);
    let (_, argument) = arguments.find(|&(i, a)| is_unbound(i) && a.buffer().is_some())?;
    Some(unbound_buffer(argument, mode))
}

fn unbound_buffer(argument: &Argument, mode: Option<&Mode>) -> Error {
    let name = &argument.name;
    let is_number = argument.buffer().is_some_and(|buffer| is_number(buffer.ty));
    let receives = match mode {
        Some(mode) if !mode.kind.has_cost() && mode.function.is_some() => {
            format!("`out(outputs = {name})` if it receives the outputs")
        }
        Some(mode) if !mode.kind.has_cost() => format!(
            "`out({name})` if it receives the Jacobian, `out(outputs = {name}, ..)` if it receives the outputs"
        ),
        _ if is_number => format!(
            "`out({name})` if it receives the gradient, `out(cost = {name})` if it receives the cost"
        ),
        _ => format!("`out({name})` if it receives the gradient"),
    };
    let message = format!(
        "`{name}` is written by the function; add {receives}, or `given({name} = ..)` if it is scratch space"
    );
    Error::new(argument.span, message)
}

/// The error of an `out` that doesn't go with the kind of derivative.
fn misplaced(key: &Ident, outs: &[Out], options: &Options) -> Option<Error> {
    let mode = options.mode.as_ref();
    let kind = mode.map(|mode| mode.kind);
    let error = |message: &str| Some(Error::new(key.span(), message));
    let of_another = mode.is_some_and(|mode| mode.function.is_some());
    let fills_gradient = kind == Some(Kind::Gradient)
        || options.gradient.is_some()
        || kind == Some(Kind::Pullback) && of_another;
    if options.out_stands_alone() {
        return if fills_gradient {
            None
        } else {
            error(OF_NOTHING)
        };
    }
    let mode = mode.filter(|mode| mode.kind != Kind::Out)?;
    let fits = match mode.kind {
        Kind::Jacobian if !of_another => !outs.is_empty(),
        Kind::Pullback => of_another,
        Kind::Hessian if mode.is_written => true,
        Kind::Hessian | Kind::HessianProduct if options.gradient.is_none() => false,
        _ if outs.is_empty() => of_another,
        Kind::Gradient => return error(OF_ANOTHER),
        _ => false,
    };
    let message = format!(
        "`out` is for a function that returns a cost and writes its gradient, or that and its Hessian, or outputs and their Jacobian, and not beside `{}`; annotate a function that makes the buffers, calls this one and returns {}",
        mode.word,
        mode.returns(false).0.join(" and ")
    );
    if fits { None } else { error(&message) }
}

const OF_ANOTHER: &str = "`out` stands alone beside `gradient = path`, which writes to a buffer behind its arguments; for a function that writes its own gradient leave `gradient` out, and where a method keeps the gradient in a field annotate that method, `cost = path, out(self.field)`";
const OF_NOTHING: &str = "`out` names what receives the gradient, `out(grad)`; it stands alone beside `gradient = path` or `pullback = path` only";

pub(super) fn check(options: &Options, plan: &Plan<'_>, errors: &mut Vec<Error>) {
    let Some((key, outs)) = &options.out else {
        return;
    };
    if let Some(error) = misplaced(key, outs, options) {
        errors.push(error);
        return;
    }
    if options.out_stands_alone() {
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
    let matrix = options.hessian_out.iter().map(|place| (place, FORMS));
    let value = options.value_out.iter();
    let value = value.map(|place| (place, "`&mut f64` or `&mut [f64]`"));
    for (place, forms) in value.chain(matrix).filter(|(place, _)| !place.is_field()) {
        match plan
            .arguments
            .iter()
            .find(|argument| argument.key == place.text())
        {
            None => errors.push(unknown(&place.name, "argument", &named)),
            Some(argument) => errors.extend(not_writable(argument, forms)),
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
    let mode = options.mode.as_ref();
    if mode.is_some_and(|mode| !mode.kind.has_cost()) && errors.len() == before {
        without_shape(options, plan, outs, errors);
    }
    if errors.len() == before {
        errors.extend(miscounted((key, outs), options, plan, &parameters));
    }
}

/// The error of buffers that are not as many as the gradients or Jacobians.
fn miscounted(
    (key, outs): (&Ident, &[Out]),
    options: &Options,
    plan: &Plan<'_>,
    parameters: &[&Argument],
) -> Option<Error> {
    let mode = options.mode.as_ref();
    let is_cost = mode.is_none_or(|mode| mode.kind == Kind::Out);
    let is_jacobian = mode.is_some_and(|mode| mode.kind == Kind::Jacobian);
    let is_hessian = mode.is_some_and(|mode| mode.is_written);
    let are_numbers = parameters.iter().all(|a| is_number(a.referent()));
    let is_shared = are_numbers && shares_buffer(options, parameters.len());
    let fits = if is_shared || is_jacobian && outs.len() <= 1 || is_hessian && outs.is_empty() {
        true
    } else if is_cost || is_jacobian || is_hessian {
        outs.len() == parameters.len()
    } else {
        outs.len() <= parameters.len()
    };
    if fits {
        return None;
    }
    let roles = (0..plan.arguments.len()).filter(|&i| plan.is_drawn(i));
    let drawn: Vec<&Argument> = roles.map(|i| &plan.arguments[i]).collect();
    if let Some(written) = drawn.iter().find(|argument| argument.buffer().is_some()) {
        return Some(unbound_buffer(written, mode));
    }
    let fixed = drawn.last().map_or_else(String::new, |argument| {
        format!(
            ", or hold what has no gradient fixed, `given({} = ..)`",
            argument.name
        )
    });
    let each = parameters.iter().map(|a| format!("{} = ..", a.key));
    let message = format!(
        "`out` names {} for the {3}{2} of {1} argument{2}; write `out({4})`{fixed}",
        outs.len(),
        parameters.len(),
        if parameters.len() == 1 { "" } else { "s" },
        if is_jacobian { "Jacobian" } else { "gradient" },
        each.collect::<Vec<_>>().join(", ")
    );
    Some(Error::new(key.span(), message))
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
