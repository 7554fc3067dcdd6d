//! A session without terminal, network or clock. When a test fails, what the person would see is printed.

use std::{collections::HashMap, fmt::Write as _, time::Duration};

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use ratatui::layout::{Position, Size};

pub(super) use crate::{
    app::{
        Effect, Event, EventKind, Keymap, Problem, Reply, State,
        input::keymap::{OwnRow, Preset, Rebinding},
        list::{Filter, ItemRef, List},
        messages::Tone,
        overlays::{MessageList, Overlay, Popup as _, popup::Line},
        own::OwnCommand,
        place::{FeedId, Tab, ViewId},
        requests::{
            RequestId, Slot,
            effect::{Catalogue, Keep, Login, LoginStep, Player, Read, Remember, Sync, System, Write},
            event::{
                Answer, CatalogueReply, Copied, FeedPage, Fetched, FileAnswer, LoginReply, ReadReply, SyncOutcome,
                SyncReply, WriteReply,
            },
        },
        state::{Screen, Shelf, Startup},
        views::{FEEDS, View as _, details::HeaderKind, matches::Matches, view::RowStyle},
    },
    domain::{EpisodeSort, LoginState, Quota, ShowSort, StateFilter, Subject},
};
use crate::{
    app::{
        input::key::{Key, KeyCode, Mouse, MouseKind},
        update,
    },
    domain::{Episode, Html, Notes, Private, ShowKey, SyncEnd},
};

mod fixtures;
mod shown;

pub(super) use fixtures::*;

