//! The tabs to draw: New, In progress and Search, in every condition they can be in, brought there by keys and answers.

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Size;

use super::{
    data,
    fixtures::{self, Scene},
};
use crate::{
    app::{
        Event, EventKind, Problem, Reply, State,
        feed::{FeedKind, FeedPage, FeedRow},
        filter,
        key::{Key, KeyCode},
        ledger::Purpose,
        panes::Subject,
        search::SearchFound,
        update,
    },
    domain::{CleanText, EpisodeAt, Progress, Query, ShelfEpisode, ShelfShow, ShowKey, Snippet},
};

/// Every condition of the tabs.
pub(super) const SCENES: &[Scene] = &[
    ("new_reading", |size| Tabs::open(size, "2").state),
    ("new", new),
    ("new_before_anything_was_fetched", new_first),
    ("new_empty", |size| Tabs::open(size, "2").timeline(Vec::new()).state),
    ("new_none_unplayed", |size| Tabs::open(size, "2").timeline(timeline()).keys("f c").timeline(Vec::new()).state),
    ("new_one_per_show", |size| Tabs::open(size, "2").timeline(timeline()).keys("c").timeline(one_per_show()).state),
    ("new_filter_typing", new_filter),
    ("new_no_match", |size| {
        Tabs::open(size, "2").timeline(timeline()).keys("/").text("zzz").keys("Enter").timeline(Vec::new()).state
    }),
    ("new_not_read", new_not_read),
    ("new_scrolled", |size| Tabs::open(size, "2").timeline(timeline()).keys("G").state),
    ("new_notes", |size| Tabs::open(size, "2").timeline(timeline()).keys("j j").notes().keys("Enter").notes().state),
    ("new_ascii", new_ascii),
    ("new_selected", |size| quiet(Tabs::open(size, "2").timeline(timeline()).keys("j v j v v m k").notes().state)),
    ("in_progress_selected_ascii", in_progress_selected),
    ("search_selected", |size| found(size).keys("Enter j v j v j").notes().state),
    ("in_progress", |size| Tabs::open(size, "3").in_progress(begun()).keys("s s j").notes().state),
    ("in_progress_empty", |size| Tabs::open(size, "3").in_progress(Vec::new()).state),
    ("search_empty", |size| Tabs::open(size, "5").state),
    ("search_left", |size| Tabs::open(size, "5").keys("Esc").state),
    ("search_reading", |size| Tabs::open(size, "5").text("harb").state),
    ("search_found", search_found),
    ("search_begun", |size| Tabs::open(size, "5").text("show:").reply(Purpose::Search, none()).state),
    ("search_signs", |size| Tabs::open(size, "5").text("🎧 !").reply(Purpose::Search, none()).state),
    ("search_nothing_found", |size| Tabs::open(size, "5").text("zzz unplayed").reply(Purpose::Search, none()).state),
    ("search_not_read", search_not_read),
    ("search_notes", |size| found(size).keys("Enter j j").notes().keys("Enter ]").state),
];

fn none() -> Reply {
    Reply::Found(SearchFound::default())
}

/// A state that is brought somewhere.
struct Tabs {
    state: State,
}

impl Tabs {
    fn open(size: Size, key: &str) -> Self {
        let state = fixtures::with_shows(size, data::shows());
        Self { state }.keys(key)
    }

    fn send(mut self, kind: EventKind) -> Self {
        let at = self.state.now.clone();
        let _ = update(&mut self.state, Event { at, kind });
        self
    }

    fn keys(self, names: &str) -> Self {
        names.split(' ').fold(self, |tabs, name| tabs.send(EventKind::Key(name.parse().expect("a key"))))
    }

    fn text(self, text: &str) -> Self {
        text.chars().fold(self, |tabs, c| tabs.send(EventKind::Key(Key::plain(KeyCode::Char(c)))))
    }

    fn reply(self, purpose: Purpose, reply: Reply) -> Self {
        // On a terminal of no height nothing is in view, and no notes are asked for.
        match self.state.ledger.current(purpose) {
            Some(id) => self.send(EventKind::Reply(id, reply)),
            None => self,
        }
    }

