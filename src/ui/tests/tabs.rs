//! The tabs to draw: New, In progress, Saved and Search, in every condition they can be in, brought there by keys and answers.

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Size;

use super::{
    data,
    fixtures::{self, Scene, Script},
};
use crate::{
    app::{
        EventKind, Problem, Reply, State,
        cx::DisplayOptions,
        place::FeedId,
        requests::{
            Slot,
            event::{FeedPage, ReadReply, SearchFound, SyncReply},
        },
        state::Startup,
    },
    domain::{
        CleanText, EpisodeAt, Progress, Query, ShelfEpisode, ShelfShow, ShowKey, Snippet, SyncEnd, SyncProgress,
        SyncStage, TitleFilter,
    },
};

/// Every condition of the tabs.
pub(super) const SCENES: &[Scene] = &[
    ("new_reading", |size| open(size, "2").state),
    ("new", |size| new(fixtures::startup(size))),
    ("new_before_anything_was_fetched", |size| {
        fixtures::listing(fixtures::startup(size), Vec::new()).keys("2").timeline(Vec::new()).state
    }),
    ("new_empty", |size| open(size, "2").timeline(Vec::new()).state),
    ("new_none_unplayed", |size| open(size, "2").timeline(timeline()).keys("f c").timeline(Vec::new()).state),
    ("new_one_per_show", |size| open(size, "2").timeline(timeline()).keys("c").timeline(one_per_show()).state),
    ("new_filter_typing", new_filter),
    ("new_no_match", |size| {
        open(size, "2").timeline(timeline()).keys("/").text("zzz").keys("Enter").timeline(Vec::new()).state
    }),
    ("new_not_read", |size| open(size, "2").read(Slot::Feed(FeedId::NEW), unreadable()).later().state),
    ("new_scrolled", |size| open(size, "2").timeline(timeline()).keys(&["j"; 79].join(" ")).state),
    ("new_notes", |size| open(size, "2").timeline(timeline()).keys("j j Enter").state),
    ("new_ascii", |size| {
        let display = DisplayOptions { ascii: true, iso_dates: true, ..DisplayOptions::default() };
        new(Startup { display, ..fixtures::startup(size) })
    }),
    ("new_selected", |size| open(size, "2").timeline(timeline()).keys("j v j v v m k").later().state),
    ("in_progress_selected_ascii", in_progress_selected),
    ("search_selected", |size| found(size).keys("Enter j v j v j").state),
    ("in_progress", |size| open(size, "3").in_progress(begun()).keys("s s").in_progress(least_left()).keys("j").state),
    ("in_progress_empty", |size| open(size, "3").in_progress(Vec::new()).state),
    ("saved", |size| open(size, "4").saved(saved_rows()).read_saved().keys("j j").later().state),
    ("saved_fetching", saved_fetching),
    ("saved_not_fetched", |size| open(size, "4").feed(FeedId::SAVED, FeedPage::default()).read_saved().later().state),
    ("saved_empty", |size| open(size, "4").saved(Vec::new()).read_saved().later().state),
    ("search_empty", |size| open(size, "5").state),
    ("search_left", |size| open(size, "5").keys("Esc").state),
    ("search_reading", |size| open(size, "5").text("harb").state),
    ("search_found", |size| found(size).keys("Enter j j").state),
    ("search_begun", |size| open(size, "5").text("show:").read(Slot::Search, none()).state),
    ("search_signs", |size| open(size, "5").text("🎧 !").read(Slot::Search, none()).state),
    ("search_nothing_found", |size| open(size, "5").text("zzz unplayed").read(Slot::Search, none()).state),
    ("search_not_read", |size| open(size, "5").text("a").read(Slot::Search, unreadable()).later().state),
    ("search_notes", |size| found(size).keys("Enter j j Enter").keys("]").state),
];

fn none() -> ReadReply {
    ReadReply::Found(SearchFound::default())
}

fn unreadable() -> ReadReply {
    let problem = Problem::new("The library cannot be read", "The disk answers with an error", "Nothing is lost");
    ReadReply::Failed(problem)
}