pub(super) struct Session {
    state: State,
    effects: Vec<Effect>,
    now: ZonedDateTime,
    /// The notes on disk, where they are not the usual ones.
    pub(super) notes: HashMap<Subject, Notes>,
    /// Whether the library answers about notes by itself, as it does within a millisecond.
    pub(super) reads_notes: bool,
    previews: Vec<(RequestId, ShowKey)>,
    /// How many of them were told.
    previews_told: usize,
    /// The polls of the player, and how many of them were told.
    polls: Vec<RequestId>,
    polls_told: usize,
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
        session.reply(SyncReply::Visited(show_key("Show"), outcome(SyncEnd::Complete)));
        session.effects.clear();
        session
    }

    /// Not started yet.
    pub(super) fn with(startup: Startup) -> Self {
        let now = startup.now.clone();
        let notes = HashMap::new();
        Self {
            state: State::new(startup),
            effects: Vec::new(),
            now,
            notes,
            reads_notes: true,
            previews: Vec::new(),
            previews_told: 0,
            polls: Vec::new(),
            polls_told: 0,
        }
    }

    pub(super) fn send(&mut self, kind: EventKind) -> &mut Self {
        let mut effects = update(&mut self.state, Event { at: self.now.clone(), kind });
        effects.retain(|effect| !self.is_preview(effect) && !self.is_poll(effect));
        let asked: Vec<_> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Read(id, Read::Notes(subject)) => Some((*id, subject.clone())),
                Effect::Read(id, Read::Chapters(at)) => Some((*id, Subject::Episode(at.clone()))),
                _ => None,
            })
            .collect();
        self.effects.extend(effects);
        let reads = self.reads_notes;
        for (id, subject) in asked.into_iter().filter(|_| reads) {
            let is_it = |effect: &Effect| matches!(effect, Effect::Read(asked, _) if *asked == id);
            let notes = self.notes.get(&subject).cloned().unwrap_or_else(|| Notes::Html(Html::new("<p>Notes</p>")));
            let is_of_player = self.runs(Slot::Chapters) && self.id(Slot::Chapters) == id;
            self.effects.retain(|effect| !is_it(effect));
            match subject {
                Subject::Episode(at) if is_of_player => self.answer(id, ReadReply::Chapters(at, notes)),
                subject => self.answer(id, ReadReply::Notes(subject, notes)),
            };
        }
        self
    }

    /// Whether an effect only lets the episodes beside the list of shows follow it.
    fn is_preview(&mut self, effect: &Effect) -> bool {
        match effect {
            Effect::Read(id, Read::FirstEpisodes(show) | Read::Episodes(show)) if self.focus() == ViewId::Shows => {
                self.previews.push((*id, show.clone()));
                true
            }
            Effect::Cancel(id) => self.previews.iter().any(|(preview, _)| preview == id),
            _ => false,
        }
    }

    /// Whether an effect only asks by itself what plays, or tells the desktop.
    fn is_poll(&mut self, effect: &Effect) -> bool {
        match effect {
            Effect::Player(id, Player::Poll) => {
                self.polls.push(*id);
                true
            }
            Effect::Cancel(id) => self.polls.contains(id),
            Effect::Announce(_) => true,
            _ => false,
        }
    }

    /// How many polls of the player were made since the last call.
    pub(super) fn polls(&mut self) -> usize {
        let told = std::mem::replace(&mut self.polls_told, self.polls.len());
        self.polls.len() - told
    }

    /// Presses keys by their names, separated by spaces.
    pub(super) fn keys(&mut self, names: &str) -> &mut Self {
        for name in names.split(' ').filter(|name| !name.is_empty()) {
            self.send(EventKind::Key(name.parse::<Key>().expect("a key")));
        }
        self.rest()
    }

    /// Lets the other panes follow a selection that moved several times at once.
    pub(super) fn rest(&mut self) -> &mut Self {
        let soon = self.now.saturating_add(SignedDuration::from_millis(40));
        if self.state.wakeup().is_some_and(|due| due <= soon.timestamp()) {
            self.now = soon;
            self.send(EventKind::Wake);
        }
        self
    }

    /// Types a text, character by character.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(EventKind::Key(Key::plain(KeyCode::Char(c))));
        }
        self
    }

    pub(super) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(EventKind::Paste(Private::new(text)))
    }

    pub(super) fn mouse(&mut self, kind: MouseKind, x: u16, y: u16) -> &mut Self {
        self.send(EventKind::Mouse(Mouse { kind, at: Position { x, y } })).rest()
    }

    pub(super) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(EventKind::Resize(Size { width, height }))
    }

    /// Answers the oldest request in flight that this is an answer to; with a failure or the end of the login, the latest.
    pub(super) fn reply(&mut self, reply: impl Into<Reply>) -> &mut Self {
        let reply = reply.into();
        let id = self.running(&reply).unwrap_or_else(|| panic!("no request in flight is answered by {reply:?}"));
        self.answer(id, reply)
    }

    /// Answers what was asked about a feed.
    pub(super) fn reply_feed(&mut self, feed: FeedId, page: FeedPage) -> &mut Self {
        let id = self.id(Slot::Feed(feed));
        self.answer(id, ReadReply::Feed(page))
    }

    /// Answers one request.
    pub(super) fn answer(&mut self, id: RequestId, reply: impl Into<Reply>) -> &mut Self {
        self.send(EventKind::Reply(id, reply.into()))
    }

    /// The request in flight that a reply is the answer to.
    pub(super) fn running(&self, reply: &Reply) -> Option<RequestId> {
        let mut ids = self.in_flight(|slot| reply.answers(slot) != Answer::None);
        if matches!(reply, Reply::Read(ReadReply::Failed(_)) | Reply::LoginLost(_)) { ids.last() } else { ids.next() }
    }

    /// The requests in flight in a slot, the oldest first.
    pub(super) fn ids(&self, slot: Slot) -> Vec<RequestId> {
        self.in_flight(|open| open == slot).collect()
    }

    /// The latest request in flight in a slot.
    pub(super) fn id(&self, slot: Slot) -> RequestId {
        self.state.cx.ledger.id_of(slot).unwrap_or_else(|| panic!("no request in {slot:?}"))
    }

    pub(super) fn runs(&self, slot: Slot) -> bool {
        self.state.cx.ledger.runs(slot)
    }

    fn in_flight(&self, is_it: impl Fn(Slot) -> bool) -> impl Iterator<Item = RequestId> {
        let ids = (1..10_000).map(RequestId);
        ids.filter(move |id| self.state.cx.ledger.slot_of(*id).is_some_and(&is_it))
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

    /// The effects since the last call; without [`Self::previews`] and [`Self::polls`], and without those about notes, where the library answers
    /// them by itself.
    pub(super) fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The shows whose episodes were read to stand beside the list of shows, since the last call.
    pub(super) fn previews(&mut self) -> Vec<ShowKey> {
        let told = std::mem::replace(&mut self.previews_told, self.previews.len());
        self.previews.iter().skip(told).map(|(_, show)| show.clone()).collect()
    }

    /// The library has other notes of what is read now, and they are in view.
    pub(super) fn write_notes(&mut self, notes: Notes) -> &mut Self {
        let subject = self.subject().expect("notes of something");
        self.notes.insert(subject.clone(), notes.clone());
        self.state.views.notes.read(&mut self.state.cx);
        self.state.cx.effects.clear();
        let id = self.id(Slot::Notes);
        self.answer(id, ReadReply::Notes(subject, notes))
    }

    /// Shows a message.
    pub(super) fn notify(&mut self, text: impl Into<std::borrow::Cow<'static, str>>, tone: Tone) -> &mut Self {
        self.state.cx.notify(text, tone);
        self.state.relayout();
        self
    }

    /// Opens an overlay on top.
    pub(super) fn show_overlay(&mut self, overlay: Overlay) -> &mut Self {
        self.state.open(overlay);
        self.state.relayout();
        self
    }

    /// Gives a command other keys.
    pub(super) fn rebind(&mut self, context: &str, name: &str, keys: &[&str]) -> &mut Self {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let (keymap, results) = self.state.cx.keymap.rebound(&[Rebinding { context, name, keys: &keys }]);
        assert_eq!(results, [Ok(())]);
        self.state.cx.keymap = keymap;
        self
    }

    /// Begins with the keys of a preset.
    pub(super) fn preset(&mut self, preset: Preset) -> &mut Self {
        self.state.cx.keymap = preset.keymap();
        self
    }

    /// Gives the person commands of their own. Returns what is wrong with their keys.
    pub(super) fn with_own(&mut self, commands: Vec<OwnCommand>, rows: &[OwnRow<'_>]) -> Vec<Vec<String>> {
        let (keymap, results) = self.state.cx.keymap.clone().with_own(rows);
        self.state.cx.keymap = keymap;
        self.state.cx.own.commands = commands;
        results
    }

    /// From now on this is the demo.
    pub(super) fn demo(&mut self) -> &mut Self {
        self.state.cx.session.is_demo = true;
        self
    }

    /// What a person would see of it.
    fn describe(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "screen {:?}\noverlay {:?}", self.screen(), self.overlay());
        let _ = writeln!(text, "tab {:?}, focus {:?}, shows {:#?}", self.tab(), self.focus(), self.shows());
        let _ = writeln!(text, "sync {:?}", self.sync());
        let _ = writeln!(text, "open {:?}, episodes {:#?}", self.open(), self.episodes());
        let _ = writeln!(text, "reading {:?} from line {}", self.subject(), self.notes_scroll());
        let _ = writeln!(text, "message {:?}\nnotices {:?}", self.message(), self.notices());
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

impl From<ReadReply> for Reply {
    fn from(reply: ReadReply) -> Self {
        Self::Read(reply)
    }
}

impl From<WriteReply> for Reply {
    fn from(reply: WriteReply) -> Self {
        Self::Write(reply)
    }
}

impl From<CatalogueReply> for Reply {
    fn from(reply: CatalogueReply) -> Self {
        Self::Catalogue(reply)
    }
}

impl From<LoginReply> for Reply {
    fn from(reply: LoginReply) -> Self {
        Self::Login(reply)
    }
}

impl From<SyncReply> for Reply {
    fn from(reply: SyncReply) -> Self {
        Self::Sync(reply)
    }
}
