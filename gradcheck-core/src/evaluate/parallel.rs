//! The user's function on several threads.
//!
//! Who judges asks one question after the other, and tells in advance what comes next. Those questions
//! are answered by helpers, as many at a time as there are threads, and their answers wait to be asked
//! for. What is told in advance doesn't depend on the number of threads; so nothing in the report does.

use super::ask::{Ask, What};
use super::{Allowance, CostOutcome, Evaluation, Evaluator, Expected, Failure, Model};
use crate::parameters::Params;
use crate::precision::Precision;
use crate::report::Evaluations;
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What panics of the user's function are printed under.
const THREAD: &str = "grad-check";

/// An evaluator for all that wasn't foreseen, and helpers for what was.
pub(crate) struct Parallel<'a, P, F, K> {
    evaluator: Evaluator<'a, P, F, K>,
    /// At most one for each thread, each with its own parameters. They begin with what the evaluator has
    /// seen at the test point: the layout of the gradient, the first cost and the first gradient.
    helpers: Vec<Evaluator<'a, P, F, K>>,
    threads: usize,
    /// How many questions helpers have answered.
    helped: Evaluations,
    foreseen: Foreseen,
    /// The answers at the test point, while derivatives are taken elsewhere.
    at_home: Option<Foreseen>,
    /// Answers at points that differ from θ in more than one component, each given once.
    at_points: Vec<(Vec<f64>, Whole)>,
}

/// An answer at a point of its own.
enum Whole {
    Evaluation(Result<Evaluation, Failure>),
    Cost(Result<f64, Failure>),
}

/// Answers that wait for their question, around one θ.
#[derive(Debug, Default)]
struct Foreseen {
    theta: Vec<f64>,
    answers: HashMap<(What, usize, u64), Answer>,
}

#[derive(Debug)]
enum Answer {
    Slope(Result<(f64, f64), Failure>),
    Cost(Result<f64, Failure>),
}

impl Foreseen {
    /// The answer to a question about this base, which is given once: asked again, the function is called again.
    fn take(&mut self, ask: Ask, base: &[f64]) -> Option<Answer> {
        let answer = self.answers.contains_key(&ask.key()) && same_bits(&self.theta, base);
        answer.then(|| self.answers.remove(&ask.key())).flatten()
    }
}

fn same_bits(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(a, b)| a.to_bits() == b.to_bits())
}

impl<'a, P, F, K> Parallel<'a, P, F, K> {
    pub(crate) fn new(evaluator: Evaluator<'a, P, F, K>, threads: usize) -> Self {
        Self {
            evaluator,
            helpers: Vec::new(),
            threads,
            helped: Evaluations::default(),
            foreseen: Foreseen::default(),
            at_home: None,
            at_points: Vec::new(),
        }
    }
}

