//! All that is wrong with a use of the attribute, each at its token, each with what to write instead.
//!
//! A mistake that only follows from another is left out.

mod draws;
mod generics;
mod layout;
mod outs;
mod receiver;

use crate::arguments::{Argument, Slot};
use crate::block::mentions;
use crate::enclosing::Enclosing;
use crate::expand::Subject;
use crate::mode::Kind;
use crate::options::{Binding, Options, Role};
use crate::place::Place;
use crate::plan::{Plan, Test, text};
use crate::return_type;
use crate::suggest::{listed, nearest};
use crate::types::{Drawing, bare, drawing, is_mutable_view, is_number, may_be_alias};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Error, FnArg, Signature, Type, TypeParamBound};

/// Collect what is wrong, behind the mistakes in the form of the options.
pub(crate) fn collect(
    subject: &Subject<'_>,
    options: &Options,
    plan: &Plan<'_>,
    errors: &mut Vec<Error>,
) {
    let form_is_right = errors.is_empty();
    check_signature(subject, errors);
    let forgotten = outs::forgotten(&subject.signature, options, plan);
    if forgotten.is_none() {
        errors.extend(return_type::check(&subject.signature, options, plan.parameters()).err());
    }
    check_patterns(options, errors);
    check_mode(options, errors);
    generics::check(subject, options, errors);
    let before_names = errors.len();
    check_names(&plan.arguments, &subject.absent, options, errors);
    receiver::check(subject, options, plan, errors);
    if form_is_right {
        errors.extend(receiver::unbound(subject, plan));
    }
    errors.extend(outs::written_by_another(subject, options, plan));
    outs::check(options, plan, errors);
    layout::check(options, plan, &subject.absent, errors);
    // A misspelt name or option leaves an argument without a point: that only follows.
    let names_are_right = errors.len() == before_names;
    if let Some(forgotten) = forgotten {
        errors.extend(form_is_right.then_some(forgotten));
    } else if form_is_right && names_are_right {
        let before_points = errors.len();
        check_points(subject, options, plan, errors);
        draws::same_points(options, plan, errors);
        if errors.len() == before_points {
            draws::check(options, plan, errors);
        }
        if errors.is_empty() {
            errors.extend(one_for_several(&subject.signature, options, plan));
        }
    }
}

/// What kind of function can be checked at all.
fn check_signature(subject: &Subject<'_>, errors: &mut Vec<Error>) {
    let signature = &subject.signature;
    let mut wrong = |span: Span, message: &str| errors.push(Error::new(span, message));
    if let Some(keyword) = &signature.asyncness {
        wrong(
            keyword.span,
            "an async function can't be checked; annotate a plain function that it calls",
        );
    }
    if let Some(keyword) = unsafe_keyword(signature) {
        wrong(
            keyword,
            "an unsafe function can't be checked; annotate a safe function that wraps it",
        );
    }
    if let Some(dots) = &signature.variadic {
        wrong(
            dots.dots.spans[0],
            "a variadic function can't be checked; annotate one with named arguments",
        );
    }
    if let Some((span, message)) = outside_of_block(subject) {
        wrong(span, message);
    }
}

/// Every pattern of `only` must be one that a path could fit.
fn check_patterns(options: &Options, errors: &mut Vec<Error>) {
    let patterns = options.only.iter().flat_map(|(_, patterns)| patterns);
    let broken = patterns.filter(|pattern| !is_pattern(&pattern.value()));
    errors.extend(broken.map(|pattern| {
        let message = format!(
            "`{}` is no path; write one such as `layers[1].weight` or `layers[*].bias`",
            pattern.value()
        );
        Error::new(pattern.span(), message)
    }));
}

/// Names between dots, each with positions in brackets behind it.
fn is_pattern(pattern: &str) -> bool {
    pattern.split('.').all(|step| {
        let (name, positions) = step.find('[').map_or((step, ""), |at| step.split_at(at));
        let is_position = |position: &str| {
            let inside = position.strip_prefix('[').and_then(|p| p.strip_suffix(']'));
            // As a path is printed: `[+1]` and `[01]` are never met.
            let is_printed = |i: &str| i.parse::<usize>().is_ok_and(|n| n.to_string() == i);
            inside.is_some_and(|i| i == "*" || is_printed(i))
        };
        !name.trim().is_empty()
            && !name.contains(']')
            && positions.split_inclusive(']').all(is_position)
    })
}