/// A tab over all shows.
fn open(size: Size, key: &str) -> Script {
    fixtures::listing(fixtures::startup(size), data::shows()).keys(key)
}

impl Script {
    /// The rows of New, which was looked at this morning. No message stays.
    fn timeline(self, rows: Vec<ShelfEpisode>) -> Self {
        let is_empty = rows.is_empty();
        let total = if is_empty { 0 } else { 12_345 };
        let seen_at = "2026-11-23T06:00:00Z".parse().ok();
        let page = FeedPage { rows, is_first: true, more: !is_empty, seen_at, total, ..FeedPage::default() };
        self.read(Slot::Feed(FeedId::NEW), ReadReply::Feed(page)).later()
    }

    fn in_progress(self, rows: Vec<ShelfEpisode>) -> Self {
        let total = u32::try_from(rows.len()).expect("few");
        self.feed(FeedId::IN_PROGRESS, FeedPage { rows, total, ..FeedPage::default() })
    }

    fn saved(self, rows: Vec<ShelfEpisode>) -> Self {
        let total = u32::try_from(rows.len()).expect("few");
        let read_at = "2026-11-23T06:00:00Z".parse().ok();
        self.feed(FeedId::SAVED, FeedPage { rows, total, read_at, ..FeedPage::default() })
    }

    fn feed(self, feed: FeedId, page: FeedPage) -> Self {
        self.read(Slot::Feed(feed), ReadReply::Feed(FeedPage { is_first: true, ..page }))
    }

    /// Spotify has nothing else than the library.
    fn read_saved(self) -> Self {
        let outcome = super::fixtures::filling::ended(SyncEnd::Complete, 0);
        self.reply(Slot::Saved, Reply::Sync(SyncReply::SavedRead(outcome)))
    }

    /// Gives every row in view but the first this piece of its notes.
    fn snippets(self, snippet: impl Fn(usize) -> Snippet) -> Self {
        // On a terminal of no height nothing is in view, and no snippets are asked for.
        let Some(id) = self.state.cx.ledger.id_of(Slot::Snippets) else { return self };
        let asked: Vec<EpisodeAt> = self.asked_snippets.clone();
        let snippets = asked.into_iter().enumerate().skip(1).map(|(at, episode)| (episode, snippet(at))).collect();
        self.send(EventKind::Reply(id, Reply::Read(ReadReply::Snippets(snippets))))
    }
}

/// An episode of another show, arrived a while ago.
fn of_show(mut item: ShelfEpisode, number: usize, now: Timestamp) -> ShelfEpisode {
    let ShelfShow { show, .. } = data::shows().swap_remove(number % 24);
    item.show = ShowKey::from_remote(&format!("show{}", number % 24));
    item.show_name = show.name;
    item.arrived = now - SignedDuration::from_hours(48);
    item
}

/// The timeline of all shows.
fn timeline() -> Vec<ShelfEpisode> {
    let now: Timestamp = "2026-11-23T14:30:00Z".parse().expect("a time");
    let dates = ["2026-11-23", "2026-11-23", "2026-11-22", "2026-11-22", "2026-11-21", "2026-11-12", "2026-11-12"];
    let dates = dates.into_iter().chain(["2026-10", "2025-12-31", "2024"]).chain(std::iter::repeat("2023-05-04"));
    let shows = [0, 2, 4, 1, 5, 7, 6, 3, 8];
    let mut rows: Vec<ShelfEpisode> = data::episodes()
        .into_iter()
        .zip(dates)
        .enumerate()
        .map(|(number, (mut item, date))| {
            item.episode.released = crate::domain::ReleaseDate::parse(date);
            of_show(item, shows[number % 9], now)
        })
        .collect();
    for row in rows.iter_mut().take(3) {
        row.arrived = now - SignedDuration::from_hours(1);
    }
    if let Some(last) = rows.last_mut() {
        last.episode.released = None;
    }
    rows
}

fn one_per_show() -> Vec<ShelfEpisode> {
    timeline().into_iter().take(9).collect()
}

