//! The episodes of one show: their order, their states, their rows.

use std::cmp::Reverse;

use crate::{
    app::{
        Cx,
        list::{Filter, Item as _, Listing, Load, Rows, filter},
        requests::event::SyncOutcome,
        views::texts,
    },
    domain::{CleanText, Episode, EpisodeAt, EpisodeSort, Quota, ShelfEpisode, ShowKey, StateFilter, Subject, SyncEnd},
};

/// The episodes of one show.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfShow {
    pub(super) key: ShowKey,
    pub(super) name: Option<CleanText>,
    /// How many episodes Spotify counts.
    pub(super) total: Option<u32>,
    /// Whether all that can be read are on disk.
    pub(super) is_complete: bool,
    pub(super) rows: Rows<ShelfEpisode>,
    pub(super) sort: EpisodeSort,
    pub(super) state: StateFilter,
    /// How the last visit to Spotify ended.
    pub(super) visit: Option<SyncOutcome>,
}

impl OfShow {
    /// Before anything is known of the show.
    pub(super) fn new(key: ShowKey) -> Self {
        Self {
            key,
            name: None,
            total: None,
            is_complete: false,
            rows: Rows::default(),
            sort: EpisodeSort::default(),
            state: StateFilter::default(),
            visit: None,
        }
    }

    /// How much of the show is on disk, while older episodes are to come.
    pub(super) fn extent(&self) -> String {
        let have = self.rows.items.len();
        let is_part = !self.is_complete && self.rows.list.load == Load::Whole && have > 0;
        let total = self.total.and_then(|total| usize::try_from(total).ok()).filter(|total| is_part && have < *total);
        total.map(|total| format!("{have} of {total} on disk")).unwrap_or_default()
    }

    pub(super) fn show(&mut self, before: &[ShelfEpisode], height: usize) {
        let rows = self.sorted();
        self.rows.list.show(before, &self.rows.items, rows, |_| 1, height);
    }

    pub(super) fn rebuild(&mut self, height: usize) {
        let rows = self.sorted();
        self.rows.list_again(rows, |_| 1, height);
    }

    /// Selects an episode and clears what hides it.
    pub(super) fn reveal(&mut self, at: &EpisodeAt, height: usize) {
        let subject = Subject::Episode(at.clone());
        self.rows.list.want(subject.clone());
        self.rebuild(height);
        if self.rows.list.is_hiding() && self.rows.items.iter().any(|item| item.is(&subject)) {
            (self.state, self.rows.list.filter) = (StateFilter::All, Filter::Off);
            self.rebuild(height);
        }
    }

    /// The rows in view order. The first episodes alone come in the right order.
    fn sorted(&self) -> Listing {
        let mut order: Vec<(usize, &Episode)> = self
            .rows
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| self.state.lets_through(&item.episode))
            .map(|(at, item)| (at, &item.episode))
            .collect();
        if self.rows.list.load != Load::Partial {
            self.sort(&mut order);
        }
        let order: Vec<usize> = order.into_iter().map(|(index, _)| index).collect();
        filter::list(&self.rows.items, &order, self.rows.list.filter.text())
    }

    fn sort(&self, order: &mut [(usize, &Episode)]) {
        let up = if self.starts_with_the_oldest() { -1 } else { 1 };
        let place = |episode: &Episode| i64::from(episode.position) * up;
        let newest = |episode: &Episode| (Reverse(episode.released), place(episode));
        match self.sort {
            EpisodeSort::Newest => order.sort_by_key(|(_, episode)| newest(episode)),
            EpisodeSort::Oldest => {
                order.sort_by_key(|(_, episode)| (episode.released.is_none(), episode.released, -place(episode)));
            }
            EpisodeSort::Longest => {
                order.sort_by_key(|(_, episode)| (Reverse(episode.duration), newest(episode)));
            }
            EpisodeSort::Shortest => order.sort_by_key(|(_, episode)| (episode.duration, newest(episode))),
        }
    }

    /// Whether Spotify lists these the oldest first, as it does for serials: then later in its list is newer, which
    /// decides between episodes of one day.
    fn starts_with_the_oldest(&self) -> bool {
        let dated = || self.rows.items.iter().map(|item| &item.episode).filter(|episode| episode.released.is_some());
        let newest = dated().min_by_key(|episode| (Reverse(episode.released), episode.position));
        let oldest = dated().min_by_key(|episode| (episode.released, Reverse(episode.position)));
        newest.map(|episode| episode.position) > oldest.map(|episode| episode.position)
    }

    /// What the last visit could not fetch, or that the library cannot be read.
    pub(super) fn gap(&self, cx: &Cx) -> Option<[String; 2]> {
        if let Some(problem) = &self.rows.list.problem {
            return Some([problem.title.to_string(), "not read".into()]);
        }
        let visit = self.visit.as_ref()?;
        match &visit.problem {
            // What concerns every request is shown on the status line.
            Some(problem) if visit.end == SyncEnd::Failed && cx.sync.trouble.as_ref() != Some(problem) => {
                Some([problem.title.to_string(), "not checked".into()])
            }
            Some(_) | None => texts::missing_pages(visit.counts.missing_pages),
        }
    }

    pub(super) fn is_fetching(&self, cx: &Cx) -> bool {
        cx.sync.visiting.as_ref().is_some_and(|(show, _)| *show == self.key)
    }

    /// Why it has no episodes.
    pub(super) fn why_none(&self, cx: &Cx) -> Vec<String> {
        let dots = cx.ellipsis();
        if let Some(problem) = &self.rows.list.problem {
            return texts::problem(cx, problem);
        }
        if self.key.id().is_none() {
            return vec!["This show cannot be fetched: Spotify gave it an invalid id".into()];
        }
        if self.rows.list.load == Load::Never {
            return vec![format!("Reading the library{dots}")];
        }
        if self.total == Some(0) {
            return vec!["This show has no episodes".into()];
        }
        let fetching = self.is_fetching(cx);
        let held_up = texts::held_up(cx);
        if fetching && cx.quota == Quota::Retrying {
            return vec![format!("Spotify does not answer; trying again{dots}")];
        }
        if fetching && matches!(cx.quota, Quota::Open | Quota::Waiting { .. }) {
            return vec![format!("Fetching the episodes{dots}")];
        }
        if let Some(held_up) = held_up {
            return std::iter::once("Not fetched yet".into()).chain(held_up).collect();
        }
        match self.visit.as_ref().map(|visit| (&visit.end, &visit.problem)) {
            Some((SyncEnd::Failed, Some(problem))) => texts::problem(cx, problem),
            Some((SyncEnd::Complete, _)) if self.total.is_none() => vec!["This show has no episodes".into()],
            Some(_) | None => {
                vec![format!("Not fetched yet: `{}` fetches the episodes", texts::refresh_key(cx))]
            }
        }
    }
}
