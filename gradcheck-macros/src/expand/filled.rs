//! What a function of its own writes to buffers: the gradient of `gradient = path, out`, or what a function of the same
//! block writes, whose signature says so.

use super::Expansion;
use super::outs::numbers;
use crate::arguments::{Argument, Slot};
use crate::called::{is_fixed, is_gradient_of};
use crate::mode::Kind;
use crate::options::Role;
use crate::place::Place;
use crate::plan::Test;
use crate::types::{Drawing, bare, drawing};
use syn::ext::IdentExt;
use syn::{Expr, Type};

/// A buffer that the function of the gradient takes.
pub(super) struct Filled {
    /// What is written to it.
    pub(super) parameters: Vec<usize>,
    /// The function's own argument, where its signature is known.
    pub(super) argument: Option<Argument>,
    /// Where it stands among the arguments; behind them if that isn't known.
    pub(super) place: Option<usize>,
    /// What it is called.
    pub(super) name: String,
    /// Whether it holds the cotangent before.
    pub(super) in_place: bool,
}

/// The arguments of a function of the same block that the annotated one doesn't pass on, each with its place.
#[derive(Default)]
pub(super) struct Strangers {
    /// Those that it writes to.
    pub(super) buffers: Vec<(usize, Argument)>,
    /// Directions, or a cotangent.
    pub(super) others: Vec<(usize, Argument)>,
    /// Those that are given to it alone, each by its position among all arguments.
    pub(super) given: Vec<(usize, usize)>,
}

