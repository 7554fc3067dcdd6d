//! Everything the views share: time, layout, keymap, requests, messages, session, synchronisation.
//!
//! [`State`](super::State) holds it apart from the views, so that a function can change a view and this at once.

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

pub use super::display::DisplayOptions;
use super::{
    artwork::Artwork,
    input::{
        chord::Chord,
        command::{Command, Main},
        key::Key,
        keymap::{Context, Keymap},
    },
    layout::{Layout, Widths},
    list::Reread,
    marks::Marking,
    messages::{Messages, Tone, Topic},
    own::Own,
    player::Player,
    problem::Problem,
    requests::{Effect, Ledger, Policy, RequestId, Slot, effect::Request},
    session::Session,
    sync::Sync,
    terminal::{Background, Terminal},
};
use crate::domain::{LoginState, Quota, SyncStage};

/// Presses that follow each other faster come from a key that is held.
pub const HELD: SignedDuration = SignedDuration::from_millis(50);

/// Everything the views share.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cx {
    /// When the last event happened.
    pub now: ZonedDateTime,
    /// The last key, and when it was pressed.
    pub pressed: Option<(Key, Timestamp)>,
    /// Whether it is held.
    pub is_held: bool,
    pub layout: Layout,
    pub keymap: Keymap,
    pub display: DisplayOptions,
    /// How the person wants panes to share the width.
    pub widths: Widths,
    /// What the terminal answered about itself; `None` until then.
    pub terminal: Option<Terminal>,
    pub artwork: Artwork,
    pub ledger: Ledger,
    pub messages: Messages,
    pub session: Session,
    pub sync: Sync,
    pub quota: Quota,
    pub player: Player,
    /// What the person changed and the library has not written yet. Here and not in the views, which can be hidden.
    pub marking: Marking,
    /// Commands of the person's own.
    pub own: Own,
    /// The effects of the current event, in order.
    pub effects: Vec<Effect>,
}

impl Cx {
    /// Takes note of a key.
    pub fn press(&mut self, key: Key) {
        let now = self.now.timestamp();
        let before = self.pressed.replace((key, now));
        self.is_held = before.is_some_and(|(before, at)| before == key && at.duration_until(now) < HELD);
    }

    /// Makes a request. Ends the earlier one of its slot, unless both are answered.
    pub fn ask<R: Request>(&mut self, request: R) {
        self.request(request);
    }

    /// Makes a request as [`Self::ask`] does, and returns its id.
    pub fn request<R: Request>(&mut self, request: R) -> RequestId {
        let slot = request.slot();
        if slot.policy() != Policy::Queue {
            self.cancel(slot);
        }
        let id = self.ledger.begin(slot);
        self.effects.push(R::EFFECT(id, request));
        id
    }

    /// The terminal's background, if it is known.
    pub fn background(&self) -> Option<Background> {
        self.terminal.as_ref().and_then(|terminal| terminal.background)
    }

    /// Adds an effect that is not answered.
    pub fn tell(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Cancels what runs in a slot.
    pub fn cancel(&mut self, slot: Slot) {
        let ended = self.ledger.clear(slot);
        self.effects.extend(ended.into_iter().map(Effect::Cancel));
    }

    /// Whether rows may be read: their account is known.
    pub fn may_read(&self) -> bool {
        self.session.owner.is_known()
    }

    pub fn notify(&mut self, text: impl Into<std::borrow::Cow<'static, str>>, tone: Tone) {
        self.notify_about(Topic::Other, text, tone);
    }

    pub fn notify_about(&mut self, topic: Topic, text: impl Into<std::borrow::Cow<'static, str>>, tone: Tone) {
        self.messages.notify(text, tone, topic, self.now.timestamp());
    }

    pub fn notify_problem(&mut self, problem: &Problem) {
        let line = problem.status_line(&self.keymap);
        self.notify(line, Tone::Error);
    }

    /// A message that is not kept among the latest: how a list is displayed.
    pub fn note(&mut self, text: impl Into<std::borrow::Cow<'static, str>>) {
        self.notify(text, Tone::Note);
    }

    /// Shows a message of something that may fail; it is kept among the latest once it is done.
    pub fn show(&mut self, text: String, tone: Tone) {
        self.messages.show(text, tone, Topic::Other, self.now.timestamp());
    }

    /// Keeps a message among the latest without showing it.
    pub fn keep(&mut self, text: String, tone: Tone) {
        self.messages.keep(text.into(), tone, self.now.timestamp());
    }

    /// The first key of a command in the given contexts, for texts that name it.
    pub fn key(&self, contexts: &[Context], command: Command) -> String {
        self.keymap.key_of(contexts, command).map_or_else(|| "(no key)".into(), |key| key.to_string())
    }

    /// The first key of a command of the main screen.
    pub fn main_key(&self, command: Main) -> Option<Chord> {
        self.keymap.key_of(&[Context::Main], Command::Main(command))
    }

    pub fn ellipsis(&self) -> &'static str {
        if self.display.ascii { ".." } else { "…" }
    }

    pub fn warning(&self) -> &'static str {
        if self.display.ascii { "!" } else { "▲" }
    }

    /// Joins the parts of a sentence that are not empty.
    pub fn join(&self, parts: &[&str]) -> String {
        let parts: Vec<_> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(self.separator())
    }

    /// What is between two facts on a line.
    pub fn separator(&self) -> &'static str {
        if self.display.ascii { " - " } else { " · " }
    }

    pub fn is_logged_in(&self) -> bool {
        matches!(self.session.login, LoginState::LoggedIn { .. })
    }

    /// Whether the list of shows is read from Spotify for the first time.
    pub fn is_listing(&self) -> bool {
        let listing = self.sync.progress.is_none_or(|progress| matches!(progress.stage, SyncStage::Shows { .. }));
        self.sync.synced_at.is_none() && self.ledger.runs(Slot::Sync) && listing
    }

    /// The state of rereading after a read that begins now.
    pub fn asked_now(&self) -> Reread {
        Reread::asked(self.now.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::requests::effect::{Player, System};

    #[test]
    fn a_request_cancels_the_earlier_one_of_its_slot_unless_that_is_a_queue() {
        let mut cx = Cx::default();
        let first = cx.request(Player::Poll);
        let second = cx.request(Player::Poll);
        let poll = |id| Effect::Player(id, Player::Poll);
        assert_eq!(cx.effects, [poll(first), Effect::Cancel(first), poll(second)]);
        assert_eq!((cx.ledger.slot_of(first), cx.ledger.slot_of(second)), (None, Some(Slot::Playback)));

        cx.effects.clear();
        let (first, second) = (cx.request(System::OpenDashboard), cx.request(System::OpenDashboard));
        assert_eq!(cx.effects, [first, second].map(|id| Effect::System(id, System::OpenDashboard)));
        assert_eq!([first, second].map(|id| cx.ledger.slot_of(id)), [Some(Slot::Open); 2]);
    }
}
