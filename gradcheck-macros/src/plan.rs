//! From what is written to what is tested: each argument bound to a test point, in every test.
//!
//! Every mistake is collected; one that only follows from another is left out.

use crate::arguments::Argument;
use crate::item::Function;
use crate::options::{Binding, Options, Role};
use crate::return_type;
use crate::suggest::{listed, nearest};
use crate::types::{Drawing, drawing, is_mutable_view};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Error, Expr, FnArg, GenericParam, Signature};

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

/// Plan the tests, or say everything that is wrong.
pub(crate) fn plan<'a>(
    function: &Function,
    options: &'a Options,
    errors: &mut Vec<Error>,
) -> Plan<'a> {
    let arguments = Argument::all(&function.signature);
    let had_errors = !errors.is_empty();
    check_signature(&function.signature, errors);
    check_types(&function.signature, options, errors);
    let misnamed = errors.len();
    check_names(&arguments, options, errors);
    // A misspelt name or option leaves an argument without a point: that only follows.
    let points_are_known = !had_errors && errors.len() == misnamed;

    let mut tests = Vec::new();
    if options.points.is_empty() {
        tests.push(test(&arguments, options, None, &[]));
    }
    for point in &options.points {
        tests.push(test(
            &arguments,
            options,
            Some(&point.name),
            &point.bindings,
        ));
    }
    if points_are_known {
        check_points(function, &arguments, options, &tests, errors);
    }
    Plan { arguments, tests }
}

/// What kind of function can be checked at all.
fn check_signature(signature: &Signature, errors: &mut Vec<Error>) {
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
    let method = "a method can't be checked; annotate a free function that takes the value as an argument, such as `fn cost(model: &Model, ..)`";
    if let Some(span) = is_method(signature) {
        wrong(span, method);
    }
    errors.extend(return_type::check(signature).err());
}

/// Where a signature shows that it is a method's.
fn is_method(signature: &Signature) -> Option<Span> {
    match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) => Some(receiver.self_token.span),
        _ => find_self(signature.to_token_stream()),
    }
}

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

/// Generic parameters and `types(..)` must name each other.
fn check_types(signature: &Signature, options: &Options, errors: &mut Vec<Error>) {
    let parameters: Vec<(&Ident, &str)> = signature
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(ty) => Some((&ty.ident, "f64")),
            GenericParam::Const(constant) => Some((&constant.ident, "2")),
            GenericParam::Lifetime(_) => None,
        })
        .collect();
    let form = |missing: &[&(&Ident, &str)]| {
        let each: Vec<String> = missing
            .iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        format!("`types({})`", each.join(", "))
    };
    let Some((key, given)) = &options.types else {
        if let Some((first, _)) = parameters.first() {
            let all: Vec<_> = parameters.iter().collect();
            let message = format!(
                "a generic function is checked with types of its own; add {}",
                form(&all)
            );
            errors.push(Error::new(first.span(), message));
        }
        return;
    };
    if parameters.is_empty() {
        let message = "`types` is for generic functions, and this one has no type or constant parameter; leave it out";
        errors.push(Error::new(key.span(), message));
        return;
    }
    let known: Vec<String> = parameters
        .iter()
        .map(|(name, _)| name.to_string())
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    for (i, substitution) in given.iter().enumerate() {
        let name = substitution.name.to_string();
        if !known.contains(&name.as_str()) {
            errors.push(unknown(&substitution.name, "generic parameter", &known));
        } else if given[..i]
            .iter()
            .any(|earlier| earlier.name == substitution.name)
        {
            errors.push(repeated(&substitution.name));
        }
    }
    let is_missing = |parameter: &&(&Ident, &str)| given.iter().all(|s| s.name != *parameter.0);
    let missing: Vec<_> = parameters.iter().filter(is_missing).collect();
    if !missing.is_empty() && missing.len() + given.len() == parameters.len() {
        let message = format!(
            "`types` says nothing of `{}`; add {}",
            missing[0].0,
            form(&missing)
        );
        errors.push(Error::new(key.span(), message));
    }
}

