//! The state of the app, by value.

mod contexts;
mod covers;
mod uses;

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use ratatui::layout::Size;

use super::{
    artwork::{self, Artwork},
    cx::{Cx, DisplayOptions},
    input::{
        command::{App, Command},
        keymap::{Context, Keymap},
        pointer::Pointer,
    },
    layout::{self, Chrome, Layout, Widths},
    messages::{Tone, Topic},
    notices,
    overlays::{Open, Overlay},
    own::{Own, OwnCommand},
    player::Player,
    problem::Problem,
    requests::{EventKind, Slot},
    sequence::{self, Sequence},
    session::{Login, LoginPhase, LoginReason, Owner, Session, Setup},
    sync::Sync,
    views::{Feed, FeedSpec, Search, Shows, Views, notes::Hint},
};
use crate::domain::{
    Account, CleanText, FeedSort, LoginState, PreferredDevice, Quota, ShelfShow, ShowSort, StateFilter, ViewOptions,
};

/// The whole state. The event loop owns it, [`super::update()`] changes it, `ui` reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub screen: Screen,
    pub views: Views,
    /// The views of the previous account, hidden until the account of a new login is known.
    pub(super) hidden: Option<Box<Views>>,
    /// The open overlays, the topmost last.
    pub overlays: Vec<Open>,
    /// The number typed before a step.
    pub(super) count: Option<usize>,
    pub(super) pointer: Pointer,
    /// The keys of a sequence that was begun.
    pub(super) sequence: Option<Sequence>,
    /// The keys that wait for rows, and until when.
    pub(super) waiting: VecDeque<(Timestamp, EventKind)>,
    pub cx: Cx,
}

/// Which screen is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    /// There is no client ID yet.
    Setup(Setup),
    /// There is no login, or another is being made.
    Login(Login),
    Main,
}

/// The rows of the first frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    pub account: Account,
    pub sort: ShowSort,
    pub state: StateFilter,
    /// How each feed was displayed, in the order of the table of feeds.
    pub feeds: Vec<ViewOptions<FeedSort>>,
    /// The first shows in this order, as many as any screen shows.
    pub shows: Vec<ShelfShow>,
    /// How many shows there are.
    pub total: u32,
    /// When the list of shows was last read from Spotify to its end.
    pub synced_at: Option<Timestamp>,
    /// The latest queries of the search, the newest first.
    pub searches: Vec<String>,
    /// How many episodes arrived since New was looked at.
    pub news: u32,
    /// The device that was chosen last.
    pub device: Option<PreferredDevice>,
    /// How panes share the width.
    pub widths: Widths,
    /// Whether it can only be read.
    pub is_read_only: bool,
    /// Notices of the library to show once, such as damage.
    pub notices: Vec<String>,
}

/// The input of the first state.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Startup {
    /// The moment, in the person's time zone.
    pub now: ZonedDateTime,
    pub size: Size,
    pub session: Session,
    pub keymap: Keymap,
    /// Commands of the person's own, in the order of the keymap's numbers.
    pub own: Vec<OwnCommand>,
    pub display: DisplayOptions,
    pub artwork: artwork::Options,
    /// The table of feeds: [`super::views::FEEDS`], and in a test one more.
    pub feeds: &'static [FeedSpec],
    /// Warnings about the configuration, a line each.
    pub warnings: Vec<String>,
    /// The state of the guard, from earlier runs.
    pub quota: Quota,
    /// The rows on disk, if there is a library.
    pub shelf: Option<Shelf>,
    /// After how long the library is synchronised again; `None` for never.
    pub interval: Option<SignedDuration>,
    /// The name of a player on this computer that can be started.
    pub player_here: Option<CleanText>,
    /// An error before the first screen, such as a damaged login.
    pub problem: Option<Problem>,
}

impl Startup {
    /// Without client ID, library, problems and pictures; default keys and display.
    #[cfg(test)]
    pub fn new(now: ZonedDateTime, size: Size, login: LoginState) -> Self {
        let session = Session { login, ..Session::default() };
        Self { now, size, session, feeds: &super::views::FEEDS, ..Self::default() }
    }

    /// The same with another login or profile.
    #[cfg(test)]
    #[must_use]
    pub fn session(mut self, change: impl FnOnce(&mut Session)) -> Self {
        change(&mut self.session);
        self
    }
}

