//! The palette: every command of the main screen by name, with its key. A projection of the keymap.
//!
//! A link that is typed or pasted into it is opened.

use super::popup::{Act, Flow, Foot, Line, NARROW, Popup, Role, padded, run, wrapped};
use crate::{
    app::{
        Command, Context, Cx, TextField,
        input::{
            chord::listed,
            command::{App, View},
        },
        theme::Theme,
    },
    domain::{NoLink, SpotifyLink, ThemeName, width::width, words::folded},
};

/// The palette, and what is typed into it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Palette {
    entries: Vec<Entry>,
    field: TextField,
    /// The entries that match, as positions.
    listed: Vec<usize>,
}

/// A command, or one with an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// With its argument.
    name: String,
    help: String,
    key: String,
    run: Run,
}

/// What an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Command(Command),
    /// Go to the show or episode of the link that is typed.
    OpenLink,
}

/// Commands of fields, answers and lists of choices make no sense by name.
pub(super) const CONTEXTS: [Context; 18] = [
    Context::Running,
    Context::Selection,
    Context::Playing,
    Context::Episode,
    Context::Shows,
    Context::Episodes,
    Context::Feed,
    Context::New,
    Context::InProgress,
    Context::Saved,
    Context::Found,
    Context::Discover,
    Context::DiscoverShow,
    Context::EpisodeList,
    Context::List,
    Context::Notes,
    Context::Main,
    Context::Global,
];

impl Palette {
    /// The commands of these contexts first, with the orders of the focused list.
    pub fn new(cx: &Cx, opened_in: &[Context], orders: &[(&str, &str)]) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let elsewhere = CONTEXTS.iter().filter(|context| !opened_in.contains(context));
        for context in opened_in.iter().chain(elsewhere) {
            for binding in cx.keymap.rows_in(*context) {
                let is_known = entries.iter().any(|entry| entry.run == Run::Command(binding.command));
                if !CONTEXTS.contains(context) || is_known || binding.command == Command::Palette {
                    continue;
                }
                entries.push(Entry {
                    name: binding.name.to_string(),
                    help: binding.help.to_string(),
                    key: listed(&binding.chords),
                    run: Run::Command(binding.command),
                });
            }
        }
        // Commands with an argument: a further kind is a line like these.
        let argued = |name: String, help: String, run| Entry { name, help, key: String::new(), run };
        let theme = |word: &str, help: &str, app| argued(format!("theme {word}"), help.to_owned(), Run::Command(app));
        entries.extend(orders.iter().enumerate().map(|(at, (word, label))| {
            let command = Command::View(View::SortBy(at));
            argued(format!("sort {word}"), format!("Sort by {label}"), Run::Command(command))
        }));
        entries.extend(ThemeName::ALL.into_iter().filter(|_| !cx.display.no_color).map(|(word, name)| {
            theme(word, "Draw with this theme, until the program ends", Command::App(App::Theme(name)))
        }));
        entries.extend(cx.display.own_theme.map(|_| {
            let help = "Draw with the theme of the configuration, with its own styles";
            theme("own", help, Command::App(App::OwnTheme))
        }));
        let help = "Go to the show or episode of a link to Spotify";
        entries.push(argued("open LINK".to_owned(), help.to_owned(), Run::OpenLink));
        let listed = (0..entries.len()).collect();
        Self { entries, field: TextField::default(), listed }
    }

    /// Lists the entries of which each typed word begins a word; those by name before those by help alone.
    fn filter(&mut self) {
        let typed = folded(self.field.value());
        let begins = |text: &str, word: &str| text.split(' ').any(|known| known.starts_with(word));
        let rank = |entry: &Entry| {
            let (name, all) = (folded(&entry.name), folded(&format!("{} {}", entry.name, entry.help)));
            let is_in = |text: &str| typed.split(' ').filter(|word| !word.is_empty()).all(|word| begins(text, word));
            is_in(&all).then(|| usize::from(!is_in(&name)))
        };
        let mut ranked: Vec<_> =
            self.entries.iter().enumerate().filter_map(|(at, entry)| Some((rank(entry)?, at))).collect();
        ranked.sort_unstable();
        self.listed = ranked.into_iter().map(|(_, at)| at).collect();
        // A link, and a text after `open` that is no other command.
        let (text, is_argument) = self.argument();
        if SpotifyLink::parse(text) != Err(NoLink::Text) || (is_argument && self.listed.is_empty()) {
            self.listed = self.entries.iter().position(|entry| entry.run == Run::OpenLink).into_iter().collect();
        }
    }

    /// What is typed after `open`, and whether that stands before it.
    fn argument(&self) -> (&str, bool) {
        let typed = self.field.value().trim();
        match typed.split_once(' ') {
            Some((name, text)) if folded(name) == "open" => (text.trim(), true),
            Some(_) | None => (typed, false),
        }
    }

    fn open_link(&self, cx: &mut Cx) -> Flow {
        let (text, is_argument) = self.argument();
        let is_missing = !is_argument || text.is_empty() || text.eq_ignore_ascii_case("link");
        match SpotifyLink::parse(text) {
            Ok(link) => return Flow::Do(Act::GoTo(link)),
            Err(NoLink::Text) if is_missing => cx.note("Type or paste the link: open LINK"),
            Err(why) => cx.note(why.sentence()),
        }
        Flow::Stay
    }

    /// The columns of names, help and keys.
    fn widths(&self, columns: u16) -> (usize, usize, usize) {
        let columns = usize::from(columns).saturating_sub(2);
        let widest = |of: fn(&Entry) -> &str| self.entries.iter().map(|entry| width(of(entry))).max().unwrap_or(0);
        let names = widest(|entry| &entry.name);
        // A few columns of help say nothing; name and key do.
        let (names, most) = if columns < NARROW {
            (names.min(columns), columns.saturating_sub(names + 4))
        } else {
            (names.min(columns / 2), columns / 4)
        };
        let keys = widest(|entry| &entry.key).min(most);
        let room = if columns < NARROW { 0 } else { columns.saturating_sub(names + keys + 4) };
        (names, room, keys)
    }

    /// The columns of the help of an entry: those of the keys too, if it has none.
    fn room(entry: &Entry, (_, room, keys): (usize, usize, usize)) -> usize {
        if entry.key.is_empty() && room > 0 { room + 2 + keys } else { room }
    }

    fn entry(&self, row: usize) -> Option<&Entry> {
        self.entries.get(*self.listed.get(row)?)
    }
}

