//! Links that the terminal itself opens (OSC 8).
//!
//! A cell has no place for an address. Its underline colour, which no theme uses, names the link instead, by a number that
//! follows from the address; [`hyperlinks`] gives the addresses of the links in view. Only checked addresses come in here.

use ratatui::style::{Color, Style};

use super::Pen;
use crate::{
    app::{
        State,
        session::{Login, LoginPhase},
        state::Screen,
        views::details::HeaderKind,
    },
    domain::{Subject, rich::Target},
};

/// The page where apps are registered.
pub(super) const DASHBOARD: &str = "https://developer.spotify.com/dashboard";

/// A link in view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hyperlink {
    /// The underline colour of its cells.
    pub mark: Color,
    /// Printable ASCII without spaces.
    pub address: String,
}

impl Hyperlink {
    fn new(address: &str) -> Option<Self> {
        let is_printable = address.bytes().all(|byte| byte.is_ascii_graphic());
        is_printable.then(|| Self { mark: mark(address), address: address.to_owned() })
    }
}

/// The links in view; empty if the terminal takes none.
pub fn hyperlinks(state: &State) -> Vec<Hyperlink> {
    if !state.cx.display.hyperlinks {
        return Vec::new();
    }
    match &state.screen {
        Screen::Setup(_) => Hyperlink::new(DASHBOARD).into_iter().collect(),
        Screen::Login(Login { phase: LoginPhase::Waiting(waiting), .. }) => {
            Hyperlink::new(waiting.url.expose()).into_iter().collect()
        }
        Screen::Login(_) => Vec::new(),
        Screen::Main => of_notes(state),
    }
}

/// The links of addresses, without those whose mark is that of another address too: their cells could open the wrong page.
fn told_apart(addresses: &[String]) -> Vec<Hyperlink> {
    let marks: Vec<_> = addresses.iter().map(|address| (mark(address), address)).collect();
    let is_alone =
        |own: Color, address: &str| marks.iter().all(|(other, others)| *other != own || others.as_str() == address);
    let alone = marks.iter().filter(|(mark, address)| is_alone(*mark, address));
    alone.filter_map(|(_, address)| Hyperlink::new(address)).collect()
}

fn of_notes(state: &State) -> Vec<Hyperlink> {
    let (notes, layout) = (&state.views.notes, &state.cx.layout);
    if !layout.panes.iter().any(|(id, _)| state.views.is_document(*id)) {
        return Vec::new();
    }
    let (top, end) = (notes.top(), notes.top() + layout.rows());
    let passed = top.saturating_sub(notes.header().len());
    let in_view = notes.lines().iter().skip(passed).take(end.saturating_sub(notes.header().len()));
    let mut numbers: Vec<usize> = in_view
        .flat_map(|line| &line.runs)
        .filter_map(|run| if let Target::Link(number) = run.target { Some(number) } else { None })
        .collect();
    numbers.dedup();
    let links = numbers.into_iter().filter_map(|number| notes.links().get(number)?.url.as_ref());
    let addresses: Vec<_> = links.map(|link| link.as_str().to_owned()).chain(address_of_details(state)).collect();
    told_apart(&addresses)
}

/// The link of the item whose details are in view.
fn address_of_details(state: &State) -> Option<String> {
    let link = match state.views.notes.shown()? {
        Subject::Show(key) => crate::domain::SpotifyLink::Show(key.id()?.clone()),
        Subject::Episode(at) => crate::domain::SpotifyLink::Episode(at.episode.id()?.clone()),
    };
    Some(link.to_string())
}

impl Pen<'_> {
    /// A style with the mark of a link, if the terminal takes links.
    pub(super) fn linked(self, style: Style, address: &str) -> Style {
        if self.state.cx.display.hyperlinks { style.underline_color(mark(address)) } else { style }
    }

    /// The same for a link of the notes, by its number.
    pub(super) fn linked_to(self, style: Style, target: Target) -> Style {
        let Target::Link(number) = target else { return style };
        let link = self.state.views.notes.links().get(number).and_then(|link| link.url.as_ref());
        link.map_or(style, |link| self.linked(style, link.as_str()))
    }

    /// The same for a line of details.
    pub(super) fn linked_details(self, style: Style, kind: HeaderKind) -> Style {
        let address = if kind == HeaderKind::Link { address_of_details(self.state) } else { None };
        address.map_or(style, |address| self.linked(style, &address))
    }
}

/// 24 bits of the address's hash (FNV-1a), so that two links on one screen are told apart and one that stays is not written
/// again.
fn mark(address: &str) -> Color {
    let hash = address.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [high, red, green, blue] = hash.to_be_bytes();
    Color::Rgb(red ^ high, green, blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_always_has_the_same_mark_and_another_one_another() {
        let [one, other] = ["https://example.org/1", "https://example.org/2"].map(mark);
        assert_eq!(one, mark("https://example.org/1"));
        assert_ne!(one, other);
    }

    #[test]
    fn f8_of_two_addresses_with_one_mark_neither_is_a_link() {
        let mut found = std::collections::HashMap::new();
        let [one, other] = (0..1_000_000)
            .find_map(|number| {
                let address = format!("https://example.org/{number}");
                let before = found.insert(mark(&address), address.clone())?;
                Some([before, address])
            })
            .expect("24 bits are few");
        let apart = "https://example.com/".to_owned();
        let links = told_apart(&[one.clone(), apart.clone(), other, apart.clone()]);
        assert!(links.len() == 2 && links.iter().all(|link| link.address == apart), "{links:?}");
        assert_eq!(told_apart(&[one.clone(), one]).len(), 2, "the same address twice is one page");
    }

    #[test]
    fn f3_an_address_that_is_not_printable_ascii_is_no_link() {
        for address in ["https://example.org/\u{1b}\\", "https://example.org/ä", "https://example.org/a b"] {
            assert_eq!(Hyperlink::new(address), None);
        }
    }
}
