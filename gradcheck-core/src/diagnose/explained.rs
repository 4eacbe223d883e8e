//! What explains a failing block as a whole: hypotheses in the order of their simplicity, each of them tried.

use super::constants::Dimensions;
use super::factor::Factor;
use super::hypothesis::{Hypothesis, Stated};
use super::laboratory::Laboratory;
use super::mend::{Mend, Right, each};
use super::terms::{Extra, Term};
use super::trial::Outcome;
use super::view::View;
use super::{Known, conditions, conjugate, frame, layout};
use crate::report::FindingKind;
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

    pub(super) fn factors(&self) -> impl Iterator<Item = (Factor, Option<usize>)> {
        self.told.iter().filter_map(|(guess, tried)| match guess {
            Guess::Factor(factor) => Some((*factor, *tried)),
            _ => None,
        })
    }

    pub(super) fn terms(&self) -> impl Iterator<Item = (Extra, Option<usize>)> {
        self.told.iter().filter_map(|(guess, tried)| match guess {
            Guess::Term(extra) => Some((*extra, *tried)),
            _ => None,
        })
    }

    pub(super) fn others(&self) -> impl Iterator<Item = Stated<'_>> {
        self.told.iter().filter_map(|(guess, tried)| match guess {
            Guess::Other(other) => Some((self.view, other, *tried)),
            _ => None,
        })
    }
}

impl Guess {
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

type Tier = fn(&View<'_>, Known<'_>, &mut Laboratory<'_>) -> Vec<Guess>;
const TIERS: [Tier; 4] = [exact, rearranged, turned, fitted];

/// Everything that explains a block as a whole, as long as it is equally simple.
pub(super) fn explained(
    view: &View<'_>,
    known: Known<'_>,
    laboratory: &mut Laboratory<'_>,
) -> Vec<Told> {
    let mut told = TIERS.iter().map(|tier| {
        let guesses = tier(view, known, laboratory);
        not_refuted(guesses, view, laboratory)
    });
    told.find(|told| !told.is_empty()).unwrap_or_default()
}

/// A kink, or a usual factor.
fn exact(view: &View<'_>, known: Known<'_>, _: &mut Laboratory<'_>) -> Vec<Guess> {
    if let Some(kink) = conditions::at_kinks(view.block) {
        return vec![Guess::Other(Hypothesis::seen(move |_| kink.clone()))];
    }
    let factor = Factor::of(view.block, known.dimensions);
    let factor = factor.filter(|factor| factor.is_exact);
    factor.into_iter().map(Guess::Factor).collect()
}

/// The right numbers at other places, or with other signs.
pub(super) fn rearranged(view: &View<'_>, known: Known<'_>, _: &mut Laboratory<'_>) -> Vec<Guess> {
    let mut all = layout::layout(view, known.gradient);
    all.extend(conjugate::conjugate(view));
    all.into_iter().map(Guess::Other).collect()
}

/// Turned by a rotation that is fitted.
fn turned(view: &View<'_>, _: Known<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    let frames = frame::other_frame(view, laboratory);
    frames.into_iter().map(Guess::Other).collect()
}

/// One constant that is fitted.
fn fitted(view: &View<'_>, known: Known<'_>, _: &mut Laboratory<'_>) -> Vec<Guess> {
    let factor = Factor::of(view.block, known.dimensions);
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
        Some(right) => {
            let points = tried(&[view], &right, laboratory)?;
            let is_of_sign = matches!(&guess, Guess::Term(extra) if extra.term == Term::L1);
            if is_of_sign && falls_turned(view, &right, laboratory) {
                return None;
            }
            // A turn can be fitted to any two vectors of one length.
            let is_of_frame =
                matches!(&guess, Guess::Other(h) if h.kind() == FindingKind::OtherFrame);
            (points.is_some() || !is_of_frame).then_some((guess, points))
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
pub(super) fn tried_here(
    view: &View<'_>,
    right: &Right,
    laboratory: &mut Laboratory<'_>,
) -> Option<usize> {
    let mend = mend(view, right, laboratory)?;
    laboratory.holds_here(&[mend]).then_some(1)
}

fn mend(view: &View<'_>, right: &Right, laboratory: &Laboratory<'_>) -> Option<Mend> {
    let (place, right) = (laboratory.place(view.path())?, Rc::clone(right));
    Some(Mend { place, right })
}

/// Whether a term of the signs of θ isn't one where these are others.
fn falls_turned(view: &View<'_>, right: &Right, laboratory: &mut Laboratory<'_>) -> bool {
    let mend = mend(view, right, laboratory);
    mend.is_some_and(|mend| laboratory.tries_turned(&[mend]) == Outcome::Falls)
}

/// A block that is too small to tell a constant by itself may have that of another block.
pub(super) fn adopt(
    cases: &mut [Case<'_>],
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) {
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
            let held = factors.iter().filter(|factor| factor.holds_in(view.block));
            guesses.extend(held.map(|&factor| Guess::Factor(factor)));
        }
        let mut held = guesses
            .into_iter()
            .flat_map(|guess| not_refuted(vec![guess], view, laboratory));
        if let Some(held) = held.next() {
            case.told = vec![held];
        } else if small && case.is_open() {
            // A penalty that was given needs no other block, and holds at all points.
            let penalties = dimensions.penalties().into_iter();
            let penalties = penalties.flat_map(|p| [p.value, -p.value]);
            let held = penalties.filter_map(|k| Extra::holding(view, Term::L2, k));
            let held = not_refuted(held.map(Guess::Term).collect(), view, laboratory);
            let mut held = held.into_iter().filter(|(_, tried)| *tried == Some(POINTS));
            case.told.extend(held.next());
        }
    }
}
