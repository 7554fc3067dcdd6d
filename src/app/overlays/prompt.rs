//! A text field on its own: the name of a file, a value, a command that notes are piped to, or the letters typed where nothing
//! can be filtered.
//!
//! It stays open until what was typed has worked out; what was refused stays in it, with the reason.

use std::borrow::Cow;

use super::popup::{Act, Flow, Foot, Line, Popup, Role, SEARCH, wrapped};
use crate::{
    app::{Command, Context, Cx, RequestId, Step, TextField, settings::Setting},
    domain::{CleanText, EpisodeAt},
};

/// The label of a command that notes are piped to.
const PIPE: &str = "| ";

/// The label of the name of a file.
const FILE: &str = "File: ";

/// A field and what its text is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    title: &'static str,
    /// The text after the title.
    subject: &'static str,
    about: Cow<'static, str>,
    label: &'static str,
    field: TextField,
    purpose: Purpose,
    /// The request whose answer closes it.
    asked: Option<RequestId>,
    /// Why the text was refused.
    refused: Option<String>,
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
    /// The value of this key.
    Setting(&'static str),
    /// A command that notes are piped to. Up brings back those that were typed before, the newest last.
    Pipe {
        typed: Vec<String>,
        /// The position of the one in the field; past the end for a new one.
        at: usize,
    },
}
impl Prompt {
    fn new(
        title: &'static str,
        about: impl Into<Cow<'static, str>>,
        label: &'static str,
        text: &str,
        purpose: Purpose,
    ) -> Self {
        let about = about.into();
        let mut field = TextField::default();
        field.insert(text);
        Self { title, subject: "", about, label, field, purpose, asked: None, refused: None }
    }

    /// Takes the letters that would be commands otherwise.
    pub fn nothing_to_filter() -> Self {
        let about = "Nothing here is a list or a text that letters could narrow down.";
        Self::new("Nothing to filter here", about, SEARCH, "", Purpose::Nothing)
    }

    /// Takes the letters of a command that notes cannot be piped to now.
    pub fn nothing_to_pipe(why: Cow<'static, str>) -> Self {
        Self::new("No notes to pipe now", why, PIPE, "", Purpose::Nothing)
    }

    /// Takes the letters of the name of a file that nothing can be written to now.
    pub fn nothing_to_export(why: Cow<'static, str>) -> Self {
        Self::new("No episode to export now", why, FILE, "", Purpose::Nothing)
    }

    /// Asks for the name of a file.
    pub fn export(name: &str, episodes: Vec<EpisodeAt>) -> Self {
        let about = "Markdown, in the working directory unless you type another path.";
        Self::new("Write to which file?", about, FILE, name, Purpose::Export(episodes))
    }

    /// Asks for the name of a report.
    pub fn report(name: &str) -> Self {
        let about = "Versions, terminal, what the doctor finds, which keys are set, and the end of the log. Tokens, secrets, \
                     client ID, account and e-mail addresses are left out. It stays on this computer.";
        Self::new("Write the report to which file?", about, "File: ", name, Purpose::Report)
    }

    /// Asks for the name of a new profile.
    pub fn new_profile() -> Self {
        let about = "Small letters from a to z, digits, - and _. It begins with the login.";
        Self::new("Name of the new profile", about, "Name: ", "", Purpose::Profile)
    }

    /// Asks for the value of a setting.
    pub fn setting(setting: &Setting) -> Self {
        let purpose = Purpose::Setting(setting.name);
        let prompt = Self::new("New value of", setting.help, "Value: ", setting.of_file(), purpose);
        Self { subject: setting.name, ..prompt }
    }

    /// Asks for the command that the notes of an episode are piped to.
    pub fn pipe(typed: Vec<String>, episode: &CleanText) -> Self {
        let about = format!("It gets the notes of \"{episode}\" as Markdown. Its output is shown.");
        let at = typed.len();
        Self::new("Pipe the notes to which command?", about, PIPE, "", Purpose::Pipe { typed, at })
    }

    /// The answer to this request closes it, unless the text is changed before.
    pub fn wait_for(&mut self, id: RequestId) {
        self.asked = Some(id);
    }

    pub fn waits_for(&self, id: RequestId) -> bool {
        self.asked == Some(id)
    }

    /// Keeps the text, with the reason why it was refused.
    pub fn refuse(&mut self, why: String) {
        (self.asked, self.refused) = (None, Some(why));
    }

    /// What to do with its text.
    ///
    /// # Errors
    /// Why nothing can be done with it.
    pub fn act(&self, replace: bool) -> Result<Act, String> {
        let name = self.field.value().trim().to_owned();
        match &self.purpose {
            Purpose::Export(_) | Purpose::Report if name.is_empty() => Err("Type the name of the file first".into()),
            Purpose::Export(episodes) => Ok(Act::Export { episodes: episodes.clone(), name, replace }),
            Purpose::Report => Ok(Act::Report { name, replace }),
            Purpose::Profile => name
                .parse()
                .map(Act::UseProfile)
                .map_err(|why| format!("{}: {why}", if name.is_empty() { "No name" } else { &name })),
            Purpose::Setting(key) => Ok(Act::Set { name: key, value: Some(name) }),
            Purpose::Pipe { .. } => Ok(Act::Pipe(name)),
            Purpose::Nothing => Err(String::new()),
        }
    }
}

impl Popup for Prompt {
    fn name(&self) -> (Context, &'static str) {
        (Context::Prompt, self.title)
    }

    fn about(&self, _cx: &Cx) -> String {
        self.subject.to_owned()
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        let refused = self.refused.iter().flat_map(|why| wrapped(Role::Warning, why, columns));
        refused.chain(wrapped(Role::Muted, &self.about, columns)).collect()
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        Foot::Field(self.label, &self.field, true)
    }

    fn field(&mut self) -> Option<&mut TextField> {
        Some(&mut self.field)
    }

    fn typed(&mut self) {
        (self.asked, self.refused) = (None, None);
    }

    fn step(&mut self, step: Step) -> bool {
        let Purpose::Pipe { typed, at } = &mut self.purpose else { return false };
        let to = step.target(*at, typed.len(), 1);
        if to != *at {
            *at = to;
            self.field.take();
            self.field.insert(typed.get(to).map_or("", String::as_str));
        }
        true
    }

    fn command(&mut self, cx: &mut Cx, command: Command, _selected: Option<usize>) -> Flow {
        if command != Command::Accept {
            return Flow::Stay;
        }
        if self.purpose == Purpose::Nothing {
            // The letters typed into the field are lost: the message says why.
            cx.note(self.about.clone());
            return Flow::Close;
        }
        if self.asked.is_some_and(|id| cx.ledger.slot_of(id).is_some()) {
            cx.note("The answer is still to come");
            return Flow::Stay;
        }
        match self.act(false) {
            Ok(Act::Pipe(text)) if text.is_empty() => {
                cx.note("Type the command first, such as wc -w");
                Flow::Stay
            }
            Ok(act @ (Act::UseProfile(_) | Act::Pipe(_))) => Flow::Do(act),
            Ok(act) => Flow::Ask(act),
            Err(why) => {
                self.refuse(why);
                Flow::Stay
            }
        }
    }
}
