//! A list of choices, one of which is carried out: the profiles on this computer, the values of a setting.

use super::popup::{Act, Flow, Line, Popup, Role, run, wrapped};
use crate::{
    app::{
        Command, Context, Cx,
        requests::event::{ProfileAccount, ProfileEntry},
        settings::Setting,
        theme::Theme,
    },
    domain::{ThemeName, width::width},
};

/// The choices, and a text below them.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    context: Context,
    title: &'static str,
    about: &'static str,
    rows: Vec<Choice>,
    first: usize,
    text: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
struct Choice {
    label: String,
    note: String,
    /// `None` if it is as chosen already.
    act: Option<Act>,
    /// The theme that is shown while it is selected.
    theme: Option<ThemeName>,
}

impl Choices {
    /// The profiles, the last row being a new one.
    pub fn profiles(entries: Vec<ProfileEntry>) -> Self {
        let first = entries.iter().position(|entry| entry.is_open).unwrap_or(0);
        let row = |entry: ProfileEntry| {
            let account = match &entry.account {
                ProfileAccount::Named(name) => name.as_str(),
                ProfileAccount::Unnamed => "logged in",
                ProfileAccount::LoggedOut => "not logged in",
            };
            let open = if entry.is_open { "  (open)" } else { "" };
            Choice {
                label: entry.profile.name().to_owned(),
                note: format!("{account}{open}"),
                act: (!entry.is_open).then_some(Act::UseProfile(entry.profile)),
                theme: None,
            }
        };
        let new =
            Choice { label: "New profile...".into(), note: String::new(), act: Some(Act::NameProfile), theme: None };
        Self {
            context: Context::Profiles,
            title: "Profiles",
            about: "",
            rows: entries.into_iter().map(row).chain([new]).collect(),
            first,
            text: "A profile has an account, a library and marks of its own. The configuration is shared.",
        }
    }

    /// The values of a setting. Themes are shown while they are selected.
    pub fn values(cx: &Cx, setting: &Setting, words: &[&'static str]) -> Self {
        let now = setting.of_file();
        let has_themes = setting.name == "theme" && !cx.display.no_color;
        let row = |word: &&'static str| {
            let marks = [(*word == now).then_some("now"), (*word == setting.default).then_some("default")];
            Choice {
                label: (*word).to_owned(),
                note: marks.into_iter().flatten().collect::<Vec<_>>().join(", "),
                act: (*word != now || setting.in_file.is_none())
                    .then(|| Act::Set { name: setting.name, value: Some((*word).to_owned()) }),
                theme: has_themes.then(|| ThemeName::of_word(word)),
            }
        };
        Self {
            context: Context::Values,
            title: "Value of",
            about: setting.name,
            rows: words.iter().map(row).collect(),
            first: words.iter().position(|word| *word == now).unwrap_or(0),
            text: setting.help,
        }
    }
}

impl Popup for Choices {
    fn name(&self) -> (Context, &'static str) {
        (self.context, self.title)
    }

    fn about(&self, _cx: &Cx) -> String {
        self.about.to_owned()
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        let has_note = |row: &&Choice| !row.note.is_empty();
        let longest = self.rows.iter().filter(has_note).map(|row| width(&row.label)).max().unwrap_or(0);
        let line = |row: &Choice| {
            let label = run(Role::Text, row.label.clone());
            if row.note.is_empty() {
                return vec![label];
            }
            let gap = " ".repeat(longest.saturating_sub(width(&row.label)) + 2);
            vec![label, run(Role::Muted, format!("{gap}{}", row.note))]
        };
        let mut lines: Vec<Line> = self.rows.iter().map(line).collect();
        lines.push(Vec::new());
        lines.extend(wrapped(Role::Muted, self.text, columns.saturating_sub(1)));
        lines
    }

    fn choices(&self) -> Option<usize> {
        Some(self.rows.len())
    }

    fn theme(&self, cx: &Cx, selected: Option<usize>) -> Option<Theme> {
        let name = self.rows.get(selected?)?.theme?;
        Some(Theme::on(name, cx.display.is_full_color, cx.background()))
    }

    fn command(&mut self, _cx: &mut Cx, command: Command, selected: Option<usize>) -> Flow {
        let row = selected.and_then(|row| self.rows.get(row)).filter(|_| command == Command::Open);
        row.map_or(Flow::Stay, |row| row.act.clone().map_or(Flow::Close, Flow::Do))
    }

    /// The one that counts now.
    fn first(&self) -> usize {
        self.first
    }
}
