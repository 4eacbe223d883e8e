//! What explains a failing block as a whole: hypotheses in the order of their simplicity, each of them tried.

use super::factor::Factor;
use super::hypothesis::{Hypothesis, Stated};
use super::laboratory::Laboratory;
use super::mend::{Mend, Right, each};
use super::terms::{Extra, Term};
use super::trial::Outcome;
use super::view::View;
use super::{chain, components, conditions, conjugate, frame, layout, low_order, ratios, triangle};
use std::rc::Rc;

/// What explains a failing block.
#[derive(Clone)]
pub(super) enum Guess {
    Factor(Factor),
    Term(Extra),
    Other(Hypothesis),
}

/// The test point, and two others.
pub(super) const POINTS: usize = 3;

/// A guess that wasn't refuted, and at how many points its mend passed, if it could be tried.
pub(super) type Told = (Guess, Option<usize>);

/// A failing block, and the guesses that explain it equally well.
pub(super) struct Case<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) told: Vec<Told>,
}

impl Case<'_> {
    pub(super) fn is_open(&self) -> bool {
        self.told.is_empty()
    }

    /// The guesses of one sort, and at how many points each was tried.
    fn of<'s, T>(
        &'s self,
        sort: impl Fn(&'s Guess) -> Option<T> + 's,
    ) -> impl Iterator<Item = (T, Option<usize>)> + 's {
        let told = self.told.iter();
        told.filter_map(move |(guess, tried)| Some((sort(guess)?, *tried)))
    }

    pub(super) fn factors(&self) -> impl Iterator<Item = (Factor, Option<usize>)> + '_ {
        self.of(|guess| match guess {
            Guess::Factor(factor) => Some(*factor),
            _ => None,
        })
    }

    pub(super) fn terms(&self) -> impl Iterator<Item = (Extra, Option<usize>)> + '_ {
        self.of(|guess| match guess {
            Guess::Term(extra) => Some(*extra),
            _ => None,
        })
    }

    pub(super) fn others(&self) -> impl Iterator<Item = Stated<'_>> {
        let others = self.of(|guess| match guess {
            Guess::Other(other) => Some(other),
            _ => None,
        });
        others.map(|(other, tried)| (self.view, other, tried))
    }
}

impl Guess {
    pub(super) fn all(hypotheses: impl IntoIterator<Item = Hypothesis>) -> Vec<Self> {
        hypotheses.into_iter().map(Self::Other).collect()
    }

    /// How the gradient becomes right by it.
    fn right(&self) -> Option<Right> {
        match self {
            Self::Factor(factor) => factor.right(),
            Self::Term(extra) => Some(extra.right()),
            Self::Other(other) => other.right.clone(),
        }
    }
}

impl Factor {
    /// Divided by it, unless it is zero.
    pub(super) fn right(self) -> Option<Right> {
        let value = self.value;
        (!self.is_zero()).then(|| each(move |g, _| g / value))
    }
}

impl Extra {
    pub(super) fn right(self) -> Right {
        let Self { term, k, .. } = self;
        each(move |g, theta| g - k * term.at(theta))
    }
}

/// What may explain a block.
type Tier = fn(&View<'_>, &mut Laboratory<'_>) -> Vec<Guess>;
/// Such, and at how many points it has to hold if it is to be believed.
pub(super) type Tiers = [(Tier, Option<usize>)];

/// A block as a whole. A turn can be fitted to any two vectors of one length: it has to be seen elsewhere.
pub(super) const SIMPLE: &Tiers = &[
    (exact, None),
    (rearranged, None),
    (turned, Some(1)),
    (fitted, None),
];
/// What two components at least must tell. What has no constant to fit is cheap to guess.
const OF_SEVERAL: &Tiers = &[
    (chain::chain, Some(1)),
    (triangle::triangles, Some(1)),
    (ratios::by_lines, Some(1)),
];
/// One number may be had in many ways, of which the true one holds elsewhere.
const READABLE: &Tiers = &[
    (chain::chain, Some(POINTS)),
    (low_order::linear_term, Some(POINTS)),
    (low_order::quadratic_term, Some(POINTS)),
    (ratios::radial, None),
    (ratios::theta_itself, None),
    (ratios::flat, None),
];

/// Everything that explains a block and is equally simple: of the first tier of which something does.
pub(super) fn explained(
    tiers: &Tiers,
    view: &View<'_>,
    laboratory: &mut Laboratory<'_>,
) -> Vec<Told> {
    let mut told = tiers.iter().map(|(tier, needed)| {
        let guesses = tier(view, laboratory);
        let mut told = not_refuted(guesses, view, laboratory);
        told.retain(|(_, points)| points >= needed);
        told
    });
    told.find(|told| !told.is_empty()).unwrap_or_default()
}