impl State {
    /// The state before the first event: the lists if there are shows on disk; otherwise setup without a client ID, login
    /// without a login. A login past its end is tried all the same: the clock may be wrong (security E9).
    /// Requests start with [`super::EventKind::Start`].
    pub fn new(startup: Startup) -> Self {
        let Startup { shelf, session, problem, size, .. } = startup;
        let account = session.login.account().cloned();
        // Rows of another account than the one logged in are not shown.
        let shelf = shelf.filter(|shelf| account.as_ref().is_none_or(|account| account.id == shelf.account.id));
        let is_listed = shelf.as_ref().is_some_and(|shelf| !shelf.shows.is_empty());
        let reason = reason(&session.login).filter(|_| !is_listed);
        let notices: Vec<_> =
            shelf.iter().flat_map(|shelf| shelf.notices.iter().cloned()).chain(startup.warnings).collect();
        let needs_setup = session.client_id.is_none() && !is_listed;
        let (screen, failed) = first_screen(needs_setup, reason, problem);
        let owner = shelf.as_ref().map(|shelf| shelf.account.clone()).or(account);
        let synced_at = shelf.as_ref().and_then(|shelf| shelf.synced_at);
        let session = Session {
            owner: owner.map_or(Owner::None, Owner::Known),
            is_read_only: shelf.as_ref().is_some_and(|shelf| shelf.is_read_only),
            ..session
        };
        let cx = Cx {
            now: startup.now,
            keymap: startup.keymap,
            display: startup.display,
            widths: shelf.as_ref().map(|shelf| shelf.widths).unwrap_or_default(),
            artwork: Artwork::new(startup.artwork),
            session,
            sync: Sync { synced_at, interval: startup.interval, ..Sync::default() },
            quota: startup.quota,
            player: Player::new(shelf.as_ref().and_then(|shelf| shelf.device.clone()), startup.player_here),
            own: Own { commands: startup.own, ..Own::default() },
            ..Cx::default()
        };
        let views = views(startup.feeds, shelf.as_ref());
        let (overlays, pointer, waiting) = (Vec::new(), Pointer::default(), VecDeque::new());
        let mut state =
            Self { screen, views, hidden: None, overlays, count: None, pointer, sequence: None, waiting, cx };
        state.cx.layout = state.layout_at(size);
        if let Some(Shelf { sort, state: states, shows, total, .. }) = shelf {
            let total = usize::try_from(total).unwrap_or(usize::MAX);
            let hint = if shows.is_empty() { Hint::None } else { Hint::Show };
            state.views.notes.hint = hint;
            state.views.shows = Shows::first(shows, total, sort, states, state.cx.layout.rows());
        }
        state.warn(&notices);
        if let Some(problem) = failed {
            state.cx.notify_problem(&problem);
        }
        if state.cx.layout.header.is_empty() {
            // On a low terminal it would cover most rows, and no key was pressed that it answers.
            state.cx.messages.collapse();
        }
        state.relayout();
        state
    }

    /// Opens an overlay on top.
    pub fn open(&mut self, overlay: Overlay) {
        self.overlays.push(Open::new(overlay));
    }

    /// Wraps the overlay on top, and computes the layout of the current state.
    pub(super) fn relayout(&mut self) {
        let columns = layout::overlay_columns(self.cx.layout.size);
        if let Some(open) = self.overlays.last_mut() {
            open.wrap(&self.cx, columns);
        }
        self.cx.layout = self.layout_at(self.cx.layout.size);
        // It may have been below another one while the size changed.
        if let Some(open) = self.overlays.last_mut() {
            open.clamp(&self.cx);
        }
    }

    /// The layout on a terminal of this size.
    pub fn layout_at(&self, size: Size) -> Layout {
        let message_lines = self.cx.messages.long_lines(layout::message_columns(size)).map_or(0, |lines| lines.len());
        let overlay = self.overlays.last().map(|open| open.extent_of(&self.cx));
        let player = self.screen == Screen::Main && self.cx.player.has_line();
        let keys = self.continuations().map(|(_, items)| {
            let (_, rows) = sequence::grid(&items, usize::from(layout::keys_columns(size)));
            rows
        });
        let chrome = Chrome { player, message_lines, overlay, widths: self.cx.widths, keys };
        self.views.layout(size, &self.cx.keymap, &chrome)
    }

    /// The phase of the login screen.
    pub(super) fn login_phase(&mut self) -> Option<&mut LoginPhase> {
        let Screen::Login(login) = &mut self.screen else { return None };
        Some(&mut login.phase)
    }

    /// Whether there are shows to list.
    pub(super) fn has_rows(&self) -> bool {
        !self.views.shows.items().is_empty()
    }

    /// Whether the login screen is in front of lists, even if these are hidden now.
    pub(super) fn has_lists(&self, login: &Login) -> bool {
        self.has_rows() || matches!(login.reason, LoginReason::Again { .. })
    }

    /// Whether the login screen offers the demo: as the setup does, until the first login.
    pub fn can_try_demo(&self, login: &Login) -> bool {
        login.reason == LoginReason::First && !self.has_lists(login) && !self.cx.session.is_demo
    }

