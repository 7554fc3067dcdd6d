//! What the panes beside the focused list show: its selection. While the selection keeps moving, they wait.

use jiff::{SignedDuration, Timestamp};

use crate::{
    app::{
        cx::HELD,
        place::{Tab, ViewId},
    },
    domain::Subject,
};

/// The selection of the focused list, and the one that the other panes show.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Preview {
    /// The place and the subject of the selection.
    selected: Option<(Tab, ViewId, Subject)>,
    moved_at: Option<Timestamp>,
    /// When the other panes follow, if they wait.
    due: Option<Timestamp>,
}

impl Preview {
    /// How long a selection has to rest after it moved twice within [`HELD`].
    const REST: SignedDuration = SignedDuration::from_millis(40);

    /// Takes note of the selection. Returns whether the other panes may show it.
    pub(super) fn follow(&mut self, tab: Tab, focus: ViewId, subject: Option<Subject>, now: Timestamp) -> bool {
        let selected = subject.map(|subject| (tab, focus, subject));
        if selected != self.selected {
            let place =
                |selected: &Option<(Tab, ViewId, Subject)>| selected.as_ref().map(|(tab, focus, _)| (*tab, *focus));
            let is_held = place(&selected) == place(&self.selected)
                && self.moved_at.is_some_and(|at| at.duration_until(now) < HELD);
            self.due = is_held.then(|| now.saturating_add(Self::REST).unwrap_or(now));
            (self.selected, self.moved_at) = (selected, Some(now));
        }
        self.due.take_if(|due| *due <= now);
        self.due.is_none()
    }

    /// Ends the wait. Returns whether there was one.
    pub(super) fn settle(&mut self) -> bool {
        self.due.take().is_some()
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.due
    }
}