    /// The rows of New: it was looked at this morning.
    fn timeline(self, rows: Vec<FeedRow>) -> Self {
        let total = if rows.is_empty() { 0 } else { 12_345 };
        let seen_at = "2026-11-23T06:00:00Z".parse().ok();
        let page = FeedPage { rows, from_start: true, more: false, seen_at, total };
        let tabs = self.reply(Purpose::ReadNew, Reply::Feed(FeedKind::New, page));
        Self { state: quiet(tabs.state) }.notes()
    }

    fn in_progress(self, rows: Vec<FeedRow>) -> Self {
        let total = u32::try_from(rows.len()).expect("few");
        let page = FeedPage { rows, from_start: true, more: false, seen_at: None, total };
        self.reply(Purpose::ReadInProgress, Reply::Feed(FeedKind::InProgress, page)).notes()
    }

    /// The notes that were asked for, where they are in view.
    fn notes(self) -> Self {
        match (self.state.ledger.current(Purpose::ReadNotes), self.state.main.notes.asked.clone()) {
            (Some(_), Some(subject @ Subject::Episode(..))) => {
                self.reply(Purpose::ReadNotes, Reply::Notes(subject, data::notes()))
            }
            _ => self,
        }
    }
}

/// Without what was said on the way.
fn quiet(mut state: State) -> State {
    state.message = None;
    state
}

/// An episode of another show, arrived a while ago.
fn of_show(mut item: ShelfEpisode, number: usize, now: Timestamp) -> FeedRow {
    let ShelfShow { show, .. } = data::shows().swap_remove(number % 24);
    item.show = ShowKey::from_remote(&format!("show{}", number % 24));
    item.show_name = show.name;
    item.arrived = now - SignedDuration::from_hours(48);
    FeedRow { episode: item, hits: Vec::new() }
}

/// The timeline of all shows.
fn timeline() -> Vec<FeedRow> {
    let now: Timestamp = "2026-11-23T14:30:00Z".parse().expect("a time");
    let dates = ["2026-11-23", "2026-11-23", "2026-11-22", "2026-11-22", "2026-11-21", "2026-11-12", "2026-11-12"];
    let dates = dates.into_iter().chain(["2026-10", "2025-12-31", "2024"]).chain(std::iter::repeat("2023-05-04"));
    let shows = [0, 2, 4, 1, 5, 7, 6, 3, 8];
    let mut rows: Vec<FeedRow> = data::episodes()
        .into_iter()
        .zip(dates)
        .enumerate()
        .map(|(number, (mut item, date))| {
            item.episode.released = crate::domain::ReleaseDate::parse(date);
            of_show(item, shows[number % 9], now)
        })
        .collect();
    for row in rows.iter_mut().take(3) {
        row.episode.arrived = now - SignedDuration::from_hours(1);
    }
    if let Some(last) = rows.last_mut() {
        last.episode.episode.released = None;
    }
    rows
}

fn one_per_show() -> Vec<FeedRow> {
    timeline().into_iter().take(9).collect()
}

fn begun() -> Vec<FeedRow> {
    let is_begun = |row: &FeedRow| matches!(row.episode.episode.progress, Progress::InProgress { .. });
    let mut rows = timeline();
    for (number, row) in rows.iter_mut().enumerate().filter(|(number, _)| number % 4 == 0) {
        let position = row.episode.episode.duration / (2 + u32::try_from(number).expect("few") % 5);
        row.episode.episode.progress = Progress::InProgress { position };
    }
    rows.into_iter().filter(is_begun).collect()
}

fn new(size: Size) -> State {
    Tabs::open(size, "2").timeline(timeline()).keys("j j j").notes().state
}

fn new_first(size: Size) -> State {
    let mut tabs = Tabs::open(size, "2").timeline(Vec::new());
    tabs.state.main.shows = crate::app::panes::Shows::default();
    tabs.state
}

fn new_ascii(size: Size) -> State {
    let mut state = new(size);
    state.look = crate::app::state::Look { ascii: true, iso_dates: true };
    state
}