/// Options that belong to one kind of derivative only.
fn check_mode(options: &Options, errors: &mut Vec<Error>) {
    let mode = options.mode.as_ref();
    let beside = mode.filter(|mode| mode.kind != Kind::Out);
    if let (Some(cost), Some(mode)) = (&options.cost, beside) {
        let message = format!(
            "`cost` stands in for a function that returns (cost, grads), and not beside `{}`; leave it out",
            mode.word.unraw()
        );
        errors.push(Error::new_spanned(cost, message));
    }
    let has_gradient = mode.is_none_or(|mode| matches!(mode.kind, Kind::Gradient | Kind::Out));
    if let (Some(key), Some(mode), false) = (options.threads(), mode, has_gradient) {
        let message = format!(
            "`threads` is for a cost with its gradient, and not beside `{}`; leave it out",
            mode.word.unraw()
        );
        errors.push(Error::new(key.span(), message));
    }
    let is_one_function = mode.is_none_or(|mode| mode.kind == Kind::Out);
    if let (Some(key), Some(mode), false) = (&options.lines, mode, is_one_function) {
        let message = format!(
            "`lines` follows a function that computes its own gradient, and not beside `{}`; leave it out",
            mode.word.unraw()
        );
        errors.push(Error::new(key.span(), message));
    }
    if let (Some(key), Some(mode), false) = (&options.forces, mode, has_gradient) {
        let message = format!(
            "`forces` is for an energy with its forces, and not beside `{}`; leave it out",
            mode.word.unraw()
        );
        errors.push(Error::new(key.span(), message));
    }
    if let Some(key) = &options.cache {
        let goes_back = mode.is_some_and(|mode| {
            matches!(mode.kind, Kind::Pullback | Kind::Gradient) && mode.function.is_some()
        });
        let is_compared = options.tangent.is_some() || options.gradient.is_some();
        if !goes_back || is_compared {
            let message = "`cache` goes to the one function that takes it; write `pullback = backward, cache` or `gradient = backward, cache`";
            errors.push(Error::new(key.span(), message));
        }
    }
    let is_jacobian = mode.is_some_and(|mode| matches!(mode.kind, Kind::Jacobian | Kind::Jvp));
    if let Some((key, _)) = options.outputs.as_ref().filter(|_| !is_jacobian) {
        let message =
            "`outputs` names the rows of a Jacobian; write `jacobian` beside it, or leave it out";
        errors.push(Error::new(key.span(), message));
    }
}

/// Where it shows that a function belongs to a block which has no attribute, and what to write.
fn outside_of_block(subject: &Subject<'_>) -> Option<(Span, &'static str)> {
    if subject.host.is_some() {
        return None;
    }
    let signature = &subject.signature;
    let own = match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) => Some(receiver.self_token.span),
        _ => find_self(signature.to_token_stream()),
    };
    let message = match (own, subject.around) {
        (_, Some(Enclosing::Trait)) => IN_TRAIT,
        (Some(own), _) => return Some((own, METHOD)),
        (None, around) => around.map(|_| ASSOCIATED)?,
    };
    // Without the note that an error comes from a macro.
    let attribute = signature.ident.span().located_at(Span::call_site());
    Some((attribute, message))
}

const METHOD: &str = "a method is checked through its `impl` block: write `#[grad_check]` above the `impl` as well, or annotate a free function that takes the value as an argument, such as `fn cost(model: &Model, ..)`";
const ASSOCIATED: &str = "a function of an `impl` block is checked through the block: write `#[grad_check]` above the `impl` as well, or annotate a free function that calls this one";
const IN_TRAIT: &str = "a function of a trait is checked where it is implemented: write `#[grad_check]` above that `impl` and on its function, or annotate a free function that calls this one";

fn unsafe_keyword(signature: &Signature) -> Option<Span> {
    let tokens = signature.to_token_stream().into_iter();
    tokens
        .take_while(|tree| tree.to_string() != "fn")
        .find_map(|tree| match tree {
            TokenTree::Ident(word) if word == "unsafe" => Some(word.span()),
            _ => None,
        })
}

fn find_self(tokens: TokenStream) -> Option<Span> {
    tokens.into_iter().find_map(|tree| match tree {
        TokenTree::Ident(word) if word == "Self" => Some(word.span()),
        TokenTree::Group(group) => find_self(group.stream()),
        _ => None,
    })
}

