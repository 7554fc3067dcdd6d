//! The one stack of what can be undone: marks, follows, saves.

use std::collections::BTreeMap;

use super::{RequestId, keeping::Kept};
use crate::domain::SpotifyLink;

/// What can be undone, the last at the end.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Undo {
    steps: Vec<Undoable>,
    /// The undos of marks that the library has not answered, with the marks that they undo.
    undoing: BTreeMap<RequestId, RequestId>,
}

/// Something that can be undone.
#[derive(Debug, Clone, PartialEq)]
pub enum Undoable {
    /// The marks of a request: the library knows those before.
    Marks(RequestId),
    /// What was followed or saved with these requests, or no longer.
    Keep(Vec<RequestId>, Kept),
}

impl Undo {
    /// The most steps. The library keeps as many marks.
    pub const MOST: usize = 100;

    pub fn push(&mut self, step: Undoable) {
        if self.steps.len() >= Self::MOST {
            self.steps.remove(0);
        }
        self.steps.push(step);
    }

    pub fn pop(&mut self) -> Option<Undoable> {
        self.steps.pop()
    }

    /// Nothing was marked.
    pub fn not_marked(&mut self, id: RequestId) {
        self.steps.retain(|step| *step != Undoable::Marks(id));
    }

    /// The marks of a request are being undone by another.
    pub fn undoes(&mut self, id: RequestId, marks: RequestId) {
        self.undoing.insert(id, marks);
    }

    /// The marks were undone; if not, they can be once more.
    pub fn undone(&mut self, id: RequestId, has_failed: bool) {
        if let Some(marks) = self.undoing.remove(&id).filter(|_| has_failed) {
            self.push(Undoable::Marks(marks));
        }
    }

    /// Spotify refused a request: there is nothing of it to undo.
    pub fn refused(&mut self, id: RequestId, links: &[SpotifyLink]) {
        for step in &mut self.steps {
            if let Undoable::Keep(requests, kept) = step
                && requests.contains(&id)
            {
                kept.links.retain(|link| !links.contains(link));
            }
        }
        self.steps.retain(|step| !matches!(step, Undoable::Keep(_, kept) if kept.links.is_empty()));
    }
}
