//! `:settings`: the keys of the configuration, to be searched and changed.
//!
//! A switch changes with a key, a choice in a list, any other value in a field.

use super::{
    popup::{Act, Flow, Line, NARROW, Popup, Role, padded, run, wrapped},
    search::{self, finds},
};
use crate::{
    app::{
        Command, Context, Cx,
        input::command::Main,
        list::Filter,
        settings::{Setting, SettingPlace},
    },
    domain::width::{truncate, width},
};

/// The keys, and the search among them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    rows: Vec<Setting>,
    is_read: bool,
    search: Filter,
    /// The keys that the search leaves, as positions.
    listed: Vec<usize>,
    /// The key that was changed last, and what is doubtful about its value.
    doubt: Option<(&'static str, String)>,
}

impl Settings {
    /// Shows the keys as they are now.
    pub fn show(&mut self, rows: Vec<Setting>) {
        self.rows = rows;
        self.is_read = true;
        self.filter();
    }

    /// A key was changed; its value may be doubtful.
    pub fn changed(&mut self, name: &'static str, doubt: Option<String>) {
        self.doubt = doubt.map(|doubt| (name, doubt));
    }

    fn filter(&mut self) {
        let finds = finds(&self.search);
        let is_found = |row: &Setting| finds(&format!("{} {}", row.name, row.help));
        self.listed = self.rows.iter().enumerate().filter(|(_, row)| is_found(row)).map(|(at, _)| at).collect();
    }

    fn row(&self, row: usize) -> Option<&Setting> {
        self.rows.get(*self.listed.get(row)?)
    }
}

impl Popup for Settings {
    fn name(&self) -> (Context, &'static str) {
        let context = if self.search.is_typing() { Context::FilterField } else { Context::Settings };
        (context, "Settings")
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        let columns = usize::from(columns).saturating_sub(1);
        let names = self.rows.iter().map(|row| width(row.name)).max().unwrap_or(0).min(columns / 2);
        // The text below the choices says it too.
        let notes = if columns < NARROW { None } else { self.rows.iter().map(|row| width(note(row))).max() };
        let notes = notes.map(|notes| notes.min(columns / 4));
        let values = columns.saturating_sub(names + 2 + notes.map_or(0, |notes| notes + 2));
        let padded = |text: &str, columns| padded(cx, text, columns);
        let line = |row: &Setting| {
            let of_value = if row.in_file.is_some() || row.value != row.default { Role::Key } else { Role::Text };
            let of_note = if row.place == SettingPlace::Overridden { Role::Warning } else { Role::Muted };
            let mut line = vec![
                run(Role::Text, padded(row.name, names)),
                run(Role::Text, "  "),
                run(of_value, padded(if row.value.is_empty() { "-" } else { &row.value }, values)),
            ];
            if let Some(notes) = notes {
                line.extend([run(Role::Text, "  "), run(of_note, padded(note(row), notes))]);
            }
            line
        };
        (0..self.listed.len()).filter_map(|row| self.row(row)).map(line).collect()
    }

    fn choices(&self) -> Option<usize> {
        Some(self.listed.len())
    }

    /// What the selected key is for, where its value comes from, and what is doubtful about it.
    fn detail(&self, cx: &Cx, selected: Option<usize>, columns: u16) -> Vec<Line> {
        /// Lines below the keys, in a high and in a low terminal.
        const MOST: usize = 5;
        const LEAST: usize = 3;
        const HIGH: u16 = 20;
        let room = if cx.layout.size.height < HIGH { LEAST } else { MOST };
        let Some(row) = selected.and_then(|row| self.row(row)) else { return vec![Vec::new(); room] };
        let mut texts = Vec::new();
        let doubt = self.doubt.iter().filter(|(name, _)| *name == row.name);
        texts.extend(doubt.map(|(_, doubt)| (Role::Warning, format!("Saved, but {doubt}"))));
        let help = (Role::Muted, row.help.to_owned());
        texts.extend(match origin(row) {
            warning @ (Role::Warning, _) => [warning, help],
            origin => [help, origin],
        });
        // Each whole or not at all, but for the first.
        let mut lines: Vec<Line> = Vec::new();
        for (role, text) in texts {
            let text = wrapped(role, &text, columns);
            if lines.is_empty() || lines.len() + text.len() <= room {
                lines.extend(text);
            }
        }
        if lines.len() > room
            && let Some(last) = lines.get_mut(room - 1).and_then(|line| line.last_mut())
        {
            last.text.push_str(cx.ellipsis());
            last.text = truncate(&last.text, usize::from(columns), cx.ellipsis()).into_owned();
        }
        lines.resize(room, Vec::new());
        lines
    }

    fn search(&self) -> Option<&Filter> {
        Some(&self.search)
    }

    fn search_mut(&mut self) -> Option<&mut Filter> {
        Some(&mut self.search)
    }

    fn empty(&self, cx: &Cx) -> String {
        if self.is_read {
            format!("No key has these words: `{}` clears the search", cx.key(&[self.context()], Command::Back))
        } else {
            format!("Reading{}", cx.ellipsis())
        }
    }

    fn typed(&mut self) {
        self.filter();
    }

    fn command(&mut self, cx: &mut Cx, command: Command, selected: Option<usize>) -> Flow {
        if !matches!(command, Command::Open | Command::Main(Main::Undo)) {
            search::command(&mut self.search, command);
            return Flow::Stay;
        }
        match selected.and_then(|row| self.row(row)) {
            None => cx.note("No key is selected"),
            Some(row) if row.place == SettingPlace::Elsewhere => {
                cx.note(format!("{} has no place in the file: see below", row.name));
            }
            Some(row) if command == Command::Open => return Flow::Ask(Act::Change(Box::new(row.clone()))),
            Some(row) if row.in_file.is_none() => cx.note(format!("{} is not set in the file", row.name)),
            Some(row) => return Flow::Ask(Act::Set { name: row.name, value: None }),
        }
        Flow::Stay
    }

    fn back(&mut self) -> Flow {
        let flow = search::back(&mut self.search);
        self.filter();
        flow
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