/// The first kind that holds of those that two components at least must tell.
pub(super) fn of_several(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Told> {
    let is_several = view.wrong.len() > 1 && !view.lengths().is_empty();
    let told = || explained(OF_SEVERAL, view, laboratory).into_iter();
    is_several.then(told)?.next()
}

/// The first that can be read though no constant explains it.
pub(super) fn readable(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Told> {
    // A usual factor of one component is told with its place.
    if view.wrong.len() == 1 && components::has_factor(view, laboratory) {
        return None;
    }
    explained(READABLE, view, laboratory).into_iter().next()
}

/// A kink, or a usual factor.
fn exact(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    if let Some(kink) = conditions::at_kinks(view.block) {
        return vec![Guess::Other(Hypothesis::seen(move |_| kink.clone()))];
    }
    let factor = Factor::of(view, &laboratory.dimensions());
    let factor = factor.filter(|factor| factor.is_exact);
    factor.into_iter().map(Guess::Factor).collect()
}

/// The right numbers at other places, or with other signs.
pub(super) fn rearranged(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    let mut all = layout::layout(view, laboratory);
    all.extend(conjugate::conjugate(view));
    Guess::all(all)
}

/// Turned by a rotation that is fitted.
fn turned(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    Guess::all(frame::other_frame(view, laboratory))
}

/// One constant that is fitted.
fn fitted(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    let factor = Factor::of(view, &laboratory.dimensions());
    let factor = factor.filter(|factor| !factor.is_exact).map(Guess::Factor);
    // Outputs have no term of the parameters' sizes.
    let is_of_matrix = view.block.is_of_matrix();
    let terms = Term::ALL
        .iter()
        .filter(|&&term| !is_of_matrix || term == Term::Constant);
    let terms = terms.filter_map(|&term| Extra::of(view, term));
    factor.into_iter().chain(terms.map(Guess::Term)).collect()
}

/// Those guesses that the function doesn't refute elsewhere.
pub(super) fn not_refuted(
    guesses: Vec<Guess>,
    view: &View<'_>,
    laboratory: &mut Laboratory<'_>,
) -> Vec<Told> {
    let tried = |guess: Guess| match guess.right() {
        None => Some((guess, None)),
        Some(right) if matches!(&guess, Guess::Other(h) if h.is_local) => {
            Some((guess, tried_here(view, &right, laboratory)))
        }
        Some(right) => {
            let points = tried(&[view], &right, laboratory)?;
            match &guess {
                Guess::Term(extra) if extra.term == Term::L1 => {
                    is_of_signs(view, extra, laboratory).then_some(())?;
                }
                _ => {}
            }
            Some((guess, points))
        }
    };
    let mut told: Vec<Told> = Vec::new();
    for (guess, points) in guesses.into_iter().filter_map(tried) {
        // Several arrangements of one kind may be the same for these dimensions.
        let is_same = |(other, _): &Told| match (other, &guess) {
            (Guess::Other(other), Guess::Other(guess)) => other.kind() == guess.kind(),
            _ => false,
        };
        if !told.iter().any(is_same) {
            told.push((guess, points));
        }
    }
    told
}

/// At how many points the gradient of all these blocks is right with this mend made; `None` if it isn't. What
/// was measured component by component has been tried here, and may not be told elsewhere.
#[allow(clippy::option_option)] // refuted, not told, and told at so many points
pub(super) fn tried(
    views: &[&View<'_>],
    right: &Right,
    laboratory: &mut Laboratory<'_>,
) -> Option<Option<usize>> {
    let mends = views
        .iter()
        .filter_map(|view| mend(view, right, laboratory));
    let mends: Vec<Mend> = mends.collect();
    let is_whole = views.iter().all(|view| view.is_whole());
    match laboratory.tries(&mends, !is_whole) {
        Outcome::Holds(points) => Some(Some(points)),
        Outcome::Falls => None,
        Outcome::Untold => {
            (is_whole && views.iter().all(|view| view.is_telling_by_itself())).then_some(None)
        }
    }
}

/// The same at the test point alone: one point, or none that tells.
fn tried_here(view: &View<'_>, right: &Right, laboratory: &mut Laboratory<'_>) -> Option<usize> {
    let mend = mend(view, right, laboratory)?;
    laboratory.holds_here(&[mend]).then_some(1)
}

pub(super) fn mend(view: &View<'_>, right: &Right, laboratory: &Laboratory<'_>) -> Option<Mend> {
    let (place, right) = (laboratory.place(view.path())?, Rc::clone(right));
    Some(Mend { place, right })
}

/// Whether a term of the signs of θ is one where these are others; if that isn't told, whether they differ here, or its
/// constant has a name: of one sign it is a constant.
fn is_of_signs(view: &View<'_>, extra: &Extra, laboratory: &mut Laboratory<'_>) -> bool {
    let mend = mend(view, &extra.right(), laboratory);
    match mend.map(|mend| laboratory.tries_turned(&[mend])) {
        Some(Outcome::Falls) => false,
        Some(Outcome::Holds(_)) => true,
        None | Some(Outcome::Untold) => {
            let are_of_one = |sign: f64| view.theta.iter().all(|t| t * sign > 0.0);
            let are_alike = are_of_one(1.0) || are_of_one(-1.0);
            !are_alike || laboratory.dimensions().name_of(extra.k.abs()).is_some()
        }
    }
}

/// A block that is too small to tell a constant by itself may have that of another block.
pub(super) fn adopt(cases: &mut [Case<'_>], laboratory: &mut Laboratory<'_>) {
    let factors: Vec<Factor> = cases.iter().flat_map(Case::factors).map(|f| f.0).collect();
    let terms: Vec<Extra> = cases.iter().flat_map(Case::terms).map(|t| t.0).collect();
    for case in cases.iter_mut() {
        let view = case.view;
        let small = view.wrong.len() == 1 && view.len() <= 2 && view.is_whole();
        let mut guesses: Vec<Guess> = Vec::new();
        if small && case.told.len() < 2 {
            let held = terms
                .iter()
                .filter_map(|extra| Extra::holding(view, extra.term, extra.k));
            guesses.extend(held.map(Guess::Term));
        }
        if case.told.is_empty() {
            let held = factors.iter().filter(|factor| factor.holds_in(view));
            guesses.extend(held.map(|&factor| Guess::Factor(factor)));
        }
        let mut held = guesses
            .into_iter()
            .flat_map(|guess| not_refuted(vec![guess], view, laboratory));
        if let Some(held) = held.next() {
            case.told = vec![held];
        }
    }
}
