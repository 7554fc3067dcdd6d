//! The screen in words, for screen readers: one line for each change, in the order in which they help.
//!
//! [`Spoken`] is what of a state can be said; [`lines`] compares two of them. Both are pure. Nothing of the screen is drawn:
//! no frames, no marks, no columns. Start with [`lines`].

mod overlay;
mod places;
mod playing;
mod text;
mod waiting;
mod words;

use jiff::Timestamp;

use self::{overlay::Over, places::Place, playing::Played, text::plain, waiting::Waiting};
use crate::{
    app::{State, messages::Tone, state::Screen},
    ui::{Pen, marks, screens},
};

/// What can be said about a state.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spoken {
    /// The sentences of the setup and the login screen.
    sentences: Vec<String>,
    /// The tab, the pane, and where the person is in it.
    place: Option<Place>,
    overlay: Option<Over>,
    /// The pending result, announced only if it takes long.
    waiting: Option<Waiting>,
    /// The keys that go on with a sequence, once they are shown.
    continuations: Vec<String>,
    /// The text that is typed, with the name of its field.
    field: Option<String>,
    played: Option<Played>,
    sync: Option<String>,
    notices: Vec<String>,
    /// The number of the message, and its words.
    message: Option<(u64, String)>,
}

impl Spoken {
    /// After what was said last.
    pub fn of(state: &State, before: &Self) -> Self {
        let pen = Pen { state, layout: &state.cx.layout, theme: &state.cx.display.theme, marks: &marks::ASCII };
        let is_main = state.screen == Screen::Main;
        let sentences = match &state.screen {
            Screen::Setup(setup) => screens::setup::sentences(pen, setup),
            Screen::Login(login) => screens::login::sentences(pen, login),
            Screen::Main => Vec::new(),
        };
        let overlay = state.overlays.last().map(|open| Over::of(state, open));
        // Until it was said once, it waits for the overlay in front to close.
        let is_said = overlay.is_none() || before.place.is_some();
        let place = (is_main && is_said).then(|| Place::of(state, before.place.as_ref()));
        let awaited = match (&overlay, &place) {
            (Some(over), _) => over.awaited.clone(),
            (None, Some(place)) => place.awaited.clone(),
            (None, None) => None,
        };
        let now = state.cx.now.timestamp();
        let message = state.cx.messages.current().map(|message| {
            let said = match message.tone {
                Tone::Note | Tone::Info => message.text.to_string(),
                Tone::Warning => format!("Warning: {}", message.text),
                Tone::Error => format!("Error: {}", message.text),
            };
            (state.cx.messages.sent(), plain(&said))
        });
        Self {
            sentences: sentences.iter().map(|sentence| plain(sentence)).collect(),
            waiting: awaited.map(|what| Waiting::new(what, now, before.waiting.as_ref())),
            place,
            field: overlay::field(state).or_else(|| places::field(state)),
            overlay,
            continuations: continuations(state),
            played: Played::of(state),
            sync: playing::sync(state),
            notices: state.notices().iter().map(|notice| plain(&notice.text)).collect(),
            message,
        }
    }

    /// When there is something to say without an event.
    pub fn due(&self) -> Option<Timestamp> {
        self.waiting.as_ref().and_then(Waiting::due)
    }
}

/// The keys of a sequence that was begun, then a line for each key that goes on with it.
fn continuations(state: &State) -> Vec<String> {
    let Some((begun, keys)) = state.continuations() else { return Vec::new() };
    let said = keys.iter().map(|(key, help)| plain(&format!("{key}: {help}")));
    [plain(&format!("After {begun}"))].into_iter().chain(said).collect()
}

/// What is to be said after a change.
pub fn lines(before: &Spoken, after: &Spoken) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(after.sentences.iter().filter(|sentence| !before.sentences.contains(sentence)).cloned());
    let is_closed = before.overlay.is_some() && after.overlay.is_none();
    if let (true, Some(closed)) = (is_closed, &before.overlay) {
        lines.push(format!("Closed: {}", closed.title));
    }
    match (&before.overlay, &after.overlay) {
        (was, Some(over)) => over.say(was.as_ref(), &mut lines),
        (_, None) => {
            if let Some(place) = &after.place {
                place.say(before.place.as_ref(), is_closed, &mut lines);
            }
        }
    }
    if let Some(waiting) = &after.waiting {
        lines.extend(waiting.say(before.waiting.as_ref()));
    }
    if before.continuations != after.continuations {
        lines.extend(after.continuations.iter().cloned());
    }
    // The field is said after what it filters, since it was typed last.
    let changed = |was: &Option<String>, is: &Option<String>| is.clone().filter(|_| was != is);
    lines.extend(changed(&before.field, &after.field));
    let is_same = match (&before.overlay, &after.overlay) {
        (Some(was), Some(over)) => over.is_same(was),
        (was, over) => was.is_none() && over.is_none(),
    };
    if before.field.is_some() && after.field.is_none() && is_same {
        lines.push("Left the field".into());
    }
    if let Some(played) = &after.played {
        played.say(before.played.as_ref(), &mut lines);
    } else if before.played.is_some() {
        lines.push("Nothing plays".into());
    }
    lines.extend(changed(&before.sync, &after.sync));
    lines.extend(after.notices.iter().filter(|notice| !before.notices.contains(notice)).cloned());
    lines.extend(
        after.message.as_ref().filter(|said| before.message.as_ref() != Some(said)).map(|(_, said)| said.clone()),
    );
    lines
}