impl Popup for Palette {
    fn name(&self) -> (Context, &'static str) {
        (Context::Palette, "Commands")
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        let listed = || (0..self.listed.len()).filter_map(|row| self.entry(row));
        let widths @ (names, _, keys) = self.widths(columns);
        let padded = |text: &str, columns| padded(cx, text, columns);
        let line = |entry: &Entry| {
            let mut line = vec![
                run(Role::Text, padded(&entry.name, names)),
                run(Role::Text, "  "),
                run(Role::Muted, padded(&entry.help, Self::room(entry, widths))),
            ];
            if !entry.key.is_empty() {
                line.extend([run(Role::Text, "  "), run(Role::Key, padded(&entry.key, keys))]);
            }
            line
        };
        listed().map(line).collect()
    }

    /// The help of the selected command, where its row cuts it.
    fn detail(&self, _cx: &Cx, selected: Option<usize>, columns: u16) -> Vec<Line> {
        /// An own command may have a long one.
        const MOST: usize = 3;
        let widths = self.widths(columns);
        let whole = |entry: &Entry| {
            if width(&entry.help) > Self::room(entry, widths) {
                wrapped(Role::Muted, &entry.help, columns)
            } else {
                Vec::new()
            }
        };
        let most = self.entries.iter().map(|entry| whole(entry).len()).max().unwrap_or(0).min(MOST);
        let mut lines = selected.and_then(|row| self.entry(row)).map(whole).unwrap_or_default();
        lines.resize(most, Vec::new());
        lines
    }

    fn choices(&self) -> Option<usize> {
        Some(self.listed.len())
    }

    fn is_tall(&self) -> bool {
        true
    }

    fn theme(&self, cx: &Cx, selected: Option<usize>) -> Option<Theme> {
        match self.entry(selected?)?.run {
            Run::Command(Command::App(App::Theme(name))) => {
                Some(Theme::on(name, cx.display.is_full_color, cx.background()))
            }
            Run::Command(Command::App(App::OwnTheme)) => cx.display.own_theme,
            Run::Command(_) | Run::OpenLink => None,
        }
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        Foot::Field(":", &self.field, true)
    }

    fn empty(&self, _cx: &Cx) -> String {
        "No command of this name".into()
    }

    fn field(&mut self) -> Option<&mut TextField> {
        Some(&mut self.field)
    }

    fn typed(&mut self) {
        self.filter();
    }

    fn command(&mut self, cx: &mut Cx, command: Command, selected: Option<usize>) -> Flow {
        if command != Command::Accept {
            return Flow::Stay;
        }
        let entry = selected.and_then(|row| self.entry(row));
        let Some(entry) = entry else {
            cx.note("No command of this name");
            return Flow::Stay;
        };
        match entry.run {
            Run::Command(command) => Flow::Run(command),
            Run::OpenLink => self.open_link(cx),
        }
    }
}
