//! States to draw: every screen, in every condition it can be in. Keys and answers lead to each of them.

use jiff::{SignedDuration, civil::date, tz::TimeZone};
use ratatui::layout::Size;

use super::data;
use crate::{
    app::{
        Effect, Event, EventKind, Problem, Reply, RequestId, State,
        cx::DisplayOptions,
        input::key::{Key, KeyCode},
        messages::Tone,
        overlays::{Links, Overlay, Question},
        place::ViewId,
        requests::{
            Slot,
            effect::Read,
            event::{Copied, FileAnswer, ReadReply, SyncReply, WriteReply},
        },
        state::Startup,
        update,
    },
    domain::{
        Account, EpisodeAt, EpisodeSort, LoginState, Notes, Quota, Scope, ShelfEpisode, ShelfShow, ShowKey,
        StateFilter, Subject, SyncEnd, WebLink,
    },
};

pub(super) mod entry;
pub(super) mod filling;

/// A condition of the program, built for a terminal of any size.
pub(crate) type Scene = (&'static str, fn(Size) -> State);

/// Every scene of the tab of shows, the overlays and the screens in front of them.
pub(crate) const SCENES: &[Scene] = &[
    ("setup_empty", entry::setup_empty),
    ("setup_typing", entry::setup_typing),
    ("setup_problem", entry::setup_problem),
    ("login_first", |size| entry::login(size).state),
    ("login_expired_with_problem", entry::login_problem),
    ("login_starting", |size| entry::login(size).keys("Enter").state),
    ("login_waiting", entry::login_waiting),
    ("login_waiting_remote_paste", entry::login_paste),
    ("login_waiting_demo", entry::login_demo),
    ("login_exchanging", |size| entry::exchanging(size).state),
    ("login_port_in_use", entry::login_port_in_use),
    ("main_first_frame", filling::main_first_frame),
    ("main_asking_account", filling::main_asking),
    ("main_filling", filling::main_filling),
    ("main_first_sync", |size| filling::first_sync(size).state),
    ("main_no_answer", filling::main_no_answer),
    ("main_no_shows", filling::main_no_shows),
    ("main_nothing_fetched", |size| listing(startup(size), Vec::new()).state),
    ("main_offline_and_empty", filling::main_offline_and_empty),
    ("main_logged_out", filling::main_logged_out),
    ("main_shows", |size| main(size, ViewId::Shows)),
    ("main_shows_gap_and_quota", |size| filling::gap(size).state),
    ("main_shows_gap_and_filter", |size| filling::gap(size).keys("/").text("the").keys("Enter").state),
    ("main_shows_filter_typing", |size| opened(size, ViewId::Shows).keys("/").text("the").state),
    ("main_shows_no_match", |size| opened(size, ViewId::Shows).keys("/").text("zzzzz").keys("Enter").state),
    ("main_shows_in_progress", |size| opened(size, ViewId::Shows).keys("f f").later().state),
    ("main_shows_none_in_state", |size| {
        listing(startup(size), data::shows().into_iter().take(1).collect()).keys("f").later().state
    }),
    ("main_episodes", |size| main(size, ViewId::Episodes)),
    ("main_episodes_unplayed_filtered", |size| {
        opened(size, ViewId::Episodes).keys("f /").text("part").keys("Enter").later().state
    }),
    ("main_episodes_incomplete_offline", filling::main_episodes_incomplete),
    ("main_episodes_being_fetched", filling::main_episodes_fetched),
    ("main_episodes_blocked", filling::main_episodes_blocked),
    ("main_episodes_not_read", filling::main_episodes_not_read),
    ("main_sync_paused", filling::main_sync_paused),
    ("main_episodes_selected", |size| opened(size, ViewId::Episodes).keys("g v j v v").later().state),
    ("main_episodes_marked", |size| opened(size, ViewId::Episodes).keys("g j v v m").state),
    ("main_mark_down", |size| opened(size, ViewId::Episodes).keys("g j M").state),
    ("main_exported", main_exported),
    ("main_notes", |size| opened(size, ViewId::Notes).keys("j j j").state),
    ("main_show_details", |size| opened(size, ViewId::Shows).keys("g j i").state),
    ("main_ascii", main_ascii),
    ("main_message", |size| {
        opened(size, ViewId::Shows).keys("y").reply(Slot::Copy, Reply::Copied(Ok(Copied::Sent))).state
    }),
    ("main_message_long", |size| long_message(size).state),
    ("main_message_folded", |size| long_message(size).keys("j").state),
    ("messages", messages),
    ("help", |size| opened(size, ViewId::Episodes).keys("?").state),
    ("help_search", |size| opened(size, ViewId::Episodes).keys("? /").text("filter").state),
    ("links", links),
    ("confirm_link", confirm),
    ("account", account),
    ("account_logged_out", |size| filling::logged_out(size).keys("L").state),
    ("account_delete_asked", |size| opened(size, ViewId::Episodes).keys("L j j j Enter").state),
];

/// A session that keys and answers lead somewhere. The library answers about notes by itself; about episodes too, from when
/// a show was opened; and about nothing else.
pub(crate) struct Script {
    pub(crate) state: State,
    /// What the library says about notes.
    notes: Result<Notes, Problem>,
    asked_notes: Option<(RequestId, Subject)>,
    /// What the library has of every show.
    episodes: Option<Vec<ShelfEpisode>>,
    asked_episodes: Option<(RequestId, ShowKey)>,
    /// The episodes that snippets were asked for last.
    pub(crate) asked_snippets: Vec<EpisodeAt>,
}

impl Script {
    pub(crate) fn start(startup: Startup) -> Self {
        Self::of(State::new(startup)).send(EventKind::Start)
    }

    pub(crate) fn of(state: State) -> Self {
        let (notes, asked_snippets) = (Ok(data::notes()), Vec::new());
        Self { state, notes, asked_notes: None, episodes: None, asked_episodes: None, asked_snippets }
    }

    pub(crate) fn with_notes(self, notes: Result<Notes, Problem>) -> Self {
        Self { notes, ..self }
    }

    pub(crate) fn send(self, kind: EventKind) -> Self {
        self.happens(kind).answer()
    }

    fn happens(mut self, kind: EventKind) -> Self {
        let at = self.state.cx.now.clone();
        for effect in update(&mut self.state, Event { at, kind }) {
            match effect {
                Effect::Read(id, Read::Notes(subject)) => self.asked_notes = Some((id, subject)),
                Effect::Read(id, Read::FirstEpisodes(show) | Read::Episodes(show)) => {
                    self.asked_episodes = Some((id, show));
                }
                Effect::Read(_, Read::Snippets { episodes, .. }) => self.asked_snippets = episodes,
                _ => {}
            }
        }
        self
    }

    /// The library answers about the episodes and the notes that were asked for last.
    fn answer(mut self) -> Self {
        if let Some(mut episodes) = self.episodes.clone()
            && let Some((id, show)) = self.asked_episodes.take()
        {
            for item in &mut episodes {
                item.show = show.clone();
            }
            let answer = ReadReply::Episodes(show, episodes, EpisodeSort::Newest, StateFilter::All);
            return self.send(EventKind::Reply(id, Reply::Read(answer)));
        }
        let Some((id, subject)) = self.asked_notes.take() else { return self };
        let answer = match self.notes.clone() {
            Ok(notes) => ReadReply::Notes(subject, notes),
            Err(problem) => ReadReply::Failed(problem),
        };
        self.send(EventKind::Reply(id, Reply::Read(answer)))
    }

    /// Presses keys by their names, separated by spaces, faster than the library answers.
    pub(crate) fn keys(self, names: &str) -> Self {
        let press = |script: Self, name: &str| script.happens(EventKind::Key(name.parse().expect("a key")));
        names.split(' ').fold(self, press).rest().answer()
    }

    /// Lets the other panes follow a selection that moved several times at once.
    fn rest(mut self) -> Self {
        let soon = self.state.cx.now.saturating_add(SignedDuration::from_millis(40));
        if self.state.wakeup().is_some_and(|due| due <= soon.timestamp()) {
            self.state.cx.now = soon;
            return self.happens(EventKind::Wake);
        }
        self
    }

    /// Types a text, faster than the library answers.
    pub(crate) fn text(self, text: &str) -> Self {
        text.chars().fold(self, |script, c| script.happens(EventKind::Key(Key::plain(KeyCode::Char(c))))).answer()
    }

    /// Answers what was asked last in a slot.
    pub(crate) fn reply(self, slot: Slot, reply: Reply) -> Self {
        let id = self.state.cx.ledger.id_of(slot);
        let id = id.unwrap_or_else(|| panic!("nothing was asked in {slot:?}"));
        self.send(EventKind::Reply(id, reply))
    }

    pub(crate) fn read(self, slot: Slot, reply: ReadReply) -> Self {
        self.reply(slot, Reply::Read(reply))
    }

    /// Once the message on the status line is over.
    pub(crate) fn later(mut self) -> Self {
        self.state.cx.now = self.state.cx.now.saturating_add(SignedDuration::from_secs(11));
        self.send(EventKind::Wake)
    }

    pub(crate) fn notify(mut self, text: impl Into<String>, tone: Tone) -> Self {
        self.state.cx.notify(text.into(), tone);
        self.send(EventKind::Wake)
    }

    fn overlay(mut self, overlay: Overlay) -> Self {
        self.state.open(overlay);
        self.send(EventKind::Wake)
    }

    /// Opens the first show. Every show has these episodes on disk.
    pub(crate) fn open_first(self, episodes: Vec<ShelfEpisode>) -> Self {
        Self { episodes: Some(episodes), ..self.keys("Enter") }.answer()
    }

    /// Spotify has nothing else than the library for the show that was opened.
    pub(crate) fn visited(self, missing_pages: u32) -> Self {
        let Some((show, _)) = self.state.cx.sync.visiting.clone() else { return self };
        let outcome = filling::ended(SyncEnd::Complete, missing_pages);
        self.reply(Slot::Visit, Reply::Sync(SyncReply::Visited(show, outcome)))
    }

    /// From the list of episodes just opened: the third episode selected, or among the shows the fifth, and the focus here.
    pub(crate) fn focus(self, focus: ViewId) -> Self {
        match focus {
            ViewId::Episodes => self.keys("j j"),
            ViewId::Notes => self.keys("j j Enter"),
            ViewId::Shows | ViewId::Feed(_) | ViewId::Search | ViewId::Discover => self.keys("h j j j j"),
        }
    }
}

pub(crate) fn startup(size: Size) -> Startup {
    let now = date(2026, 11, 23).at(14, 30, 0, 0).to_zoned_datetime(TimeZone::UTC).expect("a time");
    let login = LoginState::LoggedIn {
        account: Some(listener()),
        missing: Vec::new(),
        ends: "2027-05-20T10:00:00Z".parse().expect("a time"),
    };
    Startup::new(now, size, login).session(|session| {
        session.client_id = Some("0123456789abcdef0123456789abcdef".into());
        session.redirect_uri = "http://127.0.0.1:8899/callback".into();
    })
}

pub(super) fn listener() -> Account {
    Account { id: "ada".into(), display_name: Some("Demo listener".into()), premium: Some(true) }
}

/// These shows, all of them read.
pub(crate) fn listing(startup: Startup, shows: Vec<ShelfShow>) -> Script {
    Script::start(startup).read(Slot::Shows, ReadReply::Shows(shows))
}

/// All shows, the first one of them opened with its episodes, every one of which is on disk.
pub(crate) fn opened(size: Size, focus: ViewId) -> Script {
    opened_with(startup(size), focus)
}

pub(crate) fn opened_with(startup: Startup, focus: ViewId) -> Script {
    listing(startup, data::shows_complete(80)).open_first(data::episodes()).visited(0).focus(focus)
}

pub(crate) fn main(size: Size, focus: ViewId) -> State {
    opened(size, focus).state
}

fn main_exported(size: Size) -> State {
    let path = "/home/listener/podcasts/notes to keep/spotpods-export-2026-11-23-1.md";
    let written = Reply::Write(WriteReply::Exported(Ok(FileAnswer::Written { path: path.into() })));
    opened(size, ViewId::Episodes).keys("x Enter").reply(Slot::Export, written).state
}

fn main_ascii(size: Size) -> State {
    let display = DisplayOptions { ascii: true, iso_dates: true, ..DisplayOptions::default() };
    opened_with(Startup { display, ..startup(size) }, ViewId::Episodes).state
}

pub(super) fn long_message(size: Size) -> Script {
    let text = "The library cannot be written: the disk is full. Make room, then press R. Nothing of what was on disk is \
                lost, and what is new is fetched again";
    opened(size, ViewId::Shows).notify(text, Tone::Error)
}

fn messages(size: Size) -> State {
    let until = "2026-11-23T18:40:00Z".parse().expect("a time");
    let script = long_message(size).notify("Marked played (local), U undoes", Tone::Info);
    script.send(EventKind::Quota(Quota::Blocked { until })).keys("!").state
}

fn links(size: Size) -> State {
    opened(size, ViewId::Episodes).overlay(Overlay::Links(Links::new(data::links()))).keys("j").state
}

fn confirm(size: Size) -> State {
    let url = "https://open.spotify.com.listen.example/episode/512ojhOuo1ktJprKbVcKyQ?utm_source=show-notes&utm_medium=\
               podcast&utm_campaign=autumn-of-letters";
    let link = WebLink::parse(url).expect("a link");
    opened(size, ViewId::Episodes).overlay(Overlay::Question(Question::open_link(link))).state
}

fn account(size: Size) -> State {
    let login = LoginState::LoggedIn {
        account: Some(listener()),
        missing: vec![Scope::PlaybackPosition],
        ends: "2026-11-30T10:00:00Z".parse().expect("a time"),
    };
    opened_with(startup(size).session(|session| session.login = login), ViewId::Episodes).later().keys("L").state
}
