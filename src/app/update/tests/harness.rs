//! A session without terminal, network or clock. When a test fails, what the person would see is printed.

use std::{collections::HashMap, fmt::Write, time::Duration};

use jiff::{SignedDuration, Timestamp, ZonedDateTime, tz::TimeZone};
use ratatui::layout::{Position, Size};

use crate::{
    app::{
        Effect, Event, EventKind, Keymap, Problem, Reply, State,
        event::LoggedIn,
        key::{Key, Mouse, MouseKind},
        ledger::Purpose,
        list::{Item, ListView},
        panes::Subject,
        state::{Look, Session as Who, Shelf, Startup},
        sync::SyncOutcome,
        update,
    },
    domain::{
        Account, CleanText, Episode, EpisodeKey, EpisodeSort, Html, LoginState, MediaType, Notes, Private, Progress,
        Quota, ReleaseDate, ShelfEpisode, ShelfShow, Show, ShowKey, ShowKind, ShowSort, StateCounts, StateFilter,
        SyncCounts, SyncEnd,
    },
};

pub(super) const PURPOSES: [Purpose; 19] = [
    Purpose::Login,
    Purpose::Account,
    Purpose::Logout,
    Purpose::Sync,
    Purpose::SyncShow,
    Purpose::ReadShows,
    Purpose::ReadEpisodes,
    Purpose::ReadNotes,
    Purpose::ReadNew,
    Purpose::ReadInProgress,
    Purpose::Search,
    Purpose::Snippets,
    Purpose::NextUnplayed,
    Purpose::Mark,
    Purpose::UndoMark,
    Purpose::Export,
    Purpose::SaveClient,
    Purpose::Open,
    Purpose::Copy,
];

pub(super) struct Session {
    pub(super) state: State,
    effects: Vec<Effect>,
    now: ZonedDateTime,
    /// The notes on disk, where they are not the usual ones.
    pub(super) notes: HashMap<Subject, Notes>,
    /// Whether the library answers about notes by itself, as it does within a millisecond.
    pub(super) reads_notes: bool,
}

impl Session {
    /// Logged in, started, the shows asked of the library; nothing is synchronised by itself.
    pub(super) fn new(width: u16, height: u16) -> Self {
        let mut session = Self::with(Startup { size: Size { width, height }, ..startup() });
        session.send(EventKind::Start);
        session.effects.clear();
        session
    }

    /// As new, with these shows on disk.
    pub(super) fn listing(width: u16, height: u16, names: &[&str]) -> Self {
        let mut session = Self::new(width, height);
        session.reply(shows(names));
        session.effects.clear();
        session
    }

    /// As listing one show, with these episodes on disk and in front, and no others at Spotify.
    pub(super) fn reading(width: u16, height: u16, episodes: Vec<Episode>) -> Self {
        let mut session = Self::listing(width, height, &["Show"]);
        session.keys("Enter").reply(on_disk("Show", episodes));
        session.reply(Reply::ShowSynced(show_key("Show"), outcome(SyncEnd::Complete)));
        session.effects.clear();
        session
    }

    /// Not started yet.
    pub(super) fn with(startup: Startup) -> Self {
        let now = startup.now.clone();
        let notes = HashMap::new();
        Self { state: State::new(startup), effects: Vec::new(), now, notes, reads_notes: true }
    }