impl<'a, P, F, K> Parallel<'a, P, F, K>
where
    P: Params + Send,
    F: Clone + Send,
    K: Clone + Send,
    Evaluator<'a, P, F, K>: Model,
{
    /// Answer these questions, each thread taking the next as soon as it is free.
    fn answers<Q: Sync, A: Send>(
        &mut self,
        questions: &[Q],
        answer: impl Fn(&mut Evaluator<'a, P, F, K>, &Q) -> Option<A> + Sync,
    ) -> Vec<(usize, A)> {
        let wanted = self.threads.min(questions.len());
        while self.helpers.len() < wanted {
            let mut helper = self.evaluator.clone();
            // What it answers is taken from the allowance when it is asked for.
            *helper.allowance() = Allowance::default();
            self.helpers.push(helper);
        }
        let next = AtomicUsize::new(0);
        let work = |helper: &mut Evaluator<'a, P, F, K>| {
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

    fn helped_with(&mut self, what: What) {
        match what {
            What::Slope => self.helped.full += 1,
            What::Cost => self.helped.cost_only += 1,
        }
    }

    /// An answer that was waiting, as far as the allowance goes.
    fn taken<T>(&mut self, answer: Result<T, Failure>) -> Result<T, Failure> {
        self.evaluator.allowance().take()?;
        answer
    }

    /// The answer at a point, if it is there.
    fn at_point(&mut self, theta: &[f64], is_wanted: fn(&Whole) -> bool) -> Option<Whole> {
        let mut points = self.at_points.iter();
        let at = points.position(|(point, whole)| is_wanted(whole) && same_bits(point, theta))?;
        Some(self.at_points.swap_remove(at).1)
    }
}

/// A helper's answer; `None` if there is no cheap function to ask.
fn answer(helper: &mut dyn Model, theta: &[f64], ask: Ask) -> Option<Answer> {
    let Ask {
        what,
        component,
        to,
    } = ask;
    match what {
        What::Slope => Some(Answer::Slope(helper.slope_with(theta, component, to))),
        What::Cost => helper.cost_with(theta, component, to).map(Answer::Cost),
    }
}

impl<'a, P, F, K, C> Model for Parallel<'a, P, F, K>
where
    P: Params + Send,
    F: FnMut(&P, &Expected) -> Result<super::outcome::Answer, String> + Clone + Send,
    K: FnMut(&P) -> C + Clone + Send,
    C: CostOutcome,
{
    fn ahead(&mut self, theta: &[f64], asks: &[Ask]) {
        let Foreseen {
            theta: around,
            answers,
        } = &mut self.foreseen;
        if !same_bits(around, theta) {
            *around = theta.to_vec();
            answers.clear();
        }
        let mut open: Vec<Ask> = Vec::new();
        for ask in asks {
            let is_known = open.iter().any(|other| other.key() == ask.key());
            if !is_known && !answers.contains_key(&ask.key()) {
                open.push(*ask);
            }
        }
        open.truncate(self.evaluator.allowance().left());
        let answer = |helper: &mut Evaluator<'a, P, F, K>, ask: &Ask| answer(helper, theta, *ask);
        for (at, answer) in self.answers(&open, answer) {
            let Some(ask) = open.get(at) else {
                continue;
            };
            self.helped_with(ask.what);
            self.foreseen.answers.insert(ask.key(), answer);
        }
    }

    fn looks_ahead(&self) -> bool {
        true
    }

    fn ahead_at(&mut self, what: What, mut points: Vec<Vec<f64>>) {
        points.truncate(self.evaluator.allowance().left());
        let answer = |helper: &mut Evaluator<'a, P, F, K>, point: &Vec<f64>| match what {
            What::Slope => Some(Whole::Evaluation(helper.evaluate(point))),
            What::Cost => helper.cost(point).map(Whole::Cost),
        };
        let mut answers = self.answers(&points, answer);
        answers.iter().for_each(|_| self.helped_with(what));
        answers.sort_by_key(|(at, _)| *at);
        let answers = answers.into_iter().map(|(_, whole)| whole);
        self.at_points = points.into_iter().zip(answers).collect();
    }

    fn evaluate(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        match self.at_point(theta, |whole| matches!(whole, Whole::Evaluation(_))) {
            Some(Whole::Evaluation(evaluation)) => self.taken(evaluation),
            _ => self.evaluator.evaluate(theta),
        }
    }

    fn evaluate_at(&mut self, theta: Vec<f64>) -> Result<Evaluation, Failure> {
        match self.at_point(&theta, |whole| matches!(whole, Whole::Evaluation(_))) {
            Some(Whole::Evaluation(evaluation)) => self.taken(evaluation),
            _ => self.evaluator.evaluate_at(theta),
        }
    }

    fn slope(&mut self, theta: &[f64], component: usize) -> Result<(f64, f64), Failure> {
        self.evaluator.slope(theta, component)
    }

    fn slope_with(
        &mut self,
        base: &[f64],
        component: usize,
        to: f64,
    ) -> Result<(f64, f64), Failure> {
        let what = What::Slope;
        let ask = Ask {
            what,
            component,
            to,
        };
        match self.foreseen.take(ask, base) {
            Some(Answer::Slope(answer)) => self.taken(answer),
            _ => self.evaluator.slope_with(base, component, to),
        }
    }

    fn value(&mut self, theta: &[f64]) -> Result<f64, Failure> {
        self.evaluator.value(theta)
    }

    fn gradient(&mut self, theta: &[f64]) -> Result<Vec<f64>, Failure> {
        self.evaluator.gradient(theta)
    }

    fn again(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        self.evaluator.again(theta)
    }

    fn cost(&mut self, theta: &[f64]) -> Option<Result<f64, Failure>> {
        if let Some(Whole::Cost(cost)) =
            self.at_point(theta, |whole| matches!(whole, Whole::Cost(_)))
        {
            return Some(self.taken(cost));
        }
        self.evaluator.cost(theta)
    }

    fn cost_with(
        &mut self,
        base: &[f64],
        component: usize,
        to: f64,
    ) -> Option<Result<f64, Failure>> {
        let what = What::Cost;
        let ask = Ask {
            what,
            component,
            to,
        };
        match self.foreseen.take(ask, base) {
            Some(Answer::Cost(answer)) => Some(self.taken(answer)),
            _ => self.evaluator.cost_with(base, component, to),
        }
    }

    fn evaluations(&self) -> Evaluations {
        let own = self.evaluator.evaluations();
        Evaluations {
            full: own.full + self.helped.full,
            cost_only: own.cost_only + self.helped.cost_only,
        }
    }

    fn allowance(&mut self) -> &mut Allowance {
        self.evaluator.allowance()
    }

    fn precision(&self) -> Precision {
        let helpers = self.helpers.iter().map(Model::precision);
        helpers.fold(self.evaluator.precision(), Precision::coarser)
    }

    fn saw_one_cost_only(&self) -> bool {
        // Each of them has seen the cost at the test point.
        self.evaluator.saw_one_cost_only() && self.helpers.iter().all(Model::saw_one_cost_only)
    }

    fn saw_one_gradient_only(&self) -> bool {
        let mut helpers = self.helpers.iter();
        self.evaluator.saw_one_gradient_only() && helpers.all(Model::saw_one_gradient_only)
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        for helper in &mut self.helpers {
            helper.rebase(theta);
        }
        let here = std::mem::take(&mut self.foreseen);
        self.at_home.get_or_insert(here);
        self.evaluator.rebase(theta)
    }

    fn return_home(&mut self) {
        for helper in &mut self.helpers {
            helper.return_home();
        }
        if let Some(at_home) = self.at_home.take() {
            self.foreseen = at_home;
        }
        self.evaluator.return_home();
    }
}
