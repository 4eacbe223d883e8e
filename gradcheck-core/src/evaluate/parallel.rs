//! The user's function on several threads.
//!
//! Who judges asks one question after the other, and tells in advance what comes next. Those questions
//! are answered by helpers, as many at a time as there are threads, and their answers wait to be asked
//! for. What is told in advance doesn't depend on the number of threads; so nothing in the report does.

use super::{
    Allowance, At, Evaluation, Evaluator, Failure, Functions, Objective, Request, Seen, Want,
};
use crate::order::sort_by_key;
use crate::report::Evaluations;
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What panics of the user's function are printed under.
const THREAD: &str = "grad-check";

/// An evaluator for all that wasn't prefetched, and helpers for what was.
pub(crate) struct Parallel<'a, F> {
    evaluator: Evaluator<'a, F>,
    /// At most one for each thread, each with its own parameters. They begin with what the evaluator has
    /// seen at the test point: the layout of the gradient, the first cost and the first gradient.
    helpers: Vec<Evaluator<'a, F>>,
    threads: usize,
    /// How many questions helpers have answered.
    helped: Evaluations,
    prefetched: Foreseen,
    /// The answers at the test point, while derivatives are taken elsewhere.
    at_home: Option<Foreseen>,
    /// Answers at points that differ in more than one component, each given once.
    at_points: Vec<(Request<'static>, Answer)>,
}

type Answer = Result<Evaluation, Failure>;

/// Answers that wait for their request, with one component moved from where derivatives are taken. Each is given
/// once: requested again, the function is called again.
type Foreseen = HashMap<(Want, usize, u64), Answer>;

/// The key of a request for a point that differs in one component.
fn key(request: &Request<'_>) -> Option<(Want, usize, u64)> {
    match request.at {
        At::Moved { component, to } => Some((request.want, component, to.to_bits())),
        At::Theta(_) | At::Computed(_) => None,
    }
}

fn same_bits(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(a, b)| a.to_bits() == b.to_bits())
}

impl<'a, F> Parallel<'a, F> {
    pub(crate) fn new(evaluator: Evaluator<'a, F>, threads: usize) -> Self {
        Self {
            evaluator,
            helpers: Vec::new(),
            threads,
            helped: Evaluations::default(),
            prefetched: Foreseen::default(),
            at_home: None,
            at_points: Vec::new(),
        }
    }
}

impl<'a, F> Parallel<'a, F>
where
    F: Functions + Clone + Send,
{
    /// Answer these questions, each thread taking the next as soon as it is free.
    fn answers<Q: Sync, A: Send>(
        &mut self,
        questions: &[Q],
        answer: impl Fn(&mut Evaluator<'a, F>, &Q) -> Option<A> + Sync,
    ) -> Vec<(usize, A)> {
        let wanted = self.threads.min(questions.len());
        while self.helpers.len() < wanted {
            let mut helper = self.evaluator.clone();
            // What it answers is taken from the allowance when it is asked for.
            *helper.allowance() = Allowance::default();
            self.helpers.push(helper);
        }
        let next = AtomicUsize::new(0);
        let work = |helper: &mut Evaluator<'a, F>| {
            let mut answers = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(question) = questions.get(at) else {
                    return answers;
                };
                answers.extend(answer(helper, question).map(|answer| (at, answer)));
            }
        };
        let Some((own, others)) = self
            .helpers
            .get_mut(..wanted)
            .and_then(<[_]>::split_first_mut)
        else {
            return Vec::new();
        };
        thread::scope(|scope| {
            let work = &work;
            let begin = |helper| {
                let thread = thread::Builder::new().name(THREAD.to_owned());
                thread.spawn_scoped(scope, move || work(helper)).ok()
            };
            // Where no thread is to be had, the others do its work.
            let begun: Vec<_> = others.iter_mut().filter_map(begin).collect();
            let mut answers = work(own);
            for thread in begun {
                match thread.join() {
                    Ok(more) => answers.extend(more),
                    Err(payload) => resume_unwind(payload),
                }
            }
            answers
        })
    }

    /// Let helpers answer these requests; those that they answered, with the answers.
    fn answered<'t>(&mut self, mut requests: Vec<Request<'t>>) -> Vec<(Request<'t>, Answer)> {
        requests.truncate(self.evaluator.allowance().left());
        let answer = |helper: &mut Evaluator<'a, F>, request: &Request<'t>| {
            Some(helper.ask(request.clone()))
        };
        let mut answers = self.answers(&requests, answer);
        sort_by_key(&mut answers, |(at, _)| *at);
        for request in &requests {
            match request.want {
                Want::ByCostFunction => self.helped.cost_only += 1,
                Want::Gradient | Want::GradientAlone | Want::Slope(_) | Want::Cost => {
                    self.helped.full += 1;
                }
            }
        }
        let answers = answers.into_iter().map(|(_, answer)| answer);
        requests.into_iter().zip(answers).collect()
    }

    /// The answer to a request, if it is there.
    fn waiting(&mut self, request: &Request<'_>) -> Option<Answer> {
        if let Some(key) = key(request).filter(|_| !request.is_fresh) {
            return self.prefetched.remove(&key);
        }
        let is_same = |other: &Request<'_>| match (&other.at, &request.at) {
            (At::Theta(a), At::Theta(b)) => {
                let is_as_fresh = other.is_fresh == request.is_fresh;
                is_as_fresh && other.want == request.want && same_bits(a, b)
            }
            _ => false,
        };
        let at = self
            .at_points
            .iter()
            .position(|(other, _)| is_same(other))?;
        Some(self.at_points.swap_remove(at).1)
    }
}

