//! Every key, as the keymap has it now.

use super::{
    palette,
    popup::{Flow, Foot, Line, Popup, Role, run},
    search::Search,
};
use crate::{
    app::{
        cx::Cx,
        input::{
            chord::listed,
            command::Command,
            keymap::{Context, Keymap},
            text_field::TextField,
        },
    },
    domain::{width::width, wrap},
};

/// The help, and the search in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Help {
    /// The contexts it was opened in: their keys come first.
    opened_in: Vec<Context>,
    search: Search,
}

/// The marks in front of episodes, in Unicode and in ASCII.
pub const LEGEND: [(&str, &str, &str); 6] = [
    ("●", "*", "Unplayed"),
    ("◐", "~", "In progress"),
    ("✓", "x", "Played"),
    ("·", ".", "After one of these: a local mark, on this computer only"),
    ("★", "^", "In Your Episodes; in Discover a show that you follow"),
    ("+", "+", "Selected"),
];

/// What the mouse does, unless it is off.
const MOUSE: [(&str, &str); 5] = [
    ("click", "Select a row, open a tab, seek in what plays"),
    ("2 clicks", "Open a row; on the line between panes: the usual widths"),
    ("drag", "Move the line between panes, or seek"),
    ("wheel", "Scroll what is under it"),
    ("Shift", "Held: the terminal selects text"),
];

/// A row before it is laid out.
enum Row {
    Heading(&'static str),
    Entry { keys: String, help: String },
}

impl Help {
    pub fn new(opened_in: Vec<Context>) -> Self {
        Self { opened_in, ..Self::default() }
    }

    /// The rows that the search leaves, the keys that work where the help was opened first.
    fn rows(&self, keymap: &Keymap, is_ascii: bool) -> Vec<Row> {
        let mut rows = Vec::new();
        let finds = self.search.finds();
        let has_words = |title: &str, keys: &str, help: &str| finds(&format!("{title} {keys} {help}"));
        let elsewhere = Context::all().filter(|context| !self.opened_in.contains(context));
        for context in self.opened_in.iter().copied().chain(elsewhere) {
            let entries: Vec<_> = keymap
                .bindings(context)
                .map(|(binding, keys)| {
                    let by_name = keys.is_empty() && palette::CONTEXTS.contains(&context);
                    (if by_name { format!(":{}", binding.name) } else { listed(keys) }, binding.help)
                })
                .filter(|(keys, help)| has_words(context.title(), keys, help))
                .map(|(keys, help)| Row::Entry { keys, help: help.to_owned() })
                .collect();
            if !entries.is_empty() {
                rows.push(Row::Heading(context.title()));
                rows.extend(entries);
            }
        }
        let legend = LEGEND.iter().filter(|(_, _, meaning)| has_words("Marks", "", meaning));
        let legend = legend.map(|(mark, ascii, help)| {
            let keys = if is_ascii { ascii } else { mark };
            Row::Entry { keys: (*keys).to_owned(), help: (*help).to_owned() }
        });
        let legend: Vec<_> = legend.collect();
        if !legend.is_empty() {
            rows.push(Row::Heading("Marks"));
            rows.extend(legend);
        }
        let mouse: Vec<_> = MOUSE.iter().filter(|(keys, help)| has_words("Mouse", keys, help)).collect();
        if !mouse.is_empty() {
            rows.push(Row::Heading("Mouse"));
            rows.extend(
                mouse.into_iter().map(|(keys, help)| Row::Entry { keys: (*keys).to_owned(), help: (*help).to_owned() }),
            );
        }
        rows
    }
}

impl Popup for Help {
    fn context(&self) -> Context {
        if self.search.is_typing() { Context::HelpField } else { Context::Help }
    }

    fn title(&self) -> &'static str {
        "Keys"
    }

    /// Keys in a column of their own, as wide as they need and never more than two fifths.
    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        const ROOMY: u16 = 60;
        const GAP: u16 = 2;
        let margin = if columns < ROOMY { 1 } else { 3 };
        let columns = columns.saturating_sub(margin + 1);
        let rows = self.rows(&cx.keymap, cx.display.ascii);
        let widest = rows.iter().map(|row| match row {
            Row::Heading(_) => 0,
            Row::Entry { keys, .. } => width(keys),
        });
        let of_keys = u16::try_from(widest.max().unwrap_or(0)).unwrap_or(u16::MAX).min(columns / 5 * 2).max(1);
        let of_help = columns.saturating_sub(of_keys + GAP).max(1);
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                Row::Heading(heading) => lines.push(vec![run(Role::Text, " "), run(Role::Heading, heading)]),
                Row::Entry { keys, help } => {
                    let (keys, help) = (wrap::lines(&keys, of_keys), wrap::lines(&help, of_help));
                    let line = |at: usize| {
                        let keys = keys.get(at).map_or("", String::as_str);
                        let help = help.get(at).cloned().unwrap_or_default();
                        let blank = usize::from(of_keys + GAP).saturating_sub(width(keys));
                        vec![
                            run(Role::Text, " ".repeat(usize::from(margin))),
                            run(Role::Key, keys),
                            run(Role::Text, " ".repeat(blank)),
                            run(Role::Text, help),
                        ]
                    };
                    lines.extend((0..keys.len().max(help.len())).map(line));
                }
            }
        }
        lines
    }

    fn is_tall(&self) -> bool {
        true
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        self.search.foot()
    }

    fn empty(&self, cx: &Cx) -> String {
        format!("No key does that: `{}` clears the search", cx.key(&[self.context()], Command::Back))
    }

    fn can_search(&self) -> bool {
        true
    }

    fn field(&mut self) -> Option<&mut TextField> {
        self.search.field()
    }

    fn command(&mut self, _cx: &mut Cx, command: Command, _selected: Option<usize>) -> Flow {
        self.search.command(command);
        Flow::Stay
    }

    fn back(&mut self) -> Flow {
        self.search.back()
    }
}
