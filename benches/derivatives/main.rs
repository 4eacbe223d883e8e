//! Gradients, Jacobians, Hessians and backward closures of random functions, right ones and ones with a planted
//! mistake, in f64 and in f32: how often each is judged right, and whether the mistake is found where it
//! is. Derivatives come from forward differentiation in the precision of the function.
//!
//! `cargo bench --bench derivatives` prints the table; `-- --show` prints every report that is not as it
//! should be, and `--tenth` takes a tenth of the functions. It fails if a right derivative is called wrong, or a mistake of a thousandth (f32: a
//! twentieth) of its row passes.

mod graph;
mod jet;
mod mistakes;
mod tally;

use grad_check::{GradCheck, Params, Report, Rng, Sample};
use graph::Graph;
use jet::{Float, Jet};
use mistakes::Mistake;
use std::process::ExitCode;
use tally::Tally;

/// Functions of each kind and precision, each with all mistakes.
const FUNCTIONS: u64 = 1000;

fn main() -> ExitCode {
    let asked = |option: &str| std::env::args().any(|argument| argument == option);
    let show = asked("--show");
    let functions = if asked("--tenth") {
        FUNCTIONS / 10
    } else {
        FUNCTIONS
    };
    let mut tallies = Vec::new();
    for kind in [
        Kind::Gradient,
        Kind::Jacobian,
        Kind::Hessian,
        Kind::Pullback,
    ] {
        tallies.push(run::<f64>(kind, functions, show));
        tallies.push(run::<f32>(kind, functions, show));
    }
    Tally::print(&tallies);
    if tallies.iter().all(Tally::is_as_it_should_be) {
        ExitCode::SUCCESS
    } else {
        eprintln!("a right derivative was called wrong, or a mistake passed");
        ExitCode::FAILURE
    }
}

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Gradient,
    Jacobian,
    Hessian,
    Pullback,
}

/// All functions of a kind in one precision.
fn run<F: Float + Sample>(kind: Kind, functions: u64, show: bool) -> Tally
where
    Vec<F>: Params,
{
    let mut tally = Tally::new(kind, F::NAME);
    for seed in 0..functions {
        let mut rng = Rng::new(seed).stream("derivatives");
        let graph = Graph::draw(&mut rng);
        let point: Vec<F> = (0..graph.parameters).map(|_| F::sample(&mut rng)).collect();
        let right = check(kind, &graph, &point, None);
        tally.right(&right, show);
        for mistake in Mistake::ALL {
            let outputs = graph.jets(&point);
            let right = matrix(kind, &outputs);
            let digits = last_digits(kind, &outputs);
            let adds_up = kind == Kind::Pullback;
            let Some(planted) = mistake.in_matrix(&right, &digits, adds_up, &mut rng) else {
                continue;
            };
            let report = check(kind, &graph, &point, Some(&planted));
            tally.wrong(&report, mistake, &planted, show);
        }
    }
    tally
}

/// The last digits of the outputs whose gradients are rows; a mistake that moves an output by less is none.
fn last_digits<F: Float>(kind: Kind, outputs: &[Jet<F>]) -> Vec<f64> {
    let digit = |y: &Jet<F>| F::DIGIT * y.value.get().abs();
    match kind {
        Kind::Jacobian => outputs.iter().map(digit).collect(),
        Kind::Gradient | Kind::Hessian | Kind::Pullback => Vec::new(),
    }
}

/// The matrix that a mistake is planted in: the Jacobian, or the Hessian of the sum of the outputs.
fn matrix<F: Float>(kind: Kind, outputs: &[Jet<F>]) -> Vec<Vec<F>> {
    match kind {
        Kind::Jacobian | Kind::Pullback => outputs.iter().map(|y| y.gradient.clone()).collect(),
        Kind::Gradient => vec![Jet::sum(outputs).gradient],
        Kind::Hessian => {
            let cost = Jet::sum(outputs);
            let n = cost.gradient.len();
            cost.hessian.chunks(n).map(<[F]>::to_vec).collect()
        }
    }
}

/// The check of a function, with a mistake or without.
fn check<F: Float>(
    kind: Kind,
    graph: &Graph,
    point: &Vec<F>,
    planted: Option<&mistakes::Planted>,
) -> Report
where
    Vec<F>: Params,
{
    let check = GradCheck::new("f").arguments(["x"]);
    let jets = |x: &Vec<F>| graph.jets(x);
    let with_mistake = |mut matrix: Vec<Vec<F>>| {
        if let Some(planted) = planted {
            planted.apply(&mut matrix);
        }
        matrix
    };
    match kind {
        Kind::Gradient => check.run(point, |x| {
            let y = jets(x);
            let gradient = with_mistake(matrix(kind, &y)).concat();
            (Jet::sum(&y).value, gradient)
        }),
        Kind::Jacobian => check.run_jacobian(point, |x| {
            let y = jets(x);
            let outputs: Vec<F> = y.iter().map(|y| y.value).collect();
            (outputs, with_mistake(matrix(kind, &y)))
        }),
        Kind::Hessian => check.run_hessian(point, |x| {
            let y = jets(x);
            let cost = Jet::sum(&y);
            (cost.value, cost.gradient, with_mistake(matrix(kind, &y)))
        }),
        Kind::Pullback => check.run_pullback(point, |x| {
            let y = jets(x);
            let outputs: Vec<F> = y.iter().map(|y| y.value).collect();
            let jacobian = with_mistake(matrix(kind, &y));
            let n = x.len();
            (outputs, move |u: &Vec<F>| {
                let along = |j: usize| {
                    let terms = u.iter().zip(&jacobian).map(|(&u, row)| u * row[j]);
                    terms.fold(F::of(0.0), |sum, term| sum + term)
                };
                (0..n).map(along).collect::<Vec<F>>()
            })
        }),
    }
}
