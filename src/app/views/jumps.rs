//! Jumps: where each began, and the way back.
//!
//! A jump goes to another tab, or to an episode that was not beside the selected one. Moving within a list, opening a show from
//! the list of shows and reading notes are none: Esc and `h` lead back from these.

use super::Views;
use crate::{
    app::{
        Cx, Tab, ViewId,
        list::{List, filter::Narrowed},
    },
    domain::{ShowKey, Subject},
};

/// A place to go back to.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    tab: Tab,
    focus: ViewId,
    /// The open show.
    show: Option<ShowKey>,
    /// The selected or read item.
    subject: Option<Subject>,
    /// What the shows and the episodes of the open one were narrowed down to.
    narrowed: [Narrowed; 2],
}

/// The most places that are kept.
const MOST: usize = 100;

impl Views {
    /// This place.
    pub fn here(&self) -> Place {
        let open = if self.in_discover() { self.discover.open_show() } else { self.episodes.open() };
        let show = open.cloned().filter(|_| self.in_shows() || self.in_discover());
        let narrowed = [self.shows.narrowed(), self.episodes.narrowed()];
        Place { tab: self.tab, focus: self.focus, show, subject: self.subject(), narrowed }
    }

    /// Remembers where a jump began, unless it led nowhere.
    pub fn jumped_from(&mut self, from: Place) {
        if from != self.here() && self.jumps.last() != Some(&from) {
            self.jumps.push(from);
            if self.jumps.len() > MOST {
                self.jumps.remove(0);
            }
        }
    }

    /// Goes back to where the last jump began. Returns whether there was one.
    pub fn jump_back(&mut self, cx: &mut Cx) -> bool {
        let here = self.here();
        let Some(place) = std::iter::from_fn(|| self.jumps.pop()).find(|place| *place != here) else { return false };
        if self.tab != place.tab {
            self.open_tab(cx, place.tab);
        }
        // The search types at once when its tab is opened.
        self.keep_typed();
        if self.in_discover() && place.show.is_none() {
            self.discover.leave_show(cx);
        }
        let [shows, episodes] = place.narrowed;
        self.shows.narrow(cx, shows);
        if let Some(show) = place.show.as_ref().filter(|_| self.in_shows()) {
            self.shows.reveal(cx, show);
            self.list_show(cx, show);
            self.episodes.narrow(cx, episodes);
        }
        self.set_focus(place.focus);
        if self.is_reading() {
            self.notes.turn_to(place.subject.clone());
        }
        match &place.subject {
            Some(Subject::Show(show)) if self.in_shows() => self.shows.reveal(cx, show),
            Some(Subject::Episode(at)) if self.in_shows() => self.episodes.reveal(cx, at.clone()),
            Some(subject) => {
                self.select(cx, self.list_id(), subject);
            }
            None => {}
        }
        true
    }

    /// Selects an item of a list if it is listed; returns whether it is.
    pub fn select(&mut self, cx: &Cx, id: ViewId, subject: &Subject) -> bool {
        let view = self.get_mut(id);
        let (height, rows) = (view.height(cx), view.list().map_or(0, List::len));
        let is_it = |row: &usize| view.rows().and_then(|rows| rows.item_at(*row)).is_some_and(|item| item.is(subject));
        let Some(row) = (0..rows).find(is_it) else { return false };
        if let Some(list) = view.list_mut() {
            list.select(row, height);
        }
        true
    }
}