    pub(super) fn send(&mut self, kind: EventKind) -> &mut Self {
        let effects = update(&mut self.state, Event { at: self.now.clone(), kind });
        let asked: Vec<_> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::ReadNotes { id, subject } => Some((*id, subject.clone())),
                _ => None,
            })
            .collect();
        self.effects.extend(effects);
        let reads = self.reads_notes;
        for (id, subject) in asked.into_iter().filter(|_| reads) {
            self.effects.retain(|effect| !matches!(effect, Effect::ReadNotes { id: asked, .. } if *asked == id));
            let notes = self.notes.get(&subject).cloned().unwrap_or_else(|| Notes::Html(Html::new("<p>Notes</p>")));
            self.send(EventKind::Reply(id, Reply::Notes(subject, notes)));
        }
        self
    }

    /// Presses keys by their names, separated by spaces.
    pub(super) fn keys(&mut self, names: &str) -> &mut Self {
        for name in names.split(' ').filter(|name| !name.is_empty()) {
            self.send(EventKind::Key(name.parse::<Key>().expect("a key")));
        }
        self
    }

    /// Types a text, character by character.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(EventKind::Key(Key::plain(crate::app::key::KeyCode::Char(c))));
        }
        self
    }

    pub(super) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(EventKind::Paste(Private::new(text)))
    }

    pub(super) fn mouse(&mut self, kind: MouseKind, x: u16, y: u16) -> &mut Self {
        self.send(EventKind::Mouse(Mouse { kind, at: Position { x, y } }))
    }

    pub(super) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(EventKind::Resize(Size { width, height }))
    }

    /// Answers the request that runs for what this answers.
    pub(super) fn reply(&mut self, reply: Reply) -> &mut Self {
        let running = PURPOSES
            .into_iter()
            .find(|purpose| super::super::answers(*purpose, &reply) && self.state.ledger.current(*purpose).is_some());
        let id = running.and_then(|purpose| self.state.ledger.current(purpose));
        let id = id.unwrap_or_else(|| panic!("nothing was asked that {reply:?} answers"));
        self.send(EventKind::Reply(id, reply))
    }

    /// Lets time pass, then wakes the program.
    pub(super) fn after(&mut self, seconds: i64) -> &mut Self {
        self.now = self.now.saturating_add(SignedDuration::from_secs(seconds));
        self.send(EventKind::Wake)
    }

    /// The moment this many seconds from now.
    pub(super) fn moment(&self, seconds: i64) -> Timestamp {
        self.now.timestamp() + SignedDuration::from_secs(seconds)
    }

    /// Lets so many milliseconds pass, then wakes the program.
    pub(super) fn after_ms(&mut self, ms: i64) -> &mut Self {
        self.now = self.now.saturating_add(SignedDuration::from_millis(ms));
        self.send(EventKind::Wake)
    }

    /// The effects since the last call; without those about notes, where the library answers them by itself.
    pub(super) fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    pub(super) fn shows(&self) -> Vec<String> {
        titles(&self.state.main.shows.list, &self.state.main.shows.items)
    }

    pub(super) fn episodes(&self) -> Vec<String> {
        let open = self.state.main.open_episodes();
        open.map_or_else(Vec::new, |episodes| titles(&episodes.list, &episodes.items))
    }

    pub(super) fn message(&self) -> &str {
        self.state.message.as_ref().map_or("", |message| &message.text)
    }

    /// What a person would see of it.
    fn describe(&self) -> String {
        let mut text = String::new();
        let state = &self.state;
        let _ = writeln!(text, "screen {:?}\noverlay {:?}", state.screen, state.overlay);
        let _ = writeln!(text, "focus {:?}, shows {:#?}", state.main.focus, self.shows());
        let _ = writeln!(text, "shows {:?}, sync {:?}", state.main.shows.stock, state.sync);
        let _ = writeln!(text, "open {:?}, episodes {:#?}", state.main.open, self.episodes());
        let _ = writeln!(text, "reading {:?} from line {}", state.main.notes.subject, state.main.notes.scroll);
        let _ = writeln!(text, "message {:?}\nnotices {:?}", self.message(), state.notices());
        let _ = writeln!(text, "effects {:#?}", self.effects);
        text
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.describe());
        }
    }
}

/// Titles in view order, the selected one marked.
fn titles<T: Item>(list: &ListView<T::Key>, items: &[T]) -> Vec<String> {
    let selected = list.cursor.selected(list.rows.len());
    let title = |(row, of): (usize, &crate::app::list::Row)| {
        format!("{}{}", if selected == Some(row) { ">" } else { "" }, items[of.index].title())
    };
    list.rows.iter().enumerate().map(title).collect()
}

