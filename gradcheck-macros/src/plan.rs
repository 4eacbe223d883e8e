//! From what is written to what is tested: each argument bound to a test point, in every test.

use crate::arguments::Argument;
use crate::options::{Binding, Options, Role};
use proc_macro2::Ident;
use syn::Expr;
use syn::ext::IdentExt;

/// The tests to write.
pub(crate) struct Plan<'a> {
    pub(crate) arguments: Vec<Argument>,
    pub(crate) tests: Vec<Test<'a>>,
}

/// One test: where each argument's value comes from, in the order of evaluation.
pub(crate) struct Test<'a> {
    pub(crate) point: Option<&'a Ident>,
    pub(crate) sources: Vec<Source<'a>>,
}

impl Test<'_> {
    /// The role of an argument.
    pub(crate) fn role(&self, argument: usize) -> Role {
        let source = self
            .sources
            .iter()
            .find(|source| source.argument == argument);
        source.map_or(Role::At, |source| source.role)
    }
}

/// The value of one argument.
pub(crate) struct Source<'a> {
    /// Which argument.
    pub(crate) argument: usize,
    pub(crate) role: Role,
    /// The variable to bind, and the expression; none where the value is drawn.
    pub(crate) written: Option<(Ident, &'a Expr)>,
}

impl<'a> Plan<'a> {
    /// Bind the arguments in each test; a name that is no argument's is left to
    /// [`mistakes`](crate::mistakes).
    pub(crate) fn new(arguments: Vec<Argument>, options: &'a Options) -> Self {
        let points = options
            .points
            .iter()
            .map(|point| (Some(&point.name), &*point.bindings));
        let mut tests: Vec<Test<'a>> = points
            .map(|(name, bindings)| test(&arguments, options, name, bindings))
            .collect();
        if tests.is_empty() {
            tests.push(test(&arguments, options, None, &[]));
        }
        Self { arguments, tests }
    }

    /// Whether an argument has no written value in one of the tests.
    pub(crate) fn is_drawn(&self, argument: usize) -> bool {
        self.sources()
            .any(|source| source.argument == argument && source.written.is_none())
    }

    /// Whether this expression is the value of an argument.
    pub(crate) fn uses(&self, value: &Expr) -> bool {
        self.sources()
            .any(|source| matches!(source.written, Some((_, v)) if std::ptr::eq(v, value)))
    }

    fn sources(&self) -> impl Iterator<Item = &Source<'a>> {
        self.tests.iter().flat_map(|test| &test.sources)
    }
}

/// Bind the arguments for one test: what is drawn first, then what is written, in its order.
fn test<'a>(
    arguments: &[Argument],
    options: &'a Options,
    point: Option<&'a Ident>,
    replacing: &'a [Binding],
) -> Test<'a> {
    let named = |binding: &Binding| arguments.iter().position(|a| a.name == text(&binding.name));
    let mut written: Vec<Source<'a>> = Vec::new();
    let mut bind = |argument: usize, role: Role, name: &Ident, value: &'a Expr| {
        let variable = variable(&arguments[argument], name);
        let source = Source {
            argument,
            role,
            written: Some((variable, value)),
        };
        match written
            .iter_mut()
            .find(|earlier| earlier.argument == argument)
        {
            Some(earlier) => {
                *earlier = Source {
                    role: earlier.role,
                    ..source
                }
            }
            None => written.push(source),
        }
    };
    for (role, binding) in &options.bindings {
        if let Some(argument) = named(binding) {
            bind(argument, *role, &binding.name, &binding.value);
        }
    }
    for binding in replacing {
        if let Some(argument) = named(binding) {
            bind(argument, Role::At, &binding.name, &binding.value);
        }
    }
    let is_bound = |written: &[Source<'_>], i: usize| written.iter().any(|s| s.argument == i);
    let unbound: Vec<usize> = (0..arguments.len())
        .filter(|&i| !is_bound(&written, i))
        .collect();
    if let (Some(whole), [single]) = (&options.whole, unbound.as_slice()) {
        let variable = arguments[*single].variable.clone();
        let written_whole = Some((variable, &whole.value));
        written.push(Source {
            argument: *single,
            role: Role::At,
            written: written_whole,
        });
    }
    let drawn = (0..arguments.len()).filter(|&i| !is_bound(&written, i));
    let drawn = drawn.map(|argument| Source {
        argument,
        role: Role::At,
        written: None,
    });
    let mut sources: Vec<Source<'a>> = drawn.collect();
    sources.append(&mut written);
    Test { point, sources }
}

/// The variable for an argument: under the option's own name, so that later expressions see it.
fn variable(argument: &Argument, option: &Ident) -> Ident {
    if *option == argument.variable {
        option.clone()
    } else {
        argument.variable.clone()
    }
}

/// A name as options compare it: never raw.
pub(crate) fn text(name: &Ident) -> String {
    name.unraw().to_string()
}
