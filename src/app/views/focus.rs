//! The open tab and the focus, and how they move.

use std::collections::HashSet;

use super::{View, Views};
use crate::{
    app::{Cx, Tab, ViewId, list::Filter},
    domain::{FeedSource, ShelfEpisode, ShowId, ShowKey, Subject},
};

impl Views {
    pub fn tab(&self) -> Tab {
        self.tab
    }

    pub fn focus(&self) -> ViewId {
        self.focus
    }

    /// Whether the tab of shows is open.
    pub fn in_shows(&self) -> bool {
        self.tab == Tab::Shows
    }

    /// Whether the list of shows has the focus.
    pub fn is_choosing_show(&self) -> bool {
        self.focus == ViewId::Shows
    }

    /// Whether the tab of the catalogue is open.
    pub fn in_discover(&self) -> bool {
        self.tab == Tab::Discover
    }

    /// Whether the rows of the open tab are in the library.
    pub fn is_on_disk(&self) -> bool {
        self.get(self.list_id()).is_on_disk()
    }

    /// The views that are read again after a change: those of the open tab, and the shows. These count what is in progress,
    /// which stands beside the name of a tab, and mark what is followed in Discover.
    pub(super) fn followed_views(&self) -> Vec<ViewId> {
        let mut views = self.panes();
        if !self.in_shows() {
            views.push(ViewId::Shows);
        }
        views
    }

    /// Marks what is followed among the results of Discover.
    pub fn mark_followed(&mut self, cx: &Cx) {
        let Self { shows, discover, .. } = self;
        let listed: HashSet<&ShowKey> = shows.items().iter().map(|item| &item.show.key).collect();
        discover.mark_followed(|key| cx.marking.keeping.follows(key).unwrap_or_else(|| listed.contains(key)));
    }

    /// Goes from the episodes of a show that left the list back to the list.
    pub fn step_out_of(&mut self, show: &ShowId) {
        let is_open = self.episodes.open().is_some_and(|open| open.id() == Some(show));
        if is_open && self.in_shows() && self.focus != ViewId::Shows {
            self.set_focus(ViewId::Shows);
        }
    }

    /// The open show, if its episodes have the focus, or if the notes are read from them.
    pub fn show_in_focus(&self) -> Option<&ShowKey> {
        self.episodes.open().filter(|_| self.list_id() == ViewId::Episodes)
    }

    /// Whether the notes are in sight beside what has the focus.
    pub fn has_room_for_notes(&self, cx: &Cx) -> bool {
        !self.is_zoomed && cx.layout.has_room(&self.panes(), self.focus, ViewId::Notes)
    }

    /// Types into the filter of the focused list, or what to find in the notes.
    pub fn edit_filter(&mut self) {
        if let Some(filter) = self.focused_mut().filter_mut() {
            filter.edit();
        }
        if let Some(list) = self.focused_mut().list_mut() {
            list.follow_best();
        }
    }

    /// Whether the focused pane has the whole width.
    #[cfg(test)]
    pub fn is_zoomed(&self) -> bool {
        self.is_zoomed
    }

    /// Gives the focused pane the whole width, or all panes theirs. Returns whether it is zoomed now.
    pub fn zoom(&mut self) -> bool {
        self.is_zoomed = !self.is_zoomed;
        self.is_zoomed
    }

    /// Whether the open tab is a feed.
    pub fn is_feed(&self) -> bool {
        matches!(self.tab, Tab::Feed(_))
    }

    /// Whether the open tab lists the saved episodes.
    pub fn in_saved(&self) -> bool {
        self.feeds.iter().any(|feed| self.tab == Tab::Feed(feed.spec.id) && feed.spec.source == FeedSource::Saved)
    }

    pub fn is_reading(&self) -> bool {
        self.focus == ViewId::Notes
    }

    pub fn focused(&self) -> &dyn View {
        self.get(self.focus)
    }

    pub fn focused_mut(&mut self) -> &mut dyn View {
        self.get_mut(self.focus)
    }

    /// The list that the notes are read from, or that has the focus.
    pub fn list_id(&self) -> ViewId {
        let lists = self.panes();
        let about_show = self.in_shows() && !matches!(self.notes.subject(), Some(Subject::Episode(_)));
        let left = if about_show { lists.first() } else { lists.iter().rev().nth(1) };
        if self.is_reading() { left.copied().unwrap_or_default() } else { self.focus }
    }

