//! A text field on its own: the name of a file, or the letters typed where nothing can be filtered.

use super::popup::{Act, Flow, Foot, Line, Popup, Role, wrapped};
use crate::{
    app::{
        cx::Cx,
        input::{command::Command, keymap::Context, text_field::TextField},
        messages::Tone,
    },
    domain::EpisodeAt,
};

/// A field and what its text is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    title: &'static str,
    about: &'static str,
    field: TextField,
    purpose: Purpose,
}

/// What the text is for.
#[derive(Debug, Clone, PartialEq)]
enum Purpose {
    Nothing,
    /// The name of a file for these episodes.
    Export(Vec<EpisodeAt>),
    /// The name of a file for a report.
    Report,
    /// A profile of this name.
    Profile,
}

impl Prompt {
    /// Takes the letters that would be commands otherwise.
    pub fn nothing_to_filter() -> Self {
        Self {
            title: "Nothing to filter here",
            about: "There is no list or text that letters could narrow down.",
            field: TextField::default(),
            purpose: Purpose::Nothing,
        }
    }

    /// Asks for the name of a file.
    pub fn export(name: &str, episodes: Vec<EpisodeAt>) -> Self {
        let mut field = TextField::default();
        field.insert(name);
        Self {
            title: "Write to which file?",
            about: "Markdown, in the working directory unless you type another path.",
            field,
            purpose: Purpose::Export(episodes),
        }
    }

    /// Asks for the name of a report.
    pub fn report(name: &str) -> Self {
        let mut field = TextField::default();
        field.insert(name);
        Self {
            title: "Write the report to which file?",
            about: "Versions, terminal, what the doctor finds, which keys are set, and the end of the log. Tokens, secrets, \
                    client ID, account and e-mail addresses are left out. It stays on this computer.",
            field,
            purpose: Purpose::Report,
        }
    }

    /// Asks for the name of a new profile.
    pub fn new_profile() -> Self {
        Self {
            title: "Name of the new profile",
            about: "Small letters from a to z, digits, - and _. It begins with the login.",
            field: TextField::default(),
            purpose: Purpose::Profile,
        }
    }
}

impl Popup for Prompt {
    fn context(&self) -> Context {
        Context::Prompt
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        wrapped(Role::Muted, self.about, columns)
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        Foot::Field(&self.field, true)
    }

    fn field(&mut self) -> Option<&mut TextField> {
        Some(&mut self.field)
    }

    fn command(&mut self, cx: &mut Cx, command: Command, _selected: Option<usize>) -> Flow {
        if command != Command::Accept {
            return Flow::Stay;
        }
        let name = self.field.value().trim().to_owned();
        if self.purpose == Purpose::Nothing {
            return Flow::Close;
        }
        if self.purpose == Purpose::Profile {
            return match name.parse() {
                Ok(profile) => Flow::Do(Act::UseProfile(profile)),
                Err(why) => {
                    cx.notify(format!("{}: {why}", if name.is_empty() { "No name" } else { &name }), Tone::Warning);
                    Flow::Stay
                }
            };
        }
        if name.is_empty() {
            cx.note("Type the name of the file first");
            return Flow::Stay;
        }
        match &self.purpose {
            Purpose::Nothing | Purpose::Profile => Flow::Close,
            Purpose::Export(episodes) => Flow::Do(Act::Export { episodes: episodes.clone(), name, replace: false }),
            Purpose::Report => Flow::Do(Act::Report { name, replace: false }),
        }
    }
}
