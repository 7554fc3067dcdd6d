//! The views of the main screen, the open tab, and how views follow each other.
//!
//! [`Views::get`] is the one match over [`ViewId`]. Each view is a file below; what they have in common is the trait
//! [`View`]. Start with [`Views::follow`].

use ratatui::layout::Size;

mod awaited;
pub mod details;
pub mod discover;
pub mod episodes;
pub mod feed;
mod focus;
mod jumps;
pub mod matches;
pub mod notes;
mod preview;
pub mod search;
pub mod shows;
mod texts;
pub mod view;

pub use discover::Discover;
pub use episodes::Episodes;
pub use feed::{FEEDS, Feed, FeedSpec};
pub use notes::Notes;
pub use search::Search;
pub use shows::Shows;
pub use view::View;

use self::{
    notes::{Hint, Upstream},
    preview::Preview,
};
use super::{
    Command, Context, Cx, Problem, Slot, Tab, ViewId,
    input::{command::Main, keymap::Keymap},
    layout::{Chrome, Layout, TabText},
    requests::event::{LibraryChange, ReadReply},
};
use crate::domain::{Subject, count::grouped};

/// The views, the open tab and the focus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Views {
    pub shows: Shows,
    pub episodes: Episodes,
    pub feeds: Vec<Feed>,
    pub search: Search,
    pub discover: Discover,
    pub notes: Notes,
    tab: Tab,
    focus: ViewId,
    /// Where the focus returns to in the tab of shows.
    focus_in_shows: ViewId,
    preview: Preview,
    /// Where jumps began, the last at the end.
    jumps: Vec<jumps::Place>,
    /// Whether the focused pane has the whole width.
    is_zoomed: bool,
}

impl Views {
    pub fn new(shows: Shows, feeds: Vec<Feed>) -> Self {
        Self { shows, feeds, ..Self::default() }
    }

    /// The same before anything was read. How lists are displayed is the person's choice, not the account's.
    #[must_use]
    pub fn unread(&self) -> Self {
        Self::new(self.shows.unread(), self.feeds.iter().map(Feed::unread).collect())
    }

    /// # Panics
    /// Not with the ids of the table that the feeds are made from, and there are no others.
    #[expect(clippy::expect_used, reason = "a feed shown in place of another would hide the mistake")]
    pub fn get(&self, id: ViewId) -> &dyn View {
        match id {
            ViewId::Shows => &self.shows,
            ViewId::Episodes => &self.episodes,
            ViewId::Feed(id) => self.feeds.iter().find(|feed| feed.spec.id == id).expect("a feed of the table"),
            ViewId::Search => &self.search,
            ViewId::Discover => &self.discover,
            ViewId::Notes => &self.notes,
        }
    }

    /// # Panics
    /// As [`Self::get`].
    #[expect(clippy::expect_used, reason = "a feed shown in place of another would hide the mistake")]
    pub fn get_mut(&mut self, id: ViewId) -> &mut dyn View {
        match id {
            ViewId::Shows => &mut self.shows,
            ViewId::Episodes => &mut self.episodes,
            ViewId::Feed(id) => self.feeds.iter_mut().find(|feed| feed.spec.id == id).expect("a feed of the table"),
            ViewId::Search => &mut self.search,
            ViewId::Discover => &mut self.discover,
            ViewId::Notes => &mut self.notes,
        }
    }

    /// Whether a view is a text instead of a list.
    pub fn is_document(&self, id: ViewId) -> bool {
        id == ViewId::Notes
    }

    /// The views of a tab, from left to right.
    pub fn of_tab(tab: Tab) -> Vec<ViewId> {
        match tab {
            Tab::Shows => vec![ViewId::Shows, ViewId::Episodes, ViewId::Notes],
            Tab::Feed(feed) => vec![ViewId::Feed(feed), ViewId::Notes],
            Tab::Search => vec![ViewId::Search, ViewId::Notes],
            Tab::Discover => vec![ViewId::Discover, ViewId::Notes],
        }
    }

    /// The tabs from left to right, with their names.
    pub fn tabs(&self) -> impl Iterator<Item = (Tab, &'static str, &'static str)> {
        let feeds = self.feeds.iter().map(|feed| (Tab::Feed(feed.spec.id), feed.spec.name, feed.spec.short));
        let ends = [(Tab::Search, "Search", "Search"), (Tab::Discover, "Discover", "Discover")];
        std::iter::once((Tab::Shows, "Shows", "Shows")).chain(feeds).chain(ends)
    }