fn begun() -> Vec<ShelfEpisode> {
    let is_begun = |row: &ShelfEpisode| matches!(row.episode.progress, Progress::InProgress { .. });
    let mut rows = timeline();
    for (number, row) in rows.iter_mut().enumerate().filter(|(number, _)| number % 4 == 0) {
        let position = row.episode.duration / (2 + u32::try_from(number).expect("few") % 5);
        row.episode.progress = Progress::InProgress { position };
    }
    rows.into_iter().filter(is_begun).collect()
}

/// Episodes of all states and several shows, in another order than that of their dates.
fn saved_rows() -> Vec<ShelfEpisode> {
    let rows: Vec<_> = timeline().into_iter().step_by(3).take(9).collect();
    rows.into_iter().rev().map(|row| ShelfEpisode { saved: true, ..row }).collect()
}

/// The first page of a long list has arrived.
fn saved_fetching(size: Size) -> State {
    let stage = SyncStage::Saved { done: 50, total: Some(312) };
    let progress = SyncProgress { stage, requests: 1, left: None };
    let script = open(size, "4").feed(FeedId::SAVED, FeedPage::default());
    script.reply(Slot::Saved, Reply::Sync(SyncReply::Progress(progress))).state
}

/// The same, as the library sorts them.
fn least_left() -> Vec<ShelfEpisode> {
    let mut rows = begun();
    rows.sort_by_key(|row| row.episode.remaining());
    rows
}

fn new(startup: Startup) -> State {
    fixtures::listing(startup, data::shows()).keys("2").timeline(timeline()).keys("j j j").state
}

fn in_progress_selected(size: Size) -> State {
    let display = DisplayOptions { ascii: true, ..DisplayOptions::default() };
    let startup = Startup { display, ..fixtures::startup(size) };
    fixtures::listing(startup, data::shows()).keys("3").in_progress(begun()).keys("v j v k k").state
}

fn new_filter(size: Size) -> State {
    let filter = TitleFilter::new("part");
    let rows = timeline().into_iter().filter(|row| filter.matches(row.episode.name.as_str()).is_some()).collect();
    open(size, "2").timeline(timeline()).keys("/").text("part").timeline(rows).state
}

/// A search for a word of titles and notes.
fn found(size: Size) -> Script {
    let shows = data::shows().into_iter().filter(|show| show.show.name.as_str().contains("arbour")).collect();
    let query = "harbour tapes";
    let mut episodes: Vec<ShelfEpisode> = timeline().into_iter().rev().take(40).collect();
    episodes[1].episode.name =
        CleanText::new("Tapes from the harbour, and every tape that was ever found at any harbour");
    episodes[2].episode.name = "港の音 harbour tapes 夜明けのラジオ日記".into();
    let found = SearchFound { shows, episodes, cut_short: true };
    let script = open(size, "5").text(query).read(Slot::Search, ReadReply::Found(found));
    let text = "… the pier at Vestmannaey with the keeper of tapes, who has recorded forty years of the harbour, …";
    script.snippets(|_| Snippet { text: CleanText::new(text), hits: Query::parse(query).hits(text) })
}

/// A tab all of whose texts are hostile.
pub(super) fn hostile(size: Size, key: &str, corpus: &[String]) -> State {
    let mut rows: Vec<ShelfEpisode> = timeline().into_iter().take(corpus.len() * 2).collect();
    for (row, text) in rows.iter_mut().zip(corpus.iter().cycle()) {
        row.episode.name = CleanText::new(text);
        row.show_name = CleanText::new(text);
    }
    let episodes = rows.clone();
    let script = open(size, key);
    match key {
        "2" => script.timeline(rows).state,
        "3" => script.in_progress(rows).state,
        "4" => script.saved(rows).state,
        _ => {
            let shows =
                corpus.iter().enumerate().map(|(number, text)| data::show(number, text, None)).take(2).collect();
            let found = SearchFound { shows, episodes, cut_short: true };
            let script = script.text("e\u{301}x \u{202e}日").read(Slot::Search, ReadReply::Found(found));
            let text = |at: usize| CleanText::new(&corpus[at % corpus.len()]);
            script.snippets(|at| Snippet { text: text(at), hits: vec![0..3, 5..6] }).keys("Down Down Down").state
        }
    }
}
