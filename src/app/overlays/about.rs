//! `:about`: the program, the notices that Spotify's terms require, and licences.

use super::Document;
use crate::app::page::{Page, Paragraph};

/// A line for each library: its name, its version, its licence. `tests/it/licences.rs` keeps it fresh.
const LICENCES: &str = include_str!("../../../assets/licences.txt");

/// The page.
pub fn about() -> Document {
    let fact = |label: &str, text: &str| Paragraph::Fact(label.into(), text.into());
    let text = |text: &str| Paragraph::Text(text.into());
    let mut page = vec![
        Paragraph::Heading("spotpods-tui".into()),
        fact("version", env!("CARGO_PKG_VERSION")),
        fact("licence", env!("CARGO_PKG_LICENSE")),
        fact("content", "Content from Spotify"),
        Paragraph::Blank,
        text(
            "This program is unofficial. It is not made, endorsed or checked by Spotify. Spotify is a trademark of Spotify AB.",
        ),
        text("Code and documents are in the package this program came from: README.md, and the pages in docs."),
        text("`spotpods-tui man` prints the manual; the help lists the keys."),
        Paragraph::Blank,
        Paragraph::Heading("Libraries and their licences".into()),
    ];
    page.extend(LICENCES.lines().filter_map(|line| {
        let (name, licence) = line.split_once(": ")?;
        Some(fact(name, licence))
    }));
    Document::new(Page::About, page)
}