impl<F> Objective for Parallel<'_, F>
where
    F: Functions + Clone + Send,
{
    fn ask(&mut self, mut request: Request<'_>) -> Result<Evaluation, Failure> {
        request.at = request.at.written();
        match self.waiting(&request) {
            Some(answer) => {
                self.evaluator.allowance().take()?;
                answer
            }
            None => self.evaluator.ask(request),
        }
    }

    fn has_cost_function(&self) -> bool {
        self.evaluator.has_cost_function()
    }

    fn prefetches(&self) -> bool {
        true
    }

    fn prefetch(&mut self, requests: Vec<Request<'_>>) {
        let (at_points, moved): (Vec<_>, Vec<_>) = requests
            .into_iter()
            .partition(|request| !matches!(request.at, At::Moved { .. }));
        if !at_points.is_empty() {
            let owned = at_points.into_iter().map(Request::into_owned).collect();
            // What is not remembered is called for once, whenever that is.
            self.at_points.retain(|(request, _)| request.is_fresh);
            let answered = self.answered(owned);
            self.at_points.extend(answered);
        }
        let mut open: Vec<Request<'_>> = Vec::new();
        for request in moved {
            let is_known = open.iter().any(|other| key(other) == key(&request));
            if !is_known && key(&request).is_some_and(|key| !self.prefetched.contains_key(&key)) {
                open.push(request);
            }
        }
        for (request, answer) in self.answered(open) {
            key(&request).map(|key| self.prefetched.insert(key, answer));
        }
    }

    fn seen(&self) -> Seen {
        let own = self.evaluator.seen();
        // Each helper has seen the cost and the gradient at the test point.
        let all = self
            .helpers
            .iter()
            .map(Objective::seen)
            .fold(own, |all, helper| Seen {
                precision: all.precision.coarser(helper.precision),
                one_cost: all.one_cost && helper.one_cost,
                one_gradient: all.one_gradient && helper.one_gradient,
                ..all
            });
        Seen {
            evaluations: Evaluations {
                full: own.evaluations.full + self.helped.full,
                cost_only: own.evaluations.cost_only + self.helped.cost_only,
                experiments: 0,
            },
            ..all
        }
    }

    fn allowance(&mut self) -> &mut Allowance {
        self.evaluator.allowance()
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        for helper in &mut self.helpers {
            helper.rebase(theta);
        }
        let here = std::mem::take(&mut self.prefetched);
        self.at_home.get_or_insert(here);
        self.evaluator.rebase(theta)
    }

    fn return_home(&mut self) {
        for helper in &mut self.helpers {
            helper.return_home();
        }
        if let Some(at_home) = self.at_home.take() {
            self.prefetched = at_home;
        }
        self.evaluator.return_home();
    }
}