    fn ids(&self) -> Vec<ViewId> {
        let mut ids: Vec<_> = self.tabs().flat_map(|(tab, ..)| Self::of_tab(tab)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The number beside the name of a tab: what is new there, or in progress.
    fn count(&self, tab: Tab) -> u32 {
        let Tab::Feed(id) = tab else { return 0 };
        self.feeds.iter().find(|feed| feed.spec.id == id).map_or(0, |feed| feed.count)
    }

    /// Episodes arrived that the person has not looked at.
    pub fn add_news(&mut self, count: u32) {
        let open = self.tab;
        let is_elsewhere = |feed: &&mut Feed| feed.spec.tracks_visits && open != Tab::Feed(feed.spec.id);
        for feed in self.feeds.iter_mut().filter(is_elsewhere) {
            feed.count = feed.count.saturating_add(count);
        }
    }

    /// Computes the layout of the open tab.
    pub fn layout(&self, size: Size, keymap: &Keymap, chrome: &Chrome) -> Layout {
        let text = |(tab, name, short): (Tab, &str, &str)| {
            let key = keymap.key_of(&[Context::Main], Command::Main(Main::Tab(tab)));
            let with_key = |name: &str| key.map_or_else(|| name.to_owned(), |key| format!("{key} {name}"));
            let count = match self.count(tab) {
                0 => String::new(),
                count => format!(" {}", grouped(count)),
            };
            let least = if tab == self.tab {
                with_key(short)
            } else {
                key.map_or_else(|| short.to_owned(), |key| key.to_string())
            };
            TabText { tab, long: with_key(name) + &count, short: with_key(short) + &count, least }
        };
        let tabs: Vec<_> = self.tabs().map(text).collect();
        let panes = if self.is_zoomed { vec![self.focus] } else { self.panes() };
        Layout::compute(size, &tabs, chrome, &panes, self.focus)
    }

    /// Scrolls every selection back into view after the size changed.
    pub fn fit(&mut self, cx: &Cx) {
        for id in self.ids() {
            self.get_mut(id).fit(cx);
        }
    }

    /// Takes over the result of a read. Returns whether to list the links of the notes.
    pub fn loaded(&mut self, cx: &mut Cx, slot: Slot, reply: ReadReply) -> bool {
        match reply {
            ReadReply::Shows(mut items) => {
                cx.marking.keeping.apply_to(&mut items);
                for feed in &mut self.feeds {
                    feed.count_states(items.iter().map(|item| item.counts));
                }
                self.shows.loaded(cx, items);
                self.describe_open();
                self.mark_followed(cx);
                self.notes.items_changed(|subject| matches!(subject, Subject::Show(_)));
            }
            ReadReply::FirstEpisodes(show, mut items, total, sort, state) => {
                cx.marking.apply_all(&mut items);
                self.episodes.first(cx, &show, items, total, (sort, state));
                self.describe_open();
            }
            ReadReply::Episodes(show, mut items, sort, state) => {
                cx.marking.apply_all(&mut items);
                self.episodes.loaded(cx, &show, items, (sort, state));
                self.describe_open();
                self.notes.items_changed(|subject| matches!(subject, Subject::Episode(at) if at.show == show));
            }
            ReadReply::Feed(mut page) => {
                cx.marking.apply_all(&mut page.rows);
                if let Some(feed) = self.feeds.iter_mut().find(|feed| feed.slot() == slot) {
                    feed.loaded(cx, page);
                }
                self.notes.items_changed(|subject| matches!(subject, Subject::Episode(_)));
            }
            ReadReply::Found(mut found) => {
                cx.marking.apply_all(&mut found.episodes);
                self.search.found(cx, found);
                self.notes.items_changed(|_| true);
            }
            ReadReply::Snippets(snippets) => self.search.snippets(snippets),
            ReadReply::Notes(subject, notes) => return self.notes.loaded(&subject, &notes),
            ReadReply::Chapters(at, notes) => cx.player.learn_chapters(&at.episode, &notes),
            ReadReply::Failed(problem) => self.failed(cx, slot, problem),
        }
        false
    }

    fn failed(&mut self, cx: &mut Cx, slot: Slot, problem: Problem) {
        if slot == Slot::Chapters {
            // Only chapter stepping uses them.
            return;
        }
        cx.notify_problem(&problem);
        if slot == Slot::Snippets {
            // Rows are useful without snippets.
            return self.search.snippets(Vec::new());
        }
        if let Some(id) = self.ids().into_iter().find(|id| self.get(*id).slot() == slot) {
            self.get_mut(id).failed(problem);
        }
    }

    /// Marks views as stale after a change of the library.
    pub fn stale(&mut self, cx: &Cx, change: &LibraryChange) {
        if cx.may_read() {
            self.ids().into_iter().for_each(|id| self.get_mut(id).stale(change));
        }
    }

    /// Drops the pause before the next read: the person changed something.
    pub fn read_soon(&mut self) {
        for id in self.ids() {
            if let Some(reread) = self.get_mut(id).reread() {
                reread.asked_at = None;
            }
        }
    }

    /// Cancels every read, before a change of account.
    pub fn stop(&mut self, cx: &mut Cx) {
        for id in self.ids() {
            let view = self.get_mut(id);
            if let Some(reread) = view.reread() {
                *reread = super::list::Reread::default();
            }
            cx.cancel(view.slot());
        }
        for slot in [Slot::Snippets, Slot::CatalogueShow, Slot::Find, Slot::Fetch] {
            cx.cancel(slot);
        }
    }

    /// When the next read of an open view will be due. One that is due already waits for something else, such as notes for a
    /// selection, and must not hide the others.
    pub fn due(&self, cx: &Cx) -> Option<jiff::Timestamp> {
        let reads = self.followed_views().into_iter().filter_map(|id| self.get(id).due(cx));
        reads.chain(self.preview.due()).filter(|due| *due > cx.now.timestamp()).min()
    }

    /// After any event: reads open lists again after a change of the library, and further near their end.
    pub fn follow(&mut self, cx: &mut Cx) {
        if !cx.may_read() {
            return;
        }
        self.follow_shows(cx);
        for id in self.followed_views() {
            let view = self.get_mut(id);
            if view.list().is_some() {
                if view.is_due(cx) {
                    view.read(cx);
                }
                view.follow(cx);
            }
        }
    }

    /// The pane of episodes shows those of the selected show, and none if none is selected.
    fn follow_shows(&mut self, cx: &mut Cx) {
        let selected = self.subject().filter(|_| !self.is_reading());
        let is_settled = self.preview.follow(self.tab, self.focus, selected, cx.now.timestamp());
        if !is_settled || self.list_id() != ViewId::Shows {
            return;
        }
        match self.shows.subject() {
            Some(Subject::Show(show)) if cx.layout.pane(ViewId::Episodes).is_some() => {
                self.episodes.preview(cx, &show);
                self.describe_open();
            }
            Some(_) => {}
            None => self.episodes.close(cx),
        }
    }

    /// Lets the other panes follow at once: the focus moves to one of them.
    pub fn settle(&mut self, cx: &mut Cx) {
        if self.preview.settle() {
            self.follow_shows(cx);
            self.follow_notes(cx);
        }
    }

    /// The notes follow the selection. While they are read they stay.
    ///
    /// Returns whether to list their links.
    pub fn follow_notes(&mut self, cx: &mut Cx) -> bool {
        if self.preview.due().is_some() {
            return false;
        }
        let subject = self.followed();
        let Self { shows, episodes, feeds, search, discover, notes, tab, .. } = self;
        let mut others: Vec<&dyn View> =
            feeds.iter().filter(|feed| *tab == Tab::Feed(feed.spec.id)).map(|feed| feed as &dyn View).collect();
        if *tab == Tab::Search {
            others.push(search);
        }
        if *tab == Tab::Discover {
            others.push(discover);
        }
        // What another tab has read may be older than a mark.
        let is_fresh = |view: &&dyn View| *tab == Tab::Shows || view.list().is_some_and(|list| !list.reread.wanted);
        others.extend([&*shows as &dyn View, &*episodes].into_iter().filter(is_fresh));
        let item = |subject: &Subject| others.iter().find_map(|view| view.item(subject));
        let in_shows = *tab == Tab::Shows && shows.subject().is_some();
        let hint = match episodes.open() {
            _ if !in_shows => Hint::None,
            None => Hint::Show,
            Some(_) => Hint::Episode,
        };
        let search = (*tab == Tab::Search).then(|| search.query());
        let is_on_disk = *tab != Tab::Discover;
        notes.follow_selection(cx, Upstream { subject: subject.as_ref(), item: &item, is_on_disk, search, hint })
    }

    /// The subject of the notes.
    fn followed(&self) -> Option<Subject> {
        let reading = self.notes.subject().filter(|_| self.is_reading());
        let selected = || match self.focus {
            ViewId::Notes => self.get(self.list_id()).subject(),
            focus => self.get(focus).subject(),
        };
        let in_open = || (self.in_shows() && self.focus != ViewId::Shows).then(|| self.episodes.open().cloned());
        reading.or_else(selected).or_else(|| in_open().flatten().map(Subject::Show))
    }

    /// Opens a show in the tab of shows.
    pub fn list_show(&mut self, cx: &mut Cx, key: &crate::domain::ShowKey) {
        if let Some(list) = self.shows.list_mut() {
            list.settle();
        }
        self.focus = ViewId::Episodes;
        self.episodes.open_show(cx, key);
        self.describe_open();
    }

    fn describe_open(&mut self) {
        let show = self.episodes.open().and_then(|open| self.shows.show(open));
        self.episodes.describe(show);
    }

    /// Shows pending marks on every row.
    pub fn show_marks(&mut self, cx: &Cx) {
        for id in self.ids() {
            self.get_mut(id).mark(cx);
        }
    }
}
