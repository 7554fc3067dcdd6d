//! Spotify's catalogue: a search as you type, and the episodes of a show before it is followed.
//!
//! A request goes out after a pause in typing; typing on cancels it. Nothing is kept on disk, so notes come out of the
//! answers. The rows belong to one query until the next answer. Start with [`Discover::found`].

mod of_show;
mod pages;
mod view;

use std::collections::HashSet;

use jiff::SignedDuration;

use self::{
    of_show::{OfShow, item},
    pages::{Pages, Turn, after, is_blank},
};
use super::view::View as _;
use crate::{
    app::{
        Cx, Problem, Slot, asking,
        list::{AnyRows, Item, Load, OwnedItem, Reread, Rows, filter},
        requests::effect::Catalogue,
    },
    domain::{CleanText, Episode, Found, Page, ShelfShow, Show, ShowId, ShowKey, SpotifyLink, StateCounts},
};

/// The search of the catalogue. Its text is the filter of its list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Discover {
    /// Shows and episodes page by page, so that no later page moves a row.
    rows: Rows<OwnedItem>,
    pages: Pages,
    /// The query of the latest request.
    asked: String,
    /// The query of the rows.
    of: String,
    /// The shows among the rows that are followed.
    followed: HashSet<ShowKey>,
    /// The show whose episodes are in front of the results.
    show: Option<OfShow>,
}

impl Discover {
    /// The pause in typing after which a request goes out.
    pub const PAUSE: SignedDuration = SignedDuration::from_millis(400);

    pub fn text(&self) -> &str {
        self.rows.list.filter.text()
    }

    /// The link that was typed in place of words.
    pub fn link(&self) -> Option<SpotifyLink> {
        SpotifyLink::parse(self.text()).ok().filter(|_| self.show.is_none())
    }

    /// The show whose episodes are listed.
    pub fn open_show(&self) -> Option<&ShowKey> {
        self.show.as_ref()?.key()
    }

    /// Marks the shows among the results that are followed.
    pub fn mark_followed(&mut self, is_followed: impl Fn(&ShowKey) -> bool) {
        let shows = self.rows.items.iter().filter_map(OwnedItem::show).map(|item| &item.show.key);
        self.followed = shows.filter(|key| is_followed(key)).cloned().collect();
    }

    /// A show among the results, or the open one.
    pub fn show(&self, key: &ShowKey) -> Option<&ShelfShow> {
        let open = self.show.as_ref().and_then(|of| of.show.as_ref());
        open.into_iter().chain(self.rows.items.iter().filter_map(OwnedItem::show)).find(|show| show.show.key == *key)
    }

    /// Takes back what was shown as saved, or as removed.
    pub fn set_saved(&mut self, links: &[SpotifyLink], is_saved: bool) {
        let listed = self.rows.items.iter_mut().filter_map(Item::episode_mut);
        let of_show = self.show.iter_mut().flat_map(|of| &mut of.rows.items);
        for item in listed.chain(of_show) {
            let id = item.episode.key.id();
            if links.iter().any(|link| matches!(link, SpotifyLink::Episode(of) if Some(of) == id)) {
                item.saved = is_saved;
            }
        }
    }

    /// Lists the episodes of a show, and selects the one that a link led to.
    pub fn open(&mut self, cx: &mut Cx, show: Option<Show>, episode: Option<Episode>) {
        self.rows.list.filter.keep();
        let show = show.map(shelved);
        let (key, name) = match &show {
            Some(show) => (show.show.key.clone(), show.show.name.clone()),
            None => no_show(),
        };
        let episode = episode.map(|episode| item(cx, &key, &name, episode));
        self.enter_show(cx, OfShow::new(show, episode, cx.layout.rows()));
    }

    /// Lists the episodes of a show among the results.
    pub fn open_found(&mut self, cx: &mut Cx, key: &ShowKey) {
        let mut shows = self.rows.items.iter().filter_map(OwnedItem::show);
        let Some(show) = shows.find(|show| show.show.key == *key).cloned() else { return };
        self.rows.list.choose();
        self.enter_show(cx, OfShow::new(Some(show), None, cx.layout.rows()));
    }

    fn enter_show(&mut self, cx: &mut Cx, mut show: OfShow) {
        cx.cancel(Slot::CatalogueShow);
        if show.rows.list.load == Load::Never && asking::held_up(cx).is_none() {
            show.ask(cx);
        }
        self.show = Some(show);
    }

    /// Goes back to the results. Returns whether a show was open.
    pub fn leave_show(&mut self, cx: &mut Cx) -> bool {
        cx.cancel(Slot::CatalogueShow);
        let was_open = self.show.take().is_some();
        self.fit(cx);
        was_open
    }