pub(super) fn startup() -> Startup {
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a moment");
    Startup {
        shelf: None,
        interval: None,
        now: now.to_zoned_datetime(TimeZone::UTC),
        size: Size { width: 80, height: 24 },
        session: Who {
            login: LoginState::LoggedIn {
                account: Some(account("ada")),
                missing: Vec::new(),
                ends: now + SignedDuration::from_hours(24 * 150),
            },
            client_id: Some("0123456789abcdef0123456789abcdef".into()),
            redirect_uri: "http://127.0.0.1:8899/callback".into(),
            demo: false,
        },
        keymap: Keymap::default(),
        look: Look::default(),
        warnings: Vec::new(),
        quota: Quota::Open,
        problem: None,
    }
}

pub(super) fn logged_out() -> Startup {
    let who = Who { login: LoginState::LoggedOut, ..startup().session };
    Startup { session: who, ..startup() }
}

pub(super) fn account(name: &str) -> Account {
    Account { id: CleanText::new(name), display_name: Some(CleanText::new(name)), premium: None }
}

pub(super) fn logged_in() -> LoggedIn {
    let ends = startup().now.timestamp() + SignedDuration::from_hours(24 * 180);
    LoggedIn { missing: Vec::new(), ends }
}

pub(super) fn problem(title: &'static str) -> Problem {
    Problem::new(title, "", "")
}

/// What is on disk of an account: these shows, read from Spotify to their end an hour ago.
pub(super) fn shelf(name: &str, names: &[&str]) -> Shelf {
    let synced_at = startup().now.timestamp() - SignedDuration::from_hours(1);
    Shelf {
        account: account(name),
        sort: ShowSort::Added,
        state: StateFilter::All,
        new: (false, StateFilter::All),
        shows: names.iter().map(|name| show(name)).collect(),
        total: u32::try_from(names.len()).expect("few"),
        synced_at: Some(synced_at),
        notices: Vec::new(),
    }
}

/// A synchronisation that came to this end, with one request and nothing new.
pub(super) fn outcome(end: SyncEnd) -> SyncOutcome {
    let problem = (end == SyncEnd::Failed).then(|| problem(Problem::UNREACHABLE));
    SyncOutcome { counts: SyncCounts { requests: 1, ..SyncCounts::default() }, end, problem }
}

/// What the library answers about the shows.
pub(super) fn shows(names: &[&str]) -> Reply {
    Reply::Shows(names.iter().map(|name| show(name)).collect())
}

/// What the library answers about the episodes of a show.
pub(super) fn on_disk(name: &str, episodes: Vec<Episode>) -> Reply {
    let shelved = (0..).zip(episodes).map(|(position, episode)| shelved(name, Episode { position, ..episode }));
    Reply::Episodes(show_key(name), shelved.collect(), EpisodeSort::Newest, StateFilter::All)
}

/// An episode as the library holds it.
pub(super) fn shelved(show: &str, episode: Episode) -> ShelfEpisode {
    ShelfEpisode {
        show: show_key(show),
        show_name: CleanText::new(show),
        remote: episode.progress,
        episode,
        mark: None,
        arrived: startup().now.timestamp(),
    }
}

pub(super) fn show_key(name: &str) -> ShowKey {
    ShowKey::from_remote(&name.replace(' ', ""))
}

/// A show whose id is its name without spaces.
pub(super) fn show(name: &str) -> ShelfShow {
    let show = Show {
        key: show_key(name),
        name: CleanText::new(name),
        publisher: None,
        notes: Notes::default(),
        total_episodes: Some(3),
        explicit: false,
        languages: Vec::new(),
        media: MediaType::Audio,
        kind: ShowKind::Podcast,
        copyrights: Vec::new(),
        added_at: None,
    };
    ShelfShow { show, counts: StateCounts::default(), latest: None, complete: false }
}

/// An episode whose id is its name without spaces.
pub(super) fn episode(name: &str, released: &str, minutes: u64, progress: Progress) -> Episode {
    Episode {
        key: EpisodeKey::from_remote(&name.replace(' ', "")),
        name: CleanText::new(name),
        released: ReleaseDate::parse(released),
        duration: Duration::from_secs(minutes * 60),
        progress,
        explicit: false,
        playable: true,
        languages: Vec::new(),
        notes: Notes::default(),
        position: 0,
    }
}