/// Every name in `at`, `given` and `points` must be an argument's, once.
fn check_names(arguments: &[Argument], options: &Options, errors: &mut Vec<Error>) {
    let known: Vec<&str> = arguments.iter().map(|a| a.name.as_str()).collect();
    let mut check = |bindings: &[&Binding]| {
        for (i, binding) in bindings.iter().enumerate() {
            let name = text(&binding.name);
            if !known.contains(&name.as_str()) {
                errors.push(unknown(&binding.name, "argument", &known));
            } else if bindings[..i]
                .iter()
                .any(|earlier| text(&earlier.name) == name)
            {
                errors.push(repeated(&binding.name));
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

/// Every argument must have a value, and at least one must be differentiated.
fn check_points(
    function: &Function,
    arguments: &[Argument],
    options: &Options,
    tests: &[Test<'_>],
    errors: &mut Vec<Error>,
) {
    let signature = &function.signature;
    if is_method(signature).is_some() {
        return;
    }
    if arguments.is_empty() {
        let message = format!(
            "`{}` has no argument to differentiate with respect to; take the parameters as arguments",
            signature.ident
        );
        errors.push(Error::new(signature.ident.span(), message));
        return;
    }
    let unbound: Vec<&str> = tests
        .iter()
        .flat_map(|t| &t.sources)
        .filter(|s| s.written.is_none())
        .map(|s| arguments[s.argument].name.as_str())
        .collect();
    if let Some(whole) = &options.whole {
        if unbound.len() > 1 {
            let each: Vec<String> = unbound.iter().map(|name| format!("{name} = ..")).collect();
            let message = format!(
                "`at = ..` is for a single differentiated argument, but {} are not held fixed; write `at({})`",
                listed(&unbound),
                each.join(", ")
            );
            errors.push(Error::new(whole.key.span(), message));
            return;
        }
        let used = tests.iter().flat_map(|t| &t.sources).any(|s| {
            matches!(s.written, Some((_, value)) if std::ptr::eq(value, &raw const whole.value))
        });
        if !used {
            let message = "`at = ..` has no argument left, each is bound by name; leave it out";
            errors.push(Error::new(whole.key.span(), message));
            return;
        }
    }
    for (i, argument) in arguments.iter().enumerate() {
        let of_argument = || {
            tests
                .iter()
                .flat_map(|t| &t.sources)
                .filter(|s| s.argument == i)
        };
        if of_argument().any(|s| s.written.is_none()) {
            errors.extend(no_point(argument));
        }
        if of_argument().any(|s| s.role == Role::At) && is_written_through(argument) {
            let message = format!(
                "`{0}` is a parameter, which is read and not written; take it as `&T`, or hold it fixed with `given({0} = ..)`",
                argument.name
            );
            errors.push(Error::new_spanned(&argument.ty, message));
        }
    }
    if tests
        .iter()
        .any(|test| test.sources.iter().all(|s| s.role == Role::Given))
    {
        let message = "every argument is held fixed by `given`, so that there is nothing to differentiate; bind one with `at(..)`";
        let at = options
            .given
            .as_ref()
            .map_or_else(Span::call_site, Ident::span);
        errors.push(Error::new(at, message));
    }
}

/// The error of an argument that has no test point and can't draw one.
fn no_point(argument: &Argument) -> Option<Error> {
    let name = &argument.name;
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

fn is_written_through(argument: &Argument) -> bool {
    argument.is_mutable_reference() || is_mutable_view(&argument.ty)
}

/// The variable for an argument: under the option's own name, so that later expressions see it.
fn variable(argument: &Argument, option: &Ident) -> Ident {
    if *option == argument.variable {
        option.clone()
    } else {
        argument.variable.clone()
    }
}

fn text(name: &Ident) -> String {
    name.unraw().to_string()
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
