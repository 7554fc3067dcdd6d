//! A text that is only read, with a search: what the program says about itself.

use super::{
    popup::{Line, Popup, Role, run, wrapped},
    search::finds,
};
use crate::{
    app::{
        Command, Context, Cx,
        list::Filter,
        page::{Page, Paragraph},
    },
    domain::{width::width, wrap},
};

/// A text, and the search in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub page: Page,
    /// `None` until it is read.
    paragraphs: Option<Vec<Paragraph>>,
    search: Filter,
}

impl Document {
    pub fn new(page: Page, paragraphs: Vec<Paragraph>) -> Self {
        Self { page, paragraphs: Some(paragraphs), search: Filter::Off }
    }

    /// Before its text is read.
    pub fn reading(page: Page) -> Self {
        Self { page, paragraphs: None, search: Filter::Off }
    }

    /// The paragraphs with all words of the search, each below its heading.
    fn found(&self) -> Vec<&Paragraph> {
        let finds = finds(&self.search);
        let mut found = Vec::new();
        // The heading that has no line below it yet.
        let mut heading = None;
        for paragraph in self.paragraphs.iter().flatten() {
            let has_words = finds(&paragraph.text());
            if has_words {
                found.extend(heading.take());
                found.push(paragraph);
            } else if matches!(paragraph, Paragraph::Heading(_)) {
                heading = Some(paragraph);
            }
        }
        found
    }
}

impl Popup for Document {
    fn name(&self) -> (Context, &'static str) {
        let context = if self.search.is_typing() { Context::FilterField } else { Context::Document };
        (context, self.page.title())
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        let found = self.found();
        let of_label = found.iter().map(|paragraph| label_columns(paragraph)).max().unwrap_or_default();
        found.into_iter().flat_map(|paragraph| lines(paragraph, of_label, columns)).collect()
    }

    fn search(&self) -> Option<&Filter> {
        Some(&self.search)
    }

    fn search_mut(&mut self) -> Option<&mut Filter> {
        Some(&mut self.search)
    }

    fn empty(&self, cx: &Cx) -> String {
        if self.paragraphs.is_none() {
            format!("Reading{}", cx.ellipsis())
        } else if self.search.is_blank() {
            "There is nothing here yet".into()
        } else {
            format!("No line has these words: `{}` clears the search", cx.key(&[self.context()], Command::Back))
        }
    }
}

/// The columns of a label and the gap after it.
fn label_columns(paragraph: &Paragraph) -> u16 {
    /// A longer label stands above its text.
    const MOST: usize = 32;
    let Paragraph::Fact(label, _) = paragraph else { return 0 };
    u16::try_from((width(label) + 2).min(MOST)).unwrap_or(0)
}

fn lines(paragraph: &Paragraph, of_label: u16, columns: u16) -> Vec<Line> {
    match paragraph {
        Paragraph::Heading(text) => wrapped(Role::Heading, text, columns),
        Paragraph::Text(text) => wrapped(Role::Text, text, columns),
        Paragraph::Warning(text) => wrapped(Role::Warning, text, columns),
        Paragraph::Fact(label, text) => fact(label, text, of_label, columns),
        Paragraph::Blank => vec![Vec::new()],
    }
}

/// The label in a column of its own, or above its text in a narrow terminal.
fn fact(label: &str, text: &str, of_label: u16, columns: u16) -> Vec<Line> {
    const ROOMY: u16 = 60;
    const INDENT: u16 = 2;
    let of_label = if columns < ROOMY { INDENT } else { of_label };
    let mut lines: Vec<Line> = Vec::new();
    let mut texts = wrap::lines(text, columns.saturating_sub(of_label)).into_iter();
    let room = usize::from(of_label).saturating_sub(width(label));
    if room == 0 || of_label == INDENT {
        lines.extend(wrapped(Role::Muted, label, columns));
    } else {
        let first = texts.next().unwrap_or_default();
        lines.push(vec![run(Role::Muted, label), run(Role::Text, " ".repeat(room)), run(Role::Text, first)]);
    }
    let indent = " ".repeat(usize::from(of_label));
    lines.extend(texts.map(|line| vec![run(Role::Text, indent.clone()), run(Role::Text, line)]));
    lines
}