    /// The notices of the screen that is open, the most urgent first.
    pub fn notices(&self) -> Vec<notices::Notice> {
        let running = notices::running(&self.cx, &self.contexts());
        running.into_iter().chain(notices::notices(&self.cx, self.screen != Screen::Main)).collect()
    }

    /// When the next redraw is due without an event.
    pub fn wakeup(&self) -> Option<Timestamp> {
        let message = self.cx.messages.current().map(|message| message.until);
        let login = self.login_deadline().map(|deadline| self.next_second(deadline));
        let quota = match self.cx.quota {
            Quota::Open | Quota::Retrying => None,
            Quota::Waiting { until } => Some(self.next_second(until)),
            Quota::Blocked { until } => Some(until),
        };
        let reads = self.views.due(&self.cx).filter(|_| self.screen == Screen::Main);
        let now = self.cx.now.timestamp();
        let player = super::update::player::due(self);
        let keys = self.sequence.as_ref().map(|begun| begun.shown_at);
        let cover = self.cover_due();
        let waiting = super::update::waiting::due(self);
        [message, login, quota, self.sync_due(), reads, player, cover, keys, waiting]
            .into_iter()
            .flatten()
            .filter(|due| *due > now)
            .min()
    }

    /// When the next automatic synchronisation is due.
    pub(super) fn sync_due(&self) -> Option<Timestamp> {
        let may = self.cx.is_logged_in()
            && self.screen == Screen::Main
            && !self.cx.ledger.runs(Slot::Sync)
            && self.cx.sync.waiting.is_none();
        self.cx.sync.next.filter(|_| may)
    }

    /// The seconds until a moment, rounded up.
    pub fn seconds_until(&self, moment: Timestamp) -> u64 {
        let left = self.cx.now.timestamp().duration_until(moment);
        let begun = i64::from(left.subsec_nanos() > 0);
        u64::try_from(left.as_secs().saturating_add(begun)).unwrap_or(0)
    }

    pub(super) fn login_deadline(&self) -> Option<Timestamp> {
        let Screen::Login(Login { phase: LoginPhase::Waiting(waiting), .. }) = &self.screen else { return None };
        Some(waiting.deadline)
    }

    /// When a countdown to `end` changes.
    fn next_second(&self, end: Timestamp) -> Timestamp {
        let shown = self.seconds_until(end);
        let left = SignedDuration::from_secs(i64::try_from(shown.saturating_sub(1)).unwrap_or(i64::MAX));
        end.saturating_sub(left).unwrap_or(end)
    }

    /// Shows the first warning, and how many more there are.
    fn warn(&mut self, warnings: &[String]) {
        // The first is sent last, so that it is on top.
        for warning in warnings.iter().rev() {
            self.cx.notify(warning.clone(), Tone::Warning);
        }
        if let [first, more @ ..] = warnings
            && !more.is_empty()
        {
            let key = self.cx.keymap.key_of(&[Context::Global], Command::App(App::Messages));
            let way = key.map_or_else(|| "see the log".into(), |key| format!("{key} shows them"));
            let text = format!("{first}, and {} more: {way}", more.len());
            let now = self.cx.now.timestamp();
            self.cx.messages.show(text, Tone::Warning, Topic::Other, now);
        }
    }
}

/// Why the login screen opens, unless there are lists.
fn reason(login: &LoginState) -> Option<LoginReason> {
    match login {
        LoginState::LoggedOut => Some(LoginReason::First),
        LoginState::Ended { .. } => Some(LoginReason::Expired),
        LoginState::LoggedIn { .. } => None,
    }
}

/// The views before anything was read, with what is known of the last time.
fn views(specs: &'static [FeedSpec], shelf: Option<&Shelf>) -> Views {
    let remembered = shelf.map_or(&[][..], |shelf| &shelf.feeds);
    let options = |at: usize, spec: &FeedSpec| remembered.get(at).copied().unwrap_or_else(|| spec.options());
    let feeds = specs.iter().enumerate().map(|(at, spec)| Feed::new(spec, options(at, spec))).collect();
    let mut views = Views::new(Shows::default(), feeds);
    if let Some(shelf) = shelf {
        views.search = Search::new(shelf.searches.clone());
        views.add_news(shelf.news);
    }
    views
}

/// The screen of the first frame, and a problem that is not shown on it.
fn first_screen(needs_setup: bool, reason: Option<LoginReason>, problem: Option<Problem>) -> (Screen, Option<Problem>) {
    match reason {
        _ if needs_setup => (Screen::Setup(Setup { problem, ..Setup::default() }), None),
        Some(reason) => (Screen::Login(Login::new(reason, problem)), None),
        None => (Screen::Main, problem),
    }
}