/// Every name in `at`, `given` and `points` must be an argument's, once; `absent` are those that a
/// `#[cfg]` leaves out.
fn check_names(
    arguments: &[Argument],
    absent: &[String],
    options: &Options,
    errors: &mut Vec<Error>,
) {
    let named = arguments.iter().filter(|a| a.slot == Slot::Named);
    let known: Vec<&str> = named.map(|a| a.key.as_str()).collect();
    let mut check = |bindings: &[&Binding]| {
        for (i, binding) in bindings.iter().enumerate() {
            let (name, key) = (&binding.place.name, binding.place.text());
            if absent.contains(&key) {
                continue;
            }
            if !arguments.iter().any(|argument| argument.key == key) {
                errors.push(unknown(name, "argument", &known));
            } else if bindings[..i]
                .iter()
                .any(|earlier| earlier.place.text() == key)
            {
                errors.push(repeated(name));
            }
        }
    };
    check(
        &options
            .bindings
            .iter()
            .map(|(_, binding)| binding)
            .collect::<Vec<_>>(),
    );
    for point in &options.points {
        check(&point.bindings.iter().collect::<Vec<_>>());
    }
    for (i, point) in options.points.iter().enumerate() {
        if options.points[..i]
            .iter()
            .any(|earlier| text(&earlier.name) == text(&point.name))
        {
            errors.push(repeated(&point.name));
        }
    }
}

/// Every argument must have a value, and at least one must be differentiated.
fn check_points(
    subject: &Subject<'_>,
    options: &Options,
    plan: &Plan<'_>,
    errors: &mut Vec<Error>,
) {
    let signature = &subject.signature;
    if outside_of_block(subject).is_some() {
        return;
    }
    if plan.arguments.is_empty() {
        let message = format!(
            "`{}` has no argument to differentiate with respect to; take the parameters as arguments",
            signature.ident
        );
        errors.push(Error::new(signature.ident.span(), message));
        return;
    }
    if let Some(error) = misplaced_whole(options, plan) {
        errors.push(error);
        return;
    }
    for (i, argument) in plan.arguments.iter().enumerate() {
        if argument.slot != Slot::Named {
            continue;
        }
        if plan.is_drawn(i) {
            errors.extend(no_point(argument));
        } else if plan.tests.iter().any(|test| test.role(i) == Role::At) {
            let value = options.value_out.as_ref().map(Place::text);
            let is_in_place = value.as_ref() == Some(&argument.key);
            let written = written_through(argument).filter(|_| !is_in_place);
            errors.extend(written.or_else(|| read_once(argument)));
        }
    }
    errors.extend(too_many(plan));
    let nothing_left =
        |test: &Test<'_>| (0..plan.arguments.len()).all(|i| test.role(i) != Role::At);
    if plan.tests.iter().any(nothing_left) {
        let at = options.given.as_ref();
        let message = if at.is_some() {
            "every argument is held fixed by `given`, so that there is nothing to differentiate; bind one with `at(..)`"
        } else {
            "there is nothing to differentiate with respect to; name a field of the receiver, such as `at(self.w)`, or the receiver itself, `at(self = ..)`"
        };
        let at = at.map_or_else(|| signature.ident.span(), Ident::span);
        errors.push(Error::new(at, message));
    }
}

/// The error of one gradient beside several differentiated arguments.
fn one_for_several(signature: &Signature, options: &Options, plan: &Plan<'_>) -> Option<Error> {
    let gradient = return_type::single_gradient(signature).filter(|_| options.mode.is_none())?;
    let test = plan.tests.first()?;
    let parameters = (0..plan.arguments.len()).filter(|&i| test.role(i) == Role::At);
    let parameters: Vec<&Argument> = parameters.map(|i| &plan.arguments[i]).collect();
    if parameters.len() < 2 {
        return None;
    }
    // A number may have an alias; what else has none is an error of its type.
    let may_be_number = |ty: &Type| is_number(ty) || may_be_alias(ty);
    let are_numbers = parameters.iter().all(|a| may_be_number(a.referent()));
    if are_numbers && return_type::may_hold(gradient, parameters.len()) {
        return None;
    }
    let names: Vec<&str> = parameters.iter().map(|a| a.name.as_str()).collect();
    // The first argument of the gradient's type is most likely the one that it belongs to.
    let written = |ty: &Type| ty.to_token_stream().to_string();
    let own = (parameters.iter()).position(|a| written(a.referent()) == written(gradient));
    let own = own.unwrap_or(0);
    let others = (names.iter().enumerate()).filter(|&(i, _)| i != own);
    let fixed: Vec<String> = others.map(|(_, name)| format!("{name} = ..")).collect();
    let message = format!(
        "one gradient, but {} are differentiated; hold what has none fixed, such as with `given({})`, or return one for each",
        listed(&names),
        fixed.join(", ")
    );
    Some(Error::new_spanned(gradient, message))
}

