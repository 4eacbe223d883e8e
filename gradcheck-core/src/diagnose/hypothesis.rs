//! A cause that is a sentence: how it is said of whichever blocks have it, and how the gradient becomes right by it.

use super::mend::Right;
use super::view::View;
use crate::order::grouped;
use crate::report::{Finding, FindingKind};
use crate::wording::{among, listed};
use std::rc::Rc;

/// The blocks that a sentence is about.
pub(super) struct Named {
    pub(super) all: String,
    is_one: bool,
    /// The components of all of them that were measured, and whether there are more.
    count: usize,
    is_sample: bool,
}

impl Named {
    fn of(views: &[&View<'_>]) -> Self {
        let paths: Vec<String> = views.iter().map(|view| view.path().to_owned()).collect();
        Self {
            all: listed(&paths),
            is_one: views.len() == 1,
            count: views.iter().map(|view| view.len()).sum(),
            is_sample: views.iter().any(|view| !view.block.is_measured_whole()),
        }
    }

    /// A block of any name and size.
    fn any() -> Self {
        Self {
            all: "θ".to_owned(),
            is_one: true,
            count: 0,
            is_sample: false,
        }
    }

    /// Whether other blocks are meant as well.
    pub(super) fn is_shared(&self) -> bool {
        !self.is_one || self.count == 0
    }

    /// The word for one block, or that for several.
    pub(super) fn or(&self, one: &'static str, several: &'static str) -> &'static str {
        if self.is_one { one } else { several }
    }

    /// " in all 5 components"; of a single one there is nothing to say.
    pub(super) fn in_components(&self) -> String {
        match (self.count, self.is_sample) {
            (1, false) => String::new(),
            (count, false) => format!(" in {}", among(count)),
            (count, true) => format!(" in {} measured", among(count)),
        }
    }
}

/// A cause, and how it is mended, if that can be tried.
#[derive(Clone)]
pub(super) struct Hypothesis {
    said: Rc<dyn Fn(&Named) -> Finding>,
    pub(super) right: Option<Right>,
    /// Whether it may be another elsewhere, as where a clamp is open.
    pub(super) is_local: bool,
}

impl Hypothesis {
    pub(super) fn new(said: impl Fn(&Named) -> Finding + 'static, right: Right) -> Self {
        Self {
            right: Some(right),
            ..Self::seen(said)
        }
    }

    /// What is seen, and needs no trial.
    pub(super) fn seen(said: impl Fn(&Named) -> Finding + 'static) -> Self {
        Self {
            said: Rc::new(said),
            right: None,
            is_local: false,
        }
    }

    /// The same, which may be another elsewhere.
    pub(super) fn here(self) -> Self {
        Self {
            is_local: true,
            ..self
        }
    }

    pub(super) fn kind(&self) -> FindingKind {
        (self.said)(&Named::any()).kind
    }

    /// It is said of one block.
    pub(super) fn finding(&self, view: &View<'_>, tried: Option<usize>) -> Finding {
        joined(&[(view, self, tried)]).remove(0)
    }

    /// Whether both say the same, whichever block it is of.
    fn is_same(&self, other: &Self) -> bool {
        let [one, other] = [self, other].map(|hypothesis| (hypothesis.said)(&Named::any()));
        (one.kind, one.message, one.mend) == (other.kind, other.message, other.mend)
    }
}

/// What explains a block, and at how many points it was tried.
pub(super) type Stated<'a> = (&'a View<'a>, &'a Hypothesis, Option<usize>);

/// The findings of all these: what several blocks have in common is said once, of all of them.
pub(super) fn joined(all: &[Stated<'_>]) -> Vec<Finding> {
    let groups = grouped(all, |one, other| one.1.is_same(other.1));
    groups.iter().map(|group| of_group(group)).collect()
}

fn of_group(group: &[&Stated<'_>]) -> Finding {
    let views: Vec<&View<'_>> = group.iter().map(|(view, ..)| *view).collect();
    let each = group
        .iter()
        .map(|(view, hypothesis, _)| (hypothesis.said)(&Named::of(&[*view])));
    let each: Vec<Finding> = each.collect();
    let mut finding = (group[0].1.said)(&Named::of(&views));
    if views.len() > 1 {
        let (first, evidence) = (views[0].path(), &each[0].evidence);
        finding.evidence = format!("of {first}: {evidence}; likewise of the others");
    }
    let residuals = each.iter().filter_map(|finding| finding.residual);
    Finding {
        blocks: views.iter().map(|view| view.path().to_owned()).collect(),
        residual: residuals.reduce(f64::max),
        explained: each.iter().map(|finding| finding.explained).sum(),
        of: each.iter().map(|finding| finding.of).sum(),
        ..finding
    }
    .tried(group.iter().map(|(.., tried)| *tried).min().flatten())
}
