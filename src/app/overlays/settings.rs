//! `:settings`: the keys of the configuration, to be searched and changed.
//!
//! A switch and a choice change with a key, any other value in a field; the answer to the request brings the check of the
//! value, so a refused one stays in its field.

use super::popup::{Flow, Foot, Line, Popup, Role, run};
use crate::{
    app::{
        cx::Cx,
        input::{
            command::{Command, Main},
            keymap::Context,
            text_field::TextField,
        },
        requests::{Slot, upkeep::Upkeep},
        settings::{Setting, SettingPlace},
    },
    domain::{
        width::{truncate, width},
        words::folded,
        wrap,
    },
};

/// The keys, and what is typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    rows: Vec<Setting>,
    is_read: bool,
    search: TextField,
    /// The keys that the search leaves, as positions.
    listed: Vec<usize>,
    typing: Typing,
}

/// What is typed into.
#[derive(Debug, Clone, PartialEq, Default)]
enum Typing {
    #[default]
    Nothing,
    Search,
    Value {
        name: &'static str,
        field: TextField,
        /// Why the value was refused.
        refused: Option<String>,
    },
}

impl Settings {
    /// Shows the keys as they are now.
    pub fn show(&mut self, rows: Vec<Setting>) {
        self.rows = rows;
        self.is_read = true;
        self.filter();
    }

    /// A key was saved: its field closes.
    pub fn saved(&mut self, saved: &str) {
        if matches!(self.typing, Typing::Value { name, .. } if name == saved) {
            self.typing = Typing::Nothing;
        }
    }

    /// Keeps a refused value in its field, with the reason. Returns whether the field is open.
    pub fn refuse(&mut self, refused_name: &str, why: &str) -> bool {
        let Typing::Value { name, refused, .. } = &mut self.typing else { return false };
        let is_open = *name == refused_name;
        if is_open {
            *refused = Some(why.to_owned());
        }
        is_open
    }

    fn filter(&mut self) {
        let wanted = folded(self.search.value());
        let has_words = |row: &Setting| {
            let text = folded(&format!("{} {}", row.name, row.help));
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        self.listed = self.rows.iter().enumerate().filter(|(_, row)| has_words(row)).map(|(at, _)| at).collect();
    }

    fn row(&self, row: usize) -> Option<&Setting> {
        self.rows.get(*self.listed.get(row)?)
    }

    /// Enter on a key: the next value, or a field.
    fn change(&mut self, cx: &mut Cx, selected: Option<usize>) {
        let Some(row) = selected.and_then(|row| self.row(row)) else { return cx.note("No key is selected") };
        if row.place == SettingPlace::Elsewhere {
            return cx.note(format!("{} has no place in the file: see below", row.name));
        }
        if let Some(value) = row.next() {
            return save(cx, row.name, Some(value));
        }
        let (name, mut field) = (row.name, TextField::default());
        field.insert(row.of_file());
        self.typing = Typing::Value { name, field, refused: None };
    }

    fn reset(&self, cx: &mut Cx, selected: Option<usize>) {
        let Some(row) = selected.and_then(|row| self.row(row)) else { return cx.note("No key is selected") };
        if row.in_file.is_none() {
            return cx.note(format!("{} is not set in the file", row.name));
        }
        save(cx, row.name, None);
    }
}

/// One save after the other: the next value follows from the one before.
fn save(cx: &mut Cx, name: &'static str, value: Option<String>) {
    if cx.ledger.runs(Slot::Setting) {
        return cx.note("The change before is still being saved");
    }
    cx.ask(Upkeep::Set { name, value });
}

impl Popup for Settings {
    fn context(&self) -> Context {
        match self.typing {
            Typing::Nothing => Context::Settings,
            Typing::Search => Context::FilterField,
            Typing::Value { .. } => Context::Prompt,
        }
    }

    fn title(&self) -> &'static str {
        match self.typing {
            Typing::Nothing | Typing::Search => "Settings",
            Typing::Value { .. } => "New value of",
        }
    }

    fn about(&self, _cx: &Cx) -> String {
        match self.typing {
            Typing::Nothing | Typing::Search => String::new(),
            Typing::Value { name, .. } => name.to_owned(),
        }
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        let columns = usize::from(columns).saturating_sub(1);
        let names = self.rows.iter().map(|row| width(row.name)).max().unwrap_or(0).min(columns / 2);
        let notes = self.rows.iter().map(|row| width(note(row))).max().unwrap_or(0).min(columns / 4);
        let values = columns.saturating_sub(names + notes + 4);
        let padded = |text: &str, columns: usize| {
            let text = truncate(text, columns, cx.ellipsis()).into_owned();
            let blank = columns.saturating_sub(width(&text));
            format!("{text}{}", " ".repeat(blank))
        };
        let line = |row: &Setting| {
            let of_value = if row.in_file.is_some() || row.value != row.default { Role::Key } else { Role::Text };
            let of_note = if row.place == SettingPlace::Overridden { Role::Warning } else { Role::Muted };
            vec![
                run(Role::Text, padded(row.name, names)),
                run(Role::Text, "  "),
                run(of_value, padded(if row.value.is_empty() { "-" } else { &row.value }, values)),
                run(Role::Text, "  "),
                run(of_note, padded(note(row), notes)),
            ]
        };
        (0..self.listed.len()).filter_map(|row| self.row(row)).map(line).collect()
    }

