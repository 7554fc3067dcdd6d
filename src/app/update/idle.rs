//! Keys without effect say so in one line.
//!
//! No command reports whether it did something: what a person could see of the state is compared before and after. The cost
//! does not grow with the library.

use crate::{
    app::{
        Command, Context, Screen, State, Step, Tab, ViewId,
        input::{
            command::{App, Main},
            key::Key,
            keymap::Lookup,
        },
        list::{List, Load},
        overlays::Foot,
        sequence,
    },
    domain::{Playback, Subject},
};

/// A key that was pressed, and the state before.
pub(super) struct Pressed {
    /// With those of the sequence that it goes on with.
    keys: Vec<Key>,
    /// `None` for a key that is bound to nothing here.
    command: Option<Command>,
    before: Seen,
}

/// What a command can change.
#[derive(PartialEq)]
pub(super) struct Seen {
    effects: usize,
    messages: u64,
    contexts: Vec<Context>,
    /// The keys of a sequence that was begun.
    begun: usize,
    overlay: Option<(usize, usize, Option<usize>)>,
    /// The text of an overlay's field.
    typed: Option<String>,
    screen: Option<Screen>,
    tab: Tab,
    focus: ViewId,
    list: Option<(Option<usize>, usize, usize, usize, bool)>,
    notes: (usize, Option<Subject>, Option<usize>, String),
    /// What is done once the library has answered: going to a row, listing the links.
    waits: (Option<usize>, bool),
    player: Option<Playback>,
}

impl Seen {
    pub(super) fn of(state: &State) -> Self {
        let views = &state.views;
        let list = views.focused().list();
        let is_main = state.screen == Screen::Main;
        let (notes, overlay) = (&views.notes, state.overlays.last());
        Self {
            effects: state.cx.effects.len(),
            messages: state.cx.messages.sent(),
            contexts: state.contexts(),
            begun: state.sequence.as_ref().map_or(0, |begun| begun.keys.len()),
            typed: overlay.and_then(|open| match open.overlay.get().foot(&state.cx) {
                Foot::Field(_, field, _) => Some(field.value().to_owned()),
                Foot::None | Foot::Answers(_) => None,
            }),
            overlay: overlay.map(|open| (state.overlays.len(), open.top(), open.selected())),
            screen: (!is_main).then(|| state.screen.clone()),
            tab: views.tab(),
            focus: views.focus(),
            list: list.map(|list| {
                let is_range = list.selection.is_range();
                (list.selected(), list.lines().top(), list.len(), list.selection.len(), is_range)
            }),
            player: state.cx.player.shown().cloned(),
            waits: (list.and_then(List::aimed), notes.awaits_links(&state.cx)),
            notes: (
                notes.top(),
                notes.shown().cloned(),
                notes.matches().map(|matches| matches.current),
                views.focused().filter().map(|filter| filter.text().to_owned()).unwrap_or_default(),
            ),
        }
    }
}

impl Pressed {
    /// `None` for text that is typed.
    pub(super) fn new(state: &State, key: Key) -> Option<Self> {
        let keys = state.pressed(key);
        let mut before = Seen::of(state);
        let command = match state.cx.keymap.lookup(&before.contexts, &keys) {
            Lookup::Unbound if state.is_typing() => return None,
            Lookup::Unbound | Lookup::Begun => None,
            Lookup::Command(command) => {
                // The end of the sequence is not what the command does.
                before.begun = 0;
                Some(command)
            }
        };
        Some(Self { keys, command, before })
    }

    /// After the key: notifies the person if nothing happened. Returns whether it did.
    pub(super) fn explain(self, state: &mut State) -> bool {
        // A warning that stays is worth more.
        if Seen::of(state) != self.before || state.cx.messages.current().is_some() {
            return false;
        }
        let is_main = self.before.overlay.is_none() && self.before.screen.is_none();
        let list = state.views.focused().list();
        let to_come = state.views.to_come(&state.cx).filter(|_| is_main);
        let text = match self.command {
            Some(Command::Main(Main::Tab(_))) => "This tab is open already".to_owned(),
            Some(Command::Main(Main::PaneLeft)) => "There is no pane further left".to_owned(),
            Some(Command::Main(Main::Links)) if state.views.notes.awaits_links(&state.cx) => {
                "The notes are still being read".to_owned()
            }
            Some(Command::Step(_) | Command::Open | Command::Main(_)) if let Some(to_come) = to_come => to_come,
            Some(Command::Step(Step::Down | Step::Last | Step::PageDown | Step::HalfPageDown))
                if is_main && list.is_some_and(|list| list.load == Load::Partial) =>
            {
                "The rows below are still being read".to_owned()
            }
            Some(Command::Step(Step::Up | Step::First | Step::PageUp | Step::HalfPageUp))
                if is_main && list.is_some_and(|list| list.skipped > 0) =>
            {
                "The rows above are still being read".to_owned()
            }
            Some(Command::Step(Step::Up | Step::First | Step::PageUp | Step::HalfPageUp)) => {
                "This is the top".to_owned()
            }
            Some(Command::Step(Step::Down | Step::Last | Step::PageDown | Step::HalfPageDown)) => {
                "This is the bottom".to_owned()
            }
            Some(Command::Main(Main::PaneRight)) => "There is nothing further right".to_owned(),
            Some(Command::Back) => "There is nothing to step back from".to_owned(),
            // The entry of an overlay asks again in its own line.
            Some(Command::Open | Command::Confirm | Command::Accept) if self.before.overlay.is_some() => return false,
            Some(_) | None => format!("{} does nothing here{}", sequence::written(&self.keys), way(state)),
        };
        state.cx.note(text);
        true
    }
}

/// The key that finds what a key did not do: the search of an overlay, or the help.
fn way(state: &State) -> String {
    let (command, does) = match state.overlays.last() {
        Some(open) if open.overlay.get().search().is_some() => (Command::Filter, "searches"),
        Some(_) | None => (Command::App(App::Help), "shows the keys"),
    };
    let key = state.cx.keymap.key_of(&state.contexts(), command);
    key.map(|key| format!(": {key} {does}")).unwrap_or_default()
}
