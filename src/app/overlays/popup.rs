//! The trait of overlays, and their text as lines in roles.

use std::borrow::Cow;

use super::search;
use crate::{
    app::{
        Command, Context, Cx, Step, TextField, Tone, list::Filter, requests::effect::LibraryFate, settings::Setting,
        theme::Theme,
    },
    domain::{
        Device, EpisodeAt, Profile, ShelfEpisode, ShelfShow, ShowKey, SpotifyLink, WebLink,
        width::{truncate, width},
        wrap::{Piece, Run, wrap},
    },
};

/// An overlay.
pub trait Popup {
    /// The context of its keys, and its title.
    fn name(&self) -> (Context, &'static str);

    fn context(&self) -> Context {
        self.name().0
    }

    fn title(&self) -> &'static str {
        self.name().1
    }

    /// The text after the title.
    fn about(&self, _cx: &Cx) -> String {
        String::new()
    }

    /// Its text, no wider than `columns`. Choices come first, a line each.
    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line>;

    /// The lines below its choices, about the selected one. Their number does not depend on it.
    fn detail(&self, _cx: &Cx, _selected: Option<usize>, _columns: u16) -> Vec<Line> {
        Vec::new()
    }

    /// How many choices there are; `None` if it is only read.
    fn choices(&self) -> Option<usize> {
        None
    }

    /// The choice that is selected at first.
    fn first(&self) -> usize {
        0
    }

    /// Whether it takes the whole height, however many lines there are: a search leaves it as it is.
    fn is_tall(&self) -> bool {
        self.search().is_some()
    }

    /// The search in it, which `/` opens.
    fn search(&self) -> Option<&Filter> {
        None
    }

    fn search_mut(&mut self) -> Option<&mut Filter> {
        None
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        self.search().map_or(Foot::None, search::foot)
    }

    /// The theme that is shown while a choice is selected.
    fn theme(&self, _cx: &Cx, _selected: Option<usize>) -> Option<Theme> {
        None
    }

    /// The text of an overlay without lines. Backticks set keys off.
    fn empty(&self, _cx: &Cx) -> String {
        String::new()
    }

    /// The text field that is typed into.
    fn field(&mut self) -> Option<&mut TextField> {
        self.search_mut()?.field_mut()
    }

    /// A command, with the choice that is selected.
    fn command(&mut self, _cx: &mut Cx, command: Command, _selected: Option<usize>) -> Flow {
        if let Some(search) = self.search_mut() {
            search::command(search, command);
        }
        Flow::Stay
    }

    /// A step that moves in something else than its lines. Returns whether it did.
    fn step(&mut self, _step: Step) -> bool {
        false
    }

    /// Esc.
    fn back(&mut self) -> Flow {
        self.search_mut().map_or(Flow::Close, search::back)
    }

    /// The text of the field changed.
    fn typed(&mut self) {}

    /// Another row was selected.
    fn moved(&mut self) {}
}

/// A line of text in several roles.
pub type Line = Vec<Run<Role>>;

/// The role of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    Muted,
    Key,
    Heading,
    Warning,
    /// The part that matters: the host of a URL.
    Strong,
    Tone(Tone),
    /// The mark in front of a message.
    Mark(Tone),
    /// The mark of a synchronisation.
    Syncing,
    /// The part of a gauge that is done, a column for each of the text.
    GaugeFull,
    /// The part that is to come.
    GaugeEmpty,
}

/// The lower border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Foot<'a> {
    None,
    /// The keys that answer, in two or more choices.
    Answers(&'static [(Command, &'static str)]),
    /// The label of a text field, the field, and whether it is typed into.
    Field(&'static str, &'a TextField, bool),
}

/// The label of a search.
pub const SEARCH: &str = "/";

/// The result of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Flow {
    Stay,
    Close,
    /// Close this one, then do this.
    Do(Act),
    /// Do this; the answer closes it.
    Ask(Act),
    /// Close this one, then carry out this command.
    Run(Command),
    /// Ask this question first.
    Confirm(WebLink),
}

/// An action on the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Go to the show or episode of this link.
    GoTo(SpotifyLink),
    /// Open a link of the notes in the browser.
    OpenLink(WebLink),
    /// Mark those of these episodes as played that are not.
    MarkPlayed(Vec<ShelfEpisode>),
    /// Mark every episode of a show as played.
    MarkShow(ShowKey),
    /// Take back the last import of marks.
    UndoImport,
    /// Take a show off Spotify's list of followed ones.
    Unfollow(Box<ShelfShow>),
    /// Write episodes to the file of this name, over an existing one or not.
    Export { episodes: Vec<EpisodeAt>, name: String, replace: bool },
    /// Write a report to the file of this name, over an existing one or not.
    Report { name: String, replace: bool },
    /// Open the login screen, in front of the lists.
    LogIn { switch_account: bool },
    /// Delete the tokens.
    LogOut(LibraryFate),
    /// List the profiles on this computer.
    ListProfiles,
    /// Begin again with a profile, which may be a new one.
    UseProfile(Profile),
    /// Ask for the name of a new profile.
    NameProfile,
    /// Play on a device, or move there as it is.
    UseDevice { device: Device, play: bool },
    /// Start a player on this computer.
    StartHere,
    /// Pipe the notes to this command.
    Pipe(String),
    /// Change a setting: turn a switch, or ask for the value.
    Change(Box<Setting>),
    /// Set a key of the configuration, or remove it from the file.
    Set { name: &'static str, value: Option<String> },
}

/// A piece of text in a role.
pub fn run<'a>(role: Role, text: impl Into<Cow<'a, str>>) -> Run<Role> {
    Run { text: text.into().into_owned(), look: role }
}

/// Narrower than this, a popup has no room for a third column beside its choices.
pub const NARROW: usize = 48;

/// A text in a column of its own: cut, or with blanks after it.
pub fn padded(cx: &Cx, text: &str, columns: usize) -> String {
    let text = truncate(text, columns, cx.ellipsis());
    let blank = columns.saturating_sub(width(&text));
    format!("{text}{}", " ".repeat(blank))
}

/// A text in one role with the keys and values between backticks set off, wrapped.
pub fn flow(role: Role, text: &str, columns: u16) -> Vec<Line> {
    let looks = [role, Role::Key].into_iter().cycle();
    let pieces: Vec<_> =
        text.split('`').zip(looks).map(|(text, look)| Piece { text: text.into(), look, glued: false }).collect();
    wrap(&pieces, columns)
}

/// A text in one role, wrapped.
pub fn wrapped(role: Role, text: &str, columns: u16) -> Vec<Line> {
    crate::domain::wrap::lines(text, columns).into_iter().map(|line| vec![run(role, line)]).collect()
}
