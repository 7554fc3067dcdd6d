//! Every key, as the keymap has it now.

use super::{
    palette,
    popup::{Line, Popup, Role, run},
    search::finds,
};
use crate::{
    app::{
        Command, Context, Cx,
        input::{
            chord::listed,
            keymap::{self, Keymap},
        },
        list::Filter,
    },
    domain::{width::width, wrap},
};

/// The help, and the search in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Help {
    /// The contexts it was opened in: their keys come first.
    opened_in: Vec<Context>,
    search: Filter,
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

/// Entries under a heading.
struct Section {
    title: &'static str,
    /// Keys and what they do, or marks and what they mean.
    entries: Vec<(String, String)>,
    /// Marks are not searched by their sign.
    searches_keys: bool,
}

impl Help {
    pub fn new(opened_in: Vec<Context>) -> Self {
        Self { opened_in, ..Self::default() }
    }

    /// What the search leaves, the keys that work where the help was opened first.
    fn sections(&self, keymap: &Keymap, is_ascii: bool) -> Vec<Section> {
        let elsewhere = Context::all().filter(|context| !self.opened_in.contains(context));
        let of_context = |context: Context| {
            let entry = |row: &keymap::Row| {
                let by_name = row.chords.is_empty() && palette::CONTEXTS.contains(&context);
                (if by_name { format!(":{}", row.name) } else { listed(&row.chords) }, row.help.to_string())
            };
            Section {
                title: context.title(),
                entries: keymap.rows_in(context).map(entry).collect(),
                searches_keys: true,
            }
        };
        let mark = |(mark, ascii, help): (&str, &str, &str)| {
            ((if is_ascii { ascii } else { mark }).to_owned(), help.to_owned())
        };
        let mouse = |(keys, help): (&str, &str)| (keys.to_owned(), help.to_owned());
        let marks = Section { title: "Marks", entries: LEGEND.map(mark).to_vec(), searches_keys: false };
        let mouse = Section { title: "Mouse", entries: MOUSE.map(mouse).to_vec(), searches_keys: true };
        let sections = self.opened_in.iter().copied().chain(elsewhere).map(of_context);
        let finds = finds(&self.search);
        let mut sections: Vec<_> = sections.chain([marks, mouse]).collect();
        for Section { title, entries, searches_keys } in &mut sections {
            entries.retain(|(keys, help)| {
                let keys = if *searches_keys { keys.as_str() } else { "" };
                finds(&format!("{title} {keys} {help}"))
            });
        }
        sections.retain(|section| !section.entries.is_empty());
        sections
    }
}

impl Popup for Help {
    fn name(&self) -> (Context, &'static str) {
        let context = if self.search.is_typing() { Context::HelpField } else { Context::Help };
        (context, "Keys")
    }

    /// Keys in a column of their own, as wide as they need and never more than two fifths; in a narrow terminal each section
    /// has its own.
    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        const ROOMY: u16 = 60;
        const GAP: u16 = 2;
        let margin = if columns < ROOMY { 1 } else { 3 };
        let columns = columns.saturating_sub(margin + 1);
        let sections = self.sections(&cx.keymap, cx.display.ascii);
        let widest = |section: &Section| section.entries.iter().map(|(keys, _)| width(keys)).max().unwrap_or(0);
        let of_all = sections.iter().map(widest).max().unwrap_or(0);
        let mut lines = Vec::new();
        for section in sections {
            let of_keys = if margin == 1 { widest(&section) } else { of_all };
            let of_keys = u16::try_from(of_keys).unwrap_or(u16::MAX).min(columns / 5 * 2).max(1);
            let of_help = columns.saturating_sub(of_keys + GAP).max(1);
            let Section { title, entries, .. } = section;
            lines.push(vec![run(Role::Text, " "), run(Role::Heading, title)]);
            for (keys, help) in entries {
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
        lines
    }

    fn search(&self) -> Option<&Filter> {
        Some(&self.search)
    }

    fn search_mut(&mut self) -> Option<&mut Filter> {
        Some(&mut self.search)
    }

    fn empty(&self, cx: &Cx) -> String {
        format!("No key does that: `{}` clears the search", cx.key(&[self.context()], Command::Back))
    }
}