    fn choices(&self) -> Option<usize> {
        Some(self.listed.len())
    }

    fn is_tall(&self) -> bool {
        true
    }

    /// What the selected key is for, where its value comes from, and what is wrong with the one that is typed.
    fn detail(&self, cx: &Cx, selected: Option<usize>, columns: u16) -> Vec<Line> {
        /// Lines below the keys, in a high and in a low terminal.
        const MOST: usize = 5;
        const LEAST: usize = 2;
        const HIGH: u16 = 20;
        let room = if cx.layout.size.height < HIGH { LEAST } else { MOST };
        let Some(row) = selected.and_then(|row| self.row(row)) else { return vec![Vec::new(); room] };
        let mut texts = Vec::new();
        if let Typing::Value { refused: Some(why), .. } = &self.typing {
            texts.push((Role::Warning, why.clone()));
        }
        let help = (Role::Muted, row.help.to_owned());
        texts.extend(match origin(row) {
            warning @ (Role::Warning, _) => [warning, help],
            origin => [help, origin],
        });
        let lines = texts
            .into_iter()
            .flat_map(|(role, text)| wrap::lines(&text, columns).into_iter().map(move |line| vec![run(role, line)]));
        let mut lines: Vec<Line> = lines.take(room).collect();
        lines.resize(room, Vec::new());
        lines
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        match &self.typing {
            Typing::Value { field, .. } => Foot::Field(field, true),
            Typing::Search => Foot::Field(&self.search, true),
            Typing::Nothing if self.search.value().is_empty() => Foot::None,
            Typing::Nothing => Foot::Field(&self.search, false),
        }
    }

    fn empty(&self, cx: &Cx) -> String {
        if self.is_read {
            format!("No key has these words: `{}` clears the search", cx.key(&[self.context()], Command::Back))
        } else {
            format!("Reading{}", cx.ellipsis())
        }
    }

    fn field(&mut self) -> Option<&mut TextField> {
        match &mut self.typing {
            Typing::Nothing => None,
            Typing::Search => Some(&mut self.search),
            Typing::Value { field, .. } => Some(field),
        }
    }

    fn typed(&mut self) {
        match &mut self.typing {
            Typing::Nothing | Typing::Search => self.filter(),
            Typing::Value { refused, .. } => *refused = None,
        }
    }

    fn keeps_selection(&self) -> bool {
        matches!(self.typing, Typing::Value { .. })
    }

    fn command(&mut self, cx: &mut Cx, command: Command, selected: Option<usize>) -> Flow {
        match (command, &self.typing) {
            (Command::Accept, Typing::Value { name, field, .. }) => {
                save(cx, name, Some(field.value().trim().to_owned()));
            }
            (Command::Accept, Typing::Search) => self.typing = Typing::Nothing,
            (Command::Filter, Typing::Nothing) => self.typing = Typing::Search,
            (Command::Open, Typing::Nothing) => self.change(cx, selected),
            (Command::Main(Main::Undo), Typing::Nothing) => self.reset(cx, selected),
            (_, Typing::Nothing | Typing::Search | Typing::Value { .. }) => {}
        }
        Flow::Stay
    }

    fn back(&mut self) -> Flow {
        match self.typing {
            Typing::Nothing if self.search.value().is_empty() => return Flow::Close,
            Typing::Nothing | Typing::Search => {
                self.search.take();
                self.filter();
            }
            Typing::Value { .. } => {}
        }
        self.typing = Typing::Nothing;
        Flow::Stay
    }
}

/// The last column: whether the key is set.
fn note(row: &Setting) -> &'static str {
    match row.place {
        SettingPlace::Overridden => "overridden",
        SettingPlace::Elsewhere => "not in the file",
        SettingPlace::File if row.in_file.is_some() => "set",
        SettingPlace::File => "default",
    }
}

/// Where the value comes from, and when a change counts.
fn origin(row: &Setting) -> (Role, String) {
    let default = if row.default.is_empty() { "none".to_owned() } else { format!("`{}`", row.default) };
    let when = if row.is_live { "A change counts at once." } else { "A change counts at the next start." };
    match row.place {
        SettingPlace::Overridden => {
            let file =
                row.in_file.as_ref().map_or_else(|| "sets nothing".to_owned(), |value| format!("sets `{value}`"));
            (Role::Warning, format!("Set by {}, which counts before the file; the file {file}.", row.source))
        }
        SettingPlace::Elsewhere => {
            (Role::Muted, format!("From {}. It is set by a flag or a variable, not in the file.", row.source))
        }
        SettingPlace::File => {
            let from = row.in_file.as_ref().map_or_else(String::new, |_| format!("Set in {}. ", row.source));
            (Role::Muted, format!("{from}Default: {default}. {when}"))
        }
    }
}