    /// Takes over a page of results.
    pub fn found(&mut self, cx: &Cx, found: Found) {
        let height = cx.layout.rows().saturating_sub(1);
        let Found { shows, episodes } = found;
        let before = self.rows.items.clone();
        if shows.offset == 0 {
            self.of.clone_from(&self.asked);
            self.rows.items.clear();
            self.pages = Pages::default();
            self.rows.list.unchoose();
        }
        let next = after(&shows).max(after(&episodes));
        let has_next = shows.has_next || episodes.has_next;
        let is_blank = is_blank(&shows) && is_blank(&episodes);
        let shows = in_order(shows).map(|show| OwnedItem::Show(shelved(show)));
        let (key, name) = no_show();
        let found = in_order(episodes).map(|found| OwnedItem::Episode(item(cx, &key, &name, found)));
        self.pages.add(&mut self.rows, shows.chain(found), Turn { next, has_next, is_blank });
        let rows = filter::all(0..self.rows.items.len());
        self.rows.list.show(&before, &self.rows.items, rows, |_| 1, height);
    }

    /// Takes over a page of the episodes of a show. If it could not be read, earlier rows stay.
    pub fn loaded(&mut self, cx: &Cx, show: &ShowId, page: Result<Page<Episode>, Problem>) {
        let of = self.show.as_mut().filter(|of| of.key().and_then(ShowKey::id) == Some(show));
        match (of, page) {
            (None, _) => {}
            (Some(of), Ok(page)) => of.loaded(cx, page, cx.layout.rows()),
            (Some(of), Err(problem)) => of.rows.list.problem = Some(problem),
        }
    }

    /// A search failed. The rows of an earlier page stay.
    pub fn not_found(&mut self, problem: Problem) {
        if self.asked != self.of {
            self.forget();
        }
        self.rows.list.problem = Some(problem);
    }

    /// Asks again for what is listed.
    pub fn refresh(&mut self, cx: &mut Cx) {
        if let Some(of) = &mut self.show {
            return match (of.key().and_then(ShowKey::id), &of.rows.list.problem) {
                (None, _) => cx.note("Nothing more can be fetched here"),
                (Some(_), Some(_)) => of.ask(cx),
                (Some(_), None) => of.start_over(cx),
            };
        }
        let is_later_page = self.rows.list.problem.is_some() && self.asked == self.of;
        match self.text().trim() {
            "" => cx.note("Type what to search for first"),
            _ if is_later_page => self.ask(cx, self.pages.next),
            _ => self.ask(cx, 0),
        }
    }

    /// Searches for the text.
    fn ask(&mut self, cx: &mut Cx, offset: u32) {
        self.asked = self.text().trim().to_owned();
        (self.rows.list.reread, self.rows.list.problem) = (Reread::default(), None);
        cx.ask(Catalogue::Search { query: self.asked.clone(), offset });
    }

    /// Asks after a pause, unless the rows are those of the text.
    fn ask_later(&mut self, cx: &mut Cx) {
        cx.cancel(Slot::Catalogue);
        let is_listed = self.rows.list.load != Load::Never && self.text().trim() == self.of;
        let wanted = !is_listed && self.link().is_none();
        self.rows.list.reread = Reread { wanted, asked_at: Some(cx.now.timestamp()) };
        self.rows.list.problem = None;
    }

    /// Forgets the results; the text stays.
    fn forget(&mut self) {
        self.rows.forget();
        self.of.clear();
        self.followed.clear();
        self.pages = Pages::default();
    }

    fn clear(&mut self, cx: &mut Cx) {
        self.forget();
        self.asked.clear();
        cx.cancel(Slot::Catalogue);
    }

    fn front(&self) -> &dyn AnyRows {
        match &self.show {
            Some(of) => &of.rows,
            None => &self.rows,
        }
    }

    /// Asks for the next page if the selection is near the end of what was read.
    fn ask_more(&mut self, cx: &mut Cx) {
        let list = self.front().list();
        let below = list.len().saturating_sub(list.selected().map_or(0, |row| row + 1));
        let is_near = list.load == Load::Partial && below < Pages::AHEAD;
        if list.problem.is_some() || asking::held_up(cx).is_some() {
            return;
        }
        if let Some(of) = &mut self.show {
            // Under a filter the end is near, whatever there is.
            let is_filtered = !of.rows.list.filter.is_blank();
            let is_wanted = of.rows.list.load == Load::Never || (is_near && !is_filtered);
            if is_wanted && !cx.ledger.runs(Slot::CatalogueShow) {
                of.ask(cx);
            }
        } else if is_near && self.text().trim() == self.of && !cx.ledger.runs(Slot::Catalogue) {
            self.ask(cx, self.pages.next);
        }
    }
}

/// What search results name as the show of an episode: nothing.
fn no_show() -> (ShowKey, CleanText) {
    (ShowKey::Odd(CleanText::default()), CleanText::default())
}

fn in_order<T>(page: Page<T>) -> impl Iterator<Item = T> {
    page.items.into_iter().map(|(_, item)| item)
}

/// A show of the catalogue as a row. None of it is on disk, so there is nothing to compare Spotify's count with.
fn shelved(show: Show) -> ShelfShow {
    let counts = StateCounts { total: show.total_episodes.unwrap_or(0), ..StateCounts::default() };
    ShelfShow { show, counts, latest: None, complete: true }
}