    /// The views of the open tab.
    pub fn panes(&self) -> Vec<ViewId> {
        Self::of_tab(self.tab)
    }

    /// The subject of the focused view.
    pub fn subject(&self) -> Option<Subject> {
        self.focused().subject()
    }

    /// The episodes a command is about: the one that is read, otherwise those selected one by one, otherwise the selected
    /// row.
    pub fn targets(&self) -> Vec<ShelfEpisode> {
        let view = self.focused();
        match view.list().map(|list| &list.selection).filter(|selection| !selection.is_empty()) {
            Some(selection) => selection.episodes(),
            None => view.episode().cloned().into_iter().collect(),
        }
    }

    /// Moves the focus. Keeps the text of a filter being typed.
    pub fn set_focus(&mut self, focus: ViewId) {
        self.keep_typed();
        if let Some(list) = self.focused_mut().list_mut() {
            list.choose();
        }
        if focus == ViewId::Episodes {
            self.episodes.open_awaited();
        }
        self.focus = focus;
    }

    /// Finishes typing into the focused list.
    pub fn keep_typed(&mut self) {
        let view = self.focused_mut();
        if view.filter_mut().is_some_and(Filter::keep)
            && let Some(list) = view.list_mut()
        {
            list.choose();
        }
    }

    /// Goes to the view next to the focused one, around the ends.
    pub fn focus_next(&mut self, cx: &mut Cx, forward: bool) {
        self.settle(cx);
        let panes = self.panes();
        let at = panes.iter().position(|view| *view == self.focus).unwrap_or(0);
        let by = if forward { 1 } else { panes.len() - 1 };
        if let Some(next) = panes.get((at + by) % panes.len()) {
            self.set_focus(*next);
        }
    }

    /// Goes to the view on the left: from the notes to the list they are read from, unless another list is between. The first
    /// view is stepped out of.
    pub fn focus_left(&mut self, cx: &mut Cx) {
        let panes = self.panes();
        let at = panes.iter().position(|view| *view == self.focus).unwrap_or(0);
        let Some(left) = at.checked_sub(1).and_then(|at| panes.get(at).copied()) else {
            self.focused_mut().step_out(cx);
            return;
        };
        let is_open = cx.layout.pane(left).is_some() && self.get(left).list().is_some();
        self.set_focus(if self.is_reading() && !is_open { self.list_id() } else { left });
    }

    /// Steps out: of the selection, of the filter, of the notes, of the episodes.
    pub fn back(&mut self, cx: &mut Cx) {
        let panes = self.panes();
        let view = self.focused_mut();
        let typing = view.filter().is_some_and(Filter::is_typing);
        if !typing && view.list_mut().is_some_and(|list| list.selection.clear()) || view.back(cx) {
            return;
        }
        if self.is_reading() {
            self.set_focus(self.list_id());
        } else if let Some(first) = panes.first() {
            self.set_focus(*first);
        }
    }

    /// Opens a tab. Pressed again, its key leads back to its list.
    pub fn open_tab(&mut self, cx: &mut Cx, tab: Tab) {
        let panes = Self::of_tab(tab);
        let main = panes.first().copied().unwrap_or_default();
        if self.tab == tab {
            self.set_focus(main);
            return self.get_mut(main).enter(cx, true);
        }
        self.leave(cx);
        self.tab = tab;
        self.notes.turn_to(None);
        self.focus = if tab == Tab::Shows { self.focus_in_shows } else { main };
        self.fit(cx);
        self.get_mut(main).enter(cx, false);
        if tab == Tab::Search {
            self.notes.clear();
        }
    }

    /// Leaves the open tab. Keeps the text of a filter being typed.
    pub fn leave(&mut self, cx: &mut Cx) {
        self.set_focus(self.focus);
        if self.in_shows() {
            let is_open = self.episodes.open().is_some();
            self.focus_in_shows = if self.is_reading() && is_open { ViewId::Episodes } else { self.focus };
            if self.focus_in_shows == ViewId::Notes {
                self.focus_in_shows = ViewId::Shows;
            }
        }
        for id in self.panes() {
            self.get_mut(id).leave(cx);
        }
    }
}