fn in_progress_selected(size: Size) -> State {
    let mut state = Tabs::open(size, "3").in_progress(begun()).keys("v j v k k").notes().state;
    state.look = crate::app::state::Look { ascii: true, iso_dates: false };
    state
}

fn new_filter(size: Size) -> State {
    let rows: Vec<FeedRow> = timeline();
    let titles: Vec<ShelfEpisode> = rows.iter().map(|row| row.episode.clone()).collect();
    let order: Vec<usize> = (0..rows.len()).collect();
    let mut matching = filter::rank(&titles, &order, "part");
    matching.sort_by_key(|row| row.index);
    let rows = matching.into_iter().map(|row| FeedRow { hits: row.hits, ..rows[row.index].clone() });
    Tabs::open(size, "2").timeline(timeline()).keys("/").text("part").timeline(rows.collect()).state
}

fn new_not_read(size: Size) -> State {
    let problem = Problem::new("The library cannot be read", "The disk answers with an error", "Nothing is lost");
    quiet(Tabs::open(size, "2").reply(Purpose::ReadNew, Reply::ReadFailed(problem)).state)
}

/// A search for a word of titles and notes.
fn found(size: Size) -> Tabs {
    let shows = data::shows().into_iter().filter(|show| show.show.name.as_str().contains("arbour")).collect();
    let query = "harbour tapes";
    let mut episodes: Vec<ShelfEpisode> = timeline().into_iter().rev().take(40).map(|row| row.episode).collect();
    episodes[1].episode.name =
        CleanText::new("Tapes from the harbour, and every tape that was ever found at any harbour");
    episodes[2].episode.name = "港の音 harbour tapes 夜明けのラジオ日記".into();
    let tabs = Tabs::open(size, "5").text(query);
    let tabs = tabs.reply(Purpose::Search, Reply::Found(SearchFound { shows, episodes, cut_short: true }));
    let text = "… the pier at Vestmannaey with the keeper of tapes, who has recorded forty years of the harbour, …";
    let snippet = Snippet { text: CleanText::new(text), hits: Query::parse(query).hits(text) };
    let asked: Vec<EpisodeAt> = tabs.state.main.search.snippets_asked.clone();
    // One of them has nothing to show.
    let snippets = asked.into_iter().skip(1).map(|at| (at, snippet.clone())).collect();
    tabs.reply(Purpose::Snippets, Reply::Snippets(snippets))
}

fn search_found(size: Size) -> State {
    found(size).keys("Enter j j").notes().state
}

fn search_not_read(size: Size) -> State {
    let problem = Problem::new("The library cannot be read", "The disk answers with an error", "Nothing is lost");
    quiet(Tabs::open(size, "5").text("a").reply(Purpose::Search, Reply::ReadFailed(problem)).state)
}

/// A tab all of whose texts are hostile.
pub(super) fn hostile(size: Size, key: &str, corpus: &[String]) -> State {
    let mut rows: Vec<FeedRow> = timeline().into_iter().take(corpus.len() * 2).collect();
    for (row, text) in rows.iter_mut().zip(corpus.iter().cycle()) {
        row.episode.episode.name = CleanText::new(text);
        row.episode.show_name = CleanText::new(text);
        row.hits = vec![0, 2];
    }
    let episodes = rows.iter().map(|row| row.episode.clone()).collect();
    let tabs = Tabs::open(size, key);
    match key {
        "2" => tabs.timeline(rows).state,
        "3" => tabs.in_progress(rows).state,
        _ => {
            let shows =
                corpus.iter().enumerate().map(|(number, text)| data::show(number, text, None)).take(2).collect();
            let tabs = tabs.text("e\u{301}x \u{202e}日");
            let tabs = tabs.reply(Purpose::Search, Reply::Found(SearchFound { shows, episodes, cut_short: true }));
            let asked = tabs.state.main.search.snippets_asked.clone();
            let snippet =
                |(at, text): (EpisodeAt, &String)| (at, Snippet { text: CleanText::new(text), hits: vec![0..3, 5..6] });
            let snippets = asked.into_iter().zip(corpus.iter().cycle()).map(snippet).collect();
            tabs.reply(Purpose::Snippets, Reply::Snippets(snippets)).keys("Down Down Down").state
        }
    }
}
