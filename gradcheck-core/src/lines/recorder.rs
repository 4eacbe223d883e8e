//! What the copy of the user's function calls at each value: it is noted, and may become another one.

use super::source::{SiteKind, Source};
use super::trace::Track;
use crate::parameters::{Flatten, Flattened, Params, Restore};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// What becomes of the values of one site.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Whether the numbers are added to the value, in place of being put in its place.
    pub(super) is_added: bool,
    /// The first occurrence that it is for.
    pub(super) first: usize,
    /// The numbers of it and of those behind it, one after the other.
    pub(super) numbers: Vec<f64>,
}

/// What is noted of one call of the copy.
#[derive(Debug, Default)]
pub(super) struct State {
    source: Option<&'static Source>,
    is_recording: bool,
    pub(super) tracks: Vec<Track>,
    /// The sites that the variables' values come from.
    versions: HashMap<u32, Vec<usize>>,
    changes: HashMap<usize, Change>,
    /// How often each site was passed, and how many numbers of its change were used.
    passed: Vec<usize>,
    used: HashMap<usize, usize>,
    order: usize,
    /// A number for the way through the function.
    pub(super) way: u64,
    /// Whether a value had another size than its change.
    pub(super) misfit: bool,
}

/// Where a copy of the user's function reports its values.
#[derive(Debug, Clone, Default)]
pub struct Recorder(Rc<RefCell<State>>);

impl Recorder {
    /// Before a call.
    pub(super) fn begin(
        &self,
        source: &'static Source,
        is_recording: bool,
        changes: HashMap<usize, Change>,
    ) {
        if let Ok(mut state) = self.0.try_borrow_mut() {
            let count = source.sites.len();
            *state = State {
                source: Some(source),
                is_recording,
                tracks: vec![Track::default(); if is_recording { count } else { 0 }],
                changes,
                passed: vec![0; count],
                ..State::default()
            };
        }
    }

    /// Behind it.
    pub(super) fn end(&self) -> State {
        self.0
            .try_borrow_mut()
            .map(|mut state| std::mem::take(&mut *state))
            .unwrap_or_default()
    }

    /// A site without a value was passed.
    pub fn pass(&self, site: usize) {
        self.see(site, false, || None);
    }

    /// A value was reached; what it is to become, if it is changed.
    fn see(
        &self,
        site: usize,
        is_movable: bool,
        read: impl FnOnce() -> Option<Flattened>,
    ) -> Option<Vec<f64>> {
        let mut state = self.0.try_borrow_mut().ok()?;
        let occurrence = state.arrive(site)?;
        let is_changed = is_movable && state.is_changed(site, occurrence);
        if !state.is_recording && !is_changed {
            return None;
        }
        // The value may be of a type whose reading runs the user's code.
        drop(state);
        let numbers = read().map(|flat| flat.values().to_vec());
        let mut state = self.0.try_borrow_mut().ok()?;
        if state.is_recording {
            state.note(site, numbers.as_deref(), is_movable);
        }
        if is_changed {
            state.changed(site, &numbers?)
        } else {
            None
        }
    }
}

impl State {
    fn arrive(&mut self, site: usize) -> Option<usize> {
        self.source?;
        let passed = self.passed.get_mut(site)?;
        let occurrence = *passed;
        *passed += 1;
        self.order += 1;
        // Fowler, Noll and Vo's hash (1991) of the sites in their order.
        self.way = (self.way ^ site as u64)
            .wrapping_mul(0x0100_0000_01b3)
            .wrapping_add(1);
        Some(occurrence)
    }

    fn is_changed(&self, site: usize, occurrence: usize) -> bool {
        self.changes.get(&site).is_some_and(|change| {
            let used = self.used.get(&site).copied().unwrap_or_default();
            occurrence >= change.first && used < change.numbers.len()
        })
    }

    fn note(&mut self, site: usize, numbers: Option<&[f64]>, is_movable: bool) {
        let Some(written) = self.source.and_then(|source| source.sites.get(site)) else {
            return;
        };
        let read = written
            .reads
            .iter()
            .filter_map(|variable| self.versions.get(variable));
        let read: Vec<usize> = read.flatten().copied().collect();
        if let Some(track) = self.tracks.get_mut(site) {
            track.add(numbers, is_movable, self.order);
            track.reads.extend(read);
        }
        let Some(variable) = written.variable.filter(|_| written.kind != SiteKind::Term) else {
            return;
        };
        let versions = self.versions.entry(variable).or_default();
        if !matches!(written.kind, SiteKind::Element | SiteKind::Touched) {
            versions.clear();
        }
        if !versions.contains(&site) {
            versions.push(site);
        }
    }

    fn changed(&mut self, site: usize, numbers: &[f64]) -> Option<Vec<f64>> {
        let change = self.changes.get(&site)?;
        let used = self.used.entry(site).or_default();
        let Some(change_here) = change.numbers.get(*used..*used + numbers.len()) else {
            self.misfit = true;
            return None;
        };
        *used += numbers.len();
        Some(if change.is_added {
            numbers
                .iter()
                .zip(change_here)
                .map(|(value, by)| value + by)
                .collect()
        } else {
            change_here.to_vec()
        })
    }
}

/// A value, for the methods below: the first of them that its type has tells how it is read.
#[derive(Debug)]
pub struct Of<'a, T>(pub &'a T);

/// A value that can be read and changed.
#[derive(Debug)]
pub struct Movable;
/// A value that can be read.
#[derive(Debug)]
pub struct Readable;
/// A value of a type that isn't known here.
#[derive(Debug)]
pub struct Opaque;

pub trait ByParams {
    fn seen(&self) -> Movable {
        Movable
    }
}
impl<T: Params> ByParams for &&Of<'_, T> {}

pub trait ByFlatten {
    fn seen(&self) -> Readable {
        Readable
    }
}
impl<T: Flatten> ByFlatten for &Of<'_, T> {}

pub trait ByNothing {
    fn seen(&self) -> Opaque {
        Opaque
    }
}
impl<T> ByNothing for Of<'_, T> {}

#[allow(clippy::unused_self)] // its type alone tells how the value is read
impl Movable {
    pub fn see<T: Params>(self, recorder: &Recorder, site: usize, value: &mut T) {
        if let Some(numbers) = recorder.see(site, true, || Some(Flattened::of(&*value))) {
            value.restore(&mut Restore::new(&numbers));
        }
    }
}

#[allow(clippy::unused_self)] // its type alone tells how the value is read
impl Readable {
    pub fn see<T: Flatten>(self, recorder: &Recorder, site: usize, value: &mut T) {
        recorder.see(site, false, || Some(Flattened::of(&*value)));
    }
}

#[allow(clippy::unused_self)] // its type alone tells how the value is read
impl Opaque {
    pub fn see<T>(self, recorder: &Recorder, site: usize, _value: &mut T) {
        recorder.pass(site);
    }
}
