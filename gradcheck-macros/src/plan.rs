//! From what is written to what is tested: each argument bound to a test point, in every test.

use crate::arguments::{Argument, Slot};
use crate::options::{Binding, Options, Role};
use crate::place::without_underscore;
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

impl<'a> Test<'a> {
    /// The role of an argument.
    pub(crate) fn role(&self, argument: usize) -> Role {
        let source = self.source(argument);
        source.map_or(Role::Given, |source| source.role)
    }

    /// The expression that an argument is bound to.
    pub(crate) fn value(&self, argument: usize) -> Option<&'a Expr> {
        let written = self.source(argument)?.written.as_ref();
        written.map(|(_, value)| *value)
    }

    fn source(&self, argument: usize) -> Option<&Source<'a>> {
        let mut sources = self.sources.iter();
        sources.find(|source| source.argument == argument)
    }
}

/// The value of one argument.
pub(crate) struct Source<'a> {
    /// Which argument.
    pub(crate) argument: usize,
    pub(crate) role: Role,
    /// The variable to bind, and the expression; none where the value is drawn, or a field's own.
    pub(crate) written: Option<(Ident, &'a Expr)>,
}

impl<'a> Plan<'a> {
    /// Bind the arguments in each test; a name that is no argument's is left to
    /// [`mistakes`](crate::mistakes).
    pub(crate) fn new(mut arguments: Vec<Argument>, options: &'a Options) -> Self {
        add_fields(&mut arguments, options);
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

    /// Whether an argument has no written value in one of the tests, and is no field, which has one.
    pub(crate) fn is_drawn(&self, argument: usize) -> bool {
        let is_field = self.arguments[argument].slot == Slot::Field;
        let mut sources = self.sources();
        !is_field
            && sources.any(|source| {
                source.argument == argument && source.role == Role::At && source.written.is_none()
            })
    }

    /// How many arguments are differentiated.
    pub(crate) fn parameters(&self) -> usize {
        let count = |test: &Test<'_>| {
            let roles = (0..self.arguments.len()).map(|i| test.role(i));
            roles.filter(|role| *role == Role::At).count()
        };
        self.tests.first().map_or(0, count)
    }

    /// The receiver, if nothing says what it is.
    pub(crate) fn unbound_receiver(&self) -> Option<&Argument> {
        let is_receiver = |argument: &Argument| argument.slot == Slot::Receiver;
        let receiver = self.arguments.iter().position(is_receiver)?;
        let is_bound = |test: &Test<'_>| test.sources.iter().any(|s| s.argument == receiver);
        (!self.tests.iter().all(is_bound)).then(|| &self.arguments[receiver])
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

/// The fields of the receiver that are differentiated, as arguments of their own.
fn add_fields(arguments: &mut Vec<Argument>, options: &Options) {
    let at_points = options.points.iter().flat_map(|point| &point.bindings);
    let everywhere = options.bindings.iter().map(|(_, binding)| binding);
    let fields = everywhere.chain(at_points).map(|binding| &binding.place);
    for place in fields.filter(|place| place.is_field()) {
        let mut field = Argument::field(arguments.len(), place);
        if arguments.iter().any(|argument| argument.key == field.key) {
            continue;
        }
        if arguments.iter().any(|argument| argument.name == field.name) {
            field.name.clone_from(&field.key);
        }
        arguments.push(field);
    }
}

/// Bind the arguments for one test: what is drawn first, then what is written, in its order, the receiver
/// behind what it may be made of, and its fields last.
fn test<'a>(
    arguments: &[Argument],
    options: &'a Options,
    point: Option<&'a Ident>,
    replacing: &'a [Binding],
) -> Test<'a> {
    let mut sources = written(arguments, options, replacing);
    let outs = options.written();
    let outs = outs.filter_map(|place| arguments.iter().position(|a| a.key == place.text()));
    for argument in outs {
        let mut known = sources.iter_mut();
        // What is given of a buffer is its shape.
        match known.find(|s| s.argument == argument) {
            // A function that works in place overwrites its parameter.
            Some(source) if source.role == Role::At => {}
            Some(source) => source.role = Role::Out,
            None => sources.push(Source {
                argument,
                role: Role::Out,
                written: None,
            }),
        }
    }
    let unbound = |sources: &[Source<'_>]| -> Vec<usize> {
        let is_bound = |i: usize| sources.iter().any(|source| source.argument == i);
        (0..arguments.len()).filter(|&i| !is_bound(i)).collect()
    };
    let is_receiver = |&argument: &usize| arguments[argument].slot == Slot::Receiver;
    let receiver = unbound(&sources).into_iter().find(is_receiver);
    if let (Some(argument), Some(on)) = (receiver, &options.on) {
        let variable = arguments[argument].variable.clone();
        sources.push(Source {
            argument,
            role: Role::Given,
            written: Some((variable, &on.value)),
        });
    }
    let differentiates = sources.iter().any(|source| source.role == Role::At);
    let left = unbound(&sources);
    let others: Vec<usize> = left.iter().copied().filter(|i| !is_receiver(i)).collect();
    // A receiver beside parameters is no parameter, unless one says so.
    let left = if others.is_empty() && !differentiates {
        left
    } else {
        others
    };
    if let (Some(whole), [single]) = (&options.whole, left.as_slice()) {
        let variable = arguments[*single].variable.clone();
        sources.push(Source {
            argument: *single,
            role: Role::At,
            written: Some((variable, &whole.value)),
        });
    } else {
        let drawn = left.into_iter().map(|argument| Source {
            argument,
            role: Role::At,
            written: None,
        });
        sources = drawn.chain(sources).collect();
    }
    sources.sort_by_key(|source| arguments[source.argument].slot as usize);
    Test { point, sources }
}

/// What the options write of arguments, a point's own values in place of those for all points.
fn written<'a>(
    arguments: &[Argument],
    options: &'a Options,
    replacing: &'a [Binding],
) -> Vec<Source<'a>> {
    let mut written: Vec<Source<'a>> = Vec::new();
    let everywhere = options
        .bindings
        .iter()
        .map(|(role, binding)| (*role, binding));
    let here = replacing.iter().map(|binding| (Role::At, binding));
    for (role, binding) in everywhere.chain(here) {
        let key = binding.place.text();
        let Some(argument) = arguments.iter().position(|a| a.key == key) else {
            continue;
        };
        let variable = variable(&arguments[argument], &binding.place.name);
        let value = binding.value.as_ref().map(|value| (variable, value));
        match written
            .iter_mut()
            .find(|earlier| earlier.argument == argument)
        {
            Some(earlier) => earlier.written = value.or(earlier.written.take()),
            None => written.push(Source {
                argument,
                role,
                written: value,
            }),
        }
    }
    written
}

/// The variable for an argument: under the option's own name, so that later expressions see it.
fn variable(argument: &Argument, option: &Ident) -> Ident {
    let is_unused =
        text(option).starts_with('_') && without_underscore(&text(option)) == argument.key;
    if *option == argument.variable || is_unused {
        option.clone()
    } else {
        argument.variable.clone()
    }
}

/// A name as options compare it: never raw.
pub(crate) fn text(name: &Ident) -> String {
    name.unraw().to_string()
}