/// How many parts a tuple of parameters may have.
const PARAMETERS: usize = 12;

/// The error of the first parameter beyond as many.
fn too_many(plan: &Plan<'_>) -> Option<Error> {
    let test = plan.tests.first()?;
    let arguments = plan.arguments.iter().enumerate();
    let mut parameters = arguments.filter(|&(i, _)| test.role(i) == Role::At);
    let (_, first) = parameters.nth(PARAMETERS)?;
    let message = format!(
        "`{}` is one more than the {PARAMETERS} arguments that can be differentiated at once; hold others fixed with `given({0} = ..)`, or take several as one array or a struct with `#[derive(Params)]`",
        first.name
    );
    Some(Error::new(first.span, message))
}

/// The error of an `at = ..` that doesn't belong to exactly one argument.
fn misplaced_whole(options: &Options, plan: &Plan<'_>) -> Option<Error> {
    let whole = options.whole.as_ref()?;
    let drawn: Vec<&str> = (plan.arguments.iter().enumerate())
        .filter(|&(i, _)| plan.is_drawn(i))
        .map(|(_, argument)| argument.name.as_str())
        .collect();
    let message = if drawn.is_empty() {
        if plan.uses(&whole.value) {
            return None;
        }
        "`at = ..` has no argument left, each is bound by name; leave it out".to_owned()
    } else {
        let each: Vec<String> = drawn.iter().map(|name| format!("{name} = ..")).collect();
        format!(
            "`at = ..` is for a single differentiated argument, but {} are not held fixed; write `at({})`",
            listed(&drawn),
            each.join(", ")
        )
    };
    Some(Error::new(whole.key.span(), message))
}

/// The error of an argument that has no test point and can't draw one.
fn no_point(argument: &Argument) -> Option<Error> {
    let name = &argument.name;
    if argument.is_mutable_reference() || is_mutable_view(&argument.ty) {
        let message = format!(
            "`{name}` may be written by the function; add `given({name} = ..)`, which is made anew for each evaluation"
        );
        return Some(Error::new(argument.span, message));
    }
    let help = match drawing(&argument.ty) {
        Drawing::Possible => return None,
        Drawing::NeedsShape(point) => format!(
            "add `at({name} = {point})` to differentiate with respect to it, or `given({name} = ..)` to hold it fixed"
        ),
        Drawing::NotAParameter => format!("add `given({name} = ..)` to hold it fixed"),
    };
    Some(Error::new(
        argument.span,
        format!("no test point for `{name}`; {help}"),
    ))
}

/// The error of a parameter that the function could write to.
fn written_through(argument: &Argument) -> Option<Error> {
    let is_writable = argument.is_mutable_reference() || is_mutable_view(&argument.ty);
    is_writable.then(|| {
        let message = format!(
            "`{0}` is a parameter, which is read and not written; take it as `&T`, hold it fixed with `given({0} = ..)`, or annotate a function that calls this one on a copy",
            argument.name
        );
        Error::new_spanned(&argument.ty, message)
    })
}

/// The error of a parameter that is an iterator: a point is read more than once.
fn read_once(argument: &Argument) -> Option<Error> {
    let bounds = match bare(argument.referent()) {
        Type::ImplTrait(ty) => &ty.bounds,
        Type::TraitObject(ty) => &ty.bounds,
        _ => return None,
    };
    let is_iterator = bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|segment| segment.ident.to_string().ends_with("Iterator"))
        }
        _ => false,
    });
    let is_into = mentions(argument.ty.to_token_stream(), "IntoIterator");
    (is_iterator && !is_into).then(|| {
        let message = format!(
            "`{0}` is an iterator, and a parameter is evaluated at many points; take a slice, `{0}: &[f64]`, or `impl IntoIterator<Item = f64>`",
            argument.name
        );
        Error::new_spanned(&argument.ty, message)
    })
}

fn repeated(name: &Ident) -> Error {
    Error::new(
        name.span(),
        format!("`{}` is bound twice; keep one", text(name)),
    )
}

fn unknown(name: &Ident, what: &str, known: &[&str]) -> Error {
    let unknown = text(name);
    let help = match nearest(&unknown, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "there is none".to_owned(),
        None if known.len() == 1 => format!("there is only {}", listed(known)),
        None => format!("there are {}", listed(known)),
    };
    Error::new(
        name.span(),
        format!("no {what} is called `{unknown}`; {help}"),
    )
}
