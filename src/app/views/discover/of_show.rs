//! A show of the catalogue and its episodes, before it is followed. Nothing of it is on disk.

use super::pages::{Pages, Turn, after, is_blank};
use crate::{
    app::{
        Cx,
        list::{Listing, Load, Rows, filter},
        requests::effect::Catalogue,
    },
    domain::{CleanText, Episode, EpisodeKey, Page, ShelfEpisode, ShelfShow, ShowKey, Subject},
};

/// The open show.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfShow {
    /// `None` for an episode whose show Spotify did not name.
    pub(super) show: Option<ShelfShow>,
    /// The episodes in Spotify's order. One that a link led to stands first until its page is read.
    pub(super) rows: Rows<ShelfEpisode>,
    pages: Pages,
    first: Option<EpisodeKey>,
}

impl OfShow {
    /// A show before its episodes are read, with the episode that a link led to.
    pub(super) fn new(show: Option<ShelfShow>, episode: Option<ShelfEpisode>, height: usize) -> Self {
        let first = episode.as_ref().map(|item| item.episode.key.clone());
        let mut rows = Rows { items: episode.into_iter().collect(), ..Rows::default() };
        // Without a show there is nothing more to read.
        let can_read = show.as_ref().is_some_and(|show| show.show.key.id().is_some());
        rows.list.load = if can_read { Load::Never } else { Load::Whole };
        let mut of = Self { show, rows, pages: Pages::default(), first };
        of.rebuild(height);
        if of.first.is_some() {
            of.rows.list.choose();
        }
        of
    }

    pub(super) fn key(&self) -> Option<&ShowKey> {
        self.show.as_ref().map(|show| &show.show.key)
    }

    pub(super) fn name(&self) -> &str {
        self.show.as_ref().map_or("", |show| show.show.name.as_str())
    }

    /// The show, while no episode of it is selected.
    pub(super) fn subject(&self) -> Option<Subject> {
        self.rows
            .list
            .selected_item(&self.rows.items)
            .map(|item| Subject::Episode(item.at()))
            .or_else(|| self.key().cloned().map(Subject::Show))
    }

    /// Asks for the next page.
    pub(super) fn ask(&mut self, cx: &mut Cx) {
        let Some(show) = self.key().and_then(ShowKey::id).cloned() else { return };
        self.rows.list.problem = None;
        cx.ask(Catalogue::Episodes { show, offset: self.pages.next });
    }

    /// Starts over with the first page.
    pub(super) fn start_over(&mut self, cx: &mut Cx) {
        self.pages = Pages::default();
        self.ask(cx);
    }

    /// Takes over a page.
    pub(super) fn loaded(&mut self, cx: &Cx, page: Page<Episode>, height: usize) {
        let Some((key, name)) = self.show.as_ref().map(|show| (show.show.key.clone(), show.show.name.clone())) else {
            return;
        };
        let before = self.rows.items.clone();
        if page.offset == 0 {
            self.rows.items.retain(|item| self.first.as_ref() == Some(&item.episode.key));
        }
        // The episode of the link takes its place.
        if let Some(first) = self.first.take_if(|first| page.items.iter().any(|(_, episode)| episode.key == *first)) {
            self.rows.items.retain(|item| item.episode.key != first);
        }
        let (next, is_blank) = (after(&page), is_blank(&page));
        let has_next = page.received > 0 && (page.has_next || page.received >= page.limit);
        let items = page.items.into_iter().map(|(_, episode)| item(cx, &key, &name, episode));
        self.pages.add(&mut self.rows, items, Turn { next, has_next, is_blank });
        let listing = self.listing();
        self.rows.list.show(&before, &self.rows.items, listing, |_| 1, height);
        self.rows.list.settle();
    }

    pub(super) fn rebuild(&mut self, height: usize) {
        let listing = self.listing();
        self.rows.list_again(listing, |_| 1, height);
    }

    fn listing(&self) -> Listing {
        let order: Vec<usize> = (0..self.rows.items.len()).collect();
        filter::list(&self.rows.items, &order, self.rows.list.filter.text())
    }

    /// How much was read, of how much according to Spotify.
    pub(super) fn extent(&self) -> String {
        let have = self.rows.items.len();
        let total = self.show.as_ref().and_then(|show| show.show.total_episodes);
        match total.and_then(|total| usize::try_from(total).ok()) {
            Some(total) if have < total && self.rows.list.load != Load::Whole => format!("{have} of {total} fetched"),
            Some(_) | None => String::new(),
        }
    }
}

/// An episode of the catalogue as a row, with what Spotify has not confirmed yet.
pub(super) fn item(cx: &Cx, show: &ShowKey, name: &CleanText, episode: Episode) -> ShelfEpisode {
    let mut item = ShelfEpisode {
        show: show.clone(),
        show_name: name.clone(),
        remote: episode.progress,
        mark: None,
        saved: cx.marking.keeping.is_known(&episode.key),
        episode,
        arrived: cx.now.timestamp(),
    };
    cx.marking.apply(&mut item);
    item
}
