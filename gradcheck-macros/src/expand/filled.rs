//! A gradient that a function of its own writes to buffers: `gradient = path, out`, or one of the same block whose
//! signature says so.

use super::Expansion;
use super::outs::numbers;
use crate::arguments::{Argument, Slot};
use crate::mode::Kind;
use crate::options::Role;
use crate::plan::Test;
use syn::Expr;
use syn::ext::IdentExt;

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
}

impl Expansion<'_> {
    /// The buffers of the function that `gradient` names, in their order.
    pub(super) fn filled(&self, test: &Test<'_>) -> Vec<Filled> {
        let mode = self.options.mode.as_ref();
        let mode = mode.filter(|mode| mode.kind == Kind::Gradient);
        let Some(function) = mode.and_then(|mode| mode.function.as_ref()) else {
            return Vec::new();
        };
        let (numbers, count) = numbers(self.plan, test);
        let parameters = (0..self.plan.arguments.len()).filter(|&i| test.role(i) == Role::At);
        let parameters: Vec<usize> = parameters.collect();
        if let Some(partner) = self.subject.partner(function) {
            let theirs = Argument::all(partner, self.subject.host);
            let named = theirs.into_iter().filter(|a| a.slot == Slot::Named);
            let is_ours = |argument: &Argument| {
                let mut ours = self.plan.arguments.iter();
                ours.any(|own| own.key == argument.key)
            };
            let buffers = named.enumerate();
            let buffers = buffers.filter(|(_, a)| a.buffer().is_some() && !is_ours(a));
            let buffers: Vec<(usize, Argument)> = buffers.collect();
            let is_shared = buffers.len() == 1 && numbers.len() > 1;
            let matched = buffers.into_iter().zip(&parameters);
            let filled = matched.map(|((place, argument), &parameter)| Filled {
                parameters: if is_shared {
                    numbers.clone()
                } else {
                    vec![parameter]
                },
                name: argument.name.clone(),
                argument: Some(argument),
                place: Some(place),
            });
            return filled.collect();
        }
        if self.options.out.is_none() {
            return Vec::new();
        }
        let name = match function {
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
        });
        filled.collect()
    }
}