impl Expansion<'_> {
    /// None where the signature isn't known. A cache is none of them.
    pub(super) fn strangers(&self, test: &Test<'_>, function: &Expr) -> Strangers {
        let mut strangers = self.strangers_and_cache(test, function);
        self.take_cache(test, function, &mut strangers);
        strangers
    }

    /// The same with the cache among the others.
    pub(super) fn strangers_and_cache(&self, test: &Test<'_>, function: &Expr) -> Strangers {
        let Some(partner) = self.subject.partner(function) else {
            return Strangers::default();
        };
        let theirs = Argument::all(partner, self.subject.host);
        let named = theirs.into_iter().filter(|a| a.slot == Slot::Named);
        let is_passed_on = |argument: &Argument| {
            let mut ours = self.plan.arguments.iter().enumerate();
            is_fixed(&argument.name)
                || ours.any(|(i, own)| {
                    let is_named = own.slot == Slot::Named && own.key == argument.key;
                    is_named && (test.role(i) != Role::Out || self.is_left(test, i, argument))
                })
        };
        let own = named.enumerate().filter(|(_, a)| !is_passed_on(a));
        // What a call writes to and is given is scratch space of its own, beside gradients whose buffers are known.
        let mode = self.options.mode.as_ref();
        let is_matrix =
            mode.is_some_and(|mode| !matches!(mode.kind, Kind::Gradient | Kind::Pullback));
        let is_scratch = |argument: &Argument| {
            let buffer = argument.buffer().map(|buffer| bare(buffer.ty));
            !is_matrix
                && matches!(buffer, Some(Type::Infer(_)))
                && self
                    .plan
                    .arguments
                    .iter()
                    .any(|own| own.slot == Slot::Partner && own.key == argument.key)
        };
        let (buffers, others): (Vec<_>, Vec<_>) =
            own.partition(|(_, argument)| argument.buffer().is_some() && !is_scratch(argument));
        let given = |argument: &Argument| {
            let mut ours = self.plan.arguments.iter();
            ours.position(|own| own.slot == Slot::Partner && own.key == argument.key)
        };
        let (bound, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|(_, a)| given(a).is_some());
        let bound = bound
            .iter()
            .filter_map(|(place, a)| Some((*place, given(a)?)));
        Strangers {
            buffers,
            others,
            given: bound.collect(),
        }
    }

    /// Whether another function reads here what the annotated one has written to an argument of that name: scratch space,
    /// or its outputs.
    pub(super) fn is_left(&self, test: &Test<'_>, i: usize, theirs: &Argument) -> bool {
        let own = &self.plan.arguments[i];
        let is_object = matches!(own.referent(), Type::TraitObject(_));
        let value = self.options.value_out.as_ref().map(Place::text);
        let is_value = value.as_ref() == Some(&own.key) && test.role(i) == Role::Out;
        let is_scratch = test.role(i) == Role::Given && own.is_mutable_reference() && !is_object;
        (is_value || is_scratch) && theirs.buffer().is_none() || self.is_numbers(test, i)
    }

    /// Whether an argument is scratch space for numbers, which the annotated function leaves to others; a generator that
    /// draws the same again is not.
    pub(super) fn is_numbers(&self, test: &Test<'_>, i: usize) -> bool {
        let own = &self.plan.arguments[i];
        let is_scratch = test.role(i) == Role::Given && own.is_mutable_reference();
        let is_array = matches!(own.referent(), Type::Array(_));
        is_scratch && (is_array || matches!(drawing(own.referent()), Drawing::NeedsShape(_)))
    }

    /// Whether a function reads something that the annotated one has written; one that isn't known takes all arguments.
    pub(super) fn reads_left(&self, test: &Test<'_>, function: &Expr) -> bool {
        let partner = self.subject.partner(function);
        if partner.is_none() {
            return (0..self.plan.arguments.len()).any(|i| self.is_numbers(test, i));
        }
        let theirs = partner.map(|signature| Argument::all(signature, self.subject.host));
        theirs.into_iter().flatten().any(|theirs| {
            let mut ours = self.plan.arguments.iter().enumerate();
            ours.any(|(i, own)| {
                own.slot == Slot::Named && own.key == theirs.key && self.is_left(test, i, &theirs)
            })
        })
    }

    /// The function that `gradient = path` names, alone or beside a Hessian.
    pub(super) fn gradient_function(&self) -> Option<&Expr> {
        let mode = self.options.mode.as_ref();
        let alone = mode.filter(|mode| mode.kind == Kind::Gradient);
        let alone = alone.and_then(|mode| mode.function.as_ref());
        alone.or(self.options.gradient.as_ref())
    }

    /// The buffers of a function that writes gradients, in their order.
    pub(super) fn filled(&self, test: &Test<'_>, function: &Expr) -> Vec<Filled> {
        let (numbers, count) = numbers(self.plan, test);
        let parameters = (0..self.plan.arguments.len()).filter(|&i| test.role(i) == Role::At);
        let parameters: Vec<usize> = parameters.collect();
        if self.subject.partner(function).is_some() {
            let buffers = self.strangers(test, function).buffers;
            let is_shared = buffers.len() == 1 && numbers.len() > 1;
            let named = |argument: &Argument| {
                let is_own =
                    |&&i: &&usize| is_gradient_of(&argument.name, &self.plan.arguments[i].key);
                parameters.iter().find(is_own)
            };
            // Where a name says nothing, the order does.
            let taken: Vec<&usize> = buffers.iter().filter_map(|(_, a)| named(a)).collect();
            let mut open = parameters.iter().filter(|i| !taken.contains(i));
            let mut matched: Vec<(&usize, (usize, Argument))> = buffers
                .into_iter()
                .filter_map(|buffer| Some((named(&buffer.1).or_else(|| open.next())?, buffer)))
                .collect();
            matched.sort_by_key(|(parameter, _)| **parameter);
            let called = self.subject.called_by(function);
            let in_place = called.and_then(|called| called.in_place);
            let filled = matched
                .into_iter()
                .map(|(&parameter, (place, argument))| Filled {
                    parameters: if is_shared {
                        numbers.clone()
                    } else {
                        vec![parameter]
                    },
                    name: argument.name.clone(),
                    argument: Some(argument),
                    place: Some(place),
                    in_place: in_place == Some(place),
                });
            return filled.collect();
        }
        // `out` alone: the function takes them behind its arguments.
        if !self.options.out_stands_alone() {
            return Vec::new();
        }
        let name = match crate::called::path(function) {
            Expr::Path(path) => path
                .path
                .segments
                .last()
                .map(|last| last.ident.unraw().to_string()),
            _ => None,
        };
        let name = name.unwrap_or_else(|| "gradient".to_owned());
        let all = if numbers.len() > 1 {
            vec![numbers]
        } else {
            parameters.iter().map(|&i| vec![i]).collect()
        };
        let filled = all.into_iter().map(|parameters| Filled {
            name: match parameters.as_slice() {
                [single] if count > 1 => format!("{name}.{}", self.plan.arguments[*single].name),
                _ => name.clone(),
            },
            parameters,
            argument: None,
            place: None,
            in_place: false,
        });
        filled.collect()
    }
}
